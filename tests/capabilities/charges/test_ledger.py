"""What a repair costs is booked by itself; payments, refunds and reversals keep the ledger right."""

import pytest

from core.capabilities.charges.accounts import QuoteState
from core.capabilities.charges.seeing import Wanted
from core.capabilities.charges.service import Call
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tests.capabilities.workshop.desk import BACK, PAID, Workshop


def test_a_paid_repair_is_billed_up_to_the_quote_and_paid(workshop: Workshop) -> None:
    number = workshop.quoted()
    workshop.step(number, "bench.agree", "lin", channel="phone")
    with pytest.raises(Refused, match="高于报价"):
        workshop.step(number, "bench.mend", parts="100.01", labour="50")
    assert workshop.facts(number) == {"balance": "0"}
    workshop.step(number, "bench.mend", parts="90", labour="50")
    assert workshop.facts(number) == {"bill": "140.00", "balance": "140.00"}
    workshop.pay(number, "100", "W1")
    assert workshop.facts(number)["balance"] == "40.00"
    other = workshop.mended()
    before = workshop.desk.views.case(workshop["sun"], other).row.version
    with pytest.raises(Refused, match=number):
        workshop.pay(other, "150", " w 1")
    assert workshop.desk.views.case(workshop["sun"], other).row.version == before
    workshop.pay(other, "150", "W1", received_by="cash")
    workshop.pay(number, "40", "W2")
    assert workshop.facts(number) == {"bill": "140.00", "payment": "140.00", "balance": "0.00"}
    with pytest.raises(InvalidInput, match="received"):
        workshop.pay(number, "0", "W3")
    with pytest.raises(InvalidInput) as wrong:
        workshop.charges.pay(workshop.call(number), {"received": "1", "received_on": "2025-03-06"})
    assert {"received_by", "received_on", "payment_reference"} == set(wrong.value.errors)
    with pytest.raises(Forbidden):
        workshop.charges.pay(Call(workshop["kong"], number), PAID)
    with pytest.raises(NotFound):
        workshop.pay("XL-1", "1", "W9")


def test_a_finding_that_changes_changes_what_is_booked(workshop: Workshop) -> None:
    number = workshop.open(bought_on="2025-01-05", postage="12.50")
    workshop.step(number, "bench.look", human_damage=False)
    assert workshop.facts(number) == {"freight_owed": "12.50", "balance": "-12.50"}
    workshop.step(number, "bench.look_again", human_damage=True)
    assert workshop.facts(number) == {"balance": "0.00"}
    workshop.step(number, "bench.look_again", human_damage=False)
    with pytest.raises(InvalidInput, match=r"12\.50"):
        workshop.charges.reimburse(workshop.call(number), {**BACK, "amount": "12.51", "reference": "R1"})
    workshop.charges.reimburse(workshop.call(number), {**BACK, "amount": "12.50", "reference": "R1"})
    assert workshop.facts(number)["balance"] == "0.00"
    lines = workshop.money(number).lines
    assert [(each.row.sort, str(each.signed)) for each in lines] == [
        ("freight_owed", "12.50"), ("freight_owed", "-12.50"), ("freight_owed", "12.50"), ("reimbursement", "12.50")]
    with pytest.raises(Refused, match="规则"):
        workshop.charges.reverse(workshop.call(number), lines[2].row.id, "记错了")
    workshop.charges.reverse(workshop.call(number), lines[3].row.id, "退到别人账上了")
    assert workshop.facts(number)["balance"] == "-12.50"
    with pytest.raises(Refused, match="已经冲销"):
        workshop.charges.reverse(workshop.call(number), lines[3].row.id, "再来一次")
    workshop.charges.reimburse(workshop.call(number), {**BACK, "amount": "12.50", "reference": "R1"})
    free = workshop.desk.views.case(workshop["wu"], number)
    assert free.row.state == "bench.found"


