"""Visits for other programs: a technician's own application, a map, a planning tool."""

from collections.abc import Iterable
from typing import Any

from core.capabilities.visits.answering import Answering
from core.capabilities.visits.endpoints import resource
from core.capabilities.visits.going import Going
from core.capabilities.visits.onsite_shapes import (
    OwnStep,
    PieceList,
    PieceSaid,
    SheetSigned,
    SheetToSign,
    SignatureList,
    SupportCalls,
    VisitList,
    WhichDay,
    WhichPieces,
    WhichSignatures,
    WindowConfirmed,
    WindowWished,
)
from core.capabilities.visits.permissions import GO, SEE
from core.capabilities.visits.seeing import Seeing, VisitSeen
from core.capabilities.visits.signing import Signed, Signing
from core.sdk.rest import (
    NOTE,
    MethodView,
    Receipt,
    Response,
    done,
    moment,
    said,
    say,
    the_actor,
    the_desk,
    the_key,
)

_MOMENTS = ("starts", "ends", "dispatched_at", "set_out_at", "arrived_at", "ended_at", "told_at", "confirmed_at",
            "wished_starts", "wished_ends", "taken_at", "back_at", "closed_at", "asked_at", "answered_at")


def _told(data: dict[str, Any]) -> dict[str, Any]:
    """With its moments in the reader's zone, and its day as text."""
    return {name: moment(value, say()) if name in _MOMENTS else value.isoformat() if name == "promised_back" and value
            else value for name, value in data.items()}


def _visits(found: Iterable[VisitSeen]) -> Response:
    return said({"visits": [_told(each.data()) for each in found]})


def signature_data(each: Signed) -> dict[str, Any]:
    """As programs are told."""
    row = each.row
    return {"id": row.id, "case": each.number, "standing": each.standing, "result": row.result,
            "signed_by": row.signed_by, "remark": row.remark, "signed_at": row.signed_at,
            "shown_by": each.shown_by or None, "digest": row.digest, "drawn": bool(row.strokes)}


def _seeing() -> Seeing:
    return Seeing(the_desk().place)


@resource.route("/visits")
class OfDay(MethodView):
    @resource.reads("list_visits", SEE, VisitList, asks=WhichDay)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the visits of a day, and those without a window"""
        day = _seeing().day(asked.get("day") or "")
        return _visits(_seeing().on(the_actor(), day, technician=asked.get("technician") or ""))


@resource.route("/visits/mine")
class Mine(MethodView):
    @resource.reads("list_my_visits", GO, VisitList)
    def get(self) -> Response:
        """List one's own visits to come, the next first"""
        return _visits(_seeing().mine(the_actor()).ahead)


@resource.route("/visits/of/<case:number>")
class OfCase(MethodView):
    @resource.reads("list_visits_of_case", SEE, VisitList)
    def get(self, number: str) -> Response:
        """List the visits of a case"""
        return _visits(_seeing().of_number(the_actor(), number))


@resource.route("/visits/of/<case:number>/steps/<key:step>")
class OneStep(MethodView):
    @resource.does("take_visit_step", GO, Receipt, takes=OwnStep)
    def post(self, body: dict[str, Any], number: str, step: str) -> Response:
        """Take a step of a case that one is sent to, whatever one's duty is elsewhere"""
        return done(Going(the_desk().place).take(the_actor(), number, step, body["answers"], version=body["version"],
                                                 key=the_key()))


@resource.route("/visits/of/<case:number>/sheet")
class ToSign(MethodView):
    @resource.reads("get_sheet_to_sign", GO, SheetToSign)
    def get(self, number: str) -> Response:
        """What the customer would sign now"""
        shown = Signing(the_desk().place).show(the_actor(), number)
        missing = [say().show(each.reason) for offer in shown.accepting if not offer.open for each in offer.refusals]
        return said({"sheet": shown.sheet, "digest": shown.digest, "open": shown.open, "missing": missing})


@resource.route("/visits/of/<case:number>/signatures")
class Sign(MethodView):
    @resource.does("sign_sheet", GO, Receipt, takes=SheetSigned)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Sign for exactly what was shown"""
        return done(Signing(the_desk().place).sign(
            the_actor(), number, digest=body["digest"], result=body["result"], signed_by=body["signed_by"],
            remark=body.get("remark") or "", strokes=body.get("strokes") or (), key=the_key()))


@resource.route("/visits/of/<case:number>/confirmation")
class Confirm(MethodView):
    @resource.does("confirm_visit", NOTE, Receipt, takes=WindowConfirmed)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Note that the customer confirms the window"""
        return done(Answering(the_desk().place).confirm(the_actor(), number, body["starts"], key=the_key()))


@resource.route("/visits/of/<case:number>/wish")
class Wish(MethodView):
    @resource.does("wish_other_visit", NOTE, Receipt, takes=WindowWished)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Note that the customer asks for another window"""
        return done(Answering(the_desk().place).wish(the_actor(), number, body["starts"], body["ends"],
                                                     body.get("why") or "", key=the_key()))


@resource.route("/visits/signatures")
class Signatures(MethodView):
    @resource.reads("verify_signatures", SEE, SignatureList, asks=WhichSignatures)
    def get(self, asked: dict[str, Any]) -> Response:
        """Check signatures: whether each is still what was signed"""
        found = Signing(the_desk().place).verify(the_actor(), asked.get("case") or "")
        return said({"signatures": [{**signature_data(each), "signed_at": moment(each.row.signed_at, say())}
                                    for each in found]})


@resource.route("/visits/pieces")
class Pieces(MethodView):
    @resource.reads("list_pieces", SEE, PieceList, asks=WhichPieces)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what of customers was taken away"""
        return said({"pieces": [_told(each.data()) for each in _seeing().pieces(the_actor(),
                                                                               asked.get("which") or "")]})


@resource.route("/visits/pieces/<int(max=2147483647):piece>")
class OnePiece(MethodView):
    @resource.reads("get_piece", SEE, PieceSaid)
    def get(self, piece: int) -> Response:
        """Look at a piece that was taken away, as its receipt shows it"""
        return said(_told(_seeing().piece(the_actor(), piece).data()))


@resource.route("/visits/support")
class Support(MethodView):
    @resource.reads("list_support_calls", SEE, SupportCalls)
    def get(self) -> Response:
        """List who on site waits for an answer"""
        return said({"calls": [_told(each.data()) for each in _seeing().calls(the_actor())]})
