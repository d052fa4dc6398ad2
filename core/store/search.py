"""Finding cases by any characters, Chinese included.

A case's `search_text` holds its number, title, customer's name, phones (as written, digits alone, as dialled), order
number, product's name, model and serial, and the names and models of its items, in one width and case. A query
finds every case that holds all its blank-separated words anywhere, also single characters; `%` and `_` are
ordinary characters. On SQLite a narrow full-text table of trigrams answers: by its index from three characters on;
one or two characters are the beginning of trigrams, as each text ends in two more, so the list of all trigrams tells
where they stand. Where that is nearly everywhere the cases are read in the order of the list, and a page is soon full.
On PostgreSQL `LIKE`, by an index where the extension pg_trgm is available. Without either the answer is the same, only
slower.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, Connection, column, func, inspect, or_, select, table, text

from core.store.tables import CaseRow

SEARCH_TABLE = "case_search"
TRIGRAM_INDEX = "ix_cases_search_text_trigram"
_TRIGRAM, _LAST = 3, "\U0010ffff"
_COMMON = 2_000
"""A short word that stands in more places is looked for in the order of the list."""
_SEARCH = table(SEARCH_TABLE, column("rowid"), column("words"))
_TRIGRAMS = table(f"{SEARCH_TABLE}_trigrams", column("term"), column("doc"))
_SQLITE_PARTS = (
    f"CREATE VIRTUAL TABLE {SEARCH_TABLE} USING fts5(words, tokenize = 'trigram')",
    f"CREATE TRIGGER {SEARCH_TABLE}_added AFTER INSERT ON cases BEGIN "
    f"INSERT INTO {SEARCH_TABLE}(rowid, words) VALUES (new.id, new.search_text || char(10, 10)); END",
    f"CREATE TRIGGER {SEARCH_TABLE}_changed AFTER UPDATE OF search_text ON cases "
    f"WHEN old.search_text IS NOT new.search_text BEGIN "
    f"UPDATE {SEARCH_TABLE} SET words = new.search_text || char(10, 10) WHERE rowid = new.id; END",
    f"CREATE TRIGGER {SEARCH_TABLE}_removed AFTER DELETE ON cases BEGIN "
    f"DELETE FROM {SEARCH_TABLE} WHERE rowid = old.id; END",
    f"CREATE VIRTUAL TABLE {SEARCH_TABLE}_trigrams USING fts5vocab({SEARCH_TABLE}, instance)",
    f"INSERT INTO {SEARCH_TABLE}(rowid, words) SELECT id, search_text || char(10, 10) FROM cases")


def searchable(*parts: str | None) -> str:
    """Words as they are kept and looked for: one width, one case, no control characters."""
    said = "\n".join(part for part in parts if part)
    return unicodedata.normalize("NFKC", said).casefold().replace("\0", " ")


def digits_of(said: str) -> str:
    return re.sub(r"\D", "", said)


def holds_words(query: str, connection: Connection) -> list[ColumnElement[bool]]:
    """Conditions on cases for a query; none for a blank one. The connection is asked how common short words are."""
    found = []
    by_table = has_table(connection)
    for word in searchable(query).split():
        written = re.fullmatch(r"[+(]?[\d()\-]{7,}", word)  # a phone with dashes finds the phone without
        variants = {word, digits_of(word)} if written else {word}
        found.append(or_(*(_holds(each, connection if by_table else None) for each in sorted(variants))))
    return found


def _holds(word: str, connection: Connection | None) -> ColumnElement[bool]:
    if connection is not None and len(word) < _TRIGRAM and word == word.lower():  # trigrams are kept in small letters
        begins = select(_TRIGRAMS.c.doc).where(_TRIGRAMS.c.term >= word, _TRIGRAMS.c.term < word + _LAST)
        places = connection.scalar(select(func.count()).select_from(begins.limit(_COMMON).subquery())) or 0
        if places < _COMMON:
            return CaseRow.id.in_(begins)
        connection = None
    # LIKE with ESCAPE cannot use the trigrams, so it is written only for words that need it.
    escaped = bool(re.search(r"[%_/]", word))
    if connection is None:
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
    names = (f"name IN ('{SEARCH_TABLE}', '{_TRIGRAMS.name}') "
             f"OR name LIKE '{SEARCH_TABLE}/_%' ESCAPE '/' AND type = 'trigger'")
    kept = connection.scalar(text(f"SELECT count(*) FROM sqlite_master WHERE {names}"))
    if kept == 5:
        return
    for trigger in ("added", "changed", "removed"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {SEARCH_TABLE}_{trigger}")
    for name in (_TRIGRAMS.name, SEARCH_TABLE):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
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
