"""What the enabled plugins declare, found by name."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from core.domain.errors import DefinitionError
from core.domain.flow import Stage, Workflow
from core.domain.forms import Form
from core.domain.promises import Document, Gate, Target
from core.domain.rules import AnyRule, Rule
from core.domain.terms import Term

Provision = AnyRule | Gate | Target | Document | type[Stage] | str
"""What a clause may use. A `str` is the key of a field on demand."""


class Industry:
    """A plugin: whatever its modules declare. Names are those of the attributes, so nothing is listed twice."""

    def __init__(self, name: str, *modules: ModuleType | str) -> None:
        self.name = name
        self.modules = [sys.modules[each] if isinstance(each, str) else each for each in modules]

    def declared(self) -> Iterator[tuple[str, object]]:
        for module in self.modules:
            yield from vars(module).items()


class Registry:
    """All declarations of some plugins, merged and checked for clashes."""

    def __init__(self, *industries: Industry) -> None:
        self.provisions: dict[str, Provision] = {}
        self.terms: dict[str, Term[Any]] = {}
        self.workflows: dict[str, type[Workflow]] = {}
        self.records: list[type[Form]] = []
        for industry in industries:
            for name, found in industry.declared():
                self._take(industry, name, found)

    def _take(self, industry: Industry, name: str, found: object) -> None:
        if isinstance(found, Term):
            self._keep(self.terms, found.key, found)
        elif isinstance(found, Rule | Gate | Target | Document):
            self._keep(self.provisions, name, found)
        elif isinstance(found, type) and issubclass(found, Workflow) and found is not Workflow:
            self._keep(self.workflows, f"{industry.name}.{found.key}", found)
            self._take_forms(found.opens, *(step.form for stage in found.stages for step in stage.steps if step.form))
        elif isinstance(found, type) and issubclass(found, Stage) and found not in (Stage, Workflow):
            self._keep(self.provisions, found.key, found)
        elif isinstance(found, type) and issubclass(found, Form):
            self._take_forms(found)

    def _take_forms(self, *forms: type[Form]) -> None:
        for form in forms:
            self.records.append(form)
            for field in form.fields.values():
                if field.on_demand:
                    self.provisions[field.key] = field.key

    @staticmethod
    def _keep(shelf: dict[str, Any], key: str, found: object) -> None:
        if shelf.setdefault(key, found) is not found:
            raise DefinitionError(f"{key!r} is declared twice, by {shelf[key]!r} and {found!r}")
