"""Exports are made for one person, hold what that person may see as of one instant, and are gone after a while."""

import csv
import io
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, select

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import EXPORT, SEE_PHONES, VIEW, Actor, Scope
from core.exports import columns
from core.exports.kept import asked, error_of, filter_of
from core.exports.service import MOST_WAITING
from core.jobs import Worker
from core.store.lists import CaseFilter
from core.store.tables import AccessRow, CaseRow, CustomerRow, ExportRow, PhoneRow
from tests.services.shop import Shop, refused

ROOT = Path(__file__).parents[2]
WHAT = ("cases", "events", "customers")
CANARY = "13977778888"
EVERYTHING = CaseFilter()


def made(shop: Shop, what: str = "cases", form: str = "csv", *, by: str | Actor = "zhao", **more: Any) -> ExportRow:
    """Ask for an export and let the worker make it."""
    actor = shop[by] if isinstance(by, str) else by
    row = shop.desk.exports.ask(actor, what, form, **more)
    work(shop)
    return shop.desk.exports.get(actor, row.id)


def work(shop: Shop) -> None:
    shop.clock.forward(seconds=31)
    Worker(shop.desk).turn()


def lines(shop: Shop, row: ExportRow, by: str = "zhao") -> list[list[str]]:
    return rows_of(shop.desk.exports.fetch(shop[by], row.id).path.read_bytes())


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(shop: Shop, actor: Actor, what: str = "cases", form: str = "csv", **more: Any) -> bytes:
    stream = io.BytesIO()
    shop.desk.exports.write(actor, what, form, stream, **more)
    return stream.getvalue()


def noted(shop: Shop) -> list[tuple[str, str, int]]:
    with shop.desk.store.read() as work:
        return [(row.action, row.actor_name, row.detail["rows"])
                for row in work.session.scalars(select(AccessRow).order_by(AccessRow.id))]


def some(shop: Shop, many: int = 5, **more: Any) -> list[str]:
    customer = shop.desk.customers.register(shop["lin"], name="王芳", phones=["13800006621"], address="和平路 5 号")
    numbers = []
    for _ in range(many):
        shop.clock.forward(minutes=1)
        numbers.append(shop.open(customer_id=customer, **more))
    return numbers


def files(shop: Shop) -> list[str]:
    return sorted(path.name for path in (shop.desk.config.data / "exports").glob("*"))


# What is in them

