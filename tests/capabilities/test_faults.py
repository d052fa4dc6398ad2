"""What is wrong with one face of a plugin is told with the plugin, and that face left out; everything else works. A
capability that fails while it is loaded leaves out the industries that need it, and nobody else."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from core.app import Desk
from core.commands import shouhou
from core.commands.doctor import ask_everything
from core.config import Adopted, Config
from core.domain.people import VIEW, Actor
from core.plugins import Plugins, discover
from core.site import create_site
from core.store import Store
from core.web.navigation import entries
from tests.services.shop import HandClock

INIT = """
    from core.sdk import END, SERVICE, Form, Industry, State, Workflow, yes_no
    class Request(Form):
        '''申请'''
        dry = yes_no("干燥")
    class Mend(Workflow, title="修理", number="GD", opens=Request):
        '''修理'''
        a = State("待修", start=True)
        go = a.to(END, "修好", by=SERVICE)
    garden = Industry("garden", __name__)
    """
PAGES = """
    from core.sdk.web import Blueprint, Entry, VIEW, allowed
    pages = Blueprint({name!r}, __name__{more})
    @pages.get({path!r})
    {mark}
    def show():
        return "x"
    """
API = """
    from core.sdk.rest import MethodView, Receipt, Resource, VIEW
    resource = Resource("garden", "Garden", "It grows.")
    @resource.route({path!r})
    class Plants(MethodView):
        {mark}
        def get(self):
            '''Plants'''
    """


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path; what is imported from it is forgotten afterwards."""
    known = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def make(folder: Path) -> Callable[..., Desk]:
    """A desk with a package `garden` of these files, beside the scooter shop."""
    def made(init: str = INIT, **files: str) -> Desk:
        (folder / "garden").mkdir()
        for name, text in {"__init__": init, **files}.items():
            (folder / "garden" / f"{name}.py").write_text(dedent(text), "utf-8")
        config = Config(plugins=("garden", "scooters"), data=folder / "data", extra_plugins=(
            "tests.capabilities.scooters", "garden"), policies=(Adopted("scooters/simple"),))
        clock = HandClock()
        return Desk(config, now=clock, store=Store.create_for_trial(clock))
    return made


def pages(name: str = "garden", path: str = "/", mark: str = "@allowed(VIEW)", more: str = "") -> str:
    return PAGES.format(name=name, path=path, mark=mark, more=more)


@pytest.mark.parametrize(("file", "text", "told"), [
    ("tables", "import no_such_thing", "register_tables: ModuleNotFoundError"),
    ("tables", "x = 1", "has no base made by tables_of"),
    ("tables", """
        from core.sdk.tables import Id, Mapped, Tables
        class Base(Tables, plugin="garden"): ...
        class PotRow(Base):
            __tablename__ = "garden_pots"
            id: Mapped[Id]
     """, "has no migrations that end in one"),
    ("tables", """
        from core.sdk.tables import Id, Mapped, Tables
        class Base(Tables, plugin="garden"): ...
        class PotRow(Base):
            __tablename__ = "cases"
            id: Mapped[Id]
     """, "table cases must be called garden_"),
    ("reactions", "raise SystemExit(3)", "register_reactions: SystemExit: 3"),
    ("pages", "raise OSError('gone')", "register_pages: OSError: gone"),
    ("pages", "x = 1", "pages must be a Blueprint"),
    ("pages", pages("cases"), "pages must be a Blueprint"),
    ("pages", pages(mark="@pages.get('/other')"), "views without @allowed"),
    ("pages", pages(more=", url_prefix='/cases'"), "/cases/ must begin with /garden"),
    ("pages", pages() + "\n    ENTRIES = (Entry('花园', 'garden.nothing', VIEW),)", "names no page"),
    ("panels", "1 / 0", "register_panels: ZeroDivisionError"),
    ("api", "x = 1", "resource must be a Resource"),
    ("api", API.format(path="/garden/plants", mark=""), "views without @allowed"),
    ("api", API.format(path="/cases", mark="@resource.reads('x', VIEW, Receipt)"), "must begin with /garden"),
    ("api", API.format(path="/garden", mark="@resource.reads('get_case', VIEW, Receipt)"), "operations get_case are"),
    ("jobs", "JOBS = {'seal': print}", "its job 'seal' is left out"),
    ("jobs", "DAILY = ('garden.x',)", "its daily 'garden.x' is left out"),
    ("commands", "raise RuntimeError('no')", "register_commands: RuntimeError: no")])
def test_a_faulty_face_is_told_and_left_out_alone(make: Callable[..., Desk], file: str, text: str, told: str) -> None:
    desk = make(**{file: text})
    assert desk.plugins.health["garden"].problems == []  # nothing of it is looked at before it is needed
    site = create_site(desk)
    spec = json.loads(site.test_client().get("/api/v1/openapi.json").data)
    if "get_case" not in told:  # who else has that name is known only beside the others
        ask_everything(desk)
    health = desk.plugins.health["garden"]
    assert health.state == "faulty" and told in "\n".join(health.problems), health
    assert len(health.problems) == 1
    assert desk.plugins.health["sheds"].problems == desk.plugins.health["scooters"].problems == []
    assert "garden.mend" in desk.installed.industries["garden"].workflows
    assert "/api/v1/sheds/stays" in spec["paths"] and not any("garden" in path for path in spec["paths"])
    assert site.test_client().get("/sheds/").status_code == 302
    assert site.test_client().get("/garden/").status_code == 404
    assert [each.name for each in desk.faces.histories] == ["sheds"] and len(desk.faces.reactions["scooters"]) == 3


