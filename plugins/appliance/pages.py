"""Cash on its way to finance; what is noted of a visit beside its steps."""

from core.sdk.web import (
    NO_TROUBLE,
    VIEW,
    Blueprint,
    Entry,
    Group,
    NotFound,
    Response,
    Trouble,
    allowed,
    attempt,
    draw,
    flash,
    new_key,
    read,
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
from plugins.appliance.hand_in_service import HandIns
from plugins.appliance.permissions import HAND_IN
from plugins.appliance.visit_service import NOTES, Note, Noting

pages = Blueprint("appliance", __name__)
ENTRIES = (Entry("收款上交", "appliance.hand_ins", HAND_IN, icon="cash-coin", group=Group.MONEY),)


@pages.get("/hand-ins")
@allowed(HAND_IN)
def hand_ins() -> str:
    """Cash that nobody has confirmed yet."""
    return _out(NO_TROUBLE)


@pages.post("/hand-ins/<int:entry>")
@allowed(HAND_IN)
def confirm(entry: int) -> Response:
    """Finance has it."""
    def then(_: object) -> Response:
        flash(say()("已确认上交"))
        return redirect(url_for("appliance.hand_ins"))

    return attempt(lambda: HandIns(the_desk().place).confirm(the_actor(), entry), then, _out)


def _out(trouble: Trouble) -> str:
    return render("appliance/hand_ins.html", found=HandIns(the_desk().place).out(the_actor()), trouble=trouble)


@pages.get("/cases/<number>/note/<what>")
@allowed(VIEW)
def note(number: str, what: str) -> str:
    """Ask what is to be noted."""
    return _asked(number, what, NO_TROUBLE)


@pages.post("/cases/<number>/note/<what>")
@allowed(VIEW)
def keep(number: str, what: str) -> Response:
    """Note it."""
    described = _known(what).form.describe()

    def then(_: object) -> Response:
        flash(say()("已记下"))
        return redirect(url_for("case.show", number=number))

    return attempt(lambda: Noting(the_desk().place).note(the_actor(), number, what, read(described, request.form),
                                                         version=typed_version(), key=typed_key()), then,
                   lambda trouble: _asked(number, what, trouble))


def _known(what: str) -> Note:
    if what not in NOTES or not the_actor().may(NOTES[what].by):
        raise NotFound()
    return NOTES[what]


def _asked(number: str, what: str, trouble: Trouble) -> str:
    form, view = _known(what).form, the_desk().views.case(the_actor(), number)
    drawn = draw(form.describe(), say().zone, typed=request.form or None, errors=trouble.errors, photos=False)
    return render("appliance/note.html", view=view, what=what, drawn=drawn, trouble=trouble, key=new_key(),
                  title=form.title)
