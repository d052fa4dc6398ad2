"""Accounts and tokens over REST: nobody gets further than they may, and secrets are said once or never."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from core.accounts.users import WrongLogin
from tests.attack.desk import PASSWORD, Shop
from tests.rest.programs import Program, Programs
from tests.rest.refusing import same_but_for_the_request

EVE: dict[str, Any] = {"login": "eve", "name": "Eve Green", "password": "a long pass phrase", "duties": ["service"]}
TOKEN: dict[str, Any] = {"title": "Shop", "scopes": ["case.view"]}


@pytest.fixture
def administrator(programs: Programs) -> Program:
    return programs("administrator")


def test_an_account_from_making_to_disabling(shop: Shop, administrator: Program, programs: Programs) -> None:
    created = administrator.post("/users", {**EVE, "unit": "West", "scope": "unit", "language": "en"})
    assert created.status_code == 201 and "password" not in created.json
    place = created.headers["Location"].removeprefix("/api/v1")
    assert administrator.get(place).json == created.json
    assert (created.json["unit"], created.json["scope"], created.json["active"]) == ("West", "unit", True)
    assert "West" in [each["title"] for each in administrator.get("/units").json["units"]]
    assert created.json in administrator.get("/users").json["users"]
    assert shop.desk.users.log_in("eve", EVE["password"])
    shop.names.users["eve"] = created.json["id"]
    eve = programs("eve")
    assert eve.get("/colleagues").status_code == 200
    changed = administrator.send("PATCH", place, {"duties": ["quality"], "unit": "", "scope": "all"}).json
    assert changed == {**created.json, "duties": ["quality"], "unit": "", "scope": "all"}
    assert administrator.send("PUT", place + "/password", {"password": "another pass phrase"}).json["changed"]
    assert eve.get("/colleagues").status_code == 401
    with pytest.raises(WrongLogin):
        shop.desk.users.log_in("eve", EVE["password"])
    assert shop.desk.users.log_in("eve", "another pass phrase")
    assert administrator.send("PATCH", place, {"active": False}).json["active"] is False
    with pytest.raises(WrongLogin):
        shop.desk.users.log_in("eve", "another pass phrase")


def test_colleagues_are_those_who_can_be_given_a_case(shop: Shop, programs: Programs) -> None:
    service = programs("service")
    found = {each["id"]: each["name"] for each in service.get("/colleagues").json["colleagues"]}
    assert found[shop.names.users["second"]] == "Second Jones" and shop.names.users["left"] not in found


def test_nobody_shuts_themselves_out(shop: Shop, administrator: Program) -> None:
    own = f"/users/{shop.names.users['administrator']}"
    with shop.unchanged("tokens"):
        for said in ({"active": False}, {"duties": ["service"]}):
            assert administrator.send("PATCH", own, said).status_code == 403
    assert administrator.send("PATCH", own, {"name": "Zhou"}).json["name"] == "Zhou"


def test_making_twice_by_one_key_is_making_once(shop: Shop, administrator: Program) -> None:
    first = administrator.post("/users", EVE, key="account-01")
    with shop.unchanged("tokens"):
        second = administrator.post("/users", EVE, key="account-01")
        other = administrator.post("/users", {**EVE, "password": "another pass phrase"}, key="account-01")
        taken = administrator.post("/users", EVE, key="account-02")
    assert first.json == second.json and second.headers["Idempotency-Replayed"] == "true"
    assert other.get_json(force=True)["code"] == "key-reused"
    assert "login" in taken.get_json(force=True)["errors"]
    kept = " ".join(map(str, shop.dump()["idempotency_keys"]))
    assert EVE["password"] not in kept and sha256(EVE["password"].encode()).hexdigest() not in kept


def test_nonsense_is_told(shop: Shop, administrator: Program) -> None:
    second = f"/users/{shop.names.users['second']}"
    with shop.unchanged("tokens"):
        for said, field in (
                ({**EVE, "login": "e e"}, "login"), ({**EVE, "login": "second"}, "login"),
                ({**EVE, "name": " "}, "name"), ({**EVE, "password": "short"}, "password"),
                ({**EVE, "password": "aaaaaaaaaaaa"}, "password"), ({**EVE, "duties": ["king"]}, "duties"),
                ({**EVE, "scope": "world"}, "scope"), ({**EVE, "scope": "unit"}, "unit"),
                ({**EVE, "language": "xx"}, "language"), ({**EVE, "active": True}, "active")):
            reply = administrator.post("/users", said)
            assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field], said
            assert EVE["password"] not in reply.text
        for change, field in (({"duties": ["king"]}, "duties"), ({"login": "x"}, "login"), ({"active": 1}, "active")):
            reply = administrator.send("PATCH", second, change)
            assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field], change
        assert administrator.send("PUT", second + "/password", {"password": "1234567890" * 101}).status_code == 422
        for method, path, body in (("GET", "", None), ("PATCH", "", {"name": "x"}), ("GET", "/tokens", None),
                                   ("PUT", "/password", {"password": PASSWORD}), ("POST", "/tokens", TOKEN)):
            assert administrator.send(method, "/users/999" + path, body).status_code == 404, path
            assert administrator.send(method, "/users/0" + path, body).status_code == 404, path


def test_a_token_from_making_to_its_end(shop: Shop, programs: Programs) -> None:
    manager = programs("manager")
    created = manager.post("/tokens", {**TOKEN, "scopes": ["case.view", "case.step"], "days": 2})
    assert created.status_code == 201 and created.json["token"].startswith(created.json["hint"])
    assert created.json["expires_at"] == "2025-10-15T02:42:00+00:00"
    fresh = Program(shop, created.json["token"], manager.contract)
    assert fresh.get("/cases").status_code == 200 and fresh.get("/tokens").status_code == 403
    listed = {each["id"]: each for each in manager.get("/tokens").json["tokens"]}[created.json["id"]]
    assert listed == {**{name: each for name, each in created.json.items() if name != "token"},
                      "last_used_at": "2025-10-13T02:42:00+00:00"}
    assert manager.send("DELETE", f"/tokens/{created.json['id']}").json["revoked"]
    assert fresh.get("/cases").status_code == 401
    again = manager.post("/tokens", {**TOKEN, "days": 1}).json
    shop.clock.at += timedelta(days=1)
    assert Program(shop, again["token"], manager.contract).get("/cases").status_code == 401


def test_a_token_gives_no_more_than_it_has(shop: Shop, programs: Programs) -> None:
    narrow = programs("manager", "api.use", "case.view")
    with shop.unchanged("tokens"):
        for scope in ("case.open", "case.step", "user.manage", "customer.phone", "nothing.there"):
            reply = narrow.post("/tokens", {**TOKEN, "scopes": [scope]})
            assert reply.status_code == 422 and "scopes" in reply.get_json(force=True)["errors"], scope
    assert narrow.post("/tokens", {**TOKEN, "scopes": ["case.view", "api.use"]}).status_code == 201
    before = len(shop.desk.tokens.all(shop["manager"]))
    for said, field in (({**TOKEN, "scopes": []}, "scopes"), ({**TOKEN, "days": 367}, "days"),
                        ({**TOKEN, "days": 0}, "days"), ({**TOKEN, "title": " "}, "title"),
                        ({**TOKEN, "user_id": 1}, "user_id")):
        reply = narrow.post("/tokens", said)
        assert reply.status_code == 422 and list(reply.get_json(force=True)["errors"]) == [field], said
    assert len(shop.desk.tokens.all(shop["manager"])) == before


def test_a_token_is_said_once_even_to_who_asks_twice(shop: Shop, programs: Programs) -> None:
    manager = programs("manager")
    first = manager.post("/tokens", TOKEN, key="token-001")
    with shop.unchanged("tokens"):
        second = manager.post("/tokens", TOKEN, key="token-001")
    assert first.json["token"] and second.json == {**first.json, "token": None}
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json["token"] not in " ".join(str(each) for rows in shop.dump().values() for each in rows)


def test_another_s_token_looks_absent(shop: Shop, programs: Programs, administrator: Program) -> None:
    manager, second = programs("manager"), programs("second")
    foreign = second.get("/tokens").json["tokens"][0]["id"]
    assert foreign not in [each["id"] for each in manager.get("/tokens").json["tokens"]]
    for who in (manager, administrator):
        same_but_for_the_request(who.send("DELETE", f"/tokens/{foreign}"), who.send("DELETE", "/tokens/999"))
    of_manager = f"/users/{shop.names.users['manager']}/tokens"
    same_but_for_the_request(administrator.send("DELETE", f"{of_manager}/{foreign}"),
                             administrator.send("DELETE", f"{of_manager}/999"))
    assert second.get("/tokens").status_code == 200
    of_second = f"/users/{shop.names.users['second']}/tokens"
    assert administrator.get(of_second).json["tokens"][0]["id"] == foreign
    made = administrator.post(of_second, {**TOKEN, "scopes": ["case.approve"]})
    assert made.status_code == 201 and made.json["user_id"] == shop.names.users["second"]
    assert administrator.post(of_second, {**TOKEN, "scopes": ["user.manage"]}).status_code == 422
    assert administrator.send("DELETE", f"{of_second}/{foreign}").status_code == 200
    assert second.get("/tokens").status_code == 401
