"""What is said of parts that a case needs, and of display samples.

`PackingList` is mixed into the form of a first judgement (`class Judged(PackingList)`), which asks for its questions
where a clause uses them; what is written there is wanted for the case. A case opened by a `SampleDown` is that of a
display sample: the industry writes a kind with `opens=SampleDown`, and the stage `TakenDown` (see `stages`).
"""

from datetime import date
from decimal import Decimal

from core.sdk import Choice, EvidenceKind, Form, day, money, number, text, when, yes_no

SAMPLE_PHOTO = EvidenceKind("sample_photo", "样品照片")


class Kind(Choice):
    """Which of the ledgers an item belongs to."""

    fitting = "配件"
    spare = "备件"
    supplementary = "补件"
    gift = "赠品"
    sample = "样品"
    loan = "借用品"
    tool = "工具"


class PackingList(Form):
    """携带清单"""

    parts_to_bring: str = text("要带的配件", help="每行一种:编码或名称,后面写数量", optional=True, on_demand=True,
                               long=True, lasting=True)
    tools_to_bring: str = text("要带的工具", help="每行一种", optional=True, on_demand=True, long=True, lasting=True)


class PartsWanted(Form):
    """要用的配件"""

    item: str = text("配件", help="编码,没有编码写名称", lasting=True)
    quantity: int = number("数量")
    note: str = text("说明", optional=True)


class PartsIssued(Form):
    """发料"""

    item: str = text("物料编码", lasting=True)
    called: str = text("物料", optional=True, lasting=True)
    quantity: int = number("数量")
    taken_from: str = text("从哪里发出", optional=True, lasting=True)
    receiver: str = text("领用人", personal=True)
    signed: bool = yes_no("领用人已签字", on_demand=True)


class PartsReturned(Form):
    """退料"""

    item: str = text("物料编码", lasting=True)
    called: str = text("物料", optional=True, lasting=True)
    quantity: int = number("数量")


class PartsFitted(Form):
    """用料"""

    item: str = text("物料编码", lasting=True)
    called: str = text("物料", optional=True, lasting=True)
    quantity: int = number("数量")


class Parts(Form, brought=True):
    """本案物料

    How many pieces were given out for the case, and what became of them; `outstanding` ones are with somebody."""

    issued: int = number("发出件数")
    fitted: int = number("已用件数")
    returned: int = number("退回件数")
    outstanding: int = number("没有说明去向的件数")
    waiting: int = number("还没有发齐的配件种数")


class OnHand(Form, brought=True):
    """本案配件的库存

    Of what the case waits for: how many kinds are not in the warehouses in the quantity wanted, and which."""

    missing: int = number("缺货种数")
    what: str = text("缺什么", lasting=True)


class Gifts(Form, brought=True):
    """已发的赠品

    How many gifts the customer's order, or this case where it has none, has had and not given back."""

    given: int = number("已发赠品件数")


class Sample(Form, brought=True):
    """样品

    What the sample ledger knows of the sample that the case is about."""

    number: str = text("样品编号", lasting=True)
    product: str = text("商品", optional=True, lasting=True)
    on_display: bool = yes_no("正在展示")
    hall: str = text("展厅", optional=True, lasting=True)
    position: str = text("位置", optional=True, lasting=True)


class SampleDown(Form):
    """样品下样

    Opens the case of a sample that was taken off display."""

    sample_no: str = text("样品编号", lasting=True)
    product: str = text("商品", optional=True, lasting=True, help="样品已登记的可不填")
    hall: str = text("原展厅", optional=True, lasting=True)
    taken_on: date = day("下样日期", past=True, optional=True, help="不填即今天")
    why: str = text("下样原因", lasting=True)


class SampleCheck(Form):
    """查破损"""

    damaged: bool = yes_no("有破损", photo=True)
    damage: str = text("哪里破损", only_when=when(damaged, True), lasting=True)


class SampleRepair(Form):
    """样品修理"""

    repair: str = text("修了什么", lasting=True, photo=True)


class SampleRegistered(Form):
    """下样登记备案"""

    condition: str = text("现状", lasting=True)
    note: str = text("备注", optional=True, lasting=True)


class SampleStored(Form):
    """样品入库"""

    warehouse: str = text("仓库", lasting=True)
    shelf: str = text("库位", optional=True, lasting=True)


class SampleUp(Form):
    """样品上样"""

    new_hall: str = text("展厅", lasting=True)
    new_position: str = text("位置", optional=True, lasting=True)


class SampleSold(Form):
    """按样品出售"""

    price: Decimal = money("售价")
    order_no: str = text("订单号")


class SampleScrapped(Form):
    """样品报废"""

    why: str = text("报废原因", lasting=True)


class CountSigned(Form):
    """盘点签认"""

    all_counted: bool = yes_no("所有仓库已盘点")
    differences: str = text("差异和处理", long=True, optional=True)
