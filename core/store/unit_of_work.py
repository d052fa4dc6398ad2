"""A unit of work: one transaction and everything in it."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from core.store.accesses import Accesses, Consents
from core.store.cases import Cases
from core.store.clocks import Clocks
from core.store.customers import Customers, Products
from core.store.events import Events
from core.store.evidence import Evidence
from core.store.imports import Imports
from core.store.once import Idempotency, Numbers
from core.store.outbox import Outbox
from core.store.people import FailedLogins, Sessions, Units, Users
from core.store.settings import Calendars, Rulebooks, Settings
from core.store.tokens import Tokens
from core.store.webhooks import Webhooks


class UnitOfWork:
    """Repositories over one transaction, which begins with the first query and ends with the block: kept if
    `commit` was called, undone if not. Rows stay readable after it. A plugin's own tables go through `session`."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], *, read_only: bool = False) -> None:
        self.session = Session(engine, expire_on_commit=False)
        self.now, self._read_only = now, read_only
        here = self.session, now
        self.users = Users(*here)
        self.sessions = Sessions(*here)
        self.tokens = Tokens(*here)
        self.failed_logins = FailedLogins(*here)
        self.units = Units(*here)
        self.customers = Customers(*here)
        self.products = Products(*here)
        self.cases = Cases(*here)
        self.events = Events(*here)
        self.clocks = Clocks(*here)
        self.rulebooks = Rulebooks(*here)
        self.settings = Settings(*here)
        self.calendars = Calendars(*here)
        self.numbers = Numbers(*here)
        self.idempotency = Idempotency(*here)
        self.outbox = Outbox(*here)
        self.webhooks = Webhooks(*here)
        self.evidence = Evidence(*here)
        self.imports = Imports(*here)
        self.accesses = Accesses(*here)
        self.consents = Consents(*here)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.session.close()

    def commit(self) -> None:
        """Keep everything since the last commit. What follows in the block is a new transaction."""
        if self._read_only:
            raise RuntimeError("this unit of work only reads; use unit_of_work() to write")
        self.session.commit()
        self.session.info.clear()  # what was locked is so no longer

    def flush(self) -> None:
        """Send what is pending, so that ids are known; nothing is kept yet."""
        self.session.flush()

    def rollback(self) -> None:
        """Undo everything since the last commit. Rows read before must be read again."""
        self.session.rollback()
        self.session.info.clear()
