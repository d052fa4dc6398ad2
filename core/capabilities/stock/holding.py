"""Who has what, since when, for which case, and by when it has to be back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.capabilities.stock.standing import Sort
from core.capabilities.stock.tables import BalanceRow, EntryRow, ItemRow, MoveRow, PlaceRow
from core.sdk.tables import CaseRow, ColumnElement, and_, or_, select

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Held:
    """So many of an item that one paper brought to somebody, and that are still there."""

    item: ItemRow
    place: PlaceRow
    quantity: int
    move: MoveRow
    number: str = ""

    @property
    def since(self) -> datetime:
        return self.move.at

    @property
    def due_on(self) -> date | None:
        return self.move.due_on

    def overdue(self, today: date) -> bool:
        """The day by which it had to be back is over."""
        return self.due_on is not None and self.due_on < today


def holdings(session: "Session", *where: ColumnElement[bool], sort: Sort = Sort.person) -> list[Held]:
    """What people (or customers) have, the oldest first. What goes out is taken to be of the case it goes out for,
    and of several papers the oldest."""
    of = and_(BalanceRow.item_id == EntryRow.item_id, BalanceRow.quantity > 0,
              or_(BalanceRow.place_id == EntryRow.to_id, BalanceRow.place_id == EntryRow.from_id))
    found = session.execute(
        select(EntryRow, MoveRow, ItemRow, PlaceRow, CaseRow.number).select_from(EntryRow)
        .join(MoveRow, MoveRow.id == EntryRow.move_id).join(ItemRow, ItemRow.id == EntryRow.item_id)
        .join(BalanceRow, of).join(PlaceRow, PlaceRow.id == BalanceRow.place_id)
        .outerjoin(CaseRow, CaseRow.id == MoveRow.case_id)
        .where(PlaceRow.sort == sort.name, *where).order_by(EntryRow.id)).all()
    stacks: dict[tuple[int, int], list[tuple[Held, int]]] = {}
    for entry, move, item, place, number in found:
        stack = stacks.setdefault((place.id, item.id), [])
        if entry.to_id == place.id:
            stack.append((Held(item, place, entry.quantity, move, number or ""), entry.quantity))
        else:
            stacks[place.id, item.id] = _without(stack, move.case_id, entry.quantity)
    left = [Held(each.item, each.place, quantity, each.move, each.number)
            for stack in stacks.values() for each, quantity in stack]
    return sorted(left, key=lambda each: (each.place.title, each.place.id, each.since, each.item.code))


def _without(stack: Sequence[tuple[Held, int]], case_id: int | None, quantity: int) -> list[tuple[Held, int]]:
    """What is left when so many go out."""
    order = sorted(range(len(stack)), key=lambda place: (stack[place][0].move.case_id != case_id, place))
    left = {place: of for place, (_, of) in enumerate(stack)}
    for place in order:
        taken = min(left[place], quantity)
        left[place] -= taken
        quantity -= taken
    return [(held, left[place]) for place, (held, _) in enumerate(stack) if left[place]]
