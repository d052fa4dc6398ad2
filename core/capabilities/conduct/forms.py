"""What is written when somebody is chosen."""

from decimal import Decimal

from core.sdk import Form, money, text


class Award(Form):
    """评定"""

    winner: str = text("获奖人", help="登录名", personal=True)
    bonus: Decimal = money("奖金", optional=True)
    why: str = text("评定理由", optional=True, long=True)
