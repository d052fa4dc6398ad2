"""Regulations as staff and integrators see them: texts, values, blanks, what carries each clause."""

from dataclasses import dataclass
from typing import Any

from core.domain.check import Carrier, check, coverage
from core.domain.errors import NotFound, unknown
from core.domain.people import DUTIES, SEE_POLICIES, Actor
from core.domain.policies import Clause, PolicyFile
from core.domain.registry import Registry
from core.domain.terms import OPTIONAL, REQUIRED, Term
from core.services.records import require
from core.services.values import Values


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


class Policies(Values):
    """Reading regulations, and filling in values."""

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

    def _policy(self, slug: str) -> tuple[PolicyFile, Registry]:
        policy = self.place.policies.get(slug)
        if policy is None:
            raise NotFound("没有这份政策:{problem}", problem=unknown("policy", slug, self.place.policies))
        return policy, self.place.industry(policy.industry)


def _title(registry: Registry, carrier: Carrier) -> str:
    if carrier.kind == "term":
        return registry.terms[carrier.name].label
    if carrier.kind == "duty":
        known = {**{duty.key: duty for duty in DUTIES}, **registry.duties}
        return known[carrier.name].title if carrier.name in known else carrier.name
    return registry.title(carrier.name) if carrier.kind != "statement" else carrier.name
