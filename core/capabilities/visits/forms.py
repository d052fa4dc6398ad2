"""What is said of a visit: where, when, who goes, what was found at the door, and who signed for what.

`Site` is mixed into what opens a case (`class Repair(Site): …`). `Window` is whatever sets when somebody comes: rules
and promises that name `Window.ends` follow the last word on it, an appointment or a delay."""

from datetime import date, datetime

from core.sdk import Choice, EvidenceKind, Form, choice, day, moment, text, when, yes_no

SITE_PHOTO = EvidenceKind("visit_site", "现场照片")
TAKEN_PHOTO = EvidenceKind("visit_taken", "带回物品照片")
SIGNED_PAPER = EvidenceKind("visit_signed", "纸质签字单")


class Told(Choice):
    """How somebody was told."""

    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    in_person = "当面"


class Site(Form):
    """上门地点"""

    area: str = text("所在区域", help="与人员的服务区域写法一致", lasting=True)
    site_address: str = text("上门地址", optional=True, personal=True, help="不填即客户档案里的地址")


class Window(Form):
    """上门时段"""

    starts: datetime = moment("最早到达")
    ends: datetime = moment("最晚到达", not_before=starts)


class Appointment(Window):
    """约定上门时间"""

    agreed_by: Told = choice("与客户约定的方式", Told, optional=True)
    visit_remarks: str = text("约定事项", optional=True, long=True)


class Unreached(Form):
    """联系不上客户"""

    tried_by: Told = choice("联系方式", Told)
    result: str = text("情况", optional=True)


class VisitDispatch(Form):
    """派工"""

    technician: str = text("派谁去", help="登录名", lasting=True)
    order_remarks: str = text("交代的事", optional=True, long=True)


class VisitArrival(Form):
    """到达现场"""

    arrived_at: datetime = moment("到达时间", past=True, optional=True, help="不填即现在")
    greeted: bool = yes_no("已敲门问好,报明门店和来意", on_demand=True)
    badge_shown: bool = yes_no("进门前已佩戴工号牌或出示证件", on_demand=True)
    uniform_worn: bool = yes_no("穿着品牌工作服", on_demand=True)
    shoe_covers: bool = yes_no("进门前已穿好自备鞋套", on_demand=True)


class StartBlock(Form):
    """开始服务"""

    proof_seen: bool = yes_no("已看过购买凭证", on_demand=True)
    proof: str = text("凭证种类和号码", on_demand=True, only_when=when(proof_seen, True))
    proof_missing: str = text("为什么没有看到凭证", on_demand=True, only_when=when(proof_seen, False),
                              help="并请客服按订单核对")
    place_noted: str = text("安装位置或损坏情况", on_demand=True, long=True)
    consent: bool = yes_no("客户同意开始", on_demand=True)


class Absent(Form):
    """客户不在"""

    found_at: datetime = moment("到达时间", past=True, optional=True, help="不填即现在")
    called_by: Told = choice("怎样联系客户", Told, optional=True)
    absent_remarks: str = text("情况", optional=True, long=True)


class DelayNotice(Window):
    """告知晚到"""

    why_late: str = text("晚到的原因")
    told_by: Told = choice("告知客户的方式", Told)
    customer_agrees: bool = yes_no("客户接受新的时间", optional=True)


class Partial(Form):
    """这次没有做完"""

    left: str = text("还剩什么", long=True)
    why_partial: str = text("为什么没有做完")


class BackBy(Form):
    """答应送回的日期"""

    promised_back: date = day("答应送回的日期", optional=True)


class TakeAway(BackBy):
    """带回修理"""

    what: str = text("带回什么", lasting=True)
    condition_taken: str = text("带走时的状况", photo=True, long=True)
    accessories: str = text("随带附件", optional=True)
    receipt_signed: bool = yes_no("客户已在收据上签字", on_demand=True)


class ReceiptIssued(Form, brought=True):
    """带回收据"""

    receipt_no: str = text("收据编号", lasting=True)


