"""Scheduled tasks: what is due each period, what it shows, who has signed, and signing."""

from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import PLANS, REOPEN_PLANS
from core.http.admission import allowed
from core.plans.service import DONE, OPEN, OVERDUE, STATES, Entry, View
from core.web import questions, sheets
from core.web.acting import NO_TROUBLE, Trouble, attempt, typed_version
from core.web.desk import say, the_actor, the_desk
from core.web.standing import Standing, ended, idle, open_deadline

pages = Blueprint("plans", __name__, url_prefix="/tasks")

TITLES = {OPEN: "要办的", OVERDUE: "已逾期", DONE: "办完的"}


@pages.get("")
@allowed(PLANS)
def show() -> str:
    """What is due, overdue first; what is done, the latest first."""
    state = request.args.get("state", "") if request.args.get("state") in STATES else OPEN
    mine = bool(request.args.get("mine"))
    found = the_desk().plans.entries(the_actor(), state, mine=mine, cursor=request.args.get("cursor", "")[:80])
    return render_template("tasks.html", found=found, state=state, mine=mine, titles=TITLES, stand=_stand)


@pages.get("/<int:entry>")
@allowed(PLANS)
def one(entry: int) -> str:
    """A task in one period."""
    return _page(the_desk().plans.show(the_actor(), entry), NO_TROUBLE)


@pages.post("/<int:entry>/<duty>")
@allowed(PLANS)
def sign(entry: int, duty: str) -> AnyResponse:
    """Sign the part of one's duty."""
    plans, actor = the_desk().plans, the_actor()

    def do() -> Entry:
        view = plans.show(actor, entry)
        form = view.plan.form if view.plan else None
        answers = questions.read(form.describe(view.asked), request.form, prefix=f"{duty}.") if form else {}
        return plans.sign(actor, entry, duty, answers, version=typed_version())

    def then(found: Entry) -> AnyResponse:
        flash(say()("各部门都已办完") if found.row.done_at else say()("已记录"))
        return make_response(redirect(url_for("plans.one", entry=entry)))

    return attempt(do, then, lambda trouble: _page(plans.show(actor, entry), trouble, duty))


@pages.post("/<int:entry>/<duty>/reopen")
@allowed(REOPEN_PLANS)
def reopen(entry: int, duty: str) -> AnyResponse:
    """Give a part back to be done again."""
    plans, actor = the_desk().plans, the_actor()

    def then(_: Entry) -> AnyResponse:
        flash(say()("已退回"))
        return make_response(redirect(url_for("plans.one", entry=entry)))

    why = request.form.get(f"why.{duty}", "")
    return attempt(lambda: plans.reopen(actor, entry, duty, why, version=typed_version()), then,
                   lambda trouble: _page(plans.show(actor, entry), trouble, duty))


def _page(view: View, trouble: Trouble, duty: str = "") -> str:
    """The page, with what was typed for one duty where that could not be kept."""
    form = view.plan.form if view.plan else None
    errors = {f"{duty}.{name}" if form and name in form.fields else name: each for name, each in trouble.errors.items()}
    drawn = {part.row.duty: questions.draw(
        form.describe(view.asked), say().zone, prefix=f"{part.row.duty}.", photos=False, errors=errors,
        typed=request.form if part.row.duty == duty else None) for part in view.entry.mine} if form else {}
    wrong = [drawn[duty]] if duty in drawn else []
    return render_template(
        "task.html", view=view, entry=view.entry, plan=view.plan, drawn=drawn, trouble=trouble, wrong=wrong, duty=duty,
        loose=(*questions.loose(errors, *wrong), *trouble.reasons), stand=_stand(view.entry),
        sheet=sheets.shown(view.sheet) if view.sheet else None, may_reopen=the_actor().may(REOPEN_PLANS),
        typed=request.form, moment_of=datetime.fromisoformat)


def _stand(entry: Entry) -> Standing:
    """How an entry stands to its deadline."""
    row = entry.row
    if row.done_at:
        return ended(say(), row.due_at, row.done_at, late=bool(row.due_at and row.done_at > row.due_at))
    return open_deadline(say(), row.due_at) if row.due_at else idle(say(), say()("没有期限"))
