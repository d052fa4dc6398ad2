"""The ways of a parcel: to us, to the customer, and back to the customer where nothing was done."""

from core.capabilities.parcels.forms import Arrival, Delivery, Dispatch, Instructions, Posting
from core.capabilities.parcels.rules import as_booked_in, as_booked_out, parcel_lost
from core.sdk import CARRIER, CUSTOMER, DONE, END, LOGISTICS, SERVICE, Outcome, Signal, Stage, State

LOST = Signal("parcels.lost", "包裹丢失")
TROUBLED = Signal("parcels.troubled", "运输异常")
SETTLED = Signal("parcels.settled", "运输异常已处理")
BOOKED = Signal("parcels.booked", "已约承运方")
FURTHER = Signal("parcels.arrived", "又到一件")
ARRIVAL_CORRECTED = Signal("parcels.arrival_corrected", "更正收件登记")
sent_back, withdrawn = Outcome("sent_back", "已寄还"), Outcome("withdrawn", "客户撤回")
lost_on_the_way = Outcome("lost_on_the_way", "寄来途中丢失")


class Inbound(Stage):
    """寄来"""

    to_arrange = State("待安排寄件", start=True)
    asked = State("待客户寄出", waiting_for=CUSTOMER)
    transit = State("寄来途中", waiting_for=CARRIER)
    arrange = to_arrange.to(asked, "安排寄件", by=LOGISTICS, form=Instructions)
    arrange_again = asked.to(asked, "改寄件安排", by=LOGISTICS, form=Instructions)
    post = asked.to(transit, "已寄出", by=SERVICE, form=Posting, customer="我已寄出,填运单号")
    picked_up = asked.to(transit, "已取件", by=LOGISTICS, form=Posting, propose=as_booked_in)
    give_up = asked.to(END, "客户不再寄来", by=SERVICE, customer="我不寄了", then=withdrawn)
    receive = transit.to(DONE, "收件", by=LOGISTICS, form=Arrival)
    correct = transit.to(transit, "更正运单", by=SERVICE, form=Posting, customer="更正运单号")
    write_off = transit.to(END, "包裹丢失,结案", by=LOGISTICS, when=parcel_lost, then=lost_on_the_way)


class Outbound(Stage):
    """寄还"""

    due = State("待寄出", start=True)
    sent = State("寄还途中", waiting_for=CARRIER)
    ship = due.to(sent, "寄出", by=LOGISTICS, form=Dispatch, propose=as_booked_out)
    deliver = sent.to(DONE, "已签收", by=LOGISTICS, form=Delivery, customer="我已收到")
    correct_out = sent.to(sent, "更正运单", by=LOGISTICS, form=Dispatch)
    send_again = sent.to(due, "包裹丢失,重新寄出", by=LOGISTICS, when=parcel_lost)


class SendBack(Stage):
    """原样寄还"""

    waiting = State("待原样寄还", start=True)
    returning = State("原样寄还途中", waiting_for=CARRIER)
    return_goods = waiting.to(returning, "原样寄还", by=LOGISTICS, form=Dispatch, propose=as_booked_out)
    arrived_back = returning.to(END, "客户已收到", by=LOGISTICS, form=Delivery, customer="我已收到", then=sent_back)
    send_again = returning.to(waiting, "包裹丢失,重新寄出", by=LOGISTICS, when=parcel_lost)
