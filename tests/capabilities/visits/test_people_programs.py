"""The people who are sent, for other programs and in the shell."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.commands import shouhou
from core.site import create_site
from core.store.tables import UnitRow
from tests.capabilities.visits.conftest import DAY, Ovens
from tests.services.shop import at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SCOPES = ["visits.see", "visits.go", "visits.own", "visits.call_staff", "visits.roster", "visits.dispatch", "case.view",
          "case.note", "case.step"]


def test_a_planning_tool(ovens: Ovens) -> None:
    desk, tokens = ovens.desk, {}
    client = create_site(desk).test_client()
    with desk.store.unit_of_work() as work:
        work.session.add(UnitRow(key="south", title="城南网点"))
        for login in ("wu", "zhou"):
            row = work.users.by_login(login)
            assert row
            row.duties, row.scope = ["technician", "manager"], "all"
        work.commit()
    for login in ("wu", "zhou"):
        tokens[login] = desk.tokens.create(ovens[login], title="tool", scopes=SCOPES).token

    def call(path: str, body: object = None, by: str = "zhou", key: str = "") -> tuple[int, Any]:
        says = {"Authorization": f"Bearer {tokens[by]}", **({"Idempotency-Key": key} if key else {})}
        reply = client.open(f"/api/v1/visits{path}", method="GET" if body is None else "POST", json=body, headers=says)
        return reply.status_code, reply.json

    number = ovens.booked()
    status, board = call(f"/board?day={DAY}&days=1")
    assert status == 200 and [each["number"] for each in board["waiting"]] == [number] and board["visits"] == []
    assert call(f"/of/{number}/crew", {"technician": "nobody"})[0] in (409, 422)
    assert call(f"/of/{number}/crew", {"technician": "wu", "version": 1})[0] == 409
    first, again = (call(f"/of/{number}/crew", {"technician": "wu"}, key="send-one-crew") for _ in range(2))
    assert first == again and first[1]["state"] == "visit.ahead"
    assert call(f"/board?day={DAY}")[1]["visits"][0]["technician"] == "wu"
    assert call(f"/of/{number}/swap", {"other": "xu", "reason": "车坏了"}, by="zhou")[0] == 409, "not one's own"
    assert call(f"/of/{number}/swap", {"other": "xu", "reason": "车坏了"}, by="wu")[0] == 200
    [asked] = call("/requests?waiting=true")[1]["requests"]
    assert asked["case"] == number and (asked["person"], asked["other"]) == ("wu", "xu")
    assert call(f"/requests/{asked['id']}/answer", {"act": "approve"}, by="wu")[0] == 403, "nobody decides their own"
    assert call(f"/requests/{asked['id']}/answer", {"act": "approve"})[1]["decided_by"] == "Zhou"
    person = {"badge": "G-7", "skills": [{"skill": "烤箱", "until": "2025-12-31"}], "areas": ["*"]}
    assert call("/people/lin", person)[1]["areas"] == ["*"]
    assert call("/people/lin", {**person, "version": 9})[0] == 409
    assert call("/people/lin", {**person, "skills": [{"skill": "烤箱", "until": "2025-13-31"}]})[0] == 422
    trained = call("/people/lin/trainings", {"brand": "美的", "trained_on": "2025-03-01"})[1]
    assert trained["trainings"][0]["brand"] == "美的"
    assert {each["login"] for each in call("/people")[1]["people"]} == {"lin", "wu", "xu"}
    assert call("/people/lin")[1]["badge"] == "G-7" and call("/people/nobody")[0] == 404
    paper = {"unit": "south", "brand": "美的", "document": "授权书", "starts_on": "2025-01-01"}
    assert call("/authorisations", {**paper, "unit": "north"})[0] == 422
    assert call("/authorisations", paper)[1] == call("/authorisations")[1]
    assert call("/roster/patterns", {"title": "两班", "turns": ["08:30-17:30", "rest"]})[1] == {"days": 2}
    laid = {"pattern": "两班", "people": ["lin", "wu"], "begins": "2025-03-10", "ends": "2025-03-13", "stagger": 1}
    assert call("/roster/fill", laid)[1] == {"days": 8}
    turn = {"person": "wu", "day": "2025-03-10", "turn": "09:00-18:00"}
    assert call("/roster", {**turn, "version": 3, "reason": "人手"})[0] == 409
    assert call("/roster", {**turn, "reason": "人手"})[1]["kind"] == "duty"
    assert call("/roster", {**turn, "reason": "人手"}, by="wu")[0] == 403, "nobody sets their own days"
    assert call("/roster", {**turn, "turn": "25:00"})[0] == 422
    assert len(call("/roster?day=2025-03-10&days=4")[1]["people"][0]["days"]) == 4
    assert call("/roster/attendance", {"person": "wu", "day": DAY, "attendance": "present"})[0] == 422, "still to come"
    wish = {"day": "2025-03-12", "turn": "rest", "reason": "体检"}
    [mine] = [call("/requests", wish, by="wu")[1]]
    assert call(f"/requests/{mine['id']}/answer", {"act": "withdraw"}, by="wu")[1]["state"] == "withdrawn"
    assert call("/requests", {**wish, "turn": "", "other": "lin"}, by="wu")[1]["kind"] == "swap"
    ovens.clock.at = at(f"{DAY} 10:00")
    assert call("/roster/attendance", {"person": "wu", "day": DAY, "attendance": "absent"})[1]["attendance"] == "absent"
    out = call("/whereabouts", {"where": "out", "note": "买烟"}, by="wu")[1]
    assert out["exception"] and call("/whereabouts")[1]["exceptions"] == [out]
    assert call(f"/whereabouts/{out['id']}/permission", {})[1]["exceptions"] == []
    missed = call("/attempts", {"person": "wu", "result": "missed"})[1]
    assert missed["why_not"] and not missed["counted"] and call("/attempts?person=wu")[1]["attempts"] == [missed]
    assert call(f"/attempts/{missed['id']}/call-back", {})[1]["called_back_at"]
    storm = call("/disasters", {"title": "台风", "starts_at": f"{DAY}T00:00:00+08:00"})[1]
    assert call("/disasters")[1]["disasters"] == [storm]
    assert call(f"/disasters/{storm['id']}/end", {})[1]["ends_at"]


def test_in_the_shell(ovens: Ovens, tmp_path: Path) -> None:
    number = ovens.booked()
    with ovens.desk.store.unit_of_work() as work:
        work.session.add(UnitRow(key="south", title="城南网点"))
        work.commit()
    toml = tmp_path / "shouhou.toml"
    toml.write_text(f'business = "烤炉"\ndata = "{tmp_path / "data"}"\ndatabase = "{ovens.desk.config.database_url}"\n'
                    'plugins = ["ovens"]\npolicies = ["ovens/simple"]\n'
                    'extra_plugins = ["tests.capabilities.visits.ovens"]\n', "utf-8")

    def run(said: str, by: str = "zhou") -> Any:
        done = CliRunner().invoke(shouhou, ["--config", str(toml), "visits", *said.split(), "--as", by, "--json"])
        return json.loads(done.output) if done.exit_code == 0 else done.output

    assert run(f"board --day {DAY}")["waiting"][0]["number"] == number
    assert run(f"send {number} wu", "han")["state"] == "visit.ahead"
    assert run("person lin --badge G-7 --skill 烤箱=2025-12-31 --area *")["skills"] == [
        {"skill": "烤箱", "until": "2025-12-31"}]
    assert "skill" in str(run("person lin --skill 烤箱=never")) or "day" in str(run("person lin --skill 烤箱=never"))
    assert run("train lin 美的 2025-03-01 --until 2027-03-01")["trainings"][0]["until"] == "2027-03-01"
    assert run("authorise south 美的 授权书 2025-01-01")[0]["brand"] == "美的"
    assert len(run("people")) == 3
    far = "2030-01-07 2030-01-10"
    assert run(f"fill {far} lin wu --turn 08:30-17:30 --turn rest --stagger 1") == {"days": 8}
    assert run("shift wu 2030-01-07 rest --reason 换休")["kind"] == "rest"
    assert [each["kind"] for each in run("roster --day 2030-01-07 --days 4", "wu")[0]["days"]] == [
        "duty", "rest", "duty", "rest"]
    assert run("attend wu 2025-03-06 absent")["attendance"] == "absent"
    asked = run("ask 2030-01-09 --turn rest --reason 体检", "wu")
    assert run("requests --waiting")[0]["id"] == asked["id"]
    assert run(f"answer {asked['id']} approve")["state"] == "approved"
    assert run(f"swap {number} xu --reason 车坏了", "wu")["state"] == "visit.ahead"
    assert run("where office", "wu")[0]["place"] == "office" and len(run("where")) == 3
    call = run("called wu switched_off --at 2025-03-06T17:29", "lin")
    assert call["at"] == "2025-03-06T17:29:00+08:00" and run("calls --person wu", "lin")[0]["id"] == call["id"]
    assert run(f"called-back {call['id']}", "lin")["called_back_at"]
    assert run("disaster 台风 2025-03-06T00:00")["title"] == "台风"
