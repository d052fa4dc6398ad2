"""Requests that customers send without an account: the desk's own opening, with what they tell of themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.domain.errors import InvalidInput, NotFound
from core.domain.flow import Workflow
from core.domain.forms import Customer
from core.domain.people import EDIT_CUSTOMERS, OPEN, Actor
from core.domain.reasons import Reason
from core.domain.rulebook import InForce
from core.portal.links import REQUEST, Links, NewLink
from core.services.changes import once
from core.services.customers import Customers, normalised
from core.services.opening import Answers, Opening, Request
from core.services.records import Receipt
from core.services.workplace import Workplace
from core.store.tables import CustomerRow
from core.store.unit_of_work import UnitOfWork

CHANNEL = "web"
OF_CUSTOMER = "customer."
LONGEST = {"name": 80, "phone": 40, "address": 300}
PHOTOS, RECORDINGS, CONTACT = "photos", "recordings", "contact"
NOBODY_YET = 0
"""No case has this id: whoever asks for service sees none."""


@dataclass(frozen=True)
class Contact:
    """What somebody says of themselves."""

    name: str
    phone: str
    address: str = ""


@dataclass(frozen=True)
class Wanted:
    """A request as it was sent. `answers` may be a function that reads them once it is known what is asked. `agreed`
    to the notice on privacy, without which nothing is kept; `may_ask` afterwards how it was."""

    kind: str
    who: Contact
    answers: Answers | Callable[[InForce], Answers]
    items: Sequence[Answers] = ()
    agreed: bool = False
    may_ask: bool = False


@dataclass(frozen=True)
class Accepted:
    """The case that was opened, and the link by which the customer follows it."""

    receipt: Receipt
    link: NewLink


class Requests:
    """Takes requests in."""

    def __init__(self, place: Workplace, links: Links, opening: Opening) -> None:
        self.place, self.links, self.opening = place, links, opening

    def kinds(self) -> dict[str, type[Workflow]]:
        """What customers may ask for: kinds that are public and that a regulation in force has a flow for."""
        return {kind: workflow for kind, registry in self.place.kinds.items()
                if (workflow := registry.workflows[kind]).public}

    def questions(self, kind: str) -> InForce:
        """What is asked for a kind now. Raises `NotFound` for one that is not public."""
        if kind not in self.kinds():
            raise NotFound()
        return self.opening.questions(kind)[0]

    def send(self, wanted: Wanted, told: Mapping[str, object], key: str) -> Accepted:
        """Open the case. `key` stands for what was `told`: sent again, it is answered with the same case, under a
        further link, since nobody knows the first one any more. Raises `InvalidInput` naming every wrong field, those
        about the customer as `customer.…`; `NotFound`; `Refused`."""
        if wanted.kind not in self.kinds():
            raise NotFound()
        asking = replace(Actor.customer(NOBODY_YET), permissions=frozenset({OPEN.key, EDIT_CUSTOMERS.key}))
        with self.place.store.unit_of_work() as work:
            receipt = once(work, asking, f"request-{key}" if key else "", "portal.request", told,
                           lambda: self._opened(work, asking, wanted))
            link = self.links.within(work, work.cases.by_number(receipt.number), purpose=REQUEST)
            work.commit()
            return Accepted(receipt, link)

    def _opened(self, work: UnitOfWork, asking: Actor, wanted: Wanted) -> Receipt:
        problems, customer, receipt = dict[str, Sequence[Reason]](), None, None
        if not wanted.agreed:
            problems["agreed"] = (Reason("请先看隐私说明并勾选同意"),)
        try:
            customer = self._customer(work, asking, wanted.who)
        except InvalidInput as error:
            problems |= {OF_CUSTOMER + name: said for name, said in error.errors.items()}
        try:
            receipt = self.opening.within(work, asking, Request(
                wanted.kind, wanted.answers, wanted.items, customer_id=customer.id if customer else None,
                channel=CHANNEL))
        except InvalidInput as error:
            fields = self.place.registry_of(wanted.kind).workflows[wanted.kind].opens.fields
            for name, said in error.errors.items():
                first = fields[name].prefill if name in fields else None
                if first is None or first.form is not Customer:
                    problems[name] = said
                elif customer or not getattr(wanted.who, first.name, "").strip():  # else it was only not registered
                    problems.setdefault(OF_CUSTOMER + first.name, said)
        if problems or customer is None or receipt is None:
            raise InvalidInput(problems)
        case = work.cases.by_number(receipt.number)
        for purpose in (PHOTOS, RECORDINGS, *((CONTACT,) if wanted.may_ask else ())):
            work.consents.record(customer.id, purpose, True, told_by=CHANNEL, case_id=case.id)
        return receipt

    def _customer(self, work: UnitOfWork, asking: Actor, who: Contact) -> CustomerRow:
        """Somebody of whom exactly this is known, or a new customer: who types a stranger's name and number gets
        nothing of theirs into a case that the link then shows."""
        said = {name: getattr(who, name).strip() for name in LONGEST}
        problems: dict[str, Sequence[Reason]] = {
            name: (Reason(words),) for name, words in (("name", "请填写姓名"), ("phone", "请填写电话"))
            if not said[name]}
        problems |= {name: (Reason("太长,最多 {longest} 字", {"longest": longest}),)
                     for name, longest in LONGEST.items() if len(said[name]) > longest}
        if problems:
            raise InvalidInput(problems)
        known = next((row for row in work.customers.find_by_phone(normalised(said["phone"]))
                      if (row.name.casefold(), row.address) == (said["name"].casefold(), said["address"])
                      and len(work.customers.phones(row.id)) == 1), None)
        if known is not None and len(normalised(said["phone"])) >= 5:
            return work.customers.living(known.id)
        return Customers(self.place).within(work, asking, name=said["name"], phones=[said["phone"]],
                                            address=said["address"])
