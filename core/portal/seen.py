"""What a customer sees of a case, out of what staff see: how far it is, what they were promised and told, what is
theirs to do. No notes among colleagues, no names, no clauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.domain import events
from core.domain.cases import Case, Happening
from core.domain.clocks import Clock
from core.domain.flow import Stage, Step
from core.domain.judging import Offer
from core.domain.people import CUSTOMER, Party
from core.domain.promises import Document
from core.domain.reasons import Reason
from core.domain.rules import Decision
from core.services.views import CaseView

MESSAGES = 8
LINK = "link"
"""The option that says so where a form asks for the channel."""


@dataclass(frozen=True)
class Stop:
    """A part of the way: behind, here, or to come. `at` is when it was reached."""

    title: str
    standing: Literal["past", "here", "todo"]
    at: datetime | None = None
    state: str = ""


@dataclass(frozen=True)
class Message:
    """What was said: by the desk to the customer, or by the customer."""

    text: str
    at: datetime
    ours: bool


def progress(view: CaseView) -> list[Stop]:
    """The stages of the case's flow, those it has not come through left out; of a workflow in one piece the states it
    has been in."""
    case, stages = view.case, [each for each in view.case.here.stages if each.key in view.case.here.flow]
    if len(stages) < 2:
        return _states(view)
    reached = _reached(case.log)
    here = case.state.stage if case.state else None
    if here and here not in stages:  # a choice beside the way: what was still to come may not come any more
        stages = [*(each for each in stages if each in reached), here]
    place = stages.index(here) if here else len(stages)
    found = []
    for position, stage in enumerate(stages):
        if stage is here:
            found.append(Stop(stage.title, "here", reached.get(stage), _waits(case)))
        elif stage in reached and position < place:
            found.append(Stop(stage.title, "past", reached[stage]))
        elif position > place:
            found.append(Stop(stage.title, "todo"))
    return found


def _reached(log: Sequence[Happening]) -> dict[type[Stage] | None, datetime]:
    """When each stage was first come to."""
    found: dict[type[Stage] | None, datetime] = {}
    for each in log:
        if each.state:
            found.setdefault(each.state.stage, each.at)
    return found


def _states(view: CaseView) -> list[Stop]:
    found: list[Stop] = []
    for each in view.case.log:
        if each.state and (not found or found[-1].title != each.state.title):
            found.append(Stop(each.state.title, "past", each.at))
    if view.case.open and found:
        found[-1] = Stop(found[-1].title, "here", found[-1].at)
    return found


def waits_for(view: CaseView) -> Party | None:
    """For whom the case waits, if not for the desk."""
    return view.case.log[-1].paused_for if view.case.log and view.case.open else None


def theirs(view: CaseView) -> list[Offer]:
    """The steps from here that are open to customers, those that may be taken first. Of two between which a rule
    chooses only the one it opens is theirs."""
    found = [each for each in view.offers if each.step.customer and not each.ahead]
    found = [each for each in found if not any(_instead(each, other) for other in found)]
    return sorted(found, key=lambda each: not each.open)


def implied(step: Step) -> dict[str, str]:
    """What a customer's coming through the link answers by itself: by which channel they say it."""
    fields = step.form.fields.items() if step.form else ()
    return {name: LINK for name, field in fields if field.options and LINK in field.options.__members__}


def _instead(offer: Offer, other: Offer) -> bool:
    """Whether the rule that closes this one opens the other."""
    one, two = offer.step, other.step
    chooses = (one.when and one.when is two.unless) or (one.unless and one.unless is two.when)
    return bool(chooses) and not offer.open and other.open


def refusals(offer: Offer) -> list[Reason]:
    """Why a step cannot be taken, each reason once, without what its own form asks."""
    own = {each.key for each in offer.step.form.fields.values()} if offer.step.form else set()
    return _once(each for each in offer.refusals if each.missing not in own)


def refused(view: CaseView) -> list[Reason]:
    """Why an ended case ended so, where a rule that spoke against it opened the last step."""
    if view.case.open or not (last := next((each for each in reversed(view.events) if each.kind == events.STEP), None)):
        return []
    step = view.case.step(last.data["step"])
    if step is None or step.unless is None:
        return []
    return _once(decision for each in last.data["decisions"]
                 if (decision := Decision.from_data(each)).rule == step.unless.name)


def _once(decisions: Iterator[Decision] | Sequence[Decision]) -> list[Reason]:
    found: list[Reason] = []
    for each in decisions:
        if each.reason not in found:
            found.append(each.reason)
    return found


def promises(view: CaseView) -> list[Clock]:
    """What runs and has a day: the business's promises, and what the customer has to keep."""
    return [each for each in view.clocks if each.open and each.due_at and not each.step]


def of_customer(clock: Clock) -> bool:
    """Whether it is the customer who has to keep it."""
    return clock.of is CUSTOMER


def messages(view: CaseView) -> list[Message]:
    """The latest words between desk and customer, the last first."""
    found = [Message(str(each.data.get("text", "")), each.occurred_at, bool(each.data.get("to_customer")))
             for each in view.events if each.kind == events.COMMENTED
             and (each.data.get("to_customer") or each.data.get("from_customer"))]
    return found[::-1][:MESSAGES]


def papers(view: CaseView) -> dict[str, str]:
    """The documents that go with the customer's own steps, such as a slip to send along: by key, with titles. They stay
    once the step is taken."""
    now = {each.step.key for each in theirs(view)}
    taken = {each.what for each in view.case.log}
    return {key: paper.title for key, paper in view.case.here.awake(Document).items()
            if any(step.customer and step.key in now | taken for step in paper.before)}


def _waits(case: Case) -> str:
    """How a case stands, said to the customer."""
    if case.state is None:
        return ""
    return "等您办理" if case.state.waiting_for is CUSTOMER else case.state.title
