"""Danger and messages to customers for other programs and the shell; reports as workbooks."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from core.commands import shouhou
from core.site import create_site
from core.web.signing_in import COOKIE
from tests.plugins.lighting.factory import Factory
from tests.plugins.lighting.story import BROKEN, EMERGENCY, POLICY
from tests.services.shop import PASSWORD


@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
def test_who_is_in_danger_and_that_they_were_told(factory: Factory, tmp_path: Path, prepared_url: str) -> None:
    number = factory.open(EMERGENCY, {**BROKEN, "fault": "leak", "dangerous": True})
    token = factory.desk.tokens.create(factory["zhao"], title="zhao", scopes=["case.view", "case.note"]).token
    client = create_site(factory.desk).test_client()
    bearer = {"Authorization": f"Bearer {token}"}
    found, = json.loads(client.get("/api/v1/lighting/danger", headers=bearer).data)["cases"]
    assert (found["case"], found["told_at"]) == (number, None)
    path = f"/api/v1/lighting/cases/{number}/messages"
    for body, status in (({"message": "nothing", "channel": "phone"}, 404),
                         ({"message": "stop_use_script", "channel": "drum"}, 422),
                         ({"message": "stop_use_script", "channel": "phone"}, 200)):
        reply = client.post(path, json=body, headers={**bearer, "Idempotency-Key": f"tell-{status}"})
        assert reply.status_code == status, reply.text
    toml = tmp_path / "shouhou.toml"
    toml.write_text(f'business = "明灯厂"\ndata = "{tmp_path}"\ndatabase = "{prepared_url}"\nplugins = ["lighting"]\n'
                    f'policies = ["{POLICY}"]\n', "utf-8")

    def shell(*said: str, code: int = 0) -> str:
        ran = CliRunner().invoke(shouhou, ["--config", str(toml), "lighting", *said])
        assert ran.exit_code == code, ran.output
        return ran.output

    assert [each["case"] for each in json.loads(shell("danger", "--as", "lin", "--json"))] == [number]
    assert number in shell("danger", "--as", "lin")
    shell("tell", number, "stop_use_script", "--channel", "wechat", "--as", "lin")
    shell("tell", number, "nothing", "--channel", "wechat", "--as", "lin", code=1)
    said = [each.data["text"] for each in factory.see(number).events if each.kind == "commented"]
    assert [each.partition(":")[0] for each in said] == ["电话", "微信"]


@pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
def test_a_report_is_a_workbook_too(factory: Factory) -> None:
    factory.mended()
    client = create_site(factory.desk).test_client()
    client.set_cookie(COOKIE, factory.desk.users.log_in("zhao", PASSWORD))
    page = client.get("/reports/lighting/faults_by_model.xlsx?period=2025-03")
    assert page.status_code == 200 and "faults_by_model-2025-03.xlsx" in page.headers["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(page.data)).active.iter_rows(values_only=True))
    assert rows[0][0] == "型号" and rows[1] == ("XD-200", "驱动电源", 1, 0, 0) and rows[-1][2] == 1
