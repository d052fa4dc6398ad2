"""Parcels as people see them: what lists, the bench and programs show, each read in one query."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.capabilities.parcels.standing import Direction, Status
from core.capabilities.parcels.tables import ParcelRow
from core.sdk.services import Actor, InvalidInput, visible_to
from core.sdk.tables import CaseRow, CustomerRow, Select, UserRow, and_, case, or_, select


@dataclass(frozen=True)
class Parcel:
    """A parcel with what is shown of its case: `number` and `state` (a key) are '' while nobody claims it, `customer`
    and `address` are for whoever sends and fetches. `double` says that another living one has its waybill."""

    row: ParcelRow
    number: str = ""
    title: str = ""
    kind: str = ""
    state: str = ""
    closed: bool = False
    customer: str = ""
    customer_address: str = ""
    received_by: str = ""

    @property
    def direction(self) -> Direction:
        return Direction[self.row.direction]

    @property
    def status(self) -> Status:
        return Status[self.row.status]

    @property
    def stalled(self) -> bool:
        """Nothing was heard of it for too long."""
        return self.row.stalled_at is not None and self.status is Status.in_transit

    @property
    def pickup(self) -> bool:
        """We have it fetched."""
        return self.direction is Direction.inbound and bool(self.row.address or self.row.expected_by)

    @property
    def address(self) -> str:
        """Where it is fetched or goes; of what the customer posts there is none."""
        if self.direction is Direction.inbound:
            return self.row.address
        return self.customer_address

    @property
    def waiting_here(self) -> bool:
        """It lies here, and nobody has received it for its case."""
        return self.row.here_since is not None and self.row.case_id is not None and self.row.living

    def data(self) -> dict[str, Any]:
        """As programs are told; moments aware, amounts exact."""
        row = self.row
        return {"id": row.id, "case": self.number or None, "title": self.title, "direction": row.direction,
                "status": row.status, "stalled": self.stalled, "carrier": row.carrier, "waybill": row.waybill,
                "double": row.double_of is not None, "pieces": row.pieces, "pieces_received": row.pieces_received,
                "contents": row.contents, "freight": row.freight, "paid_by": row.paid_by, "payer": row.payer,
                "owed": row.owed or Decimal(0), "expected_by": row.expected_by, "sent_at": row.sent_at,
                "last_update_at": row.last_update_at, "here_since": row.here_since, "received_at": row.received_at,
                "condition": row.condition, "version": row.version}


_WHOLE: Select[*tuple[Any, ...]] = (
    select(ParcelRow, CaseRow.number, CaseRow.title, CaseRow.kind, CaseRow.state, CaseRow.closed_at,
           CustomerRow.name, CustomerRow.address, UserRow.name)
    .select_from(ParcelRow).outerjoin(CaseRow, CaseRow.id == ParcelRow.case_id)
    .outerjoin(CustomerRow, CustomerRow.id == CaseRow.customer_id)
    .outerjoin(UserRow, UserRow.id == ParcelRow.received_by))


def parcels(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Those of cases that somebody sees, and what nobody claims."""
    scope = visible_to(actor)
    return _WHOLE.where(or_(ParcelRow.case_id.is_(None), and_(*scope))) if scope else _WHOLE


def read(found: Any) -> Parcel:
    """A row of `parcels`."""
    row, number, title, kind, state, closed_at, customer, address, received_by = found
    return Parcel(row, number or "", title or "", kind or "", state or "", closed_at is not None, customer or "",
                  address or "", received_by or "")


rank_of = case((ParcelRow.status.in_([Status.lost.name, Status.damaged.name]), 0),
            (ParcelRow.stalled_at.is_not(None), 1), else_=2)
"""Lost and broken ones first, then those nothing was heard of."""


@dataclass(frozen=True)
class Page:
    """A page of a list, and the cursor of the next one ('' at the end)."""

    parcels: tuple[Parcel, ...]
    next_cursor: str = ""


def cursor_of(said: str) -> tuple[int, datetime, int] | None:
    """Where a page of the list of what is on its way goes on. Raises `InvalidInput` for what no page gave."""
    if not said:
        return None
    try:
        rank, when, key = said.split("~")
        moment = datetime.fromisoformat(when)
        if moment.tzinfo is None or not 0 < int(key) < 2**31:
            raise ValueError
        return int(rank), moment, int(key)
    except ValueError:
        raise InvalidInput.field("cursor", "没有这一页") from None


def cursor_after(last: Parcel) -> str:
    """What names the page after a parcel."""
    rank = 0 if last.status in (Status.lost, Status.damaged) else 1 if last.row.stalled_at else 2
    return f"{rank}~{last.row.last_update_at.isoformat()}~{last.row.id}"
