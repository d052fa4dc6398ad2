"""The log of who read, took away or erased personal data.

What changes something or takes data away writes its note in its own transaction. Reading a page must not wait for a
writer, nor fail because the disk is full: such notes gather in memory and are written together a second later
(docs/decisions/0013).
"""

import atexit
import logging
import threading
import weakref
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from core.domain.errors import InvalidInput
from core.domain.people import AUDIT, Actor
from core.domain.reasons import Label
from core.registers.service import EXPORTED as REGISTER_EXPORTED
from core.services.records import require
from core.services.workplace import Workplace
from core.store.tables import AccessRow
from core.store.unit_of_work import UnitOfWork

READ_CASE, READ_CUSTOMER, FOUND = "case.read", "customer.read", "customer.find"
TOOK_FILE, TOOK_REGISTER = "evidence.download", "import.download"
EXPORTED, FETCHED = "export.make", "export.fetch"
ENTRY_ERASED = "register.erase"
DISCLOSED, ERASED, EXPIRED = "customer.disclose", "customer.erase", "customer.expire"
ACTIONS = {READ_CASE: "看了案件", READ_CUSTOMER: "看了客户", FOUND: "查找客户", TOOK_FILE: "下载证据文件",
           TOOK_REGISTER: "下载登记表", EXPORTED: "导出", FETCHED: "取走导出文件", DISCLOSED: "导出客户全部信息",
           ERASED: "删除客户个人信息", EXPIRED: "到期删除客户个人信息",
           REGISTER_EXPORTED: "导出登记簿", ENTRY_ERASED: "删除登记内容"}
TOGETHER = timedelta(minutes=10)
"""The same reading by the same person within this time is one."""
SECONDS, MOST_WAITING = 1.0, 10_000

log = logging.getLogger("shouhou.privacy")


@dataclass(frozen=True)
class Note:
    """A reading that is still to be written."""

    at: datetime
    actor: Actor
    action: str
    face: str
    customer_id: int | None
    case_id: int | None
    detail: dict[str, Any] = field(compare=False)

    @property
    def same(self) -> tuple[object, ...]:
        return self.actor.id, self.action, self.customer_id, self.case_id

    def write(self, work: UnitOfWork) -> None:
        work.accesses.note(self.actor, self.action, face=self.face, customer_id=self.customer_id,
                           case_id=self.case_id, at=self.at, **self.detail)


class AccessLog:
    """Noting and showing. `seconds` is how long a reading may wait to be written; None writes only by `flush`."""

    def __init__(self, place: Workplace, seconds: float | None = SECONDS) -> None:
        self.place, self.seconds = place, seconds
        self._waiting: deque[Note] = deque()
        self._seen: dict[tuple[object, ...], datetime] = {}
        self._lock, self._timer = threading.Lock(), None
        _flush_at_exit(self)

    _timer: threading.Timer | None

    def note(self, actor: Actor, action: str, *, face: str = "", customer_id: int | None = None,
             case_id: int | None = None, at_once: bool = False, **detail: Any) -> None:
        """That somebody read something; the same within ten minutes counts once, unless it is about nobody in
        particular. `detail` is JSON-able and names no person. `at_once` raises where it cannot be written."""
        note = Note(self.place.now(), actor, action, face, customer_id, case_id, detail)
        if not at_once and not self._new(note):
            return
        with self._lock:
            self._waiting.append(note)
            if len(self._waiting) > MOST_WAITING:
                self._waiting.popleft()
                log.error("a note of a reading was lost: %d are waiting to be written", MOST_WAITING)
        if at_once or self.place.store.engine.url.database in (None, "", ":memory:"):
            self._write()
        elif self.seconds is not None:
            self._later()

    def _new(self, note: Note) -> bool:
        if note.customer_id is None and note.case_id is None:
            return True
        with self._lock:
            before = self._seen.get(note.same)
            if before is not None and timedelta() <= note.at - before < TOGETHER:
                return False
            if len(self._seen) > MOST_WAITING:
                self._seen = {key: at for key, at in self._seen.items() if note.at - at < TOGETHER}
            self._seen[note.same] = note.at
        return True

    def _later(self) -> None:
        with self._lock:
            if self._timer is None or not self._timer.is_alive():
                self._timer = threading.Timer(self.seconds or 0, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> bool:
        """Write what is waiting; False where the database does not take it, then it goes on waiting."""
        try:
            self._write()
        except SQLAlchemyError as fault:
            log.error("%d notes of readings wait: %s", len(self._waiting), type(fault).__name__)
            return False
        finally:
            self._timer = None
        return True

    def _write(self) -> None:
        with self._lock:
            notes = list(self._waiting)
            self._waiting.clear()
        if not notes:
            return
        try:
            with self.place.store.unit_of_work() as work:
                for each in notes:
                    each.write(work)
                work.commit()
        except BaseException:
            with self._lock:
                self._waiting.extendleft(reversed(notes))
            raise

    def list(self, actor: Actor, *, by: str = "", customer_id: int | None = None, action: str = "",
             since: datetime | None = None, until: datetime | None = None, before_id: int | None = None,
             limit: int = 100) -> Sequence[AccessRow]:
        """What is written so far in the actor's scope, the latest first, of one person (`by`, a log-in), customer,
        action, time; page on with `before_id`. Raises `InvalidInput` for an action nobody knows."""
        require(actor, AUDIT)
        if action and action not in ACTIONS:
            options = tuple(map(Label, ACTIONS.values()))
            raise InvalidInput.field("action", "不是可选的选项,可选:{options}", options=options)
        with self.place.store.read() as work:
            person = work.users.by_login(by) if by else None
            if by and person is None:
                return []
            wanted: Collection[str] = (action,) if action else ()
            return work.accesses.list(
                actor_id=person.id if person else None, customer_id=customer_id, actions=wanted, since=since,
                until=until, before_id=before_id, limit=min(limit, 500), seen_by=actor)


def _flush_at_exit(of: AccessLog) -> None:
    kept = weakref.ref(of)

    def flush() -> None:
        found = kept()
        if found is not None and found._waiting:
            found.flush()

    atexit.register(flush)
