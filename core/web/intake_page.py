"""What the intake page is showing and what has been typed into it so far, one and the same on every way through it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from werkzeug.datastructures import MultiDict

from core.domain.flow import END
from core.domain.forms import Item, Product
from core.domain.judging import Offer
from core.domain.reasons import Reason
from core.domain.rules import Decision
from core.importing.columns import Register
from core.services.customers import Known
from core.services.intake import NewCustomer
from core.services.opening import Request
from core.store.tables import CaseRow, ProductRow
from core.web import questions
from core.web.acting import typed_moment, whole
from core.web.wording import Wording

OPENING = "f."
"""Begins the names of the opening form's fields, so that they never meet the page's own."""

NEW, NONE = "new", ""
MOST_ITEMS = 30
ITEM_FIELDS = ("product", "model", "kind", "quantity", "price")
PRODUCT_FIELDS = ("name", "model", "category", "brand", "order_no", "purchased_on", "delivered_at", "price",
                  "payment_method", "serial")


@dataclass(frozen=True)
class Typed:
    """What the page sent."""

    form: Mapping[str, str]
    kind: str
    customer: int | None
    product: str
    rows: int

    @classmethod
    def read(cls, said: MultiDict[str, str], kinds: Sequence[str], found: Sequence[Known]) -> "Typed":
        """`found` are the customers that the telephone number brought up; one alone is taken at once."""
        ids = {each.customer.row.id for each in found}
        chosen = said.get("customer", "")
        customer = number if (number := whole(chosen)) in ids else None
        if customer is None and chosen != NEW and len(found) == 1:
            customer = found[0].customer.row.id
        product = said.get("product", NONE)
        own = {row.id for each in found if each.customer.row.id == customer for row in each.products}
        if product != NEW and whole(product) not in own:
            product = NONE
        rows = said.get("rows", "1")
        return cls(said, said.get("kind", "") if said.get("kind") in kinds else "", customer, product,
                   min(max(whole(rows) or 1, 1), MOST_ITEMS))

    def get(self, name: str, otherwise: str = "") -> str:
        return str(self.form.get(name, otherwise)).strip()

    @property
    def product_id(self) -> int | None:
        return whole(self.product)

    @property
    def new_product(self) -> dict[str, object] | None:
        """The product somebody registers now."""
        if self.product != NEW:
            return None
        return questions.read(product_form(), self.form, prefix="product.")

    @property
    def new_customer(self) -> NewCustomer | None:
        """The customer somebody registers now; nobody where the page names none."""
        if self.customer is not None or not (self.get("phone") or self.get("customer.name")):
            return None
        return NewCustomer(self.get("customer.name"), [self.get("phone")] if self.get("phone") else [],
                           self.get("customer.address"))

    def items(self, product: ProductRow | None) -> list[dict[str, object]]:
        """The goods this is about; rows left empty are none."""
        found = []
        for row in range(self.rows):
            said = questions.read(item_form(), self.form, prefix=f"items.{row}.")
            if row == 0 and product and "product" not in said:
                said = {**item_of(product), **said}
            elif row == 0 and self.product == NEW and "product" not in said and self.get("product.name"):
                said = {"product": self.get("product.name"), **said}
            if "product" in said or len(said) > 1:
                found.append({"quantity": "1"} | said)
        return found

    def request(self, described: questions.Described | None, product: ProductRow | None, *,
                preview: bool = False) -> Request:
        """What a case would be opened with; without `described` the answers are read once it is known what is
        asked. Raises `InvalidInput` for a moment that cannot be read."""
        read = partial(questions.read, typed=self.form, prefix=OPENING)
        also = {"Product": self.new_product} if preview and self.new_product else None
        return Request(
            self.kind, read(described) if described else lambda here: read(
                questions.but_of_customer(here.workflow.opens.describe(here.asked))),
            self.items(product),
            customer_id=self.customer, product_id=self.product_id, title=self.get("title")[:200],
            channel=self.get("channel"), at=typed_moment("at"), also=also)


@cache
def product_form() -> dict[str, Any]:
    """The questions about a product, in the order in which one asks them."""
    described = Product.describe()
    known = {each["name"]: each for each in described["fields"]}  # type: ignore[attr-defined]
    return {**described, "fields": [known[name] for name in PRODUCT_FIELDS]}


@cache
def item_form() -> dict[str, Any]:
    described = Item.describe()
    known = {each["name"]: each for each in described["fields"]}  # type: ignore[attr-defined]
    return {**described, "fields": [known[name] for name in ITEM_FIELDS]}


def item_of(product: ProductRow) -> dict[str, object]:
    """A registered product as a line of goods."""
    known = {"product": product.name, "model": product.model, "kind": product.category,
             "price": str(product.price) if product.price is not None else ""}
    return {name: said for name, said in known.items() if said}


def own_errors(errors: Mapping[str, Sequence[Reason]], described: questions.Described) -> dict[str, Sequence[Reason]]:
    """Wrong fields by the names they have on the page."""
    fields = {each["name"] for each in described["fields"]}
    return {(OPENING + name if name in fields else name): said for name, said in errors.items()}


def likely_kinds(said: str, registers: Mapping[str, Register], kinds: Iterable[str]) -> list[str]:
    """The kinds that the customer's own words speak of, by the words shops use in their registers, likeliest first."""
    heard: dict[str, int] = {}
    for register in registers.values():
        column = next((each for each in register.columns if each.key == register.kind_by), None)
        for words in (column.words, column.doubtful_words) if column else ():
            for option, spellings in words.items():
                kind = register.kinds.get(option, "")
                length = max((len(each) for each in spellings if each and each in said), default=0)
                heard[kind] = max(heard.get(kind, 0), length)
    return sorted((kind for kind in kinds if heard.get(kind)), key=lambda kind: -heard[kind])


def open_cases(found: Sequence[Known], customer: int | None) -> list[CaseRow]:
    """The cases of this customer that are still open: perhaps the same matter."""
    return [row for each in found if each.customer.row.id == customer for row in each.cases if row.closed_at is None]


def prefilled_typed(form: Mapping[str, str], proposed: Mapping[str, object], described: questions.Described,
                    shown_before: str, shows_now: str) -> dict[str, str]:
    """What was typed, less answers that came from another product and nobody touched."""
    kept = dict(form)
    if shown_before != shows_now:
        for each in described["fields"]:
            if each.get("prefill") and each["name"] in proposed:
                kept.pop(OPENING + each["name"], None)
    return kept


def asked_now(described: questions.Described) -> list[str]:
    """The questions that this page can answer, in order."""
    return [each["key"] for each in described["fields"]]


def summary(say: Wording, decisions: Sequence[Decision], askable: Collection[str],
            offers: Sequence[Offer]) -> tuple[str, str]:
    """What the policy says so far in a line, with the icon's word. What only later steps ask, or refuse, does not
    count: the first step that leads on is what the customer asks for."""
    onward = next((each for each in offers if not each.ahead and each.step.target is not each.step.source
                   and each.step.target is not END), None)
    outcomes = [each.outcome for each in (onward.decisions if onward else decisions)]
    missing = {each.missing for each in decisions if each.outcome == "needs" and each.missing in askable}
    if "deny" in outcomes:
        return "deny", say("按现有内容不能办理")
    if missing:
        return "needs", say("还缺 {n} 项才能判定", n=len(missing))
    if "refer" in outcomes:
        return "refer", say("可以建案,有 {n} 项要批准", n=outcomes.count("refer"))
    return "allow", say("可以办理")
