"""Bringing a register in: what becomes of each row, that nothing is made twice, and that it goes on after anything."""

import io
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from core.domain import events
from core.domain.errors import DefinitionError, Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import IMPORT, VIEW, Actor
from core.domain.reasons import Reason
from core.jobs import Worker
from core.register_imports import MOVING, Imports
from core.services.opening import Opening
from core.services.opening import Request as ToOpen
from core.services.records import Record
from core.store.tables import ImportRowRow, ImportRunRow
from core.store.unit_of_work import UnitOfWork
from tests.importing.registers import csv_bytes, xlsx_bytes
from tests.kernel.bicycles.forms import Request
from tests.services.riders_book import BOOK, HEADER, line, lines, sheet, with_book
from tests.services.shop import Shop, at, dump, refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(shop: Shop) -> Shop:
    with_book(shop.desk)
    return shop


def upload(shop: Shop, content: bytes, name: str = "登记.csv", *, by: str = "zhao", sheet: str = "") -> int:
    return shop.desk.imports.upload(shop[by], content, name, sheet=sheet)


def finish(shop: Shop, run: int, rows: int = 7) -> ImportRunRow:
    while (found := shop.desk.imports.advance(run, rows)).state in MOVING:
        pass
    return found


def bring_in(shop: Shop, content: bytes, name: str = "登记.csv", **more: str) -> ImportRunRow:
    run = upload(shop, content, name, **more)
    shop.desk.imports.start(shop["zhao"], run)
    return finish(shop, run)


def try_out(shop: Shop, content: bytes) -> ImportRunRow:
    run = upload(shop, content)
    shop.desk.imports.dry_run(shop["zhao"], run)
    return finish(shop, run)


def rows(shop: Shop, run: ImportRunRow, *outcomes: str) -> list[ImportRowRow]:
    return list(shop.desk.imports.rows(shop["zhao"], run.id, outcomes=outcomes, limit=1000)[0])


def problems(row: ImportRowRow) -> list[str]:
    return [f"{each['column']}: {Reason.from_data(each['reason'])}" for each in row.problems]


def number_of(shop: Shop, row: ImportRowRow) -> str:
    _, cases = shop.desk.imports.rows(shop["zhao"], row.run_id, limit=1000)
    return cases[row.case_id or 0].number


def only_case(shop: Shop, **cells: str) -> str:
    run = bring_in(shop, sheet(line(**cells)))
    (row,) = rows(shop, run)
    assert row.case_id, problems(row)
    return number_of(shop, row)


# What a row becomes

def test_a_row_becomes_a_case_with_its_time_customer_product_and_cells(desk: Shop) -> None:
    number = only_case(desk)
    view = desk.see(number)
    assert number == "CX-2025-00001"
    assert view.case.opened_at == view.row.opened_at == at("2025-03-04 09:30")
    assert (view.row.imported, view.row.recorded_at, view.row.order_no, view.row.title) == (
        True, desk.clock(), "D7", "凤凰 26")
    form = next(each for each in view.case.facts() if isinstance(each, Request))
    assert (form.fault.name, form.fell, form.frame_no, form.details) == ("brakes", False, "F1", "刹车")
    assert form.bought_on.isoformat() == "2025-03-01" and str(form.paid) == "560.00"
    assert view.customer and view.customer.row.name == "王芳" and view.customer.phones == ("13800006621",)
    assert view.product and (view.product.name, view.product.order_no, str(view.product.price)) == (
        "凤凰 26", "D7", "560.00")
    assert [each.kind for each in view.events] == [events.OPENED, events.IMPORTED, events.COMMENTED]
    told, comment = view.events[1].data, view.events[2].data
    assert (told["row"], told["file"]) == (3, "登记.csv") and told["cells"]["金额"] == "560"
    assert (comment["text"], comment["to_customer"]) == ("很急", False)
    assert desk.desk.audit.verify(desk["zhao"], number).holds


@pytest.mark.parametrize(("delivered", "read_as"), [
    ("2025-03-02", at("2025-03-03 00:00") - timedelta(microseconds=1)), ("2025-03-04", at("2025-03-04 09:30"))])
