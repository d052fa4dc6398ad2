"""Backups: one instant under load, whole or refused, onto either database, and nothing sent twice afterwards."""

import json
import shutil
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import select, text

from core.app import Desk
from core.domain.errors import InvalidInput, Refused
from core.operating import holding
from core.operating.archive import BadBackup
from core.operating.backup import back_up, last_backup
from core.operating.restore import configuration_for, restore
from core.services.notes import Upload
from core.store import Store, migrate
from core.store.engine import for_writing
from core.store.lists import CaseFilter
from core.store.tables import Base
from tests.services.shop import PASSWORD, HandClock, Shop, a_desk

from_sqlite = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
into_sqlite = pytest.mark.parametrize("empty_store", ["sqlite"], indirect=True)
CHANGED_BY_RESTORE = {"outbox", "sessions"}


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), (184, 150, 110)).save(out, "JPEG")
    return out.getvalue()


def rows_of(store: Store, *without: str) -> dict[str, list[str]]:
    with store.engine.connect() as connection:
        return {table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                for table in Base.metadata.sorted_tables if table.name not in without}


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """Cases in several states, a photo, a log-in, money, and something waiting to be sent."""
    number = shop.offered()
    shop.ended()
    shop.declined()
    shop.desk.notes.attach(shop["lin"], number, Upload(BytesIO(photo()), "车架.jpg", "receipt"))
    shop.desk.users.log_in("lin", PASSWORD)
    with shop.desk.store.unit_of_work() as work:
        work.outbox.put("mail", "mail:1", {"to": "a"})
        work.outbox.put("mail", "mail:2", {"to": "b"})
        work.outbox.put("seal", "seal:1", {"day": "2025-03-01"})
        work.commit()
        _leased, done = work.outbox.lease(2, 60, "worker")
        work.outbox.done(done.id, "worker")
        work.commit()
    (shop.desk.config.data / "web.key").write_bytes(b"k" * 32)
    return shop


def other_desk(store: Store, clock: HandClock, folder: Path) -> Desk:
    folder.mkdir(exist_ok=True)
    store.now = clock
    return a_desk(store, clock, folder)


def test_everything_comes_back_on_either_database(
        busy: Shop, empty_store: Store, clock: HandClock, tmp_path: Path) -> None:
    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600 and made.missing == ()
    assert last_backup(busy.desk.config.data) == clock.at
    desk = other_desk(empty_store, clock, tmp_path / "other")
    done = restore(desk.place, made.path)
    assert done.verified.holds and (done.verified.cases, done.applied) == (3, ())
    assert rows_of(desk.store, *CHANGED_BY_RESTORE) == rows_of(busy.desk.store, *CHANGED_BY_RESTORE)
    names = [path.relative_to(busy.desk.config.files) for path in busy.desk.config.files.rglob("*.*")]
    assert len(names) == 2
    for name in names:
        assert (tmp_path / "other" / "files" / name).read_bytes() == (busy.desk.config.files / name).read_bytes()
    there = {path.relative_to(tmp_path / "other").as_posix() for path in (tmp_path / "other").rglob("*")
             if path.is_file() and "sqlite3" not in path.name}
    assert there == {path.relative_to(busy.desk.config.data).as_posix()
                     for path in [*busy.desk.config.files.rglob("*.*"), busy.desk.config.data / "web.key"]}
    with desk.store.read() as work:
        assert [row.number for row in work.cases.list(CaseFilter(search="前轮")).rows]  # found by its goods
    assert desk.store.differences() == []


def test_the_restored_desk_goes_on(busy: Shop, empty_store: Store, clock: HandClock, tmp_path: Path) -> None:
    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    desk = other_desk(empty_store, clock, tmp_path / "other")
    restore(desk.place, made.path)
    restored = Shop.__new__(Shop)
    restored.desk, restored.clock = desk, clock
    restored.people = {login: desk.users.by_login(login) for login in ("lin", "wu", "zhao", "sun")}
    number = restored.accepted()
    assert number == "CX-2025-00004"  # counted on
    assert desk.audit.verify(restored["zhao"]).holds


@from_sqlite
def test_what_waits_is_held_until_somebody_lets_it_go(
        busy: Shop, empty_store: Store, clock: HandClock, tmp_path: Path) -> None:
    token = busy.desk.users.log_in("wu", PASSWORD)
    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    desk = other_desk(empty_store, clock, tmp_path / "other")
    done = restore(desk.place, made.path)
    assert busy.desk.users.session(token) and desk.users.session(token) is None
    assert done.logged_out == 2
    clock.forward(days=2)
    with desk.store.unit_of_work() as work:
        assert work.outbox.lease(10, 60, "worker") == []
    found = holding.held(desk.place)
    assert sum(found.values()) == done.held == 2
    assert holding.release(desk.place, ["nothing"]) == 0
    topic = next(iter(found))
    assert holding.release(desk.place, [topic], drop=True) == found[topic]
    for each in found:
        holding.release(desk.place, [each])
    with desk.store.unit_of_work() as work:
        assert topic not in {row.topic for row in work.outbox.lease(10, 60, "worker")}
    assert holding.held(desk.place) == {}


