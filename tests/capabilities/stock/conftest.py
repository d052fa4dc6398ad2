"""The bench shop: its people, warehouses and items, on each database."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.stock.issuing import Issuing, Whom
from core.capabilities.stock.items import Items
from core.capabilities.stock.moving import Call, Done, Moving
from core.capabilities.stock.needs import Needs
from core.capabilities.stock.samples import Samples
from core.capabilities.stock.seeing import Seeing
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock

PEOPLE = {"lin": ("service",), "wu": ("technician",), "zhao": ("manager",), "sun": ("finance",),
          "kong": ("logistics",), "qian": ("manager", "logistics"), "ding": ("dispatch",), "bai": ("quality",)}


class Benches:
    """The desk with its people and everything that is done with stock."""

    def __init__(self, url: str, folder: Path, clock: HandClock) -> None:
        config = Config(business="长椅铺", data=folder, database=url, plugins=("benches",),
                        extra_plugins=("tests.capabilities.stock.benches",), policies=(Adopted("benches/simple"),))
        self.desk, self.clock = Desk(config, now=clock), clock
        self.desk.users = Users(self.desk.place, CHEAP)
        self.desk.store.upgrade()
        seed_calendar(self.desk, range(2024, 2027))
        with self.desk.store.unit_of_work() as work:
            for login, duties in PEOPLE.items():
                work.users.add(UserRow(login=login, name=login.title(), duties=list(duties), scope="all", language="",
                                       password_hash=HASHED))
            work.commit()
        place = self.desk.place
        self.items, self.moving, self.issuing, self.seeing = Items(place), Moving(place), Issuing(place), Seeing(place)
        self.needs, self.samples = Needs(place), Samples(place)
        for title in ("主仓", "分仓"):
            self.items.add_place(self["kong"], "warehouse", title)
        for code, title, kind, cost in (("HG-35", "铰链", "spare", "8"), ("SC-4", "螺丝", "fitting", "0.5"),
                                        ("CU-1", "靠垫", "gift", "20"), ("OAK-9", "橡木板", "spare", "400")):
            self.items.save(self["kong"], {"code": code, "title": title, "kind": kind, "cost": cost,
                                           "wear": "是" if code == "HG-35" else ""})

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def open(self, kind: str = "repair", **answers: object) -> str:
        return self.desk.opening.open(self["lin"], Request(f"benches.{kind}", answers or {"model": "X1"})).number

    def take(self, by: str, number: str, step: str, answers: Mapping[str, object] | None = None) -> None:
        self.desk.steps.take(self[by], number, step, answers)

    def call(self, by: str = "kong", key: str = "") -> Call:
        return Call(self[by], key)

    def receive(self, code: str, quantity: int, into: str = "主仓") -> Done:
        return self.moving.receive(self.call(), [(code, str(quantity))], into, supplier="东方五金")

    def issue(self, code: str, quantity: int, *, by: str = "kong", source: str = "主仓", **whom: str) -> Done:
        return self.issuing.issue(self.call(by), [(code, str(quantity))], source, Whom(**whom))

    def back(self, code: str, quantity: int, **whom: str) -> Done:
        return self.issuing.give_back(self.call(), [(code, str(quantity))], "主仓", Whom(**whom))

    def at(self, place: str) -> dict[str, int]:
        """What lies there."""
        return {item.code: quantity for item, quantity in self.seeing.sheet(self["kong"], place).lines}

    def signals(self, number: str) -> list[str]:
        """What happened to a case beside its steps."""
        found = self.desk.views.case(self["zhao"], number).events
        return [each.data["signal"].removeprefix("stock.") for each in found if each.kind == "signalled"]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def benches(database_url: str, tmp_path: Path, clock: HandClock) -> Benches:
    """On a database of its own."""
    return Benches(database_url, tmp_path / "data", clock)
