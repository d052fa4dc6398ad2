"""The register of penalties, one's own, and who is chosen each month."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from core.capabilities.conduct.awards import Awards
from core.capabilities.conduct.booking import in_force
from core.capabilities.conduct.entries import Entry
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.conduct.permissions import DECIDE, OWN, PROPOSE, SEE
from core.capabilities.conduct.standing import COUNTED, TO_DECIDE, Source, State
from core.capabilities.conduct.totals import Totals
from core.sdk import Period
from core.sdk.web import (
    NO_TROUBLE,
    Blueprint,
    Group,
    InvalidInput,
    NotFound,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    redirect,
    render,
    request,
    say,
    the_actor,
    the_desk,
    typed_version,
    url_for,
)
from core.sdk.web import Entry as Place

pages = Blueprint("conduct", __name__)
ENTRIES = (Place("奖惩", "conduct.show", SEE, icon="award", group=Group.QUALITY),
           Place("我的奖惩", "conduct.mine", OWN, icon="award", group=Group.QUALITY,
                 wanted=lambda _, actor: not actor.may(SEE)))
STATES = {each.name: each.value for each in State}
SOURCES = {each.name: each.value for each in Source}


def _penalties() -> Penalties:
    return Penalties(the_desk().place)


def _awards() -> Awards:
    return Awards(the_desk().place)


def _industry() -> str:
    """The industry asked for; the first that has a regulation in force."""
    known = in_force(the_desk().place)
    said = request.values.get("industry", "")
    if not known or (said and said not in known):
        raise NotFound()
    return said or known[0]


def _drawn(template: str, **shown: object) -> str:
    """A page, which knows what its reader may do."""
    actor = the_actor()
    known = in_force(the_desk().place)
    return render(template, may_see=actor.may(SEE), may_propose=actor.may(PROPOSE), may_decide=actor.may(DECIDE),
                  states=STATES, sources=SOURCES, me=actor.id, industries=known,
                  titles={name: the_desk().place.industries[name].industry.title for name in known}, **shown)


@pages.get("/")
@allowed(SEE)
def show() -> str:
    """Penalties, those that wait for somebody to decide first."""
    industry, state, person = _industry(), request.args.get("state", ""), request.args.get("person", "")
    found = _penalties().list(the_actor(), industry, state if state in STATES or state == "waiting" else "",
                              person)
    waiting = _penalties().list(the_actor(), industry, "waiting", person)
    return _drawn("conduct/register.html", entries=found, industry=industry, state=state, waiting=len(waiting),
                  person=person, kinds=_penalties().kinds(the_actor(), industry), here="register",
                  tariff=_penalties().tariff(the_actor(), industry),
                  total=sum((each.counted for each in found), Decimal(0)))


@pages.get("/mine")
@allowed(OWN)
def mine() -> str:
    """One's own penalties and awards."""
    industry = _industry()
    found = _penalties().mine(the_actor())
    return _drawn("conduct/mine.html", entries=found, industry=industry, here="mine",
                  awards=_awards().all(the_actor(), industry), counted=COUNTED)


@pages.get("/totals")
@allowed(OWN)
def totals() -> str:
    """What everybody's month comes to, or one's own."""
    industry, sums = _industry(), Totals(the_desk().place)
    try:
        month = sums.month(the_actor(), industry, request.args.get("period", ""))
    except InvalidInput:
        month = sums.month(the_actor(), industry)
    return _drawn("conduct/totals.html", month=month, industry=industry, here="totals")


@pages.get("/findings")
@allowed(SEE)
def findings() -> str:
    """What samples, complaints and people found."""
    return _findings_page(NO_TROUBLE)


@pages.post("/findings")
@allowed(PROPOSE)
def record() -> Response:
    """Write down what was found."""
    said = request.form

    def then(_: str) -> Response:
        flash(say()("已记下,只作记录"))
        return redirect(url_for("conduct.findings", industry=_industry()))

    return attempt(lambda: _penalties().record(the_actor(), _industry(), said.get("what", ""),
                                               number=said.get("number", ""), person=said.get("person", "")),
                   then, _findings_page)


@pages.post("/propose")
@allowed(PROPOSE)
def propose() -> Response:
    """Propose a penalty for what was found."""
    said = request.form
    return attempt(lambda: _penalties().propose(the_actor(), _industry(), said.get("finding", ""),
                                                said.get("kind", ""), said.get("person", "")),
                   lambda done: redirect(url_for("conduct.one", entry=done.row.id)),
                   lambda trouble: _findings_page(trouble, said.get("finding", "")))


