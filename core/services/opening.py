"""Opening cases, and trying out what the policy would say before one is opened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.domain import events, judging
from core.domain.cases import Case, filed
from core.domain.clocks import Clock, clocks
from core.domain.errors import InvalidInput, Refused, unknown
from core.domain.events import Event
from core.domain.flow import Workflow
from core.domain.forms import Customer, Form, Item, Product
from core.domain.people import BACKDATE, IMPORT, OPEN, Actor
from core.domain.reasons import Label, Reason
from core.domain.rulebook import InForce, Rulebook
from core.domain.rules import Decision
from core.services.changes import once
from core.services.records import Receipt, Record, Records, item_row, legible, require
from core.services.workplace import Workplace
from core.store.tables import CaseRow, ProductRow
from core.store.unit_of_work import UnitOfWork

Answers = Mapping[str, object]
_GOODS = Product.fields["name"], Product.fields["model"]


@dataclass(frozen=True)
class Request:
    """What a case is opened with. `answers` may be a function that reads them once it is known what is asked. `at` is
    when the customer said so (now, if None); `also` are further forms already known, by name; `partial` takes
    unanswered questions as unknown (imports, trials); `imported_from` marks a case that comes out of a register and
    keeps its original cells; `said_of_items` are forms already known of each item; `comment` is noted for
    colleagues."""

    kind: str
    answers: Answers | Callable[[InForce], Answers]
    items: Sequence[Answers] = ()
    customer_id: int | None = None
    product_id: int | None = None
    title: str = ""
    channel: str = ""
    at: datetime | None = None
    also: Mapping[str, Answers | Sequence[Answers]] | None = None
    partial: bool = False
    imported_from: Mapping[str, Any] | None = None
    assignee_id: int | None = None
    said_of_items: Sequence[Mapping[str, Answers]] = ()
    comment: str = ""


@dataclass(frozen=True)
class Preview:
    """What the policy says of a case that is not opened yet."""

    here: InForce
    decisions: tuple[Decision, ...]
    offers: tuple[judging.Offer, ...]
    clocks: tuple[Clock, ...]
    problems: Mapping[str, Sequence[Reason]]


class Opening:
    """Opens cases."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def questions(self, kind: str, product_id: int | None = None,
                  seen_by: Actor | None = None) -> tuple[InForce, dict[str, object]]:
        """What to ask for a kind now, with the answers a registered product gives beforehand."""
        with self.place.store.read() as work:
            here = self._book(work, kind).for_case(kind)
            product = _product(work.products.get(product_id, seen_by)) if product_id else None
            return here, judging.prefilled(here.workflow.opens, product)

    def open(self, actor: Actor, request: Request, key: str = "") -> Receipt:
        """Open a case and say its number. `key` makes sending it again harmless. Raises `Forbidden`, `InvalidInput`
        naming each field, `Refused` where no regulation in force knows the kind."""
        with self.place.store.unit_of_work() as work:
            def do() -> Receipt:
                self.admit(work, actor, request, keep=True)
                return self.within(work, actor, request)

            receipt = once(work, actor, key, "open", vars(request), do)
            work.commit()
            return receipt

    @staticmethod
    def admit(work: UnitOfWork, actor: Actor, request: Request, *, keep: bool = False) -> None:
        """Raise `NotFound` for a customer or product that lies outside the actor's scope, as for none. `keep` the
        customer from being erased until the transaction ends; raises `Refused` for one who was."""
        require(actor, OPEN if request.imported_from is None else IMPORT)
        if request.customer_id:
            (work.customers.living if keep else work.customers.get)(request.customer_id, actor)
        if request.product_id:
            work.products.get(request.product_id, actor)

    def within(self, work: UnitOfWork, actor: Actor, request: Request) -> Receipt:
        """The same inside a transaction of the caller."""
        row = self.record(work, actor, request).row
        return Receipt(row.number, row.version, row.state)

    def record(self, work: UnitOfWork, actor: Actor, request: Request) -> Record:
        """The same, with the case as it then stands. Bringing in a register is a right of its own, and means telling of
        the past."""
        imported = request.imported_from is not None
        require(actor, IMPORT if imported else OPEN)
        legible(title=request.title, channel=request.channel, comment=request.comment)
        records = Records(self.place, work, actor)
        book = self._book(work, request.kind)
        at = self.place.moment(request.at)
        opened, here = self._opened(work, book, request, at, strict=not request.partial)
        opened["unit"] = actor.unit
        event = records.event(events.OPENED, opened, request.at, backdating=IMPORT if imported else BACKDATE)
        self.place.keep(work, book)
        row = self._row(work, actor, request, here, book, opened, at)
        new = [event]
        if request.imported_from is not None:
            new.append(records.event(events.IMPORTED, request.imported_from))
        if request.comment:
            new.append(records.event(events.COMMENTED, {"text": request.comment, "to_customer": False}))
        record = Record(row, Case.fold(book, request.kind, new, almanac=self.place.almanac(work)), new)
        records.acquaint(record.case, row)
        records.begin(record, [item_row(line.item) for line in record.case.lines])
        return record

    def preview(self, actor: Actor, request: Request) -> Preview:
        """What the policy says so far, saving nothing; answers that do not fit are told and left out."""
        with self.place.store.read() as work:
            self.admit(work, actor, request)
            book = self._book(work, request.kind)
            at = self.place.moment(request.at)
            problems: Mapping[str, Sequence[Reason]] = {}
            try:
                opened, here = self._opened(work, book, request, at, strict=False)
            except InvalidInput as error:
                problems = error.errors
                fitting = {name: said for name, said in _answers(request, book).items() if name not in problems}
                rest = Request(request.kind, fitting, (), request.customer_id, request.product_id, at=request.at)
                opened, here = self._opened(work, book, rest, at, strict=False)
            opened["unit"] = actor.unit
            case = Case.fold(book, request.kind, [Event(events.OPENED, at, at, actor.id, actor.name, opened)],
                             almanac=self.place.almanac(work))
            probe = CaseRow(product_id=request.product_id, order_no=_order_no(here, opened, work, request), id=0)
            Records(self.place, work, actor).acquaint(case, probe)
            return Preview(here, tuple(judging.judge_all(case)), tuple(judging.offers(case)),
                           tuple(clocks(case, self.place.now())), problems)

    def _book(self, work: UnitOfWork, kind: str) -> Rulebook:
        registry = self.place.registry_of(kind)
        if kind not in self.place.kinds:
            raise Refused("没有启用的政策规定“{kind}”怎么办理,请先在 shouhou.toml 启用一个",
                          kind=Label(registry.workflows[kind].title))
        return self.place.rulebook(work, registry.name)

    def _opened(self, work: UnitOfWork, book: Rulebook, request: Request, at: datetime, *,
                strict: bool) -> tuple[dict[str, Any], InForce]:
        """The data of the opening event: checked answers, items, and what else is known."""
        workflow, local = book.registry.workflows[request.kind], at.astimezone(book.calendar.zone)
        also = self._also(work, book, request, local)
        everything = frozenset(book.registry.provisions)
        items = _load_items(request.items, local, partial=not strict)
        said = _of_customer(work, workflow.opens, request) | _given(_answers(request, book))
        draft = workflow.opens.load(said, at=local, asked=everything, partial=True)
        here = book.for_case(request.kind, [*also, draft, *items])
        form = draft.complete(here.asked, also) if strict else draft
        return {"kind": request.kind, "channel": request.channel, "title": request.title, "form": filed(form),
                "items": [{"position": position, "answers": item.dump(), "shown": item.shown(),
                           "also": self._said_of(book, request, position, local)}
                          for position, item in enumerate(items)],
                "also": [filed(each) for each in also]}, here

    def _also(self, work: UnitOfWork, book: Rulebook, request: Request, at: datetime) -> list[Form]:
        found: list[Form] = [_product(work.products.get(request.product_id), at)] if request.product_id else []
        for name, answers in (request.also or {}).items():
            form = self._form(book, name)
            asked = frozenset(book.registry.provisions)
            rows: Sequence[Answers] = [answers] if isinstance(answers, Mapping) else answers
            found += [form.load(each, at=at, asked=asked, partial=True) for each in rows]
        return found

    def _said_of(self, book: Rulebook, request: Request, position: int, at: datetime) -> list[dict[str, Any]]:
        """Forms already known of an item."""
        said = request.said_of_items[position] if position < len(request.said_of_items) else {}
        return [filed(self._form(book, name).load(answers, at=at, asked=frozenset(book.registry.provisions),
                                                  partial=True)) for name, answers in said.items()]

    @staticmethod
    def _form(book: Rulebook, name: str) -> type[Form]:
        form = book.registry.forms.get(name)
        if form is None:
            raise InvalidInput.field(name, "没有这个表单:{problem}", problem=unknown("form", name, book.registry.forms))
        return form

    def _row(self, work: UnitOfWork, actor: Actor, request: Request, here: InForce, book: Rulebook,
             opened: Mapping[str, Any], at: datetime) -> CaseRow:
        workflow: type[Workflow] = here.workflow
        year = at.astimezone(book.calendar.zone).year
        number = f"{workflow.number}-{year}-{work.numbers.next(workflow.number, year):05d}"
        customer = work.customers.living(request.customer_id) if request.customer_id else None
        return CaseRow(
            number=number, kind=request.kind, industry=book.registry.name, state=here.start.key, rulebook=book.number,
            policies=[policy.slug for policy in here.policies], customer_id=customer.id if customer else None,
            product_id=request.product_id, order_no=_order_no(here, opened, work, request),
            unit_id=actor.unit, assignee_id=request.assignee_id if request.assignee_id else actor.id,
            title=request.title or _title(workflow.opens, opened, work, request), opened_at=at,
            recorded_at=self.place.now(), imported=request.imported_from is not None)


