"""Customers, found by phone or name, and their products."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, bindparam, delete, select

from core.domain.errors import NotFound, Refused
from core.store.repository import Repository
from core.store.tables import CustomerRow, PhoneRow, ProductRow

_WITH_PHONES = (select(CustomerRow, PhoneRow.raw).outerjoin(PhoneRow, PhoneRow.customer_id == CustomerRow.id)
                .where(CustomerRow.id == bindparam("customer_id")).order_by(PhoneRow.position))
_NAMES = select(CustomerRow.id, CustomerRow.name).where(CustomerRow.id.in_(bindparam("ids", expanding=True)))


class Customers(Repository):
    """Who asks for service."""

    def add(self, customer: CustomerRow, phones: Sequence[PhoneRow] = ()) -> CustomerRow:
        self._date(customer, "created_at")
        self._add(customer)
        self.set_phones(customer, phones)
        return customer

    def get(self, customer_id: int) -> CustomerRow:
        return self._get(CustomerRow, customer_id)

    def with_phones(self, customer_id: int) -> tuple[CustomerRow, list[str]]:
        """A customer and the phones as they were written, the first to call first."""
        found = self._session.execute(_WITH_PHONES, {"customer_id": customer_id}).all()
        if not found:
            raise NotFound()
        return found[0][0], [phone for _, phone in found if phone is not None]

    def living(self, customer_id: int) -> CustomerRow:
        """A customer of whom more may be noted. Raises Refused for one who was erased."""
        found = self.get(customer_id)
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
        for phone in self._session.scalars(select(PhoneRow).where(PhoneRow.customer_id.in_(set(customer_ids)))
                                           .order_by(PhoneRow.customer_id, PhoneRow.position)):
            found.setdefault(phone.customer_id, []).append(phone)
        return found

    def find_by_phone(self, normalised: str) -> Sequence[CustomerRow]:
        """Everybody who has this phone, as it is dialled."""
        return self._with_phones(PhoneRow.normalised == normalised)

    def find_by_last_digits(self, digits: str, limit: int = 20) -> Sequence[CustomerRow]:
        """Everybody one of whose phones ends so. Four digits and more go by an index."""
        ending = PhoneRow.normalised.endswith(digits, autoescape=True)
        return self._with_phones(ending & (PhoneRow.last_four == digits[-4:]) if len(digits) >= 4 else ending, limit)

    def _with_phones(self, which: ColumnElement[bool], limit: int = 20) -> Sequence[CustomerRow]:
        having = select(PhoneRow.customer_id).where(which)
        return self._session.scalars(
            select(CustomerRow).where(CustomerRow.id.in_(having), CustomerRow.erased_at.is_(None))
            .order_by(CustomerRow.id.desc()).limit(limit)).all()

    def search(self, name: str, limit: int = 20) -> Sequence[CustomerRow]:
        """Customers whose name holds these characters."""
        if not name.strip():
            return []
        return self._session.scalars(
            select(CustomerRow).where(CustomerRow.name.icontains(name.strip(), autoescape=True))
            .order_by(CustomerRow.id.desc()).limit(limit)).all()


class Products(Repository):
    """What customers bought."""

    def add(self, product: ProductRow) -> ProductRow:
        self._date(product, "created_at")
        return self._add(product)

    def get(self, product_id: int) -> ProductRow:
        return self._get(ProductRow, product_id)

    def of(self, customer_id: int) -> Sequence[ProductRow]:
        return self._session.scalars(select(ProductRow).where(ProductRow.customer_id == customer_id)
                                     .order_by(ProductRow.id.desc())).all()
