"""What is asked and answered when a shop delivers, repairs, hears a complaint, or looks into what its staff did."""

from datetime import datetime
from decimal import Decimal

from core.capabilities.complaints.forms import Answer, Complaint, Investigation
from core.capabilities.conduct.forms import Incident
from core.capabilities.stock.forms import PackingList
from core.capabilities.visits.forms import Site
from core.capabilities.visits.people_forms import Reach, StaffAttempt
from core.sdk import (
    Choice,
    Customer,
    Form,
    Item,
    Product,
    choice,
    moment,
    money,
    number,
    text,
    when,
    yes_no,
)


class Title(Choice):
    """How the customer is addressed."""

    mr = "先生"
    ms = "女士"


class CallChannel(Choice):
    """How a problem was told."""

    call = "来电"
    letter = "来信"
    visit = "来访"
    online = "网上"


class ProblemSort(Choice):
    """What the first look takes the problem for."""

    structure = "结构松动、变形"
    surface = "表面损坏"
    hardware = "五金配件"
    upholstery = "软包、布面"
    missing = "缺件"
    other = "其他"


class Look(Choice):
    """What the customer says of a piece."""

    accept = "收下"
    remark = "收下,有意见"
    refuse = "拒收"


class Grievance(Choice):
    """What a complaint is about."""

    product = "产品质量"
    service = "服务质量"


class Addressee(Choice):
    """To whom the customer turned."""

    shop = "本店"
    media = "新闻媒体"
    other = "其他部门"


class Spoken(Choice):
    """In which form."""

    written = "书面"
    oral = "口头"


class Answerable(Choice):
    """Whether somebody is answerable for it."""

    somebody = "有责任人"
    nobody = "没有责任人"


class Misconduct(Choice):
    """What somebody of the staff is said to have done."""

    touched = "随意动顾客东西"
    accepted = "拿、吃、喝、收礼或索要"
    commented = "随意评论"
    damaged = "没有爱护顾客财物"
    absent = "无故旷工"
    left_office = "没有任务擅自离开办公地点"
    swapped = "擅自对调任务"
    changed_rest = "擅自调休"
    unreached = "工作时间手机不通"
    other = "其他"


class Named(Form):
    """顾客"""

    contact_name: str = text("顾客姓名", on_demand=True, personal=True, prefill=Customer.name)
    address_as: Title = choice("称呼", Title, optional=True, on_demand=True, help="不知道的不填")
    contact_phone: str = text("电话", on_demand=True, personal=True, prefill=Customer.phone)


class DeliveryOrder(Named, Site):
    """送货安装单"""

    order_no: str = text("订单号", prefill=Product.order_no)
    needs_install: bool = yes_no("需要安装", on_demand=True)
    install_at: datetime = moment("安装时间", on_demand=True, only_when=when(needs_install, True))
    install_wishes: str = text("安装要求", on_demand=True, long=True, only_when=when(needs_install, True))
    floor: str = text("楼层、电梯", optional=True, on_demand=True)
    access: str = text("进出条件", optional=True, on_demand=True)
    is_exchange: bool = yes_no("换货送货", help="送去替换的商品,并收回原货品", optional=True)
    exchange_of: str = text("原送货单", optional=True, lasting=True, only_when=when(is_exchange, True))


class GoodsCheck(Form, per=Item):
    """送货前逐件检查"""

    all_parts: bool = yes_no("部件齐全", optional=True)
    intact: bool = yes_no("完好无损", optional=True, photo=True)
    right_model: bool = yes_no("型号相符", optional=True)
    flaw: str = text("问题", optional=True, long=True)


class Repacking(Form):
    """重新打包"""

    repacked: bool = yes_no("已重新打包")


class HeldBack(Form):
    """暂扣商品"""

    held_why: str = text("哪件有问题、怎么处理", long=True)


class Loading(Form):
    """装车"""

    loaded_by: str = text("装车人", optional=True, on_demand=True, personal=True)
    condition_loaded: str = text("装车时的状况", optional=True, on_demand=True, long=True)
    shoe_covers_packed: bool = yes_no("已带自备鞋套", on_demand=True)


class Unloading(Form):
    """卸货"""

    condition_arrived: str = text("到达时的状况", optional=True, on_demand=True, long=True)
    damaged_on_the_way: bool = yes_no("途中有损坏", on_demand=True, photo=True)


