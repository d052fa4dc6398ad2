"""Judging: what the rules in force say of a case, which steps are offered, what is charged and printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from core.domain.cases import Case, Line, filed
from core.domain.errors import InvalidInput, Refused
from core.domain.fields import Field
from core.domain.flow import END, State, Step
from core.domain.forms import Form, History, Item, Product
from core.domain.promises import Document, EvidenceKind, EvidenceShown, Gate, Size
from core.domain.reasons import Label, Reason
from core.domain.rules import AnyCharge, AnyRule, Charge, ChargeRule, Citation, Decision, Judged, Policy, needs
from core.domain.terms import Term

GRAVITY = ("allow", "refer", "needs", "deny")
"""From light to grave: the gravest judgement of a step is the step's."""
OPEN = ("allow", "ask")
"""Outcomes of a step that may be taken."""


@dataclass(frozen=True)
class Paper:
    """A document ready to print: label and answer of each line (None where nobody has answered), sentences, what is
    enclosed, and terms such as an address (None where not set); what a QR code says, `{number}` for the case's."""

    key: str
    title: str
    lines: tuple[tuple[str, object], ...]
    says: tuple[str, ...]
    encloses: tuple[str, ...]
    shows: tuple[tuple[str, object], ...]
    signed: bool
    clauses: tuple[str, ...]
    size: Size = "A4"
    copies: int = 1
    code: str = ""
    letterhead: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Offer:
    """A step, open or not, and everything that was judged about it. `outcome` is allow, ask (open once its own form
    is filled in), refer, needs or deny; `ahead` marks a step of a later stage; `proposed` fills its form beforehand."""

    step: Step
    outcome: str
    decisions: tuple[Decision, ...]
    by: str
    papers: tuple[str, ...] = ()
    proposed: Mapping[str, object] = field(default_factory=dict)
    ahead: bool = False

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def open(self) -> bool:
        return self.outcome in OPEN

    @property
    def refusals(self) -> tuple[Decision, ...]:
        """What stands against it, the gravest first."""
        closed = [each for each in self.decisions if not each.allows]
        return tuple(sorted(closed, key=lambda each: -GRAVITY.index(each.outcome)))

    @property
    def reason(self) -> Reason | None:
        """The gravest reason against it, or the last one for it."""
        if self.refusals:
            return self.refusals[0].reason
        return self.decisions[-1].reason if self.decisions else None

    @property
    def basis(self) -> tuple[Citation, ...]:
        said = [each for decision in self.refusals or self.decisions for each in decision.basis]
        return tuple(dict.fromkeys(said))


@dataclass(frozen=True)
class Taking:
    """A step that may be taken: what was filed, what was decided, and where it leads."""

    step: Step
    form: dict[str, Any] | None
    decisions: tuple[Decision, ...]
    to: State | None


def judge(case: Case, rule: AnyRule) -> list[Decision]:
    """Judge a rule, once for each item where it speaks of items. A form nobody filed is all unknown."""
    per_item = any(not want.every_item and (want.kind is Item or getattr(want.kind, "per", None) is Item)
                   for want in rule.wants.values())
    found = []
    for line in case.each_line() if per_item else [None]:
        decision = rule(**given(case, rule, line))
        found.append(overruled(case, replace(decision, item=line.position if line else None,
                                             basis=case.here.basis(rule.name, decision.basis))))
    return found


def given(case: Case, judged: Judged[..., Any], line: Line | None = None) -> dict[str, Any]:
    """The facts that a rule asks for, found by type."""
    facts = case.facts(line)

    def latest(kind: type, among: Sequence[Form]) -> object:
        return next((fact for fact in among if isinstance(fact, kind)), None) or kind()

    def fact(kind: type, every_item: bool) -> object:
        if kind is Policy:
            return case.here.policy(facts)
        if kind is EvidenceShown:
            return case.evidence
        if every_item:
            return tuple(latest(kind, case.facts(each)) for each in case.each_line())
        return latest(kind, facts)

    return {name: fact(want.kind, want.every_item) for name, want in judged.wants.items()}


def overruled(case: Case, decision: Decision) -> Decision:
    """The decision, with who let it pass if somebody has."""
    if not case.overruled or decision.outcome == "allow":
        return decision
    note = case.overruled.get(decision.fingerprint)
    return replace(decision, overruled=note) if note else decision


