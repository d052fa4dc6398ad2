"""A case from the shell: opened, refused, let pass, stepped to its end, in both languages."""

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import call, data, good, problem

TODAY = date.today()
ANSWERS = {"reason": "mind", "explanation": "不喜欢", "order_no": "A1", "bought_on": str(TODAY - timedelta(days=1)),
           "used": False, "opened": False, "damaged": False, "packaging_complete": True, "proof": "invoice",
           "proof_no": "F1"}
INSPECTED = {"as_ordered": True, "used": False, "opened": False, "damaged": False, "packaging_complete": True,
             "traces_of_use": False, "cause": "none"}

pytestmark = pytest.mark.usefixtures("business")


def sets(**answers: object) -> list[str]:
    return [each for name, said in answers.items() for each in ("--set", f"{name}={said}")]


def opened(*more: str, **changed: object) -> str:
    """A case of two chairs and a table."""
    request = {"form": {**ANSWERS, **changed}, "items": [{"product": "餐椅", "quantity": 2}, {"product": "茶几"}]}
    number: str = data("case", "open", "furniture.return", "--as", "lin", "--answers", "-", *more,
                       text=json.dumps(request, default=str))["number"]
    return number


def accepted(number: str) -> Any:
    return data("case", "step", number, "accept", "--as", "lin", *sets(rules_told="yes", rules_accepted="是"))


def last_refund(number: str) -> dict[str, Any]:
    offers = {each["step"]: each for each in data("case", "show", number, "--as", "zhou")["offers"]}
    proposed: dict[str, Any] = offers["pay_back.pay"]["proposed"]
    return proposed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_return_from_the_first_call_to_the_refund(language: str) -> None:
    def step(name: str, who: str, *more: str, text: str | None = None) -> str:
        return good("case", "step", number, name, "--as", who, *more, language=language, text=text)

    customer = good("customer", "add", "--name", "王秀英", "--phone", "13800006621", "--as", "lin").strip()
    product = good("product", "add", "--customer", customer, *sets(
        name="餐椅", purchased_on=TODAY - timedelta(days=1), price="1280.50", order_no="A1", payment_method="alipay"),
        "--as", "lin").strip()
    answers = {name: said for name, said in ANSWERS.items() if name not in ("bought_on", "order_no")}
    said = good("case", "open", "furniture.return", "--as", "lin", "--customer", customer, "--product", product,
                *sets(**answers), "--item", "product=餐椅,quantity=2", language=language)
    number = said.split()[0]
    shown = good("case", "show", number, "--as", "lin", language=language)
    assert ("受理" if language == "zh" else "Accept") in shown and "王秀英 13800006621" in shown
    step("accept", "lin", *sets(rules_told="yes", rules_accepted="yes"))
    step("authorise", "lin", *sets(found="yes", buyer_matches="yes", item_on_order="yes", price_paid="1280.50",
                                   payment_method="alipay"))
    assert "退货申请表" in good("case", "print", number, "return_form", "--as", "lin") and "F1" in good(
        "case", "print", number, "return_form", "--as", "lin")
    step("post", "lin", *sets(carrier="顺丰", tracking_no="SF1", dispatched_on=TODAY))
    step("receive", "kong", *sets(arrived_at=datetime.now().isoformat(timespec="minutes"), form_enclosed="yes",
                                  proof_enclosed="yes"))
    step("inspect", "liang", "--answers", "-", text=json.dumps([INSPECTED]))
    step("passed", "liang")
    step("pay", "zhou", *sets(amount="1280.50", method="alipay", paid_on=TODAY, reference="T1"))
    found = data("case", "show", number, "--as", "lin")
    assert found["state"] == "" and found["outcome"] == "refunded" and len(found["timeline"]) == 8
    assert call("case", "step", number, "pay", "--as", "zhou").exit_code == 1
    assert data("audit", "verify", "--as", "chen") == {"holds": True, "cases": 1, "events": 8, "broken": None}
    ended = good("case", "list", "--all", "--as", "lin", language=language)
    assert number in ended and ("已结束" if language == "zh" else "Ended") in ended
    assert number not in good("case", "list", "--as", "lin")


