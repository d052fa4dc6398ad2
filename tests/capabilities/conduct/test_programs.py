"""Complaints, penalties and awards over REST and in the shell."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from core.commands import shouhou
from core.site import create_site
from tests.capabilities.conduct.conftest import Fans
from tests.capabilities.conduct.test_conduct import LATE, called

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SCOPES = ["complaints.see", "complaints.flag", "complaints.outside", "conduct.see", "conduct.propose",
          "conduct.decide", "conduct.own", "case.view", "case.note"]


class Program:
    """A program with a token of somebody's."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.says = client, {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> tuple[int, Any]:
        reply = self.client.get(f"/api/v1{path}", headers=self.says)
        return reply.status_code, reply.json

    def post(self, path: str, body: object, key: str = "") -> tuple[int, Any]:
        reply = self.client.post(f"/api/v1{path}", json=body,
                                 headers={**self.says, **({"Idempotency-Key": key} if key else {})})
        return reply.status_code, reply.json


def program(fans: Fans, login: str = "zhou", scopes: list[str] | None = None) -> Program:
    made = fans.desk.tokens.create(fans[login], title="program", scopes=scopes or SCOPES)
    return Program(create_site(fans.desk).test_client(), made.token)


def test_complaints_for_programs(fans: Fans) -> None:
    here, repair = program(fans), fans.open()
    assert here.get("/complaints") == (200, {"complaints": [], "statuses": {}, "causes": {}, "departments": {},
                                             "next_cursor": None, "next": None})
    body = {"about": "没人理我", "channel": "phone"}
    assert here.post(f"/complaints/about/{repair}", {"about": "", "channel": "phone"})[0] == 422
    assert here.post(f"/complaints/about/{repair}", {"about": "慢", "channel": "pigeon"})[0] == 422
    made = [here.post(f"/complaints/about/{repair}", body, "complain-0001") for _ in range(2)]
    assert made[0] == made[1] and made[0][0] == 200
    number = made[0][1]["number"]
    found = here.get("/complaints?status=open")[1]["complaints"]
    assert [(each["number"], each["about"], each["status"], each["agreed"]) for each in found] == [
        (number, repair, "investigating", None)]
    assert here.get("/complaints?status=gone")[0] == 422
    assert here.post(f"/complaints/{repair}/outside", {"body": "报社"})[0] == 409
    assert here.post(f"/complaints/{number}/outside", {"body": "报社"})[0] == 200
    assert here.get("/complaints")[1]["complaints"][0]["outside_body"] == "报社"
    fans.take("lin", repair, "bench.explain", {"explained": "过保", "insists": True})
    fans.take("lin", repair, "bench.escalate")
    assert [(each["number"], each["appeal"]) for each in here.get("/complaints/waiting")[1]["cases"]] == [
        (repair, False)]
    poor = program(fans, scopes=["case.view"])
    assert poor.get("/complaints")[0] == 403 and poor.post(f"/complaints/about/{repair}", body)[0] == 403


def test_penalties_and_awards_for_programs(fans: Fans) -> None:
    here = program(fans)
    kept = [here.post("/conduct/findings", {"what": "没签字", "person": "lin"}, "finding-0001") for _ in range(2)]
    assert kept[0] == kept[1]
    status, found = here.get("/conduct/findings")
    assert status == 200 and found["kinds"] == [] and len(found["findings"]) == 1
    body = {"finding": kept[0][1]["key"], "kind": LATE}
    assert here.post("/conduct/penalties", body)[0] == 409
    fans.set(conduct__misconduct=[LATE])
    status, entry = here.post("/conduct/penalties", body)
    assert status == 200 and (entry["person"], entry["amount"], entry["decided"]) == ("lin", None, None)
    assert here.post("/conduct/penalties", body)[0] == 409
    path = f"/conduct/penalties/{entry['id']}"
    assert here.post(path, {"act": "change", "amount": "50.00", "why": ""})[0] == 422
    assert here.post(path, {"act": "change", "amount": "50.00", "why": "一次", "version": 9})[0] == 409
    assert here.post(path, {"act": "change", "amount": "50.00", "why": "一次", "version": 1})[1]["decided"] == "50.00"
    assert here.post(path, {"act": "confirm"})[0] == 409 and here.post(path, {"act": "appeal", "why": "x"})[0] == 404
    assert here.get("/conduct/penalties?state=changed&person=lin")[1]["penalties"][0]["why"] == "一次"
    assert here.get("/conduct/penalties/mine")[1] == {"penalties": []} and here.get("/conduct/penalties/99")[0] == 404
    called(fans, "lin")
    fans.clock.at = fans.clock.at.replace(month=4, day=2)
    fans.desk.plans.run()
    award = {"period": "2025-03", "winner": "lin", "bonus": "500.00"}
    assert here.post("/conduct/awards", award)[1]["bonus"] == "500.00"
    assert here.post("/conduct/awards", award)[0] == 409
    assert [each["winner"] for each in here.get("/conduct/awards")[1]["awards"]] == ["lin"]
    assert here.get("/conduct/awards?industry=elsewhere")[0] == 404
    poor = program(fans, scopes=["case.view"])
    assert poor.get("/conduct/penalties")[0] == 403 and poor.post("/conduct/awards", award)[0] == 403


