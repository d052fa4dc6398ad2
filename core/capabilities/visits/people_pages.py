"""The people who are sent: what they can, where, who trained them, and the outlets that brands have approved."""

from collections.abc import Callable
from datetime import date

from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.people import People
from core.capabilities.visits.people_drawing import drawn, maybe_day, typed_day
from core.capabilities.visits.permissions import ROSTER, SEE
from core.sdk.web import (
    NO_TROUBLE,
    InvalidInput,
    NotFound,
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
    typed_version,
    url_for,
)


def _people() -> People:
    return People(the_desk().place)


@pages.get("/people")
@allowed(SEE)
def people() -> str:
    """Everybody who may be sent, and approved outlets."""
    return _list(NO_TROUBLE)


@pages.get("/people/<login>")
@allowed(SEE)
def person(login: str) -> str:
    """Somebody who may be sent."""
    return _one(login, NO_TROUBLE)


@pages.post("/people")
@allowed(ROSTER)
def add_person() -> Response:
    """Take somebody with an account into the register."""
    login = request.form.get("login", "").strip()

    def add() -> object:
        try:
            known = _people().one(the_actor(), login)
        except NotFound:
            return _people().save(the_actor(), login)
        raise InvalidInput.field("login", "{who} 已在名册里", who=known.name)

    return _done(add, lambda: url_for("visits.person", login=login.casefold()), _list)


@pages.post("/people/<login>")
@allowed(ROSTER)
def save_person(login: str) -> Response:
    """Say what somebody can and where."""
    said = request.form
    return _done(lambda: _people().save(
        the_actor(), login, badge=said.get("badge", ""), active=said.get("active") == "true",
        skills=[_skill(each) for each in said.get("skills", "").splitlines() if each.strip()],
        areas=said.get("areas", "").replace("、", "\n").splitlines(), version=typed_version()),
        lambda: url_for("visits.person", login=login), lambda trouble: _one(login, trouble))


@pages.post("/people/<login>/trainings")
@allowed(ROSTER)
def train(login: str) -> Response:
    """A brand trained them."""
    said = request.form
    return _done(lambda: _people().train(
        the_actor(), login, said.get("brand", ""), typed_day("trained_on", needed=True), until=maybe_day("until"),
        certificate=said.get("certificate", "")),
        lambda: url_for("visits.person", login=login), lambda trouble: _one(login, trouble))


@pages.post("/authorisations")
@allowed(ROSTER)
def authorise() -> Response:
    """A brand approved an outlet."""
    said = request.form
    return _done(lambda: _people().authorise(
        the_actor(), said.get("unit", ""), said.get("brand", ""), said.get("document", ""),
        typed_day("starts_on", needed=True), ends_on=maybe_day("ends_on"), city=said.get("city", "")),
        lambda: url_for("visits.people"), _list)


def _list(trouble: Trouble) -> str:
    return drawn("visits/people.html", "people", found=_people().all(the_actor()), trouble=trouble,
                 authorisations=_people().authorisations(the_actor()), units=_people().units(the_actor()))


def _one(login: str, trouble: Trouble) -> str:
    found = _people().one(the_actor(), login)
    skills = "\n".join(skill if until is None else f"{skill} {until}" for skill, until in found.skills)
    return drawn("visits/person.html", "people", person=found, skills=skills, trouble=trouble)


def _skill(line: str) -> tuple[str, date | None]:
    """`制冷`, `制冷 2026-12-31`: a skill and, if it ends, its last day."""
    what, _, until = line.strip().rpartition(" ")
    try:
        return (what, date.fromisoformat(until)) if what else (until, None)
    except ValueError:
        return line.strip(), None


def _done(do: Callable[[], object], where: Callable[[], str], again: Callable[[Trouble], str]) -> Response:
    def then(_: object) -> Response:
        flash(say()("已保存"))
        return redirect(where())

    return attempt(do, then, again)
