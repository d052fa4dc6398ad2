"""What is kept of a mapping, of a row and of what is wrong with it, as plain data."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.domain.errors import DeskError, InvalidInput
from core.domain.reasons import Reason, packed
from core.importing import correction
from core.importing.columns import Register
from core.importing.mapping import Mapping as Columns
from core.importing.rows import Finding, RowRead
from core.importing.sheets import Sheet
from core.importing.wording import bare

NO_REQUEST = ("blank", "total", "header", "remark")
"""Outcomes of lines in which nobody asks for anything."""


def mapping_data(mapping: Columns) -> dict[str, Any]:
    """A mapping, with the columns that were left out on purpose."""
    return {**mapping.data(), "keys": {each.name: each.key for each in mapping.suggestions}}


def as_before(mapping: Columns, register: Register, kept: Mapping[str, Any]) -> Columns:
    """A mapping corrected as a kept one says for the same headers; as it is where that can no longer be used."""
    said = {bare(name): key for name, key in kept["keys"].items()}
    try:
        return mapping.corrected(register, {name: said[bare(name)] for name in mapping.names if bare(name) in said})
    except InvalidInput:
        return mapping


def row_data(row: RowRead, register: Register) -> dict[str, Any]:
    """A row as it was read; options in words."""
    problems = [problem(each.reason, each.column, each.key, refused=each in row.refusals)
                for each in (*row.refusals, *row.doubts)]
    if row.outcome == "repeated":
        problems = [problem(Reason("与第 {row} 行相同,登记了两次", {"row": row.duplicate_of}))]
    return {"row_number": row.row_number, "outcome": "duplicate" if row.outcome == "repeated" else row.outcome,
            "fingerprint": row.fingerprint, "cells": row.cells, "problems": problems,
            "said": {key: packed(_in_words(register, key, value)) for key, value in row.values.items()}}


def _in_words(register: Register, key: str, value: object) -> object:
    column = register.column(key) if register.has(key) else None
    return column.label(str(value)) if column and column.kind == "choice" else value


def problem(reason: Reason, column: str = "", key: str = "", *, refused: bool = False) -> dict[str, Any]:
    """Something about a cell (column '' for the whole row)."""
    return {"column": column, "key": key, "reason": reason.data(), "refused": refused}


def refusal(error: Exception) -> list[dict[str, Any]]:
    """Why a row could not become a case: what the desk refused, or how a rule of a plugin broke."""
    if isinstance(error, InvalidInput):
        return [problem(each, refused=True) for said in error.errors.values() for each in said]
    if isinstance(error, DeskError):
        return [problem(error.reason, refused=True)]
    return [problem(Reason("这一行办理时出错:{why}", {"why": f"{type(error).__name__}: {error}"}), refused=True)]


def to_correct(sheet: Sheet, mapping: Mapping[str, Any], rows: Iterable[Any], form: str, *, doubts: bool,
               translate: Callable[[str], str] | None) -> bytes:
    """A file to correct out of kept rows (as `row_data` names their parts): `csv` or `xlsx`."""
    read = (RowRead(each.row_number, each.outcome, cells=each.cells, fingerprint=each.fingerprint, doubts=[
        Finding(one["column"], one["key"], Reason.from_data(one["reason"])) for one in each.problems])
        for each in rows)
    write = correction.write_csv if form == "csv" else correction.write_xlsx
    return write(sheet, Columns.from_data(mapping), read, doubts=doubts, translate=translate)
