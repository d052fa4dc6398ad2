"""The rulebook: a business's regulations in order, with its own values, composed once and numbered by content."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TypeVar, cast

from core.domain.counting import CHINA_2025, Calendar
from core.domain.errors import DeskError
from core.domain.flow import ABSENT, DONE, END, Exit, Stage, State, Step, Workflow, settle
from core.domain.forms import Form, Item
from core.domain.policies import FlowList, PolicyFile
from core.domain.promises import Document, Gate, Target
from core.domain.registry import Registry
from core.domain.rules import AnyRule, Policy, Rule
from core.domain.terms import Setting, read

T = TypeVar("T")


class AbsentStage(DeskError):
    """A step leads to a stage that the regulation leaves out, and does not say what then."""


@dataclass(frozen=True)
class Adoption:
    """A regulation as a business adopts it: for cases whose facts are as `where` says, else for all."""

    policy: PolicyFile
    where: Mapping[str, str] = field(default_factory=dict)

    def holds_for(self, facts: Iterable[Form]) -> bool:
        said = {f"{kind.__name__}.{name}": str(value) for fact in facts for kind in type(fact).__mro__
                for name, value in vars(fact).items()}
        return all(said.get(key) == wanted for key, wanted in self.where.items())


class Rulebook:
    """Immutable; a case pins the one it was opened under. `values` are the business's own and come first."""

    def __init__(self, registry: Registry, adoptions: Sequence[Adoption | PolicyFile],
                 values: Mapping[str, object] | None = None, calendar: Calendar = CHINA_2025) -> None:
        self.registry, self.calendar, self.values = registry, calendar, dict(values or {})
        self.adoptions = tuple(each if isinstance(each, Adoption) else Adoption(each) for each in adoptions)

    @property
    def number(self) -> str:
        """The same words give the same number on every machine."""
        said = json.dumps([[asdict(each) for each in self.adoptions], self.values], sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def for_case(self, kind: str, facts: Iterable[Form] = ()) -> "InForce":
        """What holds for a case of this kind with these facts."""
        known = list(facts)
        return InForce(self, kind, [each.policy for each in self.adoptions if each.holds_for(known)])


class InForce:
    """The provisions and terms that hold for one case."""

    def __init__(self, rulebook: Rulebook, kind: str, policies: Sequence[PolicyFile]) -> None:
        self.kind, self.registry, self.calendar = kind, rulebook.registry, rulebook.calendar
        self.workflow: type[Workflow] = rulebook.registry.workflows[kind]
        self.settings: dict[str, Setting] = {}
        self.carried: dict[str, tuple[str, ...]] = {}
        self.duties: dict[str, str] = {}
        for key, written in rulebook.values.items():
            self.settings[key] = read(self.registry.terms[key], written, "business")
        dropped = set[str]()
        for policy in policies:
            clauses = [clause for clause in policy.clauses if clause.speaks_of(kind)]
            dropped |= {key for clause in clauses for key in clause.drops}
            for clause in clauses:
                for key in set(clause.uses) - dropped:
                    self.carried[key] = (*self.carried.get(key, ()), clause.id)
                for key, written in clause.set.items():
                    self._set(key, read(self.registry.terms[key], written, clause.id))
            self.duties = {**policy.duties, **self.duties}
        self.flow: FlowList = next((policy.flow[kind] for policy in policies if kind in policy.flow), ())
        self.stages = self._stages()

    def _set(self, key: str, setting: Setting) -> None:
        """The first to set a term wins. The business's own value fills it but the clause stays its source."""
        known = self.settings.get(key)
        if known is None:
            self.settings[key] = setting
        elif known.clause == "business":
            self.settings[key] = Setting(setting.clause, known.value, known.blank)

    def _stages(self) -> tuple[type[Stage], ...]:
        offered = {stage.key: stage for stage in self.workflow.stages}
        names = [name for each in self.flow for name in (each if isinstance(each, tuple) else (each,))]
        return tuple(offered[name] for name in names)

    @property
    def asked(self) -> frozenset[str]:
        """The fields on demand that some clause uses."""
        return frozenset(key for key in self.carried if "." in key)

    def policy(self, facts: Sequence[Form] = ()) -> Policy:
        return Policy(self.settings, self.calendar, facts)

    def awake(self, sort: type[T]) -> dict[str, T]:
        """The rules, gates, targets or documents in use that have a place in this flow."""
        found = {key: self.registry.provisions[key] for key in self.carried}
        return {key: cast(T, each) for key, each in found.items()
                if isinstance(each, sort) and not self.misplaced(each)}

    def misplaced(self, provision: object) -> str:
        """Why a provision has no place in this flow; nothing if it has one."""
        if isinstance(provision, Gate | Document):
            if not any(step.stage in self.stages for step in provision.before):
                return "belongs to steps that this flow leaves out"
            return self.misplaced(provision.when) if isinstance(provision, Gate) and provision.when else ""
        if isinstance(provision, Rule):
            absent = [form.__name__ for form in provision.forms
                      if not any(issubclass(asked, form) for asked in self.forms)]
            return f"judges {absent[0]}, which no step of this flow asks for" if absent else ""
        if isinstance(provision, Target):
            return "" if provision.stages <= set(self.stages) else "speaks of steps that this flow leaves out"
        if isinstance(provision, type):
            return "" if provision in self.stages else "is not in the flow"
        asked = {field.key for form in self.forms for field in form.fields.values()}
        return "" if provision in asked else "is a question that no step of this flow asks"

    @property
    def forms(self) -> tuple[type[Form], ...]:
        """What is asked somewhere in this flow."""
        return (self.workflow.opens, Item, *(step.form for stage in self.stages for step in stage.steps if step.form))

    def holds(self, rule: AnyRule) -> bool:
        """Whether a rule behind a step is awake."""
        return rule.name in self.carried and not self.misplaced(rule)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of this flow. Absent are those whose `when` rule sleeps, and those said to go with a stage."""
        return tuple(step for stage in self.stages for step in stage.steps
                     if (not step.when or self.holds(step.when))
                     and (step.otherwise is not ABSENT or settle(step.target) in self.stages))

    @property
    def start(self) -> State:
        first = self.flow[0]
        return next(stage for stage in self.stages if stage.key == first).start

    def leads_to(self, step: Step) -> State | None:
        """Where a step leads under this flow; None is the end of the case."""
        target = settle(step.target)
        if isinstance(target, type) and target not in self.stages:
            if step.otherwise is None:
                raise AbsentStage(f"step {step.key} leads to stage {target.key!r}, which is left out; "
                                  f"add the stage to the flow or otherwise= to the step")
            target = settle(step.otherwise)
        if isinstance(target, State):
            return target
        if isinstance(target, Exit):
            return self._next(step) if target is DONE else None
        return target.start

    def _next(self, step: Step) -> State | None:
        """The next stage of the list that is not a choice; choices are entered by explicit steps only."""
        here = next(i for i, each in enumerate(self.flow)
                    if step.stage and (step.stage.key == each or step.stage.key in each and isinstance(each, tuple)))
        follower = next((each for each in self.flow[here + 1:] if isinstance(each, str)), None)
        return next((stage.start for stage in self.stages if stage.key == follower), None)

    def ways(self, state: State) -> list[State | Exit]:
        """Where the steps of a state lead."""
        return [self.leads_to(step) or END for step in self.steps if step.source is state]

    def outline(self) -> dict[str, object]:
        """Everything a clause can change for this kind, as plain data: what coverage compares."""
        rules = self.awake(Rule)
        return {
            "flow": self.flow, "fields": sorted(self.asked), "rules": sorted(rules),
            "steps": sorted(step.key for step in self.steps), "gates": sorted(self.awake(Gate)),
            "targets": sorted(self.awake(Target)), "documents": sorted(self.awake(Document)),
            "terms": {key: str(setting.value or setting.blank) for key, setting in self.settings.items()}}
