"""Papers of the ledger on pages: written, counted, put right; and what cases need."""

from collections.abc import Callable, Mapping
from typing import Any

from core.capabilities.stock.blueprint import (
    drawn,
    issuing_of_desk,
    moving_of_desk,
    needs_of_desk,
    options,
    pages,
    seeing,
    the_places,
)
from core.capabilities.stock.issuing import Whom
from core.capabilities.stock.moving import Call, Done, Lines
from core.capabilities.stock.permissions import COUNT, FIT, MOVE, SEE, WANT
from core.capabilities.stock.seeing import OfCase, Sheet
from core.capabilities.stock.standing import Way
from core.sdk.services import InvalidInput
from core.sdk.web import (
    NO_TROUBLE,
    Markup,
    NotFound,
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
    sent_pdf,
    standalone,
    the_actor,
    typed_key,
    typed_version,
    url_for,
    whole,
)

ACTS = "receive, issue, give_back, transfer, scrap, fit"
TITLES = {"receive": "入库", "issue": "发放", "give_back": "退回", "transfer": "调拨", "scrap": "报废", "fit": "用料"}
HINTS = {"receive": "从供应商收到的物料,写明送货单号。", "issue": "发给同事、案件或客户;须有案件或单号,和领用人。",
         "give_back": "同事没有用掉的,或客户退回的。", "transfer": "从一处调到另一处;同事之间转交也在这里。",
         "scrap": "坏了、过期、不能用的;写明原因。", "fit": "自己领用的物料,用在了哪一件案件。"}
NEEDED = {"receive": MOVE, "issue": MOVE, "give_back": MOVE, "transfer": MOVE, "scrap": COUNT, "fit": FIT}
ROWS = 5


def _call() -> Call:
    return Call(the_actor(), typed_key(), typed_version() if request.form.get("version") else None)


def _lines(said: Mapping[str, str]) -> Lines:
    numbers = sorted({int(name[5:]) for name in said if name.startswith("item.") and whole(name[5:]) is not None})
    return [(said[f"item.{each}"], said.get(f"quantity.{each}", "")) for each in numbers]


@pages.get(f"/moves/<any({ACTS}):act>")
@allowed(SEE)
def act(act: str) -> str:
    """The form of a paper."""
    return _act_page(act, NO_TROUBLE)


@pages.post(f"/moves/<any({ACTS}):act>")
@allowed(SEE)
def do(act: str) -> Response:
    """Write it."""
    said, call, moving, issuing = request.form, _call(), moving_of_desk(), issuing_of_desk()
    lines, number = _lines(said), said.get("number", "").strip().upper()
    whom = Whom(said.get("to", ""), number, said.get("reference", ""), said.get("receiver", ""))
    source, into, note = said.get("source", ""), said.get("into", ""), said.get("note", "")
    known: dict[str, Callable[[], Done]] = {
        "receive": lambda: moving.receive(call, lines, into, supplier=said.get("supplier", ""),
                                          reference=said.get("reference", ""), note=note),
        "issue": lambda: issuing.issue(call, lines, source, whom, note=note, due_on=said.get("due_on", ""),
                                       signed=said.get("signed", "")),
        "give_back": lambda: issuing.give_back(call, lines, into, whom, note=note),
        "transfer": lambda: moving.transfer(call, lines, _from(said), _into(said), note=note),
        "scrap": lambda: moving.scrap(call, lines, _from(said), said.get("why", "")),
        "fit": lambda: _used(number, lambda: issuing.fit(call, lines, number, of=said.get("to", ""), note=note))}

    def then(done: Done) -> Response:
        flash(say()("已登记:{way},第 {move} 笔", way=say()(TITLES[act]), move=str(done.move)))
        if number:
            return redirect(url_for("case.show", number=number))
        return redirect(url_for("stock.moves"))

    return attempt(known[act], then, lambda trouble: _act_page(act, trouble))


def _from(said: Mapping[str, str]) -> str:
    return f"@{said['of']}" if said.get("of") else said.get("source", "")


def _into(said: Mapping[str, str]) -> str:
    return f"@{said['to']}" if said.get("to") else said.get("into", "")


def _used(number: str, do: Callable[[], Done]) -> Done:
    """What is done for a case whose number somebody wrote."""
    try:
        return do()
    except NotFound:
        raise InvalidInput.field("number", "没有案件“{number}”,请核对编号或留空", number=number[:40]) from None


def _act_page(act: str, trouble: Trouble) -> str:
    actor = the_actor()
    if not actor.may(NEEDED[act]):
        raise NotFound()
    typed: Mapping[str, str] = request.form if request.method == "POST" else request.args
    number = typed.get("number", "").strip().upper()
    case = _case_of(number) if number and "number" not in trouble.errors else None
    lines = list(_lines(typed)) or _proposed(act, case, typed)
    lines += [("", "")] * max(ROWS - len(lines), 1)
    return drawn("move.html", act=act, title=TITLES[act], hint=HINTS[act], lines=lines, typed=typed, trouble=trouble,
                 number=number, case=case, places=the_places(), people=seeing().people(actor),
                 known=seeing().items(actor, limit=200).rows, key=request.form.get("key") or new_key(), here="moves")


def _case_of(number: str) -> OfCase | None:
    """None for a number that nobody has or one may not see, as somebody may write on a form."""
    try:
        return seeing().case(the_actor(), number)
    except NotFound:
        if request.method == "GET":
            raise
        return None


