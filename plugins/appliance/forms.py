"""What is asked and answered while an air conditioner is installed, repaired or swapped."""

from datetime import datetime
from decimal import Decimal

from core.capabilities.charges.forms import ActualCosts, Offer
from core.capabilities.coverage.forms import Mended
from core.capabilities.coverage.unit_forms import BothFaults, Examined, FirstFault, InUse, Invoiced
from core.capabilities.followup.forms import Answered
from core.capabilities.visits.forms import Site
from core.sdk import (
    Choice,
    Customer,
    EvidenceKind,
    Form,
    Product,
    choice,
    moment,
    money,
    number,
    text,
    when,
    yes_no,
)

SURVEY_PHOTO = EvidenceKind("survey_photo", "勘察照片")
UNIT_PHOTO = EvidenceKind("unit_photo", "机身和铭牌照片")


class IntakeChannel(Choice):
    """How the request came."""

    phone = "电话"
    web = "网页"
    wechat = "微信"
    email = "邮件"
    letter = "信件"
    visit = "上门"


class ToldBy(Choice):
    """How the customer was told."""

    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    in_person = "当面"


class Component(Choice):
    """What has failed."""

    compressor = "压缩机"
    fan_motor = "风扇电机"
    main_control_board = "主控板"
    receiver_head = "接收头"
    temperature_control = "温控器件"
    remote_control = "遥控器"
    piping = "连接管路"
    housing = "面板或外壳"
    other = "其他零部件"


class Cause(Choice):
    """Why it has failed."""

    quality = "产品质量"
    misuse = "操作不当"
    power = "雷击或电源异常"
    installing = "安装问题"
    wear = "正常磨损"
    no_fault = "未发现故障"
    other = "其他"


class Option(Choice):
    """What a unit is swapped for."""

    same_new = "同款新品"
    equal_class = "同档次的其他设备"
    higher_class = "更高档次的设备"


class Fee(Choice):
    """What somebody wants to charge for."""

    delivery = "送货费"
    installation = "安装费"
    other = "其他费用"


class TestResult(Choice):
    """How commissioning went."""

    normal = "运行正常"
    faulty = "运行不正常"


class Contact(Form):
    """联系人"""

    channel: IntakeChannel = choice("来源", IntakeChannel, prefill=Customer.channel)
    contact_name: str = text("联系人", personal=True, prefill=Customer.name)
    contact_phone: str = text("联系电话", personal=True, prefill=Customer.phone)


class AirConditioner(Form):
    """空调"""

    brand: str = text("品牌", prefill=Product.brand, lasting=True)
    model: str = text("型号", prefill=Product.model, lasting=True)
    serial: str = text("机身编号", prefill=Product.serial, optional=True, lasting=True)


class InstallOrder(Contact, Site, AirConditioner):
    """安装单"""

    contract_no: str = text("合同编号", optional=True, lasting=True)
    quantity: int = number("台数", optional=True)
    wishes: str = text("安装要求", optional=True, long=True)


class RepairRequest(Contact, Site, AirConditioner, Invoiced, InUse, FirstFault):
    """报修"""

    description: str = text("故障现象", long=True)


class SwapRequest(Contact, Site, AirConditioner, InUse, BothFaults):
    """换货申请"""

    class_rank: int = number("原机档次", help="数字越大档次越高", optional=True)
    description: str = text("两次故障的情况", optional=True, long=True)


class Response(Answered):
    """响应客户"""

    told_by: ToldBy = choice("联系方式", ToldBy)
    advice: str = text("说了什么", help="指导、安排", optional=True, long=True)


class PreAcceptance(Form):
    """初验收"""

    passed: bool = yes_no("初验收合格")
    shortcomings: str = text("哪里不合格", long=True, only_when=when(passed, False))


class Delivery(Form):
    """送货"""

    delivered_to: str = text("送到哪里", lasting=True)
    received_by: str = text("收货人", personal=True, optional=True)


class FeeAsked(Form):
    """收费"""

    fee: Fee = choice("收什么费", Fee)
    fee_amount: Decimal = money("金额")
    fee_why: str = text("为什么收", optional=True, long=True)


class Survey(Form):
    """现场勘察"""

    surveyor: str = text("勘察人", personal=True)
    surveyed_at: datetime = moment("勘察时间", past=True, optional=True, help="不填即现在")
    conditions: str = text("现场情况", help="位置、承重、电源、管线走向", long=True, photo=True)


class InstallPlan(Form):
    """安装调试方案"""

    scheme: str = text("方案", help="机位、管线、电源、调试步骤", long=True)
    sensible_lines: bool = yes_no("线路设计合理")
    reliable: bool = yes_no("运行可靠")
    maintainable: bool = yes_no("便于维护")


class Registration(AirConditioner, Invoiced):
    """产品登记"""


class TestRun(Form):
    """试机"""

    test_run: bool = yes_no("已现场试机")


class Commissioning(TestRun):
    """安装调试"""

    commissioned_by: str = text("调试人", personal=True)
    test_result: TestResult = choice("调试结果", TestResult)
    readings: str = text("调试记录", help="出风温度、电流、压力等", optional=True, long=True)


class Diagnosis(Examined):
    """现场检测"""

    component: Component = choice("故障部件", Component)
    cause: Cause = choice("故障原因", Cause)
    finding: str = text("检测说明", optional=True, long=True)

    @property
    def quality_fault(self) -> bool:
        """Only what the goods themselves are to blame for; no fault found is none."""
        return self.knows(Diagnosis.cause) and self.cause is Cause.quality


class RepairOffer(Offer):
    """维修报价"""

    deviation_why: str = text("不按厂家收费标准的理由", optional=True, long=True)


class Tariff(Form, brought=True):
    """厂家收费标准

    What the lines of the latest quote come to by the price list, and how many of them are not on it."""

    listed: Decimal = money("按价目的金额")
    unlisted: int = number("价目里没有的项目数")


class PartAwaited(Form):
    """等配件"""

    awaited: str = text("等什么配件", lasting=True)


class RepairDone(ActualCosts, Mended, TestRun):
    """排除故障"""

    work_done: str = text("维修内容", long=True)


class Replacement(Form):
    """换货型号"""

    option: Option = choice("换成", Option)
    new_model: str = text("换货型号", lasting=True)
    new_class_rank: int = number("换货型号的档次", help="数字越大档次越高")
    original_class_rank: int = number("原机档次", help="申请里已写明的可不填", optional=True)


class SwapDone(Commissioning):
    """换机"""

    new_serial: str = text("新机编号", lasting=True)
    transport: Decimal = money("运输费")
    removal: Decimal = money("拆机费", optional=True)
    installation: Decimal = money("安装费")
