"""Exports: asked for, made in the background, fetched by whoever asked, gone after a while."""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from zoneinfo import ZoneInfo

from core.accounts.users import Users
from core.domain.errors import DeskError, Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import DISCLOSE, EXPORT, SEE_PHONES, VIEW, Actor, Permission, Scope
from core.domain.reasons import Label
from core.exports.columns import TABLES, Reading, Words
from core.exports.kept import (
    DONE,
    EXPIRED,
    FAILED,
    MAKING,
    MOVING,
    PERSON,
    WAITING,
    ZIP,
    Files,
    Kept,
    asked,
    error_of,
    filter_of,
    rights,
)
from core.exports.writing import FORMS
from core.notifications.kinds import EXPORT_FINISHED
from core.notifications.leaving import leave_if_long
from core.services.records import require
from core.services.workplace import Workplace
from core.store.lists import CaseFilter, Order
from core.store.tables import ExportRow
from core.store.unit_of_work import UnitOfWork
from core.translation import Translator

MOST_WAITING = 5
"""How many exports of one person may be under way."""
SMALL = 1000
"""Up to so many lines a face may make an export while the person waits; the worker comes after this many seconds."""
WORKER_AFTER = timedelta(seconds=30)
REMEMBERED = timedelta(days=30)
"""How long the list says that there was an export, after its file is gone."""
PATIENCE = timedelta(hours=1)
"""Who stays to make an archive has this long before the worker comes to do it."""
MEDIA_TYPES = {**{form: media_type for form, (_, media_type) in FORMS.items()}, ZIP: "application/zip"}
Told = Callable[[int, int], object]
"""Hears how much is done, of how much; may raise."""

log = logging.getLogger("shouhou.exports")


class _Left(Exception):
    """Somebody else goes on with this export, or nobody."""


class Archive(Protocol):
    """Everything that is held on a customer, as one file. What counts as done and total are its parts."""

    def parts(self, work: UnitOfWork, actor: Actor, customer_id: int) -> int:
        """How many there will be. Raises `NotFound`, and `Refused` where the actor does not see everything."""

    def write(self, work: UnitOfWork, customer_id: int, stream: BinaryIO, language: str, told: Told) -> int:
        """Write them; how many there were."""


@dataclass(frozen=True)
class Fetched:
    """A file to hand over: where it lies, what to call it, its media type."""

    path: Path
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class _Attempt:
    row: ExportRow
    actor: Actor
    name: str


