"""A case played through the pure domain: events in, what the desk then says out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from core.calendar_seed import china
from core.domain import judging
from core.domain.cases import Case, filed
from core.domain.clocks import Clock, clocks
from core.domain.errors import Refused
from core.domain.events import Event
from core.domain.forms import Form, History, Item
from core.domain.judging import Offer
from core.domain.policies import PolicyFile, load_folder
from core.domain.registry import Registry
from core.domain.rulebook import Rulebook
from core.domain.rules import Charge, Decision
from plugins.furniture import furniture

REGISTRY = Registry(furniture)
POLICIES, BROKEN = load_folder(Path(furniture.folder) / "policies", "furniture")
FRE, FFS = POLICIES["furniture/return-exchange"], POLICIES["furniture/five-stage-complaint"]
CALENDAR = china((2024, 2025))
RETURN, EXCHANGE = "furniture.return", "furniture.exchange"
Answers = Mapping[str, object]
TWO: Sequence[Answers] = ({"product": "餐椅", "price": "800", "quantity": 2}, {"product": "餐桌", "price": "1600"})
GOOD: Answers = {
    "reason": "mind", "explanation": "颜色与家里不配", "order_no": "D250926-17", "bought_on": "2025-09-26",
    "used": False, "opened": False, "damaged": False, "packaging_complete": True, "proof": "invoice",
    "proof_no": "0381"}
TOLD: Answers = {"rules_told": True, "rules_accepted": True, "told_by": "phone"}
CHECKED: Answers = {"found": True, "buyer_matches": True, "item_on_order": True, "price_paid": "3200.00",
                    "payment_method": "wechat_pay"}
POSTED: Answers = {"carrier": "德邦", "tracking_no": "DP100", "dispatched_on": "2025-09-30", "freight": "180.00",
                   "freight_paid_by": "customer"}
ARRIVED: Answers = {"arrived_at": "2025-10-09 09:00", "form_enclosed": True, "proof_enclosed": True}
FINE: Answers = {"as_ordered": True, "used": False, "opened": False, "damaged": False, "packaging_complete": True,
                 "traces_of_use": False, "cause": "none"}
PAID: Answers = {"amount": "3200.00", "method": "wechat_pay", "paid_on": "2025-10-09", "reference": "WX20251009"}
SHIPPED: Answers = {"carrier": "顺丰", "tracking_no": "SF123", "shipped_on": "2025-10-10", "freight": "150.00"}


def at(words: str) -> datetime:
    """A moment in the business's zone."""
    return datetime.fromisoformat(words).replace(tzinfo=CALENDAR.zone)


class Story:
    """One case, from the first contact on. A `day` is `2025-09-29 10:00` in the business's zone."""

    def __init__(self, answers: Answers, *policies: PolicyFile, day: str = "2025-09-29 10:00", kind: str = RETURN,
                 items: Sequence[Answers] = TWO, values: Answers | None = None, also: Sequence[Form] = (),
                 refunded: bool = False) -> None:
        book = Rulebook(REGISTRY, policies or (FRE,), values, CALENDAR)
        opens, self.now = REGISTRY.workflows[kind].opens, at(day)
        form = opens.load(answers, at=self.now, asked=frozenset(REGISTRY.provisions), partial=True)
        said = {"form": filed(form), "also": [filed(each) for each in also], "items": [
            {"position": place, "answers": Item.load(each, at=self.now).dump()} for place, each in enumerate(items)]}
        self.case = Case.fold(book, kind, [self._event("opened", said)])
        self.case.history = History(refunded=refunded, exchanged=False, open_cases=0)

    def _event(self, kind: str, data: Mapping[str, Any]) -> Event:
        return Event(kind, self.now, self.now, 1, "某人", data)

    def take(self, step: str, answers: object = None, day: str = "") -> Self:
        """Take a step; raises `Refused` as the desk would."""
        self.now = at(day) if day else self.now
        taking = judging.take(self.case, step, self.now, answers)
        self.case.apply(self._event("step", {
            "step": taking.step.key, "to": taking.to.key if taking.to else "", "form": taking.form,
            "outcome": taking.step.then.key if taking.step.then else ""}))
        return self

    def overrule(self, step: str, rule: str, answers: object = None) -> Self:
        """Let a refusal pass, with a reason."""
        refusal = next(each for each in self.refusals(step, answers) if each.rule == rule)
        self.case.apply(self._event("override_granted", {"fingerprint": refusal.fingerprint, "reason": "特殊情况"}))
        return self

    def refusals(self, step: str, answers: object = None) -> Sequence[Decision]:
        """What stands against a step, taken with these answers."""
        try:
            judging.take(self.case, step, self.now, answers)
        except Refused as refused:
            return refused.decisions
        return ()

    def attach(self, purpose: str) -> Self:
        self.case.apply(self._event("attached", {"purpose": purpose}))
        return self

    def offer(self, step: str) -> Offer:
        return next(each for each in judging.offers(self.case) if step in (each.key, each.step.name))

    def offers(self) -> dict[str, str]:
        """The steps from here and how they stand."""
        return {each.key: each.outcome for each in judging.offers(self.case) if not each.ahead}

    def decision(self, rule: str) -> Decision:
        return self.decisions(rule)[0]

    def decisions(self, rule: str) -> list[Decision]:
        return [each for each in judging.judge_all(self.case) if each.rule == rule]

    def charge(self, name: str) -> Charge:
        return next(each for each in judging.charges(self.case) if each.charge == name)

    def clock(self, name: str, day: str = "") -> Clock | None:
        now = at(day) if day else self.now
        return next((each for each in clocks(self.case, now) if each.target == name), None)

    @property
    def state(self) -> str:
        return self.case.state.key if self.case.state else ""


def said(story: Story, step: str, answers: object = None) -> list[str]:
    """The reasons against a step."""
    return [str(each.reason) for each in story.refusals(step, answers)]


def accepted(**more: Any) -> Story:
    return Story({**GOOD, **more.pop("answers", {})}, *more.pop("policies", ()), **more).take("apply.accept", TOLD)


def arrived(arrival: Answers = ARRIVED, posting: Answers = POSTED, **more: Any) -> Story:
    """A case whose goods have come."""
    return (accepted(**more).take("verify_order.authorise", CHECKED).take("post_in.post", posting, "2025-09-30 10:00")
            .take("post_in.receive", arrival, "2025-10-09 10:00"))


def inspected(*findings: Answers, **more: Any) -> Story:
    """A case whose two pieces have been looked at."""
    pieces = findings or (FINE, FINE)
    return arrived(**more).take("inspect_goods.inspect", list(pieces), "2025-10-09 11:00")


WANTED: Answers = {**GOOD, "wanted": "同款胡桃色"}
WINDOW: Answers = {"exchange.window": "7 working days"}


def exchange(**more: Any) -> dict[str, Any]:
    """What makes a story one of an exchange."""
    return {"kind": EXCHANGE, "answers": {**WANTED, **more.pop("answers", {})},
            "values": {**WINDOW, **more.pop("values", {})}, **more}