def test_a_refusal_names_the_clause_and_passes_with_two_persons() -> None:
    number = opened(bought_on=TODAY - timedelta(days=60))
    refused = problem("case", "step", number, "accept", "--as", "lin", *sets(rules_told="yes", rules_accepted="yes"))
    assert refused["code"] == "refused" and "届满" in refused["message"]
    assert [cited["clause"] for cited in refused["decisions"][0]["basis"]].count("FRE-03") > 1
    words = call("case", "step", number, "accept", "--as", "lin", *sets(rules_told="yes", rules_accepted="yes"),
                 language="en")
    assert words.exit_code == 1 and "(FRE-03)" in words.stderr and "The window ended" in words.stderr
    good("case", "override", number, "in_return_window", "--reason", "客户住院", "--as", "lin")
    assert problem("case", "approve", number, "--as", "lin")["code"] == "forbidden"
    assert "reason" in problem("case", "approve", number, "--refuse", "--as", "chen")["fields"]
    good("case", "approve", number, "--as", "chen")
    assert accepted(number)["state"] == "verify_order.open"
    assert problem("case", "approve", number, "--as", "chen")["code"] == "not-found"


def test_a_dry_run_says_what_would_be_and_keeps_nothing() -> None:
    said = data("case", "open", "furniture.return", "--as", "lin", "--dry-run", "--item", "product=椅",
                *sets(reason="mind", bought_on="tomorrow"))
    assert "bought_on" in said["problems"] and said["offers"]
    assert data("case", "list", "--all", "--as", "lin")["cases"] == []
    number = opened()
    dry = data("case", "step", number, "accept", "--dry-run", "--as", "lin",
               *sets(rules_told="yes", rules_accepted="yes"))
    assert dry["to"] == "verify_order.open" and {each["outcome"] for each in dry["decisions"]} == {"allow"}
    assert problem("case", "step", number, "accept", "--dry-run", "--as", "kong")["code"] == "forbidden"
    assert data("case", "show", number, "--as", "lin")["version"] == 1


def test_wrong_duty_order_version_key_and_nonsense_change_nothing() -> None:
    number = opened()
    yes = sets(rules_told="yes", rules_accepted="yes")
    assert problem("case", "step", number, "accept", "--as", "kong", *yes)["code"] == "forbidden"
    early = problem("case", "step", number, "pay", "--as", "zhou", language="en")
    assert early["code"] == "refused" and "Not yet done" in early["message"]
    assert problem("case", "step", number, "accept", "--as", "lin", "--version", "7", *yes)["code"] == "stale-version"
    assert "accept" in problem("case", "step", number, "acept", "--as", "lin")["message"]
    for name, said in {"rules_told": "maybe", "rule_told": "yes"}.items():
        assert name in problem("case", "step", number, "accept", "--as", "lin", "--set", f"{name}={said}")["fields"]
    assert problem("case", "step", "TH-1999-00001", "accept", "--as", "lin")["code"] == "not-found"
    assert "nobody" in problem("case", "show", number, "--as", "nobody")["fields"]["as"][0]
    future = problem("case", "step", number, "accept", "--as", "lin", "--at", "2999-01-01", *yes)
    assert future["fields"].keys() == {"at"}
    assert call("case", "step", number, "accept", *yes).exit_code == 2
    assert data("case", "show", number, "--as", "lin")["version"] == 1


def test_a_key_sent_again_does_it_once_and_with_other_content_is_refused() -> None:
    first, again = opened("--key", "call-1"), opened("--key", "call-1")
    assert first == again and len(data("case", "list", "--as", "lin")["cases"]) == 1
    refused = call("case", "open", "furniture.return", "--as", "lin", "--key", "call-1", *sets(reason="size"))
    assert refused.exit_code == 1 and "请求编号" in refused.stderr
    good("case", "comment", first, "客户来电", "--key", "note-1", "--as", "lin")
    assert data("case", "comment", first, "客户来电", "--key", "note-1", "--as", "lin")["replayed"] is True
    assert problem("case", "comment", first, "另一句", "--key", "note-1", "--as", "lin")["code"] == "key-reused"


