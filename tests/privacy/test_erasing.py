"""Erasing a customer: nothing of the person is left anywhere, the facts and the chain are."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from core.domain.people import Scope
from core.privacy.accesses import ERASED
from core.store.tables import Base, CaseRow, ClockRow, EventRow, ExportRow, ImportRunRow, OutboxRow
from tests.privacy.conftest import CANARY, TRACES, Traces
from tests.services.shop import Shop, refused


def rows_naming(shop: Shop) -> list[str]:
    """Every place in the database that still names the person."""
    with shop.desk.store.engine.connect() as connection:
        return [f"{table.name}: {row}" for table in Base.metadata.sorted_tables
                for row in map(repr, connection.execute(select(table))) if any(word in row for word in TRACES)]


def files_naming(folder: Path) -> list[Path]:
    """Every file whose bytes name them, the database's own included."""
    words = [word.encode(code) for word in TRACES for code in ("utf-8", "gb18030")]
    return [path for path in folder.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in words)]


def erase(shop: Shop, who: int) -> None:
    shop.desk.erasing.erase(shop["zhao"], who, "asked", confirm=str(who))


def test_nothing_of_the_person_is_left(shop: Shop, traces: Traces, tmp_path: Path) -> None:
    assert {each.split(":")[0] for each in rows_naming(shop)} >= {
        "customers", "customer_phones", "products", "cases", "event_payloads", "evidence", "import_rows"}
    assert files_naming(tmp_path)
    erase(shop, traces.customer)
    assert rows_naming(shop) == []
    shop.desk.store.dispose()
    assert files_naming(tmp_path) == []
    assert not [path for path in (tmp_path / "data" / "imports").iterdir()]


def test_the_chains_hold_and_the_cases_still_show(shop: Shop, traces: Traces) -> None:
    desk, zhao = shop.desk, shop["zhao"]
    before = {number: shop.see(number, by="zhao") for number in traces.cases}
    with desk.store.read() as work:
        clocks = sorted(map(repr, work.session.execute(select(*ClockRow.__table__.columns))))
        hashes = {key: said for key, said in work.session.execute(select(EventRow.id, EventRow.hash))}
    erase(shop, traces.customer)
    assert desk.audit.verify(zhao).holds
    for number, old in before.items():
        view = shop.see(number, by="zhao")
        assert (view.case.outcome, view.row.closed_at, view.row.state) == (
            old.case.outcome, old.row.closed_at, old.row.state)
        assert [each.at for each in view.case.log] == [each.at for each in old.case.log]
        assert view.row.version == old.row.version + 1
        assert [each.kind for each in view.events] == [*(each.kind for each in old.events), "erased"]
        assert [line.item.product for line in view.case.lines] == [line.item.product for line in old.case.lines]
    assert vars(view.case.forms[-1]).keys() <= {"filed_at"} | {
        name for form in view.case.forms for name in form.fields if form.fields[name].kind != "text"}
    with desk.store.read() as work:
        assert sorted(map(repr, work.session.execute(select(*ClockRow.__table__.columns)))) == clocks
        now = {key: said for key, said in work.session.execute(select(EventRow.id, EventRow.hash))}
        assert {key: now[key] for key in hashes} == hashes


def test_everybody_else_is_as_before(shop: Shop, traces: Traces) -> None:
    def others() -> list[str]:
        views = [shop.see(number, by="zhao") for number in traces.others]
        known = shop.desk.customers.get(shop["zhao"], traces.other)
        return [repr((each.row.title, each.row.version, each.row.search_text, each.events, each.evidence[:0]))
                for each in views] + [repr((known.customer.row.name, known.customer.phones))]

    before = others()
    erase(shop, traces.customer)
    assert others() == before
    assert [each.original_name for each in shop.see(traces.others[0]).evidence] == ["a.jpg"]
    path = shop.desk.place.files.path(shop.see(traces.others[0]).evidence[0].stored_name)
    assert path.is_file()


def test_an_open_case_stands_in_the_way(shop: Shop, traces: Traces) -> None:
    number = shop.open(customer_id=traces.customer)
    plan = shop.desk.erasing.preview(shop["zhao"], traces.customer)
    assert plan.open == (number,) and not plan.possible
    with refused(shop, Refused, number):
        erase(shop, traces.customer)


