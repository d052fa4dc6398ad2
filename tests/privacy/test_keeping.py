"""Every place where personal data lie is in the table of purposes; what has run out is erased; people get their own."""

import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import String, select, update

from core.config import BadConfig, Config
from core.domain.counting import Length
from core.domain.errors import DeskError, Forbidden, NotFound, Refused
from core.domain.people import DISCLOSE, Scope
from core.jobs import JOBS, Worker
from core.privacy.accesses import DISCLOSED, EXPIRED
from core.privacy.disclosing import READERS, held_on
from core.privacy.purposes import KINDS, NOT_OF_PEOPLE
from core.privacy.retention import before
from core.store.tables import (
    Base,
    CaseRow,
    CustomerRow,
    ImportRunRow,
    Json,
    MessageRow,
    NotificationRow,
    RegisterEntryRow,
)
from tests.privacy.conftest import CANARY, PHONE, TRACES, Traces, photo
from tests.privacy.test_erasing import files_naming, rows_naming
from tests.services.shop import Shop, at, refused


def test_every_column_of_words_has_been_thought_about() -> None:
    there = {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns
             if isinstance(column.type, String | Json)}
    covered = {(table, name) for kind in KINDS for table, names in kind.columns.items() for name in names}
    harmless = {(table, name) for table, names in NOT_OF_PEOPLE.items() for name in names}
    assert covered & harmless == set()
    assert there ^ (covered | harmless) == set()


def test_every_kind_about_customers_has_its_readers() -> None:
    assert {table for kind in KINDS if kind.of_customer for table in kind.columns} == READERS.keys()


def test_what_is_held_comes_from_every_kind(shop: Shop, traces: Traces) -> None:
    shop.desk.accesses.note(shop["lin"], "customer.read", customer_id=traces.customer)
    shop.desk.accesses.flush()
    row = shop.desk.exports.ask(shop["zhao"], "customers", "csv")
    shop.desk.exports.make(row.id)
    with shop.desk.store.unit_of_work() as work:
        work.idempotency.claim("k", None, "x", "d")
        work.idempotency.finish("k", None, {"name": f"{CANARY}小姐"})
        told = NotificationRow(user_id=shop["lin"].id, key="k", kind="late", title="{title}已到期",
                               said={"title": f"{CANARY}的车"}, created_at=work.now(),
                               case_id=work.cases.by_number(traces.cases[0]).id)
        work.session.add(told)
        work.flush()
        work.session.add(RegisterEntryRow(
            industry="bicycles", key="calls", number=1, title="来电", happened_at=work.now(), recorded_at=work.now(),
            case_id=told.case_id, answers={"said": f"{CANARY}来电"}))
        work.session.add(MessageRow(notification_id=told.id, channel="mail", state="sent", created_at=work.now()))
        work.commit()
    with shop.desk.store.read() as work:
        held = held_on(work, traces.customer)
        other = held_on(work, traces.other)
    assert {kind for kind, tables in held.items() if any(tables.values())} == held.keys()
    tables = {table for found in held.values() for table, rows in found.items() if rows}
    assert READERS.keys() - tables == {"outbox", "webhook_deliveries"}
    assert not any(word in json.dumps(other, ensure_ascii=False) for word in TRACES)


def test_the_archive_is_for_reading_and_has_the_files(shop: Shop, traces: Traces) -> None:
    exports, zhao = shop.desk.exports, shop["zhao"]
    asked = exports.disclose(zhao, traces.customer, language="en", face="web")
    assert (asked.state, asked.rows_done, shop.desk.accesses.list(zhao, action=DISCLOSED)) == ("waiting", 0, [])
    assert exports.disclose(zhao, traces.customer, language="en").id == asked.id
    Worker(shop.desk, {"export": JOBS["export"]}).turn()
    made = exports.get(zhao, asked.id)
    assert (made.state, made.rows_done, made.rows_total) == ("done", 7, 7)  # data, page, four cases, one photo
    found = exports.fetch(zhao, asked.id, face="web")
    assert (found.name, found.media_type) == (f"customer-{traces.customer}-20250305-1000.zip", "application/zip")
    with zipfile.ZipFile(found.path) as archive:
        names = archive.namelist()
        data, page = json.loads(archive.read("person.json")), archive.read("person.html").decode()
        (picture,) = [name for name in names if name.startswith("files/")]
        assert archive.read(picture) == photo()
    assert data["held"]["customers"]["customers"][0]["name"] == f"{CANARY}小姐"
    for said in (PHONE, f"{CANARY}巷 77 号", "CANARY-ORDER", f"{CANARY}说了两遍", f"打给{CANARY}", f"{CANARY}又说响",
                 traces.cases[0]):
        assert said in page, said
    assert "邻居" not in page and "password" not in page and "10:00" in page
    assert [(row.action, row.customer_id, row.face) for row in shop.desk.accesses.list(zhao)[:2]] == [
        ("export.fetch", traces.customer, "web"), (DISCLOSED, traces.customer, "web")]


