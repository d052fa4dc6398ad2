"""A desk that mends pots and calls its customers back."""

from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.plans.making import Run, run
from core.services.opening import Request
from core.services.records import Receipt
from core.services.workplace import Workplace
from core.setting_up import seed_calendar
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock

PEOPLE = {"lin": "service", "tan": "technician", "qin": "quality", "zhou": "manager", "kong": "logistics",
          "wu": "manager service", "guan": "administrator"}


class Pots:
    """The desk with its people, all of whom see everything."""

    def __init__(self, url: str, folder: Path, clock: HandClock, *extra: str) -> None:
        config = Config(business="茶壶店", data=folder, database=url, plugins=("pots",),
                        extra_plugins=("tests.capabilities.followup.pots", *extra), policies=(Adopted("pots/simple"),))
        self.clock, self.desk = clock, Desk(config, now=clock)
        self.desk.users = Users(self.desk.place, CHEAP)
        self.desk.store.upgrade()
        seed_calendar(self.desk, range(2024, 2027))
        with self.desk.store.unit_of_work() as work:
            for login, duty in PEOPLE.items():
                work.users.add(UserRow(login=login, name=login.title(), duties=duty.split(), scope="all", language="zh",
                                       password_hash=HASHED))
            work.commit()

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    @property
    def place(self) -> Workplace:
        return self.desk.place

    def customer(self, name: str = "王先生", phone: str = "13800006621") -> int:
        return self.desk.customers.register(self["lin"], name=name, phones=[phone])

    def open(self, customer: int | None = None, **answers: object) -> str:
        return self.desk.opening.open(self["lin"], Request("pots.repair", {"model": "K1", **answers}, (),
                                                        customer_id=customer)).number

    def step(self, by: str, number: str, step: str, **answers: object) -> Receipt:
        return self.desk.steps.take(self[by], number, step, answers or None)

    def mended(self, customer: int | None = None, **answers: object) -> str:
        """A case whose customer is to be called."""
        number = self.open(customer, **answers)
        self.step("tan", number, "mend.mend")
        return number

    def closed(self, customer: int | None = None, **answers: object) -> str:
        number = self.mended(customer, **answers)
        self.step("lin", number, "call_back.call", channel="phone", solved=True)
        self.step("lin", number, "call_back.close")
        return number

    def run(self) -> Run:
        return run(self.place)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def shop(database_url: str, tmp_path: Path, clock: HandClock) -> Pots:
    """On a database of its own."""
    return Pots(database_url, tmp_path / "data", clock)
