"""The bench where parcels come in."""

from core.capabilities.parcels.bench import Found
from core.capabilities.parcels.blueprint import attach, bench_of_desk, drawn, pages
from core.capabilities.parcels.forms import Condition
from core.capabilities.parcels.permissions import RECEIVE, SEE
from core.capabilities.parcels.seeing import Parcel
from core.sdk.web import (
    NO_TROUBLE,
    InvalidInput,
    NotFound,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    new_key,
    redirect,
    request,
    say,
    the_actor,
    the_desk,
    typed_key,
    url_for,
    whole,
)


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
            done = bench_of_desk().post_and_receive(actor, number, said.get("carrier", ""), said["waybill"], answers,
                                             key=typed_key())
        else:
            done = bench_of_desk().receive(actor, number, answers, key=typed_key())
        if not done.replayed:
            attach(number, "condition")
        return done.number

    return attempt(do, lambda done: redirect(url_for("parcels.bench", done=done)),
                   lambda trouble: _bench_page(trouble, said.get("code") or number))


def _bench_page(trouble: Trouble, code: str) -> str:
    desk_bench, actor = bench_of_desk(), the_actor()
    found = desk_bench.find(actor, code) if code.strip() and "code" not in trouble.errors else Found(code.strip())
    count, last = desk_bench.today(actor)
    done = next((each for each in last if each.number == request.args.get("done")), None)
    return drawn("parcels/bench.html", found=found, looked=bool(code.strip()), count=count, last=last, done=done,
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

    return attempt(lambda: bench_of_desk().correct(the_actor(), number, answers, key=typed_key()), then,
                   lambda trouble: _correct_page(number, trouble))


def _correct_page(number: str, trouble: Trouble) -> str:
    found = bench_of_desk().find(the_actor(), number)
    if found.parcel is None or found.parcel.row.received_at is None:
        raise NotFound()
    return drawn("parcels/correct.html", parcel=found.parcel, trouble=trouble, typed=request.form,
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
        return bench_of_desk().keep_unclaimed(the_actor(), said.get("waybill", ""), carrier=said.get("carrier", ""),
                                       note=said.get("note", ""), pieces=_whole("pieces"))

    def then(kept: Parcel) -> Response:
        flash(say()("已登记为无主包裹,写上 {waybill}", waybill=kept.row.waybill))
        return redirect(url_for("parcels.bench"))

    return attempt(do, then, _unclaimed_page)


@pages.post("/<int:parcel>/assign")
@allowed(RECEIVE)
def assign(parcel: int) -> Response:
    """Say whose an unclaimed parcel is; it is then received."""
    return attempt(lambda: bench_of_desk().assign(the_actor(), parcel, request.form.get("number", ""), key=typed_key()),
                   lambda done: redirect(url_for("parcels.bench", code=done.number)), _unclaimed_page)


@pages.post("/<int:parcel>/dismiss")
@allowed(RECEIVE)
def dismiss(parcel: int) -> Response:
    """Give an unclaimed parcel back to who brought it."""
    def then(_: None) -> Response:
        flash(say()("已退出"))
        return redirect(url_for("parcels.unclaimed"))

    return attempt(lambda: bench_of_desk().dismiss(the_actor(), parcel, request.form.get("why", "")), then,
                   _unclaimed_page)


def _unclaimed_page(trouble: Trouble) -> str:
    return drawn("parcels/unclaimed.html", parcels=bench_of_desk().unclaimed(the_actor()), trouble=trouble,
                  typed=request.form, key=new_key(), here="unclaimed")


def _whole(name: str) -> int | None:
    said = request.form.get(name, "").strip()
    if said and whole(said) is None:
        raise InvalidInput.field(name, "请写整数")
    return whole(said) if said else None
