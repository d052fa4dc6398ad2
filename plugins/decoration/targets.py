"""What must be there before a step, and what is promised by when."""

from core.capabilities.complaints.stages import Appeal, Respond
from core.sdk import CUSTOMER, CUSTOMER_REACHED, OPENED, Gate, Target, any_of
from plugins.decoration.forms import Refusal, ReportGiven
from plugins.decoration.rules import (
    begin_within,
    beyond_upkeep,
    contract_there,
    costs_as_quoted,
    delivery_priced,
    followed_up_enough,
    item_agreed,
    material_certified,
    offer_accepted,
    report_within,
    respond_within,
    satisfaction_is_major,
    waiting_for_a,
)
from plugins.decoration.workflows.stages import (
    Accept,
    Appraise,
    FindCause,
    HandReport,
    Quote,
    Receive,
    Satisfy,
    Verify,
    Work,
)

FINISHED = (Accept.approve, Accept.redo, Accept.stand)

refusal_cites = Gate("不予受理须写明依据", before=Receive.refuse, needs=(Refusal.clause,))
construction_under_contract = Gate("施工要有合同", before=Receive.to_construction, when=contract_there)
charge_agreed = Gate("收费项目合同有约定", before=(Quote.offer, Quote.offer_again), when=item_agreed)
upkeep_not_charged = Gate("免费维护保养不收费", before=(Quote.offer, Quote.offer_again), when=beyond_upkeep)
paid_work_agreed = Gate("客户同意后才动工", before=Quote.agree, when=offer_accepted)
costs_within_quote = Gate("费用不超过报价", before=Work.finish, when=costs_as_quoted)
priced_first = Gate("合同外的配送先定价", before=Receive.order_delivery, when=delivery_priced)
access_shown = Gate("等甲方的时间", before=(FindCause.go_on, Work.go_on), when=waiting_for_a)
certified_material = Gate("材料合格证", before=Work.finish, when=material_certified)
report_handed = Gate("服务报告已交付", before=FINISHED, needs=(ReportGiven.report_on,))
forced_in_order = Gate("跟进够次数", before=(Satisfy.force, Appeal.conclude), when=followed_up_enough)
weights_in_order = Gate("满意度权重最大", before=(Appraise.score, Appraise.weigh), when=satisfaction_is_major)

responded = Target("响应客户", since=OPENED, until=CUSTOMER_REACHED, within=respond_within)
report_in_time = Target("交付服务报告", since=Work.finish, until=HandReport.give, within=report_within, anew=True,
                        pauses_for=(CUSTOMER,))
investigation_begun = Target("开始调查", since=OPENED, until=any_of(Verify.begin, Respond.answer), within=begin_within)
