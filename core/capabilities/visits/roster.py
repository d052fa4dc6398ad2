"""The roster: what each day is for somebody, rotations that fill it, and who was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from core.capabilities.visits.people import person_of
from core.capabilities.visits.people_tables import PatternRow, PersonRow, RequestRow, ShiftRow
from core.capabilities.visits.permissions import OWN, ROSTER, SEE
from core.capabilities.visits.said import a_note
from core.sdk import Choice
from core.sdk.services import Actor, Forbidden, InvalidInput, StaleVersion, UnitOfWork, Workplace, legible, require
from core.sdk.tables import UserRow, select

LONGEST_SPAN, LONGEST_PATTERN = 120, 60
LONGEST, LONGEST_TITLE = 400, 40
YEARS = (2000, 2100)


class DayKind(Choice):
    """What a day is for somebody."""

    duty = "值班"
    rest = "轮休"
    leave = "请假"


class Attendance(Choice):
    """Who was there."""

    present = "到岗"
    leave = "请假"
    absent = "缺勤"


@dataclass(frozen=True)
class Turn:
    """What a day is to be: `opens` and `closes` on the clock for a duty; closing before opening is after midnight."""

    kind: DayKind
    title: str = ""
    opens: time | None = None
    closes: time | None = None

    @classmethod
    def read(cls, kind: str, title: str = "", opens: str = "", closes: str = "") -> "Turn":
        """Raises `InvalidInput` naming what is wrong."""
        if kind not in DayKind.__members__:
            raise InvalidInput.field("kind", "请选择值班、轮休或请假")
        name = a_note("title", title, LONGEST_TITLE)
        if DayKind[kind] is not DayKind.duty:
            return cls(DayKind[kind], name)
        begins, ends = _clock("opens", opens), _clock("closes", closes)
        if begins == ends:
            raise InvalidInput.field("closes", "下班与上班时间相同")
        return cls(DayKind.duty, name, begins, ends)

    @classmethod
    def parse(cls, said: str) -> "Turn":
        """As people write it: `08:30-17:30`, `早班 08:30-17:30`, `休`, `假`."""
        words = said.strip().replace(":", ":")
        if words in ("休", "轮休", "rest"):
            return cls(DayKind.rest)
        if words in ("假", "请假", "leave"):
            return cls(DayKind.leave)
        title, _, hours = words.rpartition(" ")
        opens, _, closes = hours.replace("–", "-").replace("~", "-").partition("-")
        return cls.read("duty", title, opens, closes)

    def moments(self, day: date, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
        if self.opens is None or self.closes is None:
            return None, None
        opens = datetime.combine(day, self.opens, zone)
        return opens, datetime.combine(day + timedelta(self.closes <= self.opens), self.closes, zone)

    def data(self) -> dict[str, str]:
        return {"kind": self.kind.name, "title": self.title, "opens": f"{self.opens:%H:%M}" if self.opens else "",
                "closes": f"{self.closes:%H:%M}" if self.closes else ""}

    def __str__(self) -> str:
        if self.opens is None or self.closes is None:
            return self.kind.value
        return f"{self.title} {self.opens:%H:%M}-{self.closes:%H:%M}".strip()


@dataclass(frozen=True)
class Rostered:
    """Somebody and their days, from the first asked for; None where nothing is planned."""

    login: str
    name: str
    days: Sequence[ShiftRow | None]


class Roster:
    """The roster of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def span(self, actor: Actor, begins: date, days: int = 7) -> list[Rostered]:
        """Everybody's days; who may not see visits sees their own."""
        require(actor, OWN)
        _in_time("begins", begins)
        if not 1 <= days <= LONGEST_SPAN:
            raise InvalidInput.field("days", "最多 {most} 天", most=LONGEST_SPAN)
        with self.place.store.read() as work:
            people = work.session.execute(select(UserRow.id, UserRow.login, UserRow.name).join(
                PersonRow, PersonRow.user_id == UserRow.id).where(PersonRow.active, UserRow.active).order_by(
                UserRow.name, UserRow.id)).all()
            seen = [each for each in people if actor.may(SEE) or each.id == actor.id]
            rows = work.session.scalars(select(ShiftRow).where(
                ShiftRow.user_id.in_([each.id for each in seen]),
                ShiftRow.day.between(begins, begins + timedelta(days - 1)))).all()
            known = {(row.user_id, row.day): row for row in rows}
            return [Rostered(each.login, each.name, [known.get((each.id, begins + timedelta(number)))
                                                     for number in range(days)]) for each in seen]

    def set(self, actor: Actor, login: str, day: date, turn: Turn, reason: str = "",
            version: int | None = None) -> ShiftRow:
        """Say what a day is for somebody else. What stood before is kept with the reason. Raises `Forbidden` for one's
        own days, `InvalidInput` without a reason where something stood, `StaleVersion`."""
        require(actor, ROSTER)
        _in_time("day", day)
        reason = a_note("reason", reason, LONGEST)
        with self.place.store.unit_of_work() as work:
            person = person_of(work, login)
            if person.id == actor.id:
                raise Forbidden("不能改自己的班次:请提出调班请求,由别的主管批准")
            row = self.lay(work, person.id, day, turn, actor.id, reason, version)
            work.commit()
            return row

    def lay(self, work: UnitOfWork, user_id: int, day: date, turn: Turn, by: int | None, reason: str = "",
            version: int | None = None) -> ShiftRow:
        """The same within a transaction, for whoever has decided it."""
        zone = self.place.calendar(work).zone
        row = work.session.scalar(select(ShiftRow).where(ShiftRow.user_id == user_id, ShiftRow.day == day)
                                  .with_for_update())
        if version is not None and (row.version if row else 0) != version:
            raise StaleVersion(version, row.version if row else 0)
        if row is None:
            row = ShiftRow(user_id=user_id, day=day, version=0)
            work.session.add(row)
        else:
            if not reason.strip():
                raise InvalidInput.field("reason", "这一天已经排好,改动须写明理由")
            now = self.place.now()
            work.session.add(RequestRow(
                kind="set", state="approved", user_id=user_id, day=day, wanted=turn.data(),
                was=turn_of(row, zone).data(), reason=reason.strip(), asked_at=now, decided_at=now,
                decided_by=by))
        row.kind, row.title = turn.kind.name, turn.title
        row.opens, row.closes = turn.moments(day, zone)
        row.version += 1
        work.session.flush()
        return row

    def patterns(self, actor: Actor) -> list[PatternRow]:
        require(actor, SEE)
        with self.place.store.read() as work:
            return list(work.session.scalars(select(PatternRow).order_by(PatternRow.title)))

    def save_pattern(self, actor: Actor, title: str, turns: Sequence[Turn]) -> PatternRow:
        """A rotation that can be laid over days; one of the same title is replaced, days that were filled stay."""
        require(actor, ROSTER)
        legible(title=title)
        if not title.strip() or len(title.strip()) > 40:
            raise InvalidInput.field("title", "请填写名称,最多 40 个字")
        if not 1 <= len(turns) <= LONGEST_PATTERN:
            raise InvalidInput.field("turns", "请写出 1 到 {most} 天的轮换", most=LONGEST_PATTERN)
        with self.place.store.unit_of_work() as work:
            row = work.session.scalar(select(PatternRow).where(PatternRow.title == title.strip()).with_for_update())
            if row is None:
                row = PatternRow(title=title.strip())
                work.session.add(row)
            row.turns = [each.data() for each in turns]
            work.commit()
            return row

    def fill(self, actor: Actor, pattern: str, logins: Sequence[str], begins: date, ends: date, *,
             stagger: int = 0) -> int:
        """Lay a rotation over days that are not planned yet, each next person `stagger` days further in it; how many
        were laid. What stands, and one's own days, stay."""
        require(actor, ROSTER)
        _in_time("begins", begins)
        if not begins <= ends < begins + timedelta(LONGEST_SPAN):
            raise InvalidInput.field("ends", "须在开始日期之后,最多 {most} 天", most=LONGEST_SPAN)
        with self.place.store.unit_of_work() as work:
            row = work.session.scalar(select(PatternRow).where(PatternRow.title == pattern.strip()))
            if row is None:
                raise InvalidInput.field("pattern", "没有轮换“{pattern}”", pattern=pattern.strip())
            turns = [Turn.read(**each) for each in row.turns]
            zone, laid = self.place.calendar(work).zone, 0
            for number, login in enumerate(logins):
                person = person_of(work, login, "people")
                known = set(work.session.scalars(select(ShiftRow.day).where(
                    ShiftRow.user_id == person.id, ShiftRow.day.between(begins, ends))))
                for step in range((ends - begins).days + 1):
                    day = begins + timedelta(step)
                    if day in known or person.id == actor.id:
                        continue
                    turn = turns[(step + number * stagger) % len(turns)]
                    opens, closes = turn.moments(day, zone)
                    work.session.add(ShiftRow(user_id=person.id, day=day, kind=turn.kind.name, title=turn.title,
                                              opens=opens, closes=closes))
                    laid += 1
            work.commit()
            return laid

    def attend(self, actor: Actor, login: str, day: date, attendance: str, why: str = "") -> ShiftRow:
        """Write down who was there; an absence without a reason stays unexplained and shows. Raises `Forbidden` for
        oneself, `InvalidInput` for a day to come and for one without duty."""
        require(actor, ROSTER)
        said = a_note("why", why, LONGEST)
        if attendance not in Attendance.__members__:
            raise InvalidInput.field("attendance", "请选择到岗、请假或缺勤")
        with self.place.store.unit_of_work() as work:
            person = person_of(work, login)
            if person.id == actor.id:
                raise Forbidden("不能登记自己的考勤")
            if day > self.place.now().astimezone(self.place.calendar(work).zone).date():
                raise InvalidInput.field("day", "这一天还没有到")
            row = work.session.scalar(select(ShiftRow).where(ShiftRow.user_id == person.id, ShiftRow.day == day)
                                      .with_for_update())
            if row is None or row.kind != DayKind.duty.name:
                raise InvalidInput.field("day", "{who} 那天没有排班", who=person.name)
            row.attendance, row.why, row.attended_by = attendance, said, actor.id
            row.version += 1
            work.commit()
            return row

    def mine(self, actor: Actor, begins: date, days: int = 14) -> list[ShiftRow]:
        """One's own days that are planned."""
        require(actor, OWN)
        _in_time("begins", begins)
        with self.place.store.read() as work:
            return list(work.session.scalars(select(ShiftRow).where(
                ShiftRow.user_id == actor.id, ShiftRow.day.between(begins, begins + timedelta(days - 1)))
                .order_by(ShiftRow.day)))


def turn_of(row: ShiftRow, zone: tzinfo) -> Turn:
    """What a day is, as it would be said."""
    return Turn(DayKind[row.kind], row.title, row.opens.astimezone(zone).time() if row.opens else None,
                row.closes.astimezone(zone).time() if row.closes else None)


def turn_from(data: dict[str, Any]) -> Turn:
    """What was kept of a day with a request."""
    return Turn.read(**data)


def _clock(field: str, said: str) -> time:
    try:
        return time.fromisoformat(said.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise InvalidInput.field(field, "请写成 08:30") from None


def _in_time(field: str, day: date) -> None:
    if not YEARS[0] <= day.year < YEARS[1]:
        raise InvalidInput.field(field, "日期不对")


