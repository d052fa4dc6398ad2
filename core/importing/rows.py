"""Reading a register row by row: each is read, read with a doubt, or refused with the column and the reason."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from functools import partial
from typing import Any, Literal, TypeAlias

from core.domain.reasons import Label, Reason
from core.importing.cells import read_cell, read_day, read_moment
from core.importing.columns import Column, Register
from core.importing.days import Bounds, understand
from core.importing.headers import ROW_MARK, unit
from core.importing.lines import line
from core.importing.mapping import Mapping
from core.importing.phones import phone_in
from core.importing.readings import Bad, Doubt, Reading
from core.importing.sense import Day, make_sense
from core.importing.sheets import EMPTY, Cell, Row, Sheet
from core.importing.twice import Seen, canonical, is_mark, mark
from core.importing.wording import DITTO, narrow, plain
from core.importing.words import asks_the_opposite
from core.importing.written_days import Written, on
from core.importing.years import Years

Outcome: TypeAlias = Literal["read", "doubt", "refused", "repeated", "blank", "total", "header", "remark"]


@dataclass(frozen=True)
class Finding:
    """Something about one cell of a row: the column's name in the sheet ("" if no column), the key, and what."""

    column: str
    key: str
    reason: Reason


@dataclass
class RowRead:
    """A row and what came of it. `values` lacks the keys that nothing is known of. `fingerprint` is the same wherever
    this row turns up again, corrected or not; `identity` where only its identifying facts are the same ("" if they are
    not all there); `duplicate_of` is the number of the earlier row it repeats (outcome "repeated") or seems to
    (outcome "doubt")."""

    row_number: int
    outcome: Outcome
    kind: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    doubts: list[Finding] = field(default_factory=list)
    refusals: list[Finding] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    identity: str = ""
    duplicate_of: int | None = None


def read(sheet: Sheet, mapping: Mapping, register: Register, *, today: date, zone: tzinfo) -> Iterator[RowRead]:
    """Every row below the header, in order. `today` is the day in `zone` on which this is read."""
    reader = _Reader(sheet, mapping, register, today, zone)
    for row in sheet.rows:
        if row.number > mapping.header_row:
            yield reader.row(row)


def count(rows: Iterable[RowRead]) -> Counter[str]:
    """How many rows had each outcome."""
    return Counter(row.outcome for row in rows)


@dataclass(frozen=True)
class _Place:
    """A column of the register and where it stands in the sheet."""

    column: Column
    index: int
    name: str
    inverse: bool
    scale: int


