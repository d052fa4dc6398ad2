"""Calling back, samples, satisfaction and the telephone at the desk."""

from core.capabilities.followup.calls import FILTERS, OUTCOMES, UNSOLVED, Calls, Due
from core.capabilities.followup.forms import Channel, Rating, SampleReview
from core.capabilities.followup.permissions import CALL, REVIEW
from core.capabilities.followup.phones import Phones
from core.capabilities.followup.ratings import Ratings
from core.capabilities.followup.samples import Drawn, Samples
from core.capabilities.followup.surveys import Surveys
from core.sdk.web import (
    NO_TROUBLE,
    Blueprint,
    Entry,
    Group,
    InvalidInput,
    NotFound,
    Reason,
    Response,
    Trouble,
    allowed,
    attempt,
    draw,
    flash,
    loose,
    make_response,
    new_key,
    read,
    redirect,
    render,
    request,
    say,
    the_actor,
    the_desk,
    typed_key,
    typed_moment,
    typed_version,
    url_for,
)

pages = Blueprint("followup", __name__)
ENTRIES = (Entry("待回访", "followup.calls", CALL, icon="telephone-outbound", group=Group.QUALITY),
           Entry("抽查", "followup.samples", REVIEW, icon="clipboard-check", group=Group.QUALITY))
TEXTS = ("channel", "remarks", "score", "comment")
MESSAGE = "您好,这里是{business}。您的售后单 {number} 已经办好,请点开链接给我们评价:{link} 请勿转给他人。"


def _place() -> Calls:
    return Calls(the_desk().place)


def _drawn(template: str, **shown: object) -> str:
    """A page, which knows what its reader may do."""
    actor = the_actor()
    return render(template, may_call=actor.may(CALL), may_review=actor.may(REVIEW), key=new_key(),
                  typed=request.form, **shown)


# Calling back

@pages.get("/")
@allowed(CALL)
def calls() -> str:
    """Whom to call: one customer before one, with what to say, and the list."""
    return _calls(NO_TROUBLE, request.args.get("case", ""))


@pages.post("/calls/<number>")
@allowed(CALL)
def settle(number: str) -> Response:
    """What came of the call."""
    said = request.form
    outcome, which = said.get("outcome", ""), _which(said.get("which", ""))

    def do() -> object:
        answers: dict[str, object] = {name: said[name].strip() for name in TEXTS if said.get(name, "").strip()}
        if said.get("praised"):
            answers["praised"] = True
        if (at := typed_moment("next_try")) is not None:
            answers["next_try"] = at.isoformat()
        return _place().settle(the_actor(), number, outcome, answers, version=typed_version(), key=typed_key())

    def then(_: object) -> Response:
        flash(say()("{number} 重新办理", number=number) if outcome == UNSOLVED else
              say()("{number}:{outcome}", number=number, outcome=say()(OUTCOMES[outcome])))
        return redirect(url_for("followup.calls", which=which or None))

    return attempt(do, then, lambda trouble: _calls(trouble, number))


@pages.post("/calls/<number>/mine")
@allowed(CALL)
def take_on(number: str) -> Response:
    """Call this customer oneself."""
    _place().take_on(the_actor(), number)
    return redirect(url_for("followup.calls", case=number, which=_which(request.form.get("which", "")) or None))


def _which(said: str) -> str:
    return said if said in FILTERS else ""


def _calls(trouble: Trouble, number: str) -> str:
    actor, service = the_actor(), _place()
    which = _which(request.values.get("which", ""))
    cursor = request.args.get("cursor", "")
    page = service.due(actor, which, cursor)
    now: Due | None = None
    if number:
        try:
            now = service.one(actor, number)
        except NotFound:
            flash(say()("{number} 现在不用回访", number=number))
    elif page.due and not cursor:
        now = page.due[0]
    low, high = Ratings(the_desk().place).scale(now.industry) if now else (None, None)
    return _drawn("followup/calls.html", here="calls", page=page, which=which, filters=FILTERS,
                  counts=service.counts(actor), now=now, at_now=the_desk().now(), trouble=trouble, low=low, high=high,
                  channels=[(each.name, say()(each.value)) for each in Channel if each is not Channel.link])


# Samples

@pages.get("/samples")
@allowed(REVIEW)
def samples() -> str:
    """The samples, the latest first."""
    return _samples(NO_TROUBLE)


@pages.post("/samples")
@allowed(REVIEW)
def draw_sample() -> Response:
    """Draw one by hand."""
    said = request.form
    return attempt(lambda: Samples(the_desk().place).draw(the_actor(), said.get("industry", ""),
                                                          said.get("period", "")),
                   lambda made: redirect(url_for("followup.sample", sample=made.row.id)), _samples)


def _samples(trouble: Trouble) -> str:
    found, further = Samples(the_desk().place).all(the_actor(), request.args.get("cursor", ""))
    return _drawn("followup/samples.html", here="samples", found=found, further=further, trouble=trouble,
                  industries=_industries())


def _industries() -> list[tuple[str, str]]:
    """The industries that call back, with their words."""
    return [(name, say()(registry.industry.title)) for name, registry in the_desk().place.industries.items()
            if "followup" in {each.name for each in registry.industry.capabilities}]


@pages.get("/samples/<int(max=2147483647):sample>")
@allowed(REVIEW)
def sample(sample: int) -> str:
    """A sample: what it was drawn from, its cases, and the one to be looked at."""
    return _sample(sample, NO_TROUBLE, request.args.get("case", ""))


