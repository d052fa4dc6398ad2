"""The sweep: each warning and each miss once, whoever sweeps."""

from core.services.sweep import Swept
from tests.services.shop import Shop, a_desk, at


def kinds(shop: Shop, number: str) -> list[str]:
    return [each.kind for each in shop.see(number).events]


def test_a_promise_is_warned_of_and_missed_once(shop: Shop) -> None:
    number = shop.open()
    assert shop.desk.sweeper.sweep() == Swept(0, 0)
    shop.clock.forward(hours=21)
    assert shop.desk.sweeper.sweep() == Swept(1, 0)
    assert shop.desk.sweeper.sweep() == Swept(0, 0)
    shop.clock.at = at("2025-03-06 10:00")
    assert shop.desk.sweeper.sweep() == Swept(0, 0), "the last instant is still in time"
    shop.clock.forward(seconds=1)
    assert shop.desk.sweeper.sweep() == Swept(0, 1)
    assert shop.desk.sweeper.sweep() == Swept(0, 0)
    assert kinds(shop, number) == ["opened", "target_warned", "target_missed"]
    missed = shop.see(number).events[-1]
    assert (missed.data["target"], missed.data["clauses"], missed.actor_name) == ("answered", ["BC-07"], "系统")
    assert shop.desk.audit.verify(shop["zhao"], number).holds


def test_missed_without_a_warning_before_is_told_once(shop: Shop) -> None:
    number = shop.open()
    shop.clock.forward(days=3)
    assert shop.desk.sweeper.sweep() == Swept(0, 1)
    assert kinds(shop, number) == ["opened", "target_missed"]


def test_what_was_kept_is_not_missed(shop: Shop) -> None:
    number = shop.accepted()
    shop.clock.forward(days=3)
    assert shop.desk.sweeper.sweep() == Swept(0, 0)
    assert "target_missed" not in kinds(shop, number)


def test_marks_survive_later_changes(shop: Shop) -> None:
    number = shop.open()
    shop.clock.forward(days=3)
    shop.desk.sweeper.sweep()
    shop.desk.notes.comment(shop["lin"], number, "联系不上")
    assert shop.desk.sweeper.sweep() == Swept(0, 0)
    assert kinds(shop, number).count("target_missed") == 1


def test_two_sweepers_share_the_work(shop: Shop) -> None:
    numbers = [shop.open() for _ in range(3)]
    shop.clock.forward(days=3)
    other = a_desk(shop.desk.store, shop.clock, shop.desk.config.data)
    with shop.desk.store.read() as work:
        found = [case_id for _, case_id in work.clocks.due(shop.clock(), 9)]
    assert other.sweeper.sweep() == Swept(0, 3)
    assert shop.desk.sweeper._fire(found, shop.clock()) == Swept(), "what was found before is looked at again"
    assert all(kinds(shop, each).count("target_missed") == 1 for each in numbers)


def test_promises_that_were_past_at_import_notify_nobody(shop: Shop) -> None:
    number = shop.open(by="zhao", at=at("2025-03-03 09:00"), imported_from={"row": 1})
    shop.clock.forward(days=3)
    assert shop.desk.sweeper.sweep() == Swept(0, 0)
    assert kinds(shop, number) == ["opened", "imported"]


def test_a_case_that_cannot_be_swept_hinders_no_other(shop: Shop) -> None:
    first, broken, unread, last = (shop.open() for _ in range(4))
    with shop.desk.store.unit_of_work() as work:
        work.rulebooks.keep("lost", "tricycles", dict)
        work.cases.by_number(unread).rulebook = "lost"
        [row] = [row for row in work.clocks.of(work.cases.by_number(broken).id) if row.target == "answered"]
        row.marks = [{"level": "missed", "at": "some day"}]
        work.commit()
    shop.clock.forward(days=3)
    assert shop.desk.sweeper.sweep() == Swept(0, 3, 1)
    assert shop.desk.sweeper.sweep() == Swept(0, 0, 1)
    for number in (first, last):
        assert kinds(shop, number) == ["opened", "target_missed"]


def test_the_time_that_is_up_at_the_sweep_is_that_of_the_business(shop: Shop) -> None:
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.mend", "1 working day")
    number = shop.accepted()
    shop.desk.notes.contact(shop["lin"], number, channel="phone", direction="out", reached=True)
    clock = next(each for each in shop.see(number).clocks if each.target == "mended_in_time")
    assert clock.due_at == at("2025-03-06 23:59:59.999999")
    shop.clock.at = at("2025-03-06 23:59:59.999999")
    assert shop.desk.sweeper.sweep().missed == 0
    shop.clock.at = at("2025-03-07 00:00")
    assert shop.desk.sweeper.sweep().missed == 1
