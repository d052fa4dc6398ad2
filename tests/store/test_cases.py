"""Case rows: versions, items, relations, lists that page without skipping, counts, and search in Chinese."""

import re
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from sqlalchemy import event, inspect, text

from core.domain.errors import InvalidInput, NotFound, StaleVersion
from core.domain.people import Actor, Scope
from core.store import CaseFilter, Store, search
from core.store.engine import for_writing
from core.store.lists import Cursor, Order
from core.store.tables import CaseItemRow, CaseRow, CustomerRow, PhoneRow, ProductRow, UserRow
from tests.store.conftest import START, HandClock, MakeCase


def test_a_change_against_an_old_version_is_refused(store: Store, make_case: MakeCase, clock: HandClock) -> None:
    make_case("TH-1")
    clock.forward(hours=1)
    with store.unit_of_work() as mine:
        row = mine.cases.lock("TH-1")
        row.title = "改过"
        mine.cases.save(row, given=1)
        mine.commit()
        assert (row.version, row.updated_at) == (2, clock())
    with store.unit_of_work() as late, pytest.raises(StaleVersion) as refused:
        row = late.cases.lock("TH-1")
        row.title = "另改"
        late.cases.save(row, given=1)
    assert (refused.value.given, refused.value.current) == (1, 2)
    with store.read() as work:
        assert work.cases.by_number("TH-1").title == "改过"


def test_what_is_not_there_is_not_found(store: Store) -> None:
    with store.read() as work:
        for missing in (lambda: work.cases.by_number("TH-9"), lambda: work.cases.get(9), lambda: work.customers.get(9)):
            with pytest.raises(NotFound):
                missing()
    with store.unit_of_work() as work, pytest.raises(NotFound):
        work.cases.lock("TH-9")


def test_items_keep_their_order_and_identity(store: Store, make_case: MakeCase) -> None:
    with store.unit_of_work() as work:
        row = make_case("TH-1", at=work)
        sofa, chair = CaseItemRow(product="沙发", price=Decimal("1280.00")), CaseItemRow(product="餐椅", quantity=4)
        work.cases.set_items(row, [sofa, chair])
        work.cases.set_items(row, [chair, CaseItemRow(product="茶几")])
        work.commit()
    with store.read() as work:
        assert [(each.product, each.position) for each in work.cases.items(row.id)] == [("餐椅", 0), ("茶几", 1)]
        assert work.cases.items(row.id)[0].id == chair.id
        assert work.cases.items_of([row.id, 99]).keys() == {row.id}


def test_cases_about_the_same_goods_and_links(store: Store, make_case: MakeCase) -> None:
    with store.unit_of_work() as work:
        sofa = work.products.add(ProductRow(name="沙发"))
        first = make_case("TH-1", at=work, product_id=sofa.id, order_no="A1", opened_at=START - timedelta(days=1))
        second = make_case("TH-2", at=work, product_id=sofa.id)
        third = make_case("TH-3", at=work, order_no="A1")
        other = make_case("TH-4", at=work)
        make_case("TH-5", at=work)
        work.cases.link(first.id, other.id, "split")
        work.cases.link(first.id, other.id, "split")
        work.commit()
    with store.read() as work:
        assert sorted(each.number for each in work.cases.related(first)) == ["TH-2", "TH-3"]
        assert [each.number for each in work.cases.related(second)] == ["TH-1"]
        assert [each.number for each in work.cases.related(third)] == ["TH-1"]
        assert work.cases.related(other) == []
        assert [(link, row.number) for link, row in work.cases.links(first.id)] == [("split", "TH-4")]
        assert [(link, row.number) for link, row in work.cases.links(other.id)] == [("split", "TH-1")]


def _walk(store: Store, wanted: CaseFilter, order: Order, limit: int) -> tuple[list[str], list[str]]:
    """All numbers read forwards page by page, and then backwards from the last page."""
    with store.read() as work:
        page = work.cases.list(wanted, order=order, limit=limit)
        assert page.previous_cursor == ""
        forwards = [page]
        while page.next_cursor:
            page = work.cases.list(wanted, order=order, cursor=page.next_cursor, limit=limit)
            forwards.append(page)
        backwards = [page]
        while page.previous_cursor:
            page = work.cases.list(wanted, order=order, cursor=page.previous_cursor, limit=limit)
            backwards.insert(0, page)
    return ([row.number for each in forwards for row in each.rows],
            [row.number for each in backwards for row in each.rows])


