"""Accounts of the people who work at the desk, and the departments they belong to."""

from typing import Any

from flask import Response, url_for
from flask.views import MethodView

from core.accounts.users import LOGIN, SHORTEST_PASSWORD
from core.domain.people import MANAGE_USERS, VIEW, Scope
from core.representation.people import said_user
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key, stands_for
from core.rest.operations import Resource, made, said
from core.rest.samples import sample
from core.translation import LANGUAGES

resource = Resource("users", "Accounts", "People who work at the desk, and what each may do.")

LONGEST_NAME, LONGEST_PASSWORD = 100, 1000
SCOPES = tuple(each.name for each in Scope)
SCOPE = "Whose cases the person sees: `own`, those of their `unit`, or `all`."
DUTIES = "Keys of duties: `service`, `manager`, `administrator` and so on."
PERSON: dict[str, Any] = {
    "id": 3, "login": "lin", "name": "Lin Xiaoyan", "duties": ["service"], "scope": "all", "unit": "North shop",
    "active": True, "language": "zh", "created_at": "2025-01-02T01:00:00+00:00",
    "password_changed_at": "2025-01-02T01:00:00+00:00"}


class NewAccount(ask.Input):
    """Somebody who is to work at the desk."""

    login = ask.text("Name to log in by.", longest=40, shortest=2, pattern=LOGIN.pattern, required=True)
    name = ask.text("Name as colleagues and customers read it.", longest=LONGEST_NAME, shortest=1, required=True)
    password = ask.text("Password, not easy to guess.", longest=LONGEST_PASSWORD, shortest=SHORTEST_PASSWORD,
                        required=True)
    duties = ask.texts(DUTIES, longest=100, most=50)
    scope = ask.text(SCOPE, one_of=SCOPES, default=Scope.all.name)
    unit = ask.text("Department; a new name makes a new one.", longest=LONGEST_NAME)
    language = ask.text("Language the person reads.", one_of=tuple(LANGUAGES), default="zh")

    example = sample({"login": "lin", "name": "Lin Xiaoyan", "password": "a long pass phrase", "duties": ["service"]})


class AccountChange(ask.Input):
    """What is to be another; what is not given stays."""

    name = ask.text("Name.", longest=LONGEST_NAME, shortest=1, default=None)
    duties = ask.texts(DUTIES, longest=100, most=50, default=None)
    scope = ask.text(SCOPE, one_of=SCOPES, default=None)
    unit = ask.text("Department; a new name makes a new one, an empty one none.", longest=LONGEST_NAME, default=None)
    active = ask.flag("Whether the person may log in; false ends their log-ins and tokens.", default=None)

    example = sample({"active": False})


class NewPassword(ask.Input):
    """Another password."""

    password = ask.text("Password, not easy to guess.", longest=LONGEST_PASSWORD, shortest=SHORTEST_PASSWORD,
                        required=True)
    example = sample({"password": "a longer pass phrase"})


class Account(tell.Output):
    """An account."""

    id = tell.counts("Id.")
    login = tell.says("Name to log in by.")
    name = tell.says("Name as colleagues and customers read it.")
    duties = tell.words("Keys of its duties.")
    scope = tell.says("Whose cases the person sees: `own`, those of their `unit`, or `all`.")
    unit = tell.says("Department; empty for none.")
    active = tell.truth("Whether the person may log in.")
    language = tell.says("Language the person reads.")
    created_at = tell.at("When it was made.")
    password_changed_at = tell.maybe_at("When its password was last changed.")

    example = sample(PERSON)


class Accounts(tell.Output):
    """The accounts there are."""

    users = tell.parts(Account, "Every account, by name, those that are disabled too.")
    example = sample({"users": [PERSON]})


class PasswordSet(tell.Output):
    """Whose password is another now."""

    id = tell.counts("Id of the account.")
    changed = tell.truth("That it is; the account's log-ins and tokens have ended.")
    example = sample({"id": 3, "changed": True})


class Colleague(tell.Output):
    """Somebody who can be given a case."""

    id = tell.counts("Id.")
    name = tell.says("Name.")


class Colleagues(tell.Output):
    """Whom a case can be given to."""

    colleagues = tell.parts(Colleague, "Active accounts, by name.")
    example = sample({"colleagues": [{"id": 3, "name": "Lin Xiaoyan"}]})


class Unit(tell.Output):
    """A department."""

    id = tell.counts("Id.")
    title = tell.says("Name.")


class Units(tell.Output):
    """The departments there are."""

    units = tell.parts(Unit, "Departments, by name.")
    example = sample({"units": [{"id": 1, "title": "North shop"}]})


def _account(user: int) -> dict[str, Any]:
    users = the_desk().users
    return said_user(users.get(the_actor(), user), users.units(), say())


@resource.route("/users")
class ManyAccounts(MethodView):
    @resource.reads("list_users", MANAGE_USERS, Accounts)
    def get(self) -> Response:
        """List every account"""
        users = the_desk().users
        rows, units = users.all(the_actor()), users.units()
        return said({"users": [said_user(each, units, say()) for each in rows]})

    @resource.does("create_user", MANAGE_USERS, Account, takes=NewAccount, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Make an account"""
        answer, replayed = once_by_key(
            "create_user", {**body, "password": stands_for(body["password"])},
            lambda: _account(the_desk().users.create(the_actor(), **body)))
        return made(answer, 201, replayed=replayed, location=url_for("api-users.OneAccount", user=answer["id"]))


@resource.route("/users/<int(max=2147483647):user>")
class OneAccount(MethodView):
    @resource.reads("get_user", MANAGE_USERS, Account)
    def get(self, user: int) -> Response:
        """Look at an account"""
        return said(_account(user))

    @resource.does("change_user", MANAGE_USERS, Account, takes=AccountChange, keyed=False)
    def patch(self, body: dict[str, Any], user: int) -> Response:
        """Change an account, disable it or enable it

        Nobody disables themselves or lays down their own duty of administrator."""
        row = the_desk().users.get(the_actor(), user)
        now: dict[str, Any] = {"name": row.name, "duties": row.duties, "scope": row.scope, "active": row.active,
                               "unit": None}
        the_desk().users.change(the_actor(), user, **{
            name: now[name] if each is None else each for name, each in body.items()})
        return made(_account(user))


@resource.route("/users/<int(max=2147483647):user>/password")
class AccountPassword(MethodView):
    @resource.does("set_password", MANAGE_USERS, PasswordSet, takes=NewPassword, keyed=False)
    def put(self, body: dict[str, Any], user: int) -> Response:
        """Set an account's password; its log-ins and tokens end"""
        the_desk().users.set_password(the_actor(), user, body["password"])
        return made({"id": user, "changed": True})


@resource.route("/colleagues")
class ManyColleagues(MethodView):
    @resource.reads("list_colleagues", VIEW, Colleagues)
    def get(self) -> Response:
        """List whom a case can be given to"""
        return said({"colleagues": [{"id": each.id, "name": each.name}
                                    for each in the_desk().users.colleagues(the_actor())]})


@resource.route("/units")
class ManyUnits(MethodView):
    @resource.reads("list_units", MANAGE_USERS, Units)
    def get(self) -> Response:
        """List the departments there are"""
        return said({"units": [{"id": key, "title": title} for key, title in the_desk().users.units().items()]})
