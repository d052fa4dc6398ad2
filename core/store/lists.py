"""Lists of cases: what to show, in which order, and pages that neither skip nor repeat a case."""

import base64
import binascii
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ColumnElement, exists, or_, tuple_

from core.domain.errors import InvalidInput
from core.domain.people import Actor, Scope
from core.store.tables import CaseRow, CustomerRow, ProductRow

Order = Literal["due", "opened"]


@dataclass(frozen=True)
class CaseFilter:
    """Which cases. Everything given must hold. `late_before` means open with a promise due before that moment,
    `opened_until` is the first moment no longer wanted, `seen_by` leaves what that person's scope allows."""

    kinds: Collection[str] = ()
    states: Collection[str] = ()
    assignee: int | None = None
    unassigned: bool = False
    units: Collection[int] = ()
    waiting_for: str = ""
    open: bool | None = None
    late_before: datetime | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    opened_from: datetime | None = None
    opened_until: datetime | None = None
    customer_id: int | None = None
    safety: bool | None = None
    outcome: str = ""
    search: str = ""
    seen_by: Actor | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL, all but `search`."""
        found = visible_to(self.seen_by)
        for wanted, column in ((self.kinds, CaseRow.kind), (self.states, CaseRow.state), (self.units, CaseRow.unit_id)):
            if wanted:
                found.append(column.in_(wanted))
        for said, named in ((self.waiting_for, CaseRow.waiting_for), (self.outcome, CaseRow.outcome)):
            if said:
                found.append(named == said)
        for number, key in ((self.assignee, CaseRow.assignee_id), (self.customer_id, CaseRow.customer_id)):
            if number is not None:
                found.append(key == number)
        for start, moment in ((self.due_from, CaseRow.due_order), (self.opened_from, CaseRow.opened_at)):
            if start is not None:
                found.append(moment >= start)
        for end, moment in ((self.late_before, CaseRow.due_order), (self.due_until, CaseRow.due_order),
                            (self.opened_until, CaseRow.opened_at)):
            if end is not None:
                found.append(moment < end)
        if self.unassigned:
            found.append(CaseRow.assignee_id.is_(None))
        if self.safety is not None:
            found.append(CaseRow.safety == self.safety)
        if self.open is False:
            found.append(CaseRow.closed_at.is_not(None))
        if self.open or self.late_before is not None:
            found.append(CaseRow.closed_at.is_(None))
        return found


def visible_to(actor: Actor | None) -> list[ColumnElement[bool]]:
    """What somebody's scope leaves of all cases. Their own are always among it."""
    if actor is not None and actor.case is not None:
        return [CaseRow.id == actor.case]
    if actor is None or actor.scope is Scope.all:
        return []
    own = CaseRow.assignee_id == actor.id
    if actor.scope is Scope.unit and actor.unit is not None:
        # "+ 0" keeps both databases from gathering a whole unit and sorting it: they walk the list's own index.
        return [or_(own, CaseRow.unit_id + 0 == actor.unit)]
    return [own]


def customers_visible_to(actor: Actor | None) -> list[ColumnElement[bool]]:
    """The same of customers: those of a case somebody sees, and those their unit has registered."""
    if actor is None or actor.scope is Scope.all:
        return []
    # Asked of each customer by the index of their cases: who is looked up by phone is one, and a page is short.
    of_case = exists().where(CaseRow.customer_id == CustomerRow.id, *visible_to(actor))
    return [of_case if actor.unit is None else or_(of_case, CustomerRow.unit_id == actor.unit)]


def products_visible_to(actor: Actor | None) -> list[ColumnElement[bool]]:
    """The same of products: those of such a customer, of such a case, and those that are nobody's."""
    if actor is None or actor.scope is Scope.all:
        return []
    return [or_(ProductRow.customer_id.is_(None),
                exists().where(CustomerRow.id == ProductRow.customer_id, *customers_visible_to(actor)),
                exists().where(CaseRow.product_id == ProductRow.id, *visible_to(actor)))]


@dataclass(frozen=True)
class Page:
    """Some cases of a list; a cursor is '' where the list ends."""

    rows: Sequence[CaseRow]
    next_cursor: str = ""
    previous_cursor: str = ""


@dataclass(frozen=True)
class WorkbenchCounts:
    """How many open cases there are of each sort. Those due today are not late yet."""

    late: int
    due_today: int
    waiting_for_customer: int
    mine: int
    unassigned: int
    open: int


@dataclass(frozen=True)
class Cursor:
    """A place between two cases of a list, and which way to read from it."""

    order: Order
    at: datetime
    case_id: int
    backwards: bool = False

    def text(self) -> str:
        said = json.dumps([self.order, self.at.astimezone(UTC).isoformat(), self.case_id, self.backwards])
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, order: Order) -> "Cursor":
        """The cursor a page gave. Raises InvalidInput for any other text and for one of another order."""
        try:
            said = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            kept, at, case_id, backwards = said
            cursor = cls(order, datetime.fromisoformat(at).astimezone(UTC), int(case_id), bool(backwards))
        except (ValueError, TypeError, OverflowError, binascii.Error) as fault:
            raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页") from fault
        if kept != order or not 0 <= cursor.case_id < 2**63:  # no database has others
            raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页")
        return cursor

    def beyond(self) -> ColumnElement[bool]:
        """The cases on the side it reads."""
        place = tuple_(*sort_columns(self.order))
        ascending = (self.order == "due") is not self.backwards
        return place > (self.at, self.case_id) if ascending else place < (self.at, self.case_id)


def sort_columns(order: Order) -> tuple[ColumnElement[datetime], ColumnElement[int]]:
    return (CaseRow.due_order.expression if order == "due" else CaseRow.opened_at.expression, CaseRow.id.expression)


def place_of(row: CaseRow, order: Order, *, backwards: bool) -> str:
    return Cursor(order, row.due_order if order == "due" else row.opened_at, row.id, backwards).text()
