"""What stands in each table, and how its rows are read: page by page, each with a handful of queries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select

from core.domain.events import Event
from core.domain.people import PARTIES, SEE_PHONES, Actor
from core.domain.reasons import Label, Reason
from core.exports.writing import Cell
from core.representation.masking import without_phones
from core.services.views import seen
from core.services.workplace import Workplace
from core.store.lists import CaseFilter, Order, customers_visible_to, visible_to
from core.store.tables import CaseItemRow, CaseRow, CustomerRow, EventRow
from core.store.unit_of_work import UnitOfWork
from core.telling import Titles, told
from core.translation import Translator

CASES_AT_ONCE, CUSTOMERS_AT_ONCE, HISTORIES_AT_ONCE = 500, 500, 50
Line = list[Cell]


class Words:
    """How the reader of a file is spoken to; moments by the business's wall clock."""

    def __init__(self, translator: Translator, zone: ZoneInfo) -> None:
        self.translator, self.zone = translator, zone

    def __call__(self, text: str, **values: object) -> str:
        return Reason(text, values).text(self.translator, self.show) if values else self.translator(text)

    def show(self, value: object) -> str:
        if isinstance(value, Reason):
            return value.text(self.translator, self.show)
        return self.translator.show(value.astimezone(self.zone) if isinstance(value, datetime) else value)

    def at(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self.zone) if moment else None


@dataclass(frozen=True)
class Reading:
    """One reading, within one unit of work: for whom, of what, in which words."""

    place: Workplace
    work: UnitOfWork
    actor: Actor
    asked: CaseFilter
    order: Order
    say: Words

    @cached_property
    def wanted(self) -> CaseFilter:
        """What was asked for, as far as this person may see it."""
        return replace(self.asked, seen_by=self.actor)

    @cached_property
    def titles(self) -> Titles:
        return Titles(self.place.industries.values())

    @cached_property
    def units(self) -> Mapping[int, str]:
        return {each.id: each.title for each in self.work.units.all()}

    def cases(self) -> Select[int]:
        """The wanted cases, as ids for a condition."""
        return self.work.cases.query(self.wanted, "opened").with_only_columns(CaseRow.id).order_by(None)

    def pages_of_cases(self, size: int) -> Iterator[Sequence[CaseRow]]:
        cursor = ""
        while True:
            page = self.work.cases.list(self.wanted, order=self.order, cursor=cursor, limit=size)
            yield page.rows
            cursor = page.next_cursor
            if not cursor:
                return

    def phones(self, customers: Mapping[int, CustomerRow]) -> dict[int, str]:
        """The phones of some customers, masked unless this person may see them."""
        known = self.work.customers.phones_of(customers)
        return {key: " / ".join(seen(self.actor, row, [each.raw for each in known.get(key, ())]).phones)
                for key, row in customers.items()}


@dataclass(frozen=True)
class Table:
    """One sort of export. `count` says how many lines `pages` will give within the same unit of work."""

    title: str
    head: tuple[str, ...]
    count: Callable[[Reading], int]
    pages: Callable[[Reading], Iterator[list[Line]]]


def _count_cases(here: Reading) -> int:
    return here.work.cases.count(here.wanted)


def _cases(here: Reading) -> Iterator[list[Line]]:
    say, titles = here.say, here.titles
    for rows in here.pages_of_cases(CASES_AT_ONCE):
        customers = here.work.customers.by_ids({row.customer_id for row in rows if row.customer_id})
        phones = here.phones(customers)
        people = here.work.users.names({row.assignee_id for row in rows if row.assignee_id})
        items = here.work.cases.items_of([row.id for row in rows])
        page: list[Line] = []
        for row in rows:
            customer, goods = customers.get(row.customer_id or 0), items.get(row.id, [])
            waiting = PARTIES.get(row.waiting_for)
            page.append([
                row.number, row.title or row.number, say(titles.kinds.get(row.kind, row.kind)),
                customer.name if customer else "", phones.get(row.customer_id or 0, ""), row.order_no,
                say("、").join(filter(None, (each.product for each in goods))),
                sum(each.quantity for each in goods), _amount(goods), say(titles.state(row)),
                say(waiting.title) if waiting else row.waiting_for, say.at(row.next_due_at),
                say(row.next_due_target) if row.next_due_target else "",
                say(row.suggested_label) if row.suggested_label else "", here.units.get(row.unit_id or 0, ""),
                people.get(row.assignee_id or 0, ""), say.at(row.opened_at), say.at(row.closed_at),
                say(row.outcome) if row.outcome else "", say("是") if row.safety else ""])
        yield page