@pytest.mark.parametrize(("request_", "field"), [
    ({"form": {"reason": "mind", "bought_on": "2999-01-01"}}, "bought_on"), ({"form": []}, "form"),
    ({"form": {}, "goods": []}, "answers"), ({"form": {}, "items": [{"produkt": "椅"}]}, "items.0.produkt"),
    ({"form": {}, "items": ["椅"]}, "items"), ({"form": {"reason": {"a": 1}}}, "reason")])
def test_wrong_answers_are_told_with_their_field(request_: dict[str, Any], field: str) -> None:
    result = call("case", "open", "furniture.return", "--as", "lin", "--answers", "-", "--json",
                  text=json.dumps(request_))
    assert result.exit_code == 1 and field in json.loads(result.stderr)["error"]["fields"]
    assert data("case", "list", "--all", "--as", "lin")["cases"] == []


def test_what_is_added_beside_steps(business: Path) -> None:
    from core.demo_photos import jpeg

    (business / "invoice.jpg").write_bytes(jpeg("#8a6f52", "paper", "", datetime.now()))
    number, other = opened(), opened(order_no="A2")
    assert data("case", "attach", number, "invoice.jpg", "--purpose", "proof", "--as", "lin")["evidence"] == 1
    assert problem("case", "attach", number, "nothing.jpg", "--as", "lin")["fields"].keys() == {"file"}
    assert problem("case", "attach", number, "password", "--as", "lin")["fields"].keys() == {"file"}
    good("case", "contact", number, "--channel", "phone", "--reached", "--note", "已告知", "--as", "lin")
    assert "channel" in problem("case", "contact", number, "--channel", "pigeon", "--as", "lin")["fields"]
    good("case", "assign", number, "KONG", "--as", "lin")
    assert problem("case", "assign", number, "nobody", "--as", "lin")["code"] == "not-found"
    good("case", "wait", number, "customer", "--why", "等凭证", "--as", "lin")
    good("case", "resume", number, "--as", "lin")
    good("case", "correct", number, *sets(explanation="颜色不合"), "--as", "lin")
    good("case", "link", number, other, "--relation", "duplicate", "--as", "lin")
    new = data("case", "split", number, "--item", "2", "--why", "分开退", "--as", "lin")["number"]
    assert [each["answers"]["product"] for each in data("case", "show", new, "--as", "lin")["items"]] == ["茶几"]
    found = data("case", "show", number, "--as", "lin")
    assert [each["kind"] for each in found["timeline"]] == [
        "opened", "attached", "contacted", "assigned", "waiting", "resumed", "corrected", "linked", "split"]
    assert found["forms"][-1]["answers"] == {**found["forms"][0]["answers"], "explanation": "颜色不合"}
    assert {each["relation"] for each in found["links"]} == {"duplicate", "split"}
    assert found["assignee"] == "kong员工"
    shown = good("case", "show", number, "--as", "lin")
    assert "已告知" in shown and "等凭证" in shown
    good("case", "step", other, "withdraw", "--as", "lin")
    assert problem("case", "reopen", other, "--why", "弄错了", "--as", "lin")["code"] == "forbidden"
    assert data("case", "reopen", other, "--why", "弄错了", "--as", "chen")["state"] == "apply.received"


def test_two_cases_become_one() -> None:
    number, other = opened(), opened(order_no="A2")
    assert "into" in problem("case", "merge", number, number, "--why", "报了两次", "--as", "lin")["fields"]
    assert problem("case", "merge", number, other, "--why", "报了两次", "--into-version", "7", "--as",
                   "lin")["code"] == "stale-version"
    assert data("case", "merge", number, other, "--why", "报了两次", "--as", "lin")["number"] == other
    assert other in problem("case", "reopen", number, "--why", "弄错了", "--as", "chen")["message"]
    assert "已并入" in good("case", "list", "--closed", "--as", "lin")
    assert f"已并入 {other}" in good("case", "show", number, "--as", "lin")
    assert [each["kind"] for each in data("case", "show", other, "--as", "lin")["timeline"]][-1] == "merged"


