"""Which column of a sheet holds which fact: suggested from headers and contents, corrected by a person, remembered."""

import hashlib
import re
from collections.abc import Mapping as Keys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.domain.errors import InvalidInput
from core.domain.reasons import Label, Reason
from core.importing.cells import fits
from core.importing.columns import Column, Register
from core.importing.days import understand
from core.importing.headers import ADDED, column_names, find_header, match
from core.importing.sheets import Cell, Sheet, Workbook
from core.importing.wording import bare, narrow
from core.importing.written_days import Written

_SAMPLED = 80
_SHOWN = 4
_LEAST = 0.35
_MOST_BY_CONTENT = 0.6


@dataclass(frozen=True)
class Suggestion:
    """What one column of the sheet is taken for (key "" for nothing), how surely (0 to 1), why, some of its cells."""

    name: str
    key: str
    confidence: float
    why: Reason
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """The columns of one sheet, in order. `header_row` is the header's row number, 0 where the sheet has none."""

    header_row: int
    suggestions: tuple[Suggestion, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.suggestions)

    @property
    def keys(self) -> dict[str, str]:
        """Column name to key, mapped columns only."""
        return {each.name: each.key for each in self.suggestions if each.key}

    @property
    def unmapped(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.suggestions if not each.key and each.name not in ADDED)

    @property
    def signature(self) -> str:
        """The same for every sheet with these headers, in any order."""
        return signature(self.names)

    def position(self, key: str) -> int | None:
        """Where the column of that key stands, None if no column is mapped to it."""
        return next((index for index, each in enumerate(self.suggestions) if each.key == key), None)

    def problems(self, register: Register) -> dict[str, list[Reason]]:
        """What keeps this mapping from being used: by column name, or by key where a needed column is missing."""
        found: dict[str, list[Reason]] = {}
        first: dict[str, str] = {}
        known = register.keys()
        for name, key in self.keys.items():
            if key not in known:
                found.setdefault(name, []).append(Reason("没有“{key}”这一项", {"key": key}))
            elif key in first:
                found.setdefault(name, []).append(Reason("“{title}”已经对应“{other}”列", {
                    "title": Label(register.column(key).title), "other": first[key]}))
            first.setdefault(key, name)
        for column in register.columns:
            if column.required and column.key not in first:
                found.setdefault(column.key, []).append(
                    Reason("没有一列是“{title}”,请指定", {"title": Label(column.title)}))
        for group in register.one_of:
            if not first.keys() & set(group):
                found.setdefault(group[0], []).append(Reason("至少要有一列是:{titles}", {
                    "titles": tuple(Label(register.column(key).title) for key in group)}))
        if not register.default_kind and register.kind_by not in first:
            found.setdefault(register.kind_by, []).append(
                Reason("没有一列是“{title}”,请指定", {"title": Label(register.column(register.kind_by).title)}))
        return found

    def corrected(self, register: Register, keys: Keys[str, str]) -> "Mapping":
        """The mapping with these columns (by name) given these keys, "" for none; a key given to one column is taken
        from any other that was only suggested for it. Raises InvalidInput if that cannot be used."""
        wrong = {name: [Reason("表里没有“{name}”这一列", {"name": name})] for name in keys if name not in self.names}
        if wrong:
            raise InvalidInput(wrong, form="mapping")
        given = {key for key in keys.values() if key}
        suggestions = tuple(
            replace(each, key=keys[each.name], confidence=1.0, why=Reason("由人指定"))
            if each.name in keys and keys[each.name] != each.key else
            replace(each, key="", confidence=0.0, why=Reason("由人改给了别的列"))
            if each.key in given and each.name not in keys else each
            for each in self.suggestions)
        mapping = replace(self, suggestions=suggestions)
        if problems := mapping.problems(register):
            raise InvalidInput(problems, form="mapping")
        return mapping

    def data(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {"header_row": self.header_row, "names": list(self.names), "keys": self.keys}

    @classmethod
    def from_data(cls, data: Keys[str, Any]) -> "Mapping":
        """The mapping that `data` wrote, good for the same sheet; for another one with the same signature, correct the
        suggestion made for it with these `keys`."""
        return cls(int(data["header_row"]), tuple(
            Suggestion(name, data["keys"].get(name, ""), 1.0, Reason("沿用上次的对应")) for name in data["names"]))


def signature(names: Sequence[str]) -> str:
    """The same for the same header words, whatever their order, width, case or decoration."""
    words = sorted(bare(name) for name in names if name not in ADDED and not re.fullmatch(r"[A-Z]+列", name))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def suggest(sheet: Sheet, register: Register) -> Mapping:
    """The likeliest mapping of a sheet."""
    header = find_header(sheet, register)
    names = column_names(sheet, header, register)
    samples = [_samples(sheet, header, index) for index in range(len(names))]
    scores = [(score, -place, index, column, why)
              for index, name in enumerate(names) if name not in ADDED
              for place, column in enumerate(register.columns)
              for score, why in [_score(column, name if header >= 0 else "", samples[index], sheet.epoch)]
              if score >= _LEAST]
    scores.sort(key=lambda each: (-each[0], each[2], -each[1]))
    taken: dict[int, tuple[str, float, Reason]] = {}
    holder: dict[str, int] = {}
    lost: dict[int, Reason] = {}
    for score, _, index, column, why in scores:
        if index in taken:
            continue
        if column.key in holder:
            lost.setdefault(index, Reason("也像“{title}”,但“{other}”列更像", {
                "title": Label(column.title), "other": names[holder[column.key]]}))
            continue
        taken[index], holder[column.key] = (column.key, round(score, 2), why), index
    return Mapping(sheet.rows[header].number if header >= 0 else 0, tuple(
        Suggestion(name, *taken.get(index, ("", 0.0, lost.get(index, _nothing(name)))),
                   tuple(cell.text for cell in samples[index][:_SHOWN]))
        for index, name in enumerate(names)))


def best_sheet(workbook: Workbook, register: Register) -> Sheet:
    """The sheet that looks most like such a register."""

    def likeness(sheet: Sheet) -> tuple[bool, float, int]:
        mapping = suggest(sheet, register)
        rows = sum(not row.blank for row in sheet.rows)
        return not sheet.hidden and rows > 1, sum(each.confidence for each in mapping.suggestions if each.key), rows

    return max(workbook.sheets, key=likeness) if len(workbook.sheets) > 1 else workbook.sheets[0]


def _nothing(name: str) -> Reason:
    if name in ADDED:
        return Reason("导入时附加的列,不用对应")
    return Reason("没有认出,原文会随案件保留")


def _samples(sheet: Sheet, header: int, index: int) -> list[Cell]:
    found: list[Cell] = []
    for row in sheet.rows[header + 1:]:
        cell = row.cell(index)
        if cell and cell.copied != "across":
            found.append(cell)
            if len(found) >= _SAMPLED:
                break
    return found


def _score(column: Column, header: str, samples: Sequence[Cell], epoch: int) -> tuple[float, Reason]:
    title = {"title": Label(column.title)}
    named = match(column, header)
    if named is None:
        share = _share(samples, _telling(column, epoch))
        by_content = _MOST_BY_CONTENT * share if len(samples) >= 3 and share >= 0.7 else 0.0
        return by_content, Reason("内容像“{title}”", title)
    if not samples or (column.kind == "text" and column.looks_like is None):
        return named.score * 0.97, named.why
    share = _share(samples, fits(column, epoch))
    if column.kind == "text":
        return named.score * (0.9 + 0.1 * share), named.why
    if len(samples) >= 3 and share < 0.2:
        return named.score * 0.5, Reason("表头像“{title}”,但内容不像,请核对", title)
    return named.score * (0.75 + 0.25 * share), named.why


def _share(samples: Sequence[Cell], test: Any) -> float:
    return sum(bool(test(cell)) for cell in samples) / len(samples) if samples else 0.0


def _telling(column: Column, epoch: int) -> Any:
    """A stricter test than `fits`, for columns whose header says nothing: only what hardly anything else looks like."""
    fit = fits(column, epoch)

    def test(cell: Cell) -> bool:
        text = narrow(cell.text)
        match column.kind:
            case "day" | "moment":
                said = understand(cell, epoch)
                if not isinstance(said, Written) or not (
                        isinstance(cell.value, date) or re.search(r"\d[-/.年月]\d", text)):
                    return False
                return column.kind == "day" or said.clock is not None
            case "money":
                return bool(re.search(r"[¥￥元万]|\d,\d{3}|\.\d\d$", text)) and fit(cell)
            case "number" | "time":
                return False
            case "phone":
                return len(re.sub(r"\D", "", text)) in (10, 11, 12, 13) and fit(cell)
            case "yes_no":
                return any(len(word) > 1 and word in text for words in column.words.values() for word in words)
            case _:
                return fit(cell)

    return test
