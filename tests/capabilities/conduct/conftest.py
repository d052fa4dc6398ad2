"""A desk that repairs fans, with people who complain, review and decide."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.complaints.service import Complaints
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.services.values import Values
from core.setting_up import seed_calendar
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock

PEOPLE = {"lin": "service", "mei": "service", "kong": "logistics", "wu": "quality", "zhou": "manager",
          "tang": "manager", "sun": "finance", "gu": "administrator"}
CAUSE: Mapping[str, object] = {"cause": "delay", "department": "客服部", "finding": "拖了三周"}


class Fans:
    """The desk and its people by log-in."""

    def __init__(self, url: str, folder: Path, clock: HandClock, *more: str) -> None:
        self.clock = clock
        config = Config(business="风扇匠", data=folder, database=url, plugins=("fans",),
                        extra_plugins=("tests.capabilities.conduct.fans",),
                        policies=(Adopted("fans/simple"), *map(Adopted, more)))
        desk = self.desk = Desk(config, now=clock)
        desk.users = Users(desk.place, CHEAP)
        desk.store.upgrade()
        seed_calendar(desk, range(2024, 2027))
        with desk.store.unit_of_work() as work:
            for login, duty in PEOPLE.items():
                work.users.add(UserRow(login=login, name=login.title(), duties=[duty], scope="all", language="zh",
                                       password_hash=HASHED))
            work.commit()
        desk.plans.run()
        self.complaints = Complaints(desk.place)

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def open(self, by: str = "lin", customer: int | None = None) -> str:
        return self.desk.opening.open(self[by], Request("fans.repair", {"model": "F1"}, customer_id=customer)).number

    def complain(self, about: str = "", by: str = "lin", channel: str = "phone", **more: object) -> str:
        return self.desk.opening.open(self[by], Request("fans.complaint", {
            "about": "没人理我", "channel": channel, "about_case": about, **more})).number

    def take(self, by: str, number: str, step: str, answers: object = None) -> None:
        self.desk.steps.take(self[by], number, step, answers)

    def answered(self, about: str = "", *, agreed: bool = True, **cause: str) -> str:
        """A complaint that was answered, and what the customer said of that."""
        number = self.complain(about)
        self.take("lin", number, "investigate.look_into", {**CAUSE, **cause})
        self.answer(number, agreed)
        return number

    def answer(self, number: str, agreed: bool) -> None:
        self.take("lin", number, "respond.answer", {"reply": "马上修", "channel": "phone"})
        self.clock.forward(minutes=1)
        said: dict[str, object] = {"agreed": agreed} if agreed else {"agreed": False, "why_not": "太慢"}
        self.take("lin", number, "respond.hear", said)

    def settled(self, about: str = "", **cause: str) -> str:
        number = self.answered(about, agreed=True, **cause)
        self.take("lin", number, "respond.settle")
        return number

    def set(self, **values: object) -> None:
        """Fill in terms."""
        for key, said in values.items():
            Values(self.desk.place).set_value(self["zhou"], "fans", key.replace("__", "."), said)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def fans(database_url: str, tmp_path: Path, clock: HandClock) -> Fans:
    """On a database of its own."""
    return Fans(database_url, tmp_path / "data", clock)
