"""A furniture shop with its people on a database, at a time that is set by hand, under its own rulebook."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.stock.samples import Samples
from core.capabilities.visits.people import People
from core.capabilities.visits.roster import Roster, Turn
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store import Store
from core.store.tables import UserRow
from tests.plugins.furniture.shop_story import (
    ARRIVED,
    BEGUN,
    BOOKED,
    LOADED,
    ORDER,
    POLICY,
    SENT,
    SOUND,
    UNLOADED,
)
from tests.services.shop import CHEAP, HASHED, HandClock, at

STAFF = {"lin": ("林晓燕", "service"), "huang": ("黄丽华", "dispatch"), "wu": ("吴志勇", "technician"),
         "kong": ("孔伟文", "logistics"), "chen": ("陈国栋", "manager"), "sun": ("孙丽", "finance"),
         "liang": ("梁少芬", "quality")}


class Floor:
    """The desk; `wu` is on duty every day."""

    def __init__(self, store: Store, clock: HandClock, folder: Path) -> None:
        self.clock = clock
        clock.at = at("2025-03-03 09:10")
        self.desk = Desk(Config(business="光明家具", data=folder, plugins=("furniture",),
                                policies=(Adopted(POLICY),)), now=clock, store=store)
        seed_calendar(self.desk)
        self.desk.users = Users(self.desk.place, CHEAP)
        with self.desk.store.unit_of_work() as work:
            for login, (name, duty) in STAFF.items():
                work.users.add(UserRow(login=login, name=name, duties=[duty], scope="all", language="zh",
                                       password_hash=HASHED))
            work.commit()
        People(self.desk.place).save(self["chen"], "wu", badge="G7", areas=["朝阳"])
        roster = Roster(self.desk.place)
        roster.save_pattern(self["chen"], "白班", [Turn.parse("白班 08:00-20:00")])
        roster.fill(self["chen"], "白班", ["wu"], date(2025, 3, 3), date(2025, 3, 31))
        self.desk.policies.set_value(self["chen"], "furniture", "shop.name", "光明家具一店")
        Samples(self.desk.place).put_up(self["kong"], {"number": "S-12", "product": "沙发", "hall": "二号厅",
                                                       "position": "入口"})

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def on(self, words: str) -> None:
        self.clock.at = at(f"2025-{words}")

    def open(self, kind: str, answers: Mapping[str, object], goods: Sequence[str] = ()) -> str:
        customer = self.desk.customers.register(self["lin"], name="张三", phones=("13800000000",),
                                                address="花园路 1 号")
        return self.desk.opening.open(self["lin"], Request(
            f"furniture.{kind}", answers, [{"product": each, "quantity": 1} for each in goods],
            customer_id=customer)).number

    def take(self, number: str, login: str, step: str, form: object = None) -> None:
        self.desk.steps.take(self[login], number, step, form)

    def at_the_door(self, *goods: str) -> str:
        """A delivery whose crew stands in the customer's home."""
        number = self.open("delivery", ORDER, goods)
        self.take(number, "lin", "book.book", BOOKED)
        self.take(number, "huang", "dispatch_crew.dispatch", SENT)
        self.on("03-06 08:00")
        self.take(number, "wu", "ready_goods.check", [SOUND] * len(goods))
        self.take(number, "wu", "ready_goods.repack", {"repacked": True})
        self.take(number, "wu", "ready_goods.load", LOADED)
        self.on("03-06 09:30")
        self.take(number, "wu", "visit.arrive_at_once", ARRIVED)
        self.take(number, "wu", "visit.begin", BEGUN)
        self.take(number, "wu", "hand_over.unload", UNLOADED)
        return number

    def written(self, register: str) -> list[Mapping[str, object]]:
        """What a book holds, the latest first."""
        return [each.answers for each in self.desk.registers.entries(self["chen"], "furniture", register).entries]
