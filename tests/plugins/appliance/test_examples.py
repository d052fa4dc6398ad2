"""The outlet's worked examples and their boundaries: who goes by when, what is covered, who pays."""

from decimal import Decimal
from typing import Any

import pytest

from core.domain.errors import InvalidInput
from core.representation.trials import said_trial
from core.sdk import COMPANY, CUSTOMER
from core.translation import Translator
from tests.plugins.appliance.story import (
    BROKEN,
    COSTS,
    FAILING,
    FOUND,
    INSTALL,
    NEW,
    OLD,
    ORDER,
    PLAN,
    REPAIR,
    SKILLED,
    SWAP,
    WHO,
    Answers,
    Story,
    desk,
    diagnosed,
    going,
    installing,
    there,
)

ANSWER = ("answer_request.answer", {"told_by": "phone"})


@pytest.mark.parametrize(("known", "why"), [
    ({"authorised": False}, "吴师傅 所在网点那天没有“格力”的授权"),
    ({"trained": False}, "吴师傅 没有“格力”的有效培训")])
def test_gre_01_02_only_whom_the_brand_has_approved_and_trained(known: Answers, why: str) -> None:
    sent = Story(REPAIR, BROKEN, facts={"Crew": {**SKILLED, **known}}).take(*ANSWER).take(
        "dispatch_crew.dispatch", {"technician": "wu"})
    assert sent.reasons == [why]
    assert Story(REPAIR, BROKEN).take(*ANSWER).take(
        "dispatch_crew.dispatch", {"technician": "wu"}).state == "book.to_book"


@pytest.mark.parametrize("missing", ["invoice_no", "invoice_on"])
def test_gre_04_a_product_is_registered_by_its_invoice(missing: str) -> None:
    here = desk().trials.facts(REPAIR, ("appliance/gree-aircon-outlet",))
    with pytest.raises(InvalidInput) as wrong:
        here.workflow.opens.load({name: said for name, said in BROKEN.items() if name != missing},
                                 at=Story(REPAIR, BROKEN).trial.view.now, asked=here.asked)
    assert list(wrong.value.errors) == [missing]
    registered = {**{name: WHO[name] for name in ("brand", "model", "serial")}, "invoice_no": "1",
                  "invoice_on": "2025-07-01"}
    del registered[missing]
    ready = installing().take("install.start_work")
    done = {"test_run": True, "commissioned_by": "吴师傅", "test_result": "normal"}
    assert len(Story.take(installing().take("install.start_work"), "install.commission", done).reasons) == 2
    assert ready.take("install.register", registered).trial.refused[0].errors.keys() == {missing}


@pytest.mark.parametrize(("invoice", "day", "covered"), [
    ("2020-05-10", "2026-05-10 23:59", True), ("2020-05-10", "2026-05-11 00:00", False),
    ("2020-02-29", "2026-02-28 10:00", True), ("2020-02-29", "2026-03-01 00:00", False)])
def test_gre_05_the_last_day_of_six_years(invoice: str, day: str, covered: bool) -> None:
    story = Story(REPAIR, {**BROKEN, "invoice_on": invoice}, day, facts={"Diagnosis": FOUND})
    assert story.decision("unit_in_warranty").outcome == ("allow" if covered else "deny")
    assert story.decision("repair_free").outcome == ("allow" if covered else "deny")


def test_gre_04_05_the_longer_of_the_makers_years_and_the_contract() -> None:
    longer = Story(REPAIR, OLD, coverage__maker_years="10 years").decision("unit_in_warranty")
    assert longer.outcome == "allow" and "2028-05-10" in str(longer.reason)
    assert {each.clause for each in longer.basis} >= {"GRE-04", "GRE-05"}
    assert Story(REPAIR, OLD, coverage__maker_years="3 years").decision("unit_in_warranty").outcome == "deny"
    assert "2022-05-10" not in str(Story(REPAIR, BROKEN, coverage__maker_years="3 years").decision(
        "unit_in_warranty").reason)


