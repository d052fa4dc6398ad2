"""Visits, pieces that were taken away, support that was asked for, and signatures."""

from datetime import date
from typing import Any

from core.capabilities.visits import people_tables
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
    UserRow,
    datetime,
    mapped_column,
    text,
)

__all__ = ["Base", "PieceRow", "SignatureRow", "SupportRow", "VisitRow", "people_tables"]

_LIVING = text("living")
_OPEN = text("closed_at IS NULL")
_WAITS = text("answered_at IS NULL")


class VisitRow(Base):
    """A visit of a case, the `turn`th. Planned as soon as a window is agreed or somebody is named; living until done,
    partly done or cancelled. `starts` to `ends` is the window the customer was told last, `first_ends` the end of the
    first one; `told_at` when a delay was told; `wished_starts` to `wished_ends` is what the customer asks for
    instead, until answered. `area`, `skill` and `brand` are what whoever goes must fit, as its case said when the
    visit began to be planned or was last changed."""

    __tablename__ = "visits_visits"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id))
    turn: Mapped[int]
    technician_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    standing: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    living: Mapped[bool] = mapped_column(default=True)
    starts: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    first_ends: Mapped[datetime | None]
    created_at: Mapped[datetime]
    booked_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    set_out_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    wished_starts: Mapped[datetime | None]
    wished_ends: Mapped[datetime | None]
    area: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    skill: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    brand: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    address: Mapped[str] = mapped_column(default="", info={"purpose": "上门"})
    note: Mapped[str] = mapped_column(default="", info={"purpose": "下次上门知道还剩什么"})
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("case_id", "turn"),
        Index("ix_visits_visits_person", "technician_id", "starts", "id"),
        Index("ix_visits_visits_day", "starts", "id"),
        Index("ix_visits_visits_living", "living", "starts", "id", sqlite_where=_LIVING, postgresql_where=_LIVING))


class PieceRow(Base):
    """A customer's piece that was taken away, with the receipt given for it. Ours to answer for until `closed_at`: it
    is back, the receipt recovered or stated as lost, and the customer has signed."""

    __tablename__ = "visits_pieces"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(VisitRow.id))
    receipt: Mapped[str] = mapped_column(default="", index=True, info={"purpose": NOT_OF_PEOPLE})
    standing: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    what: Mapped[str] = mapped_column(info={"purpose": "知道带走了客户的什么"})
    condition: Mapped[str] = mapped_column(default="", info={"purpose": "证明带走时的状况"})
    accessories: Mapped[str] = mapped_column(default="", info={"purpose": "知道带走了客户的什么"})
    place: Mapped[str] = mapped_column(default="", info={"purpose": "知道东西在谁手里"})
    promised_back: Mapped[date | None]
    taken_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    back_at: Mapped[datetime | None]
    back_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    recovered: Mapped[bool | None]
    statement: Mapped[str] = mapped_column(default="", info={"purpose": "客户说明收据遗失"})
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_visits_pieces_open", "promised_back", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),)


class SupportRow(Base):
    """Somebody on site asked for help. Waits until answered."""

    __tablename__ = "visits_support"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(VisitRow.id))
    trouble: Mapped[str] = mapped_column(info={"purpose": "答复现场的求助"})
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    advice: Mapped[str] = mapped_column(default="", info={"purpose": "答复现场的求助"})
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))

    __table_args__ = (
        Index("ix_visits_support_waits", "asked_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),)


class SignatureRow(Base):
    """Who signed for exactly what. `sheet` is what was shown, `digest` its SHA-256; `strokes` are drawn on a field of
    1000 by 400, each a list of points, and empty where the name was typed. Never changed; emptied when the customer is
    erased, with the digest kept."""

    __tablename__ = "visits_signatures"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(VisitRow.id))
    result: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    signed_by: Mapped[str] = mapped_column(info={"purpose": "证明谁签了字"})
    remark: Mapped[str] = mapped_column(default="", info={"purpose": "客户验收时的意见"})
    signed_at: Mapped[datetime]
    shown_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    digest: Mapped[str] = mapped_column(index=True, info={"purpose": NOT_OF_PEOPLE})
    sheet: Mapped[dict[str, Any]] = mapped_column(Json, info={"purpose": "证明签了什么"})
    strokes: Mapped[list[list[list[int]]]] = mapped_column(Json, default=list, info={"purpose": "客户的签名"})
