"""Where things may be, which ways they go, and how far a sample is."""

from core.sdk import Choice


class Sort(Choice):
    """What a place is."""

    warehouse = "仓库"
    hall = "展厅"
    workshop = "维修间"
    person = "员工领用"
    customer = "客户"
    supplier = "供应商"
    scrap = "报废"
    difference = "盘点差异"


OWN = (Sort.warehouse, Sort.hall, Sort.workshop)
"""Places of the business that people set up; what lies there is to be had."""
OUTSIDE = (Sort.supplier, Sort.scrap, Sort.difference)
"""From these anything may come, and there what goes is gone: they have no balance."""


class Way(Choice):
    """What a movement is."""

    receive = "入库"
    issue = "发放"
    use = "用料"
    give_back = "退回"
    transfer = "调拨"
    count = "盘点"
    scrap = "报废"
    reverse = "冲销"


class Standing(Choice):
    """How far a display sample is."""

    shown = "展示中"
    down = "已下样待处理"
    stored = "已入库"
    sold = "已出售"
    gone = "已报废"


class Happened(Choice):
    """What happened to a sample."""

    up = "上样"
    down = "下样"
    checked = "查破损"
    mended = "修好"
    registered = "登记备案"
    stored = "入库"
    sold = "按样品出售"
    scrapped = "报废"