def test_only_whoever_sees_all_cases_may(shop: Shop, traces: Traces) -> None:
    own = shop.limited("zhao", Scope.own)
    assert shop.desk.erasing.preview(own, traces.customer).cases == ()
    with refused(shop, Refused, "看不到"):
        shop.desk.erasing.erase(own, traces.customer, "asked", confirm=str(traces.customer))
    with refused(shop, Forbidden):
        shop.desk.erasing.erase(shop["lin"], traces.customer, "asked", confirm=str(traces.customer))
    with refused(shop, NotFound):
        shop.desk.erasing.erase(shop["zhao"], 999, "asked", confirm="999")


@pytest.mark.parametrize(("why", "confirm", "field"), [("asked", "", "confirm"), ("asked", "yes", "confirm"),
                                                       ("因为", "{}", "why")])
def test_it_is_confirmed_by_typing(shop: Shop, traces: Traces, why: str, confirm: str, field: str) -> None:
    with refused(shop, InvalidInput) as caught:
        shop.desk.erasing.erase(shop["zhao"], traces.customer, why, confirm=confirm.format(traces.customer))
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == [field]


def test_it_is_done_once_and_noted(shop: Shop, traces: Traces) -> None:
    erase(shop, traces.customer)
    with refused(shop, Refused, "已经删除"):
        erase(shop, traces.customer)
    (noted,) = shop.desk.accesses.list(shop["zhao"], action=ERASED)
    assert (noted.customer_id, noted.actor_id, noted.detail["why"]) == (traces.customer, shop["zhao"].id, "asked")
    desk, lin = shop.desk, shop["lin"]
    for add in (lambda: desk.consents.record(lin, traces.customer, "photos", True),
                lambda: desk.customers.change(lin, traces.customer, name="x", phones=["13800001111"]),
                lambda: desk.customers.add_product(lin, traces.customer, {"name": "x"}),
                lambda: shop.open(customer_id=traces.customer)):
        with refused(shop, Refused, "已经删除"):
            add()


def test_files_go_also_where_whoever_did_it_was_cut_short(shop: Shop, traces: Traces, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    from core.jobs import JOBS, Worker

    with monkeypatch.context() as broken:
        broken.setattr(shop.desk.erasing, "clear", lambda left: None)
        erase(shop, traces.customer)
    assert files_naming(tmp_path)
    worker = Worker(shop.desk, {"erase": JOBS["erase"]})
    worker.turn()
    shop.desk.store.dispose()
    assert files_naming(tmp_path) == []


def test_exports_made_before_are_taken_away(shop: Shop, traces: Traces, tmp_path: Path) -> None:
    row = shop.desk.exports.ask(shop["zhao"], "customers", "csv")
    shop.desk.exports.make(row.id)
    assert any((tmp_path / "data" / "exports").glob("*.csv"))
    erase(shop, traces.customer)
    assert not any((tmp_path / "data" / "exports").glob("*.csv"))
    with shop.desk.store.read() as work:
        kept = work.session.get_one(ExportRow, row.id)
        assert (kept.state, kept.stored_name, kept.asked) == ("expired", "", {})


def test_a_register_under_way_is_waited_for(shop: Shop, traces: Traces) -> None:
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(update(ImportRunRow).values(state="running"))
        work.commit()
    with refused(shop, Refused, "登记.csv"):
        erase(shop, traces.customer)


def test_what_was_left_to_do_no_longer_names_them(shop: Shop, traces: Traces) -> None:
    with shop.desk.store.unit_of_work() as work:
        work.outbox.put("other", "other:1", {"name": f"{CANARY}小姐"})
        row = work.session.scalars(select(OutboxRow).where(OutboxRow.topic == "other")).one()
        row.done_at, row.last_error = shop.clock(), f"{TRACES[3]} not reached"
        work.commit()
    erase(shop, traces.customer)
    assert rows_naming(shop) == []


def test_the_regulation_chosen_by_an_answer_stays_chosen(shop: Shop, traces: Traces) -> None:
    erase(shop, traces.customer)
    with shop.desk.store.read() as work:
        policies = work.session.scalars(select(CaseRow.policies).where(CaseRow.customer_id == traces.customer)).all()
    for number, before in zip(traces.cases, policies, strict=True):
        assert [each.slug for each in shop.see(number).case.here.policies] == before
