"""What other programs send about parcels and are told of them."""

from typing import Any

from core.capabilities.parcels.forms import Condition, Problem
from core.capabilities.parcels.tracking import FILTERS, LONGEST
from core.sdk.rest import ask, sample, tell

ONE: dict[str, Any] = {
    "id": 7, "case": "JX-2025-00001", "title": "Garden pump", "direction": "inbound", "status": "in_transit",
    "stalled": False, "carrier": "SF", "waybill": "SF1234567890", "double": False, "pieces": 1, "pieces_received": None,
    "contents": "Garden pump", "freight": "18.00", "paid_by": "customer", "payer": "company", "owed": "18.00",
    "expected_by": None, "sent_at": "2025-03-05T02:00:00+00:00", "last_update_at": "2025-03-05T02:00:00+00:00",
    "here_since": None, "received_at": None, "condition": "", "version": 2}
WRONG: dict[str, Any] = {"id": 3, "parcel": 7, "problem": "damage", "found_at": "2025-03-06T02:00:00+00:00",
                         "note": "Box crushed", "claim": "80.00", "paid": None, "outcome": "", "closed_at": None}
GOOD: dict[str, Any] = {"code": "SF1234567890", "ready": True, "case": "JX-2025-00001", "state": "inbound.transit",
                        "parcel": ONE, "others": []}


class ParcelSaid(tell.Output):
    """A parcel."""

    id = tell.counts("Its id.")
    case = tell.maybe("Number of its case; null while nobody claims it.")
    title = tell.says("What the case is about.")
    direction = tell.says("`inbound`, `outbound` or `back` (as it came).")
    status = tell.says("`expected`, `booked`, `in_transit`, `received`, `delivered`, `lost`, `damaged` or `cancelled`.")
    stalled = tell.truth("Whether nothing was heard of it for longer than the regulation allows.")
    carrier = tell.says("Who carries it.")
    waybill = tell.says("Its waybill, as it was written.")
    double = tell.truth("Whether another parcel has the same waybill.")
    pieces = tell.maybe_counts("How many pieces were posted.")
    pieces_received = tell.maybe_counts("How many came.")
    contents = tell.says("What is in it.")
    freight = tell.maybe("Freight.")
    paid_by = tell.says("Who has paid the carrier: `customer` or `company`.")
    payer = tell.says("Who bears it, as far as the rules can tell.")
    owed = tell.says("What the company has to give back to the customer.")
    expected_by = tell.maybe_at("When it is fetched.")
    sent_at = tell.maybe_at("When it left.")
    last_update_at = tell.at("When something was last heard of it.")
    here_since = tell.maybe_at("When it came in without anybody having asked for it.")
    received_at = tell.maybe_at("When it was received.")
    condition = tell.says("How it looked.")
    version = tell.counts("Grows with every change.")
    example = sample(ONE)


class ParcelMoveSaid(tell.Output):
    """Something that happened to a parcel."""

    at = tell.at("When.")
    who = tell.says("Who wrote it down; empty for the desk and customers.")
    status = tell.says("How far it was.")
    place = tell.says("Where it was, or who had it.")
    note = tell.says("What was noted.")
    example = sample({"at": "2025-03-05T02:00:00+00:00", "who": "Kong", "status": "in_transit", "place": "",
                      "note": ""})


class ParcelTroubleSaid(tell.Output):
    """Something that went wrong with a parcel."""

    id = tell.counts("Its id.")
    parcel = tell.counts("Id of the parcel.")
    problem = tell.says("`delay`, `damage`, `loss` or `shortage`.")
    found_at = tell.at("When it was noted.")
    note = tell.says("What was noted.")
    claim = tell.maybe("What is claimed of the carrier.")
    paid = tell.maybe("What the carrier paid.")
    outcome = tell.says("How it was settled.")
    closed_at = tell.maybe_at("When it was settled; null while it is not.")
    example = sample(WRONG)


class WholeParcel(ParcelSaid):
    """A parcel with what happened to it."""

    moves = tell.parts(ParcelMoveSaid, "The first first.")
    troubles = tell.parts(ParcelTroubleSaid, "The latest first.")
    example = sample({**ONE, "moves": [ParcelMoveSaid.example], "troubles": [WRONG]})


class ParcelPage(tell.Output):
    """Parcels."""

    parcels = tell.parts(ParcelSaid, "The page.")
    next_cursor = tell.maybe("What names the next page; null at the end.")
    next = tell.maybe("Its address.")
    example = sample({"parcels": [ONE], "next_cursor": None, "next": None})


