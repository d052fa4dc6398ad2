"""Every installed capability's migrations make exactly its tables; its columns say what they hold of people."""

from pathlib import Path

import pytest
from sqlalchemy import String

from core.app import Desk
from core.capabilities import __path__ as BUNDLED
from core.config import Config
from core.store import Store
from core.store.histories import History
from core.store.tables import Json

NAMES = sorted(each.parent.name for folder in BUNDLED for each in Path(folder).glob("*/__init__.py"))


def everything() -> Desk:
    """All bundled capabilities and industries, and those of the tests."""
    industries = sorted(Desk(Config()).plugins.health)
    return Desk(Config(plugins=(*NAMES, *industries, "scooters"), extra_plugins=("tests.capabilities.scooters",)))


DESK = everything()
HISTORIES = DESK.faces.histories


def test_all_of_them_are_there() -> None:
    assert {each.name for each in HISTORIES} >= {"sheds"}
    assert {name: health.problems for name, health in DESK.plugins.health.items() if health.problems} == {}


def test_migrations_make_exactly_the_tables(database_url: str) -> None:
    store = Store(database_url, histories=HISTORIES)
    store.upgrade()
    assert store.differences() == [] and store.pending() == []


@pytest.mark.parametrize("history", HISTORIES, ids=lambda each: each.name)
def test_every_column_of_words_has_been_thought_about(history: History) -> None:
    """As of the desk's own tables, but said with the column: what is kept of people in it and why, '' for nothing."""
    silent = [f"{table.name}.{column.name}" for table in history.metadata.sorted_tables for column in table.columns
              if isinstance(column.type, String | Json) and not column.foreign_keys and "purpose" not in column.info]
    assert silent == []


@pytest.mark.parametrize("history", HISTORIES, ids=lambda each: each.name)
def test_who_keeps_words_about_customers_can_find_and_forget_them(history: History) -> None:
    """A table with such words hangs on a case or a customer, itself or by a table of its own, and somebody reacts to
    their erasure."""
    from core.services.reactions import ERASED, Reaction

    held = [table for table in history.metadata.sorted_tables
            if any(each.info.get("purpose") for each in table.columns)]
    for table in held:
        seen, follow = set[str](), [table]
        while follow:
            names = {key.column.table.name for key in follow.pop().foreign_keys} - seen
            seen |= names
            follow += [history.metadata.tables[name] for name in names if name in history.metadata.tables]
        assert seen & {"cases", "customers", "users"}, table.name
    module = DESK.faces.modules("register_reactions").get(history.name)
    reactions = [each for each in vars(module or object).values() if isinstance(each, Reaction)]
    assert not held or any(ERASED in each.on for each in reactions), "nobody reacts to ERASED"
