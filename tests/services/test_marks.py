"""Marks of promises: told once at their time, after downtime only what still makes sense; steps that the desk takes;
and rows of clocks that follow from events alone."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.jobs import Worker
from core.services.opening import Request
from core.services.sweep import Swept
from core.store import Store
from core.store.tables import CalendarDayRow, CaseRow, ClockRow, DeliveryRow, EventRow, OutboxRow, WebhookRow
from tests.services.shop import CHEAP, HandClock, Shop, a_desk, at

KIND = "kites.mend"


class Clockwork(Shop):
    """A shop whose rows of clocks are looked at."""

    def clocks(self) -> list[dict[str, Any]]:
        with self.desk.store.read() as work:
            return [dict(row._mapping) for row in work.session.execute(
                select(*ClockRow.__table__.columns).order_by(ClockRow.case_id, ClockRow.target, ClockRow.key))]


def differences(one: list[dict[str, Any]], two: list[dict[str, Any]]) -> list[Any]:
    """What is not the same in rows of two times."""
    assert len(one) == len(two)
    return [(row["case_id"], row["target"], name, said, other[name]) for row, other in zip(one, two, strict=True)
            for name, said in row.items() if said != other[name]]


class Kites(Clockwork):
    """One that mends kites."""

    def ordered(self, paid: bool | None = None) -> str:
        return self.desk.opening.open(self["lin"], Request(KIND, {} if paid is None else {"paid": paid})).number

    def mended(self, paid: bool | None = None) -> str:
        number = self.ordered(paid)
        self.desk.steps.take(self["lin"], number, "mend.answer")
        return number

    def kinds(self, number: str) -> list[str]:
        return [each.kind for each in self.see(number).events]


def open_kites(store: Store, clock: HandClock, folder: Path) -> Desk:
    desk = Desk(Config(business="风筝铺", data=folder, plugins=("kites",), extra_plugins=("tests.services.kites",),
                       policies=(Adopted("kites/plain"),)), now=clock, store=store)
    desk.users = Users(desk.place, CHEAP)
    return desk


@pytest.fixture
def kites(store: Store, clock: HandClock, tmp_path: Path) -> Iterator[Kites]:
    yield Kites(open_kites(store, clock, tmp_path), clock)


def test_each_mark_is_told_once_at_its_time_to_whom_it_concerns(kites: Kites) -> None:
    number, sweep = kites.ordered(), kites.desk.sweeper.sweep
    version = kites.see(number).row.version
    for minutes, swept in ((119, Swept()), (1, Swept(warned=1)), (0, Swept()), (120, Swept()), (1, Swept(missed=1)),
                           (58, Swept()), (1, Swept(escalated=1)), (600, Swept())):
        kites.clock.forward(minutes=minutes)
        assert sweep() == swept, kites.clock.at
    events = kites.see(number).events
    assert [each.kind for each in events] == ["opened", "target_warned", "target_missed", "escalated"]
    assert [each.data["mark"] for each in events[1:]] == ["half_gone", "desk.missed", "too_late"]
    assert [each.data["to"] for each in events[1:]] == [["duty:service"], ["assignee"], ["manager:duty:service"]]
    assert all(datetime.fromisoformat(each.data["due_at"]) == at("2025-03-05 14:00") for each in events[1:])
    assert kites.see(number).row.version == version, "nobody's form is stale for it"
    kites.desk.notes.comment(kites["lin"], number, "马上去", version=version)
    assert sweep() == Swept()
    assert kites.desk.audit.verify(kites["zhao"]).holds
    with kites.desk.store.read() as work:
        told = [row.payload["events"] for row in work.session.scalars(
            select(OutboxRow).where(OutboxRow.topic == "notify").order_by(OutboxRow.id))]
        ids = work.session.scalars(select(EventRow.id).where(EventRow.kind.in_(
            ("target_warned", "target_missed", "escalated"))).order_by(EventRow.id)).all()
        assert told == [[each] for each in ids]


def test_after_downtime_only_what_still_makes_sense_is_told_with_its_real_time(kites: Kites) -> None:
    numbers = [kites.ordered(), kites.ordered()]
    kites.clock.forward(days=2)
    assert kites.desk.sweeper.sweep() == Swept(missed=2, escalated=2)
    for number in numbers:
        events = kites.see(number).events
        assert [each.kind for each in events] == ["opened", "target_missed", "escalated"]
        assert [each.data["at"][:16] for each in events[1:]] == ["2025-03-05T06:00", "2025-03-05T07:00"]
    [clock] = [row for row in kites.clocks() if row["case_id"] == kites.see(numbers[0]).row.id]
    assert all("fired_at" in mark for mark in clock["marks"]) and clock["next_mark_at"] is None
    with kites.desk.store.read() as work:
        [row] = work.session.scalars(select(OutboxRow).where(OutboxRow.topic == "notify"))
        assert len(row.payload["events"]) == 4, "one word of a whole batch"


def test_who_is_told_outside_gets_each_event_of_a_batch(kites: Kites) -> None:
    with kites.desk.store.unit_of_work() as work:
        for events in (["target_missed"], ["opened"], []):
            work.session.add(WebhookRow(title="t", url="http://127.0.0.1:9/", events=events, kinds=[KIND], salt="s",
                                        fingerprint="f", created_at=kites.clock(), changed_at=kites.clock()))
        work.commit()
    numbers = [kites.ordered(), kites.ordered()]
    kites.clock.forward(days=2)
    kites.desk.sweeper.sweep()
    with kites.desk.store.read() as work:
        rows = work.session.execute(select(DeliveryRow, EventRow).join(EventRow, EventRow.id == DeliveryRow.event_id)
                                    .where(DeliveryRow.event != "opened").order_by(DeliveryRow.id)).all()
        told = [(row.webhook_id, row.event, row.case_number, row.body["sequence"]) for row, _ in rows]
        assert sorted(told) == [
            (1, "target_missed", numbers[0], 2), (1, "target_missed", numbers[1], 2),
            (3, "escalated", numbers[0], 3), (3, "escalated", numbers[1], 3),
            (3, "target_missed", numbers[0], 2), (3, "target_missed", numbers[1], 2)]
        assert all((event.kind, event.sequence, 1) == (row.event, row.body["sequence"], row.body["case"]["version"])
                   for row, event in rows)


def test_a_paused_promise_tells_nothing_and_goes_on_where_it_was(kites: Kites) -> None:
    number = kites.ordered()
    kites.clock.forward(hours=1)
    kites.desk.notes.wait(kites["lin"], number, "customer", "等回话")
    kites.clock.forward(days=3)
    assert kites.desk.sweeper.sweep() == Swept()
    kites.desk.notes.resume(kites["lin"], number)
    kites.clock.forward(minutes=59)
    assert kites.desk.sweeper.sweep() == Swept()
    kites.clock.forward(minutes=1)
    assert kites.desk.sweeper.sweep() == Swept(warned=1)
    kites.desk.notes.wait(kites["lin"], number, "customer", "再等")
    kites.clock.forward(days=1)
    kites.desk.notes.resume(kites["lin"], number)
    assert kites.desk.sweeper.sweep() == Swept(), "half was gone and told before the pause"


def test_a_timed_step_is_taken_or_refused_once_until_the_case_changes(kites: Kites) -> None:
    paid, owing = kites.mended(True), kites.mended()
    kites.clock.forward(days=4)
    assert kites.desk.sweeper.sweep() == Swept(stepped=1)
    assert kites.see(paid).row.closed_at == kites.clock.at
    step = kites.see(paid).events[-1]
    assert (step.kind, step.data["step"], step.actor_id) == ("step", "mend.let_go", None)
    refused = kites.see(owing).events[-1]
    assert refused.kind == "timed_step_refused" and refused.data["decisions"], refused.data
    assert kites.desk.sweeper.sweep() == Swept()
    kites.desk.notes.comment(kites["lin"], owing, "还没付")
    assert kites.desk.sweeper.sweep() == Swept() and kites.kinds(owing)[-1] == "commented"
    kites.desk.notes.correct(kites["lin"], owing, {"paid": True})
    assert kites.desk.sweeper.sweep() == Swept(stepped=1)
    assert kites.see(owing).row.state == ""
    assert kites.desk.audit.verify(kites["zhao"]).holds


def test_the_rows_follow_from_the_events_alone(kites: Kites) -> None:
    shop = kites
    shop.ordered(), shop.mended(), shop.mended(True)
    waiting = shop.ordered()
    shop.desk.notes.wait(shop["lin"], waiting, "customer", "等")
    shop.clock.forward(hours=3)
    shop.desk.sweeper.sweep()
    shop.ordered()
    shop.clock.forward(hours=2, minutes=30)
    shop.desk.sweeper.sweep()
    shop.clock.forward(days=4)
    shop.desk.sweeper.sweep()
    before, listed = shop.clocks(), _listed(shop)
    assert {row["state"] for row in before} >= {"missed", "paused", "met"}
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(delete(ClockRow))
        work.commit()
    *_, last = shop.desk.refreshing.apply(closed=True)
    assert (last.done, last.blocked) == (5, [])
    assert differences(shop.clocks(), before) == [] and _listed(shop) == listed
    *_, last = shop.desk.refreshing.apply(closed=True)
    assert last.moved == 0 and shop.clocks() == before
    assert shop.desk.sweeper.sweep() == Swept(), "what was told stays told"


def _listed(shop: Shop) -> list[Any]:
    with shop.desk.store.read() as work:
        return [(row.number, row.next_due_at, row.due_order, row.next_due_target, row.version)
                for row in work.session.scalars(select(CaseRow).order_by(CaseRow.id))]


def test_an_edited_calendar_moves_open_clocks_and_says_how_many(store: Store, clock: HandClock,
                                                                tmp_path: Path) -> None:
    shop = Clockwork(a_desk(store, clock, tmp_path), clock)
    with store.unit_of_work() as work:
        work.calendars.new_version("default")
        work.commit()
    shop.desk.policies.set_value(shop["zhao"], "bicycles", "repair.mend", "1 working day")
    early, late = shop.accepted(), shop.accepted()  # Wednesday: due at the end of Thursday
    shop.clock.at = at("2025-03-06 10:00")
    shop.accepted()  # begins to count on Friday either way
    shop.clock.at = at("2025-03-07 10:00")
    assert shop.desk.sweeper.sweep().missed == 2
    versions = shop.versions()
    with shop.desk.store.unit_of_work() as work:
        before = {row.case_id: row.plain for row in work.session.scalars(
            select(ClockRow).where(ClockRow.target == "mended_in_time"))}
        work.calendars.put([CalendarDayRow(calendar="default", day=at("2025-03-06").date(), kind="holiday",
                                           name="停业", source="", status="own")])
        work.calendars.new_version("default")
        work.commit()
    assert set(before.values()) == {True}
    almanac = shop.desk.place.almanac
    *_, seen = shop.desk.refreshing.outlook()
    with shop.desk.store.read() as work:
        assert almanac(work) is not None
        assert [row.due_at for row in work.clocks.of(shop.see(early).row.id) if row.ended_at is None] == [
            at("2025-03-06 23:59:59.999999")], "an outlook writes nothing"
    *_, done = shop.desk.refreshing.apply()
    for found in (seen, done):
        assert (found.total, found.moved, found.late, found.rescued) == (3, 2, 0, 2)
        assert [(each.number, each.target, each.late) for each in found.examples] == [
            (early, "mended_in_time", (True, False)), (late, "mended_in_time", (True, False))]
        assert found.examples[0].after == at("2025-03-07 23:59:59.999999")
    assert shop.versions() == versions
    with shop.desk.store.read() as work:
        rows = shop.see(early).row, work.clocks.of(shop.see(early).row.id)
        [running] = [row for row in rows[1] if row.ended_at is None]
        assert rows[0].next_due_at == running.due_at == at("2025-03-07 23:59:59.999999")
        assert (running.state, running.missed_at) == ("running", None)
    assert shop.desk.sweeper.sweep() == Swept()
    direct = shop.clocks()  # counted from rows; the same come out when every case is read
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(delete(ClockRow))
        work.commit()
    [*shop.desk.refreshing.apply(closed=True)]
    assert differences(shop.clocks(), direct) == []
    shop.clock.at = at("2025-03-08 10:00")
    assert shop.desk.sweeper.sweep().missed == 3, "two anew: their deadline was really later"
    assert shop.desk.audit.verify(shop["zhao"]).holds


def test_the_desk_itself_refreshes_after_an_upgrade(kites: Kites) -> None:
    kites.ordered()
    with kites.desk.store.unit_of_work() as work:
        for row in work.session.scalars(select(ClockRow)):
            row.marks, row.next_mark_at, row.plain, row.length = [], row.due_at, False, ""
        work.outbox.put("refresh", "refresh:0003")
        work.commit()
    kites.clock.forward(minutes=1)
    worker = Worker(kites.desk)
    worker.turn()
    assert [mark["name"] for mark in kites.clocks()[0]["marks"]] == ["half_gone", "desk.missed", "too_late"]
    assert kites.clocks()[0]["next_mark_at"] == at("2025-03-05 12:00")
