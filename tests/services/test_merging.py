"""Two cases about the same thing become one, and what was spent stays spent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.domain import events
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StaleVersion
from core.domain.people import Scope
from core.store.lists import CaseFilter
from tests.services.shop import ADVICE, SOUND, WORN, Shop, refused

WHEEL, BAR, SEAT = {"product": "前轮"}, {"product": "车把", "brand": "永久"}, {"product": "车座"}


def merge(shop: Shop, number: str, into: str, **more: Any) -> str:
    return shop.desk.arranging.merge(shop["lin"], number, into, "同一辆车报了两次", **more).number


def clock(shop: Shop, number: str, target: str = "answered") -> Any:
    return next(each for each in shop.see(number).clocks if each.target == target)


def times(shop: Shop, number: str) -> tuple[str, datetime | None, datetime | None]:
    found = clock(shop, number)
    return found.state, found.started_at, found.due_at


def test_one_ends_and_the_other_goes_on(shop: Shop) -> None:
    customer = shop.desk.customers.register(shop["lin"], name="王芳", phones=["13800006621"])
    first = shop.open(customer_id=customer, items=(WHEEL, BAR), title="王女士的车")
    second = shop.open({"order_no": "D-7"}, items=({"product": " 前轮 "}, SEAT))
    receipt = shop.desk.arranging.merge(shop["lin"], first, f" {second} ", "同一辆车", version=1, into_version=1)
    assert (receipt.number, receipt.state, receipt.version) == (second, "intake.received", 2)
    old, new = shop.see(first), shop.see(second)
    assert (old.row.state, old.row.outcome, old.row.closed_at) == ("", "merged", shop.clock())
    assert {each.state for each in old.clocks} == {"dropped"} and not old.case.open
    assert [line.item.product.strip() for line in new.case.lines] == ["前轮", "车座", "车把"]
    assert (new.row.customer_id, new.row.order_no) == (customer, "D-7")
    assert [(link, row.number) for link, row in new.links] == [("duplicate", first)]
    with shop.desk.store.read() as work:
        assert [row.product.strip() for row in work.cases.items(new.row.id)] == ["前轮", "车座", "车把"]
        assert [row.outcome for row in work.cases.items(old.row.id)] == ["merged"] * 2
    found = shop.desk.views.cases(shop["lin"], CaseFilter(search="王芳 车把")).page.rows
    assert [row.number for row in found if not row.closed_at] == [second]
    for each in (first, second):
        assert shop.desk.audit.verify(shop["zhao"], each).holds


def test_a_promise_begins_when_the_first_was_opened(shop: Shop) -> None:
    early = shop.open()
    begun = shop.clock()
    shop.clock.forward(hours=5)
    late = shop.open()
    _, started, due = times(shop, early)
    merge(shop, early, late)
    assert started == begun and times(shop, late) == ("running", started, due)
    assert shop.see(late).row.next_due_at == due


def test_merging_a_later_one_changes_no_promise(shop: Shop) -> None:
    early = shop.open()
    shop.clock.forward(hours=5)
    late, before = shop.open(), times(shop, early)
    merge(shop, late, early)
    assert times(shop, early) == before


def test_who_was_reached_in_either_was_reached(shop: Shop) -> None:
    early = shop.open()
    shop.clock.forward(hours=1)
    late = shop.open()
    shop.clock.forward(hours=1)
    shop.desk.notes.contact(shop["lin"], late, channel="phone", direction="out", reached=True)
    reached = shop.clock()
    shop.clock.forward(hours=30)
    assert clock(shop, early).state == "missed"
    merge(shop, late, early)
    assert (clock(shop, early).state, clock(shop, early).ended_at) == ("met", reached)


def test_what_had_been_answered_too_late_is_late(shop: Shop) -> None:
    early = shop.open()
    shop.clock.forward(hours=30)
    late = shop.accepted()
    assert clock(shop, late).state == "met"
    merge(shop, early, late)
    assert clock(shop, late).state == "missed" and clock(shop, early).state == "missed"


def test_before_the_other_was_opened_waiting_counts_as_it_did(shop: Shop) -> None:
    early = shop.open()
    shop.clock.forward(hours=2)
    shop.desk.notes.wait(shop["lin"], early, "customer", "等照片")
    shop.clock.forward(hours=48)
    shop.desk.notes.resume(shop["lin"], early)
    shop.clock.forward(hours=1)
    due = clock(shop, early).due_at
    late = shop.open()
    merge(shop, early, late)
    assert (clock(shop, late).state, clock(shop, late).due_at) == ("running", due)
    third = shop.open()
    merge(shop, late, third)
    assert (clock(shop, third).state, clock(shop, third).due_at) == ("running", due)


def test_the_others_pauses_do_not_count_while_both_ran(shop: Shop) -> None:
    kept, ending = shop.open(), shop.open()
    due = clock(shop, kept).due_at
    shop.desk.notes.wait(shop["lin"], ending, "customer", "等照片")
    shop.clock.forward(hours=3)
    merge(shop, ending, kept)
    assert (shop.see(kept).row.waiting_for, shop.see(ending).row.waiting_for) == ("", "")
    assert clock(shop, kept).due_at == due


def test_rows_of_clocks_are_those_its_events_make(shop: Shop) -> None:
    early = shop.open()
    shop.clock.forward(hours=5)
    late = shop.open()
    merge(shop, early, late)

    def rows() -> list[Any]:
        with shop.desk.store.read() as work:
            return sorted((row.case_id, row.target, row.state, row.started_at, row.due_at, str(row.marks))
                          for case in (early, late) for row in work.clocks.of(shop.see(case).row.id))

    before = rows()
    [*shop.desk.refreshing.apply(closed=True)]
    assert rows() == before and len(before) == 2


def test_what_was_said_and_let_pass_of_an_item_comes_along(shop: Shop) -> None:
    first = shop.looked(SOUND, WORN, items=(WHEEL, BAR))
    shop.desk.steps.override(shop["zhao"], first, rule="parts_sound", reason="可以打磨", item=1)
    second = shop.looked(SOUND, items=(SEAT,))
    merge(shop, first, second)
    view = shop.see(second)
    assert [line.records[-1].dump() for line in view.case.lines] == [{"worn": False}, {"worn": False}, {"worn": True}]
    assert len(view.case.forms) == 2
    assert shop.take(second, "bench.sound", by="wu").state == "quote.due"


def test_places_are_not_given_twice(shop: Shop) -> None:
    kept, ending = shop.open(items=(WHEEL, BAR)), shop.open(items=(SEAT,))
    shop.desk.arranging.split(shop["lin"], kept, [1], "分开修")
    merge(shop, ending, kept)
    assert [line.position for line in shop.see(kept).case.lines] == [0, 2]
    other = shop.open(items=({"product": "链条"}, SEAT))
    merge(shop, other, kept)
    assert [line.item.product for line in shop.see(kept).case.lines] == ["前轮", "车座", "链条"]
    new = shop.desk.arranging.split(shop["lin"], kept, [2, 3], "再分开").number
    assert [line.item.product for line in shop.see(new).case.lines] == ["车座", "链条"]
    assert clock(shop, new).started_at == clock(shop, kept).started_at


def test_as_many_of_one_product_as_there_are_more(shop: Shop) -> None:
    kept, ending = shop.open(items=(WHEEL,)), shop.open(items=(WHEEL, WHEEL))
    merge(shop, ending, kept)
    assert [line.item.product for line in shop.see(kept).case.lines] == ["前轮", "前轮"]


def test_goods_do_not_come_past_what_was_asked_of_all(shop: Shop) -> None:
    looked, new = shop.looked(SOUND, items=(WHEEL,)), shop.open(items=(BAR,))
    with refused(shop, Refused, f"把 {looked} 并入 {new}"):
        merge(shop, new, looked)
    merge(shop, looked, new)
    alike = shop.open(items=(WHEEL, BAR))
    merge(shop, new, alike)
    assert len(shop.see(alike).case.lines) == 2


def test_the_same_key_merges_once(shop: Shop) -> None:
    one, other = shop.open(), shop.open()
    first = shop.desk.arranging.merge(shop["lin"], one, other, "x", key="k")
    again = shop.desk.arranging.merge(shop["lin"], one, other, "x", key="k")
    assert (again.number, again.version, again.replayed) == (first.number, first.version, True)


def test_what_was_merged_stays_so(shop: Shop) -> None:
    one, other, third = shop.open(), shop.open(), shop.open()
    merge(shop, one, other)
    with refused(shop, Refused, f"已并入 {other}"):
        shop.desk.arranging.reopen(shop["zhao"], one, "弄错了")
    with refused(shop, Refused, f"已并入 {other}"):
        merge(shop, other, one)
    with refused(shop, Refused, f"已并入 {other}"):
        merge(shop, one, third)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: shop.take(one, "intake.accept", {"told": True, "by": "shop"}),
        lambda: shop.desk.arranging.split(shop["lin"], one, [0], "x"),
        lambda: shop.desk.notes.wait(shop["lin"], one, "customer", "x"))
    for attempt in attempts:
        with refused(shop, Refused):
            attempt()


def test_what_cannot_be_merged(shop: Shop) -> None:
    wang, chen = (shop.desk.customers.register(shop["lin"], name=name) for name in ("王芳", "陈静"))
    bought = [shop.desk.customers.add_product(shop["lin"], wang, {"name": name}) for name in ("凤凰", "永久")]
    one, other = (shop.open(customer_id=wang, product_id=each) for each in bought)
    plain, foreign = shop.open(), shop.open(customer_id=chen)
    advice, ended = shop.open({"words": "?"}, kind=ADVICE, items=()), shop.declined()

    def into(number: str, **more: Any) -> None:
        shop.desk.arranging.merge(shop[more.pop("by", "lin")], more.pop("one", one), number, more.pop("why", "x"),
                                  **more)

    for number, error, says, more in (
            (one, InvalidInput, "自己", {}), (f" {one}", InvalidInput, "自己", {}),
            (advice, InvalidInput, "不是同一类", {}), (foreign, InvalidInput, "不是同一位客户", {}),
            (other, InvalidInput, "不是同一件商品", {}), (plain, InvalidInput, "why", {"why": " "}),
            (plain, InvalidInput, "why", {"why": "x" * 4001}), (plain, InvalidInput, "why", {"why": "\0"}),
            (ended, Refused, "已结束", {}), (plain, Refused, "已结束", {"one": ended}),
            (shop.ended(), Refused, "已结束", {}), ("CX-2025-99999", NotFound, "", {}), ("", NotFound, "", {}),
            (plain, NotFound, "", {"one": "CX-2025-99999"}), (plain, Forbidden, "", {"by": "wu"}),
            (plain, StaleVersion, "第 2 版", {"version": 2}), (plain, StaleVersion, "第 9 版", {"into_version": 9})):
        with refused(shop, error, says):
            into(number, **more)
    for mine, theirs in ((shop.open(by="zhao"), plain), (plain, shop.open(by="zhao"))):
        with refused(shop, NotFound):
            shop.desk.arranging.merge(shop.limited("zhao", Scope.own), mine, theirs, "x")


def test_what_has_given_something_away_is_not_merged(shop: Shop) -> None:
    one, other = shop.open(), shop.open()
    with shop.desk.store.unit_of_work() as work:
        from core.services.records import Records

        records = Records(shop.desk.place, work, shop["lin"])
        records.keep(record := records.lock(one, None), records.event(events.STEP, {
            "step": "pay.pay", "from": "pay.due", "to": "pay.due", "label": "收款", "outcome": "refunded",
            "decisions": []}))
        assert record.case.open
        work.commit()
    for pair in ((one, other), (other, one)):
        with refused(shop, Refused, "不能合并"):
            merge(shop, *pair)