def _of_customer(work: UnitOfWork, form: type[Form], request: Request) -> dict[str, object]:
    """The answers that a registered customer, and how they came, give beforehand."""
    asked = {name: field.prefill.name for name, field in form.fields.items()
             if field.prefill and field.prefill.form is Customer}
    known = {"channel": request.channel}
    if asked and request.customer_id is not None:
        row, phones = work.customers.with_phones(request.customer_id)
        known |= {"name": row.name, "phone": next(iter(phones), ""), "address": row.address}
    return {name: known[said] for name, said in asked.items() if known.get(said)}


def _given(answers: Answers) -> dict[str, object]:
    """Answers that say something."""
    return {name: said for name, said in answers.items() if said not in ("", None)}


def _answers(request: Request, book: Rulebook) -> Answers:
    said = request.answers
    return said(book.for_case(request.kind)) if callable(said) else said


def _load_items(items: Sequence[Answers], at: datetime, *, partial: bool) -> list[Item]:
    """The items, each field of a wrong one named with the item's place."""
    loaded, problems = [], dict[str, Sequence[Reason]]()
    for position, answers in enumerate(items):
        try:
            loaded.append(Item.load(answers, at=at, partial=partial))
        except InvalidInput as error:
            problems |= {f"items.{position}.{name}": said for name, said in error.errors.items()}
    if problems:
        raise InvalidInput(problems, form="Item")
    return loaded


