"""Planned changes: what would move is shown first; then they are made to hold for what is new, for open cases too, or
given up."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import SET_VALUES
from core.domain.reasons import Label
from core.domain.terms import Term
from core.http.admission import allowed
from core.planning.plans import APPLIED, APPLYING, DROPPED, FAILED, KINDS, LOOKED, LOOKING, STATES, Plan
from core.web import case_page
from core.web.acting import NO_TROUBLE, Trouble, attempt
from core.web.desk import say, the_actor, the_desk
from core.web.planned import draft, go_on

pages = Blueprint("planning", __name__, url_prefix="/changes")

APPLIES = {"new": "只对今后的时限", "open": "也用于在办案件"}
OF_VALUES = {"new": "只对今后新开的案件", "open": "也用于在办案件"}
SURE = {"new": "从现在起开始的时限按新的算,已经在走的不变。", "open": "在办案件的时限会重新计算;已结束的时限不变。"}


@pages.get("")
@allowed("signed-in")
def show() -> str:
    """The latest planned changes."""
    return _list(NO_TROUBLE)


def _list(trouble: Trouble) -> str:
    return render_template("changes.html", plans=the_desk().planning.all(the_actor()), kinds=KINDS, states=STATES,
                           title_of=_title, may_move=the_actor().may(SET_VALUES), trouble=trouble,
                           industries=the_desk().place.industries.values())


@pages.get("/<int:plan>")
@allowed("signed-in")
def one(plan: int) -> str:
    """What a change would do, or has done."""
    return _page(plan, NO_TROUBLE)


@pages.post("/rulebooks")
@allowed(SET_VALUES)
def rulebooks() -> AnyResponse:
    """Look at what would become of open cases if they went over to the regulations in force."""
    return attempt(lambda: draft("rulebooks", {"industry": request.form.get("industry", "")}),
                   lambda made: redirect(url_for("planning.one", plan=made)), _list)


@pages.post("/<int:plan>/look")
@allowed("signed-in")
def look(plan: int) -> AnyResponse:
    """Look again."""
    def do() -> None:
        the_desk().planning.look(the_actor(), plan, stays=True)
        go_on(plan)

    return attempt(do, _back(plan), lambda trouble: _page(plan, trouble))


@pages.post("/<int:plan>/apply")
@allowed("signed-in")
def apply(plan: int) -> AnyResponse:
    """Let it hold. Where something has changed since it was looked at, it is looked at again and shown."""
    def do() -> None:
        the_desk().planning.apply(the_actor(), plan, request.form.get("applies", ""), stays=True)
        go_on(plan)

    def again(trouble: Trouble) -> str:
        go_on(plan)
        return _page(plan, trouble)

    return attempt(do, _back(plan), again)


@pages.post("/<int:plan>/drop")
@allowed("signed-in")
def drop(plan: int) -> AnyResponse:
    """Give it up."""
    def then(_: object) -> AnyResponse:
        flash(say()("已放弃,什么也没有改"))
        return make_response(redirect(url_for("planning.show")))

    return attempt(lambda: the_desk().planning.drop(the_actor(), plan), then, lambda trouble: _page(plan, trouble))


def _back(plan: int) -> Callable[[object], AnyResponse]:
    return lambda _: make_response(redirect(url_for("planning.one", plan=plan)))


def _page(number: int, trouble: Trouble) -> str:
    plan = the_desk().planning.show(the_actor(), number)
    applies = OF_VALUES if plan.kind != "calendar" else APPLIES
    offered = {each: applies[each] for each in the_desk().planning.kinds[plan.kind].applies}
    sure = request.args.get("sure", "")
    settled = plan.state == LOOKED and not plan.stale
    return render_template(
        "change.html", plan=plan, found=plan.found, trouble=trouble, kinds=KINDS, states=STATES, title=_title(plan),
        moving=plan.state in (LOOKING, APPLYING), looking=plan.state == LOOKING, looked=plan.state == LOOKED,
        applied=plan.state == APPLIED, dropped=plan.state == DROPPED, failed=plan.state == FAILED,
        offered=offered, sure=sure if settled and sure in offered else "", sure_says=SURE, differ=_differences(plan),
        percent=round(100 * plan.done / plan.total) if plan.total else 0, applies=applies)


def _title(plan: Plan) -> str:
    """What somebody called it, else what it is about."""
    if plan.title:
        return plan.title
    return say()("{kind} {name}", kind=Label(KINDS[plan.kind]), name=str(plan.content.get("calendar", "")))


def _differences(plan: Plan) -> list[tuple[Any, Any, Any]]:
    """What would hold instead of what; terms in the words of the policy pages."""
    terms = the_desk().place.industry(plan.content["industry"]).terms if plan.kind == "values" else {}
    asked = [terms[key] for key in plan.content.get("values", ()) if key in terms]
    if len(asked) != len(plan.differences):
        return [(each.what, each.before, each.after) for each in plan.differences]

    def shown(term: Term[Any], said: object) -> object:
        return said if isinstance(said, Label) else case_page.term_value(say(), term, said)

    return [(each.what, shown(term, each.before), shown(term, each.after))
            for term, each in zip(asked, plan.differences, strict=True)]
