"""A contract with two parties: what it says, that it was signed, what is billed, paid and done under it; and what other
cases know of it."""

from datetime import date, datetime
from decimal import Decimal

from core.sdk import (
    Choice,
    Customer,
    EvidenceKind,
    Form,
    choice,
    day,
    moment,
    money,
    number,
    text,
    when,
    yes_no,
)

SIGNED_CONTRACT = EvidenceKind("signed_contract", "签好的合同")
LOSS_PROOF = EvidenceKind("loss_proof", "损失凭证")


class Side(Choice):
    """Who of the two: A has bought the work, B has done it."""

    a = "甲方"
    b = "乙方"


class Person(Choice):
    """What A is: only companies have a legal representative."""

    natural = "个人"
    company = "单位"


class Unit(Choice):
    """How the agreed time is counted: hours by the clock, or days."""

    hours = "小时"
    days = "天"


class ContractTerms(Form):
    """合同条款

    All may stay open in a draft; what must be there before the contract holds is a matter of gates."""

    contract_no: str = text("合同编号", optional=True, lasting=True)
    a_sort: Person = choice("甲方性质", Person, optional=True)
    a_name: str = text("甲方名称", optional=True, personal=True, prefill=Customer.name)
    a_representative: str = text("甲方法定代表人", optional=True, personal=True, help="个人不填")
    a_address: str = text("甲方地址", optional=True, personal=True, prefill=Customer.address)
    a_contact: str = text("甲方联系方式", optional=True, personal=True, prefill=Customer.phone)
    b_name: str = text("乙方名称", optional=True, lasting=True)
    b_representative: str = text("乙方法定代表人", optional=True, lasting=True)
    b_address: str = text("乙方地址", optional=True, lasting=True)
    b_contact: str = text("乙方联系方式", optional=True, lasting=True)
    project: str = text("工程名称和地址", optional=True)
    completed_on: date = day("竣工验收合格日期", optional=True, help="从这一天起算售后")
    respond_within: int = number("乙方响应时限", optional=True, help="只写数字")
    respond_unit: Unit = choice("响应时限的单位", Unit, optional=True)
    fee: Decimal = money("服务费", optional=True, help="没有服务费就不填")
    fee_items: str = text("可以收费的项目", optional=True, lasting=True, help="用顿号隔开;其他项目不得收费")
    rate_a: str = text("甲方逾期付款违约金(每天 %)", optional=True, lasting=True, help="如 0.05,即每天万分之五")
    rate_b: str = text("乙方逾期响应违约金(每天 %)", optional=True, lasting=True, help="如 0.05;与甲方的可以不同")
    least_b: Decimal = money("乙方逾期响应每天至少", optional=True, help="没有约定就不填")
    standard: str = text("约定的质量标准", optional=True, long=True, lasting=True)
    ends_on: date = day("合同期满日", optional=True)


class ContractAmended(ContractTerms):
    """合同变更"""

    why_amended: str = text("为什么变更", lasting=True)


class ContractSigned(Form):
    """双方签字"""

    signed_a: str = text("甲方签字人", optional=True, personal=True)
    signed_b: str = text("乙方签字人", optional=True, lasting=True)
    signed_on: date = day("签订日期", optional=True, past=True)


class ContractFee(Form):
    """一期服务费"""

    what: str = text("哪一期", lasting=True, help="如 第一年;同一期再登记即更正")
    amount: Decimal = money("应付金额")
    billed_on: date = day("开票日期", past=True)
    due_on: date = day("付款截止日", optional=True, not_before=billed_on, help="不填即按规定从开票日推算")


class ContractPayment(Form):
    """甲方付款"""

    paid: Decimal = money("实付金额")
    paid_on: date = day("付款日期", past=True)
    paid_reference: str = text("收款流水号", lasting=True, help="同一流水号再登记即更正")
    paid_what: str = text("付哪一期", optional=True, lasting=True, help="不填即先付最早的一期")


class ContractDuty(Form):
    """义务履行"""

    side: Side = choice("哪一方", Side)
    duty: str = text("哪一项义务", lasting=True)
    done_on: date = day("履行日期", past=True)
    remarks: str = text("说明", optional=True, long=True)


class ContractSettled(Form):
    """结算违约金

    Up to now, of both sides; what they come to then is written beside."""

    settled_reference: str = text("收付流水号", lasting=True)
    settled_remarks: str = text("说明", optional=True, long=True)


class ContractEnded(Form):
    """合同终止"""

    why_ended: str = text("终止原因", lasting=True)


class UnderContract(Form):
    """合同项下的请求

    Mixed into what opens a case: `class Request(UnderContract): …`."""

    contract_no: str = text("合同编号", optional=True, lasting=True, help="客户只有一份有效合同时可以不填")


class Agreement(Form, brought=True):
    """适用的合同

    What the contract that a case is under said when the case was opened; it stays so."""

    contract: str = text("合同编号", lasting=True)
    project: str = text("工程")
    completed_on: date = day("竣工验收合格日期")
    respond_within: int = number("乙方响应时限")
    respond_unit: Unit = choice("响应时限的单位", Unit)
    fee: Decimal = money("服务费", optional=True)
    fee_items: str = text("可以收费的项目", optional=True, lasting=True)
    rate_b: str = text("乙方逾期响应违约金(每天 %)", lasting=True)
    least_b: Decimal = money("乙方逾期响应每天至少", optional=True)
    standard: str = text("约定的质量标准", optional=True, lasting=True)


class ResponseDelay(Form, brought=True):
    """响应情况

    Always answered in a case under a contract; what waits for A is not B's. `late_seconds` is how long B was, or is,
    late."""

    answered: bool = yes_no("已响应")
    respond_by: datetime = moment("应响应时间")
    late_seconds: int = number("迟了多少秒")
    periods: int = number("计几天")
    waited_minutes: int = number("等甲方的时间(分钟)")


class Accrued(Form, brought=True):
    """违约金

    Of a contract as it stands: what A has not paid, and what each side owes besides that is not settled yet."""

    billed: Decimal = money("已开票服务费")
    unpaid: Decimal = money("未付服务费")
    days_a: int = number("甲方逾期天数")
    penalty_a: Decimal = money("甲方应付违约金")
    breaches_b: int = number("乙方逾期响应次数")
    penalty_b: Decimal = money("乙方应付违约金")
    claims_b: Decimal = money("乙方应付赔偿")
    settled_a: Decimal = money("甲方已结算违约金")
    settled_b: Decimal = money("乙方已结算违约金")


class LossClaim(Form):
    """损失索赔"""

    by_b: bool = yes_no("损失是乙方造成的")
    losses: str = text("损失明细", long=True, help="一项一行,写明金额")
    claimed: Decimal = money("索赔金额")


class ClaimAgreed(Form):
    """核定赔偿"""

    agreed_sum: Decimal = money("核定金额")
    agreed_why: str = text("依据", long=True)


class ClaimPaid(Form):
    """赔付"""

    claim_paid: Decimal = money("赔付金额")
    claim_paid_on: date = day("赔付日期", past=True)
    claim_reference: str = text("付款流水号", lasting=True)


class ClaimTurnedDown(Form):
    """不予赔偿"""

    claim_clause: str = text("依据合同哪一条", lasting=True)
    claim_why: str = text("告知甲方的原因", long=True)


IN_HOURS, IN_DAYS = when(Agreement.respond_unit, Unit.hours), when(Agreement.respond_unit, Unit.days)
