"""The list of complaints, and what waits for a manager."""

from core.capabilities.complaints.forms import Cause, Channel
from core.capabilities.complaints.permissions import FLAG, OUTSIDE, SEE
from core.capabilities.complaints.service import Complaints, Waiting
from core.capabilities.complaints.standing import OPEN, Status
from core.sdk.web import (
    NO_TROUBLE,
    Blueprint,
    Entry,
    Group,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    new_key,
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

pages = Blueprint("complaints", __name__)
ENTRIES = (Entry("投诉", "complaints.show", SEE, icon="megaphone", group=Group.QUALITY),
           Entry("主管协调", "complaints.waiting", SEE, icon="person-raised-hand", group=Group.QUALITY))
STATUSES = {each.name: each.value for each in Status}
CAUSES = {each.name: each.value for each in Cause}
CHANNELS = {each.name: each.value for each in Channel}


def _complaints() -> Complaints:
    return Complaints(the_desk().place)


@pages.get("/")
@allowed(SEE)
def show() -> str:
    """Complaints, with how many there are of each sort."""
    asked = {name: request.args.get(name, "") for name in ("status", "cause", "department", "cursor")}
    if asked["status"] not in ("open", *STATUSES):
        asked["status"] = ""
    if asked["cause"] not in CAUSES:
        asked["cause"] = ""
    if not asked["cursor"].isdecimal():
        asked["cursor"] = ""
    page = _complaints().list(the_actor(), asked["status"], asked["cause"], asked["department"], asked["cursor"])
    return render("complaints/list.html", page=page, asked=asked, statuses=STATUSES, causes=CAUSES, channels=CHANNELS,
                  open=sum(page.statuses.get(each.name, 0) for each in OPEN),
                  waiting=len(_complaints().waiting(the_actor())))


@pages.get("/waiting")
@allowed(SEE)
def waiting() -> str:
    """Cases of every kind that wait for a manager."""
    found = _complaints().waiting(the_actor())
    return render("complaints/waiting.html", waiting=found, state_of=_state_of, kind_of=_kind_of)


def _state_of(each: Waiting) -> str:
    workflow = the_desk().place.registry_of(each.kind).workflows[each.kind]
    return next((state.title for stage in workflow.stages for state in stage.states if state.key == each.state), "")


def _kind_of(each: Waiting) -> str:
    return the_desk().place.registry_of(each.kind).workflows[each.kind].title


@pages.get("/flag/<number>")
@allowed(FLAG)
def flag(number: str) -> str:
    """What the customer says, of which a complaint is made."""
    return _flag_page(number, NO_TROUBLE)


@pages.post("/flag/<number>")
@allowed(FLAG)
def flagged(number: str) -> Response:
    """Make a complaint of it."""
    said = request.form

    def then(done: str) -> Response:
        flash(say()("已记为投诉 {number}", number=done))
        return redirect(url_for("case.show", number=done))

    return attempt(lambda: _complaints().flag(
        the_actor(), number, said.get("about", ""), said.get("channel", ""), said.get("wanted", ""), key=typed_key()
    ).number, then, lambda trouble: _flag_page(number, trouble))


def _flag_page(number: str, trouble: Trouble) -> str:
    view = the_desk().views.case(the_actor(), number)
    return render("complaints/flag.html", view=view, trouble=trouble, typed=request.form, key=new_key(),
                  channels=[(name, say()(words)) for name, words in CHANNELS.items()],
                  possible=bool(_complaints().kind_beside(view.case.kind)))


@pages.get("/outside/<number>")
@allowed(OUTSIDE)
def outside(number: str) -> str:
    """Which body outside the business has it."""
    return _outside_page(number, NO_TROUBLE)


@pages.post("/outside/<number>")
@allowed(OUTSIDE)
def gone_outside(number: str) -> Response:
    """Note that a body outside has it."""
    said = request.form
    return attempt(lambda: _complaints().went_outside(
        the_actor(), number, said.get("body", ""), said.get("remarks", ""), version=typed_version(), key=typed_key()),
        lambda done: redirect(url_for("case.show", number=done.number)),
        lambda trouble: _outside_page(number, trouble))


def _outside_page(number: str, trouble: Trouble) -> str:
    return render("complaints/outside.html", view=the_desk().views.case(the_actor(), number), trouble=trouble,
                  typed=request.form, key=new_key())
