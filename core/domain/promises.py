"""Gates, targets and documents: what must be there, what is promised by when, what is printed or sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.domain.counting import Length
from core.domain.errors import DefinitionError
from core.domain.fields import Condition, Field, field_of
from core.domain.flow import Stage, State, Step
from core.domain.forms import Form
from core.domain.people import COMPANY, Party
from core.domain.rules import AnyRule
from core.domain.terms import Term


@dataclass(frozen=True)
class Signal:
    """Something that happens to a case besides its steps."""

    name: str


OPENED, CUSTOMER_REACHED = Signal("opened"), Signal("customer_reached")


@dataclass(frozen=True)
class EvidenceKind:
    """What a file proves; a slot on the case page, and something a gate can ask for."""

    key: str
    title: str


class EvidenceShown:
    """How many files of each kind are attached to the case; a fact rules can ask for."""

    def __init__(self, counts: dict[str, int] | None = None) -> None:
        self._counts = counts or {}

    def count(self, kind: EvidenceKind) -> int:
        return self._counts.get(kind.key, 0)


@dataclass(frozen=True)
class AllOf:
    """Over when the last of them has happened."""

    moments: "tuple[Moment, ...]"


@dataclass(frozen=True)
class AnyOf:
    """Over when the first of them has happened."""

    moments: "tuple[Moment, ...]"


Moment = Signal | Step | State


def all_of(*moments: Moment) -> AllOf:
    """All must have happened."""
    return AllOf(moments)


def any_of(*moments: Moment) -> AnyOf:
    """One must have happened."""
    return AnyOf(moments)


class Gate:
    """What must be there before a step, on every path: answers, a yes, files, a rule's consent."""

    def __init__(self, title: str, *, before: Step | tuple[Step, ...], needs: tuple[object, ...] = (),
                 yes: tuple[bool, ...] = (), when: AnyRule | None = None,
                 evidence: tuple[EvidenceKind, ...] = ()) -> None:
        self.title, self.when, self.evidence = title, when, evidence
        self.before = before if isinstance(before, tuple) else (before,)
        self.needs: tuple[Field, ...] = tuple(map(field_of, needs))
        self.yes: tuple[Field, ...] = tuple(map(field_of, yes))
        if not (self.needs or self.yes or self.when or self.evidence):
            raise DefinitionError("gate {title!r} asks for nothing; give it needs=, yes=, evidence= or when=",
                                  title=title)


class Target:
    """A promise: from one moment until another, within a term. `since` may also be a day or moment that a form
    gives; `of` says whose deadline it is: the company's own, or one the customer has to keep; `only_when` limits the
    promise to cases with certain answers, `about` to kinds of case that ask for a form."""

    def __init__(self, title: str, *, since: "Moment | date", until: Moment | AllOf | AnyOf, within: Term[Length],
                 of: Party = COMPANY, pauses_for: tuple[Party, ...] = (),
                 only_when: Condition | None = None, about: type[Form] | None = None) -> None:
        self.title, self.within, self.of = title, within, of
        self.pauses_for, self.only_when, self.about = pauses_for, only_when, about
        if not isinstance(since, Signal | Step | State | Field | date):
            raise DefinitionError("target {title!r} starts at {since!r}; name a step, a state, a signal or Form.field",
                                  title=title, since=since)
        self.since: Moment | Field = since if isinstance(since, Signal | Step | State) else field_of(since)
        self.until: AllOf | AnyOf = until if isinstance(until, AllOf | AnyOf) else AnyOf((until,))

    @property
    def stages(self) -> set[type[Stage]]:
        """The stages that must all be in the flow for the promise to have a place."""
        ends = [each.stage for each in self.until.moments if isinstance(each, Step | State) and each.stage]
        begin = {self.since.stage} if isinstance(self.since, Step | State) and self.since.stage else set()
        return begin | set(ends) if isinstance(self.until, AllOf) else begin

    @property
    def forms(self) -> tuple[type[Form], ...]:
        """The forms that must be asked somewhere in the flow."""
        since = (self.since.form,) if isinstance(self.since, Field) else ()
        return (*since, *((self.about,) if self.about else ()))

    @property
    def ends(self) -> set[type[Stage]]:
        """The stages of which one must be in the flow for the promise ever to end."""
        return {each.stage for each in self.until.moments if isinstance(each, Step | State) and each.stage}


class Document:
    """A paper or message made before a step is taken. `tells` names answers printed on it, `says` its sentences,
    `encloses` what goes with it, `shows` terms such as an address; `signed` leaves room for a signature."""

    def __init__(self, title: str, *, before: Step | tuple[Step, ...], tells: tuple[object, ...] = (),
                 says: tuple[str, ...] = (), encloses: tuple[str, ...] = (), shows: tuple[Term[Any], ...] = (),
                 signed: bool = False) -> None:
        self.title, self.says, self.encloses, self.shows, self.signed = title, says, encloses, shows, signed
        self.before = before if isinstance(before, tuple) else (before,)
        self.tells: tuple[Field, ...] = tuple(map(field_of, tells))


def moment_key(moment: Moment) -> str:
    """How a moment is named in a case's log."""
    return moment.name if isinstance(moment, Signal) else moment.key


