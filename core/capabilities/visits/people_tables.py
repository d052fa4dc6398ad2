"""The people who go to customers: what they can and where, when they are on duty, and how they were reached."""

from datetime import date
from typing import Any

from core.capabilities.visits.base import Base
from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    ForeignKey,
    Id,
    Index,
    Json,
    Mapped,
    UniqueConstraint,
    UnitRow,
    UserRow,
    datetime,
    mapped_column,
    text,
)


class PersonRow(Base):
    """Somebody with an account who may be sent. `badge` is the number a customer may ask for; who is not `active` has
    no row on the board and is sent nowhere. The words of skills and areas are those of cases."""

    __tablename__ = "visits_people"
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id), unique=True)
    badge: Mapped[str] = mapped_column(default="", info={"purpose": "客户核对上门人员"})
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class SkillRow(Base):
    """What somebody can, until the day their certificate ends."""

    __tablename__ = "visits_skills"
    __table_args__ = (UniqueConstraint("user_id", "skill"),)
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id), index=True)
    skill: Mapped[str] = mapped_column(info={"purpose": "派给有这项技能的人"})
    until: Mapped[date | None]


class AreaRow(Base):
    """Where somebody goes; `*` is everywhere."""

    __tablename__ = "visits_areas"
    __table_args__ = (UniqueConstraint("user_id", "area"),)
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id), index=True)
    area: Mapped[str] = mapped_column(info={"purpose": "派给负责这个区域的人"})


class TrainingRow(Base):
    """A brand trained somebody on a day; until when that holds, None for always."""

    __tablename__ = "visits_trainings"
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id), index=True)
    brand: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    trained_on: Mapped[date]
    until: Mapped[date | None]
    certificate: Mapped[str] = mapped_column(default="", info={"purpose": "证明受过品牌培训"})


class AuthorisationRow(Base):
    """A brand lets a unit (an outlet) serve its goods in a city from one day to another, both included."""

    __tablename__ = "visits_authorisations"
    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(ForeignKey(UnitRow.id), index=True)
    brand: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    city: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    document: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class PatternRow(Base):
    """A rotation: `turns` are what one day after the other brings, each a `{"kind", "title", "opens", "closes"}`."""

    __tablename__ = "visits_patterns"
    id: Mapped[Id]
    title: Mapped[str] = mapped_column(unique=True, info={"purpose": NOT_OF_PEOPLE})
    turns: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, info={"purpose": NOT_OF_PEOPLE})


class ShiftRow(Base):
    """What a day is for somebody: `kind` duty, rest or leave; `opens` and `closes` (UTC, the end not included) of a
    duty, which may end after midnight. `attendance` is '' until it was recorded: present, leave or absent; `why`
    explains an absence, '' leaves it unexplained."""

    __tablename__ = "visits_shifts"
    __table_args__ = (UniqueConstraint("user_id", "day"), Index("ix_visits_shifts_day", "day"))
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    title: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    opens: Mapped[datetime | None]
    closes: Mapped[datetime | None]
    attendance: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    why: Mapped[str] = mapped_column(default="", info={"purpose": "说明缺勤的原因"})
    attended_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    version: Mapped[int] = mapped_column(default=1)


class RequestRow(Base):
    """Somebody asks for another day (`change`), to change places with `other_id` on days (`swap`), or that another
    takes a visit (`job`); a supervisor's own change of what stood is kept as one that was approved at once. `wanted` is
    the day as it should be, `was` as it stood. `state` asked, approved, refused or withdrawn."""

    __tablename__ = "visits_requests"
    __table_args__ = (Index("ix_visits_requests_state", "state", "id"), Index(
        "uq_visits_requests_job", "case_id", unique=True,
        sqlite_where=text("state = 'asked' AND case_id IS NOT NULL"),
        postgresql_where=text("state = 'asked' AND case_id IS NOT NULL")))
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    state: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id), index=True)
    day: Mapped[date | None]
    other_day: Mapped[date | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id))
    wanted: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info={"purpose": NOT_OF_PEOPLE})
    was: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info={"purpose": NOT_OF_PEOPLE})
    reason: Mapped[str] = mapped_column(info={"purpose": "说明为什么要调班或换人"})
    answer: Mapped[str] = mapped_column(default="", info={"purpose": "说明为什么这样决定"})
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))


class WhereRow(Base):
    """Where somebody said they are from a moment on: only ever added. `exception` marks who left without a job or
    permission; `allowed_by` allowed it, then or later."""

    __tablename__ = "visits_whereabouts"
    __table_args__ = (Index("ix_visits_whereabouts_user", "user_id", "at", "id"),)
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id))
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    note: Mapped[str] = mapped_column(default="", info={"purpose": "说明外出的原因"})
    exception: Mapped[bool] = mapped_column(default=False)
    allowed_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))


class AttemptRow(Base):
    """Somebody tried to reach one of the staff by phone. `counted` is whether it counts against them, `why_not` why it
    does not; `called_back_at` when they called back."""

    __tablename__ = "visits_attempts"
    __table_args__ = (Index("ix_visits_attempts_user", "user_id", "at", "id"),)
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    user_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id))
    at: Mapped[datetime]
    result: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    counted: Mapped[bool]
    why_not: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    called_back_at: Mapped[datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    note: Mapped[str] = mapped_column(default="", info={"purpose": "说明为什么联系员工"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))


class DisasterRow(Base):
    """A declared natural disaster: from a moment until another (not included), None while it lasts; attempts in it do
    not count. An area '' is everywhere."""

    __tablename__ = "visits_disasters"
    id: Mapped[Id]
    title: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    area: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