@pytest.mark.parametrize("component", ["piping", "housing", "other"])
def test_gre_05_what_the_list_leaves_open_is_decided(component: str) -> None:
    asked = diagnosed(found={**FOUND, "component": component})
    assert asked.decision("repair_free").outcome == "refer" and asked.open() == {"quote.decide"}
    free = diagnosed(found={**FOUND, "component": component}).take(
        "quote.decide", {"ruled_covered": True, "ruled_why": "属空调零部件"})
    assert free.open() == {"quote.decide", "quote.free"}
    assert asked.take("quote.decide", {"ruled_covered": False, "ruled_why": "外观件"}).open() == {
        "quote.decide", "quote.offer"}
    assert diagnosed().open() == {"quote.free"}


@pytest.mark.parametrize(("day", "due"), [("04-15 23:59", True), ("04-16 00:00", False)])
def test_gre_06_two_faults_within_forty_five_days(day: str, due: bool) -> None:
    story = Story(REPAIR, {**BROKEN, **FAILING}, day, facts={"Diagnosis": FOUND})
    assert story.decision("swap_is_due").outcome == ("allow" if due else "deny")
    swap = Story(SWAP, {**FAILING, "second_fault_on": f"2025-{day[:5]}", "class_rank": 3}, day)
    assert (swap.open() == {"choose_replacement.choose"}) is due
    assert (swap.open() == {"choose_replacement.repair_only"}) is not due


def test_gre_06_what_was_no_fault_does_not_count_and_each_case_counts_once() -> None:
    for found in ({**FOUND, "cause": "no_fault"}, {**FOUND, "cause": "misuse"}):
        assert Story(REPAIR, {**BROKEN, **FAILING}, "04-10 09:00", facts={"Diagnosis": found}).decision(
            "swap_is_due").outcome == "deny"
    first = {name: said for name, said in {**BROKEN, **FAILING}.items() if name != "first_fault_on"}
    again = going(Story(REPAIR, first, "04-10 09:00").take(*ANSWER), "04-10 10:00").take("visit.begin").take(
        "diagnose.diagnose", FOUND).take("diagnose.diagnose_again", FOUND)
    assert "已确认质量故障 1 次" in str(again.decision("swap_is_due").reason) and "diagnose.swap" not in again.open()


def test_gre_06_a_repair_goes_over_to_a_swap() -> None:
    second = going(Story(REPAIR, {**BROKEN, **FAILING}, "04-10 09:00").take(*ANSWER), "04-10 10:00").take(
        "visit.begin").take("diagnose.diagnose", FOUND)
    assert "diagnose.swap" in second.open()
    assert second.take("diagnose.swap").state == "to_swap" and second.linked == ["HH"]


@pytest.mark.parametrize(("rank", "taken"), [(4, True), (3, True), (2, False)])
def test_gre_07_the_same_class_or_a_higher_one(rank: int, taken: bool) -> None:
    swap = Story(SWAP, {**FAILING, "second_fault_on": "2025-04-10", "class_rank": 3}, "04-10 09:00").take(
        "choose_replacement.choose", {**NEW, "new_class_rank": rank})
    if taken:
        assert swap.state == "dispatch_crew.to_dispatch"
    else:
        assert swap.reasons == ["“KFR-72LW2”档次 2,低于原机的 3"]


def _swapping() -> Story:
    chosen = Story(SWAP, {**FAILING, "second_fault_on": "2025-04-10"}, "04-10 09:00").take(
        "choose_replacement.choose", {**NEW, "original_class_rank": 3})
    return going(chosen, "04-11 09:00").take("visit.begin")