def test_whoever_stays_makes_it_themselves(shop: Shop, traces: Traces) -> None:
    exports, zhao = shop.desk.exports, shop["zhao"]
    left = exports.disclose(zhao, traces.customer)
    asked = exports.disclose(zhao, traces.customer, stays=True)
    assert asked.id != left.id
    Worker(shop.desk, {"export": JOBS["export"]}).turn()
    assert [exports.get(zhao, each.id).state for each in (left, asked)] == ["done", "waiting"]
    assert zipfile.is_zipfile(exports.finish(zhao, asked.id).path)


def test_who_may_give_it_out(shop: Shop, traces: Traces) -> None:
    exports, zhao = shop.desk.exports, shop["zhao"]
    without = replace(zhao, permissions=zhao.permissions - {DISCLOSE.key})
    for who, error in ((shop["lin"], Forbidden), (without, Forbidden), (shop.limited("zhao", Scope.own), Refused),
                       (replace(zhao, permissions=frozenset({DISCLOSE.key})), Forbidden)):
        with refused(shop, error):
            exports.disclose(who, traces.customer)
    with refused(shop, NotFound):
        exports.disclose(zhao, 999)
    made = exports.disclose(zhao, traces.customer, stays=True).id
    exports.finish(zhao, made)
    for who in (without, shop["lin"], shop.limited("zhao", Scope.own)):
        with refused(shop, DeskError):
            exports.fetch(who, made)
    assert exports.mine(without) == [] and [row.id for row in exports.mine(zhao)] == [made]


def test_what_changes_while_it_is_waited_for_counts(shop: Shop, traces: Traces) -> None:
    """Whoever asked is looked up again; who was erased is given to nobody."""
    exports, zhao = shop.desk.exports, shop["zhao"]
    asked = exports.disclose(zhao, traces.other, stays=True).id
    with shop.desk.store.unit_of_work() as work:
        work.users.get(zhao.id or 0).scope = "own"
        work.commit()
    with pytest.raises(Refused, match="没有做成"):
        exports.finish(zhao, asked)
    assert exports.get(zhao, asked).state == "failed" and not list(exports.files.folder.glob("*.zip"))
    with shop.desk.store.unit_of_work() as work:
        work.users.get(zhao.id or 0).scope = "all"
        work.commit()
    done = exports.disclose(zhao, traces.customer, stays=True).id
    exports.finish(zhao, done)
    waiting = exports.disclose(zhao, traces.customer).id
    shop.desk.erasing.erase(zhao, traces.customer, "asked", confirm=str(traces.customer))
    assert not list(exports.files.folder.glob("*.zip"))
    for each in (done, waiting):
        exports.make(each)
        with refused(shop, Refused):
            exports.fetch(zhao, each)


def keeping(shop: Shop, **terms: str) -> None:
    """The business wants things kept for so long."""
    shop.desk.place.config = shop.desk.config = replace(shop.desk.config, retention=tuple(terms.items()))


def test_without_a_term_nothing_goes(shop: Shop, traces: Traces) -> None:
    shop.clock.forward(days=5000)
    shop.desk.retention.run()
    assert rows_naming(shop)


def test_customers_go_when_their_last_case_has_run_out(shop: Shop, traces: Traces, tmp_path: Path) -> None:
    keeping(shop, cases="3 years")
    ended = shop.clock()
    shop.clock.at = at("2028-03-05 23:59")
    assert shop.desk.retention.run() == 0
    assert rows_naming(shop)
    late = shop.open(customer_id=traces.other)
    shop.clock.at = ended + timedelta(days=3 * 365 + 3)
    assert shop.desk.retention.run() == 1
    assert rows_naming(shop) == []
    shop.desk.store.dispose()
    assert files_naming(tmp_path) == []
    assert shop.see(late).customer and shop.see(late).customer.row.name == "王芳"  # type: ignore[union-attr]
    assert shop.desk.retention.run() == 0
    (noted,) = shop.desk.accesses.list(shop["zhao"], action=EXPIRED)
    assert (noted.actor_id, noted.customer_id) == (None, traces.customer)


