"""What is kept of a customer's pieces that went with us, and of calls for support, as their cases tell it."""

from collections.abc import Iterator
from typing import Any

from core.capabilities.visits.forms import (
    BroughtBack,
    Custody,
    PromisedBack,
    ReceiptIssued,
    SupportAsked,
    SupportGiven,
    TakeAway,
    Whereabouts,
)
from core.capabilities.visits.keeping import LONGEST, OURS, Diary, receipt_key
from core.capabilities.visits.stages import RECEIPT, TakenAway
from core.capabilities.visits.standing import Piece, Standing
from core.capabilities.visits.tables import PieceRow, SupportRow
from core.sdk import DESK, DISPATCH, SERVICE, Label
from core.sdk.services import Doing, InvalidInput, Reading, facts, reacts, tell


@reacts(TakeAway)
def taken(doing: Doing) -> None:
    """A piece goes with us, and a numbered receipt to the customer."""
    said, diary = doing.said, Diary.of(doing)
    assert isinstance(said, TakeAway)
    promised = said.promised_back if said.knows(TakeAway.promised_back) else None
    if promised and promised < doing.at.date():
        raise InvalidInput.field("promised_back", "{day} 已经过去", day=promised)
    visit = diary.last(doing.row.id)
    piece = PieceRow(case_id=doing.row.id, visit_id=visit.id if visit else None, standing=Piece.held.name,
                     what=said.what if said.knows(TakeAway.what) else "",
                     condition=said.condition_taken if said.knows(TakeAway.condition_taken) else "",
                     accessories=said.accessories if said.knows(TakeAway.accessories) else "", promised_back=promised,
                     taken_at=doing.at, taken_by=doing.actor.id, place="")
    diary.session.add(piece)
    diary.session.flush()
    piece.receipt = f"SJ{piece.id:06d}"
    if doing.event.data.get("to") == TakenAway.held.key:
        diary.end(doing.row.id, Standing.partial, piece.what)
    doing.signal(RECEIPT, ReceiptIssued(receipt_no=piece.receipt))


@reacts(Whereabouts)
def put(doing: Doing) -> None:
    """Somebody says where a piece is."""
    said = doing.said
    assert isinstance(said, Whereabouts)
    for piece in Diary.of(doing).pieces(doing.row.id, *OURS):
        piece.place = said.where[:LONGEST] if said.knows(Whereabouts.where) else piece.place


@reacts(PromisedBack)
def promised(doing: Doing) -> None:
    """Another day was promised."""
    said = doing.said
    assert isinstance(said, PromisedBack)
    if not said.knows(PromisedBack.promised_back):
        raise InvalidInput.field("promised_back", "请填写“{field}”", field=Label("答应送回的日期"))
    if said.promised_back < doing.at.date():
        raise InvalidInput.field("promised_back", "{day} 已经过去", day=said.promised_back)
    for piece in Diary.of(doing).pieces(doing.row.id, *OURS):
        piece.promised_back = said.promised_back


@reacts(TakenAway.mended)
def mended(doing: Doing) -> None:
    """It can go back."""
    for piece in Diary.of(doing).pieces(doing.row.id, Piece.held):
        piece.standing = Piece.ready.name


@reacts(BroughtBack)
def brought_back(doing: Doing) -> None:
    """A piece is back: its receipt is the one we gave, or the customer says why there is none."""
    said, diary = doing.said, Diary.of(doing)
    assert isinstance(said, BroughtBack)
    out = diary.pieces(doing.row.id, *OURS)
    if doing.actor.has_duty(DESK) and not out:
        return
    if not out:
        raise InvalidInput.field("receipt", "没有带走的东西要送回")
    number = receipt_key(said.receipt) if said.knows(BroughtBack.receipt) else ""
    recovered = said.recovered if said.knows(BroughtBack.recovered) else False
    if not number and (recovered or len(out) > 1):
        raise InvalidInput.field("receipt", "请填写收据编号,本案件未收回的有:{known}",
                                 known=tuple(each.receipt for each in out))
    piece = next((each for each in out if number in ("", receipt_key(each.receipt))), None)
    if piece is None:
        raise InvalidInput.field("receipt", "收据编号 {number} 对不上,本案件未收回的有:{known}", number=number,
                                 known=tuple(each.receipt for each in out))
    piece.standing, piece.back_at, piece.back_by = Piece.back.name, doing.at, doing.actor.id
    piece.recovered = recovered
    piece.statement = said.lost_statement if said.knows(BroughtBack.lost_statement) else ""


@reacts(SupportAsked)
def support_asked(doing: Doing) -> None:
    """Somebody on site needs help, now."""
    said, diary = doing.said, Diary.of(doing)
    assert isinstance(said, SupportAsked)
    visit = diary.last(doing.row.id)
    row = SupportRow(case_id=doing.row.id, visit_id=visit.id if visit else None, asked_at=doing.at,
                     asked_by=doing.actor.id, trouble=said.trouble if said.knows(SupportAsked.trouble) else "")
    diary.session.add(row)
    diary.session.flush()
    tell(doing.work, doing.row, f"visits:support:{row.id}", [f"duty:{SERVICE.key}", f"duty:{DISPATCH.key}"],
         Label("现场请求支援"))


@reacts(SupportGiven)
def support_given(doing: Doing) -> None:
    """It was answered."""
    said, diary = doing.said, Diary.of(doing)
    assert isinstance(said, SupportGiven)
    for row in diary.calls(doing.row.id):
        row.answered_at, row.answered_by = doing.at, doing.actor.id
        row.advice = said.advice if said.knows(SupportGiven.advice) else ""
        if row.asked_by:
            tell(doing.work, doing.row, f"visits:answered:{row.id}", [f"id:{row.asked_by}"], Label("支援已答复"))


@facts(Custody)
def custody(reading: Reading) -> Iterator[Custody]:
    """What of the customer is with us, and whether somebody on site waits for an answer."""
    if not reading.row.id:
        yield Custody(anything_out=False, support_open=False)
        return
    diary = Diary(reading.work, reading.place.now())
    out = diary.pieces(reading.row.id, *OURS)
    told: dict[str, Any] = {"pieces_out": "、".join(each.what for each in out),
                            "receipts_out": "、".join(each.receipt for each in out)}
    yield Custody(anything_out=bool(out), support_open=bool(diary.calls(reading.row.id)), **(told if out else {}))
