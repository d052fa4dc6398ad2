"""Customers and products over REST: found page by page, registered once, corrected, masked."""

from typing import Any

import pytest

from core.domain.people import Actor
from tests.attack.desk import Shop
from tests.rest.programs import Program, Programs

PHONE = "13800006621"


@pytest.fixture
def service(programs: Programs) -> Program:
    return programs("service")


def walk(program: Program, path: str) -> list[int]:
    """Every id of a list, page by page."""
    found = list[int]()
    while path:
        page = program.get(path)
        assert page.status_code == 200, page.text
        found += [each["id"] for each in page.json["customers"]]
        if page.json["next"]:
            assert page.headers["Link"] == f'<{page.json["next"]}>; rel="next"'
        path = (page.json["next"] or "").removeprefix("/api/v1")
    return found


def test_paging_walks_everybody_once(shop: Shop, service: Program) -> None:
    for place in range(5):
        shop.desk.customers.register(shop["service"], name=f"Guest {place}")
    whole = [each["id"] for each in service.get("/customers?limit=200").json["customers"]]
    assert len(whole) == 7 and whole == sorted(whole, reverse=True)
    for limit in (1, 3, 7):
        assert walk(service, f"/customers?limit={limit}") == whole
    assert walk(service, "/customers?limit=2&q=guest") == whole[:5]


def test_they_are_found_by_name_and_telephone(shop: Shop, service: Program) -> None:
    def found(words: str) -> list[int]:
        return [each["id"] for each in service.get("/customers", query_string={"q": words}).json["customers"]]

    known = [shop.names.customer]
    for words in ("ann", "Smith", PHONE, "6621", "+86 138-0000-6621", "1380000 6621"):
        assert found(words) == known, words
    for words in ("662", "1380000", "%", "_", "nobody"):
        assert found(words) == [], words


def test_who_does_not_see_all_cases_gets_the_customers_of_theirs(shop: Shop, programs: Programs) -> None:
    for login in ("apart", "elsewhere"):
        assert programs(login).get("/customers").json["customers"] == []
        assert programs(login).get("/customers?q=6621").json["customers"] == []
    shop.desk.notes.assign(shop["service"], shop.names.new, shop.names.users["apart"])
    assert walk(programs("apart"), "/customers") == [shop.names.customer]
    own = shop.desk.customers.register(shop["elsewhere"], name="Of the south")
    assert walk(programs("elsewhere"), "/customers") == [own]


def test_a_customer_with_products_and_cases(shop: Shop, service: Program) -> None:
    path = f"/customers/{shop.names.customer}"
    first = service.get(path)
    said = first.json
    assert (said["name"], said["phones"], said["address"]) == ("Ann Smith", [PHONE], "5 Jade Court")
    assert [each["price"] for each in said["products"]] == ["2480.00"]
    assert said["products"][0]["purchased_on"] == "2025-09-25"
    assert said["products"][0]["delivered_at"] == "2025-09-28T07:00:00+00:00"
    assert {shop.names.new, shop.names.ended} <= {each["number"] for each in said["cases"]}
    assert service.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    shop.desk.accesses.flush()
    notes = [(each.action, each.customer_id, each.face) for each in shop.desk.accesses.list(Actor.system())]
    assert ("customer.read", shop.names.customer, "rest") in notes


def test_telephone_numbers_are_masked(shop: Shop, programs: Programs) -> None:
    shop.desk.customers.change(shop["service"], shop.names.customer, address=f"5 Jade Court, call {PHONE}")
    narrow = programs("service", "case.view", "customer.edit")
    for program in (programs("logistics"), narrow):
        for path in ("/customers", f"/customers/{shop.names.customer}"):
            reply = program.get(path)
            assert PHONE not in reply.text and "138****6621" in reply.text and "Jade Court" in reply.text
    with shop.unchanged("tokens", "accesses"):
        reply = narrow.send("PATCH", f"/customers/{shop.names.customer}", {"phones": ["138****6621"]})
    assert reply.status_code == 403
    changed = narrow.send("PATCH", f"/customers/{shop.names.customer}", {"name": "Ann Brown"})
    assert changed.status_code == 200 and changed.json["phones"] == ["138****6621"]
    known = programs("service").get(f"/customers/{shop.names.customer}").json
    assert (known["name"], known["phones"]) == ("Ann Brown", [PHONE])


def test_somebody_is_registered_once(shop: Shop, service: Program) -> None:
    new = {"name": "Eve Green", "phones": ["13911112222"], "note": "Calls in the evening"}
    first = service.post("/customers", new, key="customer-1")
    assert first.status_code == 201 and first.headers["Location"] == f"/api/v1/customers/{first.json['id']}"
    with shop.unchanged("tokens"):
        again = service.post("/customers", new, key="customer-1")
        reused = service.post("/customers", {**new, "name": "Eva"}, key="customer-1")
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    assert reused.status_code == 422 and reused.get_json(force=True)["code"] == "key-reused"
    known = service.get(f"/customers/{first.json['id']}").json
    assert known["note"] == "Calls in the evening" and known["registered_at"] == "2025-10-13T02:42:00+00:00"


