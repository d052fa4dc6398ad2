"""What must be there before parts are fitted and samples stored; how soon parts come and go back."""

from core.capabilities.stock.rules import (
    parts_on_hand,
    return_within,
    sample_off_display,
    sample_ready,
    sample_sound,
    supply_within,
)
from core.capabilities.stock.stages import ISSUED, SETTLED, SUPPLIED, WANTED, AwaitParts, TakenDown
from core.sdk import Gate, Target

parts_here = Gate("配件已到", before=AwaitParts.arrived, when=parts_on_hand)
mended_first = Gate("破损已修好", before=TakenDown.register, when=sample_sound)
ready_for_stock = Gate("查过、修好、登记过", before=TakenDown.stock_in, when=sample_ready)
not_on_display = Gate("样品不在展示中", before=TakenDown.put_back, when=sample_off_display)
supplied = Target("供件", since=WANTED, until=SUPPLIED, within=supply_within, anew=True)
unused_returned = Target("未用的配件退回", since=ISSUED, until=SETTLED, within=return_within, anew=True)
