"""Regulations from the shell, in a fresh clone: without database, without business."""

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import call, data, good, problem

RETURNS, STAGES = "furniture/return-exchange", "furniture/five-stage-complaint"
APPLICATION = {"facts": {"ReturnApplication": {"bought_on": "2025-09-26", "reason": "mind"}},
               "items": [{"product": "椅"}]}

pytestmark = pytest.mark.usefixtures("nowhere")


def tried(at: str, *more: str, given: object = None, policy: str = RETURNS) -> dict[str, dict[str, object]]:
    found = data("policy", "try", "furniture.return", "--policy", policy, "--at", at, "--facts", "-", *more,
                 text=json.dumps(given or APPLICATION))
    return {each["rule"]: each for each in found["decisions"]}


@pytest.mark.parametrize(("at", "outcome"), [
    ("2025-10-13T23:59:59", "allow"), ("2025-10-14T00:00:00", "deny"), ("2025-10-13T23:59:59+08:00", "allow"),
    ("2025-10-13T15:59:59+00:00", "allow"), ("2025-10-13T16:00:00+00:00", "deny")])
def test_the_window_ends_with_the_seventh_working_day_in_beijing(at: str, outcome: str) -> None:
    window = tried(at)["in_return_window"]
    assert window["outcome"] == outcome
    assert {"clause": "FRE-03", "term": "return.window", "value": "7 working days"} in window["basis"]  # type: ignore[operator]


def test_a_value_of_the_business_moves_the_window() -> None:
    assert tried("2025-10-14", "--set", "return.window=8 working days")["in_return_window"]["outcome"] == "allow"
    table = '{"by": "Application.reason", "rows": [["mind", "1 day"], ["*", "1 year"]]}'
    assert tried("2025-10-13", "--set", f"return.window={table}")["in_return_window"]["outcome"] == "deny"


def test_what_is_not_answered_is_not_a_no() -> None:
    found = tried("2025-10-13", given={"facts": {"ReturnApplication": {"bought_on": "2025-09-26"}}})
    assert {each["outcome"] for each in found.values()} <= {"allow", "needs"}
    assert found["goods_untouched"]["outcome"] == "needs"


def test_events_happen_in_a_trial_and_those_refused_are_told() -> None:
    given = {**APPLICATION, "events": [{"at": "2025-10-01T10:00", "step": "inspect_goods.inspect", "form": {}}]}
    found = data("policy", "try", "furniture.return", "--policy", RETURNS, "--at", "2025-10-10", "--facts", "-",
                 text=json.dumps(given))
    assert found["state"] == "apply.received"
    assert [each["step"] for each in found["refused"]] == ["inspect_goods.inspect"]


def test_a_trial_in_words_says_verdicts_clocks_and_steps() -> None:
    said = good("policy", "try", "furniture.return", "--at", "2025-10-14", "--facts", "-", text=json.dumps(APPLICATION))
    assert "申请期限已于 2025-10-13 届满" in said and "FRE-03: return.since = purchase" in said
    assert "2025-10-13 24:00" in said and "apply.accept" in said
    english = good("policy", "try", "furniture.return", "--at", "2025-10-14", "--facts", "-", language="en",
                   text=json.dumps(APPLICATION))
    assert "The window ended on 2025-10-13" in english and "Verdicts" in english


def test_a_trial_leaves_nothing_behind(nowhere: Path) -> None:
    tried("2025-10-13")
    good("policy", "coverage")
    good("policy", "facts", "furniture.return")
    good("policy", "list")
    good("policy", "check")
    good("plugin", "list")
    assert list(nowhere.iterdir()) == []


@pytest.mark.parametrize(("text", "told"), [
    ('{"facts": {\n "A": }}', "第 2 行第 7 列"), ("", "没有内容"), ("[1]", "JSON 对象"), ('{"facts": NaN}', "NaN"),
    ('{"items": [], "items": []}', "写了两次"), (b"\xff\xfe", "UTF-8"), ('{"fact": {}}', "fact"),
    ("[" * 100_000, "JSON")])
def test_bad_facts_are_told_with_their_place(text: str | bytes, told: str) -> None:
    result = call("policy", "try", "furniture.return", "--at", "2025-10-13", "--facts", "-", text=text)
    assert result.exit_code == 1 and told in result.stderr


@pytest.mark.parametrize(("arguments", "code", "told"), [
    (("try", "furniture.retrun", "--at", "2025-10-13"), 1, "furniture.return"),
    (("try", "furniture.return", "--at", "yesterday"), 1, "yesterday"),
    (("try", "furniture.return", "--at", "2025-10-13", "--policy", "furniture/return"), 1, "furniture/return"),
    (("try", "furniture.return", "--at", "2025-10-13", "--facts", "none.json"), 1, "none.json"),
    (("try", "furniture.return", "--at", "2025-10-13", "--set", "return.windw=1 day"), 1, "return.window"),
    (("try", "furniture.return", "--at", "2025-10-13", "--set", "return.window=soon"), 1, "soon"),
    (("try", "furniture.return", "--at", "2025-10-13", "--set", "return.window"), 1, "return.window"),
    (("try", "furniture.return"), 2, "--at"),
    (("coverage", "furniture/return-exchang"), 1, "furniture/return-exchange"),
    (("facts", "lamp.return"), 1, "lamp.return")])
