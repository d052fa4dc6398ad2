"""What may be taken back, until when, for how much, and who pays. No clause, company or figure is named here."""

from datetime import date
from decimal import Decimal
from typing import cast

from core.sdk import (
    COMPANY,
    CUSTOMER,
    Charge,
    Choice,
    Decision,
    EvidenceShown,
    Field,
    History,
    Item,
    Label,
    Length,
    Party,
    Policy,
    Product,
    Term,
    allow,
    bill,
    charge,
    deny,
    length,
    option,
    party,
    proposal,
    refer,
    rule,
    switch,
    words,
)
from plugins.furniture.forms import (
    PROOF,
    AdvanceShipment,
    Application,
    Cause,
    Disposition,
    ExchangeApplication,
    Fate,
    Inspection,
    Method,
    OrderCheck,
    Papers,
    Payer,
    Posting,
    Proof,
    Refund,
    ReturnApplication,
    SendBack,
    Shipment,
    Verification,
    Why,
)


class Scope(Choice):
    """Which applications a condition is asked of."""

    everyone = "所有申请"
    non_quality = "非质量原因的申请"


class Since(Choice):
    """What starts the customer's window."""

    purchase = "购买日"
    receipt = "收货日"


class BeforeReceipt(Choice):
    """What becomes of an application whose window ended before the goods came."""

    deny = "不予受理"
    refer = "由主管决定"


return_window = length("return.window", "退货期限")
exchange_window = length("exchange.window", "换货期限")
window_since = option("return.since", "退换期限的起算", Since)
window_before_receipt = option("return.window_before_receipt", "期限在收货前已届满的", BeforeReceipt)
untouched_scope = option("return.untouched_scope", "未使用、未拆封、无损坏的要求适用于", Scope)
notice_within = length("quality.notice", "质量问题告知期限")
handling = length("return.handling", "办理时限")
refund_within = length("refund.within", "退款时限")
refused_hold = length("refused.hold", "不合格商品的寄还时限")
refused_freight = party("refused.freight", "不合格商品的寄还运费由谁承担")
return_address = words("return.address", "寄回地址")
service_contact = words("service.contact", "客服联系方式")
opened_in_front = switch("return.opened_in_front", "送货时当面开封的不算拆封")
exchange_advance = switch("exchange.advance", "检验前可先发替换商品")
exchange_original = option("exchange.original", "换货后原商品的去向", Fate)
freight_unclear = party("freight.unclear", "原因不一或不明时的运费由谁承担")
freight_verified = party("freight.verified", "质量问题属实时的运费由谁承担")

PAID_BY = {Payer.customer: CUSTOMER, Payer.company: COMPANY}


def _fields(*references: object) -> tuple[Field, ...]:
    """Questions to go through one by one; seen from its form a question is its own description."""
    return cast(tuple[Field, ...], references)


CONDITIONS_TOLD = _fields(Application.used, Application.opened, Application.damaged)
CONDITIONS_FOUND = _fields(Inspection.used, Inspection.opened, Inspection.damaged)
TRACES, = _fields(Inspection.traces_of_use)
PIECE_POINTS = dict(zip(_fields(Inspection.as_ordered, Inspection.packaging_complete),
                        ("与订单不一致", "包装不齐全"), strict=True))
PAPER_POINTS = dict(zip(_fields(Papers.form_enclosed, Papers.proof_enclosed),
                        ("未附申请表", "未附购买凭证"), strict=True))


def _wanted(*answers: object) -> None:
    """Reading is asking: an answer that nobody has given ends the rule where it is handed in here."""


# Applying

@rule("未使用、未拆封、无损坏")
def goods_untouched(asked: Application, policy: Policy) -> Decision:
    """The condition of the goods as the customer tells it; each fault is named. A quality fault may be spared the
    question."""
    if policy[untouched_scope] is Scope.non_quality and asked.reason is Why.quality:
        return allow("质量问题,不以未使用、未拆封、无损坏为条件")
    fields = [field for field in CONDITIONS_TOLD if field.name != "opened" or not _opened_by_us(policy)]
    if faults := tuple(Label(field.label) for field in fields if asked.answer(field)):
        return deny("商品{faults},不符合退换条件", faults=faults)
    _wanted(*(getattr(asked, field.name) for field in fields))
    return allow("商品未使用、未拆封、无损坏")


def _opened_by_us(policy: Policy) -> bool:
    """Whether goods are opened in front of the customer when they are delivered, so that being open says nothing."""
    return policy.has(opened_in_front) and policy[opened_in_front]


