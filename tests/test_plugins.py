"""Plugins: found in three ways; a mistake in one is reported with its name, and the desk starts without it."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from core import hookspecs
from core.app import Desk
from core.config import Adopted, Config
from core.manifest import IndustryManifest
from core.notifications import mail

ROOT = Path(__file__).parents[1]
Make = Callable[..., Desk]
GARDEN = """
    from core.sdk import END, SERVICE, Form, Gate, Industry, State, Workflow, yes_no
    class Request(Form):
        '''申请'''
        dry = yes_no("干燥")
    class Mend(Workflow, title="修理", number="{number}", opens=Request):
        '''修理'''
        a = State("待修", start=True)
        go = a.to(END, "修好", by=SERVICE)
    kept_dry = Gate("干燥", before=Mend.go, yes=(Request.dry,))
    {name} = Industry("{industry}", __name__)
    """
RULES = 'title = "规定"\nflow."{industry}.mend" = ["mend"]\nclauses = [{{ id = "G-1", uses = ["kept_dry"] }}]\n'


def garden(name: str, industry: str = "", number: str = "GD") -> str:
    return GARDEN.format(name=name, industry=industry or name, number=number)


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
def make(folder: Path) -> Make:
    """Write modules and build a desk that is told their dotted paths, beside the industry of the tests."""
    def made(**modules: str) -> Desk:
        for name, text in modules.items():
            path = folder / f"{name}.py"
            path.write_text(dedent(text), "utf-8")
        extra = ("tests.kernel.bicycles", *modules)
        names = tuple(each.rpartition(".")[2] for each in extra)
        return Desk(Config(plugins=names, extra_plugins=extra, policies=(Adopted("bicycles/careful"),)))
    return made


def works(desk: Desk) -> bool:
    """Whether the other plugin still does everything."""
    health = desk.plugins.health["bicycles"]
    return ((health.source, health.state, health.problems) == ("tests.kernel.bicycles", "on", [])
            and desk.installed.policies.keys() >= {"bicycles/careful", "bicycles/plain"}
            and "bicycles" in desk.installed.industries
            and [each.policy.slug for each in desk.adopted] == ["bicycles/careful"])


# Found

def test_by_the_folder() -> None:
    desk = Desk(Config())
    assert desk.plugins.health["furniture"].source == "plugins/" and desk.plugins.health["furniture"].state == "on"
    assert "furniture" in desk.installed.industries


def test_by_an_entry_point_of_an_installed_package(folder: Path) -> None:
    (folder / "garden_pack.py").write_text(dedent(garden("garden")), "utf-8")
    metadata = folder / "garden_pack-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: garden-pack\nVersion: 1.0\n", "utf-8")
    (metadata / "entry_points.txt").write_text("[shouhou.plugins]\ngarden = garden_pack\n", "utf-8")
    desk = Desk(Config())
    assert desk.plugins.health["garden"].source == "entry point garden_pack"
    assert "garden.mend" in desk.installed.industries["garden"].workflows


def test_by_its_dotted_path_under_any_module_name(make: Make, folder: Path) -> None:
    """The industry's name counts, not the module's."""
    (folder / "policies").mkdir()
    (folder / "policies" / "rough.toml").write_text(RULES.format(industry="garden"), "utf-8")
    desk = make(garden_tools=garden("tools", "garden"))
    assert desk.plugins.health["garden_tools"].state == "on"
    assert "garden/rough" in desk.installed.policies and works(desk)


def test_only_those_that_are_named(make: Make) -> None:
    desk = Desk(Config(plugins=("bicycles",), extra_plugins=("tests.kernel.bicycles",)))
    assert set(desk.plugins.health) == {"bicycles"}
    missing = Desk(Config(plugins=("bycicles",)))
    assert missing.plugins.health["bycicles"].state == "left out"
    assert "no such plugin" in missing.plugins.health["bycicles"].problems[0]


# Left out

@pytest.mark.parametrize(("text", "told"), [
    ("raise RuntimeError('falls over')", "RuntimeError: falls over"), ("raise SystemExit(3)", "SystemExit: 3"),
    ("import no_such_module", "no_such_module"), ("def broken(:", "SyntaxError"),
    ("from core.sdk import Industry\nempty = Industry('empty')", "declares nothing; name its modules"),
    ("from core.hookspecs import hookimpl\n@hookimpl\ndef register_industri():\n    return None", "register_industri"),
    ("from core.hookspecs import hookimpl\n@hookimpl\ndef register_industry(desk):\n    return None", "desk"),
    ("from core.hookspecs import hookimpl\n@hookimpl\ndef register_industry():\n    raise SystemExit('bye')", "bye"),
    ("from core.hookspecs import hookimpl\n@hookimpl\ndef register_industry():\n    return 'garden'", "garden"),
    ("from core.hookspecs import hookimpl\n@hookimpl\ndef register_policies():\n    raise OSError('gone')", "gone"),
    ("from core.hookspecs import hookimpl\n@hookimpl\ndef register_translations():\n    return 5",
     "register_translations"),
    (garden("garden", "bicycles"), "industry 'bicycles' is taken"),
    (garden("garden") + "\n    Again = type('Request', (Form,), {'__doc__': '又一个'})",
     "'Request' is declared twice")])
def test_what_a_plugin_does_wrong_is_told_and_the_desk_starts(make: Make, text: str, told: str) -> None:
    desk = make(garden=text)
    health = desk.plugins.health["garden"]
    assert health.state == "left out" and told in "\n".join(health.problems), health
    assert "garden" not in desk.installed.industries and works(desk)
    assert desk.translator("en")("没有这句话") == "没有这句话"


def test_a_second_plugin_of_a_name_does_not_take_the_first_along(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "__init__.py").write_text("", "utf-8")
    (folder / "elsewhere" / "bicycles.py").write_text(dedent(garden("garden")), "utf-8")
    desk = Desk(Config(plugins=("bicycles",), extra_plugins=("tests.kernel.bicycles", "elsewhere.bicycles")))
    assert "bicycles" in desk.installed.industries and "garden" not in desk.installed.industries
    assert desk.plugins.health["bicycles"].state == "on"
    second = desk.plugins.health["bicycles (elsewhere.bicycles)"]
    assert second.state == "left out" and "tests.kernel.bicycles" in second.problems[0]


@pytest.mark.parametrize(("text", "told"), [
    ("title = ", "not a TOML file"), ('flow."garden.mnd" = ["mend"]', "did you mean 'garden.mend'"),
    (RULES.format(industry="garden").replace("kept_dry", "kept_dri"), "did you mean 'kept_dry'"),
    ("clauses = 3", "clauses must be a list"), ("counting = { nonsense = true }", "unknown way of counting"),
    ('flow."garden.mend" = []', "must begin with a stage")])
def test_a_broken_policy_file_leaves_the_other_files(make: Make, folder: Path, text: str, told: str) -> None:
    (folder / "policies").mkdir()
    (folder / "policies" / "good.toml").write_text(RULES.format(industry="garden"), "utf-8")
    (folder / "policies" / "bad.toml").write_text(text, "utf-8")
    desk = make(garden=garden("garden"))
    assert "garden/good" in desk.installed.policies and "garden/bad" not in desk.installed.policies
    assert told in str(desk.installed.broken["garden/bad"])
    health = desk.plugins.health["garden"]
    assert health.state == "faulty" and "policy garden/bad is left out" in health.problems[0] and works(desk)


def test_an_adopted_regulation_that_is_not_there_is_told_with_the_nearest() -> None:
    desk = Desk(Config(plugins=("bicycles",), extra_plugins=("tests.kernel.bicycles",),
                       policies=(Adopted("bicycles/carefull"), Adopted("bicycles/plain"))))
    assert [each.policy.slug for each in desk.adopted] == ["bicycles/plain"]
    assert "did you mean 'bicycles/careful'" in str(desk.installed.broken["bicycles/carefull"])


def test_two_desks_in_one_process_do_not_see_each_other(make: Make) -> None:
    one, other = make(garden=garden("garden")), Desk(Config(plugins=()))
    assert "garden" in one.installed.industries and not other.installed.industries


# Channels

LOUDSPEAKER = """
    from core.sdk.channels import Channel, Config, Letter, NotSent, Person, Reason, hookimpl

    SAID = []

    class Loudspeaker(Channel):
        key, title, unasked = {key!r}, "喇叭", True

        def reaches(self, person: Person) -> bool:
            return bool(person.name)

        def send(self, letter: Letter) -> None:
            if "!" in letter.subject:
                raise NotSent(Reason("太吵", {{}}), final=True)
            SAID.append((letter.to.login, letter.subject))

    @hookimpl
    def register_channels(config: Config):
        return [Loudspeaker()] if config.business else []
