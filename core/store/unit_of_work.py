"""A unit of work: one transaction and everything in it."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Generic, Self, TypeVar

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
from core.store.repository import Repository
from core.store.settings import Calendars, Rulebooks, Settings
from core.store.tokens import Tokens
from core.store.webhooks import Webhooks

R = TypeVar("R", bound=Repository)


class _Of(Generic[R]):
    """A repository of a unit of work, made when it is first asked for."""

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind

    def __set_name__(self, owner: type["UnitOfWork"], name: str) -> None:
        self.name = name

    def __get__(self, work: "UnitOfWork", owner: type["UnitOfWork"]) -> R:
        made = vars(work)[self.name] = self.kind(work.session, work.now)
        return made


class UnitOfWork:
    """Repositories over one transaction, which begins with the first query and ends with the block: kept if
    `commit` was called, undone if not. Rows stay readable after it. A plugin's own tables go through `session`."""

    users = _Of(Users)
    sessions = _Of(Sessions)
    tokens = _Of(Tokens)
    failed_logins = _Of(FailedLogins)
    units = _Of(Units)
    customers = _Of(Customers)
    products = _Of(Products)
    cases = _Of(Cases)
    events = _Of(Events)
    clocks = _Of(Clocks)
    rulebooks = _Of(Rulebooks)
    settings = _Of(Settings)
    calendars = _Of(Calendars)
    numbers = _Of(Numbers)
    idempotency = _Of(Idempotency)
    outbox = _Of(Outbox)
    webhooks = _Of(Webhooks)
    evidence = _Of(Evidence)
    imports = _Of(Imports)
    accesses = _Of(Accesses)
    consents = _Of(Consents)

    def __init__(self, engine: Engine, now: Callable[[], datetime], *, read_only: bool = False) -> None:
        self.session = Session(engine, expire_on_commit=False)
        self.now, self._read_only = now, read_only

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
