"""Visits, pieces, support and signatures for other programs and in the shell."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from core.capabilities.visits.tables import SignatureRow
from core.commands import shouhou
from core.sdk.tables import update
from core.site import create_site
from tests.capabilities.visits.conftest import CHECKED, DAY, JOB, MORNING, Ovens

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SCOPES = ["visits.see", "visits.go", "case.view", "case.note", "case.step"]


class Program:
    """A program with a token of wu's."""

    def __init__(self, ovens: Ovens, client: FlaskClient) -> None:
        with ovens.desk.store.unit_of_work() as work:
            row = work.users.by_login("wu")
            assert row
            row.duties, row.scope = ["technician", "manager", "service"], "all"
            work.commit()
        made = ovens.desk.tokens.create(ovens["wu"], title="phone", scopes=SCOPES)
        self.client, self.says = client, {"Authorization": f"Bearer {made.token}"}

    def get(self, path: str) -> tuple[int, Any]:
        reply = self.client.get(f"/api/v1/visits{path}", headers=self.says)
        return reply.status_code, reply.json

    def post(self, path: str, body: object, key: str = "") -> tuple[int, Any]:
        reply = self.client.post(f"/api/v1/visits{path}", json=body,
                                 headers={**self.says, **({"Idempotency-Key": key} if key else {})})
        return reply.status_code, reply.json


def test_an_application_of_ones_own(ovens: Ovens) -> None:
    phone, number = Program(ovens, create_site(ovens.desk).test_client()), ovens.sent()
    status, found = phone.get(f"?day={DAY}&technician=wu")
    assert status == 200 and [each["case"] for each in found["visits"]] == [number]
    assert found["visits"][0]["technician"] == "wu" and found["visits"][0]["area"] == "禅城"
    assert [phone.get(f"?day={day}")[0] for day in ("2025-02-30", "9999-12-31", "x")] == [422] * 3
    assert phone.get("/mine")[1] == phone.get(f"/of/{number}")[1]
    starts = {"starts": f"{MORNING['starts']}:00+08:00"}
    assert phone.post(f"/of/{number}/confirmation", {"starts": f"{DAY}T08:00:00+08:00"})[0] == 409
    assert phone.post(f"/of/{number}/confirmation", starts)[0] == 200
    wish = {"starts": f"{DAY}T15:00:00+08:00", "ends": f"{DAY}T14:00:00+08:00"}
    assert phone.post(f"/of/{number}/wish", wish)[0] == 422
    assert phone.post(f"/of/{number}/wish", {**wish, "ends": f"{DAY}T16:00:00+08:00"})[0] == 200
    assert phone.get("/mine")[1]["visits"][0]["wished_starts"].startswith(DAY)
    ovens.there(number)
    ovens.take("wu", number, "bench.ask", {"trouble": "搬不走"})
    assert [each["trouble"] for each in phone.get("/support")[1]["calls"]] == ["搬不走"]
    ovens.take("lin", number, "support.answer", {"advice": "等车"})
    ovens.take("wu", number, "bench.finish", JOB)
    assert phone.get(f"/of/{number}/sheet")[1]["missing"]
    ovens.take("wu", number, "joint.inspect", CHECKED)
    sheet = phone.get(f"/of/{number}/sheet")[1]
    assert sheet["open"] and not sheet["missing"]
    body = {"digest": sheet["digest"], "result": "accept", "signed_by": "王先生",
            "strokes": [[[x, 10] for x in range(20)]]}
    assert phone.post(f"/of/{number}/signatures", {**body, "digest": "0" * 64})[0] == 422
    assert phone.post(f"/of/{number}/signatures", {**body, "strokes": [["x"]]})[0] == 422
    first, again = (phone.post(f"/of/{number}/signatures", body, "signed-0001-key") for _ in range(2))
    assert first == again and first[0] == 200 and first[1]["state"] == "thanks.last"
    [signature] = phone.get(f"/signatures?case={number}")[1]["signatures"]
    assert signature["standing"] == "whole" and signature["drawn"] and signature["digest"] == sheet["digest"]
    assert phone.get("/of/KX-2025-09999")[0] == 404


def test_in_the_shell(ovens: Ovens, tmp_path: Path) -> None:
    number = ovens.there(ovens.sent())
    ovens.take("wu", number, "bench.take", {"what": "门", "condition_taken": "裂", "promised_back": "2025-03-06",
                                            "receipt_signed": True})
    second = ovens.sent("xu")
    ovens.finished(ovens.there(second, "xu"), "xu")
    from core.capabilities.visits.signing import Signing

    signing = Signing(ovens.desk.place)
    signing.sign(ovens["xu"], second, digest=signing.show(ovens["xu"], second).digest, result="accept", signed_by="王")
    toml, url = tmp_path / "shouhou.toml", ovens.desk.config.database_url
    toml.write_text(f'business = "烤炉匠"\ndata = "{tmp_path / "data"}"\ndatabase = "{url}"\n'
                    'plugins = ["ovens"]\npolicies = ["ovens/simple"]\n'
                    'extra_plugins = ["tests.capabilities.visits.ovens"]\n', "utf-8")

    def run(*words: str) -> Any:
        done = CliRunner().invoke(shouhou, ["--config", str(toml), "visits", *words])
        return done.exit_code, done.output

    code, said = run("list", "--day", DAY, "--as", "han", "--json")
    assert code == 0
    assert {each["case"] for each in json.loads(said)} == {number, second}
    assert json.loads(run("list", "--case", number, "--as", "han", "--json")[1])[0]["standing"] == "partial"
    assert "SJ000001" in run("pieces", "overdue", "--as", "lin")[1]
    assert json.loads(run("support", "--as", "lin", "--json")[1]) == []
    assert run("verify", "--as", "zhou")[0] == 0
    with ovens.desk.store.unit_of_work() as work:
        work.session.execute(update(SignatureRow).values(sheet={"case": "forged"}))
        work.commit()
    code, said = run("verify", second, "--as", "zhou")
    assert code != 0 and "签" in said