"""


def test_a_plugin_brings_a_channel(make: Make) -> None:
    desk = make(loudspeaker=LOUDSPEAKER.format(key="loudspeaker"))
    channel = desk.notifications.channels["loudspeaker"]
    assert channel.title == "喇叭" and channel.trouble() is None and desk.plugins.health["loudspeaker"].state == "on"


@pytest.mark.parametrize("key", ["desk", "a b", ""])
def test_a_channel_whose_key_is_none_is_left_out_and_its_plugin_says_so(make: Make, key: str) -> None:
    desk = make(loudspeaker=LOUDSPEAKER.format(key=key))
    assert not desk.notifications.channels
    health = desk.plugins.health["loudspeaker"]
    assert health.state == "faulty" and repr(key) in health.problems[0]


# The hooks and their documentation

def hooks() -> dict[str, Callable[..., object]]:
    return {name: found for name, found in vars(hookspecs).items() if name.startswith("register_")}


@pytest.mark.parametrize("name", hooks())
def test_every_hook_says_what_it_is_for_and_what_it_returns(name: str) -> None:
    said = inspect.getdoc(hooks()[name]) or ""
    assert len(said.splitlines()[0]) > 20 and "Returns:" in said
    wanted = list(inspect.signature(hooks()[name]).parameters)
    assert all(f"{each}:" in said for each in wanted), f"{name} does not say what {wanted} are"


@pytest.mark.parametrize("name", hooks())
def test_every_hook_has_a_user_a_caller_and_a_place_in_the_page(name: str) -> None:
    """A hook is not built ahead of its first user."""
    assert hasattr(IndustryManifest, name) or hasattr(mail, name)
    assert name in CALLED
    page = (ROOT / "docs" / "plugin-developers" / "hooks.md").read_text("utf-8")
    assert name in page and (inspect.getdoc(hooks()[name]) or "").splitlines()[0] in page


CALLED = {str(node.value) for path in (ROOT / "core").rglob("*.py") if path.name != "hookspecs.py"
          for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)}
"""Among them the hooks that the desk calls: by name."""


# Beside the configuration

def test_an_own_plugins_folder_beside_the_configuration(folder: Path) -> None:
    config = folder / "shouhou.toml"
    config.write_text('plugins = ["furniture", "garden"]\n', "utf-8")
    (folder / "plugins").mkdir()
    (folder / "plugins" / "garden.py").write_text(dedent(garden("garden")), "utf-8")
    desk = Desk(Config.load(config))
    health = desk.plugins.health
    assert (health["garden"].source, health["garden"].state) == (str(folder / "plugins"), "on")
    assert (health["furniture"].source, health["furniture"].state) == ("plugins/", "on")
    assert desk.installed.industries.keys() == {"furniture", "garden"}


def test_an_own_plugin_does_not_take_the_place_of_another(folder: Path) -> None:
    config = folder / "shouhou.toml"
    config.write_text("", "utf-8")
    (folder / "plugins" / "furniture").mkdir(parents=True)
    (folder / "plugins" / "furniture" / "__init__.py").write_text("raise SystemExit", "utf-8")
    desk = Desk(Config.load(config))
    assert desk.plugins.health["furniture"].state == "on" and "furniture" in desk.installed.industries
    refused = desk.plugins.health[f"furniture ({folder / 'plugins'})"]
    assert refused.state == "left out" and "rename" in refused.problems[0]


def test_the_installed_command_finds_it(tmp_path: Path) -> None:
    import json
    import subprocess

    (tmp_path / "shop" / "plugins").mkdir(parents=True)
    (tmp_path / "shop" / "plugins" / "garden.py").write_text(dedent(garden("garden")), "utf-8")
    (tmp_path / "shop" / "shouhou.toml").write_text("", "utf-8")
    (tmp_path / "shop" / "json.py").write_text("raise SystemExit('hides the standard library')", "utf-8")
    shouhou = str(Path(sys.executable).with_name("shouhou"))
    command = [shouhou, "--config", "shop/shouhou.toml", "plugin", "list", "--json"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert {each["plugin"]: each["state"] for each in json.loads(found.stdout)}["garden"] == "on"
