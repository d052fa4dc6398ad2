"""A customer: how to reach them, what they bought, their cases; corrected here."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.domain.people import DISCLOSE, EDIT_CUSTOMERS, ERASE, NOTE, SEE_PHONES, VIEW
from core.http.admission import allowed
from core.privacy.accesses import READ_CUSTOMER
from core.privacy.consents import PURPOSES
from core.services.notes import CHANNELS
from core.web import questions
from core.web.acting import NO_TROUBLE, Trouble, attempt
from core.web.desk import say, the_actor, the_desk
from core.web.intake_page import product_form
from core.web.views.cases import titles_of_desk

pages = Blueprint("customers", __name__, url_prefix="/customers/<int:customer>")


@pages.get("")
@allowed(VIEW)
def show(customer: int) -> str:
    """Everything the desk knows of them that this person may see."""
    page = customer_page(customer, NO_TROUBLE)
    the_desk().accesses.note(the_actor(), READ_CUSTOMER, face="web", customer_id=customer)
    return page


@pages.post("")
@allowed(EDIT_CUSTOMERS)
def change(customer: int) -> AnyResponse:
    """Correct name, telephones and address."""
    form, actor = request.form, the_actor()
    if not actor.may(SEE_PHONES):  # they would write masked numbers back
        abort(403)
    phones = form.get("phones", "").replace("/", "\n").splitlines()
    return attempt(
        lambda: the_desk().customers.change(actor, customer, name=form.get("name", ""), phones=phones,
                                            address=form.get("address", "")),
        lambda _: _done(customer, "已保存客户资料"), lambda trouble: customer_page(customer, trouble))


@pages.post("/products")
@allowed(EDIT_CUSTOMERS)
def add_product(customer: int) -> AnyResponse:
    """Register something they bought."""
    return attempt(
        lambda: the_desk().customers.add_product(the_actor(), customer, questions.read(product_form(), request.form)),
        lambda _: _done(customer, "已登记商品"), lambda trouble: customer_page(customer, trouble))


def _done(customer: int, words: str) -> AnyResponse:
    flash(say()(words))
    return make_response(redirect(url_for("customers.show", customer=customer)))


def customer_page(customer: int, trouble: Trouble) -> str:
    """The page, also for what is wrong with something sent from it."""
    desk, actor = the_desk(), the_actor()
    known = desk.customers.get(actor, customer)
    erased = known.customer.row.erased_at is not None
    adding = request.method == "POST" and request.endpoint == "customers.add_product"
    product = questions.draw(product_form(), say().zone, typed=request.form if adding else None,
                             errors=trouble.errors if adding else {})
    return render_template("customer.html", known=known, product=product, adding=adding, trouble=trouble,
                           typed=request.form if request.method == "POST" and not adding else {},
                           may_edit=actor.may(EDIT_CUSTOMERS) and actor.may(SEE_PHONES) and not erased,
                           titles=titles_of_desk(), consents=desk.consents.of(actor, customer), channels=CHANNELS,
                           purposes=PURPOSES.items(),
                           may_note=actor.may(NOTE) and not erased, may_disclose=actor.may(DISCLOSE),
                           may_erase=actor.may(ERASE) and not erased)
