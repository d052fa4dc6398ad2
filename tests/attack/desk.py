"""A furniture shop whose people, customers and cases have Latin names, made once and copied for each test; and ways to
ask its pages for something and to see whether anything changed."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.notes import Upload
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.site import create_site
from core.store.tables import Base, MessageRow, NotificationRow, UnitRow, UserRow
from core.web.signing_in import COOKIE
from tests.attack import routine

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 10, 13, 10, 42, tzinfo=ZONE)
PASSWORD = "correct-horse-9"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASHED = CHEAP.hash(PASSWORD)
RETURN = "furniture.return"
DUTIES = ("service", "dispatch", "technician", "logistics", "quality", "finance", "manager", "administrator")
"""Each has somebody of the same log-in, with that duty alone and seeing all cases."""


@dataclass(frozen=True)
class Person:
    """An account: its duties, whose cases it sees, its unit."""

    duties: tuple[str, ...]
    scope: str = "all"
    unit: str = ""
    active: bool = True


PEOPLE: Mapping[str, Person] = {
    **{duty: Person((duty,)) for duty in DUTIES},
    "second": Person(("manager",)), "left": Person(("service", "manager"), active=False),
    "apart": Person(DUTIES, "own"), "elsewhere": Person(DUTIES, "unit", "south"), "here": Person(("service",), "unit",
                                                                                              "north")}
"""`left` is disabled; `apart` and `elsewhere` have every duty and see none of the cases."""

APPLICATION: Mapping[str, object] = {
    "reason": "mind", "explanation": "Does not suit the room", "order_no": "D20250925-18", "bought_on": "2025-09-25",
    "received_at": "2025-09-28T15:00", "used": "false", "opened": "false", "damaged": "false",
    "packaging_complete": "true", "proof": "invoice", "proof_no": "FP-0091"}
VALUES = {"refund.within": "7 days", "return.handling": "3 working days", "return.address": "18 Lecong Avenue, hall 3",
          "service.contact": "400-600-0000", "freight.unclear": "company", "refused.freight": "customer"}
CHAIRS: Mapping[str, object] = {"product": "Oak chair", "quantity": "2", "price": "640.00"}
TABLE: Mapping[str, object] = {"product": "Oak table", "quantity": "1", "price": "1200.00"}
TOLD: Mapping[str, object] = {"rules_told": "true", "rules_accepted": "true"}
CHECKED: Mapping[str, object] = {"found": "true", "buyer_matches": "true", "item_on_order": "true",
                                 "price_paid": "2480.00", "payment_method": "wechat_pay"}
POSTED: Mapping[str, object] = {"carrier": "Swift", "tracking_no": "S1", "dispatched_on": "2025-10-09",
                                "freight": "180.00", "freight_paid_by": "customer"}
ARRIVED: Mapping[str, object] = {"arrived_at": "2025-10-10T15:00", "form_enclosed": "true", "proof_enclosed": "true"}
FINE: Mapping[str, object] = {"as_ordered": "true", "used": "false", "opened": "false", "damaged": "false",
                              "packaging_complete": "true", "traces_of_use": "false", "cause": "none"}
PAID: Mapping[str, object] = {"amount": "2480.00", "method": "wechat_pay", "paid_on": "2025-10-13", "reference": "T1"}


class Clock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Named:
    """What the shop holds, by what it is good for."""

    new: str = ""
    late: str = ""
    checked: str = ""
    posted: str = ""
    arrived: str = ""
    asked: str = ""
    waiting: str = ""
    ended: str = ""
    declined: str = ""
    fingerprint: str = ""
    customer: int = 0
    spare: int = 0
    product: int = 0
    evidence: int = 0
    run: int = 0
    webhook: int = 0
    delivery: int = 0
    export: int = 0
    notification: int = 0
    message: int = 0
    change: int = 0
    task: int = 0
    entry: int = 0
    link: int = 0
    users: dict[str, int] = field(default_factory=dict)


def picture(colour: tuple[int, int, int] = (184, 150, 110)) -> bytes:
    """A small photograph."""
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


class Shop:
    """The desk on a folder of its own, with its application."""

    def __init__(self, folder: Path, names: Named, language: str = "en") -> None:
        self.folder, self.clock, self.names = folder, Clock(), replace(names)
        config = Config(business="Evergreen Home", data=folder, plugins=("furniture",),
                        policies=(Adopted("furniture/return-exchange"),), largest_upload=2**20,
                        webhook_networks=("127.0.0.1/32",))
        self.desk = Desk(config, now=self.clock)
        routine.adopt(self.desk)
        self.desk.users = Users(self.desk.place, CHEAP)
        self.desk.accesses.seconds = None
        self._actors: dict[str, Actor] = {}
        self._app: Flask | None = None
        self._tokens: dict[str, str] = {}
        self._kept: Path | None = None
        self.language = language

    @property
    def app(self) -> Flask:
        if self._app is None:
            self._app = create_site(self.desk)
        return self._app

    def __getitem__(self, login: str) -> Actor:
        """Somebody, by log-in; also who is disabled, as they were."""
        if login not in self._actors:
            with self.desk.store.read() as work:
                row = work.users.by_login(login)
            assert row is not None
            self._actors[login] = self.desk.users.actor(row)
        return self._actors[login]

    # Pages

    def client(self, login: str = "") -> FlaskClient:
        """A browser, in which somebody is logged in unless nobody is named. Its session survives `restore` only if it
        was made before `keep`."""
        browser = self.app.test_client()
        if self.language == "en":
            browser.set_cookie("shouhou_language", "en")
        if login:
            if login not in self._tokens:
                self._tokens[login] = self.desk.users.log_in(login, PASSWORD)
            browser.set_cookie(COOKIE, self._tokens[login])
        return browser

    def post(self, browser: FlaskClient, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form with its token against forgery."""
        return browser.post(path, data={"csrf_token": token_of(browser), **(data or {})}, **more)

    # What happened

    def dump(self, *without: str) -> dict[str, list[str]]:
        """Everything in the database, and which files there are."""
        with self.desk.store.engine.connect() as connection:
            found = {table.name: sorted(map(repr, connection.execute(select(table))))
                     for table in Base.metadata.sorted_tables if table.name not in without}
        for part in ("files", "imports", "exports"):
            found[part] = sorted(str(path) for path in (self.folder / part).rglob("*") if path.is_file())
        return found

    @contextmanager
    def unchanged(self, *without: str) -> Iterator[None]:
        """What happens in the block leaves database and files as they were."""
        before = self.dump(*without)
        yield
        after = self.dump(*without)
        assert after == before, [name for name in after if after[name] != before[name]]

    def keep(self) -> None:
        """Remember how things are, to come back to by `restore`."""
        self.desk.store.dispose()
        self._kept = self.folder.with_name(self.folder.name + "-kept")
        shutil.copytree(self.folder, self._kept)

    def restore(self) -> None:
        """Put database and files back as they were kept."""
        assert self._kept
        self.desk.store.dispose()
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder)


