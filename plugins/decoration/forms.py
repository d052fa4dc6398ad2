"""What is asked and answered on the way of a home that was renovated."""

from datetime import date
from decimal import Decimal

from core.capabilities.charges.forms import ActualCosts, Offer
from core.capabilities.complaints.forms import Complaint as ComplaintForm
from core.capabilities.coverage.contracts_forms import LossClaim, UnderContract
from core.sdk import Choice, Customer, EvidenceKind, Form, choice, day, money, number, text, when, yes_no

CERTIFICATE = EvidenceKind("material_certificate", "材料合格证")
SITE_PICTURE = EvidenceKind("site_picture", "现场照片")


class Channel(Choice):
    """How the owner came."""

    hotline = "售后热线"
    walk_in = "到售后部门"
    link = "客户链接"
    wechat = "微信"
    other = "其他"


class Category(Choice):
    """Which trade it is about."""

    electrical = "水电"
    carpentry = "木作"
    tiling = "瓦工"
    painting = "油漆"
    waterproofing = "防水"
    fitting = "安装"
    other = "其他"


class Need(Choice):
    """What the owner wants."""

    repair = "维修"
    upkeep = "维护保养"
    delivery = "材料配送和安装"
    design = "设计咨询"
    construction = "施工"
    other = "其他"


class Deliverable(Choice):
    """What a question of design is answered with."""

    design_advice = "设计建议"
    rendering = "效果图"
    construction_drawing = "施工图"


class Cause(Choice):
    """What a fault comes from."""

    b_construction = "乙方施工质量"
    a_use = "甲方使用不当"
    a_material = "甲方自购材料"
    wear = "自然损耗"
    other = "其他"


class Trigger(Choice):
    """Why material is brought."""

    contract = "合同约定"
    consumer_request = "客户要求"


class Told(Choice):
    """How the owner was told."""

    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    email = "邮件"
    in_person = "当面"


class ComplaintSort(Choice):
    """Two kinds with one answer."""

    complaint = "投诉"
    feedback = "意见反馈"


class Trade(Form):
    """工种

    What says who is able to do it."""

    category: Category = choice("工种", Category)


class ServiceRequest(UnderContract, Trade):
    """售后需求"""

    need: Need = choice("需要什么服务", Need)
    description: str = text("需求或问题", long=True)
    contact_name: str = text("联系人", optional=True, personal=True, prefill=Customer.name)
    contact_phone: str = text("联系电话", optional=True, personal=True, prefill=Customer.phone)
    site: str = text("工程地址", optional=True, personal=True, prefill=Customer.address)
    completed_on: date = day("竣工日期", optional=True, help="按合同办的不填;不填按已完工办理")
    channel: Channel = choice("来电还是来访", Channel, optional=True, on_demand=True)
    deliverable: Deliverable = choice("要哪一种设计成果", Deliverable, on_demand=True,
                                      only_when=when(need, Need.design))


class FirstResponse(Form):
    """首次响应

    The first words of a person to the owner; an automatic receipt is none."""

    told_by: Told = choice("联系方式", Told)
    answered: str = text("告诉了客户什么", long=True)


class Refusal(Form):
    """不予受理"""

    clause: str = text("依据合同哪一条", on_demand=True, lasting=True)
    why: str = text("告知客户的原因", long=True)
    told_by: Told = choice("告知方式", Told)


class BuildAnswer(Form):
    """施工或设计组处理"""

    result: str = text("处理情况", long=True)


class CauseFound(Form):
    """查明原因"""

    cause: Cause = choice("故障原因", Cause)
    findings: str = text("现场情况", long=True, photo=True)


class RepairOffer(Offer):
    """维修报价"""

    agreed_item: str = text("合同里的收费项目", on_demand=True, optional=True, lasting=True,
                            help="合同没有约定的项目不得收费")


class DeliveryOrder(Form):
    """配送安装单"""

    materials_wanted: str = text("送什么材料", lasting=True)
    trigger: Trigger = choice("依据", Trigger)
    price: Decimal = money("客户应付", optional=True, help="合同以内的不填")


class NoAccess(Form):
    """甲方没有配合"""

    access_why: str = text("什么情况", help="如 家里没人、物业不让进、没有腾空房间")
    told_by: Told = choice("怎样联系的客户", Told, optional=True)