def test_a_day_of_delivery_is_taken_at_its_end_so_that_nobody_seems_late(desk: Shop, delivered: str,
                                                                         read_as: object) -> None:
    view = desk.see(only_case(desk, 送达日期=delivered))
    assert view.product and view.product.delivered_at == read_as


def test_answers_that_do_not_fit_are_left_out_and_said(desk: Shop) -> None:
    broken_when_delivered = {**BOOK.answers, "delivered_on": Request.broke_at}
    desk.desk.installed.registers["bicycles"] = replace(BOOK, answers=broken_when_delivered)
    run = bring_in(desk, sheet(line(送达日期="2025-02-20")))
    (row,) = rows(desk, run)
    assert row.outcome == "doubt" and row.case_id
    assert problems(row) == ["送达日期: 送达日期 2025-02-20 在购买日期 2025-03-01 之前,请核对"]
    form = next(each for each in desk.see(number_of(desk, row)).case.facts() if isinstance(each, Request))
    assert form.knows(Request.bought_on) and not form.knows(Request.broke_at)
    later = bring_in(desk, sheet(line(序号="2", 订单号="D8", 送达日期="2025-03-05")))
    (row,) = rows(desk, later)
    assert len(row.problems) == 1 and "“故障时间”没有填入" in problems(row)[0]


def test_unknown_stays_unknown(desk: Shop) -> None:
    view = desk.see(only_case(desk, 摔过="", 购买日期="上周"))
    form = next(each for each in view.case.facts() if isinstance(each, Request))
    assert not form.knows(Request.fell) and not form.knows(Request.bought_on)
    offer = view.offer("accept")
    assert offer and offer.outcome == "needs"


@pytest.mark.parametrize(("cells", "standing"), [
    ({}, "open"), ({"摔过": ""}, "needs"), ({"摔过": "摔了"}, "deny"), ({"购买日期": "2025-01-02"}, "deny"),
    ({"车架号": ""}, "needs"), ({"要什么": "问"}, "open")])
def test_where_the_case_stands_is_what_the_policy_says(desk: Shop, cells: dict[str, str], standing: str) -> None:
    run = bring_in(desk, sheet(line(**cells)))
    (row,) = rows(desk, run)
    assert row.standing == standing and run.counts[f"standing_{standing}"] == 1
    view = desk.see(number_of(desk, row))
    assert view.row.state == ("advice.asked" if cells.get("要什么") == "问" else "intake.received")
    assert all(each.kind != events.STEP for each in view.events)
    if standing == "deny":
        offer = view.offer("accept")
        assert offer and {each.clause for each in offer.basis} & {"BC-02"}


def test_customers_are_found_by_phone_and_products_by_order(desk: Shop) -> None:
    known = desk.desk.customers.register(desk["lin"], name="王芳", phones=["+86 138-0000-6621"])
    first, second = desk.see(only_case(desk)), desk.see(only_case(desk, 序号="2", 来电时间="2025-03-04 15:00"))
    assert first.row.customer_id == second.row.customer_id == known
    assert first.row.product_id == second.row.product_id
    assert first.customer and first.customer.row.address == "湖边路 3 号"
    other = desk.see(only_case(desk, 序号="3", 姓名="李雷"))
    assert other.row.customer_id not in (None, known)
    nameless = desk.see(only_case(desk, 序号="4", 姓名="", 订单号="D9"))
    assert nameless.row.customer_id in (known, other.row.customer_id)
    assert nameless.row.product_id != first.row.product_id


# Promises

def test_promises_past_at_import_notify_nobody(desk: Shop) -> None:
    old = only_case(desk)
    fresh = only_case(desk, 序号="2", 来电时间="2025-03-05 09:00", 电话="13900000001", 订单号="D8")
    with desk.desk.store.read() as work:
        clocks = {number: {clock.target: clock for clock in work.clocks.of(desk.see(number).row.id)}
                  for number in (old, fresh)}
    assert clocks[old]["answered"].before_import and clocks[old]["answered"].silent
    assert not clocks[fresh]["answered"].before_import and not clocks[fresh]["answered"].silent
    assert desk.see(old).row.next_due_at is None
    assert desk.see(fresh).row.next_due_at == at("2025-03-06 09:00")
    assert desk.desk.sweeper.sweep().missed == 0
    desk.clock.forward(days=2)
    assert desk.desk.sweeper.sweep().missed == 1
    assert events.TARGET_MISSED not in [each.kind for each in desk.see(old).events]
    assert events.TARGET_MISSED in [each.kind for each in desk.see(fresh).events]