def test_gre_08_a_swap_costs_the_customer_nothing() -> None:
    done = _swapping().take("exchange.exchange", {
        "new_serial": "GL2025009", "transport": "120", "installation": "200", "test_run": True,
        "commissioned_by": "吴师傅", "test_result": "normal"})
    assert done.take("joint.sign", {"result": "accept", "signed_by": "林科长"}).state == "" and not done.trial.refused
    done = _swapping().take("exchange.exchange", {
        "new_serial": "GL2025009", "transport": "120", "installation": "200", "test_run": True,
        "commissioned_by": "吴师傅", "test_result": "normal"})
    assert done.state == "joint.to_sign"
    charged = [each for each in done.trial.view.charges if each.payer and each.payer.key != "crew"]
    assert sum(each.owed_by(CUSTOMER) for each in charged) == 0
    assert sum(each.owed_by(COMPANY) for each in charged) == Decimal(320)
    refused = _swapping().take("exchange.ask_fee", {"fee": "installation", "fee_amount": "200"})
    assert refused.reasons == ["换货费用由公司承担,不能向客户收取“安装费”200"]


def test_gre_09_no_delivery_before_goods_have_passed() -> None:
    failed = Story(INSTALL, ORDER).take("pre_accept.inspect", {"passed": False, "shortcomings": "外壳凹陷"})
    assert "deliver.deliver" not in failed.open()
    failed.take("deliver.inspect_again", {"passed": True})
    assert failed.take("deliver.deliver", {"delivered_to": "一楼"}).state == "survey_site.to_survey"
    assert Story(INSTALL, ORDER).take("deliver.deliver", {"delivered_to": "一楼"}).reasons[0].startswith("尚未完成:")


@pytest.mark.parametrize(("asked", "why"), [
    ({"fee": "installation", "fee_amount": "150"}, "合同约定“安装费”免费,不能收取 150"),
    ({"fee": "delivery", "fee_amount": "0.01"}, "合同约定“送货费”免费,不能收取 0.01"),
    ({"fee": "other", "fee_amount": "80"}, "合同没有约定“其他费用”,须主管批准")])
def test_gre_10_delivery_and_installation_are_free(asked: Answers, why: str) -> None:
    order = Story(INSTALL, ORDER).take("pre_accept.inspect", {"passed": True})
    fees = [order.charge(each) for each in ("delivery_charge", "install_charge")]
    assert [(each.amount, each.payer) for each in fees] == [(Decimal(0), CUSTOMER)] * 2
    assert order.take("deliver.ask_fee", asked).reasons == [why]
    priced: dict[str, Any] = {"install__install_fee": "150", "install__delivery_fee": "50"}
    paid = Story(INSTALL, ORDER, **priced).take("pre_accept.inspect", {"passed": True})
    assert paid.charge("install_charge").amount == Decimal(150)
    assert paid.take("deliver.ask_fee", {"fee": "installation", "fee_amount": "150"}).state == "deliver.to_deliver"


@pytest.mark.parametrize("missing", ["sensible_lines", "reliable", "maintainable"])
def test_gre_11_a_plan_that_lacks_a_criterion_is_not_installed(missing: str) -> None:
    surveyed = Story(INSTALL, ORDER).take("pre_accept.inspect", {"passed": True}).take(
        "deliver.deliver", {"delivered_to": "一楼"}).take(
        "survey_site.survey", {"surveyor": "吴师傅", "conditions": "承重墙"})
    assert surveyed.take("plan_installation.draw_up", {**PLAN, missing: False}).open() == {
        "plan_installation.revise", "plan_installation.survey_again"}
    assert surveyed.take("plan_installation.revise", PLAN).take(
        "plan_installation.settle").state == "dispatch_crew.to_dispatch"
    replanned = installing().take("install.replan", {**PLAN, missing: False})
    assert "install.start_work" not in replanned.open() and "install.start_work" in installing().open()