def pass_gate(case: Case, name: str, gate: Gate) -> Iterator[Decision]:
    """Everything a gate says."""
    for asked in (*gate.needs, *gate.yes):
        for line in case.each_line() if asked.form.per is Item else [None]:
            verdict = _asked(case, gate, asked, line)
            if verdict:
                yield overruled(case, replace(verdict, rule=name, title=gate.title, basis=case.here.basis(name),
                                              item=line.position if line else None))
    for kind in gate.evidence:
        if not case.evidence.count(kind):
            yield overruled(case, _unshown(case, name, gate, kind))
    if gate.when:
        yield from (replace(each, basis=tuple(dict.fromkeys((*case.here.basis(name), *each.basis))))
                    for each in judge(case, gate.when))


def _asked(case: Case, gate: Gate, asked: Field, line: Line | None) -> Decision | None:
    said = case.answer(asked, line)
    if said is None:
        return needs(asked)
    if asked in gate.yes and said is False:
        return Decision("deny", Reason("{gate}:“{field}”为否",
                                       {"gate": Label(gate.title), "field": Label(asked.label)}))
    return None


def _unshown(case: Case, name: str, gate: Gate, kind: EvidenceKind) -> Decision:
    return Decision("needs", Reason("请先上传:{evidence}", {"evidence": Label(kind.title)}), name, gate.title,
                    case.here.basis(name), missing=f"evidence.{kind.key}")


def judge_step(case: Case, step: Step) -> tuple[Decision, ...]:
    """Everything that speaks for or against a step now. Of several items all must allow what `when` opens; one that
    is denied opens `unless`, so that mixed findings always leave a way."""
    found = [verdict for name, gate in case.here.awake(Gate).items() if step in gate.before
             for verdict in pass_gate(case, name, gate)]
    if step.when:
        found += judge(case, step.when)
    if step.unless and case.here.holds(step.unless):
        judged = judge(case, step.unless)
        denied = [replace(each, outcome="allow", overruled=None) for each in judged if each.outcome == "deny"]
        found += denied or [replace(each, outcome="deny") if each.outcome == "allow" else each for each in judged]
    return tuple(each for place, each in enumerate(found) if each not in found[:place])


def judge_all(case: Case) -> list[Decision]:
    """What every rule in use says now."""
    return [verdict for rule in case.here.rules.values() for verdict in judge(case, rule)]


def charges(case: Case) -> list[Charge]:
    """What is charged to whom, as far as it is known. A charge is left out until the forms of the case that it
    judges (those of items, and what capabilities bring, aside) have been filed, or that which it begins with: before
    the posting there is no freight to ask about."""
    told = [fact for line in case.each_line() for fact in case.facts(line)]
    known = {type(fact): fact for fact in reversed(case.facts())}

    def begun(each: AnyCharge) -> bool:
        if each.only_when and not each.only_when.met_by({}, known):
            return False
        judged = [form for form in each.forms if form not in (Item, Product, History) and not form.brought]
        wanted = [each.since] if each.since else [form for form in judged if form.per is None] or judged
        return all(any(isinstance(fact, form) for fact in told) for form in wanted)

    found = (each(**given(case, each)) for each in case.here.awake(ChargeRule).values() if begun(each))
    return [replace(each, basis=case.here.basis(each.charge, each.basis)) for each in found]


def offers(case: Case) -> list[Offer]:
    """The steps from the present state, open or not, then the first steps of stages still ahead."""
    if case.state is None:
        return []
    return [*(offer(case, step) for step in _here(case)), *(ahead(case, step) for step in _later(case))]


def suggested(case: Case) -> Step | None:
    """The step of people most likely wanted next: one that leads on, open or waiting for something; one that says what
    the way on is denied for while nobody has said it; a way out of the case only where the way on is denied, nobody has
    asked to let it pass and nothing is waited for; the same again only where nothing else is open. No more is judged
    than it takes to tell."""
    found = cache(lambda step: judged(case, step))

    def outcome(step: Step) -> str:
        return found(step)[0]

    def unsaid(step: Step) -> bool:
        if not step.form or any(isinstance(each, step.form) for each in case.facts()):
            return False
        against = {each.rule for way in onward for each in found(way)[1] if not each.allows}
        return any(step.form in rule.forms for name, rule in case.here.rules.items() if name in against)

    here = [step for step in _here(case) if step.after is None]
    leading = [step for step in here if step.target is not step.source]
    onward = [step for step in leading if step.target is not END]
    return next(chain((step for step in onward if outcome(step) in OPEN),
                      (step for step in onward if case.asked or case.waiting or outcome(step) != "deny"),
                      (step for step in here if outcome(step) in OPEN and unsaid(step)),
                      (step for step in (*leading, *here) if outcome(step) in OPEN)), None)


