"""The parcels follow what happens to their cases; and what is known of a waybill elsewhere."""

from collections.abc import Iterator
from decimal import Decimal

from core.capabilities.charges.booking import Books
from core.capabilities.parcels.forms import (
    Arrival,
    Booking,
    Delivery,
    Dispatch,
    Instructions,
    Mode,
    Payer,
    Posting,
    Problem,
    SharedWaybill,
    Trouble,
)
from core.capabilities.parcels.keeping import HERE, OUT, Shelf, readable
from core.capabilities.parcels.stages import ARRIVAL_CORRECTED, SETTLED, TROUBLED, Inbound, Outbound, SendBack
from core.capabilities.parcels.standing import Direction, Status
from core.capabilities.parcels.tables import MoveRow, ParcelRow, TroubleRow
from core.capabilities.parcels.waybills import waybill_key
from core.sdk import COMPANY, CUSTOMER, Form
from core.sdk.services import (
    ERASED,
    MERGED_INTO,
    SPLIT,
    ChargeRule,
    Doing,
    Erasure,
    InvalidInput,
    Reading,
    charges_of,
    facts,
    reacts,
)
from core.sdk.tables import CaseRow, select, update

PAYERS = {Payer.customer: CUSTOMER.key, Payer.company: COMPANY.key}


@reacts(Inbound.to_arrange)
def to_arrange(doing: Doing) -> None:
    """Something will come; logistics says how."""
    Shelf.of(doing).leg(doing.row, Direction.inbound)


@reacts(Outbound.due)
def to_send(doing: Doing) -> None:
    """Something has to go to the customer."""
    _to_send(Shelf.of(doing), doing.row, Direction.outbound)


@reacts(SendBack.waiting)
def to_return(doing: Doing) -> None:
    """Something has to go back as it came."""
    _to_send(Shelf.of(doing), doing.row, Direction.back)


def _to_send(shelf: Shelf, case: CaseRow, direction: Direction) -> None:
    """A new leg; what was sent before and is lost is given up."""
    for each in shelf.legs(case.id, *OUT):
        if each.sent_at is not None:
            shelf.note(each, Status.cancelled)
    shelf.leg(case, direction)


@reacts(Inbound.write_off)
def written_off(doing: Doing) -> None:
    """Nobody waits for it any longer."""
    shelf = Shelf.of(doing)
    for parcel in shelf.legs(doing.row.id, Direction.inbound):
        shelf.note(parcel, Status.cancelled)


@reacts(Instructions)
def arranged(doing: Doing) -> None:
    """How it comes was agreed, or agreed anew."""
    said, shelf = doing.said, Shelf.of(doing)
    assert isinstance(said, Instructions)
    parcel = shelf.leg(doing.row, Direction.inbound)
    pickup = said.knows(Instructions.mode) and said.mode is Mode.pickup
    parcel.expected_by = said.pickup_at if pickup and said.knows(Instructions.pickup_at) else None
    parcel.address = said.pickup_address if pickup and said.knows(Instructions.pickup_address) else ""
    parcel.carrier = parcel.carrier_key = parcel.waybill = parcel.waybill_key = ""
    parcel.double_of = None
    shelf.note(parcel, Status.expected)


@reacts(Posting)
def posted(doing: Doing) -> None:
    """It is on its way to us, or its waybill is corrected."""
    said, shelf = doing.said, Shelf.of(doing)
    assert isinstance(said, Posting)
    parcel = shelf.leg(doing.row, Direction.inbound)
    if said.knows(Posting.pieces):
        if said.pieces < 1:
            raise InvalidInput.field("pieces", "至少 1 件")
        parcel.pieces = said.pieces
    parcel.freight = said.freight if said.knows(Posting.freight) else parcel.freight
    if said.knows(Posting.freight_paid_by):
        parcel.paid_by = PAYERS[said.freight_paid_by]
    if said.knows(Posting.waybill):
        shelf.label(parcel, "waybill", said.carrier if said.knows(Posting.carrier) else "", said.waybill)
    parcel.sent_at = parcel.sent_at or doing.at
    shelf.note(parcel, Status.in_transit)
    if parcel.waybill_key:
        shelf.claim(parcel)


