"""The stages that regulations choose from. What guards them stands in `targets`; the ways of parcels, quotes, money and
call-backs come from the capabilities."""

from core.capabilities.charges.forms import Consent, Declined
from core.capabilities.charges.rules import as_drafted, quote_valid
from core.capabilities.charges.stages import PayBack
from core.capabilities.complaints.forms import Explanation, Ruling
from core.capabilities.complaints.stages import Supervise
from core.capabilities.coverage.forms import Finding
from core.capabilities.coverage.rules import repair_is_free
from core.capabilities.followup.stages import CallBack
from core.capabilities.parcels.stages import Outbound, SendBack
from core.sdk import (
    ABSENT,
    CUSTOMER,
    DESK,
    DONE,
    END,
    MANAGER,
    QUALITY,
    SERVICE,
    TECHNICIAN,
    Outcome,
    Signal,
    Stage,
    State,
)
from plugins.lighting.forms import (
    Advice,
    Approval,
    Confirmation,
    Decided,
    Delay,
    Diagnosis,
    DocumentsAsked,
    ExchangePrice,
    Failed,
    Guidance,
    Inspection,
    NewKind,
    OriginalPayment,
    PlanTold,
    Rejected,
    RepairOffer,
    RepairWork,
    Reply,
    SelfRepairResult,
    Sorting,
    StopUse,
    Turndown,
    VisitAdvice,
    VisitAppointment,
    WishConfirmed,
)
from plugins.lighting.rules import (
    company_product,
    inspection_passed,
    refund_wished,
    repaired_on_site,
    scrap_chosen,
    self_repair_worked,
    send_back_chosen,
    stop_told_before,
    warranty_instead,
)

SLIP_ISSUED = Signal("lighting.slip_issued", "已开退货单")
DANGER = Signal("lighting.danger", "发现安全风险")
STOP_TOLD = Signal("lighting.stop_told", "来电时已告知停用")
answered, turned_down = Outcome("answered", "已答复"), Outcome("turned_down", "不予办理")
repaired_by_customer, repaired_there = Outcome("self_repaired", "客户自修"), Outcome("repaired_there", "上门修好")
to_repair, exchanged = Outcome("to_repair", "改为保修"), Outcome("exchanged", "已换货", final=True)
scrapped, quote_refused = Outcome("scrapped", "客户同意报废"), Outcome("quote_refused", "客户不修")
sorted_out, other_kind = Outcome("sorted", "已分类"), Outcome("other_kind", "改为其他种类")
to_consultation = Outcome("to_consultation", "非本厂产品,转咨询")


class Sort(Stage):
    """分类"""

    waiting = State("待分类", start=True)
    warn = waiting.to(waiting, "告知客户停用", by=SERVICE, form=StopUse)
    classify = waiting.to(END, "归类", by=SERVICE, form=Sorting, then=sorted_out)


class Advise(Stage):
    """答复咨询"""

    asked = State("待答复", start=True)
    replied = State("已答复")
    accept = asked.to(asked, "受理", by=SERVICE)
    warn = asked.to(asked, "告知客户停用", by=SERVICE, form=StopUse)
    answer = asked.to(replied, "答复", by=SERVICE, form=Reply)
    answer_again = replied.to(replied, "补充答复", by=SERVICE, form=Reply)
    finish = replied.to(END, "客户没有别的问题", by=SERVICE, then=answered)
    explain = asked.to(asked, "讲解政策", by=SERVICE, form=Explanation)
    escalate = asked.to(Supervise, "上报主管", by=SERVICE, otherwise=ABSENT)
    change_kind = asked.to(END, "改为其他种类", by=SERVICE, form=NewKind, then=other_kind)
    change_kind_after = replied.to(END, "改为其他种类", by=SERVICE, form=NewKind, then=other_kind)


class StopUsing(Stage):
    """告知停用"""

    danger = State("待告知客户停用", start=True)
    warn_customer = danger.to(DONE, "告知客户立即停用", by=SERVICE, form=StopUse)
    told_already = danger.to(DONE, "来电时已告知", by=SERVICE, when=stop_told_before)


