"""`shouhou calendar` and `shouhou plan`: look first, then apply."""

from pathlib import Path

from tests.commands.conftest import call, data, good, problem

FILE = ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20260311\nSUMMARY:展会\n"
        "END:VEVENT\nEND:VCALENDAR\n")


def test_days_and_hours_are_looked_at_applied_and_listed(business: Path) -> None:
    (business / "days.ics").write_text(FILE)
    chen = ("--as", "chen")
    plan = data("calendar", "close", "2026-03-02", "2026-03-03", "--name", "盘点", *chen)
    assert (plan["state"], plan["found"]["summary"]) == ("looked", "0 个未结案件的期限会变,0 个变为逾期,0 个不再逾期")
    assert [each["day"] for each in plan["differences"]] == ["2026-03-02", "2026-03-03"]
    said = good("plan", "apply", str(plan["change"]), "new", *chen)
    assert "已应用" in said and "盘点" in said
    assert "盘点" in good("calendar", "show", "2026")
    assert problem("plan", "apply", str(plan["change"]), "new", *chen)["code"] == "refused"
    hours = data("calendar", "hours", "--day", "saturday=10:00-16:00", "--working",
                 "monday,tuesday,wednesday,thursday,friday,saturday", "--apply", "open", *chen)
    assert (hours["state"], hours["applies"]) == ("applied", "open")
    week = data("calendar", "hours", *chen)
    assert (week["week"]["saturday"], week["working_weekdays"]) == ("10:00-16:00", [0, 1, 2, 3, 4, 5])
    assert "10:00-16:00" in good("calendar", "hours", *chen)
    brought = data("calendar", "import", "days.ics", "--year", "2026", "--apply", "new", *chen)
    assert brought["state"] == "applied"
    edited = data("calendar", "edit", "--special", "2026-03-12=09:00-12:00", "--ordinary", "2026-03-09", *chen)
    assert [(each["day"], each["after"]) for each in edited["differences"]] == [
        ("2026-03-09", "平常的一天"), ("2026-03-12", "特别时间:09:00-12:00")]
    assert "已放弃" in good("plan", "drop", str(edited["change"]), *chen)
    versions = data("calendar", "versions", *chen)
    assert [each["version"] for each in versions] == [4, 3, 2, 1]
    assert "周六" in good("calendar", "versions", "--compare", "2", "3", *chen)
    assert [each["state"] for each in data("plan", "list", *chen)] == ["dropped", "applied", "applied", "applied"]
    assert "10 个" not in good("plan", "show", "1", *chen)


def test_calendars_of_teams(business: Path) -> None:
    chen = ("--as", "chen")
    assert "repair" in good("calendar", "add", "repair", "--title", "维修", *chen)
    assert [each["calendar"] for each in data("calendar", "list", *chen)] == ["default", "repair"]
    good("user", "change", "kong", "--unit", "仓库", "--scope", "unit")
    plan = data("calendar", "team", "仓库", "repair", "--apply", "open", *chen)
    assert plan["state"] == "applied"
    assert data("calendar", "team", *chen) == [
        {"unit": "仓库", "title": "仓库", "own": "repair", "calendar": "repair"}]
    assert problem("calendar", "retire", "repair", *chen)["code"] == "refused"
    good("calendar", "team", "仓库", "--none", "--apply", "open", *chen)
    assert "停用" in good("calendar", "retire", "repair", *chen)


def test_what_is_wrong_is_told(business: Path) -> None:
    chen = ("--as", "chen")
    assert problem("calendar", "close", "2026-03-03", "2026-03-02", *chen)["fields"].keys() == {"closed.1"}
    assert problem("calendar", "hours", "--working", "someday", *chen)["fields"].keys() == {"working_weekdays"}
    assert problem("calendar", "import", "nowhere.ics", *chen)["fields"].keys() == {"file"}
    (business / "odd.json").write_text('{"days": 5}', encoding="utf-8")
    assert problem("calendar", "edit", "--file", str(business / "odd.json"), *chen)["fields"].keys() == {"days"}
    assert problem("report", "promises", "--person", "nobody", *chen)["fields"].keys() == {"person"}
    assert call("notification", "list", "--before", str(2**63), *chen).exit_code == 2
    assert call("notification", "resend", str(2**63), "--as", "he").exit_code == 2
    assert call("calendar", "team", "仓库", *chen).exit_code == 2
    assert call("plan", "draft", "calendar", *chen).exit_code == 2


def test_a_value_is_previewed_before_it_is_set(business: Path) -> None:
    chen = ("--as", "chen")
    plan = data("policy", "set", "furniture", "refund.within", "3 days", "--preview", *chen)
    assert (plan["kind"], plan["state"]) == ("values", "looked")
    assert "refund.within" not in data("policy", "values", "furniture", *chen)
    good("plan", "apply", str(plan["change"]), "new", *chen)
    assert data("policy", "values", "furniture", *chen)["refund.within"] == "3 days"
    assert call("policy", "set", "furniture", "refund.within", "3 days", "--preview", "--from", "2026-01-01",
                *chen).exit_code == 2
