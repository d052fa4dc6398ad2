"""Customers to be called: who, by when, how often it was tried; and what came of it, in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.capabilities.followup.forms import NoAnswer, Rating, Solved
from core.capabilities.followup.permissions import CALL
from core.capabilities.followup.spans import unwilling
from core.capabilities.followup.stages import CallBack
from core.capabilities.followup.tables import CallRow
from core.sdk.services import (
    SEE_PHONES,
    Actor,
    InvalidInput,
    NotFound,
    Receipt,
    Record,
    Records,
    Refused,
    Steps,
    Workplace,
    change,
    masked,
    require,
    visible_to,
)
from core.sdk.tables import (
    FAR_FUTURE,
    CaseRow,
    ClockRow,
    ColumnElement,
    CustomerRow,
    Select,
    UserRow,
    and_,
    case,
    func,
    or_,
    select,
)

AT_ONCE = 50
FILTERS: Mapping[str, str] = {"": "全部", "now": "现在可打", "overdue": "已逾期", "tried": "打过没接通",
                              "mine": "我领的"}
SOLVED, UNSOLVED, NO_ANSWER, GIVE_UP = "solved", "unsolved", "no_answer", "give_up"
OUTCOMES: Mapping[str, str] = {SOLVED: "已解决", UNSOLVED: "没有解决", NO_ANSWER: "未接通", GIVE_UP: "不再打,结案"}
TARGET = "call_due"


@dataclass(frozen=True)
class Due:
    """A customer to be called. `due_at` is by when (None: no deadline), `last` what was answered last in this round,
    `phones` are whole only for who may see them;
    `unwilling` customers have said that they do not want to be called."""

    row: CallRow
    number: str
    version: int
    title: str
    customer: str
    customer_id: int | None
    due_at: datetime | None
    who: str
    industry: str = ""
    unwilling: bool = False
    phones: tuple[str, ...] = ()

    def overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now

    def waits(self, now: datetime) -> bool:
        """The next try is not due yet."""
        return self.row.next_try_at is not None and self.row.next_try_at > now

    def data(self) -> dict[str, Any]:
        """As programs are told; moments aware."""
        row = self.row
        return {"number": self.number, "version": self.version, "title": self.title, "customer": self.customer,
                "phones": list(self.phones), "round": row.round, "since": row.since, "due_at": self.due_at,
                "attempts": row.attempts, "tried_on": list(row.tried_on), "next_try_at": row.next_try_at,
                "result": row.result, "who": self.who, "unwilling": self.unwilling}


@dataclass(frozen=True)
class Page:
    """Some of the list, and the cursor of what follows ('' at the end)."""

    due: tuple[Due, ...]
    next_cursor: str = ""


class Calls:
    """The calls of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def due(self, actor: Actor, which: str = "", cursor: str = "", limit: int = AT_ONCE) -> Page:
        """Whom to call: what can be tried now first, the nearest deadline before others."""
        require(actor, CALL)
        if which not in FILTERS:
            raise InvalidInput.field("which", "不是可选的选项,可选:{options}", options=tuple(FILTERS))
        now = self.place.now()
        query = _of(actor).where(*self._which(actor, which, now))
        rank, order = _rank(now), func.coalesce(ClockRow.due_at, FAR_FUTURE, type_=CallRow.since.type)
        if cursor:
            place, at, last = _read(cursor)
            query = query.where(or_(rank > place, and_(rank == place, order > at),
                                    and_(rank == place, order == at, CallRow.id > last)))
        with self.place.store.read() as work:
            rows = work.session.execute(query.order_by(rank, order, CallRow.id).limit(limit + 1)).all()
            phones = work.customers.phones_of([each.customer_id for each in rows[:limit] if each.customer_id])
        found = [_due(actor, each, phones) for each in rows[:limit]]
        return Page(tuple(found), _cursor(found[-1], now) if len(rows) > limit else "")

    def counts(self, actor: Actor) -> dict[str, int]:
        """How many there are of each filter."""
        require(actor, CALL)
        now = self.place.now()
        sums = [func.sum(case((and_(*self._which(actor, which, now)), 1), else_=0)) for which in FILTERS if which]
        query = _from(select(func.count(), *sums)).where(*_open(actor))
        with self.place.store.read() as work:
            return dict(zip(FILTERS, (int(each or 0) for each in work.session.execute(query).one()), strict=True))

    def one(self, actor: Actor, number: str) -> Due:
        """The call of a case. Raises `NotFound` where none is due."""
        require(actor, CALL)
        with self.place.store.read() as work:
            row = work.session.execute(_of(actor).where(CaseRow.number == number)).first()
            if row is None:
                raise NotFound()
            phones = work.customers.phones_of([row.customer_id] if row.customer_id else [])
        return _due(actor, row, phones)

    def take_on(self, actor: Actor, number: str) -> None:
        """Say that one calls this customer oneself; somebody else can still do so."""
        require(actor, CALL)
        with self.place.store.unit_of_work() as work:
            row = work.session.execute(_of(actor).where(CaseRow.number == number)).first()
            if row is None:
                raise NotFound()
            row[0].who_id = actor.id
            work.commit()

    def settle(self, actor: Actor, number: str, outcome: str, answers: Mapping[str, object] | None = None, *,
               version: int | None = None, key: str = "") -> Receipt:
        """Say what came of a call, with all steps that follow of it, or none: `solved` closes the case, with the
        customer's rating where a score is among the answers; `unsolved` leads it back to its start; `no_answer` notes a
        try; `give_up` closes it where it was tried often enough. Raises what `Steps.take` raises."""
        require(actor, CALL)
        if outcome not in OUTCOMES:
            raise InvalidInput.field("outcome", "不是可选的选项,可选:{options}", options=tuple(OUTCOMES))
        said = {name: each for name, each in (answers or {}).items() if each not in (None, "")}

        def do(records: Records, record: Record) -> Receipt:
            return self._settle(records, record, outcome, said)

        return change(self.place, actor, number, "followup.settle", {"outcome": outcome, "answers": said}, do,
                      version=version, key=key)

    def _settle(self, records: Records, record: Record, outcome: str, said: Mapping[str, object]) -> Receipt:
        if record.case.state not in (CallBack.due, CallBack.called):
            raise Refused("这个案件现在不用回访")
        steps = Steps(self.place)
        known = {name for form in (Solved, NoAnswer, Rating) for name in form.fields}
        if strange := sorted(said.keys() - known):
            raise InvalidInput.field(strange[0], "没有这个问题")
        if outcome == GIVE_UP:
            return steps.within(records, record, CallBack.give_up.key)
        if outcome == NO_ANSWER:
            return steps.within(records, record, CallBack.no_answer.key, _part(NoAnswer, said))
        if record.case.state is CallBack.due:
            steps.within(records, record, CallBack.call.key,
                         {**_part(Solved, said), "solved": outcome == SOLVED})
        if outcome == UNSOLVED:
            return steps.within(records, record, CallBack.again.key)
        if "score" in said:
            steps.within(records, record, CallBack.rate.key, _part(Rating, said))
        return steps.within(records, record, CallBack.close.key)

    def _which(self, actor: Actor, which: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return {"": (), "now": (_rank(now) == 0,), "overdue": (ClockRow.due_at < now,),
                "tried": (CallRow.attempts > 0,), "mine": (CallRow.who_id == (actor.id or 0),)}[which]


def _part(form: type[Solved | NoAnswer | Rating], said: Mapping[str, object]) -> dict[str, object]:
    return {name: each for name, each in said.items() if name in form.fields}


def _rank(now: datetime) -> ColumnElement[int]:
    return case((CallRow.next_try_at > now, 1), else_=0)


def _open(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (CallRow.done_at.is_(None), CaseRow.closed_at.is_(None),
            CaseRow.state.in_([CallBack.due.key, CallBack.called.key]), *visible_to(actor))


def _from(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (query.select_from(CallRow).join(CaseRow, CaseRow.id == CallRow.case_id)
            .outerjoin(CustomerRow, CustomerRow.id == CaseRow.customer_id)
            .outerjoin(UserRow, UserRow.id == CallRow.who_id)
            .outerjoin(ClockRow, and_(ClockRow.case_id == CaseRow.id, ClockRow.target == TARGET,
                                      ClockRow.ended_at.is_(None))))


def _of(actor: Actor) -> Select[*tuple[Any, ...]]:
    return _from(select(CallRow, CaseRow.number, CaseRow.version, CaseRow.title, CaseRow.customer_id,
                        CustomerRow.name.label("customer"), ClockRow.due_at, UserRow.name.label("who"),
                        CaseRow.industry, unwilling().label("unwilling"))
                 ).where(*_open(actor))


def _due(actor: Actor, found: Any, phones: Mapping[int, Any]) -> Due:
    row, number, version, title, customer_id, customer, due_at, who, industry, refuses = found
    known = tuple(each.raw for each in phones.get(customer_id or 0, ()))
    return Due(row, number, version, title, customer or "", customer_id, due_at, who or "", industry, bool(refuses),
               known if actor.may(SEE_PHONES) else tuple(masked(each) for each in known))


def _cursor(last: Due, now: datetime) -> str:
    at = (last.due_at or FAR_FUTURE).astimezone(UTC)
    return f"{int(last.waits(now))}~{at:%Y-%m-%dT%H:%M:%S.%f}~{last.row.id}"


def _read(said: str) -> tuple[int, datetime, int]:
    try:
        rank, at, last = said.split("~")
        if rank not in ("0", "1") or not last.isdecimal() or len(last) > 9:
            raise ValueError
        return int(rank), datetime.fromisoformat(at).replace(tzinfo=UTC), int(last)
    except ValueError:
        raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页") from None
