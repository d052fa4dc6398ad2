"""A case: what it is, what is due when, what may be done next and why (not); and what is done beside its steps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain import judging
from core.domain.clocks import Clock
from core.domain.errors import InvalidInput, NotFound, PluginAbsent, Refused
from core.domain.people import APPROVE, BACKDATE, PARTIES, REOPEN, SEE_PHONES, SEE_POLICIES, VIEW
from core.domain.reasons import Reason
from core.domain.statutes import STATUTES
from core.http.admission import allowed
from core.privacy.accesses import READ_CASE
from core.privacy.consents import PHOTOS, RECORDINGS, purpose_of
from core.services.arranging import RELATIONS
from core.services.notes import CHANNELS, DIRECTIONS, Upload
from core.services.records import Receipt
from core.services.refreshing import Move
from core.services.views import CaseView
from core.web import brought, case_page, questions, timebar, timeline
from core.web.acting import (
    NO_TROUBLE,
    Trouble,
    attempt,
    new_key,
    stream_of,
    typed_key,
    typed_moment,
    typed_numbers,
    typed_version,
    whole,
)
from core.web.bell import looked_at
from core.web.clock_words import name_of
from core.web.desk import say, the_actor, the_desk

pages = Blueprint("case", __name__, url_prefix="/cases/<number>")

TABS = {"overview": "概览", "forms": "表单", "evidence": "证据", "decisions": "判定", "timeline": "时间线"}


def case_words(view: CaseView) -> dict[str, Any]:
    """What every page about a case names."""
    actor = the_actor()
    return {
        "view": view, "row": view.row, "case": view.case, "titles": case_page.titles(view.case),
        "acts": case_page.offered_acts(view, actor),
        "merged_into": case_page.merged_into(view), "papers": _papers(view), "may_see": actor.may(SEE_PHONES),
        "may_read_policies": actor.may(SEE_POLICIES), "PARTIES": PARTIES,
        "term_words": lambda cited: case_page.term_words(say(), view.case, cited)}


def _papers(view: CaseView) -> list[tuple[str, str]]:
    """The documents that can be made of this case as it stands."""
    return [(paper.key, paper.title) for paper in judging.papers(view.case)]


@pages.get("")
@allowed(VIEW)
def show(number: str) -> str:
    """The case page. `why` opens one clock, `tab` what lies below."""
    desk, actor = the_desk(), the_actor()
    try:
        view = desk.views.case(actor, number)
    except PluginAbsent:
        return _without_plugin(number, NO_TROUBLE)
    looked_at(number)
    tab = request.args.get("tab", "") if request.args.get("tab") in TABS else "overview"
    opened = next((each for each in view.clocks if name_of(each) == request.args.get("why") and each.deadline), None)
    files = {row.id: row for row in view.evidence}
    if view.customer and actor.may(SEE_PHONES):
        desk.accesses.note(actor, READ_CASE, face="web", customer_id=view.row.customer_id, case_id=view.row.id)
    return render_template(
        "case.html", **case_words(view), tab=tab, tabs=TABS, files=files,
        opened=opened, bar=_bar(opened) if opened else None,
        shown=case_page.shown_offers(say(), view, actor), rulings=case_page.rulings(view),
        answerable=case_page.may_answer(view, actor), filed=case_page.filed_forms(view, whole=actor.may(SEE_PHONES)),
        cells=case_page.register_cells(view) if actor.may(SEE_PHONES) else None,
        customer_links=desk.customer_links.live(actor, view.row),
        lacking=desk.consents.lacking(actor, view.row.customer_id, view.evidence), purpose_of=purpose_of,
        days=timeline.timeline(say(), view.events, case_page.titles(view.case),
                               whole=actor.may(SEE_PHONES),
                               customer=view.customer.row.name if view.customer else ""), quietened=timeline.quietened,
        panels=brought.panels(desk, actor, view) if tab == "overview" else (), key=new_key())


def _without_plugin(number: str, trouble: Trouble) -> str:
    """What a case has kept whose plugin is not in use."""
    actor = the_actor()
    view = the_desk().pluginless.show(actor, number)
    whole = actor.may(SEE_PHONES)
    return render_template(
        "case_pluginless.html", view=view, row=view.row, whole=whole, may_close=actor.may(REOPEN), trouble=trouble,
        typed=request.form, key=new_key(), days=timeline.timeline(
            say(), view.events, {}, whole=whole, customer=view.customer.row.name if view.customer else ""))


@pages.post("/close")
@allowed(REOPEN)
def close(number: str) -> AnyResponse:
    """End a case whose plugin is not in use."""
    return attempt(
        lambda: the_desk().pluginless.close(the_actor(), number, request.form.get("why", ""), version=typed_version(),
                                            key=typed_key()),
        lambda _: _done(number, "已结案"), lambda trouble: _without_plugin(number, trouble))


def _bar(clock: Clock) -> timebar.TimeBar:
    return timebar.draw(say(), clock.why(say().now))


@pages.post("/overrides/<fingerprint>")
@allowed(APPROVE)
def answer(number: str, fingerprint: str) -> AnyResponse:
    """Approve or refuse an override that somebody else has asked for."""
    desk, actor = the_desk(), the_actor()
    grant = request.form.get("answer") == "grant"

    def again(trouble: Trouble) -> str:
        view = desk.views.case(actor, number)
        asked = view.case.asked.get(fingerprint)
        if asked is None:
            raise NotFound()
        return render_template("override_answer.html", **case_words(view), asked=asked, trouble=trouble,
                               typed=request.form, key=new_key())

    return attempt(
        lambda: desk.steps.answer(actor, number, fingerprint, grant=grant, reason=request.form.get("reason", ""),
                                  version=typed_version(), key=typed_key()),
        lambda _: _done(number, "已批准改判" if grant else "已退回改判申请"), again)


@pages.get("/override")
@allowed(VIEW)
def override(number: str) -> AnyResponse:
    """Ask to let a refusal pass."""
    view = the_desk().views.case(the_actor(), number)
    return make_response(_override_page(view, NO_TROUBLE))


@pages.post("/override")
@allowed(VIEW)
def ask_override(number: str) -> AnyResponse:
    """Let a refusal pass, or ask a second person to."""
    desk, actor, form = the_desk(), the_actor(), request.form

    def then(receipt: Receipt) -> AnyResponse:
        waits = any(each.decision.rule == form.get("rule") for each in desk.views.case(actor, number).asked)
        return _done(number, "已申请改判,等另一位有权的人批准" if waits else "已改判")

    return attempt(
        lambda: desk.steps.override(
            actor, number, rule=form.get("rule", ""), reason=form.get("reason", ""), statute=form.get("statute", ""),
            item=_position(form.get("item", "")), version=typed_version(), key=typed_key()),
        then, lambda trouble: _override_page(desk.views.case(actor, number), trouble))


def _position(said: str) -> int | None:
    return whole(said)


def _override_page(view: CaseView, trouble: Trouble) -> str:
    """The refusals somebody may overrule, one of them chosen."""
    rule, item = request.values.get("rule", ""), _position(request.values.get("item", ""))
    refusals = [one for offer in view.offers for one in offer.refusals
                if case_page.overridable(one, view, the_actor())]
    chosen = next((each for each in refusals if each.rule == rule and item in (None, each.item)), None)
    if chosen is None and not trouble:
        raise NotFound("现在没有“{rule}”这项拒绝", rule=rule)
    return render_template("override.html", **case_words(view), chosen=chosen, trouble=trouble, typed=request.form,
                           statutes=STATUTES.values(), key=request.form.get("key") or new_key(),
                           alone=chosen is not None and the_actor().may(APPROVE) and not chosen.money)


def _done(number: str, words: str) -> AnyResponse:
    flash(say()(words))
    return make_response(redirect(url_for("case.show", number=number)))


@dataclass(frozen=True)
class Acting:
    """A thing to do beside the steps: the words over its form, over its button, when it is done, and the doing."""

    title: str
    button: str
    done: str
    do: Callable[[str], object]


@pages.get("/do/<what>")
@allowed(VIEW)
def act(number: str, what: str) -> AnyResponse:
    """The form of something to be done with a case."""
    view = the_desk().views.case(the_actor(), number)
    if what not in {each.what for each in case_page.acts(view, the_actor())} & ACTS.keys():
        raise NotFound()
    return make_response(_act_page(view, what, NO_TROUBLE))


@pages.post("/do/<what>")
@allowed(VIEW)
def do(number: str, what: str) -> AnyResponse:
    """Do it."""
    acting = ACTS.get(what)
    if acting is None:
        raise NotFound()
    desk, actor = the_desk(), the_actor()
    return attempt(lambda: acting.do(number), lambda found: _acted(number, acting, found),
                   lambda trouble: _act_page(desk.views.case(actor, number), what, trouble))


def _acted(number: str, acting: Acting, found: object) -> AnyResponse:
    """Back to the case; after a split to the new one, after a merger to the one that goes on."""
    other = found.number if isinstance(found, Receipt) else number
    return _done(other if acting in (ACTS["split"], ACTS["merge"]) else number, acting.done)


def _act_page(view: CaseView, what: str, trouble: Trouble) -> str:
    desk, form = the_desk(), view.case.here.workflow.opens
    opening = next((each for each in reversed(view.case.forms) if isinstance(each, form)), None)
    drawn = questions.draw(
        form.describe(view.case.here.asked), say().zone, answers=opening.dump() if opening else {},
        typed=request.form if request.method == "POST" else None, errors=trouble.errors,
        earlier=case_page.earlier_answers(view.case.facts())) if what == "correct" else None
    return render_template(
        f"acts/{what}.html", **case_words(view), acting=ACTS[what], what=what, trouble=trouble, drawn=drawn,
        loose=questions.loose(trouble.errors, drawn) if drawn else (),
        typed=request.form if request.method == "POST" else request.args, channels=CHANNELS, directions=DIRECTIONS,
        relations=RELATIONS, people=desk.users.colleagues(the_actor()) if what == "assign" else (),
        may_backdate=the_actor().may(BACKDATE), ticked=typed_numbers("items") if request.method == "POST" else [],
        evidence_kinds=view.case.here.registry.evidence,
        asks_consent=what == "attach" and desk.consents.asks(view.row.customer_id),
        key=request.form.get("key") or new_key(),
        would=_would_move(view.row.number) if what == "move" else ((), None))


def _typed(name: str) -> str:
    return request.form.get(name, "")


def _contact(number: str) -> object:
    reached = _typed("reached")
    if reached not in ("true", "false") and _typed("direction") == "out":
        raise InvalidInput.field("reached", "请答“是”或“否”")
    return the_desk().notes.contact(
        the_actor(), number, channel=_typed("channel"), direction=_typed("direction"), reached=reached == "true",
        note=_typed("note"), at=typed_moment(), version=typed_version(), key=typed_key())


def _comment(number: str) -> object:
    return the_desk().notes.comment(the_actor(), number, _typed("text"), to_customer=_typed("to_customer") == "true",
                                    version=typed_version(), key=typed_key())


def _assign(number: str) -> object:
    chosen = typed_numbers("to")
    if not chosen:
        raise InvalidInput.field("to", "请选择转给谁")
    return the_desk().notes.assign(the_actor(), number, chosen[0], version=typed_version(), key=typed_key())


def _wait(number: str) -> object:
    return the_desk().notes.wait(the_actor(), number, _typed("party"), _typed("why"), version=typed_version(),
                                 at=typed_moment(), key=typed_key())


def _resume(number: str) -> object:
    return the_desk().notes.resume(the_actor(), number, version=typed_version(), at=typed_moment(), key=typed_key())


def _split(number: str) -> object:
    return the_desk().arranging.split(the_actor(), number, typed_numbers("items"), _typed("why"),
                                      version=typed_version(), key=typed_key())


def _merge(number: str) -> object:
    if _typed("sure") != "true":
        raise InvalidInput.field("sure", "请先确认:并入后不能撤销")
    try:
        return the_desk().arranging.merge(the_actor(), number, _typed("into"), _typed("why"), version=typed_version(),
                                          key=typed_key())
    except NotFound:
        the_desk().views.case(the_actor(), number)
        raise InvalidInput.field("into", "没有这个案件,或您无权查看") from None


def _link(number: str) -> object:
    return the_desk().arranging.link(the_actor(), number, _typed("other"), _typed("relation"), key=typed_key())


def _reopen(number: str) -> object:
    return the_desk().arranging.reopen(the_actor(), number, _typed("why"), version=typed_version(), key=typed_key())


def _move(number: str) -> object:
    return the_desk().planning.move(the_actor(), number, _typed("why"), version=typed_version(), key=typed_key())


def _would_move(number: str) -> tuple[Sequence[Move], Reason | None]:
    """Which deadlines would be others under the regulations in force, or why the case cannot go over."""
    try:
        return the_desk().planning.would_move(the_actor(), number), None
    except Refused as error:
        return (), error.reason


def _correct(number: str) -> object:
    case = the_desk().views.case(the_actor(), number).case
    answers = questions.read(case.here.workflow.opens.describe(case.here.asked), request.form)
    return the_desk().notes.correct(the_actor(), number, answers, version=typed_version(), key=typed_key())


def _attach(number: str) -> object:
    files = [each for each in request.files.getlist("file") if each.filename]
    if not files:
        raise InvalidInput.field("file", "请选择文件")
    if request.form.get("agreed") == "true":
        _agreed(number, [each.filename or "" for each in files])
    for each in files:
        the_desk().notes.attach(the_actor(), number, Upload(
            stream_of(each), each.filename or "", _typed("purpose"),
            source=_typed("source") if _typed("source") in ("customer", "staff") else "customer"))
    return None


def _agreed(number: str, names: list[str]) -> None:
    """The customer's word for keeping these files, as somebody has ticked it; a film's name tells that it is one."""
    desk, actor = the_desk(), the_actor()
    customer = desk.views.case(actor, number).row.customer_id
    films = [name.lower().endswith((".mp4", ".m4v", ".mov")) for name in names]
    for purpose in [PHOTOS] * (not all(films)) + [RECORDINGS] * any(films):
        if customer:
            desk.consents.record(actor, customer, purpose, True, told_by="visit", number=number)


ACTS: Mapping[str, Acting] = {
    "contact": Acting("记录联系", "记录", "已记录联系", _contact),
    "comment": Acting("备注", "保存备注", "已备注", _comment),
    "attach": Acting("上传证据", "上传", "已上传", _attach),
    "assign": Acting("转给同事", "转出", "已转出", _assign),
    "wait": Acting("等待外面的人", "开始等待", "已开始等待,相应期限暂停", _wait),
    "resume": Acting("结束等待", "继续办理", "已继续办理", _resume),
    "correct": Acting("更正申请", "保存更正", "已更正,判定已按新内容重做", _correct),
    "split": Acting("拆分商品", "拆成新案件", "已拆分,这是新案件", _split),
    "merge": Acting("并入另一案件", "并入", "已并入,在这个案件里继续办理", _merge),
    "move": Acting("换用现行规定", "换用", "已换用现行规定", _move),
    "link": Acting("关联案件", "关联", "已关联", _link),
    "reopen": Acting("重开案件", "重开", "已重开", _reopen),
}
