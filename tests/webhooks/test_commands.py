"""`shouhou webhook` from making one to sending again."""

import json
from collections.abc import Iterator

import pytest
from click.testing import Result

from tests.attack.desk import Shop, pattern, shop
from tests.rights.test_commands import run
from tests.webhooks.receiver import Receiver, receiving

__all__ = ["pattern", "shop"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def call(shop: Shop, name: str, *arguments: str, code: int = 0) -> Result:
    result = run(shop, f"webhook {name}", [*arguments, "--as", "administrator"])
    assert result.exit_code == code, result.output + result.stderr
    return result


def data(shop: Shop, name: str, *arguments: str, code: int = 0) -> object:
    return json.loads(call(shop, name, *arguments, "--json", code=code).stdout)


def test_from_making_one_to_sending_again(shop: Shop, receiver: Receiver) -> None:
    made = call(shop, "add", receiver.url(), "--title", "ERP", "--event", "commented")
    key, number = made.stdout.strip(), str(shop.names.webhook + 1)
    assert key.startswith("whsec_") and number in made.stderr and key not in made.stderr
    call(shop, "ping", number)
    assert receiver.got[0].said["event"] == "ping" and receiver.got[0].signed_with(key)

    receiver.answers = [500]
    failed = call(shop, "ping", number, code=1)
    assert "answered with status 500" in failed.stdout
    shop.desk.notes.comment(shop["service"], shop.names.new, "Called")
    assert data(shop, "redeliver", number, "3") == {"webhook": int(number), "queued": 1}
    call(shop, "ping", number)
    assert sorted(each.said["event"] for each in receiver.got) == ["commented", "ping", "ping", "ping", "ping"]
    rows = data(shop, "log", number, "--state", "sent")
    assert isinstance(rows, list) and len(rows) == 4 and {row["status"] for row in rows} == {204}
    assert "commented" in call(shop, "log", number).stdout


def test_changing_disabling_rotating_removing(shop: Shop, receiver: Receiver) -> None:
    number = str(shop.names.webhook)
    changed = data(shop, "change", number, "--title", "New", "--all-events", "--kind", "furniture.return")
    assert isinstance(changed, dict)
    assert (changed["title"], changed["events"], changed["kinds"]) == ("New", [], ["furniture.return"])
    same = data(shop, "change", number, "--url", receiver.url())
    assert isinstance(same, dict) and (same["title"], same["kinds"]) == ("New", ["furniture.return"])
    call(shop, "disable", number)
    assert "Disabled by" in call(shop, "list").stdout
    assert "enable it first" in call(shop, "ping", number, code=1).stderr
    call(shop, "enable", number)
    rotated = data(shop, "rotate", number)
    assert isinstance(rotated, dict) and rotated["key"].startswith("whsec_")
    call(shop, "ping", number)
    assert receiver.got[-1].signed_with(rotated["key"])
    assert "key" not in data(shop, "list")[0]  # type: ignore[index]
    call(shop, "remove", number)
    assert data(shop, "list") == []
    call(shop, "log", number, code=1)


def test_what_is_wrong_is_named(shop: Shop) -> None:
    refused = call(shop, "add", "http://localhost.invalid/", "--title", "ERP", code=1)
    assert "url: There is no host" in refused.stderr
    refused = call(shop, "change", str(shop.names.webhook), "--event", "exploded", code=1)
    assert "events: There is no event" in refused.stderr
