"""Rules, charges, proposals and terms: plain functions whose answers explain themselves."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.domain.counting import Length
from core.domain.errors import DefinitionError
from core.domain.fields import Choice
from core.domain.forms import Form, History, Item, Product
from core.domain.people import COMPANY, CUSTOMER
from core.domain.promises import EvidenceShown
from core.domain.reasons import Label, Reason
from core.domain.rules import Charge, Citation, Decision, Overruling, Policy, allow, bill, charge, deny, rule
from core.domain.terms import (
    Blank,
    Term,
    amount,
    count,
    length,
    listing,
    option,
    party,
    percent,
    read,
    switch,
    words,
    written,
)
from tests.domain.played import at
from tests.kernel.bicycles.forms import RECEIPT, Fault, Look, Offer, Payment, Request
from tests.kernel.bicycles.rules import (
    Late,
    discount,
    falls_covered,
    few_enough,
    late,
    look_fee,
    look_payer,
    look_price,
    most_pieces,
    offer_of,
    price_matches,
    receipt_shown,
    warranty,
    warranty_runs,
)

TERMS: dict[Term[Any], object] = {warranty: "7 days", late: "deny", falls_covered: False}
MONDAY = date(2025, 3, 3)


def asked(day: str = "2025-03-05 10:00", **answers: object) -> Request:
    return Request(**{"filed_at": at(day), "bought_on": MONDAY, "fell": False, **answers})  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "outcome"), [("2025-03-10 23:59:59.999999", "allow"), ("2025-03-11 00:00", "deny")])
def test_the_last_day_counts_to_midnight(day: str, outcome: str) -> None:
    assert warranty_runs(asked(day), Policy.of(TERMS)).outcome == outcome


def test_reading_is_citing_and_what_is_not_read_is_not_cited() -> None:
    found = warranty_runs(asked("2025-03-12 10:00"), Policy.of(TERMS))
    assert {each.term: each.value for each in found.basis} == {
        "repair.falls": "false", "repair.warranty": "7 days", "repair.late": "deny"}
    assert str(found.reason) == "保修期已于 2025-03-10 届满" and found.reason.values == {"ends": date(2025, 3, 10)}
    covered = warranty_runs(asked(), Policy.of(TERMS))
    assert "repair.late" not in {each.term for each in covered.basis}
    assert (found.rule, found.title, found.money) == ("warranty_runs", "保修期", False)


def test_an_unknown_answer_ends_the_rule_with_its_name() -> None:
    unknown = Request(filed_at=at("2025-03-05 10:00"), bought_on=MONDAY)
    found = warranty_runs(unknown, Policy.of(TERMS))
    assert (found.outcome, found.missing, str(found.reason)) == ("needs", "Request.fell", "请先填写:摔过")


@pytest.mark.parametrize("terms", [{**TERMS, warranty: "?"}, {**TERMS, warranty: "unset"}, {
    key: value for key, value in TERMS.items() if key is not warranty}])
def test_a_blank_term_ends_the_rule_with_its_name(terms: dict[Term[Any], object]) -> None:
    found = warranty_runs(asked(), Policy.of(terms))
    assert (found.outcome, found.missing, str(found.reason)) == ("needs", "repair.warranty", "请先设定:保修期")
    assert found.basis[-1].term == "repair.warranty" and found.basis[-1].value == "?"


def test_a_rule_may_ask_whether_an_optional_term_is_set() -> None:
    pieces = (Item(product="前轮"), Item(product="后轮"))
    assert few_enough(pieces, Policy.of({most_pieces: 1})).outcome == "deny"
    assert few_enough(pieces, Policy.of({most_pieces: "unset"})).outcome == "allow"
    assert few_enough(pieces, Policy.of({most_pieces: "?"})).outcome == "needs"
    with pytest.raises(Blank):
        Policy.of({most_pieces: "?"}).has(most_pieces)


def test_a_table_is_looked_up_by_a_fact() -> None:
    by_fault = {"by": "Request.fault", "rows": [["brakes", "1 year"], ["*", "1 day"]]}
    table = Policy.of({**TERMS, warranty: by_fault})
    assert warranty_runs(asked("2025-09-01 10:00", fault=Fault.brakes), table).outcome == "allow"
    assert warranty_runs(asked("2025-09-01 10:00", fault=Fault.puncture), table).outcome == "deny"
    assert warranty_runs(asked(), table).missing == "Request.fault"
    bands = {"by": "Request.gears", "rows": [["..3", "1 day"], ["..21", "1 year"]]}
    banded = Policy.of({**TERMS, warranty: bands})
    assert [warranty_runs(asked("2025-09-01 10:00", gears=gears), banded).outcome for gears in (3, 4, 21, 22)] == [
        "deny", "allow", "allow", "needs"]


def test_a_rule_knows_the_terms_and_fields_that_its_helpers_read() -> None:
    assert set(warranty_runs.terms) == {falls_covered, warranty, late}
    assert warranty_runs.reads == {"Request.fell", "Request.bought_on"}
    assert few_enough.wants["items"].every_item and not warranty_runs.wants["asked"].every_item


def test_files_shown_are_a_fact() -> None:
    assert [receipt_shown(EvidenceShown({RECEIPT.key: found})).outcome for found in (0, 1)] == ["deny", "allow"]


@pytest.mark.parametrize(("paid", "outcome"), [("180.00", "allow"), ("180.01", "deny"), ("179.99", "refer")])
def test_a_rule_about_money_says_so(paid: str, outcome: str) -> None:
    found = price_matches(Offer(total=Decimal(180)), Payment(amount=Decimal(paid)))
    assert (found.outcome, found.money) == (outcome, True)


def test_a_charge_says_how_much_who_and_what_goes_back() -> None:
    policy = Policy.of({look_price: "20.00", look_payer: "company"})
    found = look_fee((Look(worn=True), Look(worn=False)), policy)
    assert (found.amount, found.payer, found.reimbursable) == (Decimal("20.00"), COMPANY, Decimal("20.00"))
    assert (found.owed_by(COMPANY), found.owed_by(CUSTOMER)) == (Decimal("20.00"), Decimal(0))
    assert str(found.reason) == "检查了 2 件,1 件磨损" and [each.term for each in found.basis] == [
        "look.price", "look.payer"]
    own = look_fee((Look(worn=True),), Policy.of({look_price: "20.00", look_payer: "customer"}))
    assert own.reimbursable == 0 and own.owed_by(CUSTOMER) == 20


def test_a_charge_without_its_facts_has_no_amount() -> None:
    for found in (look_fee((Look(),), Policy.of({look_price: "20", look_payer: "customer"})),
                  look_fee((Look(worn=True),), Policy.of({}))):
        assert (found.outcome, found.amount) == ("needs", None)
        assert found.reimbursable == found.owed_by(CUSTOMER) == 0


def test_a_proposal_is_made_of_what_is_known_or_not_at_all() -> None:
    policy = Policy.of({discount: "10 %"})
    made = offer_of(Product(price=Decimal("99.99")), policy)
    assert isinstance(made, Offer) and made.total == Decimal("89.99")
    assert offer_of(Product(), policy) is None and offer_of(Product(price=Decimal(1)), Policy.of({})) is None


def test_a_decision_is_stored_whole() -> None:
    found = warranty_runs(asked("2025-03-12 10:00"), Policy.of(TERMS))
    assert Decision.from_data(found.data()) == found
    noted = Decision("deny", Reason("{a}", {"a": Label("保修期")}), "r", "t", (Citation("X-01", "", "g"),), 1,
                     "f", True, Overruling("赵敏", "x", "promise", "林晓"))
    assert Decision.from_data(noted.data()) == noted and noted.allows


def test_a_fingerprint_holds_for_the_same_refusal_for_the_same_reason() -> None:
    one = warranty_runs(asked("2025-03-12 10:00"), Policy.of(TERMS))
    again = warranty_runs(asked("2025-03-19 10:00"), Policy.of(TERMS))
    other = warranty_runs(asked("2025-03-19 10:00", bought_on=date(2025, 3, 4)), Policy.of(TERMS))
    assert one.fingerprint == again.fingerprint != other.fingerprint


class Colour(Choice):
    """Paint."""

    red = "红"


@pytest.mark.parametrize(("term", "said", "value"), [
    (length("a", "a"), "48 hours", Length(48, "hour")), (length("a", "a"), "7个工作日", Length(7, "working day")),
    (amount("b", "b"), "12.50", Decimal("12.50")), (percent("c", "c"), "10 %", Decimal("0.1")),
    (percent("c", "c"), "10%", Decimal("0.1")), (count("d", "d"), 3, 3), (count("d", "d"), "3", 3),
    (switch("e", "e"), True, True), (switch("e", "e"), "false", False), (option("f", "f", Colour), "red", Colour.red),
    (listing("g", "g"), ["x"], ("x",)), (words("h", "h"), " 1 号仓 ", "1 号仓"),
    (party("i", "i"), "customer", CUSTOMER)])
def test_every_kind_of_term_reads_what_files_and_people_write(term: object, said: object, value: object) -> None:
    setting = read(term, said, "X-01")  # type: ignore[arg-type]
    assert (setting.value, setting.blank, setting.clause) == (value, "", "X-01")


@pytest.mark.parametrize(("term", "said"), [
    (switch("e", "e"), "yes"), (switch("e", "e"), 1), (count("d", "d"), "three"), (count("d", "d"), True),
    (count("d", "d"), 2.5), (amount("b", "b"), "many"), (amount("b", "b"), "NaN"), (option("f", "f", Colour), "blue"),
    (listing("g", "g"), "x"), (words("h", "h"), 5), (party("i", "i"), "neighbour"), (length("a", "a"), "soon"),
    (length("a", "a"), 5), (option("f", "f", Colour), ["red"])])
def test_values_of_another_kind_are_refused(term: object, said: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        read(term, said, "X-01")  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "said"), [
    (None, ""), (True, "true"), (Colour.red, "red"), (CUSTOMER, "customer"), (("a", "b"), "a, b"),
    (Decimal("1.5"), "1.5"),
    (Length(7, "working day"), "7 working days"), (Late.deny, "deny")])
def test_values_are_written_as_files_write_them(value: object, said: str) -> None:
    assert written(value) == said


def test_definitions_that_cannot_work_name_the_thing_and_the_cure() -> None:
    with pytest.raises(DefinitionError, match="guess: parameter 'what' needs a type"):
        @rule("x")
        def guess(what) -> Decision:  # type: ignore[no-untyped-def]
            """Nothing."""
            return allow("x")
    with pytest.raises(DefinitionError, match="returns_nothing must return a Decision; annotate it"):
        @rule("x")  # type: ignore[arg-type]
        def returns_nothing(asked: Request) -> None:
            """Nothing."""
    with pytest.raises(DefinitionError, match="fee must return a Charge"):
        @charge("x")  # type: ignore[arg-type]
        def fee(asked: Request) -> Decision:
            """The wrong thing."""
            return allow("x")
    with pytest.raises(DefinitionError, match=r"several: parameter 'seen' must be a class or tuple\[Form, ...\]"):
        @rule("x")
        def several(seen: list[Look]) -> Decision:
            """A list of what?"""
            return allow("x")
    with pytest.raises(DefinitionError, match="wants the values"):
        deny("{ends}")
    with pytest.raises(DefinitionError, match="wants the values"):
        allow("x", ends=MONDAY)


def test_facts_of_capabilities_are_found_by_type_too() -> None:
    @rule("x")
    def fresh(before: History, asked: Request) -> Decision:
        """Nothing of it refunded."""
        return deny("x") if before.refunded else allow("x")

    assert fresh(History(), asked()).outcome == "needs" and fresh.forms == (History, Request)
    assert isinstance(bill(Decimal(1), CUSTOMER, "x"), Charge) and issubclass(History, Form)


@pytest.mark.parametrize(("value", "shown"), [
    (datetime(2025, 3, 12, 23, 59, 59, 999999), "2025-03-12 24:00"), (datetime(2025, 3, 12, 9, 5), "2025-03-12 09:05"),
    (datetime(2025, 3, 12, 9, 5, 7), "2025-03-12 09:05:07"), (MONDAY, "2025-03-03"), (("甲", Label("乙")), "甲、乙"),
    (Reason("{a}!", {"a": 1}), "1!")])
def test_reasons_show_and_store_their_values(value: object, shown: str) -> None:
    reason = Reason("{it}", {"it": value})
    assert str(reason) == shown and str(Reason.from_data(reason.data())) == shown


def test_a_reason_is_said_in_another_language() -> None:
    english = {"{field}晚了": "{field} is late", "保修期": "Warranty"}
    reason = Reason("{field}晚了", {"field": Label("保修期")})
    assert reason.text(lambda said: english.get(said, said)) == "Warranty is late"
    assert Reason.from_data(reason.data()) == reason
    assert reason.text(None, lambda value: f"<{value}>") == "保修期晚了"
