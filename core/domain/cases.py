"""Cases as replayed events: what the rules say, which clocks run and which steps are offered at a moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.domain.errors import DeskError, Refused, unknown
from core.domain.flow import Party, State, Step
from core.domain.forms import Field, Form, Item
from core.domain.promises import CUSTOMER_REACHED, OPENED, AllOf, AnyOf, Document, Gate, Moment, Target
from core.domain.rulebook import InForce, Rulebook
from core.domain.rules import AnyRule, Citation, Decision, Policy, Rule, deny, needs
from core.domain.terms import Blank

_GRAVITY = ("allow", "refer", "needs", "deny")


@dataclass(frozen=True)
class Happening:
    """One event of a case and the state it left the case in."""

    what: str
    at: datetime
    state: State | None


@dataclass(frozen=True)
class Clock:
    """A promise in a case: `running`, `met`, `missed`, or `blocked` by a term that must be filled in."""

    target: str
    state: str
    started_at: datetime
    due_at: datetime | None
    basis: tuple[Citation, ...]
    segments: tuple[tuple[datetime, datetime, str], ...] = ()


@dataclass(frozen=True)
class Paper:
    """A document ready to print: its title, and label and answer of each line; None where nobody has answered."""

    title: str
    lines: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Offer:
    """A step from the present state, open or not, and everything that was judged about it."""

    step: str
    label: str
    outcome: str
    decisions: tuple[Decision, ...]
    by: str = ""
    papers: tuple["Paper", ...] = ()
    due_at: datetime | None = None

    @property
    def refusals(self) -> list[str]:
        return [str(each.reason) for each in self.decisions if not each.allows]


@dataclass(frozen=True)
class Trial:
    """The answer to a try."""

    decisions: tuple[Decision, ...]
    clocks: tuple[Clock, ...]
    offers: tuple[Offer, ...]
    effects: tuple[str, ...]
    state: State | None

    def offer(self, step: str) -> Offer:
        return next(each for each in self.offers if each.step == step)

    def clock(self, target: str) -> Clock:
        return next(each for each in self.clocks if each.target == target)

    def decision(self, rule: str) -> Decision:
        return next(each for each in self.decisions if each.rule == rule)


class Case:
    """A case under the rulebook it was opened with."""

    def __init__(self, here: InForce, forms: Sequence[Form], items: Sequence[Item], at: datetime) -> None:
        self.here, self.forms = here, list(forms)
        self.items: list[list[Form]] = [[item] for item in items]
        self.state: State | None = here.start
        self.effects: list[str] = []
        self.log = [Happening(OPENED.name, at, self.state)]

    def facts(self, item: int | None = None) -> list[Form]:
        """Everything said, the latest first."""
        own = self.items[item] if item is not None else []
        return [*reversed(own), *reversed(self.forms)]

    def lines(self) -> Sequence[int | None]:
        """The items to look at. A case without items has one that nobody knows, so nothing passes unseen."""
        return range(len(self.items)) or [None]

    def judge(self, rule: AnyRule) -> list[Decision]:
        """Judge a rule, once for each item where it speaks of items. A form nobody filed is all unknown."""
        per_item = any(form.per is Item or form is Item for form in rule.forms)
        found = []
        for item in self.lines() if per_item else [None]:
            facts = self.facts(item)
            given = {name: self.here.policy(facts) if kind is Policy else
                     next((fact for fact in facts if isinstance(fact, kind)), None) or kind()
                     for name, kind in rule.wants.items()}
            decision = rule(**given)
            found.append(replace(decision, item=item, basis=self.basis(rule.name, decision.basis)))
        return found

    def basis(self, key: str, read: tuple[Citation, ...] = ()) -> tuple[Citation, ...]:
        """The clauses that woke a provision, then the terms it read."""
        return (*(Citation(clause, "", key) for clause in self.here.carried.get(key, ())), *read)

    def pass_gate(self, name: str, gate: Gate) -> Iterator[Decision]:
        for field in (*gate.needs, *gate.yes):
            for item in self.lines() if field.form.per is Item else [None]:
                said = self._answer(field, item)
                verdict = needs(field) if said is None else None
                if field in gate.yes and said is False:
                    verdict = deny("{gate}:{field}不成立", gate=gate.title, field=field.label)
                if verdict:
                    yield replace(verdict, rule=name, item=item, basis=self.basis(name))
        if gate.when:
            yield from (replace(each, basis=self.basis(name, each.basis)) for each in self.judge(gate.when))

    def _answer(self, field: Field, item: int | None) -> object:
        return next((vars(fact)[field.name] for fact in self.facts(item)
                     if fact.fields.get(field.name) is field and field.name in vars(fact)), None)

    def judge_step(self, step: Step) -> tuple[Decision, ...]:
        """Everything that speaks for or against a step now. Of several items all must allow what `when` opens;
        one that is denied opens `unless`, so that mixed findings always leave a way."""
        found = [verdict for name, gate in self.here.awake(Gate).items() if step in gate.before
                 for verdict in self.pass_gate(name, gate)]
        if step.when:
            found += self.judge(step.when)
        if step.unless and self.here.holds(step.unless):
            judged = self.judge(step.unless)
            denied = [replace(each, outcome="allow") for each in judged if each.outcome == "deny"]
            found += denied or [replace(each, outcome="deny") if each.allows else each for each in judged]
        return tuple(found)

    def offer(self, step: Step) -> Offer:
        """Judge with what is known. What the step's own form will ask does not close it: the outcome is then `ask`."""
        found = self.judge_step(step)
        outcome = max((each.outcome for each in found), key=_GRAVITY.index, default="allow")
        own = {field.key for field in step.form.fields.values()} if step.form else set()
        if outcome == "needs" and all(each.missing in own for each in found if each.outcome == "needs"):
            outcome = "ask"
        papers = tuple(Paper(each.title, tuple((field.label, self._answer(field, None)) for field in each.tells))
                       for each in self.here.awake(Document).values() if step in each.before)
        by = self.here.duties.get(step.by.key, step.by.title)
        return Offer(step.key, step.label, outcome, found, by, papers, self._lapses(step))

    def _lapses(self, step: Step) -> datetime | None:
        """When the desk will take a timed step; never while the time is not set."""
        setting = self.here.settings.get(step.after.key) if step.after else None
        if not step.after or not setting or setting.blank:
            return None
        return self.here.policy().after(self.log[-1].at, step.after)

    def take(self, key: str, at: datetime, data: object = None, approved: bool = False) -> None:
        """Let an event happen: a signal, or a step that is judged again with its own form."""
        if key == CUSTOMER_REACHED.name:
            self.log.append(Happening(key, at, self.state))
            return
        steps = {step.key: step for step in self.here.steps if step.source is self.state}
        if key not in steps:
            raise Refused(unknown("step", key, steps))
        step, before = steps[key], (list(self.forms), [list(each) for each in self.items])
        if step.form:
            self._file(step.form, at, data)
        closed = [each for each in self.judge_step(step)
                  if not each.allows and not (approved and each.outcome == "refer")]
        if closed:
            self.forms, self.items = before
            raise Refused("; ".join(str(each.reason) for each in closed))
        self.state = self.here.leads_to(step)
        self.effects += [effect.key for effect in step.then]
        self.log.append(Happening(key, at, self.state))

    def _file(self, form: type[Form], at: datetime, data: object) -> None:
        if form.per is Item:
            rows = data if isinstance(data, list) else []
            if not rows or len(rows) != len(self.items):
                raise Refused(f"{form.__name__} wants one answer for each of {len(self.items)} items")
            for item, row in zip(self.items, rows, strict=True):
                item.append(form.load(row, at=at, asked=self.here.asked))
        else:
            self.forms.append(form.load(data if isinstance(data, dict) else {}, at=at, asked=self.here.asked))

    def times(self, moment: Moment) -> list[datetime]:
        """When a moment came."""
        if isinstance(moment, State):
            return [each.at for each in self.log if each.state is moment and each.what != CUSTOMER_REACHED.name]
        name = moment.key if isinstance(moment, Step) else moment.name
        return [each.at for each in self.log if each.what == name]

    def reached(self, until: AllOf | AnyOf, since: datetime) -> datetime | None:
        """When the end of a promise came, if it has."""
        firsts = [next((at for at in self.times(each) if at >= since), None) for each in until.moments]
        came = [at for at in firsts if at]
        if isinstance(until, AllOf):
            return max(came) if len(came) == len(firsts) else None
        return min(came, default=None)

    def clock(self, name: str, target: Target, now: datetime) -> Clock | None:
        """A promise's clock; none before it starts, or where the regulation leaves the promise unset."""
        started = next(iter(self.times(target.since)), None)
        if started is None or any(term.key not in self.here.settings or
                                  self.here.settings[term.key].blank == "unset" for term in target.terms):
            return None
        cited: list[Citation] = []
        policy = self.here.policy().for_rule(self.facts(), cited)
        ended = self.reached(target.until, started)
        segments = tuple(self._segments(target, started, ended or now))
        try:
            due = self._due(target, policy, started, segments)
            early = target.not_before and ended and ended < policy.after(started, target.not_before)
        except Blank as gap:
            return Clock(name, "blocked", started, None, self.basis(name, (Citation(gap.clause, gap.term.key, "?"),)))
        if due is None:
            return None
        state = "missed" if (ended or now) > due or early else "met" if ended else "running"
        return Clock(name, state, started, due, self.basis(name, tuple(cited)), segments)

    def _due(self, target: Target, policy: Policy, started: datetime,
             segments: tuple[tuple[datetime, datetime, str], ...]) -> datetime | None:
        if target.by:
            said = self._answer(target.by, None)
            if isinstance(said, datetime) or said is None:
                return said
            return datetime.combine(said, time.max, started.tzinfo) if isinstance(said, date) else None
        assert target.within
        due, by_clock = policy.after(started, target.within), policy[target.within].by_clock
        for start, end, whose in segments:
            if whose != "us" and start <= due:
                due += end - start if by_clock else timedelta(days=(end - start).days)
        return due

    def _segments(self, target: Target, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, str]]:
        """Whose time it was, from start to end."""
        log = [each for each in self.log if each.at <= end]
        for each, after in zip(log, [*(each.at for each in log[1:]), end], strict=True):
            first, last = max(each.at, start), min(after, end)
            whose: Party | None = each.state.waiting_for if each.state else None
            if first < last:
                yield first, last, whose.key if whose and whose in target.pauses_for else "us"


