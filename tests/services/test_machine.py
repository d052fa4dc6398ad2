"""Two people work returns as they please, rightly and wrongly; what must hold then always holds."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.app import Desk
from core.config import Adopted, Config
from core.domain.errors import DeskError, Forbidden, Refused
from core.domain.fields import Field
from core.domain.flow import Step
from core.domain.forms import Form, Item
from core.domain.people import DUTIES, MANAGER, SERVICE, Actor
from core.services.arranging import Arranging
from core.services.audit import Audit
from core.services.opening import Opening, Request
from core.services.records import Receipt
from core.services.steps import Steps
from core.services.views import CaseView, Views
from core.services.workplace import Workplace
from core.store import Store
from core.store.tables import UserRow
from tests.services.shop import ZONE, HandClock, dump

RETURN = "furniture.return"
CHAIRS = ({"product": "餐椅", "price": "1600"}, {"product": "餐桌", "price": "1600"})
APPLIED: Mapping[str, object] = {
    "reason": "mind", "explanation": "颜色不配", "order_no": "D1", "bought_on": "2025-03-03", "used": False,
    "opened": False, "damaged": False, "packaging_complete": True, "proof": "invoice", "proof_no": "0381"}
GOOD: Mapping[str, Mapping[str, object]] = {
    "Consent": {"rules_told": True, "rules_accepted": True, "told_by": "phone"},
    "Refusal": {"why": "不符合条件", "told_by": "phone"},
    "OrderCheck": {"found": True, "buyer_matches": True, "item_on_order": True, "price_paid": "3200.00",
                   "payment_method": "wechat_pay"},
    "OrderMismatch": {"discrepancy": "not_found", "told_by": "phone"},
    "Posting": {"carrier": "德邦", "tracking_no": "DP1", "freight": "180.00", "freight_paid_by": "customer"},
    "Arrival": {"form_enclosed": True, "proof_enclosed": True},
    "Papers": {"form_enclosed": True, "proof_enclosed": True},
    "Inspection": {"as_ordered": True, "used": False, "opened": False, "damaged": False, "packaging_complete": True,
                   "traces_of_use": False, "cause": "none"},
    "Refund": {"amount": "3200.00", "method": "wechat_pay", "reference": "WX1"},
    "SendBack": {"carrier": "德邦", "tracking_no": "DP2"}}
TODAY: Mapping[str, tuple[str, ...]] = {"Posting": ("dispatched_on",), "Refund": ("paid_on",), "SendBack": ("sent_on",)}


@cache
def installed() -> Desk:
    return Desk(Config(plugins=("furniture",), policies=(Adopted("furniture/return-exchange"),)))


@cache
def steps() -> tuple[Step, ...]:
    workflow = installed().installed.industries["furniture"].workflows[RETURN]
    return tuple(step for stage in workflow.stages for step in stage.steps)


def some_answer(field: Field, now: HandClock) -> st.SearchStrategy[object]:
    """An answer that may or may not fit."""
    today = now().astimezone(ZONE)
    usual: dict[str, list[object]] = {
        "yes_no": [True, False], "money": ["0", "180.00", "3200.00", "3200.01", "-1"], "text": ["文字", " "],
        "number": [1, -1], "day": [today.date().isoformat(), "2025-03-03", "2099-01-01"],
        "moment": [today.isoformat(), "2025-03-04 10:00", "2099-01-01 00:00"],
        "choice": [each.name for each in field.options or ()]}
    return st.sampled_from([*usual[field.kind], "胡话", None])


class Returns(RuleBasedStateMachine):
    """A clerk and a manager at one desk."""

    @initialize()
    def begin(self) -> None:
        self.clock = HandClock()
        self.store = Store.create_for_trial(self.clock)
        desk = installed()
        self.place = Workplace(Config(data=Path("nowhere")), self.store, desk.installed.industries,
                               desk.installed.policies, desk.adopted, now=self.clock)
        with self.store.unit_of_work() as work:
            rows = [work.users.add(UserRow(login=login, name=login)) for login in ("clerk", "manager")]
            work.commit()
        kernel = {each.key: each for each in DUTIES}
        self.people = [self.person(rows[0], (SERVICE.key, "logistics", "quality"), kernel),
                       self.person(rows[1], (MANAGER.key, SERVICE.key, "finance"), kernel)]
        self.versions: dict[str, int] = {}
        self.touched: set[str] = set()

    @staticmethod
    def person(row: UserRow, duties: tuple[str, ...], kernel: Mapping[str, Any]) -> Actor:
        return Actor(row.id, row.login, row.name, frozenset(duties), frozenset(
            permission.key for duty in duties for permission in kernel[duty].permissions))

    def see(self, number: str) -> CaseView:
        return Views(self.place).case(self.people[0], number)

    def done(self, receipt: Receipt, before: int) -> None:
        assert receipt.version == before + 1
        self.versions[receipt.number] = receipt.version
        self.touched.add(receipt.number)

    @rule(late=st.booleans(), used=st.booleans())
    @precondition(lambda self: len(self.versions) < 3)
    def open(self, late: bool, used: bool) -> None:
        answers = {**APPLIED, "used": used, "bought_on": "2025-01-03" if late else "2025-03-03"}
        receipt = Opening(self.place).open(self.people[0], Request(RETURN, answers, CHAIRS))
        self.done(receipt, 0)

    def attempt(self, who: Actor, number: str, step: Step, answers: object) -> None:
        """Take a step. Only one that was offered and open, to somebody with its duty, goes through; any other
        leaves everything as it was."""
        view, before = self.see(number), dump(self.store)
        offer = next((each for each in view.offers if each.step is step and not each.ahead), None)
        try:
            receipt = Steps(self.place).take(who, number, step.key, answers, version=self.versions[number])
        except DeskError as error:
            assert str(error.reason)
            assert dump(self.store) == before
            return
        assert offer and offer.open and who.has_duty(step.by), (step.key, offer)
        self.done(receipt, self.versions[number])

    @rule(data=st.data(), who=st.sampled_from([0, 1]))
    @precondition(lambda self: bool(self.versions))
    def any_step_with_any_answers(self, data: st.DataObject, who: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.versions)))
        step = data.draw(st.sampled_from(steps()), label="step")
        self.attempt(self.people[who], number, step, self.anything(data, step.form) if step.form else None)

    def anything(self, data: st.DataObject, form: type[Form]) -> object:
        def one() -> dict[str, object]:
            return {name: data.draw(some_answer(field, self.clock), label=name) for name, field in form.fields.items()}
        return [one() for _ in range(data.draw(st.sampled_from([2, 2, 1])))] if form.per is Item else one()

    @rule(data=st.data())
    @precondition(lambda self: bool(self.versions))
    def a_step_that_is_offered(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.versions)))
        offers = [each for each in self.see(number).offers if each.open]
        assume(offers)
        self.go_on(number, data.draw(st.sampled_from(offers), label="offer").step)

    def go_on(self, number: str, step: Step) -> None:
        """Take a step with good answers."""
        who = next(each for each in self.people if each.has_duty(step.by))
        answers: dict[str, object] | None = None
        if step.form:
            name, now = step.form.__name__, self.clock().astimezone(ZONE)
            answers = {**GOOD[name], **dict.fromkeys(TODAY.get(name, ()), now.date().isoformat())}
            if name == "Arrival":
                answers["arrived_at"] = now.isoformat()
        self.attempt(who, number, step, answers)

    @rule(data=st.data(), who=st.sampled_from([0, 1]))
    @precondition(lambda self: bool(self.versions))
    def let_a_refusal_pass(self, data: st.DataObject, who: int) -> None:
        """Nobody approves their own; what one asks the other answers."""
        number = data.draw(st.sampled_from(sorted(self.versions)))
        refusals = [each for offer in self.see(number).offers for each in offer.refusals if not offer.ahead]
        assume(refusals)
        refusal, before = data.draw(st.sampled_from(refusals)), dump(self.store)
        try:
            self.done(Steps(self.place).override(self.people[who], number, rule=refusal.rule, item=refusal.item,
                                                 reason="老客户"), self.versions[number])
        except DeskError:
            assert dump(self.store) == before
        for asked in self.see(number).asked:
            with pytest.raises(Forbidden):
                Steps(self.place).answer(self.people[0], number, asked.fingerprint, grant=True)
            if asked.asked_by_id != self.people[1].id:
                self.done(Steps(self.place).answer(self.people[1], number, asked.fingerprint, grant=data.draw(
                    st.booleans()), reason="看过"), self.versions[number])

    @rule(data=st.data())
    @precondition(lambda self: bool(self.versions))
    def reopen(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.versions)))
        view = self.see(number)
        try:
            receipt = Arranging(self.place).reopen(self.people[1], number, "再看看")
        except Refused:
            assert view.case.open or view.case.outcome == "refunded"
            return
        assert not view.case.open and view.case.outcome != "refunded"
        self.done(receipt, self.versions[number])

    @rule(hours=st.sampled_from([1, 30, 200]))
    def time_passes(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @invariant()
    def what_changed_is_whole(self) -> None:
        """The row mirrors the case that its events make, and their chain holds."""
        for number in getattr(self, "touched", ()):
            view = self.see(number)
            row, case = view.row, view.case
            assert (row.version, row.state) == (self.versions[number], case.state.key if case.state else "")
            assert (row.outcome, row.closed_at) == (case.outcome, case.ended_at)
            assert row.suggested_step in {"", *(each.key for each in view.offers)}
            assert Audit(self.place).verify(self.people[1], number).holds
            self.the_same_order_is_refunded_once()
        self.touched = set()

    def the_same_order_is_refunded_once(self) -> None:
        """Unless a manager has let exactly that refusal pass."""
        paid = [view for number in self.versions if (view := self.see(number)).case.outcome == "refunded"]
        knowingly = [view for view in paid if any(
            each["rule"] == "not_refunded_already" and each.get("overruled")
            for event in view.events if event.kind == "step" for each in event.data["decisions"])]
        assert len(paid) - len(knowingly) <= 1

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.dispose()


def test_good_answers_lead_to_a_refund_and_no_further() -> None:
    """The machine's own answers fit the forms, so that it comes to the end now and then."""
    machine = Returns()
    machine.begin()
    machine.open(late=False, used=False)
    for key in ("apply.accept", "verify_order.authorise", "post_in.post", "post_in.receive", "inspect_goods.inspect",
                "inspect_goods.passed", "pay_back.pay"):
        machine.go_on("TH-2025-00001", next(each for each in steps() if each.key == key))
    assert machine.see("TH-2025-00001").case.outcome == "refunded" and machine.versions == {"TH-2025-00001": 8}
    machine.open(late=False, used=False)
    accept = machine.see("TH-2025-00002").offer("apply.accept")
    assert accept and accept.refusals[0].rule == "not_refunded_already"
    machine.what_changed_is_whole()
    machine.teardown()


class ReturnsAtLength(Returns):
    """The same for longer."""


QUICK = settings(max_examples=8, stateful_step_count=20, deadline=None, database=None,
                 suppress_health_check=list(HealthCheck))
TestReturns = Returns.TestCase
TestReturns.settings = QUICK
TestReturnsAtLength = pytest.mark.slow(ReturnsAtLength.TestCase)
TestReturnsAtLength.settings = settings(QUICK, max_examples=150, stateful_step_count=40)
