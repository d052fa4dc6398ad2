"""The visits follow what happens to their cases; and what is known of whoever is to go."""

from collections.abc import Iterator
from typing import Any

from core.capabilities.visits.custody_reactions import (
    brought_back,
    custody,
    mended,
    promised,
    put,
    support_asked,
    support_given,
    taken,
)
from core.capabilities.visits.forms import (
    Accepted,
    Confirmed,
    Crew,
    DelayNotice,
    Partial,
    Promised,
    Signed,
    SignOff,
    Site,
    Unsigned,
    VisitArrival,
    VisitDispatch,
    Window,
    Wished,
)
from core.capabilities.visits.keeping import OURS, Diary
from core.capabilities.visits.people import judge_crew
from core.capabilities.visits.people_reactions import forget_staff_notes, shift_of_called
from core.capabilities.visits.rules import crew_free, needed_skill
from core.capabilities.visits.stages import Book, DispatchCrew, Joint, Visit
from core.capabilities.visits.standing import Piece, Standing
from core.capabilities.visits.tables import PieceRow, SignatureRow, SupportRow, VisitRow
from core.sdk import DESK, SERVICE, Item, Label, Product, field_of
from core.sdk.services import (
    CLOSED,
    ERASED,
    MERGED_INTO,
    Case,
    Doing,
    Erasure,
    InvalidInput,
    Reading,
    facts,
    hand_over,
    reacts,
    tell,
)
from core.sdk.tables import CaseRow, select, update

__all__ = ["brought_back", "custody", "forget_staff_notes", "mended", "promised", "put", "shift_of_called",
           "support_asked", "support_given", "taken"]


@reacts(Book.to_book, DispatchCrew.to_dispatch, Visit.ahead)
def to_come(doing: Doing) -> None:
    """There will be a visit; one that somebody was on already is over, and this is another."""
    diary = Diary.of(doing)
    found = diary.living(doing.row.id)
    if found is not None and found.arrived_at is not None:
        left = doing.said.left if isinstance(doing.said, Partial) and doing.said.knows(Partial.left) else ""
        diary.stand(found, Standing.partial, left)
    _wanted(diary.current(doing.row, doing.case), doing.case)


@reacts(Site)
def placed(doing: Doing) -> None:
    """Where it is, or that it is elsewhere."""
    visit = Diary.of(doing).living(doing.row.id)
    if visit is not None:
        _wanted(visit, doing.case)


def _wanted(visit: VisitRow, case: Case) -> None:
    """What whoever goes must fit, for lists that judge nothing."""
    area, address = case.answer(field_of(Site.area)), case.answer(field_of(Site.site_address))
    visit.area, visit.address = str(area or ""), str(address or "")
    visit.skill, visit.brand = case.here.policy(case.facts()).get(needed_skill) or "", _brand(case)


@reacts(Window)
def agreed(doing: Doing) -> None:
    """A window was agreed, or a delay told."""
    said, diary = doing.said, Diary.of(doing)
    assert isinstance(said, Window)
    if not said.knows(Window.starts) or not said.knows(Window.ends):
        return
    if said.ends <= said.starts:
        raise InvalidInput.field("ends", "最晚到达要晚于最早到达")
    if doing.event.data.get("step") and said.ends < doing.at:
        raise InvalidInput.field("ends", "{ends} 已经过去", ends=said.ends)
    visit = diary.current(doing.row, doing.case)
    visit.starts, visit.ends, visit.confirmed_at = said.starts, said.ends, None
    visit.first_ends, visit.booked_at = visit.first_ends or said.ends, visit.booked_at or doing.at
    visit.wished_starts = visit.wished_ends = None
    if isinstance(said, DelayNotice):
        visit.told_at = doing.at
    diary.stand(visit, Standing[visit.standing])
    if not _overruled(doing):
        diary.alone(visit, "starts")


@reacts(VisitDispatch)
def sent(doing: Doing) -> None:
    """Somebody is named to go; the case is theirs from now on."""
    said, diary = doing.said, Diary.of(doing)
    assert isinstance(said, VisitDispatch)
    if not said.knows(VisitDispatch.technician):
        return
    user = doing.work.users.by_login(said.technician.strip())
    if (user is None or not user.active) and not doing.actor.has_duty(DESK):  # trials know nobody
        raise InvalidInput.field("technician", "没有登录名为“{login}”的在职人员", login=said.technician.strip())
    visit = diary.current(doing.row, doing.case)
    diary.send(visit, user)
    if user is None:
        return
    if not _overruled(doing):
        diary.alone(visit, "technician")
    if doing.row.assignee_id != user.id:
        hand_over(doing.records, doing.record, user)


