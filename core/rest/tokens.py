"""Tokens by which programs act as an account: one's own, and for who manages people everybody's."""

from datetime import timedelta
from typing import Any

from flask import Response
from flask.views import MethodView

from core.accounts.tokens import LASTS_AT_MOST, LONGEST_TITLE, USUALLY_LASTS
from core.domain.errors import NotFound
from core.domain.people import MANAGE_USERS, USE_API
from core.representation.outside import said_token
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, said
from core.rest.samples import sample

resource = Resource("tokens", "Tokens", "Tokens by which programs act as an account.")

LASTS: dict[str, Any] = {
    "id": 5, "user_id": 3, "title": "Web shop", "hint": "shd_Xy3q", "scopes": ["case.open", "case.view"],
    "created_at": "2025-10-13T02:42:00+00:00", "expires_at": "2026-01-11T02:42:00+00:00", "last_used_at": None,
    "revoked_at": None}


class NewToken(ask.Input):
    """What a token is for, and what it may do."""

    title = ask.text("What it is for, for people to tell tokens apart.", longest=LONGEST_TITLE, shortest=1,
                     required=True)
    scopes = ask.texts("What it may do, of what the account may: keys of permissions, and `case.step`.", longest=40,
                       most=200)
    days = ask.whole("How many days it lasts.", least=1, most=LASTS_AT_MOST.days, default=USUALLY_LASTS.days)

    example = sample({"title": "Web shop", "scopes": ["case.view", "case.open"], "days": 30})


class Token(tell.Output):
    """A token, of which nobody knows more than its beginning."""

    id = tell.counts("Id.")
    user_id = tell.counts("Id of the account.")
    title = tell.says("What it is for.")
    hint = tell.says("Its beginning.")
    scopes = tell.words("What it may do.")
    created_at = tell.at("When it was made.")
    expires_at = tell.at("When it ends.")
    last_used_at = tell.maybe_at("When it was last used, to the minute.")
    revoked_at = tell.maybe_at("When it was ended before its time.")

    example = sample(LASTS)


class MadeToken(Token):
    """A new token, which is said this once."""

    token = tell.maybe("The token. It is not said again: null where this is the answer to an earlier request.")
    example = sample({**LASTS, "token": "shd_Xy3q1fCk0Zs8h2tq0b7yq8w4n5m6p7r8s9t0u1v2w3x"})


class Tokens(tell.Output):
    """The tokens of an account."""

    tokens = tell.parts(Token, "The tokens, the latest first, those that have ended too.")
    example = sample({"tokens": [LASTS]})


class RevokedToken(tell.Output):
    """What has ended."""

    id = tell.counts("Id of the token.")
    revoked = tell.truth("That it is good no more.")
    example = sample({"id": 5, "revoked": True})


def _listed(user: int | None) -> Response:
    rows = the_desk().tokens.all(the_actor(), user)
    return said({"tokens": [said_token(each, say()) for each in rows]})


def _created(body: dict[str, Any], user: int | None) -> Response:
    token: str | None = None

    def do() -> dict[str, Any]:
        nonlocal token
        new = the_desk().tokens.create(the_actor(), title=body["title"], scopes=body["scopes"], user_id=user,
                                       lasts=timedelta(days=body["days"]))
        token = new.token
        return said_token(new.row, say())

    answer, replayed = once_by_key("create_token", {**body, "user": user}, do)
    return made({**answer, "token": token}, 201, replayed=replayed)


def _revoked(token: int, user: int | None) -> Response:
    """End one of an account's tokens; others look absent here."""
    if token not in {each.id for each in the_desk().tokens.all(the_actor(), user)}:
        raise NotFound()
    the_desk().tokens.revoke(the_actor(), token)
    return made({"id": token, "revoked": True})


@resource.route("/tokens")
class OwnTokens(MethodView):
    @resource.reads("list_tokens", USE_API, Tokens)
    def get(self) -> Response:
        """List one's own tokens"""
        return _listed(None)

    @resource.does("create_token", USE_API, MadeToken, takes=NewToken, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Make a token for oneself, with scopes of the one that calls; the answer holds it, this once"""
        return _created(body, None)


@resource.route("/tokens/<int(max=2147483647):token>")
class OwnToken(MethodView):
    @resource.does("revoke_token", USE_API, RevokedToken, keyed=False)
    def delete(self, token: int) -> Response:
        """End one of one's own tokens at once, also the one that calls"""
        return _revoked(token, None)


@resource.route("/users/<int(max=2147483647):user>/tokens")
class TokensOfSomebody(MethodView):
    @resource.reads("list_user_tokens", MANAGE_USERS, Tokens)
    def get(self, user: int) -> Response:
        """List the tokens of an account"""
        return _listed(user)

    @resource.does("create_user_token", MANAGE_USERS, MadeToken, takes=NewToken, status=201)
    def post(self, body: dict[str, Any], user: int) -> Response:
        """Make a token for an account, with scopes of what it may do; the answer holds it, this once"""
        return _created(body, user)


@resource.route("/users/<int(max=2147483647):user>/tokens/<int(max=2147483647):token>")
class TokenOfSomebody(MethodView):
    @resource.does("revoke_user_token", MANAGE_USERS, RevokedToken, keyed=False)
    def delete(self, user: int, token: int) -> Response:
        """End a token of an account at once"""
        return _revoked(token, user)
