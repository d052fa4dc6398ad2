"""A case of an air-conditioner outlet played through the real services on a store that is thrown away."""

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

POLICY = "appliance/gree-aircon-outlet"
INSTALL, REPAIR, SWAP = "appliance.install", "appliance.repair", "appliance.swap"
Answers = Mapping[str, object]
WHO: Answers = {"channel": "phone", "contact_name": "林科长", "contact_phone": "13800000000", "area": "丰泽区",
                "brand": "格力", "model": "KFR-72LW", "serial": "GL2020001"}
ORDER: Answers = {**WHO, "contract_no": "CG-2025-08", "quantity": 1}
BROKEN: Answers = {**WHO, "invoice_no": "35021", "invoice_on": "2022-05-10", "description": "不制冷"}
OLD: Answers = {**BROKEN, "invoice_on": "2018-05-10"}
FAILING: Answers = {**WHO, "used_since": "2025-03-01", "first_fault_on": "2025-03-20"}
SKILLED: Answers = {"login": "wu", "crew_name": "吴师傅", "known": True, "skilled": True, "skill": "安装",
                    "trained": True, "authorised": True, "brand": "格力"}
FOUND: Answers = {"component": "compressor", "cause": "quality"}
COSTS: Answers = {"parts": "300", "labour": "120", "work_done": "换压缩机", "test_run": True}
PLAN: Answers = {"scheme": "外机放北侧平台", "sensible_lines": True, "reliable": True, "maintainable": True}
NEW: Answers = {"option": "equal_class", "new_model": "KFR-72LW2", "new_class_rank": 3}


@cache
def desk() -> Desk:
    """A desk without people or cases; trials bring their own store."""
    return Desk(Config(business="空调网点", data=Path("/nowhere"), plugins=("appliance",), policies=(Adopted(POLICY),)))


class Story:
    """What happens to one case. Days are written `03-18 09:00`, of 2025."""

    def __init__(self, kind: str, answers: Answers, day: str = "07-15 14:00", *, facts: Answers | None = None,
                 without: str = "", **values: Any) -> None:
        opens = desk().trials.industry_of(kind).workflows[kind].opens.__name__
        known = {name: said for name, said in answers.items() if name != without}
        self.kind, self.facts = kind, {opens: known, "Crew": dict(SKILLED), **(facts or {})}
        self.values = {key.replace("__", "."): said for key, said in values.items()}
        self.events: list[dict[str, object]] = [{"at": _day(day), "step": "opened"}]
        self.day = day
        self._trial: Trial | None = None

    def take(self, step: str, form: object = None, day: str = "") -> Self:
        """Let something happen, at the time of what went before if none is said."""
        self.day, self._trial = day or self.day, None
        self.events.append({"at": _day(self.day), "step": step, "form": form or {}})
        return self

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
    def reasons(self) -> list[str]:
        """Why the one thing that was refused was."""
        (found,) = self.trial.refused
        said = dict.fromkeys(str(each.reason) for each in found.decisions if not each.allows)
        return [*said] or [str(found.reason)]

    def open(self) -> set[str]:
        """The steps that may be taken."""
        return {each.key for each in self.trial.view.offers if not each.ahead and each.outcome in ("allow", "ask")}

    def decision(self, rule: str) -> Decision:
        return next(each for each in self.trial.view.decisions if each.rule == rule)

    def charge(self, name: str) -> Charge:
        return next(each for each in self.trial.view.charges if each.charge == name)

    def clock(self, name: str) -> Clock | None:
        return next((each for each in self.trial.view.clocks if each.target == name), None)

    def clock_state(self, name: str) -> str:
        found = self.clock(name)
        return found.state if found else ""

    @property
    def linked(self) -> list[str]:
        """What begins the numbers of the cases this one is linked with."""
        return [each.number.partition("-")[0] for _, each in self.trial.view.links]


def _day(words: str) -> datetime:
    return at(words if words.startswith("20") else f"2025-{words}")


def going(story: Story, day: str) -> Story:
    """Somebody was sent, has agreed a time and is there."""
    hours = {"starts": f"{_day(day):%Y-%m-%d} 08:00", "ends": f"{_day(day):%Y-%m-%d} 20:00"}
    return (story.take("dispatch_crew.dispatch", {"technician": "wu"}).take("book.book", hours)
            .take("visit.arrive_at_once", {}, day))


def there(answers: Answers = BROKEN, day: str = "07-15 15:40", **values: Any) -> Story:
    """A repair with somebody on site."""
    return going(Story(REPAIR, answers, **values).take("answer_request.answer", {"told_by": "phone"}, "07-15 14:10"),
                 day).take("visit.begin")


def diagnosed(answers: Answers = BROKEN, found: Answers = FOUND, **values: Any) -> Story:
    return there(answers, **values).take("diagnose.diagnose", found).take("diagnose.go_on")


def installing(story: Story | None = None) -> Story:
    """An installation that may begin."""
    begun = (story or Story(INSTALL, ORDER)).take("pre_accept.inspect", {"passed": True}).take(
        "deliver.deliver", {"delivered_to": "三楼会议室"}).take(
        "survey_site.survey", {"surveyor": "吴师傅", "conditions": "承重墙"}).take(
        "plan_installation.draw_up", PLAN).take("plan_installation.settle")
    return going(begun, "07-16 09:00").take("visit.begin")