class Triage(Stage):
    """初判"""

    pending = State("待技术支持初判", start=True)
    accept = pending.to(pending, "受理", by=SERVICE)
    warn = pending.to(pending, "告知客户停用", by=SERVICE, form=StopUse)
    mail_in = pending.to(DONE, "请客户寄修", by=TECHNICIAN, form=Advice)
    guide = pending.to(lambda: SelfRepair, "指导客户自修", by=TECHNICIAN, form=Guidance, otherwise=ABSENT)
    visit = pending.to(lambda: OnSite, "安排上门", by=TECHNICIAN, form=VisitAdvice, otherwise=ABSENT)
    not_ours = pending.to(END, "不予维修", by=SERVICE, form=Turndown, then=turned_down)
    consult = pending.to(END, "转为咨询", by=SERVICE, unless=company_product, then=to_consultation)
    explain = pending.to(pending, "讲解政策", by=SERVICE, form=Explanation)
    escalate = pending.to(Supervise, "上报主管", by=SERVICE, otherwise=ABSENT)
    change_kind = pending.to(END, "改为其他种类", by=SERVICE, form=NewKind, then=other_kind)


class SelfRepair(Stage):
    """客户自修"""

    guided = State("待客户自修", start=True, waiting_for=CUSTOMER)
    tried = State("待确认")
    report = guided.to(tried, "客户反馈", by=SERVICE, form=SelfRepairResult, customer="告诉我们修好了没有")
    worked = tried.to(END, "已修好,结案", by=SERVICE, when=self_repair_worked, then=repaired_by_customer)
    did_not_work = tried.to(Triage, "没有修好,重新初判", by=SERVICE, unless=self_repair_worked)


class OnSite(Stage):
    """上门维修"""

    to_agree = State("待约上门时间", start=True)
    agreed = State("待上门")
    appoint = to_agree.to(agreed, "约定上门时间", by=SERVICE, form=VisitAppointment)
    appoint_again = agreed.to(agreed, "改约", by=SERVICE, form=VisitAppointment)
    examine = agreed.to(lambda: Quote, "上门检测", by=TECHNICIAN, form=Diagnosis, otherwise=lambda: Work)
    take_in = agreed.to(Triage, "上门修不了,重新初判", by=TECHNICIAN)


class Bench(Stage):
    """检测"""

    arrived = State("待检测", start=True)
    found = State("待告知方案")
    diagnose = arrived.to(found, "检测", by=TECHNICIAN, form=Diagnosis)
    diagnose_again = found.to(found, "重新检测", by=TECHNICIAN, form=Diagnosis)
    tell_plan = found.to(found, "告知方案和预计时间", by=TECHNICIAN, form=PlanTold)
    record_choice = found.to(found, "记录客户的决定", by=SERVICE, form=Decided, customer="告诉我们您的决定")
    go_on = found.to(DONE, "继续办理", by=TECHNICIAN)
    scrap = found.to(END, "按客户决定报废", by=TECHNICIAN, when=scrap_chosen, then=scrapped)
    hand_back = found.to(SendBack, "按客户决定寄还", by=TECHNICIAN, when=send_back_chosen, otherwise=END)


class Quote(Stage):
    """报价"""

    pending = State("待报价", start=True)
    sent = State("待客户答复报价", waiting_for=CUSTOMER)
    free = pending.to(DONE, "免费维修", by=TECHNICIAN, when=repair_is_free)
    offer = pending.to(sent, "报价", by=TECHNICIAN, form=RepairOffer, propose=as_drafted, unless=repair_is_free)
    offer_again = sent.to(sent, "改报价", by=TECHNICIAN, form=RepairOffer, propose=as_drafted)
    agree = sent.to(DONE, "客户同意报价", by=SERVICE, form=Consent, customer="同意报价")
    refuse = sent.to(SendBack, "客户不修,寄还", by=SERVICE, form=Declined, unless=repaired_on_site,
                     customer="不修了,请寄还", otherwise=END)
    refuse_there = sent.to(END, "客户不修", by=SERVICE, form=Declined, when=repaired_on_site, customer="不修了",
                           then=quote_refused)
    lapse = sent.to(SendBack, "报价过期,寄还", by=DESK, after=quote_valid, otherwise=END)