def test_refunds_never_exceed_what_was_paid(workshop: Workshop) -> None:
    number = workshop.mended()
    with pytest.raises(InvalidInput, match="最多还能退 0"):
        workshop.refund(number, "1", "T1")
    workshop.pay(number, "160", "W1")
    assert workshop.facts(number)["balance"] == "-10.00"
    workshop.refund(number, "10", "T1")
    assert workshop.facts(number) == {"bill": "150.00", "payment": "160.00", "refund": "10.00", "balance": "0.00"}
    with pytest.raises(Refused, match="T1"):
        workshop.refund(number, "10", "T1")
    workshop.refund(number, "30", "T2")
    assert workshop.facts(number)["allowance"] == "30.00" and workshop.facts(number)["balance"] == "0.00"
    with pytest.raises(InvalidInput, match=r"120\.00"):
        workshop.refund(number, "120.01", "T3")
    payment = next(each.row.id for each in workshop.money(number).lines if each.row.sort == "payment")
    with pytest.raises(Refused, match="先冲销退款"):
        workshop.charges.reverse(workshop.call(number), payment, "没有收到")
    ledger = workshop.seeing.ledger(workshop["sun"], Wanted(sort="refund"))
    assert [str(total) for _, total in ledger.totals] == ["40.00"] and len(ledger.lines) == 2


def test_another_way_back_or_too_much_needs_somebody_else(workshop: Workshop) -> None:
    number = workshop.mended()
    workshop.pay(number, "150", "W1")
    with pytest.raises(Refused, match="批准"):
        workshop.refund(number, "20", "T1", method="cash")
    with pytest.raises(Refused, match="直接登记"):
        workshop.charges.ask(workshop.call(number), "20", "wechat_pay", "多收了")
    workshop.charges.ask(workshop.call(number), "20", "cash", "客户没有微信了")
    with pytest.raises(Refused, match="已经申请过"):
        workshop.charges.ask(workshop.call(number), "20", "cash", "客户没有微信了")
    wish, = workshop.seeing.wishes(workshop["zhao"])
    assert (wish.number, str(wish.row.amount), wish.by) == (number, "20.00", "Sun")
    with pytest.raises(Forbidden, match="自己"):
        workshop.charges.answer(workshop.call(number), wish.row.id, grant=True)
    with pytest.raises(Forbidden):
        workshop.charges.answer(workshop.call(number, "lin"), wish.row.id, grant=True)
    with pytest.raises(InvalidInput, match="reason"):
        workshop.charges.answer(workshop.call(number, "zhao"), wish.row.id, grant=False)
    workshop.charges.answer(workshop.call(number, "zhao"), wish.row.id, grant=True)
    with pytest.raises(Refused, match="不能再答复"):
        workshop.charges.answer(workshop.call(number, "zhao"), wish.row.id, grant=True)
    workshop.refund(number, "20", "T1", method="cash")
    with pytest.raises(Refused, match="批准"):
        workshop.refund(number, "20", "T2", method="cash")
    assert workshop.seeing.wishes(workshop["zhao"]) == []


