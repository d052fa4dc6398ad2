"""A case of a lamp factory played through the real services on a store that is thrown away."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from core.app import Desk
from core.config import Adopted, Config
from core.domain.clocks import Clock
from core.domain.judging import Offer
from core.domain.rules import Charge, Decision
from core.trials import Refusal, Trial
from tests.services.shop import at

POLICY = "lighting/factory-mail-in"
REQUEST, CONSULTATION, REPAIR, EMERGENCY, RETURN, COMPLAINT = (
    f"lighting.{each}" for each in ("request", "consultation", "repair", "emergency", "return", "complaint"))
Answers = Mapping[str, object]
ADDRESS: Answers = {"parcels.return_address": "广东省中山市古镇镇灯饰路 8 号"}
WHO: Answers = {"channel": "phone", "contact_name": "张女士", "contact_phone": "13800000000", "model": "XD-200"}
BROKEN: Answers = {**WHO, "description": "装上第二天就不亮", "fault": "dead", "bought_on": "2025-03-03",
                   "proof": "invoice"}
FAULTY: Answers = {**WHO, "description": "装上第二天就不亮", "bought_on": "2025-03-03", "proof": "invoice",
                   "ground": "quality", "wish": "refund", "normal_use": True}
UNFIT: Answers = {**WHO, "description": "颜色和家里不配", "bought_on": "2025-03-03", "proof": "invoice",
                  "ground": "unsuitable", "unsuitable": "colour", "wish": "refund", "packaging_intact": True,
                  "accessories_complete": True}
ASKED: Answers = {**WHO, "description": "遥控器怎么配对", "topic": "usage"}
APPROVED: Answers = {"price": "120.00", "paid_by": "wechat_pay", "conditions_met": True}
SELF: Answers = {"mode": "self_ship", "told_by": "phone"}
POSTED: Answers = {"carrier": "顺丰", "waybill": "SF1234567890", "freight": "18.00", "freight_paid_by": "customer"}
INTACT: Answers = {"condition": "intact"}
MAIL_IN: Answers = {"suspected": "驱动电源", "plan": "寄回换驱动", "told_by": "phone"}
FOUND: Answers = {"human_damage": False, "cause": "driver", "plan": "换驱动电源", "expected_on": "2025-04-10",
                  "advised": "repair"}
TOLD: Answers = {"plan_told": True, "time_told": "2025-04-10", "told_by": "phone"}
MENDED: Answers = {"parts": "28.00", "labour": "30.00", "result": "repaired", "work_done": "换驱动电源"}
SENT: Answers = {"carrier_out": "顺丰", "waybill_out": "SF99", "freight_out": "20.00",
                 "freight_out_paid_by": "company", "customer_told": True}
SOLVED: Answers = {"channel": "phone", "solved": True}
FINE: Answers = {"human_damage": False, "fault_confirmed": True}
COMPLETE: Answers = {"human_damage": False, "packaging_found": True, "accessories_found": True}


@cache
def desk() -> Desk:
    """A desk without people or cases; trials bring their own store."""
    return Desk(Config(business="灯具厂", data=Path("/nowhere"), plugins=("lighting",), policies=(Adopted(POLICY),)))


class Story:
    """What happens to one case. Days are written `03-18 09:00`, of 2025."""

    def __init__(self, kind: str, answers: Answers, day: str = "03-18 09:00", facts: Answers | None = None,
                 **values: object) -> None:
        self.kind, self.facts = kind, {desk().trials.industry_of(kind).workflows[kind].opens.__name__: dict(answers),
                                       **(facts or {})}
        self.values: dict[str, object] = {**ADDRESS, **{key.replace("__", "."): said for key, said in values.items()}}
        self.events: list[dict[str, object]] = [{"at": _day(day), "step": "opened"}]
        self.day = day
        self._trial: Trial | None = None

    def take(self, step: str, form: object = None, day: str = "", **more: object) -> Self:
        """Let something happen, at the time of what went before if none is said."""
        self.day, self._trial = day or self.day, None
        self.events.append({"at": _day(self.day), "step": step, "form": form or {}, **more})
        return self

    def attach(self, purpose: str) -> Self:
        return self.take("attach", {"purpose": purpose})

    def by(self, day: str) -> Self:
        """Look at it later."""
        self.day, self._trial = day, None
        return self

    @property
    def trial(self) -> Trial:
        if self._trial is None:
            given = {"facts": self.facts, "events": self.events}
            self._trial = desk().trials.run(self.kind, (POLICY,), _day(self.day), given, self.values)
        return self._trial

    @property
    def state(self) -> str:
        """Where the case stands, once nothing has been refused on the way."""
        assert not self.trial.refused, [(each.step, str(each.reason), each.errors) for each in self.trial.refused]
        return self.trial.view.row.state or self.trial.view.row.outcome

    @property
    def refusal(self) -> Refusal:
        """The one thing that was refused."""
        (found,) = self.trial.refused
        return found

    @property
    def reasons(self) -> list[str]:
        """Why it was refused."""
        said = dict.fromkeys(str(each.reason) for each in self.refusal.decisions if not each.allows)
        return [*said] or [str(self.refusal.reason)]

    def offers(self) -> dict[str, str]:
        """The steps from here and how they stand."""
        return {each.key: each.outcome for each in self.trial.view.offers if not each.ahead}

    def offer(self, step: str) -> Offer:
        return next(each for each in self.trial.view.offers if each.key == step)

    def open(self) -> set[str]:
        """The steps that may be taken."""
        return {key for key, outcome in self.offers().items() if outcome in ("allow", "ask")}

    def decision(self, rule: str) -> Decision:
        return next(each for each in self.trial.view.decisions if each.rule == rule)

    def charge(self, name: str) -> Charge:
        return next(each for each in self.trial.view.charges if each.charge == name)

    def clock(self, name: str) -> Clock | None:
        return next((each for each in self.trial.view.clocks if each.target == name), None)

    def papers(self) -> set[str]:
        from core.domain import judging

        return {each.key for each in judging.papers(self.trial.view.case)}

    @property
    def linked(self) -> list[str]:
        """What begins the numbers of the cases this one is linked with."""
        return [each.number.partition("-")[0] for _, each in self.trial.view.links]

    @property
    def outcome(self) -> str:
        return self.trial.view.row.outcome


def _day(words: str) -> datetime:
    return at(words if words.startswith("20") else f"2025-{words}")


def approved(answers: Answers = FAULTY, day: str = "03-18 09:00", **values: Any) -> Story:
    return Story(RETURN, answers, day, **values).attach("proof").take("review.approve", APPROVED)


def returned(answers: Answers = FAULTY, day: str = "03-10 09:00", **values: Any) -> Story:
    """A lamp that has come back to be looked at."""
    return (approved(answers, day, **values).take("inbound.arrange", SELF).take("inbound.post", POSTED)
            .take("inbound.receive", INTACT, "03-14 10:00"))


def registered(answers: Answers = BROKEN, day: str = "03-31 09:00", kind: str = REPAIR, **values: Any) -> Story:
    return Story(kind, answers, day, **values)


def arrived(answers: Answers = BROKEN, day: str = "03-31 09:00", **values: Any) -> Story:
    """A lamp that has come to be mended."""
    return (registered(answers, day, **values).take("triage.mail_in", MAIL_IN, "03-31 10:00")
            .take("inbound.arrange", SELF).take("inbound.post", POSTED, "04-01 10:00")
            .take("inbound.receive", INTACT, "04-03 10:00"))


def diagnosed(answers: Answers = BROKEN, found: Answers | None = None, **values: Any) -> Story:
    """A lamp whose fault and date the customer knows."""
    said = {**FOUND, **(found or {})}
    return arrived(answers, **values).take("bench.diagnose", said, "04-03 11:00").take(
        "bench.tell_plan", {**TOLD, "time_told": said["expected_on"]})


OLD: Answers = {**BROKEN, "bought_on": "2024-03-03"}
"""Bought more than a year before."""


def quoted(parts: str = "28.00", labour: str = "30.00", **values: Any) -> Story:
    """A lamp out of warranty with a quote that nobody has answered yet."""
    return diagnosed(OLD, **values).take("bench.go_on").take(
        "quote.offer", {"parts": parts, "labour": labour}, "04-04 09:00")


def agreed(**values: Any) -> Story:
    return quoted(**values).take("quote.agree", {"channel": "phone", "amount": "58.00", "said_by": "张女士"},
                                 "04-04 15:00")