@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("what", WHAT)
def test_made_by_the_worker_and_fetched(bicycles: Shop, what: str, form: str) -> None:
    numbers = some(bicycles)
    row = made(bicycles, what, form)
    assert (row.state, row.rows_done) == ("done", {"cases": 5, "events": 5, "customers": 1}[what])
    found = bicycles.desk.exports.fetch(bicycles["zhao"], row.id, face="web")
    content = found.path.read_bytes()
    assert len(content) == found.size == row.size and found.name.endswith(f".{form}") and what in found.name
    if form == "xlsx":
        table = [*openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    else:
        table = [tuple(each) for each in rows_of(content)]
    assert table[0] == columns.TABLES[what].head and len(table) == row.rows_done + 1
    if what == "customers":
        assert table[1][1:4] == ("王芳", "13800006621", "和平路 5 号") and str(table[1][6]) == "5"
    else:
        assert sorted(line[0] for line in table[1:]) == numbers
    assert found.path.stat().st_mode & 0o777 == 0o600 and found.path.parent.stat().st_mode & 0o777 == 0o700
    assert noted(bicycles) == [("export.make", "赵敏", row.rows_done), ("export.fetch", "赵敏", row.rows_done)]


def test_a_case_tells_all_that_the_list_shows(bicycles: Shop) -> None:
    number = bicycles.ended()
    head, line = rows_of(written(bicycles, bicycles["zhao"], language="en"))
    said = dict(zip(head, line, strict=True))
    assert said["Case number"] == number and said["State"] == "Closed" and said["Goods"] == "前轮, 后轮"
    assert said["Pieces"] == "2" and said["Owner"] == "林晓" and said["Closed at"].startswith("2025-03-05 10:00")


def test_events_are_told_in_words(bicycles: Shop) -> None:
    number = bicycles.accepted()
    bicycles.desk.notes.comment(bicycles["lin"], number, "=1+1")
    table = rows_of(written(bicycles, bicycles["zhao"], "events"))
    assert [line[:2] for line in table[1:]] == [[number, str(place)] for place in (1, 2, 3)]
    assert table[1][6].startswith("建案") and table[3][6:] == ["内部备注", "'=1+1"]
    with bicycles.desk.store.unit_of_work() as work:
        work.events.erase(work.cases.by_number(number).id)
        work.commit()
    assert [line[7] for line in rows_of(written(bicycles, bicycles["zhao"], "events"))[1:]] == ["", "", ""]


def test_only_what_was_filtered(bicycles: Shop) -> None:
    numbers = some(bicycles)
    late = CaseFilter(opened_from=bicycles.clock() - timedelta(minutes=1, seconds=30))
    row = made(bicycles, wanted=late, order="opened")
    assert [line[0] for line in lines(bicycles, row)[1:]] == numbers[:-3:-1]
    some(bicycles)
    assert made(bicycles, "customers", wanted=replace(late, search=numbers[-1])).rows_done == 1
    assert made(bicycles, "customers").rows_done == 2


def test_filters_are_kept_whole() -> None:
    at = datetime(2025, 3, 5, 10, tzinfo=UTC)
    wanted = CaseFilter(
        kinds=("a", "b"), states={"s"}, assignee=3, unassigned=True, units=[1, 2], waiting_for="customer", open=False,
        late_before=at, due_from=at, due_until=at, opened_from=at, opened_until=at, customer_id=9, safety=True,
        outcome="x", search="=1")
    row = ExportRow(asked=asked(replace(wanted, seen_by=Actor.system()), "due"))
    assert filter_of(row) == (replace(wanted, states=("s",), units=(1, 2)), "due")
    assert filter_of(ExportRow(asked=asked(EVERYTHING, "opened"))) == (EVERYTHING, "opened")


def test_customers_erased_are_left_out(bicycles: Shop) -> None:
    some(bicycles)
    with bicycles.desk.store.unit_of_work() as work:
        for row in work.session.scalars(select(CustomerRow)):
            row.erased_at = bicycles.clock()
        work.commit()
    assert made(bicycles, "customers").rows_done == 0


# Who sees what

def test_a_phone_of_a_foreign_case_is_in_no_export(bicycles: Shop) -> None:
    own = some(bicycles, 2)
    with bicycles.desk.store.unit_of_work() as work:
        units = [work.units.add(key, key) for key in ("north", "south")]
        work.commit()
    other = bicycles.desk.customers.register(bicycles["lin"], name="陌生人", phones=[CANARY])
    foreign = bicycles.open(customer_id=other)
    for number in own:
        bicycles.desk.notes.assign(bicycles["lin"], number, bicycles["zhao"].id or 0)
    for narrow in (bicycles.limited("zhao", Scope.own), bicycles.limited("zhao", Scope.unit, units[1].id),
                   bicycles.limited("zhao", Scope.unit)):
        for what in WHAT:
            table = rows_of(written(bicycles, narrow, what))
            said = str(table)
            assert CANARY not in said and "陌生人" not in said and foreign not in said
            assert len(table) == {"cases": 3, "events": 5, "customers": 2}[what]
            content = written(bicycles, narrow, what, "xlsx")
            cells = [*openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
            assert CANARY not in str(cells) and len(cells) == len(table)
    assert CANARY in str(rows_of(written(bicycles, bicycles["zhao"], "customers")))


def test_a_unit_gets_the_customers_it_registered(bicycles: Shop) -> None:
    with bicycles.desk.store.unit_of_work() as work:
        unit = work.units.add("north", "北店").id
        work.customers.add(CustomerRow(name="本店客户", unit_id=unit), [PhoneRow(raw="1", normalised="1")])
        work.customers.add(CustomerRow(name="别店客户"))
        work.commit()
    table = rows_of(written(bicycles, bicycles.limited("zhao", Scope.unit, unit), "customers"))
    assert [line[1] for line in table[1:]] == ["本店客户"] and table[1][4] == "北店"


def test_phones_are_masked(bicycles: Shop) -> None:
    some(bicycles, 1)
    blind = replace(bicycles["zhao"], permissions=bicycles["zhao"].permissions - {SEE_PHONES.key})
    for what in ("cases", "customers"):
        for form in ("csv", "xlsx"):
            assert b"13800006621" not in unpacked(written(bicycles, blind, what, form))
            assert b"13800006621" in unpacked(written(bicycles, bicycles["zhao"], what, form))
        assert "138****6621" in str(rows_of(written(bicycles, blind, what)))


def unpacked(content: bytes) -> bytes:
    from zipfile import ZipFile

    if content.startswith(b"PK"):
        with ZipFile(io.BytesIO(content)) as book:
            return b"".join(map(book.read, book.namelist()))
    return content


@pytest.mark.parametrize("missing", [EXPORT, VIEW])
def test_without_the_right_nothing(bicycles: Shop, missing: Any) -> None:
    who = replace(bicycles["zhao"], permissions=bicycles["zhao"].permissions - {missing.key})
    row = made(bicycles)
    for call in calls(bicycles, who, row.id)[:2] + calls(bicycles, who, row.id)[3:4]:
        with refused(bicycles, Forbidden):
            call()


def calls(shop: Shop, who: Actor, export: int) -> list[Callable[[], object]]:
    exports = shop.desk.exports
    return [lambda: exports.ask(who, "cases", "csv"), lambda: exports.fetch(who, export),
            lambda: exports.get(who, export), lambda: exports.write(who, "cases", "csv", io.BytesIO()),
            lambda: exports.remove(who, export)]


def test_anybody_elses_is_absent(bicycles: Shop) -> None:
    row = made(bicycles)
    administrator = replace(bicycles["qian"], duties=bicycles["zhou"].duties | bicycles["qian"].duties,
                            permissions=bicycles["zhou"].permissions | bicycles["qian"].permissions)
    for who in (bicycles["qian"], administrator, Actor.system()):
        assert bicycles.desk.exports.mine(who) == []
        for place in (1, 2, 4):
            said = []
            for export in (row.id, 4711):
                with refused(bicycles, NotFound) as caught:
                    calls(bicycles, who, export)[place]()
                said.append(str(caught.value))
            assert said[0] == said[1]
    assert [each.id for each in bicycles.desk.exports.mine(bicycles["zhao"])] == [row.id]
    assert lines(bicycles, row)


def change(shop: Shop, login: str, **said: Any) -> None:
    with shop.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        assert row
        for name, value in said.items():
            setattr(row, name, value)
        work.commit()


@pytest.mark.parametrize(("said", "why"), [
    ({"active": False}, "赵敏已停用"), ({"duties": ["technician"]}, "没有“导出”的权限")])
def test_disabled_or_demoted_meanwhile(bicycles: Shop, said: dict[str, Any], why: str) -> None:
    some(bicycles)
    row = bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv")
    change(bicycles, "zhao", **said)
    work(bicycles)
    found = bicycles.desk.exports.get(bicycles["zhao"], row.id)
    assert found.state == "failed" and why in str(error_of(found))
    assert files(bicycles) == [] and noted(bicycles) == []
    with pytest.raises(Refused):
        bicycles.desk.exports.fetch(bicycles["zhao"], row.id)


def test_scope_is_that_of_the_moment_it_is_made(bicycles: Shop) -> None:
    some(bicycles)
    row = bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv")
    change(bicycles, "zhao", scope="own")
    work(bicycles)
    assert bicycles.desk.exports.get(bicycles["zhao"], row.id).rows_done == 0


def test_whoever_sees_less_than_when_it_was_made_asks_again(bicycles: Shop) -> None:
    some(bicycles)
    row, zhao = made(bicycles), bicycles["zhao"]
    blind = replace(zhao, permissions=zhao.permissions - {SEE_PHONES.key})
    for narrow in (bicycles.limited("zhao", Scope.own), bicycles.limited("zhao", Scope.unit, 1), blind):
        with refused(bicycles, Refused, "重新导出"):
            bicycles.desk.exports.fetch(narrow, row.id)
    assert lines(bicycles, row)
    change(bicycles, "zhao", scope="own")
    small = made(bicycles, "events")
    assert bicycles.desk.exports.fetch(zhao, small.id).size == small.size


# For how long

def test_gone_after_a_day(bicycles: Shop) -> None:
    row = made(bicycles)
    path = bicycles.desk.exports.fetch(bicycles["zhao"], row.id).path
    assert row.expires_at and path.exists()
    bicycles.clock.at = row.expires_at
    with refused(bicycles, Refused, "已过期"):
        bicycles.desk.exports.fetch(bicycles["zhao"], row.id)
    assert path.exists()
    work(bicycles)
    assert not path.exists() and files(bicycles) == []
    found = bicycles.desk.exports.get(bicycles["zhao"], row.id)
    assert (found.state, found.asked, found.stored_name) == ("expired", {}, "")
    bicycles.clock.forward(days=31)
    bicycles.desk.exports.tidy()
    assert bicycles.desk.exports.mine(bicycles["zhao"]) == []


def test_it_lasts_as_long_as_the_configuration_says(bicycles: Shop) -> None:
    bicycles.desk.place.config = replace(bicycles.desk.config, exports_kept_hours=2)
    row = made(bicycles)
    assert row.expires_at and row.finished_at and row.expires_at - row.finished_at == timedelta(hours=2)


def test_what_nobody_made_in_time_is_made_no_more(bicycles: Shop) -> None:
    row = bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv")
    bicycles.clock.forward(hours=25)
    work(bicycles)
    assert bicycles.desk.exports.get(bicycles["zhao"], row.id).state == "expired" and files(bicycles) == []


def test_removed_at_once(bicycles: Shop) -> None:
    row = made(bicycles)
    bicycles.desk.exports.remove(bicycles["zhao"], row.id)
    assert files(bicycles) == [] and bicycles.desk.exports.mine(bicycles["zhao"]) == []


def test_what_nobody_knows_is_taken_away(bicycles: Shop) -> None:
    row = made(bicycles)
    folder = bicycles.desk.config.data / "exports"
    (folder / f"{'a' * 32}.csv").write_text("left")
    (folder / f"{'b' * 32}.xlsx.making").mkdir()
    (folder / "notes.txt").write_text("not ours")
    bicycles.desk.exports.tidy()
    assert files(bicycles) == sorted([row.stored_name, "notes.txt"])


# Being made

def test_one_instant(bicycles: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "CASES_AT_ONCE", 2)
    numbers = some(bicycles, 6)

    def meddle(done: int, total: int) -> None:
        if done == 2:
            bicycles.open()
            with bicycles.desk.store.unit_of_work() as work:
                for row in work.session.scalars(select(CaseRow)):
                    row.title, row.opened_at = "改了", bicycles.clock() - timedelta(days=9, minutes=row.id)
                work.commit()

    table = rows_of(written(bicycles, bicycles["zhao"], told=meddle))
    assert [line[0] for line in table[1:]] == numbers[::-1] and "改了" not in str(table)


@pytest.mark.parametrize("what", WHAT)
def test_more_rows_need_no_more_queries(bicycles: Shop, what: str) -> None:
    def queries() -> int:
        asked: list[str] = []
        engine = bicycles.desk.store.engine

        def note(*arguments: Any) -> None:
            asked.append(arguments[2])

        event.listen(engine, "before_cursor_execute", note)
        written(bicycles, bicycles["zhao"], what)
        event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    some(bicycles, 2)
    before = queries()
    some(bicycles, 9)
    assert queries() == before < 20


def test_progress_is_told_and_a_removed_one_stops(bicycles: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "CASES_AT_ONCE", 2)
    some(bicycles, 6)
    exports, seen = bicycles.desk.exports, list[tuple[str, int, int]]()
    row = exports.ask(bicycles["zhao"], "cases", "csv")

    def watch() -> bool:
        found = exports.get(bicycles["zhao"], row.id)
        seen.append((found.state, found.rows_done, found.rows_total))
        if found.rows_done == 4:
            exports.remove(bicycles["zhao"], row.id)
        return True

    exports.make(row.id, watch)
    assert seen == [("making", 0, 6), ("making", 2, 6), ("making", 4, 6)]
    assert files(bicycles) == [] and exports.mine(bicycles["zhao"]) == [] and noted(bicycles) == []


def test_a_worker_that_stops_leaves_it_to_the_next(bicycles: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    some(bicycles)
    row = bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv")
    bicycles.clock.forward(seconds=31)
    worker = Worker(bicycles.desk)
    make = bicycles.desk.exports.make

    def stopping(export: int, hold: Callable[[], bool]) -> None:
        worker.stopping.set()
        make(export, hold)

    with monkeypatch.context() as busy:
        busy.setattr(bicycles.desk.exports, "make", stopping)
        worker.turn()
    assert bicycles.desk.exports.get(bicycles["zhao"], row.id).state == "waiting" and files(bicycles) == []
    work(bicycles)
    assert len(lines(bicycles, row)) == 6


def test_of_two_attempts_the_later_counts(bicycles: Shop) -> None:
    some(bicycles)
    exports = bicycles.desk.exports
    row = exports.ask(bicycles["zhao"], "cases", "csv")

    def overtaken() -> bool:
        if exports.get(bicycles["zhao"], row.id).rows_done:
            exports.make(row.id)
        return True

    exports.make(row.id, overtaken)
    assert exports.get(bicycles["zhao"], row.id).state == "done" and len(lines(bicycles, row)) == 6
    assert len(files(bicycles)) == 1 and len(noted(bicycles)) == 2
    exports.make(row.id)
    assert len(noted(bicycles)) == 2


def test_killed_in_the_middle_it_is_made_once(bicycles: Shop, database_url: str) -> None:
    some(bicycles, 7)
    row = bicycles.desk.exports.ask(bicycles["zhao"], "cases", "xlsx")
    command = [sys.executable, "-m", "tests.exports.maker", database_url, str(bicycles.desk.config.data), str(row.id)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as going:
        assert going.stdin and going.stdout
        for _ in range(2):
            assert going.stdout.readline() == "going on\n"
            going.stdin.write("on\n")
            going.stdin.flush()
        assert going.stdout.readline() == "going on\n"
        going.send_signal(signal.SIGKILL)
        going.wait()
    found = bicycles.desk.exports.get(bicycles["zhao"], row.id)
    assert (found.state, found.rows_done) == ("making", 4) and len(files(bicycles)) == 1
    with pytest.raises(Refused):
        bicycles.desk.exports.fetch(bicycles["zhao"], row.id)
    work(bicycles)
    found = bicycles.desk.exports.get(bicycles["zhao"], row.id)
    assert (found.state, found.rows_done) == ("done", 7) and files(bicycles) == [found.stored_name]
    fetched = bicycles.desk.exports.fetch(bicycles["zhao"], row.id)
    assert openpyxl.load_workbook(fetched.path).active.max_row == 8
    assert [each[0] for each in noted(bicycles)] == ["export.make", "export.fetch"]


def test_what_cannot_be_written_says_why(bicycles: Shop) -> None:
    row = bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv")
    bicycles.desk.config.data.mkdir()
    (bicycles.desk.config.data / "exports").write_text("in the way")
    work(bicycles)
    found = bicycles.desk.exports.get(bicycles["zhao"], row.id)
    assert found.state == "failed" and "文件写不下" in str(error_of(found))


def test_a_fault_leaves_it_to_be_made_again(bicycles: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    row = bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv")
    with monkeypatch.context() as broken:
        broken.setattr(columns.Reading, "titles", property(lambda here: 1 // 0))
        with pytest.raises(ZeroDivisionError):
            bicycles.desk.exports.make(row.id)
    assert bicycles.desk.exports.get(bicycles["zhao"], row.id).state == "waiting" and files(bicycles) == []
    work(bicycles)
    assert bicycles.desk.exports.get(bicycles["zhao"], row.id).state == "done"


# Asking

def test_the_same_asked_for_twice_is_one(bicycles: Shop) -> None:
    ask, zhao = bicycles.desk.exports.ask, bicycles["zhao"]
    found = [ask(zhao, "cases", "csv").id, ask(zhao, "cases", "csv").id, ask(zhao, "cases", "xlsx").id,
             ask(zhao, "cases", "csv", CaseFilter(search="x")).id, ask(bicycles["qian"], "cases", "csv").id]
    assert found[0] == found[1] and len(set(found)) == 4


def test_nobody_asks_for_too_many(bicycles: Shop) -> None:
    for number in range(MOST_WAITING):
        bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv", CaseFilter(search=str(number)))
    with refused(bicycles, Refused, "没做好"):
        bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv")
    work(bicycles)
    assert bicycles.desk.exports.ask(bicycles["zhao"], "cases", "csv").state == "waiting"


def test_unknown_tables_and_forms(bicycles: Shop) -> None:
    exports, zhao = bicycles.desk.exports, bicycles["zhao"]
    for what, form, field in (("people", "csv", "what"), ("cases", "xls", "form"), ("person", "csv", "what")):
        with refused(bicycles, InvalidInput) as caught:
            exports.ask(zhao, what, form)
        assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]
        with refused(bicycles, InvalidInput):
            exports.write(zhao, what, form, io.BytesIO())
