"""Intake: a customer nobody knows yet, their product and the case, registered together or not at all."""

from collections.abc import Mapping, Sequence
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
            product: Mapping[str, object] | None = None, key: str = "") -> Receipt:
    """Register what is new, then open the case, in one transaction. `InvalidInput` names fields of the customer as
    `customer.…`, of the product as `product.…`, of the opening form by their own names."""
    with place.store.unit_of_work() as work:
        customers, asked = Customers(place), {**vars(request), "customer": customer and vars(customer),
                                              "product": product}

        def do() -> Receipt:
            known = request
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


class _fields_of:
    """Puts the part before the names of wrong fields, so that a page finds them."""

    def __init__(self, part: str) -> None:
        self.part = part

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, InvalidInput):
            raise InvalidInput({f"{self.part}.{name}": said for name, said in error.errors.items()},
                               form=error.form) from error