@reacts(Arrival)
def arrived(doing: Doing) -> None:
    """It came, or what was said of its arrival is corrected."""
    said, shelf = doing.said, Shelf.of(doing)
    assert isinstance(said, Arrival)
    again = doing.event.data.get("signal") == ARRIVAL_CORRECTED.name
    parcel = _received_last(shelf, doing.row) if again else _arriving(shelf, doing.row, said)
    came = said.pieces_received if said.knows(Arrival.pieces_received) else None
    if came is not None and came < 1:
        raise InvalidInput.field("pieces_received", "至少 1 件")
    if came is not None and parcel.pieces is not None and came > parcel.pieces:
        raise InvalidInput.field("pieces_received", "登记寄出 {pieces} 件,实收 {came} 件:先“更正运单”写对件数,"
                                 "或把多出来的当作无主包裹登记", pieces=parcel.pieces, came=came)
    if not again:
        parcel.received_at = said.arrived_at if said.knows(Arrival.arrived_at) else doing.at
        parcel.received_by, parcel.here_since = doing.actor.id, None
    parcel.pieces_received = came
    parcel.condition = said.condition.name if said.knows(Arrival.condition) else ""
    shelf.note(parcel, Status.received, place=HERE, note=said.remarks if said.knows(Arrival.remarks) else "")
    _shortage(doing, shelf, parcel)
    _turned_up(doing, shelf, parcel)


def _arriving(shelf: Shelf, case: CaseRow, said: Arrival) -> ParcelRow:
    """The parcel that came. Raises `InvalidInput` where another one is in somebody's hands."""
    coming = shelf.legs(case.id, Direction.inbound)
    if not said.knows(Arrival.waybill_read):
        return coming[0] if coming else shelf.add(case, Direction.inbound)
    key = readable("waybill_read", said.waybill_read)
    if not coming:
        parcel = shelf.add(case, Direction.inbound)
        shelf.label(parcel, "waybill_read", "", said.waybill_read)
        return parcel
    for each in coming:
        if each.waybill_key in ("", key):
            return each
    raise InvalidInput.field("waybill_read", "运单号 {waybill} 不是本案件的,本案件登记的是 {known};"
                             "先“更正运单”,或当作无主包裹登记", waybill=said.waybill_read.strip(),
                             known=tuple(each.waybill for each in coming))


def _received_last(shelf: Shelf, case: CaseRow) -> ParcelRow:
    received = [each for each in shelf.legs(case.id, Direction.inbound, living=False)
                if each.status == Status.received.name]
    if not received:
        raise InvalidInput.field("pieces_received", "本案件还没有收件")
    return received[-1]


def _shortage(doing: Doing, shelf: Shelf, parcel: ParcelRow) -> None:
    """Fewer than were sent is something for the carrier to answer; once, and not any more when corrected."""
    known = shelf.open_troubles(parcel, Problem.shortage)
    short = parcel.pieces is not None and parcel.pieces_received is not None and parcel.pieces_received < parcel.pieces
    if short and not known:
        shelf.trouble(parcel, Problem.shortage)
        doing.signal(TROUBLED, Trouble(problem=Problem.shortage))
    for each in known if not short else ():
        each.closed_at, each.closed_by = shelf.now, doing.actor.id


def _turned_up(doing: Doing, shelf: Shelf, parcel: ParcelRow) -> None:
    """What was late or lost is neither any more."""
    for each in shelf.open_troubles(parcel, Problem.delay, Problem.loss):
        each.closed_at, each.closed_by = shelf.now, doing.actor.id
        doing.signal(SETTLED, Trouble(problem=Problem[each.problem], found=True))


@reacts(Dispatch)
def sent(doing: Doing) -> None:
    """It is on its way to the customer, or its waybill is corrected."""
    said, shelf = doing.said, Shelf.of(doing)
    assert isinstance(said, Dispatch)
    back = doing.event.data.get("step", "").startswith(f"{SendBack.key}.")
    parcel = shelf.leg(doing.row, *(reversed(OUT) if back else OUT))
    parcel.freight = said.freight_out if said.knows(Dispatch.freight_out) else parcel.freight
    paid_by = said.freight_out_paid_by if said.knows(Dispatch.freight_out_paid_by) else Payer.company
    parcel.paid_by = PAYERS[paid_by]
    if said.knows(Dispatch.waybill_out):
        shelf.label(parcel, "waybill_out", said.carrier_out if said.knows(Dispatch.carrier_out) else "",
                    said.waybill_out)
    parcel.sent_at = parcel.sent_at or doing.at
    shelf.note(parcel, Status.in_transit)


@reacts(Delivery)
def delivered(doing: Doing) -> None:
    """The customer has it."""
    said, shelf = doing.said, Shelf.of(doing)
    assert isinstance(said, Delivery)
    for parcel in shelf.legs(doing.row.id, *OUT):
        parcel.received_at = said.delivered_at if said.knows(Delivery.delivered_at) else doing.at
        shelf.note(parcel, Status.delivered)
        _turned_up(doing, shelf, parcel)


