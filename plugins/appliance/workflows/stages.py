"""The stages of an installation, a repair and a swap; visits, sign-off and money come from the capabilities.

    install: pre_accept → deliver → survey_site → plan_installation → dispatch_crew → book → visit → install → joint
    repair:  answer_request → dispatch_crew → book → visit → diagnose → quote → work → joint
    swap:    choose_replacement → dispatch_crew → book → visit → exchange → joint
"""

from core.capabilities.charges.forms import Consent, Declined
from core.capabilities.charges.rules import quote_valid
from core.capabilities.coverage.unit_forms import Ruled
from core.capabilities.coverage.unit_rules import swap_is_due
from core.capabilities.stock.forms import PartsWanted
from core.capabilities.visits.forms import Partial, SupportAsked
from core.capabilities.visits.stages import Book, Joint, Support
from core.sdk import (
    ABSENT,
    CUSTOMER,
    DESK,
    DONE,
    END,
    LOGISTICS,
    MANAGER,
    QUALITY,
    SERVICE,
    TECHNICIAN,
    Outcome,
    Stage,
    State,
)
from plugins.appliance.forms import (
    Commissioning,
    Delivery,
    Diagnosis,
    FeeAsked,
    InstallPlan,
    PartAwaited,
    PreAcceptance,
    Registration,
    RepairDone,
    RepairOffer,
    Replacement,
    Response,
    Survey,
    SwapDone,
)
from plugins.appliance.rules import drafted, nothing_found, repair_free, ruling_wanted

by_phone, quote_refused = Outcome("settled_by_phone", "电话里解决"), Outcome("quote_refused", "客户不修")
to_swap, to_repair = Outcome("to_swap", "转换货"), Outcome("to_repair", "改为维修")
order_withdrawn = Outcome("order_withdrawn", "取消安装")


class PreAccept(Stage):
    """初验收"""

    arrived = State("待初验收", start=True)
    inspect = arrived.to(DONE, "初验收", by=QUALITY, form=PreAcceptance)
    withdraw = arrived.to(END, "取消安装", by=SERVICE, then=order_withdrawn)


class Deliver(Stage):
    """送货"""

    to_deliver = State("待送货", start=True)
    deliver = to_deliver.to(DONE, "送到", by=LOGISTICS, form=Delivery)
    inspect_again = to_deliver.to(to_deliver, "重新初验收", by=QUALITY, form=PreAcceptance)
    ask_fee = to_deliver.to(to_deliver, "登记收费", by=SERVICE, form=FeeAsked)


class SurveySite(Stage):
    """现场勘察"""

    to_survey = State("待现场勘察", start=True)
    survey = to_survey.to(DONE, "勘察", by=TECHNICIAN, form=Survey)


class PlanInstallation(Stage):
    """安装调试方案"""

    to_plan = State("待定方案", start=True)
    planned = State("方案待定稿")
    draw_up = to_plan.to(planned, "拟定方案", by=TECHNICIAN, form=InstallPlan)
    revise = planned.to(planned, "修改方案", by=TECHNICIAN, form=InstallPlan)
    survey_again = planned.to(SurveySite, "重新勘察", by=TECHNICIAN, otherwise=ABSENT)
    settle = planned.to(DONE, "方案定稿", by=TECHNICIAN)


class Install(Stage):
    """安装调试"""

    to_start = State("待开始安装", start=True)
    installing = State("安装调试中")
    start_work = to_start.to(installing, "开始安装", by=TECHNICIAN)
    replan = to_start.to(to_start, "修改方案", by=TECHNICIAN, form=InstallPlan)
    register = installing.to(installing, "登记产品和发票", by=TECHNICIAN, form=Registration)
    commission = installing.to(DONE, "试机调试", by=TECHNICIAN, form=Commissioning)
    ask_fee = installing.to(installing, "登记收费", by=SERVICE, form=FeeAsked)
    come_again = installing.to(Book, "这次没有做完,再约", by=TECHNICIAN, form=Partial, otherwise=ABSENT)


