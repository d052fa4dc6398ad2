"""What the contract is held against: every installed plugin with what it declares, its files and its regulations."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from core.app import install
from core.domain.flow import Stage, Step
from core.domain.policies import PolicyFile
from core.domain.registry import Capability, Registry
from core.plugins import Health, discover
from core.translation import read_catalogue

DATA_FOLDERS = ("policies", "templates", "static", "locale")


@dataclass
class Subject:
    """One installed plugin, an industry or a capability. `registry` is None where its definitions do not load."""

    name: str
    health: Health
    registry: Registry | None = None
    policies: dict[str, PolicyFile] = field(default_factory=dict)
    broken: dict[str, Exception] = field(default_factory=dict)

    @property
    def folder(self) -> Path | None:
        return self.registry.industry.folder if self.registry else None

    @property
    def modules(self) -> list[str]:
        """The dotted names of the modules that declare something."""
        return [each.__name__ for each in self.registry.industry.modules] if self.registry else []

    @property
    def is_capability(self) -> bool:
        return self.registry is not None and isinstance(self.registry.industry, Capability)

    @property
    def declaring(self) -> set[Path]:
        """The files of those modules."""
        return {Path(str(each.__file__)) for each in self.registry.industry.modules} if self.registry else set()

    @cached_property
    def code(self) -> dict[Path, ast.Module]:
        """Its Python files, parsed. A plugin of one file has that file only, whatever lies beside it."""
        return {path: ast.parse(path.read_text("utf-8"), str(path)) for path in self.files}

    @cached_property
    def files(self) -> list[Path]:
        """The Python files of the plugin: those of its package, or the one file it is made of."""
        if self.registry is None or self.folder is None:
            return []
        declared = [Path(str(each.__file__)) for each in self.registry.industry.modules]
        if len(declared) == 1 and declared[0].name != "__init__.py":
            return declared
        return sorted(path for path in self.folder.rglob("*.py")
                      if not {"migrations", *DATA_FOLDERS} & set(path.relative_to(self.folder).parts))

    def catalogue(self, language: str) -> dict[str, str]:
        """The plugin's translations, and those of the capabilities it needs."""
        bundles = (*self.registry.industry.capabilities, self.registry.industry) if self.registry else ()
        return {said: other for each in bundles
                for said, other in read_catalogue(each.folder / "locale" / f"{language}.po").items()}

    @property
    def stages(self) -> list[type[Stage]]:
        """Every stage, each once."""
        known = self.registry
        found = [stage for workflow in known.workflows.values() for stage in workflow.stages] if known else []
        found += [each for each in known.provisions.values() if isinstance(each, type)] if known else []
        return [*dict.fromkeys(found)]

    def steps(self) -> Iterator[Step]:
        """Every step of every kind, each once."""
        return (step for stage in self.stages for step in stage.steps)


def installed(extra: Iterable[str] = ()) -> list[Subject]:
    """Every plugin that can be found, besides those at the dotted paths `extra`."""
    plugins = discover(None, extra)
    found = install(plugins)
    subjects = []
    for name, industry in plugins.call("register_industry"):
        registry = found.industries.get(industry.name)
        registry = registry if registry and registry.industry is industry else None
        subjects.append(Subject(
            name, plugins.health[name], registry,
            {slug: policy for slug, policy in found.policies.items() if policy.industry == industry.name},
            {slug: error for slug, error in found.broken.items() if slug.partition("/")[0] == industry.name}))
    capabilities = {each.name: each for _, industry in plugins.call("register_industry")
                    for each in industry.capabilities}
    subjects += [Subject(name, plugins.health[name], Registry(each)) for name, each in capabilities.items()
                 if name in plugins.health]
    known = {each.name for each in subjects}
    return subjects + [Subject(name, health) for name, health in plugins.health.items() if name not in known]
