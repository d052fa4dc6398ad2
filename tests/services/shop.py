"""A bicycle shop with its people, on a database, at a time that is set by hand."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.errors import DeskError
from core.domain.people import Actor, Scope
from core.domain.reasons import Reason
from core.services.opening import Request
from core.services.records import Receipt
from core.services.views import CaseView
from core.store import Store
from core.store.tables import Base, UserRow

ZONE = ZoneInfo("Asia/Shanghai")
REPAIR, ADVICE = "bicycles.repair", "bicycles.advice"
ANSWERS: Mapping[str, object] = {"fault": "brakes", "bought_on": "2025-03-03", "frame_no": "F1", "fell": False}
WHEELS: Sequence[Mapping[str, object]] = ({"product": "前轮", "brand": "凤凰"}, {"product": "后轮", "brand": "凤凰"})
TOLD: Mapping[str, object] = {"told": True, "by": "shop"}
SOUND: Mapping[str, object] = {"worn": False}
WORN: Mapping[str, object] = {"worn": True}
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct-horse-9"
HASHED = CHEAP.hash(PASSWORD)
PEOPLE = {"lin": ("林晓", ("service",)), "wu": ("吴刚", ("technician",)), "zhao": ("赵敏", ("manager", "service")),
          "qian": ("钱多", ("manager", "finance")), "sun": ("孙丽", ("finance",)), "zhou": ("周平", ("administrator",))}
"""Somebody of each duty; two managers, so that one can approve what the other asks."""


def at(words: str) -> datetime:
    """A moment in the business's zone."""
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = at("2025-03-05 10:00")

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def a_desk(store: Store, clock: HandClock, folder: Path, *policies: str, plugins: tuple[str, ...] = ("bicycles",),
           ) -> Desk:
    """A desk of the bicycle shop on a store."""
    config = Config(business="车行", data=folder, plugins=plugins, extra_plugins=("tests.kernel.bicycles",),
                    policies=tuple(map(Adopted, policies or ("bicycles/careful",))))
    desk = Desk(config, now=clock, store=store)
    desk.users = Users(desk.place, CHEAP)
    return desk


class Shop:
    """The desk, its people by log-in, and short ways to do what most tests begin with."""

    def __init__(self, desk: Desk, clock: HandClock) -> None:
        self.desk, self.clock = desk, clock
        with desk.store.unit_of_work() as work:
            rows = [work.users.add(UserRow(login=login, name=name, duties=list(duties), scope="all",
                                           password_hash=HASHED)) for login, (name, duties) in PEOPLE.items()]
            work.commit()
        self.people = {row.login: desk.users.actor(row) for row in rows}

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]

    def limited(self, login: str, scope: Scope, unit: int | None = None) -> Actor:
        """The same person with a narrower view."""
        who = self.people[login]
        return Actor(who.id, who.login, who.name, who.duties, who.permissions, unit, scope)

    def open(self, answers: Mapping[str, object] | None = None, *, by: str = "lin",
             items: Sequence[Mapping[str, object]] = WHEELS, kind: str = REPAIR, key: str = "", **more: Any) -> str:
        said = {**ANSWERS, **(answers or {})} if kind == REPAIR else dict(answers or {})
        return self.desk.opening.open(self[by], Request(kind, said, items, **more), key).number

    def take(self, number: str, step: str, answers: object = None, *, by: str = "lin", **more: Any) -> Receipt:
        return self.desk.steps.take(self[by], number, step, answers, **more)

    def see(self, number: str, by: str = "lin") -> CaseView:
        return self.desk.views.case(self[by], number)

    def accepted(self, **more: Any) -> str:
        number = self.open(**more)
        self.take(number, "intake.accept", TOLD)
        return number

    def looked(self, *found: Mapping[str, object], **more: Any) -> str:
        number = self.accepted(**more)
        self.take(number, "bench.look", list(found or (SOUND, SOUND)), by="wu")
        return number

    def offered(self, **more: Any) -> str:
        number = self.looked(**more)
        self.take(number, "bench.sound", by="wu")
        self.take(number, "quote.offer", {"total": "180.00"})
        return number

    def agreed(self, **more: Any) -> str:
        """A case before the payment. The receipt the gate wants is let pass with a reason."""
        number = self.offered(**more)
        with self.desk.store.unit_of_work() as work:
            from core.domain import events
            from core.services.records import Records

            records = Records(self.desk.place, work, self["lin"])
            record = records.lock(number, None)
            records.keep(record, records.event(events.ATTACHED, {"purpose": "receipt"}))
            work.commit()
        self.take(number, "quote.agree")
        return number

    def ended(self, **more: Any) -> str:
        number = self.agreed(**more)
        self.take(number, "pay.pay", self.payment(), by="sun")
        return number

    def declined(self, **more: Any) -> str:
        """A case that ended without giving anything away."""
        number = self.open(**more)
        self.take(number, "intake.decline", {"why": "没有配件"})
        return number

    def payment(self, amount: str = "180.00") -> dict[str, object]:
        return {"amount": amount, "paid_on": self.clock().astimezone(ZONE).date().isoformat()}

    def versions(self) -> dict[str, int]:
        with self.desk.store.read() as work:
            return {row.number: row.version for row in work.cases.list(limit=500).rows}


def dump(store: Store) -> dict[str, list[str]]:
    """Everything in the database."""
    with store.engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table))))
                for table in Base.metadata.sorted_tables}


@contextmanager
def refused(shop: Shop, error: type[DeskError], says: str = "") -> Iterator[pytest.ExceptionInfo[DeskError]]:
    """What happens in the block is refused, says why, and leaves the database as it was."""
    before = dump(shop.desk.store)
    with pytest.raises(error) as caught:
        yield caught
    assert says in said(caught.value), said(caught.value)
    assert dump(shop.desk.store) == before


def said(error: DeskError) -> str:
    """What an error says, with the reasons inside it."""
    return Reason(error.template, error.values).text()
