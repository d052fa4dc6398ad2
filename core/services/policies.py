"""Regulations as staff and integrators see them: texts, values, blanks, what carries each clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.check import Carrier, check, coverage
from core.domain.errors import DeskError, InvalidInput, NotFound, unknown
from core.domain.people import PARTIES, SEE_POLICIES, SET_VALUES, Actor
from core.domain.policies import Clause, PolicyFile
from core.domain.reasons import Label, Reason
from core.domain.registry import Registry
from core.domain.terms import OPTIONAL, REQUIRED, Term, read
from core.services.records import legible, require
from core.services.workplace import Workplace


@dataclass(frozen=True)
class TermView:
    """A term of a clause: what the regulation says, what the business says instead, what is suggested for a blank.
    Values are as a policy file writes them."""

    term: Term[Any]
    written: object
    own: object
    suggested: object

    @property
    def blank(self) -> str:
        """`unset`, `?`, or nothing."""
        return str(self.written) if self.own is None and self.written in (OPTIONAL, REQUIRED) else ""


@dataclass(frozen=True)
class ClauseView:
    """A clause with what carries it and its terms."""

    clause: Clause
    carried_by: tuple[Carrier, ...]
    titles: tuple[str, ...]
    terms: tuple[TermView, ...]


@dataclass(frozen=True)
class PolicyView:
    """A regulation with its clauses; `adopted` when in force; `notes` name clauses without a place beside others."""

    policy: PolicyFile
    adopted: bool
    clauses: tuple[ClauseView, ...]
    notes: tuple[str, ...]


class Policies:
    """Reading regulations and filling in values."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def all(self, actor: Actor) -> list[tuple[PolicyFile, bool]]:
        """Every installed regulation, and whether it is in force."""
        require(actor, SEE_POLICIES)
        adopted = {each.policy.slug for each in self.place.adopted}
        return [(policy, slug in adopted) for slug, policy in sorted(self.place.policies.items())]

    def show(self, actor: Actor, slug: str) -> PolicyView:
        """One regulation. Raises `NotFound` with the nearest name."""
        require(actor, SEE_POLICIES)
        policy, registry = self._policy(slug)
        with self.place.store.read() as work:
            own = work.settings.values(registry.name, self.place.now())
        carriers = coverage(registry, policy)
        clauses = tuple(ClauseView(
            each, tuple(carriers[each.id]), tuple(_title(registry, carrier) for carrier in carriers[each.id]),
            tuple(TermView(registry.terms[key], said, own.get(key), each.suggest.get(key))
                  for key, said in each.set.items())) for each in policy.clauses)
        beside = [each.policy for each in self.place.adopted if each.policy.industry == registry.name]
        adopted = policy in beside
        notes = [said for said in check(registry, *beside) if said.startswith(f"{slug} ")] if adopted else []
        return PolicyView(policy, adopted, clauses, tuple(notes))

    def check(self, *slugs: str) -> list[str]:
        """Check regulations alone and together; what should be read though it is no fault. Raises `PolicyError`."""
        chosen = [self._policy(slug) for slug in slugs]
        notes: list[str] = []
        for registry in dict.fromkeys(registry for _, registry in chosen):
            notes += check(registry, *(policy for policy, its in chosen if its is registry))
        return notes

    def coverage(self, *slugs: str) -> dict[str, dict[str, list[Carrier]]]:
        """For each regulation (all, if none is named) each clause and what carries it."""
        chosen = [self._policy(slug) for slug in slugs or sorted(self.place.policies)]
        return {policy.slug: coverage(registry, policy) for policy, registry in chosen}

    def set_value(self, actor: Actor, industry: str, term: str, value: object, *,
                  effective_from: datetime | None = None) -> None:
        """The business's own value of a term, for cases opened from then on; None takes it back. Raises
        `InvalidInput` for a value that the term cannot have."""
        require(actor, SET_VALUES)
        registry = self.place.industry(industry)
        if term not in registry.terms:
            raise InvalidInput.field("term", "没有这一项:{problem}", problem=unknown("term", term, registry.terms))
        legible(**{term: str(value)})
        if value is not None:
            parsed(registry.terms[term], value)
        with self.place.store.unit_of_work() as work:
            work.settings.set(industry, term, value, by=actor.id, effective_from=effective_from)
            work.commit()

    def values(self, actor: Actor, industry: str) -> dict[str, object]:
        """The business's own values now, by term: a file to move a set-up from test to live."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            return dict(work.settings.values(industry, self.place.now()))

    def history(self, actor: Actor, industry: str, term: str = "") -> Sequence[Any]:
        """Every value ever set, the latest first."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            return work.settings.history(industry, term)

    def _policy(self, slug: str) -> tuple[PolicyFile, Registry]:
        policy = self.place.policies.get(slug)
        if policy is None:
            raise NotFound("没有这份政策:{problem}", problem=unknown("policy", slug, self.place.policies))
        return policy, self.place.industry(policy.industry)


def parsed(term: Term[Any], said: object) -> object:
    """A value as the term reads it. Raises `InvalidInput` naming the term."""
    try:
        return read(term, said, "").value
    except (ValueError, KeyError, TypeError) as error:
        why = error.reason if isinstance(error, DeskError) else _wanted(term)
        raise InvalidInput.field(term.key, "“{value}”不能用作{term}:{why}", value=str(said), term=Label(term.label),
                                 why=why) from error


def _wanted(term: Term[Any]) -> Reason:
    """How a value of this sort is written."""
    match term.kind:
        case "amount":
            return Reason("请写成数字,如 50.00")
        case "percent":
            return Reason("请写成百分数,如 10%")
        case "count":
            return Reason("请写成整数")
        case "switch":
            return Reason("请答“是”或“否”")
        case "list":
            return Reason("应是一个列表")
        case "option":
            return Reason("不是可选的选项,可选:{options}",
                          {"options": tuple(Label(each.value) for each in term.options or ())})
        case "party":
            return Reason("不是可选的选项,可选:{options}",
                          {"options": tuple(Label(each.title) for each in PARTIES.values())})
        case _:
            return Reason("不是文字")


def _title(registry: Registry, carrier: Carrier) -> str:
    if carrier.kind == "term":
        return registry.terms[carrier.name].label
    return registry.title(carrier.name) if carrier.kind != "statement" else carrier.name
