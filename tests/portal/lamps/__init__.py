"""灯:寄修。An industry of the tests' own, whose customers ask for service and answer quotes themselves."""

from decimal import Decimal

from core.sdk import (
    CUSTOMER,
    END,
    OPENED,
    SERVICE,
    TECHNICIAN,
    Choice,
    Customer,
    Decision,
    Document,
    Form,
    Industry,
    Item,
    Outcome,
    Stage,
    State,
    Target,
    Workflow,
    allow,
    choice,
    day,
    deny,
    length,
    money,
    rule,
    text,
    yes_no,
)

quote_within, send_within = length("quote.within", "报价时限"), length("send.within", "寄出时限")
repaired = Outcome("repaired", "已修好")


class Fault(Choice):
    dead = "不亮"
    flicker = "闪烁"


class Request(Form):
    """您的灯"""

    model: str = text("产品型号", photo=True)
    fault: Fault = choice("怎么了", Fault)
    details: str = text("再说几句", optional=True, long=True)
    caller: str = text("联系电话", prefill=Customer.phone)


class Sent(Form):
    """寄出"""

    waybill: str = text("运单号")
    sent_on = day("寄出日期", past=True)


class Offer(Form):
    """报价"""

    amount: Decimal = money("金额")


class Consent(Form):
    """答复"""

    agreed: bool = yes_no("同意报价")
    words: str = text("想说的话", optional=True, photo=True)


@rule("可以同意")
def may_agree(offer: Offer) -> Decision:
    """What costs more than a new lamp is not agreed to."""
    return deny("金额 {amount} 超过新灯的价钱", amount=offer.amount) if offer.amount > 500 else allow("可以修")


class PostIn(Stage):
    """寄来"""

    awaited = State("等您寄来", start=True, waiting_for=CUSTOMER)
    moving = State("寄来途中")

    post = awaited.to(moving, "告诉我们已寄出", by=SERVICE, form=Sent, customer="告诉我们已寄出")
    drop = awaited.to(END, "不寄了", by=SERVICE, customer="不寄了")
    arrive = moving.to(lambda: Quoting, "收到", by=TECHNICIAN)


class Quoting(Stage):
    """报价"""

    bench = State("待检测", start=True)
    quoted = State("待您答复", waiting_for=CUSTOMER)

    quote = bench.to(quoted, "报价", by=TECHNICIAN, form=Offer)
    refuse = bench.to(END, "不予维修", by=TECHNICIAN, unless=may_agree)
    answer = quoted.to(lambda: Mending, "答复报价", by=SERVICE, form=Consent, when=may_agree, customer="答复报价")
    give_up = quoted.to(END, "不修了", by=SERVICE, unless=may_agree)


class Mending(Stage):
    """维修"""

    mending = State("维修中", start=True)

    finish = mending.to(END, "修好寄还", by=TECHNICIAN, then=repaired)


class Repair(Workflow, title="灯坏了,寄来修", number="DX", opens=Request, public="请我们看一看"):
    """寄修"""

    stages = (PostIn, Quoting, Mending)


class Inside(Workflow, title="内部返工", number="FG", opens=Request):
    """返工"""

    waiting = State("待返工", start=True)

    redo = waiting.to(END, "返工", by=TECHNICIAN)


class Look(Form):
    """验看"""

    per = Item
    whole: bool = yes_no("完好")


class GiveBack(Workflow, title="退货", number="TH", opens=Request, public="请我们看一看"):
    """退货"""

    waiting = State("待验看", start=True)
    seen = State("待退款")

    look = waiting.to(seen, "验看", by=SERVICE, form=Look)
    pay = seen.to(END, "退款", by=SERVICE)


class Hidden(Workflow, title="没有规定的事", number="WG", opens=Request, public="请我们看一看"):
    """没有规定"""

    waiting = State("待办", start=True)

    do = waiting.to(END, "办", by=SERVICE)


quoted_soon = Target("报价", since=OPENED, until=Quoting.quote, within=quote_within)
sent_soon = Target("寄出", since=OPENED, until=PostIn.post, within=send_within, of=CUSTOMER)
slip = Document("寄送单", before=PostIn.post, tells=(Request.model, Request.fault), says=("请把本单放进包裹。",))
inner = Document("检测单", before=Quoting.quote, tells=(Request.model,))

lamps = Industry("lamps", __name__, title="灯")
