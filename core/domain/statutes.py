"""Statutory rights that an override may name as its reason: information, not legal advice; no rule reads them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Statute:
    """A right of the customer, and where it stands."""

    key: str
    title: str
    source: str


STATUTES = {each.key: each for each in (
    Statute("defect-return", "质量不合格的退货、更换、修理", "消费者权益保护法第二十四条"),
    Statute("no-reason-return", "网购等远程购物七日无理由退货", "消费者权益保护法第二十五条"),
    Statute("burden-of-proof", "耐用商品六个月内由经营者举证", "消费者权益保护法第二十三条"),
    Statute("warranty-clock", "三包期自交付或安装完成起算", "消费者权益保护法实施条例第十八条"),
    Statute("short-check-period", "检验期过短的按合理期间", "民法典第六百二十二条"),
    Statute("standard-terms", "格式条款的不利解释与无效", "民法典第四百九十六至四百九十八条"),
    Statute("promise", "经营者承诺应当履行", "消费者权益保护法第十六条"))}
