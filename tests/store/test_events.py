"""The chain of events: read back as told, verified, every kind of tampering found, erasure allowed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import text

from core.domain.events import Event
from core.store import Store
from core.store.engine import for_writing
from tests.store.conftest import START, HandClock, MakeCase, an_event

DATA = {"姓名": "王小明", "phone": "13800138000", "": "",
        "nested": {"b": [1, 2.5, None, True], "a": "\u0000 😀 half: \ud83d"}}


def test_events_come_back_as_they_were_told(store: Store, make_case: MakeCase) -> None:
    told = Event("step", START - timedelta(days=2), START + timedelta(microseconds=1), None, "系统", DATA)
    row = make_case("TH-1")
    with store.unit_of_work() as work:
        kept = work.events.append(work.cases.lock("TH-1"), [told, an_event("second")])
        work.commit()
    assert [each.sequence for each in kept] == [1, 2]
    with store.read() as work:
        assert work.events.of(row.id) == kept
        assert kept[0].data == DATA and kept[0].occurred_at == told.occurred_at and kept[0].backdated
        assert work.events.verify_chain(row.id).holds


def test_what_is_told_of_many_is_kept_as_if_told_of_each(store: Store, make_case: MakeCase) -> None:
    twice = datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Rome"))  # that hour comes twice
    told = [Event("missed", at, START + timedelta(days=300), None, "系统", DATA)
            for at in (START, twice, twice.replace(fold=1), START + timedelta(microseconds=1))]
    one, many = make_case("TH-1"), [make_case(f"TH-{n}") for n in range(2, 6)]
    with store.unit_of_work() as work:
        work.events.append(work.cases.lock("TH-1"), told)
        heads = work.clocks.hold([each.id for each in many])
        work.clocks.tell([(heads[each.id], event) for each, event in zip(many, told, strict=True)])
        with pytest.raises(ValueError, match="naive"):
            work.clocks.tell([(heads[many[0].id], replace(told[0], recorded_at=datetime(2025, 1, 1)))])
        work.commit()
    with store.read() as work:
        found = [work.events.of(each.id)[0] for each in many]
        assert found == [replace(each, sequence=1) for each in work.events.of(one.id)]
        assert [each.occurred_at - START for each in found[1:3]] == [
            datetime(2025, 10, 26, hour, 30, tzinfo=UTC) - START for hour in (0, 1)]
        assert work.events.verify_all().holds
        # Texts of the same length, which order as moments do.
        as_kept = work.session.execute(text(
            "SELECT CAST(occurred_at AS TEXT), CAST(data AS TEXT) FROM events JOIN event_payloads ON event_id = id "
            "ORDER BY case_id, sequence")).all()
        assert as_kept[:4] == as_kept[4:]


def test_events_of_many_cases_take_one_query(store: Store, make_case: MakeCase) -> None:
    ids = [make_case(f"TH-{n}", events=n).id for n in range(4)]
    with store.read() as work:
        queries: list[str] = []
        sql_event.listen(store.engine, "before_cursor_execute", lambda *said: queries.append(said[2]))
        found = work.events.of_many(ids)
    assert [len(found[case_id]) for case_id in ids] == [0, 1, 2, 3]
    assert sum("FROM events" in query for query in queries) == 1


TAMPERING = [
    ("UPDATE events SET actor_name = '别人' WHERE sequence = 2 AND {here}", "hash", 2),
    ("UPDATE events SET kind = 'x' WHERE sequence = 1 AND {here}", "hash", 1),
    ("UPDATE events SET occurred_at = '2025-01-01 00:00:00.000000' WHERE sequence = 3 AND {here}", "hash", 3),
    ("UPDATE events SET previous_hash = hash WHERE sequence = 2 AND {here}", "previous", 2),
    ("UPDATE event_payloads SET data = '[1]' WHERE event_id = (SELECT id FROM events WHERE sequence = 3 AND {here})",
     "digest", 3),
    ("DELETE FROM event_payloads WHERE event_id = (SELECT id FROM events WHERE sequence = 2 AND {here})", "payload", 2),
    ("UPDATE events SET sequence = 9 WHERE sequence = 2 AND {here}", "gap", 2),
    ("UPDATE cases SET head_sequence = 4 WHERE id = {id}", "tail", 4)]


def test_tampering_is_found(store: Store, make_case: MakeCase) -> None:
    rows = [make_case(f"TH-{n}", events=3) for n in range(len(TAMPERING))]
    with store.read() as work:
        assert work.events.verify_all().holds
    for row, (change, what, sequence) in reversed(list(zip(rows, TAMPERING, strict=True))):
        with for_writing(store.engine).begin() as connection:
            connection.execute(text(change.format(here=f"case_id = {row.id}", id=row.id)))
        with store.read() as work:
            for found in (work.events.verify_chain(row.id), work.events.verify_all()):
                assert found.broken and (found.broken.case, found.broken.sequence, found.broken.what) == (
                    row.number, sequence, what)


def test_missing_events_are_found(store: Store, make_case: MakeCase) -> None:
    for number, sequence, what in (("TH-1", 3, "tail"), ("TH-2", 1, "gap")):
        row = make_case(number, events=3)
        with for_writing(store.engine).begin() as connection:
            which = f"SELECT id FROM events WHERE case_id = {row.id} AND sequence = {sequence}"
            connection.execute(text(f"DELETE FROM event_payloads WHERE event_id = ({which})"))
            connection.execute(text(f"DELETE FROM events WHERE id = ({which})"))
        with store.read() as work:
            broken = work.events.verify_chain(row.id).broken
            assert broken and (broken.sequence, broken.what) == (sequence, what)


def test_all_events_gone_are_found(store: Store, make_case: MakeCase) -> None:
    make_case("TH-1", events=2)
    with for_writing(store.engine).begin() as connection:
        connection.execute(text("DELETE FROM event_payloads"))
        connection.execute(text("DELETE FROM events"))
    with store.read() as work:
        broken = work.events.verify_all().broken
        assert broken and (broken.case, broken.sequence, broken.what) == ("TH-1", 1, "tail")


def test_erased_payloads_leave_the_chain_whole(store: Store, make_case: MakeCase) -> None:
    row = make_case("TH-1", events=2)
    with store.unit_of_work() as work:
        work.events.append(work.cases.lock("TH-1"), [Event("opened", START, START, 7, "陈晓", DATA)])
        assert work.events.erase(row.id, keep=lambda _, said: {k: v for k, v in said.items() if k == "nested"}) == 3
        work.events.append(work.cases.lock("TH-1"), [an_event("after")])
        work.commit()
    with store.read() as work:
        assert [each.data for each in work.events.of(row.id)] == [
            {}, {}, {"nested": DATA["nested"]}, {"text": "after"}]
        found = work.events.verify_all()
        assert found.holds and (found.cases, found.events) == (1, 4)
    with store.engine.connect() as connection:
        kept = str(connection.execute(text("SELECT salt, data FROM event_payloads")).all())
    assert "王小明" not in kept and "13800138000" not in kept


def test_a_sealed_day_shows_what_was_changed_later(store: Store, make_case: MakeCase, clock: HandClock) -> None:
    until = START + timedelta(hours=1)
    row = make_case("TH-1", events=2)
    make_case("TH-2", events=1)
    with store.unit_of_work() as work:
        clock.at = until + timedelta(minutes=9)
        with pytest.raises(ValueError, match="sealed"):
            work.events.seal(date(2025, 3, 12), until)
        clock.forward(minutes=2)
        sealed = work.events.seal(date(2025, 3, 12), until)
        assert work.events.seal(date(2025, 3, 12), until).digest == sealed.digest and sealed.heads == 2
        work.events.append(work.cases.lock("TH-1"), [an_event("next day", at=clock())])
        work.commit()
    with store.read() as work:
        assert work.events.verify_all().holds
        assert [each.day for each in work.events.sealed_days()] == [date(2025, 3, 12)]
    _forge_whole_chain(store, row.id)
    with store.read() as work:
        assert work.events.verify_chain(row.id).holds
        broken = work.events.verify_all().broken
        assert broken and (broken.case, broken.what) == ("2025-03-12", "day")


def _forge_whole_chain(store: Store, case_id: int) -> None:
    """What somebody with the database and this code could do: write all of a case's events anew."""
    with store.unit_of_work() as work:
        case, events = work.cases.get(case_id), work.events.of(case_id)
        work.session.execute(text("DELETE FROM event_payloads WHERE event_id IN "
                                  f"(SELECT id FROM events WHERE case_id = {case_id})"))
        work.session.execute(text(f"DELETE FROM events WHERE case_id = {case_id}"))
        case.head_hash, case.head_sequence = "", 0
        work.events.append(case, [an_event("forged"), *events[1:]])
        work.commit()


def test_events_of_all_cases_the_last_first(store: Store, make_case: MakeCase) -> None:
    make_case("TH-1", events=2)
    make_case("TH-2", events=1)
    with store.unit_of_work() as work:
        work.events.append(work.cases.lock("TH-1"), [an_event("late", "step", START + timedelta(days=1))])
        work.commit()
    with store.read() as work:
        found = work.events.recorded()
        assert [(row.kind, number) for row, number in found] == [
            ("step", "TH-1"), ("commented", "TH-2"), ("commented", "TH-1"), ("commented", "TH-1")]
        assert work.events.recorded(before_id=found[1][0].id, limit=1) == [found[2]]
        assert work.events.recorded(kinds=["step"]) == found[:1] == work.events.recorded(
            since=START + timedelta(seconds=1))
        assert work.events.recorded(until=START) == [] == work.events.recorded(actor_id=8)
