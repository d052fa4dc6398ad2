"""Following up for other programs: REST and the shell."""

import json
from pathlib import Path

from click.testing import CliRunner

from core.commands import shouhou
from core.site import create_site
from tests.capabilities.followup.conftest import Pots
from tests.services.shop import at

NAMED = 'business = "茶壶店"\ndata = "{data}"\ndatabase = "{url}"\nplugins = ["pots"]\npolicies = ["pots/simple"]\n' \
        'extra_plugins = ["tests.capabilities.followup.pots"]\n'
SCORE = {"handled_in_time": True, "solved": True, "by_the_rules": True}


def test_programs_call_rate_draw_and_score(shop: Pots) -> None:
    client = create_site(shop.desk).test_client()

    def token(login: str, *scopes: str) -> dict[str, str]:
        new = shop.desk.tokens.create(shop[login], title="x", scopes=["case.view", *scopes]).token
        return {"Authorization": f"Bearer {new}"}

    lin, qin = token("wu", "case.step", "followup.call", "customer.phone"), token("zhou", "followup.review")
    poor = token("wu")
    base = "/api/v1/followup"
    first, second = shop.mended(shop.customer()), shop.mended(shop.customer("李女士", "13900001111"))
    page = client.get(f"{base}/calls?limit=1", headers=lin).get_json()
    assert [each["number"] for each in page["calls"]] == [first] and page["calls"][0]["phones"] == ["13800006621"]
    further = client.get(page["next"], headers=lin).get_json()
    assert [each["number"] for each in further["calls"]] == [second] and further["next"] is None
    for path in ("calls", "surveys?industry=pots", "phone-times", "samples"):
        assert client.get(f"{base}/{path}", headers=poor).status_code == 403, path
    body = {"outcome": "solved", "answers": {"channel": "phone"}, "version": page["calls"][0]["version"]}
    assert client.post(f"{base}/calls/{first}", json={**body, "version": 1}, headers=lin).status_code == 409
    assert client.post(f"{base}/calls/{first}", json={**body, "outcome": "sold"}, headers=lin).status_code == 422
    done = client.post(f"{base}/calls/{first}", json=body, headers={**lin, "Idempotency-Key": "call-00001"})
    assert done.status_code == 200 and done.get_json()["state"] == ""
    again = client.post(f"{base}/calls/{first}", json=body, headers={**lin, "Idempotency-Key": "call-00001"})
    assert again.headers["Idempotency-Replayed"] == "true"
    assert client.post(f"{base}/ratings/{second}", json={"answers": {"score": 3}}, headers=lin).status_code == 409
    assert client.post(f"{base}/ratings/{first}", json={"answers": {"score": 6}}, headers=lin).status_code == 422
    assert client.get(f"{base}/ratings/{first}", headers=lin).get_json() == {"ratings": [], "open": True}
    assert client.post(f"{base}/ratings/{first}", json={"answers": {"score": 3}}, headers=lin).status_code == 200
    assert client.post(f"{base}/ratings/{first}", json={"answers": {"score": 3}}, headers=lin).status_code == 409
    assert client.get(f"{base}/ratings/{first}", headers=lin).get_json()["ratings"][0]["score"] == 3
    survey = client.get(f"{base}/surveys?industry=pots&period=2025-Q1", headers=lin).get_json()
    assert (survey["customers"], survey["answered"], survey["asked"][0]["score"]) == (1, 1, 3)
    shop.clock.at = at("2025-04-01 01:00")
    drawn = client.post(f"{base}/samples", json={"industry": "pots", "period": "2025-03"}, headers=qin)
    assert drawn.status_code == 201 and drawn.get_json()["size"] == 1
    assert client.post(f"{base}/samples", json={"industry": "pots", "period": "2025-03"}, headers=qin
                       ).status_code == 409
    sample = drawn.get_json()["sample"]
    assert client.get(f"{base}/samples", headers=qin).get_json()["samples"][0]["sample"] == sample
    whole = client.get(f"{base}/samples/{sample}", headers=qin).get_json()
    assert whole["again"] and [each["number"] for each in whole["cases"]] == [first]
    bad = client.post(f"{base}/samples/{sample}/scores", json={"number": first, "answers": {}}, headers=qin)
    assert bad.status_code == 422
    scored = client.post(f"{base}/samples/{sample}/scores", json={"number": first, "answers": SCORE}, headers=qin)
    assert scored.get_json()["done"]
    noted = client.post(f"{base}/phone-times", json={"day": "2025-03-05", "seconds": 8}, headers=lin)
    assert noted.get_json()["days"] == [{"day": "2025-03-05", "calls": 1, "average": 8, "longest": 8}]
    spec = json.loads(client.get("/api/v1/openapi.json").data)
    assert spec["paths"]["/api/v1/followup/calls"]["get"]["operationId"] == "list_due_calls"


def test_the_shell_lists_settles_rates_and_draws(shop: Pots, tmp_path: Path) -> None:
    config = shop.desk.config
    (tmp_path / "shouhou.toml").write_text(NAMED.format(data=config.data, url=config.database))

    def run(*words: str, fails: bool = False) -> str:
        done = CliRunner().invoke(shouhou, ["--config", str(tmp_path / "shouhou.toml"), *words])
        assert (done.exit_code != 0) is fails, done.output + str(done.exception)
        return done.output

    first, second = shop.mended(shop.customer()), shop.mended()
    listed = json.loads(run("followup", "due", "--as", "lin", "--json"))
    assert {each["number"] for each in listed} == {first, second}
    assert first in run("followup", "due", "now", "--as", "lin")
    run("followup", "due", "--as", "kong", fails=True)
    run("followup", "settle", first, "no_answer", "--as", "lin")
    assert json.loads(run("followup", "due", "tried", "--as", "lin", "--json"))[0]["attempts"] == 1
    run("followup", "settle", first, "give_up", "--as", "lin", fails=True)
    run("followup", "rate", second, "4", "--as", "lin", fails=True)
    assert json.loads(run("followup", "settle", second, "solved", "--as", "lin", "--json"))["state"] == ""
    run("followup", "rate", second, "4", "--comment", "很快", "--as", "lin")
    (tmp_path / "calls.csv").write_text("日期,秒\n2025-03-01,9\n")
    assert json.loads(run("followup", "phones", str(tmp_path / "calls.csv"), "--as", "lin", "--json"))[0]["calls"] == 1
    assert "9" in run("followup", "phones", "--as", "lin")
    drawn, = json.loads(run("followup", "sample", "--draw", "2025-02", "--as", "qin", "--json"))
    assert drawn["done"] and drawn["population"] == 0
    run("followup", "sample", "--draw", "2025-02", "--as", "qin", fails=True)
    assert "2025-02" in run("followup", "sample", "--as", "qin")
    assert json.loads(run("followup", "sample", str(drawn["sample"]), "--as", "qin", "--json"))["again"]
