"""Trying to reach the staff by phone: what counts against them, and disasters in which nothing does."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from core.capabilities.visits.crews import EVERYWHERE, key
from core.capabilities.visits.people import person_of
from core.capabilities.visits.people_forms import STAFF_TRIED, Reach, StaffAttempt
from core.capabilities.visits.people_rules import SHIFT, had_to_answer, reach_hours
from core.capabilities.visits.people_tables import AreaRow, AttemptRow, DisasterRow, ShiftRow
from core.capabilities.visits.permissions import CALL_STAFF, OWN, ROSTER
from core.capabilities.visits.said import a_note
from core.sdk.services import (
    Actor,
    InvalidInput,
    NotFound,
    Records,
    Refused,
    UnitOfWork,
    Workplace,
    legible,
    require,
)
from core.sdk.tables import CaseRow, ColumnElement, UserRow, aliased, or_, select

MOST, LONGEST, MOST_OF_AREA = 200, 200, 80
ANSWERED, DISASTER, BESIDE, UNRULED = "已接通", "自然灾害期间", "不在须保持畅通的时间内", "没有规定须保持畅通的时间"
"""Why an attempt does not count, as a `Label` says it."""


@dataclass(frozen=True)
class Attempt:
    """An attempt with the names of who was called and who called."""

    row: AttemptRow
    login: str
    name: str
    by: str
    number: str

    def data(self) -> dict[str, object]:
        row = self.row
        return {"id": row.id, "person": self.login, "name": self.name, "at": row.at, "result": row.result,
                "counted": row.counted, "why_not": row.why_not, "called_back_at": row.called_back_at,
                "case": self.number or None, "note": row.note, "by": self.by}


class Attempts:
    """The log of calls to the staff."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def all(self, actor: Actor, person: str = "", day: date | None = None) -> tuple[Attempt, ...]:
        """The latest first; of a day in the business's zone. Who may not record sees what was tried with them."""
        require(actor, OWN)
        with self.place.store.read() as work:
            where: list[ColumnElement[bool]] = []
            if not actor.may(CALL_STAFF):
                where.append(AttemptRow.user_id == actor.id)
            if person.strip():
                found = work.users.by_login(person.strip())
                where.append(AttemptRow.user_id == (found.id if found else 0))
            if day is not None:
                where += self._of_day(work, day)
            return tuple(_read(work, *where))

    def counts(self, actor: Actor, day: date) -> dict[str, int]:
        """How many attempts counted against each person on a day, by log-in."""
        return dict(Counter(each.login for each in self.all(actor, day=day) if each.row.counted))

    def record(self, actor: Actor, login: str, result: str, *, at: datetime | None = None, industry: str = "",
               number: str = "", note: str = "") -> Attempt:
        """Write down that somebody was called; whether it counts is for the regulation of the case's industry, of the
        one named, else of the first that says when. With a case's number it stands there too. Raises
        `InvalidInput`."""
        require(actor, CALL_STAFF)
        said = a_note("note", note, LONGEST)
        if result not in Reach.__members__:
            raise InvalidInput.field("result", "请选择接通、未接或关机")
        moment = self.place.moment(at)
        with self.place.store.unit_of_work() as work:
            zone = self.place.calendar(work).zone
            person = person_of(work, login, "person")
            records = Records(self.place, work, actor)
            record = records.lock(number.strip().upper(), None) if number.strip() else None
            of = record.row.industry if record else industry or self._ruling(work)
            if of not in self.place.industries:
                raise InvalidInput.field("industry", "没有这个行业")
            why_not = self._why_not(work, of, person, Reach[result], moment.astimezone(zone))
            row = AttemptRow(industry=of, user_id=person.id, at=moment, result=result, counted=not why_not,
                             why_not=why_not, case_id=record.row.id if record else None, note=said,
                             by_id=actor.id)
            work.session.add(row)
            work.session.flush()
            if record:
                records.signal(record, STAFF_TRIED, _said(row, person, record.case.zone))
            found = _read(work, AttemptRow.id == row.id)[0]
            work.commit()
            return found

    def called_back(self, actor: Actor, attempt: int, at: datetime | None = None) -> Attempt:
        """Write down, once, that somebody called back after an attempt that failed."""
        require(actor, CALL_STAFF)
        moment = self.place.moment(at)
        with self.place.store.unit_of_work() as work:
            row = work.session.get(AttemptRow, attempt, with_for_update=True)
            if row is None:
                raise NotFound()
            if row.result == Reach.reached.name:
                raise Refused("那次已接通,不用回电")
            if row.called_back_at is not None:
                raise Refused("已登记回电:{at}", at=row.called_back_at.astimezone(self.place.calendar(work).zone))
            if moment < row.at:
                raise InvalidInput.field("at", "回电早于拨打时间 {called}",
                                         called=row.at.astimezone(self.place.calendar(work).zone))
            row.called_back_at = moment
            work.session.flush()
            if row.case_id is not None:
                case = work.session.scalar(select(CaseRow.number).where(CaseRow.id == row.case_id)) or ""
                records = Records(self.place, work, actor)
                record = records.lock(case, None)
                records.signal(record, STAFF_TRIED, _said(row, work.users.get(row.user_id), record.case.zone))
            found = _read(work, AttemptRow.id == row.id)[0]
            work.commit()
            return found

    def disasters(self, actor: Actor) -> tuple[DisasterRow, ...]:
        """Declared disasters, the latest first."""
        require(actor, OWN)
        with self.place.store.read() as work:
            return tuple(work.session.scalars(select(DisasterRow).order_by(DisasterRow.starts_at.desc()).limit(MOST)))

    def declare(self, actor: Actor, title: str, starts_at: datetime, ends_at: datetime | None = None,
                area: str = "") -> DisasterRow:
        """Declare a natural disaster; attempts in it that counted do so no longer."""
        require(actor, ROSTER)
        legible(title=title)
        where = a_note("area", area, MOST_OF_AREA)
        if not title.strip() or len(title.strip()) > 80:
            raise InvalidInput.field("title", "请填写名称,最多 80 个字")
        if ends_at is not None and ends_at <= starts_at:
            raise InvalidInput.field("ends_at", "结束不能早于开始")
        with self.place.store.unit_of_work() as work:
            row = DisasterRow(title=title.strip(), area=where, starts_at=starts_at, ends_at=ends_at,
                              declared_by=actor.id)
            work.session.add(row)
            work.session.flush()
            during = [AttemptRow.at >= starts_at, AttemptRow.counted]
            for each in work.session.scalars(select(AttemptRow).where(*during, *(
                    [AttemptRow.at < ends_at] if ends_at else []))):
                if not row.area or _serves(work, each.user_id, row.area):
                    each.counted, each.why_not = False, DISASTER
            work.commit()
            return row

    def end(self, actor: Actor, disaster: int, ends_at: datetime) -> DisasterRow:
        """Say when a disaster that lasted is over; what was tried since is judged again."""
        require(actor, ROSTER)
        with self.place.store.unit_of_work() as work:
            row = work.session.get(DisasterRow, disaster, with_for_update=True)
            if row is None:
                raise NotFound()
            if row.ends_at is not None:
                raise Refused("已经结束:{at}", at=row.ends_at.astimezone(self.place.calendar(work).zone))
            if ends_at <= row.starts_at:
                raise InvalidInput.field("ends_at", "结束不能早于开始")
            row.ends_at = ends_at
            work.session.flush()
            zone = self.place.calendar(work).zone
            for each in work.session.scalars(select(AttemptRow).where(
                    AttemptRow.why_not == DISASTER, AttemptRow.at >= ends_at)):
                each.why_not = self._why_not(work, each.industry, work.users.get(each.user_id),
                                             Reach[each.result], each.at.astimezone(zone))
                each.counted = not each.why_not
            work.commit()
            return row

    def _why_not(self, work: UnitOfWork, industry: str, person: UserRow, result: Reach, at: datetime) -> str:
        """'' where it counts."""
        if result is Reach.reached:
            return ANSWERED
        going_on = work.session.scalars(select(DisasterRow).where(
            DisasterRow.starts_at <= at, or_(DisasterRow.ends_at.is_(None), DisasterRow.ends_at > at)))
        if any(not each.area or _serves(work, person.id, each.area) for each in going_on):
            return DISASTER
        hours = self.place.rulebook(work, industry).standing.policy().get(reach_hours)
        if hours is None:
            return UNRULED
        shifts = shifts_of(work, person.id, at) if hours == SHIFT else []
        return "" if had_to_answer(at, hours, shifts) else BESIDE

    def _ruling(self, work: UnitOfWork) -> str:
        """The first industry that says when somebody must be reachable; else the first."""
        known = list(self.place.industries)
        return next((each for each in known if self.place.rulebook(work, each).standing.policy().get(reach_hours)),
                    known[0] if known else "")

    def _of_day(self, work: UnitOfWork, day: date) -> list[ColumnElement[bool]]:
        if not 1970 <= day.year < 9999:
            raise InvalidInput.field("day", "日期不对")
        begins = datetime.combine(day, time.min, self.place.calendar(work).zone)
        return [AttemptRow.at >= begins, AttemptRow.at < begins + timedelta(1)]


