"""A lamp shop whose customers come by links: the desk, its staff, and browsers."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.site import create_site
from core.store import Store
from core.store.tables import UserRow
from core.web.signing_in import COOKIE
from tests.attack.desk import CHEAP, HASHED, PASSWORD, Clock, picture

ZONE = ZoneInfo("Asia/Shanghai")
REPAIR, INSIDE, GIVE_BACK = "lamps.repair", "lamps.inside", "lamps.give_back"
SAID: Mapping[str, object] = {"model": "B-07", "fault": "dead"}
FORM: Mapping[str, str] = {"f.model": "B-07", "f.fault": "dead", "customer.name": "陈女士",
                           "customer.phone": "13800006621", "agreed": "true", "do": "send", "key": "a-key-of-the-form"}
SENT: Mapping[str, str] = {"waybill": "SF1", "sent_on": "2025-10-13"}
PEOPLE = {"lin": ("service",), "wu": ("technician",), "zhao": ("manager",)}


class Bench:
    """Everything on a store of its own."""

    def __init__(self, folder: Path, store: Store | None = None, **more: Any) -> None:
        self.clock = Clock()
        config = Config(business="灯铺", data=folder, plugins=("lamps",), extra_plugins=("tests.portal.lamps",),
                        policies=(Adopted("lamps/plain"),), largest_upload=2**20, **more)
        self.desk = Desk(config, now=self.clock, store=store)
        self.desk.users = Users(self.desk.place, CHEAP)
        self.desk.store.upgrade()
        seed_calendar(self.desk, range(2024, 2027))
        with self.desk.store.unit_of_work() as work:
            rows = [work.users.add(UserRow(login=login, name=login.title(), duties=list(duties), scope="all",
                                           password_hash=HASHED)) for login, duties in PEOPLE.items()]
            work.commit()
        self.people = {row.login: self.desk.users.actor(row) for row in rows}
        self.app: Flask = create_site(self.desk)
        self.app.extensions["limits"].storage.reset()

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]

    def customer(self, name: str = "陈女士", phone: str = "13800006621") -> int:
        return self.desk.customers.register(self["lin"], name=name, phones=[phone])

    def open(self, kind: str = REPAIR, customer: int | None = None, **answers: object) -> str:
        return self.desk.opening.open(self["lin"], Request(
            kind, {**SAID, **answers}, customer_id=customer if customer else self.customer())).number

    def take(self, number: str, step: str, answers: object = None, by: str = "lin") -> None:
        self.desk.steps.take(self[by], number, step, answers)

    def quoted(self, amount: str = "144.00") -> str:
        """A case that waits for the answer to a quote."""
        number = self.open()
        self.take(number, "post_in.post", {"waybill": "SF1", "sent_on": "2025-10-13"})
        self.take(number, "post_in.arrive", by="wu")
        self.take(number, "quoting.quote", {"amount": amount}, by="wu")
        return number

    def link(self, number: str, **more: Any) -> str:
        """The path of a new link."""
        return self.desk.portal.link_for(self["lin"], number, **more).path

    def later(self, **by: float) -> None:
        self.clock.at += timedelta(**by)

    def browser(self, login: str = "", language: str = "zh") -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("shouhou_language", language)
        if login:
            client.set_cookie(COOKIE, self.desk.users.log_in(login, PASSWORD))
        return client

    @staticmethod
    def post(client: FlaskClient, path: str, data: Mapping[str, Any], drawn_at: str = "", **more: Any) -> TestResponse:
        """Send a form with the token of the page it was drawn on."""
        page = client.get(drawn_at or path, **more).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page
        return client.post(path, data={"csrf_token": found[1], **data}, **more)


def photo(name: str = "灯.jpg") -> tuple[BytesIO, str]:
    return BytesIO(picture()), name


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=ZONE)
