"""What each connection promises, and that migrating an empty database gives exactly the tables in the code."""

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, String, Table, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from core.store import History, Store
from core.store.engine import for_writing
from core.store.histories import KERNEL
from core.store.tables import Base, CaseRow, ProductRow
from tests.store.conftest import START, MakeCase

ALL = [f"core {path.name[:4]}" for path in sorted(KERNEL.folder.glob("0*.py"))]


def test_an_empty_database_becomes_what_the_code_says(database_url: str) -> None:
    store = Store(database_url)
    assert store.pending() == ALL
    assert store.upgrade() == ALL
    assert store.pending() == [] and store.upgrade() == []
    assert store.differences() == []
    assert set(Base.metadata.tables) <= set(inspect(store.engine).get_table_names())
    store.dispose()


def test_a_difference_is_seen(store_of_its_own: Store) -> None:
    store = store_of_its_own
    with for_writing(store.engine).begin() as connection:
        connection.execute(text("DROP INDEX ix_cases_opened"))
        connection.execute(text("ALTER TABLE units ADD COLUMN colour VARCHAR"))
    found = "\n".join(store.differences())
    assert "ix_cases_opened" in found and "colour" in found


def test_times_are_aware_and_naive_ones_refused(store: Store, make_case: MakeCase) -> None:
    row = make_case("TH-1", next_due_at=datetime.fromisoformat("2025-03-12T17:55:00+08:00"))
    with store.read() as work:
        found = work.cases.by_number(row.number).next_due_at
        assert found == datetime(2025, 3, 12, 9, 55, tzinfo=UTC) and found.utcoffset() is not None
    with store.unit_of_work() as work, pytest.raises(StatementError, match="naive"):
        work.cases.add(CaseRow(number="TH-2", kind="k", industry="i", state="s", opened_at=datetime(2025, 3, 12)))


@pytest.mark.parametrize("amount", ["0.01", "1280.00", "999999999999.99", "-3.10"])
def test_amounts_are_exact(store: Store, amount: str) -> None:
    with store.unit_of_work() as work:
        product = work.products.add(ProductRow(name="沙发", price=Decimal(amount)))
        work.commit()
    with store.read() as work:
        assert str(work.products.get(product.id).price) == amount


@pytest.mark.parametrize("amount", [0.1, Decimal("0.005"), Decimal("NaN"), Decimal(10) ** 12])
def test_what_is_no_amount_is_refused(store: Store, amount: Any) -> None:
    with store.unit_of_work() as work, pytest.raises(StatementError):
        work.products.add(ProductRow(name="沙发", price=amount))


def test_every_sort_of_json_comes_back(store: Store) -> None:
    said = ["7 working days", "\"quoted\"", "123", 5, True, [1, {"a": None}], {"b": 1, "a": "退货"}, "null"]
    with store.unit_of_work() as work:
        for value in said:
            work.settings.set("garden", "term", value, by=None)
        work.commit()
    with store.read() as work:
        assert [row.value for row in reversed(work.settings.history("garden"))] == said


def test_without_commit_nothing_is_kept(store: Store, make_case: MakeCase) -> None:
    with store.unit_of_work() as work:
        make_case("TH-1", at=work)
    with pytest.raises(ZeroDivisionError), store.unit_of_work() as work:
        make_case("TH-2", at=work)
        work.session.execute(text("SELECT 1"))
        raise ZeroDivisionError
    with store.read() as work:
        assert work.cases.list().rows == []


def test_a_reader_cannot_write(store: Store) -> None:
    with store.read() as work:
        with pytest.raises(DBAPIError):
            work.units.add("shop", "门店")
        with pytest.raises(RuntimeError):
            work.commit()
    with store.unit_of_work() as work:
        work.units.add("shop", "门店")
        work.commit()


def test_foreign_keys_hold(store: Store, make_case: MakeCase) -> None:
    with store.unit_of_work() as work, pytest.raises(IntegrityError):
        make_case("TH-1", at=work, customer_id=99)


def test_sqlite_is_set_up_on_every_connection(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    store.upgrade()
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 8000}
    with store.engine.connect() as one, store.engine.connect() as other:
        for connection in (one, other):
            assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted
    store.dispose()


