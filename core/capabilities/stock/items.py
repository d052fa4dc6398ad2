"""The list of items, the places of the business, and how many have to be where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.capabilities.stock.forms import Kind
from core.capabilities.stock.ledger import Ledger, Line, Paper, whole_number
from core.capabilities.stock.permissions import KEEP, SEE
from core.capabilities.stock.said import a_text, an_amount
from core.capabilities.stock.standing import OWN, Sort, Way
from core.capabilities.stock.tables import BalanceRow, ItemRow, MinimumRow, PlaceRow
from core.sdk import Choice
from core.sdk.files import as_csv, from_table
from core.sdk.services import Actor, InvalidInput, NotFound, Reason, Refused, UnitOfWork, Workplace, require
from core.sdk.tables import UnitRow, func, select

COLUMNS = {"编码": "code", "名称": "title", "类别": "kind", "单位": "measure", "品牌": "brand", "适用型号": "model",
           "等级": "grade", "产地或来源": "origin", "成本": "cost", "易损件": "wear", "仓库": "place",
           "最低库存": "minimum", "期初数量": "opening"}
KNOWN = COLUMNS | {each: each for each in COLUMNS.values()}
TEXTS = ("measure", "brand", "model", "grade", "origin")
LONGEST_CODE = 40
YES = {"是", "有", "yes", "y", "true", "1", "on"}


@dataclass(frozen=True)
class Loaded:
    """What a file brings, or would bring: items that are new or changed, those that are so already, openings booked,
    and what is wrong, by line. With anything wrong nothing is taken."""

    taken: int
    same: int
    opened: int
    wrong: Sequence[tuple[int, Reason]] = ()
    tried: bool = False


class Items:
    """The items and places of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def places(self, actor: Actor, *, closed: bool = False) -> Sequence[PlaceRow]:
        """The places of the business."""
        require(actor, SEE)
        query = select(PlaceRow).where(PlaceRow.sort.in_([each.name for each in OWN]))
        if not closed:
            query = query.where(PlaceRow.closed_at.is_(None))
        with self.place.store.read() as work:
            return work.session.scalars(query.order_by(PlaceRow.title, PlaceRow.id)).all()

    def units(self, actor: Actor) -> Sequence[tuple[str, str]]:
        """The units that a place may belong to: keys and titles."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [(key, title) for key, title in work.session.execute(
                select(UnitRow.key, UnitRow.title).order_by(UnitRow.title))]

    def add_place(self, actor: Actor, sort: str, title: str, unit: str = "") -> PlaceRow:
        """A warehouse, hall or workshop, of a unit (its key) or of the whole business. Raises `InvalidInput`."""
        require(actor, KEEP)
        kind = choice_of("sort", sort, Sort)
        if kind not in OWN:
            raise InvalidInput.field("sort", "不是可选的选项,可选:{options}", options=tuple(each.value for each in OWN))
        words = a_text("title", title, longest=LONGEST_CODE, needed=True)
        if words.isdecimal() or words.startswith("@"):
            raise InvalidInput.field("title", "名称不能只是数字,也不能以 @ 开头")
        with self.place.store.unit_of_work() as work:
            of = work.session.scalar(select(UnitRow).where(UnitRow.key == unit)) if unit else None
            if unit and of is None:
                raise InvalidInput.field("unit", "没有这个部门")
            if work.session.scalar(select(PlaceRow.id).where(PlaceRow.key == _key(words))):
                raise InvalidInput.field("title", "已有“{place}”", place=words)
            row = PlaceRow(key=_key(words), sort=kind.name, title=words, unit_id=of.id if of else None)
            work.session.add(row)
            work.session.flush()
            work.commit()
        return row

    def close_place(self, actor: Actor, place_id: int) -> None:
        """A place is used no more. Raises `NotFound`, `Refused` where something is still there."""
        require(actor, KEEP)
        with self.place.store.unit_of_work() as work:
            row = work.session.scalar(select(PlaceRow).where(
                PlaceRow.id == place_id, PlaceRow.closed_at.is_(None),
                PlaceRow.sort.in_([each.name for each in OWN])).with_for_update())
            if row is None:
                raise NotFound()
            if work.session.scalar(select(func.sum(BalanceRow.quantity)).where(BalanceRow.place_id == row.id)):
                raise Refused("“{place}”里还有库存,先调走再停用", place=row.title)
            row.closed_at, row.key = self.place.now(), f"closed:{row.id}"
            work.commit()

    def save(self, actor: Actor, said: Mapping[str, str]) -> ItemRow:
        """Write an item down, or change the one with this code. Raises `InvalidInput`."""
        require(actor, KEEP)
        with self.place.store.unit_of_work() as work:
            row, _ = self._write(work, actor, said)
            work.commit()
        return row

    def end(self, actor: Actor, code: str) -> None:
        """An item is used no more. Raises `NotFound`, `Refused` while there are some."""
        require(actor, KEEP)
        with self.place.store.unit_of_work() as work:
            row = work.session.scalar(select(ItemRow).where(
                func.upper(ItemRow.code) == code.strip().upper(), ItemRow.ended_at.is_(None)).with_for_update())
            if row is None:
                raise NotFound()
            if work.session.scalar(select(func.sum(BalanceRow.quantity)).join(
                    PlaceRow, PlaceRow.id == BalanceRow.place_id).where(
                    BalanceRow.item_id == row.id, PlaceRow.sort != Sort.customer.name)):
                raise Refused("{item} 还有库存,用完或报废后再停用", item=row.title)
            row.ended_at = self.place.now()
            work.commit()

    def set_minimum(self, actor: Actor, code: str, place: str, quantity: str) -> None:
        """So many have to be in a place; 0 for none. Raises `InvalidInput`."""
        require(actor, KEEP)
        many = whole_number("quantity", quantity, 0)
        with self.place.store.unit_of_work() as work:
            ledger = Ledger(work, actor, self.place.now())
            self._minimum(work, ledger.item(code), ledger.own(place), many)
            work.commit()

    def load(self, actor: Actor, content: bytes, name: str, *, only_try: bool = False) -> Loaded:
        """Take items, minimums and opening balances out of a file: all of them, or none where anything is wrong or it
        is only tried. An opening is booked only where the place has had nothing of the item. Raises `InvalidInput` for
        a file that is no such table."""
        require(actor, KEEP)
        lines = from_table(content, name)
        if not lines or not {"编码", "code"} & lines[0].keys():
            raise InvalidInput.field("file", "第一行应是列名:{columns}", columns=tuple(COLUMNS))
        wrong: list[tuple[int, Reason]] = []
        taken = opened = 0
        with self.place.store.unit_of_work() as work:
            ledger = Ledger(work, actor, self.place.now())
            for number, line in enumerate(lines, 2):
                try:
                    named = {KNOWN[name]: said for name, said in line.items() if name in KNOWN}
                    row, changed = self._write(work, actor, named)
                    taken += changed
                    opened += self._open(ledger, row, named)
                except (InvalidInput, Refused) as error:
                    reasons = [each for some in error.errors.values() for each in some] if isinstance(
                        error, InvalidInput) else [error.reason]
                    wrong += [(number, reason) for reason in reasons]
            if not wrong and not only_try:
                work.commit()
        return Loaded(0 if wrong else taken, 0 if wrong else len(lines) - taken, 0 if wrong else opened, wrong,
                      only_try)

    def table(self, actor: Actor, *, plain: bool = False) -> bytes:
        """The items in use, one line for each place with a minimum or some of it, as a file that `load` takes; `plain`
        names columns, kinds and answers by their keys, not in Chinese."""
        require(actor, SEE)
        with self.place.store.read() as work:
            rows = work.session.scalars(select(ItemRow).where(ItemRow.ended_at.is_(None)).order_by(ItemRow.code)).all()
            minimums: dict[int, list[tuple[str, int]]] = {}
            for item_id, title, quantity in work.session.execute(
                    select(MinimumRow.item_id, PlaceRow.title, MinimumRow.quantity)
                    .join(PlaceRow, PlaceRow.id == MinimumRow.place_id).order_by(PlaceRow.title)):
                minimums.setdefault(item_id, []).append((title, quantity))
        yes, no = ("yes", "no") if plain else ("是", "否")
        return as_csv([*(COLUMNS.values() if plain else COLUMNS)], [
            (row.code, row.title, row.kind if plain else Kind[row.kind].value, row.measure, row.brand, row.model,
             row.grade, row.origin, row.cost, yes if row.wear else no, place, minimum, "")
            for row in rows for place, minimum in minimums.get(row.id, [("", "")])])

    def _write(self, work: UnitOfWork, actor: Actor, said: Mapping[str, str]) -> tuple[ItemRow, bool]:
        """The item and whether anything is new."""
        found = read(said)
        row = work.session.scalar(select(ItemRow).where(func.upper(ItemRow.code) == found["code"].upper())
                                  .with_for_update())
        if row is None:
            row = ItemRow(**found, made_at=self.place.now(), made_by=actor.id)
            work.session.add(row)
        elif row.ended_at is None and all(getattr(row, name) == each for name, each in found.items()):
            return row, False
        else:
            for name, each in found.items():
                setattr(row, name, each)
            row.ended_at = None
        work.session.flush()
        return row, True

    def _open(self, ledger: Ledger, row: ItemRow, said: Mapping[str, str]) -> int:
        place, opening, minimum = (said.get(name, "").strip() for name in ("place", "opening", "minimum"))
        if not place and not opening and not minimum:
            return 0
        where = ledger.own(place)
        if minimum:
            self._minimum(ledger.work, row, where, whole_number("minimum", minimum, 0))
        many = whole_number("opening", opening, 0) if opening else 0
        known = ledger.session.scalar(select(BalanceRow.item_id).where(BalanceRow.item_id == row.id,
                                                                       BalanceRow.place_id == where.id))
        if not many:
            return 0
        if known is not None:
            raise InvalidInput.field("opening", "{item} 在“{place}”已有收发,期初不能再写;数量不对请盘点",
                                     item=row.title, place=where.title)
        ledger.move(Way.receive, [Line(row, many)], ledger.outside(Sort.supplier, "期初"), where,
                    Paper(reference="期初"))
        return 1

    @staticmethod
    def _minimum(work: UnitOfWork, item: ItemRow, place: PlaceRow, quantity: int) -> None:
        row = work.session.get(MinimumRow, (item.id, place.id))
        if row is None and quantity:
            work.session.add(MinimumRow(item_id=item.id, place_id=place.id, quantity=quantity))
        elif row is not None and quantity:
            row.quantity = quantity
        elif row is not None:
            work.session.delete(row)
        work.session.flush()


def read(said: Mapping[str, str]) -> dict[str, Any]:
    """An item as somebody types it. Raises `InvalidInput` naming each field."""
    found: dict[str, Any] = {}
    wrong: dict[str, list[Reason]] = {}
    readers: dict[str, Any] = {
        "code": lambda: _code(said.get("code", "")),
        "title": lambda: a_text("title", said.get("title", ""), longest=80, needed=True),
        "kind": lambda: choice_of("kind", said.get("kind", ""), Kind).name,
        **{name: lambda name=name: a_text(name, said.get(name, ""), longest=LONGEST_CODE) for name in TEXTS},
        "cost": lambda: an_amount("cost", said.get("cost", "")),
        "wear": lambda: said.get("wear", "").strip().lower() in YES}
    for name, reader in readers.items():
        try:
            found[name] = reader()
        except InvalidInput as error:
            wrong |= {field: [*reasons] for field, reasons in error.errors.items()}
    if wrong:
        raise InvalidInput(wrong)
    return found


def choice_of(field: str, said: str, options: type[Choice]) -> Any:
    """An option by its name or label. Raises `InvalidInput` naming the field."""
    found = next((each for each in options if said.strip() in (each.name, each.value)), None)
    if found is None:
        raise InvalidInput.field(field, "不是可选的选项,可选:{options}", options=tuple(
            each.value for each in options))
    return found


def _code(said: str) -> str:
    code = a_text("code", said, longest=LONGEST_CODE, needed=True)
    if any(each.isspace() or each in "/|,;@" for each in code):
        raise InvalidInput.field("code", "编码不能有空格和 / | , ; @,最多 {longest} 个字", longest=LONGEST_CODE)
    return code


def _key(title: str) -> str:
    return f"own:{title.strip().upper()}"
