"""A desk with many cases: some hundred real ones made by the services, multiplied as rows.

FIXTURE: a copy has everything its pattern has (items, events chained anew, payloads, clocks, a customer with a phone
of their own, what is searched), so it can be listed, looked at, verified and worked on like any other.
"""

import hashlib
import json
import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, FromClause, func, insert, select, update

from benchmarks.scratch import POLICY
from core.accounts.users import SESSION_LASTS
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store import Store, search
from core.store.chain import hash_of
from core.store.engine import for_writing
from core.store.tables import (
    CaseItemRow,
    CaseRow,
    ClockRow,
    CustomerRow,
    EventPayloadRow,
    EventRow,
    NumberSeriesRow,
    PhoneRow,
    UserRow,
)
from plugins.furniture import furniture

KIND = f"{furniture.name}.return"
PEOPLE = ("林晓", "吴刚", "赵敏", "钱多", "孙丽", "周平", "郑和", "王芳")
VALUES = {"refund.within": "7 days", "return.handling": "3 working days", "return.address": "乐从大道 18 号 3 号馆",
          "service.contact": "400-600-0000", "freight.unclear": "company", "refused.freight": "customer"}
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
WOODS = ("胡桃", "橡木", "樱桃", "榉木", "松木", "白蜡", "柚木", "楠木")
GOODS = ("餐椅", "餐桌", "衣柜", "书架", "沙发", "床头柜", "茶几", "鞋柜")
RARE = "紫檀罗汉床"
"""Stands in the title of one case alone."""

SHARES = {"new": 12, "accepted": 4, "posted": 3, "arrived": 3, "ended": 78}
"""Of a hundred cases, how many stand where."""

PATTERNS = {"new": 36, "accepted": 12, "posted": 9, "arrived": 9, "ended": 36}
BATCH = 2_000
Rows = list[dict[str, Any]]

TOLD: Mapping[str, object] = {"rules_told": "true", "rules_accepted": "true", "told_by": "phone"}
CHECKED: Mapping[str, object] = {"found": "true", "buyer_matches": "true", "item_on_order": "true",
                                 "price_paid": "2480.00", "payment_method": "wechat_pay"}
FINE: Mapping[str, object] = {"as_ordered": "true", "used": "false", "opened": "false", "damaged": "false",
                              "packaging_complete": "true", "traces_of_use": "false", "cause": "none"}


@dataclass(frozen=True)
class Large:
    """Where the desk is and what is known of it, to be handed from process to process. `tokens` log somebody in,
    `looked_at` are open cases, `customers` some with their telephone, `opened` is a case as the page has just opened
    it and `stepped` one after its first step, whose rows the bare way writes again."""

    url: str
    folder: str
    cases: int
    tokens: tuple[str, ...]
    looked_at: tuple[str, ...]
    customers: tuple[tuple[int, str], ...]
    opened: str
    stepped: str

    def desk(self, **more: Any) -> Desk:
        return Desk(configuration(Path(self.folder)), store=Store(self.url), **more)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def load(cls, path: Path) -> "Large":
        return cls(**{name: _frozen(said)
                      for name, said in json.loads(path.read_text("utf-8")).items()})


def configuration(folder: Path) -> Config:
    return Config(business="常青家居", data=folder, plugins=(furniture.name,), policies=(Adopted(POLICY),))


def _frozen(said: Any) -> Any:
    return tuple(map(_frozen, said)) if isinstance(said, list) else said


