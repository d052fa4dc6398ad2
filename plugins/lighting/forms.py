"""What is asked and answered on the way of a lamp that needs help."""

from datetime import date, datetime
from decimal import Decimal

from core.capabilities.charges.forms import ActualCosts, Offer, Paid
from core.capabilities.coverage.forms import Finding, Mended, Purchase
from core.capabilities.followup.forms import Answered
from core.sdk import Choice, Customer, EvidenceKind, Form, Product, choice, day, moment, money, text, when, yes_no

FAULT_PHOTO = EvidenceKind("fault_photo", "故障照片")


class IntakeChannel(Choice):
    """How the request came."""

    phone = "电话"
    email = "邮件"
    online_chat = "在线客服"
    shop = "门店"
    web = "网页"
    wechat = "微信"
    message = "短信"
    letter = "信件"
    visit = "上门"


class Sold(Choice):
    """Where the lamp was bought."""

    shop = "门店"
    online = "网店"
    dealer = "经销商"
    project = "工程或批量"
    gift = "赠送"


class CaseKind(Choice):
    """What a request is about."""

    consultation = "咨询"
    repair = "维修"
    emergency = "安全紧急"
    returns = "退换货"


class Told(Choice):
    """How the customer was told, or said so."""

    link = "客户链接"
    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    email = "邮件"
    online_chat = "在线客服"
    in_person = "当面"


class Topic(Choice):
    """What somebody wants to know."""

    installation = "安装指导"
    usage = "使用咨询"
    fault = "故障诊断"
    returns = "退换货"
    other = "其他"


class Fault(Choice):
    """What a customer can see."""

    dead = "不亮"
    flicker = "闪烁"
    dim = "变暗"
    noise = "有响声"
    remote = "遥控失灵"
    leak = "漏电"
    broken = "破损"
    other = "其他"


class Ground(Choice):
    """Why a lamp comes back."""

    quality = "质量问题"
    unsuitable = "不合需求"


class Unsuitable(Choice):
    """In what it does not suit."""

    size = "尺寸不合"
    colour = "颜色不合"
    other = "其他"


class Wish(Choice):
    """What the customer wants for it."""

    refund = "退款"
    exchange = "换货"


class Cause(Choice):
    """What the workshop finds."""

    driver = "驱动电源"
    light_source = "光源"
    wiring = "接线"
    remote = "遥控或开关"
    housing = "外壳或灯罩"
    assembly = "安装不当"
    no_fault = "未发现故障"
    other = "其他"


class Advised(Choice):
    """What the workshop advises."""

    repair = "维修"
    replace = "更换"
    scrap = "报废"


class Chosen(Choice):
    """What the customer decides."""

    repair = "仍要维修"
    replace = "更换"
    scrap = "报废"
    send_back = "原样寄还"


class Result(Choice):
    """How the work came out."""

    repaired = "已修好"
    replaced = "已更换"


class Intake(Form):
    """客户和产品"""

    channel: IntakeChannel = choice("申请渠道", IntakeChannel, on_demand=True, prefill=Customer.channel)
    contact_name: str = text("客户姓名", on_demand=True, personal=True, prefill=Customer.name)
    contact_phone: str = text("联系电话", on_demand=True, personal=True, prefill=Customer.phone)
    contact_address: str = text("地址", optional=True, personal=True, prefill=Customer.address)
    model: str = text("产品型号", prefill=Product.model, lasting=True)
    serial: str = text("批号或序列号", optional=True, lasting=True, prefill=Product.serial)
    description: str = text("问题描述", long=True)
    dangerous: bool = yes_no("有安全风险", help="漏电、冒烟、异味、火花、爆裂、坠落等", optional=True)
    stop_told: bool = yes_no("已告知客户立即停用", optional=True, only_when=when(dangerous, True),
                             help="请客户立即停止使用,关断空气开关,不要触碰灯具和开关,请电工拆下后寄回检修")


class GeneralRequest(Intake):
    """售后需求"""


class Inquiry(Intake):
    """咨询"""

    topic: Topic = choice("服务内容", Topic, on_demand=True)
    other_topic: str = text("其他服务", only_when=when(topic, Topic.other), lasting=True)


class RepairRequest(Intake, Purchase):
    """维修申请"""

    fault: Fault = choice("故障现象", Fault, photo=True)
    fixed: bool = yes_no("固定安装,不便拆寄", help="吸顶灯、嵌入灯等已接线固定的灯具", optional=True)


class EmergencyReport(RepairRequest):
    """安全紧急报修"""


class ReturnRequest(Intake, Purchase):
    """退换货申请"""

    ground: Ground = choice("退换理由", Ground)
    unsuitable: Unsuitable = choice("不合之处", Unsuitable, on_demand=True,
                                    only_when=when(ground, Ground.unsuitable))
    other_reason: str = text("其他不合之处", only_when=when(unsuitable, Unsuitable.other))
    wish: Wish = choice("客户希望", Wish)
    sold_through: Sold = choice("购买渠道", Sold, optional=True)
    received_on: date = day("收货日期", optional=True, past=True)
    normal_use: bool = yes_no("属正常使用", optional=True, only_when=when(ground, Ground.quality))
    packaging_intact: bool = yes_no("原包装完好", optional=True, photo=True, only_when=when(ground, Ground.unsuitable))
    accessories_complete: bool = yes_no("配件齐全", optional=True, only_when=when(ground, Ground.unsuitable))


