"""What an industry declares, found by name."""

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from core.domain.errors import DefinitionError
from core.domain.flow import Outcome, Stage, Step, Workflow
from core.domain.forms import Form, History, Item, Product
from core.domain.marks import Notice
from core.domain.people import Duty
from core.domain.plans import Plan
from core.domain.promises import Document, EvidenceKind, Gate, Signal, Target
from core.domain.registers import Register
from core.domain.reports import Report
from core.domain.rules import AnyCharge, AnyRule, ChargeRule, Rule
from core.domain.terms import Term

Provision = AnyRule | AnyCharge | Gate | Target | Notice | Document | Plan | Register | Report | type[Stage] | str
"""What a clause may use. A `str` is the key of a field on demand."""


class Bundle:
    """A plugin's manifest: whatever its modules declare. Names are those of the attributes, so nothing is listed
    twice. `folder` holds `policies/` and `locale/`; it is the folder of the first module unless given. `needs` are
    the capabilities whose declarations it builds on; `api` is the version of the plugin API it was written for."""

    def __init__(self, name: str, *modules: ModuleType | str, title: str = "", folder: Path | None = None,
                 needs: "tuple[Capability, ...]" = (), api: str = "") -> None:
        self.name, self.title, self.needs, self.api = name, title or name, needs, api
        self.modules = [sys.modules[each] if isinstance(each, str) else each for each in modules]
        if not self.modules:
            raise DefinitionError("{sort} {name} declares nothing; name its modules",
                                  sort=type(self).__name__.lower(), name=name)
        self.folder = folder or Path(str(self.modules[0].__file__)).parent

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def declared(self) -> Iterator[tuple[str, object]]:
        """Its own declarations by name."""
        for module in self.modules:
            yield from vars(module).items()

    @cached_property
    def capabilities(self) -> "tuple[Capability, ...]":
        """The capabilities it needs, and those that they need, each after what it builds on itself."""
        return tuple(dict.fromkeys(each for need in self.needs for each in (*need.capabilities, need)))


class Capability(Bundle):
    """An ability that several industries need: what its modules declare belongs to each that names it."""


class Industry(Bundle):
    """Kinds of case and everything about them."""


class Registry:
    """All declarations of one industry, checked for clashes and frozen; of a capability alone, to look at it."""

    def __init__(self, industry: Bundle) -> None:
        self.industry = industry
        self.provisions: dict[str, Provision] = {}
        self.terms: dict[str, Term[Any]] = {}
        self.workflows: dict[str, type[Workflow]] = {}
        self.forms: dict[str, type[Form]] = {each.__name__: each for each in (Item, Product, History)}
        self.evidence: dict[str, EvidenceKind] = {}
        self.duties: dict[str, Duty] = {}
        self.signals: dict[str, Signal] = {}
        for bundle in (*industry.capabilities, industry):
            for name, found in bundle.declared():
                self._take(name, found)
        if self.workflows:
            self._check_forms()

    @property
    def name(self) -> str:
        return self.industry.name

    def _take(self, name: str, found: object) -> None:
        if isinstance(found, type):
            self._take_class(found)
        elif isinstance(found, Term):
            self._keep(self.terms, found.key, found)
        elif isinstance(found, Rule | ChargeRule):
            self._keep(self.provisions, found.name, found)
        elif isinstance(found, Gate | Target | Notice | Document | Plan | Register | Report):
            self._keep(self.provisions, name, found)
            if isinstance(found, Plan | Register):
                self._take_forms(*([found.form] if found.form else []))
                for duty in found.by if isinstance(found, Plan) else found.duties:
                    self._keep(self.duties, duty.key, duty)
        elif isinstance(found, EvidenceKind):
            self._keep(self.evidence, found.key, found)
        elif isinstance(found, Signal):
            self._keep(self.signals, found.name, found)
        elif isinstance(found, Duty):
            self._keep(self.duties, found.key, found)

    def _take_class(self, found: type) -> None:
        if issubclass(found, Workflow) and found is not Workflow:
            self._keep(self.workflows, f"{self.name}.{found.key}", found)
            self._take_forms(found.opens)
            for stage in found.stages:
                if not issubclass(stage, Workflow):
                    self._keep(self.provisions, stage.key, stage)
                self._take_forms(*(step.form for step in stage.steps if step.form))
                for step in stage.steps:
                    self._keep(self.duties, step.by.key, step.by)
        elif issubclass(found, Stage) and found not in (Stage, Workflow):
            self._keep(self.provisions, found.key, found)
        elif issubclass(found, Form) and found is not Form:
            self._take_forms(found)

    def _take_forms(self, *forms: type[Form]) -> None:
        for form in forms:
            self._keep(self.forms, form.__name__, form)
            for field in form.fields.values():
                if field.on_demand:
                    self.provisions[field.key] = field.key

    def _check_forms(self) -> None:
        """A condition on another question must name a question of this industry."""
        asked = {field.key for form in self.forms.values() for field in form.fields.values()}
        for form in self.forms.values():
            for field in form.fields.values():
                if field.only_when and field.only_when.field.key not in asked:
                    raise DefinitionError(
                        "{plugin}: {field} is asked only when {other} is answered, which no form of {plugin} asks",
                        plugin=self.name, field=field.key, other=field.only_when.field.key)

    def _keep(self, shelf: dict[str, Any], key: str, found: object) -> None:
        if shelf.setdefault(key, found) is not found and shelf[key] != found:
            raise DefinitionError("{plugin}: {key!r} is declared twice, by {one!r} and {other!r}; rename one",
                                  plugin=self.name, key=key, one=shelf[key], other=found)

    def outcomes(self) -> dict[str, Outcome]:
        """How cases of this industry can come out."""
        steps = (step for workflow in self.workflows.values() for stage in workflow.stages for step in stage.steps)
        return {step.then.key: step.then for step in steps if step.then}

    def title(self, key: str) -> str:
        """The words for a provision: what staff see instead of its key."""
        found = self.provisions.get(key)
        if isinstance(found, str):
            form, _, name = found.partition(".")
            return self.forms[form].fields[name].label if form in self.forms else found
        return getattr(found, "title", key)

    def sort(self, key: str) -> str:
        """Which sort a provision is: rule, charge, gate, target, notice, document, plan, register, report, stage or
        field."""
        found = self.provisions[key]
        sorts: Mapping[type, str] = {Rule: "rule", ChargeRule: "charge", Gate: "gate", Target: "target",
                                     Notice: "notice", Document: "document", Plan: "plan", Register: "register",
                                     Report: "report", str: "field"}
        return next((word for kind, word in sorts.items() if isinstance(found, kind)), "stage")

    def step(self, kind: str, key: str) -> Step | None:
        """A step of a kind by its key."""
        steps = (step for stage in self.workflows[kind].stages for step in stage.steps)
        return next((step for step in steps if step.key == key), None)
