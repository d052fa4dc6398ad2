"""Moving things about: in from suppliers, from one place to another, away, as counted; and putting papers right.

Each is one transaction, and done once for a key. Lines are pairs of an item's code and a quantity as people type them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.capabilities.stock.forms import PartsReturned
from core.capabilities.stock.ledger import Ledger, Line, Paper, whole_number
from core.capabilities.stock.permissions import COUNT, MOVE
from core.capabilities.stock.said import a_text
from core.capabilities.stock.stages import REVERSED
from core.capabilities.stock.standing import Sort, Way
from core.capabilities.stock.tables import ItemRow, MoveRow, PlaceRow
from core.capabilities.stock.wants import Wants
from core.sdk.services import Actor, InvalidInput, NotFound, Permission, Records, Workplace, digest_of, require
from core.sdk.tables import CaseRow, select

Lines = Sequence[tuple[str, str]]
MOST_LINES = 200


@dataclass(frozen=True)
class Call:
    """Who does it; `key` makes a request sent twice done once, `version` is the one of the case that they have seen."""

    actor: Actor
    key: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Done:
    """The paper that was written."""

    move: int
    sort: str
    replayed: bool = False

    def data(self) -> dict[str, Any]:
        return {"move": self.move, "sort": self.sort}


class Papers:
    """What all use cases of the ledger share."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def _do(self, call: Call, permission: Permission, operation: str, request: Mapping[str, Any],
            do: Callable[[Ledger], MoveRow]) -> Done:
        """One transaction; what was done under this key before is told again."""
        require(call.actor, permission)
        with self.place.store.unit_of_work() as work:
            if call.key:
                replay = work.idempotency.claim(call.key, call.actor.id, f"stock.{operation}",
                                                digest_of({**request, "version": call.version}))
                if replay is not None:
                    return Done(**replay.response, replayed=True)
            move = do(Ledger(work, call.actor, self.place.now()))
            done = Done(move.id, move.sort)
            if call.key:
                work.idempotency.finish(call.key, call.actor.id, done.data())
            work.commit()
        return done


class Moving(Papers):
    """Everything that concerns no case."""

    def receive(self, call: Call, lines: Lines, into: str, *, supplier: str = "", reference: str = "",
                note: str = "") -> Done:
        """Things come in from a supplier. Raises `InvalidInput`."""
        said = {"supplier": a_text("supplier", supplier, longest=60), "reference": a_text("reference", reference),
                "note": a_text("note", note)}

        def do(ledger: Ledger) -> MoveRow:
            return ledger.move(Way.receive, read(ledger, lines), ledger.outside(Sort.supplier, said["supplier"]),
                               ledger.own(into, "into"), Paper(reference=said["reference"], note=said["note"]))

        return self._do(call, MOVE, "receive", {"lines": lines, "into": into, **said}, do)

    def transfer(self, call: Call, lines: Lines, source: str, into: str, *, note: str = "") -> Done:
        """Things go from one place of the business, or from a colleague (`@login`), to another. Raises `InvalidInput`,
        `Refused` where there are not so many."""
        said = a_text("note", note)

        def do(ledger: Ledger) -> MoveRow:
            target = place_of(ledger, into, "into")
            return ledger.move(Way.transfer, read(ledger, lines), place_of(ledger, source, "source"), target,
                               Paper(note=said, receiver=target.title if target.user_id else ""))

        return self._do(call, MOVE, "transfer", {"lines": lines, "source": source, "into": into, "note": said}, do)

    def scrap(self, call: Call, lines: Lines, source: str, why: str) -> Done:
        """Things are thrown away. Raises as `transfer` does."""
        said = a_text("why", why, needed=True)

        def do(ledger: Ledger) -> MoveRow:
            return ledger.move(Way.scrap, read(ledger, lines), place_of(ledger, source, "source"),
                               ledger.outside(Sort.scrap), Paper(note=said))

        return self._do(call, COUNT, "scrap", {"lines": lines, "source": source, "why": said}, do)

    def count(self, call: Call, place: str, counted: Sequence[tuple[str, str, str]], *, note: str = "") -> Done:
        """Somebody has counted: of each item its code, what the sheet expected, and what was found. What is not named
        stays. Raises `InvalidInput` for what has been moved since the sheet was made: it must be counted again."""
        said = a_text("note", note)

        def do(ledger: Ledger) -> MoveRow:
            where = place_of(ledger, place, "place")
            found = _compared(ledger, where, counted)
            move = ledger.paper(Way.count, Paper(note=said), counted=[
                {"item": item.code, "title": item.title, "expected": had, "found": have} for item, had, have in found])
            other = ledger.outside(Sort.difference)
            move.reference = where.title
            return ledger.enter(move, [(item, other, where, have - had) if have > had else
                                       (item, where, other, had - have) for item, had, have in found if have != had])

        return self._do(call, COUNT, "count", {"place": place, "counted": counted, "note": said}, do)

    def reverse(self, call: Call, move_id: int, why: str) -> Done:
        """Put a paper right by its opposite. Raises `NotFound`, `Refused`, and `InvalidInput` without a reason."""
        said = a_text("why", why, needed=True)

        def do(ledger: Ledger) -> MoveRow:
            first = ledger.session.get(MoveRow, move_id)
            if first is None:
                raise NotFound()
            records = Records(self.place, ledger.work, ledger.actor)
            number = ledger.session.scalar(select(CaseRow.number).where(CaseRow.id == first.case_id)) if (
                first.case_id) else None
            record = records.lock(number, call.version) if number else None
            first, back = ledger.reverse(move_id, said)
            for item, _, _, quantity in ledger.entries(first):
                if record and first.sort == Way.issue.name:
                    Wants(ledger.work, ledger.actor, ledger.now).take_back(record.row.id, item, quantity)
                if record:
                    records.signal(record, REVERSED, PartsReturned(item=item.code, called=item.title,
                                                                   quantity=quantity))
            return back

        return self._do(call, COUNT, "reverse", {"move": move_id, "why": said}, do)


