"""Customers, found by phone or name, and their products."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, bindparam, delete, select

from core.domain.errors import NotFound, Refused
from core.domain.people import Actor
from core.store.lists import customers_visible_to, products_visible_to
from core.store.repository import Repository
from core.store.tables import CustomerRow, PhoneRow, ProductRow

_WITH_PHONES = (select(CustomerRow, PhoneRow.raw).outerjoin(PhoneRow, PhoneRow.customer_id == CustomerRow.id)
                .where(CustomerRow.id == bindparam("customer_id")).order_by(PhoneRow.position))
_PHONES = (select(PhoneRow).where(PhoneRow.customer_id.in_(bindparam("ids", expanding=True)))
           .order_by(PhoneRow.customer_id, PhoneRow.position))


def _having(phone: ColumnElement[bool]) -> Select[CustomerRow]:
    return (select(CustomerRow).where(CustomerRow.id.in_(select(PhoneRow.customer_id).where(phone)),
                                      CustomerRow.erased_at.is_(None)).order_by(CustomerRow.id.desc()))


_BY_PHONE = _having(PhoneRow.normalised == bindparam("phone")).limit(20)
_BOUGHT = select(ProductRow).where(ProductRow.customer_id == bindparam("customer_id")).order_by(ProductRow.id.desc())
_NAMES = select(CustomerRow.id, CustomerRow.name).where(CustomerRow.id.in_(bindparam("ids", expanding=True)))


class Customers(Repository):
    """Who asks for service."""

    def add(self, customer: CustomerRow, phones: Sequence[PhoneRow] = ()) -> CustomerRow:
        self._date(customer, "created_at")
        self._add(customer)
        self.set_phones(customer, phones)
        return customer

    def get(self, customer_id: int, seen_by: Actor | None = None, lock: dict[str, bool] | None = None) -> CustomerRow:
        """Raises `NotFound`, also for one outside somebody's scope."""
        found, scope = self._get(CustomerRow, customer_id, lock), customers_visible_to(seen_by)
        if scope and self._session.scalar(select(CustomerRow.id).where(CustomerRow.id == customer_id, *scope)) is None:
            raise NotFound()
        return found

    def with_phones(self, customer_id: int) -> tuple[CustomerRow, list[str]]:
        """A customer and the phones as they were written, the first to call first."""
        found = self._session.execute(_WITH_PHONES, {"customer_id": customer_id}).all()
        if not found:
            raise NotFound()
        phones: list[str | None] = [phone for _, phone in found]  # none where there is no phone to join
        return found[0][0], [phone for phone in phones if phone is not None]

    def living(self, customer_id: int, seen_by: Actor | None = None) -> CustomerRow:
        """A customer of whom more may be noted, kept from being erased until the transaction ends. Raises Refused for
        one who was erased."""
        kept: set[int] = self._session.info.setdefault("living", set())
        locks = self._on_postgresql and customer_id not in kept  # a SQLite has one writer
        found = self.get(customer_id, seen_by, {"read": True, "key_share": True} if locks else None)
        kept.add(customer_id)
        if found.erased_at is not None:
            raise Refused("这位客户的个人信息已经删除")
        return found

    def by_ids(self, customer_ids: Collection[int]) -> dict[int, CustomerRow]:
        found = self._session.scalars(select(CustomerRow).where(CustomerRow.id.in_(set(customer_ids))))
        return {each.id: each for each in found}

    def names(self, customer_ids: Collection[int]) -> dict[int, str]:
        return {key: name for key, name in self._connection.execute(_NAMES, {"ids": sorted(customer_ids)})}

    def set_phones(self, customer: CustomerRow, phones: Sequence[PhoneRow]) -> None:
        """All phones of a customer, the first to call first."""
        self._session.execute(delete(PhoneRow).where(PhoneRow.customer_id == customer.id))
        for position, phone in enumerate(phones):
            phone.customer_id, phone.position = customer.id, position
            self._session.add(phone)
        self._session.flush()

    def phones(self, customer_id: int) -> Sequence[PhoneRow]:
        return self.phones_of([customer_id]).get(customer_id, [])

    def phones_of(self, customer_ids: Collection[int]) -> dict[int, list[PhoneRow]]:
        found: dict[int, list[PhoneRow]] = {}
        for phone in self._session.scalars(_PHONES, {"ids": sorted(set(customer_ids))}):
            found.setdefault(phone.customer_id, []).append(phone)
        return found

    def find_by_phone(self, normalised: str, seen_by: Actor | None = None) -> Sequence[CustomerRow]:
        """Everybody who has this phone, as it is dialled, as far as somebody sees them."""
        scope = customers_visible_to(seen_by)
        query = _BY_PHONE.where(*scope) if scope else _BY_PHONE
        return self._known(self._session.scalars(query, {"phone": normalised}))

    def find_by_last_digits(self, digits: str, seen_by: Actor | None = None, limit: int = 20) -> Sequence[CustomerRow]:
        """Everybody one of whose phones ends so. Four digits and more go by an index."""
        ending = PhoneRow.normalised.endswith(digits, autoescape=True)
        which = ending & (PhoneRow.last_four == digits[-4:]) if len(digits) >= 4 else ending
        return self._session.scalars(_having(which).where(*customers_visible_to(seen_by)).limit(limit)).all()

    def search(self, name: str, seen_by: Actor | None = None, limit: int = 20) -> Sequence[CustomerRow]:
        """Customers whose name holds these characters."""
        if not name.strip():
            return []
        return self._session.scalars(
            select(CustomerRow).where(CustomerRow.name.icontains(name.strip(), autoescape=True),
                                      *customers_visible_to(seen_by))
            .order_by(CustomerRow.id.desc()).limit(limit)).all()


class Products(Repository):
    """What customers bought."""

    def add(self, product: ProductRow) -> ProductRow:
        self._date(product, "created_at")
        return self._add(product)

    def get(self, product_id: int, seen_by: Actor | None = None) -> ProductRow:
        """Raises `NotFound`, also for one outside somebody's scope."""
        found, scope = self._get(ProductRow, product_id), products_visible_to(seen_by)
        if scope and self._session.scalar(select(ProductRow.id).where(ProductRow.id == product_id, *scope)) is None:
            raise NotFound()
        return found

    def of(self, customer_id: int) -> Sequence[ProductRow]:
        return self._session.scalars(_BOUGHT, {"customer_id": customer_id}).all()
