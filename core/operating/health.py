"""Whether this process lives and may be given requests."""

import os
import secrets
import shutil
import threading
import time
from dataclasses import dataclass

from core.services.workplace import Workplace

LEAST_DISK = 64 * 2**20
"""Bytes that have to be free on the disk of the data folder."""
_ANSWER_WITHIN, _GOOD_FOR = 2.0, 1.0


@dataclass
class _Look:
    """One look at database and disk, shared by everybody who asks meanwhile."""

    done: threading.Event
    well: bool = False
    ended_at: float = 0.0


class Health:
    """Looks at database and disk at most once a second, whoever asks. `stopping` is set when the process has been told
    to stop."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.stopping = place, threading.Event()
        self._lock, self._look, self._up_to_date = threading.Lock(), _Look(threading.Event()), False
        self._look.done.set()

    def ready(self) -> bool:
        """Whether requests can be answered: the database does within two seconds and needs no migration, the data
        folder can be written, and nobody has told the process to stop."""
        if self.stopping.is_set():
            return False
        look = self._current()
        return look.done.wait(_ANSWER_WITHIN) and look.well

    def _current(self) -> _Look:
        with self._lock:
            if self._look.done.is_set() and time.monotonic() - self._look.ended_at > _GOOD_FOR:
                self._look = _Look(threading.Event())
                # A thread, since a frozen database keeps it waiting longer than the one who asks.
                threading.Thread(target=self._see, args=(self._look,), name="shouhou-health", daemon=True).start()
            return self._look

    def _see(self, look: _Look) -> None:
        try:
            look.well = self._database() and self._disk()
        except Exception:
            look.well = False
        finally:
            look.ended_at = time.monotonic()
            look.done.set()

    def _database(self) -> bool:
        # Migrations do not come back while a process runs: once none is pending, answering is enough.
        self._up_to_date = self._up_to_date or not self.place.store.pending()
        return self._up_to_date and self.place.store.answers()

    def _disk(self) -> bool:
        data = self.place.config.data
        data.mkdir(parents=True, exist_ok=True)
        tried = data / f".probe-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            tried.write_bytes(b"x")
        finally:
            tried.unlink(missing_ok=True)
        return shutil.disk_usage(data).free >= LEAST_DISK