class _Reader:
    def __init__(self, sheet: Sheet, mapping: Mapping, register: Register, today: date, zone: tzinfo) -> None:
        self._sheet, self._mapping, self._register = sheet, mapping, register
        self._today, self._zone = today, zone
        self._places = {each.key: _place(register.column(each.key), index, each.name)
                        for index, each in enumerate(mapping.suggestions) if register.has(each.key)}
        self._keys = {place.index: key for key, place in self._places.items()}
        self._mark_index = mapping.names.index(ROW_MARK) if ROW_MARK in mapping.names else None
        needed = {column.key for column in register.columns if column.required}
        self._essential = frozenset((needed | {group[0] for group in register.one_of}) & self._places.keys())
        self._clock_place = next((place for place in self._places.values()
                                  if place.column.joins == register.anchor), None)
        self._years, self._clocks = self._look_around()
        self._seen, self._marks = Seen(register), dict[str, str]()
        self._above: Row | None = None

    def _look_around(self) -> tuple[Years, bool]:
        """What titles and the rows that write their year tell, and whether rows tell the time of day."""
        header = self._mapping.header_row
        titles = [cell.text for row in self._sheet.rows if row.number < header for cell in row.cells if cell]
        place = self._places.get(self._register.anchor)
        days, clocks = list[date](), self._clock_place is not None
        if place is not None:
            for row in self._sheet.rows:
                if row.number > header and (cell := row.cell(place.index)):
                    said = understand(cell, self._sheet.epoch)
                    if isinstance(said, Written):
                        clocks = clocks or said.clock is not None
                        if said.year and not said.others and (day := on(said.year, said.month, said.day)):
                            days.append(day)
        if self._sheet.name not in self._sheet.file_name:
            titles.append(self._sheet.name)
        return Years.of(titles, self._sheet.file_name, days, self._today), clocks

    def row(self, row: Row) -> RowRead:
        sort = line(row, self._mapping.names, self._keys, self._essential)
        found = RowRead(row.number, "read", cells=self._originals(row))
        if sort != "request":
            found.outcome = sort
            return found
        cells = {key: self._cell(row, place) for key, place in self._places.items()}
        self._split_name_and_phone(cells)
        self._above = row
        readings = self._readings(cells)
        for key, reading in readings.items():
            self._take(found, key, reading, cells[key])
        self._judge(found, readings)
        self._recognise(found, row, cells, readings)
        return found

    def _originals(self, row: Row) -> dict[str, str]:
        names = self._mapping.names
        return {names[index]: cell.text for index, cell in enumerate(row.cells)
                if index < len(names) and cell and cell.copied != "across" and names[index] != ROW_MARK}

    def _cell(self, row: Row, place: _Place) -> Cell:
        cell = row.cell(place.index)
        if cell.copied == "across":
            return EMPTY
        if cell.text.strip() in DITTO and self._above is not None:
            above = self._above.cell(place.index)
            return above if above.text.strip() not in DITTO else EMPTY
        return cell

    def _split_name_and_phone(self, cells: dict[str, Cell]) -> None:
        """A name and a number in one cell, where the other's column is empty or missing."""
        for key, other in (("customer_name", "phone"), ("phone", "customer_name")):
            cell = cells.get(key, EMPTY)
            if not cell or cells.get(other, EMPTY) or not (found := phone_in(cell.text)) or not found[1]:
                continue
            number, name = found
            if other == "customer_name" and not _is_a_name(name):
                continue
            if self._register.has(other):
                cells["phone"], cells["customer_name"] = Cell(number, number), Cell(name, name)
                # Stands nowhere in the sheet: of the next row its own cell is empty.
                self._places.setdefault(other, _place(self._register.column(other), -1, self._places[key].name))

    def _readings(self, cells: dict[str, Cell]) -> dict[str, Reading[Any]]:
        readings: dict[str, Reading[Any]] = {}
        days: dict[str, Cell] = {}
        for key, cell in cells.items():
            place = self._places[key]
            if place.column.kind == "day":
                days[key] = cell
            elif place.column.kind != "moment":
                readings[key] = read_cell(place.column, cell, inverse=place.inverse, scale=place.scale)
        for key, cell in cells.items():
            if self._places[key].column.kind == "moment":
                readings[key] = self._moment(key, cell, readings)
        readings |= self._days(days, readings)
        return {key: readings[key] for key in cells}

    def _moment(self, key: str, cell: Cell, readings: dict[str, Reading[Any]]) -> Reading[Any]:
        clock: time | None = None
        for other, reading in readings.items():
            if self._places[other].column.joins == key and not isinstance(reading, Bad):
                clock = reading.value
        return read_moment(cell, self._years, self._zone, clock=clock, clocks_expected=self._clocks,
                           epoch=self._sheet.epoch)

    def _days(self, cells: dict[str, Cell], readings: dict[str, Reading[Any]]) -> dict[str, Reading[Any]]:
        """Days that write their year first, so that they tell the year of the others."""
        found: dict[str, Reading[Any]] = {}
        known = {key: reading.value for key, reading in readings.items()
                 if not isinstance(reading, Bad) and self._places[key].column.kind == "moment"}

        def whole(key: str) -> bool:
            said = understand(cells[key], self._sheet.epoch)
            return isinstance(said, Written) and said.year is not None and not said.others

        for key in sorted(cells, key=lambda each: not whole(each)):
            reading = read_day(cells[key], self._bounds(self._places[key].column, known), self._sheet.epoch)
            found[key] = reading
            if not isinstance(reading, Bad):
                known[key] = reading.value
        return found

    def _bounds(self, column: Column, known: dict[str, Any]) -> Bounds:
        def day(key: str) -> date | None:
            value = known.get(key)
            if isinstance(value, datetime):
                return value.astimezone(self._zone).date()
            return value if isinstance(value, date) else None

        linked = [each for each in self._register.columns if each.not_before == column.key]
        beside = column.not_before or next((each.key for each in linked if day(each.key)), "")
        return Bounds(day(self._register.anchor), day(column.not_after), day(column.not_before), day(beside),
                      Label(self._register.column(beside).title) if beside else Label(""))

    def _take(self, found: RowRead, key: str, reading: Reading[Any], cell: Cell) -> None:
        place = self._places[key]
        if isinstance(reading, Bad):
            found.refusals.append(Finding(place.name, key, reading.reason))
            return
        if isinstance(reading, Doubt):
            found.doubts.append(Finding(place.name, key, reading.reason))
        value = reading.value
        if place.column.kind == "phone" and value:
            if len(value) > 1:
                found.values["other_phones"] = value[1:]
            value = value[0]
        if value is not None:
            found.values[key] = value
        if place.column.text_key and cell:
            found.values[place.column.text_key] = cell.text.strip()

    def _judge(self, found: RowRead, readings: dict[str, Reading[Any]]) -> None:
        register = self._register
        unread = {each.key: each for each in (*found.refusals, *found.doubts)}
        add = partial(self._finding, unread)
        for judged in make_sense(register, found.values, set(readings), Day(self._today, self._zone)):
            if not judged.refused and judged.key in unread and judged.key not in found.values:
                continue  # it is already said why it is missing
            (found.refusals if judged.refused else found.doubts).append(add(judged.key, judged.reason))
        refused = {each.key for each in found.refusals}
        found.doubts = [each for each in found.doubts if each.key not in refused]
        wish = found.values.get(register.kind_by, "")
        found.kind = register.kinds.get(wish, register.default_kind)
        found.outcome = "refused" if found.refusals else "doubt" if found.doubts else "read"

    def _finding(self, unread: dict[str, Finding], key: str, reason: Reason | None) -> Finding:
        """Where a needed cell is there but was not understood, what was said of it is the reason."""
        name = self._places[key].name if key in self._places else ""
        if reason is not None:
            return Finding(name, key, reason)
        if key in unread:
            return unread[key]
        return Finding(name, key, Reason("“{title}”没有填写", {"title": Label(self._register.column(key).title)}))

    def _recognise(self, found: RowRead, row: Row, cells: dict[str, Cell], readings: dict[str, Reading[Any]]) -> None:
        texts = {key: cell.text for key, cell in cells.items()}
        content = {key: canonical(None if isinstance(reading, Bad) else reading.value, texts[key])
                   for key, reading in readings.items()}
        for key, place in self._places.items():
            if place.column.text_key and key in content:
                content[key] = plain(texts[key])
        # Options may get new spellings later; the words themselves stay the same.
        stable = {key: plain(texts[key]) if self._places[key].column.kind in ("choice", "yes_no") else content[key]
                  for key in content}
        found.fingerprint = mark(stable)
        identity = {key: stable.get(key, "") for key in self._register.same_row}
        found.identity = mark(identity) if sum(map(bool, identity.values())) >= 2 and identity.get(
            self._register.anchor) else ""
        certain = self._seen.certainly(content, row.number)
        probable = self._seen.probably(content, row.number)
        if certain is not None:
            found.outcome, found.duplicate_of = "repeated", certain
        elif probable is not None:
            found.duplicate_of = probable
            found.doubts.append(Finding("", "", Reason("与第 {row} 行像是同一件事,可能登记了两次", {"row": probable})))
            found.outcome = "doubt" if found.outcome == "read" else found.outcome
        self._keep_mark(found, row)

    def _keep_mark(self, found: RowRead, row: Row) -> None:
        """A row of a file for correcting keeps the name it had; only the first row may claim it."""
        if self._mark_index is None:
            return
        given = row.cell(self._mark_index).text.strip()
        if is_mark(given) and self._marks.setdefault(given, found.fingerprint) == found.fingerprint:
            found.fingerprint = given


def _place(column: Column, index: int, name: str) -> _Place:
    inverse = column.kind == "yes_no" and asks_the_opposite(column, name)
    return _Place(column, index, name, inverse, unit(name) if column.kind == "money" else 1)


def _is_a_name(text: str) -> bool:
    said = narrow(text)
    return 2 <= len(said) <= 12 and all("㐀" <= each <= "鿿" or each.isalpha() or each in " ·." for each in said)
