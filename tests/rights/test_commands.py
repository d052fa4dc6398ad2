"""Every command, called as every duty by `--as`: what its table allows is done, the rest refused. Commands that act
as the system are listed one by one; a command in neither list fails."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from core.commands import shouhou
from core.commands.session import Session
from core.domain.people import Actor
from tests.attack.desk import APPLICATION, CLOSING, DAYS_OFF, DUTIES, NOBODY_THERE, TOLD, Shop, picture
from tests.rights.test_pages import (
    ADMINISTRATOR,
    EVERYBODY,
    MANAGER,
    OPENERS,
    OVERRULERS,
    REGISTRARS,
    SETTERS,
    WORKERS,
    Doors,
)

SYSTEM = {
    "audit seal", "calendar show", "db check", "db backup",
    "db draft", "db release-outbox", "db restore", "db upgrade", "demo", "doctor", "init", "plugin list",
    "plugin messages", "plugin new",
    "policy check",
    "policy coverage", "policy facts", "policy list", "policy try", "serve", "sla refresh", "sla sweep", "task run",
    "token add", "token list", "token revoke", "user add", "user change",
    "user list", "user password", "user unlock", "worker"}
"""Act as the system, or tell nothing of the business: whoever has the machine has the desk."""


def sets(answers: Any) -> list[str]:
    return [each for name, said in answers.items() for each in ("--set", f"{name}={said}")]


SERVICE = frozenset({"service"})
TABLE: dict[str, tuple[frozenset[str], list[str]]] = {
    "audit list": (SETTERS, []), "audit verify": (SETTERS, []), "calendar seed": (SETTERS, ["2026"]),
    "calendar add": (SETTERS, ["posts", "--title", "Posts"]), "calendar retire": (SETTERS, ["repair"]),
    "calendar close": (SETTERS, ["2025-10-20", "2025-10-21"]), "calendar hours": (EVERYBODY, []),
    "calendar edit": (SETTERS, ["--holiday", "2025-10-20=Fair"]), "calendar list": (EVERYBODY, []),
    "calendar import": (SETTERS, ["FOLDER/days.ics"]), "calendar team": (EVERYBODY, []),
    "calendar versions": (EVERYBODY, []), "case move": (MANAGER, ["NEW", "--why", "Agreed"]),
    "plan list": (SETTERS, []), "plan show": (SETTERS, ["CHANGE"]), "plan look": (SETTERS, ["CHANGE"]),
    "plan apply": (SETTERS, ["CHANGE", "open"]), "plan drop": (SETTERS, ["CHANGE"]),
    "plan draft": (SETTERS, ["calendar", "--content", json.dumps(CLOSING)]),
    "case approve": (MANAGER, ["ASKED"]), "case assign": (OPENERS, ["NEW", "second"]),
    "case attach": (WORKERS, ["NEW", "FOLDER/photo.jpg"]), "case comment": (WORKERS, ["NEW", "Hello"]),
    "case contact": (WORKERS, ["NEW", "--channel", "phone", "--reached"]),
    "case correct": (OPENERS, ["NEW", *sets(APPLICATION)]), "case link": (OPENERS, ["NEW", "POSTED"]),
    "case merge": (OPENERS, ["NEW", "POSTED", "--why", "Sent in twice"]),
    "case list": (WORKERS, []), "case open": (OPENERS, ["furniture.return", *sets(APPLICATION)]),
    "case override": (OVERRULERS, ["LATE", "in_return_window", "--reason", "Ill"]),
    "case print": (WORKERS, ["NEW"]), "case reopen": (MANAGER, ["DECLINED", "--why", "Again"]),
    "case resume": (OPENERS, ["WAITING"]), "case show": (WORKERS, ["NEW"]),
    "case split": (OPENERS, ["NEW", "--item", "2", "--why", "One goes"]),
    "case step": (SERVICE, ["NEW", "accept", *sets(TOLD)]),
    "case wait": (OPENERS, ["NEW", "factory", "--why", "Asked"]),
    "customer add": (REGISTRARS, ["--name", "Eve"]), "customer find": (WORKERS, ["Ann"]),
    "export cases": (MANAGER, ["--csv"]), "export customers": (MANAGER, []), "export events": (MANAGER, ["--xlsx"]),
    "export fetch": (MANAGER, ["1"]), "export list": (MANAGER, []), "export remove": (MANAGER, ["1"]),
    "import cases": (MANAGER, ["FOLDER/register.csv", "--dry-run"]), "import list": (MANAGER, []),
    "import show": (MANAGER, ["1"]),
    "privacy show": (SETTERS, []), "privacy accesses": (SETTERS, []), "privacy erase": (MANAGER, [
        "SPARE", "--why", "asked", "--confirm", "SPARE"]),
    "privacy reapply": (MANAGER, ["FOLDER/erased.json"]),
    "privacy disclose": (MANAGER, ["SPARE", "--to", "FOLDER/files/person.zip"]),
    "privacy consent": (WORKERS, ["1", "photos", "yes"]),
    "policy set": (SETTERS, ["furniture", "refund.within", "9 days"]),
    "policy show": (EVERYBODY, ["furniture/return-exchange"]),
    "policy values": (EVERYBODY, ["furniture"]), "product add": (REGISTRARS, ["--customer", "1", "--set", "name=Lamp"]),
    "report promises": (WORKERS, []), "report list": (WORKERS, []), "report show": (WORKERS, ["total"]),
    "register list": (WORKERS, []), "register entries": (WORKERS, ["calls"]),
    "register show": (REGISTRARS, ["ENTRY"]), "register due": (WORKERS, ["calls"]),
    "register add": (REGISTRARS, ["calls", "--set", "said=Hello"]),
    "register correct": (REGISTRARS, ["ENTRY", "--set", "said=Hello again"]),
    "register acknowledge": (REGISTRARS, ["ENTRY"]),
    "register erase": (MANAGER, ["ENTRY", "--why", "Asked"]), "register export": (MANAGER, ["calls"]),
    "task list": (WORKERS, []), "task show": (WORKERS, ["TASK"]),
    "task sign": (frozenset({"quality"}), ["TASK", "quality"]),
    "task reopen": (MANAGER, ["TASK", "manager", "--why", "Again"]),
    "portal link": (OPENERS, ["NEW"]), "portal links": (OPENERS, ["NEW"]), "portal revoke": (OPENERS, ["NEW", "1"]),
    "sla explain": (WORKERS, ["NEW"]),
    "notification list": (EVERYBODY, []), "notification read": (EVERYBODY, []),
    "notification log": (SETTERS, []), "notification resend": (SETTERS, ["MESSAGE"]),
    "notification test": (frozenset(), []),
    "notification template list": (SETTERS, []), "notification template show": (SETTERS, ["missed", "desk", "zh"]),
    "notification template set": (SETTERS, ["missed", "desk", "zh", "--subject", "{case}"]),
    "notification template reset": (SETTERS, ["missed", "desk", "zh"]),
    "webhook add": (ADMINISTRATOR, [NOBODY_THERE, "--title", "ERP"]),
    "webhook change": (ADMINISTRATOR, ["1", "--title", "ERP"]), "webhook disable": (ADMINISTRATOR, ["1"]),
    "webhook enable": (ADMINISTRATOR, ["1"]), "webhook list": (ADMINISTRATOR, []),
    "webhook log": (ADMINISTRATOR, ["1"]), "webhook redeliver": (ADMINISTRATOR, ["1", "1"]),
    "webhook remove": (ADMINISTRATOR, ["1"]), "webhook rotate": (ADMINISTRATOR, ["1"]),
    # Its plugin is in use, so even who may is refused.
    "case close": (frozenset(), ["NEW", "--why", "Gone"]),
    # Nobody listens there, so even who may is told that it did not arrive.
    "webhook ping": (frozenset(), ["1"]),
}


def commands(group: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(group, click.Group):
        for name, each in group.commands.items():
            yield from commands(each, *path, name)
    else:
        yield " ".join(path), group


def acts_as(command: click.Command) -> bool:
    return any("--as" in each.opts for each in command.params)


def test_the_tables_name_every_command() -> None:
    there = {name: acts_as(command) for name, command in commands(shouhou)}
    assert sorted(TABLE.keys() ^ {name for name, acts in there.items() if acts}) == []
    assert sorted(name for name, acts in there.items() if not acts and name not in SYSTEM) == []


@pytest.fixture(scope="module")
def doors(pattern: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("commands") / "desk"
    shutil.copytree(pattern[0], folder)
    shop = Shop(folder, pattern[1])
    number = shop.names.declined = shop.desk.steps.take(
        shop["service"], shop.names.posted.replace("00002", "00005"), "apply.decline",
        {"why": "Late", "told_by": "phone"}).number
    assert number == shop.names.late
    shop.names.late = shop.names.asked
    shop.desk.steps.answer(shop["manager"], shop.names.late, shop.names.fingerprint, grant=False, reason="No")
    shop.names.asked = shop.desk.arranging.split(shop["service"], shop.names.late, [1], "One goes").number
    shop.desk.steps.override(shop["service"], shop.names.asked, rule="in_return_window", reason="Ill")
    # The same words written otherwise are another rulebook, so that a case may go over to it.
    shop.desk.policies.set_value(Actor.system(), "furniture", "refund.within", "7 d")
    (folder / "days.ics").write_bytes(DAYS_OFF)
    (folder / "erased.json").write_text("[]")
    (folder / "photo.jpg").write_bytes(picture())
    (folder / "register.csv").write_text("申请日期,客户,诉求\n2025-10-10,Bob,退货\n")
    yield Doors(shop)
    shop.desk.store.dispose()


def run(shop: Shop, name: str, arguments: list[str], *more: str) -> Result:
    """Call a command on the shop's desk, without making it again."""
    session = Session(shop.folder / "shouhou.toml")
    vars(session)["desk"], vars(session)["config"] = shop.desk, shop.desk.config
    known = {key.upper(): str(said) for key, said in vars(shop.names).items() if isinstance(said, str | int)}
    words = [known.get(each, each.replace("FOLDER", str(shop.folder))) for each in arguments]
    return CliRunner().invoke(shouhou, [*("--config", str(shop.folder / "shouhou.toml")), "--language", "en",
                                        *name.split(), *words, *more], obj=session)


