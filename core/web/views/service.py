"""Where customers ask for service: what there is, the form of a kind, and the notice on privacy. No account."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from core.domain.errors import DeskError, InvalidInput
from core.domain.forms import Item
from core.domain.rulebook import InForce
from core.http.admission import allowed
from core.portal.requests import OF_CUSTOMER, Accepted, Contact, Wanted
from core.portal.service import PHOTOS_AT_ONCE
from core.privacy.purposes import KINDS
from core.services.notes import Upload
from core.web import intake_page, questions
from core.web.acting import NO_TROUBLE, Trouble, attempt, new_key, stream_of, typed_key, whole
from core.web.desk import say, the_desk
from core.web.intake_page import OPENING
from core.web.visiting import for_customers

pages = Blueprint("service", __name__, url_prefix="/service")
for_customers(pages)

TRAP = "homepage"
"""A field that nobody sees: what fills it in is no person."""
UNTOLD = {"csrf_token", "key", "do", TRAP}
MOST_ITEMS = 10
ITEM_FIELDS = ("product", "model", "quantity")
OWN = ("customer.name", "customer.phone", "customer.address", "agreed", "photos", TRAP)


@pages.get("")
@allowed("anyone")
def show() -> str:
    """What customers may ask for."""
    return render_template("portal/service.html", kinds=the_desk().portal.requests.kinds())


@pages.get("/privacy")
@allowed("anyone")
def privacy() -> str:
    """What is kept of customers, what for and how long."""
    kept = dict(the_desk().config.retention)
    return render_template("portal/privacy.html", kinds=[each for each in KINDS if each.of_customer], kept=kept)


@pages.get("/<kind>")
@allowed("anyone")
def ask(kind: str) -> str:
    """The form of a kind."""
    return _page(kind, the_desk().portal.requests.questions(kind), NO_TROUBLE)


@pages.post("/<kind>")
@allowed("anyone")
def send(kind: str) -> AnyResponse:
    """Open the case and go on to it by its link; or add a line of goods."""
    here = the_desk().portal.requests.questions(kind)
    if request.form.get("do") == "row":
        return make_response(_page(kind, here, NO_TROUBLE, more=1))
    return attempt(lambda: _sent(kind, here), _accepted, lambda trouble: _page(kind, here, trouble))


def _sent(kind: str, here: InForce) -> Accepted:
    form = request.form
    if form.get(TRAP):
        raise InvalidInput.field(TRAP, "请把标着“请留空”的一格留空")
    if len(_photos()) > PHOTOS_AT_ONCE:
        raise InvalidInput.field("photos", "一次最多 {most} 张照片,其余的提交后再补", most=PHOTOS_AT_ONCE)
    wanted = Wanted(
        kind, Contact(*(form.get(f"{OF_CUSTOMER}{name}", "") for name in ("name", "phone", "address"))),
        lambda now: questions.read(_described(now), form, prefix=OPENING),
        _items() if _about_goods(here) else (), agreed=form.get("agreed") == "true",
        may_ask=form.get("may_ask") == "true")
    told = {name: form.getlist(name) for name in form if name not in UNTOLD} | {"kind": [kind]}
    return the_desk().portal.requests.send(wanted, told, typed_key())


def _accepted(accepted: Accepted) -> AnyResponse:
    """Keep the pictures that came along, then on to the case, whose address is the link."""
    portal = the_desk().portal
    if not accepted.receipt.replayed and (files := _photos()):
        visit = portal.visit(accepted.link.token)
        keys = {each["name"]: each["key"] for each in _described(the_desk().portal.case(visit).case.here)["fields"]}
        for question, file in files:
            name = file.filename or ""
            try:
                portal.attach(visit, Upload(stream_of(file), name, field=keys.get(question, "")))
            except DeskError as error:
                flash(say()("照片“{name}”没有保存:{why}", name=name, why=error.reason), "error")
    return redirect(url_for("portal.show", token=accepted.link.token, new=1))


def _photos() -> list[tuple[str, FileStorage]]:
    """The pictures that were sent, each with the name of the question it stands beside, if it does."""
    return [(name.removeprefix(OPENING).removesuffix(questions.PHOTO), file)
            for name, files in request.files.lists() for file in files if file.filename]


def _described(here: InForce) -> dict[str, Any]:
    return dict(questions.but_of_customer(here.workflow.opens.describe(here.asked)))


def _about_goods(here: InForce) -> bool:
    """Whether the kind looks at goods one by one, so that they are asked for."""
    return any(step.form and step.form.per is Item for step in here.steps)


def _item_form() -> dict[str, Any]:
    known = {each["name"]: each for each in intake_page.item_form()["fields"]}
    return {**intake_page.item_form(), "fields": [known[name] for name in ITEM_FIELDS]}


def _rows() -> int:
    return min(max(whole(request.form.get("rows", "1")) or 1, 1), MOST_ITEMS)


def _items() -> list[dict[str, object]]:
    """The goods this is about; lines left empty are none."""
    found = [questions.read(_item_form(), request.form, prefix=f"items.{row}.") for row in range(_rows())]
    return [{"quantity": "1"} | said for said in found if "product" in said or "model" in said]


def _page(kind: str, here: InForce, trouble: Trouble, more: int = 0) -> str:
    described, typed = _described(here), request.form if request.method == "POST" else None
    errors: Mapping[str, Any] = intake_page.own_errors(trouble.errors, described)
    drawn = questions.draw(described, say().zone, prefix=OPENING, typed=typed, errors=errors)
    rows = min(_rows() + more, MOST_ITEMS) if _about_goods(here) else 0
    items = [questions.draw(_item_form(), say().zone, prefix=f"items.{row}.", typed=typed, errors=errors,
                            answers={"quantity": "1"}) for row in range(rows)]
    own = {name: said for name, said in errors.items() if name in OWN and said}
    return render_template(
        "portal/ask.html", kind=kind, workflow=here.workflow, drawn=drawn, items=items, trouble=trouble, own=own,
        rows=rows, typed=typed or {}, trap=TRAP, most=PHOTOS_AT_ONCE, key=request.form.get("key") or new_key(),
        loose=questions.loose({name: said for name, said in errors.items() if name not in own}, drawn, *items),
        lost_photos=bool(trouble or more) and bool(_photos()))