# Rights

def test_importing_is_a_right_of_its_own_and_may_tell_of_the_past(desk: Shop) -> None:
    with refused(desk, Forbidden, "导入登记表"):
        upload(desk, sheet(line()), by="lin")
    run = upload(desk, sheet(line()))
    imports = desk.desk.imports
    calls: list[Callable[[Actor], object]] = [
        lambda who: imports.inspect(who, run), lambda who: imports.map(who, run, {}),
        lambda who: imports.dry_run(who, run), lambda who: imports.start(who, run),
        lambda who: imports.resume(who, run), lambda who: imports.discard(who, run),
        lambda who: imports.status(who, run), lambda who: imports.runs(who), lambda who: imports.rows(who, run),
        lambda who: imports.correction(who, run)]
    for do in calls:
        with refused(desk, Forbidden):
            do(desk["lin"])
    clerk = desk["lin"]
    only = Actor(clerk.id, clerk.login, clerk.name, clerk.duties, frozenset({IMPORT.key, VIEW.key}))
    number = desk.desk.opening.open(only, _brought_in()).number
    assert desk.see(number).case.opened_at == at("2025-01-02 09:00")
    with refused(desk, Forbidden, "导入登记表"):
        desk.desk.opening.open(clerk, _brought_in())


def _brought_in() -> ToOpen:
    return ToOpen("bicycles.repair", {"fault": "brakes"}, at=at("2025-01-02 09:00"), partial=True, imported_from={})


def test_a_run_stops_where_whoever_began_it_may_no_longer_import(desk: Shop) -> None:
    run = upload(desk, sheet(*lines(3)))
    desk.desk.imports.start(desk["zhao"], run)
    desk.desk.imports.advance(run, 1)
    zhao = desk["zhao"].id or 0
    desk.desk.users.change(desk["zhou"], zhao, name="赵敏", duties=["service"], scope="all", active=True)
    desk.desk.imports._readings.clear()  # as after a restart
    found = finish(desk, run)
    assert (found.state, found.rows_done) == ("failed", 1) and "导入登记表" in found.error
    desk.desk.users.change(desk["zhou"], zhao, name="赵敏", duties=["manager"], scope="all", active=True)
    desk.desk.imports.resume(desk["qian"], run)
    assert finish(desk, run).counts["read"] == 3


# Trying, mapping, refusing

def test_trying_says_the_same_and_keeps_nothing(desk: Shop) -> None:
    fallen = line(序号="3", 电话="13900000003", 姓名="李雷", 摔过="摔了")
    content = sheet(line(), line(), [], line(序号="2", 姓名="", 电话=""), fallen, ["合计"])
    before = dump(desk.desk.store)
    tried = try_out(desk, content)
    after = dump(desk.desk.store)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"import_runs", "import_rows"}
    assert tried.state == "checked" and all(each.case_id is None for each in rows(desk, tried))
    desk.desk.imports.start(desk["zhao"], tried.id)
    done = finish(desk, tried.id)
    assert done.counts == tried.counts
    assert {key: n for key, n in done.counts.items() if "_" not in key} == {
        "read": 2, "duplicate": 1, "refused": 1, "total": 1, "blank": 1}


