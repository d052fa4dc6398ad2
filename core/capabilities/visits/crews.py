"""Whether somebody can be sent: what is known of people for some days, read once and judged as often as wanted."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, cast, literal, null, union_all

from core.capabilities.visits.people_tables import (
    AreaRow,
    AuthorisationRow,
    PersonRow,
    ShiftRow,
    SkillRow,
    TrainingRow,
)
from core.capabilities.visits.tables import VisitRow
from core.sdk.services import UnitOfWork, Workplace
from core.sdk.tables import CaseRow, UserRow, select

EVERYWHERE = "*"
SKILL, AREA, TRAINING, AUTHORISATION = "skill", "area", "training", "authorisation"
REST, LEAVE, UNROSTERED, ABSENT, BESIDE = "当天轮休", "当天请假", "当天没有排班", "当天缺勤", "不在班次时间内"
"""Why somebody is not on duty, as a `Label` says it."""


@dataclass(frozen=True)
class CrewFacts:
    """What is known of somebody for a visit. None is what cannot be asked: nobody wants a skill, a brand, an area, or
    no window is agreed. `off_why` are words for a `Label`, `busy_with` the other visit's number and window; `unknown`
    people are not `known`, and then nothing else is."""

    login: str
    user_id: int | None = None
    name: str = ""
    badge: str = ""
    known: bool = False
    skilled: bool | None = None
    trained: bool | None = None
    authorised: bool | None = None
    """Whether the brand lets their unit serve its goods on that day."""
    in_area: bool | None = None
    on_duty: bool | None = None
    off_why: str = ""
    free: bool | None = None
    busy_with: str = ""

    @property
    def able(self) -> bool:
        """Nothing that is known stands against sending them."""
        return self.known and False not in (self.skilled, self.trained, self.authorised, self.in_area, self.on_duty,
                                            self.free)


@dataclass(frozen=True)
class Busy:
    """A living visit of somebody."""

    case_id: int
    number: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Paper:
    """Something that holds of somebody from one day to another, both included; None is open."""

    what: str
    starts: date | None = None
    ends: date | None = None

    def holds(self, wanted: str, day: date) -> bool:
        return key(self.what) == key(wanted) and (self.starts is None or self.starts <= day) and (
            self.ends is None or day <= self.ends)


@dataclass
class Known:
    """Somebody who may be sent, with everything that is asked of them."""

    user_id: int
    login: str
    name: str
    badge: str
    active: bool
    unit_id: int | None
    has: dict[str, list[Paper]] = field(default_factory=lambda: defaultdict(list))
    """What they can, where they go, who trained them, what their unit may serve: by `SKILL`, `AREA`, …"""
    shifts: list[ShiftRow] = field(default_factory=list)
    visits: list[Busy] = field(default_factory=list)
    _fits: dict[tuple[str, str, str, date], tuple[bool | None, bool | None, bool | None, bool | None]] = field(
        default_factory=dict)
    _duties: dict[tuple[datetime, datetime], tuple[bool, str]] = field(default_factory=dict)

    def judge(self, *, skill: str = "", brand: str = "", area: str = "", starts: datetime | None = None,
              ends: datetime | None = None, besides: int | None = None, today: date) -> CrewFacts:
        """What is known of them for such a visit; without a window certificates are judged as of `today`. Moments in
        the business's zone."""
        if not self.active:
            return CrewFacts(self.login, self.user_id, self.name)
        day = starts.date() if starts else today
        on_duty: bool | None = None
        off_why = ""
        if starts and ends:
            if (starts, ends) not in self._duties:
                self._duties[starts, ends] = self._duty(starts, ends)
            on_duty, off_why = self._duties[starts, ends]
        clash = self._clash(starts, ends, besides) if starts and ends else None
        fits = self._fits.get((skill, brand, area, day))
        if fits is None:  # a board asks the same of each for most visits of a day
            fits = self._fits[skill, brand, area, day] = (
                self._skilled(skill, day), self._holds(TRAINING, brand, day), self._holds(AUTHORISATION, brand, day),
                self._near(area, day))
        return CrewFacts(
            self.login, self.user_id, self.name, self.badge, True, *fits, on_duty, off_why,
            clash is None if starts and ends else None, _told(clash, starts) if clash and starts else "")

    def _skilled(self, wanted: str, day: date) -> bool | None:
        needed = each_of(wanted)
        return all(any(each.holds(skill, day) for each in self.has[SKILL]) for skill in needed) if needed else None

    def _holds(self, kind: str, wanted: str, day: date) -> bool | None:
        return any(each.holds(wanted, day) for each in self.has[kind]) if wanted.strip() else None

    def _near(self, area: str, day: date) -> bool | None:
        if not area.strip():
            return None
        return any(each.what == EVERYWHERE for each in self.has[AREA]) or self._holds(AREA, area, day)

    def _duty(self, starts: datetime, ends: datetime) -> tuple[bool, str]:
        """Whether a shift of theirs holds the whole window."""
        for shift in self.shifts:
            if shift.opens and shift.closes and shift.opens <= starts and ends <= shift.closes:
                return (True, "") if shift.attendance not in ("absent", "leave") else (
                    False, ABSENT if shift.attendance == "absent" else LEAVE)
        day = next((each for each in self.shifts if each.day == starts.date()), None)
        if day is None:
            return False, UNROSTERED
        return False, {"rest": REST, "leave": LEAVE}.get(day.kind, BESIDE)

    def _clash(self, starts: datetime, ends: datetime, besides: int | None) -> Busy | None:
        return next((each for each in self.visits if each.case_id != besides and each.starts < ends
                     and starts < each.ends), None)


