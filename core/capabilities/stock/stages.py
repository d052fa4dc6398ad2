"""Waiting for parts; and what happens to a sample that was taken off display.

The kind of a sample is written by the industry:

```python
class Sample(Workflow, title="样品下样", number="YP", opens=SampleDown):
    stages = (TakenDown,)
```

Opening such a case takes the sample off display in the sample ledger. `mend` is there where a clause uses
`sample_damaged`; the gates `mended_first` (before `register`), `ready_for_stock` (before `stock_in`) and
`not_on_display` (before `put_back`) hold where a clause uses them.
"""

from core.capabilities.stock.forms import (
    SampleCheck,
    SampleRegistered,
    SampleRepair,
    SampleScrapped,
    SampleSold,
    SampleStored,
    SampleUp,
)
from core.capabilities.stock.rules import sample_damaged
from core.sdk import DONE, END, FACTORY, LOGISTICS, MANAGER, SERVICE, TECHNICIAN, Outcome, Signal, Stage, State

WANTED = Signal("stock.wanted", "登记要用的配件")
DROPPED = Signal("stock.dropped", "不再需要的配件")
ISSUED = Signal("stock.issued", "发料")
SUPPLIED = Signal("stock.supplied", "配件已发齐")
FITTED = Signal("stock.fitted", "用料")
RETURNED = Signal("stock.returned", "退料")
REVERSED = Signal("stock.reversed", "冲销物料记录")
SETTLED = Signal("stock.settled", "领出的配件都有去向")
in_store, shown_again = Outcome("in_store", "已入库"), Outcome("shown_again", "已重新上样")
sold_as_sample, scrapped = Outcome("sold_as_sample", "已按样品出售", final=True), Outcome("scrapped", "已报废",
                                                                                     final=True)


class AwaitParts(Stage):
    """等配件"""

    waiting = State("等配件", start=True, waiting_for=FACTORY)
    arrived = waiting.to(DONE, "配件已到", by=LOGISTICS)
    go_on = waiting.to(DONE, "不等了,继续办理", by=SERVICE)


class TakenDown(Stage):
    """下样处理"""

    to_check = State("待查破损", start=True)
    in_hand = State("待修好、登记、入库")
    check = to_check.to(in_hand, "查有无破损", by=LOGISTICS, form=SampleCheck)
    check_again = in_hand.to(in_hand, "重新检查", by=LOGISTICS, form=SampleCheck)
    mend = in_hand.to(in_hand, "修好", by=TECHNICIAN, form=SampleRepair, when=sample_damaged)
    register = in_hand.to(in_hand, "登记备案", by=LOGISTICS, form=SampleRegistered)
    stock_in = in_hand.to(DONE, "入库", by=LOGISTICS, form=SampleStored, then=in_store)
    put_back = in_hand.to(END, "重新上样", by=LOGISTICS, form=SampleUp, then=shown_again)
    sell = in_hand.to(END, "按样品出售", by=MANAGER, form=SampleSold, then=sold_as_sample)
    scrap = in_hand.to(END, "报废", by=MANAGER, form=SampleScrapped, then=scrapped)