@pytest.mark.parametrize("name", TABLE)
def test_who_may(doors: Doors, name: str) -> None:
    allowed, arguments = TABLE[name]
    version, found = doors.version(), {}
    for login in (*DUTIES, "left"):
        before = version()
        result = run(doors.shop, name, arguments, "--as", login)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        found[login] = result.exit_code
        if version() != before:
            assert result.exit_code == 0 or (name, login) == ("webhook ping", "administrator")
            doors.shop.restore()
            version = doors.version()
    assert found == {login: 0 if login in allowed else 1 for login in found}


@pytest.mark.parametrize("name", [name for name, (_, arguments) in TABLE.items() if name.startswith(("case", "sla"))
                                  and arguments and arguments[0].isupper()])
def test_a_foreign_case_is_an_absent_one(doors: Doors, name: str) -> None:
    _, arguments = TABLE[name]
    if "--json" not in [opt for each, command in commands(shouhou) if each == name for param in command.params
                        for opt in param.opts]:
        pytest.fail(f"{name} has no --json")
    said = []
    for number in (arguments[0], "TH-1999-00001"):
        result = run(doors.shop, name, [number, *arguments[1:]], "--as", "apart", "--json")
        assert result.exit_code == 1, result.output
        assert json.loads(result.stderr)["error"]["code"] == "not-found"
        said.append(result.output)
    assert said[0] == said[1]
