"""What capabilities do when something happens to a case, in the same transaction; and the facts they know of it.

A reaction that raises undoes the whole change: what a capability keeps never differs from what the case says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from core.domain import events
from core.domain.cases import Case, restored
from core.domain.errors import DefinitionError
from core.domain.events import Event
from core.domain.flow import State, Step
from core.domain.forms import Form
from core.domain.people import Actor
from core.domain.promises import CUSTOMER_REACHED, Signal
from core.services.workplace import Workplace
from core.store.tables import CaseRow
from core.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from core.services.records import Record, Records

SPLIT, MERGED, MERGED_INTO, REOPENED, ERASED = (Signal(kind) for kind in (
    events.SPLIT, events.MERGED, events.MERGED_INTO, events.REOPENED, events.ERASED))
"""What the desk itself does: items left the case, or came with it as a new one; another case became part of it; it
became part of another; it was opened again. A customer was erased: that calls with an `Erasure`."""

CLOSED = Signal("closed")
"""A step ended the case, whatever step it was."""

OVERRIDE_ASKED, OVERRIDE_GRANTED, OVERRIDE_REFUSED = (Signal(kind) for kind in (
    events.OVERRIDE_ASKED, events.OVERRIDE_GRANTED, events.OVERRIDE_REFUSED))
"""Somebody asked to let a refusal pass; somebody let it pass, or did not. The event's data say which, and why."""

Trigger = type[Form] | Step | State | Signal | object
"""What calls a reaction: a form filed, a step, a state entered, a signal; a plan or a register an entry of which is
made."""


@dataclass(frozen=True)
class Doing:
    """What has just happened. `said` is the form that was filed, if any (of one per item see the case's lines)."""

    records: "Records"
    record: "Record"
    event: Event
    said: Form | None

    @property
    def place(self) -> Workplace:
        return self.records.place

    @property
    def work(self) -> UnitOfWork:
        return self.records.work

    @property
    def actor(self) -> Actor:
        return self.records.actor

    @property
    def row(self) -> CaseRow:
        return self.record.row

    @property
    def case(self) -> Case:
        return self.record.case

    @property
    def at(self) -> datetime:
        """When it happened, in the business's zone."""
        return self.event.occurred_at.astimezone(self.case.zone)

    def signal(self, signal: Signal, form: Form | None = None) -> None:
        """Let something more happen to the case, at the same moment."""
        self.records.signal(self.record, signal, form, self.event.occurred_at)


@dataclass(frozen=True)
class Erasure:
    """A customer whose personal words must go, with the ids of their cases; or a case that has no customer."""

    place: Workplace
    work: UnitOfWork
    customer_id: int | None
    case_ids: tuple[int, ...]


@dataclass(frozen=True)
class Reaction:
    """A function and what calls it."""

    on: tuple[Trigger, ...]
    do: Callable[[Any], object]


@dataclass(frozen=True)
class Reading:
    """The case that facts are wanted for. While a step is judged, what is said with it is the latest of the case's
    facts: what is known of the very part or person that is named can so be brought."""

    place: Workplace
    work: UnitOfWork
    row: CaseRow
    case: Case


@dataclass(frozen=True)
class FactSource:
    """A function that finds facts of these forms outside the case."""

    forms: tuple[type[Form], ...]
    find: Callable[[Reading], Iterable[Form]]


Do = TypeVar("Do", bound=Callable[[Any], object])
Find = TypeVar("Find", bound=Callable[[Reading], Iterable[Form]])


def reacts(*on: Trigger) -> Callable[[Do], Reaction]:
    """Call a function with a `Doing` when a form (or one derived from it) is filed, a step taken, a state entered or a
    signal comes; with an entry of a plan or a register when one is made. Raises `DefinitionError` where nothing is
    named."""
    if not on:
        raise DefinitionError("reacts() needs at least one form, step, state, signal, plan or register")
    return lambda do: Reaction(on, do)


def facts(*forms: type[Form]) -> Callable[[Find], FactSource]:
    """Call a function with a `Reading` where a rule in force wants one of these forms, which are declared
    `brought=True`. Raises `DefinitionError` for one that people fill in."""
    if filled := [each.__name__ for each in forms if not each.brought]:
        raise DefinitionError("facts() brings {forms}, which people fill in; declare it brought=True", forms=filled)
    return lambda find: FactSource(forms, find)


def react(records: "Records", record: "Record", stored: Iterable[Event]) -> None:
    """Let the capabilities of a case do what these events, applied already, call for."""
    known = _reactions(records.place, record.case.here.registry.name)
    for event in stored if known else ():
        filed, *also = [_form(record.case, event, said) for said in (event.data.get("form"),
                                                                     *event.data.get("also", ()))]
        for each in known:
            if _called(each, event, record.case) or _asks(each, filed[0]):
                each.do(Doing(records, record, event, filed[1]))
            for kind, form in also:
                if _asks(each, kind):
                    each.do(Doing(records, record, event, form))


def react_to_erasure(erasure: Erasure) -> None:
    """Let every capability forget what it knows of a customer."""
    known = {id(each): each for industry in erasure.place.reactions for each in _reactions(erasure.place, industry)}
    for each in known.values():
        if ERASED in each.on:
            each.do(erasure)


def bring(reading: Reading) -> list[Form]:
    """The facts from outside a case that its rules ask for. A source sees what those before it have found: whether a
    promise is made to the case at all may hang on that."""
    case, known = reading.case, reading.case.brought
    sources = [each for each in reading.place.reactions.get(case.here.registry.name, ())
               if isinstance(each, FactSource) and case.here.wanted.intersection(each.forms)]
    case.brought = []
    try:
        for source in sources:
            case.brought = [*case.brought, *source.find(reading)]
        return case.brought
    finally:
        case.brought = known


def _reactions(place: Workplace, industry: str) -> list[Reaction]:
    return [each for each in place.reactions.get(industry, ()) if isinstance(each, Reaction)]


def _form(case: Case, event: Event, said: Mapping[str, Any] | None) -> tuple[type[Form] | None, Form | None]:
    """The form that was filed: its class, and its answers where they are not those of single items."""
    forms = case.here.registry.forms
    if not said or said["name"] not in forms:
        return None, None
    at = event.occurred_at.astimezone(case.zone)
    return forms[said["name"]], restored(forms, said, at) if "answers" in said else None


def _asks(reaction: Reaction, form: type[Form] | None) -> bool:
    return form is not None and any(isinstance(each, type) and issubclass(form, each) for each in reaction.on)


def _called(reaction: Reaction, event: Event, case: Case) -> bool:
    """Whether what happened calls it, whatever was filed."""
    data, step, entered, signal = event.data, "", "", event.kind
    if event.kind == events.STEP:
        step, entered = data["step"], data["to"] if data["to"] != data["from"] else ""
        signal = signal if data["to"] else CLOSED.name
    elif event.kind == events.OPENED:
        entered = case.here.start.key
    elif event.kind == events.REOPENED:
        entered = data["state"]
    elif event.kind == events.SIGNALLED:
        signal = data["signal"]
    elif event.kind == events.CONTACTED and data.get("reached"):
        signal = CUSTOMER_REACHED.name
    return any((isinstance(each, Step) and each.key == step) or (isinstance(each, State) and each.key == entered)
               or (isinstance(each, Signal) and each.name == signal) for each in reaction.on)
