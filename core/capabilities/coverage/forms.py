"""What is said of a purchase, and what is found out about the cause of a fault."""

from datetime import date

from core.sdk import Choice, EvidenceKind, Form, Product, choice, day, text, when, yes_no

PROOF = EvidenceKind("proof", "购买凭证")


class Proof(Choice):
    """What shows the purchase."""

    invoice = "发票"
    receipt = "收据"
    screenshot = "订单截图"
    dealer = "经销商证明"
    none = "没有凭证"


class Purchase(Form):
    """购买情况"""

    bought_on: date = day("购买日期", help="以购买凭证为准", past=True, prefill=Product.purchased_on)
    proof: Proof = choice("购买凭证", Proof, optional=True, photo=True)
    produced_on: date = day("生产日期", help="见产品标签", optional=True, past=True, only_when=when(proof, Proof.none))


class Finding(Form):
    """检测结论"""

    human_damage: bool = yes_no("人为损坏", photo=True)


class Mended(Form):
    """修好或更换

    What an industry's form of finished work derives from: it may make the warranty longer."""


class Extension(Form, brought=True):
    """保修延长

    What the desk knows of the unit from elsewhere. One that was corrected counts whatever the purchase says."""

    ends_on: date = day("保修至")
    why: str = text("延长原因", lasting=True)
    corrected: bool = yes_no("以此为准", optional=True)