def _window(asked: Application, policy: Policy, term: Term[Length]) -> Decision:
    """The moment of contact is judged against the last day, counted from the purchase or from the receipt."""
    if not policy.has(term):
        return refer("{window}没有规定,由主管决定", window=Label(term.label))
    from_purchase = policy[window_since] is Since.purchase
    ends = policy.after(asked.bought_on if from_purchase else asked.received_at.date(), term)
    came = asked.received_at.date() if asked.knows(Application.received_at) else None
    if asked.filed_on <= ends:
        if from_purchase and came and came <= ends:
            return allow("申请期限至 {ends},收货时尚余 {left} 天", ends=ends, left=(ends - came).days)
        return allow("申请期限至 {ends}", ends=ends)
    if from_purchase and policy[window_before_receipt] is BeforeReceipt.refer:
        return _ended_before(came, ends)
    return deny("申请期限已于 {ends} 届满", ends=ends)


def _ended_before(came: date | None, ends: date) -> Decision:
    """A window that ended before the customer saw the goods is for somebody to decide."""
    if came is None:
        return deny("申请期限已于 {ends} 届满;收货更晚的,请补填收货时间", ends=ends)
    if came > ends:
        return refer("申请期限在收货前已届满:{ends} 届满,{came} 收货", ends=ends, came=came)
    return deny("申请期限已于 {ends} 届满", ends=ends)


@rule("退货期限")
def in_return_window(asked: ReturnApplication, policy: Policy) -> Decision:
    """A return is asked for in time."""
    return _window(asked, policy, return_window)


@rule("换货期限")
def in_exchange_window(asked: ExchangeApplication, policy: Policy) -> Decision:
    """An exchange is asked for in time."""
    return _window(asked, policy, exchange_window)


@rule("质量问题及时告知")
def noticed_in_time(asked: Application, policy: Policy) -> Decision:
    """A quality fault is told soon after receipt; a late notice is for a supervisor, not a refusal."""
    if asked.reason is not Why.quality:
        return allow("不是质量问题,不适用告知期限")
    ends, hours = policy.after(asked.received_at, notice_within), _hours(asked)
    if asked.filed_at > ends:
        return refer("告知已迟:收货已 {hours} 小时,应在 {ends} 前告知", hours=hours, ends=ends)
    return allow("告知及时:收货 {hours} 小时,期限至 {ends}", hours=hours, ends=ends)