def test_it_goes_on_where_it_was_left(shop: Shop, traces: Traces) -> None:
    keeping(shop, cases="1 month")
    shop.clock.forward(days=40)
    assert shop.desk.retention.run(lambda: False) == 1
    assert shop.desk.retention.run() == 1
    with shop.desk.store.read() as work:
        assert not work.session.scalars(select(CustomerRow).where(CustomerRow.erased_at.is_(None))).all()


def test_cases_of_nobody_go_too(shop: Shop) -> None:
    number = shop.open({"fault": "other", "details": f"{CANARY}说响", "frame_no": "CANARYF"})
    shop.take(number, "intake.decline", {"why": f"{CANARY}不修"})
    keeping(shop, cases="1 month")
    shop.clock.forward(days=20)
    assert shop.desk.retention.run() == 0
    shop.clock.forward(days=20)
    assert shop.desk.retention.run() == 1
    assert rows_naming(shop) == [] and shop.desk.audit.verify(shop["zhao"]).holds
    assert shop.desk.retention.run() == 0


def test_registers_go_after_their_term(shop: Shop, traces: Traces, tmp_path: Path) -> None:
    keeping(shop, imports="90 days")
    shop.clock.forward(days=89)
    shop.desk.retention.run()
    assert list((tmp_path / "data" / "imports").iterdir())
    shop.clock.forward(days=3)
    shop.desk.retention.run()
    assert not list((tmp_path / "data" / "imports").iterdir())
    assert not [each for each in rows_naming(shop) if each.startswith("import_rows")]
    with refused(shop, Refused):
        shop.desk.imports.correction(shop["zhao"], traces.run, form="csv")


def test_a_register_under_way_is_kept(shop: Shop, traces: Traces, tmp_path: Path) -> None:
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(update(ImportRunRow).values(state="running", finished_at=None))
        work.commit()
    keeping(shop, imports="1 day", cases="1 day")
    shop.clock.forward(days=30)
    shop.desk.retention.run()
    assert list((tmp_path / "data" / "imports").iterdir())


def test_the_worker_ends_what_has_run_out_each_day(shop: Shop, traces: Traces) -> None:
    keeping(shop, cases="1 month")
    shop.clock.forward(days=60)
    worker = Worker(shop.desk, {"retention": JOBS["retention"], "erase": JOBS["erase"]})
    worker.turn()
    shop.clock.forward(hours=24)
    worker.turn()
    with shop.desk.store.read() as work:
        open_cases = work.session.scalars(select(CaseRow.id).where(CaseRow.closed_at.is_(None))).all()
    assert rows_naming(shop) == [] and not open_cases


@pytest.mark.parametrize(("said", "wanted"), [("3 years", "2022-03-05"), ("1 month", "2025-02-05"),
                                              ("90 days", "2024-12-05"), ("2 weeks", "2025-02-19")])
def test_terms_are_counted_by_the_calendar(said: str, wanted: str) -> None:
    found = before(at("2025-03-05 10:00"), Length.parse(said), ZoneInfo("Asia/Shanghai"))
    assert found == at(f"{wanted} 00:00")


@pytest.mark.parametrize("said", ['cases = "soon"', 'cases = "0 days"', 'case = "3 years"', 'cases = "5 working days"',
                                  "cases = 3"])
def test_a_wrong_term_is_told_at_start(tmp_path: Path, said: str) -> None:
    path = tmp_path / "shouhou.toml"
    path.write_text(f"[retention]\n{said}\n")
    with pytest.raises(BadConfig, match="retention"):
        Config.load(path)


def test_terms_are_read(tmp_path: Path) -> None:
    path = tmp_path / "shouhou.toml"
    path.write_text('photo_consent = "require"\n[retention]\ncases = "3 years"\nimports = "90 days"\n')
    config = Config.load(path)
    assert dict(config.retention) == {"cases": "3 years", "imports": "90 days"} and config.photo_consent == "require"
