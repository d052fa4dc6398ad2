"""Tasks and reports by the interface for programs and by the command line."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from core.commands import shouhou
from core.commands.session import Session
from core.site import create_site
from tests.plans.gardening import Garden

Ask = Callable[..., tuple[int, Any]]
SAID = {"found": "三号床漏水", "repaired": True}


@pytest.fixture
def due(garden: Garden) -> Garden:
    """A garden with a walk to be noted, a broken bed in January, and one in February."""
    garden.on("2025-01-15 10:00")
    garden.broken()
    garden.on("2025-02-03 09:00")
    garden.broken()
    return garden


@pytest.fixture
def ask(due: Garden) -> Ask:
    client: FlaskClient = create_site(due.desk).test_client()
    scopes = ["plan.view", "plan.reopen", "case.view", "case.step"]

    def call(login: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        owner = due[login]
        token = due.desk.tokens.create(due["zhou"], title="t", user_id=owner.id,
                                       scopes=[each for each in scopes if each in (*owner.permissions, "case.step")])
        reply = client.open(f"/api/v1{path}", method=method, json=body, headers={
            "Authorization": f"Bearer {token.token}",
            **{name.replace("_", "-"): said for name, said in headers.items()}})
        return reply.status_code, reply.get_json()

    return call


def test_programs_list_sign_and_give_back(due: Garden, ask: Ask) -> None:
    entry = due.entry("walk", "2025-01")
    status, page = ask("lin", "GET", "/tasks?limit=1")
    assert status == 200 and page["tasks"][0]["task"] == entry and page["next_cursor"]
    status, rest = ask("lin", "GET", f"/tasks?limit=5&cursor={page['next_cursor']}")
    assert [each["period"] for each in rest["tasks"]] == ["2025-W03", "2025-W04", "2025-W05"]
    status, whole = ask("he", "GET", f"/tasks/{entry}")
    assert (whole["state"], whole["clauses"], whole["due_at"][:10]) == ("open", ["GA-02"], "2025-02-05")
    assert set(whole["form"]["required"]) == {"found", "repaired"} and whole["report"]["totals"] == ["合计", 1, None]
    sign = f"/tasks/{entry}/parts/quality/sign"
    status, problem = ask("he", "POST", sign, {"answers": {"found": ""}, "version": 0})
    assert status == 422 and {"found", "repaired"} <= set(json.dumps(problem).replace('"', " ").split())
    assert ask("lin", "POST", sign, {"answers": SAID, "version": 0})[0] == 403
    key = {"Idempotency_Key": "walk-january-1"}
    first = ask("he", "POST", sign, {"answers": SAID, "version": 0}, **key)
    assert first[0] == 200 and first == ask("he", "POST", sign, {"answers": SAID, "version": 0}, **key)
    assert first[1]["parts"][0]["answers"] == SAID | {"found": "三号床漏水"} and first[1]["parts"][0]["version"] == 1
    assert ask("mei", "POST", sign, {"answers": SAID, "version": 0})[0] == 409
    assert ask("mei", "POST", sign, {"answers": SAID})[0] == 409
    back = f"/tasks/{entry}/parts/quality/reopen"
    assert ask("lin", "POST", back, {"why": "x"})[0] == 403
    status, given = ask("zhao", "POST", back, {"why": "漏看", "version": 1})
    assert status == 200 and given["parts"][0]["given_back"][0]["why"] == "漏看" and not given["parts"][0]["signed"]
    assert ask("lin", "GET", "/tasks/99999")[0] == ask("lin", "GET", "/tasks/2147483647")[0] == 404


def test_programs_read_reports(due: Garden, ask: Ask) -> None:
    assert ask("lin", "GET", "/reports")[1]["reports"][0]["report"] == "beds"
    status, found = ask("lin", "GET", "/reports/garden/beds?period=2025-Q1")
    assert status == 200 and (found["since"], found["until"], found["totals"]) == (
        "2025-01-01", "2025-03-31", ["合计", 2, None])
    assert [each["sort"] for each in found["columns"]] == ["text", "count", "percent"]
    assert found["rows"][0][2] == "1.0000" and found["notes"] == ["共 2 件"]
    assert ask("lin", "GET", "/reports/garden/beds?period=x")[0] == 422
    assert ask("lin", "GET", "/reports/garden/none")[0] == 404


def test_the_command_line(due: Garden) -> None:
    def call(*arguments: str, code: int = 0, language: str = "zh") -> str:
        session = Session(language=language)
        vars(session).update(desk=due.desk, config=due.desk.config)
        found = CliRunner().invoke(shouhou, ["--language", language, *arguments], obj=session, catch_exceptions=False)
        assert found.exit_code == code, found.output
        return found.output

    entry = str(due.entry("walk", "2025-01"))
    assert "未完成:缺质量、客服" in call("task", "list", "--as", "lin")
    assert "Not done: Quality, Service missing" in call("task", "list", "--as", "lin", language="en")
    assert [each["plan"] for each in json.loads(call("task", "list", "--mine", "--as", "he", "--json"))] == ["walk"]
    shown = call("task", "show", entry, "--as", "he")
    assert "苗床巡查 (2025年1月)" in shown and "共 1 件" in shown and "100.0%" in shown
    assert "发现" in call("task", "sign", entry, "quality", "--as", "he", code=1)
    call("task", "sign", entry, "service", "--set", "found=好", "--set", "repaired=true", "--as", "he", code=1)
    assert "何静" in call("task", "sign", entry, "quality", "--set", "found=好", "--set", "repaired=true", "--as", "he")
    assert json.loads(call("task", "reopen", entry, "quality", "--why", "漏看", "--as", "zhao", "--json"))[
        "parts"][0]["given_back"][0]["by"] == "赵敏"
    assert "漏看" in call("task", "show", entry, "--as", "he")
    due.clock.forward(days=7)
    assert json.loads(call("task", "run", "--json")) == {"made": 1, "overdue": 1, "failed": 0}
    assert "新任务 0 项" in call("task", "run")
    assert "已逾期" in call("task", "list", "--state", "overdue", "--as", "lin")
    assert "garden/beds" in call("report", "list", "--as", "lin")
    assert "合计" in call("report", "show", "beds", "--period", "2025-01", "--as", "lin")
    found = json.loads(call("report", "show", "garden/beds", "--since", "2025-01-01", "--until", "2025-02-10", "--as",
                            "lin", "--json"))
    assert found["totals"] == ["合计", 2, None] and found["period"] is None
    assert "beds" in call("report", "show", "bedz", "--as", "lin", code=1)
