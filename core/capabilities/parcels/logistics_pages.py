"""What logistics has an eye on."""

from decimal import Decimal, InvalidOperation

from core.capabilities.charges.permissions import BOOK as MONEY
from core.capabilities.parcels.blueprint import attach, drawn, pages, tracking_of_desk, troubles_of_desk
from core.capabilities.parcels.forms import Problem
from core.capabilities.parcels.permissions import BOOK, SEE
from core.capabilities.parcels.standing import Status
from core.capabilities.parcels.tracking import FILTERS
from core.sdk.web import (
    NO_TROUBLE,
    InvalidInput,
    NotFound,
    PrintLabel,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    labels_pdf,
    new_key,
    redirect,
    render_labels,
    request,
    say,
    the_actor,
    typed_key,
    url_for,
    whole,
)

MOST_LABELS = 100
LABELS = "包裹标签"


@pages.get("/queue")
@allowed(SEE)
def queue() -> str:
    """What has to be arranged, fetched and sent."""
    return _queue_page(NO_TROUBLE)


@pages.post("/<int:parcel>/book")
@allowed(BOOK)
def book(parcel: int) -> Response:
    """Say that a carrier knows of it."""
    answers = {name: request.form[name] for name in ("carrier", "waybill", "at") if request.form.get(name)}

    def then(_: object) -> Response:
        flash(say()("已登记"))
        return redirect(url_for("parcels.queue"))

    return attempt(lambda: tracking_of_desk().book(the_actor(), parcel, answers, key=typed_key()), then,
                   lambda trouble: _queue_page(trouble, parcel))


def _queue_page(trouble: Trouble, wrong: int = 0) -> str:
    return drawn("parcels/queue.html", page=tracking_of_desk().to_book(the_actor(), request.args.get("cursor", "")),
                  trouble=trouble, wrong=wrong, typed=request.form, new_key=new_key, here="queue")


@pages.get("/")
@allowed(SEE)
def tracking() -> str:
    """What is travelling; what is lost or stalled on top."""
    which = request.args.get("which", "")
    page = tracking_of_desk().on_the_way(the_actor(), which if which in FILTERS else "", request.args.get("cursor", ""))
    return drawn("parcels/tracking.html", page=page, which=which, filters=FILTERS, here="tracking",
                  open=troubles_of_desk().open(the_actor()) if not request.args.get("cursor") else [])


@pages.get("/owed")
@allowed(SEE)
def owed() -> str:
    """Freight that customers have paid for the company."""
    total, found = tracking_of_desk().owed(the_actor())
    return drawn("parcels/owed.html", total=total, parcels=found, here="owed", may_give_back=the_actor().may(MONEY))


@pages.get("/<int:parcel>")
@allowed(SEE)
def one(parcel: int) -> str:
    """A parcel: where it was, what went wrong."""
    return _one_page(parcel, NO_TROUBLE)


@pages.post("/<int:parcel>/moves")
@allowed(SEE)
def move(parcel: int) -> Response:
    """Write down who has it now."""
    said = request.form

    def do() -> object:
        found = tracking_of_desk().one(the_actor(), parcel)
        return tracking_of_desk().move(the_actor(), parcel, place=said.get("place", ""), note=said.get("note", ""),
                                evidence_id=attach(found.number) if found.number else None)

    return attempt(do, lambda _: redirect(url_for("parcels.one", parcel=parcel)),
                   lambda trouble: _one_page(parcel, trouble, "move"))


@pages.post("/<int:parcel>/troubles")
@allowed(BOOK)
def trouble(parcel: int) -> Response:
    """Note what went wrong."""
    said = request.form

    def do() -> object:
        found = tracking_of_desk().one(the_actor(), parcel)
        claim = _money("claim")
        return troubles_of_desk().record(the_actor(), parcel, said.get("problem", ""), note=said.get("note", ""),
                                         claim=claim, evidence_id=attach(found.number) if found.number else None,
                                         key=typed_key())

    return attempt(do, lambda _: redirect(url_for("parcels.one", parcel=parcel)),
                   lambda found: _one_page(parcel, found, "trouble"))


@pages.post("/<int:parcel>/troubles/<int:which>/settle")
@allowed(BOOK)
def settle(parcel: int, which: int) -> Response:
    """Say how it was settled."""
    said = request.form
    return attempt(lambda: troubles_of_desk().settle(the_actor(), which, said.get("outcome", ""), paid=_money("paid"),
                                              found="found" in said, key=typed_key()),
                   lambda _: redirect(url_for("parcels.one", parcel=parcel)),
                   lambda trouble: _one_page(parcel, trouble, f"settle{which}"))


def _one_page(parcel: int, trouble: Trouble, wrong: str = "") -> str:
    tracking, actor = tracking_of_desk(), the_actor()
    return drawn("parcels/one.html", parcel=tracking.one(actor, parcel), story=tracking.story(actor, parcel),
                  troubles=tracking.troubles_of(actor, [parcel]).get(parcel, []), trouble=trouble, wrong=wrong,
                  typed=request.form, problems=[(each.name, say()(each.value)) for each in Problem],
                  words={each.name: each.value for each in Problem}, key=new_key(), here="tracking",
                  statuses={each.name: each.value for each in Status})


@pages.get("/labels")
@allowed(SEE)
def labels() -> str:
    """A label for each `id` of the address, with a code that the bench reads."""
    ids = request.args.getlist("id")
    return render_labels(_labels(), title=LABELS, back=url_for("parcels.queue"), pdf=url_for("parcels.pdf", id=ids))


@pages.get("/labels.pdf")
@allowed(SEE)
def pdf() -> Response:
    """The same as a file."""
    return labels_pdf(_labels(), title=LABELS)


def _labels() -> list[PrintLabel]:
    ids = [found for each in request.args.getlist("id") if (found := whole(each))]
    if not ids:
        raise NotFound()
    known = [tracking_of_desk().one(the_actor(), each) for each in dict.fromkeys(ids[:MOST_LABELS])]
    return [PrintLabel(each.number or each.row.waybill, tuple(filter(None, (
        say()(each.direction.value), each.row.contents[:40],
        " ".join(filter(None, (each.row.carrier, each.row.waybill)))))), each.number or each.row.waybill)
        for each in known]


def _money(name: str) -> Decimal | None:
    said = request.form.get(name, "").strip()
    try:
        return Decimal(said) if said else None
    except InvalidOperation:
        raise InvalidInput.field(name, "不是金额") from None
