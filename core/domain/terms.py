"""Terms: the figures and switches that regulations set and rules read.

A term is declared once in code with its kind and never with a value; the value comes from a clause. Because it
is an object, type checkers see a misspelt term and a length read as an amount.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Generic, TypeVar

from core.domain.counting import Length
from core.domain.errors import DeskError
from core.domain.forms import Choice, Form

T = TypeVar("T")
C = TypeVar("C", bound=Choice)
OPTIONAL, REQUIRED = "unset", "?"


@dataclass(frozen=True)
class Term(Generic[T]):
    """A figure a regulation sets: its key in policy files, its label, and how a value is read."""

    key: str
    label: str
    parse: Callable[[object], T]


@dataclass(frozen=True)
class Table(Generic[T]):
    """A term that depends on a fact: the first row that matches wins."""

    by: str
    rows: tuple[tuple[object, T], ...]

    def look_up(self, facts: Iterable[object]) -> T | None:
        """Find the row for the fact named by `by` (`Form.field`); an unknown fact raises `Unanswered`."""
        form, _, name = self.by.partition(".")
        for fact in facts:
            if any(kind.__name__ == form for kind in type(fact).__mro__):
                found = getattr(fact, name)
                return next((value for test, value in self.rows if _matches(test, found)), None)
        return None


@dataclass(frozen=True)
class Setting:
    """A term's value in force and the clause it comes from. A blank keeps its mark and has no value."""

    clause: str
    value: object = None
    blank: str = ""


class Blank(DeskError):
    """A rule read a term that the business has still to fill in."""

    def __init__(self, term: Term[object], clause: str = "") -> None:
        super().__init__(f"{term.label} ({term.key}) is not set")
        self.term, self.clause = term, clause


def read(term: Term[T], written: object, clause: str) -> Setting:
    """Read what a policy file or the settings page says; ValueError tells what is wrong with it."""
    if written in (OPTIONAL, REQUIRED):
        return Setting(clause, blank=str(written))
    if isinstance(written, dict):
        rows = tuple((test, term.parse(value)) for test, value in written["rows"])
        return Setting(clause, Table(str(written["by"]), rows))
    return Setting(clause, term.parse(written))


def length(key: str, label: str) -> Term[Length]:
    """How long something may take or lasts."""
    return Term(key, label, Length.parse)


def amount(key: str, label: str) -> Term[Decimal]:
    """Money."""
    return Term(key, label, _decimal)


def percent(key: str, label: str) -> Term[Decimal]:
    """A share, written `10 %`."""
    return Term(key, label, lambda written: _decimal(str(written).removesuffix("%").strip()) / 100)


def count(key: str, label: str) -> Term[int]:
    """How many."""
    return Term(key, label, lambda written: int(_exactly(int, written)))


def switch(key: str, label: str) -> Term[bool]:
    """On or off; what a rule without a figure reads, so that it can cite its clause."""
    return Term(key, label, lambda written: bool(_exactly(bool, written)))


def listing(key: str, label: str) -> Term[tuple[str, ...]]:
    """Several words."""
    return Term(key, label, lambda written: tuple(map(str, _listed(written))))


def option(key: str, label: str, options: type[C]) -> Term[C]:
    """One of a `Choice`'s options."""
    def parse(written: object) -> C:
        if written not in options.__members__:
            raise ValueError(f"{written!r} is none of {', '.join(options.__members__)}")
        return options[str(written)]
    return Term(key, label, parse)


def _decimal(written: object) -> Decimal:
    try:
        return Decimal(str(written))
    except InvalidOperation:
        raise ValueError(f"{written!r} is no number") from None


def _exactly(kind: type[T], written: object) -> T:
    if type(written) is not kind:
        raise ValueError(f"{written!r} is not of type {kind.__name__}")
    return written


def _listed(written: object) -> list[object]:
    return _exactly(list, written)


def _matches(test: object, found: object) -> bool:
    """`*` takes all; `..10` takes numbers up to and including 10; otherwise the same word, key or number."""
    if test == "*":
        return True
    if isinstance(test, str) and test.startswith(".."):
        return isinstance(found, int | Decimal) and found <= Decimal(test[2:])
    return test == (found.name if isinstance(found, Choice) else found)


def facts_from(*facts: object) -> tuple[Form, ...]:
    """The forms among some arguments."""
    return tuple(fact for fact in facts if isinstance(fact, Form))