def try_case(kind: str, rulebook: Rulebook, facts: Mapping[str, Mapping[str, object]],
             items: Sequence[Mapping[str, object]], events: Sequence[Mapping[str, object]], at: datetime) -> Trial:
    """Replay events on a case that is not kept, and say how things stand at a moment. A first event `opened`
    gives the time of the report; without it the case is opened at that moment."""
    events = [dict(each) for each in events]
    opened = events.pop(0)["at"] if events and events[0]["step"] == OPENED.name else at
    if not isinstance(opened, datetime):
        raise DeskError("an event's 'at' must be a moment")
    lines = [Item.load(each, at=opened, partial=True) for each in items]
    workflow = rulebook.registry.workflows[kind]
    asked = frozenset(rulebook.registry.provisions)
    known = {form.__name__: form for form in (workflow.opens, *rulebook.registry.records)}
    if strange := facts.keys() - known.keys():
        raise DeskError(unknown("form", strange.pop(), known))
    forms = [known[name].load(answers, at=opened, asked=asked, partial=True) for name, answers in facts.items()]
    case = Case(rulebook.for_case(kind, [*forms, *lines]), forms, lines, opened)
    for each in events:
        when = each["at"]
        if not isinstance(when, datetime):
            raise DeskError("an event's 'at' must be a moment")
        case.take(str(each["step"]), when, each.get("form"), bool(each.get("approved")))
    clocks = (case.clock(name, target, at) for name, target in case.here.awake(Target).items())
    return Trial(tuple(verdict for rule in case.here.awake(Rule).values() for verdict in case.judge(rule)),
                 tuple(clock for clock in clocks if clock),
                 tuple(case.offer(step) for step in case.here.steps if step.source is case.state),
                 tuple(case.effects), case.state)
