"""Intake: a customer nobody knows yet, their product and the case, registered together or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from core.domain.errors import InvalidInput
from core.domain.people import EDIT_CUSTOMERS, Actor
from core.services.changes import once
from core.services.customers import Customers
from core.services.opening import Opening, Request
from core.services.records import Receipt, require
from core.services.workplace import Workplace


@dataclass(frozen=True)
class NewCustomer:
    """A customer as told on the telephone."""

    name: str
    phones: Sequence[str] = ()
    address: str = ""


def take_in(place: Workplace, actor: Actor, request: Request, *, customer: NewCustomer | None = None,
            product: Mapping[str, object] | None = None, told: Mapping[str, object] | None = None,
            key: str = "") -> Receipt:
    """Register what is new, then open the case, in one transaction. `InvalidInput` names fields of the customer as
    `customer.…`, of the product as `product.…`, of the opening form by their own names. `told` is what `key` stands
    for, where the caller looks customers up by it and would the second time find the one registered the first."""
    with place.store.unit_of_work() as work:
        customers = Customers(place)
        asked = told or {**vars(request), "customer": customer and vars(customer), "product": product}

        def do() -> Receipt:
            known = request
            Opening.admit(work, actor, request)
            if customer or product is not None:
                require(actor, EDIT_CUSTOMERS)
            if customer:
                with _fields_of("customer"):
                    row = customers.within(work, actor, name=customer.name, phones=customer.phones,
                                           address=customer.address)
                known = replace(known, customer_id=row.id)
            if product is not None:
                with _fields_of("product"):
                    known = replace(known, product_id=customers.product_within(work, known.customer_id, product).id)
            return Opening(place).within(work, actor, known)

        receipt = once(work, actor, key, "open", asked, do)
        work.commit()
        return receipt


@contextmanager
def _fields_of(part: str) -> Iterator[None]:
    """Put the part before the names of wrong fields, so that a page finds them."""
    try:
        yield
    except InvalidInput as error:
        named = {f"{part}.{name}": said for name, said in error.errors.items()}
        raise InvalidInput(named, form=error.form) from error
