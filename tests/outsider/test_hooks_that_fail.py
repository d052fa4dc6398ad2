"""Each hook of a plugin from outside raises, hangs, or answers with nonsense: the desk starts, says so, and everybody
else's cases go on."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import hookspecs, manifest, plugins
from core.app import Desk
from core.commands.doctor import ask_everything
from core.config import Config
from core.hookspecs import hookimpl
from core.sdk import MANAGER, SERVICE
from core.services.opening import Request
from core.testing.practice import Practice

EXAMPLE = Path(__file__).parents[2] / "examples" / "mattress"
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("register_"))
NEVER = threading.Event()


def raises() -> object:
    raise RuntimeError("broken on purpose")


def exits() -> object:
    raise SystemExit(3)


def hangs() -> object:
    NEVER.wait()
    return None


def answers_nonsense() -> object:
    return 42


ASKED_LATE = {"register_demo", "register_commands"}
"""Only a command asks for these."""
QUICK = {("register_industry", hangs), ("register_policies", answers_nonsense), ("register_pages", hangs),
         ("register_reactions", raises), ("register_panels", answers_nonsense), ("register_tables", exits)}


@pytest.fixture(scope="module")
def imported() -> None:
    """Everything of everybody has been imported before: that takes longer than the tests are patient."""
    desk = Desk(Config())
    ask_everything(desk)


@pytest.fixture
def example(imported: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example lies on the path, and what is imported of it is forgotten afterwards."""
    monkeypatch.syspath_prepend(EXAMPLE)
    monkeypatch.setattr(plugins, "PATIENCE_SECONDS", 2.0)
    yield
    for name in [each for each in sys.modules if each.partition(".")[0] == "mattress"]:
        del sys.modules[name]


def spoil(monkeypatch: pytest.MonkeyPatch, hook: str, fault: Callable[[], object]) -> None:
    """Let one hook of the example fail, and nobody else's."""
    kind = manifest.IndustryManifest
    honest = getattr(kind, hook, None)

    def spoilt(self: manifest.Manifest) -> object:
        if self.bundle.name == "mattress":
            return fault()
        return honest(self) if honest else []

    monkeypatch.setattr(kind, hook, hookimpl(spoilt), raising=False)


@pytest.mark.parametrize(("hook", "fault"), [
    pytest.param(hook, fault, id=f"{hook} {fault.__name__}", marks=() if (hook, fault) in QUICK else pytest.mark.slow)
    for hook in HOOKS for fault in (raises, exits, hangs, answers_nonsense)])
def test_no_request_for_another_kind_fails(example: None, monkeypatch: pytest.MonkeyPatch, hook: str,
                                           fault: Callable[[], object]) -> None:
    spoil(monkeypatch, hook, fault)
    shop = Practice("furniture", "mattress", policies=["furniture/five-stage-complaint", "mattress/trial-nights"],
                    allow_faults=True)
    desk = shop.desk
    kinds = {each for registry in desk.installed.industries.values() for each in registry.workflows}
    kind = next(each for each in desk.installed.policies["furniture/five-stage-complaint"].flow)
    assert kind in kinds
    number = desk.opening.open(shop.people[SERVICE.key], _anything(shop, kind)).number
    browser = shop.browser(MANAGER)
    for page in ("/", "/cases", f"/cases/{number}", "/policies", "/people", "/plugins"):
        assert browser.get(page).status_code in (200, 302, 403), page
    assert browser.get("/api/v1/openapi.json").status_code == 200
    ask_everything(desk)
    health = desk.plugins.health["mattress"]
    if hook not in ASKED_LATE:
        assert health.problems and hook in " ".join(health.problems)
    assert {name for name, each in desk.plugins.health.items() if each.state != "on"} <= {"mattress"}


def _anything(shop: Practice, kind: str) -> Request:
    """A case of a kind with nothing answered, as an import brings them."""
    return Request(kind, {}, partial=True, customer_id=shop.desk.customers.register(
        shop.people[SERVICE.key], name="陈女士"))
