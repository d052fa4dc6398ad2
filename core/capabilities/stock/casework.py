"""What the ledger says of one case: how many pieces were given out, used, given back, and who still has some."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.capabilities.stock.forms import Kind
from core.capabilities.stock.holding import Held, holdings
from core.capabilities.stock.standing import OWN, Sort
from core.capabilities.stock.tables import EntryRow, ItemRow, MoveRow, PlaceRow
from core.sdk.tables import aliased, and_, case, func, or_, select

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OWN_NAMES = [each.name for each in OWN]


@dataclass(frozen=True)
class Used:
    """Pieces of a case. `outstanding` ones are with somebody and neither used nor given back."""

    issued: int = 0
    fitted: int = 0
    returned: int = 0
    held: tuple[Held, ...] = ()

    @property
    def outstanding(self) -> int:
        return sum(each.quantity for each in self.held)


def used(session: "Session", case_id: int) -> Used:
    """What became of the things of a case."""
    start, end = aliased(PlaceRow), aliased(PlaceRow)
    issued = fitted = returned = 0
    for source, target, quantity in session.execute(
            select(start.sort, end.sort, func.sum(EntryRow.quantity)).select_from(EntryRow)
            .join(MoveRow, MoveRow.id == EntryRow.move_id)
            .join(start, start.id == EntryRow.from_id).join(end, end.id == EntryRow.to_id)
            .where(MoveRow.case_id == case_id, MoveRow.reverses.is_(None),
                   MoveRow.id.not_in(select(MoveRow.reverses).where(MoveRow.reverses.is_not(None))))
            .group_by(start.sort, end.sort)):
        if source in OWN_NAMES and target in (Sort.person.name, Sort.customer.name):
            issued += quantity
        if target == Sort.customer.name:
            fitted += quantity
        if target in OWN_NAMES and source in (Sort.person.name, Sort.customer.name):
            returned += quantity
        if source == Sort.customer.name:
            fitted -= quantity
    return Used(issued, fitted, returned, tuple(held_for(session, case_id)) if issued else ())


def held_for(session: "Session", case_id: int) -> list[Held]:
    """What people still have that was given to them for a case."""
    of_case = select(MoveRow.id).where(MoveRow.case_id == case_id)
    people = select(EntryRow.to_id).where(EntryRow.move_id.in_(of_case))
    items = select(EntryRow.item_id).where(EntryRow.move_id.in_(of_case))
    return [each for each in holdings(session, PlaceRow.id.in_(people), ItemRow.id.in_(items))
            if each.move.case_id == case_id]


def gifts_given(session: "Session", case_id: int | None, reference: str) -> int:
    """How many gifts an order (or a case) has had and not given back."""
    start, end = aliased(PlaceRow), aliased(PlaceRow)
    of = [MoveRow.case_id == case_id] if case_id is not None else []
    if reference:
        of.append(func.upper(MoveRow.reference) == reference.strip().upper())
    if not of:
        return 0
    customer = Sort.customer.name
    return session.scalar(
        select(func.coalesce(func.sum(case((end.sort == customer, EntryRow.quantity), else_=-EntryRow.quantity)), 0))
        .select_from(EntryRow).join(MoveRow, MoveRow.id == EntryRow.move_id)
        .join(ItemRow, and_(ItemRow.id == EntryRow.item_id, ItemRow.kind == Kind.gift.name))
        .join(start, start.id == EntryRow.from_id).join(end, end.id == EntryRow.to_id)
        .where(or_(*of), or_(start.sort == customer, end.sort == customer))) or 0
