"""What other programs send about visits, pieces and signatures, and are told of them."""

from typing import Any

from core.capabilities.visits.forms import Accepted
from core.capabilities.visits.seeing import PIECES
from core.capabilities.visits.standing import Piece, Standing
from core.sdk.rest import ask, sample, tell

_WHEN = "2025-03-06T01:00:00+00:00"
VISIT: dict[str, Any] = {
    "id": 7, "case": "HY-2025-00001", "title": "水泵不转", "kind": "garden.repair", "turn": 1,
    "standing": "dispatched", "technician": "wu", "name": "Wu", "badge": "G-012", "area": "禅城", "skill": "水泵",
    "brand": "青禾", "starts": _WHEN, "ends": "2025-03-06T03:00:00+00:00", "dispatched_at": "2025-03-05T02:00:00+00:00",
    "set_out_at": None, "arrived_at": None, "ended_at": None, "told_at": None, "confirmed_at": None,
    "wished_starts": None, "wished_ends": None, "late": False, "note": "", "version": 3}
PIECE: dict[str, Any] = {
    "id": 3, "case": "HY-2025-00001", "receipt": "SJ000003", "standing": "held", "what": "主板", "condition": "烧黑",
    "accessories": "", "place": "二号工位", "promised_back": "2025-03-10", "overdue": False, "taken_at": _WHEN,
    "taken_by": "Wu", "back_at": None, "recovered": None, "statement": "", "closed_at": None}
CALL: dict[str, Any] = {"id": 2, "case": "HY-2025-00001", "title": "水泵不转", "trouble": "修不了,也搬不走",
                        "asked_at": _WHEN, "asked_by": "Wu", "advice": "", "answered_at": None}