class Exports:
    """Files for one person. `speak` gives the translator of a language."""

    def __init__(self, place: Workplace, speak: Callable[[str], Translator], archive: Archive) -> None:
        self.place, self.speak, self.archive, self.users = place, speak, archive, Users(place)
        self.files = Files(place.config.data / "exports")

    # For whom they are

    def ask(self, actor: Actor, what: str, form: str, wanted: CaseFilter | None = None, *, order: Order = "opened",
            language: str = "zh", face: str = "") -> ExportRow:
        """Ask for a table of what a list of cases shows: `cases`, their `events`, or `customers`, as `xlsx` or `csv`.
        Asking again for the same while it is waited for gives the same. Raises `InvalidInput`, `Refused` where too
        many are under way."""
        _check_rights(actor, what)
        self._check(what, form)
        said, total = asked(wanted or CaseFilter(), order), self._count(actor, what, wanted or CaseFilter(), order)
        said["phones"] = actor.may(SEE_PHONES)  # a token may see less than its account, by whose rights it is made
        after = WORKER_AFTER if total <= SMALL else timedelta()
        return self._ask(actor, what, form, said, total, language, face, after)

    def disclose(self, actor: Actor, customer_id: int, *, language: str = "zh", face: str = "",
                 stays: bool = False) -> ExportRow:
        """Ask for everything that is held on a customer, as an archive for them to have. The worker makes it, unless
        the face `stays` to do so by `finish`. Raises `NotFound`, and `Refused` where a case of the customer lies
        outside the actor's scope or too many exports are under way."""
        _check_rights(actor, PERSON)
        with self.place.store.read() as work:
            total = self.archive.parts(work, actor, customer_id)
        said = {"customer": customer_id, **({"stays": True} if stays else {})}
        return self._ask(actor, PERSON, ZIP, said, total, language, face, PATIENCE if stays else timedelta())

    def _ask(self, actor: Actor, what: str, form: str, said: dict[str, Any], total: int, language: str, face: str,
             after: timedelta) -> ExportRow:
        if actor.id is None:
            raise Forbidden("导出只能为某个账号制作")
        now = self.place.now()
        with self.place.store.unit_of_work() as work:
            kept = Kept(work)
            for each in kept.of(actor.id, (what,)):
                if (each.state == WAITING and (each.form, each.language) == (form, language)
                        and {key: each.asked.get(key) for key in said} == said):
                    return each
            if kept.waiting(actor.id) >= MOST_WAITING:
                raise Refused("您已有 {n} 个导出还没做好,请等它们完成", n=MOST_WAITING)
            row = kept.add(ExportRow(what=what, form=form, asked={**said, "face": face}, language=language,
                                     asked_by=actor.id, asked_at=now, rows_total=total,
                                     expires_at=now + self._lasts))
            self._ask_worker(work, row, now + after)
            work.commit()
            return row

    def mine(self, actor: Actor) -> list[ExportRow]:
        """One's own exports, the latest first."""
        require(actor, EXPORT)
        with self.place.store.read() as work:
            return list(Kept(work).of(actor.id, _shown_to(actor)))

    def get(self, actor: Actor, export_id: int) -> ExportRow:
        """One of one's own. Anybody else's looks absent."""
        require(actor, EXPORT)
        with self.place.store.read() as work:
            return Kept(work).own(actor.id, export_id, _shown_to(actor))

    def fetch(self, actor: Actor, export_id: int, *, face: str = "") -> Fetched:
        """The file, to hand over now; that it was fetched is noted. Raises `Refused` where it is not made, has run
        out, or was made when the person might see more than now."""
        require(actor, EXPORT)
        with self.place.store.unit_of_work() as work:
            row = Kept(work).own(actor.id, export_id, _shown_to(actor))
            _check_rights(actor, row.what)
            if self._over(row):
                raise Refused("这个导出已过期,文件已删除,请重新导出")
            if row.state != DONE:
                raise Refused("这个导出没有可下载的文件")
            if not _still(actor, row):
                raise Refused("导出之后您能看的范围变小了,请重新导出")
            path = self.files.path(row.stored_name)
            if not path.is_file():
                raise NotFound()
            work.accesses.note(actor, "export.fetch", face=face, customer_id=row.asked.get("customer"), what=row.what,
                               form=row.form, rows=row.rows_done)
            work.commit()
        made = (row.finished_at or row.asked_at).astimezone(self._zone)
        name = f"customer-{row.asked['customer']}" if row.what == PERSON else row.what
        return Fetched(path, f"{name}-{made:%Y%m%d-%H%M}.{row.form}", MEDIA_TYPES[row.form], row.size)

    def remove(self, actor: Actor, export_id: int) -> None:
        """Take one of one's own away, also while it is being made."""
        require(actor, EXPORT)
        with self.place.store.unit_of_work() as work:
            row = Kept(work).own(actor.id, export_id, _shown_to(actor))
            work.session.delete(row)
            work.commit()
        self.files.remove(row.stored_name)

    def write(self, actor: Actor, what: str, form: str, stream: BinaryIO, wanted: CaseFilter | None = None, *,
              order: Order = "opened", language: str = "zh", face: str = "",
              told: Told = lambda done, total: None) -> int:
        """Write a table at once; how many lines it has. It is noted before the first one is written."""
        _check_rights(actor, what)
        self._check(what, form)
        asked_for = wanted or CaseFilter()
        with self.place.store.unit_of_work() as work:
            work.accesses.note(actor, "export.make", face=face, what=what, form=form,
                               rows=self._count(actor, what, asked_for, order))
            work.commit()
        with self.files.fresh(self.files.name(form)) as (_, aside):
            return self._fill(actor, what, form, asked_for, order, language, stream, aside, told)

    # Made by the worker

    def make(self, export_id: int, hold: Callable[[], bool] = lambda: True) -> None:
        """Make an export that is waited for, anew where an earlier attempt has died. Whoever asked is looked up
        again: what they may no longer do fails with the reason. Where `hold` gives False it is left to the next
        worker. An export whose time is over is taken away."""
        attempt = self._begin(export_id)
        if attempt is None:
            return
        row, name = attempt.row, attempt.name
        try:
            with self.files.fresh(name) as (stream, aside):
                count = self._put_into(stream, aside, attempt,
                                       lambda done, total: self._goes_on(attempt, done, total, hold))
            self._finish(attempt, count)
        except _Left:
            self._leave(attempt)
        except DeskError as error:
            self._fail(attempt, error)
        except OSError as error:
            log.warning("export %d could not be written: %s", row.id, error)
            self._fail(attempt, Refused("文件写不下:{why}", why=error.strerror or type(error).__name__))
        except BaseException:
            self._leave(attempt, again=False)
            raise

    def finish(self, actor: Actor, export_id: int, *, face: str = "") -> Fetched:
        """Make one of one's own while the person waits, and fetch it. Raises why it could not be made."""
        self.make(self.get(actor, export_id).id)
        if why := error_of(self.get(actor, export_id)):
            raise Refused("没有做成:{why}", why=why)
        return self.fetch(actor, export_id, face=face)

    def tidy(self) -> None:
        """Take away files whose time is over or that nobody knows, and forget old rows."""
        with self.place.store.unit_of_work() as work:
            kept = Kept(work)
            over = kept.over()
            names = [row.stored_name for row in over]
            for row in over:
                row.state, row.stored_name, row.asked = EXPIRED, "", {}
            kept.forget(self.place.now() - REMEMBERED)
            work.commit()
            known = kept.names()
        for name in (*names, *self.files.strays(known)):
            self.files.remove(name)

    def _begin(self, export_id: int) -> _Attempt | None:
        with self.place.store.unit_of_work() as work:
            row = Kept(work).lock(export_id)
            if row is None or row.state not in MOVING or self._over(row):
                work.rollback()
                self.tidy()
                return None
            died, name, actor = row.stored_name, self.files.name(row.form), None
            row.state, row.stored_name, row.rows_done = MAKING, name, 0
            try:
                actor = self._asker(work, row)
            except DeskError as error:
                self._failed(row, error)
            work.commit()
        self.files.remove(died)
        return _Attempt(row, actor, name) if actor else None

    def _asker(self, work: UnitOfWork, row: ExportRow) -> Actor:
        """Whoever asked, as they are now."""
        user = work.users.get(row.asked_by)
        if not user.active:
            raise Forbidden("{name}已停用,不能继续导出", name=user.name)
        actor = self.users.actor(user)
        _check_rights(actor, row.what)
        whole = row.asked.get("phones", True)
        return actor if whole else replace(actor, permissions=actor.permissions - {SEE_PHONES.key})

    def _goes_on(self, attempt: _Attempt, done: int, total: int, hold: Callable[[], bool]) -> None:
        with self.place.store.unit_of_work() as work:
            counts = Kept(work).progress(attempt.row.id, attempt.name, done, total)
            work.commit()
        if not counts or not hold():
            raise _Left

    def _finish(self, attempt: _Attempt, count: int) -> None:
        path, now = self.files.path(attempt.name), self.place.now()
        size = path.stat().st_size
        with self.place.store.unit_of_work() as work:
            row = Kept(work).lock(attempt.row.id)
            if row and row.stored_name == attempt.name and row.state == MAKING:
                row.state, row.size, row.rows_done, row.rows_total = DONE, size, count, count
                row.finished_at, row.expires_at = now, now + self._lasts
                row.asked = {**row.asked, "made_for": {
                    "scope": attempt.actor.scope.name, "unit": attempt.actor.unit,
                    "phones": attempt.actor.may(SEE_PHONES) and row.what != PERSON}}  # an archive is always whole
                work.accesses.note(attempt.actor, "customer.disclose" if row.what == PERSON else "export.make",
                                   face=row.asked.get("face", ""), customer_id=row.asked.get("customer"),
                                   what=row.what, form=row.form, rows=count)
                self._ask_worker(work, row, row.expires_at)
                _tell(work, row, "已做好,可以下载")
                work.commit()
                return
        self.files.remove(attempt.name)

    def _leave(self, attempt: _Attempt, *, again: bool = True) -> None:
        """Give an attempt up, for another one to come."""
        with self.place.store.unit_of_work() as work:
            row = Kept(work).lock(attempt.row.id)
            if row and row.stored_name == attempt.name and row.state == MAKING:
                row.state, row.stored_name, row.rows_done = WAITING, "", 0
                if again:
                    self._ask_worker(work, row, self.place.now())
                work.commit()
        self.files.remove(attempt.name)

    def _fail(self, attempt: _Attempt, error: DeskError) -> None:
        with self.place.store.unit_of_work() as work:
            row = Kept(work).lock(attempt.row.id)
            if row and row.stored_name == attempt.name:
                self._failed(row, error)
                _tell(work, row, "没有做成")
                work.commit()
        self.files.remove(attempt.name)

    def _failed(self, row: ExportRow, error: DeskError) -> None:
        row.state, row.stored_name, row.finished_at = FAILED, "", self.place.now()
        row.error = json.dumps(error.reason.data(), ensure_ascii=False)

    def _put_into(self, stream: BinaryIO, aside: Path, attempt: _Attempt, told: Told) -> int:
        """Write what was asked for; how many lines or parts it has."""
        row, actor = attempt.row, attempt.actor
        if row.what != PERSON:
            wanted, order = filter_of(row)
            return self._fill(actor, row.what, row.form, wanted, order, row.language, stream, aside, told)
        with self.place.store.read() as work:
            _one_instant(work)
            told(0, self.archive.parts(work, actor, row.asked["customer"]))
            return self.archive.write(work, row.asked["customer"], stream, row.language, told)

    def _fill(self, actor: Actor, what: str, form: str, wanted: CaseFilter, order: Order, language: str,
              stream: BinaryIO, aside: Path, told: Told) -> int:
        """Write a table as of one instant; how many lines it has. `told` hears how far it is and may raise."""
        words, table, done = Words(self.speak(language), self._zone), TABLES[what], 0
        with self.place.store.read() as work:
            _one_instant(work)
            here = Reading(self.place, work, actor, wanted, order, words)
            total = table.count(here)
            told(0, total)
            with FORMS[form][0](stream, words(table.title), [words(each) for each in table.head], aside) as add:
                for page in table.pages(here):
                    for line in page:
                        add(line)
                    done += len(page)
                    work.session.expunge_all()
                    told(done, total)
        return done

    def _count(self, actor: Actor, what: str, wanted: CaseFilter, order: Order) -> int:
        with self.place.store.read() as work:
            return TABLES[what].count(Reading(self.place, work, actor, wanted, order,
                                              Words(self.speak("zh"), self._zone)))

    @staticmethod
    def _ask_worker(work: UnitOfWork, row: ExportRow, at: datetime) -> None:
        work.outbox.put("export", f"export:{row.id}:{secrets.token_hex(8)}", {"export": row.id}, at)

    def _over(self, row: ExportRow) -> bool:
        return row.state == EXPIRED or (row.expires_at is not None and row.expires_at <= self.place.now())

    @property
    def _lasts(self) -> timedelta:
        return timedelta(hours=self.place.config.exports_kept_hours)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.place.config.zone)

    @staticmethod
    def _check(what: str, form: str) -> None:
        for name, said, known in (("what", what, TABLES), ("form", form, FORMS)):
            if said not in known:
                raise InvalidInput.field(name, "不是可选的选项")