class WorkDone(ActualCosts):
    """完工"""

    work_done: str = text("做了什么", long=True)
    materials: str = text("用了什么材料", optional=True, lasting=True)
    people: str = text("施工人员", lasting=True)
    done_on: date = day("完工日期", past=True)


class ReportGiven(Form):
    """交付服务报告"""

    report_by: Told = choice("交付方式", Told)
    report_on: date = day("交付日期", past=True)


class Acceptance(Form):
    """验收

    What the owner says of the work, and what it has cost them where it is not as agreed."""

    meets_standard: bool = yes_no("达到约定的质量标准")
    fault_seen: str = text("哪里没有达到", only_when=when(meets_standard, False), long=True)
    loss: Decimal = money("因此受到的损失", optional=True, only_when=when(meets_standard, False))
    loss_items: str = text("损失明细", optional=True, only_when=when(meets_standard, False), long=True)


class FaultRuling(Form):
    """质量责任认定"""

    b_at_fault: bool = yes_no("服务没有达到约定的标准,责任在乙方")
    grounds: str = text("依据", long=True)


class RedoOrder(UnderContract, Trade):
    """重做"""

    description: str = text("重做什么", long=True)
    first_case: str = text("原案件", lasting=True)


class Claim(UnderContract, LossClaim):
    """索赔"""


class Satisfaction(Form):
    """满意度"""

    satisfied: bool = yes_no("客户满意")
    score: int = number("评分", optional=True, help="1 到 5 分")
    attitude: int = number("服务态度评分", optional=True, on_demand=True, help="1 到 5 分")
    said: str = text("客户的话", optional=True, long=True)


class FollowUp(Form):
    """继续跟进"""

    next_action: str = text("接着怎么办", long=True)


class Rounds(Form, brought=True):
    """跟进次数

    How often the owner was not satisfied and it was gone on."""

    follow_ups: int = number("已跟进几次")


class ForcedClose(Form):
    """主管结案"""

    close_why: str = text("为什么不再跟进", long=True)


class Voice(ComplaintForm):
    """投诉或意见"""

    sort: ComplaintSort = choice("投诉还是意见", ComplaintSort, on_demand=True)


class Begun(Form):
    """开始调查"""

    investigator: str = text("谁来调查", personal=True)


class Weights(Form):
    """考核权重"""

    satisfaction_weight: int = number("满意度(%)")
    speed_weight: int = number("响应速度(%)")
    quality_weight: int = number("维修质量(%)")


class AppraisalRound(Weights):
    """考核"""

    period: str = text("考核期", lasting=True, help="如 2025 年第二季度")


class Scores(Form):
    """打分"""

    person: str = text("考核谁", personal=True)
    satisfaction_score: int = number("满意度得分", help="0 到 100")
    speed_score: int = number("响应速度得分", help="0 到 100")
    quality_score: int = number("维修质量得分", help="0 到 100")


class AppraisalResult(Form):
    """考核结果"""

    outcome: str = text("结果", long=True, help="谁得奖、谁受罚,登记在奖励和处罚登记簿")


class Training(Form):
    """培训"""

    topic: str = text("培训内容", lasting=True)
    trained_on: date = day("培训日期", past=True)
    ad_hoc: bool = yes_no("临时培训", optional=True)


class Appraised(Form):
    """考核登记"""

    appraisal: str = text("哪一次考核", lasting=True, help="考核案件编号")
    points: int = number("总分")
    appraisal_outcome: str = text("结果", lasting=True)


class Reward(Form):
    """奖励"""

    reward_for: str = text("奖励什么", lasting=True)
    reward: str = text("奖励内容", lasting=True)
    reward_appraisal: str = text("依据哪一次考核", lasting=True, help="考核案件编号")


class Misstep(Choice):
    """What is punished."""

    poor_service = "服务质量差"
    serious_breach = "严重违反公司制度"


class Sanction(Form):
    """处罚"""

    trigger_of: Misstep = choice("事由", Misstep)
    sanction: str = text("处罚", lasting=True)
    sanction_evidence: str = text("凭据", long=True, help="案件编号、照片、谁看见")


class SkippedStep(Form):
    """越过流程"""

    skipped: str = text("越过了哪一步", lasting=True)
    skipped_case: str = text("案件", lasting=True, help="案件编号")