_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(browser: FlaskClient) -> str:
    """The token that this browser's forms carry."""
    for path in ("/me", "/login"):
        found = _TOKEN.search(browser.get(path).text)
        if found:
            return found[1]
    raise AssertionError("no form with a token")


def text_of(reply: TestResponse) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<[^>]+>", " ", reply.text))


def furnish(folder: Path) -> Named:
    """Make the shop in an empty folder."""
    shop = Shop(folder, Named())
    desk, names = shop.desk, shop.names
    desk.store.upgrade()
    seed_calendar(desk, range(2024, 2027))
    with desk.store.unit_of_work() as work:
        units = {key: UnitRow(key=key, title=f"Shop {key}") for key in ("north", "south")}
        work.session.add_all(units.values())
        work.flush()
        for login, person in PEOPLE.items():
            row = work.users.add(UserRow(
                login=login, name=f"{login.title()} Jones", duties=list(person.duties), scope=person.scope,
                language="en", password_hash=HASHED, active=person.active,
                unit_id=units[person.unit].id if person.unit else None, created_at=NOW))
            names.users[login] = row.id
        for term, value in VALUES.items():
            work.settings.set("furniture", term, value, by=None, effective_from=datetime(2025, 1, 1, tzinfo=ZONE))
        work.commit()
    _cases(shop)
    desk.store.dispose()
    return names


