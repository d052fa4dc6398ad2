"""Calls due, who was last in touch, samples and their scores, what customers said, how soon the phone was answered."""

from datetime import date

from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    ForeignKey,
    Id,
    Index,
    Json,
    Mapped,
    PlanEntryRow,
    Tables,
    UniqueConstraint,
    UserRow,
    datetime,
    mapped_column,
    text,
)

_OPEN = text("done_at IS NULL")


class Base(Tables, plugin="followup"):
    """Every table of following up."""


class CallRow(Base):
    """A case whose customer is to be called, in one round of it (the first is 1; each repeat is another). `tried_on`
    are the days, in the business's zone, on which nobody answered, `attempts` how often that was; `who_id` has taken
    it on. `result` is `solved`, `unsolved`, `unreachable` or, where the case went elsewhere, `dropped`."""

    __tablename__ = "followup_calls"
    __table_args__ = (UniqueConstraint("case_id", "round"),
                      Index("ix_followup_calls_open", "next_try_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    round: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime]
    who_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    attempts: Mapped[int] = mapped_column(default=0)
    tried_on: Mapped[list[str]] = mapped_column(Json, default=list, info={"purpose": NOT_OF_PEOPLE})
    last_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})


class ContactRow(Base):
    """How a case came in (`channel` is the key of an answer or of a face, with its words), when it was first answered,
    and when desk and customer last spoke."""

    __tablename__ = "followup_contacts"
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), primary_key=True)
    channel: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    channel_title: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    last_contact_at: Mapped[datetime | None]


class SampleRow(Base):
    """The sample of a period, drawn once. `population` are the ids of all cases it was drawn from, in order, `share`
    what part of them as it was written, `rounding` how a part of a case was counted: with `seed` they give the same
    sample again."""

    __tablename__ = "followup_samples"
    __table_args__ = (UniqueConstraint("industry", "period"),)
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    period: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    entry_id: Mapped[int | None] = mapped_column(ForeignKey(PlanEntryRow.id))
    seed: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    population: Mapped[list[int]] = mapped_column(Json, info={"purpose": NOT_OF_PEOPLE})
    share: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    rounding: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    done_at: Mapped[datetime | None]


class DrawnRow(Base):
    """A case to be looked at: of the sample in the order it was drawn (`position` from 1), or `safety`, which is looked
    at besides."""

    __tablename__ = "followup_drawn"
    sample_id: Mapped[int] = mapped_column(ForeignKey(SampleRow.id), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), primary_key=True, index=True)
    position: Mapped[int]
    safety: Mapped[bool] = mapped_column(default=False)


class ReviewRow(Base):
    """What somebody found who looked at a case of a sample."""

    __tablename__ = "followup_reviews"
    __table_args__ = (UniqueConstraint("sample_id", "case_id"),)
    id: Mapped[Id]
    sample_id: Mapped[int] = mapped_column(ForeignKey(SampleRow.id))
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id))
    at: Mapped[datetime]
    handled_in_time: Mapped[bool]
    solved: Mapped[bool]
    by_the_rules: Mapped[bool]
    finding: Mapped[str] = mapped_column(default="", info={"purpose": "改进服务质量"})


class RatingRow(Base):
    """How satisfied a customer was with a round of a case. `channel` is `link` or `phone`;
    `by_id` is who wrote it down."""

    __tablename__ = "followup_ratings"
    __table_args__ = (UniqueConstraint("case_id", "round"),)
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    round: Mapped[int] = mapped_column(default=1)
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(default="", info={"purpose": "征集满意度、改进服务"})
    praised: Mapped[bool | None]
    channel: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    rated_at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))


class PhoneTimeRow(Base):
    """How many seconds a caller waited. `batch` is the digest of the file it came from, '' where it was typed in."""

    __tablename__ = "followup_phone_times"
    id: Mapped[Id]
    day: Mapped[date] = mapped_column(index=True)
    seconds: Mapped[int]
    batch: Mapped[str] = mapped_column(default="", index=True, info={"purpose": NOT_OF_PEOPLE})
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    recorded_at: Mapped[datetime]
