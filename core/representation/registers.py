"""Registers and their entries as data."""

from typing import Any

from core.registers.reading import Book, Entry, Overdue
from core.representation.forms import form_schema
from core.representation.values import moment
from core.services.workplace import Workplace
from core.translation import Translator


def said_book(book: Book, say: Translator) -> dict[str, Any]:
    """A register in force, as somebody sees it."""
    register = book.register
    return {"industry": book.industry, "register": book.key, "title": say(register.title),
            "note": say(register.note) if register.note else "", "clauses": list(book.clauses),
            "writes": book.writes, "reads": book.reads, "about": [say(each.title) for each in register.of]}


def said_whole_book(book: Book, overdue: Overdue, place: Workplace, say: Translator) -> dict[str, Any]:
    """The same with its form and whose entries are due."""
    with place.store.read() as work:
        form = form_schema(book.register.form, place.rulebook(work, book.industry).standing, say)
    return {**said_book(book, say), "form": form, "blocked": say.reason(overdue.blocked) if overdue.blocked else "",
            "due": [{"user": each.user_id, "name": each.name, "last": f"{each.last}" if each.last else None,
                     "due_at": moment(each.due_at, say), "late": each.late} for each in overdue.people]}


def said_entry(entry: Entry, say: Translator) -> dict[str, Any]:
    """An entry; `answers` hold what lasts where it was erased."""
    row = entry.row
    return {"entry": row.id, "industry": row.industry, "register": row.key, "title": say(row.title),
            "number": row.number, "happened_at": moment(row.happened_at, say),
            "recorded_at": moment(row.recorded_at, say), "by": entry.by, "about": entry.about, "case": entry.case,
            "answers": entry.answers, "erased_at": moment(row.erased_at, say),
            "corrects": entry.corrects.id if entry.corrects else None,
            "corrected_by": entry.corrected_by.id if entry.corrected_by else None,
            "passed_to": [{"duty": each.row.duty, "title": say(each.title), "acknowledged_by": each.name,
                           "acknowledged_at": moment(each.row.acknowledged_at, say)} for each in entry.passes]}
