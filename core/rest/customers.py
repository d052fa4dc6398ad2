"""Customers and what they bought."""

from datetime import datetime
from typing import Any

from flask import Response, url_for
from flask.views import MethodView

from core.domain.people import EDIT_CUSTOMERS, SEE_PHONES, VIEW
from core.privacy.accesses import FOUND, READ_CUSTOMER
from core.representation import said_known, said_person, said_product
from core.rest import ask, schemas, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, paged, said
from core.rest.samples import sample

resource = Resource("customers", "Customers", "Who asks for service, and what they bought.")

LONGEST_PAGE = 200
PERSON: dict[str, Any] = {
    "id": 12, "name": "Ann Smith", "phones": ["138****6621"], "address": "5 Jade Court", "note": "",
    "registered_at": "2025-10-13T02:00:00+00:00", "erased_at": None}
BOUGHT: dict[str, Any] = {
    "id": 7, "name": "Oak chair", "model": "Y-210", "serial": "", "category": "", "brand": "",
    "order_no": "D20250925-18", "purchased_on": "2025-09-25", "delivered_at": "2025-09-28T07:00:00+00:00",
    "price": "2480.00", "currency": "CNY", "payment_method": "wechat_pay", "proof": ""}


class WantedCustomers(ask.Input):
    """Which customers."""

    q = ask.text("Part of the name, or the telephone number or its end (four digits at least).", longest=80)
    cursor = ask.text("Where an earlier page ended.", longest=20)
    limit = ask.whole("How many on a page.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Person(tell.Output):
    """A customer; phones whole or masked, as the caller may see them."""

    id = tell.counts("Id.")
    name = tell.says("Name.")
    phones = tell.words("Telephone numbers, the first to call first.")
    address = tell.says("Address.")
    note = tell.says("Note for colleagues.")
    registered_at = tell.at("When they were registered.")
    erased_at = tell.maybe_at("When their personal data were erased.")

    example = sample(PERSON)


class CustomerCase(tell.Output):
    """A case of a customer."""

    number = tell.says("Number.")
    title = tell.says("What it is about.")
    kind = tell.says("Kind of case.")
    state = tell.says("Key of its state; empty when it has ended.")
    opened_at = tell.at("When it was asked for.")
    closed_at = tell.maybe_at("When it ended.")


class Customer(Person):
    """A customer with what they bought, and the latest of their cases that the account sees."""

    products = tell.parts(schemas.Product, "What they bought, the latest registered first.")
    cases = tell.parts(CustomerCase, "Cases, the latest first, 20 at most; `GET /cases?customer=` pages through all.")

    example = sample({**PERSON, "products": [BOUGHT], "cases": [{
        "number": "TH-2025-00007", "title": "Chairs do not fit", "kind": "furniture.return", "state": "apply.received",
        "opened_at": "2025-10-13T02:00:00+00:00", "closed_at": None}]})


class CustomerPage(tell.Output):
    """A page of customers."""

    customers = tell.parts(Person, "The customers, the latest registered first.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({"customers": [PERSON], "next_cursor": "12", "next": "/api/v1/customers?limit=1&cursor=12"})


class NewCustomer(ask.Input):
    """Somebody to register: a name, a telephone number, or both."""

    name = ask.text("Name.", longest=100)
    phones = ask.texts("Telephone numbers, the first to call first.", longest=40, most=5)
    address = ask.text("Address.", longest=300)
    note = ask.text("Note for colleagues.", longest=1000)

    example = sample({"name": "Eve Green", "phones": ["13911112222"], "address": "18 Lecong Avenue"})


class CustomerChange(ask.Input):
    """What is to be corrected; what is not given stays."""

    name = ask.text("Name.", longest=100, shortest=1, default=None)
    phones = ask.texts("All telephone numbers, the first to call first. Takes the scope `customer.phone`.", longest=40,
                       most=5, default=None)
    address = ask.text("Address.", longest=300, default=None)

    example = sample({"address": "6 Jade Court"})


class Registered(tell.Output):
    """What was registered."""

    id = tell.counts("Its id.")
    example = sample({"id": 13})


class Products(tell.Output):
    """What a customer bought."""

    products = tell.parts(schemas.Product, "Products, the latest registered first.")
    example = sample({"products": [BOUGHT]})


class OneProduct(schemas.Product):
    """A product, and whose it is."""

    customer_id = tell.maybe_counts("Id of the customer; null where it is nobody's.")
    example = sample({**BOUGHT, "customer_id": 12})


class NewProduct(ask.Input):
    """Something a customer bought."""

    name = ask.text("Name.", longest=200, shortest=1, required=True)
    model = ask.text("Model.")
    serial = ask.text("Serial number.")
    category = ask.text("Category.")
    brand = ask.text("Brand.")
    order_no = ask.text("Order number.")
    purchased_on = ask.day("Day of purchase.")
    delivered_at = ask.moment("When it was delivered.")
    price = ask.amount("Price paid.")
    payment_method = ask.text("How it was paid.")
    proof = ask.text("Proof of purchase.")

    example = sample({"name": "Oak chair", "model": "Y-210", "purchased_on": "2025-09-25", "price": "2480.00"})


def whole_phones() -> bool:
    """Whether the caller sees phones as they are."""
    return the_actor().may(SEE_PHONES)


@resource.route("/customers")
class ManyCustomers(MethodView):
    @resource.reads("list_customers", VIEW, CustomerPage, asks=WantedCustomers)
    def get(self, asked: dict[str, Any]) -> Response:
        """List customers, or find them by name or telephone number

        An account that does not see all cases is given the customers of the cases it sees and those its unit has
        registered."""
        desk, me = the_desk(), the_actor()
        page = desk.customer_list.page(me, asked["q"], cursor=asked["cursor"], limit=asked["limit"])
        for each in page.customers if whole_phones() else ():
            desk.accesses.note(me, FOUND, face="rest", customer_id=each.row.id)
        return paged({"customers": [said_person(each, say(), whole=whole_phones()) for each in page.customers]},
                     page.next_cursor)

    @resource.does("register_customer", EDIT_CUSTOMERS, Registered, takes=NewCustomer, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Register a customer"""
        answer, replayed = once_by_key("register_customer", body, lambda: {
            "id": the_desk().customers.register(the_actor(), **body)})
        return made(answer, 201, replayed=replayed, location=url_for("api-customers.OneCustomer",
                                                                     customer=answer["id"]))


@resource.route("/customers/<int(max=2147483647):customer>")
class OneCustomer(MethodView):
    @resource.reads("get_customer", VIEW, Customer)
    def get(self, customer: int) -> Response:
        """Look at a customer with what they bought and their latest cases"""
        known = the_desk().customers.get(the_actor(), customer)
        the_desk().accesses.note(the_actor(), READ_CUSTOMER, face="rest", customer_id=customer)
        return said(said_known(known, say(), whole=whole_phones()))

    @resource.does("change_customer", EDIT_CUSTOMERS, Person, takes=CustomerChange, keyed=False)
    def patch(self, body: dict[str, Any], customer: int) -> Response:
        """Correct a customer's name, telephone numbers or address"""
        desk, me = the_desk(), the_actor()
        desk.customers.change(me, customer, **{name: each for name, each in body.items() if each is not None})
        return made(said_person(desk.customers.get(me, customer).customer, say(), whole=whole_phones()))


@resource.route("/customers/<int(max=2147483647):customer>/products")
class CustomerProducts(MethodView):
    @resource.reads("list_products", VIEW, Products)
    def get(self, customer: int) -> Response:
        """List what a customer bought"""
        known = the_desk().customers.get(the_actor(), customer)
        return said({"products": [said_product(each, say()) for each in known.products]})

    @resource.does("register_product", EDIT_CUSTOMERS, Registered, takes=NewProduct, status=201)
    def post(self, body: dict[str, Any], customer: int) -> Response:
        """Register something a customer bought"""
        answers = {name: each.isoformat() if isinstance(each, datetime) else each
                   for name, each in body.items() if each}
        answer, replayed = once_by_key("register_product", {**answers, "customer": customer}, lambda: {
            "id": the_desk().customers.add_product(the_actor(), customer, answers)})
        return made(answer, 201, replayed=replayed, location=url_for("api-customers.OneProductOfSomebody",
                                                                     product=answer["id"]))


@resource.route("/products/<int(max=2147483647):product>")
class OneProductOfSomebody(MethodView):
    @resource.reads("get_product", VIEW, OneProduct)
    def get(self, product: int) -> Response:
        """Look at something that was bought"""
        row = the_desk().customer_list.product(the_actor(), product)
        return said({**said_product(row, say()), "customer_id": row.customer_id})
