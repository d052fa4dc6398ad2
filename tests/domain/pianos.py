"""A piano tuner's desk: one industry with every way of promising, and a case of it told in events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Self

from core.calendar_seed import seed
from core.domain.almanac import Almanac
from core.domain.calendars import WorkCalendar, windows
from core.domain.cases import Case, filed
from core.domain.clocks import Clock, clocks
from core.domain.events import Event
from core.domain.policies import Clause, PolicyFile
from core.domain.registry import Registry
from core.domain.rulebook import Rulebook
from core.sdk import (
    ASSIGNEE,
    CARRIER,
    CREW,
    CUSTOMER,
    CUSTOMER_REACHED,
    DESK,
    END,
    FACTORY,
    MANAGER,
    OPENED,
    SERVICE,
    TECHNICIAN,
    Form,
    Industry,
    Notice,
    State,
    Target,
    Workflow,
    all_of,
    any_of,
    day,
    length,
    manager_of,
    moment,
    number,
    person,
    point,
    when,
    words,
    yes_no,
)

answer, inform, tune, announce = length("answer", "答复"), length("inform", "通报"), length("tune", "调律"), length(
    "announce", "预告")
first_from, first_until = length("first.from", "回访起"), length("first.until", "回访止")
second_from, second_until = length("second.from", "再访起"), length("second.until", "再访止")
cure, quote_valid, early = length("cure", "补救"), length("quote.valid", "报价有效期"), length("early", "提前")
warn_at, escalate_at, login = point("warn.at", "提醒"), point("escalate.at", "升级"), words("owner", "负责人")


class Call(Form):
    """来电"""

    units: int = number("台数", optional=True)
    wanted_on: date = day("希望日期", optional=True)
    rang_at: datetime = moment("来电时间", optional=True)
    urgent: bool = yes_no("紧急", optional=True)


class Agreement(Form):
    """约定"""

    visit_at: datetime = moment("上门时间")


class Tuning(Workflow, title="调律", number="TL", opens=Call):
    """调律"""

    waiting = State("待约定", start=True)
    agreed = State("待上门")
    parts = State("等配件", waiting_for=FACTORY)
    quoted = State("待答复报价", waiting_for=CUSTOMER)
    finished = State("待回访")

    agree = waiting.to(agreed, "约定", by=SERVICE, form=Agreement)
    refuse = waiting.to(END, "不办", by=SERVICE)
    agree_anew = agreed.to(agreed, "改约", by=SERVICE, form=Agreement)
    announced = agreed.to(agreed, "预告上门", by=SERVICE)
    report = agreed.to(agreed, "通报进度", by=SERVICE)
    order = agreed.to(parts, "等配件", by=TECHNICIAN)
    unpack = parts.to(agreed, "配件到货", by=TECHNICIAN)
    quote = agreed.to(quoted, "报价", by=TECHNICIAN)
    accept = quoted.to(agreed, "同意", by=SERVICE)
    lapse = quoted.to(END, "报价过期", by=DESK, after=quote_valid)
    finish = agreed.to(finished, "调好", by=TECHNICIAN)
    call = finished.to(finished, "回访", by=SERVICE)
    call_again = finished.to(finished, "再次回访", by=SERVICE)
    close = finished.to(END, "结案", by=SERVICE)


T = Tuning
EVERYBODY = (CUSTOMER, FACTORY, CARRIER, CREW)
answered = Target("答复", since=OPENED, until=CUSTOMER_REACHED, within=answer, pauses_for=(CUSTOMER,))
answered_always = Target("答复", since=OPENED, until=CUSTOMER_REACHED, within=answer)
picked_up = Target("接听", since=OPENED, until=CUSTOMER_REACHED, within=answer, unless_within=cure)
both_done = Target("联系并约定", since=OPENED, until=all_of(CUSTOMER_REACHED, T.agree), within=answer)
either_done = Target("联系或约定", since=OPENED, until=any_of(CUSTOMER_REACHED, T.agree), within=answer)
after_both = Target("两者之后", since=all_of(CUSTOMER_REACHED, T.agree), until=T.finish, within=tune)
after_either = Target("任一之后", since=any_of(CUSTOMER_REACHED, T.agree), until=T.finish, within=tune)
tuned = Target("调好", since=T.agree, until=T.finish, within=tune, pauses_for=EVERYBODY)
parts_came = Target("到货", since=T.parts, until=T.unpack, within=tune)
parts_came_each = Target("每次到货", since=T.parts, until=T.unpack, within=tune, anew=True)
urgent_tuned = Target("加急", since=OPENED, until=T.finish, within=tune, only_when=when(Call.urgent, True))
since_ring = Target("接听", since=Call.rang_at, until=OPENED, within=answer, of=CUSTOMER)
by_wish = Target("按希望日期", since=OPENED, until=T.finish, by=Call.wanted_on)
by_visit = Target("按约上门", since=T.agree, until=T.finish, by=Agreement.visit_at)
foretold = Target("预告上门", since=T.agree, until=T.announced, ahead_of=(Agreement.visit_at, announce))
foretold_wish = Target("预告", since=OPENED, until=T.announced, ahead_of=(Call.wanted_on, announce))
checked_first = Target("先检查", since=T.agree, until=T.announced, ahead_of=(tuned, early))
informed = Target("通报进度", since=OPENED, until=T.report, within=inform, repeats_until=T.finish,
                  pauses_for=(CUSTOMER,))
first_call = Target("回访", since=T.finish, until=T.call, within=first_until, not_before=first_from)
second_call = Target("再次回访", since=first_call, until=T.call_again, within=second_until, not_before=second_from)
then_tuned = Target("答复后调好", since=answered, until=T.finish, within=tune)

warned = Notice("快到期", of=(answered, tuned), at=warn_at, to=ASSIGNEE)
escalated = Notice("上报", of=(answered, tuned), at=escalate_at, to=(manager_of(ASSIGNEE), MANAGER, person(login)),
                   escalation=True)
bosses_told = Notice("报主管", of=tuned, at=escalate_at, to=manager_of(SERVICE))

REGISTRY = Registry(Industry("pianos", __name__))
KIND = "pianos.tuning"
OFFICE = (windows("09:00-12:00 13:30-18:00"),) * 5 + ((), ())
CHINA = WorkCalendar("default", 1, days=seed(range(2024, 2028)), week=OFFICE)


def at(words: str) -> datetime:
    """A moment of 2025, in the business's zone, unless the year is given."""
    said = words if words[:2] == "20" else f"2025-{words}"
    return datetime.fromisoformat(said).replace(tzinfo=CHINA.zone)