@into_sqlite
def test_a_backup_shows_one_instant_while_everybody_works(shop: Shop, empty_store: Store, clock: HandClock,
                                                          tmp_path: Path) -> None:
    numbers = [shop.open() for _ in range(2)]
    stopping = threading.Event()

    def work(number: str) -> None:
        for turn in range(200):
            if stopping.is_set():
                return
            shop.desk.notes.comment(shop["lin"], number, f"第 {turn} 次")

    threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
    for each in threads:
        each.start()
    made = [back_up(shop.desk.place, tmp_path / f"{turn}.zip") for turn in range(2)]
    stopping.set()
    for each in threads:
        each.join()
    assert len({each.rows for each in made}) > 1  # they really were at work
    desk = other_desk(empty_store, clock, tmp_path / "other")
    done = restore(desk.place, made[-1].path)
    assert done.verified.holds
    with desk.store.read() as found:
        for row in found.cases.list().rows:
            assert row.version == row.head_sequence == len(found.events.of(row.id))


@from_sqlite
def test_files_may_stay_away_and_missing_ones_are_named(busy: Shop, tmp_path: Path) -> None:
    made = back_up(busy.desk.place, tmp_path / "rows.zip", with_files=False)
    assert made.files == 0 and not [name for name in ZipFile(made.path).namelist() if name.startswith("files/")]
    gone = next(path for path in busy.desk.config.files.rglob("*.jpg"))
    gone.unlink()
    made = back_up(busy.desk.place, tmp_path / "all.zip")
    assert made.missing == (f"files/{gone.relative_to(busy.desk.config.files).as_posix()}",) and made.files == 1


@from_sqlite
def test_a_file_that_is_there_is_never_overwritten(busy: Shop, tmp_path: Path) -> None:
    (tmp_path / "desk.zip").write_text("mine")
    with pytest.raises(InvalidInput):
        back_up(busy.desk.place, tmp_path / "desk.zip")
    assert (tmp_path / "desk.zip").read_text() == "mine" and not list(tmp_path.glob(".desk.zip*"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-300])


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def edited(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        with ZipFile(path) as archive:
            parts, comment = {name: archive.read(name) for name in archive.namelist()}, archive.comment
        change(parts)
        with ZipFile(path, "w") as archive:
            archive.comment = comment
            for name, content in parts.items():
                archive.writestr(name, content)
    return edit


def one_amount(parts: dict[str, bytes]) -> None:
    parts["tables/users.jsonl"] = parts["tables/users.jsonl"].replace("钱多".encode("unicode_escape"), b"Eve")


def one_table_less(parts: dict[str, bytes]) -> None:
    del parts["tables/events.jsonl"]


def one_more(parts: dict[str, bytes]) -> None:
    parts["files/../../../etc/cron.d/x"] = b"* * * * * root true"


def the_manifest(parts: dict[str, bytes]) -> None:
    said = json.loads(parts["manifest.json"])
    said["business"] = "Other"
    parts["manifest.json"] = json.dumps(said).encode()


@from_sqlite
@pytest.mark.parametrize("spoil", [cut, half, nothing, *map(edited, (one_amount, one_table_less, one_more,
                                                                     the_manifest))])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
        busy: Shop, clock: HandClock, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    spoil(made.path)
    desk = other_desk(Store(f"sqlite:///{tmp_path / 'new.db'}"), clock, tmp_path / "other")
    with pytest.raises(BadBackup):
        restore(desk.place, made.path)
    assert not list((tmp_path / "other").rglob("*.*"))
    desk.store.dispose()


@from_sqlite
@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_flipped_byte_is_seen(busy: Shop, clock: HandClock, tmp_path: Path, place: float) -> None:
    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    content = bytearray(made.path.read_bytes())
    with ZipFile(made.path) as archive:
        part = sorted(archive.infolist(), key=lambda each: each.compress_size)[int(len(archive.infolist()) * place)]
    content[part.header_offset + 30 + len(part.filename) + 20 + part.compress_size // 2] ^= 0xFF
    made.path.write_bytes(content)
    desk = other_desk(Store(f"sqlite:///{tmp_path / 'new.db'}"), clock, tmp_path / "other")
    with pytest.raises(BadBackup):
        restore(desk.place, made.path)
    desk.store.dispose()


@from_sqlite
@pytest.mark.parametrize("entry, value", [("format", 2), ("revision", "9999")])
def test_a_newer_backup_is_refused(busy: Shop, clock: HandClock, tmp_path: Path, entry: str, value: Any) -> None:
    import hashlib

    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    with ZipFile(made.path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), entry: value}).encode()
    with ZipFile(made.path, "w") as archive:
        archive.comment = hashlib.sha256(parts["manifest.json"]).hexdigest().encode()
        for name, content in parts.items():
            archive.writestr(name, content)
    desk = other_desk(Store(f"sqlite:///{tmp_path / 'new.db'}"), clock, tmp_path / "other")
    with pytest.raises(BadBackup) as refused:
        restore(desk.place, made.path)
    assert "0.1.0" in str(refused.value)
    desk.store.dispose()


