"""A penalty as people and programs read it: what it is for, how it was reckoned, what was decided."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.capabilities.conduct.booking import NOTHING
from core.capabilities.conduct.standing import COUNTED, State
from core.capabilities.conduct.tables import EntryRow, MoveRow
from core.capabilities.conduct.tariff import Penalty
from core.sdk.services import Citation, Reason, UnitOfWork, Workplace
from core.sdk.tables import CaseRow, Select, UserRow, aliased, select

CONCERNED, PROPOSER = aliased(UserRow), aliased(UserRow)


@dataclass(frozen=True)
class Entry:
    """A penalty with the names of who is concerned and who proposed it, and the number of its case ('' for none)."""

    row: EntryRow
    person: str
    login: str
    proposer: str
    number: str

    title: str = ""
    """The misconduct in words: of a tariff what it calls it."""

    @property
    def state(self) -> State:
        return State[self.row.state]

    @property
    def reason(self) -> Reason | None:
        """How a tariff came to it; None for what people proposed."""
        said = self.row.facts.get("reason")
        return Reason.from_data(said) if said else None

    @property
    def withdrawn(self) -> Reason | None:
        """Why the desk took it back by itself, if it did."""
        said = self.row.facts.get("withdrawn")
        return Reason.from_data(said) if said else None

    @property
    def basis(self) -> tuple[Citation, ...]:
        """The clauses and terms that a tariff reckoned by."""
        return tuple(Citation(**each) for each in self.row.facts.get("basis", ()))

    @property
    def owes(self) -> bool:
        """No fine, but money owed."""
        return bool(self.row.facts.get("owes"))

    @property
    def counted(self) -> Decimal:
        """What it comes to as it stands."""
        return (self.row.decided or NOTHING) if self.state in COUNTED else NOTHING

    def data(self) -> dict[str, Any]:
        """As programs are told; moments aware, amounts exact."""
        row = self.row
        return {"id": row.id, "kind": row.kind, "title": self.title or row.kind, "person": self.login,
                "name": self.person, "state": row.state, "what": row.what or str(self.reason or ""),
                "case": self.number or None, "finding": row.finding, "turn": row.turn, "base": row.base,
                "amount": row.amount, "decided": row.decided, "why": row.why, "happened_at": row.happened_at,
                "owes": self.owes, "consequences": row.facts.get("consequences", []),
                "basis": [each.data() for each in self.basis],
                "proposed_at": row.proposed_at, "version": row.version}


@dataclass(frozen=True)
class Move:
    """Something that happened to a penalty, and who did it."""

    row: MoveRow
    name: str


def title_of(place: Workplace, industry: str, kind: str, kept: str = "") -> str:
    """What a kind of misconduct is called: a tariff's by its title, or as that was when it was `kept`; the business's
    own as it was entered."""
    registry = place.industries.get(industry)
    return registry.title(kind) if registry and kind in registry.provisions else kept or kind


@dataclass(frozen=True)
class Tariffed:
    """A penalty of the tariff in force: its key, what it is called, and the clauses it rests on."""

    key: str
    title: str
    clauses: tuple[str, ...]


def tariffed(place: Workplace, work: UnitOfWork, industry: str) -> list[Tariffed]:
    """What the tariff in force punishes; one misconduct that is seen in two ways once."""
    carried, found = place.rulebook(work, industry).standing.carried, dict[str, Tariffed]()
    provisions = place.industries[industry].provisions
    for key, clauses in carried.items():
        rule = provisions[key]
        if isinstance(rule, Penalty):
            found.setdefault(rule.kind, Tariffed(rule.kind, title_of(place, industry, rule.kind), clauses))
    return list(found.values())


def whole() -> Select[*tuple[Any, ...]]:
    """Penalties with the names that `Entry` takes."""
    return (select(EntryRow, CONCERNED.name, CONCERNED.login, PROPOSER.name, CaseRow.number).select_from(EntryRow)
            .join(CONCERNED, CONCERNED.id == EntryRow.person_id)
            .outerjoin(PROPOSER, PROPOSER.id == EntryRow.proposed_by)
            .outerjoin(CaseRow, CaseRow.id == EntryRow.case_id))
