"""A desk that repairs kettles, with people who send and receive them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.parcels.bench import Bench
from core.capabilities.parcels.tracking import Tracking
from core.capabilities.parcels.troubles import Troubles
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock

PEOPLE = {"lin": "service", "kong": "logistics", "wu": "technician", "zhou": "manager", "sun": "finance",
          "gu": "administrator"}
SHIP: Mapping[str, object] = {"mode": "self_ship"}
INTACT: Mapping[str, object] = {"condition": "intact"}


class Kettles:
    """The desk, its people by log-in, and its parcels."""

    def __init__(self, url: str, folder: Path, clock: HandClock) -> None:
        self.clock = clock
        config = Config(business="壶匠", data=folder, database=url, plugins=("kettles",),
                        extra_plugins=("tests.capabilities.parcels.kettles",), policies=(Adopted("kettles/simple"),))
        desk = self.desk = Desk(config, now=clock)
        desk.users = Users(desk.place, CHEAP)
        desk.store.upgrade()
        seed_calendar(desk, range(2024, 2027))
        with desk.store.unit_of_work() as work:
            for login, duty in PEOPLE.items():
                work.users.add(UserRow(login=login, name=login.title(), duties=[duty], scope="all", language="zh",
                                       password_hash=HASHED))
            work.commit()
        self.bench, self.tracking, self.troubles = Bench(desk.place), Tracking(desk.place), Troubles(desk.place)

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def open(self, *items: str, customer: int | None = None) -> str:
        rows = [{"product": each} for each in items]
        return self.desk.opening.open(self["lin"], Request("kettles.repair", {"model": "X1"}, rows,
                                                           customer_id=customer)).number

    def take(self, by: str, number: str, step: str, answers: object = None) -> None:
        self.desk.steps.take(self[by], number, step, answers)

    def asked(self, *items: str, customer: int | None = None) -> str:
        number = self.open(*items, customer=customer)
        self.take("kong", number, "inbound.arrange", SHIP)
        return number

    def posted(self, waybill: str, *items: str, carrier: str = "顺丰", customer: int | None = None,
               **more: object) -> str:
        number = self.asked(*items, customer=customer)
        self.take("lin", number, "inbound.post", {"carrier": carrier, "waybill": waybill, **more})
        return number

    def received(self, waybill: str, **more: object) -> str:
        number = self.posted(waybill, **more)  # type: ignore[arg-type]
        self.bench.receive(self["kong"], number, INTACT)
        return number

    def state(self, number: str) -> str:
        return self.desk.views.case(self["lin"], number).row.state

    def legs(self, number: str) -> list[tuple[str, str]]:
        view = self.desk.views.case(self["lin"], number)
        return [(each.row.direction, each.row.status) for each in self.tracking.of_case(self["kong"], view.row.id)]

    def parcel(self, number: str, place: int = -1) -> int:
        view = self.desk.views.case(self["lin"], number)
        return self.tracking.of_case(self["kong"], view.row.id)[place].row.id


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def kettles(database_url: str, tmp_path: Path, clock: HandClock) -> Kettles:
    """On a database of its own."""
    return Kettles(database_url, tmp_path / "data", clock)