class Placement(Form, per=Item):
    """就位和安装"""

    placed_at: str = text("放在哪里", optional=True, help="顾客指定的位置", lasting=True)
    carried: bool = yes_no("轻抬轻放,没有拖、拉、推", on_demand=True)
    needs_assembly: bool = yes_no("需要组装", optional=True)
    on_carton: bool = yes_no("在拆开的包装箱上组装", on_demand=True, optional=True, photo=True,
                             only_when=when(needs_assembly, True))
    carton_pictured: bool = yes_no("组装情况已拍照", on_demand=True, optional=True, photo=True,
                                   only_when=when(needs_assembly, True))
    parts_required: int = number("应装零件数", on_demand=True, optional=True, only_when=when(needs_assembly, True))
    parts_fitted: int = number("实装零件数", on_demand=True, optional=True, only_when=when(needs_assembly, True))
    difference_told: str = text("数量不符的说明", optional=True, on_demand=True)


class CustomerLook(Form, per=Item):
    """顾客逐件验收"""

    opened: bool = yes_no("就位后已当面开封", on_demand=True)
    verdict: Look = choice("顾客验收", Look, optional=True)
    look_remark: str = text("顾客的意见", optional=True, long=True)


class HomeDamage(Form):
    """损坏顾客财物"""

    damaged_what: str = text("损坏了什么", photo=True, long=True)
    arranged_how: str = text("与顾客怎样商定", optional=True, long=True)


class Redelivery(Form):
    """约定再次送货"""

    again_starts: datetime = moment("再次送货:最早到达")
    again_ends: datetime = moment("再次送货:最晚到达", not_before=again_starts)
    again_agreed: str = text("约定的其他事项", optional=True, long=True)


class ExchangeTold(Form):
    """换货知悉"""

    goods: str = text("拒收的商品", lasting=True)
    again_starts: datetime = moment("再次送货:最早到达")
    refused_why: str = text("拒收原因", optional=True, long=True)


class Collection(Form):
    """收回原货品"""

    collected: bool = yes_no("原货品已收回")
    condition_back: str = text("收回时的状况", only_when=when(collected, True), lasting=True)
    not_collected: str = text("没有收回的原因", only_when=when(collected, False), long=True)


class RepairCall(Named, Site):
    """售后问题登记"""

    channel: CallChannel = choice("来源", CallChannel, optional=True, prefill=Customer.channel)
    model: str = text("商品型号", prefill=Product.model, lasting=True)
    problem: str = text("问题", long=True)
    symptoms: str = text("故障现象", optional=True, on_demand=True, long=True, help="尽量问清")


class Judged(PackingList):
    """初步判断"""

    sort: ProblemSort = choice("问题所在", ProblemSort)
    judged_note: str = text("判断的依据", optional=True, long=True)
    in_warranty: bool = yes_no("在保修期内", optional=True)


class CallAssigned(Form):
    """指派联系人"""

    caller: str = text("由谁致电顾客", help="登录名", lasting=True)


class PreCheck(Form):
    """维修前检查"""

    inner_parts_complete: bool = yes_no("内部部件齐全", on_demand=True, photo=True)
    human_damage: bool = yes_no("有人为破坏痕迹", on_demand=True, photo=True)
    explained_to_customer: bool = yes_no("已向顾客说明不符之处", optional=True, on_demand=True)


class OnSiteRepair(Form):
    """现场修好"""

    work_done: str = text("修了什么", long=True)
    parts_required: int = number("应装零件数", optional=True, on_demand=True)
    parts_fitted: int = number("实装零件数", optional=True, on_demand=True)
    difference_told: str = text("数量不符的说明", optional=True, on_demand=True)
    put_together: bool = yes_no("拆开后重新组装过", on_demand=True)
    on_carton: bool = yes_no("在拆开的包装箱或垫布上组装", on_demand=True, only_when=when(put_together, True))
    repair_price: Decimal = money("人为破坏的维修费", optional=True)


class ConductNoted(Form):
    """服务规范"""

    property_protected: bool = yes_no("爱护顾客财物", on_demand=True)
    nothing_accepted: bool = yes_no("没有拿、吃、喝、收礼或索要", on_demand=True)
    nothing_touched: bool = yes_no("没有随意动顾客东西", on_demand=True)
    no_comments: bool = yes_no("没有随意评论", on_demand=True)
    explained_patiently: bool = yes_no("已耐心解释、给出建议", on_demand=True)


