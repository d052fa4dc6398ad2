"""Webhooks over REST: made, changed, tried, followed, taken away; their keys are said once."""

from typing import Any

import pytest

from core.webhooks.delivering import Courier
from tests.attack.desk import NOBODY_THERE, Shop
from tests.rest.programs import Program, Programs
from tests.rest.refusing import same_but_for_the_request

NEW = {"title": "Shop", "url": NOBODY_THERE, "events": ["step", "opened"], "kinds": ["furniture.return"]}


@pytest.fixture
def administrator(programs: Programs) -> Program:
    return programs("administrator")


def test_a_webhook_from_making_to_taking_away(shop: Shop, administrator: Program) -> None:
    created = administrator.post("/webhooks", NEW)
    assert created.status_code == 201 and created.json["key"].startswith("whsec_")
    place = created.headers["Location"].removeprefix("/api/v1")
    hook = administrator.get(place)
    assert "key" not in hook.json and {**hook.json, "key": created.json["key"]} == created.json
    assert hook.json["events"] == ["opened", "step"] and hook.json["state"] == "active"
    assert administrator.get(place, headers={"If-None-Match": hook.headers["ETag"]}).status_code == 304
    changed = administrator.send("PATCH", place, {"events": []}).json
    assert changed["events"] == [] and changed["kinds"] == NEW["kinds"] and changed["title"] == "Shop"
    assert administrator.get(place, headers={"If-None-Match": hook.headers["ETag"]}).status_code == 200
    rotated = administrator.post(place + "/key").json
    assert rotated["key"] != created.json["key"] and rotated["fingerprint"] != hook.json["fingerprint"]
    disabled = administrator.post(place + "/disable").json
    assert disabled["state"] == "disabled" and "Administrator Jones" in disabled["disabled_because"]
    assert administrator.post(place + "/ping").status_code == 409
    assert administrator.post(place + "/enable").json["state"] == "active"
    assert administrator.send("DELETE", place).json == {"id": hook.json["id"], "removed": True}
    assert administrator.get(place).status_code == 404
    assert [each["id"] for each in administrator.get("/webhooks").json["webhooks"]] == [shop.names.webhook]


def test_what_became_of_messages(shop: Shop, administrator: Program) -> None:
    place = f"/webhooks/{shop.names.webhook}"
    sent = administrator.post(place + "/ping")
    assert sent.status_code == 202 and (sent.json["event"], sent.json["state"]) == ("ping", "waiting")
    one = f"{place}/deliveries/{sent.json['id']}"
    assert administrator.get(one).json == sent.json
    Courier(shop.desk.place, shop.desk.webhooks.door).serve(shop.names.webhook)
    tried = administrator.get(f"{place}/deliveries/{shop.names.delivery}").json
    assert tried["attempts"] == 1 and tried["state"] == "waiting" and tried["error"]
    found, path = list[int](), f"{place}/deliveries?limit=1"
    while path:
        page = administrator.get(path).json
        found += [each["id"] for each in page["deliveries"]]
        path = (page["next"] or "").removeprefix("/api/v1")
    assert found == [sent.json["id"], shop.names.delivery]
    assert administrator.get(place + "/deliveries?state=sent&state=failed").json["deliveries"] == []
    administrator.post(place + "/disable")
    assert administrator.get(one).json["state"] == "dropped"
    refused = administrator.post(one + "/redeliver")
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (409, "refused")
    administrator.post(place + "/enable")
    again = administrator.post(one + "/redeliver")
    assert again.status_code == 202 and again.json["state"] == "waiting"
    assert again.json["message"] == sent.json["message"]
    assert administrator.post(place + "/redeliver").json == {"webhook": shop.names.webhook, "queued": 1}


@pytest.mark.parametrize(("path", "body"), [("/webhooks", NEW), ("/webhooks/{}/key", None)])
def test_a_key_is_said_once_even_to_who_asks_twice(shop: Shop, administrator: Program, path: str, body: Any) -> None:
    path = path.format(shop.names.webhook)
    first = administrator.post(path, body, key="webhook-01")
    with shop.unchanged("tokens"):
        second = administrator.post(path, body, key="webhook-01")
    assert first.json["key"] and second.json == {**first.json, "key": None}
    assert second.headers["Idempotency-Replayed"] == "true"
    kept = " ".join(map(str, shop.dump()["idempotency_keys"]))
    assert first.json["fingerprint"] in kept and first.json["key"] not in kept


def test_sending_twice_by_one_key_is_sending_once(shop: Shop, administrator: Program) -> None:
    place = f"/webhooks/{shop.names.webhook}"
    for path in ("/disable", "/enable", "/ping", f"/deliveries/{shop.names.delivery}/redeliver", "/redeliver"):
        first = administrator.post(place + path, key=f"once{path[:9]}")
        with shop.unchanged("tokens"):
            second = administrator.post(place + path, key=f"once{path[:9]}")
        assert first.status_code < 300 and first.json == second.json, path
        assert second.headers["Idempotency-Replayed"] == "true"


def test_what_is_not_there_looks_the_same(shop: Shop, administrator: Program) -> None:
    shop.desk.webhooks.create(shop["administrator"], title="Another", url=NOBODY_THERE)
    there, other = f"/webhooks/{shop.names.webhook}", f"/webhooks/{shop.names.webhook + 1}"
    foreign, absent = f"{other}/deliveries/{shop.names.delivery}", f"{there}/deliveries/999"
    same_but_for_the_request(administrator.get(foreign), administrator.get(absent))
    same_but_for_the_request(administrator.post(foreign + "/redeliver"), administrator.post(absent + "/redeliver"))
    with shop.unchanged("tokens"):
        for method, path, body in (
                ("GET", "", None), ("PATCH", "", {"title": "x"}), ("DELETE", "", None), ("POST", "/disable", None),
                ("POST", "/enable", None), ("POST", "/key", None), ("POST", "/ping", None),
                ("POST", "/redeliver", None), ("GET", "/deliveries", None)):
            assert administrator.send(method, "/webhooks/999" + path, body).status_code == 404, path


def test_nonsense_is_told(shop: Shop, administrator: Program) -> None:
    hook = f"/webhooks/{shop.names.webhook}"
    with shop.unchanged("tokens"):
        for said, field in (
                ({**NEW, "title": ""}, "title"), ({**NEW, "title": " "}, "title"), ({**NEW, "url": "ftp://x"}, "url"),
                ({**NEW, "url": "http://[::1]/hook"}, "url"), ({**NEW, "url": "http://user:word@127.0.0.1/"}, "url"),
                ({**NEW, "events": ["sunrise"]}, "events"), ({**NEW, "kinds": ["x"]}, "kinds"),
                ({**NEW, "secret": "mine"}, "secret"), ({"title": "Shop"}, "url")):
            for method, path, body in (("POST", "/webhooks", said), ("PATCH", hook, said)):
                if (method, said) != ("PATCH", {"title": "Shop"}):
                    reply = administrator.send(method, path, body)
                    assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field], said
        assert administrator.get(hook + "/deliveries?cursor=x").status_code == 422
        assert administrator.get(hook + "/deliveries?limit=0").status_code == 422
