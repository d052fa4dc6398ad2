"""Finding cases by any characters, Chinese included.

A case's `search_text` holds its number, title, customer's name, phones (as written, digits alone, as dialled), order
number, product's name, model and serial, and the names and models of its items, in one width and case. A query
finds every case that holds all its blank-separated words anywhere, also single characters; `%` and `_` are
ordinary characters. On SQLite a narrow full-text table of trigrams answers (by index from three characters on, by a
scan of that table below); on PostgreSQL `LIKE`, by an index where the extension pg_trgm is available. Without either
the answer is the same, only slower.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, Connection, column, inspect, or_, select, table, text

from core.store.tables import CaseRow

SEARCH_TABLE = "case_search"
TRIGRAM_INDEX = "ix_cases_search_text_trigram"
_SEARCH = table(SEARCH_TABLE, column("rowid"), column("words"))
_SQLITE_PARTS = (
    f"CREATE VIRTUAL TABLE {SEARCH_TABLE} USING fts5(words, tokenize = 'trigram')",
    f"CREATE TRIGGER {SEARCH_TABLE}_added AFTER INSERT ON cases BEGIN "
    f"INSERT INTO {SEARCH_TABLE}(rowid, words) VALUES (new.id, new.search_text); END",
    f"CREATE TRIGGER {SEARCH_TABLE}_changed AFTER UPDATE OF search_text ON cases "
    f"WHEN old.search_text IS NOT new.search_text BEGIN "
    f"UPDATE {SEARCH_TABLE} SET words = new.search_text WHERE rowid = new.id; END",
    f"CREATE TRIGGER {SEARCH_TABLE}_removed AFTER DELETE ON cases BEGIN "
    f"DELETE FROM {SEARCH_TABLE} WHERE rowid = old.id; END",
    f"INSERT INTO {SEARCH_TABLE}(rowid, words) SELECT id, search_text FROM cases")


def searchable(*parts: str | None) -> str:
    """Words as they are kept and looked for: one width, one case, no control characters."""
    said = "\n".join(part for part in parts if part)
    return unicodedata.normalize("NFKC", said).casefold().replace("\0", " ")


def digits_of(said: str) -> str:
    return re.sub(r"\D", "", said)


def holds_words(query: str, *, by_table: bool) -> list[ColumnElement[bool]]:
    """Conditions on cases for a query; none for a blank one. `by_table` asks the full-text table."""
    found = []
    for word in searchable(query).split():
        written = re.fullmatch(r"[+(]?[\d()\-]{7,}", word)  # a phone with dashes finds the phone without
        variants = {word, digits_of(word)} if written else {word}
        found.append(or_(*(_holds(each, by_table) for each in sorted(variants))))
    return found


def _holds(word: str, by_table: bool) -> ColumnElement[bool]:
    # LIKE with ESCAPE cannot use the trigrams, so it is written only for words that need it.
    escaped = bool(re.search(r"[%_/]", word))
    if not by_table:
        return CaseRow.search_text.contains(word, autoescape=True)
    like = _SEARCH.c.words.contains(word, autoescape=True) if escaped else _SEARCH.c.words.like(f"%{word}%")
    return CaseRow.id.in_(select(_SEARCH.c.rowid).where(like))


def has_table(connection: Connection) -> bool:
    """Whether this database keeps the full-text table."""
    return connection.dialect.name == "sqlite" and inspect(connection).has_table(SEARCH_TABLE)


def ensure_index(connection: Connection) -> None:
    """Make what speeds up the search where this database can have it; made anew where a migration that rebuilt the
    table of cases has lost it."""
    if connection.dialect.name == "sqlite":
        _ensure_trigram_table(connection)
    elif connection.scalar(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")):
        _ensure_trigram_index(connection)


def _ensure_trigram_table(connection: Connection) -> None:
    if not connection.scalar(text("SELECT sqlite_compileoption_used('ENABLE_FTS5')")):
        return
    names = f"name = '{SEARCH_TABLE}' OR name LIKE '{SEARCH_TABLE}/_%' ESCAPE '/' AND type = 'trigger'"
    kept = connection.scalar(text(f"SELECT count(*) FROM sqlite_master WHERE {names}"))
    if kept == 4:
        return
    for trigger in ("added", "changed", "removed"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {SEARCH_TABLE}_{trigger}")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {SEARCH_TABLE}")
    for part in _SQLITE_PARTS:
        connection.exec_driver_sql(part)


def _ensure_trigram_index(connection: Connection) -> None:
    made = connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"))
    allowed = connection.scalar(text("SELECT has_database_privilege(current_database(), 'CREATE')"))
    if not made and allowed:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    if made or allowed:
        connection.execute(text(
            f"CREATE INDEX IF NOT EXISTS {TRIGRAM_INDEX} ON cases USING gin (search_text gin_trgm_ops)"))
