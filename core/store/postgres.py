"""PostgreSQL that is gone or frozen: whoever waits for it is told within seconds instead of never.

A statement may take long, and its answer is waited for as long as the server takes new connections. Where it does not,
the statement is given up; until the server is back, whoever wants a connection is refused at once.
"""

import time
from collections.abc import Callable, Generator
from threading import Lock
from typing import Any, TypeVar

from psycopg import Connection, Error, OperationalError

T = TypeVar("T")
_PATIENCE_SECONDS = 2.0
"""How long an answer is waited for before the server is asked whether it is there, and how old what it said may be."""
_REST_SECONDS = 1.0
"""How long nobody knocks after a server did not open."""
SETTINGS: dict[str, Any] = {
    "connect_timeout": 2, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 30_000}


class Watch:
    """Whether a server answers, found out by one for all who wait."""

    def __init__(self) -> None:
        self._lock, self._well, self._asked_at = Lock(), True, 0.0

    def connect(self, connect: Callable[[], Connection[Any]]) -> Connection[Any]:
        """A connection that gives up with the server. Raises psycopg's `OperationalError`."""
        if not self._well and time.monotonic() - self._asked_at < _REST_SECONDS:
            raise OperationalError("the database server does not answer")
        try:
            made = connect()
        except Error:
            self._note(False)
            raise
        self._note(True)
        if isinstance(made, Watched):
            made.server_answers = lambda: self.answers(connect)
        return made

    def answers(self, connect: Callable[[], Connection[Any]]) -> bool:
        """Whether it takes a new connection."""
        with self._lock:
            if time.monotonic() - self._asked_at > _PATIENCE_SECONDS / 2:
                try:
                    connect().close()
                    self._note(True)
                except Error:
                    self._note(False)
            return self._well

    def _note(self, well: bool) -> None:
        self._well, self._asked_at = well, time.monotonic()


class Watched(Connection[Any]):
    """A connection whose waits end when the server does not answer any more; it is closed then."""

    server_answers: Callable[[], bool] | None = None

    def wait(self, gen: Generator[Any, Any, T], *rest: Any, **more: Any) -> T:
        return super().wait(self._watched(gen), *rest, **more)

    def _watched(self, steps: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        asked = time.monotonic()
        try:
            wanted = next(steps)
            while True:
                ready = yield wanted
                if not ready and self.server_answers and time.monotonic() - asked > _PATIENCE_SECONDS:
                    if not self.server_answers():
                        self.pgconn.finish()
                        raise OperationalError("the database server does not answer")
                    asked = time.monotonic()
                wanted = steps.send(ready)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