def test_good_pages_of_an_industry_itself(make: Callable[..., Desk]) -> None:
    desk = make(pages=pages(mark="@allowed('anyone')") + "\n    ENTRIES = (Entry('花园', 'garden.show', VIEW),)")
    assert create_site(desk).test_client().get("/garden/").text == "x"
    ask_everything(desk)
    assert desk.plugins.health["garden"].state == "on"


def test_a_place_that_cannot_say_whether_it_is_wanted_is_left_out(make: Callable[..., Desk]) -> None:
    desk = make(pages=pages(mark="@allowed(VIEW)") + """
    ENTRIES = (Entry('花园', 'garden.show', VIEW, wanted=lambda desk, actor: 1 / 0),
               Entry('池塘', 'garden.show', VIEW, wanted=lambda desk, actor: actor.login == "lin"),
               Entry('围墙', 'garden.show', VIEW, wanted=lambda desk, actor: actor.login != "lin"))""")
    with create_site(desk).test_request_context("/") as context:
        lin = Actor(None, "lin", "林", permissions=frozenset({VIEW.key}))
        found = entries(context.app, lin, context.app.extensions["places"])
    assert [each.place.label for each in found if each.url == "/garden/"] == ["池塘"]
    assert "花园" in desk.plugins.health["garden"].problems[0]


def test_a_permission_of_another_name_is_refused(make: Callable[..., Desk]) -> None:
    desk = make("""
        from core.sdk import Permission
        from core.hookspecs import hookimpl
        @hookimpl
        def register_permissions():
            return [Permission("case.everything", "什么都可以")]
        """)
    assert desk.faces.permissions.keys() == {"sheds.keep"}
    assert "case.everything" in desk.plugins.health["garden"].problems[0]


def test_the_first_migration_is_drafted_from_the_tables(folder: Path, make: Callable[..., Desk]) -> None:
    make(tables="""
        from core.sdk.tables import CaseRow, Decimal, ForeignKey, Id, Mapped, Tables, mapped_column
        class Base(Tables, plugin="garden"): ...
        class PotRow(Base):
            __tablename__ = "garden_pots"
            id: Mapped[Id]
            case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
            price: Mapped[Decimal]
        """)
    toml = folder / "shouhou.toml"
    toml.write_text('plugins = ["garden"]\nextra_plugins = ["garden"]\n', "utf-8")

    def run(*said: str) -> str:
        ran = CliRunner().invoke(shouhou, ["--config", str(toml), "--language", "en", "db", *said])
        assert ran.exit_code == 0, ran.output
        return ran.output

    run("upgrade")
    assert "0001_pots.py" in run("draft", "garden", "pots")
    assert "garden 0001" in run("upgrade")
    assert "up to date" in run("check")
    refused = CliRunner().invoke(shouhou, ["--config", str(toml), "db", "draft", "gardn", "x"])
    assert refused.exit_code == 1 and "garden" in refused.output


def test_broken_commands_are_told_by_name(folder: Path, make: Callable[..., Desk]) -> None:
    make(commands="raise RuntimeError('no')")
    toml = folder / "shouhou.toml"
    toml.write_text('plugins = ["garden"]\nextra_plugins = ["garden"]\n', "utf-8")
    ran = CliRunner().invoke(shouhou, ["--config", str(toml), "garden", "list"])
    assert ran.exit_code == 1 and "RuntimeError: no" in ran.output


@pytest.mark.parametrize(("capability", "told"), [
    ("raise OSError('gone')", "OSError: gone"), ("def broken(:", "SyntaxError"),
    ("from core.sdk import nothing_of_the_kind", "nothing_of_the_kind"),
    ("from core.sdk import Capability\nroots = Capability('roots')", "declares nothing")])
def test_a_capability_that_fails_leaves_out_who_needs_it(
        folder: Path, monkeypatch: pytest.MonkeyPatch, capability: str, told: str) -> None:
    """Bundled ones are known by their folder: here one more stands in it."""
    import core.capabilities

    home = folder / "core" / "capabilities"
    (home / "roots").mkdir(parents=True)
    (home / "roots" / "__init__.py").write_text(capability, "utf-8")
    monkeypatch.setattr(core.capabilities, "__path__", [*core.capabilities.__path__, str(home)])
    (folder / "garden.py").write_text("from core.capabilities.roots import roots\n", "utf-8")
    plugins = discover(("garden", "scooters"), ("garden", "tests.capabilities.scooters"))
    garden, roots = plugins.health["garden"], plugins.health["roots"]
    assert (garden.state, roots.state) == ("left out", "left out") and told in roots.problems[0]
    assert "needs the capability roots, which is left out" in garden.problems[0]
    assert works(plugins)


def works(plugins: Plugins) -> bool:
    return all(plugins.health[each].state == "on" for each in ("sheds", "scooters"))


def test_a_capability_whose_name_is_taken_leaves_out_who_needs_it(folder: Path) -> None:
    (folder / "garden.py").write_text(dedent(INIT).replace(
        'garden = Industry("garden", __name__)',
        'from core.sdk import Capability\nsheds = Capability("sheds", __name__)\n'
        'garden = Industry("garden", __name__, needs=(sheds,))'), "utf-8")
    plugins = discover(("scooters", "garden"), ("tests.capabilities.scooters", "garden"))
    assert "needs the capability sheds" in plugins.health["garden"].problems[0] and works(plugins)
