"""Intake: who calls, which product, what about; the form of that kind; what the policy says so far."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import DeskError, InvalidInput
from core.domain.forms import Item
from core.domain.people import BACKDATE, EDIT_CUSTOMERS, NOTE, OPEN
from core.http.admission import allowed
from core.privacy.accesses import FOUND
from core.services.customers import Known
from core.services.intake import Intake, take_in_told
from core.services.notes import CHANNELS, Upload
from core.services.opening import Preview
from core.services.records import Receipt
from core.store.tables import ProductRow
from core.store.unit_of_work import UnitOfWork
from core.web import intake_page, questions
from core.web.acting import NO_TROUBLE, Trouble, attempt, new_key, stream_of, typed_key, whole
from core.web.desk import say, the_actor, the_desk
from core.web.intake_page import MOST_ITEMS, OPENING, Typed
from core.web.views.cases import titles_of_desk

UNTOLD = {"csrf_token", "do", "shown"}
"""What the page sends about itself."""

pages = Blueprint("intake", __name__, url_prefix="/cases/new")


@pages.get("")
@allowed(OPEN)
def show() -> str:
    """An empty page, or one for a customer or product that another page names."""
    return _page(*_read(request.args), NO_TROUBLE)


@pages.post("")
@allowed(OPEN)
def send() -> AnyResponse:
    """Look the number up, draw the form of another kind, add a line of goods; or open the case."""
    if request.form.get("do") == "open":
        return attempt(_take_in, _opened, lambda trouble: _page(*_read(request.form), trouble))
    typed, found = _read(request.form)
    if request.form.get("do") == "row":
        typed = Typed(typed.form, typed.kind, typed.customer, typed.product, min(typed.rows + 1, MOST_ITEMS))
    return make_response(_page(typed, found, NO_TROUBLE))


def _take_in() -> Receipt:
    """Look the number up and open the case, in one transaction."""
    called = list[Known]()

    def read(work: UnitOfWork) -> Intake:
        called[:] = _calling(request.form, work)
        found = called or _named(request.form, work)
        typed = _typed(request.form, found)
        if not typed.kind:
            raise InvalidInput.field("kind", "请选择办理什么")
        return Intake(typed.request(None, _product(typed, found)), typed.new_customer, typed.new_product)

    told = {name: said for name, said in request.form.items() if name not in UNTOLD}
    try:
        return take_in_told(the_desk().place, the_actor(), told, read, typed_key())
    finally:
        _note(called)


@pages.post("/preview")
@allowed(OPEN)
def preview() -> AnyResponse:
    """The panel beside the form: what the policy says so far; nothing is saved."""
    typed, found = _read(request.form)
    return make_response(render_template("intake_live.html", **_live(typed, found)))


def _read(said: MultiDict[str, str]) -> tuple[Typed, list[Known]]:
    called = _calling(said)
    _note(called)
    found = called or _named(said)
    return _typed(said, found), found


def _calling(said: MultiDict[str, str], within: UnitOfWork | None = None) -> list[Known]:
    """Whom the number brings up; `within` the transaction that opens the case, without what only the page shows."""
    phone, shown = said.get("phone", "").strip()[:40], within is None
    bought = shown or bool(said.get("product"))
    return the_desk().customers.find(the_actor(), phone, shown=shown, bought=bought, within=within) if phone else []


def _named(said: MultiDict[str, str], within: UnitOfWork | None = None) -> list[Known]:
    """The customer whom another page names."""
    number = whole(said.get("customer", ""))
    return [] if number is None else [the_desk().customers.get(the_actor(), number, within)]


def _note(found: list[Known]) -> None:
    """That somebody found customers by their number."""
    for each in found:
        the_desk().accesses.note(the_actor(), FOUND, face="web", customer_id=each.customer.row.id)


def _typed(said: MultiDict[str, str], found: list[Known]) -> Typed:
    place = the_desk().place
    kinds = [*place.kinds]
    typed = Typed.read(said, kinds, found)
    if not typed.kind:
        likely = intake_page.likely_kinds(typed.get("title"), place.registers, kinds)
        guess = likely[0] if likely else kinds[0] if len(kinds) == 1 else ""
        typed = Typed(typed.form, guess, typed.customer, typed.product, typed.rows)
    return typed


def _described(kind: str) -> dict[str, Any]:
    here, _ = the_desk().opening.questions(kind)
    return dict(questions.but_of_customer(here.workflow.opens.describe(here.asked)))


def _product(typed: Typed, found: list[Known]) -> ProductRow | None:
    return next((row for each in found for row in each.products if row.id == typed.product_id), None)


def _live(typed: Typed, found: list[Known]) -> dict[str, Any]:
    """What the policy says of what has been typed."""
    if not typed.kind:
        return {"said": None, "look": "", "words": "", "asked_now": (), "unfit": ()}
    described, product = _described(typed.kind), _product(typed, found)
    try:
        said: Preview | None = the_desk().opening.preview(
            the_actor(), typed.request(described, product, preview=True))
    except InvalidInput as error:
        return {"said": None, "look": "", "words": "", "asked_now": (),
                "unfit": [reason for reasons in error.errors.values() for reason in reasons]}
    except DeskError as error:
        return {"said": None, "look": "", "words": "", "asked_now": (), "unfit": [error.reason]}
    askable = intake_page.asked_now(described)
    look, words = intake_page.summary(say(), said.decisions if said else (), askable, said.offers if said else ())
    return {"said": said, "look": look, "words": words, "asked_now": askable,
            "unfit": [reason for reasons in (said.problems if said else {}).values() for reason in reasons]}


def _page(typed: Typed, found: list[Known], trouble: Trouble) -> str:
    desk, actor = the_desk(), the_actor()
    product = _product(typed, found)
    drawn, titles, goods = None, titles_of_desk(), True
    errors = trouble.errors
    if typed.kind:
        here, proposed = desk.opening.questions(typed.kind, typed.product_id, actor)
        described = questions.but_of_customer(here.workflow.opens.describe(here.asked))
        errors = intake_page.own_errors(trouble.errors, described)
        goods = Item in here.wanted or any(step.form and step.form.per is Item for step in here.steps)
        kept = intake_page.prefilled_typed(typed.form, proposed, described, typed.get("shown"), typed.product)
        drawn = questions.draw(described, say().zone, prefix=OPENING, answers=proposed, errors=errors, typed={
            name: value for name, value in kept.items() if value} if typed.form else None)
    new_product = questions.draw(intake_page.product_form(), say().zone, prefix="product.", typed=typed.form,
                                 errors=errors) if typed.product == intake_page.NEW else None
    known = {"quantity": "1"} | (intake_page.item_of(product) if product else {})
    items = [questions.draw(
        intake_page.item_form(), say().zone, prefix=f"items.{row}.", typed=typed.form, errors=errors,
        answers={"quantity": "1"} if row else known) for row in range(typed.rows if goods else 0)]
    parts = [each for each in (new_product, *items, drawn) if each]
    own = {"phone": errors.get("customer.phone", ()), "customer.name": errors.get("customer.name", ()),
           "kind": errors.get("kind", ()), "at": errors.get("at", ())}
    beside = {name for name, said in own.items() if said} | {"customer.phone"}
    return render_template(
        "intake.html", typed=typed, found=found, drawn=drawn, new_product=new_product, items=items, trouble=trouble,
        kinds=[(kind, titles.kinds[kind]) for kind in desk.place.kinds], titles=titles,
        likely=intake_page.likely_kinds(typed.get("title"), desk.place.registers, desk.place.kinds),
        repeated=intake_page.open_cases(found, typed.customer), channels=CHANNELS, parts=parts,
        own={name: said for name, said in own.items() if said},
        loose=questions.loose({name: said for name, said in errors.items() if name not in beside}, *parts),
        may_register=actor.may(EDIT_CUSTOMERS), may_backdate=actor.may(BACKDATE), may_attach=actor.may(NOTE),
        key=typed.get("key") or new_key(), **_live(_as_drawn(typed, parts), found))


def _as_drawn(typed: Typed, parts: list[questions.Drawn]) -> Typed:
    """What the page shows, with what was filled in beforehand, as if it had been sent."""
    shown = {each.name: each.value for part in parts for each in part.questions}
    return Typed({**typed.form, **shown}, typed.kind, typed.customer, typed.product, typed.rows)


def _opened(receipt: Receipt) -> AnyResponse:
    """Keep the pictures that came along, then on to the case."""
    desk, actor = the_desk(), the_actor()
    flash(say()("已建案 {number}", number=receipt.number))
    if request.files and not receipt.replayed:
        kind = _typed(request.form, []).kind
        keys = {each["name"]: each["key"] for each in _described(kind)["fields"]}
        for name, files in request.files.lists():
            question = name.removeprefix(OPENING).removesuffix(questions.PHOTO)
            for file in files:
                if not file.filename or question not in keys:
                    continue
                try:
                    desk.notes.attach(actor, receipt.number, Upload(
                        stream_of(file), file.filename, field=keys[question], purpose=_purpose(kind, question)))
                except DeskError as error:
                    flash(say()("案件已建,但文件“{name}”没有保存:{why}", name=file.filename, why=error.reason), "error")
    return make_response(redirect(url_for("case.show", number=receipt.number)))


def _purpose(kind: str, question: str) -> str:
    """The kind of evidence a picture beside this question is: the one of the same name, if there is one."""
    return question if question in the_desk().place.registry_of(kind).evidence else ""
