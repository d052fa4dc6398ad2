"""The rulebook: a business's regulations in order, with its own values, composed once and numbered by content."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from core.domain.calendars import WorkCalendar, plain_calendar
from core.domain.counting import Conventions
from core.domain.errors import DeskError
from core.domain.flow import ABSENT, AGAIN, DONE, END, Exit, Stage, State, Step, Workflow, settle
from core.domain.forms import Form, Item
from core.domain.marks import Notice
from core.domain.plans import Plan
from core.domain.policies import Clause, FlowList, PolicyFile
from core.domain.promises import Document, Gate, Target
from core.domain.registers import Register
from core.domain.registry import Registry
from core.domain.reports import Report
from core.domain.rules import AnyRule, ChargeRule, Citation, Policy, Rule
from core.domain.terms import OPTIONAL, Setting, Term, read, written

T = TypeVar("T")


class AbsentStage(DeskError):
    """A step leads to a stage that the regulation leaves out, and does not say what then."""

    code = "absent-stage"


@dataclass(frozen=True)
class Adoption:
    """A regulation as a business adopts it: for cases whose facts are as `where` says (`Item.brand = "甲"`),
    else for all."""

    policy: PolicyFile
    where: Mapping[str, str] = field(default_factory=dict)

    def holds_for(self, facts: Iterable[Form]) -> bool:
        if not self.where:
            return True
        said = {f"{kind.__name__}.{name}": str(getattr(value, "name", value)) for fact in facts
                for kind in type(fact).__mro__ for name, value in vars(fact).items()}
        return all(said.get(key) == wanted for key, wanted in self.where.items())


class Rulebook:
    """Immutable; a case pins the one it was opened under. `values` are the business's own and come first."""

    def __init__(self, registry: Registry, adoptions: Sequence[Adoption | PolicyFile],
                 values: Mapping[str, object] | None = None, calendar: WorkCalendar | None = None) -> None:
        self.registry, self.values = registry, dict(values or {})
        self.calendar = calendar or plain_calendar()
        self.adoptions = tuple(each if isinstance(each, Adoption) else Adoption(each) for each in adoptions)
        self._composed: dict[tuple[str, tuple[bool, ...]], InForce] = {}

    @cached_property
    def number(self) -> str:
        """The same words give the same number on every machine."""
        said = json.dumps(self.content(), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def content(self) -> dict[str, Any]:
        """Everything that is pinned, as JSON-able data."""
        return {"industry": self.registry.name, "values": self.values,
                "adoptions": [{"policy": each.policy.content(), "where": dict(each.where)} for each in self.adoptions]}

    @classmethod
    def from_content(cls, registry: Registry, content: Mapping[str, Any], calendar: WorkCalendar) -> "Rulebook":
        """The rulebook that `content` wrote, with today's knowledge of the calendar. Values whose term the plugin
        no longer declares are left out, since nothing can read them."""
        adoptions = [Adoption(PolicyFile.from_content(each["policy"]), each["where"]) for each in content["adoptions"]]
        return cls(registry, adoptions, content["values"], calendar)

    def for_case(self, kind: str, facts: Iterable[Form] = ()) -> "InForce":
        """What holds for a case of this kind with these facts."""
        known = list(facts)
        holding = tuple(each.holds_for(known) for each in self.adoptions)
        if (kind, holding) not in self._composed:
            policies = [each.policy for each, holds in zip(self.adoptions, holding, strict=True) if holds]
            self._composed[kind, holding] = InForce(self, kind, policies)
        return self._composed[kind, holding]

    @cached_property
    def standing(self) -> "Composed":
        """What holds for the industry as a whole, whatever the case: its plans and reports, and the terms they read."""
        return Composed(self, [each.policy for each in self.adoptions])


class Composed:
    """The provisions and terms of some regulations in their order; of one `kind` of case, what speaks of it."""

    def __init__(self, rulebook: Rulebook, policies: Sequence[PolicyFile], kind: str = "") -> None:
        self.registry, self.calendar, self.policies = rulebook.registry, rulebook.calendar, tuple(policies)
        self._awake: dict[type, dict[str, Any]] = {}
        self._woken: dict[str, tuple[Citation, ...]] = {}
        self.settings: dict[str, Setting] = {}
        self.carried: dict[str, tuple[str, ...]] = {}
        self.duties: dict[str, str] = {}
        self.conventions = Conventions(**dict(next((each.counting for each in self.policies if each.counting), {})))
        for key, said in rulebook.values.items():
            if key in self.registry.terms:
                self.settings[key] = read(self.registry.terms[key], said, "", own=True)
        dropped = set[str]()
        for policy in self.policies:
            clauses = [clause for clause in policy.clauses if not kind or clause.speaks_of(kind)]
            dropped |= {key for clause in clauses for key in clause.drops}
            for clause in clauses:
                for key in dict.fromkeys(clause.uses):
                    if key not in dropped and key in self.registry.provisions:
                        self.carried[key] = (*self.carried.get(key, ()), clause.id)
                for key, said in clause.set.items():
                    if key in self.registry.terms:
                        self._set(key, read(self.registry.terms[key], said, clause.id))
            self.duties = {**policy.duties, **{key: said for clause in clauses for key, said in clause.duties.items()},
                           **self.duties}

    def _set(self, key: str, setting: Setting) -> None:
        """The first to set a term wins. The business's own value fills it but the clause stays its source."""
        known = self.settings.get(key)
        if known is None:
            self.settings[key] = setting
        elif known.own and not known.clause:
            self.settings[key] = Setting(setting.clause, known.value, known.blank, own=True)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The fields on demand that some clause uses."""
        return frozenset(key for key in self.carried if isinstance(self.registry.provisions.get(key), str))

    def clause(self, clause_id: str) -> tuple[PolicyFile, Clause] | None:
        """A clause in force and its regulation."""
        return next(((policy, found) for policy in self.policies if (found := policy.clause(clause_id))), None)

    def policy(self, facts: Sequence[Form] = ()) -> Policy:
        """The terms, for reading; tables look at `facts`."""
        return Policy(self.settings, self.calendar, self.conventions, facts)

    def promises(self, term: Term[Any] | None) -> bool:
        """Whether a term is set at all, or at least has to be filled in: no promise follows from one left open. One
        that needs no term is set by being used."""
        setting = self.settings.get(term.key) if term else None
        return term is None or (setting is not None and setting.blank != OPTIONAL)

    def awake(self, sort: type[T]) -> dict[str, T]:
        """The rules, charges, gates, targets, documents, plans, registers or reports in use that have a place here."""
        if sort not in self._awake:
            found = {key: self.registry.provisions[key] for key in self.carried}
            self._awake[sort] = {key: each for key, each in found.items()
                                 if isinstance(each, sort) and not self.misplaced(each)}
        return cast(dict[str, T], self._awake[sort])

    def misplaced(self, provision: object) -> str:
        """Why a provision has no place here; nothing if it has one."""
        return "" if isinstance(provision, Plan | Register | Report) or (
            isinstance(provision, str) and provision in self._planned) else "belongs to cases"

    @cached_property
    def _planned(self) -> frozenset[str]:
        """The questions of the plans and registers in use."""
        standing: list[Plan | Register] = [*self.awake(Plan).values(), *self.awake(Register).values()]
        return frozenset(field.key for each in standing if each.form for field in each.form.fields.values())

    def basis(self, key: str, read_terms: tuple[Citation, ...] = ()) -> tuple[Citation, ...]:
        """The clauses that woke a provision (a rule is also woken by the gates that ask it), then the terms it read."""
        if key not in self._woken:
            woken = [Citation(clause, "", key) for clause in self.carried.get(key, ())]
            woken += [Citation(clause, "", name) for name, gate in self._gates_asking.get(key, ())
                      for clause in self.carried[name]]
            self._woken[key] = tuple(dict.fromkeys(woken))
        return tuple(dict.fromkeys((*self._woken[key], *read_terms))) if read_terms else self._woken[key]

    @cached_property
    def _gates_asking(self) -> dict[str, list[tuple[str, Gate]]]:
        found: dict[str, list[tuple[str, Gate]]] = {}
        for name, gate in self.awake(Gate).items():
            if gate.when:
                found.setdefault(gate.when.name, []).append((name, gate))
        return found

    def outline(self) -> dict[str, object]:
        """Everything a clause can change here, as plain data: what coverage compares."""
        return {"plans": sorted(self.awake(Plan)), "registers": sorted(self.awake(Register)),
                "reports": sorted(self.awake(Report)), "duties": self.duties, "fields": sorted(self.asked),
                "terms": {key: setting.blank or written(setting.value) for key, setting in self.settings.items()}}


class InForce(Composed):
    """The provisions and terms that hold for one case. Immutable, so what follows from them is found once."""

    def __init__(self, rulebook: Rulebook, kind: str, policies: Sequence[PolicyFile]) -> None:
        super().__init__(rulebook, [policy for policy in policies if kind in policy.flow], kind)
        self.kind = kind
        self.workflow: type[Workflow] = rulebook.registry.workflows[kind]
        self.flow: FlowList = next((policy.flow[kind] for policy in self.policies), ())
        self.stages = self._stages()

    def _stages(self) -> tuple[type[Stage], ...]:
        offered = {stage.key: stage for stage in self.workflow.stages}
        names = [name for each in self.flow for name in (each if isinstance(each, tuple) else (each,))]
        return tuple(offered[name] for name in names if name in offered)

    def notices(self, target: Target) -> dict[str, Notice]:
        """The notices in use that speak of a promise."""
        return {key: each for key, each in self.awake(Notice).items() if target in each.of}

    @cached_property
    def rules(self) -> dict[str, AnyRule]:
        """Every rule in use: those a clause names and those behind gates and steps in use."""
        behind = {gate.when.name: gate.when for gate in self.awake(Gate).values() if gate.when}
        return {**self.awake(Rule), **behind}

    @cached_property
    def wanted(self) -> frozenset[type]:
        """The facts that its rules, charges, proposals and promises ask for."""
        judged = [*self.rules.values(), *self.awake(ChargeRule).values(), *(
            each for step in self.steps for each in (step.when, step.unless, step.propose) if each)]
        promised = (each.only_when.field.form for each in self.awake(Target).values() if each.only_when)
        return frozenset((*(want.kind for each in judged for want in each.wants.values()), *promised))

    def misplaced(self, provision: object) -> str:
        """Why a provision has no place in this flow; nothing if it has one."""
        if not super().misplaced(provision):
            return ""
        if isinstance(provision, Gate | Document):
            if not any(step.stage in self.stages for step in provision.before):
                return "belongs to steps that this flow leaves out"
            return self.misplaced(provision.when) if isinstance(provision, Gate) and provision.when else ""
        if isinstance(provision, Rule | ChargeRule):
            absent = [form.__name__ for form in provision.forms if not self._asks(form)]
            return f"judges {absent[0]}, which no step of this flow asks for" if absent else ""
        if isinstance(provision, Target):
            asked = all(self._asks(form) for form in provision.forms)
            return "" if asked and provision.placed_in(set(self.stages)) else (
                "speaks of steps or forms that this flow leaves out")
        if isinstance(provision, Notice):
            return "" if any(each in provision.of for each in self.awake(Target).values()) else (
                "tells of promises that are not made here")
        if isinstance(provision, type):
            return "" if provision in self.stages else "is not in the flow"
        return "" if provision in self._questions else "is a question that no step of this flow asks"

    @cached_property
    def _questions(self) -> frozenset[str]:
        return frozenset(field.key for form in self.forms for field in form.fields.values())

    def _asks(self, form: type[Form]) -> bool:
        """Whether somebody fills this form in, or the desk itself answers it."""
        return form.brought or form.__module__ == Form.__module__ or any(issubclass(asked, form)
                                                                        for asked in self.forms)

    @cached_property
    def forms(self) -> tuple[type[Form], ...]:
        """What is asked somewhere in this flow."""
        return (self.workflow.opens, Item, *(step.form for stage in self.stages for step in stage.steps if step.form))

    def holds(self, rule: AnyRule) -> bool:
        """Whether a rule behind a step is awake."""
        return rule.name in self.carried and not self.misplaced(rule)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of this flow. Absent are those whose `when` rule sleeps, and those said to go with a stage."""
        return tuple(step for stage in self.stages for step in stage.steps
                     if (not step.when or self.holds(step.when)) and self.promises(step.after)
                     and (step.otherwise is not ABSENT or settle(step.target) in self.stages))

    @cached_property
    def states(self) -> dict[str, State]:
        """The states of this flow by key."""
        return {state.key: state for stage in self.stages for state in stage.states}

    @cached_property
    def start(self) -> State:
        first = self.flow[0]
        return next(stage for stage in self.stages if stage.key == first).start

    def leads_to(self, step: Step) -> State | None:
        """Where a step leads under this flow; None is the end of the case."""
        target = settle(step.target)
        if isinstance(target, type) and target not in self.stages:
            if step.otherwise is None:
                raise AbsentStage("step {step} leads to stage {stage!r}, which is left out; "
                                  "add the stage to the flow or otherwise= to the step",
                                  step=step.key, stage=target.key)
            target = settle(step.otherwise)
        if isinstance(target, State):
            return None if target.end else target
        if isinstance(target, Exit):
            return self._next(step) if target is DONE else self.start if target is AGAIN else None
        return target.start

    def _next(self, step: Step) -> State | None:
        """The next stage of the list that is not a choice; choices are entered by explicit steps only."""
        here = next(i for i, each in enumerate(self.flow)
                    if step.stage and (step.stage.key == each or (isinstance(each, tuple) and step.stage.key in each)))
        follower = next((each for each in self.flow[here + 1:] if isinstance(each, str)), None)
        return next((stage.start for stage in self.stages if stage.key == follower), None)

    def ways(self, state: State) -> list[State | Exit]:
        """Where the steps of a state lead."""
        return [self.leads_to(step) or END for step in self.steps if step.source is state]

    def outline(self) -> dict[str, object]:
        """Everything a clause can change for this kind."""
        return {
            **super().outline(), "flow": self.flow, "rules": sorted(self.rules),
            "charges": sorted(self.awake(ChargeRule)),
            "steps": sorted(step.key for step in self.steps), "gates": sorted(self.awake(Gate)),
            "targets": sorted(self.awake(Target)), "notices": sorted(self.awake(Notice)),
            "documents": sorted(self.awake(Document))}