@from_sqlite
def test_only_an_empty_place_is_restored_into(busy: Shop, empty_store: Store, clock: HandClock, tmp_path: Path) -> None:
    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    before = rows_of(busy.desk.store)
    with pytest.raises(Refused):
        restore(busy.desk.place, made.path)
    assert rows_of(busy.desk.store) == before
    desk = other_desk(empty_store, clock, tmp_path / "other")
    (tmp_path / "other" / "files" / "ab").mkdir(parents=True)
    (tmp_path / "other" / "files" / "ab" / "mine.jpg").write_text("mine")
    with pytest.raises(Refused):
        restore(desk.place, made.path)
    assert (tmp_path / "other" / "files" / "ab" / "mine.jpg").read_text() == "mine"


@from_sqlite
def test_a_restore_that_fails_takes_everything_back(
        busy: Shop, empty_store: Store, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = back_up(busy.desk.place, tmp_path / "desk.zip")
    desk = other_desk(empty_store, clock, tmp_path / "other")

    def fail(*_: object) -> None:
        raise OSError("the machine went away")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="went away"):
        patched.setattr("core.operating.restore.count_on", fail)
        restore(desk.place, made.path)
    assert not [path for path in (tmp_path / "other").rglob("*") if path.is_file()]
    again = other_desk(Store(empty_store.engine.url, clock), clock, tmp_path / "other")
    assert restore(again.place, made.path).verified.holds
    again.store.dispose()


def test_a_backup_of_an_older_version_is_brought_up_to_date(
        empty_store: Store, clock: HandClock, tmp_path: Path) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.db'}", clock)
    migrate.upgrade(for_writing(old.engine), until={"core": "0001"})
    with for_writing(old.engine).begin() as connection:
        connection.execute(text(
            "INSERT INTO users (login, name, language, password_hash, duties, scope, active, created_at) VALUES "
            "('lin', '林', 'zh', '', '[\"service\"]', 'all', 1, '2025-01-01 00:00:00')"))
        connection.execute(text(
            "INSERT INTO outbox (topic, key, payload, created_at, available_at, leased_by, attempts, last_error) "
            "VALUES ('mail', 'm1', '{}', '2025-01-01 00:00:00', '2025-01-01 00:00:00', '', 0, '')"))
    made = back_up(a_desk(old, clock, tmp_path).place, tmp_path / "old.zip")
    desk = other_desk(empty_store, clock, tmp_path / "other")
    done = restore(desk.place, made.path)
    assert done.applied[:2] == ("core 0002", "core 0003") and desk.store.pending() == []
    assert holding.held(desk.place)["mail"] == 1
    with desk.store.unit_of_work() as work:
        assert work.outbox.lease(10, 60, "worker") == []
    assert desk.users.by_login("lin").name == "林"
    old.dispose()


@from_sqlite
def test_a_configuration_comes_along(busy: Shop, tmp_path: Path) -> None:
    written = tmp_path / "shouhou.toml"
    written.write_text('business = "车行"\ndata = "/var/lib/desk"\ndatabase = "postgresql://db/desk"\nplugins = []\n')
    made = back_up(busy.desk.place, tmp_path / "desk.zip", written)
    found = configuration_for(made.path, tmp_path / "new").read_text()
    assert 'business = "车行"' in found and "/var/lib" not in found and "postgresql://" not in found
    bare = back_up(busy.desk.place, tmp_path / "bare.zip")
    with pytest.raises(Refused):
        configuration_for(bare.path, tmp_path / "newer")
    shutil.copy(written, tmp_path / "new" / "shouhou.toml")
    assert configuration_for(bare.path, tmp_path / "new").read_text() == written.read_text()


@from_sqlite
def test_a_backup_notes_when_it_was_made(busy: Shop, clock: HandClock, tmp_path: Path) -> None:
    assert last_backup(busy.desk.config.data) is None
    clock.forward(days=1)
    back_up(busy.desk.place, tmp_path / "desk.zip")
    clock.forward(days=1)
    assert clock.at - (last_backup(busy.desk.config.data) or clock.at) == timedelta(days=1)
