"""What came and went in a span, item by item."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.capabilities.stock.standing import Sort
from core.capabilities.stock.tables import EntryRow, ItemRow, MoveRow, PlaceRow
from core.sdk.tables import Decimal, aliased, case, func, select

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WITHIN = [each.name for each in (Sort.warehouse, Sort.hall, Sort.workshop, Sort.person)]


@dataclass
class Tally:
    """An item's figures in a span. What goes from the warehouse to people stays with the business."""

    item: ItemRow
    opening: int = 0
    received: int = 0
    given: int = 0
    back: int = 0
    scrapped: int = 0
    counted: int = 0

    @property
    def closing(self) -> int:
        return self.opening + self.received - self.given + self.back - self.scrapped + self.counted

    @property
    def value(self) -> Decimal | None:
        """What is left, at what one costs; None where nobody has said that."""
        return None if self.item.cost is None else self.closing * self.item.cost


def tallies(session: "Session", begins: datetime, ends: datetime) -> list[Tally]:
    """The items that there were or that moved, by code. The span goes from a moment to before another."""
    start, end = aliased(PlaceRow), aliased(PlaceRow)
    before = case((MoveRow.at < begins, 1), else_=0)
    found: dict[int, Tally] = {}
    items = {each.id: each for each in session.scalars(select(ItemRow))}
    for item_id, was, source, target, quantity in session.execute(
            select(EntryRow.item_id, before, start.sort, end.sort, func.sum(EntryRow.quantity))
            .select_from(EntryRow).join(MoveRow, MoveRow.id == EntryRow.move_id)
            .join(start, start.id == EntryRow.from_id).join(end, end.id == EntryRow.to_id)
            .where(MoveRow.at < ends, start.sort.in_(WITHIN) != end.sort.in_(WITHIN))
            .group_by(EntryRow.item_id, before, start.sort, end.sort)):
        tally = found.setdefault(item_id, Tally(items[item_id]))
        _add(tally, bool(was), int(quantity) * (1 if target in WITHIN else -1), source if target in WITHIN else target)
    shown = [each for each in found.values() if each.opening or each.closing or each.received or each.given
             or each.back or each.scrapped or each.counted]
    return sorted(shown, key=lambda each: each.item.code)


def _add(tally: Tally, before: bool, quantity: int, outside: str) -> None:
    """So many came in (went out, below zero) from or to such a place."""
    if before:
        tally.opening += quantity
    elif outside == Sort.supplier.name:
        tally.received += quantity
    elif outside == Sort.scrap.name:
        tally.scrapped -= quantity
    elif outside == Sort.difference.name:
        tally.counted += quantity
    elif quantity > 0:
        tally.back += quantity
    else:
        tally.given -= quantity
