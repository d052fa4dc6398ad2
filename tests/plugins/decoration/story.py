"""A case of a renovation company played through the real services on a store that is thrown away."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from core.app import Desk
from core.config import Adopted, Config
from core.domain.clocks import Clock
from core.domain.rules import Charge, Decision
from core.trials import Trial
from tests.services.shop import at

CONTRACT_POLICY, HOTLINE_POLICY = "decoration/warranty-contract", "decoration/hotline-three-day-answer"
CONTRACT, SERVICE, REDO, CLAIM, COMPLAINT, APPRAISAL = (
    f"decoration.{each}" for each in ("contract", "service", "redo", "claim", "complaint", "appraisal"))
Answers = Mapping[str, object]
TERMS: Answers = {
    "contract_no": "SH-2025-01", "a_sort": "natural", "a_name": "陈业主", "a_address": "云山路 8 号 1203",
    "a_contact": "13800001111", "b_name": "安居装饰", "b_representative": "刘经理", "b_address": "江边路 2 号",
    "b_contact": "0760-8888", "project": "云山路 8 号 1203 室", "completed_on": "2025-03-12", "respond_within": 24,
    "respond_unit": "hours", "fee": "800.00", "fee_items": "保养、清洁", "rate_a": "0.5", "rate_b": "0.5"}
SIGNED: Answers = {"signed_a": "陈业主", "signed_b": "刘经理", "signed_on": "2025-03-20"}
AGREED: Answers = {"contract": "SH-2025-01", "project": "云山路 8 号", "completed_on": "2025-03-12",
                   "respond_within": 24, "respond_unit": "hours", "fee": "800.00", "fee_items": "保养、清洁",
                   "rate_b": "0.5"}
LEAK: Answers = {"need": "repair", "category": "electrical", "description": "厨房插座没电"}
TOLD: Answers = {"told_by": "phone", "answered": "明天上午派电工上门"}
PARTS: Answers = {"parts": "0", "labour": "0", "work_done": "换插座", "people": "王师傅", "done_on": "2025-06-11"}


@cache
def desk() -> Desk:
    """A desk without people or cases; trials bring their own store."""
    return Desk(Config(business="安居装饰", data=Path("/nowhere"), plugins=("decoration",),
                       policies=(Adopted(CONTRACT_POLICY), Adopted(HOTLINE_POLICY))))


class Story:
    """What happens to one case. Days are written `03-18 09:00`, of 2025."""

    def __init__(self, kind: str, answers: Answers, day: str = "06-09 10:00", facts: Mapping[str, object] | None = None,
                 policy: str = CONTRACT_POLICY, **values: object) -> None:
        opens = desk().trials.industry_of(kind).workflows[kind].opens.__name__
        self.kind, self.policy = kind, policy
        self.facts: dict[str, Any] = {opens: dict(answers), **(facts or {})}
        self.values: dict[str, object] = {key.replace("__", "."): said for key, said in values.items()}
        self.events: list[dict[str, object]] = [{"at": _day(day), "step": "opened"}]
        self.day = day
        self._trial: Trial | None = None

    def take(self, step: str, form: object = None, day: str = "", **more: object) -> Self:
        """Let something happen, at the time of what went before if none is said."""
        self.day, self._trial = day or self.day, None
        self.events.append({"at": _day(self.day), "step": step, "form": form or {}, **more})
        return self

    def by(self, day: str) -> Self:
        """Look at it later."""
        self.day, self._trial = day, None
        return self

    @property
    def trial(self) -> Trial:
        if self._trial is None:
            self._trial = desk().trials.run(self.kind, (self.policy,), _day(self.day),
                                            {"facts": self.facts, "events": self.events}, self.values)
        return self._trial

    @property
    def state(self) -> str:
        """Where the case stands, once nothing has been refused on the way."""
        assert not self.trial.refused, [(each.step, str(each.reason), each.errors) for each in self.trial.refused]
        return self.trial.view.row.state or self.trial.view.row.outcome

    @property
    def reasons(self) -> str:
        """Why the one thing that was refused was."""
        (found,) = self.trial.refused
        said = [str(each.reason) for each in found.decisions if not each.allows]
        return ";".join([*said, *(f"{name}: {', '.join(map(str, why))}" for name, why in found.errors.items())]
                        or [str(found.reason)])

    def open(self) -> set[str]:
        """The steps that may be taken."""
        return {each.key for each in self.trial.view.offers if not each.ahead and each.outcome in ("allow", "ask")}

    def decision(self, rule: str) -> Decision:
        return next(each for each in self.trial.view.decisions if each.rule == rule)

    def charge(self, name: str) -> Charge:
        return next(each for each in self.trial.view.charges if each.charge == name)

    def clock(self, name: str) -> Clock | None:
        return next((each for each in self.trial.view.clocks if each.target == name), None)

    def papers(self) -> dict[str, Any]:
        from core.domain import judging

        return {each.key: each for each in judging.papers(self.trial.view.case)}

    @property
    def linked(self) -> list[str]:
        """What begins the numbers of the cases this one is linked with."""
        return sorted(each.number.partition("-")[0] for _, each in self.trial.view.links)


def _day(words: str) -> datetime:
    return at(words if words.startswith("20") else f"2025-{words}")


def signed(terms: Answers = TERMS, day: str = "03-20 10:00", **values: Any) -> Story:
    """A contract in force."""
    return Story(CONTRACT, terms, day, **values).take("contract_draft.activate", SIGNED)


def hotline(answers: Answers = LEAK, day: str = "06-09 10:00", **values: Any) -> Story:
    """A request under the hotline regulation."""
    return Story(SERVICE, answers, day, policy=HOTLINE_POLICY, **values)


def asked(day: str = "06-09 10:00", agreed: Answers = AGREED, **more: object) -> Story:
    """A request under a contract."""
    return Story(SERVICE, {**LEAK, **more}, day, {"Agreement": dict(agreed)})


def found(cause: str = "b_construction", **agreed: object) -> Story:
    """A request whose cause is known."""
    return (asked(agreed={**AGREED, **agreed}).take("receive.respond", TOLD, "06-09 11:00").take("receive.take_on")
            .take("dispatch_crew.dispatch", {"technician": "wang"}, override="试算")
            .take("book.book", {"starts": "2025-06-10 09:00", "ends": "2025-06-10 11:00"})
            .take("visit.arrive_at_once", {}, "06-10 10:00").take("visit.begin")
            .take("find_cause.find", {"cause": cause, "findings": "接线松动"}))


def worked(**accepted: object) -> Story:
    """Work that A has said something of."""
    return (found().take("quote.free").take("work.finish", PARTS, "06-11 16:00")
            .take("hand_report.give", {"report_by": "wechat", "report_on": "2025-06-11"}, "06-11 17:00")
            .take("accept.say", accepted, "06-12 09:00"))


def answered(kind: str = "complaint", day: str = "05-16 16:00") -> Story:
    return Story(COMPLAINT, {"about": "墙面开裂没人管", "channel": "phone", "sort": kind}, day, policy=HOTLINE_POLICY,
                 satisfied__follow_ups=3)
