"""The first administrator of a new desk, by the code that `shouhou init` showed: there only while it has none."""

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import InvalidInput
from core.http.admission import allowed
from core.setting_up import awaits_administrator, first_administrator
from core.web.desk import say, the_desk

pages = Blueprint("setup", __name__, url_prefix="/setup")


@pages.get("")
@allowed("anyone")
def show() -> str:
    """Ask for the code and who the administrator is."""
    _awaited()
    return render_template("setup.html", problems={}, typed={})


@pages.post("")
@allowed("anyone")
def send() -> AnyResponse:
    """Make the administrator and use the code up."""
    _awaited()
    form = request.form
    try:
        if form.get("again", "") != form.get("password", ""):
            raise InvalidInput.field("again", "两次输入的新密码不一样")
        first_administrator(the_desk(), form.get("code", ""), login=form.get("login", "").strip(),
                            name=form.get("name", ""), password=form.get("password", ""), language=g.say.language,
                            address=request.remote_addr or "")
    except InvalidInput as error:
        return make_response(render_template("setup.html", problems=error.errors, typed=form), 422)
    session.clear()
    flash(say()("管理员账号已建立,请登录"))
    return redirect(url_for("login.show"))


def _awaited() -> None:
    if not awaits_administrator(the_desk()):
        abort(404)