def test_pages_neither_skip_nor_repeat_cases_due_together(store: Store, make_case: MakeCase) -> None:
    hour = timedelta(hours=1)
    due = [None, START, START + hour, START, None, START, START + hour, START]
    with store.unit_of_work() as work:
        rows = [make_case(f"TH-{n}", at=work, next_due_at=at, opened_at=START - (n % 3) * hour)
                for n, at in enumerate(due)]
        work.commit()
    by_due = [row.number for row in sorted(rows, key=lambda row: (row.next_due_at is None, row.next_due_at or START,
                                                                  row.id))]
    by_opening = [row.number for row in sorted(rows, key=lambda row: (row.opened_at, row.id), reverse=True)]
    for limit in (1, 3, 4, 50):
        assert _walk(store, CaseFilter(), "due", limit) == (by_due, by_due)
        assert _walk(store, CaseFilter(), "opened", limit) == (by_opening, by_opening)


def test_a_foreign_cursor_is_bad_input(store: Store, make_case: MakeCase) -> None:
    make_case("TH-1")
    make_case("TH-2")
    with store.read() as work:
        cursor = work.cases.list(limit=1).next_cursor
        for wrong in ("x", "bm9uc2Vuc2U", "!!!", cursor[:-4], "W10"):
            with pytest.raises(InvalidInput) as refused:
                work.cases.list(cursor=wrong)
            assert "cursor" in refused.value.errors
        with pytest.raises(InvalidInput):
            work.cases.list(cursor=cursor, order="opened")


def test_filters_and_counts(store: Store, make_case: MakeCase) -> None:
    hour = timedelta(hours=1)
    with store.unit_of_work() as work:
        mine = work.users.add(UserRow(login="Lin", name="林"))
        other = work.users.add(UserRow(login="wu", name="吴"))
        shop = work.units.add("shop", "门店")
        make_case("late", at=work, next_due_at=START - hour, assignee_id=mine.id, unit_id=shop.id, safety=True)
        make_case("sharp", at=work, next_due_at=START, assignee_id=other.id, unit_id=shop.id)
        make_case("today", at=work, next_due_at=START + hour, waiting_for="customer")
        make_case("later", at=work, next_due_at=START + 30 * hour, kind="garden.repair", state="inspect")
        make_case("no-date", at=work)
        make_case("done", at=work, next_due_at=START - hour, closed_at=START, state="", outcome="refunded",
                  opened_at=START - 48 * hour)
        work.commit()

    def found(wanted: CaseFilter) -> list[str]:
        with store.read() as work:
            numbers = [row.number for row in work.cases.list(wanted).rows]
            assert work.cases.count(wanted) == len(numbers)
        return numbers

    assert found(CaseFilter(late_before=START)) == ["late"]
    assert found(CaseFilter(open=True)) == ["late", "sharp", "today", "later", "no-date"]
    assert found(CaseFilter(open=False)) == ["done"] == found(CaseFilter(outcome="refunded"))
    assert found(CaseFilter(assignee=mine.id)) == ["late"] == found(CaseFilter(safety=True))
    assert found(CaseFilter(unassigned=True, open=True)) == ["today", "later", "no-date"]
    assert found(CaseFilter(units=[shop.id])) == ["late", "sharp"]
    assert found(CaseFilter(waiting_for="customer")) == ["today"]
    assert found(CaseFilter(kinds=["garden.repair"], states=["inspect"])) == ["later"]
    assert found(CaseFilter(due_from=START, due_until=START + hour)) == ["sharp"]
    assert found(CaseFilter(opened_until=START)) == ["done"]
    assert found(CaseFilter(opened_from=START, kinds=["garden.repair", "garden.return"])) == [
        "late", "sharp", "today", "later", "no-date"]
    clerk = Actor(mine.id, "lin", "林", unit=shop.id, scope=Scope.unit)
    assert found(CaseFilter(seen_by=clerk)) == ["late", "sharp"]
    assert found(CaseFilter(seen_by=Actor(mine.id, "lin", "林", unit=shop.id, scope=Scope.own))) == ["late"]
    with store.unit_of_work() as work:
        for find in (work.cases.by_number, work.cases.lock):
            assert find("sharp", clerk).number == "sharp"
            with pytest.raises(NotFound):
                find("today", clerk)
    with store.read() as work:
        queries: list[str] = []
        event.listen(store.engine, "before_cursor_execute", lambda *said: queries.append(said[2]))
        counts = work.cases.counts(START, START + 10 * hour, mine.id)
        assert [each[:6] for each in queries if each[:6] not in ("PRAGMA", "BEGIN")] == ["SELECT"]
        assert (counts.late, counts.due_today, counts.waiting_for_customer, counts.mine, counts.unassigned,
                counts.open) == (1, 2, 1, 1, 3, 5)
        assert work.cases.counts(START, START, mine.id, CaseFilter(seen_by=clerk)).open == 2
        assert work.cases.counts(START, START, None, CaseFilter(kinds=["none"])).late == 0