def _here(case: Case) -> list[Step]:
    """The steps from the present state."""
    return [step for step in case.here.steps if case.state and step.source is case.state]


def offer(case: Case, step: Step) -> Offer:
    """A step, judged with what is known."""
    outcome, found = judged(case, step)
    papers = tuple(key for key, each in case.here.awake(Document).items() if step in each.before and _can(case, each))
    by = case.here.duties.get(step.by.key, step.by.title)
    return Offer(step, outcome, found, by, papers, proposed(case, step))


def judged(case: Case, step: Step) -> tuple[str, tuple[Decision, ...]]:
    """The outcome of a step and what was judged about it. What its own form will ask does not close it: the outcome
    is then `ask`."""
    found = judge_step(case, step)
    own = {each.key for form in (step.form.__mro__ if step.form else ()) if issubclass(form, Form)
           for each in form.fields.values()}
    against = [each for each in found if not each.allows]
    waiting = [each for each in against if each.outcome == "needs" and each.missing in own]
    outcome = max((each.outcome for each in against if each not in waiting), key=GRAVITY.index, default="allow")
    asks = step.form and any(not each.optional for each in step.form.questions(case.here.asked).values())
    return "ask" if outcome == "allow" and (waiting or asks) else outcome, found


def proposed(case: Case, step: Step) -> dict[str, object]:
    """What a step's form starts with: answers of the product, then the step's own proposal."""
    if step.form is None:
        return {}
    known = prefilled(step.form, next((each for each in case.facts() if isinstance(each, Product)), None))
    made = step.propose(**given(case, step.propose)) if step.propose else None
    return {**known, **(made.dump() if made else {})}


def prefilled(form: type[Form], product: Product | None) -> dict[str, object]:
    """The answers that a registered product gives beforehand; of a choice the option, where it is one."""
    known = {} if product is None else product.dump()
    found: dict[str, object] = {}
    for name, asked in form.fields.items():
        said = known.get(asked.prefill.name) if asked.prefill and asked.prefill.form is Product else None
        if asked.options:
            said = next((each.name for each in asked.options if said in (each.name, each.value)), None)
        if said is not None:
            found[name] = said
    return found


def ahead(case: Case, step: Step) -> Offer:
    """A step of a later stage: not yet, and what comes first."""
    assert case.state and case.state.stage and step.stage
    waiting = stages_before(case, step)
    basis = tuple(dict.fromkeys(cited for stage in (*waiting, step.stage) for cited in case.here.basis(stage.key)))
    reason = Reason("尚未完成:{stages}", {"stages": tuple(Label(stage.title) for stage in waiting)})
    verdict = Decision("deny", reason, "order_of_stages", "先后次序", basis)
    return Offer(step, "deny", (verdict,), case.here.duties.get(step.by.key, step.by.title), ahead=True)


def stages_before(case: Case, step: Step) -> tuple[Any, ...]:
    """The stages from the present one up to, not including, that of the step."""
    order = [stage for stage in case.here.stages if stage.key in case.here.flow]
    here = next((i for i, stage in enumerate(order) if case.state and stage is case.state.stage), None)
    there = next((i for i, stage in enumerate(order) if stage is step.stage), None)
    if here is None or there is None or there <= here:
        return ()
    return tuple(order[here:there])


def _later(case: Case) -> Iterator[Step]:
    """The steps that begin stages still ahead and lead on; ways out of the case are not worth announcing, nor are
    ways that a rule denies already."""
    for stage in case.here.stages:
        for step in case.here.steps:
            begins = step.stage is stage and step.source is stage.start and step.target is not END
            if begins and stages_before(case, step) and not (step.when and _denied(case, step.when)):
                yield step


def _denied(case: Case, rule: AnyRule) -> bool:
    return any(each.outcome == "deny" for each in judge(case, rule))


def _can(case: Case, paper: Document) -> bool:
    """Whether everything is known without which a document is not made."""
    return all(case.answer(asked) is not None for asked in paper.needs)


