"""What a regulation says of parcels."""

from core.capabilities.parcels.forms import (
    Booking,
    Dispatch,
    Instructions,
    Mode,
    Posting,
    Problem,
    SharedWaybill,
    Trouble,
)
from core.capabilities.parcels.waybills import waybill_key
from core.sdk import Decision, Policy, allow, deny, length, proposal, refer, rule, words

return_address = words("parcels.return_address", "寄件收件地址")
stalled_after = length("parcels.stalled_after", "多久没有进展算延误")
lost_after = length("parcels.lost_after", "多久没有进展算丢失")
settle_within = length("parcels.settle_within", "多久内处理运输异常")


@rule("知道寄到哪里")
def address_known(said: Instructions, policy: Policy) -> Decision:
    """Nobody is asked to post something before there is an address."""
    if said.mode is Mode.pickup:
        return allow("公司派人取件")
    return allow("寄到:{address}", address=policy[return_address])


@rule("运单号没有用在别的案件")
def waybill_alone(posting: Posting, shared: SharedWaybill) -> Decision:
    """One parcel is one waybill. Goods of several cases may travel together; then somebody says so."""
    if shared.knows(SharedWaybill.waybill) and waybill_key(shared.waybill) == waybill_key(posting.waybill):
        return refer("运单号 {waybill} 也登记在案件 {cases},请核对;同一包裹装了几个案件的东西,改判时写明",
                     waybill=posting.waybill, cases=shared.cases)
    return allow("运单号 {waybill} 只登记在本案件", waybill=posting.waybill)


@rule("包裹已丢失")
def parcel_lost(trouble: Trouble) -> Decision:
    """Only what is noted as lost, and was not found since, is given up or sent again."""
    if trouble.problem is not Problem.loss:
        return deny("登记的异常是“{problem}”,不是丢失", problem=trouble.problem)
    if trouble.knows(Trouble.found) and trouble.found:
        return deny("包裹已经找到")
    return allow("包裹已登记丢失")


@proposal
def as_booked_in(booking: Booking) -> Posting:
    """What was said when the pick-up was booked need not be typed again."""
    if not booking.knows(Booking.waybill):
        return Posting(carrier=booking.carrier)
    return Posting(carrier=booking.carrier, waybill=booking.waybill)


@proposal
def as_booked_out(booking: Booking) -> Dispatch:
    """The same for what we send."""
    if not booking.knows(Booking.waybill):
        return Dispatch(carrier_out=booking.carrier)
    return Dispatch(carrier_out=booking.carrier, waybill_out=booking.waybill)
