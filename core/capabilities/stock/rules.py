"""What a regulation says of parts, gifts and display samples."""

from core.capabilities.stock.forms import (
    Gifts,
    OnHand,
    Parts,
    Sample,
    SampleCheck,
    SampleRegistered,
    SampleRepair,
)
from core.sdk import Decision, Policy, allow, amount, count, deny, length, rule

supply_within = length("stock.supply_within", "多久内供件")
return_within = length("stock.return_within", "未用的配件多久内退回")
approval_above = amount("stock.approval_above", "发料超过多少金额须批准")
gifts_per_order = count("stock.gifts_per_order", "每笔订单几件赠品")
wear_minimum = count("stock.wear_minimum", "易损件没有另设时的最低库存")


@rule("要用的配件有库存")
def parts_on_hand(stock: OnHand) -> Decision:
    """What the case waits for lies in a warehouse."""
    if stock.missing:
        return deny("缺货:{what}", what=stock.what)
    return allow("要用的配件都有库存")


@rule("领出的配件都有去向")
def parts_accounted(parts: Parts) -> Decision:
    """What was drawn equals what was used and what came back."""
    if parts.outstanding:
        return deny("领出 {issued} 件,用了 {fitted} 件、退回 {returned} 件,还有 {outstanding} 件没有说明去向",
                    issued=parts.issued, fitted=parts.fitted, returned=parts.returned, outstanding=parts.outstanding)
    return allow("领出 {issued} 件,都有去向", issued=parts.issued)


@rule("要用的配件已发齐")
def parts_supplied(parts: Parts) -> Decision:
    """Nothing is waited for any more."""
    if parts.waiting:
        return deny("还有 {waiting} 种配件没有发齐", waiting=parts.waiting)
    return allow("配件已发齐")


@rule("赠品未超过每单的件数")
def gift_left(gifts: Gifts, policy: Policy) -> Decision:
    """An order has so many gifts and no more."""
    if not policy.has(gifts_per_order):
        return allow("赠品件数没有限制")
    if gifts.given >= policy[gifts_per_order]:
        return deny("这笔订单已发赠品 {given} 件,每单 {limit} 件", given=gifts.given, limit=policy[gifts_per_order])
    return allow("这笔订单已发赠品 {given} 件", given=gifts.given)


@rule("赠品已退回")
def gifts_back(gifts: Gifts) -> Decision:
    """Whoever gives the goods back gives the gifts back, too."""
    if gifts.given:
        return deny("随单赠品 {given} 件还没有退回", given=gifts.given)
    return allow("没有未退回的赠品")


@rule("样品有破损")
def sample_damaged(check: SampleCheck) -> Decision:
    """Only what is broken is repaired."""
    if not check.damaged:
        return deny("检查没有破损,不必修理")
    return allow("检查有破损")


@rule("样品完好或已修好")
def sample_sound(check: SampleCheck, mended: SampleRepair) -> Decision:
    """Checked, and where it was broken, repaired since."""
    if check.damaged and not (mended.knows(SampleRepair.repair) and mended.filed_at >= check.filed_at):
        return deny("样品有破损,还没有修好")
    return allow("破损已修好") if check.damaged else allow("检查没有破损")


@rule("样品可以入库")
def sample_ready(check: SampleCheck, mended: SampleRepair, registered: SampleRegistered) -> Decision:
    """Checked, repaired where it was broken, and then registered."""
    if check.damaged and not (mended.knows(SampleRepair.repair) and mended.filed_at >= check.filed_at):
        return deny("样品有破损,修好并登记备案后才能入库")
    last = mended.filed_at if check.damaged else check.filed_at
    if not registered.knows(SampleRegistered.condition) or registered.filed_at < last:
        return deny("还没有登记备案,登记后才能入库")
    return allow("已查破损、修好并登记备案") if check.damaged else allow("已查没有破损并登记备案")


@rule("样品不在展示中")
def sample_off_display(sample: Sample) -> Decision:
    """What is on display cannot be put on display again."""
    if sample.on_display:
        if sample.knows(Sample.hall):
            return deny("样品 {number} 已在“{hall}”展示,先下样才能再上样", number=sample.number, hall=sample.hall)
        return deny("样品 {number} 已在展示,先下样才能再上样", number=sample.number)
    return allow("样品 {number} 不在展示中", number=sample.number)
