"""Stock as people see it: what lies where, what happened to an item, what is short, held, waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.capabilities.stock.casework import Used, used
from core.capabilities.stock.forms import PartsIssued
from core.capabilities.stock.holding import Held, holdings
from core.capabilities.stock.ledger import Ledger
from core.capabilities.stock.moving import place_of
from core.capabilities.stock.permissions import SEE
from core.capabilities.stock.rules import wear_minimum
from core.capabilities.stock.said import a_day, a_text
from core.capabilities.stock.shortages import Shortage, Waiting, shortages_of, waiting_for
from core.capabilities.stock.standing import OWN, Sort, Way
from core.capabilities.stock.tables import BalanceRow, EntryRow, ItemRow, MinimumRow, MoveRow, PlaceRow, WantRow
from core.sdk import field_of
from core.sdk.services import Actor, InvalidInput, NotFound, Records, Workplace, require, visible_to
from core.sdk.tables import CaseRow, ColumnElement, Decimal, Select, UserRow, aliased, and_, func, or_, select

PAGE = 50
OWN_NAMES = [each.name for each in OWN]


@dataclass(frozen=True)
class Lot:
    """An item and how many are where: in places of the business, and with colleagues."""

    item: ItemRow
    here: int
    held: int
    minimum: int = 0

    @property
    def short(self) -> bool:
        """Less than there should be, all places together."""
        return self.here < self.minimum

    @property
    def value(self) -> Decimal | None:
        return None if self.item.cost is None else self.item.cost * (self.here + self.held)


@dataclass(frozen=True)
class Move:
    """A line of a paper; `number` is the case it was for, where the reader may see that."""

    row: MoveRow
    entry: int
    item: ItemRow
    source: PlaceRow
    target: PlaceRow
    quantity: int
    number: str = ""
    by: str = ""
    receiver: str = ""
    reversed_by: int | None = None


@dataclass(frozen=True)
class Page:
    """Some of a list, and the cursor of the next ('' at the end)."""

    rows: Sequence[Any]
    next_cursor: str = ""


@dataclass(frozen=True)
class Told:
    """An item: how many are where, and how many have to be there."""

    item: ItemRow
    places: Sequence[tuple[PlaceRow, int]]
    minimums: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(quantity for place, quantity in self.places if place.sort != Sort.customer.name)


@dataclass(frozen=True)
class OfCase:
    """All that concerns one case."""

    number: str
    version: int
    wants: Sequence[Waiting]
    used: Used
    moves: Sequence[Move]
    given: Sequence[tuple[ItemRow, int]]
    signs: bool = False
    """Whether the regulations have receivers sign."""

    @property
    def empty(self) -> bool:
        return not (self.wants or self.moves)


@dataclass(frozen=True)
class Sheet:
    """What there should be in a place, to count it."""

    place: PlaceRow
    lines: Sequence[tuple[ItemRow, int]]


class Seeing:
    """The stock of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    @property
    def today(self) -> date:
        return self.place.now().astimezone(ZoneInfo(self.place.config.zone)).date()

    def items(self, actor: Actor, search: str = "", *, kind: str = "", place: str = "", cursor: str = "",
              limit: int = PAGE) -> Page:
        """Items in use by code, with how many there are (in a place). Raises `InvalidInput`."""
        require(actor, SEE)
        query = select(ItemRow).where(ItemRow.ended_at.is_(None))
        for word in a_text("q", search, longest=100).split():
            like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            query = query.where(or_(*(column.ilike(like, escape="\\") for column in (
                ItemRow.code, ItemRow.title, ItemRow.brand, ItemRow.model))))
        if kind:
            query = query.where(ItemRow.kind == kind)
        with self.place.store.read() as work:
            at_place = Ledger(work, actor, self.place.now()).own(place).id if place else 0
            where = [BalanceRow.place_id == at_place] if place else []
            if cursor:
                query = query.where(ItemRow.code > a_text("cursor", cursor, longest=100))
            if where:
                query = query.where(ItemRow.id.in_(select(BalanceRow.item_id).where(*where, BalanceRow.quantity > 0)))
            rows = work.session.scalars(query.order_by(ItemRow.code).limit(limit + 1)).all()
            ids = [each.id for each in rows[:limit]]
            found: dict[tuple[int, bool], int] = {}
            for item_id, sort, quantity in work.session.execute(
                    select(BalanceRow.item_id, PlaceRow.sort, func.sum(BalanceRow.quantity))
                    .join(PlaceRow, PlaceRow.id == BalanceRow.place_id)
                    .where(BalanceRow.item_id.in_(ids), PlaceRow.sort.in_([*OWN_NAMES, Sort.person.name]), *where)
                    .group_by(BalanceRow.item_id, PlaceRow.sort)):
                key = item_id, sort == Sort.person.name
                found[key] = found.get(key, 0) + quantity
            least = {item_id: quantity for item_id, quantity in work.session.execute(
                select(MinimumRow.item_id, func.sum(MinimumRow.quantity)).where(
                    MinimumRow.item_id.in_(ids), *([MinimumRow.place_id == at_place] if at_place else []))
                .group_by(MinimumRow.item_id))}
        lots = [Lot(row, found.get((row.id, False), 0), found.get((row.id, True), 0), least.get(row.id, 0))
                for row in rows[:limit]]
        return Page(lots, rows[limit - 1].code if len(rows) > limit else "")

    def item(self, actor: Actor, code: str) -> Told:
        """An item and where it is. Raises `NotFound`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            row = work.session.scalar(select(ItemRow).where(func.upper(ItemRow.code) == code.strip().upper()))
            if row is None:
                raise NotFound("没有物料“{code}”", code=code[:40])
            places = [(place, quantity) for place, quantity in work.session.execute(
                select(PlaceRow, BalanceRow.quantity).join(BalanceRow, BalanceRow.place_id == PlaceRow.id)
                .where(BalanceRow.item_id == row.id, BalanceRow.quantity > 0, PlaceRow.sort != Sort.customer.name)
                .order_by(PlaceRow.sort, PlaceRow.title))]
            least = {place_id: quantity for place_id, quantity in work.session.execute(
                select(MinimumRow.place_id, MinimumRow.quantity).where(MinimumRow.item_id == row.id))}
        return Told(row, places, least)

    def moves(self, actor: Actor, *, item: str = "", place: str = "", way: str = "", since: str = "", until: str = "",
              cursor: str = "", limit: int = PAGE) -> Page:
        """What moved, the latest first. Raises `InvalidInput`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            ledger = Ledger(work, actor, self.place.now())
            where: list[ColumnElement[bool]] = []
            if item:
                where.append(EntryRow.item_id == ledger.item(item, "item", ended=True).id)
            if place:
                at = place_of(ledger, place, "place").id
                where.append(or_(EntryRow.from_id == at, EntryRow.to_id == at))
            if way:
                where.append(MoveRow.sort == _way(way))
            first, last = a_day("since", since), a_day("until", until)
            zone = ZoneInfo(self.place.config.zone)
            if first:
                where.append(MoveRow.at >= datetime.combine(first, time.min, zone))
            if last:
                where.append(MoveRow.at < datetime.combine(last + timedelta(days=1), time.min, zone))
            if cursor:
                if not cursor.isascii() or not cursor.isdecimal() or len(cursor) > 10:
                    raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页")
                where.append(EntryRow.id < int(cursor))
            found = _moves(work.session.execute(_lines(actor).where(*where).order_by(EntryRow.id.desc())
                                                .limit(limit + 1)))
        return Page(found[:limit], str(found[limit - 1].entry) if len(found) > limit else "")

    def people(self, actor: Actor) -> Sequence[tuple[str, str]]:
        """Who may be given things: logins and names."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [(login, name) for login, name in work.session.execute(
                select(UserRow.login, UserRow.name).where(UserRow.active).order_by(UserRow.name, UserRow.id))]

    def move(self, actor: Actor, move_id: int) -> Sequence[Move]:
        """The lines of a paper. Raises `NotFound`; a count without a difference has none."""
        require(actor, SEE)
        with self.place.store.read() as work:
            if work.session.get(MoveRow, move_id) is None:
                raise NotFound()
            return _moves(work.session.execute(_lines(actor).where(MoveRow.id == move_id).order_by(EntryRow.id)))

    def counts(self, actor: Actor, limit: int = 20) -> Sequence[tuple[MoveRow, str]]:
        """The last counts and who made them."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [(row, by or "") for row, by in work.session.execute(
                select(MoveRow, UserRow.name).outerjoin(UserRow, UserRow.id == MoveRow.by_id)
                .where(MoveRow.sort == Way.count.name).order_by(MoveRow.id.desc()).limit(limit))]

    def shortages(self, actor: Actor) -> Sequence[Shortage]:
        """What is below its minimum. Wear parts without one of their own are measured by what the regulations say."""
        require(actor, SEE)
        with self.place.store.read() as work:
            found = [self.place.rulebook(work, name).standing.policy().get(wear_minimum)
                     for name, registry in self.place.industries.items() if wear_minimum.key in registry.terms]
            return shortages_of(work.session, max((each for each in found if each), default=None))

    def waiting(self, actor: Actor) -> Sequence[Waiting]:
        """What the cases that somebody sees wait for, the longest first."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return waiting_for(work.session, ~WantRow.tool, *visible_to(actor))

    def held(self, actor: Actor, login: str = "") -> Sequence[Held]:
        """What colleagues (one of them) have drawn and neither used nor given back, the oldest first."""
        require(actor, SEE)
        with self.place.store.read() as work:
            of = [PlaceRow.user_id == select(UserRow.id).where(UserRow.login == login).scalar_subquery()] if (
                login) else []
            found = holdings(work.session, *of)
            seen = set(work.session.scalars(select(CaseRow.id).where(
                CaseRow.id.in_({each.move.case_id for each in found if each.move.case_id}), *visible_to(actor))))
        return [each if each.move.case_id in seen else Held(each.item, each.place, each.quantity, each.move)
                for each in found]

    def sheet(self, actor: Actor, place: str) -> Sheet:
        """What there should be in a place, or with a colleague (`@login`). Raises `InvalidInput`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            if place.startswith("@"):
                where = work.session.scalar(select(PlaceRow).join(UserRow, UserRow.id == PlaceRow.user_id).where(
                    UserRow.login == place[1:]))
                if where is None:
                    raise NotFound("这位同事没有领用物料")
            else:
                where = place_of(Ledger(work, actor, self.place.now()), place, "place")
            return Sheet(where, [(item, quantity) for item, quantity in work.session.execute(
                select(ItemRow, BalanceRow.quantity).join(BalanceRow, BalanceRow.item_id == ItemRow.id)
                .where(BalanceRow.place_id == where.id, BalanceRow.quantity > 0).order_by(ItemRow.code))])

    def case(self, actor: Actor, number: str) -> OfCase:
        """What a case waits for, was given and used. Raises `NotFound`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            record = Records(self.place, work, actor).read(number)
            row = record.row
            moves = _moves(work.session.execute(_lines(actor).where(MoveRow.case_id == row.id)
                                                .order_by(EntryRow.id)))
            given = [(item, quantity) for item, quantity in work.session.execute(
                select(ItemRow, BalanceRow.quantity).join(BalanceRow, BalanceRow.item_id == ItemRow.id)
                .join(PlaceRow, PlaceRow.id == BalanceRow.place_id)
                .where(PlaceRow.case_id == row.id, BalanceRow.quantity > 0).order_by(ItemRow.code))]
            return OfCase(row.number, row.version, waiting_for(work.session, WantRow.case_id == row.id),
                          used(work.session, row.id), moves, given,
                          field_of(PartsIssued.signed).key in record.case.here.asked)


def _lines(actor: Actor) -> Select[*tuple[Any, ...]]:
    source, target, other = aliased(PlaceRow), aliased(PlaceRow), aliased(MoveRow)
    back = select(other.id).where(other.reverses == MoveRow.id).scalar_subquery()
    seen = and_(CaseRow.id == MoveRow.case_id, *visible_to(actor))
    return (select(MoveRow, EntryRow.id, ItemRow, source, target, EntryRow.quantity, CaseRow.number, UserRow.name, back)
            .select_from(EntryRow).join(MoveRow, MoveRow.id == EntryRow.move_id)
            .join(ItemRow, ItemRow.id == EntryRow.item_id).join(source, source.id == EntryRow.from_id)
            .join(target, target.id == EntryRow.to_id).outerjoin(CaseRow, seen)
            .outerjoin(UserRow, UserRow.id == MoveRow.by_id))


def _moves(found: Any) -> list[Move]:
    """Who got things for a case that the reader does not see is not said."""
    return [Move(row, entry, item, source, target, quantity, number or "", by or "",
                 row.receiver if number or row.case_id is None else "", back)
            for row, entry, item, source, target, quantity, number, by, back in found]


def _way(said: str) -> str:
    found = next((each for each in Way if said in (each.name, each.value)), None)
    if found is None:
        raise InvalidInput.field("way", "不是可选的选项,可选:{options}", options=tuple(each.value for each in Way))
    return found.name
