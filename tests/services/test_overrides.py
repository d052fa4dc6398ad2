"""Letting a refusal pass: with a reason, by somebody who may, and for money by two people."""

from typing import Any

import pytest

from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tests.services.shop import TOLD, WORN, Shop, refused

LATE = {"bought_on": "2025-01-02"}


def asked(shop: Shop) -> tuple[str, str]:
    """A case with an override that waits for a manager."""
    number = shop.open(LATE)
    shop.desk.steps.override(shop["lin"], number, rule="warranty_runs", reason="老客户")
    return number, shop.see(number).asked[0].fingerprint


def test_a_manager_lets_a_refusal_pass_with_a_reason(shop: Shop) -> None:
    number = shop.open(LATE)
    shop.desk.steps.override(shop["zhao"], number, rule="warranty_runs", reason=" 老客户 ", statute="promise")
    view = shop.see(number)
    decision = next(each for each in view.decisions if each.rule == "warranty_runs")
    assert decision.outcome == "deny" and decision.allows and decision.overruled
    who = decision.overruled
    assert (who.by, who.reason, who.statute) == ("赵敏", "老客户", "promise")
    assert shop.take(number, "intake.accept", TOLD).state == "bench.waiting"
    kept = shop.see(number).events[-1].data["decisions"]
    assert next(each for each in kept if each["rule"] == "warranty_runs")["overruled"]["by"] == "赵敏"


def test_others_ask_and_a_manager_answers(shop: Shop) -> None:
    number, fingerprint = asked(shop)
    with refused(shop, Refused):
        shop.take(number, "intake.accept", TOLD)
    shop.desk.steps.answer(shop["zhao"], number, fingerprint, grant=True)
    assert shop.see(number).asked == ()
    assert shop.take(number, "intake.accept", TOLD).state == "bench.waiting"


def test_a_refused_override_may_be_asked_for_again(shop: Shop) -> None:
    number, fingerprint = asked(shop)
    with refused(shop, InvalidInput, "写明理由"):
        shop.desk.steps.answer(shop["zhao"], number, fingerprint, grant=False)
    shop.desk.steps.answer(shop["zhao"], number, fingerprint, grant=False, reason="不行")
    with refused(shop, Refused):
        shop.take(number, "intake.accept", TOLD)
    shop.desk.steps.override(shop["lin"], number, rule="warranty_runs", reason="有新情况")
    assert len(shop.see(number).asked) == 1


def test_asking_twice_is_refused(shop: Shop) -> None:
    number, _ = asked(shop)
    with refused(shop, Refused, "正在等待批准"):
        shop.desk.steps.override(shop["lin"], number, rule="warranty_runs", reason="快点")


@pytest.mark.parametrize(("who", "given", "error", "says"), [
    ("wu", {}, Forbidden, "改判"), ("zhou", {}, NotFound, ""), ("lin", {"reason": " "}, InvalidInput, "理由"),
    ("lin", {"statute": "nonsense"}, InvalidInput, "法定权利"), ("lin", {"rule": "nonsense"}, NotFound, "nonsense"),
    ("lin", {"rule": "frame_known"}, Refused, "还缺事实"), ("lin", {"rule": "order_of_stages"}, Refused, "不能越过"),
    ("lin", {"item": 7}, NotFound, "")])
def test_what_cannot_be_overridden(shop: Shop, who: str, given: dict[str, Any], error: type[Any], says: str) -> None:
    number = shop.desk.opening.open(shop["lin"], _partial()).number
    with refused(shop, error if who != "zhou" else Forbidden, says):
        shop.desk.steps.override(shop[who], number, **{"rule": "warranty_runs", "reason": "老客户", **given})


def _partial() -> Any:
    from core.services.opening import Request
    from tests.services.shop import REPAIR

    return Request(REPAIR, {"fault": "brakes", "fell": True, "bought_on": "2025-01-02"}, partial=True)


def test_nobody_approves_their_own(shop: Shop) -> None:
    number = shop.agreed()
    less = shop.payment("100.00")
    shop.desk.steps.override(shop["qian"], number, rule="price_matches", reason="折让", step="pay.pay", answers=less)
    fingerprint = shop.see(number).asked[0].fingerprint
    with refused(shop, Forbidden, "自己提出"):
        shop.desk.steps.answer(shop["qian"], number, fingerprint, grant=True)
    with refused(shop, Forbidden, "批准改判"):
        shop.desk.steps.answer(shop["sun"], number, fingerprint, grant=True)
    with refused(shop, NotFound, "没有等待批准"):
        shop.desk.steps.answer(shop["zhao"], number, "0" * 16, grant=True)
    shop.desk.steps.answer(shop["zhao"], number, fingerprint, grant=True)
    assert shop.take(number, "pay.pay", less, by="qian").state == ""


def test_money_needs_a_second_person_also_for_a_manager(shop: Shop) -> None:
    number = shop.agreed()
    less = shop.payment("100.00")
    shop.desk.steps.override(shop["qian"], number, rule="price_matches", reason="折让", step="pay.pay", answers=less)
    with refused(shop, Refused, "低于报价"):
        shop.take(number, "pay.pay", less, by="qian")


def test_an_override_holds_for_its_reason_only(shop: Shop) -> None:
    number = shop.agreed()
    less, least = shop.payment("100.00"), shop.payment("99.99")
    shop.desk.steps.override(shop["sun"], number, rule="price_matches", reason="折让", step="pay.pay", answers=less)
    shop.desk.steps.answer(shop["zhao"], number, shop.see(number).asked[0].fingerprint, grant=True)
    with refused(shop, Refused, "99.99"):
        shop.take(number, "pay.pay", least, by="sun")
    assert shop.take(number, "pay.pay", less, by="sun").state == ""


def test_an_override_holds_for_its_piece_only(shop: Shop) -> None:
    number = shop.looked(WORN, WORN)
    shop.desk.steps.override(shop["zhao"], number, rule="parts_sound", reason="可以打磨", item=0)
    with refused(shop, Refused) as caught:
        shop.take(number, "bench.sound", by="wu")
    assert isinstance(caught.value, Refused)
    assert [each.item for each in caught.value.decisions if not each.allows] == [1]
    shop.desk.steps.override(shop["zhao"], number, rule="parts_sound", reason="可以打磨", item=1)
    assert shop.take(number, "bench.sound", by="wu").state == "quote.due"


def test_corrected_facts_are_judged_anew(shop: Shop) -> None:
    number = shop.open(LATE)
    shop.desk.steps.override(shop["zhao"], number, rule="warranty_runs", reason="老客户")
    shop.desk.notes.correct(shop["lin"], number, {"fault": "brakes", "bought_on": "2025-01-03", "frame_no": "F1",
                                                  "fell": False})
    with refused(shop, Refused, "届满"):
        shop.take(number, "intake.accept", TOLD)


def test_a_key_asks_once(shop: Shop) -> None:
    number = shop.open(LATE)
    for _ in range(2):
        receipt = shop.desk.steps.override(shop["lin"], number, rule="warranty_runs", reason="老客户", key="k")
    assert receipt.replayed and len(shop.see(number).asked) == 1