class AnswerRequest(Stage):
    """响应"""

    waiting = State("待响应", start=True)
    answer = waiting.to(DONE, "已联系客户,安排上门", by=SERVICE, form=Response)
    send_first = waiting.to(DONE, "先派工,再联系客户", by=SERVICE)
    settle_by_phone = waiting.to(END, "电话里解决", by=SERVICE, form=Response, then=by_phone)


class Diagnose(Stage):
    """现场检测"""

    here = State("待现场检测", start=True)
    found = State("已检测")
    diagnose = here.to(found, "检测", by=TECHNICIAN, form=Diagnosis)
    ask_support = here.to(Support, "请求支援", by=TECHNICIAN, form=SupportAsked, otherwise=ABSENT)
    diagnose_again = found.to(found, "重新检测", by=TECHNICIAN, form=Diagnosis)
    go_on = found.to(DONE, "继续办理", by=TECHNICIAN, unless=nothing_found)
    swap = found.to(END, "转换货", by=SERVICE, when=swap_is_due, then=to_swap)
    no_fault = found.to(Joint, "未发现故障,请客户确认", by=TECHNICIAN, when=nothing_found, otherwise=END)


class Quote(Stage):
    """免费或报价"""

    pending = State("待定收费", start=True)
    sent = State("待客户答复报价", waiting_for=CUSTOMER)
    free = pending.to(DONE, "免费维修", by=TECHNICIAN, when=repair_free)
    decide = pending.to(pending, "决定是否保修", by=MANAGER, form=Ruled, when=ruling_wanted)
    offer = pending.to(sent, "报价", by=SERVICE, form=RepairOffer, propose=drafted, unless=repair_free)
    offer_again = sent.to(sent, "改报价", by=SERVICE, form=RepairOffer, propose=drafted)
    agree = sent.to(DONE, "客户同意报价", by=SERVICE, form=Consent, customer="同意报价")
    refuse = sent.to(END, "客户不修", by=SERVICE, form=Declined, customer="不修了", then=quote_refused)
    lapse = sent.to(END, "报价过期", by=DESK, after=quote_valid, then=quote_refused)


class Work(Stage):
    """维修"""

    working = State("维修中", start=True)
    for_part = State("等配件")
    want_part = working.to(working, "要用配件", by=TECHNICIAN, form=PartsWanted)
    wait_for_part = working.to(for_part, "等配件", by=TECHNICIAN, form=PartAwaited)
    part_came = for_part.to(working, "配件到了", by=TECHNICIAN)
    fix = working.to(DONE, "故障排除", by=TECHNICIAN, form=RepairDone)
    dearer = working.to(Quote, "费用有变,重新报价", by=TECHNICIAN, otherwise=ABSENT)
    ask_support = working.to(Support, "请求支援", by=TECHNICIAN, form=SupportAsked, otherwise=ABSENT)
    come_again = working.to(Book, "这次没有修好,再约", by=TECHNICIAN, form=Partial, otherwise=ABSENT)
    book_with_part = for_part.to(Book, "约时间再上门", by=SERVICE, otherwise=ABSENT)


class ChooseReplacement(Stage):
    """确定换货型号"""

    to_choose = State("待确定换货型号", start=True)
    choose = to_choose.to(DONE, "确定型号,换货", by=SERVICE, form=Replacement)
    repair_only = to_choose.to(END, "不够换货条件,改为维修", by=SERVICE, unless=swap_is_due, then=to_repair)


class Exchange(Stage):
    """换机"""

    to_exchange = State("待换机", start=True)
    exchange = to_exchange.to(DONE, "换机完成", by=TECHNICIAN, form=SwapDone)
    choose_again = to_exchange.to(to_exchange, "改换货型号", by=SERVICE, form=Replacement)
    ask_fee = to_exchange.to(to_exchange, "登记收费", by=SERVICE, form=FeeAsked)
    come_again = to_exchange.to(Book, "这次没有换成,再约", by=TECHNICIAN, form=Partial, otherwise=ABSENT)
