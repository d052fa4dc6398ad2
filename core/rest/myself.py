"""Who the caller is, and how much there is to do."""

from typing import Any, cast

from flask import Response, g
from flask.views import MethodView

from core.accounts.tokens import STEP, Caller
from core.domain.people import VIEW
from core.rest import ask, tell
from core.rest.calling import the_actor, the_desk
from core.rest.operations import Resource, said
from core.rest.samples import sample
from core.store.lists import CaseFilter

resource = Resource("myself", "Myself", "The account that a token stands for, and the figures of its workbench.")


class Me(tell.Output):
    """The account, and what this token lets it do."""

    id = tell.counts("Id of the account.")
    login = tell.says("Its log-in.")
    name = tell.says("Its name.")
    language = tell.says("Its language, `zh` or `en`: what is spoken without `Accept-Language`.")
    duties = tell.words("Duties of the account; a token takes their steps only with the scope `case.step`.")
    sees = tell.says("Whose cases it sees: `own`, `unit` or `all`.")
    unit_id = tell.maybe_counts("Id of its unit.")
    token_id = tell.counts("Id of the token.")
    scopes = tell.words("Scopes of the token.")
    permissions = tell.words("What it may do: permissions of the account that the token's scopes name.")

    example = sample({
        "id": 3, "login": "shop", "name": "Web shop", "language": "en", "duties": ["service"], "sees": "all",
        "unit_id": None, "token_id": 1, "scopes": ["case.step", "case.view"], "permissions": ["case.view"]})


class WhoseCases(ask.Input):
    """Whose cases are counted."""

    whose = ask.text("`mine`: only those the account has; else all it sees.", one_of=("all", "mine"), default="all")


class Counts(tell.Output):
    """How many open cases there are of each sort."""

    late = tell.counts("Their deadline has passed.")
    due_today = tell.counts("Due today and not late yet.")
    waiting_for_customer = tell.counts("Waiting for the customer.")
    mine = tell.counts("Given to this account.")
    unassigned = tell.counts("Given to nobody.")
    open = tell.counts("All of them.")

    example = sample({
        "late": 2, "due_today": 3, "waiting_for_customer": 1, "mine": 4, "unassigned": 5, "open": 17})


@resource.route("/me")
class Myself(MethodView):
    @resource.reads("get_me", "signed-in", Me)
    def get(self) -> Response:
        """Say who calls, and what the token allows"""
        caller = cast(Caller, g.caller)
        user = caller.user
        return said({
            "id": user.id, "login": user.login, "name": user.name, "language": user.language,
            "duties": sorted(user.duties), "sees": caller.actor.scope.name, "unit_id": caller.actor.unit,
            "token_id": caller.token_id, "scopes": sorted(caller.scopes),
            "permissions": sorted(caller.actor.permissions - {STEP.key})})


@resource.route("/counts")
class Figures(MethodView):
    @resource.reads("get_counts", VIEW, Counts, asks=WhoseCases)
    def get(self, asked: dict[str, Any]) -> Response:
        """Count open cases: late, due today, waiting, mine, nobody's"""
        me = the_actor()
        found = the_desk().views.counts(me, CaseFilter(assignee=me.id) if asked["whose"] == "mine" else None)
        return said(vars(found))