def _hours(asked: Application) -> int:
    """Whole hours between receipt and contact."""
    return int((asked.filed_at - asked.received_at).total_seconds() // 3600)


@rule("购买凭证")
def purchase_proven(asked: Application, shown: EvidenceShown) -> Decision:
    """A paper that is named or a file that is attached; saying that there is none is a refusal."""
    if shown.count(PROOF):
        return allow("已附购买凭证")
    if asked.proof is Proof.none:
        return deny("没有购买凭证")
    return allow("购买凭证:{proof}", proof=asked.proof.label)


@rule("申报包装齐全")
def packaging_declared(asked: Application) -> Decision:
    """The customer still has all of the packaging."""
    return allow("申报包装齐全") if asked.packaging_complete else deny("商品包装不齐全")


@rule("此前未退款", money=True)
def not_refunded_already(past: History) -> Decision:
    """Money goes back once, and goods that were paid back are no longer the customer's to exchange."""
    return deny("商品此前已退款") if past.refunded else allow("商品此前没有退款")


@rule("质量问题属实,无条件退换")
def fault_verified(found: Verification) -> Decision:
    """Once verified nothing else is asked; unverified there is no claim."""
    return allow("核实确为质量问题,无条件退换") if found.quality_problem else deny("核实不属质量问题")


# Inspecting

def _for_quality(asked: Application, seen: Inspection) -> bool:
    """Whether the goods come back for a quality problem, by the finding where it speaks and by the claim where it
    cannot tell. A claim the finding contradicts is treated as any other return."""
    if asked.reason is not Why.quality:
        return seen.knows(Inspection.cause) and seen.cause is Cause.company
    return seen.cause in (Cause.company, Cause.unclear)


def _must_be_untouched(asked: Application, seen: Inspection, policy: Policy) -> bool:
    """Whether used, opened or damaged goods are refused."""
    if not policy.has(untouched_scope):
        return False
    return policy[untouched_scope] is Scope.everyone or not _for_quality(asked, seen)


def _recorded(asked: Application, papers: Papers, seen: Inspection) -> list[Label]:
    """Faults that somebody has recorded. Some are asked only where a regulation wants it; that they are answered
    there is for that regulation's own gate to see to."""
    found = [Label(said) for field, said in PIECE_POINTS.items() if seen.answer(field) is False]
    found += [Label(said) for field, said in PAPER_POINTS.items() if papers.answer(field) is False]
    if asked.reason is not Why.quality and seen.answer(TRACES):
        found.append(Label(TRACES.label))
    return found


@rule("检验合格")
def inspection_passed(asked: Application, papers: Papers, seen: Inspection, policy: Policy) -> Decision:
    """Every piece is what was ordered and fit to be taken back; everything that is not right is named."""
    faults = _recorded(asked, papers, seen)
    can_tell = asked.reason is not Why.quality or seen.knows(Inspection.cause)
    if can_tell and _must_be_untouched(asked, seen, policy):
        faults += [Label(field.label) for field in CONDITIONS_FOUND if seen.answer(field)
                   and (field.name != "opened" or not _opened_by_us(policy))]
    if faults:
        return deny("检验不合格:{faults}", faults=tuple(faults))
    _wanted(seen.as_ordered)
    if _must_be_untouched(asked, seen, policy):
        _wanted(seen.used, seen.opened, seen.damaged)
    return allow("检验合格")


@rule("包装经检验齐全")
def packaging_confirmed(seen: Inspection) -> Decision:
    """All of the packaging has come back."""
    return allow("包装齐全") if seen.packaging_complete else deny("商品包装不齐全")


@rule("原状,无使用痕迹")
def no_trace_of_use(asked: Application, seen: Inspection) -> Decision:
    """Asked of non-quality reasons only."""
    if asked.reason is Why.quality:
        return allow("质量问题,不问使用痕迹")
    return deny("商品有使用痕迹") if seen.traces_of_use else allow("商品为原状,无使用痕迹")


# Refunding

def _price(order: OrderCheck, items: tuple[Item, ...], product: Product) -> Decimal:
    """What the customer paid for these goods: as checked, else by the lines of the case, else as registered."""
    if not order.knows(OrderCheck.price_paid):
        if items and all(each.knows(Item.price) for each in items):
            return sum((each.price * (each.quantity if each.knows(Item.quantity) else 1) for each in items), Decimal(0))
        if product.knows(Product.price):
            return product.price
    return order.price_paid


def _due(order: OrderCheck, items: tuple[Item, ...], product: Product, seen: tuple[Inspection, ...]) -> Decimal:
    """The price paid, less what a regulation lets the inspection deduct."""
    deducted = (each.deduction for each in seen if each.knows(Inspection.deduction))
    return max(_price(order, items, product) - sum(deducted, Decimal(0)), Decimal(0))


def _original_method(order: OrderCheck, product: Product) -> Method:
    """How the goods were paid: as checked, else as registered."""
    if not order.knows(OrderCheck.payment_method) and product.knows(Product.payment_method):
        known = next((each for each in Method if product.payment_method in (each.name, each.value)), None)
        if known:
            return known
    return order.payment_method


@proposal
def refund_due(order: OrderCheck, items: tuple[Item, ...], product: Product, seen: tuple[Inspection, ...]) -> Refund:
    """The price paid, back the way it came."""
    return Refund(amount=_due(order, items, product, seen), method=_original_method(order, product))


@rule("按原支付方式退款", money=True)
def refund_to_original_method(order: OrderCheck, product: Product, money_back: Refund) -> Decision:
    """Money goes back the way it came."""
    original = _original_method(order, product)
    if money_back.method is not original:
        return deny("应退回原支付方式({original}),不能改退{method}",
                    original=original.label, method=money_back.method.label)
    return allow("退回原支付方式({original})", original=original.label)


@rule("退款金额", money=True)
def refund_matches_price(order: OrderCheck, items: tuple[Item, ...], product: Product, seen: tuple[Inspection, ...],
                         money_back: Refund) -> Decision:
    """Never more than was paid; less needs somebody's consent."""
    paid, due, amount = _price(order, items, product), _due(order, items, product, seen), money_back.amount
    if amount > paid:
        return deny("退款 {amount} 超过实付金额 {paid}", amount=amount, paid=paid)
    if amount != due:
        return refer("退款 {amount} 与应退金额 {due} 不符", amount=amount, due=due)
    return allow("应退 {due}", due=due)


# Exchanging

@rule("检验前先发替换商品")
def replacement_before_inspection(asked: ExchangeApplication, policy: Policy) -> Decision:
    """The replacement waits for the inspection unless the business ships in advance."""
    if policy[exchange_advance]:
        return allow("可在检验前先发替换商品")
    return deny("原商品尚未检验,不得先发替换商品")


@rule("替换商品已先行发出")
def shipped_ahead(sent: AdvanceShipment) -> Decision:
    """Whether the replacement left before the original came."""
    if sent.knows(AdvanceShipment.tracking_no):
        return allow("替换商品已先行发出,运单号 {tracking_no}", tracking_no=sent.tracking_no)
    return deny("替换商品没有先行发出")


@rule("先行发出的替换商品已收回")
def replacement_recovered(sent: AdvanceShipment) -> Decision:
    """Nobody keeps both: goods refused after their replacement has left are for a supervisor."""
    if sent.knows(AdvanceShipment.tracking_no):
        return refer("替换商品已先行发出(运单号 {tracking_no}),寄还前须确认如何收回", tracking_no=sent.tracking_no)
    return allow("没有先行发出的替换商品")


@rule("原商品去向")
def original_as_ruled(closing: Disposition, policy: Policy) -> Decision:
    """Another fate than the one the business has set is for a supervisor."""
    fate = closing.original
    if policy.has(exchange_original) and fate is not policy[exchange_original]:
        return refer("原商品应{ruled},现为{fate}", ruled=policy[exchange_original].label, fate=fate.label)
    return allow("原商品:{fate}", fate=fate.label)


# Freight

def _bearer(seen: tuple[Inspection, ...], policy: Policy) -> tuple[Party, Label]:
    """The customer, unless the company caused the fault; the policy says who, where pieces differ or nobody knows."""
    causes = {each.cause for each in seen or (Inspection(),)}
    if causes == {Cause.company}:
        return COMPANY, Label("公司原因的质量问题")
    if causes == {Cause.customer}:
        return CUSTOMER, Label("客户原因的损坏")
    if causes <= {Cause.none, Cause.customer}:
        return CUSTOMER, Label("没有公司原因的质量问题")
    why = Label("原因不明") if causes == {Cause.unclear} else Label("各件原因不一")
    return policy[freight_unclear], why


def _return_leg(sent: Posting, payer: Party, why: Label) -> Charge:
    """The customer's posting. Whether something is to be given back can be told only by who has paid."""
    known = payer is CUSTOMER and not sent.knows(Posting.freight_paid_by)
    return bill(sent.freight, payer, "由{who}承担:{why}", prepaid_by=None if known else PAID_BY[sent.freight_paid_by],
                who=Label(payer.title), why=why)


def _replacement_leg(sent: Shipment, payer: Party, why: Label) -> Charge:
    """The company's shipment, paid by the sender unless somebody says otherwise."""
    paid_by = sent.freight_paid_by if sent.knows(Shipment.freight_paid_by) else Payer.company
    return bill(sent.freight, payer, "由{who}承担:{why}", prepaid_by=PAID_BY[paid_by], who=Label(payer.title), why=why)


@charge("寄回运费")
def return_freight(sent: Posting, seen: tuple[Inspection, ...], policy: Policy) -> Charge:
    """The way back to the company, borne by whoever the inspection finds."""
    return _return_leg(sent, *_bearer(seen, policy))


@charge("换货发货运费")
def replacement_freight(asked: ExchangeApplication, sent: Shipment, seen: tuple[Inspection, ...],
                        policy: Policy) -> Charge:
    """The way of the replacement, which only an exchange has."""
    return _replacement_leg(sent, *_bearer(seen, policy))


@charge("寄回运费(质量问题属实)")
def return_freight_once_verified(sent: Posting, found: Verification, policy: Policy) -> Charge:
    """The way back where the fault is verified before anything is posted."""
    return _return_leg(sent, *_bearer_once_verified(found, policy))


@charge("换货发货运费(质量问题属实)")
def replacement_freight_once_verified(asked: ExchangeApplication, sent: Shipment, found: Verification,
                                      policy: Policy) -> Charge:
    """The way of the replacement where the fault is verified before anything is posted."""
    return _replacement_leg(sent, *_bearer_once_verified(found, policy))


def _bearer_once_verified(found: Verification, policy: Policy) -> tuple[Party, Label]:
    if found.quality_problem:
        return policy[freight_verified], Label("核实确为质量问题")
    return CUSTOMER, Label("核实不属质量问题")


@charge("不合格商品寄还运费")
def send_back_freight(back: SendBack, policy: Policy) -> Charge:
    """The way back to the customer of goods that were not taken."""
    freight, payer = back.freight, policy[refused_freight]
    return bill(freight, payer, "由{who}承担:{why}", prepaid_by=COMPANY, who=Label(payer.title),
                why=Label("检验不合格"))
