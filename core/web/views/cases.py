"""The list of cases: filter, search, page on, give several to somebody."""

from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import DeskError, InvalidInput
from core.domain.people import ASSIGN, EXPORT, PARTIES, VIEW
from core.http.admission import allowed
from core.telling import Titles
from core.web.acting import typed_numbers
from core.web.desk import say, the_actor, the_desk
from core.web.lists import STANDS, Wanted, address, chips, lines

pages = Blueprint("cases", __name__, url_prefix="/cases")

PAGE = 50


def titles_of_desk() -> Titles:
    """The words for kinds and states of this desk, which stay the same while it runs."""
    if "titles" not in current_app.extensions:
        current_app.extensions["titles"] = Titles(the_desk().place.industries.values())
    return cast(Titles, current_app.extensions["titles"])


@pages.get("")
@allowed(VIEW)
def show() -> str:
    """A page of the list; a search for one exact number goes straight to the case."""
    desk, actor, wanted, titles = the_desk(), the_actor(), Wanted.read(request.args), titles_of_desk()
    people = {row.id: row.name for row in desk.users.colleagues(actor)}
    listed = desk.views.cases(actor, wanted.filter(actor, desk.now(), say().zone), order=wanted.order,
                              cursor=wanted.cursor, limit=PAGE, whole=False)
    return render_template(
        "cases.html", wanted=wanted, shown=lines(say(), listed, titles), page=listed.page, titles=titles,
        stands=STANDS, people=people, chips=chips(say(), wanted, titles, people), parties=PARTIES,
        may_assign=actor.may(ASSIGN), may_export=actor.may(EXPORT),
        kinds=[(kind, titles.kinds[kind]) for kind in desk.place.kinds])


@pages.post("/assign")
@allowed(ASSIGN)
def assign() -> AnyResponse:
    """Give the ticked cases to somebody; each on its own, those that are refused are named."""
    desk, actor = the_desk(), the_actor()
    numbers, to = request.form.getlist("number")[:500], typed_numbers("to")
    back = redirect(address(Wanted.read(request.args)))
    if not numbers or not to:
        flash(say()("请先勾选案件,再选要转给谁"), "error")
        return back
    done, refused = 0, []
    for number in numbers:
        try:
            desk.notes.assign(actor, number, to[0])
            done += 1
        except InvalidInput:
            raise
        except DeskError as error:
            refused.append(f"{number}:{say().show(error.reason)}")
    if done:
        flash(say()("已转出 {n} 件", n=done))
    if refused:
        flash(say()("{n} 件没有转出:{which}", n=len(refused), which="; ".join(refused[:10])), "error")
    return back
