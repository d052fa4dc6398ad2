"""A library with registers, on a database, at a time that is set by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.store import Store
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock, at

PEOPLE = {"lin": ("林晓", ("service",)), "wu": ("吴刚", ("technician",)), "sun": ("孙丽", ("finance",)),
          "zhao": ("赵敏", ("manager",)), "zhou": ("周平", ("administrator",))}


class Library:
    """The desk, its people by log-in and its clock."""

    def __init__(self, store: Store, clock: HandClock, folder: Path) -> None:
        self.clock = clock
        self.desk = Desk(Config(business="图书馆", data=folder, plugins=("library",),
                                extra_plugins=("tests.registers.library",), policies=(Adopted("library/rules"),)),
                         now=clock, store=store)
        self.desk.users = Users(self.desk.place, CHEAP)
        with self.desk.store.unit_of_work() as work:
            rows = [work.users.add(UserRow(login=login, name=name, duties=list(duties), scope="all",
                                           password_hash=HASHED)) for login, (name, duties) in PEOPLE.items()]
            work.commit()
        self.people = {row.login: self.desk.users.actor(row) for row in rows}

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]


@pytest.fixture
def clock() -> HandClock:
    made = HandClock()
    made.at = at("2025-03-03 10:00")
    return made


@pytest.fixture
def store(prepared_url: str, clock: HandClock) -> Iterator[Store]:
    made = Store(prepared_url, clock)
    yield made
    made.dispose()


@pytest.fixture
def library(store: Store, clock: HandClock, tmp_path: Path) -> Library:
    return Library(store, clock, tmp_path)
