"""The stages that regulations choose from. Contracts, claims, visits and complaints bring their own."""

from core.capabilities.charges.forms import Consent, Declined
from core.capabilities.charges.rules import quote_valid
from core.capabilities.complaints.forms import Investigation
from core.sdk import (
    ABSENT,
    AGAIN,
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
from plugins.decoration.forms import (
    Acceptance,
    AppraisalResult,
    Begun,
    BuildAnswer,
    CauseFound,
    DeliveryOrder,
    FaultRuling,
    FirstResponse,
    FollowUp,
    ForcedClose,
    NoAccess,
    Refusal,
    RepairOffer,
    ReportGiven,
    Satisfaction,
    Scores,
    Weights,
    WorkDone,
)
from plugins.decoration.rules import b_admits, before_completion, fault_of_b, is_satisfied, rejected, upkeep_free

refused, built = Outcome("refused", "不予受理"), Outcome("built", "施工或设计组已处理")
quote_refused, accepted = Outcome("quote_refused", "客户不修"), Outcome("accepted", "验收合格")
redone, not_at_fault = Outcome("redo_ordered", "免费重做"), Outcome("not_at_fault", "责任不在乙方")
satisfied, forced = Outcome("satisfied", "客户满意"), Outcome("forced_close", "主管结案")
appraised, delivered = Outcome("appraised", "考核完成"), Outcome("delivered", "已送货安装")


class Receive(Stage):
    """受理"""

    received = State("待响应", start=True)
    respond = received.to(received, "首次响应", by=SERVICE, form=FirstResponse)
    take_on = received.to(DONE, "受理,安排售后", by=SERVICE, unless=before_completion)
    to_construction = received.to(lambda: Build, "转施工或设计组", by=SERVICE, when=before_completion,
                                  otherwise=ABSENT)
    order_delivery = received.to(lambda: Deliver, "开配送安装单", by=SERVICE, form=DeliveryOrder, otherwise=ABSENT)
    refuse = received.to(END, "不予受理", by=MANAGER, form=Refusal, then=refused)


class Build(Stage):
    """施工或设计组"""

    with_builders = State("施工或设计组办理中", start=True)
    respond = with_builders.to(with_builders, "首次响应", by=SERVICE, form=FirstResponse)
    settle = with_builders.to(END, "已处理", by=TECHNICIAN, form=BuildAnswer, then=built)
    give_back = with_builders.to(Receive, "退回售后", by=TECHNICIAN)


class Deliver(Stage):
    """配送安装"""

    ordered = State("待配送安装", start=True)
    fitted = ordered.to(END, "已送货安装", by=LOGISTICS, then=delivered)


class FindCause(Stage):
    """查明原因"""

    open = State("待查明原因", start=True)
    waiting = State("等甲方配合", waiting_for=CUSTOMER)
    find = open.to(DONE, "登记原因", by=TECHNICIAN, form=CauseFound)
    no_access = open.to(waiting, "甲方没有配合", by=TECHNICIAN, form=NoAccess)
    go_on = waiting.to(open, "甲方已配合", by=TECHNICIAN)


class Quote(Stage):
    """报价"""

    pending = State("待报价", start=True)
    sent = State("待客户答复报价", waiting_for=CUSTOMER)
    free = pending.to(DONE, "乙方责任,免费维修", by=SERVICE, when=fault_of_b)
    free_upkeep = pending.to(DONE, "免费维护保养", by=SERVICE, when=upkeep_free)
    offer = pending.to(sent, "报价", by=SERVICE, form=RepairOffer, unless=fault_of_b)
    find_again = pending.to(pending, "重新登记原因", by=TECHNICIAN, form=CauseFound)
    offer_again = sent.to(sent, "改报价", by=SERVICE, form=RepairOffer)
    agree = sent.to(DONE, "客户同意报价", by=SERVICE, form=Consent, customer="同意报价")
    refuse = sent.to(END, "客户不修", by=SERVICE, form=Declined, customer="不修了", then=quote_refused)
    lapse = sent.to(END, "报价过期", by=DESK, after=quote_valid, then=quote_refused)


class Work(Stage):
    """维修"""

    working = State("维修中", start=True)
    waiting = State("等甲方配合", waiting_for=CUSTOMER)
    finish = working.to(DONE, "完工", by=TECHNICIAN, form=WorkDone)
    no_access = working.to(waiting, "甲方没有配合", by=TECHNICIAN, form=NoAccess)
    go_on = waiting.to(working, "甲方已配合", by=TECHNICIAN)


class HandReport(Stage):
    """交付服务报告"""

    due = State("待交付服务报告", start=True)
    give = due.to(DONE, "交付服务报告", by=SERVICE, form=ReportGiven)


class Accept(Stage):
    """验收"""

    open = State("待甲方验收", start=True)
    disputed = State("质量争议")
    say = open.to(open, "登记甲方意见", by=SERVICE, form=Acceptance, customer="告诉我们做得怎么样")
    approve = open.to(DONE, "验收合格", by=SERVICE, unless=rejected, then=accepted)
    dispute = open.to(disputed, "未达标,报主管认定", by=SERVICE, when=rejected)
    rule = disputed.to(disputed, "认定责任", by=MANAGER, form=FaultRuling)
    redo = disputed.to(END, "责任在乙方,免费重做", by=MANAGER, when=b_admits, then=redone)
    stand = disputed.to(END, "责任不在乙方", by=MANAGER, unless=b_admits, then=not_at_fault)


class Satisfy(Stage):
    """直至满意"""

    asking = State("待问客户是否满意", start=True)
    asked = State("已问过客户")
    ask = asking.to(asked, "询问满意度", by=SERVICE, form=Satisfaction, customer="告诉我们您是否满意")
    close = asked.to(END, "客户满意,结案", by=SERVICE, when=is_satisfied, then=satisfied)
    follow_up = asked.to(asking, "继续跟进", by=SERVICE, form=FollowUp, unless=is_satisfied)
    handle_again = asked.to(AGAIN, "重新办理", by=SERVICE, form=FollowUp, unless=is_satisfied)
    force = asked.to(END, "主管结案", by=MANAGER, form=ForcedClose, then=forced)


class Verify(Stage):
    """调查核实"""

    received = State("待开始调查", start=True)
    looking = State("调查中")
    respond = received.to(received, "首次响应", by=SERVICE, form=FirstResponse)
    begin = received.to(looking, "开始调查", by=SERVICE, form=Begun)
    respond_later = looking.to(looking, "首次响应", by=SERVICE, form=FirstResponse)
    look_into = looking.to(DONE, "登记调查结果", by=SERVICE, form=Investigation)


class Appraise(Stage):
    """考核"""

    weighing = State("待打分", start=True)
    scored = State("已打分")
    weigh = weighing.to(weighing, "改权重", by=MANAGER, form=Weights)
    score = weighing.to(scored, "打分", by=QUALITY, form=Scores)
    score_next = scored.to(scored, "给下一个人打分", by=QUALITY, form=Scores)
    conclude = scored.to(END, "公布考核结果", by=MANAGER, form=AppraisalResult, then=appraised)
