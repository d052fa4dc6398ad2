"""Parcels for other programs: a scanner of one's own, the system of a carrier."""

from decimal import Decimal
from typing import Any

from core.capabilities.parcels.bench import Bench, Found
from core.capabilities.parcels.permissions import BOOK, RECEIVE, SEE
from core.capabilities.parcels.seeing import Parcel
from core.capabilities.parcels.shapes import (
    FoundParcel,
    OwedFreightSaid,
    ParcelArrived,
    ParcelBooked,
    ParcelBroken,
    ParcelList,
    ParcelMoved,
    ParcelPage,
    ParcelSaid,
    ParcelSettled,
    ParcelTroublesSaid,
    ScannedCode,
    UnaskedParcel,
    WhichLegs,
    WhichParcels,
    WholeParcel,
    WhoseParcel,
)
from core.capabilities.parcels.tables import TroubleRow
from core.capabilities.parcels.tracking import Tracking
from core.capabilities.parcels.troubles import Troubles
from core.sdk.rest import (
    MethodView,
    Receipt,
    Resource,
    Response,
    done,
    made,
    moment,
    money,
    once_by_key,
    paged,
    said,
    say,
    the_desk,
    the_key,
)
from core.sdk.rest import the_actor as actor

resource = Resource("parcels", "Parcels", "What travels to the business and back: found by waybill, received, tracked.",
                    paths={"parcel": "Id of the parcel.", "trouble": "Id of the trouble."})

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
    @resource.reads("list_parcels", SEE, ParcelPage, asks=WhichParcels)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what is on its way, lost and stalled parcels first"""
        page = _tracking().on_the_way(actor(), asked["which"], asked["cursor"], asked["limit"])
        return paged({"parcels": [*map(_parcel, page.parcels)]}, page.next_cursor)


@resource.route("/parcels/to-book")
class ToBook(MethodView):
    @resource.reads("list_parcels_to_book", SEE, ParcelPage, asks=WhichLegs)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what has to be arranged, fetched and sent"""
        page = _tracking().to_book(actor(), asked["cursor"], asked["limit"])
        return paged({"parcels": [*map(_parcel, page.parcels)]}, page.next_cursor)


@resource.route("/parcels/found")
class FoundBy(MethodView):
    @resource.reads("find_parcel", SEE, FoundParcel, asks=ScannedCode)
    def get(self, asked: dict[str, Any]) -> Response:
        """Find what is in hand by waybill or case number"""
        return said(_found(_bench().find(actor(), asked["code"])))


@resource.route("/parcels/receipts")
class Receipts(MethodView):
    @resource.does("receive_parcel", RECEIVE, Receipt, takes=ParcelArrived)
    def post(self, body: dict[str, Any]) -> Response:
        """Receive a parcel of a case"""
        number, version = body.pop("number"), body.pop("version")
        answers = {name: each for name, each in body.items() if each not in (None, "")}
        return done(_bench().receive(actor(), number, answers, version=version, key=the_key()))


@resource.route("/parcels/corrections")
class Corrections(MethodView):
    @resource.does("correct_parcel_receipt", RECEIVE, Receipt, takes=ParcelArrived)
    def post(self, body: dict[str, Any]) -> Response:
        """Say better how a parcel arrived"""
        number, version = body.pop("number"), body.pop("version")
        answers = {name: each for name, each in body.items() if each not in (None, "") and name != "waybill_read"}
        return done(_bench().correct(actor(), number, answers, version=version, key=the_key()))


@resource.route("/parcels/unclaimed")
class Unclaimed(MethodView):
    @resource.reads("list_unclaimed_parcels", SEE, ParcelList)
    def get(self) -> Response:
        """List what lies here and belongs to nobody yet"""
        return said({"parcels": [*map(_parcel, _bench().unclaimed(actor()))]})

    @resource.does("keep_unclaimed_parcel", RECEIVE, ParcelSaid, takes=UnaskedParcel, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Keep what nobody asked for"""
        found, replayed = once_by_key("parcels.unclaimed", body, lambda: _parcel(
            _bench().keep_unclaimed(actor(), body["waybill"], carrier=body["carrier"], note=body["note"],
                                    pieces=body["pieces"])))
        return made(found, 201, replayed=replayed)


@resource.route("/parcels/owed")
class OwedFreight(MethodView):
    @resource.reads("list_owed_freight", SEE, OwedFreightSaid)
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
    @resource.does("assign_unclaimed_parcel", RECEIVE, Receipt, takes=WhoseParcel)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Say which case an unclaimed parcel belongs to"""
        return done(_bench().assign(actor(), parcel, body["number"], key=the_key()))


@resource.route("/parcels/<int(max=2147483647):parcel>/booking")
class BookingOf(MethodView):
    @resource.does("book_parcel", BOOK, Receipt, takes=ParcelBooked)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Say that a carrier knows of a leg"""
        answers = {name: each if isinstance(each, str) else each.isoformat() for name, each in body.items() if each}
        return done(_tracking().book(actor(), parcel, answers, key=the_key()))


@resource.route("/parcels/<int(max=2147483647):parcel>/moves")
class Moves(MethodView):
    @resource.does("move_parcel", SEE, ParcelSaid, takes=ParcelMoved)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Write down who has a parcel now, or what the carrier says of it"""
        found, replayed = once_by_key("parcels.move", {**body, "parcel": parcel}, lambda: _parcel(
            _tracking().move(actor(), parcel, place=body["place"], note=body["note"], evidence_id=body["evidence"])))
        return made(found, replayed=replayed)


@resource.route("/parcels/<int(max=2147483647):parcel>/troubles")
class TroublesOf(MethodView):
    @resource.does("record_parcel_trouble", BOOK, Receipt, takes=ParcelBroken)
    def post(self, body: dict[str, Any], parcel: int) -> Response:
        """Note what went wrong with a parcel"""
        return done(_troubles().record(actor(), parcel, body["problem"], note=body["note"],
                                       claim=_amount(body["claim"]), evidence_id=body["evidence"], key=the_key()))


@resource.route("/parcels/troubles")
class OpenTroubles(MethodView):
    @resource.reads("list_parcel_troubles", SEE, ParcelTroublesSaid)
    def get(self) -> Response:
        """List what is not settled with carriers"""
        return said({"troubles": [_trouble(each.row) for each in _troubles().open(actor())]})


@resource.route("/parcels/troubles/<int(max=2147483647):trouble>/settlement")
class Settlement(MethodView):
    @resource.does("settle_parcel_trouble", BOOK, Receipt, takes=ParcelSettled)
    def post(self, body: dict[str, Any], trouble: int) -> Response:
        """Say how a trouble was settled"""
        return done(_troubles().settle(actor(), trouble, body["outcome"], paid=_amount(body["paid"]),
                                       found=body["found"], key=the_key()))
