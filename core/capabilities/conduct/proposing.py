"""What a tariff proposes of a case: entered once for a fact, reckoned anew while nobody has decided, withdrawn where
the facts no longer bear it. What people have decided stays as it is."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from core.capabilities.conduct.booking import (
    Proposal,
    book,
    earlier_than,
    fact_of_case,
    move,
    same_cases,
    same_facts,
)
from core.capabilities.conduct.forms import Earlier, Incident
from core.capabilities.conduct.standing import State
from core.capabilities.conduct.tables import EntryRow, FindingRow
from core.capabilities.conduct.tariff import AnyPenalty, Fine, Penalty
from core.sdk import Form, Reason
from core.sdk.services import (
    Actor,
    Case,
    ChargeRule,
    FactSource,
    Reading,
    Record,
    Records,
    UnitOfWork,
    Workplace,
    charges_of,
    clocks_of,
    facts,
)
from core.sdk.tables import CaseRow, UserRow, select

FILES = ("opened", "step", "signalled")
"""Events that file a form for the first time."""
SAME, GONE = Reason("与另一案件是同一事实,只计一次"), Reason("事实更正后不再适用")


def penalties_of(case: Case) -> dict[str, AnyPenalty]:
    """The penalties in force for a case."""
    return {name: each for name, each in case.here.awake(ChargeRule).items() if isinstance(each, Penalty)}


def look(records: Records, record: Record) -> set[tuple[str, int]]:
    """Bring what the tariff proposes of a case up to date. Says of which kinds, whose, something changed that is
    counted."""
    rules, changed = penalties_of(record.case), set[tuple[str, int]]()
    if not rules:
        return changed
    case, before = record.case, record.case.brought
    try:  # what other capabilities have noted of the same event counts already
        case.brought = records.bring(record.row, case)
        found = {each.charge: each for each in charges_of(case)}
        for name, rule in rules.items():
            turn, said = _turn(records, record, rule), found.get(name)
            if turn and (said is None or isinstance(said, Fine)):
                changed |= _Fact(records, record, name, rule, turn).reckon(said)
    finally:
        case.brought = before
    return changed


def recount(place: Workplace, work: UnitOfWork, industry: str, kind: str, person_id: int, besides: int = 0) -> None:
    """Reckon anew what is proposed of somebody's and not decided yet, where a tariff counts how often."""
    rows = work.session.execute(
        select(CaseRow.number).join(EntryRow, EntryRow.case_id == CaseRow.id).where(
            EntryRow.industry == industry, EntryRow.kind == kind, EntryRow.person_id == person_id,
            EntryRow.state == State.proposed.name, CaseRow.id != besides).order_by(EntryRow.happened_at, EntryRow.id))
    records = Records(place, work, Actor.system())
    for number in dict.fromkeys(number for (number,) in rows):
        look(records, records.read(number))


def settle(work: UnitOfWork, industry: str, rule: AnyPenalty, person_id: int, facts: str,
           found: Mapping[str, tuple[Fine, datetime]], now: datetime) -> None:
    """The same for what somebody did outside cases: `found` is what each fact comes to and when it was; those that
    begin with `facts` and are not among them are taken back."""
    rows = {each.fact: each for each in work.session.scalars(select(EntryRow).where(
        EntryRow.industry == industry, EntryRow.kind == rule.kind, EntryRow.person_id == person_id,
        EntryRow.fact.startswith(facts, autoescape=True)))}
    for fact, row in rows.items():
        if row.state == State.proposed.name and not (fact in found and found[fact][0].stands):
            withdraw(work, row, found[fact][0].reason if fact in found else GONE, now)
    for fact, (said, at) in found.items():
        if not said.stands:
            continue
        known, told = rows.get(fact), reckoned(rule.name, rule, said)
        if known is None:
            book(work, Proposal(industry, rule.kind, person_id, fact, "", base=said.base, amount=said.amount,
                                turn=said.turn, happened_at=at, facts=told), None, now)
        elif withdrawn(known) or known.state == State.proposed.name:
            anew(work, known, said, told, at, now)


def counting(fact: type[Earlier], *rules: AnyPenalty) -> FactSource:
    """The source of how often somebody has done before what these penalties, one kind of misconduct, are for."""
    def find(reading: Reading) -> Iterable[Form]:
        in_force = penalties_of(reading.case)
        for rule in rules:
            if in_force.get(rule.name) is rule:
                yield fact(times=_earlier(reading, rule))
                return

    return facts(fact)(find)