def _findings_page(trouble: Trouble, wrong: str = "") -> str:
    industry = _industry()
    return _drawn("conduct/findings.html", found=_penalties().findings(the_actor(), industry), industry=industry,
                  kinds=_penalties().kinds(the_actor(), industry), trouble=trouble, wrong=wrong, typed=request.form,
                  here="findings")


@pages.get("/<int:entry>")
@allowed(OWN)
def one(entry: int) -> str:
    """A penalty, how it was computed, what happened to it."""
    return _one_page(entry, NO_TROUBLE)


@pages.post("/<int:entry>/confirm")
@allowed(DECIDE)
def confirm(entry: int) -> Response:
    """Let it stand as computed."""
    return _decided(entry, lambda: _penalties().confirm(the_actor(), entry, version=typed_version()), "confirm")


@pages.post("/<int:entry>/change")
@allowed(DECIDE)
def change(entry: int) -> Response:
    """Set another amount."""
    return _decided(entry, lambda: _penalties().change(the_actor(), entry, _amount(), request.form.get("why", ""),
                                                       version=typed_version()), "change")


@pages.post("/<int:entry>/waive")
@allowed(DECIDE)
def waive(entry: int) -> Response:
    """Let it go."""
    return _decided(entry, lambda: _penalties().waive(the_actor(), entry, request.form.get("why", ""),
                                                      version=typed_version()), "waive")


@pages.post("/<int:entry>/appeal")
@allowed(OWN)
def appeal(entry: int) -> Response:
    """Appeal against one's own."""
    return _decided(entry, lambda: _penalties().appeal(the_actor(), entry, request.form.get("why", ""),
                                                       version=typed_version()), "appeal")


@pages.post("/<int:entry>/decide")
@allowed(DECIDE)
def decide(entry: int) -> Response:
    """Rule on an appeal."""
    return _decided(entry, lambda: _penalties().decide(the_actor(), entry, _amount(), request.form.get("why", ""),
                                                       version=typed_version()), "decide")


def _decided(entry: int, do: Callable[[], Entry], which: str) -> Response:
    def then(done: Entry) -> Response:
        flash(say()("已记下"))
        return redirect(url_for("conduct.one", entry=done.row.id))

    return attempt(do, then, lambda trouble: _one_page(entry, trouble, which))


def _one_page(entry: int, trouble: Trouble, wrong: str = "") -> str:
    found, moves = _penalties().one(the_actor(), entry)
    terms = the_desk().place.industries[found.row.industry].terms if (
        found.row.industry in the_desk().place.industries) else {}
    return _drawn("conduct/one.html", entry=found, moves=moves, trouble=trouble, wrong=wrong, typed=request.form,
                  here="register", industry=found.row.industry, terms={key: each.label for key, each in terms.items()},
                  waiting_state=found.state in TO_DECIDE,
                  appealed=any(each.row.state == State.appealed.name for each in moves))


@pages.get("/star")
@allowed(OWN)
def star() -> str:
    """The figures of a month, and who was chosen."""
    return _star_page(NO_TROUBLE)


@pages.post("/star")
@allowed(DECIDE)
def choose() -> Response:
    """Choose the winner."""
    said = request.form

    def then(_: object) -> Response:
        flash(say()("已评定"))
        return redirect(url_for("conduct.star", industry=_industry(), period=said.get("period", "")))

    return attempt(lambda: _awards().confirm(the_actor(), _industry(), said.get("period", ""), said.get("winner", ""),
                                             _amount("bonus"), said.get("why", "")), then, _star_page)


def _star_page(trouble: Trouble) -> str:
    industry, actor = _industry(), the_actor()
    period = request.values.get("period", "")
    choosing = None
    if actor.may(SEE):
        try:
            choosing = _awards().choosing(actor, industry, period)
        except InvalidInput:
            choosing = _awards().choosing(actor, industry)
    return _drawn("conduct/star.html", choosing=choosing, awards=_awards().all(actor, industry), industry=industry,
                  trouble=trouble, typed=request.form, here="star",
                  months=_months(choosing.period) if choosing else ())


def _months(period: Period) -> tuple[Period, Period]:
    return period.before, period.next


def _amount(name: str = "amount") -> Decimal | None:
    said = request.form.get(name, "").strip()
    try:
        return Decimal(said) if said else None
    except InvalidOperation:
        raise InvalidInput.field(name, "不是金额") from None
