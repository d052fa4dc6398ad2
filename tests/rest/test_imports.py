"""Registers over REST: uploaded once, understood, tried, brought in, corrected."""

from io import BytesIO
from typing import Any

import pytest

from core.domain.people import Actor
from core.register_imports import MOVING
from tests.attack.desk import MEANING, REGISTER, Shop
from tests.rest.programs import Program, Programs

BOB = "13900001111"


@pytest.fixture
def manager(programs: Programs) -> Program:
    return programs("manager")


def send(program: Program, content: bytes = REGISTER.encode(), key: str = "", name: str = "october.csv",
         **more: str) -> Any:
    return program.send("POST", "/imports", key=key, data={"file": (BytesIO(content), name), **more})


def work(shop: Shop, run: int) -> None:
    """What the worker does."""
    while shop.desk.imports.advance(run).state in MOVING:
        pass


def test_a_register_from_upload_to_correction(shop: Shop, manager: Program) -> None:
    uploaded = send(manager)
    assert uploaded.status_code == 201 and uploaded.json["state"] == "draft"
    path = uploaded.headers["Location"].removeprefix("/api/v1")
    run = uploaded.json["run"]
    seen = manager.get(path + "/columns").json
    assert seen["header_row"] == 1 and [each["column"] for each in seen["mapping"]][:2] == ["No", "Date"]
    assert {"applied_at", "phone"} <= {each["key"] for each in seen["keys"]} and seen["remembered"]
    mapped = manager.send("PUT", path + "/columns", {"columns": MEANING})
    assert mapped.status_code == 200 and mapped.json["problems"] == {}
    tried = manager.post(path + "/dry-run", key="dry-run-1")
    assert (tried.status_code, tried.json["state"]) == (202, "checking")
    before = len(manager.get("/cases?limit=200").json["cases"])
    work(shop, run)
    checked = manager.get(path).json
    assert checked["state"] == "checked" and checked["counts"]["refused"] == 1
    assert len(manager.get("/cases?limit=200").json["cases"]) == before
    assert manager.post(path + "/start", key="start-001").status_code == 202
    work(shop, run)
    ended = manager.get(path).json
    assert (ended["state"], ended["rows_done"], ended["rows_total"]) == ("done", 2, 2)
    assert ended["counts"] == checked["counts"] and ended["finished_at"].endswith("+00:00")
    good, bad = manager.get(path + "/rows").json["rows"]
    assert manager.get(f"/cases/{good['case']}").json["imported"] and bad["case"] is None
    assert bad["outcome"] == "refused" and bad["problems"][0]["column"] == "Date" and bad["problems"][0]["reason"]
    assert manager.get(path + "/rows?outcome=refused").json["rows"] == [bad]
    assert manager.get(path + f"/rows?standing={good['standing']}").json["rows"] == [good]
    part = manager.get(path + "/rows?limit=1").json
    assert part["rows"] == [good] and manager.get(f"{path}/rows?after={part['next_after']}").json["rows"] == [bad]
    fix = manager.get(path + "/correction?form=csv")
    assert fix.mimetype == "text/csv" and "attachment" in fix.headers["Content-Disposition"]
    again = send(manager, fix.data.decode("utf-8-sig").replace("2025-10-32", "2025-10-12").encode(), name="fix.csv")
    manager.post(f"/imports/{again.json['run']}/start")
    work(shop, again.json["run"])
    assert manager.get(f"/imports/{again.json['run']}").json["counts"]["refused"] == 0
    assert manager.get(path + "/correction").data.startswith(b"PK")
    shop.desk.accesses.flush()
    assert "import.download" in {each.action for each in shop.desk.accesses.list(Actor.system())}


def test_uploading_twice_is_uploading_once(shop: Shop, manager: Program) -> None:
    first = send(manager, key="upload-01")
    with shop.unchanged("tokens"):
        second, other = send(manager, key="upload-01"), send(manager, key="upload-01", name="november.csv")
    assert second.json == first.json and second.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 422 and other.get_json(force=True)["code"] == "key-reused"
    begin = f"/imports/{first.json['run']}/start"
    begun = manager.post(begin, key="start-001")
    with shop.unchanged("tokens"):
        again = manager.post(begin, key="start-001")
    assert again.json == begun.json and again.headers["Idempotency-Replayed"] == "true"
    assert begun.json["state"] == "waiting"