def policy(*uses: str, **terms: object) -> PolicyFile:
    """A regulation that uses these promises with these terms; `first_until` is the term `first.until`."""
    figures = {key.replace("_", "."): value for key, value in terms.items()}
    return PolicyFile("pianos/house", "约定", {KIND: ("tuning",)}, (Clause("P-1", uses=uses, set=figures),))


@dataclass
class Told:
    """A case as a list of events; folded anew each time, so whatever is said follows from them alone."""

    rules: PolicyFile
    opened: str = "03-03 10:00"
    answers: Mapping[str, object] = field(default_factory=dict)
    calendar: WorkCalendar = CHINA
    almanac: Almanac | None = None
    unit: int | None = None
    books: dict[str, Rulebook] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    kind: ClassVar[str] = KIND
    steps: ClassVar[type[Workflow]] = Tuning
    registry: ClassVar[Registry] = REGISTRY

    def __post_init__(self) -> None:
        self.book = self._shelve(self.rules)
        form = self.steps.opens.load(self.answers, at=at(self.opened), partial=True)
        self.tell("opened", self.opened, form=filed(form), unit=self.unit)

    def _shelve(self, rules: PolicyFile) -> Rulebook:
        book = Rulebook(self.registry, (rules,), {}, self.calendar)
        self.books[book.number] = book
        return book

    def tell(self, kind: str, day: str, **data: Any) -> Self:
        self.events.append(Event(kind, at(day), at(day), 1, "某人", data))
        return self

    def step(self, name: str, day: str, **answers: object) -> Self:
        step = getattr(self.steps, name)
        form = filed(step.form.load(answers, at=at(day))) if step.form else None
        to = step.target.key if isinstance(step.target, State) else ""
        return self.tell("step", day, step=step.key, to=to, form=form)

    def reached(self, day: str) -> Self:
        return self.tell("contacted", day, reached=True)

    def move(self, rules: PolicyFile, day: str) -> Self:
        """The case goes over to other regulations."""
        book = self._shelve(rules)
        before, self.book = self.book, book
        return self.tell("moved", day, **{"from": before.number, "to": book.number, "why": "新规"})

    @property
    def case(self) -> Case:
        return Case.fold(self.book, self.kind, self.events, rulebooks=self.books.__getitem__, almanac=self.almanac)

    def all(self, day: str, **more: Any) -> list[Clock]:
        return clocks(self.case, at(day), **more)

    def clock(self, name: str, day: str, key: str = "", **more: Any) -> Clock:
        return next(each for each in self.all(day, **more) if (each.target, each.key) == (name, key))

    def state(self, name: str, day: str, key: str = "") -> str:
        return self.clock(name, day, key).state

    def due(self, name: str, day: str, key: str = "") -> datetime | None:
        return self.clock(name, day, key).due_at


def end(day: str) -> datetime:
    """The last moment of a day."""
    return at(f"{day} 23:59:59.999999")
