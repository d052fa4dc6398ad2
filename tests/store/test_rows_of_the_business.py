"""People, log-ins, clocks, values over time, calendars, and registers brought in."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from core.domain.errors import NotFound
from core.store import Store
from core.store.tables import CalendarDayRow, ClockRow, ImportRowRow, ImportRunRow, SessionRow, UserRow
from tests.store.conftest import START, HandClock, MakeCase

HOUR = timedelta(hours=1)


def test_users_and_units(store: Store) -> None:
    with store.unit_of_work() as work:
        shop = work.units.add("shop", "门店")
        work.units.add("stall", "分店", parent_id=shop.id)
        work.users.add(UserRow(login="Lin", name="林", duties=["service", "manager"], unit_id=shop.id))
        work.users.add(UserRow(login="wu", name="吴", active=False))
        work.commit()
    with store.unit_of_work() as work:
        lin = work.users.by_login("LIN")
        assert lin and lin.duties == ["service", "manager"]
        assert (lin.scope, lin.language, lin.created_at) == ("own", "zh", START)
        assert [each.name for each in work.users.list(active=True)] == ["林"]
        assert work.users.names([lin.id, 99]) == {lin.id: "林"}
        assert work.units.by_key("stall") and not work.units.by_key("none") and len(work.units.all()) == 2
        with pytest.raises(IntegrityError):
            work.users.add(UserRow(login="LIN", name="另一人"))


def test_sessions_end(store: Store, clock: HandClock) -> None:
    with store.unit_of_work() as work:
        user = work.users.add(UserRow(login="lin", name="林"))
        for token in "abc":
            work.sessions.add(token, user.id, START + 8 * HOUR, "127.0.0.1", "browser")
        assert work.sessions.live("a", 9 * HOUR) and not work.sessions.live("z", 9 * HOUR)
        work.sessions.revoke("a")
        assert not work.sessions.live("a", 9 * HOUR) and work.sessions.live("b", 9 * HOUR)
        work.sessions.revoke_all(user.id, but="c")
        assert not work.sessions.live("b", 9 * HOUR) and work.sessions.live("c", 9 * HOUR)
        assert [row.token_digest for row in work.sessions.of(user.id, HOUR)] == ["c"]
        clock.forward(hours=1)
        assert not work.sessions.live("c", HOUR) and not work.sessions.of(user.id, HOUR)
        work.sessions.seen("c")
        assert work.sessions.live("c", HOUR)
        clock.forward(hours=7)
        assert not work.sessions.live("c", 9 * HOUR)
        work.sessions.forget(clock() + HOUR)
        assert work.session.get(SessionRow, "c") is None


def test_clocks_are_replaced_and_found_when_a_mark_has_come(store: Store, make_case: MakeCase) -> None:
    def rows() -> list[ClockRow]:
        return [ClockRow(target="reply", started_at=START, due_at=START + HOUR, state="running", basis=["FRE-20"],
                         next_mark_at=START + HOUR),
                ClockRow(target="fix", key="1", started_at=START, due_at=START + 5 * HOUR, state="running",
                         next_mark_at=START + 4 * HOUR),
                ClockRow(target="blocked", started_at=START, state="blocked")]

    with store.unit_of_work() as work:
        case = make_case("TH-1", at=work)
        work.clocks.replace(case.id, rows())
        assert work.clocks.next_mark() == START + HOUR
        assert work.clocks.due(START + HOUR / 2, 10) == []
        first, second = work.clocks.due(START + 9 * HOUR, 10)
        assert (first, second) == ((START + HOUR, case.id), (START + 4 * HOUR, case.id))
        assert work.clocks.due(START + 9 * HOUR, 1) == [first]
        assert work.clocks.due(START + 9 * HOUR, 10, first) == [second]
        assert [row.target for row in work.clocks.falling_due([case.id], START + 2 * HOUR)] == ["reply"]
        work.commit()
    with store.unit_of_work() as work:
        kept = {row.target: row for row in work.clocks.of(case.id)}
        assert kept["reply"].basis == ["FRE-20"] and kept["fix"].silent is False and kept["fix"].marks == []
        ended = rows()[1:]
        ended[0].ended_at, ended[0].state = START + HOUR, "met"
        work.clocks.replace(case.id, ended)
        assert {row.target for row in work.clocks.of(case.id)} == {"fix", "blocked"}
        assert work.clocks.due(START + 99 * HOUR, 10) == []


def test_values_hold_from_their_moment_on(store: Store, clock: HandClock) -> None:
    with store.unit_of_work() as work:
        work.settings.set("garden", "window", "7 days", by=None)
        work.settings.set("garden", "window", "9 days", by=None, effective_from=START + HOUR)
        work.settings.set("garden", "freight", True, by=None)
        work.settings.set("other", "window", "1 day", by=None)
        assert work.settings.values("garden", START) == {"window": "7 days", "freight": True}
        assert work.settings.values("garden", START + HOUR)["window"] == "9 days"
        assert work.settings.values("garden", START - HOUR) == {}
        clock.forward(hours=2)
        work.settings.set("garden", "freight", None, by=None)
        work.settings.set("garden", "window", "8 days", by=None, effective_from=START + HOUR)
        assert work.settings.values("garden", clock()) == {"window": "8 days"}
        assert work.settings.values("garden", START) == {"window": "7 days", "freight": True}
        assert [row.value for row in work.settings.history("garden", "window")] == ["8 days", "9 days", "7 days"]
        assert len(work.settings.history("garden")) == 5


def test_rulebooks_are_kept_once(store: Store) -> None:
    with store.unit_of_work() as work:
        work.rulebooks.keep("abc", "garden", lambda: {"policies": ["a"]})
        work.rulebooks.keep("abc", "garden", lambda: {"policies": ["a"]})
        assert work.rulebooks.get("abc").content == {"policies": ["a"]}
        with pytest.raises(NotFound):
            work.rulebooks.get("xyz")


def test_calendars_are_edited_in_versions(store: Store) -> None:
    def day(month: int, number: int, kind: str, status: str = "provisional") -> CalendarDayRow:
        return CalendarDayRow(calendar="cn", day=date(2025, month, number), kind=kind, name="国庆节", status=status)

    with store.unit_of_work() as work:
        assert work.calendars.version("cn") == 0
        work.calendars.put([day(10, 1, "holiday"), day(9, 28, "make_up"), day(10, 11, "make_up")])
        work.calendars.put([day(10, 1, "holiday", "official")])
        assert (work.calendars.new_version("cn", "seed"), work.calendars.new_version("cn")) == (1, 2)
        assert [each.day.day for each in work.calendars.days("cn")] == [28, 1, 11]
        (first,) = work.calendars.days("cn", date(2025, 10, 1), date(2025, 10, 1))
        assert first.status == "official"
        work.calendars.remove("cn", date(2025, 10, 11))
        assert len(work.calendars.days("cn", first=date(2025, 10, 1))) == 1
        assert work.calendars.version("cn") == 2


def test_a_row_becomes_a_case_once(store: Store, make_case: MakeCase) -> None:
    with store.unit_of_work() as work:
        case = make_case("TH-1", at=work)
        run = work.imports.add(ImportRunRow(file_name="登记表.csv", file_sha256="f", state="running"))
        assert work.imports.remember("p1", case.id, run.id) and not work.imports.remember("p1", case.id, run.id)
        origin = work.imports.origin("p1")
        assert origin and (origin.case_id, origin.run_id) == (case.id, run.id)
        assert work.imports.origin("p2") is None and work.imports.origin("") is None
        work.imports.add_rows(run.id, [
            ImportRowRow(row_number=n, fingerprint=f"p{n}", outcome="doubt" if n % 2 else "read",
                         problems=[["price", "价格"]], cells={"姓名": "王"}) for n in range(1, 6)])
        work.commit()
    with store.read() as work:
        assert [row.row_number for row in work.imports.rows(run.id, after=1, limit=2)] == [2, 3]
        assert [row.row_number for row in work.imports.rows(run.id, outcomes=["doubt"])] == [1, 3, 5]
        assert [row.row_number for row in work.imports.rows(run.id, standings=["open"])] == []
        for found in (work.imports.runs(), work.imports.same_file("f")):
            assert [each.id for each in found] == [run.id]
        assert work.imports.get(run.id).counts == {}
    with store.unit_of_work() as work:
        assert work.imports.lock(run.id).state == "running"
        work.imports.forget(work.imports.get(run.id), rows_only=True)
        assert list(work.imports.rows(run.id)) == []


def test_corrected_mappings_are_found_again(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.imports.mapping("s") is None
        work.imports.save_mapping("s", "garden.return", {"姓名": "name"}, by=None)
        work.imports.save_mapping("s", "garden.return", {"客户": "name"}, by=None)
        work.commit()
    with store.read() as work:
        found = work.imports.mapping("s")
        assert found and found.mapping == {"客户": "name"}