class ConductSurvey(Form):
    """服务回访"""

    customer_first: bool = yes_no("顾客觉得受到重视", on_demand=True)
    said_accepted: bool = yes_no("服务人员拿、吃、喝、收礼或索要", on_demand=True)
    said_touched: bool = yes_no("服务人员随意动东西", on_demand=True)
    said_commented: bool = yes_no("服务人员随意评论", on_demand=True)
    survey_words: str = text("顾客的话", optional=True, long=True)


class ShopComplaint(Complaint):
    """顾客投诉"""

    grievance: Grievance = choice("投诉原因", Grievance, on_demand=True)
    addressee: Addressee = choice("向谁投诉", Addressee, on_demand=True)
    spoken: Spoken = choice("投诉形式", Spoken, on_demand=True)
    call_ended: datetime = moment("通话结束时间", past=True, optional=True, on_demand=True, help="电话投诉填写")
    calmed: bool = yes_no("已耐心倾听、安抚顾客", optional=True, on_demand=True)


class ShopFinding(Investigation):
    """查明原因和责任"""

    answerable: Answerable = choice("责任人", Answerable, on_demand=True)
    person: str = text("责任人是谁", help="登录名", on_demand=True, personal=True,
                       only_when=when(answerable, Answerable.somebody))


class ShopAnswer(Answer):
    """处理并答复"""


class Archived(Form):
    """处理结果存档"""

    result: str = text("处理结果", long=True)
    archived: bool = yes_no("已记录并存档")


class StaffReport(Incident, StaffAttempt):
    """员工行为报告"""

    what: Misconduct = choice("什么事", Misconduct)
    staff: str = text("联系谁", help="登录名", lasting=True, only_when=when(what, Misconduct.unreached))
    called_at: datetime = moment("拨打时间", past=True, only_when=when(what, Misconduct.unreached))
    attempt: Reach = choice("结果", Reach, only_when=when(what, Misconduct.unreached))
    on_job: bool = yes_no("当时有任务或经准许", only_when=when(what, Misconduct.left_office))
    excused: bool = yes_no("有正当理由或已请假", only_when=when(what, Misconduct.absent))


class Topic(Choice):
    """What a contact is about."""

    product = "商品咨询"
    delivery = "送货安装"
    repair = "维修"
    returns = "退换货"
    invoice = "发票和款项"
    complaint = "投诉"
    praise = "表扬"
    suggestion = "建议"
    other = "其他"


class Contact(Form):
    """来电来信来访"""

    channel: CallChannel = choice("方式", CallChannel)
    topic: Topic = choice("事项", Topic)
    who: str = text("来人", optional=True, personal=True, help="姓名、电话")
    content: str = text("内容", long=True, personal=True)
    urgent: bool = yes_no("紧急事件", on_demand=True)


class LineKind(Choice):
    """What a line of the record is."""

    returned = "退货"
    exchanged = "换货"
    part = "补配件"


class ReturnLine(Form):
    """顾客退换货和补配件"""

    kind: LineKind = choice("类别", LineKind)
    customer: str = text("顾客", optional=True, personal=True)
    order_no: str = text("订单号", optional=True)
    goods: str = text("商品或配件", lasting=True)
    quantity: int = number("数量")
    cause: str = text("原因", lasting=True)


class WarningKind(Choice):
    """What was noticed."""

    complaint = "投诉"
    warning = "投诉苗头"


class WarningSign(Form):
    """投诉和苗头"""

    kind: WarningKind = choice("类别", WarningKind)
    noticed: str = text("看到或听到什么", long=True, personal=True)
    addressee: Addressee = choice("向谁投诉", Addressee, optional=True)


class StandardAnswer(Form):
    """答复口径"""

    question: str = text("问题", lasting=True)
    reply: str = text("答复", long=True, lasting=True, help="清晰、简练、肯定")
    public: bool = yes_no("可对外公开", help="不公开的问题请顾客等候,转主管答复")


class ProblemLine(Form):
    """售后问题"""

    channel: CallChannel = choice("来源", CallChannel, optional=True)
    customer: str = text("顾客姓名", optional=True, personal=True)
    phone: str = text("电话", optional=True, personal=True)
    address: str = text("地址", optional=True, personal=True)
    model: str = text("商品型号", lasting=True)
    problem: str = text("问题", long=True)
    symptoms: str = text("故障现象", optional=True, long=True)