def _earlier(reading: Reading, rule: AnyPenalty) -> int:
    user = person(reading.work, reading.case, reading.row, rule)
    at = done_at(reading.case, rule)
    if user is None or at is None:
        return 0
    # What was corrected keeps the time at which it was filed first.
    turn = len({each.filed_at for each in reading.case.forms if isinstance(each, rule.begins)})
    return earlier_than(reading.work, reading.row.industry, rule.kind, user.id, at,
                        fact_in(reading.work, reading.case, reading.row, max(turn, 1)))


def _turn(records: Records, record: Record, rule: AnyPenalty) -> int:
    """The how-manieth occasion of a case this is: of a promise its rounds, else how often the form was filed."""
    times = filed(record, rule.begins)
    if times and rule.promise:
        return sum(each.title == rule.promise.title and each.started_at is not None
                   for each in clocks_of(record.case, records.place.now()))
    return times


def filed(record: Record, form: type[Form]) -> int:
    """How often a form was filed, corrections left out, and what was brought in with a register."""
    forms = record.case.here.registry.forms
    names = [said["name"] for event in record.events if event.kind in FILES and (said := event.data.get("form"))
             and not (record.row.imported and event.kind == "opened")]
    return sum(issubclass(forms[name], form) for name in names if name in forms)


def person(work: UnitOfWork, case: Case, row: CaseRow, rule: AnyPenalty) -> UserRow | None:
    """Who is responsible; None for nobody with an account."""
    said = name_of(case, rule)
    if not rule.of:
        return work.users.get(row.assignee_id) if row.assignee_id else None
    if not said:
        return None
    named = work.session.scalars(select(UserRow).where(UserRow.name == said).limit(2)).all()
    return work.users.by_login(said) or (named[0] if len(named) == 1 else None)


def name_of(case: Case, rule: AnyPenalty) -> str:
    """Who is said to be responsible, as it was written."""
    return next((str(said).strip() for each in rule.of if (said := case.answer(each))), "")


def done_at(case: Case, rule: AnyPenalty) -> datetime | None:
    """When it was done: as an incident says, else when the form was filed."""
    said = next((each for each in reversed(case.forms) if isinstance(each, rule.begins)), None)
    if isinstance(said, Incident) and said.knows(Incident.happened_at):
        return said.happened_at
    return said.filed_at if said else None


def fact_in(work: UnitOfWork, case: Case, row: CaseRow, turn: int) -> str:
    """What something in a case is for; what is found by an incident about another case is of that case."""
    said = case.answer(Incident.fields["about_case"])
    about = work.session.scalar(select(CaseRow.id).where(CaseRow.number == str(said).strip().upper())) if said else None
    return fact_of_case(about or row.id or 0, turn)


