"""A case as its customer sees it, by the link alone: how far it is, what is theirs to do, photos, papers."""

from dataclasses import replace

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.cases import Case
from core.domain.errors import DeskError, InvalidInput, NotFound
from core.domain.flow import Step
from core.domain.judging import Offer
from core.http.admission import allowed
from core.http.statuses import status_of
from core.portal import seen
from core.portal.links import Visit
from core.portal.service import PHOTOS_AT_ONCE
from core.printing import drawn_sheets
from core.services.notes import Upload
from core.services.records import Receipt
from core.services.views import CaseView
from core.web import brought, questions, stepping
from core.web.acting import NO_TROUBLE, Trouble, attempt, new_key, stream_of, typed_key, typed_version
from core.web.desk import say, the_desk
from core.web.views.files import SEEN, sent
from core.web.visiting import for_customers, may_miss, missed

pages = Blueprint("portal", __name__, url_prefix="/c/<token>")
for_customers(pages)


def _visit(token: str) -> Visit:
    """Who comes. Raises `NotFound` for a link that leads nowhere, whatever the reason."""
    may_miss()
    try:
        return the_desk().portal.visit(token)
    except NotFound:
        missed()
        raise


@pages.get("")
@allowed("anyone")
def show(token: str) -> str:
    """The case: what waits for the customer on top, then how far it is."""
    visit = _visit(token)
    return _page(token, visit, the_desk().portal.case(visit), NO_TROUBLE)


@pages.post("/panels/<panel>")
@allowed("anyone")
def send(token: str, panel: str) -> AnyResponse:
    """Send what a capability asks of the customer."""
    desk, visit = the_desk(), _visit(token)
    view = desk.portal.case(visit)
    found = brought.customer_panel(desk, view, panel)
    do = found.do if found else None
    if do is None:
        raise NotFound()
    return attempt(lambda: do(desk, visit, visit.own(typed_key())), lambda _: _thanks(token),
                   lambda trouble: _page(token, visit, desk.portal.case(visit), trouble))


def _thanks(token: str) -> AnyResponse:
    flash(say()("已收到,谢谢"))
    return make_response(redirect(url_for("portal.show", token=token)))


def _page(token: str, visit: Visit, view: CaseView, trouble: Trouble) -> str:
    offers = seen.theirs(view)
    return render_template(
        "portal/case.html", token=token, view=view, row=view.row, offers=offers, refusals=seen.refusals,
        stops=seen.progress(view), promises=seen.promises(view), of_customer=seen.of_customer,
        messages=seen.messages(view), refused=seen.refused(view), papers=seen.papers(view),
        waits=seen.waits_for(view), panels=brought.customer_panels(the_desk(), visit, view, trouble),
        mine=[each for each in view.evidence if each.source == "customer"],
        trouble=trouble, typed=request.form if request.method == "POST" else {}, key=new_key(),
        most=PHOTOS_AT_ONCE, is_new=request.args.get("new") == "1",
        address=url_for("portal.show", token=token, _external=True))


@pages.get("/steps/<step>")
@allowed("anyone")
def step(token: str, step: str) -> str:
    """The form of a step that is theirs."""
    view = the_desk().portal.case(_visit(token))
    return _step_page(token, view, _offer(view, step), NO_TROUBLE)


@pages.post("/steps/<step>")
@allowed("anyone")
def take(token: str, step: str) -> AnyResponse:
    """Take it."""
    portal, visit = the_desk().portal, _visit(token)
    taken: list[Step] = []

    def read(case: Case, found: Step) -> object:
        taken.append(found)
        return stepping.read(case, found)

    try:
        receipt = portal.take(visit, step, read, version=typed_version(), key=typed_key(), told=stepping.told())
    except NotFound:
        raise
    except DeskError as error:
        view, trouble = portal.case(visit), Trouble.of(error)
        offer = next((each for each in seen.theirs(view) if each.key == step), None)
        page = _step_page(token, view, offer, trouble) if offer else _page(token, visit, view, trouble)
        return make_response(page, status_of(error))
    if not receipt.replayed:
        flash(say()("已收到:{step}", step=say()(taken[0].customer)))
        for field, file in stepping.photos(taken[0])[:PHOTOS_AT_ONCE]:
            _keep(visit, Upload(stream_of(file), file.filename or "", field=field))
    return redirect(url_for("portal.show", token=token))


def _keep(visit: Visit, upload: Upload) -> None:
    """Keep a picture, or say why not."""
    try:
        the_desk().portal.attach(visit, upload)
    except DeskError as error:
        flash(say()("照片“{name}”没有保存:{why}", name=upload.name, why=error.reason), "error")


def _offer(view: CaseView, step: str) -> Offer:
    found = next((each for each in seen.theirs(view) if each.key == step), None)
    if found is None:
        raise NotFound()
    return found


def _step_page(token: str, view: CaseView, offer: Offer, trouble: Trouble) -> str:
    implied = seen.implied(offer.step)
    drawn = [replace(each, questions=tuple(one for one in each.questions if one.name not in implied))
             for each in stepping.draw(view, offer, trouble)]
    papers = {key: title for key, title in seen.papers(view).items() if key in offer.papers}
    return render_template(
        "portal/step.html", token=token, view=view, row=view.row, offer=offer, drawn=drawn, trouble=trouble,
        loose=questions.loose(trouble.errors, *drawn), papers=papers,
        against=[each.reason for each in trouble.decisions if not each.allows] or (
            seen.refusals(offer) if not offer.open else []),
        key=request.form.get("key") or new_key())


@pages.post("/more")
@allowed("anyone")
def add(token: str) -> AnyResponse:
    """Add photos, a word, or both."""
    portal, visit = the_desk().portal, _visit(token)
    files = [each for each in request.files.getlist("photos") if each.filename]
    text = request.form.get("text", "").strip()

    def do() -> Receipt | None:
        if not files and not text:
            raise InvalidInput.field("text", "请写几句,或选择照片")
        if len(files) > PHOTOS_AT_ONCE:
            raise InvalidInput.field("photos", "一次最多 {most} 张照片,其余的提交后再补", most=PHOTOS_AT_ONCE)
        key = typed_key()
        for place, each in enumerate(files):  # first, as what they are refused for shows the words again, to be sent
            portal.attach(visit, Upload(stream_of(each), each.filename or ""), f"{key}-{place}" if key else "")
        return portal.say(visit, text, key) if text else None

    return attempt(do, lambda _: _thanks(token), lambda trouble: _page(token, visit, portal.case(visit), trouble))


@pages.get("/photos/<int:evidence>")
@allowed("anyone")
def photo(token: str, evidence: int) -> AnyResponse:
    """A picture of theirs, without camera and place."""
    row = the_desk().portal.file(_visit(token), evidence)
    if not row.public_name or row.media_type not in SEEN:
        raise NotFound()
    return sent(row.public_name, row.media_type if row.media_type != "image/gif" else "image/png")


@pages.get("/papers/<key>")
@allowed("anyone")
def paper(token: str, key: str) -> str:
    """A document to print."""
    view, found = the_desk().portal.paper(_visit(token), key)
    sheet = drawn_sheets(view, (found,), say(), business=the_desk().config.business, zone=say().zone)
    return render_template("portal/paper.html", token=token, row=view.row, paper=found, sheet=sheet)