def _proposed(act: str, case: Any, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What most probably is meant: what the case waits for goes out, what is held for it is used or comes back."""
    if case is None:
        return [(typed["item"], "")] if typed.get("item") else []
    if act == "issue":
        return [(each.item.code, str(min(each.missing, each.here) or each.missing)) for each in case.wants if each.item]
    if act in ("give_back", "fit"):
        return [(each.item.code, str(each.quantity)) for each in case.used.held]
    return []


@pages.get("/moves")
@allowed(SEE)
def moves() -> str:
    """What moved."""
    return _moves_page(NO_TROUBLE)


def _moves_page(trouble: Trouble) -> str:
    asked = {name: request.args.get(name, "") for name in ("item", "place", "way", "since", "until")}
    try:
        found = seeing().moves(the_actor(), item=asked["item"], place=asked["place"], way=asked["way"],
                               since=asked["since"], until=asked["until"], cursor=request.args.get("cursor", ""))
    except InvalidInput as error:
        trouble, found = Trouble.of(error), seeing().moves(the_actor())
    return drawn("moves.html", found=found, asked=asked, trouble=trouble, places=the_places(), titles=TITLES,
                 way_options=options(Way), needed={name: the_actor().may(each) for name, each in NEEDED.items()},
                 key=new_key(), typed=request.form, here="moves")


@pages.post("/moves/<int:move>/reverse")
@allowed(COUNT)
def reverse(move: int) -> Response:
    """Put a paper right by its opposite."""
    def then(_: Done) -> Response:
        flash(say()("第 {entry} 笔已冲销", entry=str(move)))
        return redirect(url_for("stock.moves"))

    return attempt(lambda: moving_of_desk().reverse(_call(), move, request.form.get("why", "")), then, _moves_page)


@pages.get("/count")
@allowed(COUNT)
def count() -> str:
    """Count what is in a place."""
    return _count_page(NO_TROUBLE, request.args.get("place", ""))


@pages.post("/count")
@allowed(COUNT)
def counted() -> Response:
    """Keep what was found."""
    said = request.form
    rows = [(name[6:], said.get(f"expected.{name[6:]}", "0"), said[name]) for name in said if name.startswith("found.")]
    if said.get("more", "").strip():
        rows.append((said["more"].strip(), "0", said.get("more_found", "")))

    def then(done: Done) -> Response:
        flash(say()("盘点已登记,第 {move} 笔", move=str(done.move)))
        return redirect(url_for("stock.count"))

    return attempt(lambda: moving_of_desk().count(_call(), said.get("place", ""), rows, note=said.get("note", "")),
                   then, lambda trouble: _count_page(trouble, said.get("place", "")))


def _count_page(trouble: Trouble, place: str) -> str:
    sheet: Sheet | None = None
    if place:
        try:
            sheet = seeing().sheet(the_actor(), place)
        except InvalidInput as error:
            trouble = trouble or Trouble.of(error)
    return drawn("count.html", sheet=sheet, place=place, places=the_places(), people=seeing().people(the_actor()),
                 trouble=trouble, typed=request.form, counts=seeing().counts(the_actor()), key=new_key(), here="count")


@pages.get("/count/sheet")
@allowed(COUNT)
def count_sheet() -> str:
    """A sheet to print and count with."""
    place = request.args.get("place", "")
    return render("stock/paper.html", sheet=_sheet(place), title=say()("盘点表"),
                  pdf=url_for("stock.count_pdf", place=place), back=url_for("stock.count", place=place))


@pages.get("/count/sheet.pdf")
@allowed(COUNT)
def count_pdf() -> Response:
    """The same as a file."""
    title = say()("盘点表")
    return sent_pdf(standalone(title, _sheet(request.args.get("place", "")), say().language), title)


def _sheet(place: str) -> Markup:
    try:
        sheet = seeing().sheet(the_actor(), place)
    except InvalidInput:
        raise NotFound() from None
    return Markup(render("stock/count_sheet.html", sheet=sheet, today=seeing().today))  # nosec B704: escaped


@pages.post("/cases/<number>/wants")
@allowed(WANT)
def want(number: str) -> Response:
    """A case needs something."""
    said = request.form

    def then(_: object) -> Response:
        flash(say()("已登记要用的配件"))
        return redirect(url_for("case.show", number=number))

    return attempt(lambda: needs_of_desk().want(_call(), number, said.get("item", ""), said.get("quantity", "1"),
                                                note=said.get("note", "")), then,
                   lambda trouble: _case_page(number, trouble))


@pages.post("/cases/<number>/wants/<int:want>/drop")
@allowed(WANT)
def drop(number: str, want: int) -> Response:
    """A case needs something no longer."""
    def then(_: object) -> Response:
        flash(say()("已划掉"))
        return redirect(url_for("case.show", number=number))

    return attempt(lambda: needs_of_desk().drop(_call(), number, want), then,
                   lambda trouble: _case_page(number, trouble))


@pages.get("/cases/<number>")
@allowed(SEE)
def case(number: str) -> str:
    """The parts of a case."""
    return _case_page(number, NO_TROUBLE)


def _case_page(number: str, trouble: Trouble) -> str:
    return drawn("case.html", case=seeing().case(the_actor(), number), trouble=trouble, typed=request.form,
                 today=seeing().today, key=new_key(), here="")
