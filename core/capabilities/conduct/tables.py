"""What was found, what was proposed for it and decided, and who was chosen."""

from typing import Any

from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    Decimal,
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
)


class Base(Tables, plugin="conduct"):
    """Every table of rewards and penalties."""


class FindingRow(Base):
    """Something that somebody saw was not as it should be, beside what samples and complaints find: evidence, and
    nothing more. `person_name` is who is meant where no account is."""

    __tablename__ = "conduct_findings"
    __table_args__ = (Index("ix_conduct_findings_found", "found_at", "id"),)
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    what: Mapped[str] = mapped_column(info={"purpose": "说明检查发现了什么"})
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    plan_entry_id: Mapped[int | None] = mapped_column(ForeignKey(PlanEntryRow.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id), index=True)
    person_name: Mapped[str] = mapped_column(default="", info={"purpose": "知道检查发现的事与谁有关"})
    found_at: Mapped[datetime]
    found_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    fact: Mapped[str] = mapped_column(default="", server_default="", info={"purpose": NOT_OF_PEOPLE})
    """What a tariff has noted, so that it is noted once; '' for what people wrote."""


class EntryRow(Base):
    """A penalty. `kind` is the misconduct in the business's words, or a tariff's key; `fact` is what it is for, and
    one person is never given the same twice for it; `finding` is the key of what showed it. `happened_at` is when it
    was done, None where nobody said. `turn` says the
    how-manieth of its kind it is for this person, `base` what a tariff reckons from, `amount` what it comes to; None
    where the rules name no amount. `decided` is what people made of that, with the reason `why`; `confirmed_by` may
    not rule on an appeal."""

    __tablename__ = "conduct_entries"
    __table_args__ = (UniqueConstraint("industry", "kind", "person_id", "fact"),
                      Index("ix_conduct_entries_state", "state", "id"))
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    kind: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    fact: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    person_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id), index=True)
    state: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    what: Mapped[str] = mapped_column(info={"purpose": "说明为什么处罚"})
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info={"purpose": "说明金额怎样算出"})
    finding: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    turn: Mapped[int] = mapped_column(default=1)
    base: Mapped[Decimal | None]
    amount: Mapped[Decimal | None]
    decided: Mapped[Decimal | None]
    why: Mapped[str] = mapped_column(default="", info={"purpose": "说明为什么这样决定"})
    happened_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    version: Mapped[int] = mapped_column(default=1)


class MoveRow(Base):
    """What happened to a penalty: only ever added. `amount` is what it came to then."""

    __tablename__ = "conduct_moves"
    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey(EntryRow.id), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    state: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    amount: Mapped[Decimal | None]
    why: Mapped[str] = mapped_column(default="", info={"purpose": "说明为什么这样决定"})


class AwardRow(Base):
    """Who was chosen in a period, once for a kind, which is the plan's key; `figures` are those of everybody, as they
    stood then."""

    __tablename__ = "conduct_awards"
    __table_args__ = (UniqueConstraint("industry", "kind", "period"),)
    id: Mapped[Id]
    industry: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    kind: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    period: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    winner_id: Mapped[int] = mapped_column(ForeignKey(UserRow.id), index=True)
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info={"purpose": "说明评选依据"})
    bonus: Mapped[Decimal]
    why: Mapped[str] = mapped_column(default="", info={"purpose": "说明评选依据"})
    plan_entry_id: Mapped[int] = mapped_column(ForeignKey(PlanEntryRow.id), index=True)
    awarded_at: Mapped[datetime]
    awarded_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
