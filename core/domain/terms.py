"""Terms: the figures and switches that regulations set and rules read.

A term is declared once in code with its kind and never with a value; the value comes from a clause. Because it
is an object, type checkers see a misspelt term and a length read as an amount.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar, cast

from core.domain.counting import Length
from core.domain.errors import DeskError
from core.domain.fields import Choice
from core.domain.forms import Form
from core.domain.people import PARTIES, Party
from core.domain.points import Point
from core.domain.reasons import Label
from core.domain.tiers import Band

T = TypeVar("T")
C = TypeVar("C", bound=Choice)
OPTIONAL, REQUIRED = "unset", "?"


@dataclass(frozen=True)
class Term(Generic[T]):
    """A figure a regulation sets: its key in policy files, its label, its kind, and how a value is read."""

    key: str
    label: str
    kind: str
    parse: Callable[[object], T]
    options: type[Choice] | None = None


@dataclass(frozen=True)
class Table(Generic[T]):
    """A term that depends on a fact: the first row that matches wins. `*` takes all, a `Band` numbers."""

    by: str
    rows: tuple[tuple[object, T], ...]

    def look_up(self, facts: Iterable[object]) -> T | None:
        """Find the row for the fact named by `by` (`Form.field`); an unknown fact raises `Unanswered`."""
        form, _, name = self.by.partition(".")
        for fact in facts:
            if any(kind.__name__ == form for kind in type(fact).__mro__):
                found = getattr(fact, name)
                return next((_value(test, value, found) for test, value in self.rows if _matches(test, found)), None)
        return None

    def __str__(self) -> str:
        return f"{self.by}: " + "; ".join(f"{test} → {value}" for test, value in self.rows)


@dataclass(frozen=True)
class Setting:
    """A term's value in force and the clause it comes from. A blank keeps its mark and has no value; `own` is a
    value the business has filled in or changed."""

    clause: str
    value: object = None
    blank: str = ""
    own: bool = False


class Blank(DeskError):
    """A rule read a term that the business has still to fill in, or that says nothing of a case like this."""

    code = "setting-missing"

    def __init__(self, term: Term[Any], clause: str = "", *, told: bool = False) -> None:
        super().__init__("“{term}”没有规定这种情形,请补充" if told else "请先设定:{term}", term=Label(term.label))
        self.term, self.clause = term, clause


def read(term: Term[T], written: object, clause: str, own: bool = False) -> Setting:
    """Read what a policy file or the settings page says; ValueError tells what is wrong with it."""
    if written in (OPTIONAL, REQUIRED):
        return Setting(clause, blank=str(written), own=own)
    if isinstance(written, dict):
        rows = tuple((test, term.parse(value)) for test, value in written["rows"])
        if term.kind != "length" and any((band := Band.of(test)) and band.each for test, _ in rows):
            raise ValueError("only a length can be written for each so many")
        return Setting(clause, Table(str(written["by"]), rows), own=own)
    return Setting(clause, term.parse(written), own=own)


def written(value: object) -> str:
    """A term's value as a policy file would write it."""
    match value:
        case None:
            return ""
        case Choice():
            return value.name
        case Party():
            return value.key
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def length(key: str, label: str) -> Term[Length]:
    """How long something may take or lasts."""
    return Term(key, label, "length", Length.parse)


def point(key: str, label: str) -> Term[Point]:
    """When somebody is told of a promise: `80 %`, `2 h before`, `at due`, `1 working day after, in service hours`."""
    return Term(key, label, "point", Point.parse)


def amount(key: str, label: str) -> Term[Decimal]:
    """Money."""
    return Term(key, label, "amount", _decimal)


def percent(key: str, label: str) -> Term[Decimal]:
    """A share, written `10 %`."""
    return Term(key, label, "percent", lambda said: _decimal(str(said).removesuffix("%").strip()) / 100)


def count(key: str, label: str) -> Term[int]:
    """How many."""
    def parse(said: object) -> int:
        if isinstance(said, str) and said.strip().isdecimal():
            return int(said)
        return _exactly(int, said)
    return Term(key, label, "count", parse)


def switch(key: str, label: str) -> Term[bool]:
    """On or off; what a rule without a figure reads, so that it can cite its clause."""
    def parse(said: object) -> bool:
        return said == "true" if said in ("true", "false") else _exactly(bool, said)
    return Term(key, label, "switch", parse)


def listing(key: str, label: str) -> Term[tuple[str, ...]]:
    """Several words."""
    return Term(key, label, "list", lambda said: tuple(map(str, _exactly(list, said))))


def words(key: str, label: str) -> Term[str]:
    """Free text, such as an address or a telephone number."""
    return Term(key, label, "words", lambda said: _exactly(str, said).strip())


def option(key: str, label: str, options: type[C]) -> Term[C]:
    """One of a `Choice`'s options."""
    def parse(said: object) -> C:
        if said not in options.__members__:
            raise ValueError(f"{said!r} is none of {', '.join(options.__members__)}")
        return options[str(said)]
    return Term(key, label, "option", parse, options)


def party(key: str, label: str) -> Term[Party]:
    """Who: the customer, the company, the carrier, the factory."""
    def parse(said: object) -> Party:
        if said not in PARTIES:
            raise ValueError(f"{said!r} is none of {', '.join(PARTIES)}")
        return PARTIES[str(said)]
    return Term(key, label, "party", parse)


def _decimal(said: object) -> Decimal:
    try:
        found = Decimal(str(said))
    except InvalidOperation:
        raise ValueError(f"{said!r} is no number") from None
    if not found.is_finite():
        raise ValueError(f"{said!r} is no number")
    return found


def _exactly(kind: type[T], said: object) -> T:
    if type(said) is not kind:
        raise ValueError(f"{said!r} is not of type {kind.__name__}")
    return said


def _matches(test: object, found: object) -> bool:
    """`*` takes all, a band its numbers; otherwise it must be the same word or key."""
    band = Band.of(test) if isinstance(found, int | Decimal) and not isinstance(found, bool) else None
    if band and isinstance(found, int | Decimal):
        return band.takes(Decimal(found))
    return test in ("*", found.name if isinstance(found, Choice) else found)


def _value(test: object, value: T, found: object) -> T:
    band = Band.of(test)
    if band and band.each and isinstance(value, Length) and isinstance(found, int | Decimal):
        return cast(T, Length(value.number * band.times(Decimal(found)), value.unit))
    return value


def facts_from(*facts: object) -> tuple[Form, ...]:
    """The forms among some arguments."""
    return tuple(fact for fact in facts if isinstance(fact, Form))
