"""Where the staff are, and calls to them."""

from collections.abc import Callable
from datetime import datetime

from core.capabilities.visits.attempts import Attempts
from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.people import People
from core.capabilities.visits.people_drawing import drawn, today, typed_day
from core.capabilities.visits.people_forms import Reach
from core.capabilities.visits.permissions import CALL_STAFF, OWN, ROSTER, SEE
from core.capabilities.visits.whereabouts import SAID, Whereabouts
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
    typed_moment,
    url_for,
)


def _whereabouts() -> Whereabouts:
    return Whereabouts(the_desk().place)


def _attempts() -> Attempts:
    return Attempts(the_desk().place)


@pages.get("/where")
@allowed(OWN)
def where() -> str:
    """Where everybody is, and one's own report."""
    return _where_page(NO_TROUBLE)


@pages.post("/where")
@allowed(OWN)
def report() -> Response:
    """Say where one is."""
    said = request.form
    return _done(lambda: _whereabouts().say(the_actor(), said.get("where", ""), said.get("number", ""),
                                            said.get("note", "")), "visits.where", _where_page)


@pages.post("/where/<int(max=2147483647):entry>/allow")
@allowed(ROSTER)
def allow(entry: int) -> Response:
    """Somebody was allowed to leave."""
    return _done(lambda: _whereabouts().allow(the_actor(), entry), "visits.where", _where_page)


def _where_page(trouble: Trouble) -> str:
    actor = the_actor()
    return drawn("visits/where.html", "where", everybody=_whereabouts().now(actor) if actor.may(SEE) else [],
                 exceptions=_whereabouts().exceptions(actor), trouble=trouble,
                 places_said=[(each.name, say()(each.value)) for each in SAID])


@pages.get("/calls")
@allowed(OWN)
def calls() -> str:
    """Calls to the staff of a day."""
    return _calls_page(NO_TROUBLE)


@pages.post("/calls")
@allowed(CALL_STAFF)
def call() -> Response:
    """Write a call down."""
    said = request.form
    return _done(lambda: _attempts().record(
        the_actor(), said.get("person", ""), said.get("result", ""), at=typed_moment("at"),
        industry=said.get("industry", ""), number=said.get("number", ""), note=said.get("note", "")),
        "visits.calls", _calls_page)


@pages.post("/calls/<int(max=2147483647):attempt_id>/back")
@allowed(CALL_STAFF)
def called_back(attempt_id: int) -> Response:
    """They called back."""
    return _done(lambda: _attempts().called_back(the_actor(), attempt_id, typed_moment("back_at")), "visits.calls",
                 _calls_page)


@pages.post("/calls/disasters")
@allowed(ROSTER)
def declare() -> Response:
    """Declare a disaster."""
    said = request.form
    return _done(lambda: _attempts().declare(the_actor(), said.get("title", ""), _moment("starts_at"),
                                             typed_moment("ends_at"), said.get("area", "")), "visits.calls",
                 _calls_page)


@pages.post("/calls/disasters/<int(max=2147483647):disaster>/end")
@allowed(ROSTER)
def end_disaster(disaster: int) -> Response:
    """It is over."""
    return _done(lambda: _attempts().end(the_actor(), disaster, typed_moment("over_at") or the_desk().place.now()),
                 "visits.calls", _calls_page)


def _calls_page(trouble: Trouble) -> str:
    actor = the_actor()
    try:
        day = typed_day("day")
    except InvalidInput:
        day = today()
    place = the_desk().place
    return drawn("visits/calls.html", "calls", found=_attempts().all(actor, day=day), day=day, trouble=trouble,
                 disasters=_attempts().disasters(actor), results=[(each.name, say()(each.value)) for each in Reach],
                 result_words={each.name: each.value for each in Reach},
                 people=[(login, f"{name} {login}") for login, name in People(place).names(actor)],
                 industries=[(name, say()(each.industry.title)) for name, each in place.industries.items()])


def _moment(name: str) -> datetime:
    found = typed_moment(name)
    if found is None:
        raise InvalidInput.field(name, "请填写")
    return found


def _done(do: Callable[[], object], view: str, again: Callable[[Trouble], str]) -> Response:
    def then(_: object) -> Response:
        flash(say()("已记下"))
        return redirect(url_for(view))

    return attempt(do, then, again)
