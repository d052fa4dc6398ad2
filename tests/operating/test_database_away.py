"""The database gone or frozen: 503 within seconds, and everything as before once it is back."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from core.jobs import Worker
from core.operating.troubles import Unavailable, trouble
from core.site import create_site
from core.store import Store
from core.store.engine import for_writing
from core.web.signing_in import COOKIE
from tests.operating.servers import OwnPostgres, own_postgres
from tests.services.shop import PASSWORD, HandClock, Shop, a_desk

LONGEST = 10
FAR_MORE_THAN_THREADS = 12


class Open:
    """A shop that serves, with somebody logged in and a token."""

    def __init__(self, store: Store, clock: HandClock, folder: Path) -> None:
        self.shop = Shop(a_desk(store, clock, folder), clock)
        self.number = self.shop.open()
        self.app: Flask = create_site(self.shop.desk)
        self.session = self.shop.desk.users.log_in("zhao", PASSWORD)
        self.token = self.shop.desk.tokens.create(self.shop["zhao"], title="t", scopes=["case.view"]).token

    def page(self, path: str = "/cases") -> TestResponse:
        browser = self.app.test_client()
        browser.set_cookie(self.app.config.get("SHOUHOU_COOKIE", COOKIE), self.session)
        return browser.get(path)

    def api(self, path: str = "/api/v1/cases") -> TestResponse:
        return self.app.test_client().get(path, headers={"Authorization": f"Bearer {self.token}"})

    def everybody(self) -> list[tuple[int, float, str]]:
        """Many ask at once, by pages and API: status, seconds, and when to come again."""
        found: list[tuple[int, float, str]] = []

        def ask(call: Callable[[], TestResponse]) -> None:
            began = time.monotonic()
            reply = call()
            found.append((reply.status_code, time.monotonic() - began, reply.headers.get("Retry-After", "")))

        threads = [threading.Thread(target=ask, args=(call,))
                   for call in (self.page, self.api) * (FAR_MORE_THAN_THREADS // 2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert len(found) == FAR_MORE_THAN_THREADS
        return found

    def works(self) -> bool:
        return {each.status_code for each in (self.page(), self.api())} == {200}

    def works_again(self) -> bool:
        """Within a few seconds, by itself."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            if self.works():
                return True
            threading.Event().wait(0.2)
        return False


def refused_in_time(found: list[tuple[int, float, str]]) -> bool:
    return all(status == 503 and seconds < LONGEST and again.isdigit() for status, seconds, again in found)


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    with own_postgres() as made:
        yield made


@pytest.fixture
def on_postgres(server: OwnPostgres, clock: HandClock, tmp_path: Path) -> Iterator[Open]:
    from uuid import uuid4

    from sqlalchemy import create_engine, make_url

    name = f"away_{uuid4().hex}"
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()
    store = Store(make_url(server.url).set(database=name), clock)
    store.upgrade()
    yield Open(store, clock, tmp_path)
    store.dispose()


@pytest.mark.slow
@pytest.mark.postgres
def test_a_frozen_server_is_told_and_comes_back(on_postgres: Open, server: OwnPostgres) -> None:
    assert on_postgres.works() and on_postgres.app.test_client().get("/readyz").status_code == 200
    with server.frozen():
        first = on_postgres.everybody()
        assert refused_in_time(first), first
        assert refused_in_time(second := on_postgres.everybody()), second
        began = time.monotonic()
        assert on_postgres.app.test_client().get("/readyz").status_code == 503
        assert on_postgres.app.test_client().get("/healthz").status_code == 200
        assert time.monotonic() - began < 4
        with pytest.raises(Exception) as raised:
            Worker(on_postgres.shop.desk).turn()
        assert isinstance(trouble(raised.value), Unavailable)
    assert on_postgres.works_again()
    assert Worker(on_postgres.shop.desk).turn() >= 0


