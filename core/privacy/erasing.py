"""Erasing a customer: what said something of the person goes, the facts of the business stay.

One transaction wipes the rows and leaves a row of work that names the files; they are removed right after the commit,
and again by the worker where that was cut short.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, text
from sqlalchemy.exc import SQLAlchemyError

from core.domain import events
from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.events import Event
from core.domain.forms import Form
from core.domain.people import ERASE, REGISTERS, Actor
from core.domain.reasons import Label
from core.exports.kept import Files
from core.privacy import accesses
from core.privacy.personal import Sieve
from core.privacy.traces import Person, Remains, phones_as_written, wipe
from core.registers.reading import entry_row
from core.services.reactions import Erasure, react_to_erasure
from core.services.records import legible, require
from core.services.workplace import Workplace
from core.store import search
from core.store.lists import visible_to
from core.store.tables import (
    CaseRow,
    CustomerRow,
    EventRow,
    EvidenceRow,
    ImportRowRow,
    PhoneRow,
    PortalLinkRow,
    ProductRow,
    RegisterEntryRow,
)
from core.store.unit_of_work import UnitOfWork

TOPIC = "erase"
LONGEST_REASON = 500
WHY = {"asked": "客户要求", "mistake": "登记有误或重复", "expired": "超过保存期限"}

log = logging.getLogger("shouhou.privacy")


@dataclass(frozen=True)
class Plan:
    """What erasing a customer would do: how many of each go, and the numbers of cases that stand in the way."""

    customer: CustomerRow
    phones: int
    products: int
    cases: tuple[str, ...]
    events: int
    files: int
    rows: int
    open: tuple[str, ...]
    hidden: bool

    @property
    def possible(self) -> bool:
        return not self.open and not self.hidden and self.customer.erased_at is None


@dataclass(frozen=True)
class Erased:
    """What was erased."""

    customer_id: int
    at: datetime
    cases: int
    files: int


class Erasing:
    """Erasing customers, by somebody or because their time has run out."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self._exports = Files(place.config.data / "exports")

    def preview(self, actor: Actor, customer_id: int) -> Plan:
        """What would go. Raises `NotFound`."""
        require(actor, ERASE)
        with self.place.store.read() as work:
            return self._plan(work, actor, work.customers.get(customer_id, actor))

    def _plan(self, work: UnitOfWork, actor: Actor, row: CustomerRow) -> Plan:
        cases = _cases_of(work, row.id)
        ids = [each.id for each in cases]
        seen = work.session.scalars(select(CaseRow.id).where(CaseRow.id.in_(ids), *visible_to(actor))).all()
        visible = len(seen) == len(ids)
        ids = list(seen)  # of what lies outside the scope only that there is something

        def number_of(table: type[Any], which: ColumnElement[bool]) -> int:
            return work.session.scalar(select(func.count()).select_from(table).where(which)) or 0

        return Plan(row, number_of(PhoneRow, PhoneRow.customer_id == row.id),
                    number_of(ProductRow, ProductRow.customer_id == row.id),
                    tuple(each.number for each in cases) if visible else (),
                    number_of(EventRow, EventRow.case_id.in_(ids)),
                    number_of(EvidenceRow, EvidenceRow.case_id.in_(ids)),
                    number_of(ImportRowRow, ImportRowRow.case_id.in_(ids)),
                    tuple(each.number for each in cases if each.closed_at is None) if visible else (), not visible)

    def erase(self, actor: Actor, customer_id: int, why: str, *, confirm: str = "") -> Erased:
        """Erase somebody for good. `why` is a key of `WHY`; `confirm` is the customer's number, typed. Raises
        `Refused` while a case is open or one lies outside the actor's scope."""
        require(actor, ERASE)
        if why not in WHY:
            raise InvalidInput.field("why", "不是可选的选项,可选:{options}", options=tuple(map(Label, WHY.values())))
        if confirm.strip() != str(customer_id):
            raise InvalidInput.field("confirm", "请输入客户编号 {number} 以确认", number=str(customer_id))
        found, left = self._erase(actor, customer_id, why, accesses.ERASED)
        self.clear(left.data())
        return found

    def expire(self, customer_id: int, still: Callable[[UnitOfWork], bool]) -> tuple[Erased, Remains]:
        """Erase somebody whose time has run out, if that is `still` so; the files are for the caller to `clear`."""
        return self._erase(Actor.system(), customer_id, "expired", accesses.EXPIRED, still)

    def erase_entry(self, actor: Actor, entry_id: int, why: str) -> None:
        """Take what is personal out of an entry of a register; choices, days and amounts stay. Raises `InvalidInput`
        without a reason, `NotFound`, and `Refused` for one that was erased before."""
        require(actor, ERASE)
        require(actor, REGISTERS)
        legible(why=why)
        if not 0 < len(why.strip()) <= LONGEST_REASON:
            raise InvalidInput.field("why", "请说明原因,最多 {n} 个字", n=LONGEST_REASON)
        with self.place.store.unit_of_work() as work:
            row = entry_row(self.place, work, actor, entry_id, lock=True)
            if row.erased_at:
                raise Refused("这一条的内容已经删除")
            self._blot(row)
            work.accesses.note(actor, accesses.ENTRY_ERASED, entry=row.id, why=why.strip())
            work.commit()

    def _blot_entries(self, work: UnitOfWork, person: Person) -> None:
        """The entries of somebody's cases, and those that name them."""
        named = [*person.in_json(RegisterEntryRow.answers), RegisterEntryRow.case_id.in_(person.case_ids)]
        for row in work.session.scalars(select(RegisterEntryRow).where(RegisterEntryRow.erased_at.is_(None),
                                                                       or_(*named))):
            self._blot(row)

    def _blot(self, row: RegisterEntryRow) -> None:
        """What stays are the answers that last; of a form nobody declares any more, none."""
        registry = self.place.industries.get(row.industry)
        row.answers = Sieve(registry.forms if registry else {}).form(row.answers)
        row.erased_at = self.place.now()

    def reapply(self, actor: Actor, erased: Sequence[Mapping[str, Any]]) -> dict[int, str]:
        """After a backup was restored: erase again who was erased since it was made. `erased` are entries of the log
        with `customer_id` and `at`; what became of each: `erased`, `already`, `absent` or `refused`."""
        require(actor, ERASE)
        found = dict[int, str]()
        for entry in erased:
            customer_id, row = int(entry["customer_id"]), None
            with self.place.store.read() as work, suppress(NotFound):
                row = work.customers.get(customer_id, actor)
            if row is None or row.created_at > datetime.fromisoformat(str(entry["at"])):
                found[customer_id] = "absent"
            elif row.erased_at is not None:
                found.setdefault(customer_id, "already")
            else:
                try:
                    _, left = self._erase(actor, customer_id, "asked", accesses.ERASED)
                except Refused:
                    found[customer_id] = "refused"
                else:
                    self.clear(left.data())
                    found[customer_id] = "erased"
        return found

    def _erase(self, actor: Actor, customer_id: int, why: str, action: str,
               still: Callable[[UnitOfWork], bool] = lambda work: True) -> tuple[Erased, Remains]:
        with self.place.store.unit_of_work() as work:
            work.customers.get(customer_id, actor)
            row = _locked(work, customer_id)
            # Held before they are looked at: somebody may be reopening one.
            cases = [work.cases.lock(each.number) for each in _cases_of(work, customer_id)]
            self._check(self._plan(work, actor, row))
            if not still(work):
                raise Refused("客户的个人信息现在不能删除")
            person = person_of(work, row)
            left = wipe(work, person, self.place.config.data / "imports")
            _empty(work, row)
            self._blot_entries(work, person)
            react_to_erasure(Erasure(self.place, work, row.id, tuple(case.id for case in cases)))
            for case in cases:
                left += self._erase_case(work, actor, case, why, person.words)
            now = self.place.now()
            row.erased_at = now
            work.accesses.note(actor, action, customer_id=row.id, why=why, cases=len(cases), files=len(left.files))
            self._leave(work, f"customer:{row.id}", left)
            work.commit()
            return Erased(row.id, now, len(cases), len(left.files)), left

    def erase_case(self, case_id: int, why: str) -> None:
        """Erase what an ended case without a customer says of people."""
        with self.place.store.unit_of_work() as work:
            case = work.cases.lock(work.cases.get(case_id).number)
            if case.customer_id is not None or case.closed_at is None:
                return
            person = Person((case.order_no,) if case.order_no else (), (), (case.number,), (case.id,))
            left = wipe(work, person, self.place.config.data / "imports")
            self._blot_entries(work, person)
            react_to_erasure(Erasure(self.place, work, None, (case.id,)))
            left += self._erase_case(work, Actor.system(), case, why, person.words)
            work.accesses.note(Actor.system(), accesses.EXPIRED, case_id=case.id, why=why)
            self._leave(work, f"case:{case.id}", left)
            work.commit()
        self.clear(left.data())

    @staticmethod
    def _check(plan: Plan) -> None:
        if plan.customer.erased_at is not None:
            raise Refused("这位客户的个人信息已经删除")
        if plan.hidden:
            raise Refused("这位客户还有您看不到的案件,请由能看到全部案件的人删除")
        if plan.open:
            raise Refused("还有未结的案件 {numbers},结案后才能删除", numbers=plan.open)

    def _erase_case(self, work: UnitOfWork, actor: Actor, case: CaseRow, why: str, words: Sequence[str]) -> Remains:
        """Everything a case says of people; its chain holds and goes on with a link that says so."""
        happened = work.events.of(case.id)
        sieve = Sieve(self._forms(case), self._steering(work, case), words)
        for each in happened:
            sieve.learn(each.data)
        work.events.erase(case.id, sieve.clean)
        shown = work.evidence.of(case.id)
        left = Remains(files=[name for each in shown for name in (each.stored_name, each.public_name) if name])
        work.session.execute(delete(EvidenceRow).where(EvidenceRow.case_id == case.id))
        work.session.execute(delete(PortalLinkRow).where(PortalLinkRow.case_id == case.id))
        case.order_no = ""
        case.title = "、".join(each.product for each in work.cases.items(case.id)[:3] if each.product)
        now = self.place.now()
        told = work.events.append(case, [Event(events.ERASED, now, now, actor.id, actor.name, {"why": why})])
        work.cases.save(case)
        work.cases.index(case)
        work.webhooks.announce(case, told)
        return left

    def _forms(self, case: CaseRow) -> Mapping[str, type[Form]]:
        registry = self.place.industries.get(case.industry)
        return registry.forms if registry else {}

    @staticmethod
    def _steering(work: UnitOfWork, case: CaseRow) -> set[str]:
        """The fields by which the case's rulebook chooses among regulations."""
        with suppress(NotFound):
            content: Mapping[str, Any] = work.rulebooks.get(case.rulebook).content
            return {key for each in content.get("adoptions", ()) for key in each.get("where", {})}
        return set()

    def _leave(self, work: UnitOfWork, key: str, left: Remains) -> None:
        work.outbox.put(TOPIC, f"{TOPIC}:{key}:{self.place.now().isoformat()}", left.data())

    def clear(self, left: Mapping[str, Sequence[str]]) -> None:
        """Remove the files that an erasure named, and press what was deleted out of the database's own files. Doing it
        again does no harm."""
        self.place.files.remove(*left.get("files", ()))
        for digest in left.get("imports", ()):
            (self.place.config.data / "imports" / digest).unlink(missing_ok=True)
        for name in left.get("exports", ()):
            self._exports.remove(name)
        try:
            self._press_out()
        except SQLAlchemyError as busy:
            log.warning("what was erased still stands in the database's journal: %s", type(busy).__name__)

    def _press_out(self) -> None:
        """On SQLite deleted words stay in the full-text index until it is merged, and in the journal until it is
        written back."""
        engine = self.place.store.engine
        if engine.dialect.name != "sqlite":
            return
        with self.place.store.unit_of_work() as work:
            if search.has_table(work.session.connection()):
                where = search.SEARCH_TABLE
                work.session.execute(text(f"INSERT INTO {where}({where}) VALUES('optimize')"))
            work.commit()
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def _locked(work: UnitOfWork, customer_id: int) -> CustomerRow:
    work.customers.get(customer_id)
    return work.session.get_one(CustomerRow, customer_id, with_for_update=True, populate_existing=True)


def _cases_of(work: UnitOfWork, customer_id: int) -> Sequence[CaseRow]:
    return work.session.scalars(select(CaseRow).where(CaseRow.customer_id == customer_id).order_by(CaseRow.id)).all()


def person_of(work: UnitOfWork, row: CustomerRow) -> Person:
    """How a customer is known again, wherever they stand."""
    cases, products = _cases_of(work, row.id), work.products.of(row.id)
    certain = [*phones_as_written(work.customers.phones(row.id)), row.address, row.note,
               *(case.order_no for case in cases),
               *(said for each in products for said in (each.order_no, each.serial, each.proof))]
    return Person(tuple(dict.fromkeys(each.strip() for each in certain if len(each.strip()) > 3)),
                  (row.name.strip(),) if row.name.strip() else (),
                  tuple(case.number for case in cases), tuple(case.id for case in cases))


def _empty(work: UnitOfWork, row: CustomerRow) -> None:
    """The customer's own rows: name, phones, address, and what traces a purchase back to them."""
    row.name = row.address = row.note = ""
    work.customers.set_phones(row, ())
    for product in work.products.of(row.id):
        product.serial = product.order_no = product.proof = ""
    work.flush()