def test_gre_12_who_installs_can_do_it_and_is_named() -> None:
    unskilled = Story(INSTALL, ORDER, facts={"Crew": {**SKILLED, "skilled": False}})
    for step, form in (("pre_accept.inspect", {"passed": True}), ("deliver.deliver", {"delivered_to": "一楼"}),
                       ("survey_site.survey", {"surveyor": "吴师傅", "conditions": "承重墙"}),
                       ("plan_installation.draw_up", PLAN), ("plan_installation.settle", {})):
        unskilled.take(step, form)
    assert unskilled.take("dispatch_crew.dispatch", {"technician": "wu"}).reasons == ["吴师傅 没有“安装”技能"]
    unnamed = installing().take("install.start_work").take("install.commission", {"test_run": True})
    assert {"commissioned_by", "test_result"} <= unnamed.trial.refused[0].errors.keys()


@pytest.mark.parametrize(("day", "state"), [("07-15 14:30", "met"), ("07-15 14:31", "missed")])
def test_gre_13_the_first_contact_within_half_an_hour(day: str, state: str) -> None:
    assert Story(REPAIR, BROKEN).take("contacted", {"reached": True}, day).clock_state("responded") == state
    assert Story(REPAIR, BROKEN).take(*ANSWER, day).clock_state("responded") == state
    tried = Story(REPAIR, BROKEN).take("contacted", {"reached": False}, "07-15 14:10").by(day)
    assert tried.clock_state("responded") == ("running" if state == "met" else "missed")


@pytest.mark.parametrize(("answers", "day", "name", "state"), [
    (BROKEN, "07-15 16:00", "on_site", "met"), (BROKEN, "07-15 16:01", "on_site", "missed"),
    (OLD, "07-15 18:00", "on_site_paid", "met"), (OLD, "07-15 18:01", "on_site_paid", "missed"),
    (BROKEN, "07-15 18:00", "on_site_paid", ""), (OLD, "07-15 16:00", "on_site", "")])
def test_gre_14_17_on_site_by_warranty_status(answers: Answers, day: str, name: str, state: str) -> None:
    assert there(answers, day).clock_state(name) == state


@pytest.mark.parametrize(("fixed", "state"), [("07-15 23:40", "met"), ("07-15 23:41", "missed")])
def test_gre_15_eight_hours_from_the_arrival(fixed: str, state: str) -> None:
    said = said_trial(Story(REPAIR, BROKEN).by("07-16 09:00").trial, Translator("zh"))
    assert [each["state"] for each in said["clocks"] if each["target"] == "fixed"] == ["idle"]
    mended = diagnosed().take("quote.free").take("work.wait_for_part", {"awaited": "压缩机"}).take(
        "work.part_came", day="07-15 20:00").take("work.fix", COSTS, fixed)
    assert mended.clock_state("fixed") == state


def test_gre_13_15_run_around_the_clock_and_over_holidays() -> None:
    begun = Story(REPAIR, BROKEN, "10-01 23:00")
    assert str((begun.clock("on_site") or pytest.fail()).due_at) == "2025-10-02 01:00:00+08:00"
    arrived = there(BROKEN, "07-15 15:40").clock("fixed")
    assert arrived and str(arrived.due_at) == "2025-07-15 23:40:00+08:00"


def test_gre_16_misuse_is_paid_and_quoted_other_causes_are_free() -> None:
    misused = diagnosed(found={**FOUND, "cause": "misuse"})
    assert misused.open() == {"quote.offer"}
    assert str(misused.decision("repair_free").reason) == "故障原因是“操作不当”,不在免费保修之列"
    assert diagnosed(found={**FOUND, "cause": "power"}).open() == {"quote.free"}
    free = diagnosed().take("quote.free").take("work.fix", COSTS)
    assert (free.charge("repair_cost").payer, free.charge("repair_cost").amount) == (COMPANY, Decimal(420))
    assert there().take("diagnose.diagnose", {**FOUND, "cause": "no_fault"}).take("diagnose.no_fault").state == (
        "joint.to_sign")


OFFER: Answers = {"parts": "300", "labour": "120"}


