"""The roster, who was there, and asking to change it."""

from collections.abc import Callable
from datetime import timedelta

from core.capabilities.visits.asking import Requests
from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.people import People
from core.capabilities.visits.people_drawing import drawn, maybe_day, today, typed_day
from core.capabilities.visits.permissions import GO, OWN, ROSTER
from core.capabilities.visits.roster import Attendance, Roster, Turn
from core.sdk.web import (
    NO_TROUBLE,
    InvalidInput,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    redirect,
    request,
    say,
    the_actor,
    the_desk,
    typed_key,
    url_for,
    whole,
)

DAYS = 14


def _roster() -> Roster:
    return Roster(the_desk().place)


def _requests() -> Requests:
    return Requests(the_desk().place)


@pages.get("/roster")
@allowed(OWN)
def roster() -> str:
    """Two weeks of everybody's days."""
    return _roster_page(NO_TROUBLE)


@pages.post("/roster/set")
@allowed(ROSTER)
def set_day() -> Response:
    """What a day is for somebody."""
    said = request.form
    return _kept(lambda: _roster().set(the_actor(), said.get("login", ""), typed_day("day", needed=True),
                                       Turn.parse(said.get("turn", "")), said.get("reason", "")), "set")


@pages.post("/roster/attend")
@allowed(ROSTER)
def attend() -> Response:
    """Who was there."""
    said = request.form
    return _kept(lambda: _roster().attend(the_actor(), said.get("attend_login", ""),
                                          typed_day("attend_day", needed=True), said.get("attendance", ""),
                                          said.get("why", "")), "attend")


@pages.post("/roster/pattern")
@allowed(ROSTER)
def save_pattern() -> Response:
    """A rotation, one day a line."""
    said = request.form
    lines = [each for each in said.get("turns", "").splitlines() if each.strip()]
    return _kept(lambda: _roster().save_pattern(the_actor(), said.get("title", ""), [
        Turn.parse(each) for each in lines]), "pattern")


@pages.post("/roster/fill")
@allowed(ROSTER)
def fill() -> Response:
    """Lay a rotation over days."""
    said = request.form
    return _kept(lambda: _roster().fill(
        the_actor(), said.get("pattern", ""), said.getlist("people"), typed_day("begins", needed=True),
        typed_day("ends", needed=True), stagger=whole(said.get("stagger", "")) or 0), "fill")


def _kept(do: Callable[[], object], which: str) -> Response:
    def then(_: object) -> Response:
        flash(say()("已记下"))
        return redirect(url_for("visits.roster", begins=request.form.get("shown") or None))

    return attempt(do, then, lambda trouble: _roster_page(trouble, which))


def _roster_page(trouble: Trouble, wrong: str = "") -> str:
    actor = the_actor()
    try:
        begins = typed_day("shown" if request.method == "POST" else "begins")
    except InvalidInput:
        begins = today()
    begins -= timedelta(begins.weekday())
    return drawn("visits/roster.html", "roster", rows=_roster().span(actor, begins, DAYS), trouble=trouble, wrong=wrong,
                 dates=[begins + timedelta(each) for each in range(DAYS)], begins=begins,
                 before=begins - timedelta(DAYS), after=begins + timedelta(DAYS),
                 patterns=_roster().patterns(actor) if actor.may(ROSTER) else (), attendances=_words(Attendance))


@pages.get("/requests")
@allowed(OWN)
def requests() -> str:
    """What people ask for, and one's own requests."""
    return _requests_page(NO_TROUBLE)


@pages.post("/requests/change")
@allowed(OWN)
def ask_change() -> Response:
    """Ask for another day."""
    said = request.form
    return _asked(lambda: _requests().change_day(the_actor(), typed_day("day", needed=True),
                                                 Turn.parse(said.get("turn", "")), said.get("reason", "")))


@pages.post("/requests/swap")
@allowed(OWN)
def ask_swap() -> Response:
    """Ask to change places with somebody."""
    said = request.form
    return _asked(lambda: _requests().swap_days(the_actor(), typed_day("swap_day", needed=True), said.get("other", ""),
                                                said.get("swap_reason", ""), maybe_day("other_day")))


@pages.post("/requests/job")
@allowed(GO)
def ask_job() -> Response:
    """Ask that somebody else take one's visit."""
    said = request.form
    return _asked(lambda: _requests().swap_job(the_actor(), said.get("number", "").strip().upper(),
                                               said.get("job_other", ""), said.get("job_reason", ""), key=typed_key()))


@pages.post("/requests/<int(max=2147483647):asked>/answer")
@allowed(ROSTER)
def answer(asked: int) -> Response:
    """Approve or refuse."""
    said = request.form
    return _asked(lambda: _requests().answer(the_actor(), asked, grant=said.get("grant") == "true",
                                             answer=said.get("answer", "")))


@pages.post("/requests/<int(max=2147483647):asked>/withdraw")
@allowed(OWN)
def withdraw(asked: int) -> Response:
    """Take back what one has asked for."""
    return _asked(lambda: _requests().withdraw(the_actor(), asked))


def _asked(do: Callable[[], object]) -> Response:
    def then(_: object) -> Response:
        flash(say()("已记下"))
        return redirect(url_for("visits.requests"))

    return attempt(do, then, _requests_page)


def _requests_page(trouble: Trouble) -> str:
    found = _requests().all(the_actor())
    names = dict(People(the_desk().place).names(the_actor()))
    among = names.pop(the_actor().login, None) is not None
    return drawn("visits/requests.html", "requests", found=found, trouble=trouble, among=among,
                 mine=_roster().mine(the_actor(), today()), others=list(names.items()))


def _words(options: type[Attendance]) -> list[tuple[str, str]]:
    return [(each.name, say()(each.value)) for each in options]