class Danger(Form, brought=True):
    """安全风险"""

    spotted: str = text("凭什么认定")


class Sorting(Form):
    """分类"""

    now_kind: CaseKind = choice("归为哪一类", CaseKind)


class NewKind(Sorting):
    """改为其他种类"""

    kind_why: str = text("为什么改", long=True)


class Reply(Answered):
    """答复咨询"""

    reply: str = text("答复内容", help="使用指导、安装建议等", long=True)
    told_by: Told = choice("答复方式", Told)


class StopUse(Answered):
    """告知停止使用"""

    stopped: bool = yes_no("已告知客户立即停用、断开电源", help="请客户关断空气开关,由电工拆下,不要自行触碰")
    told_by: Told = choice("告知方式", Told)
    told_at: datetime = moment("告知时间", optional=True, past=True, help="不填即现在")


class Advice(Form):
    """维修初判"""

    suspected: str = text("初判故障", long=True)
    plan: str = text("维修方案", long=True)
    told_by: Told = choice("告知客户的方式", Told)


class VisitAdvice(Advice):
    """上门维修安排"""

    mode_reason: str = text("为什么要上门", lasting=True)


class Guidance(Answered):
    """指导客户自修"""

    guidance: str = text("指导内容", long=True)
    told_by: Told = choice("指导方式", Told)


class SelfRepairResult(Form):
    """自修结果"""

    worked: bool = yes_no("客户确认已修好")


class VisitAppointment(Form):
    """上门预约"""

    visit_at: datetime = moment("上门时间")
    visitor: str = text("上门人员", personal=True)


class Expected(Form):
    """预计完成"""

    expected_on: date = day("预计完成日期")


class Diagnosis(Finding, Expected):
    """检测"""

    cause: Cause = choice("故障原因", Cause)
    plan: str = text("维修方案", long=True)
    parts_needed: str = text("所需配件", optional=True)
    estimate: Decimal = money("估算维修成本", optional=True)
    advised: Advised = choice("建议", Advised)
    advised_why: str = text("建议更换或报废的理由", only_when=when(advised, Advised.replace, Advised.scrap), long=True)


class Delay(Expected):
    """改预计完成日期"""

    delay_why: str = text("为什么推迟", long=True)


class PlanTold(Answered):
    """告知方案和预计时间"""

    plan_told: bool = yes_no("已告知维修方案")
    time_told: date = day("告知的完成日期")
    told_by: Told = choice("告知方式", Told)


class Decided(Form):
    """客户的决定"""

    chosen: Chosen = choice("客户决定", Chosen)
    told_by: Told = choice("告知方式", Told)


class RepairOffer(Offer):
    """维修报价"""


class RepairWork(ActualCosts, Mended):
    """维修结果"""

    result: Result = choice("结果", Result)
    work_done: str = text("维修内容", long=True)


class DocumentsAsked(Answered):
    """请客户补材料"""

    missing: str = text("缺什么材料", long=True)
    told_by: Told = choice("告知方式", Told)


class Approval(Paid):
    """审核通过"""

    conditions_met: bool = yes_no("材料齐全,符合退换条件")


class Slip(Form, brought=True):
    """退货单"""

    slip_no: str = text("退货单号", lasting=True)


class Turndown(Form):
    """不予办理"""

    why: str = text("告知客户的原因", long=True)
    told_by: Told = choice("告知方式", Told)


class Inspection(Finding):
    """质量检测"""

    fault_confirmed: bool = yes_no("确有质量问题", only_when=when(ReturnRequest.ground, Ground.quality))
    packaging_found: bool = yes_no("原包装完好", only_when=when(ReturnRequest.ground, Ground.unsuitable), photo=True)
    accessories_found: bool = yes_no("配件齐全", only_when=when(ReturnRequest.ground, Ground.unsuitable))
    note: str = text("检测说明", optional=True, long=True)


class WishConfirmed(Form):
    """检测后确认客户的选择"""

    wish_now: Wish = choice("客户现在希望", Wish)
    exchange_for: str = text("换成什么型号", help="不填即同型号", optional=True, lasting=True,
                             only_when=when(wish_now, Wish.exchange))
    told_by: Told = choice("确认方式", Told, optional=True)


class ExchangePrice(Form):
    """换货差价"""

    new_price: Decimal = money("换给客户的型号的价格", help="与原购买价的差额记入账目:客户补,或退给客户")
    agreed_by: Told = choice("客户怎样同意差价", Told)


class OriginalPayment(Paid):
    """原购买付款"""


class Rejected(Form):
    """客户不认可"""

    rejected_why: str = text("哪里不对", long=True)


class Failed(Form):
    """检测不合格"""

    why: str = text("不合格原因", long=True)
    told_by: Told = choice("告知客户的方式", Told)


class Confirmation(Form):
    """换货确认"""

    confirmed: bool = yes_no("客户确认收到且无误")


class Improvement(Form):
    """已阅和改进"""

    improvement: str = text("改进措施", optional=True, long=True)


class Evaluation(Form):
    """服务质量评估"""

    evaluation: str = text("评估意见", long=True)
