"""Warranties on pages, over REST and in the shell."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.commands import shouhou
from core.site import create_site
from tests.capabilities.charges.test_pages import Browser
from tests.capabilities.workshop.desk import Workshop, configured, rest


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_unit_is_looked_up_and_extended(workshop: Workshop) -> None:
    app = create_site(workshop.desk)
    number = workshop.mended(bought_on="2023-01-05", serial="SN-001")
    zhao, lin, english = (Browser(workshop, app, *each) for each in (("zhao",), ("lin",), ("lin", "en")))
    assert "查一件商品" in lin.get("/coverage/") and "没有找到" in lin.get("/coverage/?q=SN9")
    page = lin.get("/coverage/?q=sn 001")
    assert "2025-06-03" in page and "维修或更换后" in page and "延长或更正保修" not in page
    assert number in lin.get(f"/coverage/?q={number}")
    case = lin.get(f"/cases/{number}")
    assert "不在保修范围" in case and "WS-01" in case and "最后一天 2025-06-03" in case
    words = english.get("/coverage/?q=SN001").partition("<main")[2].partition("</main")[0]
    assert "In warranty" in words and re.findall(r"[一-鿿]+", words) == []
    wrong = zhao.post("/coverage/units/SN-001", 422, ends_on="2025-12-31", why="", do="extend")
    assert 'href="#f-why"' in wrong and 'value="2025-12-31"' in wrong
    zhao.post("/coverage/units/SN-001", ends_on="2025-12-31", why="老客户", do="extend")
    zhao.post(f"/coverage/cases/{number}", ends_on="2025-01-31", why="发票有误", do="correct")
    assert "发票有误" in lin.get("/coverage/?q=SN001")
    lin.post("/coverage/units/SN-001", 403, ends_on="2026-12-31", why="x", do="extend")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_other_programs_and_the_shell(workshop: Workshop, tmp_path: Path) -> None:
    app = create_site(workshop.desk)
    number = workshop.open(bought_on="2025-01-05", serial="SN1")
    call = rest(workshop, app, "zhao", "coverage.see", "coverage.extend", "case.view")
    assert call("get", "/coverage/units/SN1")["ends_on"] == "2026-01-05"
    assert [each["serial"] for each in call("get", f"/coverage/units?q={number}")["units"]] == ["SN1"]
    call("get", "/coverage/units/SN2", status=404)
    call("post", "/coverage/units/SN1/extend", {"ends_on": "2025-02-30", "why": "x"}, status=422)
    longer = call("post", "/coverage/units/SN1/extend", {"ends_on": "2026-06-30", "why": "x"})
    assert longer["history"][0]["how"] == "extension"
    call("post", f"/coverage/cases/{number}/extend", {"ends_on": "2026-01-31", "why": "y", "correct": True})
    run, toml = CliRunner(), configured(workshop, tmp_path)

    def shell(*said: str, code: int = 0) -> str:
        found = run.invoke(shouhou, ["--config", toml, "coverage", *said])
        assert found.exit_code == code, found.output
        return found.output

    assert json.loads(shell("show", "SN1", "--as", "lin", "--json"))["ends_on"] == "2026-01-31"
    assert "2026-01-31" in shell("show", "SN1", "--as", "lin") and "SN1" in shell("find", number, "--as", "lin")
    shell("extend", "SN1", "2026-12-31", "--why", "z", "--as", "lin", code=1)
    assert "2026-12-31" in shell("extend", "SN1", "2026-12-31", "--why", "z", "--as", "zhao")
    shell("extend-case", number, "2027-01-31", "--why", "z", "--as", "zhao")
    shell("show", "SN2", "--as", "lin", code=1)