def papers(case: Case, *keys: str) -> list[Paper]:
    """Documents of this case, filled in: those named, else all that its flow can make."""
    awake = case.here.awake(Document)
    policy = case.here.policy(case.facts())

    def values(terms: tuple[Term[Any], ...]) -> tuple[tuple[str, object], ...]:
        return tuple((term.label, policy[term] if case.here.settings.get(term.key) and
                      not case.here.settings[term.key].blank else None) for term in terms)

    found = []
    for key in keys or awake:
        if key not in awake or not _can(case, awake[key]):
            continue
        paper = awake[key]
        lines = tuple((asked.label, asked.words(case.answer(asked))) for asked in paper.tells)
        found.append(Paper(key, paper.title, lines, paper.says, paper.encloses, values(paper.shows), paper.signed,
                           case.here.carried.get(key, ()), paper.size, paper.copies, paper.code,
                           values(paper.letterhead)))
    return found


def take(case: Case, key: str, at: datetime, data: object = None,
         bring: Callable[[Case], list[Form]] | None = None) -> Taking:
    """Judge a step with its own form; `bring` finds what is known elsewhere of what that form says. Raises `Refused`
    with every judgement against it, `InvalidInput` for answers that do not fit; the case is as before either way."""
    step = _current(case, key)
    forms, lines, brought = list(case.forms), [list(line.records) for line in case.lines], case.brought
    said = _file(case, step.form, at, data) if step.form else _nothing(data)
    try:
        if bring and step.form:
            case.brought = bring(case)
        decisions = judge_step(case, step)
    finally:
        case.forms, case.brought = forms, brought
        for line, records in zip(case.lines, lines, strict=True):
            line.records = records
    if closed := sorted((each for each in decisions if not each.allows), key=lambda each: -GRAVITY.index(each.outcome)):
        raise Refused("{step}:{reasons}", step=Label(step.label), reasons=tuple(each.reason for each in closed),
                      decisions=closed)
    return Taking(step, said, decisions, case.here.leads_to(step))


def _current(case: Case, key: str) -> Step:
    """The step, if it starts where the case stands."""
    step = case.step(key)
    if step is None:
        from difflib import get_close_matches

        near = get_close_matches(key, [said for each in case.here.steps for said in (each.key, each.name)], n=1)
        if near:
            raise Refused("没有步骤“{step}”,是否指“{near}”", step=key, near=near[0])
        raise Refused("没有步骤“{step}”", step=key)
    if case.state is None:
        raise Refused("案件已结束,不能“{step}”;需要时请先重开", step=Label(step.label))
    if step.source is not case.state:
        if stages_before(case, step):
            early = ahead(case, step)
            raise Refused("{step}:{reasons}", step=Label(step.label), reasons=(early.decisions[0].reason,),
                          decisions=early.decisions)
        raise Refused("现在是“{state}”,不能“{step}”", state=Label(case.state.title), step=Label(step.label))
    return step


def _file(case: Case, form: type[Form], at: datetime, data: object) -> dict[str, Any]:
    """Load a step's answers and lay them on the case for judging."""
    at = at.astimezone(case.zone)
    if form.per is not Item or not case.lines:
        record = form.load(_answers(data), at=at, asked=case.here.asked, earlier=case.facts())
        case.forms.append(record)
        return filed(record)
    rows = data if isinstance(data, list | tuple) else [data] * len(case.lines)
    if len(rows) != len(case.lines):
        raise InvalidInput.field("items", "“{form}”要为 {wanted} 件商品各填一份,收到 {given} 份",
                                 form=Label(form.title), wanted=len(case.lines), given=len(rows))
    problems: dict[str, Sequence[Reason]] = {}
    records: list[tuple[Line, Form]] = []
    for line, row in zip(case.lines, rows, strict=True):
        try:
            records.append((line, form.load(_answers(row), at=at, asked=case.here.asked, earlier=case.facts(line))))
        except InvalidInput as error:
            problems |= {f"{line.position}.{name}": said for name, said in error.errors.items()}
    if problems:
        raise InvalidInput(problems, form=form.__name__)
    for line, record in records:
        line.records.append(record)
    return {"name": form.__name__, "title": form.title, "version": form.version(), "lines": [
        {"position": line.position, "answers": record.dump(), "shown": record.shown()} for line, record in records]}


def _answers(data: object) -> Mapping[str, object]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise InvalidInput.field("form", "表单应是“问题: 答案”的对照")
    return data


def _nothing(data: object) -> dict[str, Any] | None:
    if data:
        raise InvalidInput.field("form", "这一步没有要填的内容")
    return None


