"""Taking a step: its form, what is judged of it, and what to do when it is refused."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.cases import Case
from core.domain.errors import DeskError, NotFound
from core.domain.flow import Step
from core.domain.judging import Offer
from core.domain.people import APPROVE, BACKDATE, VIEW
from core.domain.statutes import STATUTES
from core.http.admission import allowed
from core.http.statuses import status_of
from core.services.notes import Upload
from core.services.records import Receipt
from core.services.views import CaseView
from core.web import brought, case_page, questions, stepping
from core.web.acting import (
    NO_TROUBLE,
    Trouble,
    attempt,
    new_key,
    stream_of,
    typed_key,
    typed_moment,
    typed_version,
    whole,
)
from core.web.desk import say, the_actor, the_desk
from core.web.views.case import case_words

pages = Blueprint("steps", __name__, url_prefix="/cases/<number>/steps/<step>")


@pages.get("")
@allowed(VIEW)
def show(number: str, step: str) -> AnyResponse:
    """The step's page, its form filled in beforehand as far as that is possible."""
    view = the_desk().views.case(the_actor(), number)
    return make_response(_page(view, _offer(view, step), NO_TROUBLE))


@pages.post("")
@allowed(VIEW)
def take(number: str, step: str) -> AnyResponse:
    """Take the step; or, from the same page, let a refusal pass that only these answers bring up."""
    desk, actor, form = the_desk(), the_actor(), request.form
    if rule := form.get("overrule", ""):
        view = desk.views.case(actor, number)
        offer = _offer(view, step)
        return _overrule(view, offer, stepping.read(view.case, offer.step), rule)
    taken: list[Step] = []

    def read(case: Case, found: Step | None) -> object:
        if found is None:
            raise NotFound()
        taken.append(found)
        return stepping.read(case, found)

    try:
        receipt = desk.steps.take(actor, number, step, read, version=typed_version(), at=typed_moment(),
                                  key=typed_key(),
                                  told=stepping.told())
    except NotFound:
        raise
    except DeskError as error:
        view = desk.views.case(actor, number)
        shown = view.offer(step)
        if shown is None:
            raise
        return make_response(_page(view, shown, Trouble.of(error)), status_of(error))
    # Sent twice, it was done and told the first time.
    return redirect(url_for("case.show", number=number)) if receipt.replayed else _taken(number, taken[0])


def _overrule(view: CaseView, offer: Offer, answers: object, said: str) -> AnyResponse:
    """Overrule a refusal and come back to the same form with the same answers."""
    desk, actor, number = the_desk(), the_actor(), view.row.number
    rule, _, item = said.partition("|")

    def then(_: Receipt) -> AnyResponse:
        fresh = desk.views.case(actor, number)
        waits = any(each.decision.rule == rule for each in fresh.asked)
        flash(say()("已申请改判,等另一位有权的人批准;批准后再办这一步" if waits else "已改判,可以继续办这一步"))
        return make_response(_page(fresh, fresh.offer(offer.key) or offer, NO_TROUBLE))

    return attempt(
        lambda: desk.steps.override(
            actor, number, rule=rule, item=whole(item), step=offer.key, answers=answers,
            reason=request.form.get("overrule_reason", ""), statute=request.form.get("statute", ""),
            version=typed_version()),
        then, lambda trouble: _page(desk.views.case(actor, number), offer, trouble))


def _taken(number: str, step: Step) -> AnyResponse:
    """Keep the pictures that came along, then back to the case."""
    desk, actor = the_desk(), the_actor()
    flash(say()("已办理:{step}", step=say()(step.label)))
    for field, file in stepping.photos(step):
        try:
            upload = Upload(stream_of(file), file.filename or "", field=field, source="staff")
            desk.notes.attach(actor, number, upload)
        except DeskError as error:
            flash(say()("步骤已办,但文件“{name}”没有保存:{why}", name=file.filename or "", why=error.reason), "error")
    return make_response(redirect(url_for("case.show", number=number)))


def _offer(view: CaseView, step: str) -> Offer:
    found = view.offer(step)
    if found is None:
        raise NotFound()
    return found


def _page(view: CaseView, offer: Offer, trouble: Trouble) -> str:
    actor = the_actor()
    drawn = stepping.draw(view, offer, trouble)
    decisions = trouble.decisions or tuple(each for each in offer.decisions if each.outcome != "allow" or not drawn)
    asked = {each.key for each in offer.step.form.fields.values()} if offer.step.form else set()
    return render_template(
        "step.html", **case_words(view), offer=offer, drawn=drawn, trouble=trouble,
        loose=questions.loose(trouble.errors, *drawn),
        decisions=[each for each in decisions if trouble.decisions or each.missing not in asked],
        overridable=[each for each in decisions if case_page.overridable(each, view, actor)],
        mine=actor.has_duty(offer.step.by), statutes=STATUTES.values(), may_backdate=actor.may(BACKDATE),
        may_approve=actor.may(APPROVE), typed=request.form, key=request.form.get("key") or new_key(),
        beside=brought.panels(the_desk(), actor, view, offer.step.form) if offer.step.form else (),
        made=[(key, title) for key, title in case_words(view)["papers"] if key in offer.papers])