def _cases(shop: Shop) -> None:
    desk, names, service = shop.desk, shop.names, shop["service"]
    names.customer = desk.customers.register(service, name="Ann Smith", phones=["13800006621"], address="5 Jade Court")
    names.spare = desk.customers.register(service, name="Dora Page", phones=["13700003333"])
    names.product = desk.customers.add_product(service, names.customer, {
        "name": "Oak chair", "model": "Y-210", "order_no": "D20250925-18", "purchased_on": "2025-09-25",
        "delivered_at": "2025-09-28T15:00:00+08:00", "price": "2480.00", "payment_method": "wechat_pay"})

    def opened(day: str, **answers: object) -> str:
        shop.clock.at = datetime.fromisoformat(day).replace(tzinfo=ZONE)
        said = {**APPLICATION, "order_no": f"D{day}", **answers}
        return desk.opening.open(service, Request(
            RETURN, said, (CHAIRS, TABLE), names.customer, title="Chairs do not fit", channel="phone")).number

    def take(number: str, step: str, day: str, answers: object = None, by: str = "service") -> None:
        shop.clock.at = datetime.fromisoformat(day).replace(tzinfo=ZONE)
        desk.steps.take(shop[by], number, step, answers)

    found = {}
    for place, name in enumerate(("checked", "posted", "arrived", "ended")):
        number = found[name] = opened(f"2025-09-30T1{place}:00")
        take(number, "apply.accept", f"2025-09-30T1{place}:30", TOLD)
        if name != "checked":
            take(number, "verify_order.authorise", f"2025-10-08T1{place}:00", CHECKED)
            take(number, "post_in.post", f"2025-10-09T1{place}:00", POSTED)
        if name in ("arrived", "ended"):
            take(number, "post_in.receive", f"2025-10-10T1{place}:00", {
                **ARRIVED, "arrived_at": f"2025-10-10T1{place}:00"}, by="logistics")
    number = found["ended"]
    take(number, "inspect_goods.inspect", "2025-10-11T10:00", [FINE, FINE], by="quality")
    take(number, "inspect_goods.passed", "2025-10-11T10:10", by="quality")
    take(number, "pay_back.pay", "2025-10-11T11:00", {**PAID, "paid_on": "2025-10-11"}, by="finance")
    found["late"] = opened("2025-10-12T10:00", bought_on="2025-08-01", received_at=None)
    found["asked"] = opened("2025-10-12T11:00", bought_on="2025-08-02", received_at=None)
    desk.steps.override(service, found["asked"], rule="in_return_window", reason="Was in hospital")
    found["waiting"] = opened("2025-10-12T12:00")
    desk.notes.wait(service, found["waiting"], "customer", "Waiting for the invoice")
    found["new"] = opened("2025-10-13T10:00", bought_on="2025-10-10", received_at="2025-10-12T15:00")
    shop.clock.at = NOW
    for name, number in found.items():
        setattr(names, name, number)
    desk.notes.comment(service, names.new, "Called twice")
    desk.notes.comment(service, names.new, "We have your request", to_customer=True)
    desk.notes.contact(service, names.new, channel="phone", direction="out", reached=True, note="Will send it")
    desk.notes.assign(service, names.checked, names.users["logistics"])
    names.evidence = desk.notes.attach(service, names.new, Upload(BytesIO(picture()), "chair.jpg", "proof"))[1].id
    desk.arranging.link(service, names.new, names.late, "related")
    names.link = desk.portal.link_for(service, names.new).row.id
    view = desk.views.case(service, names.asked)
    names.fingerprint = view.asked[0].fingerprint
    hook = desk.webhooks.create(shop["administrator"], title="Warehouse", url=NOBODY_THERE, events=["reopened"])
    names.webhook, names.delivery = hook.id, desk.webhooks.ping(shop["administrator"], hook.id).id
    names.run = desk.imports.upload(shop["manager"], REGISTER.encode(), "register.csv")
    desk.imports.map(shop["manager"], names.run, MEANING)
    with desk.store.unit_of_work() as work:
        told = NotificationRow(user_id=names.users["service"], key="test:1", kind="test", title="试发了一条", said={},
                               created_at=NOW)
        work.session.add(told)
        work.flush()
        sent = MessageRow(notification_id=told.id, channel="email", state="failed", attempts=1, created_at=NOW)
        work.session.add(sent)
        work.flush()
        names.notification, names.message = told.id, sent.id
        work.commit()
    names.export = desk.exports.ask(shop["manager"], "cases", "csv", language="en").id
    desk.exports.make(names.export)
    desk.calendars.add(shop["manager"], "repair", "Repair")
    names.change = desk.planning.draft(shop["manager"], "calendar", CLOSING, "Stock-taking").id
    desk.planning.work(names.change)
    names.task = routine.enter(desk, names.users["manager"])
    names.entry = routine.note(desk, names.users["service"])


CLOSING = {"calendar": "default", "closed": [{"from": "2025-10-20", "until": "2025-10-21", "name": "Stock-taking"}]}
DAYS_OFF = (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20251020\r\nSUMMARY:Fair\r\nEND:VEVENT\r\n"
            b"END:VCALENDAR\r\n")
NOBODY_THERE = "http://127.0.0.1:9/hook"
"""Where messages of the shop would go."""
REGISTER = """No,Date,Customer,Phone,Request,Goods,Reason
1,2025-10-10,Bob Brown,13900001111,return,Oak chair,quality
2,2025-10-32,Eve Green,13900002222,return,Oak table,size
"""


MEANING = {"Date": "applied_at", "Customer": "customer_name", "Phone": "phone", "Request": "wish", "Goods": "product",
           "Reason": "reason"}


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Named]:
    """The shop, made once for all test folders."""
    return _furnished(tmp_path_factory.getbasetemp())


@cache
def _furnished(base: Path) -> tuple[Path, Named]:
    folder = base / "furniture-shop" / "desk"
    folder.mkdir(parents=True)
    return folder, furnish(folder)


@pytest.fixture
def shop(pattern: tuple[Path, Named], tmp_path: Path) -> Iterator[Shop]:
    """A copy of the shop."""
    shutil.copytree(pattern[0], tmp_path / "desk")
    made = Shop(tmp_path / "desk", pattern[1])
    yield made
    made.desk.store.dispose()
