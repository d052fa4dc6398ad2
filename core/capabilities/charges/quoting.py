"""Putting a quote together out of lines, before it is offered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.capabilities.charges.lines import (
    MOST_LINES,
    Line,
    LineSums,
    amount_of,
    quantity_of,
    sort_of,
    sums_of,
    title_of,
)
from core.capabilities.charges.permissions import QUOTE, SEE
from core.capabilities.charges.prices import fitting
from core.capabilities.charges.tables import PriceRow, QuoteRow
from core.sdk import Product, field_of
from core.sdk.services import Actor, Case, InvalidInput, Record, Records, Refused, Workplace, require
from core.sdk.tables import select

FREIGHT = "freight"


@dataclass(frozen=True)
class Draft:
    """The lines picked so far, and the prices one may pick from."""

    number: str
    lines: Sequence[Line]
    prices: Sequence[PriceRow]

    @property
    def sums(self) -> LineSums:
        return sums_of(self.lines)


class Quoting:
    """The drafts of quotes."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def show(self, actor: Actor, number: str) -> Draft:
        """A case's draft; without lines where none is begun. Raises `NotFound`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            records = Records(self.place, work, actor)
            record = records.read(number)
            return self._draft(records, record)

    def add(self, actor: Actor, number: str, said: Mapping[str, str]) -> Draft:
        """Add a line: by `code` of the price list, or with `title`, `sort` and `price`; `quantity` is one unless said.
        Raises `InvalidInput`, `Refused`."""
        return self._change(actor, number, lambda records, record, lines: [*lines, self._line(records, record, said)])

    def write(self, actor: Actor, number: str, said: Sequence[Mapping[str, str]]) -> Draft:
        """Write all lines anew, as `add` takes each; none clears the draft."""
        return self._change(actor, number, lambda records, record, _: [
            self._line(records, record, each) for each in said])

    def remove(self, actor: Actor, number: str, place: int) -> Draft:
        """Take a line out, counted from 0; one that is not there stays out."""
        return self._change(actor, number, lambda records, record, lines: [
            each for at, each in enumerate(lines) if at != place])

    def _change(self, actor: Actor, number: str,
                do: Callable[[Records, Record, Sequence[Line]], Sequence[Line]]) -> Draft:
        require(actor, QUOTE)
        with self.place.store.unit_of_work() as work:
            records = Records(self.place, work, actor)
            record = records.lock(number, None, SEE)
            if not record.case.open:
                raise Refused("案件已结,不能再报价")
            row = _row(records, record)
            lines = do(records, record, [Line.read(each) for each in row.lines] if row else [])
            if len(lines) > MOST_LINES:
                raise InvalidInput.field("title", "一份报价最多 {most} 行", most=MOST_LINES)
            if row is None and lines:
                work.session.add(row := QuoteRow(case_id=record.row.id, version=0, state="draft"))
            if row is not None and not lines:
                work.session.delete(row)
            elif row is not None:
                sums = sums_of(lines)
                row.lines = [each.data() for each in lines]
                row.parts, row.labour, row.total = sums.parts, sums.labour, sums.total
                row.made_at, row.made_by = self.place.now(), actor.id
            work.session.flush()
            draft = self._draft(records, record)
            work.commit()
        return draft

    def _draft(self, records: Records, record: Record) -> Draft:
        row = _row(records, record)
        today = self.place.now().astimezone(record.case.zone).date()
        prices = fitting(records.work, record.row.industry, model_of(record.case), today)
        return Draft(record.row.number, [Line.read(each) for each in row.lines] if row else [],
                     [each for each in prices if each.sort != FREIGHT])

    def _line(self, records: Records, record: Record, said: Mapping[str, str]) -> Line:
        quantity = quantity_of("quantity", str(said.get("quantity") or ""))
        if code := str(said.get("code") or "").strip():
            today = self.place.now().astimezone(record.case.zone).date()
            found = fitting(records.work, record.row.industry, model_of(record.case), today, code)
            if not found:
                raise InvalidInput.field("code", "价目里今天没有“{code}”,或它不适用于这个型号", code=code[:40])
            return Line(code, found[0].title, sort_of("code", found[0].sort, quoted=True), quantity, found[0].price)
        return Line("", title_of("title", str(said.get("title") or "")),
                    sort_of("sort", str(said.get("sort") or ""), quoted=True), quantity,
                    amount_of("price", str(said.get("price") or "")))


def _row(records: Records, record: Record) -> QuoteRow | None:
    return records.work.session.scalar(
        select(QuoteRow).where(QuoteRow.case_id == record.row.id, QuoteRow.version == 0))


def model_of(case: Case) -> str:
    """The model of the goods, as the case says it."""
    return str(case.said_of(field_of(Product.model)) or "")
