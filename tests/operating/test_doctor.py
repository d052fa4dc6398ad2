"""What the doctor finds wrong on purpose."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.commands import shouhou
from core.notifications.noting import post
from core.operating.backup import back_up
from core.operating.beat import beat
from core.operating.checks import examine
from core.services.notes import Upload
from core.store.tables import NotificationRow, WebhookRow
from tests.operating.processes import Business
from tests.operating.test_backup import photo
from tests.services.shop import HandClock, Shop

from_sqlite = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)


def states(shop: Shop, *, deep: bool = False) -> dict[str, str]:
    return {each.check: each.state for each in examine(shop.desk, deep=deep)}


@pytest.fixture
def with_file(shop: Shop) -> Path:
    """A case with a photo; its file."""
    shop.desk.config.data.chmod(0o700)
    row = shop.desk.notes.attach(shop["lin"], shop.open(), Upload(BytesIO(photo()), "车架.jpg", "receipt"))[1]
    return shop.desk.config.files / row.stored_name


def test_what_is_well(shop: Shop, with_file: Path, clock: HandClock, tmp_path: Path) -> None:
    back_up(shop.desk.place, tmp_path / "desk.zip")
    beat(shop.desk.config.data, clock.at)
    found = states(shop, deep=True)
    assert {found[name] for name in ("database", "migrations", "background work", "worker", "backup", "files",
                                     "permissions", "disk")} == {"ok"}
    on = shop.desk.store.engine.dialect.name
    if on == "postgresql":
        assert found["postgresql"] == found["clock"] == found["connections"] == "ok"
        assert found["durability"] == "warning"  # the tests' server does without
    else:
        assert found["sqlite mode"] == "ok"


def gone(shop: Shop, file: Path) -> None:
    file.unlink()


def held(shop: Shop, file: Path) -> None:
    with shop.desk.store.unit_of_work() as work:
        work.outbox.put("mail", "m1")
        row = work.outbox.by_key("m1")
        assert row
        row.held = True
        work.commit()


def failing(shop: Shop, file: Path) -> None:
    with shop.desk.store.unit_of_work() as work:
        work.outbox.put("mail", "m1")
        row = work.outbox.by_key("m1")
        assert row
        row.attempts, row.last_error = 6, "no"
        work.commit()


def silent(shop: Shop, file: Path) -> None:
    beat(shop.desk.config.data, shop.clock.at - timedelta(minutes=6))


def never(shop: Shop, file: Path) -> None:
    """No backup was made."""


def long_ago(shop: Shop, file: Path) -> None:
    back_up(shop.desk.place, shop.desk.config.data.parent / f"{file.stem}.zip")
    shop.clock.forward(days=3)


def open_to_all(shop: Shop, file: Path) -> None:
    shop.desk.config.data.chmod(0o755)


def clock_back(shop: Shop, file: Path) -> None:
    shop.clock.forward(hours=-1)


def disabled(shop: Shop, file: Path) -> None:
    with shop.desk.store.unit_of_work() as work:
        work.session.add(WebhookRow(title="t", url="https://x.example", salt="s", fingerprint="f", state="disabled",
                                    created_at=shop.clock.at, changed_at=shop.clock.at))
        work.commit()


def no_sender(shop: Shop, file: Path) -> None:
    shop.desk.config = replace(shop.desk.config, mail_host="mail.example.com")
    shop.desk.__dict__.pop("notifications", None)


def no_password(shop: Shop, file: Path) -> None:
    shop.desk.config = replace(shop.desk.config, mail_host="mail.example.com", mail_from="desk@shop.example",
                               mail_login="desk")
    shop.desk.__dict__.pop("notifications", None)


def unsent(shop: Shop, file: Path) -> None:
    with shop.desk.store.unit_of_work() as work:
        told = NotificationRow(user_id=shop["lin"].id, key="k", kind="test", title="t", said={},
                               created_at=shop.clock.at)
        work.session.add(told)
        work.flush()
        post(work, [(told.id, "email")])
        work.commit()
    shop.clock.forward(hours=2)


@from_sqlite
@pytest.mark.parametrize("do, check, state", [
    (gone, "files", "wrong"), (held, "held work", "warning"), (failing, "background work", "warning"),
    (silent, "worker", "warning"), (never, "backup", "warning"), (long_ago, "backup", "warning"),
    (open_to_all, "permissions", "warning"), (clock_back, "recorded", "warning"), (disabled, "webhooks", "warning"),
    (no_sender, "notifications", "wrong"), (no_password, "notifications", "wrong"),
    (unsent, "notifications", "warning")])
def test_what_is_not(shop: Shop, with_file: Path, do: Callable[[Shop, Path], None], check: str, state: str) -> None:
    do(shop, with_file)
    assert states(shop)[check] == state


@from_sqlite
def test_a_changed_file_is_found_by_looking_deep(shop: Shop, with_file: Path) -> None:
    with_file.write_bytes(b"something else")
    assert states(shop)["files"] == "ok" and states(shop, deep=True)["files"] == "wrong"


@from_sqlite
def test_without_a_database_the_rest_is_still_looked_at(shop: Shop, with_file: Path) -> None:
    Path(str(shop.desk.store.engine.url.database)).unlink()
    found = states(shop)
    assert found["database"] == "wrong" and "disk" in found and "worker" not in found


# The commands


def run(business: Business, *arguments: str, code: int = 0, text: str = "",
        at: Path | None = None) -> Any:
    ran = CliRunner().invoke(shouhou, ["--language", "en", *arguments], input=text,
                             env={"SHOUHOU_CONFIG": str(at or business.configuration)})
    assert ran.exit_code == code, ran.output + str(ran.exception)
    return json.loads(ran.stdout) if "--json" in arguments else ran.output


@from_sqlite
def test_a_business_is_backed_up_restored_elsewhere_and_let_go(tmp_path: Path, database_url: str) -> None:
    business = Business(tmp_path / "desk", database_url)
    business.shop.open()
    with business.desk.store.unit_of_work() as work:
        work.outbox.put("mail", "m1")
        work.commit()
    archive, new = str(tmp_path / "desk.zip"), tmp_path / "new"
    assert run(business, "db", "backup", archive, "--json")["files"] == 0
    assert "is there already" in run(business, "db", "backup", archive, code=1)
    assert "Only an empty place" in run(business, "db", "restore", archive, code=1)
    said = run(business, "db", "restore", archive, "--into", str(new))
    assert "1 cases" in said and "The audit chains hold" in said and "1 pieces of waiting work are held" in said
    there = new / "shouhou.toml"
    assert run(business, "case", "list", "--as", "zhao", "--json", at=there)["cases"]
    found = {each["check"]: each["state"] for each in run(business, "doctor", "--json", code=1, at=there)["checks"]}
    assert found["held work"] == "warning" and found["secrets"] == "ok"
    assert "mail" in run(business, "db", "release-outbox", code=1, text="n\n", at=there)
    assert run(business, "db", "release-outbox", "--json", at=there) == {"held": {"mail": 1}, "released": 0}
    assert "Let 1 go" in run(business, "db", "release-outbox", text="y\n", at=there)
    assert "Nothing is held" in run(business, "db", "release-outbox", at=there)
    (tmp_path / "broken.zip").write_bytes((tmp_path / "desk.zip").read_bytes()[:-50])
    assert "damaged" in run(business, "db", "restore", str(tmp_path / "broken.zip"), "--into", str(tmp_path / "x"),
                            code=1)
    assert not (tmp_path / "x").exists()


@from_sqlite
def test_a_weak_secret_is_found(shop: Shop, with_file: Path, tmp_path: Path) -> None:
    from core.commands.doctor import secrets

    (shop.desk.config.data / "web.key").write_bytes(b"a" * 32)
    shop.desk.config = replace(shop.desk.config)
    assert [each.state for each in secrets(shop.desk)] == ["wrong"]
