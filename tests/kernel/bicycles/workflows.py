"""The stages of a repair, and advice."""

from core.sdk import (
    ABSENT,
    CUSTOMER,
    DONE,
    END,
    FINANCE,
    SERVICE,
    TECHNICIAN,
    Outcome,
    Stage,
    State,
    Workflow,
)
from tests.kernel.bicycles.forms import Consent, Look, Offer, Payment, Question, Refusal, Request
from tests.kernel.bicycles.rules import offer_of, parts_sound

declined, mended = Outcome("declined", "不予受理"), Outcome("refunded", "已修好", final=True)
scrapped = Outcome("scrapped", "报废")


class Scrap(Stage):
    """报废"""

    found = State("待告知", start=True)
    tell = found.to(END, "告知车主", by=SERVICE, then=scrapped)


class Intake(Stage):
    """受理"""

    received = State("待受理", start=True)
    accept = received.to(DONE, "受理", by=SERVICE, form=Consent)
    decline = received.to(END, "不予受理", by=SERVICE, form=Refusal, then=declined)


class Bench(Stage):
    """检查"""

    waiting = State("待检查", start=True)
    looked = State("已检查")
    look = waiting.to(looked, "检查", by=TECHNICIAN, form=Look)
    look_again = looked.to(looked, "复查", by=TECHNICIAN, form=Look)
    sound = looked.to(DONE, "可修", by=TECHNICIAN, when=parts_sound)
    worn = looked.to(Scrap, "报废", by=TECHNICIAN, unless=parts_sound, otherwise=END, then=scrapped)


class Quote(Stage):
    """报价"""

    due = State("待报价", start=True)
    sent = State("待客户答复", waiting_for=CUSTOMER)
    offer = due.to(sent, "报价", by=SERVICE, form=Offer, propose=offer_of)
    agree = sent.to(DONE, "客户同意", by=SERVICE)
    refuse = sent.to(END, "客户不修", by=SERVICE, then=declined)


class Ride(Stage):
    """试骑"""

    ready = State("待试骑", start=True)
    ridden = ready.to(DONE, "试骑完毕", by=TECHNICIAN)


class Pay(Stage):
    """收款"""

    due = State("待收款", start=True)
    pay = due.to(DONE, "收款", by=FINANCE, form=Payment, then=mended)
    ride_first = due.to(lambda: Ride, "先试骑", by=SERVICE, otherwise=ABSENT)


class Repair(Workflow, title="维修", number="CX", opens=Request):
    """维修"""

    stages = (Intake, Bench, Quote, Pay, Ride, Scrap)


class Advice(Workflow, title="咨询", number="CZ", opens=Question):
    """咨询"""

    asked = State("待答复", start=True)
    answered = State("已答复", end=True)
    answer = asked.to(answered, "答复", by=SERVICE)