def test_in_the_shell(fans: Fans, tmp_path: Path) -> None:
    config = tmp_path / "shouhou.toml"
    config.write_text(f'business = "风扇匠"\ndata = "{tmp_path}/data"\ndatabase = "{fans.desk.config.database}"\n'
                      'plugins = ["fans"]\npolicies = ["fans/simple"]\n'
                      'extra_plugins = ["tests.capabilities.conduct.fans"]\n', encoding="utf-8")

    def run(*words: str) -> Any:
        done = CliRunner().invoke(shouhou, ["--config", str(config), *words, "--json"])
        return json.loads(done.output) if done.exit_code == 0 else done.exit_code

    repair = fans.open()
    made = run("complaints", "flag", repair, "--as", "lin", "--channel", "phone", "--about", "没人理我")
    assert [each["number"] for each in run("complaints", "list", "--as", "zhou", "--status", "open")] == [
        made["number"]]
    assert run("complaints", "list", "--as", "zhou", "--status", "gone") != 0
    assert run("complaints", "waiting", "--as", "zhou") == []
    fans.set(conduct__misconduct=[LATE])
    assert run("conduct", "find", "没签字", "--person", "lin", "--as", "lin") == 1, "not theirs to note"
    for wrong in ((" ",), ("没签字", "--person", "林" * 81)):
        assert run("conduct", "find", *wrong, "--as", "wu") == 1
    assert run("conduct", "find", "没签字", "--case", "NO-1", "--as", "wu") == 1
    key = run("conduct", "find", "没签字", "--person", "lin", "--as", "wu")["key"]
    assert [each["key"] for each in run("conduct", "findings", "--as", "wu")] == [key]
    entry = run("conduct", "propose", key, LATE, "--as", "wu")
    assert run("conduct", "decide", str(entry["id"]), "change", "--amount", "50", "--as", "zhou") != 0
    changed = run("conduct", "decide", str(entry["id"]), "change", "--amount", "50", "--why", "一次", "--as", "zhou")
    assert (changed["state"], changed["decided"]) == ("changed", "50.00")
    assert len(run("conduct", "list", "--as", "zhou")) == 1 == len(run("conduct", "list", "--mine", "--as", "lin"))
    assert run("conduct", "list", "--as", "lin") != 0
    shown = run("conduct", "show", str(entry["id"]), "--as", "lin")
    assert [(each["state"], each["by"]) for each in shown["moves"]] == [("proposed", "Wu"), ("changed", "Zhou")]
    assert run("conduct", "show", "99", "--as", "zhou") == 1 and run("conduct", "show", "0", "--as", "zhou") == 2
    assert run("conduct", "awards", "--as", "lin") == []
    assert run("conduct", "star", "--as", "zhou", "--period", "2025-03")["period"] == "2025-03"
    assert run("conduct", "star", "--as", "zhou", "--winner", "lin", "--period", "2025-03", "--bonus", "5") != 0
    told = CliRunner().invoke(shouhou, ["--config", str(config), "conduct", "list", "--as", "zhou"])
    assert told.exit_code == 0 and LATE in told.output
