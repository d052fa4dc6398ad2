"""Penalties: proposed from what was found, confirmed, waived or changed by a person, appealed by who is concerned and
then decided by another."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from core.capabilities.conduct.booking import NOTHING, Proposal, fact_of_case, in_force, move, propose
from core.capabilities.conduct.entries import CONCERNED, Entry, Move, Tariffed, tariffed, title_of, whole
from core.capabilities.conduct.findings import Finding, finding_of, findings
from core.capabilities.conduct.permissions import DECIDE, OWN, PROPOSE, SEE
from core.capabilities.conduct.proposing import recount
from core.capabilities.conduct.rules import misconduct
from core.capabilities.conduct.standing import TO_DECIDE, State
from core.capabilities.conduct.tables import EntryRow, FindingRow, MoveRow
from core.sdk.services import (
    Actor,
    InvalidInput,
    NotFound,
    Refused,
    StaleVersion,
    UnitOfWork,
    Workplace,
    legible,
    require,
)
from core.sdk.tables import CaseRow, ColumnElement, PlanEntryRow, UserRow, select

LARGEST = Decimal("999999999.99")
LONGEST, LONGEST_NAME = 2000, 80
MOST = 500


class Penalties:
    """The penalties of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def kinds(self, actor: Actor, industry: str) -> tuple[str, ...]:
        """The misconduct that the business has entered; none means that there are no penalties."""
        require(actor, OWN)
        with self.place.store.read() as work:
            return self._kinds(work, industry)

    def _kinds(self, work: UnitOfWork, industry: str) -> tuple[str, ...]:
        if industry not in in_force(self.place):
            raise NotFound()
        said = self.place.rulebook(work, industry).standing.policy().get(misconduct) or ()
        return tuple(dict.fromkeys(each.strip() for each in said if each.strip()))

    def tariff(self, actor: Actor, industry: str) -> Sequence[Tariffed]:
        """What the tariff in force punishes, in the order of its clauses."""
        require(actor, OWN)
        if industry not in in_force(self.place):
            raise NotFound()
        with self.place.store.read() as work:
            return tariffed(self.place, work, industry)

    # What was found

    def findings(self, actor: Actor, industry: str) -> Sequence[Finding]:
        """What samples, complaints and people found, the latest first."""
        require(actor, SEE)
        if industry not in in_force(self.place):
            raise NotFound()
        with self.place.store.read() as work:
            return findings(work, industry, actor)[:MOST]

    def record(self, actor: Actor, industry: str, what: str, *, number: str = "", person: str = "",
               entry_id: int | None = None, at: datetime | None = None) -> str:
        """Keep something that was found, in a case (`number`) or an evaluation (`entry_id` of a plan), about somebody
        (a log-in, or words). Nothing follows from it by itself. Returns its key. Raises `InvalidInput`."""
        require(actor, PROPOSE)
        legible(what=what, person=person)
        if not 0 < len(what.strip()) <= LONGEST:
            raise InvalidInput.field("what", "请写明发现了什么,最多 {n} 个字", n=LONGEST)
        if len(person.strip()) > LONGEST_NAME:
            raise InvalidInput.field("person", "太长,最多 {longest} 个字", longest=LONGEST_NAME)
        if industry not in in_force(self.place):
            raise NotFound()
        with self.place.store.unit_of_work() as work:
            case = self._case(work, actor, industry, number) if number.strip() else None
            entry = work.session.get(PlanEntryRow, entry_id) if entry_id is not None else None
            if entry_id is not None and (entry is None or entry.industry != industry):
                raise InvalidInput.field("entry_id", "没有这项计划任务")
            user = work.users.by_login(person.strip()) if person.strip() else None
            row = FindingRow(industry=industry, what=what.strip(), case_id=case.id if case else None,
                             plan_entry_id=entry.id if entry else None, person_id=user.id if user else None,
                             person_name="" if user else person.strip(), found_at=self.place.moment(at),
                             found_by=actor.id)
            work.session.add(row)
            work.session.flush()
            work.commit()
            return f"other:{row.id}"

    def _case(self, work: UnitOfWork, actor: Actor, industry: str, number: str) -> CaseRow:
        try:
            case = work.cases.by_number(number.strip().upper(), seen_by=actor)
        except NotFound:
            raise InvalidInput.field("number", "没有案件“{number}”,请核对编号或留空", number=number.strip()) from None
        if case.industry != industry:
            raise InvalidInput.field("number", "没有案件“{number}”,请核对编号或留空", number=number.strip())
        return case

    # Lists

    def list(self, actor: Actor, industry: str = "", state: str = "", person: str = "") -> Sequence[Entry]:
        """Penalties, the latest first; `waiting` are those that somebody has to decide. Raises `InvalidInput`."""
        require(actor, SEE)
        if state not in ("", "waiting", *State.__members__):
            raise InvalidInput.field("state", "不是可选的选项,可选:{options}", options=("waiting", *State.__members__))
        where: list[ColumnElement[bool]] = [EntryRow.industry == industry] if industry else []
        if state:
            wanted = [each.name for each in TO_DECIDE] if state == "waiting" else [state]
            where.append(EntryRow.state.in_(wanted))
        if person:
            where.append(CONCERNED.login == person)
        return self._read(*where)

    def mine(self, actor: Actor) -> Sequence[Entry]:
        """One's own."""
        require(actor, OWN)
        return self._read(EntryRow.person_id == actor.id)

    def _read(self, *where: ColumnElement[bool]) -> Sequence[Entry]:
        with self.place.store.read() as work:
            return [self._entry(*each) for each in work.session.execute(
                whole().where(*where).order_by(EntryRow.id.desc()).limit(MOST))]

    def _entry(self, row: EntryRow, person: str, login: str, proposer: str, number: str) -> Entry:
        return Entry(row, person, login, proposer, number, title_of(
            self.place, row.industry, row.kind, str(row.facts.get("title", ""))))

    def one(self, actor: Actor, entry_id: int) -> tuple[Entry, Sequence[Move]]:
        """A penalty and what happened to it: for who may see them, and for who is concerned."""
        require(actor, OWN, hide=True)
        with self.place.store.read() as work:
            found = work.session.execute(whole().where(EntryRow.id == entry_id)).first() if (
                0 < entry_id < 2**31) else None
            if found is None or not (actor.may(SEE) or found[0].person_id == actor.id):
                raise NotFound()
            moves = work.session.execute(select(MoveRow, UserRow.name).outerjoin(UserRow, UserRow.id == MoveRow.by_id)
                                         .where(MoveRow.entry_id == entry_id).order_by(MoveRow.id))
            return self._entry(*found), [Move(row, name or "") for row, name in moves]

    # Deciding

    def propose(self, actor: Actor, industry: str, finding: str, kind: str, person: str = "") -> Entry:
        """Propose a penalty for something that was found: for whose it is, or for another account. Raises `Refused`
        while the business has entered no misconduct and where this fact has led to it before; `InvalidInput` for
        another kind and for nobody."""
        require(actor, PROPOSE)
        with self.place.store.unit_of_work() as work:
            kinds = self._kinds(work, industry)
            if not kinds:
                raise Refused("还没有填写“应处罚的行为”,处罚没有启用:检查发现只作记录")
            if kind not in kinds:
                raise InvalidInput.field("kind", "不是可选的选项,可选:{options}", options=kinds)
            found = finding_of(work, industry, actor, finding)
            user = work.users.by_login(person.strip()) if person.strip() else (
                work.users.get(found.person_id) if found.person_id is not None else None)
            if user is None:
                raise InvalidInput.field("person", "请写明是谁(登录名)")
            case = found.fact_case
            fact = found.key if case is None else fact_of_case(case)
            row = propose(work, Proposal(industry, kind, user.id, fact, found.what, case, found.key,
                                         facts={"finding": found.key}), actor.id, self.place.now())
            work.commit()
            entry_id = row.id
        return self.one(actor, entry_id)[0]

    def confirm(self, actor: Actor, entry_id: int, *, version: int | None = None) -> Entry:
        """Let it stand as it was computed."""
        def do(row: EntryRow) -> tuple[State, Decimal | None]:
            return State.confirmed, row.amount

        return self._decide(actor, entry_id, State.proposed, do, version=version)

    def change(self, actor: Actor, entry_id: int, amount: Decimal | None, why: str, *,
               version: int | None = None) -> Entry:
        """Set another amount, with the reason; the computed one stays beside it."""
        said = _amount(amount)
        return self._decide(actor, entry_id, State.proposed, lambda _: (State.changed, said), why=_why(why),
                            version=version)

    def waive(self, actor: Actor, entry_id: int, why: str, *, version: int | None = None) -> Entry:
        """Let it go, with the reason."""
        return self._decide(actor, entry_id, State.proposed, lambda _: (State.waived, NOTHING), why=_why(why),
                            version=version)

    def appeal(self, actor: Actor, entry_id: int, why: str, *, version: int | None = None) -> Entry:
        """Appeal against one's own, once. Others' do not exist here."""
        require(actor, OWN, hide=True)
        reason = _why(why)
        with self.place.store.unit_of_work() as work:
            row = _locked(work, entry_id)
            if row is None or row.person_id != actor.id:
                raise NotFound()
            if version is not None and row.version != version:
                raise StaleVersion(version, row.version)
            if work.session.scalar(select(MoveRow.id).where(MoveRow.entry_id == row.id,
                                                            MoveRow.state == State.appealed.name).limit(1)):
                raise Refused("已经申诉过一次")
            if State[row.state] not in (State.confirmed, State.changed):
                raise Refused("现在是{state},确认或改定后才能申诉", state=State[row.state].label)
            move(work, row, State.appealed, actor.id, self.place.now(), amount=row.decided, why=reason)
            work.commit()
        return self.one(actor, entry_id)[0]

    def decide(self, actor: Actor, entry_id: int, amount: Decimal | None, why: str, *,
               version: int | None = None) -> Entry:
        """Rule on an appeal, with the reason: the amount it comes to, None for what stood. Somebody other than who is
        concerned and who decided before."""
        said = None if amount is None else _amount(amount)

        def do(row: EntryRow) -> tuple[State, Decimal | None]:
            if actor.id == row.confirmed_by:
                raise Refused("原来由您确认,申诉由另一位主管裁定")
            return State.decided, row.decided if said is None else said

        return self._decide(actor, entry_id, State.appealed, do, why=_why(why), version=version)

    def _decide(self, actor: Actor, entry_id: int, wanted: State,
                do: Callable[[EntryRow], tuple[State, Decimal | None]], *, why: str = "",
                version: int | None = None) -> Entry:
        require(actor, DECIDE)
        with self.place.store.unit_of_work() as work:
            row = _locked(work, entry_id)
            if row is None:
                raise NotFound()
            if version is not None and row.version != version:
                raise StaleVersion(version, row.version)
            if State[row.state] is not wanted:
                raise Refused("现在是{state},不能再这样办", state=State[row.state].label)
            if row.person_id == actor.id:
                raise Refused("本人的处罚由别人决定")
            state, row.decided = do(row)
            if wanted is State.proposed:
                row.confirmed_by = actor.id
            move(work, row, state, actor.id, self.place.now(), amount=row.decided, why=why)
            if state in (State.waived, State.decided) and "rule" in row.facts:  # later ones count one less
                recount(self.place, work, row.industry, row.kind, row.person_id)
            work.commit()
        return self.one(actor, entry_id)[0]


def _locked(work: UnitOfWork, entry_id: int) -> EntryRow | None:
    if not 0 < entry_id < 2**31:
        return None
    return work.session.get(EntryRow, entry_id, with_for_update=True, populate_existing=True)


def _why(said: str) -> str:
    legible(why=said)
    if not 0 < len(said.strip()) <= LONGEST:
        raise InvalidInput.field("why", "请说明原因,最多 {n} 个字", n=LONGEST)
    return said.strip()


def _amount(said: Decimal | None) -> Decimal:
    exponent = said.as_tuple().exponent if said is not None and said.is_finite() else None
    if said is None or not isinstance(exponent, int) or exponent < -2 or not NOTHING <= said <= LARGEST:
        raise InvalidInput.field("amount", "请填写金额,不小于 0,最多两位小数")
    return said
