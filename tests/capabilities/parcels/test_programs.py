"""Parcels over REST and in the shell: the same rules, each once by its key."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from core.commands import shouhou
from core.site import create_site
from tests.capabilities.parcels.conftest import Kettles

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SCOPES = ["parcels.see", "parcels.receive", "parcels.book", "case.view", "case.note", "case.step"]


class Program:
    """A program with a token of somebody's."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.says = client, {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> tuple[int, Any]:
        reply = self.client.get(f"/api/v1/parcels{path}", headers=self.says)
        return reply.status_code, reply.json

    def post(self, path: str, body: object, key: str = "") -> tuple[int, Any]:
        reply = self.client.post(f"/api/v1/parcels{path}", json=body,
                                 headers={**self.says, **({"Idempotency-Key": key} if key else {})})
        return reply.status_code, reply.json


def program(kettles: Kettles, login: str = "kong", scopes: list[str] | None = None) -> Program:
    with kettles.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        assert row
        row.duties = [*row.duties, "manager"]
        work.commit()
    made = kettles.desk.tokens.create(kettles[login], title="scanner", scopes=scopes or SCOPES)
    return Program(create_site(kettles.desk).test_client(), made.token)


def test_a_scanner_of_ones_own(kettles: Kettles) -> None:
    number, scanner = kettles.posted("SF1", pieces=1, freight="12.00", freight_paid_by="customer"), program(kettles)
    status, found = scanner.get("/found?code=sf%201")
    assert status == 200 and found["ready"] and found["case"] == number
    assert found["parcel"]["freight"] == "12.00" and found["parcel"]["status"] == "in_transit"
    parcel = found["parcel"]["id"]
    assert scanner.get("/found?code=nothing")[1] == {"code": "nothing", "ready": False, "case": None, "state": "",
                                                     "parcel": None, "others": []}
    status, wrong = scanner.post("/receipts", {"number": number, "pieces_received": 2})
    assert status == 422 and "pieces_received" in json.dumps(wrong)
    assert scanner.post("/receipts", {"number": number, "waybill_read": "ZT9"})[0] == 422
    body = {"number": number, "waybill_read": "SF1"}
    first, again = (scanner.post("/receipts", body, "scan-0001-key") for _ in range(2))
    assert first == again and first[0] == 200 and first[1]["state"] == "bench.waiting"
    assert scanner.post("/receipts", body)[0] == 409
    assert scanner.post("/corrections", {"number": number, "condition": "wet"})[0] == 200
    status, whole = scanner.get(f"/{parcel}")
    assert status == 200 and whole["condition"] == "wet"
    assert [each["status"] for each in whole["moves"]] == ["expected", "in_transit", "received", "received"]
    assert scanner.get("/999")[0] == 404 and scanner.post("/receipts", {"number": "SH-1"})[0] == 404
    poor = program(kettles, scopes=["case.view"])
    assert poor.get("/on-the-way")[0] == 403 and poor.post("/receipts", body)[0] == 403


def test_carriers_and_what_nobody_asked_for(kettles: Kettles) -> None:
    scanner, number = program(kettles), kettles.asked()
    kept = [scanner.post("/unclaimed", {"waybill": "ZT1", "carrier": "中通"}, "keep-0001-key") for _ in range(2)]
    assert kept[0] == kept[1] and kept[0][0] == 201
    assert scanner.post("/unclaimed", {"waybill": "zt1"})[0] == 422
    assert scanner.post(f"/{kept[0][1]['id']}/assignment", {"number": number})[0] == 200
    assert len(scanner.get("/unclaimed")[1]["parcels"]) == 1
    assert scanner.post("/receipts", {"number": number})[0] == 200
    other = kettles.posted("SF2")
    parcel = kettles.parcel(other)
    assert scanner.post(f"/{parcel}/moves", {})[0] == 422
    assert scanner.post(f"/{parcel}/moves", {"note": "到广州"}, "move-0001-key")[0] == 200
    assert scanner.post(f"/{parcel}/booking", {"carrier": "顺丰"})[0] == 409
    assert scanner.post(f"/{parcel}/troubles", {"problem": "loss", "claim": "80.00"})[0] == 200
    assert scanner.post(f"/{parcel}/troubles", {"problem": "loss"})[0] == 409
    troubles = scanner.get("/troubles")[1]["troubles"]
    assert troubles[0]["claim"] == "80.00"
    assert [each["case"] for each in scanner.get("/on-the-way?which=lost")[1]["parcels"]] == [other]
    assert scanner.post(f"/troubles/{troubles[0]['id']}/settlement", {"outcome": "找到", "found": True})[0] == 200
    assert scanner.post("/troubles/99/settlement", {"outcome": "找到"})[0] == 404
    due = kettles.open()
    assert [each["case"] for each in scanner.get("/to-book")[1]["parcels"]] == [due]
    fetched = {"carrier": "顺丰", "at": "2025-03-06T09:00:00+08:00"}
    assert scanner.post(f"/{kettles.parcel(due)}/booking", fetched)[0] == 200
    assert scanner.get("/owed")[1] == {"total": "0.00", "parcels": []}
    spec = scanner.client.get("/api/v1/openapi.json").json
    assert "receive_parcel" in json.dumps(spec) and kettles.desk.plugins.health["parcels"].problems == []


def test_in_a_shell(kettles: Kettles, tmp_path: Path) -> None:
    number, toml = kettles.posted("SF1"), tmp_path / "shouhou.toml"
    url = kettles.desk.config.database_url
    toml.write_text(f'business = "壶匠"\ndata = "{tmp_path / "data"}"\ndatabase = "{url}"\n'
                    'plugins = ["kettles"]\npolicies = ["kettles/simple"]\n'
                    'extra_plugins = ["tests.capabilities.parcels.kettles"]\n', "utf-8")

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(shouhou, ["--config", str(toml), "parcels", *words])
        return done.exit_code, done.output

    code, listed = run("list", "--as", "kong", "--json")
    assert code == 0 and [each["case"] for each in json.loads(listed)] == [number]
    assert number in run("list", "--as", "kong")[1]
    assert json.loads(run("find", "sf1", "--as", "kong", "--json")[1])["ready"] is True
    assert "SF9" in run("find", "SF9", "--as", "kong")[1]
    parcel = str(kettles.parcel(number))
    assert run("trouble", parcel, "delay", "--claim", "x", "--as", "kong")[0] == 2
    assert run("trouble", parcel, "delay", "--note", "雪", "--claim", "5", "--as", "kong")[0] == 0
    assert run("receive", number, "--as", "lin")[0] != 0
    assert run("receive", number, "--waybill", "SF1", "--pieces", "1", "--as", "kong")[0] == 0
    assert run("receive", number, "--as", "kong")[0] != 0
    for which in ("lost", "stalled", "double", "unclaimed", "book", "owed"):
        assert json.loads(run("list", which, "--as", "lin", "--json")[1]) == []
