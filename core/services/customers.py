"""Customers and what they bought."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from core.domain.errors import InvalidInput
from core.domain.forms import Product
from core.domain.people import EDIT_CUSTOMERS, SEE_PHONES, VIEW, Actor
from core.services.records import legible, require
from core.services.views import CustomerView, seen
from core.services.workplace import Workplace
from core.store.lists import CaseFilter
from core.store.tables import CaseRow, CustomerRow, PhoneRow, ProductRow
from core.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Known:
    """What the desk knows of a customer: their products and the latest cases the actor may see."""

    customer: CustomerView
    products: tuple[ProductRow, ...]
    cases: tuple[CaseRow, ...]


class Customers:
    """Looking up and registering."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def find(self, actor: Actor, said: str, *, shown: bool = True, bought: bool = True,
             within: UnitOfWork | None = None) -> list[Known]:
        """Customers by phone (whole, or its last four digits) or by name, each with phones and cases if it is `shown`,
        and what they `bought`; `within` a transaction of the caller, or one of its own."""
        require(actor, VIEW)
        words = said.strip()
        if not words:
            return []
        with nullcontext(within) if within else self.place.store.read() as work:
            digits = normalised(words)
            if len(digits) >= 4 and not re.search(r"[^\d\s+()\-－—转]", unicodedata.normalize("NFKC", words)):
                rows = work.customers.find_by_phone(digits, actor) or work.customers.find_by_last_digits(digits, actor)
            else:
                rows = work.customers.search(words, actor)
            return [self._known(work, actor, row, shown, bought) for row in rows[:20]]

    def get(self, actor: Actor, customer_id: int, within: UnitOfWork | None = None) -> Known:
        """One customer. Raises `NotFound` also for one of whom the actor sees nothing."""
        require(actor, VIEW)
        with nullcontext(within) if within else self.place.store.read() as work:
            return self._known(work, actor, work.customers.get(customer_id, actor))

    def _known(self, work: UnitOfWork, actor: Actor, row: CustomerRow, shown: bool = True,
               bought: bool = True) -> Known:
        phones = [each.raw for each in work.customers.phones(row.id)] if shown else []
        cases = work.cases.list(CaseFilter(customer_id=row.id, seen_by=actor), order="opened",
                                limit=20).rows if shown else ()
        return Known(seen(actor, row, phones), tuple(work.products.of(row.id)) if bought else (), tuple(cases))

    def register(self, actor: Actor, *, name: str, phones: Sequence[str] = (), address: str = "",
                 note: str = "") -> int:
        """Register a customer; the id. Raises `InvalidInput` where neither name nor phone is given."""
        require(actor, EDIT_CUSTOMERS)
        with self.place.store.unit_of_work() as work:
            row = self.within(work, actor, name=name, phones=phones, address=address, note=note)
            work.commit()
            return row.id

    def within(self, work: UnitOfWork, actor: Actor, *, name: str, phones: Sequence[str] = (), address: str = "",
               note: str = "") -> CustomerRow:
        """The same inside a transaction of the caller."""
        legible(name=name, address=address, note=note, phone="".join(phones))
        numbers = _numbers(phones)
        if not name.strip() and not numbers:
            raise InvalidInput.field("name", "姓名和电话至少填一项")
        return work.customers.add(
            CustomerRow(name=name.strip(), address=address.strip(), note=note.strip(), unit_id=actor.unit,
                        created_at=self.place.now()), numbers)

    def change(self, actor: Actor, customer_id: int, *, name: str = "", phones: Sequence[str] | None = None,
               address: str | None = None) -> None:
        """Correct a customer's name, phones and address; what is not given stays. Phones take the right to see them:
        who sees them masked would write them back so."""
        require(actor, EDIT_CUSTOMERS)
        require(actor, EDIT_CUSTOMERS if phones is None else SEE_PHONES)
        legible(name=name, address=address or "", phone="".join(phones or ()))
        with self.place.store.unit_of_work() as work:
            row = work.customers.living(customer_id, actor)
            row.name, row.address = name.strip() or row.name, row.address if address is None else address.strip()
            if phones is not None:
                work.customers.set_phones(row, _numbers(phones))
            work.cases.index_customer(customer_id)
            work.commit()

    def add_product(self, actor: Actor, customer_id: int | None, answers: Mapping[str, object]) -> int:
        """Register something a customer bought (fields of `Product`); the id."""
        require(actor, EDIT_CUSTOMERS)
        with self.place.store.unit_of_work() as work:
            if customer_id is not None:
                work.customers.get(customer_id, actor)
            row = self.product_within(work, customer_id, answers)
            work.commit()
            return row.id

    def product_within(self, work: UnitOfWork, customer_id: int | None, answers: Mapping[str, object]) -> ProductRow:
        """The same inside a transaction of the caller."""
        at = self.place.now().astimezone(self.place.calendar(work).zone)
        said = Product.load(answers, at=at)
        known = {name: value for name, value in vars(said).items() if name != "filed_at"}
        if customer_id is not None:
            work.customers.living(customer_id)
        bought = cast(date | None, known.get("purchased_on"))
        delivered = cast(datetime | None, known.get("delivered_at"))
        if bought and bought > at.date():
            raise InvalidInput.field("purchased_on", "购买日期 {day} 在未来", day=bought)
        if bought and delivered and delivered.date() < bought:
            raise InvalidInput.field("delivered_at", "送达 {delivered} 早于购买 {bought}",
                                     delivered=delivered, bought=bought)
        return work.products.add(ProductRow(customer_id=customer_id, created_at=self.place.now(), **{
            name: round(value, 2) if isinstance(value, Decimal) else value for name, value in known.items()}))


def _numbers(phones: Sequence[str]) -> list[PhoneRow]:
    """Phones as they are kept. Raises `InvalidInput` for what is none."""
    given = [each.strip() for each in phones if each.strip()]
    for each in given:
        if len(normalised(each)) < 5:
            raise InvalidInput.field("phone", "“{phone}”不像电话号码", phone=each)
    return [PhoneRow(raw=each, normalised=normalised(each), position=place) for place, each in enumerate(given)]


def normalised(phone: str) -> str:
    """Digits as dialled: full-width read as plain, country code and punctuation dropped."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return digits[2:] if digits.startswith("86") and len(digits) in (13, 12) else digits
