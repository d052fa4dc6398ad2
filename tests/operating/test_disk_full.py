"""No room on the disk: what would be written is refused whole, what is there can be read."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from core.operating.troubles import StorageFull, trouble
from core.site import create_site
from core.store import Store
from core.web.signing_in import COOKIE
from tests.operating.processes import ROOT
from tests.services.shop import PASSWORD, HandClock, Shop, a_desk

HEAVY = {"text": "很长的备注" * 700}


@pytest.fixture
def shop(sqlite_template: Path, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    import shutil

    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "desk.sqlite3")
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock)
    yield Shop(a_desk(store, clock, tmp_path / "data"), clock)
    store.dispose()


def fill(store: Store) -> None:
    """From now on SQLite may not grow its file: to it this is a disk without room."""
    store.engine.dispose()

    @event.listens_for(store.engine, "connect")
    def limit(connection: Any, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")


def test_writing_is_refused_and_reading_goes_on(shop: Shop) -> None:
    number = shop.open()
    app: Flask = create_site(shop.desk)
    session = shop.desk.users.log_in("zhao", PASSWORD)
    scopes = ["case.view", "case.note"]
    token = shop.desk.tokens.create(shop["zhou"], title="t", scopes=scopes, user_id=shop["zhao"].id).token
    browser, bearer = app.test_client(), {"Authorization": f"Bearer {token}"}
    browser.set_cookie(COOKIE, session)
    assert browser.get(f"/cases/{number}").status_code == 200
    fill(shop.desk.store)
    statuses = set()
    for turn in range(40):
        version = shop.see(number).row.version
        reply = app.test_client().post(f"/api/v1/cases/{number}/comments", json=HEAVY,
                                       headers={**bearer, "Idempotency-Key": f"full-disk-{turn}"})
        statuses.add(reply.status_code)
        if reply.status_code == 507:
            assert reply.json and reply.json["code"] == "storage-full"
            assert shop.see(number).row.version == version
    assert statuses == {201, 507} or statuses == {507}
    assert browser.get(f"/cases/{number}").status_code == 200 and browser.get("/cases").status_code == 200
    assert app.test_client().get(f"/api/v1/cases/{number}", headers=bearer).status_code == 200
    form = browser.get(f"/cases/{number}").text.partition('name="csrf_token"')[2].partition('value="')[2]
    page = browser.post(f"/cases/{number}/do/comment", data={"csrf_token": form.partition('"')[0], **HEAVY})
    assert page.status_code == 507 and "存储空间已满" in page.text
    with shop.desk.store.read() as work:
        assert work.events.verify_all().holds


UPLOAD = """
import io, json, resource, sys
from pathlib import Path
from PIL import Image
from core.operating.troubles import trouble
from core.store.evidence_files import EvidenceFiles

out = io.BytesIO()
Image.effect_noise((600, 400), 90).convert("RGB").save(out, "JPEG", quality=95)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
files = EvidenceFiles(Path(sys.argv[1]))
try:
    files.write(out.getvalue(), "a.jpg")
    print(json.dumps(["written"]))
except Exception as error:
    print(json.dumps([type(trouble(error)).__name__, len(out.getvalue())]))
"""


def test_an_upload_leaves_nothing_half(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", UPLOAD, str(tmp_path / "files")], cwd=ROOT, capture_output=True,
                         text=True, timeout=120, check=True)
    told, size = json.loads(ran.stdout)
    assert told == "StorageFull" and size > 20_000
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


BACKUP = """
import resource, sys
from pathlib import Path
from core.app import Desk
from core.config import Config
from core.operating.backup import back_up
from core.operating.troubles import trouble

desk = Desk(Config(data=Path(sys.argv[1]), database=sys.argv[2], plugins=()))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, resource.RLIM_INFINITY))
try:
    back_up(desk.place, Path(sys.argv[3]))
except Exception as error:
    print(type(trouble(error)).__name__)
"""


def test_a_backup_without_room_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    shop.open()
    ran = subprocess.run([sys.executable, "-c", BACKUP, str(tmp_path / "data"),
                          shop.desk.store.engine.url.render_as_string(), str(tmp_path / "desk.zip")], cwd=ROOT,
                         capture_output=True, text=True, timeout=120, check=False)
    assert ran.stdout.strip() == "StorageFull", ran.stdout + ran.stderr
    assert not [path for path in tmp_path.iterdir() if "desk.zip" in path.name]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("error, full", [(OSError(28, "no room"), True), (OSError(13, "not allowed"), False),
                                         (ValueError("x"), False)])
def test_only_a_full_disk_is_told_as_one(error: Exception, full: bool) -> None:
    assert isinstance(trouble(error), StorageFull) is full