class _Fact:
    """One penalty and one fact of a case."""

    def __init__(self, records: Records, record: Record, name: str, rule: AnyPenalty, turn: int) -> None:
        self.work, self.now, self.record, self.row = records.work, records.place.now(), record, record.row
        self.name, self.rule, self.changed = name, rule, set[tuple[str, int]]()
        self.fact = fact_in(self.work, record.case, self.row, turn)

    def reckon(self, said: Fine | None) -> set[tuple[str, int]]:
        """Enter, reckon anew or take back. Says whose count has changed, where it is counted."""
        self._reckon(said)
        return self.changed if self.rule.counts else set()

    def _reckon(self, said: Fine | None) -> None:
        stands = said is not None and said.stands
        who = person(self.work, self.record.case, self.row, self.rule)
        for each in self._own():
            if each.state == State.proposed.name and not (stands and who and each.person_id == who.id):
                withdraw(self.work, each, said.reason if said and not stands else GONE, self.now)
                self.changed.add((each.kind, each.person_id))
        if said is None or not (stands or said.noted):
            return
        if said.noted or who is None:
            self._note(said, who)
            return
        known = self._known(who.id)
        if known is None:
            self._book(said, who)
        elif withdrawn(known) or (known.state == State.proposed.name and known.facts.get("rule") == self.name):
            self._anew(known, said)

    def _own(self) -> Iterator[EntryRow]:
        for each in self.work.session.scalars(select(EntryRow).where(
                EntryRow.case_id == self.row.id, EntryRow.kind == self.rule.kind, EntryRow.fact == self.fact)):
            if each.facts.get("rule") == self.name:
                yield each

    def _known(self, person_id: int) -> EntryRow | None:
        """What there is for this fact already; what people decided before what was withdrawn."""
        found = self.work.session.scalars(select(EntryRow).where(
            EntryRow.industry == self.row.industry, EntryRow.kind == self.rule.kind, EntryRow.person_id == person_id,
            EntryRow.fact.in_(same_facts(self.work, self.fact))).order_by(EntryRow.id)).all()
        return min(found, key=lambda each: (withdrawn(each), each.fact != self.fact), default=None)

    def _book(self, said: Fine, who: UserRow) -> None:
        self.changed.add((self.rule.kind, who.id))
        book(self.work, Proposal(
            self.row.industry, self.rule.kind, who.id, self.fact, "", self.row.id, base=said.base, amount=said.amount,
            turn=said.turn, happened_at=done_at(self.record.case, self.rule),
            facts=reckoned(self.name, self.rule, said)), None, self.now)

    def _anew(self, row: EntryRow, said: Fine) -> None:
        if anew(self.work, row, said, reckoned(self.name, self.rule, said), done_at(self.record.case, self.rule),
                self.now):
            self.changed.add((row.kind, row.person_id))

    def _note(self, said: Fine, who: UserRow | None) -> None:
        """Write it down as found, once."""
        key = f"{self.rule.kind}:{self.fact}"
        if self.work.session.scalar(select(FindingRow.id).where(
                FindingRow.industry == self.row.industry, FindingRow.fact == key)):
            return
        self.work.session.add(FindingRow(
            industry=self.row.industry, what=f"{self.rule.title}:{said.reason}", case_id=self.row.id,
            person_id=who.id if who else None, person_name="" if who else name_of(self.record.case, self.rule)[:80],
            found_at=done_at(self.record.case, self.rule) or self.now, found_by=None, fact=key))
        self.work.session.flush()


def reckoned(name: str, rule: AnyPenalty, said: Fine) -> dict[str, Any]:
    """How a penalty was reckoned, as it is kept."""
    return {"rule": name, "title": rule.title, "reason": said.reason.data(),
            "basis": [each.data() for each in said.basis], "owes": rule.owes,
            "consequences": [str(each) for each in said.consequences]}


def anew(work: UnitOfWork, row: EntryRow, said: Fine, told: dict[str, Any], at: datetime | None,
         now: datetime) -> bool:
    """Propose with other figures, or once more; whether anything is another."""
    if (row.state, row.facts, row.amount, row.turn, row.happened_at) == (
            State.proposed.name, told, said.amount, said.turn, at):
        return False
    row.facts, row.amount, row.base, row.turn, row.happened_at = told, said.amount, said.base, said.turn, at
    row.decided, row.why = None, ""
    move(work, row, State.proposed, None, now, amount=said.amount)
    return True


def withdrawn(row: EntryRow) -> bool:
    """Whether the desk itself took it back, and nobody decided."""
    return row.state == State.waived.name and "withdrawn" in row.facts


def withdraw(work: UnitOfWork, row: EntryRow, why: Reason, now: datetime) -> None:
    """Take back what was proposed; that it was, and why it no longer is, stays to be read."""
    row.facts = {**row.facts, "withdrawn": why.data()}
    row.decided = None
    move(work, row, State.waived, None, now, why=str(why))


def became_one(work: UnitOfWork, case_id: int, now: datetime) -> set[tuple[str, int]]:
    """Cases that were merged are one fact: of what was proposed for both, what people decided stays, else that of the
    case that goes on. Says of which kinds, whose, something was taken back."""
    cases, changed = same_cases(work, case_id), set[tuple[str, int]]()
    kept: set[tuple[str, int, str]] = set()
    rows = work.session.scalars(select(EntryRow).where(EntryRow.case_id.in_(cases)).order_by(EntryRow.id)).all()
    for row in sorted(rows, key=lambda each: (withdrawn(each), each.state == State.proposed.name,
                                              each.case_id != case_id, each.id)):
        of_case, _, turn = row.fact.partition("#")
        key = (row.kind, row.person_id, turn if of_case.startswith("case:") else row.fact)
        if key in kept and row.state != State.waived.name:
            withdraw(work, row, SAME, now)
            changed.add((row.kind, row.person_id))
        kept.add(key)
    return changed
