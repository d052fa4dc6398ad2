"""Registers brought in, as data: runs, columns, rows."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from core.domain.reasons import Reason
from core.register_imports import Inspected
from core.representation.masking import without_phones
from core.representation.values import moment
from core.store.tables import CaseRow, ImportRowRow, ImportRunRow
from core.translation import Translator

OUTCOMES = ("read", "doubt", "refused", "duplicate", "known")
LINES = ("blank", "total", "header", "remark")
STANDINGS = ("open", "refer", "needs", "deny")
_STANDING = "standing_"


def split(counts: Mapping[str, int]) -> tuple[Counter[str], Counter[str]]:
    """How many rows came out which way, and how many of the cases stand where."""
    standing = Counter({key.removeprefix(_STANDING): n for key, n in counts.items() if key.startswith(_STANDING)})
    return Counter({key: n for key, n in counts.items() if not key.startswith(_STANDING)}), standing


def reason_of(run: ImportRunRow) -> Reason:
    """Why a run cannot go on."""
    return Reason.from_data(json.loads(run.error)) if run.error else Reason("")


def said_run(run: ImportRunRow, say: Translator) -> dict[str, Any]:
    """A run: how far it is and what came of its rows."""
    counts, standing = split(run.counts)
    return {"run": run.id, "file": run.file_name, "sheet": run.sheet, "industry": run.kind, "state": run.state,
            "rows_done": run.rows_done, "rows_total": run.rows_total, "counts": {key: counts[key] for key in OUTCOMES},
            "lines": {key: counts[key] for key in LINES}, "standing": {key: standing[key] for key in STANDINGS},
            "error": say.reason(reason_of(run)) if run.error else "", "started_at": moment(run.started_at, say),
            "finished_at": moment(run.finished_at, say)}


def said_columns(seen: Inspected, say: Translator) -> dict[str, Any]:
    """How a register is understood."""
    return {
        "sheet": seen.sheet.name, "sheets": list(seen.sheets), "header_row": seen.mapping.header_row,
        "mapping": [{"column": each.name, "key": each.key,
                     "title": say(seen.register.column(each.key).title) if each.key else "",
                     "confidence": each.confidence, "why": say.reason(each.why)} for each in seen.mapping.suggestions],
        "unmapped": list(seen.mapping.unmapped)}


def said_imported(row: ImportRowRow, cases: Mapping[int, CaseRow], say: Translator, *, whole: bool) -> dict[str, Any]:
    """What became of a row; what stands in its cells only where `whole`."""
    case = cases.get(row.case_id or 0)
    return {"row": row.row_number, "outcome": row.outcome, "standing": row.standing,
            "case": case.number if case else None, "cells": dict(row.cells) if whole else {},
            "problems": [{"column": one["column"], "key": one["key"], "reason": without_phones(
                say.reason(Reason.from_data(one["reason"])), whole=whole)} for one in row.problems]}
