"""The red board, and messages that are logged as sent."""

from core.sdk.web import (
    VIEW,
    Blueprint,
    Entry,
    Response,
    allowed,
    attempt,
    flash,
    redirect,
    render,
    request,
    say,
    the_actor,
    the_desk,
    typed_key,
    typed_version,
    url_for,
)
from plugins.lighting.service import Lamps

pages = Blueprint("lighting", __name__)
ENTRIES = (Entry("安全看板", "lighting.board", VIEW, icon="exclamation-octagon"),)


@pages.get("/danger")
@allowed(VIEW)
def board() -> str:
    """Open cases in which somebody may be hurt, those nobody has warned yet on top."""
    found = Lamps(the_desk().place).in_danger(the_actor())
    return render("lighting/board.html", waiting=[each for each in found if each.told_at is None],
                  told=[each for each in found if each.told_at])


@pages.post("/cases/<number>/tell")
@allowed(VIEW)
def tell(number: str) -> Response:
    """Log a message as sent."""
    lamps = Lamps(the_desk().place)

    def back(_: object) -> Response:
        flash(say()("已记入时间线"))
        return redirect(url_for("case.show", number=number))

    def failed(trouble: object) -> str:
        flash(say()("没有记下:请选择消息和告知方式"), "error")
        return render("lighting/again.html", number=number, trouble=trouble)

    return attempt(lambda: lamps.tell(the_actor(), number, request.form.get("message", ""),
                                      request.form.get("channel", ""), version=typed_version(), once=typed_key()),
                   back, failed)