def _overruled(doing: Doing) -> bool:
    """Whether somebody let it pass that two visits fall together."""
    return any(each.get("rule") == crew_free.name and each.get("overruled")
               for each in doing.event.data.get("decisions") or ())


@reacts(Visit.set_out)
def set_out(doing: Doing) -> None:
    """On the way."""
    diary = Diary.of(doing)
    visit = diary.current(doing.row, doing.case)
    visit.set_out_at = doing.at
    diary.stand(visit, Standing.travelling)


@reacts(Visit.turn_back)
def turned_back(doing: Doing) -> None:
    """Not on the way any more."""
    diary = Diary.of(doing)
    visit = diary.current(doing.row, doing.case)
    visit.set_out_at = None
    diary.stand(visit, Standing.dispatched if visit.technician_id else Standing.planned)


@reacts(VisitArrival)
def arrived(doing: Doing) -> None:
    """At the door."""
    said, diary = doing.said, Diary.of(doing)
    assert isinstance(said, VisitArrival)
    visit = diary.current(doing.row, doing.case)
    visit.arrived_at = said.arrived_at if said.knows(VisitArrival.arrived_at) else doing.at
    diary.stand(visit, Standing.on_site)


@reacts(Partial)
def partly(doing: Doing) -> None:
    """Something is left to do. Another visit begins where the case goes back to booking."""
    said = doing.said
    assert isinstance(said, Partial)
    if doing.event.data.get("to") not in (Book.to_book.key, DispatchCrew.to_dispatch.key, Visit.ahead.key):
        Diary.of(doing).end(doing.row.id, Standing.partial, said.left if said.knows(Partial.left) else "")


@reacts(Visit.call_off)
def called_off(doing: Doing) -> None:
    """Nobody goes."""
    Diary.of(doing).end(doing.row.id, Standing.cancelled)


@reacts(SignOff, Unsigned)
def finished(doing: Doing) -> None:
    """The customer has said what they think of it, or there was nobody to sign."""
    diary, said = Diary.of(doing), doing.said
    if isinstance(said, SignOff) and said.knows(SignOff.result):
        _signed(doing, said)
        if said.result is Accepted.refuse:
            return
        for piece in diary.pieces(doing.row.id, Piece.back):
            piece.standing, piece.closed_at = Piece.closed.name, doing.at
    diary.end(doing.row.id, Standing.done)


def _signed(doing: Doing, said: SignOff) -> None:
    """What was said fits the step, and what was signed on a phone was shown there."""
    step = doing.event.data.get("step", "")
    if step == Joint.sign.key and said.result is Accepted.refuse:
        raise InvalidInput.field("result", "客户拒绝验收,请用“{step}”", step=Label(Joint.turn_down.label))
    if step == Joint.turn_down.key and said.result is not Accepted.refuse:
        raise InvalidInput.field("result", "客户验收了,请用“{step}”", step=Label(Joint.sign.label))
    if said.knows(SignOff.sheet) and step and not doing.actor.has_duty(DESK):
        kept = doing.work.session.scalar(select(SignatureRow.id).where(
            SignatureRow.case_id == doing.row.id, SignatureRow.digest == said.sheet))
        if kept is None:
            raise InvalidInput.field("sheet", "没有这份签字:手机签字请在签字页办理,纸质签字不填这一项")


@reacts(CLOSED)
def closed(doing: Doing) -> None:
    """A case that is over has no visit to come, and what is back is settled."""
    diary = Diary.of(doing)
    diary.end(doing.row.id, Standing.done)
    for piece in diary.pieces(doing.row.id, Piece.back):
        piece.standing, piece.closed_at = Piece.closed.name, doing.at


@reacts(Confirmed)
def confirmed(doing: Doing) -> None:
    """The customer says that the window suits them."""
    visit = Diary.of(doing).living(doing.row.id)
    if visit is not None:
        visit.confirmed_at, visit.wished_starts, visit.wished_ends = doing.at, None, None


