"""What is below its minimum, and what cases wait for: read for pages, programs and reports alike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.capabilities.stock.standing import OWN
from core.capabilities.stock.tables import BalanceRow, ItemRow, MinimumRow, PlaceRow, WantRow
from core.sdk.tables import CaseRow, ColumnElement, UserRow, and_, func, select

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OWN_NAMES = [each.name for each in OWN]


@dataclass(frozen=True)
class Shortage:
    """An item of which a warehouse has less than it should; `place` None is all warehouses together."""

    item: ItemRow
    place: PlaceRow | None
    minimum: int
    here: int
    elsewhere: int

    @property
    def missing(self) -> int:
        return self.minimum - self.here


def shortages_of(session: "Session", default: int | None = None) -> list[Shortage]:
    """What is below its minimum; wear parts without one of their own are measured by the `default`."""
    total = (select(BalanceRow.item_id, func.sum(BalanceRow.quantity).label("all"))
             .join(PlaceRow, PlaceRow.id == BalanceRow.place_id).where(PlaceRow.sort.in_(OWN_NAMES))
             .group_by(BalanceRow.item_id).subquery())
    here, everywhere = func.coalesce(BalanceRow.quantity, 0), func.coalesce(total.c.all, 0)
    found = [Shortage(item, place, minimum, have, have_all - have) for item, place, minimum, have, have_all in (
        session.execute(
            select(ItemRow, PlaceRow, MinimumRow.quantity, here, everywhere).select_from(MinimumRow)
            .join(ItemRow, ItemRow.id == MinimumRow.item_id).join(PlaceRow, PlaceRow.id == MinimumRow.place_id)
            .outerjoin(BalanceRow, and_(BalanceRow.item_id == MinimumRow.item_id,
                                        BalanceRow.place_id == MinimumRow.place_id))
            .outerjoin(total, total.c.item_id == ItemRow.id)
            .where(ItemRow.ended_at.is_(None), PlaceRow.closed_at.is_(None), here < MinimumRow.quantity)
            .order_by(ItemRow.code, PlaceRow.id)))]
    if default:
        found += [Shortage(item, None, default, have, 0) for item, have in session.execute(
            select(ItemRow, everywhere).select_from(ItemRow).outerjoin(total, total.c.item_id == ItemRow.id)
            .where(ItemRow.wear, ItemRow.ended_at.is_(None), everywhere < default,
                   ItemRow.id.not_in(select(MinimumRow.item_id))).order_by(ItemRow.code))]
    return found


@dataclass(frozen=True)
class Waiting:
    """What a case waits for, since when, and how many lie in the warehouses."""

    row: WantRow
    item: ItemRow | None
    number: str
    title: str
    here: int
    by: str = ""

    @property
    def missing(self) -> int:
        return self.row.quantity - self.row.given


def waiting_for(session: "Session", *where: ColumnElement[bool]) -> list[Waiting]:
    """What cases wait for, the longest first."""
    here = (select(func.coalesce(func.sum(BalanceRow.quantity), 0)).join(PlaceRow, PlaceRow.id == BalanceRow.place_id)
            .where(BalanceRow.item_id == WantRow.item_id, PlaceRow.sort.in_(OWN_NAMES), PlaceRow.closed_at.is_(None))
            .scalar_subquery())
    return [Waiting(row, item, number, title, have or 0, by or "") for row, item, number, title, have, by in (
        session.execute(
            select(WantRow, ItemRow, CaseRow.number, CaseRow.title, here, UserRow.name).select_from(WantRow)
            .join(CaseRow, CaseRow.id == WantRow.case_id).outerjoin(ItemRow, ItemRow.id == WantRow.item_id)
            .outerjoin(UserRow, UserRow.id == WantRow.by_id)
            .where(WantRow.closed_at.is_(None), *where).order_by(WantRow.at, WantRow.id)))]
