"""Tokens by which programs act as an account: one's own, and for administrators everybody's."""

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.accounts.tokens import LASTS_AT_MOST, STEP, USUALLY_LASTS
from core.domain.people import MANAGE_USERS, USE_API
from core.http.admission import allowed
from core.store.tables import UserRow
from core.web.acting import NO_TROUBLE, Trouble, attempt, whole
from core.web.desk import say, the_actor, the_desk

pages = Blueprint("tokens", __name__)


@pages.get("/me/tokens")
@allowed(USE_API)
def own() -> str:
    """One's own tokens."""
    return _page(None)


@pages.post("/me/tokens")
@allowed(USE_API)
def create_own() -> AnyResponse:
    """Make a token for oneself; it is shown this once."""
    return _created(None)


@pages.post("/me/tokens/<int:token>/revoke")
@allowed(USE_API)
def revoke_own(token: int) -> AnyResponse:
    """End one's own token."""
    the_desk().tokens.revoke(the_actor(), token)
    flash(say()("令牌已停用"))
    return redirect(url_for("tokens.own"))


@pages.get("/people/<int:user>/tokens")
@allowed(MANAGE_USERS)
def of_person(user: int) -> str:
    """The tokens of an account."""
    return _page(the_desk().users.get(the_actor(), user))


@pages.post("/people/<int:user>/tokens")
@allowed(MANAGE_USERS)
def create(user: int) -> AnyResponse:
    """Make a token for an account; it is shown this once."""
    return _created(the_desk().users.get(the_actor(), user))


@pages.post("/people/<int:user>/tokens/<int:token>/revoke")
@allowed(MANAGE_USERS)
def revoke(user: int, token: int) -> AnyResponse:
    """End a token of an account."""
    the_desk().tokens.revoke(the_actor(), token)
    flash(say()("令牌已停用"))
    return redirect(url_for("tokens.of_person", user=user))


def _created(person: UserRow | None) -> AnyResponse:
    form = request.form
    return attempt(
        lambda: the_desk().tokens.create(
            the_actor(), title=form.get("title", ""), scopes=form.getlist("scopes"),
            user_id=person.id if person else None, lasts=timedelta(days=whole(form.get("days", "")) or 0)),
        lambda made: make_response(_page(person, token=made.token)), lambda trouble: _page(person, trouble))


def _page(person: UserRow | None, trouble: Trouble = NO_TROUBLE, token: str = "") -> str:
    """`token` is one that was made just now."""
    desk, actor = the_desk(), the_actor()
    owner = desk.users.actor(person) if person else actor
    return render_template(
        "tokens.html", person=person, rows=desk.tokens.all(actor, person.id if person else None), trouble=trouble,
        fresh=token, typed=request.form if trouble else {}, chosen=request.form.getlist("scopes") if trouble else [],
        scopes=[each for each in desk.tokens.scopes.values() if owner.may(each) or (each == STEP and owner.duties)],
        titles={key: each.title for key, each in desk.tokens.scopes.items()}, usual=USUALLY_LASTS.days,
        most=LASTS_AT_MOST.days, now=desk.now())
