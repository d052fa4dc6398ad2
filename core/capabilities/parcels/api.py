"""Parcels for other programs: a scanner of one's own, the system of a carrier."""

from decimal import Decimal
from typing import Any

from core.capabilities.parcels.bench import Bench, Found
from core.capabilities.parcels.forms import Condition, Problem
from core.capabilities.parcels.permissions import BOOK, RECEIVE, SEE
from core.capabilities.parcels.seeing import Parcel
from core.capabilities.parcels.tables import TroubleRow
from core.capabilities.parcels.tracking import FILTERS, LONGEST, Tracking
from core.capabilities.parcels.troubles import Troubles
from core.sdk.rest import (
    MethodView,
    Receipt,
    Resource,
    Response,
    ask,
    done,
    made,
    moment,
    money,
    once_by_key,
    paged,
    said,
    sample,
    say,
    tell,
    the_desk,
    the_key,
)
from core.sdk.rest import the_actor as actor

resource = Resource("parcels", "Parcels", "What travels to the business and back: found by waybill, received, tracked.",
                    paths={"parcel": "Id of the parcel.", "trouble": "Id of the trouble."})

ONE: dict[str, Any] = {
    "id": 7, "case": "JX-2025-00001", "title": "Pendant lamp", "direction": "inbound", "status": "in_transit",
    "stalled": False, "carrier": "SF", "waybill": "SF1234567890", "double": False, "pieces": 1, "pieces_received": None,
    "contents": "Pendant lamp", "freight": "18.00", "paid_by": "customer", "payer": "company", "owed": "18.00",
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


class MoveSaid(tell.Output):
    """Something that happened to a parcel."""

    at = tell.at("When.")
    who = tell.says("Who wrote it down; empty for the desk and customers.")
    status = tell.says("How far it was.")
    place = tell.says("Where it was, or who had it.")
    note = tell.says("What was noted.")
    example = sample({"at": "2025-03-05T02:00:00+00:00", "who": "Kong", "status": "in_transit", "place": "",
                      "note": ""})


class TroubleSaid(tell.Output):
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

    moves = tell.parts(MoveSaid, "The first first.")
    troubles = tell.parts(TroubleSaid, "The latest first.")
    example = sample({**ONE, "moves": [MoveSaid.example], "troubles": [WRONG]})


class ParcelPage(tell.Output):
    """Parcels."""

    parcels = tell.parts(ParcelSaid, "The page.")
    next_cursor = tell.maybe("What names the next page; null at the end.")
    next = tell.maybe("Its address.")
    example = sample({"parcels": [ONE], "next_cursor": None, "next": None})


class Parcels(tell.Output):
    """Parcels."""

    parcels = tell.parts(ParcelSaid, "All of them.")
    example = sample({"parcels": [ONE]})


class Owed(tell.Output):
    """Freight that customers paid for the company."""

    total = tell.amount("In all.")
    parcels = tell.parts(ParcelSaid, "The latest first.")
    example = sample({"total": "18.00", "parcels": [ONE]})


class TroublesSaid(tell.Output):
    """What is not settled."""

    troubles = tell.parts(TroubleSaid, "The oldest first.")
    example = sample({"troubles": [WRONG]})


class FoundSaid(tell.Output):
    """What a code stands for."""

    code = tell.says("What was asked for.")
    ready = tell.truth("Whether it can be received now.")
    case = tell.maybe("Number of the case; null for what nobody knows.")
    state = tell.says("State of the case.")
    parcel = tell.part(ParcelSaid, "The parcel; null where there is none.", optional=True)
    others = tell.parts(ParcelSaid, "Those of further cases with the same waybill.")
    example = sample(GOOD)


class Which(ask.Input):
    """Which parcels."""

    which = ask.text("`lost`, `stalled` or `double`; all that are on their way, if not given.", one_of=tuple(FILTERS))
    cursor = ask.text("`next_cursor` of the page before.", longest=100)
    limit = ask.whole("How many.", least=1, most=200, address=True, default=50)
    example = sample({"which": "stalled"})


class WhichToBook(ask.Input):
    """Which page."""

    cursor = ask.text("`next_cursor` of the page before.", longest=100)
    limit = ask.whole("How many.", least=1, most=200, address=True, default=50)
    example = sample({"limit": 50})


class Code(ask.Input):
    """What was scanned."""

    code = ask.text("A waybill, a case's number or the code of a label.", shortest=1, required=True)
    example = sample({"code": "SF1234567890"})


class Arrived(ask.Input):
    """That something came."""

    number = ask.text("Number of the case.", longest=64, shortest=1, required=True)
    condition = ask.text("How it looks.", one_of=tuple(Condition.__members__), default="intact")
    pieces_received = ask.whole("How many pieces.", least=1, most=10_000)
    waybill_read = ask.text("The waybill on it; refused where it is another case's.", longest=64)
    remarks = ask.text("What is noted.", longest=LONGEST)
    version = ask.version()
    example = sample({"number": "JX-2025-00001", "condition": "intact", "waybill_read": "SF1234567890"})


class Unasked(ask.Input):
    """Something nobody asked for."""

    waybill = ask.text("Its waybill; without one it gets a number of ours, and needs a note.", longest=64)
    carrier = ask.text("Who brought it.", longest=60)
    note = ask.text("How it looks, who sent it.")
    pieces = ask.whole("How many pieces.", least=1, most=10_000)
    example = sample({"waybill": "SF777", "carrier": "SF", "note": "Small box"})


class Whose(ask.Input):
    """Whose it is."""

    number = ask.text("Number of the case.", longest=64, shortest=1, required=True)
    example = sample({"number": "JX-2025-00001"})


class Booked(ask.Input):
    """That a carrier knows of it."""

    carrier = ask.text("Who.", longest=60, shortest=1, required=True)
    waybill = ask.text("The waybill, where it is known.", longest=64)
    at = ask.moment("When it is fetched.")
    example = sample({"carrier": "SF", "waybill": "SF1234567890"})


class Moved(ask.Input):
    """Who has it now, or what the carrier says."""

    place = ask.text("Where it is, or who has it.", longest=LONGEST)
    note = ask.text("What is noted.", longest=LONGEST)
    evidence = ask.whole("Id of a file of its case that shows it.", least=1)
    example = sample({"place": "Workshop"})


class Broken(ask.Input):
    """What went wrong."""

    problem = ask.text("What.", one_of=tuple(Problem.__members__), required=True)
    note = ask.text("What is noted.", longest=LONGEST)
    claim = ask.amount("What is claimed of the carrier.")
    evidence = ask.whole("Id of a file of its case that shows it.", least=1)
    example = sample({"problem": "damage", "note": "Box crushed", "claim": "80.00"})


class Settled(ask.Input):
    """How it was settled."""

    outcome = ask.text("How.", longest=LONGEST, shortest=1, required=True)
    paid = ask.amount("What the carrier paid.")
    found = ask.flag("Whether a lost parcel was found.")
    example = sample({"outcome": "Paid by the carrier", "paid": "60.00"})


def _parcel(each: Parcel) -> dict[str, Any]:
    data = each.data()
    for name in ("expected_by", "sent_at", "last_update_at", "here_since", "received_at"):
        data[name] = moment(data[name], say())
    return {**data, "freight": money(data["freight"]), "owed": money(data["owed"])}


def _trouble(row: TroubleRow) -> dict[str, Any]:
    return {"id": row.id, "parcel": row.parcel_id, "problem": row.problem, "found_at": moment(row.found_at, say()),
            "note": row.note, "claim": money(row.claim), "paid": money(row.paid), "outcome": row.outcome,
            "closed_at": moment(row.closed_at, say())}


def _found(found: Found) -> dict[str, Any]:
    return {"code": found.code, "ready": found.ready, "case": found.number or None, "state": found.state,
            "parcel": _parcel(found.parcel) if found.parcel else None, "others": [*map(_parcel, found.others)]}


def _amount(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def _bench() -> Bench:
    return Bench(the_desk().place)


def _tracking() -> Tracking:
    return Tracking(the_desk().place)


def _troubles() -> Troubles:
    return Troubles(the_desk().place)


@resource.route("/parcels/on-the-way")
class OnTheWay(MethodView):
    @resource.reads("list_parcels", SEE, ParcelPage, asks=Which)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what is on its way, lost and stalled parcels first"""
        page = _tracking().on_the_way(actor(), asked["which"], asked["cursor"], asked["limit"])
        return paged({"parcels": [*map(_parcel, page.parcels)]}, page.next_cursor)


@resource.route("/parcels/to-book")
class ToBook(MethodView):
    @resource.reads("list_parcels_to_book", SEE, ParcelPage, asks=WhichToBook)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what has to be arranged, fetched and sent"""
        page = _tracking().to_book(actor(), asked["cursor"], asked["limit"])
        return paged({"parcels": [*map(_parcel, page.parcels)]}, page.next_cursor)


@resource.route("/parcels/found")
class FoundBy(MethodView):
    @resource.reads("find_parcel", SEE, FoundSaid, asks=Code)
    def get(self, asked: dict[str, Any]) -> Response:
        """Find what is in hand by waybill or case number"""
        return said(_found(_bench().find(actor(), asked["code"])))


@resource.route("/parcels/receipts")
class Receipts(MethodView):
    @resource.does("receive_parcel", RECEIVE, Receipt, takes=Arrived)
    def post(self, body: dict[str, Any]) -> Response:
        """Receive a parcel of a case"""
        number, version = body.pop("number"), body.pop("version")
        answers = {name: each for name, each in body.items() if each not in (None, "")}
        return done(_bench().receive(actor(), number, answers, version=version, key=the_key()))


@resource.route("/parcels/corrections")
class Corrections(MethodView):
    @resource.does("correct_parcel_receipt", RECEIVE, Receipt, takes=Arrived)
    def post(self, body: dict[str, Any]) -> Response:
        """Say better how a parcel arrived"""
        number, version = body.pop("number"), body.pop("version")
        answers = {name: each for name, each in body.items() if each not in (None, "") and name != "waybill_read"}
        return done(_bench().correct(actor(), number, answers, version=version, key=the_key()))


@resource.route("/parcels/unclaimed")
class Unclaimed(MethodView):
    @resource.reads("list_unclaimed_parcels", SEE, Parcels)
    def get(self) -> Response:
        """List what lies here and belongs to nobody yet"""
        return said({"parcels": [*map(_parcel, _bench().unclaimed(actor()))]})

    @resource.does("keep_unclaimed_parcel", RECEIVE, ParcelSaid, takes=Unasked, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Keep what nobody asked for"""
        found, replayed = once_by_key("parcels.unclaimed", body, lambda: _parcel(
            _bench().keep_unclaimed(actor(), body["waybill"], carrier=body["carrier"], note=body["note"],
                                    pieces=body["pieces"])))
        return made(found, 201, replayed=replayed)


@resource.route("/parcels/owed")
class OwedFreight(MethodView):
    @resource.reads("list_owed_freight", SEE, Owed)
    def get(self) -> Response:
        """List the freight that customers paid for the company"""
        total, found = _tracking().owed(actor())
        return said({"total": money(total), "parcels": [*map(_parcel, found)]})


@resource.route("/parcels/<int(max=2147483647):parcel>")
class OneParcel(MethodView):
    @resource.reads("get_parcel", SEE, WholeParcel)
    def get(self, parcel: int) -> Response:
        """A parcel and what happened to it"""
        tracking = _tracking()
        found = tracking.one(actor(), parcel)
        return said({**_parcel(found), "moves": [
            {"at": moment(row.at, say()), "who": who, "status": row.status, "place": row.place, "note": row.note}
            for row, who in tracking.story(actor(), parcel)],
            "troubles": [*map(_trouble, tracking.troubles_of(actor(), [parcel]).get(parcel, []))]})


@resource.route("/parcels/<int(max=2147483647):parcel>/assignment")
class Assignment(MethodView):
    @resource.does("assign_unclaimed_parcel", RECEIVE, Receipt, takes=Whose)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Say which case an unclaimed parcel belongs to"""
        return done(_bench().assign(actor(), parcel, body["number"], key=the_key()))


@resource.route("/parcels/<int(max=2147483647):parcel>/booking")
class BookingOf(MethodView):
    @resource.does("book_parcel", BOOK, Receipt, takes=Booked)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Say that a carrier knows of a leg"""
        answers = {name: each if isinstance(each, str) else each.isoformat() for name, each in body.items() if each}
        return done(_tracking().book(actor(), parcel, answers, key=the_key()))


@resource.route("/parcels/<int(max=2147483647):parcel>/moves")
class Moves(MethodView):
    @resource.does("move_parcel", SEE, ParcelSaid, takes=Moved)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Write down who has a parcel now, or what the carrier says of it"""
        found, replayed = once_by_key("parcels.move", {**body, "parcel": parcel}, lambda: _parcel(
            _tracking().move(actor(), parcel, place=body["place"], note=body["note"], evidence_id=body["evidence"])))
        return made(found, replayed=replayed)


@resource.route("/parcels/<int(max=2147483647):parcel>/troubles")
class TroublesOf(MethodView):
    @resource.does("record_parcel_trouble", BOOK, Receipt, takes=Broken)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Note what went wrong with a parcel"""
        return done(_troubles().record(actor(), parcel, body["problem"], note=body["note"],
                                       claim=_amount(body["claim"]), evidence_id=body["evidence"], key=the_key()))


@resource.route("/parcels/troubles")
class OpenTroubles(MethodView):
    @resource.reads("list_parcel_troubles", SEE, TroublesSaid)
    def get(self) -> Response:
        """List what is not settled with carriers"""
        return said({"troubles": [_trouble(each.row) for each in _troubles().open(actor())]})


@resource.route("/parcels/troubles/<int(max=2147483647):trouble>/settlement")
class Settlement(MethodView):
    @resource.does("settle_parcel_trouble", BOOK, Receipt, takes=Settled)
    def post(self, body: dict[str, Any], trouble: int) -> Response:
        """Say how a trouble was settled"""
        return done(_troubles().settle(actor(), trouble, body["outcome"], paid=_amount(body["paid"]),
                                       found=body["found"], key=the_key()))