@pytest.mark.parametrize(("body", "field"), [
    ({}, "name"), ({"name": " "}, "name"), ({"phones": ["12"]}, "phone"), ({"name": 1}, "name"),
    ({"name": "x" * 101}, "name"), ({"phones": "13911112222"}, "phones"), ({"name": "Eve", "unit": 1}, "unit")])
def test_nonsense_is_told(shop: Shop, service: Program, body: dict[str, Any], field: str) -> None:
    with shop.unchanged("tokens"):
        reply = service.post("/customers", body)
    assert reply.status_code == 422 and field in reply.get_json(force=True)["errors"]


def test_what_is_not_given_stays(shop: Shop, service: Program) -> None:
    path = f"/customers/{shop.names.customer}"
    assert service.send("PATCH", path, {"address": "6 Jade Court"}).json["name"] == "Ann Smith"
    said = service.send("PATCH", path, {"phones": [PHONE, "13700004444"]}).json
    assert (said["address"], said["phones"]) == ("6 Jade Court", [PHONE, "13700004444"])
    assert service.get("/customers?q=4444").json["customers"][0]["id"] == shop.names.customer
    cleared = service.send("PATCH", path, {"phones": [], "address": ""}).json
    assert (cleared["name"], cleared["address"], cleared["phones"]) == ("Ann Smith", "", [])
    assert service.send("PATCH", path, {"name": ""}).status_code == 422


def test_who_was_erased_is_not_filled_again(shop: Shop, programs: Programs, service: Program) -> None:
    shop.desk.erasing.erase(shop["manager"], shop.names.spare, "asked", confirm=str(shop.names.spare))
    path = f"/customers/{shop.names.spare}"
    assert service.get(path).json["erased_at"] and shop.names.spare not in walk(service, "/customers")
    with shop.unchanged("tokens"):
        for reply in (service.send("PATCH", path, {"name": "Dora Page"}),
                      service.post(path + "/products", {"name": "Lamp"})):
            assert reply.status_code == 409 and reply.get_json(force=True)["code"] == "refused"


def test_products(shop: Shop, service: Program) -> None:
    path = f"/customers/{shop.names.spare}/products"
    assert service.get(path).json == {"products": []}
    new = {"name": "Lamp", "price": "129.90", "purchased_on": "2025-10-01", "delivered_at": "2025-10-02T09:00:00+08:00"}
    first = service.post(path, new, key="product-1")
    again = service.post(path, new, key="product-1")
    assert first.status_code == 201 and again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    (listed,) = service.get(path).json["products"]
    one = service.get(first.headers["Location"].removeprefix("/api/v1")).json
    assert one == {**listed, "customer_id": shop.names.spare}
    assert (one["price"], one["purchased_on"], one["delivered_at"]) == (
        "129.90", "2025-10-01", "2025-10-02T01:00:00+00:00")
    elsewhere = service.post(f"/customers/{shop.names.customer}/products", new, key="product-1")
    assert elsewhere.status_code == 422


@pytest.mark.parametrize(("more", "field"), [
    ({"purchased_on": "2025-10-14"}, "purchased_on"), ({"purchased_on": "2025-02-30"}, "purchased_on"),
    ({"purchased_on": "yesterday"}, "purchased_on"), ({"price": 12.5}, "price"), ({"price": "-1"}, "price"),
    ({"price": "1e3"}, "price"), ({"delivered_at": "2025-10-02T09:00:00"}, "delivered_at"),
    ({"purchased_on": "2025-10-05", "delivered_at": "2025-10-02T09:00:00+08:00"}, "delivered_at"),
    ({"name": ""}, "name"), ({"colour": "red"}, "colour")])
def test_products_that_cannot_be(shop: Shop, service: Program, more: dict[str, Any], field: str) -> None:
    with shop.unchanged("tokens"):
        reply = service.post(f"/customers/{shop.names.spare}/products", {"name": "Lamp", **more})
    assert reply.status_code == 422 and field in reply.get_json(force=True)["errors"]


def test_who_is_not_there(shop: Shop, service: Program) -> None:
    for method, path, body in (("GET", "/customers/999", None), ("PATCH", "/customers/999", {"name": "x"}),
                               ("GET", "/customers/999/products", None), ("GET", "/products/999", None),
                               ("POST", "/customers/999/products", {"name": "Lamp"})):
        assert service.send(method, path, body).status_code == 404, (method, path)
    for cursor in ("x", "-1", "0", "1.5", "９", "1" * 19, str(2**31)):
        reply = service.get("/customers", query_string={"cursor": cursor})
        assert reply.status_code == 422 and "cursor" in reply.get_json(force=True)["errors"], cursor