def test_a_mapping_is_corrected_remembered_and_found_again(desk: Shop) -> None:
    header = [{"故障": "客人说", "车架号": "底下号码"}.get(each, each) for each in HEADER]
    first = upload(desk, sheet(*lines(2), header=header))
    seen = desk.desk.imports.inspect(desk["zhao"], first)
    assert {"客人说", "底下号码"} <= set(seen.mapping.unmapped) and not seen.remembered
    with refused(desk, InvalidInput, "要什么"):
        desk.desk.imports.map(desk["zhao"], first, {"要什么": ""})
    desk.desk.imports.map(desk["zhao"], first, {"客人说": "fault", "底下号码": "frame_no", "地址": ""})
    shuffled = [header[at] for at in range(len(header) - 1, -1, -1)]
    rows_there = [[row[at] for at in range(len(row) - 1, -1, -1)] for row in lines(2)]
    second = upload(desk, sheet(*rows_there, header=shuffled, title="另一年"), "别的.csv")
    seen = desk.desk.imports.inspect(desk["zhao"], second)
    assert seen.remembered and seen.mapping.keys["客人说"] == "fault" and "地址" in seen.mapping.unmapped
    desk.desk.imports.start(desk["zhao"], second)
    assert finish(desk, second).counts == {"read": 2, "standing_open": 2}


def test_a_mapping_that_misses_something_cannot_be_brought_in(desk: Shop) -> None:
    run = upload(desk, sheet(*lines(2), header=[{"来电时间": "甲", "要什么": "乙"}.get(each, each) for each in HEADER]))
    seen = desk.desk.imports.inspect(desk["zhao"], run)
    if seen.problems:
        with refused(desk, InvalidInput):
            desk.desk.imports.start(desk["zhao"], run)


def test_another_sheet_may_be_chosen(desk: Shop) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([HEADER, *lines(3)], "三月")))
    page = book.create_sheet("二月")
    for row in [HEADER, *lines(1)]:
        page.append(list(row))
    content = io.BytesIO()
    book.save(content)
    run = upload(desk, content.getvalue(), "登记.xlsx")
    seen = desk.desk.imports.inspect(desk["zhao"], run)
    assert seen.sheets == ("三月", "二月") and seen.sheet.name == "三月"
    with refused(desk, InvalidInput, "四月"):
        desk.desk.imports.inspect(desk["zhao"], run, "四月")
    desk.desk.imports.map(desk["zhao"], run, {}, "二月")
    desk.desk.imports.start(desk["zhao"], run)
    assert finish(desk, run).counts["read"] == 1
    assert bring_in(desk, content.getvalue(), "登记.xlsx", sheet="三月").counts == {
        "known": 1, "read": 2, "standing_open": 2}


@pytest.mark.parametrize(("content", "name", "says"), [
    (b"", "x.csv", "空的"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "x.xls", ".xlsx"),
    (b"PK\x03\x04broken", "x.xlsx", "")])
def test_what_is_no_register_leaves_nothing_behind(desk: Shop, content: bytes, name: str, says: str) -> None:
    with refused(desk, InvalidInput, says):
        upload(desk, content, name)
    assert not (desk.desk.config.data / "imports").exists()


def test_refused_rows_name_row_column_and_reason(desk: Shop) -> None:
    run = bring_in(desk, sheet(line(要什么="换颜色"), line(序号="2", 购买日期="2025-03-09"),
                               line(序号="3", 来电时间="2025-03-05 23:00"), line(序号="4", 金额="0")))
    found = {row.row_number: problems(row) for row in rows(desk, run, "refused")}
    assert set(found) >= {3, 4, 5}
    assert found[3][0].startswith("要什么: ") and found[4][0].startswith("购买日期: ")
    assert "在未来" in found[5][0]
    assert desk.versions().keys() == {number_of(desk, row) for row in rows(desk, run, "read", "doubt")}


def test_a_kind_no_policy_speaks_of_is_refused_with_the_reason(desk: Shop) -> None:
    desk.desk.installed.registers["bicycles"] = replace(BOOK, kinds={"repair": "bicycles.rental",
                                                                    "advice": "bicycles.advice"})
    run = bring_in(desk, sheet(line()))
    assert "bicycles.rental" in problems(rows(desk, run, "refused")[0])[0]


