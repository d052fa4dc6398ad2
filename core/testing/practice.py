"""A desk for a plugin's own tests: in memory, at a time that is set by hand, with a person of every duty.

What happens there happens in the real services; nothing is kept, and nothing else is needed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from core.app import Desk
from core.config import Adopted, Config
from core.domain.clocks import Clock
from core.domain.errors import DefinitionError, Refused
from core.domain.flow import Step, Workflow
from core.domain.forms import Form
from core.domain.judging import Offer
from core.domain.people import ADMINISTRATOR, DUTIES, MANAGER, SERVICE, Actor, Duty
from core.domain.promises import Target
from core.domain.rules import AnyCharge, AnyRule, Charge, Decision, Policy
from core.plugins import found
from core.services.opening import Request
from core.services.views import CaseView
from core.setting_up import seed_calendar
from core.store.store import Store
from core.store.tables import UserRow

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

__all__ = ["Policy", "Practice", "at"]
Said = Form | Mapping[str, object] | Sequence[Form | Mapping[str, object]] | None
"""A form's answers: the form itself, a mapping, or one of them for each item."""
T = TypeVar("T")


class Practice:
    """A desk where a plugin's stories are played.

    Args:
        plugins: names of installed plugins, or dotted paths of others.
        policies: slugs of the regulations in force, in order.
        values: what the business has filled in: terms of the industry of the first regulation.
        begins: the time it begins with; without a zone it is that of the business.
        zone: the business's time zone.
        folder: where files go; one that goes with the desk, unless given.
        allow_faults: begin also where something is wrong with a plugin.
    Raises:
        DefinitionError: a plugin was left out, or something is wrong with it or with its regulations.
    """

    def __init__(self, *plugins: str, policies: Sequence[str], values: Mapping[str, str] | None = None,
                 begins: str | datetime = "2025-03-05 10:00", zone: str = "Asia/Shanghai",
                 folder: Path | None = None, allow_faults: bool = False) -> None:
        self.zone = ZoneInfo(zone)
        self.now = self.moment(begins)
        self._folder = TemporaryDirectory(prefix="practice-")
        installed = {name for name, _, _ in found()}
        config = Config(business="练习", zone=zone, data=folder or Path(self._folder.name),
                        plugins=tuple(each.rpartition(".")[2] for each in plugins),
                        extra_plugins=tuple(each for each in plugins if each not in installed),
                        policies=tuple(map(Adopted, policies)))
        store = Store.create_for_trial(lambda: self.now, Desk(config).faces.histories)
        self.desk = Desk(config, now=lambda: self.now, store=store)
        if not allow_faults and (problems := [f"{name}: {each}" for name, health in self.desk.plugins.health.items()
                        for each in health.problems]):
            raise DefinitionError("{problems}", problems="; ".join(problems))
        seed_calendar(self.desk, range(self.now.year - 1, self.now.year + 2))
        self.people = self._people()
        if values:
            for term, value in values.items():
                self.fill_in(term, value, industry=policies[0].partition("/")[0])

    def moment(self, said: str | datetime) -> datetime:
        """A moment; without a zone it is that of the business."""
        return at(said, self.zone)

    def forward(self, **by: float) -> None:
        """Let time go on: `days=2`, `hours=1.5`."""
        self.now += timedelta(**by)
        self.desk.sweeper.sweep()

    def fill_in(self, term: str, value: str, *, industry: str) -> None:
        """Say what a term is that the regulation leaves to the business."""
        with self.desk.store.unit_of_work() as work:
            work.settings.set(industry, term, value, by=None, effective_from=self.now - timedelta(days=365))
            work.commit()

    def open(self, kind: type[Workflow] | str, said: Said = None, *, items: Sequence[Said] = (),
             customer: str = "", by: Duty = SERVICE, also: Mapping[str, Mapping[str, object]] | None = None) -> str:
        """Open a case and return its number. `customer` is a name; `items` are the goods it is about. Raises what the
        desk raises."""
        person = self.desk.customers.register(self.people[SERVICE.key], name=customer) if customer else None
        answers, goods = _plain(said), [_plain(each) for each in items]
        assert isinstance(answers, Mapping)
        return self.desk.opening.open(self.people[by.key], Request(
            self.kind(kind), answers, [each for each in goods if isinstance(each, Mapping)], customer_id=person,
            also=also)).number

    def kind(self, kind: type[Workflow] | str) -> str:
        """A kind's key."""
        if isinstance(kind, str):
            return kind
        return next(key for each in self.desk.installed.industries.values()
                    for key, known in each.workflows.items() if known is kind)

    def take(self, number: str, step: Step | str, said: Said = None, *, by: Duty | None = None) -> None:
        """Take a step, as somebody of its duty unless another is named. Raises what the desk raises: `Refused` with
        every judgement, `InvalidInput` with the fields, `Forbidden`."""
        found = self.case(number).case.step(_key(step))
        actor = self.people[by.key if by else found.by.key if found else SERVICE.key]
        self.desk.steps.take(actor, number, _key(step), _plain(said))

    def refused(self, number: str, step: Step | str, said: Said = None, *, by: Duty | None = None) -> Refused:
        """Try to take a step that must be refused, and return the refusal. Raises `AssertionError` if it was taken."""
        try:
            self.take(number, step, said, by=by)
        except Refused as refusal:
            return refusal
        raise AssertionError(f"{_key(step)} was taken")

    def case(self, number: str) -> CaseView:
        """Everything the page of a case shows."""
        return self.desk.views.case(self.people[MANAGER.key], number)

    def state(self, number: str) -> str:
        """The words of the state a case is in; of how it came out once it has ended."""
        view = self.case(number)
        return view.case.state.title if view.case.state else view.case.outcome

    def offer(self, number: str, step: Step | str) -> Offer:
        """A step as it is offered now."""
        return _the(self.case(number).offers, lambda each: _key(step) in (each.key, each.step.name), step)

    def decision(self, number: str, rule: AnyRule) -> Decision:
        """What a rule says now."""
        return _the(self.case(number).decisions, lambda each: each.rule == rule.name, rule.name)

    def charge(self, number: str, charge: AnyCharge) -> Charge:
        """What is charged now."""
        return _the(self.case(number).charges, lambda each: each.charge == charge.name, charge.name)

    def clock(self, number: str, target: Target) -> Clock:
        """How a promise stands."""
        return _the(self.case(number).clocks, lambda each: each.title == target.title, target.title)

    def browser(self, by: Duty = MANAGER, language: str = "en") -> "FlaskClient":
        """A browser in which somebody of a duty is logged in, to get and post pages of the whole site."""
        from core.web.desk import LANGUAGE_COOKIE
        from core.web.signing_in import COOKIE

        browser = self._site.test_client()
        browser.set_cookie(LANGUAGE_COOKIE, language)
        browser.set_cookie(COOKIE, self.desk.users.log_in(by.key, _PASSWORD))
        return browser

    @cached_property
    def _site(self) -> "Flask":
        from core.site import create_site

        return create_site(self.desk)

    def _people(self) -> dict[str, Actor]:
        """Somebody of each duty, whose log-in is the duty's key."""
        from argon2 import PasswordHasher

        from core.accounts.users import Users

        self.desk.users = Users(self.desk.place, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        duties = {each.key: each for each in (*DUTIES, ADMINISTRATOR)} | {
            key: duty for each in self.desk.installed.industries.values() for key, duty in each.duties.items()}
        hashed = self.desk.users.hasher.hash(_PASSWORD)
        with self.desk.store.unit_of_work() as work:
            rows = [work.users.add(UserRow(login=key, name=duty.title, duties=[key], scope="all", language="en",
                                           password_hash=hashed)) for key, duty in duties.items()]
            work.commit()
        return {row.login: self.desk.users.actor(row) for row in rows}


def at(said: str | datetime, zone: ZoneInfo | None = None) -> datetime:
    """A moment, for what is filed at it; without a zone it is that of Shanghai or the one given."""
    read = datetime.fromisoformat(said) if isinstance(said, str) else said
    return read if read.tzinfo else read.replace(tzinfo=zone or ZoneInfo("Asia/Shanghai"))


_PASSWORD = "practice-makes-perfect"


def _key(step: Step | str) -> str:
    return step if isinstance(step, str) else step.key


def _plain(said: Said) -> Mapping[str, object] | Sequence[object]:
    if said is None:
        return {}
    if isinstance(said, Form):
        return said.dump()
    return said if isinstance(said, Mapping) else [_plain(each) for each in said]


def _the(among: Sequence[T], wanted: Callable[[T], bool], name: object) -> T:
    found = next((each for each in among if wanted(each)), None)
    if found is None:
        raise LookupError(f"{name} is not among what the case has now")
    return found