@reacts(Wished)
def wished(doing: Doing) -> None:
    """The customer asks for another window; whoever books is told."""
    said, visit = doing.said, Diary.of(doing).living(doing.row.id)
    assert isinstance(said, Wished)
    if visit is None or not said.knows(Wished.wished_starts) or not said.knows(Wished.wished_ends):
        return
    visit.wished_starts, visit.wished_ends, visit.confirmed_at = said.wished_starts, said.wished_ends, None
    visit.version += 1
    tell(doing.work, doing.row, f"visits:wished:{visit.id}:{visit.version}", [f"duty:{SERVICE.key}"],
         Label("客户希望另约上门时间"))


@reacts(MERGED_INTO)
def merged(doing: Doing) -> None:
    """What belongs to the other case now is done there; its pieces are taken along."""
    diary = Diary.of(doing)
    diary.end(doing.row.id, Standing.cancelled)
    other = diary.session.scalar(select(CaseRow.id).where(CaseRow.number == doing.event.data["into"]))
    for piece in diary.pieces(doing.row.id, *OURS, Piece.back):
        piece.case_id = other or piece.case_id


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """What was written of a customer goes; that there were visits, pieces and signatures stays."""
    session, ids = erasure.work.session, erasure.case_ids
    session.execute(update(VisitRow).where(VisitRow.case_id.in_(ids)).values(note="", address=""))
    session.execute(update(PieceRow).where(PieceRow.case_id.in_(ids)).values(
        what="", condition="", accessories="", place="", statement=""))
    session.execute(update(SupportRow).where(SupportRow.case_id.in_(ids)).values(trouble="", advice=""))
    session.execute(update(SignatureRow).where(SignatureRow.case_id.in_(ids)).values(
        signed_by="", remark="", sheet={}, strokes=[]))


@facts(Crew)
def crew(reading: Reading) -> Iterator[Crew]:
    """Who was named last, and whether they can go when it was said last."""
    named = next((each for each in reading.case.facts() if isinstance(each, VisitDispatch)
                  and each.knows(VisitDispatch.technician)), None)
    if named is None or reading.row.closed_at is not None:
        return
    visit = Diary(reading.work, reading.place.now()).living(reading.row.id) if reading.row.id else None
    if visit is not None and visit.technician_id is None and visit.turn > 1 and named.filed_at < visit.created_at:
        return  # they went the last time; nobody is named for this one yet
    login = named.technician
    window = next((each for each in reading.case.facts() if isinstance(each, Window)
                   and each.knows(Window.starts) and each.knows(Window.ends)), None)
    area, brand = reading.case.answer(field_of(Site.area)), _brand(reading.case)
    skill = reading.case.here.policy(reading.case.facts()).get(needed_skill) or ""
    found = judge_crew(reading.work, reading.place, login, skill=skill, brand=brand,
                       area=area if isinstance(area, str) else "", starts=window.starts if window else None,
                       ends=window.ends if window else None, besides=reading.row.id)
    if found.user_id is None and reading.place.given_calendar is not None:
        return  # a trial knows nobody; who is to be judged there is given among its facts
    known: dict[str, Any] = {"skilled": found.skilled, "trained": found.trained, "authorised": found.authorised,
             "in_area": found.in_area, "on_duty": found.on_duty, "free": found.free,
             "off_why": found.off_why or None, "busy_with": found.busy_with or None}
    yield Crew(login=login, crew_name=found.name or login, known=found.known, skill=skill, brand=brand,
               crew_area=area if isinstance(area, str) else "",
               **{name: said for name, said in known.items() if said is not None})


def _brand(case: Case) -> str:
    """The brand of the goods: of the first item, else what the case says of it, else of the registered product."""
    for line in case.lines:
        if line.item.knows(Item.brand):
            return line.item.brand
    return str(case.said_of(field_of(Product.brand)) or "")


@facts(Signed)
def signed(reading: Reading) -> Iterator[Signed]:
    """What the customer said last when asked to sign."""
    last = next((each for each in reading.case.facts() if isinstance(each, SignOff) and each.knows(SignOff.result)),
                None)
    yield Signed(signed=last is not None and last.result is not Accepted.refuse)


@facts(Promised)
def promised_window(reading: Reading) -> Iterator[Promised]:
    """What the customer was told last, before what is being said now."""
    found = Diary(reading.work, reading.place.now()).living(reading.row.id) if reading.row.id else None
    if found is not None and found.starts is not None and found.ends is not None:
        yield Promised(promised_starts=found.starts.astimezone(reading.case.zone),
                       promised_ends=found.ends.astimezone(reading.case.zone))