def _amount(goods: Sequence[CaseItemRow]) -> Decimal | None:
    """What the goods of a case cost together; nothing where no price is known."""
    priced = [each.price * each.quantity for each in goods if each.price is not None]
    return sum(priced, start=Decimal(0)) if priced else None


def _count_events(here: Reading) -> int:
    return here.work.session.scalar(
        select(func.count()).select_from(EventRow).where(EventRow.case_id.in_(here.cases()))) or 0


def _events(here: Reading) -> Iterator[list[Line]]:
    """Case by case in the order of the list, each from its beginning."""
    titles: dict[str, dict[str, str]] = {}
    for rows in here.pages_of_cases(HISTORIES_AT_ONCE):
        happened = here.work.events.of_many([row.id for row in rows])
        page: list[Line] = []
        for row in rows:
            words = titles.setdefault(row.kind, {**here.titles.kinds, **dict(here.titles.states(row.kind))})
            page += [_event(here, row.number, each, words) for each in happened[row.id]]
        yield page


def _event(here: Reading, number: str, event: Event, titles: Mapping[str, str]) -> Line:
    say = here.say
    title, lines = without_phones(told(say, event, titles), whole=here.actor.may(SEE_PHONES))
    return [number, event.sequence, say.at(event.occurred_at), say.at(event.recorded_at),
            say("是") if event.backdated else "",
            event.actor_name if event.actor_id is not None else say.show(Label(event.actor_name)), title,
            "\n".join(lines)]


def _customers_seen(here: Reading) -> list[ColumnElement[bool]]:
    """All that this person sees. A filter leaves the customers of the cases it finds."""
    found: list[ColumnElement[bool]] = [CustomerRow.erased_at.is_(None)]
    of_cases = CustomerRow.id.in_(here.work.cases.query(here.wanted, "opened").with_only_columns(CaseRow.customer_id)
                                  .where(CaseRow.customer_id.is_not(None)).order_by(None))
    if here.asked != CaseFilter():
        return [*found, of_cases]
    return [*found, *customers_visible_to(here.actor)]


def _count_customers(here: Reading) -> int:
    return here.work.session.scalar(
        select(func.count()).select_from(CustomerRow).where(*_customers_seen(here))) or 0


def _customers(here: Reading) -> Iterator[list[Line]]:
    last, which, say = 0, _customers_seen(here), here.say
    while True:
        rows = here.work.session.scalars(select(CustomerRow).where(CustomerRow.id > last, *which)
                                         .order_by(CustomerRow.id).limit(CUSTOMERS_AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].id
        known = {row.id: row for row in rows}
        phones = here.phones(known)
        cases = {customer: (count, at) for customer, count, at in here.work.session.execute(
            select(CaseRow.customer_id, func.count(), func.max(CaseRow.opened_at))
            .where(CaseRow.customer_id.in_(known), *visible_to(here.actor)).group_by(CaseRow.customer_id))}
        yield [[row.id, row.name, phones.get(row.id, ""), row.address, here.units.get(row.unit_id or 0, ""),
                say.at(row.created_at), cases.get(row.id, (0, None))[0], say.at(cases.get(row.id, (0, None))[1])]
               for row in rows]


TABLES: Mapping[str, Table] = {
    "cases": Table("案件", (
        "案件号", "事由", "类型", "客户", "电话", "订单号", "商品", "件数", "商品金额", "状态", "等待", "下一期限",
        "期限内容", "下一步", "部门", "负责人", "开案时间", "结案时间", "结果", "安全"), _count_cases, _cases),
    "events": Table("事件", ("案件号", "序号", "发生时间", "记录时间", "补记", "经手人", "事件", "内容"),
                    _count_events, _events),
    "customers": Table("客户", ("客户编号", "客户", "电话", "地址", "部门", "登记时间", "案件数", "最近开案"),
                       _count_customers, _customers)}