@pages.post("/samples/<int(max=2147483647):sample>/<number>")
@allowed(REVIEW)
def review(sample: int, number: str) -> Response:
    """Score a case."""
    answers = read(SampleReview.describe(frozenset()), request.form)

    def then(_: object) -> Response:
        flash(say()("{number} 已评分", number=number))
        return redirect(url_for("followup.sample", sample=sample))

    return attempt(lambda: Samples(the_desk().place).review(the_actor(), sample, number, answers), then,
                   lambda trouble: _sample(sample, trouble, number))


def _sample(sample: int, trouble: Trouble, number: str) -> str:
    opened = Samples(the_desk().place).open(the_actor(), sample)
    waiting = [each for each in opened.mine if each.review is None]
    now: Drawn | None = next((each for each in (opened.mine if number else waiting)
                              if number in ("", each.number)), None)
    registry = the_desk().place.industries.get(opened.sample.row.industry)
    outcomes = {key: each.title for key, each in registry.outcomes().items()} if registry else {}
    earlier = {"handled_in_time": now.review.handled_in_time, "solved": now.review.solved,
               "by_the_rules": now.review.by_the_rules, "finding": now.review.finding} if now and now.review else {}
    drawn = draw(SampleReview.describe(frozenset()), say().zone, answers=earlier, errors=trouble.errors,
                 typed=request.form if trouble else None, photos=False)
    return _drawn("followup/sample.html", here="samples", opened=opened, sample=opened.sample, now=now, drawn=drawn,
                  loose=(*loose(trouble.errors, drawn), *trouble.reasons), trouble=trouble, outcomes=outcomes,
                  industry=registry.industry.title if registry else opened.sample.row.industry)


# Satisfaction

@pages.get("/surveys")
@allowed(CALL)
def surveys() -> str:
    """Whom to ask how it was."""
    return _surveys()


@pages.post("/surveys/<number>/link")
@allowed(CALL)
def link(number: str) -> Response:
    """Make a link to rate a case, shown this once."""
    desk = the_desk()
    return attempt(lambda: desk.portal.link_for(the_actor(), number, purpose="rating"),
                   lambda made: make_response(_surveys(number=number, address=made.address if (
                       desk.config.public_address) else url_for("portal.show", token=made.token, _external=True))),
                   lambda trouble: _surveys(trouble))


def _surveys(trouble: Trouble = NO_TROUBLE, number: str = "", address: str = "") -> str:
    service, known = Surveys(the_desk().place), _industries()
    industry = request.values.get("industry", "") or (known[0][0] if known else "")
    if industry not in dict(known):
        raise NotFound()
    period = service.period(request.values.get("period", ""))
    silent = bool(request.values.get("silent"))
    found = service.of(the_actor(), industry, period, silent=silent, cursor=request.args.get("cursor", ""))
    message = Reason(MESSAGE, {"business": the_desk().config.business, "number": number, "link": address})
    return _drawn("followup/surveys.html", here="surveys", found=found, industry=industry, industries=known,
                  silent=silent, trouble=trouble, number=number, address=address,
                  message=say().show(message) if address else "")


@pages.get("/rate/<number>")
@allowed(CALL)
def rate(number: str) -> str:
    """Write down what a customer said on the phone."""
    return _rate(number, NO_TROUBLE)


@pages.post("/rate/<number>")
@allowed(CALL)
def rated(number: str) -> Response:
    """Keep it."""
    answers = read(Rating.describe(frozenset()), request.form)

    def then(_: object) -> Response:
        flash(say()("{number} 的评价已登记", number=number))
        return redirect(url_for("case.show", number=number))

    return attempt(lambda: Ratings(the_desk().place).rate(the_actor(), number, answers, version=typed_version(),
                                                          key=typed_key()), then,
                   lambda trouble: _rate(number, trouble))


def _rate(number: str, trouble: Trouble) -> str:
    service, actor = Ratings(the_desk().place), the_actor()
    row = the_desk().views.case(actor, number).row
    low, high = service.scale(row.industry)
    against = tuple(each.reason for each in trouble.decisions if not each.allows)
    return _drawn("followup/rate.html", here="surveys", row=row, low=low, high=high, trouble=trouble,
                  loose=(*trouble.reasons, *against), open=service.open_for(actor, number),
                  given=service.of(actor, number))


# The telephone

@pages.get("/phones")
@allowed(CALL)
def phones() -> str:
    """How soon the phone was answered."""
    return _phones(NO_TROUBLE)


@pages.post("/phones")
@allowed(CALL)
def note_phone() -> Response:
    """Write one call down."""
    said = request.form
    return attempt(lambda: Phones(the_desk().place).add(the_actor(), said.get("day", ""), said.get("seconds", "")),
                   lambda _: _noted(say()("已登记")), _phones)


@pages.post("/phones/file")
@allowed(CALL)
def read_phones() -> Response:
    """Take in a file of a telephone system."""
    def do() -> int:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise InvalidInput.field("file", "请选择文件")
        return Phones(the_desk().place).take_in(the_actor(), file.stream.read(5_000_001))

    return attempt(do, lambda number: _noted(say()("已导入 {n} 条", n=number)), _phones)


def _noted(words: str) -> Response:
    flash(words)
    return redirect(url_for("followup.phones"))


def _phones(trouble: Trouble) -> str:
    return _drawn("followup/phones.html", here="phones", days=Phones(the_desk().place).days(the_actor()),
                  trouble=trouble, today=the_desk().now().astimezone(say().zone).date().isoformat())