class ParcelList(tell.Output):
    """Parcels."""

    parcels = tell.parts(ParcelSaid, "All of them.")
    example = sample({"parcels": [ONE]})


class OwedFreightSaid(tell.Output):
    """Freight that customers paid for the company."""

    total = tell.amount("In all.")
    parcels = tell.parts(ParcelSaid, "The latest first.")
    example = sample({"total": "18.00", "parcels": [ONE]})


class ParcelTroublesSaid(tell.Output):
    """What is not settled."""

    troubles = tell.parts(ParcelTroubleSaid, "The oldest first.")
    example = sample({"troubles": [WRONG]})


class FoundParcel(tell.Output):
    """What a code stands for."""

    code = tell.says("What was asked for.")
    ready = tell.truth("Whether it can be received now.")
    case = tell.maybe("Number of the case; null for what nobody knows.")
    state = tell.says("State of the case.")
    parcel = tell.part(ParcelSaid, "The parcel; null where there is none.", optional=True)
    others = tell.parts(ParcelSaid, "Those of further cases with the same waybill.")
    example = sample(GOOD)


class WhichParcels(ask.Input):
    """Which parcels."""

    which = ask.text("`lost`, `stalled` or `double`; all that are on their way, if not given.", one_of=tuple(FILTERS))
    cursor = ask.text("`next_cursor` of the page before.", longest=100)
    limit = ask.whole("How many.", least=1, most=200, address=True, default=50)
    example = sample({"which": "stalled"})


class WhichLegs(ask.Input):
    """Which page."""

    cursor = ask.text("`next_cursor` of the page before.", longest=100)
    limit = ask.whole("How many.", least=1, most=200, address=True, default=50)
    example = sample({"limit": 50})


class ScannedCode(ask.Input):
    """What was scanned."""

    code = ask.text("A waybill, a case's number or the code of a label.", shortest=1, required=True)
    example = sample({"code": "SF1234567890"})


class ParcelArrived(ask.Input):
    """That something came."""

    number = ask.text("Number of the case.", longest=64, shortest=1, required=True)
    condition = ask.text("How it looks.", one_of=tuple(Condition.__members__), default="intact")
    pieces_received = ask.whole("How many pieces.", least=1, most=10_000)
    waybill_read = ask.text("The waybill on it; refused where it is another case's.", longest=64)
    remarks = ask.text("What is noted.", longest=LONGEST)
    version = ask.version()
    example = sample({"number": "JX-2025-00001", "condition": "intact", "waybill_read": "SF1234567890"})


class UnaskedParcel(ask.Input):
    """Something nobody asked for."""

    waybill = ask.text("Its waybill; without one it gets a number of ours, and needs a note.", longest=64)
    carrier = ask.text("Who brought it.", longest=60)
    note = ask.text("How it looks, who sent it.")
    pieces = ask.whole("How many pieces.", least=1, most=10_000)
    example = sample({"waybill": "SF777", "carrier": "SF", "note": "Small box"})


class WhoseParcel(ask.Input):
    """Whose it is."""

    number = ask.text("Number of the case.", longest=64, shortest=1, required=True)
    example = sample({"number": "JX-2025-00001"})


class ParcelBooked(ask.Input):
    """That a carrier knows of it."""

    carrier = ask.text("Who.", longest=60, shortest=1, required=True)
    waybill = ask.text("The waybill, where it is known.", longest=64)
    at = ask.moment("When it is fetched.")
    example = sample({"carrier": "SF", "waybill": "SF1234567890"})


class ParcelMoved(ask.Input):
    """Who has it now, or what the carrier says."""

    place = ask.text("Where it is, or who has it.", longest=LONGEST)
    note = ask.text("What is noted.", longest=LONGEST)
    evidence = ask.whole("Id of a file of its case that shows it.", least=1)
    example = sample({"place": "Workshop"})


class ParcelBroken(ask.Input):
    """What went wrong."""

    problem = ask.text("What.", one_of=tuple(Problem.__members__), required=True)
    note = ask.text("What is noted.", longest=LONGEST)
    claim = ask.amount("What is claimed of the carrier.")
    evidence = ask.whole("Id of a file of its case that shows it.", least=1)
    example = sample({"problem": "damage", "note": "Box crushed", "claim": "80.00"})


class ParcelSettled(ask.Input):
    """How it was settled."""

    outcome = ask.text("How.", longest=LONGEST, shortest=1, required=True)
    paid = ask.amount("What the carrier paid.")
    found = ask.flag("Whether a lost parcel was found.")
    example = sample({"outcome": "Paid by the carrier", "paid": "60.00"})