def _told(busy: Busy, starts: datetime) -> str:
    begins, ends = busy.starts.astimezone(starts.tzinfo), busy.ends.astimezone(starts.tzinfo)
    return f"{busy.number} {begins:%H:%M}-{ends:%H:%M}"


@lru_cache(maxsize=4096)
def key(said: str) -> str:
    """Words as they are compared: however wide the letters, whatever stands around them."""
    return unicodedata.normalize("NFKC", said).strip().casefold()


@lru_cache(maxsize=4096)
def each_of(said: str) -> frozenset[str]:
    """Several words in one text."""
    return frozenset(key(each) for each in re.split(r"[、,,;;/]", said) if each.strip())


def judge_crew(work: UnitOfWork, place: Workplace, login: str, *, skill: str = "", brand: str = "", area: str = "",
               starts: datetime | None = None, ends: datetime | None = None, besides: int | None = None) -> CrewFacts:
    """What is known of somebody for a visit from `starts` to `ends` (aware); '' and None where nothing is wanted or
    agreed. `besides` is the case whose own visit does not count against them."""
    zone = place.calendar(work).zone
    begins = starts.astimezone(zone) if starts else None
    until = ends.astimezone(zone) if ends else None
    user = work.users.by_login(login.strip())
    if user is None:
        return CrewFacts(login)
    found = read_crews(work, zone, begins or place.now(), until or begins or place.now(), (user.id,))
    return found[0].judge(skill=skill, brand=brand, area=area, starts=begins, ends=until, besides=besides,
                          today=place.now().astimezone(zone).date()) if found else CrewFacts(login, user.id, user.name)


def read_crews(work: UnitOfWork, zone: tzinfo, begins: datetime, ends: datetime,
               users: Collection[int] | None = None) -> list[Known]:
    """Everybody who may be sent (or those `users` of them), with their shifts and visits that touch the span: four
    queries, however many people. In the order of their names."""
    session = work.session
    people = select(UserRow.id, UserRow.login, UserRow.name, PersonRow.badge, PersonRow.active, UserRow.active,
                    UserRow.unit_id).join(PersonRow, PersonRow.user_id == UserRow.id).order_by(UserRow.name, UserRow.id)
    if users is not None:
        people = people.where(UserRow.id.in_(users))
    found = {row[0]: Known(row[0], row[1], row[2], row[3], row[4] and row[5], row[6])
             for row in session.execute(people)}
    if not found:
        return []
    for user_id, kind, what, starts_on, ends_on in session.execute(_papers(found)):
        found[user_id].has[kind].append(Paper(what, starts_on, ends_on))
    first, last = begins.astimezone(zone).date() - timedelta(1), ends.astimezone(zone).date() + timedelta(1)
    for shift in session.scalars(select(ShiftRow).where(
            ShiftRow.user_id.in_(found), ShiftRow.day.between(first, last)).order_by(ShiftRow.day)):
        found[shift.user_id].shifts.append(shift)
    living = select(VisitRow.technician_id, VisitRow.case_id, CaseRow.number, VisitRow.starts, VisitRow.ends).join(
        CaseRow, CaseRow.id == VisitRow.case_id).where(
        VisitRow.technician_id.in_(found), VisitRow.living, VisitRow.starts < ends + timedelta(1),
        VisitRow.ends > begins - timedelta(1)).order_by(VisitRow.starts, VisitRow.id)
    for user_id, case_id, number, starts, until in session.execute(living):
        if user_id is not None and starts is not None and until is not None:
            found[user_id].visits.append(Busy(case_id, number, starts.astimezone(zone), until.astimezone(zone)))
    return list(found.values())


def _papers(users: Collection[int]) -> CompoundSelect[Any]:
    """Everything that holds of people, in one query."""
    always = cast(null(), Date)
    return union_all(
        select(SkillRow.user_id, literal(SKILL), SkillRow.skill, always, SkillRow.until)
        .where(SkillRow.user_id.in_(users)),
        select(AreaRow.user_id, literal(AREA), AreaRow.area, always, always).where(AreaRow.user_id.in_(users)),
        select(TrainingRow.user_id, literal(TRAINING), TrainingRow.brand, TrainingRow.trained_on, TrainingRow.until)
        .where(TrainingRow.user_id.in_(users)),
        select(UserRow.id, literal(AUTHORISATION), AuthorisationRow.brand, AuthorisationRow.starts_on,
               AuthorisationRow.ends_on).join(AuthorisationRow, AuthorisationRow.unit_id == UserRow.unit_id)
        .where(UserRow.id.in_(users)))
