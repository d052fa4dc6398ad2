"""Intake: a customer nobody knows yet, their product and the case, registered together or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from core.domain.errors import InvalidInput
from core.domain.people import EDIT_CUSTOMERS, Actor
from core.services.changes import once
from core.services.customers import Customers
from core.services.opening import Opening, Request
from core.services.records import Receipt, require
from core.services.workplace import Workplace
from core.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class NewCustomer:
    """A customer as told on the telephone."""

    name: str
    phones: Sequence[str] = ()
    address: str = ""


@dataclass(frozen=True)
class Intake:
    """What a case is opened with, and what is registered for it beforehand."""

    request: Request
    customer: NewCustomer | None = None
    product: Mapping[str, object] | None = None


def take_in(place: Workplace, actor: Actor, request: Request, *, customer: NewCustomer | None = None,
            product: Mapping[str, object] | None = None, key: str = "") -> Receipt:
    """Register what is new, then open the case, in one transaction. `InvalidInput` names fields of the customer as
    `customer.…`, of the product as `product.…`, of the opening form by their own names."""
    told = {**vars(request), "customer": customer and vars(customer), "product": product}
    return take_in_told(place, actor, told, lambda work: Intake(request, customer, product), key)


def take_in_told(place: Workplace, actor: Actor, told: Mapping[str, object], read: Callable[[UnitOfWork], Intake],
                 key: str) -> Receipt:
    """The same, where the customer has to be looked up first: `read` does so in the transaction, and `key` stands for
    what was `told`, since the second time one would find the customer registered the first."""
    with place.store.unit_of_work() as work:
        receipt = once(work, actor, key, "open", told, lambda: _opened(place, work, actor, read(work)))
        work.commit()
        return receipt


def _opened(place: Workplace, work: UnitOfWork, actor: Actor, said: Intake) -> Receipt:
    customers, request = Customers(place), said.request
    Opening.admit(work, actor, request, keep=True)
    if said.customer or said.product is not None:
        require(actor, EDIT_CUSTOMERS)
    if new := said.customer:
        with _fields_of("customer"):
            row = customers.within(work, actor, name=new.name, phones=new.phones, address=new.address)
        request = replace(request, customer_id=row.id)
    if said.product is not None:
        with _fields_of("product"):
            bought = customers.product_within(work, request.customer_id, said.product)
        request = replace(request, product_id=bought.id)
    return Opening(place).within(work, actor, request)


@contextmanager
def _fields_of(part: str) -> Iterator[None]:
    """Put the part before the names of wrong fields, so that a page finds them."""
    try:
        yield
    except InvalidInput as error:
        named = {f"{part}.{name}": said for name, said in error.errors.items()}
        raise InvalidInput(named, form=error.form) from error
