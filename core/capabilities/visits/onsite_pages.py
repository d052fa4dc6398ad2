"""The technician's day on a phone: the next visit, what to do there, and the customer's signature. Own visits only."""

import json
from collections.abc import Callable
from typing import Any

from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.forms import SITE_PHOTO, Accepted, SignOff
from core.capabilities.visits.going import Going
from core.capabilities.visits.permissions import GO, SEE
from core.capabilities.visits.seeing import Seeing, VisitSeen
from core.capabilities.visits.signing import HEIGHT, WIDTH, Signing, Strokes
from core.sdk import Step
from core.sdk.services import Case, DeskError, Notes, Offer, Upload
from core.sdk.web import (
    NO_TROUBLE,
    READ_CASE,
    NotFound,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    loose,
    new_key,
    panel_of,
    redirect,
    render,
    request,
    say,
    stepping,
    stream_of,
    the_actor,
    the_desk,
    typed_key,
    typed_version,
    url_for,
)

MOST_PHOTOS = 12


def seeing() -> Seeing:
    return Seeing(the_desk().place)


def going() -> Going:
    return Going(the_desk().place)


def signing() -> Signing:
    return Signing(the_desk().place)


@pages.get("/mine")
@allowed(GO)
def mine() -> str:
    """Where to go next, with everything to do there; then the rest of the day."""
    day = seeing().mine(the_actor())
    card = _card(day.next) if day.next else None
    return render("visits/mine.html", day=day, card=card, today=seeing().today(), key=new_key())


@pages.get("/case/<number>")
@allowed(GO)
def one(number: str) -> str:
    """One of the technician's own visits."""
    return _one_page(number, NO_TROUBLE)


def _one_page(number: str, trouble: Trouble) -> str:
    return render("visits/one.html", card=_card(_own(number)), trouble=trouble, key=new_key())


def _own(number: str) -> VisitSeen:
    """The latest visit of a case, if it is this technician's. Raises `NotFound`."""
    actor, found = the_actor(), seeing().of_number(the_actor(), number)
    if not found or found[-1].row.technician_id != actor.id or found[-1].closed:
        raise NotFound()
    return found[-1]


def _card(visit: VisitSeen) -> dict[str, Any]:
    """What is shown of a visit: whom to call, what is said, what to do now and what stands in the way."""
    desk, actor = the_desk(), the_actor()
    view = desk.views.case(actor, visit.number)
    phones = seeing().phones(actor, visit)
    if phones:
        desk.accesses.note(actor, READ_CASE, face="web", customer_id=view.row.customer_id, case_id=view.row.id)
    crew = going().crew(actor, visit.number)
    offers = [each for each in view.offers if not each.ahead and crew.has_duty(each.step.by)]
    return {"visit": visit, "view": view, "phones": phones, "open": [each for each in offers if each.open],
            "closed": [each for each in offers if not each.open], "way": _way,
            "state": view.case.state.title if view.case.state else "",
            "request": view.case.forms[0].shown() if view.case.forms else [],
            "parts": panel_of(desk, actor, view, "stock", "parts")}


def _way(number: str, offer: Offer) -> str:
    """Where a step is taken: signatures on their page, forms on theirs; '' for one that is a button."""
    form = offer.step.form
    if form is None:
        return ""
    if issubclass(form, SignOff):
        return url_for("visits.sign", number=number)
    return url_for("visits.form", number=number, step=offer.key)


@pages.get("/case/<number>/do/<step>")
@allowed(GO)
def form(number: str, step: str) -> str:
    """The form of a step."""
    _own(number)
    return _form_page(number, step, NO_TROUBLE)


@pages.post("/case/<number>/do/<step>")
@allowed(GO)
def do(number: str, step: str) -> Response:
    """Take a step of one's own visit; photos are kept once it is taken."""
    _own(number)
    taken: list[Step] = []

    def read(case: Case, found: Step | None) -> object:
        if found is None or (found.form and issubclass(found.form, SignOff)):
            raise NotFound()
        taken.append(found)
        return stepping.read(case, found)

    def then(replayed: bool) -> Response:
        if not replayed:
            flash(say()("已办理:{step}", step=say()(taken[0].label)))
            for field, file in stepping.photos(taken[0]):
                _attach(number, field, "", file)
        return redirect(url_for("visits.mine"))

    view = the_desk().views.case(the_actor(), number)
    offer = view.offer(step)
    again: Callable[[Trouble], str] = (
        (lambda trouble: _form_page(number, step, trouble)) if offer and offer.step.form
        else lambda trouble: _one_page(number, trouble))
    return attempt(lambda: going().take(
        the_actor(), number, step, read, version=typed_version(), key=typed_key(), told=stepping.told()).replayed,
        then, again)


