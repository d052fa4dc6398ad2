"""Rules: plain functions from facts to a decision.

A rule says what it judges by its parameters' types. It never handles the unknown: reading an unanswered field or
an unset term ends it with `needs`. Reading is citing: every term read joins the decision's basis.
"""

import inspect
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import FunctionType
from typing import Any, Generic, LiteralString, ParamSpec, TypeVar, cast, get_type_hints, overload

from core.domain.counting import CHINA_2025, Calendar, Length
from core.domain.errors import DefinitionError
from core.domain.forms import Field, Form, Unanswered
from core.domain.terms import OPTIONAL, Blank, Setting, Table, Term, facts_from, read

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Reason:
    """A template with its values, kept apart so that it is stored once and shown in any language."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = {name for _, name, _, _ in string.Formatter().parse(self.template) if name}
        if wanted != self.values.keys():
            raise DefinitionError(f"reason {self.template!r} wants {sorted(wanted)}, got {sorted(self.values)}")

    def __str__(self) -> str:
        return self.template.format(**self.values)


@dataclass(frozen=True)
class Citation:
    """Which clause's term was read, and what it said."""

    clause: str
    term: str
    value: str


@dataclass(frozen=True)
class Decision:
    """What a rule found: `allow`, `deny`, `refer` or `needs`, why, and on which clauses it rests. `missing` is the
    key of the field or term that `needs` asks for."""

    outcome: str
    reason: Reason
    rule: str = ""
    basis: tuple[Citation, ...] = ()
    item: int | None = None
    missing: str = ""

    @property
    def allows(self) -> bool:
        return self.outcome == "allow"


def allow(reason: LiteralString, **values: object) -> Decision:
    """It may be done."""
    return Decision("allow", Reason(reason, values))


def deny(reason: LiteralString, **values: object) -> Decision:
    """It may not be done."""
    return Decision("deny", Reason(reason, values))


def refer(reason: LiteralString, **values: object) -> Decision:
    """Somebody must approve it."""
    return Decision("refer", Reason(reason, values))


def needs(missing: Field | Term[Any]) -> Decision:
    """Nobody can tell before this is answered or set."""
    if isinstance(missing, Field):
        return Decision("needs", Reason("请先填写:{field}", {"field": missing.label}), missing=missing.key)
    return Decision("needs", Reason("请先设定:{term}", {"term": missing.label}), missing=missing.key)


class Policy:
    """The terms in force for one case. A rule gets its own, which notes what the rule reads."""

    def __init__(self, settings: Mapping[str, Setting], calendar: Calendar = CHINA_2025,
                 facts: Sequence[Form] = (), cited: list[Citation] | None = None) -> None:
        self._settings, self._calendar, self._facts = settings, calendar, facts
        self._cited: list[Citation] = [] if cited is None else cited

    @classmethod
    def of(cls, values: Mapping[Term[Any], object]) -> "Policy":
        """Terms written as in a policy file, for trying a rule by hand."""
        return cls({term.key: read(term, written, "test") for term, written in values.items()})

    def for_rule(self, facts: Sequence[Form], cited: list[Citation]) -> "Policy":
        return Policy(self._settings, self._calendar, facts, cited)

    def __getitem__(self, term: Term[T]) -> T:
        """The term's value; a blank ends the rule with `needs`."""
        setting = self._settings.get(term.key)
        if setting is None or setting.blank:
            raise Blank(cast(Term[object], term), setting.clause if setting else "")
        value = setting.value
        if isinstance(value, Table):
            value = value.look_up(self._facts)
            if value is None:
                raise Blank(cast(Term[object], term), setting.clause)
        self._cited.append(Citation(setting.clause, term.key, getattr(value, "name", None) or str(value)))
        return cast(T, value)

    def has(self, term: Term[Any]) -> bool:
        """Whether a term that may stay unset is set; one that must be filled in ends the rule with `needs`."""
        setting = self._settings.get(term.key)
        if setting and not setting.blank:
            return True
        if setting and setting.blank != OPTIONAL:
            raise Blank(term, setting.clause)
        return False

    @overload
    def after(self, start: datetime, term: Term[Length]) -> datetime: ...
    @overload
    def after(self, start: date, term: Term[Length]) -> date: ...
    def after(self, start: date, term: Term[Length]) -> date:
        """The last moment or day within the term."""
        return self._calendar.after(start, self[term])


class Rule(Generic[P]):
    """A judged question. Call it with plain values as in a test, or let the desk find them by type."""

    def __init__(self, title: str, judge: Callable[P, Decision]) -> None:
        self.title, self.name, self._judge = title, judge.__name__, judge
        self.__doc__, self.__module__ = judge.__doc__, judge.__module__
        hints = get_type_hints(judge)
        if hints.pop("return", None) is not Decision:
            raise DefinitionError(f"rule {self.name} must return a Decision")
        for name in inspect.signature(judge).parameters.keys() - hints.keys():
            raise DefinitionError(f"rule {self.name}: parameter {name!r} needs a type, facts are found by it")
        self.wants: dict[str, type] = hints

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Decision:
        given = [*args, *kwargs.values()]
        cited: list[Citation] = []
        own = {id(each): each.for_rule(facts_from(*given), cited) for each in given if isinstance(each, Policy)}
        judge = cast(Callable[..., Decision], self._judge)
        try:
            found = judge(*(own.get(id(each), each) for each in args),
                          **{name: own.get(id(each), each) for name, each in kwargs.items()})
        except Unanswered as gap:
            found = needs(gap.field)
        except Blank as gap:
            found = needs(gap.term)
            cited.append(Citation(gap.clause, gap.term.key, "?"))
        return replace(found, rule=self.name, basis=tuple(cited))

    @property
    def forms(self) -> tuple[type[Form], ...]:
        """The records it judges."""
        return tuple(kind for kind in self.wants.values() if issubclass(kind, Form))

    @property
    def terms(self) -> tuple[Term[Any], ...]:
        """The terms its text names, so that a missing value is found before a case meets it."""
        return tuple(dict.fromkeys(each for text in _texts(self._judge) for each in _named(text)
                                   if isinstance(each, Term)))

    @property
    def reads(self) -> frozenset[str]:
        """The fields its text may read, by key."""
        names = {name for text in _texts(self._judge) for name in text.__code__.co_names}
        return frozenset(form.fields[name].key for form in self.forms for name in names & form.fields.keys())


AnyRule = Rule[...]


def _named(text: FunctionType) -> list[object]:
    """What a function's text names outside itself."""
    seen = inspect.getclosurevars(text)
    return [*seen.globals.values(), *seen.nonlocals.values()]


def _texts(judge: object) -> Iterator[FunctionType]:
    """A rule's function and the functions of its own module that it calls."""
    if isinstance(judge, FunctionType):
        yield judge
        for called in _named(judge):
            if isinstance(called, FunctionType) and called.__module__ == judge.__module__ and called is not judge:
                yield from _texts(called)


def rule(title: str) -> Callable[[Callable[P, Decision]], Rule[P]]:
    """Make a function a rule; its name is the key that policy files use."""
    def make(judge: Callable[P, Decision]) -> Rule[P]:
        return Rule(title, judge)
    return make
