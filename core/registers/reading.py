"""What is read of registers: books, entries as somebody sees them, and who is overdue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, or_, select

from core.domain.errors import InvalidInput, NotFound
from core.domain.people import MANAGER, Actor, Duty
from core.domain.reasons import Reason
from core.domain.registers import Register
from core.services.workplace import Workplace
from core.store.tables import CaseRow, RegisterEntryRow, RegisterPassRow, UserRow, canonical
from core.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Book:
    """A register in force, as somebody sees it: `writes` where they may add to it, `reads` where they see every entry
    and not only their own."""

    industry: str
    key: str
    register: Register
    clauses: tuple[str, ...]
    asked: frozenset[str]
    writes: bool
    reads: bool

    @property
    def name(self) -> str:
        return f"{self.industry}/{self.key}"


@dataclass(frozen=True)
class Pass:
    """A duty that an entry was passed to; `name` is who acknowledged it."""

    row: RegisterPassRow
    title: str
    name: str
    mine: bool

    @property
    def open(self) -> bool:
        return self.row.acknowledged_at is None


@dataclass(frozen=True)
class Entry:
    """An entry with names in words. `case` is the number of its case where the reader may see it, `corrected_by` the
    entry that takes its place."""

    row: RegisterEntryRow
    by: str
    about: str
    case: str
    passes: tuple[Pass, ...] = ()
    corrected_by: RegisterEntryRow | None = None
    corrects: RegisterEntryRow | None = None

    @property
    def answers(self) -> Mapping[str, Any]:
        said: Mapping[str, Any] = self.row.answers.get("answers", {})
        return said

    @property
    def shown(self) -> Sequence[Sequence[str]]:
        """Label and words of each answer."""
        said: Sequence[Sequence[str]] = self.row.answers.get("shown", ())
        return said

    @property
    def waits(self) -> bool:
        """Whether it waits for the reader's acknowledgement."""
        return any(each.open and each.mine for each in self.passes)


@dataclass(frozen=True)
class Page:
    """Some entries, the latest first; the cursor is '' where the list ends; `total` counts all that were asked for."""

    entries: Sequence[Entry]
    total: int
    next_cursor: str = ""


@dataclass(frozen=True)
class Due:
    """Somebody of whom a new entry is due: the day of the last one and the moment the next was due, both None where
    there is none yet."""

    user_id: int
    name: str
    last: date | None
    due_at: datetime | None
    late: bool


@dataclass(frozen=True)
class Overdue:
    """Whose entries are due, the most overdue first; `blocked` is why that cannot be said yet."""

    people: Sequence[Due] = ()
    blocked: Reason | None = None


def day_of(field: str, said: str | None) -> date | None:
    """A day as somebody writes it; None where nothing is said. Raises `InvalidInput` naming the field."""
    try:
        day = date.fromisoformat(said) if said else None
        if day and not 1970 <= day.year < 2200:  # zones cannot turn the first and the last years into one another
            raise ValueError
    except ValueError:
        raise InvalidInput.field(field, "不是日期,请写成 2025-03-12") from None
    return day


def books(place: Workplace, work: UnitOfWork, actor: Actor, industry: str) -> dict[str, Book]:
    """The registers of an industry that regulations in force ask for, by key."""
    standing = place.rulebook(work, industry).standing
    found = {}
    for key, each in standing.awake(Register).items():
        found[key] = Book(industry, key, each, standing.carried[key], standing.asked, writes=may_write(each, actor),
                          reads=reads_all(each, actor))
    return found


def may_write(register: Register, actor: Actor) -> bool:
    return actor.id is not None and (not register.by or has_any(actor, (*register.by, MANAGER)))


def reads_all(register: Register, actor: Actor) -> bool:
    return has_any(actor, (*register.by, *register.reads, MANAGER))


def has_any(actor: Actor, duties: Sequence[Duty]) -> bool:
    return any(actor.has_duty(each) for each in duties)


