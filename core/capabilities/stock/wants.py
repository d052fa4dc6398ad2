"""What a case needs, within one transaction: written down, given out, no longer needed."""

import re
from collections.abc import Iterator, Sequence

from core.capabilities.stock.tables import ItemRow, WantRow
from core.sdk.services import Actor, InvalidInput, UnitOfWork
from core.sdk.tables import datetime, func, or_, select

MOST_LINES = 40
LONGEST = 120
_QUANTITY = re.compile(r"^(?P<what>.*?)[\s×xX*]+(?P<quantity>[0-9]{1,5})\s*[件个只支套根块片把条]?$")


class Wants:
    """The needs of cases, for one actor."""

    def __init__(self, work: UnitOfWork, actor: Actor, now: datetime) -> None:
        self.work, self.session, self.actor, self.now = work, work.session, actor, now

    def open_of(self, case_id: int, item_id: int | None = None) -> Sequence[WantRow]:
        """What a case waits for, the first first; kept from other writers by the lock of the case."""
        query = select(WantRow).where(WantRow.case_id == case_id, WantRow.closed_at.is_(None), ~WantRow.tool)
        if item_id is not None:
            query = query.where(WantRow.item_id == item_id)
        return self.session.scalars(query.order_by(WantRow.id)).all()

    def add(self, case_id: int, said: str, quantity: int, *, tool: bool = False) -> WantRow:
        """Something more is needed: by the code or the title of an item, else in words."""
        wanted = said.strip()
        item = None if tool else self.session.scalar(select(ItemRow).where(
            ItemRow.ended_at.is_(None), or_(func.upper(ItemRow.code) == wanted.upper(), ItemRow.title == wanted))
            .order_by(ItemRow.id).limit(1))
        row = WantRow(case_id=case_id, item_id=item.id if item else None, said=wanted[:LONGEST], tool=tool,
                      quantity=quantity, given=0, at=self.now, by_id=self.actor.id)
        self.session.add(row)
        self.session.flush()
        return row

    def replace(self, case_id: int, parts: str | None, tools: str | None) -> None:
        """What was judged to be needed: whatever was written down before and not given out is dropped."""
        for tool, said in ((False, parts), (True, tools)):
            if said is None:
                continue
            old = self.session.scalars(select(WantRow).where(
                WantRow.case_id == case_id, WantRow.closed_at.is_(None), WantRow.tool == tool, WantRow.given == 0))
            for each in old.all():
                each.dropped, each.closed_at = True, self.now
            for what, quantity in lines_of("tools_to_bring" if tool else "parts_to_bring", said):
                self.add(case_id, what, quantity, tool=tool)

    def give(self, case_id: int, item: ItemRow, quantity: int) -> bool:
        """So many were given out; whether that was the last that the case waited for."""
        waited = list(self.open_of(case_id, item.id))
        if not waited:
            return False
        for each in waited:
            part = min(quantity, each.quantity - each.given)
            each.given += part
            quantity -= part
            if each.given >= each.quantity:
                each.closed_at = self.now
        self.session.flush()
        return not self.open_of(case_id)

    def take_back(self, case_id: int, item: ItemRow, quantity: int) -> None:
        """So many were not given out after all: they are waited for again."""
        rows = self.session.scalars(select(WantRow).where(
            WantRow.case_id == case_id, WantRow.item_id == item.id, ~WantRow.dropped, WantRow.given > 0)
            .order_by(WantRow.id.desc())).all()
        for each in rows:
            part = min(quantity, each.given)
            each.given -= part
            quantity -= part
            if part:
                each.closed_at = None
        self.session.flush()


def lines_of(field: str, said: str) -> Iterator[tuple[str, int]]:
    """What is written line by line, with how many of each (one, where nothing is said). Raises `InvalidInput`."""
    lines = [each.strip() for each in re.split(r"[\n;；、]+", said) if each.strip()]
    if len(lines) > MOST_LINES:
        raise InvalidInput.field(field, "最多写 {most} 行", most=MOST_LINES)
    for each in lines:
        found = _QUANTITY.match(each)
        what, quantity = (found["what"].strip(), int(found["quantity"])) if found and found["what"].strip() else (
            each, 1)
        if len(what) > LONGEST or not quantity:
            raise InvalidInput.field(field, "“{line}”看不懂,请写成“编码 数量”", line=each[:40])
        yield what, quantity

