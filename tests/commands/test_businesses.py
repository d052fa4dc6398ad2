"""Setting up, accounts, calendar, database, examination."""

import json
import os
from pathlib import Path

import pytest

from tests.commands.conftest import PASSWORD, call, data, good, problem


@pytest.fixture
def password(nowhere: Path) -> str:
    (nowhere / "pw").write_text(PASSWORD)
    return "pw"


def test_init_makes_a_business_and_again_changes_nothing(nowhere: Path, password: str) -> None:
    first = data("init", "--business", "光明\"家居", "--password-file", password)
    assert first["written"] and first["migrations"]
    assert (first["calendar_version"], first["administrator"]) == (1, "admin")
    before = (nowhere / "shouhou.toml").read_bytes()
    again = data("init", "--business", "另一家")
    assert again == {**again, "written": False, "migrations": [], "calendar_days": 0, "administrator": None}
    assert (nowhere / "shouhou.toml").read_bytes() == before
    assert data("doctor")["well"] is True
    listed = {each["policy"]: each["in_force"] for each in data("policy", "list")}
    assert listed["furniture/return-exchange"] and not listed["furniture/five-stage-complaint"]


def test_init_takes_plugins_and_regulations_by_name(nowhere: Path) -> None:
    good("init", "--plugin", "furniture", "--policy", "furniture/five-stage-complaint", "--policy",
         "furniture/return-exchange", "--no-input", language="en")
    assert "no administrator" in call("init", "--no-input", language="en").stdout
    assert [each["policy"] for each in data("policy", "list") if each["in_force"]] == [
        "furniture/five-stage-complaint", "furniture/return-exchange"]
    assert data("policy", "check")["policies"] == ["furniture/five-stage-complaint", "furniture/return-exchange"]


@pytest.mark.parametrize(("option", "told"), [(("--policy", "furniture/retrun-exchange"), "furniture/return-exchange"),
                                              (("--plugin", "furnitur"), "furniture")])
def test_init_with_a_wrong_name_writes_nothing(nowhere: Path, option: tuple[str, str], told: str) -> None:
    assert told in problem("init", "--no-input", *option)["message"]
    assert list(nowhere.iterdir()) == []


