"""The shed's own page."""

from core.sdk.web import (
    NO_TROUBLE,
    Blueprint,
    Entry,
    Response,
    Trouble,
    allowed,
    attempt,
    new_key,
    redirect,
    render,
    request,
    the_actor,
    the_desk,
    typed_key,
    url_for,
)
from tests.capabilities.sheds.permissions import KEEP
from tests.capabilities.sheds.service import Sheds

pages = Blueprint("sheds", __name__)
ENTRIES = (Entry("车棚", "sheds.show", KEEP, icon="bicycle"),)


@pages.get("/")
@allowed(KEEP)
def show() -> str:
    """What stands in the shed."""
    return _page(NO_TROUBLE)


@pages.post("/release")
@allowed(KEEP)
def release() -> Response:
    """Let one out."""
    sheds = Sheds(the_desk().place)
    return attempt(lambda: sheds.release(the_actor(), request.form.get("number", ""), key=typed_key()),
                   lambda _: redirect(url_for("sheds.show")), _page)


def _page(trouble: Trouble) -> str:
    return render("sheds/stays.html", standing=Sheds(the_desk().place).standing(the_actor()), trouble=trouble,
                  key=new_key())
