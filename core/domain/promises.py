"""Gates, targets and documents: what must be there, what is promised by when, what is printed or sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

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
    title: str = ""


OPENED, CUSTOMER_REACHED = Signal("opened", "立案"), Signal("customer_reached", "联系到客户")


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

    def within_reach(self, stages: set[type[Stage]]) -> bool:
        """Whether it can come about in a flow of these stages."""
        return all(_within_reach(each, stages) for each in self.moments)


@dataclass(frozen=True)
class AnyOf:
    """Over when the first of them has happened."""

    moments: "tuple[Moment, ...]"

    def within_reach(self, stages: set[type[Stage]]) -> bool:
        """Whether it can come about in a flow of these stages."""
        return any(_within_reach(each, stages) for each in self.moments)


Moment = Signal | Step | State
Ends = AllOf | AnyOf


def _within_reach(moment: Moment, stages: set[type[Stage]]) -> bool:
    return isinstance(moment, Signal) or moment.stage is None or moment.stage in stages


def _ends(moment: Moment | Ends) -> Ends:
    return moment if isinstance(moment, AllOf | AnyOf) else AnyOf((moment,))


def all_of(*moments: Moment) -> AllOf:
    """All must have happened."""
    return AllOf(moments)


def any_of(*moments: Moment) -> AnyOf:
    """One must have happened."""
    return AnyOf(moments)


Size = Literal["A4", "A5", "label", "waybill"]
"""What is printed on: sheets, a label of 60 by 40 mm, one of 100 by 150 mm."""


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
    """A promise: from one moment until another, within a term.

    `since` may also be a day or moment that a form gives, several moments, or another promise, at whose end this one
    begins. Instead of `within` a term, the deadline is the day (its end) or moment that a form gives (`by`), or lies
    a term `ahead_of` one, or of another promise's deadline: the `length` and the `event` from which it is reckoned.
    Kept before `not_before` has passed it is early. An end that comes `unless_within` after the deadline cures it.
    With `repeats_until` the next round begins when one is kept, until that has happened; with `anew` it begins when
    the moments it counts from come again after the end of one. `of` says whose deadline it
    is: the company's own, or one the customer has to keep; `only_when` limits the promise to cases with certain
    answers, `about` to kinds of case that ask for a form."""

    def __init__(self, title: str, *, since: "Moment | AllOf | AnyOf | date | Target", until: Moment | AllOf | AnyOf,
                 within: Term[Length] | None = None, by: date | None = None,
                 ahead_of: "tuple[date | Target, Term[Length]] | None" = None,
                 not_before: Term[Length] | None = None, unless_within: Term[Length] | None = None,
                 repeats_until: Moment | AllOf | AnyOf | None = None, anew: bool = False, of: Party = COMPANY,
                 pauses_for: tuple[Party, ...] = (), only_when: Condition | None = None,
                 about: type[Form] | None = None) -> None:
        self.title, self.of = title, of
        self.not_before, self.unless_within = not_before, unless_within
        self.pauses_for, self.only_when, self.about, self.anew = pauses_for, only_when, about, anew
        if not isinstance(since, Signal | Step | State | AllOf | AnyOf | Field | date | Target):
            raise DefinitionError("target {title!r} starts at {since!r}; name a step, a state, a signal or Form.field",
                                  title=title, since=since)
        if [within, by, ahead_of].count(None) != 2:
            raise DefinitionError("target {title!r} is due either within= a term, by= a day or ahead_of= one",
                                  title=title)
        self.since: Ends | Field | Target = since if isinstance(since, Target) else (
            field_of(since) if isinstance(since, Field | date) else _ends(since))
        self.until, self.repeats_until = _ends(until), _ends(repeats_until) if repeats_until else None
        event, length = ahead_of or (by, within)
        self.length: Term[Length] | None = length
        self.event: Field | Target | None = event if isinstance(event, Target | None) else field_of(event)

    @property
    def terms(self) -> tuple[Term[Length], ...]:
        """What a regulation has to say of it."""
        return tuple(each for each in (self.length, self.not_before, self.unless_within) if each)

    def placed_in(self, stages: set[type[Stage]]) -> bool:
        """Whether it can begin and end in a flow of these stages."""
        return self.until.within_reach(stages) and not any(
            (isinstance(each, AllOf | AnyOf) and not each.within_reach(stages))
            or (isinstance(each, Target) and not each.placed_in(stages)) for each in (self.since, self.event))

    @property
    def forms(self) -> tuple[type[Form], ...]:
        """The forms that must be asked somewhere in the flow."""
        return (*(each.form for each in (self.since, self.event) if isinstance(each, Field)),
                *((self.about,) if self.about else ()),
                *(form for each in (self.since, self.event) if isinstance(each, Target) for form in each.forms))


class Document:
    """A paper or message made before a step is taken. `tells` names answers printed on it, `says` its sentences,
    `needs` answers without which there is none,
    `encloses` what goes with it, `shows` terms such as an address; `signed` leaves room for a signature.

    `size` is the sheet it is printed on, `copies` how many at once. `letterhead` names terms that stand beneath the
    business's name where they are set. `code` prints a QR code of the case's number, or of a text in which `{number}`
    stands for it."""

    def __init__(self, title: str, *, before: Step | tuple[Step, ...], tells: tuple[object, ...] = (),
                 says: tuple[str, ...] = (), encloses: tuple[str, ...] = (), shows: tuple[Term[Any], ...] = (),
                 signed: bool = False, size: Size = "A4", copies: int = 1, code: bool | str = False,
                 letterhead: tuple[Term[Any], ...] = (), needs: tuple[object, ...] = ()) -> None:
        self.title, self.says, self.encloses, self.shows, self.signed = title, says, encloses, shows, signed
        self.before = before if isinstance(before, tuple) else (before,)
        self.tells: tuple[Field, ...] = tuple(map(field_of, tells))
        self.needs: tuple[Field, ...] = tuple(map(field_of, needs))
        self.size, self.copies, self.letterhead = size, copies, letterhead
        self.code = "{number}" if code is True else code or ""
        if size not in get_args(Size) or not 1 <= copies <= 20:
            raise DefinitionError("document {title!r} wants size= one of {sizes} and 1 to 20 copies", title=title,
                                  sizes=", ".join(get_args(Size)))


def moment_key(moment: Moment) -> str:
    """How a moment is named in a case's log."""
    return moment.name if isinstance(moment, Signal) else moment.key


