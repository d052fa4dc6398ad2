"""Where the staff are: at the office, on a job, on leave; and who left without any of these."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.capabilities.visits.attempts import shifts_of
from core.capabilities.visits.people import person_of
from core.capabilities.visits.people_tables import PersonRow, ShiftRow, WhereRow
from core.capabilities.visits.permissions import OWN, ROSTER, SEE
from core.capabilities.visits.roster import DayKind
from core.capabilities.visits.said import a_note
from core.capabilities.visits.standing import Standing
from core.capabilities.visits.tables import VisitRow
from core.sdk import Choice
from core.sdk.services import Actor, Forbidden, InvalidInput, NotFound, Refused, UnitOfWork, Workplace, require
from core.sdk.tables import CaseRow, ColumnElement, UserRow, aliased, and_, func, select

MOST, LONGEST = 200, 200


class Whereabout(Choice):
    """Where somebody is."""

    office = "在办公室"
    job = "上门中"
    leave = "请假"
    out = "外出"
    off = "下班、轮休"
    unknown = "未报告"


SAID = (Whereabout.office, Whereabout.job, Whereabout.leave, Whereabout.out)
"""What people say themselves."""


@dataclass(frozen=True)
class Where:
    """Where somebody is now, or said they were: since when, for which case; None where that follows from the
    roster."""

    login: str
    name: str
    place: Whereabout
    since: datetime | None = None
    number: str = ""
    note: str = ""
    exception: bool = False
    allowed_by: str = ""
    id: int = 0

    def data(self) -> dict[str, object]:
        return {"id": self.id or None, "person": self.login, "name": self.name, "place": self.place.name,
                "since": self.since, "case": self.number or None, "note": self.note, "exception": self.exception,
                "allowed_by": self.allowed_by or None}


class Whereabouts:
    """Where everybody is."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def say(self, actor: Actor, where: str, number: str = "", note: str = "") -> Where:
        """Report where one is. A job is a visit of one's own that is still to come or going on; leave is one that the
        roster knows. Who is out in their hours of duty without either is an exception, until somebody allows it.
        Raises `InvalidInput`."""
        require(actor, OWN)
        said_more = a_note("note", note, LONGEST)
        if where not in [each.name for each in SAID]:
            raise InvalidInput.field("where", "请选择在办公室、上门中、请假或外出")
        said = Whereabout[where]
        with self.place.store.unit_of_work() as work:
            user = person_of(work, actor.login)
            case_id = self._job(work, actor, number) if said is Whereabout.job else None
            if said is Whereabout.out and not note.strip():
                raise InvalidInput.field("note", "外出请写明去哪里、为什么")
            row = WhereRow(user_id=user.id, at=self.place.now(), place=said.name, case_id=case_id,
                           note=said_more, exception=self._exception(work, user.id, said), by_id=actor.id)
            work.session.add(row)
            work.session.flush()
            found = Where(user.login, user.name, said, row.at, number.strip().upper() if case_id else "", row.note,
                          row.exception, id=row.id)
            work.commit()
            return found

    def now(self, actor: Actor) -> list[Where]:
        """Where everybody is: on a visit, as they said today, else as the roster says."""
        require(actor, SEE)
        with self.place.store.read() as work:
            zone = self.place.calendar(work).zone
            now = self.place.now().astimezone(zone)
            people = work.session.execute(select(UserRow.id, UserRow.login, UserRow.name).join(
                PersonRow, PersonRow.user_id == UserRow.id).where(PersonRow.active, UserRow.active).order_by(
                UserRow.name, UserRow.id)).all()
            out = {user_id: (number, since) for user_id, number, since in work.session.execute(
                select(VisitRow.technician_id, CaseRow.number, func.coalesce(VisitRow.arrived_at, VisitRow.set_out_at))
                .join(CaseRow, CaseRow.id == VisitRow.case_id).where(
                    VisitRow.living, VisitRow.standing.in_((Standing.travelling.name, Standing.on_site.name))))}
            begins = now.replace(hour=0, minute=0, second=0, microsecond=0)
            last = select(func.max(WhereRow.id)).where(WhereRow.at >= begins).group_by(WhereRow.user_id)
            said = {row.user_id: (row, number, name) for row, number, name in self._rows(work, WhereRow.id.in_(last))}
            shifts: dict[int, list[ShiftRow]] = {}
            for shift in work.session.scalars(select(ShiftRow).where(
                    ShiftRow.day.between(now.date() - timedelta(1), now.date()))):
                shifts.setdefault(shift.user_id, []).append(shift)
            found = []
            for user_id, login, name in people:
                if user_id in out:
                    number, since = out[user_id]
                    found.append(Where(login, name, Whereabout.job, since, number))
                elif user_id in said:
                    found.append(_where(login, name, *said[user_id]))
                else:
                    found.append(Where(login, name, _planned(shifts.get(user_id, []), now)))
            return found

    def exceptions(self, actor: Actor, days: int = 31) -> list[Where]:
        """Who left without a job or permission in the last days, the latest first; one's own, without the right to
        allow."""
        require(actor, OWN)
        since = self.place.now() - timedelta(min(max(days, 1), 400))
        with self.place.store.read() as work:
            mine = [] if actor.may(ROSTER) else [WhereRow.user_id == actor.id]
            rows = self._rows(work, and_(WhereRow.at >= since, WhereRow.exception, *mine))
            people = {each.id: each for each in work.session.scalars(
                select(UserRow).where(UserRow.id.in_({row.user_id for row, _, _ in rows})))}
            return [_where(people[row.user_id].login, people[row.user_id].name, row, number, name)
                    for row, number, name in rows]

    def allow(self, actor: Actor, entry: int) -> None:
        """Somebody was allowed to leave: it is no exception any more. Nobody allows their own."""
        require(actor, ROSTER)
        with self.place.store.unit_of_work() as work:
            row = work.session.get(WhereRow, entry, with_for_update=True)
            if row is None:
                raise NotFound()
            if row.user_id == actor.id:
                raise Forbidden("不能批准自己外出,请别的主管批准")
            if not row.exception:
                raise Refused("这次外出不是例外,不用批准")
            row.exception, row.allowed_by = False, actor.id
            work.commit()

    @staticmethod
    def _job(work: UnitOfWork, actor: Actor, number: str) -> int:
        found = work.session.scalar(select(VisitRow.case_id).join(CaseRow, CaseRow.id == VisitRow.case_id).where(
            CaseRow.number == number.strip().upper(), VisitRow.living, VisitRow.technician_id == actor.id).limit(1))
        if found is None:
            raise InvalidInput.field("number", "没有派给您的上门“{number}”;没有任务外出请选“外出”",
                                     number=number.strip())
        return found

    def _exception(self, work: UnitOfWork, user_id: int, said: Whereabout) -> bool:
        """Whether leaving so breaks the rule: in hours of duty, or where nobody has planned any."""
        if said in (Whereabout.office, Whereabout.job):
            return False
        now = self.place.now().astimezone(self.place.calendar(work).zone)
        day = work.session.scalar(select(ShiftRow).where(ShiftRow.user_id == user_id, ShiftRow.day == now.date()))
        if day is not None and (day.kind == DayKind.leave.name or day.attendance == "leave"):
            return False
        if said is Whereabout.leave or day is None:
            return True
        return any(opens <= now < closes for opens, closes in shifts_of(work, user_id, now))

    @staticmethod
    def _rows(work: UnitOfWork, where: ColumnElement[bool]) -> list[tuple[WhereRow, str, str]]:
        allowing = aliased(UserRow)
        query = select(WhereRow, CaseRow.number, allowing.name).outerjoin(
            CaseRow, CaseRow.id == WhereRow.case_id).outerjoin(allowing, allowing.id == WhereRow.allowed_by).where(
            where).order_by(WhereRow.id.desc()).limit(MOST)
        return [(row, number or "", name or "") for row, number, name in work.session.execute(query)]


def _where(login: str, name: str, row: WhereRow, number: str, allowed_by: str) -> Where:
    return Where(login, name, Whereabout[row.place], row.at, number, row.note, row.exception, allowed_by, row.id)


def _planned(shifts: list[ShiftRow], now: datetime) -> Whereabout:
    """What the roster says of somebody who has said nothing today."""
    today = next((each for each in shifts if each.day == now.date()), None)
    if any(each.opens and each.closes and each.opens <= now < each.closes for each in shifts):
        return Whereabout.leave if today and today.attendance == "leave" else Whereabout.unknown
    if today is None:
        return Whereabout.unknown
    return Whereabout.leave if today.kind == DayKind.leave.name else Whereabout.off