def test_sqlite_writers_take_their_turn_at_once(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    store.upgrade()
    with store.unit_of_work() as work, for_writing(store.engine).connect() as other:
        work.users.list()  # even a query: whoever may write holds the turn from the start
        driver: Any = other.connection.dbapi_connection
        driver.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError, match="locked"):
            other.execute(text("SELECT 1"))
        with store.read() as reader:
            assert reader.users.list() == []
    store.dispose()


def test_a_trial_store_is_quick_whole_and_alone() -> None:
    Store.create_for_trial()
    started = time.perf_counter()
    one, other = Store.create_for_trial(lambda: START), Store.create_for_trial(lambda: START)
    assert time.perf_counter() - started < 0.1
    with one.unit_of_work() as work:
        row = CaseRow(number="TH-1", kind="k", industry="i", state="s", opened_at=START, title="试算")
        work.cases.add(row)
        work.commit()
    with one.read() as work:
        assert work.cases.list().rows[0].title == "试算"
    with other.read() as work:
        assert work.cases.list().rows == []
    with for_writing(one.engine).begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO case_links VALUES (1, 5, 'x', '2025-01-01')"))


class PluginFolder:
    """A plugin with two tables and its own migrations."""

    first = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision = "g1", None

def upgrade():
    op.create_table("garden_pots", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String))
    op.create_table("garden_plants", sa.Column("id", sa.Integer, primary_key=True),
                    sa.Column("pot_id", sa.Integer, sa.ForeignKey("garden_pots.id", ondelete="CASCADE")))
    op.execute("INSERT INTO garden_pots (id, name) VALUES (1, 'round')")
    op.execute("INSERT INTO garden_plants (id, pot_id) VALUES (1, 1)")
'''
    second = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision = "g2", "g1"

def upgrade():
    with op.batch_alter_table("garden_pots", recreate="auto") as pots:
        pots.alter_column("name", existing_type=sa.String(), nullable=False)
'''


def test_a_plugin_has_its_own_history_and_a_rebuild_loses_no_rows(store_of_its_own: Store, tmp_path: Path) -> None:
    store = store_of_its_own
    wanted = MetaData()
    Table("garden_pots", wanted, Column("id", Integer, primary_key=True), Column("name", String, nullable=False))
    Table("garden_plants", wanted, Column("id", Integer, primary_key=True),
          Column("pot_id", Integer, ForeignKey("garden_pots.id", ondelete="CASCADE")))
    folder = tmp_path / "100% garden"
    folder.mkdir()
    garden = History("garden", folder, wanted)
    (folder / "g1.py").write_text(PluginFolder.first)
    assert store.upgrade(garden) == ["garden g1"]
    assert store.differences(garden) != []
    (folder / "g2.py").write_text(PluginFolder.second)
    assert store.pending(garden) == ["garden g2"]
    assert store.upgrade(garden) == ["garden g2"]
    assert store.differences(garden) == [] and store.differences() == []
    assert _count(store.engine, "garden_plants") == 1
    assert {"shouhou_core_version", "garden_version"} <= set(inspect(store.engine).get_table_names())
    assert store.upgrade() == [] and store.pending() == []  # the plugin is gone: nothing is in the way


def test_a_failed_migration_leaves_nothing_behind(store_of_its_own: Store, tmp_path: Path) -> None:
    store = store_of_its_own
    (tmp_path / "g1.py").write_text(PluginFolder.first + "    op.execute('SELECT * FROM nothing_of_the_kind')\n")
    with pytest.raises(DBAPIError):
        store.upgrade(History("garden", tmp_path, MetaData()))
    assert not inspect(store.engine).has_table("garden_pots")
    with store.engine.connect() as connection:
        assert store.engine.dialect.name != "sqlite" or connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_errors_do_not_tell_what_was_to_be_written(store: Store, make_case: MakeCase) -> None:
    make_case("TH-1")
    with pytest.raises(IntegrityError) as caught:
        make_case("TH-1", title="陈女士的餐椅")
    assert "陈女士" not in str(caught.value)


def _count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0
