"""A desk of the scooter shop, whose industry builds on a capability of the tests' own."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock

PEOPLE = {"lin": "service", "kong": "logistics", "zhou": "manager"}


def a_desk(url: str, folder: Path, clock: HandClock, *extra: str, plugins: tuple[str, ...] = ("scooters",)) -> Desk:
    """A desk on a database, not yet opened."""
    config = Config(business="滑板车行", data=folder, database=url, plugins=plugins,
                    extra_plugins=("tests.capabilities.scooters", *extra), policies=(Adopted("scooters/simple"),))
    desk = Desk(config, now=clock)
    desk.users = Users(desk.place, CHEAP)
    return desk


class Scooters:
    """The desk with its people."""

    def __init__(self, desk: Desk, clock: HandClock) -> None:
        self.desk, self.clock = desk, clock
        desk.store.upgrade()
        seed_calendar(desk, range(2024, 2027))
        with desk.store.unit_of_work() as work:
            for login, duty in PEOPLE.items():
                work.users.add(UserRow(login=login, name=login.title(), duties=[duty], scope="all", language="zh",
                                       password_hash=HASHED))
            work.commit()

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def open(self, customer: int | None = None) -> str:
        return self.desk.opening.open(self["lin"], Request("scooters.battery", {"model": "X1"}, (),
                                                           customer_id=customer)).number

    def enter(self, number: str, spot: str, **answers: object) -> Mapping[str, object]:
        said = {"spot": spot, "visitor": "王先生", **answers}
        return self.desk.steps.take(self["kong"], number, "parking.enter", said).data()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def shop(database_url: str, tmp_path: Path, clock: HandClock) -> Scooters:
    """On a database of its own."""
    return Scooters(a_desk(database_url, tmp_path / "data", clock), clock)
