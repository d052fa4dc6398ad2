"""The bench where parcels come in, and what logistics has an eye on."""

from decimal import Decimal, InvalidOperation

from core.capabilities.charges.permissions import BOOK as MONEY
from core.capabilities.parcels.bench import Bench, Found
from core.capabilities.parcels.forms import Condition, Problem
from core.capabilities.parcels.permissions import BOOK, RECEIVE, SEE
from core.capabilities.parcels.seeing import Parcel
from core.capabilities.parcels.standing import Status
from core.capabilities.parcels.tracking import FILTERS, Tracking
from core.capabilities.parcels.troubles import Troubles
from core.sdk.services import Notes, Upload
from core.sdk.web import (
    NO_TROUBLE,
    Blueprint,
    Entry,
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
    render,
    render_labels,
    request,
    say,
    stream_of,
    the_actor,
    the_desk,
    typed_key,
    url_for,
    whole,
)

pages = Blueprint("parcels", __name__)
ENTRIES = (Entry("收件台", "parcels.bench", RECEIVE, icon="upc-scan"),
           Entry("包裹", "parcels.tracking", SEE, icon="box-seam"))

MOST_LABELS = 100
LABELS = "包裹标签"


def _bench() -> Bench:
    return Bench(the_desk().place)


def _tracking() -> Tracking:
    return Tracking(the_desk().place)


def _troubles() -> Troubles:
    return Troubles(the_desk().place)


def _drawn(template: str, **shown: object) -> str:
    """A page, which knows what its reader may do."""
    actor = the_actor()
    return render(template, may_receive=actor.may(RECEIVE), may_book=actor.may(BOOK), **shown)


@pages.get("/bench")
@allowed(RECEIVE)
def bench() -> str:
    """One field: what is in hand, and what to do with it."""
    return _bench_page(NO_TROUBLE, request.args.get("code", ""))


@pages.post("/receive")
@allowed(RECEIVE)
def receive() -> Response:
    """Take in what is in hand."""
    number, said, actor = request.form.get("number", ""), request.form, the_actor()
    answers = {name: said[name] for name in ("condition", "pieces_received", "remarks", "waybill_read")
               if said.get(name)}

    def do() -> str:
        if "waybill" in said:
            done = _bench().post_and_receive(actor, number, said.get("carrier", ""), said["waybill"], answers,
                                             key=typed_key())
        else:
            done = _bench().receive(actor, number, answers, key=typed_key())
        if not done.replayed:
            _attach(number, "condition")
        return done.number

    return attempt(do, lambda done: redirect(url_for("parcels.bench", done=done)),
                   lambda trouble: _bench_page(trouble, said.get("code") or number))


def _attach(number: str, field: str = "") -> int | None:
    """Keep the photos that were sent along; the id of the last."""
    last = None
    for file in request.files.getlist("photo"):
        if file.filename:
            _, row = Notes(the_desk().place).attach(the_actor(), number, Upload(
                stream_of(file), file.filename, "transport_damage", field, "staff"))
            last = row.id
    return last


def _bench_page(trouble: Trouble, code: str) -> str:
    desk_bench, actor = _bench(), the_actor()
    found = desk_bench.find(actor, code) if code.strip() and "code" not in trouble.errors else Found(code.strip())
    count, last = desk_bench.today(actor)
    done = next((each for each in last if each.number == request.args.get("done")), None)
    return _drawn("parcels/bench.html", found=found, looked=bool(code.strip()), count=count, last=last, done=done,
                  trouble=trouble, typed=request.form, conditions=_conditions(), key=new_key(), here="bench",
                  waiting=len(desk_bench.unclaimed(actor)), state=_state_of(found))


def _conditions() -> list[tuple[str, str]]:
    return [(each.name, say()(each.value)) for each in Condition]


def _state_of(found: Found) -> str:
    """The words of a case's state."""
    if found.parcel is None or not found.parcel.kind:
        return ""
    workflow = the_desk().place.registry_of(found.parcel.kind).workflows[found.parcel.kind]
    return next((each.title for stage in workflow.stages for each in stage.states if each.key == found.state), "")


@pages.get("/correct/<number>")
@allowed(RECEIVE)
def correct(number: str) -> str:
    """Say better how something arrived."""
    return _correct_page(number, NO_TROUBLE)


@pages.post("/correct/<number>")
@allowed(RECEIVE)
def corrected(number: str) -> Response:
    """Keep what is said better."""
    answers = {name: request.form[name] for name in ("condition", "pieces_received", "remarks")
               if request.form.get(name)}

    def then(_: object) -> Response:
        flash(say()("已更正"))
        return redirect(url_for("parcels.bench"))

    return attempt(lambda: _bench().correct(the_actor(), number, answers, key=typed_key()), then,
                   lambda trouble: _correct_page(number, trouble))


def _correct_page(number: str, trouble: Trouble) -> str:
    found = _bench().find(the_actor(), number)
    if found.parcel is None or found.parcel.row.received_at is None:
        raise NotFound()
    return _drawn("parcels/correct.html", parcel=found.parcel, trouble=trouble, typed=request.form,
                  conditions=_conditions(), key=new_key(), here="bench")


@pages.get("/unclaimed")
@allowed(SEE)
def unclaimed() -> str:
    """What lies here and belongs to nobody yet."""
    return _unclaimed_page(NO_TROUBLE)


