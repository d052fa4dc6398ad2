"""Calling back, asking for satisfaction, looking at samples."""

from datetime import datetime

from core.sdk import Choice, EvidenceKind, Form, choice, moment, number, text, when, yes_no

CALL_RECORD = EvidenceKind("call_record", "回访记录")


class Channel(Choice):
    """How the customer was asked."""

    phone = "电话"
    wechat = "微信"
    text_message = "短信"
    email = "邮件"
    link = "客户链接"


class Answered(Form):
    """答复客户"""


class Solved(Answered):
    """回访"""

    channel: Channel = choice("回访方式", Channel)
    solved: bool = yes_no("问题已解决")
    remarks: str = text("客户的话", optional=True, long=True)


class NoAnswer(Form):
    """未接通"""

    channel: Channel = choice("回访方式", Channel)
    remarks: str = text("情况", optional=True)
    next_try: datetime = moment("下次什么时候再打", optional=True, help="不填就是明天这个时候")


class Rating(Form):
    """满意度"""

    score: int = number("评分")
    comment: str = text("意见", optional=True, long=True)
    praised: bool = yes_no("表扬服务人员", optional=True)


class Attempts(Form, brought=True):
    """未接通的回访"""

    days: int = number("几天打过电话未接通")


class SampleReview(Form):
    """抽查评分"""

    handled_in_time: bool = yes_no("响应及时")
    solved: bool = yes_no("问题解决")
    by_the_rules: bool = yes_no("按流程办理")
    finding: str = text("发现的问题", only_when=when(by_the_rules, False), long=True)


class Analysis(Form):
    """小结"""

    analysis: str = text("薄弱环节和改进", long=True)
