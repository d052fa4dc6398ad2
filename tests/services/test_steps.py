"""Steps, from the counter to the cash desk, and everything that is refused on the way."""

from datetime import timedelta
from typing import Any

import pytest

from core.domain.errors import Forbidden, InvalidInput, KeyReused, NotFound, Refused, StaleVersion
from tests.services.shop import SOUND, TOLD, WORN, Shop, at, refused


def test_from_the_counter_to_the_cash_desk(shop: Shop) -> None:
    number = shop.ended()
    view = shop.see(number)
    assert (view.row.state, view.row.outcome, view.case.open) == ("", "refunded", False)
    assert view.row.closed_at == shop.clock() and view.offers == ()
    assert [each.outcome for each in view.case.lines] == ["refunded", "refunded"]
    assert shop.desk.audit.verify(shop["zhao"], number).holds


def test_each_change_raises_the_version_by_one_and_the_row_mirrors_the_case(shop: Shop) -> None:
    number = shop.open()
    for step, answers, who in (("intake.accept", TOLD, "lin"), ("bench.look", [SOUND, SOUND], "wu"),
                               ("bench.look_again", [SOUND, SOUND], "wu"), ("bench.sound", None, "wu")):
        before = shop.see(number).row.version
        receipt = shop.take(number, step, answers, by=who)
        view = shop.see(number)
        assert receipt.version == view.row.version == before + 1
        assert receipt.state == view.row.state == (view.case.state.key if view.case.state else "")
        onward = next(each.key for each in view.offers if each.open and each.step.target is not each.step.source)
        assert view.row.suggested_step == onward
    assert [each.sequence for each in view.events] == list(range(1, 6))


def test_what_was_decided_is_kept_with_the_step(shop: Shop) -> None:
    number = shop.accepted()
    data = shop.see(number).events[-1].data
    decided = {each["rule"]: each for each in data["decisions"]}
    assert (data["step"], data["from"], data["to"]) == ("intake.accept", "intake.received", "bench.waiting")
    assert decided["warranty_runs"]["outcome"] == "allow"
    window = {"clause": "BC-02", "term": "repair.warranty", "value": "7 working days"}
    assert window in decided["warranty_runs"]["basis"]
    assert data["form"]["answers"] == {"told": True, "by": "shop"} and data["form"]["shown"][0] == ["已说明规定", "是"]


@pytest.mark.parametrize(("who", "step", "answers", "more", "error", "says"), [
    ("wu", "intake.accept", TOLD, {}, Forbidden, "由客服办理"),
    ("sun", "intake.accept", TOLD, {}, Forbidden, "由客服办理"),
    ("lin", "bench.look", [SOUND, SOUND], {}, Refused, "尚未完成:受理"),
    ("wu", "bench.look", [SOUND, SOUND], {}, Refused, "尚未完成:受理"),
    ("sun", "pay.pay", {}, {}, Refused, "尚未完成:受理、检查、报价"),
    ("lin", "intake.acept", TOLD, {}, Refused, "是否指“intake.accept”"),
    ("lin", "jump", None, {}, Refused, "没有步骤"),
    ("lin", "ride.ridden", None, {}, Refused, "没有步骤"),
    ("lin", "scrap.tell", None, {}, Refused, "现在是“待受理”"),
    ("lin", "intake.accept", {"told": False}, {}, Refused, "“已说明规定”为否"),
    ("lin", "intake.accept", {}, {}, InvalidInput, "told"),
    ("lin", "intake.accept", {"told": True, "extra": 1}, {}, InvalidInput, "extra"),
    ("lin", "intake.accept", "yes", {}, InvalidInput, "form"),
    ("lin", "intake.accept", [TOLD], {}, InvalidInput, "form"),
    ("lin", "intake.accept", TOLD, {"version": 2}, StaleVersion, "第 2 版"),
    ("lin", "intake.accept", TOLD, {"version": 0}, StaleVersion, "第 1 版"),
    ("lin", "intake.accept", TOLD, {"at": at("2025-03-05 10:01")}, InvalidInput, "在未来"),
    ("lin", "intake.accept", TOLD, {"at": at("2025-03-05 09:00")}, InvalidInput, "早于案件的上一步")])
