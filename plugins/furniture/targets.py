"""What must be there before a step, and what is promised by when."""

from core.sdk import CUSTOMER, OPENED, Gate, Target, any_of, when
from plugins.furniture.forms import (
    Application,
    Consent,
    ExchangeApplication,
    OrderCheck,
    Papers,
    ReturnApplication,
    Why,
)
from plugins.furniture.rules import (
    exchange_window,
    goods_untouched,
    handling,
    in_exchange_window,
    in_return_window,
    no_trace_of_use,
    not_refunded_already,
    notice_within,
    noticed_in_time,
    original_as_ruled,
    packaging_confirmed,
    packaging_declared,
    purchase_proven,
    refund_matches_price,
    refund_to_original_method,
    refund_within,
    refused_hold,
    replacement_recovered,
    return_window,
)
from plugins.furniture.workflows.stages import Apply, InspectGoods, PayBack, Refuse, Reship, VerifyFault, VerifyOrder

reason_and_order = Gate("退换原因和订单信息", before=Apply.accept, needs=(Application.reason, Application.order_no))
replacement_named = Gate("想换的商品", before=Apply.accept, needs=(ExchangeApplication.wanted,))
untouched = Gate("未使用、未拆封、无损坏", before=Apply.accept, when=goods_untouched)
return_in_time = Gate("退货期限", before=Apply.accept, when=in_return_window)
exchange_in_time = Gate("换货期限", before=Apply.accept, when=in_exchange_window)
fault_noticed = Gate("质量问题及时告知", before=Apply.accept, when=noticed_in_time)
rules_explained = Gate("已向客户说明规定", before=Apply.accept, yes=(Consent.rules_told, Consent.rules_accepted))
refunded_once = Gate("此前未退款", before=(Apply.accept, VerifyOrder.authorise, PayBack.pay, Reship.ship),
                     when=not_refunded_already)
proof_of_purchase = Gate("购买凭证", before=VerifyOrder.authorise, when=purchase_proven)
packaging_at_hand = Gate("申报包装齐全", before=VerifyOrder.authorise, when=packaging_declared)
order_verified = Gate("核对订单", before=VerifyOrder.authorise,
                      yes=(OrderCheck.found, OrderCheck.buyer_matches, OrderCheck.item_on_order))
packaging_came_back = Gate("包装经检验齐全", before=InspectGoods.passed, when=packaging_confirmed)
original_state = Gate("原状,无使用痕迹", before=InspectGoods.passed, when=no_trace_of_use)
form_came_along = Gate("随附申请表", before=InspectGoods.passed, yes=(Papers.form_enclosed,))
proof_came_along = Gate("随附购买凭证", before=InspectGoods.passed, yes=(Papers.proof_enclosed,))
original_payment_method = Gate("按原支付方式退款", before=PayBack.pay, when=refund_to_original_method)
refund_amount = Gate("退款金额", before=PayBack.pay, when=refund_matches_price)
original_disposed = Gate("原商品去向", before=Reship.settle, when=original_as_ruled)
replacement_secured = Gate("先行发出的替换商品已收回", before=Refuse.send_back, when=replacement_recovered)

notice_due = Target("质量问题告知(客户)", since=Application.received_at, until=OPENED, within=notice_within,
                    of=CUSTOMER, only_when=when(Application.reason, Why.quality))
asked_for_return = Target("申请退货(客户)", since=Application.bought_on, until=OPENED, within=return_window,
                          of=CUSTOMER, about=ReturnApplication)
asked_for_exchange = Target("申请换货(客户)", since=Application.bought_on, until=OPENED, within=exchange_window,
                            of=CUSTOMER, about=ExchangeApplication)
handled = Target("办理申请", since=OPENED, within=handling, pauses_for=(CUSTOMER,), until=any_of(
    VerifyOrder.authorise, VerifyOrder.mismatch, VerifyOrder.withdraw, VerifyFault.grant, VerifyFault.reject,
    Apply.decline, Apply.withdraw))
refunded_in_time = Target("退款", since=InspectGoods.passed, until=PayBack.pay, within=refund_within)
sent_back_in_time = Target("寄还不合格商品", since=InspectGoods.failed, until=Refuse.send_back, within=refused_hold)