@reacts(Inbound.give_up)
def given_up(doing: Doing) -> None:
    """The customer sends nothing after all."""
    shelf = Shelf.of(doing)
    for parcel in shelf.legs(doing.row.id, Direction.inbound):
        shelf.note(parcel, Status.cancelled)


@reacts(Booking)
def booked(doing: Doing) -> None:
    """The carrier knows of it."""
    said, shelf = doing.said, Shelf.of(doing)
    assert isinstance(said, Booking)
    for parcel in shelf.legs(doing.row.id):
        if parcel.status in (Status.expected.name, Status.booked.name):
            if said.knows(Booking.waybill):
                shelf.label(parcel, "waybill", said.carrier, said.waybill)
            parcel.carrier = said.carrier
            parcel.expected_by = said.at if said.knows(Booking.at) else parcel.expected_by
            shelf.note(parcel, Status.booked)


@reacts(Form)
def who_pays(doing: Doing) -> None:
    """Whoever bears the freight is told by the rules, and may change with every finding; the ledger says what is still
    to be given back."""
    if not any(isinstance(each, Posting | Dispatch) for each in doing.case.forms):
        return
    legs = [each for each in Shelf.of(doing).legs(doing.row.id, living=False) if each.freight is not None]
    if not legs:
        return
    charged = {each.charge: each for each in charges_of(doing.case)}
    left = Books(doing.work, doing.actor, doing.place.now()).sums(doing.row.id).freight_owed
    for name, rule in doing.case.here.awake(ChargeRule).items():
        found = charged.get(name)
        wanted = [kind for form, kind in ((Posting, (Direction.inbound,)), (Dispatch, OUT)) if form in rule.forms]
        of_these = [each for each in legs if any(each.direction in [one.name for one in kind] for kind in wanted)]
        if not of_these or found is None or found.payer is None:
            continue
        for each in of_these:
            each.payer, each.owed = found.payer.key, Decimal(0)
        if found.prepaid_by == CUSTOMER and found.payer == COMPANY:
            of_these[-1].owed = min(left, found.reimbursable)
            left -= of_these[-1].owed


@reacts(SPLIT)
def split(doing: Doing) -> None:
    """Items that leave for another case travel in the same parcels."""
    new = doing.work.session.scalar(select(CaseRow).where(CaseRow.number == doing.event.data.get("to", "")))
    if new is None:
        return
    shelf = Shelf.of(doing)
    for each in shelf.legs(doing.row.id):
        twin = shelf.add(new, Direction[each.direction], Status[each.status])
        for name in ("carrier", "carrier_key", "waybill", "waybill_key", "sent_at", "expected_by", "address"):
            setattr(twin, name, getattr(each, name))
        twin.double_of = each.double_of or (each.id if each.waybill_key else None)
        shelf.note(twin)


@reacts(MERGED_INTO)
def merged(doing: Doing) -> None:
    """Its parcels now belong to the case it became part of."""
    other = doing.work.session.scalar(select(CaseRow.id).where(CaseRow.number == doing.event.data["into"]))
    shelf = Shelf.of(doing)
    for each in shelf.legs(doing.row.id):
        if each.sent_at is None and shelf.legs(other or 0, Direction[each.direction]):
            shelf.note(each, Status.cancelled)
        else:
            each.case_id = other
            shelf.note(each)


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """What was written of a customer's parcels goes; that there were any, and their money, stays."""
    session, of = erasure.work.session, ParcelRow.case_id.in_(erasure.case_ids)
    ids = select(ParcelRow.id).where(of)
    session.execute(update(MoveRow).where(MoveRow.parcel_id.in_(ids)).values(place="", note="", evidence_id=None))
    session.execute(update(TroubleRow).where(TroubleRow.parcel_id.in_(ids)).values(note="", outcome="",
                                                                                  evidence_id=None))
    session.execute(update(ParcelRow).where(of).values(address="", contents="", waybill="", waybill_key=""))


@facts(SharedWaybill)
def shared_waybill(reading: Reading) -> Iterator[SharedWaybill]:
    """Which other cases have the waybill that this one was given last."""
    said = next((each for each in reversed(reading.case.forms) if isinstance(each, Posting)), None)
    if said is None or not said.knows(Posting.waybill):
        return
    others = reading.work.session.scalars(
        select(CaseRow.number).join_from(ParcelRow, CaseRow).where(
            ParcelRow.waybill_key == waybill_key(said.waybill), ParcelRow.case_id != reading.row.id,
            ParcelRow.status != Status.cancelled.name).distinct().order_by(CaseRow.number).limit(5)).all()
    if others:
        yield SharedWaybill(waybill=said.waybill, cases="、".join(others))