def test_the_first_password_is_asked_for_twice_and_must_be_good(nowhere: Path) -> None:
    result = call("init", text=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0 and PASSWORD not in result.output
    short = call("user", "add", "lin", "--name", "林", "--duty", "service", "--json", text="short\nshort\n")
    asked, brace, error = short.stderr.partition("{")
    assert short.exit_code == 1 and asked and "password" in json.loads(brace + error)["error"]["fields"]


def test_without_a_configuration_it_says_what_to_do(nowhere: Path) -> None:
    assert problem("case", "list", "--as", "lin", code=3)["code"] == "bad-config"
    assert "shouhou init" in call("serve").stderr
    (nowhere / "shouhou.toml").write_text("plugins = [", "utf-8")
    assert call("doctor").exit_code == 3
    (nowhere / "shouhou.toml").write_text('bussiness = "x"', "utf-8")
    assert "business" in call("doctor").stderr
    assert call("--config", "none.toml", "policy", "list").exit_code == 3


def test_a_database_that_is_behind_or_away_is_told(business: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUHOU_DATABASE", f"sqlite:///{business}/new.db")
    assert "db upgrade" in problem("case", "list", "--as", "lin", code=4)["message"]
    assert call("serve", "--port", "0").exit_code == 4
    assert call("db", "check").exit_code == 4
    assert call("doctor").exit_code == 1
    assert data("db", "upgrade")["applied"] and data("db", "check")["pending"] == []
    monkeypatch.setenv("SHOUHOU_DATABASE", "postgresql://nobody@127.0.0.1:1/none")
    assert "connection" in problem("case", "list", "--as", "lin", code=4)["message"]
    monkeypatch.setenv("SHOUHOU_DATABASE", f"sqlite:///{business}/no/such/folder.db")
    assert problem("case", "list", "--as", "lin", code=4)["code"] == "database"


def test_accounts_are_added_changed_disabled(business: Path) -> None:
    assert {each["login"] for each in data("user", "list")} == {"admin", "chen", "kong", "liang", "lin", "zhou"}
    changed = data("user", "change", "lin", "--duty", "service", "--duty", "quality", "--scope", "own")
    assert changed["duties"] == ["quality", "service"] and changed["scope"] == "own"
    good("user", "password", "lin", "--password-file", "-", text="another-long-one\n")
    good("user", "change", "lin", "--disable")
    assert problem("case", "list", "--as", "lin")["fields"].keys() == {"as"}
    assert "停用" in good("user", "list")
    assert problem("user", "change", "nobody", "--disable")["code"] == "not-found"
    adding = ("user", "add", "lin", "--name", "x", "--password-file")
    assert problem(*adding, "password", "--duty", "servic")["fields"].keys() == {"duties"}
    assert problem(*adding, "password")["fields"].keys() == {"login"}
    assert problem(*adding, "none")["fields"].keys() == {"password-file"}


def test_the_calendar_is_shown_and_brought_up_to_date(business: Path) -> None:
    days = {each["day"]: each for each in data("calendar", "show", "2025")["days"]}
    assert days["2025-10-11"]["kind"] == "make_up" and days["2025-10-01"]["status"] == "official"
    assert "2025-10-01" in good("calendar", "show", "2025", language="en")
    assert "shouhou calendar seed" in call("calendar", "show", "2040").stderr
    assert problem("calendar", "seed", "--as", "lin")["code"] == "forbidden"
    assert data("calendar", "seed", "--as", "admin") == {"changed": 0, "version": 1}
    seeded = data("calendar", "seed", "2040", "--as", "admin")
    assert seeded["changed"] and seeded["version"] == 2
    assert {each["status"] for each in data("calendar", "show", "2040")["days"]} == {"provisional"}


def test_the_calendar_without_a_business_is_the_states(nowhere: Path) -> None:
    assert "2019-05-01" in {each["day"] for each in data("calendar", "show", "2019")["days"]}
    assert list(nowhere.iterdir()) == []


def test_the_trail_is_listed_verified_and_sealed(business: Path) -> None:
    good("case", "open", "furniture.return", "--as", "lin", "--set", "reason=mind", "--set", "order_no=A1", "--set",
         "explanation=不合", "--set", "bought_on=2025-10-01", "--item", "product=椅")
    number = data("case", "list", "--as", "lin")["cases"][0]["number"]
    assert data("audit", "list", "--as", "chen")[0]["kind"] == "opened"
    assert data("audit", "verify", number, "--as", "chen")["events"] == 1
    assert "完整" in good("audit", "verify", "--as", "admin")
    assert problem("audit", "verify", "--as", "lin")["code"] == "forbidden"
    assert data("audit", "seal", "--day", "2025-01-01")["heads"] == 0


def test_a_changed_record_is_found(business: Path) -> None:
    from core.app import Desk
    from core.config import Config

    good("case", "open", "furniture.return", "--as", "lin", "--set", "reason=mind", "--set", "order_no=A1", "--set",
         "explanation=不合", "--set", "bought_on=2025-10-01", "--item", "product=椅")
    store = Desk(Config.load(business / "shouhou.toml")).store
    with store.unit_of_work() as work:
        work.session.connection().exec_driver_sql("UPDATE event_payloads SET data = '{\"kind\": \"x\"}'")
        work.commit()
    store.dispose()
    broken = call("audit", "verify", "--as", "chen", "--json")
    assert broken.exit_code == 1 and json.loads(broken.stdout)["broken"]["what"] == "digest"
    assert "what it says was changed" in call("audit", "verify", "--as", "chen", language="en").stdout


def test_the_doctor_finds_what_is_wrong(business: Path) -> None:
    checked = {each["check"] for each in data("doctor")["checks"]}
    assert {"database", "migrations", "calendar", "policies", "disk"} <= checked
    assert "well" in good("doctor", language="en")
    config = business / "shouhou.toml"
    config.write_text(config.read_text("utf-8").replace('"furniture/return-exchange",', ""), "utf-8")
    result = call("doctor", "--json")
    assert result.exit_code == 1
    assert {each["check"] for each in json.loads(result.stdout)["checks"] if each["state"] == "wrong"} == {"policies"}


def test_plugins_are_listed_with_their_health(business: Path) -> None:
    config = business / "shouhou.toml"
    config.write_text(config.read_text("utf-8").replace('plugins = ["', 'plugins = ["gardn", "'), "utf-8")
    found = {each["plugin"]: each for each in data("plugin", "list")}
    assert found["furniture"]["state"] == "on" and found["gardn"]["state"] == "left out"
    assert "gardn: LookupError" in call("plugin", "list").stderr


@pytest.mark.parametrize(("environment", "said"), [
    ({"LANG": "en_US.UTF-8"}, "Error"), ({"LANG": "zh_CN.UTF-8"}, "错误"), ({"LANG": "C.UTF-8"}, "错误"), ({}, "错误"),
    ({"LANG": "en_GB", "SHOUHOU_LANGUAGE": "zh"}, "错误"), ({"LANG": "zh_CN", "LC_ALL": "en_IE.UTF-8"}, "Error")])
def test_the_environment_says_the_language(nowhere: Path, monkeypatch: pytest.MonkeyPatch, said: str,
                                           environment: dict[str, str]) -> None:
    from click.testing import CliRunner

    from core.commands import shouhou

    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert said in CliRunner().invoke(shouhou, ["doctor"]).stderr


def test_acting_can_be_said_once_in_the_environment(business: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUHOU_AS", "lin")
    assert data("case", "list")["cases"] == []
    assert os.environ["SHOUHOU_AS"] == "lin"