def test_a_rule_that_breaks_refuses_its_row_and_the_others_go_on(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Opening.record

    def broken(self: Opening, work: UnitOfWork, actor: Actor, request: ToOpen) -> Record:
        record = plain(self, work, actor, request)
        if request.imported_from and request.imported_from["row"] == 4:
            raise ZeroDivisionError("by nought")
        return record

    monkeypatch.setattr(Opening, "record", broken)
    run = bring_in(desk, sheet(*lines(3)))
    assert (run.state, run.counts["read"], run.counts["refused"]) == ("done", 2, 1)
    assert "by nought" in problems(rows(desk, run, "refused")[0])[0]
    with desk.desk.store.read() as work:
        assert len(work.customers.search("王")) == 2
    monkeypatch.undo()
    assert bring_in(desk, sheet(*lines(3))).counts["read"] == 1


# Nothing twice

def test_again_in_another_file_and_with_changed_cells(desk: Shop) -> None:
    content = sheet(*lines(4))
    assert bring_in(desk, content).counts["read"] == 4
    assert bring_in(desk, content).counts == {"known": 4}
    order = [HEADER.index(each) for each in reversed(HEADER)]
    other = csv_bytes([[HEADER[at] for at in order], *[[row[at] for at in order] for row in reversed(lines(4))]],
                      "gb18030")
    assert bring_in(desk, other, "另一份.csv").counts == {"known": 4}
    assert bring_in(desk, xlsx_bytes([HEADER, *lines(4)]), "登记.xlsx").counts == {"known": 4}
    changed = bring_in(desk, sheet(*[[*row[:9], "999", *row[10:]] for row in lines(4)]))
    assert changed.counts == {"known": 4}
    assert "单元格不同" in problems(rows(desk, changed)[0])[0]
    assert len(desk.versions()) == 4


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_to_correct_comes_back_once(desk: Shop, form: str) -> None:
    wrong = [line(序号="2", 要什么="换颜色", 订单号="D2", 备注="=1+1"),
             line(序号="3", 来电时间="2025-03-04 11:00", 购买日期="2025-03-09", 订单号="D3")]
    content = sheet(line(), *wrong)
    run = bring_in(desk, content)
    assert run.counts["refused"] == 2
    to_correct = desk.desk.imports.correction(desk["zhao"], run.id, form=form)
    again = bring_in(desk, to_correct, f"改正.{form}")
    assert again.counts == {"refused": 2}
    corrected = _corrected(to_correct, form, {"换颜色": "修", "2025-03-09": "2025-03-01"})
    third = bring_in(desk, corrected, f"改正.{form}")
    assert {key: third.counts.get(key, 0) for key in ("read", "doubt", "refused", "known")} == {
        "read": 2, "doubt": 0, "refused": 0, "known": 0}
    assert bring_in(desk, corrected, f"改正.{form}").counts == {"known": 2}
    assert bring_in(desk, content).counts == {"known": 3}
    assert len(desk.versions()) == 3
    assert "=1+1" in str(desk.see(number_of(desk, rows(desk, third)[0])).events[1].data["cells"])


def _corrected(content: bytes, form: str, instead: dict[str, str]) -> bytes:
    if form == "csv":
        text = content.decode("utf-8-sig")
        for wrong, right in instead.items():
            text = text.replace(f",{wrong},", f",{right},")
        return text.encode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value in instead:
                cell.value = instead[cell.value]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_starting_twice_begins_once_and_what_is_begun_stays(desk: Shop) -> None:
    run = upload(desk, sheet(*lines(3)))
    imports = desk.desk.imports
    imports.start(desk["zhao"], run, background=True)
    imports.advance(run, 2)
    imports.start(desk["zhao"], run, background=True)
    assert imports.status(desk["zhao"], run).rows_done == 2
    with refused(desk, Refused, "已经开始"):
        imports.map(desk["zhao"], run, {})
    with refused(desk, Refused, "已经开始"):
        imports.discard(desk["zhao"], run)
    with desk.desk.store.read() as work:
        assert work.outbox.waiting() == 1
    assert finish(desk, run).counts["read"] == 3


def test_a_run_not_begun_is_dropped_with_its_file(desk: Shop) -> None:
    one, two = upload(desk, sheet(line())), upload(desk, sheet(line()))
    folder = desk.desk.config.data / "imports"
    desk.desk.imports.discard(desk["zhao"], one)
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    desk.desk.imports.discard(desk["zhao"], two)
    assert list(folder.iterdir()) == [] and not desk.desk.imports.runs(desk["zhao"])
    with refused(desk, NotFound):
        desk.desk.imports.status(desk["zhao"], one)


# Going on

def test_the_worker_goes_on_and_leaves_the_rest_when_told_to_stop(desk: Shop) -> None:
    run = upload(desk, sheet(*lines(60)))
    desk.desk.imports.start(desk["zhao"], run, background=True)
    desk.desk.imports.work(run, lambda: False)
    assert desk.desk.imports.status(desk["zhao"], run).rows_done == 50
    Worker(desk.desk).turn()
    done = desk.desk.imports.status(desk["zhao"], run)
    assert (done.state, done.counts["read"]) == ("done", 60)
    with desk.desk.store.read() as work:
        assert work.outbox.waiting() == 0
    assert done.finished_at == desk.clock()


def test_two_who_go_on_with_one_run_do_each_row_once(desk: Shop) -> None:
    run = upload(desk, sheet(*lines(12)))
    desk.desk.imports.start(desk["zhao"], run)
    one, two = Imports(desk.desk.place), Imports(desk.desk.place)
    while True:
        one.advance(run, 2)
        if two.advance(run, 3).state == "done":
            break
    assert one.advance(run).counts["read"] == 12 and len(desk.versions()) == 12
    assert [row.row_number for row in rows(desk, desk.desk.imports.status(desk["zhao"], run))] == list(range(3, 15))


def test_killed_anywhere_it_goes_on_and_makes_nothing_twice(desk: Shop, database_url: str, tmp_path: Path) -> None:
    many = 40
    run = upload(desk, sheet(*lines(many)))
    desk.desk.imports.start(desk["zhao"], run)
    for said in (1, 4, None):
        command = [sys.executable, "-m", "tests.services.riders_book", database_url, str(desk.desk.config.data),
                   str(run)]
        with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as going:
            assert going.stdout
            if said is None:
                assert going.stdout.read().splitlines()[-1] == f"{many} done"
                continue
            for _ in range(said):
                assert going.stdout.readline()
            going.send_signal(signal.SIGKILL)
            going.wait()
        found = desk.desk.imports.status(desk["zhao"], run)
        assert len(desk.versions()) == len(rows(desk, found)) == found.rows_done == found.counts["read"]
    assert sorted(desk.versions()) == [f"CX-2025-{n:05}" for n in range(1, many + 1)]
    with desk.desk.store.read() as work:
        assert len(work.customers.search("王", limit=1000)) == many
    assert desk.desk.audit.verify(desk["zhao"]).holds
    assert bring_in(desk, sheet(*lines(many))).counts == {"known": many}


@pytest.mark.slow
def test_twenty_thousand_rows_in_bounded_memory(desk: Shop) -> None:
    many = 19_990
    content = sheet(*(row if n % 100 == 0 else [*row[:10], "", *row[11:]] for n, row in enumerate(lines(many))))
    run = upload(desk, content)
    desk.desk.imports.start(desk["zhao"], run)
    desk.desk.imports.advance(run, 100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    finish(desk, run, 500)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    found = desk.desk.imports.status(desk["zhao"], run)
    assert found.counts["read"] == 200 and found.counts["refused"] == many - 200
    assert grown < 60_000, f"{grown / 1000:.0f} MB beside the file itself"


# Declaring

@pytest.mark.parametrize(("answers", "says"), [
    ({"colour": Request.fault}, "colour"), ({"fault": "Request.fault"}, "not a form's field"),
    ({"wish": Request.fault}, "no options")])
def test_what_a_register_says_it_answers_is_checked(answers: dict[str, object], says: str) -> None:
    with pytest.raises(DefinitionError, match=says):
        replace(BOOK, answers=answers)


def test_zone_and_day_of_the_run_decide_even_when_it_goes_on_later(desk: Shop) -> None:
    run = upload(desk, sheet(line(), line(序号="2", 来电时间="3月4日 10:00", 订单号="D2"), title="登记"))
    desk.desk.imports.start(desk["zhao"], run)
    desk.desk.imports.advance(run, 1)
    desk.clock.forward(days=400)
    desk.desk.imports._readings.clear()
    done = finish(desk, run)
    assert done.counts["read"] + done.counts.get("doubt", 0) == 2
    assert {row.said["applied_at"]["moment"][:10] for row in rows(desk, done)} == {"2025-03-04"}
