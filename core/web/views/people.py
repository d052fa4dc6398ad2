"""People and duties: who may log in and what each may do."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import MANAGE_USERS, Scope
from core.http.admission import allowed
from core.store.tables import UserRow
from core.web.acting import NO_TROUBLE, Trouble, attempt
from core.web.desk import say, the_actor, the_desk
from core.web.wording import LANGUAGES

pages = Blueprint("people", __name__, url_prefix="/people")


@pages.get("")
@allowed(MANAGE_USERS)
def show() -> str:
    """Every account."""
    return render_template("people.html", rows=the_desk().users.all(the_actor()), duties=the_desk().place.duties,
                           scopes={each.name: each.value for each in Scope})


@pages.get("/new")
@allowed(MANAGE_USERS)
def new() -> str:
    """The form of a new account."""
    return _page(None, NO_TROUBLE)


@pages.post("/new")
@allowed(MANAGE_USERS)
def create() -> AnyResponse:
    """Make an account."""
    form = request.form
    return attempt(
        lambda: the_desk().users.create(
            the_actor(), login=form.get("login", "").strip(), name=form.get("name", ""),
            password=form.get("password", ""), duties=form.getlist("duties"), scope=form.get("scope", "all"),
            language=form.get("language", "zh") if form.get("language") in LANGUAGES else "zh",
            unit=form.get("unit", "")),
        lambda _: _done("已建账号"), lambda trouble: _page(None, trouble))


@pages.get("/<int:user>")
@allowed(MANAGE_USERS)
def one(user: int) -> str:
    """One account."""
    return _page(the_desk().users.get(the_actor(), user), NO_TROUBLE)


@pages.post("/<int:user>")
@allowed(MANAGE_USERS)
def change(user: int) -> AnyResponse:
    """Change duties, scope, name; disable or enable. Disabling ends the person's log-ins at once."""
    form = request.form
    return attempt(
        lambda: the_desk().users.change(
            the_actor(), user, name=form.get("name", ""), duties=form.getlist("duties"),
            scope=form.get("scope", "all"), active=form.get("active") == "true", unit=form.get("unit", "")),
        lambda _: _done("已保存"), lambda trouble: _page(the_desk().users.get(the_actor(), user), trouble))


@pages.post("/<int:user>/password")
@allowed(MANAGE_USERS)
def password(user: int) -> AnyResponse:
    """Set a new password; the person's log-ins end."""
    return attempt(
        lambda: the_desk().users.set_password(the_actor(), user, request.form.get("password", "")),
        lambda _: _done("已设新密码,这个账号在别处的登录都已退出"),
        lambda trouble: _page(the_desk().users.get(the_actor(), user), trouble))


@pages.post("/<int:user>/reminders")
@allowed(MANAGE_USERS)
def remind(user: int) -> AnyResponse:
    """Where the person gets mail, and to whom what they leave undone is reported."""
    def do() -> None:
        the_desk().notifications.set_manager(the_actor(), user, request.form.get("manager", ""))
        the_desk().notifications.set_email(the_actor(), request.form.get("email", ""), user_id=user)

    return attempt(do, lambda _: _done("已保存"),
                   lambda trouble: _page(the_desk().users.get(the_actor(), user), trouble))


def _done(words: str) -> AnyResponse:
    flash(say()(words))
    return make_response(redirect(url_for("people.show")))


def _page(row: UserRow | None, trouble: Trouble) -> str:
    typed = request.form if request.method == "POST" else None
    renamed = typed is not None and request.endpoint in ("people.create", "people.change")
    manager_id = row.manager_id if row else None
    return render_template(
        "person.html", person=row, trouble=trouble, typed=typed or {}, languages_known=LANGUAGES,
        chosen=typed.getlist("duties") if typed is not None and renamed else row.duties if row else [],
        scope=typed.get("scope", "all") if typed is not None and renamed else row.scope if row else "all",
        manager=the_desk().users.get(the_actor(), manager_id).login if manager_id else "",
        units=the_desk().users.units(), duties=the_desk().place.duties.values(),
        scopes=[(each.name, each.value) for each in Scope])
