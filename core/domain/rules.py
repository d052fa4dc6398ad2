"""Rules: plain functions from facts to a decision; charges and proposals: the same for money and for forms.

A rule says what it judges by its parameters' types. It never handles the unknown: reading an unanswered field or
an unset term ends it with `needs`. Reading is citing: every term read joins the decision's basis.
"""

import hashlib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any, Generic, LiteralString, ParamSpec, TypeVar, cast, get_args, get_origin, get_type_hints, overload

from core.domain.calendars import WorkCalendar, plain_calendar
from core.domain.counting import Conventions, Length
from core.domain.errors import DefinitionError
from core.domain.fields import Condition, Field, Unanswered
from core.domain.forms import Form
from core.domain.people import Party, Permission
from core.domain.reasons import Label, Reason
from core.domain.terms import OPTIONAL, Blank, Setting, Table, Term, facts_from, read, written

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Citation:
    """Which clause's term was read, and what it said. Without a term: the clause that woke the provision `value`."""

    clause: str
    term: str
    value: str

    def data(self) -> dict[str, str]:
        return {"clause": self.clause, "term": self.term, "value": self.value}


@dataclass(frozen=True)
class Decision:
    """What a rule found: `allow`, `deny`, `refer` or `needs`, why, and on which clauses it rests. `missing` is the
    key of the field or term that `needs` asks for; `overruled` says who let it pass all the same."""

    outcome: str
    reason: Reason
    rule: str = ""
    title: str = ""
    basis: tuple[Citation, ...] = ()
    item: int | None = None
    missing: str = ""
    money: bool = False
    overruled: "Overruling | None" = None

    @property
    def allows(self) -> bool:
        return self.outcome == "allow" or self.overruled is not None

    @property
    def fingerprint(self) -> str:
        """The same refusal for the same reason; an override holds for this and for nothing else."""
        said = json.dumps([self.rule, self.item, self.outcome, self.reason.data()], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def data(self) -> dict[str, object]:
        """As JSON-able data, for storing beside the step it decided."""
        found: dict[str, object] = {"rule": self.rule, "title": self.title, "outcome": self.outcome,
                                    "reason": self.reason.data(), "basis": [each.data() for each in self.basis]}
        if self.item is not None:
            found["item"] = self.item
        if self.missing:
            found["missing"] = self.missing
        if self.money:
            found["money"] = True
        if self.overruled:
            found["overruled"] = vars(self.overruled)
        return found

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Decision":
        overruled = Overruling(**data["overruled"]) if data.get("overruled") else None
        return cls(data["outcome"], Reason.from_data(data["reason"]), data["rule"], data["title"],
                   tuple(Citation(**each) for each in data["basis"]), data.get("item"), data.get("missing", ""),
                   data.get("money", False), overruled)


@dataclass(frozen=True)
class Overruling:
    """Who let a refusal pass, why, and under which statutory right if one was named."""

    by: str
    reason: str
    statute: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class Charge:
    """An amount and who pays it, below zero what they get back; where somebody else has paid beforehand it is to be
    given back to them.
    `outcome` is `due`, or `needs` while a fact or a setting is missing and there is no amount yet."""

    amount: Decimal | None
    payer: Party | None
    reason: Reason
    prepaid_by: Party | None = None
    charge: str = ""
    title: str = ""
    outcome: str = "due"
    basis: tuple[Citation, ...] = ()

    @property
    def reimbursable(self) -> Decimal:
        """What goes back to the one who has paid beforehand."""
        back = self.prepaid_by and self.payer and self.prepaid_by != self.payer
        return self.amount if back and self.amount else Decimal(0)

    def owed_by(self, who: Party) -> Decimal:
        """What this party bears."""
        return self.amount if self.amount is not None and self.payer == who else Decimal(0)


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
        return Decision("needs", Reason("请先填写:{field}", {"field": Label(missing.label)}), missing=missing.key)
    return Decision("needs", Reason("请先设定:{term}", {"term": Label(missing.label)}), missing=missing.key)


def bill(amount: Decimal, payer: Party, reason: LiteralString, *, prepaid_by: Party | None = None,
         **values: object) -> Charge:
    """An amount that somebody bears, and why. `prepaid_by` says who has paid it already."""
    return Charge(amount, payer, Reason(reason, values), prepaid_by)


class Policy:
    """The terms in force for one case. A rule gets its own, which notes what the rule reads."""

    def __init__(self, settings: Mapping[str, Setting], calendar: WorkCalendar | None = None,
                 conventions: Conventions | None = None, facts: Sequence[Form] = (),
                 cited: list[Citation] | None = None) -> None:
        self._settings, self._calendar, self._facts = settings, calendar or plain_calendar(), facts
        self._conventions = conventions or Conventions()
        self._cited: list[Citation] = [] if cited is None else cited

    @classmethod
    def of(cls, values: Mapping[Term[Any], object], calendar: WorkCalendar | None = None) -> "Policy":
        """Terms written as in a policy file, for trying a rule by hand."""
        return cls({term.key: read(term, said, "test") for term, said in values.items()}, calendar)

    def for_rule(self, facts: Sequence[Form], cited: list[Citation]) -> "Policy":
        """The same terms for one judgement: tables look at `facts`, what is read is noted in `cited`."""
        return Policy(self._settings, self._calendar, self._conventions, facts, cited)

    def __getitem__(self, term: Term[T]) -> T:
        """The term's value; a blank ends the rule with `needs`."""
        setting = self._settings.get(term.key)
        if setting is None or setting.blank:
            raise Blank(term, setting.clause if setting else "")
        value = setting.value
        if isinstance(value, Table):
            value = value.look_up(self._facts)
            if value is None:
                raise Blank(term, setting.clause, told=True)
        self._cited.append(Citation(setting.clause, term.key, written(value)))
        return cast(T, value)

    def get(self, term: Term[T]) -> T | None:
        """The term's value; None for a blank."""
        try:
            return self[term]
        except Blank:
            return None

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
        return self._calendar.after(start, self[term], self._conventions)

    def in_service(self, at: datetime) -> bool:
        """Whether a moment lies within the hours of service, closing time included."""
        return self._calendar.opening_from(at) == at

    def public_holiday(self, day: date) -> bool:
        """Whether the state's calendar has the day off."""
        return self._calendar.public_holiday(day)


class Judged(Generic[P, R]):
    """A function of facts found by its parameters' types: forms, items, the policy, what capabilities provide."""

    returns: type

    def __init__(self, title: str, judge: Callable[P, R]) -> None:
        self.title, self.name, self._judge = title, judge.__name__, judge
        self.__doc__, self.__module__ = judge.__doc__, judge.__module__
        hints = get_type_hints(judge)
        back = hints.pop("return", None)
        if not (isinstance(back, type) and issubclass(back, self.returns)):
            raise DefinitionError("{name} must return a {wanted}; annotate it",
                                  name=self.name, wanted=self.returns.__name__)
        self.answer: type = back
        for name in inspect.signature(judge).parameters.keys() - hints.keys():
            raise DefinitionError("{rule}: parameter {name!r} needs a type, facts are found by it",
                                  rule=self.name, name=name)
        self.wants: dict[str, Want] = {name: Want.read(self.name, name, hint) for name, hint in hints.items()}

    def _run(self, *args: object, **kwargs: object) -> "tuple[R | Unanswered | Blank, tuple[Citation, ...]]":
        given = [*args, *kwargs.values()]
        cited: list[Citation] = []
        own = {id(each): each.for_rule(facts_from(*given), cited) for each in given if isinstance(each, Policy)}
        judge = cast(Callable[..., R], self._judge)
        try:
            found: R | Unanswered | Blank = judge(
                *(own.get(id(each), each) for each in args),
                **{name: own.get(id(each), each) for name, each in kwargs.items()})
        except Unanswered as gap:
            found = gap
        except Blank as gap:
            found = gap
            cited.append(Citation(gap.clause, gap.term.key, "?"))
        return found, tuple(dict.fromkeys(cited))

    @cached_property
    def forms(self) -> tuple[type[Form], ...]:
        """The records it judges."""
        return tuple(want.kind for want in self.wants.values() if issubclass(want.kind, Form))

    @cached_property
    def terms(self) -> tuple[Term[Any], ...]:
        """The terms its text names, so that a missing value is found before a case meets it. Looked for when its module
        is whole."""
        return tuple(dict.fromkeys(each for text in _texts(self._judge) for each in _named(text)
                                   if isinstance(each, Term)))

    @cached_property
    def reads(self) -> frozenset[str]:
        """The fields its text may read, by key."""
        names = {name for text in _texts(self._judge) for code in _codes(text.__code__) for name in code.co_names}
        return frozenset(form.fields[name].key for form in self.forms for name in names & form.fields.keys())


@dataclass(frozen=True)
class Want:
    """A fact a rule asks for: one record of a kind, or one of every item (`tuple[Inspection, ...]`)."""

    kind: type
    every_item: bool = False

    @classmethod
    def read(cls, rule: str, name: str, hint: object) -> "Want":
        if isinstance(hint, type) and get_origin(hint) is None:
            return cls(hint)
        inner = get_args(hint)
        if get_origin(hint) is tuple and len(inner) == 2 and inner[1] is Ellipsis and isinstance(inner[0], type):
            return cls(inner[0], every_item=True)
        raise DefinitionError("{rule}: parameter {name!r} must be a class or tuple[Form, ...], not {hint}",
                              rule=rule, name=name, hint=hint)


class Rule(Judged[P, Decision]):
    """A judged question. Call it with plain values as in a test, or let the desk find them by type. An override
    of a rule about `money` needs a second person."""

    returns = Decision

    def __init__(self, title: str, judge: Callable[P, Decision], money: bool = False) -> None:
        super().__init__(title, judge)
        self.money = money

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Decision:
        found, cited = self._run(*args, **kwargs)
        if isinstance(found, Unanswered):
            found = needs(found.field)
        elif isinstance(found, Blank):
            found = needs(found.term)
        return replace(found, rule=self.name, title=self.title, basis=cited, money=self.money)


class ChargeRule(Judged[P, Charge]):
    """A judged amount: what is charged, to whom, and why; from when `since` is filed, and only in cases with the
    answers of `only_when`. What stands `apart` is on nobody's bill: only who has that permission sees it."""

    returns = Charge

    def __init__(self, title: str, judge: Callable[P, Charge], since: type[Form] | None = None,
                 only_when: Condition | None = None, apart: Permission | None = None) -> None:
        super().__init__(title, judge)
        self.since, self.only_when, self.apart = since, only_when, apart

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Charge:
        found, cited = self._run(*args, **kwargs)
        if isinstance(found, Unanswered):
            found = Charge(None, None, needs(found.field).reason, outcome="needs")
        elif isinstance(found, Blank):
            found = Charge(None, None, needs(found.term).reason, outcome="needs")
        return replace(found, charge=self.name, title=self.title, basis=cited)


class Proposal(Judged[P, Form]):
    """What a form is filled with beforehand, from what is known; nothing while something is missing."""

    returns = Form

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Form | None:
        found, _ = self._run(*args, **kwargs)
        return None if isinstance(found, Unanswered | Blank) else found


AnyRule = Rule[...]
AnyCharge = ChargeRule[...]
AnyProposal = Proposal[...]


def _named(text: FunctionType) -> list[object]:
    """What a function's text names outside itself."""
    seen = inspect.getclosurevars(text)
    inner = [text.__globals__[name] for code in _codes(text.__code__) for name in code.co_names
             if name in text.__globals__]
    return [*seen.globals.values(), *seen.nonlocals.values(), *inner]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code and that of the comprehensions and functions inside it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _texts(judge: object, seen: frozenset[int] = frozenset()) -> Iterator[FunctionType]:
    """A rule's function and the functions of its own module that it calls."""
    if isinstance(judge, FunctionType) and id(judge) not in seen:
        yield judge
        for called in _named(judge):
            if isinstance(called, FunctionType) and called.__module__ == judge.__module__:
                yield from _texts(called, seen | {id(judge)})


def rule(title: str, *, money: bool = False) -> Callable[[Callable[P, Decision]], Rule[P]]:
    """Make a function a rule; its name is the key that policy files use."""
    def make(judge: Callable[P, Decision]) -> Rule[P]:
        return Rule(title, judge, money)
    return make


def charge(title: str, *, since: type[Form] | None = None,
           apart: Permission | None = None) -> Callable[[Callable[P, Charge]], ChargeRule[P]]:
    """Make a function a charge; its name is the key that policy files use. There is nothing to charge before all it
    judges has been filed, or `since` this form has, where the rest may stay unknown. `apart` from all bills stands what
    only people with a permission see."""
    def make(judge: Callable[P, Charge]) -> ChargeRule[P]:
        return ChargeRule(title, judge, since, apart=apart)
    return make


def proposal(judge: Callable[P, Form]) -> Proposal[P]:
    """Make a function the proposal of a step's form."""
    return Proposal(judge.__name__, judge)
