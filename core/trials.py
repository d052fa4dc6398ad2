"""Trying without writing: the real services on a store in memory that is thrown away, with a clock that is set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.calendar_seed import china
from core.domain.calendars import plain_calendar
from core.domain.errors import DeskError, InvalidInput, NotFound, Refused, unknown
from core.domain.forms import Form, Item
from core.domain.people import PARTIES, Actor
from core.domain.policies import fullest
from core.domain.promises import CUSTOMER_REACHED, OPENED
from core.domain.reasons import Reason
from core.domain.registry import Registry
from core.domain.rulebook import Adoption, InForce, Rulebook
from core.domain.rules import Decision
from core.services.notes import Notes
from core.services.opening import Opening, Request
from core.services.steps import Steps
from core.services.values import parsed
from core.services.views import CaseView, Views
from core.services.workplace import Workplace
from core.store.store import Store

SIGNALS = ("contacted", "attach", "wait", "resume", "override", "correct")
"""What an event of a trial may be besides a step: the desk's own doings, under the names of their services."""


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Refusal:
    """An event of a trial that the desk refused; nothing was changed by it."""

    step: str
    at: datetime
    reason: Reason
    decisions: tuple[Decision, ...] = ()
    errors: Mapping[str, Sequence[Reason]] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """How things stand at the moment asked for, and what was refused on the way."""

    view: CaseView
    refused: tuple[Refusal, ...]


