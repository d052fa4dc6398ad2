"""Scheduled tasks and reports as data."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.domain.reports import MONEY, PERCENT, Column, Sheet
from core.plans.service import Entry, Part, View
from core.reporting.declared import Found, Offered, Span
from core.representation.forms import form_schema
from core.representation.values import moment, money
from core.services.workplace import Workplace
from core.translation import Translator


def said_entry(entry: Entry, say: Translator) -> dict[str, Any]:
    """A plan in one period; `state` is open, overdue or done."""
    row = entry.row
    return {"task": row.id, "industry": row.industry, "plan": row.key, "title": say(row.title), "period": row.period,
            "period_title": say.reason(entry.period.title), "state": entry.state, "due_at": moment(row.due_at, say),
            "made_at": moment(row.made_at, say), "done_at": moment(row.done_at, say), "found": row.found,
            "parts": [said_part(each, say) for each in entry.parts]}


def said_part(part: Part, say: Translator) -> dict[str, Any]:
    """The part of one duty; `mine` where the reader has it."""
    return {"duty": part.row.duty, "title": say(part.title), "signed": part.signed, "signed_by": part.name,
            "signed_at": moment(part.row.signed_at, say), "mine": part.mine, "version": part.row.version,
            "answers": part.row.answers.get("answers", {}),
            "given_back": [{"by": each["by"], "at": each["at"], "why": each["why"]} for each in part.row.earlier]}


def said_task(view: View, place: Workplace, say: Translator) -> dict[str, Any]:
    """A task with what there is to know of it: clauses, the form of its parts, the report of its period."""
    plan, form = view.plan, None
    if plan and plan.form:
        with place.store.read() as work:
            form = form_schema(plan.form, place.rulebook(work, view.entry.row.industry).standing, say)
    return {**said_entry(view.entry, say), "clauses": list(view.clauses), "note": say(plan.note) if plan else "",
            "blocked": say.reason(view.blocked) if view.blocked else "", "form": form,
            "report": said_sheet(view.sheet, say) if view.sheet else None}


def said_offered(each: Offered, say: Translator) -> dict[str, Any]:
    """A report in force."""
    return {"industry": each.industry, "report": each.key, "title": say(each.report.title),
            "note": say(each.report.note) if each.report.note else "", "clauses": list(each.clauses)}


def said_report(found: Found, say: Translator) -> dict[str, Any]:
    """What a report found for a span of days."""
    return {**said_offered(found.offered, say), **said_span(found.span), **said_sheet(found.sheet, say)}


def said_span(span: Span) -> dict[str, Any]:
    """Days, both included; `period` where they are one."""
    return {"period": span.period.key if span.period else None, "since": f"{span.since}", "until": f"{span.until}"}


def said_sheet(sheet: Sheet, say: Translator) -> dict[str, Any]:
    """Columns and rows. Amounts are texts with two decimals, shares texts such as 0.9136, days and words texts."""
    return {"columns": [{"label": say(each.label), "sort": each.sort} for each in sheet.columns],
            "rows": [_row(sheet.columns, each, say) for each in sheet.rows],
            "totals": _row(sheet.columns, sheet.totals, say) if sheet.totals else None,
            "notes": [say.reason(each) for each in sheet.notes]}


def _row(columns: Sequence[Column], row: Sequence[object], say: Translator) -> list[object]:
    return [_cell(column, value, say) for column, value in zip(columns, row, strict=True)]


def _cell(column: Column, value: object, say: Translator) -> object:
    if value is None or isinstance(value, bool):
        return value
    if column.sort == MONEY and isinstance(value, int | float | Decimal):
        return money(value)
    if column.sort == PERCENT and isinstance(value, int | float | Decimal):
        return f"{value:.4f}"
    if isinstance(value, int):
        return value
    return float(value) if isinstance(value, float | Decimal) else say.show(value)
