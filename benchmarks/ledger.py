"""Moving goods in the stock ledger, beside the same rows written bare.

    python -m benchmarks.ledger

Four items go from one warehouse to another. The bare way writes the paper, its entries and the balances, and looks
nothing up: no item by its code, no place by its title, nothing that asks whether enough is there.
"""

from collections.abc import Iterator
from itertools import count

from sqlalchemy import insert, select, update

from benchmarks.measuring import Doing, Figure, compare
from benchmarks.scratch import Scratch, by_itself
from core.capabilities.stock.forms import Kind
from core.capabilities.stock.items import Items
from core.capabilities.stock.moving import Call, Moving
from core.capabilities.stock.tables import BalanceRow, EntryRow, ItemRow, MoveRow, PlaceRow
from core.store.engine import for_writing

ITEMS = tuple(f"PJ-{number}" for number in range(1, 5))
_FRESH = count(1)


class Warehouses:
    """Two of them, and plenty in the first."""

    def __init__(self, place: Scratch) -> None:
        self.place, self.moving = place, Moving(place.place)
        self.engine = for_writing(place.desk.store.engine)
        items = Items(place.place)
        for title in ("主仓", "分仓"):
            items.add_place(place.actor, "warehouse", title)
        for code in ITEMS:
            items.save(place.actor, {"code": code, "title": f"配件{code}", "kind": Kind.spare.name, "cost": "8"})
        for target in ("主仓", "分仓"):
            self.moving.receive(self._call(), [(code, "1000000") for code in ITEMS], target)
        with place.desk.store.engine.connect() as connection:
            self.items = list(connection.scalars(select(ItemRow.id).order_by(ItemRow.id)))
            self.places = [connection.scalar(select(PlaceRow.id).where(PlaceRow.title == title))
                           for title in ("主仓", "分仓")]

    def _call(self) -> Call:
        return Call(self.place.actor, f"benchmark-ledger-{next(_FRESH)}")

    def transfer(self) -> None:
        self.moving.transfer(self._call(), [(code, "1") for code in ITEMS], "主仓", "分仓")

    def write(self) -> None:
        """The rows of a transfer in one transaction."""
        source, target = self.places
        with self.engine.begin() as connection:
            paper = connection.execute(insert(MoveRow), {
                "sort": "transfer", "at": self.place.desk.now(), "by_id": self.place.actor.id, "counted": []})
            assert paper.inserted_primary_key is not None
            connection.execute(insert(EntryRow), [
                {"move_id": paper.inserted_primary_key[0], "item_id": item, "from_id": source, "to_id": target,
                 "quantity": 1} for item in self.items])
            for item in self.items:
                for where, change in ((source, -1), (target, 1)):
                    connection.execute(update(BalanceRow).where(
                        BalanceRow.item_id == item, BalanceRow.place_id == where)
                        .values(quantity=BalanceRow.quantity + change))


def measured(place: Scratch, rounds: int = 5) -> Iterator[Figure]:
    """The figure of a paper with four lines."""
    desk = Warehouses(place)

    def pair() -> tuple[Doing, Doing]:
        return desk.transfer, desk.write

    yield compare(f"moving {len(ITEMS)} items between warehouses", "writing its rows", pair, rounds=rounds, calls=6)


if __name__ == "__main__":
    by_itself(__doc__, measured)