@pytest.mark.slow
@pytest.mark.postgres
def test_a_server_that_freezes_in_the_middle_of_a_query(on_postgres: Open, server: OwnPostgres) -> None:
    raised: list[BaseException] = []
    began = threading.Event()

    def ask() -> None:
        try:
            with on_postgres.shop.desk.store.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                began.set()
                connection.execute(text("SELECT pg_sleep(6)"))
        except Exception as error:
            raised.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    began.wait(10)
    with server.frozen():
        asking.join(LONGEST)
        assert not asking.is_alive()
    assert [type(trouble(each)) for each in raised] == [Unavailable]
    raised.clear()
    began.clear()
    assert on_postgres.works_again()
    ask()  # slow, but the server is there: it is waited for
    assert raised == []


@pytest.mark.slow
@pytest.mark.postgres
def test_a_server_that_dies_is_told_and_comes_back(on_postgres: Open, server: OwnPostgres) -> None:
    assert on_postgres.works()
    server.kill()
    assert refused_in_time(found := on_postgres.everybody()), found
    server.start()
    assert on_postgres.works_again()
    before = on_postgres.shop.see(on_postgres.number).row.version
    on_postgres.shop.desk.notes.comment(on_postgres.shop["lin"], on_postgres.number, "又好了")
    assert on_postgres.shop.see(on_postgres.number).row.version == before + 1


@pytest.fixture
def on_sqlite(clock: HandClock, tmp_path: Path, sqlite_template: Path) -> Iterator[Open]:
    import shutil

    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "desk.sqlite3")
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock)
    yield Open(store, clock, tmp_path / "data")
    store.dispose()


def test_a_file_that_somebody_else_keeps_locked(on_sqlite: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    store = on_sqlite.shop.desk.store
    with for_writing(store.engine).connect() as other:
        driver: Any = other.connection.dbapi_connection
        driver.execute("BEGIN IMMEDIATE")
        with store.engine.connect() as warmed:
            resting: Any = warmed.connection.dbapi_connection
            resting.execute("PRAGMA busy_timeout = 100")
        assert on_sqlite.works()  # reading goes on
        reply = on_sqlite.app.test_client().post(
            "/api/v1/cases/x/comments", headers={"Authorization": f"Bearer {on_sqlite.token}"}, json={})
        assert reply.status_code != 500
        began = time.monotonic()
        with pytest.raises(Exception) as raised:
            on_sqlite.shop.desk.notes.comment(on_sqlite.shop["lin"], on_sqlite.number, "等着")
        assert isinstance(trouble(raised.value), Unavailable) and time.monotonic() - began < LONGEST
        driver.execute("ROLLBACK")
    on_sqlite.shop.desk.notes.comment(on_sqlite.shop["lin"], on_sqlite.number, "好了")


def test_a_file_that_is_gone_is_never_made_anew(on_sqlite: Open, tmp_path: Path) -> None:
    assert on_sqlite.works()
    path = tmp_path / "desk.sqlite3"
    on_sqlite.shop.desk.store.engine.dispose()
    path.rename(tmp_path / "elsewhere")
    assert refused_in_time(on_sqlite.everybody())
    assert not path.exists()
    (tmp_path / "elsewhere").rename(path)
    assert on_sqlite.works()


def test_a_file_that_was_replaced_while_connections_are_open(on_sqlite: Open, tmp_path: Path) -> None:
    assert on_sqlite.works()  # and its connection rests in the pool
    path = tmp_path / "desk.sqlite3"
    with sqlite3.connect(tmp_path / "copy") as copy, sqlite3.connect(path) as source:
        source.backup(copy)
    copy.close()
    source.close()
    (tmp_path / "copy").replace(path)
    on_sqlite.shop.desk.notes.comment(on_sqlite.shop["lin"], on_sqlite.number, "写到新的里")
    with sqlite3.connect(path) as look:
        assert look.execute("SELECT max(sequence) FROM events").fetchone() == (2,)
    look.close()