def test_the_price_paid_for_the_goods_goes_back_at_its_step(workshop: Workshop) -> None:
    number = workshop.open("return")
    workshop.step(number, "buying.note", "lin", price="1500", paid_by="alipay")
    with pytest.raises(Refused, match="1500"):
        workshop.step(number, "pay_back.pay", "sun", **{**BACK, "method": "alipay"}, amount="1500.01", reference="A1")
    with pytest.raises(Refused, match="另一人"):
        workshop.step(number, "pay_back.pay", "sun", **{**BACK, "method": "alipay"}, amount="1500", reference="A1")
    workshop.desk.steps.override(workshop["zhao"], number, rule="refund_once", reason="制度要求", step="pay_back.pay",
                                 answers={**BACK, "method": "alipay", "amount": "1500", "reference": "A1"})
    wish, = workshop.seeing.wishes(workshop["sun"])
    assert wish.row.sort == "override" and wish.number == number
    with pytest.raises(NotFound):
        workshop.charges.answer(workshop.call(number, "qian"), wish.row.id, grant=True)
    workshop.desk.steps.answer(workshop["qian"], number, wish.row.fingerprint, grant=False, reason="分两次退")
    assert workshop.seeing.wishes(workshop["sun"]) == []
    assert [(each.row.state, each.row.answer) for each in workshop.money(number).wishes] == [("refused", "分两次退")]
    workshop.refund(number, "500", "A0", method="alipay")
    with pytest.raises(Refused, match="500"):
        workshop.step(number, "pay_back.pay", "sun", **{**BACK, "method": "alipay"}, amount="1500", reference="A1")
    workshop.step(number, "pay_back.pay", "sun", **{**BACK, "method": "alipay"}, amount="1000", reference="A1")
    assert workshop.facts(number) == {"refund": "1500.00", "allowance": "1500.00", "balance": "0.00"}


def test_a_bill_beyond_the_rules_stays_within_the_quote(workshop: Workshop) -> None:
    number = workshop.quoted()
    with pytest.raises(Refused, match="还没有同意报价"):
        workshop.charges.bill(workshop.call(number), "10", "加急")
    workshop.step(number, "bench.agree", "lin", channel="phone")
    workshop.step(number, "bench.mend", parts="90", labour="40")
    with pytest.raises(InvalidInput, match=r"20\.00"):
        workshop.charges.bill(workshop.call(number), "20.01", "加急")
    workshop.charges.bill(workshop.call(number, key="bill-once-1"), "15", "加急")
    workshop.charges.bill(workshop.call(number, key="bill-once-1"), "15", "加急")
    assert workshop.facts(number) == {"bill": "145.00", "balance": "145.00"}
    with pytest.raises(InvalidInput, match=r"145\.00"):
        workshop.charges.write_off(workshop.call(number), "145.01", "老客户")
    workshop.charges.write_off(workshop.call(number), "45", "老客户")
    page = workshop.seeing.owing(workshop["sun"])
    assert [(each.number, str(each.balance)) for each in page.cases] == [(number, "100.00")]
    assert (str(page.total), page.count) == ("100.00", 1)
    assert workshop.seeing.owing(workshop["sun"], "company").cases == []


def test_quotes_lapse_are_answered_once_and_asked_for_anew(workshop: Workshop) -> None:
    number = workshop.quoted()
    quote = workshop.money(number).quotes[0]
    assert (quote.version, quote.state, str(quote.total)) == (1, "open", "150.00")
    workshop.step(number, "bench.offer_again", parts="120", labour="50")
    assert [(each.version, each.state) for each in workshop.money(number).quotes] == [(2, "open"), (1, "replaced")]
    workshop.clock.forward(days=8)
    money = workshop.money(number)
    assert money.quote and money.state_of(money.quote) is QuoteState.lapsed
    with pytest.raises(Refused, match="过期"):
        workshop.step(number, "bench.agree", "lin", channel="phone")
    workshop.step(number, "bench.offer_again", parts="130", labour="50")
    with pytest.raises(InvalidInput, match="180"):
        workshop.step(number, "bench.agree", "lin", channel="phone", amount="200")
    workshop.step(number, "bench.agree", "lin", channel="wechat", said_by="王先生")
    quote = workshop.money(number).quotes[0]
    assert (quote.state, quote.channel, quote.answered_by) == ("agreed", "wechat", "王先生")
    assert str(quote.agreed) == "180.00"
    workshop.step(number, "bench.dearer", parts="200", labour="50")
    assert workshop.money(number).quotes[1].state == "replaced"
    workshop.step(number, "bench.refuse", "lin", channel="phone", why="太贵")
    assert (workshop.money(number).quotes[0].state, workshop.money(number).quotes[0].why) == ("refused", "太贵")
