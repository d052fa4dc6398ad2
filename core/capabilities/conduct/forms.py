"""What is written when somebody is chosen, when something is reported of somebody, and what the desk knows of them."""

from datetime import datetime
from decimal import Decimal

from core.sdk import Form, Target, moment, money, number, text, yes_no


class Award(Form):
    """评定"""

    winner: str = text("获奖人", help="登录名", personal=True)
    bonus: Decimal = money("奖金", optional=True)
    why: str = text("评定理由", optional=True, long=True)


class Incident(Form):
    """事件

    Something that somebody may be answerable for. An industry derives its own, which asks what happened."""

    person: str = text("责任人", help="登录名", personal=True)
    happened_at: datetime = moment("发生时间", past=True)
    told: str = text("经过", optional=True, long=True)
    about_case: str = text("涉及的案件", optional=True, help="案件编号", lasting=True)


class Statement(Form):
    """本人说明"""

    said: str = text("本人怎么说", long=True)


class Verdict(Form):
    """核查结论"""

    true: bool = yes_no("属实")
    grounds: str = text("核查情况", optional=True, long=True)


class Earlier(Form, brought=True):
    """此前同类行为

    How often somebody has done the same before, for what a tariff counts; derived for each that does."""

    times: int = number("此前已有几次")


class Lateness(Form, brought=True):
    """超过的期限

    The promises of the case whose deadline has passed unkept."""

    promises: str = text("哪些期限", lasting=True)

    def of(self, promise: Target) -> bool:
        """Whether this promise is among them, the last time it was made."""
        return promise.title in self.promises.splitlines()