def seen_by(register: Register | None, actor: Actor) -> ColumnElement[bool] | None:
    """Which entries of a register somebody sees; None for all of them."""
    if register is not None and reads_all(register, actor):
        return None
    return or_(RegisterEntryRow.user_id == actor.id, RegisterEntryRow.about_id == actor.id, passed_to(actor))


def entry_row(place: Workplace, work: UnitOfWork, actor: Actor, entry_id: int, *,
              lock: bool = False) -> RegisterEntryRow:
    """An entry. Raises `NotFound`, also for one the actor may not see."""
    query = select(RegisterEntryRow).where(RegisterEntryRow.id == entry_id)
    row = work.session.scalar(query.with_for_update() if lock else query) if 0 < entry_id < 2**31 else None
    registry = place.industries.get(row.industry) if row else None
    register = registry.provisions.get(row.key) if registry and row else None
    seen = seen_by(register if isinstance(register, Register) else None, actor)
    if row is None or (seen is not None and not work.session.scalar(select(RegisterEntryRow.id).where(
            RegisterEntryRow.id == row.id, seen))):
        raise NotFound()
    return row


def passed_to(actor: Actor, *, open: bool = False) -> ColumnElement[bool]:
    """Passed to a duty of the actor's; with `open`, and acknowledged by nobody of it."""
    where = [RegisterPassRow.entry_id == RegisterEntryRow.id, RegisterPassRow.duty.in_(actor.duties)]
    return exists().where(*where, *([RegisterPassRow.acknowledged_at.is_(None)] if open else []))


def not_corrected() -> ColumnElement[bool]:
    other = RegisterEntryRow.__table__.alias("other")
    return ~exists().where(other.c.corrects_id == RegisterEntryRow.id)


def says(words: str = "", answers: Mapping[str, object] | None = None) -> Iterator[ColumnElement[bool]]:
    """Conditions: words that stand somewhere in an entry, answers that it has."""
    said = cast(RegisterEntryRow.answers, Text)
    for each in words.split():
        yield said.contains(canonical(each)[1:-1], autoescape=True)
    for name, value in (answers or {}).items():
        yield said.contains(f"{canonical(name)}:{canonical(value)}", autoescape=True)


def entries_of(place: Workplace, work: UnitOfWork, actor: Actor, rows: Sequence[RegisterEntryRow],
               visible: Sequence[ColumnElement[bool]]) -> list[Entry]:
    """Rows with everything in words; `visible` are conditions on the cases the actor sees."""
    ids = [row.id for row in rows]
    people = {each for row in rows for each in (row.user_id, row.about_id) if each}
    passes: dict[int, list[Pass]] = {}
    found = work.session.scalars(select(RegisterPassRow).where(RegisterPassRow.entry_id.in_(ids)).order_by(
        RegisterPassRow.id)).all() if ids else ()
    names = {key: name for key, name in work.session.execute(select(UserRow.id, UserRow.name).where(
        UserRow.id.in_(people | {each.user_id for each in found if each.user_id})))} if ids else {}
    for each in found:
        known = place.duties.get(each.duty)
        passes.setdefault(each.entry_id, []).append(Pass(
            each, known.title if known else each.duty, names.get(each.user_id or 0, ""), each.duty in actor.duties))
    of_cases = {row.case_id for row in rows if row.case_id}
    numbers = {key: number for key, number in work.session.execute(select(CaseRow.id, CaseRow.number).where(
        CaseRow.id.in_(of_cases), *visible))} if of_cases else {}
    others = {row.corrects_id for row in rows if row.corrects_id}
    near = work.session.scalars(select(RegisterEntryRow).where(or_(
        RegisterEntryRow.corrects_id.in_(ids), RegisterEntryRow.id.in_(others)))).all() if ids else ()
    by_id, by_corrected = {each.id: each for each in near}, {each.corrects_id: each for each in near}
    return [Entry(row, names.get(row.user_id or 0, ""), names.get(row.about_id or 0, ""),
                  numbers.get(row.case_id or 0, ""), tuple(passes.get(row.id, ())), by_corrected.get(row.id),
                  by_id.get(row.corrects_id or 0)) for row in rows]