def test_lists_filter_search_and_page() -> None:
    numbers = [opened(order_no=f"B{place}") for place in range(3)]
    page = data("case", "list", "--order", "opened", "--limit", "2", "--as", "lin")
    rest = data("case", "list", "--order", "opened", "--limit", "2", "--cursor", page["next_cursor"], "--as", "lin")
    assert [each["number"] for each in page["cases"] + rest["cases"]] == numbers[::-1]
    assert [each["number"] for each in data("case", "list", "--search", "B1", "--as", "lin")["cases"]] == [numbers[1]]
    assert data("case", "list", "--mine", "--as", "kong")["cases"] == []
    assert data("case", "list", "--late", "--as", "lin")["cases"] == []
    of_kind = data("case", "list", "--kind", "furniture.return", "--state", "apply.received", "--as", "lin")
    assert len(of_kind["cases"]) == 3
    assert problem("case", "list", "--cursor", "nonsense", "--as", "lin")["code"] == "invalid-input"


def test_promises_are_explained_and_swept() -> None:
    number = opened()
    explained = data("sla", "explain", number, "asked_for_return", "--as", "lin")
    assert [each["target"] for each in explained["clocks"]] == ["asked_for_return"]
    assert explained["clocks"][0]["segments"] and explained["clocks"][0]["calendar_version"] == 1
    assert explained["clocks"][0]["calendar_title"] == "工作日历"
    told = good("sla", "explain", number, "--as", "lin")
    assert "起算当日不计入" in told and "日历:工作日历(default),第 1 版" in told
    assert "asked_for_return" in problem("sla", "explain", number, "asked_for_retrun", "--as", "lin")["message"]
    assert data("sla", "sweep")["failed"] == 0


def test_customers_are_found_by_name_and_telephone() -> None:
    number = data("customer", "add", "--name", "李四", "--phone", "13912345678", "--as", "lin")["id"]
    data("product", "add", "--customer", str(number), *sets(name="沙发", price="3999.9"), "--as", "lin")
    found = data("customer", "find", "5678", "--as", "lin")
    assert [each["name"] for each in found] == ["李四"] and found[0]["products"][0]["price"] == "3999.90"
    assert data("customer", "find", "李四", "--as", "kong")[0]["phones"] == ["139****5678"]
    assert "沙发" in good("customer", "find", "李四", "--as", "lin")
    assert problem("customer", "add", "--as", "lin")["fields"].keys() == {"name"}
    assert problem("customer", "add", "--name", "赵", "--as", "kong")["code"] == "forbidden"
    assert problem("product", "add", "--customer", "99", *sets(name="床"), "--as", "lin")["code"] == "not-found"
    future = problem("product", "add", *sets(name="床", purchased_on="2999-01-01"), "--as", "lin")
    assert future["fields"].keys() == {"purchased_on"}


def test_an_export_holds_no_formula(business: Path) -> None:
    opened("--title", "=cmd|' /C calc'!A0")
    assert call("export", "cases", "--csv", "--as", "lin").exit_code == 1
    good("export", "cases", "--csv", "--output", "cases.csv", "--as", "chen")
    text = (business / "cases.csv").read_text("utf-8-sig")
    assert ",'=cmd|" in text and text.splitlines()[0].startswith("案件号")


def test_an_export_is_written_whole_or_not_at_all_and_replaces_files_alone(business: Path) -> None:
    place, pipe, way = business / "cases.csv", business / "pipe", business / "way.csv"
    place.write_text("before")
    place.chmod(0o640)
    opened("--title", "橱柜")
    assert call("export", "cases", "--output", "cases.csv", "--as", "lin").exit_code == 1
    assert place.read_text() == "before" and not [*business.glob(".cases.csv*")]
    way.symlink_to(place)
    good("export", "cases", "--output", "way.csv", "--as", "chen")
    assert way.is_symlink() and "橱柜" in place.read_text("utf-8-sig") and place.stat().st_mode & 0o777 == 0o640
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        good("export", "cases", "--output", "pipe", "--as", "chen")
        assert pipe.is_fifo() and os.read(reader, 1 << 16) == place.read_bytes()
    finally:
        os.close(reader)
    refused = call("export", "cases", "--output", "nowhere/cases.csv", "--as", "chen")
    assert refused.exit_code == 2 and "nowhere/cases.csv" in refused.stderr
