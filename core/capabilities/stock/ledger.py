"""The ledger within one transaction: things go from place to place, and no place ever has less than nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.exc import IntegrityError

from core.capabilities.stock.standing import OUTSIDE, OWN, Sort, Way
from core.capabilities.stock.tables import BalanceRow, EntryRow, ItemRow, MoveRow, PlaceRow
from core.sdk.services import Actor, InvalidInput, NotFound, Refused, UnitOfWork
from core.sdk.tables import CaseRow, UserRow, func, or_, select, update

LARGEST = 1_000_000
OUTSIDE_NAMES = [each.name for each in OUTSIDE]
OWN_NAMES = [each.name for each in OWN]


@dataclass(frozen=True)
class Line:
    """So many of an item."""

    item: ItemRow
    quantity: int


@dataclass(frozen=True)
class Paper:
    """What is written on a paper besides its lines."""

    reference: str = ""
    receiver: str = ""
    note: str = ""
    due_on: date | None = None
    case_id: int | None = None


class Ledger:
    """The ledger of one transaction, for one actor."""

    def __init__(self, work: UnitOfWork, actor: Actor, now: datetime) -> None:
        self.work, self.session, self.actor, self.now = work, work.session, actor, now

    def item(self, code: str, field: str = "item", *, ended: bool = False) -> ItemRow:
        """An item by its code. Raises `InvalidInput` naming the field."""
        row = self.session.scalar(select(ItemRow).where(func.upper(ItemRow.code) == code.strip().upper()))
        if row is None or (row.ended_at is not None and not ended):
            raise InvalidInput.field(field, "没有物料“{code}”", code=code.strip()[:40])
        return row

    def own(self, said: str, field: str = "place") -> PlaceRow:
        """A place of the business by its title or number. Raises `InvalidInput` naming the field."""
        wanted = said.strip()
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else 0
        row = self.session.scalars(select(PlaceRow).where(
            PlaceRow.sort.in_(OWN_NAMES), PlaceRow.closed_at.is_(None),
            or_(PlaceRow.title == wanted, PlaceRow.id == number))
            .order_by(PlaceRow.title != wanted, PlaceRow.id).limit(1)).one_or_none()
        if row is None:
            raise InvalidInput.field(field, "没有仓库“{place}”", place=wanted[:40])
        return row

    def person(self, login: str, field: str = "to") -> PlaceRow:
        """What somebody holds. Raises `InvalidInput` naming the field."""
        user = self.session.scalar(select(UserRow).where(UserRow.login == login.strip(), UserRow.active))
        if user is None:
            raise InvalidInput.field(field, "没有这位同事:{login}", login=login.strip()[:40])
        return self._place(f"person:{user.id}", Sort.person, user.name, user_id=user.id)

    def given_to_case(self, case: CaseRow) -> PlaceRow:
        """What the customer of a case has been given."""
        return self._place(f"case:{case.id}", Sort.customer, case.number, case_id=case.id)

    def given_for(self, reference: str) -> PlaceRow:
        """What the customer of an order has been given."""
        return self._place(f"order:{reference.strip().upper()}", Sort.customer, reference.strip())

    def outside(self, sort: Sort, title: str = "") -> PlaceRow:
        """Where things come from and go for good; suppliers by name."""
        words = title.strip() or sort.value
        return self._place(f"{sort.name}:{words.upper()}", sort, words)

    def _place(self, key: str, sort: Sort, title: str, **more: int | None) -> PlaceRow:
        known = self.session.scalar(select(PlaceRow).where(PlaceRow.key == key))
        if known is not None:
            return known
        try:
            with self.session.begin_nested():
                row = PlaceRow(key=key, sort=sort.name, title=title, **more)
                self.session.add(row)
                self.session.flush()
            return row
        except IntegrityError:  # somebody has made it in this very moment
            return self.session.scalars(select(PlaceRow).where(PlaceRow.key == key)).one()

    def balance(self, item: ItemRow, place: PlaceRow) -> int:
        """How many are there now."""
        return self.session.scalar(select(BalanceRow.quantity).where(
            BalanceRow.item_id == item.id, BalanceRow.place_id == place.id)) or 0

    def move(self, way: Way, lines: Sequence[Line], source: PlaceRow, target: PlaceRow,
             paper: Paper = Paper()) -> MoveRow:
        """Let things go from one place to another. Raises `Refused` where there are not so many, `InvalidInput` for
        no lines or the same place."""
        if not lines:
            raise InvalidInput.field("lines", "请写明物料和数量")
        if source.id == target.id:
            raise InvalidInput.field("into", "转出和转入是同一处")
        move = self.paper(way, paper, lines)
        return self.enter(move, [(each.item, source, target, each.quantity) for each in lines])

    def paper(self, way: Way, paper: Paper = Paper(), lines: Sequence[Line] = (), **more: Any) -> MoveRow:
        """A paper, still without entries."""
        move = MoveRow(sort=way.name, at=self.now, by_id=self.actor.id, case_id=paper.case_id,
                       reference=paper.reference, receiver=paper.receiver, note=paper.note, due_on=paper.due_on,
                       value=value_of(lines), counted=more.pop("counted", []), **more)
        self.session.add(move)
        self.session.flush()
        return move

    def enter(self, move: MoveRow, goods: Sequence[tuple[ItemRow, PlaceRow, PlaceRow, int]]) -> MoveRow:
        """Write the entries of a paper and bring the balances up to date. Raises `Refused` where there are not so
        many."""
        changes: dict[tuple[int, int], int] = {}
        named: dict[int, ItemRow] = {}
        places: dict[int, PlaceRow] = {}
        for item, source, target, quantity in goods:
            self.session.add(EntryRow(move_id=move.id, item_id=item.id, from_id=source.id, to_id=target.id,
                                      quantity=quantity))
            named[item.id] = item
            for place, change in ((source, -quantity), (target, quantity)):
                if place.sort not in OUTSIDE_NAMES:
                    places[place.id] = place
                    changes[item.id, place.id] = changes.get((item.id, place.id), 0) + change
        self.session.flush()
        for (item_id, place_id), change in sorted(changes.items()):  # in one order, so that nobody waits in a circle
            if change < 0:
                self._take(named[item_id], places[place_id], -change)
            elif change > 0:
                self._put(item_id, place_id, change)
        return move

    def _take(self, item: ItemRow, place: PlaceRow, quantity: int) -> None:
        """Take so many away, unless somebody else has just done so."""
        if not self._change(item.id, place.id, -quantity):
            here = self.balance(item, place)
            raise Refused("“{place}”的 {item} 只有 {here} 件,不够 {wanted} 件", place=place.title, item=item.title,
                          here=here, wanted=quantity)

    def _put(self, item_id: int, place_id: int, quantity: int) -> None:
        if self._change(item_id, place_id, quantity):
            return
        try:
            with self.session.begin_nested():
                self.session.add(BalanceRow(item_id=item_id, place_id=place_id, quantity=quantity))
                self.session.flush()
        except IntegrityError:  # it has been made in this very moment
            self._change(item_id, place_id, quantity)

    def _change(self, item_id: int, place_id: int, change: int) -> bool:
        done: CursorResult[Any] = self.session.execute(  # type: ignore[assignment]
            update(BalanceRow).where(BalanceRow.item_id == item_id, BalanceRow.place_id == place_id,
                                     BalanceRow.quantity >= -change)
            .values(quantity=BalanceRow.quantity + change).execution_options(synchronize_session=False))
        return done.rowcount == 1

    def reverse(self, move_id: int, why: str) -> tuple[MoveRow, MoveRow]:
        """Put a paper right by its opposite; gives both. Raises `NotFound`, and `Refused` for one that is reversed
        already, or where the things have gone on."""
        first = self.session.scalar(select(MoveRow).where(MoveRow.id == move_id).with_for_update())
        if first is None:
            raise NotFound()
        if first.reverses is not None:
            raise Refused("第 {move} 笔本身是冲销,不能再冲销;记错了请重新登记", move=first.id)
        if self.session.scalar(select(MoveRow.id).where(MoveRow.reverses == first.id)):
            raise Refused("第 {move} 笔已经冲销过", move=first.id)
        entries = self.entries(first)
        if not entries:
            raise Refused("第 {move} 笔没有改变库存,不必冲销", move=first.id)
        back = self.paper(Way.reverse, Paper(first.reference, first.receiver, why, None, first.case_id),
                          [Line(item, quantity) for item, _, _, quantity in entries], reverses=first.id)
        return first, self.enter(back, [(item, target, source, quantity) for item, source, target, quantity in entries])

    def entries(self, move: MoveRow) -> list[tuple[ItemRow, PlaceRow, PlaceRow, int]]:
        """What a paper moved: item, from where, to where, how many."""
        found = self.session.scalars(select(EntryRow).where(EntryRow.move_id == move.id).order_by(EntryRow.id)).all()
        items = {each.id: each for each in self.session.scalars(
            select(ItemRow).where(ItemRow.id.in_({each.item_id for each in found})))}
        places = {each.id: each for each in self.session.scalars(
            select(PlaceRow).where(PlaceRow.id.in_({of for each in found for of in (each.from_id, each.to_id)})))}
        return [(items[each.item_id], places[each.from_id], places[each.to_id], each.quantity) for each in found]


def value_of(lines: Sequence[Line]) -> Decimal | None:
    """What things cost; None where nobody has said so of one of them."""
    known = [each.item.cost * each.quantity for each in lines if each.item.cost is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(lines) else None


def whole_number(field: str, said: object, least: int = 1) -> int:
    """How many, as somebody writes it. Raises `InvalidInput` naming the field."""
    text = str(said).strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 7 or not least <= int(text) <= LARGEST:
        raise InvalidInput.field(field, "数量应是 {least} 到 {largest} 的整数", least=least, largest=LARGEST)
    return int(text)