SIGNATURE: dict[str, Any] = {"id": 5, "case": "HY-2025-00001", "standing": "whole", "result": "accept",
                             "signed_by": "王先生", "remark": "", "signed_at": _WHEN, "shown_by": "Wu",
                             "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                             "drawn": True}


class VisitSaid(tell.Output):
    """A visit."""

    id = tell.counts("Its id.")
    case = tell.says("Number of its case.")
    title = tell.says("What the case is about.")
    kind = tell.says("Kind of the case.")
    turn = tell.counts("The how many-th visit of the case.")
    standing = tell.says(f"How far it is: {', '.join(Standing.__members__)}.")
    technician = tell.maybe("Log-in of who goes; null for nobody yet.")
    name = tell.maybe("Their name.")
    badge = tell.maybe("Their badge.")
    area = tell.says("Where it is.")
    skill = tell.says("What whoever goes must be able to do.")
    brand = tell.says("Brand of the goods.")
    starts = tell.maybe_at("When the window begins; null where none is agreed.")
    ends = tell.maybe_at("When it ends.")
    dispatched_at = tell.maybe_at("When somebody was last named.")
    set_out_at = tell.maybe_at("When they set out.")
    arrived_at = tell.maybe_at("When they arrived.")
    ended_at = tell.maybe_at("When it was over.")
    told_at = tell.maybe_at("When the customer was told of a delay.")
    confirmed_at = tell.maybe_at("When the customer confirmed the window.")
    wished_starts = tell.maybe_at("From when the customer asks for instead.")
    wished_ends = tell.maybe_at("Until when.")
    late = tell.truth("Whether somebody came after the window.")
    note = tell.says("What was left to do.")
    version = tell.counts("Grows with every change.")
    example = sample(VISIT)


class VisitList(tell.Output):
    """Visits."""

    visits = tell.parts(VisitSaid, "By case and turn; one's own by their windows.")
    example = sample({"visits": [VISIT]})


class PieceSaid(tell.Output):
    """A piece of a customer's that was taken away."""

    id = tell.counts("Its id.")
    case = tell.says("Number of its case.")
    receipt = tell.says("Number of the receipt the customer was given.")
    standing = tell.says(f"Where it is: {', '.join(Piece.__members__)}.")
    what = tell.says("What it is.")
    condition = tell.says("How it looked when it was taken.")
    accessories = tell.says("What went with it.")
    place = tell.says("Where it lies.")
    promised_back = tell.maybe("The day it was promised back.")
    overdue = tell.truth("Whether that day has passed and it is still with us.")
    taken_at = tell.at("When it was taken.")
    taken_by = tell.maybe("By whom.")
    back_at = tell.maybe_at("When it was brought back.")
    recovered = tell.whatever("Whether the receipt was recovered; null while the piece is with us.")
    statement = tell.says("What the customer says of a lost receipt.")
    closed_at = tell.maybe_at("When nobody had to answer for it any more.")
    example = sample(PIECE)


class PieceList(tell.Output):
    """The register of pieces."""

    pieces = tell.parts(PieceSaid, "What should be back first, first.")
    example = sample({"pieces": [PIECE]})


class SupportCall(tell.Output):
    """A call for support from the site."""

    id = tell.counts("Its id.")
    case = tell.says("Number of its case.")
    title = tell.says("What the case is about.")
    trouble = tell.says("What is wanted.")
    asked_at = tell.at("Since when.")
    asked_by = tell.maybe("By whom.")
    advice = tell.says("What was answered.")
    answered_at = tell.maybe_at("When; null while it waits.")
    example = sample(CALL)


class SupportCalls(tell.Output):
    """Who on site waits for an answer."""

    calls = tell.parts(SupportCall, "The longest first.")
    example = sample({"calls": [CALL]})


class SheetToSign(tell.Output):
    """What the customer would sign now."""

    sheet = tell.anything("What is shown, word for word.")
    digest = tell.says("SHA-256 of it, to be sent with the signature.")
    open = tell.truth("Whether the customer can accept it now.")
    missing = tell.words("What is missing before they can.")
    example = sample({"sheet": {"case": "HY-2025-00001", "parts": []}, "digest": SIGNATURE["digest"], "open": True,
                      "missing": []})


class SignatureSaid(tell.Output):
    """A signature, checked."""

    id = tell.counts("Its id.")
    case = tell.says("Number of its case.")
    standing = tell.says("`whole`, `altered`, `unfiled` (the case does not tell of it) or `erased`.")
    result = tell.says(f"What the customer said: {', '.join(Accepted.__members__)}.")
    signed_by = tell.says("Who signed.")
    remark = tell.says("What they remarked.")
    signed_at = tell.at("When.")
    shown_by = tell.maybe("Who showed it to them.")
    digest = tell.says("SHA-256 of what was signed.")
    drawn = tell.truth("Whether it was drawn; else the name was typed.")
    example = sample(SIGNATURE)


class SignatureList(tell.Output):
    """Signatures, checked."""

    signatures = tell.parts(SignatureSaid, "The first first.")
    example = sample({"signatures": [SIGNATURE]})


class WhichDay(ask.Input):
    """Whose visits of which day."""

    day = ask.day("The day; today unless given.")
    technician = ask.text("Log-in of who goes.")
    example = sample({"day": "2025-03-06"})


class WhichPieces(ask.Input):
    """Which pieces."""

    which = ask.text("`overdue`, `all`, or those not settled.", one_of=tuple(PIECES))
    example = sample({"which": "overdue"})


class WhichSignatures(ask.Input):
    """Signatures of which case."""

    case = ask.text("Number of a case; all unless given.")
    example = sample({"case": "HY-2025-00001"})


class SheetSigned(ask.Input):
    """A signature."""

    digest = ask.text("SHA-256 of the sheet as it was shown.", pattern=r"[0-9a-f]{64}", required=True)
    result = ask.text("What the customer says.", one_of=tuple(Accepted.__members__), required=True)
    signed_by = ask.text("Who signs.", longest=60, shortest=1, required=True)
    remark = ask.text("What they remark.", longest=4000)
    strokes = ask.anything("Lists of points on a field of 1000 by 400; null where the name is the signature.")
    example = sample({"digest": SIGNATURE["digest"], "result": "accept", "signed_by": "王先生",
                      "strokes": [[[120, 200], [260, 180]]]})


class WindowConfirmed(ask.Input):
    """The customer confirms a window."""

    starts = ask.moment("When the window begins that they were told.", required=True)
    example = sample({"starts": _WHEN})


class WindowWished(ask.Input):
    """The customer asks for another window."""

    starts = ask.moment("When it should begin.", required=True)
    ends = ask.moment("When it should end.", required=True)
    why = ask.text("Why.", longest=400)
    example = sample({"starts": _WHEN, "ends": "2025-03-06T03:00:00+00:00"})


class OwnStep(ask.Input):
    """A step of one's own visit."""

    answers = ask.step_answers("Answers of its form; a list, one for each item, where the form is filled in for each.")
    version = ask.version(required=True)
    example = sample({"version": 3, "answers": {"greeted": True, "shoe_covers": True}})
