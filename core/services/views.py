"""Looking at cases: the case page, lists, the workbench. Lists read rows and never judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from core.domain import judging
from core.domain.cases import AskedOverride, Case
from core.domain.clocks import Clock, clocks
from core.domain.errors import NotFound
from core.domain.events import Event
from core.domain.judging import Offer, Paper
from core.domain.people import SEE_PHONES, SET_VALUES, VIEW, Actor
from core.domain.rules import Charge, ChargeRule, Decision
from core.services.records import Records, require
from core.services.workplace import Workplace
from core.store.cases import Related
from core.store.lists import CaseFilter, Order, Page, WorkbenchCounts
from core.store.tables import CaseItemRow, CaseRow, CustomerRow, EvidenceRow, ProductRow

OTHERS = 8
"""How many other cases of the customer a case tells of."""


@dataclass(frozen=True)
class CustomerView:
    """A customer as this actor may see them: phones whole or masked."""

    row: CustomerRow
    phones: tuple[str, ...]


@dataclass(frozen=True)
class CaseView:
    """Everything a case page shows. `decisions` are what each rule says now; what was decided when a step was taken
    lies in the events. `links` are linked cases by how they are so, `others` the latest of the same customer;
    `other_rules` where it could go over to regulations or values that are in force by now, for who may let it."""

    row: CaseRow
    case: Case
    offers: tuple[Offer, ...]
    clocks: tuple[Clock, ...]
    decisions: tuple[Decision, ...]
    charges: tuple[Charge, ...]
    asked: tuple[AskedOverride, ...]
    events: tuple[Event, ...]
    evidence: tuple[EvidenceRow, ...]
    links: tuple[tuple[str, Related], ...]
    others: tuple[Related, ...]
    customer: CustomerView | None
    product: ProductRow | None
    assignee: str
    now: datetime
    other_rules: bool = False

    def offer(self, step: str) -> Offer | None:
        """The offer of a step by its key."""
        return next((each for each in self.offers if step in (each.key, each.step.name)), None)


@dataclass(frozen=True)
class Listed:
    """A page of cases with what lists show, read at once for all of them; `customers` and `items` where asked for."""

    page: Page
    names: Mapping[int, str]
    customers: Mapping[int, CustomerView]
    assignees: Mapping[int, str]
    items: Mapping[int, Sequence[CaseItemRow]]


class Views:
    """Reading cases."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def case(self, actor: Actor, number: str) -> CaseView:
        """One case with all that is judged of it now. Raises `NotFound` also for a case the actor may not see."""
        with self.place.store.read() as work:
            record = Records(self.place, work, actor).read(number)
            row, case, now = record.row, record.case, self.place.now()
            customer = None
            if row.customer_id:
                customer = seen(actor, *work.customers.with_phones(row.customer_id))
            names = work.users.names([row.assignee_id] if row.assignee_id else [])
            return CaseView(
                row, case, tuple(judging.offers(case)), tuple(clocks(case, now, self.place.config.warn_before)),
                tuple(judging.judge_all(case)),
                tuple(each for each in judging.charges(case)
                      if (apart := case.here.awake(ChargeRule)[each.charge].apart) is None or actor.may(apart)),
                tuple(case.asked.values()), tuple(record.events),
                tuple(work.evidence.of(row.id)), tuple(work.cases.links(row.id, actor)),
                tuple(work.cases.others_of(row.customer_id, row.id, actor, OTHERS) if row.customer_id else ()),
                customer,
                work.products.get(row.product_id) if row.product_id else None,
                names.get(row.assignee_id or 0, ""), now,
                case.open and actor.may(SET_VALUES)
                and self.place.rulebook(work, case.here.registry.name).number != row.rulebook)

    def papers(self, actor: Actor, number: str, *keys: str) -> tuple[CaseView, list[Paper]]:
        """Documents of a case ready to print. Raises `NotFound` for one its flow does not make."""
        view = self.case(actor, number)
        found = judging.papers(view.case, *keys)
        if keys and not found:
            raise NotFound()
        return view, found

    def cases(self, actor: Actor, wanted: CaseFilter, *, order: Order = "due", cursor: str = "",
              limit: int = 50, whole: bool = True) -> Listed:
        """A page of the cases the actor may see. `cursor` is one that an earlier page gave; `whole` brings items and
        phones along."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            page = work.cases.list(replace(wanted, seen_by=actor), order=order, cursor=cursor, limit=min(limit, 500),
                                   whole=whole)
            customer_ids = {row.customer_id for row in page.rows if row.customer_id}
            assignees = work.users.names({row.assignee_id for row in page.rows if row.assignee_id})
            if not whole:
                return Listed(page, work.customers.names(customer_ids), {}, assignees, {})
            phones = work.customers.phones_of(customer_ids)
            customers = {key: seen(actor, row, [each.raw for each in phones.get(key, ())])
                         for key, row in work.customers.by_ids(customer_ids).items()}
            return Listed(page, {key: each.row.name for key, each in customers.items()}, customers, assignees,
                          work.cases.items_of([row.id for row in page.rows]))

    def counts(self, actor: Actor, wanted: CaseFilter | None = None) -> WorkbenchCounts:
        """The figures on top of the workbench, in one query."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            now = self.place.now()
            local = now.astimezone(self.place.calendar(work).zone)
            ends = datetime.combine(local.date(), time.max, local.tzinfo)
            return work.cases.counts(now, ends, actor.id, replace(wanted or CaseFilter(), seen_by=actor))

    def today(self, actor: Actor) -> tuple[datetime, datetime]:
        """The first moment of today in the business's zone, and the first of tomorrow."""
        with self.place.store.read() as work:
            local = self.place.now().astimezone(self.place.calendar(work).zone)
        begins = datetime.combine(local.date(), time.min, local.tzinfo)
        return begins, begins + timedelta(days=1)


def seen(actor: Actor, row: CustomerRow, phones: Sequence[str]) -> CustomerView:
    """A customer with phones masked unless the actor may see them."""
    whole = actor.may(SEE_PHONES)
    return CustomerView(row, tuple(each if whole else masked(each) for each in phones))


def masked(phone: str) -> str:
    """`138****6621`: enough to recognise, too little to call."""
    said = phone.strip()
    return f"{said[:3]}****{said[-4:]}" if len(said) >= 10 else f"{'*' * max(len(said) - 2, 0)}{said[-2:]}"