def read(ledger: Ledger, lines: Lines) -> list[Line]:
    """What was typed, empty lines left out. Raises `InvalidInput` naming each field."""
    wrong: dict[str, list[Any]] = {}
    found: list[Line] = []
    for place, (code, quantity) in enumerate(lines):
        if not code.strip() and not str(quantity).strip():
            continue
        try:
            item = ledger.item(code, f"item.{place}")
            found.append(Line(item, whole_number(f"quantity.{place}", quantity)))
        except InvalidInput as error:
            wrong |= {name: [*reasons] for name, reasons in error.errors.items()}
    if wrong:
        raise InvalidInput(wrong)
    if not found:
        raise InvalidInput.field("lines", "请写明物料和数量")
    if len(found) > MOST_LINES:
        raise InvalidInput.field("lines", "最多写 {most} 行", most=MOST_LINES)
    return found


def place_of(ledger: Ledger, said: str, field: str) -> PlaceRow:
    """A place of the business, or what a colleague holds: `@login`. Raises `InvalidInput` naming the field."""
    if said.strip().startswith("@"):
        return ledger.person(said.strip()[1:], field)
    return ledger.own(said, field)


def _compared(ledger: Ledger, where: PlaceRow, counted: Sequence[tuple[str, str, str]]) -> list[tuple[ItemRow, int,
                                                                                                   int]]:
    """Of each item counted what was expected and what was found."""
    wrong: dict[str, list[Any]] = {}
    found: dict[int, tuple[ItemRow, int, int]] = {}
    for code, expected, have in counted:
        if not str(have).strip():
            continue
        try:
            item = ledger.item(code, f"counted.{code}", ended=True)
            now, seen = ledger.balance(item, where), whole_number(f"counted.{code}", expected or "0", 0)
            if now != seen:
                raise InvalidInput.field(f"counted.{code}", "{item} 在盘点期间有出入库:盘点表上 {seen},现在 {now};"
                                         "请重新点数", item=item.title, seen=seen, now=now)
            found[item.id] = (item, now, whole_number(f"counted.{code}", have, 0))
        except InvalidInput as error:
            wrong |= {name: [*reasons] for name, reasons in error.errors.items()}
    if wrong:
        raise InvalidInput(wrong)
    if not found:
        raise InvalidInput.field("counted", "请至少填写一种物料的实点数")
    return list(found.values())