def _paid(offer: Answers = OFFER, listed: str = "420", unlisted: int = 0) -> Story:
    story = diagnosed(OLD)
    story.facts["Tariff"] = {"listed": listed, "unlisted": unlisted}
    return story.take("quote.offer", offer)


@pytest.mark.parametrize(("listed", "unlisted", "refused"), [
    ("420", 0, ""), ("400", 0, "报价 420,厂家收费标准为 400:请写明理由"),
    ("420", 1, "报价里有价目上没有的项目:请写明理由")])
def test_gre_18_paid_repairs_follow_the_makers_tariff(listed: str, unlisted: int, refused: str) -> None:
    if refused:
        assert _paid(listed=listed, unlisted=unlisted).reasons == [refused]
        assert _paid({**OFFER, "deviation_why": "高空作业"}, listed, unlisted).state == "quote.sent"
        assert diagnosed(OLD).take("quote.offer", OFFER).reasons == ["报价里有价目上没有的项目:请写明理由"]
    else:
        done = _paid().take("quote.agree", {"channel": "in_person"}).take("work.fix", COSTS)
        assert (done.charge("repair_cost").payer, done.charge("repair_cost").amount) == (CUSTOMER, Decimal(420))
        assert _paid().take("quote.agree", {"channel": "in_person"}).take(
            "work.fix", {**COSTS, "parts": "301"}).reasons == ["实际费用 421 高于报价 420,须重新报价并征得同意"]
        assert _paid().take("work.fix", COSTS).reasons[0].startswith("尚未完成:")


def test_gre_19_who_is_out_of_warranty_is_served_and_pays() -> None:
    old = Story(REPAIR, OLD)
    assert str(old.decision("still_served").reason) == "保修已于 2024-05-10 到期,仍受理,按收费维修办理"
    assert old.take(*ANSWER).state == "dispatch_crew.to_dispatch"
    assert "answer_request.answer" not in Story(REPAIR, OLD, repair__after_warranty=False).open()


def test_an_installation_is_accepted_jointly() -> None:
    unit = {name: WHO[name] for name in ("brand", "model", "serial")}
    done = installing().take("install.start_work").take("install.register", {
        **unit, "invoice_no": "1", "invoice_on": "2025-07-10"}).take(
        "install.commission", {"test_run": True, "commissioned_by": "吴师傅", "test_result": "normal"}).take(
        "joint.sign", {"result": "accept", "signed_by": "林科长"})
    assert done.state == "" and not done.trial.view.case.open

@pytest.mark.parametrize(("known", "rule"), [
    ({"authorised": False}, "crew_authorised"), ({"trained": False}, "crew_trained")])
def test_gre_01_02_what_is_known_is_enough_to_refuse(known: Answers, rule: str) -> None:
    assert Story(REPAIR, BROKEN, facts={"Crew": known}).decision(rule).outcome == "deny"

def test_gre_12_who_lacks_the_skill_need_not_be_named_to_be_refused() -> None:
    for known in ({"skilled": False}, {"skilled": False, "login": "wu"}):
        assert Story(INSTALL, ORDER, facts={"Crew": known}).decision("crew_skilled").outcome == "deny"
    assert Story(INSTALL, ORDER, facts={"Crew": {"login": "wu"}}).decision("crew_skilled").outcome == "needs"
    assert Story(INSTALL, ORDER).decision("crew_skilled").outcome == "allow"

def test_gre_07_ranks_alone_decide() -> None:
    lower = Story(SWAP, {}, facts={"Replacement": {"new_class_rank": 2, "original_class_rank": 3}})
    assert lower.decision("class_not_lower").outcome == "deny"

def test_gre_13_15_hold_until_the_warranty_is_known_to_be_over() -> None:
    unknown = {name: said for name, said in BROKEN.items() if name != "invoice_on"}
    story = Story(REPAIR, unknown, "07-15 14:00").by("07-15 14:31")
    assert [story.clock_state(each) for each in ("responded", "on_site", "fixed", "on_site_paid")] == [
        "missed", "running", "idle", ""]
