"""Use cases of registers: reading and writing, correcting, acknowledging what was passed on."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused, unknown
from core.domain.local_time import utc_of
from core.domain.people import EXPORT, REGISTERS, Actor
from core.domain.registers import Register
from core.domain.terms import Blank
from core.inert import inert
from core.registers.reading import (
    Book,
    Due,
    Entry,
    Overdue,
    Page,
    books,
    entries_of,
    entry_row,
    not_corrected,
    passed_to,
    says,
    seen_by,
)
from core.registers.writing import enter
from core.reporting.declared import adopted
from core.services.changes import once
from core.services.records import Receipt, Records, legible, require
from core.services.workplace import Workplace
from core.store.lists import visible_to
from core.store.tables import RegisterEntryRow, RegisterPassRow, UserRow
from core.store.unit_of_work import UnitOfWork

MOST_WAITING = 5
MOST_EXPORTED = 20_000
EXPORTED = "register.export"
"""How the log of accesses calls it."""


class Registers:
    """The registers of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    @cached_property
    def in_use(self) -> bool:
        """Whether a regulation in force has any, so that they are worth a place among the pages."""
        return any(isinstance(self.place.industries[each.policy.industry].provisions.get(key), Register)
                   for each in self.place.adopted if each.policy.industry in self.place.industries
                   for clause in each.policy.clauses for key in clause.uses)

    def all(self, actor: Actor) -> Sequence[Book]:
        """Every register in force, by industry and title."""
        require(actor, REGISTERS)
        with self.place.store.read() as work:
            found = [each for industry in adopted(self.place)
                     for each in books(self.place, work, actor, industry).values()]
        return sorted(found, key=lambda each: (each.industry, each.register.title))

    def named(self, actor: Actor, key: str) -> Book:
        """The register of this key, or of `industry/key`. Raises `NotFound`, with the nearest name."""
        known = {name: each for each in self.all(actor) for name in (each.name, each.key)}
        if key not in known:
            raise NotFound("没有这本登记簿:{problem}", problem=unknown("register", key, known))
        return known[key]

    def book(self, actor: Actor, industry: str, key: str) -> Book:
        """One register. Raises `NotFound`."""
        require(actor, REGISTERS)
        with self.place.store.read() as work:
            return self._book(work, actor, industry, key)

    def entries(self, actor: Actor, industry: str, key: str, *, since: date | None = None, until: date | None = None,
                words: str = "", answers: Mapping[str, object] | None = None, waiting: bool = False,
                cursor: str = "", limit: int = 50) -> Page:
        """Entries the actor sees, the latest first: from `since` to `until` (days in the business's zone, both
        included), with these words in them and these answers; `waiting` leaves those that wait for the actor."""
        require(actor, REGISTERS)
        with self.place.store.read() as work:
            book = self._book(work, actor, industry, key)
            where = self._where(work, actor, book, since, until, words, answers, waiting)
            total = work.session.scalar(select(func.count()).select_from(RegisterEntryRow).where(*where)) or 0
            at = tuple_(RegisterEntryRow.happened_at, RegisterEntryRow.id)
            if cursor:
                where.append(at < _cursor(cursor))
            rows = work.session.scalars(select(RegisterEntryRow).where(*where).order_by(
                RegisterEntryRow.happened_at.desc(), RegisterEntryRow.id.desc()).limit(limit + 1)).all()
            found = entries_of(self.place, work, actor, rows[:limit], visible_to(actor))
        last = found[-1].row if len(rows) > limit else None
        return Page(found, total, f"{last.happened_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}_{last.id}" if last else "")

    def waiting(self, actor: Actor) -> Sequence[Entry]:
        """The oldest entries that wait for the actor's acknowledgement; none for who may not see registers."""
        if not self.in_use or not actor.may(REGISTERS):
            return ()
        with self.place.store.read() as work:
            rows = work.session.scalars(select(RegisterEntryRow).where(passed_to(actor, open=True), not_corrected())
                                        .order_by(RegisterEntryRow.id).limit(MOST_WAITING)).all()
            return entries_of(self.place, work, actor, rows, visible_to(actor))

    def show(self, actor: Actor, entry_id: int) -> Entry:
        """One entry. Raises `NotFound`, also for one the actor may not see."""
        require(actor, REGISTERS)
        with self.place.store.read() as work:
            return self._entry(work, actor, entry_row(self.place, work, actor, entry_id))

    def write(self, actor: Actor, industry: str, key: str, answers: Mapping[str, object], *,
              at: datetime | None = None, about: str = "", case: str = "", once_key: str = "") -> Entry:
        """Write an entry: what happened `at` (aware; now), `about` whom (a login), of which `case` (a number). Sent
        twice with the same key it is written once. Raises `Forbidden` for who may not write in this register, and
        `InvalidInput` naming each answer."""
        require(actor, REGISTERS)
        with self.place.store.unit_of_work() as work:
            book = self._book(work, actor, industry, key)
            receipt = once(work, actor, once_key, "write_entry", {
                "register": book.name, "answers": answers, "at": at, "about": about, "case": case},
                lambda: _receipt(self._write(work, actor, book, answers, at, about, case, None)))
            row = work.session.get_one(RegisterEntryRow, int(receipt.number))
            work.commit()
            return self._entry(work, actor, row)

    def correct(self, actor: Actor, entry_id: int, answers: Mapping[str, object], *, at: datetime | None = None,
                about: str | None = None, once_key: str = "") -> Entry:
        """Write an entry in the place of another; both stay. What is not said anew (`at`, `about`) is as it was.
        Raises `Refused` for one that has been corrected or erased."""
        require(actor, REGISTERS)
        with self.place.store.unit_of_work() as work:
            wrong = entry_row(self.place, work, actor, entry_id, lock=True)
            book = self._book(work, actor, wrong.industry, wrong.key)

            def do() -> Receipt:
                if wrong.erased_at:
                    raise Refused("这一条的内容已经删除")
                if work.session.scalar(select(RegisterEntryRow.id).where(RegisterEntryRow.corrects_id == wrong.id)):
                    raise Refused("这一条已经更正过,请更正最新的一条")
                login = about
                if login is None:
                    named = work.session.get(UserRow, wrong.about_id) if wrong.about_id else None
                    login = named.login if named else ""
                return _receipt(self._write(work, actor, book, answers, at or wrong.happened_at, login, "", wrong))

            receipt = once(work, actor, once_key, "correct_entry", {
                "entry": entry_id, "answers": answers, "at": at, "about": about}, do)
            row = work.session.get_one(RegisterEntryRow, int(receipt.number))
            work.commit()
            return self._entry(work, actor, row)

    def acknowledge(self, actor: Actor, entry_id: int) -> Entry:
        """Acknowledge an entry for every duty of the actor's that it was passed to; again it changes nothing. Raises
        `Forbidden` where it was passed to none of them."""
        require(actor, REGISTERS)
        with self.place.store.unit_of_work() as work:
            row = entry_row(self.place, work, actor, entry_id)
            mine = work.session.scalars(select(RegisterPassRow).where(
                RegisterPassRow.entry_id == row.id, RegisterPassRow.duty.in_(actor.duties)).with_for_update()).all()
            if not mine:
                raise Forbidden("这一条没有转给您")
            for each in mine:
                if each.acknowledged_at is None:
                    each.user_id, each.acknowledged_at = actor.id, self.place.now()
            work.commit()
            return self._entry(work, actor, row)

    def overdue(self, actor: Actor, industry: str, key: str) -> Overdue:
        """About whom a new entry is due, those overdue first. Who may not read the whole register sees themselves."""
        require(actor, REGISTERS)
        with self.place.store.read() as work:
            book = self._book(work, actor, industry, key)
            standing, calendar = self.place.rulebook(work, industry).standing, self.place.calendar(work)
            try:
                every = book.register.rhythm(standing.policy())
            except Blank as blank:
                return Overdue(blocked=blank.reason)
            if every is None:
                return Overdue()
            last = {about: at for about, at in work.session.execute(
                select(RegisterEntryRow.about_id, func.max(RegisterEntryRow.happened_at)).where(
                    RegisterEntryRow.industry == industry, RegisterEntryRow.key == key, not_corrected())
                .group_by(RegisterEntryRow.about_id))}
            keys = {each.key for each in book.register.of}
            people = [row for row in work.users.list(active=True)
                      if keys.intersection(row.duties) and (book.reads or row.id == actor.id)]
        now, found = self.place.now(), []
        for row in people:
            day = last[row.id].astimezone(calendar.zone).date() if row.id in last else None
            due = calendar.ends(calendar.after(day, every, standing.conventions), standing.conventions) if day else None
            found.append(Due(row.id, row.name, day, due, due is None or due < now))
        return Overdue(sorted(found, key=lambda each: (not each.late, each.due_at or _BEGINNING, each.name)))

    def table(self, actor: Actor, industry: str, key: str, say: Callable[[str], str], *, since: date | None = None,
              until: date | None = None, words: str = "", answers: Mapping[str, object] | None = None,
              waiting: bool = False) -> str:
        """The entries somebody asks for as CSV, the earliest first, in their language. Raises `Refused` for more than
        a spreadsheet takes well."""
        require(actor, EXPORT)
        require(actor, REGISTERS)
        with self.place.store.unit_of_work() as work:
            book = self._book(work, actor, industry, key)
            where = self._where(work, actor, book, since, until, words, answers, waiting)
            rows = work.session.scalars(select(RegisterEntryRow).where(*where).order_by(
                RegisterEntryRow.happened_at, RegisterEntryRow.id).limit(MOST_EXPORTED + 1)).all()
            if len(rows) > MOST_EXPORTED:
                raise Refused("登记超过 {n} 条,请缩小日期范围", n=MOST_EXPORTED)
            found = entries_of(self.place, work, actor, rows, visible_to(actor))
            zone = self.place.calendar(work).zone
            work.accesses.note(actor, EXPORTED, register=book.name, entries=len(found))
            work.commit()
        labels = list(dict.fromkeys([*(field.label for field in book.register.form.questions(book.asked).values()),
                                     *(label for each in found for label, _ in each.shown)]))
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([inert(say(each)) for each in (
            "序号", "发生时间", "登记时间", "登记人", *(["对象"] if book.register.of else []), "案件", *labels, "转给",
            "更正")])
        for each in found:
            shown = {label: say(said) for label, said in each.shown}
            writer.writerow([inert(str(cell)) for cell in (
                each.row.number, f"{each.row.happened_at.astimezone(zone):%Y-%m-%d %H:%M}",
                f"{each.row.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}", each.by,
                *([each.about] if book.register.of else []), each.case, *(shown.get(label, "") for label in labels),
                say("、").join(say(one.title) for one in each.passes),
                each.corrects.number if each.corrects else "")])
        return "\ufeff" + out.getvalue()

    def _book(self, work: UnitOfWork, actor: Actor, industry: str, key: str) -> Book:
        found = books(self.place, work, actor, industry).get(key) if industry in adopted(self.place) else None
        if found is None:
            raise NotFound()
        return found

    def _where(self, work: UnitOfWork, actor: Actor, book: Book, since: date | None, until: date | None, words: str,
               answers: Mapping[str, object] | None, waiting: bool) -> list[ColumnElement[bool]]:
        legible(q=words)
        where = [RegisterEntryRow.industry == book.industry, RegisterEntryRow.key == book.key, *says(words, answers)]
        seen, zone = seen_by(book.register, actor), self.place.calendar(work).zone
        if seen is not None:
            where.append(seen)
        if since:
            where.append(RegisterEntryRow.happened_at >= utc_of(zone, since, time.min))
        if until:
            where.append(RegisterEntryRow.happened_at < utc_of(zone, until + timedelta(days=1), time.min))
        if waiting:
            where += [passed_to(actor, open=True), not_corrected()]
        return where

    def _write(self, work: UnitOfWork, actor: Actor, book: Book, answers: Mapping[str, object], at: datetime | None,
               about: str, case: str, corrects: RegisterEntryRow | None) -> RegisterEntryRow:
        if not book.writes:
            raise Forbidden("这本登记簿由其他职责的人填写")
        now = self.place.now()
        if at and at > now:
            raise InvalidInput.field("at", "时间不能晚于现在")
        record = Records(self.place, work, actor).read(case).row if case else None
        if corrects and corrects.case_id:
            record = work.cases.get(corrects.case_id)
        form = book.register.form.load(answers, at=(at or now).astimezone(self.place.calendar(work).zone),
                                       asked=book.asked)
        entry = enter(self.place, work, actor, book.industry, book.register, form, at=at, case=record,
                      about=self._about(work, book.register, about), corrects=corrects)
        assert entry
        return entry

    @staticmethod
    def _about(work: UnitOfWork, register: Register, login: str) -> int | None:
        """Whom an entry is about. Only a register of some duties' people has somebody, and it always has."""
        if not register.of:
            if login:
                raise InvalidInput.field("about", "这本登记簿不针对某个人")
            return None
        row = work.users.by_login(login) if login else None
        if row is None or not {each.key for each in register.of}.intersection(row.duties):
            raise InvalidInput.field("about", "请选择登记的是谁")
        return row.id

    def _entry(self, work: UnitOfWork, actor: Actor, row: RegisterEntryRow) -> Entry:
        return entries_of(self.place, work, actor, [row], visible_to(actor))[0]


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def _receipt(row: RegisterEntryRow) -> Receipt:
    return Receipt(str(row.id), 0, "")


def _cursor(said: str) -> tuple[Any, int]:
    at, _, entry = said.partition("_")
    try:
        if not entry.isdecimal() or len(entry) > 9:
            raise ValueError
        return datetime.fromisoformat(at).replace(tzinfo=UTC), int(entry)
    except ValueError:
        raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页") from None
