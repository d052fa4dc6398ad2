"""What is mended, until when, and for how much."""

from decimal import Decimal

from core.sdk import (
    CUSTOMER,
    Charge,
    Choice,
    Decision,
    EvidenceShown,
    History,
    Item,
    Length,
    Policy,
    Product,
    Term,
    allow,
    amount,
    bill,
    charge,
    count,
    deny,
    length,
    listing,
    option,
    party,
    percent,
    proposal,
    refer,
    rule,
    switch,
    words,
)
from tests.kernel.bicycles.forms import RECEIPT, Look, Offer, Payment, Request


class Late(Choice):
    """What becomes of an application that comes late."""

    deny = "不予受理"
    refer = "由主管决定"


warranty = length("repair.warranty", "保修期")
late = option("repair.late", "逾期的", Late)
answer_within = length("repair.answer", "答复时限")
mend_within = length("repair.mend", "修理时限")
offer_holds = length("offer.holds", "报价有效期")
look_price = amount("look.price", "检查费")
discount = percent("offer.discount", "折扣")
most_pieces = count("repair.pieces", "一次最多件数")
falls_covered = switch("repair.falls", "摔车也保修")
spared_brands = listing("repair.brands", "不修的品牌")
counter = words("counter.phone", "柜台电话")
look_payer = party("look.payer", "检查费由谁承担")


def _ends(asked: Request, policy: Policy, term: Term[Length]) -> Decision:
    """The day of the application is judged against the last day of the term."""
    ends = policy.after(asked.bought_on, term)
    if asked.filed_on <= ends:
        return allow("保修期至 {ends}", ends=ends)
    if policy[late] is Late.refer:
        return refer("保修期已于 {ends} 届满,由主管决定", ends=ends)
    return deny("保修期已于 {ends} 届满", ends=ends)


@rule("保修期")
def warranty_runs(asked: Request, policy: Policy) -> Decision:
    """The warranty covers the bicycle, and falls only where the policy says so."""
    if not policy[falls_covered] and asked.fell:
        return deny("摔车不在保修之列")
    return _ends(asked, policy, warranty)


@rule("品牌")
def brand_taken(item: Item, policy: Policy) -> Decision:
    """Brands that nobody can mend."""
    if item.brand in policy[spared_brands]:
        return deny("{brand} 没有配件", brand=item.brand)
    return allow("{brand} 可修", brand=item.brand)


@rule("件数")
def few_enough(items: tuple[Item, ...], policy: Policy) -> Decision:
    """No more pieces than the bench takes at once."""
    most = policy[most_pieces] if policy.has(most_pieces) else len(items)
    if len(items) > most:
        return deny("一次最多 {most} 件", most=most)
    return allow("共 {pieces} 件", pieces=len(items))


@rule("检查")
def parts_sound(seen: Look) -> Decision:
    """A piece that is worn out is not mended."""
    return deny("已磨损") if seen.worn else allow("没有磨损")


@rule("收据")
def receipt_shown(shown: EvidenceShown) -> Decision:
    """A receipt lies with the case."""
    return allow("有收据") if shown.count(RECEIPT) else deny("没有收据")


@rule("以前没有修过")
def not_mended_yet(before: History) -> Decision:
    """The same bicycle is not paid back twice."""
    return deny("此车已退款") if before.refunded else allow("此前未退款")


@rule("收款金额", money=True)
def price_matches(offered: Offer, paid: Payment) -> Decision:
    """What is paid is what was offered; more is refused, less is for somebody to decide."""
    if paid.amount > offered.total:
        return deny("收款 {amount} 超过报价 {total}", amount=paid.amount, total=offered.total)
    if paid.amount < offered.total:
        return refer("收款 {amount} 低于报价 {total}", amount=paid.amount, total=offered.total)
    return allow("与报价相符")


@charge("检查费")
def look_fee(seen: tuple[Look, ...], policy: Policy) -> Charge:
    """Looking costs the same for one piece and for ten, once somebody has looked."""
    worn = sum(each.worn for each in seen)
    return bill(policy[look_price], policy[look_payer], "检查了 {pieces} 件,{worn} 件磨损", prepaid_by=CUSTOMER,
                pieces=len(seen), worn=worn)


@proposal
def offer_of(product: Product, policy: Policy) -> Offer:
    """The price of the bicycle less the discount."""
    return Offer(total=round(product.price * (Decimal(1) - policy[discount]), 2))
