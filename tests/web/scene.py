"""A furniture shop on Monday 13 October 2025, 10:42, with staff of every duty and cases in several states."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from PIL import Image

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.notes import Upload
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store.tables import UserRow

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 10, 13, 10, 42, tzinfo=ZONE)
PASSWORD = "correct-horse-9"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASHED = CHEAP.hash(PASSWORD)
PEOPLE = {
    "lin": ("林悦", ("service",)), "kong": ("孔亮", ("logistics",)), "he": ("何静", ("quality",)),
    "qian": ("钱进", ("finance",)), "zhou": ("周岚", ("manager", "service")), "wu": ("吴珊", ("manager",)),
    "zhao": ("赵工", ("technician",)), "guan": ("管云", ("administrator",))}
APPLICATION: Mapping[str, object] = {
    "reason": "mind", "explanation": "颜色和家里不配", "order_no": "D20250925-18", "bought_on": "2025-10-01",
    "received_at": "2025-10-03T15:00", "used": "false", "opened": "false", "damaged": "false",
    "packaging_complete": "true", "proof": "invoice", "proof_no": "FP-0091"}
VALUES = {"refund.within": "7 days", "return.handling": "3 working days",
          "return.address": "佛山市顺德区乐从大道 18 号 3 号仓", "service.contact": "400-600-0000",
          "freight.unclear": "company", "refused.freight": "customer"}
DESK_ITEM: Mapping[str, object] = {"product": "橡木书桌", "model": "Y-210", "quantity": "1", "price": "2480.00"}


class Clock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Scene:
    """The desk, its people, and short ways to bring cases about. Everything goes through the services."""

    def __init__(self, folder: Path, *policies: str) -> None:
        self.clock = Clock()
        chosen = policies or ("furniture/return-exchange",)
        config = Config(business="示例家居", data=folder, plugins=("furniture",), policies=tuple(map(Adopted, chosen)))
        self.desk = Desk(config, now=self.clock)
        self.desk.users = Users(self.desk.place, CHEAP)
        if not (folder / "desk.db").exists():
            self._found()
        self.people = {login: self.desk.users.by_login(login) for login in PEOPLE}

    def _found(self) -> None:
        """Database, calendar, people and values."""
        self.desk.store.upgrade()
        seed_calendar(self.desk, range(2024, 2027))
        with self.desk.store.unit_of_work() as work:
            for login, (name, duties) in PEOPLE.items():
                work.users.add(UserRow(login=login, name=name, duties=list(duties), scope="all", language="zh",
                                       password_hash=HASHED, active=True))
            for term, value in VALUES.items():
                work.settings.set("furniture", term, value, by=None, effective_from=_at("2025-01-01T00:00"))
            work.commit()

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]

    def customer(self, name: str = "陈女士", phone: str = "13800006621", address: str = "翡翠苑 5-902") -> int:
        return self.desk.customers.register(self["lin"], name=name, phones=[phone], address=address)

    def product(self, customer: int, **more: object) -> int:
        return self.desk.customers.add_product(self["lin"], customer, {
            "name": "橡木书桌", "model": "Y-210", "order_no": "D20250925-18", "purchased_on": "2025-09-25",
            "delivered_at": "2025-09-28T15:00:00+08:00", "price": "2480.00", "payment_method": "wechat_pay", **more})

    def open(self, *, by: str = "lin", at: str = "", customer: int | None = None, product: int | None = None,
             kind: str = "furniture.return", title: str = "书桌颜色不合，申请退货",
             items: tuple[Mapping[str, object], ...] = (DESK_ITEM,), **answers: object) -> str:
        """A case, opened as if at that moment."""
        before, self.clock.at = self.clock.at, _at(at) if at else self.clock.at
        said = {name: value for name, value in {**APPLICATION, **answers}.items() if value is not None}
        number = self.desk.opening.open(self[by], Request(
            kind, said, items, customer_id=customer, product_id=product, title=title, channel="phone")).number
        self.clock.at = before
        return number

    def take(self, number: str, step: str, answers: object = None, *, by: str = "lin", at: str = "") -> None:
        before, self.clock.at = self.clock.at, _at(at) if at else self.clock.at
        self.desk.steps.take(self[by], number, step, answers)
        self.clock.at = before

    def photo(self, number: str, name: str = "桌面.jpg", purpose: str = "") -> None:
        self.desk.notes.attach(self["lin"], number, Upload(BytesIO(a_picture()), name, purpose))

    def arrived(self, **answers: object) -> str:
        """A return that stands before its inspection."""
        customer = self.customer()
        said: dict[str, Any] = {"bought_on": "2025-09-25", "received_at": "2025-09-28T15:00", **answers}
        number = self.open(at="2025-09-30T16:30", customer=customer, product=self.product(customer), **said)
        self.take(number, "apply.accept", {"rules_told": "true", "rules_accepted": "true"}, at="2025-09-30T16:40")
        self.take(number, "verify_order.authorise", {
            "found": "true", "buyer_matches": "true", "item_on_order": "true", "price_paid": "2480.00",
            "payment_method": "wechat_pay"}, at="2025-10-09T11:20")
        self.take(number, "post_in.post", {
            "carrier": "同城物流", "tracking_no": "7730114512", "dispatched_on": "2025-10-09", "freight": "180.00",
            "freight_paid_by": "customer"}, at="2025-10-09T18:00")
        self.take(number, "post_in.receive", {
            "arrived_at": "2025-10-10T15:00", "form_enclosed": "true", "proof_enclosed": "true"},
            by="kong", at="2025-10-10T15:05")
        return number


def _at(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=ZONE)


def a_picture(size: tuple[int, int] = (320, 240)) -> bytes:
    """A small photograph."""
    image = Image.new("RGB", size, (184, 150, 110))
    for x in range(size[0]):
        image.putpixel((x, (x * 3 // 4) % size[1]), (60, 40, 20))
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def a_few_cases(scene: Scene) -> list[str]:
    """Cases in several states, for lists."""
    number = scene.arrived()
    scene.photo(number)
    scene.photo(number, "发票.jpg", "proof")
    found = [number]
    others: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("方先生", "茶几玻璃色差", {"reason": "size"}), ("郝女士", "床垫有异味", {"reason": "quality"}),
        ("范先生", "电视柜尺寸不合", {"reason": "size", "opened": "true"}),
        ("戚女士", "餐椅腿开裂", {"reason": "quality"}))
    for index, (name, title, answers) in enumerate(others):
        customer = scene.customer(name, f"1390000{1000 + index}", "")
        found.append(scene.open(at=f"2025-10-{9 + index % 4:02d}T10:0{index}", customer=customer, title=title,
                                **answers))
    return found
