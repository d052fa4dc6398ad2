"""A complaint: what about, whose, what was found, what was answered."""

from core.capabilities.followup.forms import Answered
from core.sdk import Choice, Form, choice, text, when, yes_no


class Channel(Choice):
    """How the complaint came, or the answer went."""

    phone = "电话"
    email = "邮件"
    online_chat = "在线客服"
    shop = "门店"
    letter = "信函"
    outside = "外部机构转来"


class Cause(Choice):
    """What it comes from."""

    product = "产品质量"
    service = "服务态度"
    delay = "处理拖延"
    repair = "维修质量"
    money = "费用争议"
    logistics = "物流"
    other = "其他"


class Complaint(Form):
    """投诉"""

    about: str = text("投诉内容", long=True)
    wanted: str = text("客户的要求", optional=True, long=True)
    channel: Channel = choice("投诉渠道", Channel)
    about_case: str = text("涉及的案件", optional=True, help="案件编号", lasting=True)


class Investigation(Form):
    """调查"""

    cause: Cause = choice("原因", Cause)
    department: str = text("责任部门", lasting=True)
    person: str = text("责任人", optional=True, personal=True)
    finding: str = text("调查情况", long=True)


class Answer(Answered):
    """答复客户"""

    reply: str = text("答复内容", long=True)
    channel: Channel = choice("答复方式", Channel)


class Reaction(Form):
    """客户的意见"""

    agreed: bool = yes_no("客户认可处理结果")
    why_not: str = text("不认可的原因", only_when=when(agreed, False), long=True)


class Ruling(Form):
    """主管裁决"""

    ruling: str = text("裁决", long=True)


class Explanation(Answered):
    """讲解政策"""

    explained: str = text("讲解了什么", long=True)
    insists: bool = yes_no("客户仍坚持")


class Outside(Form):
    """转到外部机构"""

    body: str = text("哪个机构", help="如消费者协会、市场监督管理局、媒体", lasting=True)
    remarks: str = text("情况", optional=True, long=True)