class Trials:
    """Tries cases under chosen regulations."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def kinds(self, *slugs: str) -> dict[str, Registry]:
        """The kinds of case that these regulations (all, if none is named) have a flow for."""
        chosen = [self._policy(slug) for slug in slugs] or list(self.place.policies.values())
        return {kind: self.place.industry(policy.industry) for policy in chosen for kind in policy.flow}

    def industry_of(self, kind: str) -> Registry:
        """The industry of a kind of case. Raises `NotFound` with the nearest kind."""
        kinds = {each: registry for registry in self.place.industries.values() for each in registry.workflows}
        if kind not in kinds:
            raise NotFound("没有案件种类“{kind}”:{problem}", kind=kind, problem=unknown("kind", kind, kinds))
        return kinds[kind]

    def chosen(self, kind: str, slugs: Sequence[str] = ()) -> list[Adoption]:
        """The regulations named; else those in force; else the fullest for the kind. Raises `NotFound`."""
        named = [self._policy(slug) for slug in slugs]
        industry = self.industry_of(kind).name
        in_force = [each for each in self.place.adopted if each.policy.industry == industry]
        if named or not any(kind in each.policy.flow for each in in_force):
            return [Adoption(each) for each in named or map(self._policy, fullest(self.place.policies, kind))]
        return in_force

    def facts(self, kind: str, slugs: Sequence[str] = ()) -> InForce:
        """What a trial of this kind reads under the regulations that `chosen` gives. Raises `NotFound`."""
        adopted = self.chosen(kind, slugs)
        if not any(kind in each.policy.flow for each in adopted):
            raise NotFound("所选政策没有规定“{kind}”怎么办理", kind=kind)
        return Rulebook(self.industry_of(kind), adopted, {}, plain_calendar()).for_case(kind)

    def run(self, kind: str, slugs: Sequence[str], at: datetime, given: Mapping[str, Any],
            values: Mapping[str, object] | None = None) -> Trial:
        """Open a case with these facts, let the events happen, and look at it at a moment (aware).

        `given` is `{"facts": {form: answers}, "items": [answers], "events": [{"at", "step", "form"}]}`. The case is
        opened at the time of a first event `opened`, else at `filed_at` of the opening form, else with the first
        event or at `at`, whichever is earlier. Raises `InvalidInput` naming what is wrong with the input."""
        registry = self.place.registry_of(kind)
        adopted = tuple(Adoption(self._policy(slug)) for slug in slugs) or self.place.adopted
        if kind not in {each for adoption in adopted for each in adoption.policy.flow}:
            raise NotFound("所选政策没有规定“{kind}”怎么办理", kind=kind)
        events = [_event(each, place, at) for place, each in enumerate(_list(given, "events"))]
        request, opened = self._request(registry, kind, given, events, at)
        clock = SetClock(opened)
        moments = [each[0] for each in events]
        last = max([at, *moments])
        years = range(min(opened.year, at.year) - 3, last.year + 3)
        store = Store.create_for_trial(clock, self.place.store.histories)
        place = replace(self.place, store=store, adopted=adopted, now=clock, given_calendar=china(years),
                        given_values=self._values(registry, values or {}))
        actor = Actor.everybody(place.duties)
        number = Opening(place).open(actor, request).number
        refused = tuple(_play(place, actor, number, clock, events))
        clock.at = last
        return Trial(Views(place).case(actor, number), refused)

    def _policy(self, slug: str) -> Any:
        if slug not in self.place.policies:
            raise NotFound("没有这份政策:{problem}", problem=unknown("policy", slug, self.place.policies))
        return self.place.policies[slug]

    @staticmethod
    def _values(registry: Registry, values: Mapping[str, object]) -> dict[str, object]:
        for key, said in values.items():
            if key not in registry.terms:
                raise InvalidInput.field(key, "没有这一项:{problem}", problem=unknown("term", key, registry.terms))
            parsed(registry, key, said)
        return dict(values)

    def _request(self, registry: Registry, kind: str, given: Mapping[str, Any], events: list[Any],
                 at: datetime) -> tuple[Request, datetime]:
        for key in given.keys() - {"facts", "items", "events"}:
            raise InvalidInput.field(key, "没有这一项:{problem}", problem=unknown(
                "entry", key, ("facts", "items", "events")))
        facts = {name: dict(said) if isinstance(said, Mapping) else said
                 for name, said in _mapping(given, "facts").items()}
        opens = registry.workflows[kind].opens
        own = [name for name in facts if name in {each.__name__ for each in opens.__mro__ if issubclass(each, Form)}]
        answers: dict[str, object] = {}
        for name in reversed(own):
            answers |= _answers(name, facts.pop(name))
        opened = min([at, *(each[0] for each in events)])
        if said_at := answers.pop("filed_at", None):
            opened = _moment(said_at, "filed_at", at)
        if events and events[0][1] == OPENED.name:
            opened = events.pop(0)[0]
        items = [dict(each) for each in _list(given, "items")]
        if Item.__name__ in facts:
            items = items or [facts.pop(Item.__name__)]
        said_of_items = [{name: _answers(f"items.{place}.{name}", each.pop(name)) for name in list(each)
                          if name in registry.forms} for place, each in enumerate(items)]
        return Request(kind, answers, items, at=opened, also=facts, partial=True, said_of_items=said_of_items), opened


def _play(place: Workplace, actor: Actor, number: str, clock: SetClock,
          events: Sequence[tuple[datetime, str, Any, Mapping[str, Any]]]) -> list[Refusal]:
    """Let events happen one after the other; what is refused is told and changes nothing."""
    refused: list[Refusal] = []
    for at, what, form, more in sorted(events, key=lambda each: each[0]):
        clock.at = max(at, clock.at)
        try:
            _happen(place, actor, number, what, form or {}, more)
        except DeskError as error:
            decisions = error.decisions if isinstance(error, Refused) else ()
            errors = error.errors if isinstance(error, InvalidInput) else {}
            refused.append(Refusal(what, at, error.reason, decisions, errors))
    return refused


def _happen(place: Workplace, actor: Actor, number: str, what: str, form: Any, more: Mapping[str, Any]) -> None:
    notes, steps = Notes(place), Steps(place)
    if what in ("contacted", CUSTOMER_REACHED.name):
        notes.contact(actor, number, channel=str(form.get("channel", "phone")),
                      direction=str(form.get("direction", "out")),
                      reached=bool(form.get("reached", True)))
    elif what == "attach":
        _attach(place, actor, number, str(form.get("purpose", "")))
    elif what == "wait":
        notes.wait(actor, number, str(form.get("party", next(iter(PARTIES)))), str(form.get("why", "—")))
    elif what == "resume":
        notes.resume(actor, number)
    elif what == "correct":
        notes.correct(actor, number, form)
    elif what == "override":
        _override(steps, place, actor, number, str(form.get("rule", "")), str(form.get("reason", "")))
    else:
        _take(steps, place, actor, number, what, form, more)


def _take(steps: Steps, place: Workplace, actor: Actor, number: str, what: str, form: Any,
          more: Mapping[str, Any]) -> None:
    """A step; `approved` lets what is referred pass first, `override` (a reason) also what is denied."""
    passing = ("refer", "deny") if more.get("override") else ("refer",) if more.get("approved") else ()
    reason = str(more.get("override") or "—")
    for _ in range(20):
        try:
            steps.take(actor, number, what, form or None)
            return
        except Refused as refused:
            closed = [each for each in refused.decisions if not each.allows]
            again = next((each for each in closed if each.outcome in passing and each.rule != "order_of_stages"), None)
            if again is None:
                raise
            _override(steps, place, actor, number, again.rule, reason, again.item, what, form or None)


def _override(steps: Steps, place: Workplace, actor: Actor, number: str, rule: str, reason: str,
              item: int | None = None, step: str = "", answers: object = None) -> None:
    steps.override(actor, number, rule=rule, reason=reason, item=item, step=step, answers=answers)
    for asked in Views(place).case(actor, number).asked:
        steps.answer(actor, number, asked.fingerprint, grant=True)


def _attach(place: Workplace, actor: Actor, number: str, purpose: str) -> None:
    """Note that a file of this purpose was shown, without a file."""
    from core.domain import events
    from core.services.records import Records

    registry = place.registry_of(Views(place).case(actor, number).case.kind)
    if purpose not in registry.evidence:
        raise InvalidInput.field("purpose", "没有这种证据:{purpose}", purpose=purpose)
    with place.store.unit_of_work() as work:
        records = Records(place, work, actor)
        record = records.lock(number, None)
        records.keep(record, records.event(events.ATTACHED, {"purpose": purpose}))
        work.commit()


def _event(given: object, place: int, at: datetime) -> tuple[datetime, str, Any, Mapping[str, Any]]:
    if not isinstance(given, Mapping) or not isinstance(given.get("step"), str):
        raise InvalidInput.field(f"events.{place}", "事件要写成 {{\"at\": 时间, \"step\": 步骤, \"form\": 答案}}")
    form, what = given.get("form"), given["step"]
    rows = form if isinstance(form, list) and what not in (*SIGNALS, CUSTOMER_REACHED.name) else [form or {}]
    if not all(isinstance(each, Mapping) for each in rows):
        raise InvalidInput.field(f"events.{place}.form", "应是一个对象")
    return _moment(given.get("at"), f"events.{place}.at", at), what, form, given


def _moment(said: object, name: str, at: datetime) -> datetime:
    """A moment as written; without a zone, in that of `at`."""
    try:
        read = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
        if not 1970 <= read.year < 2200:  # zones cannot turn the first and the last years into one another
            raise ValueError
    except ValueError:
        raise InvalidInput.field(name, "不是有效的时间,请写成 2025-03-12 10:00") from None
    return read if read.tzinfo else read.replace(tzinfo=at.tzinfo)


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    found = given.get(name) or []
    if not isinstance(found, list) or (name == "items" and not all(isinstance(each, Mapping) for each in found)):
        raise InvalidInput.field(name, "应是一个列表")
    return found


def _answers(name: str, said: object) -> Mapping[str, object]:
    """The answers of one form."""
    if not isinstance(said, Mapping):
        raise InvalidInput.field(name, "应是“表单: 答案”的对照")
    return said


def _mapping(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name) or {}
    if not isinstance(found, Mapping) or not all(isinstance(each, Mapping | list) for each in found.values()):
        raise InvalidInput.field(name, "应是“表单: 答案”的对照")
    return found