class Work(Stage):
    """维修"""

    working = State("维修中", start=True)
    finish = working.to(DONE, "修好", by=TECHNICIAN, form=RepairWork, unless=repaired_on_site)
    finish_there = working.to(CallBack, "上门修好", by=TECHNICIAN, form=RepairWork, when=repaired_on_site,
                              then=repaired_there, otherwise=END)
    dearer = working.to(Quote, "费用有变,重新报价", by=TECHNICIAN, otherwise=ABSENT)
    postpone = working.to(working, "改预计完成日期", by=TECHNICIAN, form=Delay)
    tell_date = working.to(working, "告知客户新的日期", by=TECHNICIAN, form=PlanTold)
    diagnose_anew = working.to(Bench, "发现别的问题,重新检测", by=TECHNICIAN, otherwise=ABSENT)


class Review(Stage):
    """审核"""

    received = State("待审核", start=True)
    papers = State("材料不齐,待客户补", waiting_for=CUSTOMER)
    accept = received.to(received, "受理", by=SERVICE)
    warn = received.to(received, "告知客户停用", by=SERVICE, form=StopUse)
    look = received.to(received, "登记外观判定", by=QUALITY, form=Finding)
    approve = received.to(DONE, "审核通过,开退货单", by=SERVICE, form=Approval)
    ask_papers = received.to(papers, "材料不齐,请客户补", by=SERVICE, form=DocumentsAsked)
    papers_came = papers.to(received, "材料已补", by=SERVICE, customer="材料已补齐")
    repair_instead = received.to(END, "改按保修维修", by=SERVICE, when=warranty_instead, then=to_repair)
    decline = received.to(END, "不予退换", by=SERVICE, form=Turndown, then=turned_down)
    no_papers = papers.to(END, "材料一直不齐,不予退换", by=SERVICE, form=Turndown, then=turned_down)
    consult = received.to(END, "转为咨询", by=SERVICE, unless=company_product, then=to_consultation)
    explain = received.to(received, "讲解政策", by=SERVICE, form=Explanation)
    escalate = received.to(Supervise, "上报主管", by=SERVICE, otherwise=ABSENT)
    change_kind = received.to(END, "改为其他种类", by=SERVICE, form=NewKind, then=other_kind)


class InspectReturn(Stage):
    """质量检测"""

    open = State("待质量检测", start=True)
    seen = State("已检测")
    inspect = open.to(seen, "登记检测结果", by=QUALITY, form=Inspection)
    inspect_again = seen.to(seen, "复检", by=QUALITY, form=Inspection)
    passed = seen.to(DONE, "合格", by=QUALITY, when=inspection_passed)
    failed = seen.to(SendBack, "不合格,寄还客户", by=QUALITY, form=Failed, unless=inspection_passed, otherwise=END,
                     then=turned_down)
    explain = seen.to(seen, "讲解政策", by=SERVICE, form=Explanation, unless=inspection_passed)
    escalate = seen.to(lambda: Reconsider, "上报主管", by=SERVICE, unless=inspection_passed, otherwise=ABSENT)


class Reconsider(Stage):
    """主管复议

    What was inspected is here already: conceded, it goes on to the remedy; upheld, it goes back."""

    waiting = State("待主管复议", start=True)
    concede = waiting.to(DONE, "同意退换", by=MANAGER, form=Ruling)
    uphold = waiting.to(SendBack, "维持不合格,寄还客户", by=MANAGER, form=Ruling, otherwise=END, then=turned_down)


class Remedy(Stage):
    """退款或换货"""

    open = State("待确认退款或换货", start=True)
    confirm_wish = open.to(open, "确认客户的选择", by=SERVICE, form=WishConfirmed, customer="确认退款还是换货")
    note_payment = open.to(open, "登记原付款", by=SERVICE, form=OriginalPayment)
    difference = open.to(open, "登记换货差价", by=SERVICE, form=ExchangePrice, unless=refund_wished)
    refund = open.to(PayBack, "退款", by=SERVICE, when=refund_wished, otherwise=END)
    exchange = open.to(Outbound, "换货", by=SERVICE, unless=refund_wished, otherwise=END)


class Confirm(Stage):
    """确认收货"""

    waiting = State("待客户确认", start=True)
    confirm = waiting.to(END, "客户确认无误", by=SERVICE, form=Confirmation, customer="确认收到无误", then=exchanged)
    reject = waiting.to(Remedy, "客户不认可,重新处理", by=SERVICE, form=Rejected,
                        customer="有问题,请重新处理", otherwise=ABSENT)