@pytest.fixture
def searched(store: Store, make_case: MakeCase) -> Store:
    with store.unit_of_work() as work:
        wang = work.customers.add(CustomerRow(name="王小明"), [
            PhoneRow(raw="138-0013 8000", normalised="+8613800138000"),
            PhoneRow(raw="0757-8888666", normalised="+867578888666")])
        sofa = work.products.add(ProductRow(customer_id=wang.id, name="真皮沙发", model="SF_100%",
                                            order_no="DD2025/77"))
        row = make_case("TH-2025-0001", at=work, title="退货:扶手开裂", customer_id=wang.id, product_id=sofa.id,
                        order_no="DD2025/77")
        work.cases.set_items(row, [CaseItemRow(product="脚踏", model="ＪＴ９")])
        make_case("TH-2025-0002", at=work, title="换货 SFX1000 李四")
        make_case("HH-2025-0003", at=work)
        work.commit()
    return store


SEARCHES = [
    ("王", ["0001"]), ("小明", ["0001"]), ("王小明", ["0001"]), ("明小", []),
    ("货", ["0001", "0002"]), ("退货:扶手", ["0001"]), ("退货：扶手", ["0001"]),
    ("沙发 王", ["0001"]), ("沙发 李四", []),
    ("SF_100%", ["0001"]), ("sf_1", ["0001"]), ("sfx1", ["0002"]), ("%", ["0001"]), ("_", ["0001"]), ("/", ["0001"]),
    ("2025/77", ["0001"]), ("jt9", ["0001"]), ("脚", ["0001"]), ("ｔｈ-2025", ["0001", "0002"]),
    ("13800138000", ["0001"]), ("138-0013", ["0001"]), ("138-0013-8000", ["0001"]), ("8000", ["0001"]),
    ("8888666", ["0001"]), ("'", []), ('"', []), ("*", []), ("0003", ["0003"]), ("  ", ["0001", "0002", "0003"]),
    ("\\", []), ("a AND b", []), ("\0", ["0001", "0002", "0003"])]