def _product(row: ProductRow, at: datetime | None = None) -> Product:
    """A registered product as a record rules can read."""
    known: dict[str, object] = {name: said for name in Product.fields if (said := getattr(row, name)) not in ("", None)}
    if "price" in known:
        known["price"] = Decimal(str(known["price"]))
    if at is not None and isinstance(delivered := known.get("delivered_at"), datetime):
        known["delivered_at"] = delivered.astimezone(at.tzinfo)
    return Product(**({"filed_at": at} if at else {}), **known)  # type: ignore[arg-type]


def _order_no(here: InForce, opened: Mapping[str, Any], work: UnitOfWork, request: Request) -> str:
    """The order number: the answer to the question that a product's order number would fill, else the product's."""
    answers = opened["form"]["answers"]
    for name, asked in here.workflow.opens.fields.items():
        if asked.prefill is Product.fields["order_no"] and answers.get(name):
            return str(answers[name])
    return work.products.get(request.product_id).order_no if request.product_id else ""


def _title(opens: type[Form], opened: Mapping[str, Any], work: UnitOfWork, request: Request) -> str:
    """What the case is about, in the customer's words: the goods, or the name or model that was asked for."""
    if opened["items"]:
        return "、".join(str(each["answers"].get("product", "")) for each in opened["items"][:3])
    if request.product_id:
        return work.products.get(request.product_id).name
    answers = opened["form"]["answers"]
    return next((str(answers[name]) for name, asked in opens.fields.items()
                 if any(asked.prefill is each for each in _GOODS) and answers.get(name)), "")
