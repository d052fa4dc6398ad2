"""Case rows: by number, locked for a change, saved against their version, and listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    union_all,
)

from core.domain.errors import NotFound, StaleVersion
from core.domain.people import CUSTOMER, Actor
from core.store import search
from core.store.lists import CaseFilter, Cursor, Order, Page, WorkbenchCounts, place_of, sort_columns, visible_to
from core.store.repository import Repository
from core.store.tables import CaseItemRow, CaseLinkRow, CaseRow, CustomerRow, PhoneRow, ProductRow

_BY_NUMBER = select(CaseRow).where(CaseRow.number == bindparam("number"))
_LOCKED = _BY_NUMBER.with_for_update(key_share=True).execution_options(populate_existing=True)
_ITEMS = (select(CaseItemRow).where(CaseItemRow.case_id.in_(bindparam("case_ids", expanding=True)))
          .order_by(CaseItemRow.case_id, CaseItemRow.position))
_PHONES = select(PhoneRow.raw, PhoneRow.normalised).where(PhoneRow.customer_id == bindparam("customer_id")).order_by(
    PhoneRow.position)
_RELATED = CaseRow.number, CaseRow.title, CaseRow.outcome, CaseRow.closed_at
_SAME_PRODUCT, _SAME_ORDER = (select(CaseRow.id, *_RELATED).where(which) for which in (
    CaseRow.product_id == bindparam("product_id"), CaseRow.order_no == bindparam("order_no")))
_OF_CUSTOMER = (select(*_RELATED).where(CaseRow.customer_id == bindparam("customer_id"), CaseRow.id != bindparam("but"))
                .order_by(CaseRow.opened_at.desc(), CaseRow.id.desc()).limit(bindparam("limit")))


_SHOWN = (
    CaseRow.id, CaseRow.number, CaseRow.title, CaseRow.kind, CaseRow.state, CaseRow.waiting_for, CaseRow.next_due_at,
    CaseRow.due_order, CaseRow.next_due_target, CaseRow.suggested_step, CaseRow.suggested_label, CaseRow.customer_id,
    CaseRow.assignee_id, CaseRow.opened_at, CaseRow.closed_at, CaseRow.imported, CaseRow.safety, CaseRow.outcome)


def _links(*scope: ColumnElement[bool]) -> "CompoundSelect[*tuple[Any, ...]]":
    link = CaseLinkRow
    ends = ((link.case_id, link.other_id), (link.other_id, link.case_id))
    return union_all(*(select(link.relation, *_RELATED, link.created_at, CaseRow.id)
                       .join(CaseRow, CaseRow.id == there).where(here == bindparam("case_id"), *scope)
                       for here, there in ends)).order_by(link.created_at, CaseRow.id)


_LINKS = _links()


@dataclass(frozen=True)
class Related:
    """What a case has to know of another about the same goods, or of the same customer."""

    number: str
    title: str
    outcome: str
    closed_at: datetime | None


class Cases(Repository):
    """The index of cases."""

    def add(self, case_row: CaseRow, items: Sequence[CaseItemRow] = ()) -> CaseRow:
        """A new case with its items, ready to be found."""
        case_row.updated_at = self._now()
        self._date(case_row, "recorded_at")
        case_row.search_text = self._searched(case_row, items)
        self._enter(case_row)
        self._hold(case_row.id)
        for position, item in enumerate(items):
            item.case_id, item.position = case_row.id, position
        self._put(items)
        return case_row

    def by_number(self, number: str, seen_by: Actor | None = None) -> CaseRow:
        """A case by its number, if it lies within the scope of the one who asks."""
        return self._one(_BY_NUMBER, number, seen_by)

    def get(self, case_id: int) -> CaseRow:
        return self._get(CaseRow, case_id)

    def by_ids(self, case_ids: Collection[int]) -> dict[int, CaseRow]:
        found = self._session.scalars(select(CaseRow).where(CaseRow.id.in_(set(case_ids))))
        return {each.id: each for each in found}

    def lock(self, number: str, seen_by: Actor | None = None) -> CaseRow:
        """The case as it is now, kept from every other writer until the transaction ends."""
        found = self._one(_LOCKED, number, seen_by)
        self._hold(found.id)
        return found

    def _one(self, query: Select[CaseRow], number: str, seen_by: Actor | None) -> CaseRow:
        scope = visible_to(seen_by)
        found = self._session.scalar(query.where(*scope) if scope else query, {"number": number})
        if found is None:
            raise NotFound()
        return found

    def save(self, case_row: CaseRow, given: int | None = None) -> None:
        """Write a changed case and raise its version. `given` is the version the change was made against; raises
        StaleVersion where another has come between. Without it the version of the row as read counts. What was
        changed is sent with the next flush."""
        current: int | None = case_row.version
        if not self._holds(case_row.id):
            with self._session.no_autoflush:
                current = self._session.scalar(select(CaseRow.version).where(CaseRow.id == case_row.id)
                                               .with_for_update(key_share=True))
        wanted = case_row.version if given is None else given
        if current is None:
            raise NotFound()
        if current != wanted:
            raise StaleVersion(wanted, current)
        case_row.version, case_row.updated_at = current + 1, self._now()

    def items(self, case_id: int) -> list[CaseItemRow]:
        return self.items_of([case_id]).get(case_id, [])

    def items_of(self, case_ids: Collection[int]) -> dict[int, list[CaseItemRow]]:
        found: dict[int, list[CaseItemRow]] = {}
        for item in self._session.scalars(_ITEMS, {"case_ids": sorted(set(case_ids))}):
            found.setdefault(item.case_id, []).append(item)
        return found

    def set_items(self, case_row: CaseRow, items: Sequence[CaseItemRow]) -> None:
        """All items of a case in their order, rows kept or new; others are removed. What is searched follows."""
        self._session.flush()
        kept = [item.id for item in items if item.id]
        self._session.execute(delete(CaseItemRow).where(CaseItemRow.case_id == case_row.id,
                                                        CaseItemRow.id.not_in(kept)))
        for position, item in enumerate(items):
            item.case_id, item.position = case_row.id, position
            self._session.add(item)
        self._session.flush()
        self.index(case_row)

    def index(self, case_row: CaseRow) -> None:
        """Gather again what the case is searched by; call it after its title, order number, customer or
        product changed."""
        self._session.flush()
        case_row.search_text = self._searched(case_row, self.items(case_row.id))
        self._session.flush()

    def _searched(self, case_row: CaseRow, items: Sequence[CaseItemRow]) -> str:
        """Everything a case is searched by."""
        customer = self._session.get(CustomerRow, case_row.customer_id) if case_row.customer_id else None
        product = self._session.get(ProductRow, case_row.product_id) if case_row.product_id else None
        phones = self._connection.execute(_PHONES, {"customer_id": customer.id}).all() if customer else ()
        bought = (product.name, product.model, product.serial, product.order_no) if product else ()
        return search.searchable(
            case_row.number, case_row.title, customer.name if customer else "",
            *(said for phone in phones for said in (phone.raw, search.digits_of(phone.raw), phone.normalised)),
            case_row.order_no, *bought, *(said for item in items for said in (item.product, item.model)))

    def index_customer(self, customer_id: int) -> None:
        """Gather again what all cases of a customer are searched by."""
        for case_row in self._session.scalars(select(CaseRow).where(CaseRow.customer_id == customer_id)
                                              .order_by(CaseRow.id).with_for_update(key_share=True)).all():
            self.index(case_row)

    def of_customer(self, customer_id: int, limit: int = 50) -> Sequence[CaseRow]:
        """Their cases, the latest first."""
        return self._session.scalars(select(CaseRow).where(CaseRow.customer_id == customer_id)
                                     .order_by(CaseRow.opened_at.desc(), CaseRow.id.desc()).limit(limit)).all()

    def related(self, case_row: CaseRow) -> list[Related]:
        """Other cases about the same product or order, each once."""
        same: list[Any] = []
        if case_row.product_id is not None:
            same += self._connection.execute(_SAME_PRODUCT, {"product_id": case_row.product_id})
        if case_row.order_no:
            same += self._connection.execute(_SAME_ORDER, {"order_no": case_row.order_no})
        return [Related(*said) for key, *said in dict.fromkeys(map(tuple, same)) if key != case_row.id]

    def link(self, case_id: int, other_id: int, relation: str) -> None:
        """Say that a case has to do with another; saying it again changes nothing."""
        self._session.execute(self._insert(CaseLinkRow).values(
            case_id=case_id, other_id=other_id, relation=relation, created_at=self._now()).on_conflict_do_nothing())

    def links(self, case_id: int, seen_by: Actor | None = None) -> list[tuple[str, Related]]:
        """The cases at the other end of links from and to a case, as far as somebody sees them, each with how it has
        to do with it; the first linked first."""
        scope = visible_to(seen_by)
        found = self._connection.execute(_links(*scope) if scope else _LINKS, {"case_id": case_id})
        return [(relation, Related(*said[:4])) for relation, *said in found]

    def others_of(self, customer_id: int, but: int, seen_by: Actor, limit: int) -> list[Related]:
        """Other cases of a customer, as far as somebody sees them, the latest first."""
        found = self._connection.execute(_OF_CUSTOMER.where(*visible_to(seen_by)),
                                         {"customer_id": customer_id, "but": but, "limit": limit})
        return [Related(*said) for said in found]

    def query(self, wanted: CaseFilter, order: Order, place: Cursor | None = None) -> Select[CaseRow]:
        """The list as a statement."""
        ascending = (order == "due") is not (place is not None and place.backwards)
        query = select(CaseRow).where(*self._conditions(wanted)).order_by(
            *(each.asc() if ascending else each.desc() for each in sort_columns(order)))
        return query.where(place.beyond()) if place else query

    def _conditions(self, wanted: CaseFilter) -> Sequence[ColumnElement[bool]]:
        found = wanted.conditions()
        if wanted.search.strip():
            found += search.holds_words(wanted.search, self._connection)
        return found

    def count(self, wanted: CaseFilter) -> int:
        return self._session.scalar(select(func.count()).select_from(CaseRow).where(*self._conditions(wanted))) or 0

    def counts(self, now: datetime, today_ends: datetime, me: int | None,
               wanted: CaseFilter | None = None) -> WorkbenchCounts:
        """The figures of the workbench in one query. A promise is late after its moment, not at it."""
        row = CaseRow

        def number_of(which: ColumnElement[bool]) -> ColumnElement[int]:
            return func.coalesce(func.sum(case((which, 1), else_=0)), 0)

        found = self._session.execute(select(
            number_of(row.due_order < now), number_of(and_(row.due_order >= now, row.due_order <= today_ends)),
            number_of(row.waiting_for == CUSTOMER.key), number_of(row.assignee_id == me),
            number_of(row.assignee_id.is_(None)), func.count(),
        ).where(row.closed_at.is_(None), *self._conditions(wanted or CaseFilter()))).one()
        return WorkbenchCounts(*(int(each) for each in found))

    def list(self, wanted: CaseFilter | None = None, *, order: Order = "due", cursor: str = "",
             limit: int = 50, whole: bool = True) -> Page:
        """A page of cases: `due` by the next promise, those without one last; `opened` the latest first. A cursor is
        one of the same list; rows that are not `whole` have what lists show and no more. Raises InvalidInput for a
        cursor that no page gave."""
        place = Cursor.read(cursor, order) if cursor else None
        query = self.query(wanted or CaseFilter(), order, place).limit(limit + 1)
        rows: list[Any] = list(self._session.scalars(query) if whole
                               else self._connection.execute(query.with_only_columns(*_SHOWN)))
        more, rows = len(rows) > limit, rows[:limit]
        backwards = place is not None and place.backwards
        if backwards:
            rows.reverse()
        follows, precedes = (True, more) if backwards else (more, place is not None)
        return Page(rows, place_of(rows[-1], order, backwards=False) if rows and follows else "",
                    place_of(rows[0], order, backwards=True) if rows and precedes else "")