def _one_instant(work: UnitOfWork) -> None:
    """Read everything as it is now, whatever is written meanwhile. SQLite does so by itself."""
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _tell(work: UnitOfWork, row: ExportRow, how: str) -> None:
    """Tell whoever asked how it ended, unless a person waits for it as it is."""
    if not row.asked.get("stays"):
        leave_if_long(work, row.asked_at, EXPORT_FINISHED, f"export:{row.id}", row.asked_by, {"answer": Label(how)},
                      "/exports")


def _rights(what: str) -> tuple[Permission, ...]:
    return (EXPORT, DISCLOSE if what == PERSON else VIEW)


def _check_rights(actor: Actor, what: str) -> None:
    """Raises `Forbidden` unless somebody may have such exports."""
    for permission in _rights(what):
        require(actor, permission)


def _shown_to(actor: Actor) -> tuple[str, ...]:
    """What somebody may have had made."""
    return (*TABLES, PERSON) if actor.may(DISCLOSE) else tuple(TABLES)


def _still(actor: Actor, row: ExportRow) -> bool:
    """Whether somebody may still see all that a file was made with."""
    scope, unit, phones = rights(row.asked.get("made_for", {}))
    if phones and not actor.may(SEE_PHONES):
        return False
    if actor.scope is Scope.all or scope == Scope.own.name:
        return True
    return scope == actor.scope.name and unit == actor.unit