def shifts_of(work: UnitOfWork, user_id: int, at: datetime) -> list[tuple[datetime, datetime]]:
    """The duties of somebody around a moment in the business's zone."""
    rows = work.session.scalars(select(ShiftRow).where(
        ShiftRow.user_id == user_id, ShiftRow.day.between(at.date() - timedelta(1), at.date())))
    return [(row.opens, row.closes) for row in rows if row.opens and row.closes]


def _serves(work: UnitOfWork, user_id: int, area: str) -> bool:
    return any(each == EVERYWHERE or key(each) == key(area) for each in work.session.scalars(
        select(AreaRow.area).where(AreaRow.user_id == user_id)))


def _said(row: AttemptRow, person: UserRow, zone: tzinfo) -> StaffAttempt:
    """An attempt as a case is told of it."""
    back = {"called_back_at": row.called_back_at.astimezone(zone)} if row.called_back_at else {}
    return StaffAttempt(filed_at=row.at.astimezone(zone), staff=person.login, called_at=row.at.astimezone(zone),
                        attempt=Reach[row.result], in_disaster=row.why_not == DISASTER, **back)


def _read(work: UnitOfWork, *where: ColumnElement[bool]) -> list[Attempt]:
    caller = aliased(UserRow)
    return [Attempt(row, login, name, by or "", number or "") for row, login, name, by, number in work.session.execute(
        select(AttemptRow, UserRow.login, UserRow.name, caller.name, CaseRow.number)
        .join(UserRow, UserRow.id == AttemptRow.user_id).outerjoin(caller, caller.id == AttemptRow.by_id)
        .outerjoin(CaseRow, CaseRow.id == AttemptRow.case_id)
        .where(*where).order_by(AttemptRow.at.desc(), AttemptRow.id.desc()).limit(MOST))]