def test_nonsense_is_told_with_the_nearest(arguments: tuple[str, ...], code: int, told: str) -> None:
    result = call("policy", *arguments)
    assert result.exit_code == code and told in result.stderr


def test_every_clause_is_carried() -> None:
    found = {each["policy"]: {one["clause"]: one["carried_by"] for one in each["clauses"]}
             for each in data("policy", "coverage")}
    assert list(found[RETURNS]) == [f"FRE-{number:02}" for number in range(1, 23)]
    assert list(found[STAGES]) == ["FFS-08", "FFS-09", "FFS-10"]
    assert all(carriers and set(one) == {"kind", "name"} for clauses in found.values()
               for carriers in clauses.values() for one in carriers)
    assert data("policy", "coverage", STAGES)[0]["policy"] == STAGES


def test_facts_describe_what_a_trial_reads() -> None:
    schema = data("policy", "facts", "furniture.return")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    application = schema["properties"]["facts"]["properties"]["ReturnApplication"]
    assert {"reason", "order_no"} <= {*application["x-required"]}, "what has to be answered, were it no trial"
    assert "received_at" not in application["x-required"] and "required" not in application
    assert "x-required" not in schema["properties"]["facts"]["properties"]["History"], "nobody fills it in"
    assert schema["x-events"]["wait"]["form"].keys() == {"party", "why"}
    asked = application["properties"]
    assert asked["reason"]["enum"] == ["quality", "mind", "size", "other"]
    assert "return.window" in schema["x-terms"]
    stages = data("policy", "facts", "furniture.return", "--policy", STAGES, "--policy", RETURNS)
    assert "verify_fault.verify" in [each["step"] for each in stages["x-steps"]]


def test_list_show_and_check_read_the_files(nowhere: Path) -> None:
    listed = {each["policy"]: each["clauses"] for each in data("policy", "list")}
    assert (listed[RETURNS], listed[STAGES]) == (22, 3)
    shown = data("policy", "show", RETURNS)
    terms = {term["term"]: term["value"] for each in shown["clauses"] for term in each["terms"]}
    assert terms["return.window"] == "7 working days" and terms["return.address"] == "?"
    assert "FRE-22" in good("policy", "show", RETURNS) and "seven working days" in good(
        "policy", "show", RETURNS, language="en")
    assert data("policy", "check", RETURNS)["policies"] == [RETURNS]


def test_a_broken_regulation_is_listed_with_what_is_wrong(business: Path) -> None:
    config = business / "shouhou.toml"
    config.write_text(config.read_text("utf-8").replace('"furniture/return-exchange",', '"furniture/retrun-exchange",'))
    found = {each["policy"]: each["problems"] for each in data("policy", "list")}
    assert "did you mean 'furniture/return-exchange'" in found["furniture/retrun-exchange"][0]
    assert problem("policy", "check")["code"] == "policy"


def test_values_are_set_listed_and_taken_back(business: Path) -> None:
    good("policy", "set", "furniture", "exchange.window", "9 working days", "--as", "chen")
    good("policy", "set", "furniture", "service.contact", "0757-86660001", "--as", "chen")
    assert data("policy", "values", "furniture", "--as", "chen") == {
        "exchange.window": "9 working days", "service.contact": "0757-86660001"}
    shown = data("policy", "show", RETURNS, "--as", "chen")
    assert {"9 working days"} == {term["own"] for each in shown["clauses"] for term in each["terms"]
                                  if term["term"] == "exchange.window"}
    good("policy", "set", "furniture", "exchange.window", "--clear", "--as", "chen")
    assert data("policy", "values", "furniture", "--as", "chen") == {"service.contact": "0757-86660001"}
    assert problem("policy", "set", "furniture", "exchange.window", "soon", "--as", "chen")["fields"]
    assert problem("policy", "set", "furniture", "exchange.window", "1 day", "--as", "lin")["code"] == "forbidden"
    assert call("policy", "set", "furniture", "exchange.window", "--as", "chen").exit_code == 2


def test_what_is_wrong_with_an_event_is_told_in_one_language() -> None:
    told = {"facts": {"DeliveryOrder": {"order_no": "A1"}}, "items": [{"product": "a"}, {"product": "b"}], "events": [
        {"at": "2025-03-03T09:00", "step": "book.book", "form": {"starts": "2025-03-06T09:00"}}]}
    found = json.loads(good("policy", "try", "furniture.delivery", "--policy", "furniture/shop-delivery-and-samples",
                            "--at", "2025-03-04", "--facts", "-", "--json", text=json.dumps(told), language="en"))
    reason = found["refused"][0]["reason"]
    assert "ends" in reason and not re.search(r"[㐀-鿿]", reason)