def test_refused_steps_say_why_and_change_nothing(shop: Shop, who: str, step: str, answers: object,
                                                  more: dict[str, Any], error: type[Any], says: str) -> None:
    number = shop.open()
    with refused(shop, error, says):
        shop.take(number, step, answers, by=who, **more)
    assert shop.take(number, "intake.accept", TOLD, version=1).version == 2


def test_every_reason_is_told_with_its_clause(shop: Shop) -> None:
    number = shop.open({"bought_on": "2025-01-02", "fell": False, "frame_no": "F"})
    with refused(shop, Refused) as caught:
        shop.take(number, "intake.accept", {"told": False})
    assert isinstance(caught.value, Refused)
    told = {each.rule: sorted({cited.clause for cited in each.basis}) for each in caught.value.decisions}
    assert told == {"warranty_runs": ["BC-02"], "rules_told": ["BC-03"]}


def test_an_absent_case_is_not_found(shop: Shop) -> None:
    with refused(shop, NotFound):
        shop.take("CX-2025-00099", "intake.accept", TOLD)


def test_one_answer_serves_all_pieces_and_one_each_is_counted(shop: Shop) -> None:
    number = shop.accepted()
    with refused(shop, InvalidInput, "2 件"):
        shop.take(number, "bench.look", [SOUND], by="wu")
    with refused(shop, InvalidInput, "1.worn") as caught:
        shop.take(number, "bench.look", [SOUND, {"worn": "perhaps"}], by="wu")
    assert isinstance(caught.value, InvalidInput) and list(caught.value.errors) == ["1.worn"]
    shop.take(number, "bench.look", SOUND, by="wu")
    assert all(line.records[-1].dump() == {"worn": False} for line in shop.see(number).case.lines)


def test_mixed_pieces_leave_a_way(shop: Shop) -> None:
    number = shop.looked(SOUND, WORN)
    view = shop.see(number)
    assert {each.key: each.outcome for each in view.offers if not each.ahead} == {
        "bench.look_again": "ask", "bench.sound": "deny", "bench.worn": "allow"}
    refusal = view.offer("sound")
    assert refusal and [(each.item, str(each.reason)) for each in refusal.refusals] == [(1, "已磨损")]
    assert shop.take(number, "bench.worn", by="wu").state == "scrap.found"


def test_after_the_end_nothing_is_taken(shop: Shop) -> None:
    number = shop.declined()
    with refused(shop, Refused, "案件已结束"):
        shop.take(number, "intake.accept", TOLD)


def test_a_step_told_later_needs_the_permission_and_keeps_both_times(shop: Shop) -> None:
    number = shop.open()
    shop.clock.forward(hours=2)
    earlier = shop.clock() - timedelta(hours=1)
    with refused(shop, Forbidden, "补记过去的时间"):
        shop.take(number, "intake.accept", TOLD, at=earlier)
    shop.take(number, "intake.accept", TOLD, by="zhao", at=earlier)
    event = shop.see(number).events[-1]
    assert (event.occurred_at, event.recorded_at, event.backdated) == (earlier, shop.clock(), True)


def test_the_same_key_takes_a_step_once(shop: Shop) -> None:
    number = shop.open()
    first = shop.take(number, "intake.accept", TOLD, version=1, key="k")
    again = shop.take(number, "intake.accept", TOLD, version=1, key="k")
    assert (again.version, again.state, again.replayed) == (first.version, first.state, True)
    with refused(shop, KeyReused):
        shop.take(number, "intake.accept", {"told": True}, key="k")
    other = shop.open()
    with refused(shop, KeyReused):
        shop.take(other, "intake.accept", TOLD, key="k")


def test_a_key_whose_step_was_refused_can_be_used_again(shop: Shop) -> None:
    number = shop.open()
    with refused(shop, Refused):
        shop.take(number, "intake.accept", {"told": False}, key="k")
    assert not shop.take(number, "intake.accept", TOLD, key="k").replayed


def test_evidence_is_asked_for_by_name(shop: Shop) -> None:
    number = shop.offered()
    with refused(shop, Refused, "请先上传:收据") as caught:
        shop.take(number, "quote.agree")
    assert isinstance(caught.value, Refused) and caught.value.decisions[0].missing == "evidence.receipt"