class PromisedBack(BackBy):
    """改送回日期"""

    why_moved: str = text("为什么改", optional=True)


class Whereabouts(Form):
    """东西在哪里"""

    where: str = text("现在放在哪里", lasting=True)


class BroughtBack(Form):
    """送回并收回收据"""

    recovered: bool = yes_no("收据已收回")
    receipt: str = text("收据编号", optional=True, lasting=True, help="收回的收据上写的编号")
    lost_statement: str = text("收据遗失声明", only_when=when(recovered, False), long=True,
                               help="客户说明收据为什么交不回来")


class SupportAsked(Form):
    """请求支援"""

    trouble: str = text("遇到什么、需要什么", long=True)


class SupportGiven(Form):
    """答复支援"""

    advice: str = text("怎么办", long=True)


class JointCheck(Form):
    """验收检查"""

    opened: bool = yes_no("已开封,请客户检查", on_demand=True)
    tested: bool = yes_no("已试机,运行正常", on_demand=True)
    explained_use: bool = yes_no("已讲解使用和保养", on_demand=True)
    cleaned: bool = yes_no("已清理现场", on_demand=True)
    objection: str = text("客户的疑问和我们的解释", on_demand=True, optional=True, long=True)


class Accepted(Choice):
    """What the customer says of the work or the goods."""

    accept = "验收合格"
    remark = "验收合格,有意见"
    refuse = "拒绝验收"


class SignOff(Form):
    """验收签字"""

    result: Accepted = choice("验收结果", Accepted)
    signed_by: str = text("签字人", personal=True)
    remark: str = text("客户的意见", long=True, only_when=when(result, Accepted.remark, Accepted.refuse))
    sheet: str = text("签字内容的指纹", optional=True, lasting=True, help="在手机上签字时自动填写;纸质签字不填")


class Signed(Form, brought=True):
    """客户签字情况

    Always answered."""

    signed: bool = yes_no("客户已验收签字")


class Unsigned(Form):
    """没有签字"""

    why_unsigned: str = text("为什么没有签字")


class Wished(Form, brought=True):
    """客户希望另约"""

    wished_starts: datetime = moment("希望最早到达")
    wished_ends: datetime = moment("希望最晚到达")
    why_wished: str = text("说明", optional=True)


class Confirmed(Form, brought=True):
    """客户确认时间"""

    confirmed_start: datetime = moment("最早到达")


class Promised(Form, brought=True):
    """已约定的时段

    What the customer was told last, before what is being said now."""

    promised_starts: datetime = moment("最早到达")
    promised_ends: datetime = moment("最晚到达")


class Crew(Form, brought=True):
    """派去的人

    What is known of whoever was named last. Unknown is what cannot be asked: on duty and free before a window is
    agreed, a skill or brand that nobody wants."""

    login: str = text("派谁去", lasting=True)
    crew_name: str = text("姓名", lasting=True)
    known: bool = yes_no("在人员名册里")
    skilled: bool = yes_no("有所需技能")
    skill: str = text("所需技能", lasting=True)
    trained: bool = yes_no("受过品牌培训")
    brand: str = text("品牌", lasting=True)
    authorised: bool = yes_no("所在网点有品牌授权")
    in_area: bool = yes_no("负责这个区域")
    crew_area: str = text("区域", lasting=True)
    on_duty: bool = yes_no("当班")
    off_why: str = text("为什么不当班", lasting=True)
    free: bool = yes_no("有空")
    busy_with: str = text("撞上的上门", lasting=True)


class Custody(Form, brought=True):
    """带回的东西

    Always answered: how many pieces of the customer are with us, the receipts that are out, and whether somebody
    waits for support."""

    anything_out: bool = yes_no("有东西还没有送回")
    pieces_out: str = text("还没有送回的", optional=True, lasting=True)
    receipts_out: str = text("还没有收回的收据", optional=True, lasting=True)
    support_open: bool = yes_no("支援还没有答复")
