"""All customers page by page, as one person may see them; and one product."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from core.domain.errors import InvalidInput
from core.domain.people import VIEW, Actor
from core.services.customers import normalised
from core.services.records import require
from core.services.views import CustomerView, seen
from core.services.workplace import Workplace
from core.store.lists import customers_visible_to
from core.store.tables import CustomerRow, PhoneRow, ProductRow

MOST = 200
_NO_PHONE = re.compile(r"[^\d\s+()\-－—转]")
_CURSOR = re.compile(r"[1-9]\d{0,9}", re.A)


@dataclass(frozen=True)
class CustomerPage:
    """Some customers; `next_cursor` is '' on the last page."""

    customers: tuple[CustomerView, ...]
    next_cursor: str


class CustomerList:
    """Customers, the latest registered first."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def page(self, actor: Actor, said: str = "", *, cursor: str = "", limit: int = 50) -> CustomerPage:
        """Customers whose name holds these words, or whose phone is or ends so (four digits at least); all for ''.
        Who does not see all cases gets the customers of those they see, and those their own unit has registered.
        Raises `InvalidInput` for a cursor no page gave."""
        require(actor, VIEW)
        if cursor and not (_CURSOR.fullmatch(cursor) and int(cursor) < 2**31):  # no database has others
            raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页")
        wanted = [CustomerRow.erased_at.is_(None), *_searched(said), *customers_visible_to(actor)]
        if cursor:
            wanted.append(CustomerRow.id < int(cursor))
        with self.place.store.read() as work:
            rows = work.session.scalars(select(CustomerRow).where(*wanted).order_by(CustomerRow.id.desc())
                                        .limit(min(limit, MOST) + 1)).all()
            shown = rows[:min(limit, MOST)]
            phones = work.customers.phones_of([each.id for each in shown])
            return CustomerPage(tuple(seen(actor, each, [one.raw for one in phones.get(each.id, ())])
                                      for each in shown), str(shown[-1].id) if len(rows) > len(shown) else "")

    def product(self, actor: Actor, product_id: int) -> ProductRow:
        """One thing somebody bought."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            return work.products.get(product_id, actor)


def _searched(said: str) -> list[ColumnElement[bool]]:
    words = said.strip()
    if not words:
        return []
    digits = normalised(words)
    if len(digits) >= 4 and not _NO_PHONE.search(unicodedata.normalize("NFKC", words)):
        ending = PhoneRow.normalised.endswith(digits, autoescape=True) & (PhoneRow.last_four == digits[-4:])
        return [CustomerRow.id.in_(select(PhoneRow.customer_id).where(ending))]
    return [CustomerRow.name.icontains(words, autoescape=True)]
