"""Parcels, what happened to each, and what went wrong."""

from core.sdk.tables import (
    NOT_OF_PEOPLE,
    CaseRow,
    Decimal,
    ForeignKey,
    Id,
    Index,
    Mapped,
    Tables,
    UserRow,
    datetime,
    mapped_column,
    text,
)

_ALONE = text("living AND case_id IS NOT NULL AND double_of IS NULL AND waybill_key <> ''")
_LIVING = text("living")


class Base(Tables, plugin="parcels"):
    """Every table of parcels."""


class ParcelRow(Base):
    """A parcel to us (`inbound`) or from us, of a case, or of none yet: unclaimed. `waybill_key` and `carrier_key` are
    compared; a second living parcel with the same waybill is a `double_of` the first. `payer` is who bears the
    freight as the rules say, `paid_by` who has paid the carrier (keys of parties), `owed` what the company has to give
    back. `here_since` is when something that no case had asked for came in."""

    __tablename__ = "parcels_parcels"
    id: Mapped[Id]
    case_id: Mapped[int | None] = mapped_column(ForeignKey(CaseRow.id), index=True)
    direction: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    status: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    living: Mapped[bool] = mapped_column(default=True)
    carrier: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    carrier_key: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    waybill: Mapped[str] = mapped_column(default="", info={"purpose": "凭运单号找到包裹"})
    waybill_key: Mapped[str] = mapped_column(default="", index=True, info={"purpose": "凭运单号找到包裹"})
    double_of: Mapped[int | None] = mapped_column(ForeignKey("parcels_parcels.id"), index=True)
    pieces: Mapped[int | None]
    pieces_received: Mapped[int | None]
    contents: Mapped[str] = mapped_column(default="", info={"purpose": "核对包裹里应有什么"})
    freight: Mapped[Decimal | None]
    paid_by: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    payer: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    owed: Mapped[Decimal | None]
    address: Mapped[str] = mapped_column(default="", info={"purpose": "上门取件"})
    expected_by: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_update_at: Mapped[datetime]
    stalled_at: Mapped[datetime | None]
    here_since: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    condition: Mapped[str] = mapped_column(default="", info={"purpose": NOT_OF_PEOPLE})
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("uq_parcels_parcels_waybill", "carrier_key", "waybill_key", unique=True, sqlite_where=_ALONE,
              postgresql_where=_ALONE),
        Index("ix_parcels_parcels_living", "status", "last_update_at", "id", sqlite_where=_LIVING,
              postgresql_where=_LIVING),
        Index("ix_parcels_parcels_received", "received_at", "id"))


class MoveRow(Base):
    """What happened to a parcel and in whose hands it is: only ever added. `status` is how far it was then; `note` is
    for people, `place` where it is or who has it, `evidence_id` a file of the case, which may be gone."""

    __tablename__ = "parcels_moves"
    id: Mapped[Id]
    parcel_id: Mapped[int] = mapped_column(ForeignKey(ParcelRow.id), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    status: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    place: Mapped[str] = mapped_column(default="", info={"purpose": "知道包裹在谁手里"})
    note: Mapped[str] = mapped_column(default="", info={"purpose": "说明包裹经过"})
    evidence_id: Mapped[int | None]


class TroubleRow(Base):
    """Something that went wrong on the way. `claim` is asked of the carrier, `paid` what the carrier paid; `found_by`
    None is the desk itself. Open until `closed_at`."""

    __tablename__ = "parcels_troubles"
    id: Mapped[Id]
    parcel_id: Mapped[int] = mapped_column(ForeignKey(ParcelRow.id), index=True)
    problem: Mapped[str] = mapped_column(info={"purpose": NOT_OF_PEOPLE})
    found_at: Mapped[datetime] = mapped_column(index=True)
    found_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
    note: Mapped[str] = mapped_column(default="", info={"purpose": "向承运方索赔"})
    evidence_id: Mapped[int | None]
    claim: Mapped[Decimal | None]
    paid: Mapped[Decimal | None]
    outcome: Mapped[str] = mapped_column(default="", info={"purpose": "向承运方索赔"})
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey(UserRow.id))
