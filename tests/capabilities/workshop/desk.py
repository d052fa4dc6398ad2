"""A desk of the workshop, with its people and the way of a repair."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.charges.prices import Prices
from core.capabilities.charges.quoting import Quoting
from core.capabilities.charges.seeing import Money, Seeing
from core.capabilities.charges.service import Call, Charges
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock

PEOPLE = {"lin": ("service",), "wu": ("technician",), "zhao": ("manager",), "sun": ("finance",), "kong": ("logistics",),
          "qian": ("manager", "finance")}
PAID = {"received_by": "wechat_pay", "received_on": "2025-03-05"}
BACK = {"method": "wechat_pay", "paid_on": "2025-03-05"}


def a_workshop(url: str, folder: Path, clock: HandClock) -> Desk:
    """A desk on a database, not yet opened."""
    config = Config(business="修理铺", data=folder, database=url, plugins=("workshop",),
                    extra_plugins=("tests.capabilities.workshop",), policies=(Adopted("workshop/plain"),))
    desk = Desk(config, now=clock)
    desk.users = Users(desk.place, CHEAP)
    return desk


class Workshop:
    """The desk with its people."""

    def __init__(self, desk: Desk, clock: HandClock) -> None:
        self.desk, self.clock = desk, clock
        desk.store.upgrade()
        seed_calendar(desk, range(2024, 2027))
        with desk.store.unit_of_work() as work:
            for login, duties in PEOPLE.items():
                work.users.add(UserRow(login=login, name=login.title(), duties=list(duties), scope="all",
                                       language="", password_hash=HASHED))
            work.commit()
        self.charges, self.prices = Charges(desk.place), Prices(desk.place)
        self.quoting, self.seeing = Quoting(desk.place), Seeing(desk.place)

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def open(self, kind: str = "repair", customer: int | None = None, **answers: object) -> str:
        said = {"bought_on": "2023-01-05", "model": "X1", **answers}
        return self.desk.opening.open(self["lin"], Request(f"workshop.{kind}", said, (), customer_id=customer)).number

    def step(self, number: str, step: str, by: str = "wu", **answers: object) -> None:
        self.desk.steps.take(self[by], number, step, answers or None)

    def quoted(self, parts: str = "100", labour: str = "50", **opened: object) -> str:
        """A case with an open quote."""
        number = self.open(**opened)  # type: ignore[arg-type]
        self.step(number, "bench.look", human_damage=False)
        self.step(number, "bench.offer", parts=parts, labour=labour)
        return number

    def mended(self, parts: str = "100", labour: str = "50", **opened: object) -> str:
        """A paid repair, agreed to and done."""
        number = self.quoted(parts, labour, **opened)
        self.step(number, "bench.agree", "lin", channel="phone")
        self.step(number, "bench.mend", parts=parts, labour=labour)
        return number

    def call(self, number: str, by: str = "sun", key: str = "") -> Call:
        return Call(self[by], number, key=key)

    def pay(self, number: str, amount: str, reference: str, **more: object) -> None:
        self.charges.pay(self.call(number), {**PAID, "received": amount, "payment_reference": reference, **more})

    def refund(self, number: str, amount: str, reference: str, **more: object) -> None:
        self.charges.refund(self.call(number), {**BACK, "amount": amount, "reference": reference, **more})

    def money(self, number: str) -> Money:
        return self.seeing.case(self["zhao"], number)

    def facts(self, number: str) -> Mapping[str, str]:
        """The sums of a case by sort, those that are nothing left out, and its balance."""
        sums = self.money(number).sums
        found = {sort.name: str(amount) for sort, amount in sums.of.items() if amount}
        return {**found, "balance": str(sums.balance)}


def configured(workshop: Workshop, folder: Path) -> str:
    """The workshop's configuration as a file, for the shell."""
    path = folder / "shouhou.toml"
    config = workshop.desk.config
    path.write_text(f'business = "修理铺"\ndata = "{folder / "data"}"\ndatabase = "{config.database_url}"\n'
                    'plugins = ["workshop"]\npolicies = ["workshop/plain"]\n'
                    'extra_plugins = ["tests.capabilities.workshop"]\n', "utf-8")
    return str(path)


def rest(workshop: Workshop, app: Flask, login: str, *scopes: str) -> Callable[..., Any]:
    """Calls of a program that has a token of somebody's."""
    token = workshop.desk.tokens.create(workshop[login], title=login, scopes=list(scopes)).token
    client = app.test_client()

    def call(method: str, path: str, body: Mapping[str, object] | None = None, *, status: int = 200,
             key: str = "") -> Any:
        reply = getattr(client, method)(f"/api/v1{path}", json=body, headers={
            "Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})})
        assert reply.status_code == status, reply.text
        return json.loads(reply.data)

    return call
