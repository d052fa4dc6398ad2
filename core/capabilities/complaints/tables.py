"""Complaints as lists and figures know them; each is a case of its own."""

from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    ForeignKey,
    Id,
    Mapped,
    Tables,
    datetime,
    mapped_column,
)


class Base(Tables, plugin="complaints"):
    """Every table of complaints."""


class ComplaintRow(Base):
    """The complaint that a case is. `about_case_id` is the case complained about, `agreed` what the customer said of
    the last answer; `first_closed_at` stays when it is reopened; `outside_at` is when a body outside the business had
    it, at once for one that came from there."""

    __tablename__ = "complaints_complaints"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), unique=True)
    about_case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    status: Mapped[str] = mapped_column(index=True, info={"purpose": NOT_OF_PEOPLE})
    channel: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    cause: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    department: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    person: Mapped[str] = mapped_column(default="", info={"purpose": "查明投诉由谁造成,改进服务"})
    finding: Mapped[str] = mapped_column(default="", info={"purpose": "查明投诉的原因,改进服务"})
    found_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
    answers: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    appealed_at: Mapped[datetime | None]
    first_closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(default=0)
    outside_at: Mapped[datetime | None]
    outside_body: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
