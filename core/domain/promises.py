"""Gates, targets and documents: what must be there, what is promised by when, what is printed or sent."""

from dataclasses import dataclass
from datetime import date

from core.domain.counting import Length
from core.domain.errors import DefinitionError
from core.domain.flow import Party, Stage, State, Step
from core.domain.forms import Field, field_of
from core.domain.rules import AnyRule
from core.domain.terms import Term


@dataclass(frozen=True)
class Signal:
    """Something that happens to a case besides its steps."""

    name: str


OPENED, CUSTOMER_REACHED = Signal("opened"), Signal("customer_reached")


@dataclass(frozen=True)
class AllOf:
    """Over when the last of them has happened."""

    moments: "tuple[Signal | Step | State, ...]"


@dataclass(frozen=True)
class AnyOf:
    """Over when the first of them has happened."""

    moments: "tuple[Signal | Step | State, ...]"


Moment = Signal | Step | State


def all_of(*moments: Moment) -> AllOf:
    """All must have happened."""
    return AllOf(moments)


def any_of(*moments: Moment) -> AnyOf:
    """One must have happened."""
    return AnyOf(moments)


class Gate:
    """What must be there before a step, on every path: answers, a yes, a rule's consent."""

    def __init__(self, title: str, *, before: Step | tuple[Step, ...], needs: tuple[object, ...] = (),
                 yes: tuple[bool, ...] = (), when: AnyRule | None = None) -> None:
        self.title, self.when = title, when
        self.before = before if isinstance(before, tuple) else (before,)
        self.needs: tuple[Field, ...] = tuple(map(field_of, needs))
        self.yes: tuple[Field, ...] = tuple(map(field_of, yes))
        if not (self.needs or self.yes or self.when):
            raise DefinitionError(f"gate {title!r} asks for nothing")


class Target:
    """A promise: from one moment until another, within a term or by a date that a form gives."""

    def __init__(self, title: str, *, since: Moment, until: Moment | AllOf | AnyOf,
                 within: Term[Length] | None = None, by: date | None = None,
                 not_before: Term[Length] | None = None, pauses_for: tuple[Party, ...] = ()) -> None:
        if (within is None) == (by is None):
            raise DefinitionError(f"target {title!r} needs either within= or by=")
        self.title, self.since, self.within, self.not_before = title, since, within, not_before
        self.until: AllOf | AnyOf = until if isinstance(until, AllOf | AnyOf) else AnyOf((until,))
        self.by: Field | None = None if by is None else field_of(by)
        self.pauses_for = pauses_for

    @property
    def terms(self) -> tuple[Term[Length], ...]:
        return tuple(each for each in (self.within, self.not_before) if each)

    @property
    def stages(self) -> set[type[Stage]]:
        """The stages it speaks of."""
        moments = (self.since, *self.until.moments)
        return {each.stage for each in moments if isinstance(each, Step | State) and each.stage}


class Document:
    """A paper or message made before a step is taken. `tells` names the answers that are printed on it."""

    def __init__(self, title: str, *, before: Step | tuple[Step, ...], tells: tuple[object, ...] = ()) -> None:
        self.title = title
        self.before = before if isinstance(before, tuple) else (before,)
        self.tells = tuple(map(field_of, tells))