def _form_page(number: str, step: str, trouble: Trouble) -> str:
    view = the_desk().views.case(the_actor(), number)
    offer = view.offer(step)
    if offer is None or offer.step.form is None:
        raise NotFound()
    drawn = stepping.draw(view, offer, trouble)
    return render("visits/do.html", view=view, offer=offer, drawn=drawn, trouble=trouble,
                  loose=loose(trouble.errors, *drawn) + trouble.reasons, key=request.form.get("key") or new_key())


@pages.post("/case/<number>/photos")
@allowed(GO)
def photos(number: str) -> Response:
    """Keep photos of the place."""
    _own(number)
    files = [each for each in request.files.getlist("photos") if each.filename][:MOST_PHOTOS]
    kept = sum(_attach(number, "", SITE_PHOTO.key, each) for each in files)
    flash(say()("已保存 {n} 张照片", n=kept) if kept else say()("没有选照片"))
    return redirect(url_for("visits.one", number=number))


def _attach(number: str, field: str, purpose: str, file: Any) -> bool:
    """Keep a file with the case; what is refused is told, and nothing else is lost."""
    try:
        Notes(the_desk().place).attach(the_actor(), number, Upload(stream_of(file), file.filename or "", purpose, field,
                                                                   "staff"))
    except DeskError as error:
        flash(say()("文件“{name}”没有保存:{why}", name=file.filename or "", why=error.reason), "error")
        return False
    return True


@pages.get("/case/<number>/sign")
@allowed(GO)
def sign(number: str) -> str:
    """Exactly the sheet that the customer signs."""
    _own(number)
    return _sign_page(number, NO_TROUBLE)


@pages.post("/case/<number>/sign")
@allowed(GO)
def signed(number: str) -> Response:
    """Keep the signature and go on."""
    _own(number)
    said = request.form

    def then(_: object) -> Response:
        flash(say()("客户已签字"))
        last = signing().of_case(the_actor(), number)
        return redirect(url_for("visits.signature", signature=last[-1].row.id))

    return attempt(lambda: signing().sign(
        the_actor(), number, digest=said.get("digest", ""), result=said.get("result", ""),
        signed_by=said.get("signed_by", ""), remark=said.get("remark", ""), strokes=_strokes(said.get("strokes", "")),
        key=typed_key()), then, lambda trouble: _sign_page(number, trouble))


def _strokes(said: str) -> Strokes:
    """What was drawn, as the page sends it. What cannot be read is told by the service."""
    try:
        found = json.loads(said) if said.strip() else []
    except ValueError:
        return [[[-1]]]
    return found if isinstance(found, list) else [[[-1]]]


def _sign_page(number: str, trouble: Trouble) -> str:
    shown = signing().show(the_actor(), number)
    accepting = shown.accepting
    return render("visits/sign.html", shown=shown, trouble=trouble, key=new_key(), width=WIDTH, height=HEIGHT,
                  typed=request.form, choices=[(each.name, say()(each.value)) for each in Accepted
                                               if (each is Accepted.refuse and shown.refusing)
                                               or (each is not Accepted.refuse and shown.open)],
                  missing=[decision for each in accepting if not each.open for decision in each.refusals])


@pages.get("/signatures/<int:signature>")
@allowed(SEE)
def signature(signature: int) -> str:
    """What was signed, whether it is whole, ready to be printed."""
    found = signing().one(the_actor(), signature)
    own = [each for each in seeing().of_number(the_actor(), found.number) if each.row.technician_id == the_actor().id]
    return render("visits/signature.html", signed=found, width=WIDTH, height=HEIGHT, mine=bool(own),
                  result=say()(Accepted[found.row.result].value))