def test_paging_walks_every_run_once(shop: Shop, manager: Program) -> None:
    for place in range(4):
        send(manager, name=f"{place}.csv")
    whole = [each["run"] for each in manager.get("/imports").json["runs"]]
    assert len(whole) == 5 and whole == sorted(whole, reverse=True)
    found, path = list[int](), "/imports?limit=2"
    while path:
        page = manager.get(path).json
        found += [each["run"] for each in page["runs"]]
        path = (page["next"] or "").removeprefix("/api/v1")
    assert found == whole


def test_what_was_begun_is_not_dropped_or_changed(shop: Shop, manager: Program) -> None:
    path = f"/imports/{send(manager).json['run']}"
    manager.post(path + "/start")
    with shop.unchanged("tokens"):
        for reply in (manager.send("DELETE", path), manager.send("PUT", path + "/columns", {"columns": MEANING})):
            assert (reply.status_code, reply.get_json(force=True)["code"]) == (409, "refused")
    other = f"/imports/{shop.names.run}"
    assert manager.send("DELETE", other).json == {"run": shop.names.run}
    assert manager.get(other).status_code == manager.send("DELETE", other).status_code == 404


def test_columns_that_are_missing_are_told(shop: Shop, manager: Program) -> None:
    path = f"/imports/{send(manager).json['run']}"
    without = manager.send("PUT", path + "/columns", {"columns": {"Date": ""}})
    problems = without.json["problems"] if without.status_code == 200 else without.get_json(force=True)["errors"]
    assert "applied_at" in problems
    if without.status_code == 200:
        assert manager.post(path + "/start").status_code == 422
    for columns, field in (({"Date": "nothing"}, "Date"), ({"Nowhere": "phone"}, "Nowhere"), ([], "columns"),
                           ({"Date": 1}, "columns.Date.value")):
        reply = manager.send("PUT", path + "/columns", {"columns": columns})
        assert reply.status_code == 422 and field in reply.get_json(force=True)["errors"], reply.text


def test_phones_in_cells_are_for_who_may_see_them(shop: Shop, programs: Programs, manager: Program) -> None:
    run = send(manager).json["run"]
    manager.post(f"/imports/{run}/dry-run")
    work(shop, run)
    assert BOB in manager.get(f"/imports/{run}/rows").text
    narrow = programs("manager", "import.run")
    rows = narrow.get(f"/imports/{run}/rows")
    assert BOB not in rows.text and [each["cells"] for each in rows.json["rows"]] == [{}, {}]
    assert narrow.get(f"/imports/{run}/correction").status_code == 403


@pytest.mark.parametrize(("form", "field"), [
    ({"x": "y"}, "x"), ({"file": (BytesIO(b""), "a.csv")}, "file"), 
    ({"file": (BytesIO(b"PK\x03\x04broken"), "a.xlsx")}, "file"),
    ({"file": (BytesIO(b"a,b\n1,2\n"), "a.csv"), "sheet": "x" * 101}, "sheet"),
    ({"file": (BytesIO(b"a,b\n1,2\n"), "a.csv"), "sheet": "nowhere"}, "sheet")])
def test_strange_uploads_are_told(shop: Shop, manager: Program, form: dict[str, Any], field: str) -> None:
    with shop.unchanged("tokens"):
        reply = manager.send("POST", "/imports", data=form, content_type="multipart/form-data")
    assert reply.status_code == 422 and field in reply.get_json(force=True)["errors"], reply.text
    assert manager.send("POST", "/imports", {"file": "x"}).status_code == 415


def test_runs_that_are_not_there(shop: Shop, manager: Program) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/columns"), ("POST", "/dry-run"), ("POST", "/start"),
                         ("POST", "/resume"), ("GET", "/rows"), ("GET", "/correction")):
        assert manager.send(method, "/imports/999" + path).status_code == 404, path
    assert manager.send("PUT", "/imports/999/columns", {"columns": {}}).status_code == 404


def test_a_foreign_run_is_an_absent_one(shop: Shop, programs: Programs) -> None:
    for login in ("apart", "elsewhere"):
        program = programs(login)
        assert program.get("/imports").json["runs"] == []
        with shop.unchanged("tokens"):
            for method, path, body in (("GET", "", None), ("DELETE", "", None), ("GET", "/columns", None),
                                       ("PUT", "/columns", {"columns": {}}), ("POST", "/start", None),
                                       ("GET", "/rows", None), ("GET", "/correction", None)):
                said = []
                for run in (shop.names.run, 999):
                    problem = program.send(method, f"/imports/{run}{path}", body).get_json(force=True)
                    said.append({name: each for name, each in problem.items() if name != "request_id"})
                assert said[0] == said[1] and said[0]["status"] == 404, (method, path)
