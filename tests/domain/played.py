"""A case of the bicycle shop played through the pure domain: events in, what the desk then says out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from core.domain import judging
from core.domain.calendars import plain_calendar
from core.domain.cases import Case, filed
from core.domain.check import check
from core.domain.clocks import Clock, clocks
from core.domain.errors import PolicyError, Refused
from core.domain.events import Event
from core.domain.forms import History, Item
from core.domain.judging import Offer
from core.domain.policies import Clause, PolicyFile, load_folder
from core.domain.registry import Registry
from core.domain.rulebook import Adoption, Rulebook
from core.domain.rules import Decision
from tests.kernel.bicycles import bicycles

REGISTRY = Registry(bicycles)
POLICIES, BROKEN = load_folder(Path(bicycles.folder) / "policies", "bicycles")
CAREFUL, PLAIN = POLICIES["bicycles/careful"], POLICIES["bicycles/plain"]
REPAIR, ADVICE = "bicycles.repair", "bicycles.advice"
CALENDAR = plain_calendar()
GOOD: Mapping[str, object] = {"fault": "brakes", "bought_on": "2025-03-03", "frame_no": "F1", "fell": False}
TWO: Sequence[Mapping[str, object]] = ({"product": "前轮", "brand": "凤凰"}, {"product": "后轮", "brand": "凤凰"})


def at(words: str) -> datetime:
    """A moment in the business's zone."""
    return datetime.fromisoformat(words).replace(tzinfo=CALENDAR.zone)


class Played:
    """One case, from the first contact on."""

    def __init__(self, answers: Mapping[str, object] = GOOD, *policies: PolicyFile | Adoption,
                 day: str = "2025-03-05 10:00", items: Sequence[Mapping[str, object]] = TWO,
                 values: Mapping[str, object] | None = None, kind: str = REPAIR, refunded: bool = False) -> None:
        book = Rulebook(REGISTRY, policies or (CAREFUL,), values, CALENDAR)
        opens, self.now = REGISTRY.workflows[kind].opens, at(day)
        form = opens.load(answers, at=self.now, asked=frozenset(REGISTRY.provisions), partial=True)
        said = {"form": filed(form), "items": [
            {"position": place, "answers": Item.load(each, at=self.now, partial=True).dump()}
            for place, each in enumerate(items)]}
        self.case = Case.fold(book, kind, [self.event("opened", said)])
        self.case.history = History(refunded=refunded, exchanged=False, open_cases=0)

    def event(self, kind: str, data: Mapping[str, Any] | None = None) -> Event:
        return Event(kind, self.now, self.now, 1, "某人", data or {})

    def tell(self, kind: str, day: str = "", **data: Any) -> Self:
        self.now = at(day) if day else self.now
        self.case.apply(self.event(kind, data))
        return self

    def take(self, step: str, answers: object = None, day: str = "") -> Self:
        """Take a step; raises what the desk would."""
        self.now = at(day) if day else self.now
        taking = judging.take(self.case, step, self.now, answers)
        return self.tell("step", step=taking.step.key, to=taking.to.key if taking.to else "", form=taking.form,
                         outcome=taking.step.then.key if taking.step.then else "")

    def refusals(self, step: str, answers: object = None) -> Sequence[Decision]:
        """What stands against a step, taken with these answers."""
        try:
            judging.take(self.case, step, self.now, answers)
        except Refused as refused:
            return refused.decisions
        return ()

    def let_pass(self, step: str, rule: str, answers: object = None) -> Self:
        """Let the first refusal of a rule pass."""
        refusal = next(each for each in self.refusals(step, answers) if each.rule == rule and not each.allows)
        return self.tell("override_granted", fingerprint=refusal.fingerprint, reason="特殊情况")

    def offer(self, step: str) -> Offer:
        return next(each for each in judging.offers(self.case) if step in (each.key, each.step.name))

    def offers(self) -> dict[str, str]:
        return {each.key: each.outcome for each in judging.offers(self.case) if not each.ahead}

    def clock(self, name: str, day: str = "") -> Clock | None:
        found = clocks(self.case, at(day) if day else self.now)
        return next((each for each in found if each.target == name), None)

    @property
    def state(self) -> str:
        return self.case.state.key if self.case.state else ""


TOLD: Mapping[str, object] = {"told": True}
SOUND: Mapping[str, object] = {"worn": False}
WORN: Mapping[str, object] = {"worn": True}


def looked(*found: Mapping[str, object], **more: Any) -> Played:
    """A case whose pieces have been looked at."""
    played = Played(more.pop("answers", GOOD), *more.pop("policies", ()), **more)
    return played.take("intake.accept", TOLD).take("bench.look", list(found or (SOUND, SOUND)))


def agreed(**more: Any) -> Played:
    """A case before the payment."""
    return (looked(**more).take("bench.sound").take("quote.offer", {"total": "180"}).tell("attached", purpose="receipt")
            .take("quote.agree"))


def said(played: Played, step: str, answers: object = None) -> list[str]:
    return [str(each.reason) for each in played.refusals(step, answers)]


def amended(policy: PolicyFile, clause_id: str, **changed: Any) -> PolicyFile:
    """The regulation with one clause written otherwise."""
    from dataclasses import replace

    return replace(policy, clauses=tuple(replace(each, **changed) if each.id == clause_id else each
                                         for each in policy.clauses))


def problems(*policies: PolicyFile, registry: Registry = REGISTRY) -> str:
    """What the check finds wrong."""
    try:
        check(registry, *policies)
    except PolicyError as error:
        return str(error)
    return ""


def clause(key: str, **more: Any) -> Clause:
    return Clause(key, **more)