@pytest.mark.parametrize("common", (2, 2_000))
def test_any_characters_are_found(searched: Store, common: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_COMMON", common)  # from there on short words are looked for in another way
    with searched.read() as work:
        for query, numbers in SEARCHES:
            wanted = CaseFilter(search=query)
            assert (query, [row.number[-4:] for row in work.cases.list(wanted).rows]) == (query, numbers)
            assert work.cases.count(wanted) == len(numbers)


def test_search_follows_changes(searched: Store) -> None:
    def found(query: str) -> int:
        with searched.read() as work:
            return work.cases.count(CaseFilter(search=query))

    with searched.unit_of_work() as work:
        row = work.cases.lock("TH-2025-0001")
        assert row.customer_id
        customer = work.customers.get(row.customer_id)
        customer.name = ""
        work.customers.set_phones(customer, ())
        work.cases.index_customer(customer.id)
        row.title = "退货:靠背塌陷"
        work.cases.index(row)
        work.cases.save(row)
        work.commit()
    assert [found(each) for each in ("王小明", "13800138000", "扶手开裂", "靠背塌", "沙发")] == [0, 0, 0, 1, 1]
    with searched.read() as work:
        assert work.customers.find_by_phone("+8613800138000") == []


def test_the_search_index_is_made_again_when_a_migration_has_lost_it(searched: Store) -> None:
    if searched.engine.dialect.name == "sqlite":
        with for_writing(searched.engine).begin() as connection:
            connection.execute(text("DROP TRIGGER case_search_changed"))
            connection.execute(text("UPDATE cases SET search_text = '新的文字' WHERE number = 'HH-2025-0003'"))
        searched.upgrade()
    with searched.read() as work:
        found = work.cases.list(CaseFilter(search="新的文字")).rows
    assert len(found) == (1 if searched.engine.dialect.name == "sqlite" else 0)


LISTS: list[tuple[CaseFilter, Order, str]] = [
    (CaseFilter(open=True), "due", "ix_cases_open_due"), (CaseFilter(), "due", "ix_cases_due"),
    (CaseFilter(), "opened", "ix_cases_opened"), (CaseFilter(assignee=3), "due", "ix_cases_assignee_due"),
    (CaseFilter(units=[3]), "due", "ix_cases_unit_due"),
    (CaseFilter(kinds=["garden.return"], states=["new"]), "due", "ix_cases_state_due")]


def test_lists_read_an_index_in_its_order(store: Store) -> None:
    if store.engine.dialect.name == "postgresql":
        _many_cases(store)
    explain = "EXPLAIN" if store.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with store.read() as work:
        for (wanted, order, index), from_start in product(LISTS, (True, False)):
            query = work.cases.query(wanted, order, None if from_start else Cursor(order, START, 5)).limit(51)
            said = str(query.compile(store.engine, compile_kwargs={"literal_binds": True}))
            plan = "\n".join(str(line) for line in work.session.connection().exec_driver_sql(f"{explain} {said}"))
            assert index in plan and not re.search("Seq Scan|Sort|B-TREE", plan), plan


def _many_cases(store: Store) -> None:
    """PostgreSQL reads a small table whole, and rightly so."""
    with for_writing(store.engine).begin() as connection:
        connection.execute(text(
            "INSERT INTO users (id, login, name, language, password_hash, duties, scope, active, created_at) "
            "SELECT n, n::text, '', 'zh', '', '[]', 'own', true, now() FROM generate_series(1, 40) n"))
        connection.execute(text(
            "INSERT INTO units (id, key, title) SELECT n, n::text, '' FROM generate_series(1, 40) n"))
        connection.execute(text(
            "INSERT INTO cases (number, kind, industry, state, version, rulebook, policies, order_no, assignee_id, "
            "unit_id, title, opened_at, recorded_at, closed_at, outcome, waiting_for, due_order, next_due_target, "
            "suggested_step, suggested_label, safety, imported, search_text, updated_at, head_hash, head_sequence) "
            "SELECT n::text, CASE WHEN n % 2 = 0 THEN 'garden.return' ELSE 'garden.repair' END, 'garden', "
            "CASE WHEN n % 20 = 0 THEN 'new' ELSE 'old' END, 1, '', '[]', '', n % 40 + 1, n % 40 + 1, '', "
            "timestamptz '2025-03-01' + n * interval '1 minute', now(), CASE WHEN n % 3 = 0 THEN now() END, '', '', "
            "timestamptz '2025-03-01' + (n * 7919 % 20000) * interval '1 minute', '', '', '', false, false, '', now(), "
            "'', 0 FROM generate_series(1, 20000) n"))
        connection.execute(text("ANALYZE cases"))


def test_customers_are_found_by_phone_and_name(searched: Store) -> None:
    with searched.read() as work:
        assert [each.name for each in work.customers.find_by_phone("+8613800138000")] == ["王小明"]
        assert work.customers.find_by_phone("13800138000") == []
        for digits, hits in (("8000", 1), ("0138000", 1), ("00", 1), ("8001", 0), ("%", 0)):
            assert len(work.customers.find_by_last_digits(digits)) == hits
        for name, hits in (("小", 1), ("王小明", 1), ("%", 0), ("", 0), ("李", 0)):
            assert len(work.customers.search(name)) == hits
        customer = work.customers.search("王")[0]
        assert [each.position for each in work.customers.phones(customer.id)] == [0, 1]
        assert [each.name for each in work.products.of(customer.id)] == ["真皮沙发"]
        assert work.customers.by_ids([customer.id])[customer.id] is customer
        assert isinstance(work.cases.of_customer(customer.id)[0], CaseRow)


def test_the_index_of_trigrams_is_there_where_it_can_be(store: Store) -> None:
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "sqlite":
            assert search.has_table(connection)
            return
        extension = connection.scalar(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"))
        assert inspect(connection).has_index("cases", search.TRIGRAM_INDEX) is bool(extension)
    assert store.differences() == []