@pages.post("/unclaimed")
@allowed(RECEIVE)
def keep() -> Response:
    """Keep what nobody asked for."""
    said = request.form

    def do() -> Parcel:
        return _bench().keep_unclaimed(the_actor(), said.get("waybill", ""), carrier=said.get("carrier", ""),
                                       note=said.get("note", ""), pieces=_whole("pieces"))

    def then(kept: Parcel) -> Response:
        flash(say()("已登记为无主包裹,写上 {waybill}", waybill=kept.row.waybill))
        return redirect(url_for("parcels.bench"))

    return attempt(do, then, _unclaimed_page)


@pages.post("/<int:parcel>/assign")
@allowed(RECEIVE)
def assign(parcel: int) -> Response:
    """Say whose an unclaimed parcel is; it is then received."""
    return attempt(lambda: _bench().assign(the_actor(), parcel, request.form.get("number", ""), key=typed_key()),
                   lambda done: redirect(url_for("parcels.bench", code=done.number)), _unclaimed_page)


@pages.post("/<int:parcel>/dismiss")
@allowed(RECEIVE)
def dismiss(parcel: int) -> Response:
    """Give an unclaimed parcel back to who brought it."""
    def then(_: None) -> Response:
        flash(say()("已退出"))
        return redirect(url_for("parcels.unclaimed"))

    return attempt(lambda: _bench().dismiss(the_actor(), parcel, request.form.get("why", "")), then, _unclaimed_page)


def _unclaimed_page(trouble: Trouble) -> str:
    return _drawn("parcels/unclaimed.html", parcels=_bench().unclaimed(the_actor()), trouble=trouble,
                  typed=request.form, key=new_key(), here="unclaimed")


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

    return attempt(lambda: _tracking().book(the_actor(), parcel, answers, key=typed_key()), then,
                   lambda trouble: _queue_page(trouble, parcel))


def _queue_page(trouble: Trouble, wrong: int = 0) -> str:
    return _drawn("parcels/queue.html", page=_tracking().to_book(the_actor(), request.args.get("cursor", "")),
                  trouble=trouble, wrong=wrong, typed=request.form, new_key=new_key, here="queue")


@pages.get("/")
@allowed(SEE)
def tracking() -> str:
    """What is travelling; what is lost or stalled on top."""
    which = request.args.get("which", "")
    page = _tracking().on_the_way(the_actor(), which if which in FILTERS else "", request.args.get("cursor", ""))
    return _drawn("parcels/tracking.html", page=page, which=which, filters=FILTERS, here="tracking",
                  open=_troubles().open(the_actor()) if not request.args.get("cursor") else [])


@pages.get("/owed")
@allowed(SEE)
def owed() -> str:
    """Freight that customers have paid for the company."""
    total, found = _tracking().owed(the_actor())
    return _drawn("parcels/owed.html", total=total, parcels=found, here="owed", may_give_back=the_actor().may(MONEY))


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
        found = _tracking().one(the_actor(), parcel)
        return _tracking().move(the_actor(), parcel, place=said.get("place", ""), note=said.get("note", ""),
                                evidence_id=_attach(found.number) if found.number else None)

    return attempt(do, lambda _: redirect(url_for("parcels.one", parcel=parcel)),
                   lambda trouble: _one_page(parcel, trouble, "move"))


@pages.post("/<int:parcel>/troubles")
@allowed(BOOK)
def trouble(parcel: int) -> Response:
    """Note what went wrong."""
    said = request.form

    def do() -> object:
        found = _tracking().one(the_actor(), parcel)
        claim = _money("claim")
        return _troubles().record(the_actor(), parcel, said.get("problem", ""), note=said.get("note", ""), claim=claim,
                                  evidence_id=_attach(found.number) if found.number else None, key=typed_key())

    return attempt(do, lambda _: redirect(url_for("parcels.one", parcel=parcel)),
                   lambda found: _one_page(parcel, found, "trouble"))


@pages.post("/<int:parcel>/troubles/<int:which>/settle")
@allowed(BOOK)
def settle(parcel: int, which: int) -> Response:
    """Say how it was settled."""
    said = request.form
    return attempt(lambda: _troubles().settle(the_actor(), which, said.get("outcome", ""), paid=_money("paid"),
                                              found="found" in said, key=typed_key()),
                   lambda _: redirect(url_for("parcels.one", parcel=parcel)),
                   lambda trouble: _one_page(parcel, trouble, f"settle{which}"))


def _one_page(parcel: int, trouble: Trouble, wrong: str = "") -> str:
    tracking, actor = _tracking(), the_actor()
    return _drawn("parcels/one.html", parcel=tracking.one(actor, parcel), story=tracking.story(actor, parcel),
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
    known = [_tracking().one(the_actor(), each) for each in dict.fromkeys(ids[:MOST_LABELS])]
    return [PrintLabel(each.number or each.row.waybill, tuple(filter(None, (
        say()(each.direction.value), each.row.contents[:40],
        " ".join(filter(None, (each.row.carrier, each.row.waybill)))))), each.number or each.row.waybill)
        for each in known]


def _whole(name: str) -> int | None:
    said = request.form.get(name, "").strip()
    if said and whole(said) is None:
        raise InvalidInput.field(name, "请写整数")
    return whole(said) if said else None


def _money(name: str) -> Decimal | None:
    said = request.form.get(name, "").strip()
    try:
        return Decimal(said) if said else None
    except InvalidOperation:
        raise InvalidInput.field(name, "不是金额") from None