class Clock:
    """Set by hand while the patterns are made."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


def furnish(url: str, folder: Path, cases: int) -> Large:
    """Make the desk in an empty database."""
    clock, chance = Clock(), random.Random(20251009)
    now = clock.at
    desk = Desk(configuration(folder), store=Store(url, clock), now=clock)
    desk.store.upgrade()
    clock.at = now - timedelta(days=800)
    seed_calendar(desk)
    duties = sorted(each for each in desk.place.duties if each != "administrator")
    with desk.store.unit_of_work() as work:
        people = [work.users.add(UserRow(login=f"person-{place}", name=name, duties=duties, scope="all", active=True))
                  for place, name in enumerate(PEOPLE)]
        for term, value in VALUES.items():
            work.settings.set(furniture.name, term, value, by=None)
        tokens = tuple(secrets.token_urlsafe(32) for _ in people)
        clock.at = now
        for token, row in zip(tokens, people, strict=True):
            work.sessions.add(hashlib.sha256(token.encode()).hexdigest(), row.id, now + SESSION_LASTS)
        work.commit()
    made = _Patterns(desk, clock, [desk.users.actor(row) for row in people], chance, now)
    patterns = {stage: [made.case(stage) for _ in range(number)] for stage, number in PATTERNS.items()}
    clock.at = now - timedelta(minutes=1)
    opened, stepped = made.opened(clock.at), made.opened(clock.at)
    made.take(stepped, "apply.accept", clock.at, TOLD)
    clock.at = now
    _multiply(desk.store, patterns, cases, chance)
    looked_at, customers = _some(desk.store, chance)
    desk.store.dispose()
    return Large(url, str(folder), cases, tokens, looked_at, customers, opened, stepped)


def more(large: Large, number: int) -> list[str]:
    """Add so many new cases, whose first step is still to be taken; their numbers."""
    store = Store(large.url)
    try:
        return copies(store, [large.opened], number, random.Random(number))
    finally:
        store.dispose()


class _Patterns:
    """Cases made by the services at moments of the past."""

    def __init__(self, desk: Desk, clock: Clock, people: Sequence[Actor], chance: random.Random,
                 now: datetime) -> None:
        self.desk, self.clock, self.people, self.chance, self.now = desk, clock, people, chance, now
        self._orders = count(1)
        clock.at = now - timedelta(days=750)
        self.customer = desk.customers.register(people[0], name="王小明", phones=["138 0000 6621"])
        clock.at = now

    def case(self, stage: str) -> str:
        """A case that has come so far."""
        chance = self.chance
        days = {"new": 5, "accepted": 12, "posted": 20, "arrived": 25, "ended": 700}[stage]
        least = {"new": 0, "accepted": 2, "posted": 8, "arrived": 12, "ended": 30}[stage]
        at = self.now - timedelta(minutes=chance.randrange(max(least * 1440, 10), days * 1440))
        number = self.opened(at)
        notes = chance.randrange(4)
        steps: list[tuple[str, Any]] = [
            ("apply.accept", TOLD), ("verify_order.authorise", CHECKED), ("post_in.post", self._posted),
            ("post_in.receive", self._arrived), ("inspect_goods.inspect", self._seen), ("inspect_goods.passed", None),
            ("pay_back.pay", self._paid)]
        for step, answers in steps[:{"new": 0, "accepted": 1, "posted": 3, "arrived": 4, "ended": 7}[stage]]:
            at += timedelta(hours=chance.randrange(1, 40 if stage == "ended" else 30))
            at = min(at, self.now - timedelta(minutes=5))
            self.take(number, step, at, answers(number, at) if callable(answers) else answers)
            notes += 1
        for place in range(notes):
            self.clock.at = min(at + timedelta(minutes=3 * place + 1), self.now)
            person = chance.choice(self.people)
            if place % 2:
                self.desk.notes.comment(person, number, f"第 {place} 次:客户说周末才有人在家")
            else:
                self.desk.notes.contact(person, number, channel="phone", direction="out", reached=place != 2)
        self.clock.at = self.now
        return number

    def opened(self, at: datetime) -> str:
        chance = self.chance
        self.clock.at = at
        bought = (at - timedelta(days=chance.randrange(1, 6))).date()
        said = {"reason": chance.choice(("mind", "size")), "explanation": "颜色与家里不配",
                "order_no": f"D{next(self._orders):06}", "bought_on": bought.isoformat(), "used": "false",
                "opened": "false", "damaged": "false", "packaging_complete": "true", "proof": "invoice",
                "proof_no": "0381"}
        goods = [{"product": chance.choice(WOODS) + chance.choice(GOODS), "quantity": chance.choice((1, 1, 2)),
                  "price": str(chance.randrange(200, 4000))} for _ in range(chance.choice((1, 1, 2)))]
        request = Request(KIND, said, goods, self.customer, channel="phone")
        return self.desk.opening.open(chance.choice(self.people), request).number

    def take(self, number: str, step: str, at: datetime, answers: object) -> None:
        self.clock.at = at
        self.desk.steps.take(self.people[0], number, step, answers)

    def _posted(self, _: str, at: datetime) -> object:
        return {"carrier": "德邦", "tracking_no": f"S{at:%m%d%H%M}", "dispatched_on": at.date().isoformat(),
                "freight": "180.00", "freight_paid_by": "customer"}

    def _arrived(self, _: str, at: datetime) -> object:
        return {"arrived_at": at.isoformat(), "form_enclosed": "true", "proof_enclosed": "true"}

    def _seen(self, number: str, _: datetime) -> object:
        return [FINE for _ in self.desk.views.case(self.people[0], number).case.lines]

    def _paid(self, _: str, at: datetime) -> object:
        return {"amount": "2480.00", "method": "wechat_pay", "paid_on": at.date().isoformat(), "reference": "T1"}


def _multiply(store: Store, patterns: Mapping[str, Sequence[str]], cases: int, chance: random.Random) -> None:
    """Copies until there are so many cases, each stage by its share."""
    with store.engine.connect() as connection:
        wanted = cases - (connection.scalar(select(func.count()).select_from(CaseRow)) or 0)
    for stage, share in SHARES.items():
        copies(store, patterns[stage], max(wanted * share // 100, 0), chance)
    copies(store, patterns["new"][:1], 1, chance, title=RARE)
    if store.engine.dialect.name == "postgresql":
        # Its autovacuum would long have done so before there are so many.
        with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def copies(store: Store, numbers: Sequence[str], wanted: int, chance: random.Random, title: str = "") -> list[str]:
    """So many copies, of the patterns in turn; their numbers."""
    with store.engine.connect() as connection:
        stories = [_Story.read(connection, number) for number in numbers]
        people = list(connection.scalars(select(UserRow.id)))
    made: list[str] = []
    for first in range(0, wanted, BATCH):
        with for_writing(store.engine).begin() as connection:
            turn = [stories[place % len(stories)] for place in range(first, min(first + BATCH, wanted))]
            made += _copy(connection, turn, chance, people, title)
    return made


@dataclass(frozen=True)
class _Story:
    """The rows of one case."""

    case: dict[str, Any]
    items: Rows
    events: Rows
    payloads: dict[int, dict[str, Any]]
    clocks: Rows

    @classmethod
    def read(cls, connection: Connection, number: str) -> "_Story":
        [case] = read(connection, CaseRow.__table__, CaseRow.number == number)
        key = case["id"]
        events = read(connection, EventRow.__table__, EventRow.case_id == key)
        payloads = read(connection, EventPayloadRow.__table__,
                        EventPayloadRow.event_id.in_([each["id"] for each in events]))
        return cls(case, read(connection, CaseItemRow.__table__, CaseItemRow.case_id == key),
                   sorted(events, key=lambda each: int(each["sequence"])),
                   {each["event_id"]: each for each in payloads},
                   read(connection, ClockRow.__table__, ClockRow.case_id == key))


def read(connection: Connection, source: FromClause, which: Any) -> Rows:
    return [dict(row) for row in connection.execute(select(source).where(which)).mappings()]


def _copy(connection: Connection, stories: Iterable[_Story], chance: random.Random, people: Sequence[int],
          title: str) -> list[str]:
    def after(kind: Any) -> "count[int]":
        return count((connection.scalar(select(func.max(kind))) or 0) + 1)

    case_ids, event_ids, customer_ids = after(CaseRow.id), after(EventRow.id), after(CustomerRow.id)
    series = connection.execute(select(NumberSeriesRow.__table__)).mappings().first()
    assert series is not None
    numbers = count(series["last"] + 1)
    rows: dict[Any, Rows] = {kind: [] for kind in (CustomerRow, PhoneRow, CaseRow, CaseItemRow, EventRow,
                                                   EventPayloadRow, ClockRow)}
    made = []
    for story in stories:
        key, customer = next(case_ids), next(customer_ids)
        number = f"{series['prefix']}-{series['year']}-{next(numbers):05d}"
        name, phone = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)), f"13{chance.randrange(10**9):09}"
        rows[CustomerRow].append({"id": customer, "name": name, "created_at": story.case["recorded_at"]})
        rows[PhoneRow].append({"customer_id": customer, "raw": phone, "normalised": phone, "last_four": phone[-4:]})
        order = f"D{chance.randrange(10**9):09}"
        said = title or story.case["title"]
        case = {**story.case, "id": key, "number": number, "customer_id": customer, "order_no": order, "title": said,
                "assignee_id": chance.choice([*people, None]),
                "search_text": search.searchable(number, said, name, phone, order,
                                                 *(each["product"] for each in story.items))}
        rows[CaseItemRow] += [{**without(each, "id"), "case_id": key} for each in story.items]
        rows[ClockRow] += [{**each, "case_id": key} for each in story.clocks]
        previous = ""
        for event in story.events:
            link = EventRow(**{**event, "id": next(event_ids), "case_id": key, "previous_hash": previous})
            previous = hash_of(CaseRow(number=number), link)
            rows[EventRow].append({**event, "id": link.id, "case_id": key, "previous_hash": link.previous_hash,
                                   "hash": previous})
            rows[EventPayloadRow].append({**story.payloads[event["id"]], "event_id": link.id})
        rows[CaseRow].append({**case, "head_hash": previous})
        made.append(number)
    for kind, some in rows.items():
        if some:
            connection.execute(insert(kind), some)
    connection.execute(update(NumberSeriesRow).values(last=next(numbers) - 1))
    if connection.dialect.name == "postgresql":
        for table in ("cases", "events", "customers"):  # ids were given, so its counters know nothing of them
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    return made


def without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: said for name, said in row.items() if name not in names}


def _some(store: Store, chance: random.Random, wanted: int = 400) -> tuple[tuple[str, ...],
                                                                           tuple[tuple[int, str], ...]]:
    """Open cases, and customers with their telephone."""
    with store.engine.connect() as connection:
        numbers = list(connection.scalars(select(CaseRow.number).where(CaseRow.closed_at.is_(None))))
        phones = [(row.customer_id, row.raw) for row in connection.execute(
            select(PhoneRow.customer_id, PhoneRow.raw).order_by(PhoneRow.id.desc()).limit(wanted))]
    return tuple(chance.sample(numbers, min(wanted, len(numbers)))), tuple(phones)
