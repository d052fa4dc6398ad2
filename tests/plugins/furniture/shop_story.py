"""A case of a furniture shop played through the real services on a store that is thrown away."""

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

POLICY = "furniture/shop-delivery-and-samples"
DELIVERY, REPAIR, SAMPLE, COMPLAINT, INCIDENT = (
    f"furniture.{each}" for each in ("delivery", "repair", "sample", "complaint", "incident"))
Answers = Mapping[str, Any]
ORDER: Answers = {"order_no": "A1", "area": "朝阳", "contact_name": "张三", "contact_phone": "13800000000",
                  "needs_install": False}
CALL: Answers = {"area": "朝阳", "contact_name": "张三", "contact_phone": "13800000000", "model": "YZ-1",
                 "problem": "椅子摇晃", "channel": "call"}
SOUND: Answers = {"all_parts": True, "intact": True, "right_model": True}
BOOKED: Answers = {"starts": "2025-03-06 09:00", "ends": "2025-03-06 11:00"}
SENT: Answers = {"technician": "wu"}
ARRIVED: Answers = {"greeted": True, "shoe_covers": True, "badge_shown": True}
BEGUN: Answers = {"proof_seen": True, "proof": "发票 1", "place_noted": "客厅", "consent": True}
PLACED: Answers = {"placed_at": "客厅", "carried": True, "needs_assembly": False}
LOOKED: Answers = {"opened": True, "verdict": "accept"}
CONDUCT: Answers = {"property_protected": True, "nothing_accepted": True, "nothing_touched": True,
                    "no_comments": True, "explained_patiently": True}
LOADED: Answers = {"loaded_by": "吴", "condition_loaded": "完好", "shoe_covers_packed": True}
UNLOADED: Answers = {"condition_arrived": "完好", "damaged_on_the_way": False}
SIGNED: Answers = {"result": "accept", "signed_by": "张三"}
JUDGED: Answers = {"sort": "structure"}
CHECKED: Answers = {"inner_parts_complete": True, "human_damage": False}
MENDED: Answers = {"work_done": "紧固", "put_together": False}


@cache
def desk() -> Desk:
    """A desk without people or cases; trials bring their own store."""
    return Desk(Config(business="家具店", data=Path("/nowhere"), plugins=("furniture",), policies=(Adopted(POLICY),)))


class Story:
    """What happens to one case. Days are written `03-03 09:10`, of 2025."""

    def __init__(self, kind: str, answers: Answers, day: str = "03-03 09:10", *, items: int = 0,
                 **values: object) -> None:
        self.kind, self.day = kind, day
        self.facts = {desk().trials.industry_of(kind).workflows[kind].opens.__name__: dict(answers)}
        self.items = [{"product": f"椅子{number}", "quantity": 1} for number in range(1, items + 1)]
        self.values: dict[str, object] = {"shop.name": "光明家具", **{
            key.replace("__", "."): said for key, said in values.items()}}
        self.events: list[dict[str, object]] = [{"at": _day(day), "step": "opened"}]
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
            given = {"facts": self.facts, "events": self.events, "items": self.items}
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

    def offer(self, step: str) -> Offer:
        return next(each for each in self.trial.view.offers if each.key == step)

    def open(self) -> set[str]:
        """The steps that may be taken."""
        return {each.key for each in self.trial.view.offers if not each.ahead and each.outcome in ("allow", "ask")}

    def decision(self, rule: str) -> Decision:
        return next(each for each in self.trial.view.decisions if each.rule == rule)

    def charge(self, name: str) -> Charge:
        return next(each for each in self.trial.view.charges if each.charge == name)

    def clock(self, name: str) -> Clock | None:
        return next((each for each in self.trial.view.clocks if each.target == name), None)

    @property
    def linked(self) -> list[str]:
        """The series of the cases that have followed from it."""
        return [each.number.partition("-")[0] for _, each in self.trial.view.links]


def _day(said: str) -> datetime:
    return at(f"2025-{said}")


def at_the_door(items: int = 1, exchange: bool = False, **values: Any) -> Story:
    """Goods that were checked, packed, loaded and brought to the customer."""
    order = {**ORDER, **({"is_exchange": True, "exchange_of": "SH-1"} if exchange else {})}
    story = Story(DELIVERY, order, items=items, **values)
    return (story.take("book.book", BOOKED).take("dispatch_crew.dispatch", SENT)
            .take("ready_goods.check", [SOUND] * items, "03-06 08:00").take("ready_goods.repack", {"repacked": True})
            .take("ready_goods.load", LOADED).take("visit.arrive_at_once", ARRIVED, "03-06 09:30")
            .take("visit.begin", BEGUN).take("hand_over.unload", UNLOADED))


def placed(*verdicts: str, place: Answers = PLACED, **values: Any) -> Story:
    """Goods in their place that the customer has looked at."""
    return (at_the_door(len(verdicts), **values).take("hand_over.place", [place] * len(verdicts))
            .take("hand_over.look", [{"opened": True, **({"verdict": each} if each else {}),
                                      **({"look_remark": "划痕"} if each == "refuse" else {})} for each in verdicts])
            .take("hand_over.note_conduct", CONDUCT))


def at_work(check: Answers = CHECKED, **values: Any) -> Story:
    """A repairer at work."""
    return (Story(REPAIR, CALL, **values).take("take_call.judge", JUDGED)
            .take("take_call.assign_caller", {"caller": "lin"}).take("book.book", BOOKED)
            .take("dispatch_crew.dispatch", SENT).take("visit.arrive_at_once", ARRIVED, "03-06 09:30")
            .take("visit.begin", BEGUN).take("mend.check", check).take("mend.note_conduct", CONDUCT))
