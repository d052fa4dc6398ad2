"""What plugins bring to a desk that runs: tables, reactions, pages, panels, endpoints, commands, jobs. Each is asked
for when it is first needed; what fails is noted with its plugin and left out, alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from core.domain.people import Permission
from core.plugins import Plugins

if TYPE_CHECKING:
    from core.domain.registry import Registry
    from core.store.histories import History

V = TypeVar("V")
log = logging.getLogger(__name__)


class Faces:
    """What the plugins of one desk bring, by the name each goes by: that of its industry or capability."""

    def __init__(self, plugins: Plugins, industries: Mapping[str, Registry]) -> None:
        self.plugins, self.industries = plugins, industries
        self._modules: dict[str, dict[str, ModuleType]] = {}
        self._asking = RLock()

    def name_of(self, plugin: str) -> str:
        """What everything of a plugin begins with."""
        bundle = self.plugins.bundles.get(plugin)
        return bundle.name if bundle else plugin

    def fault(self, name: str, problem: str, error: BaseException | None = None) -> None:
        """Note what went wrong with what a plugin brought, once."""
        health = next(self.plugins.health[each] for each in self.plugins.health if self.name_of(each) == name)
        if problem not in health.problems:
            health.fault(problem)
            log.error("plugin %s: %s", name, problem, exc_info=error)

    def modules(self, hook: str) -> dict[str, ModuleType]:
        """The modules that plugins bring by a hook, capabilities before who needs them."""
        with self._asking:
            if (known := self._modules.get(hook)) is None:
                known = self._modules[hook] = {}
                for plugin, answer in self.plugins.call(hook, part=True):
                    if isinstance(answer, ModuleType):
                        known[self.name_of(plugin)] = answer
                    elif answer is not None:
                        self.plugins.health[plugin].fault(f"{hook} returned {answer!r}, which is no module")
        return known

    def of_industry(self, industry: str, hook: str) -> list[tuple[str, ModuleType]]:
        """What the capabilities of an industry, and it itself, bring by a hook."""
        registry = self.industries.get(industry)
        wanted = {each.name for each in (*registry.industry.capabilities, registry.industry)} if registry else set()
        return [(name, module) for name, module in self.modules(hook).items() if name in wanted]

    @cached_property
    def permissions(self) -> dict[str, Permission]:
        """The plugins' own permissions."""
        found: dict[str, Permission] = {}
        for plugin, answer in self.plugins.call("register_permissions"):
            name = self.name_of(plugin)
            for each in answer if isinstance(answer, list | tuple) else [answer] if answer is not None else ():
                if isinstance(each, Permission) and each.key.startswith(f"{name}."):
                    found[each.key] = each
                else:
                    self.fault(name, f"register_permissions gave {each!r}, no Permission whose key begins with {name}.")
        return found

    @cached_property
    def histories(self) -> tuple[History, ...]:
        """The tables of plugins, each after those it builds on."""
        from core.store.histories import History  # brings SQLAlchemy

        found = []
        for plugin, answer in self.plugins.call("register_tables", part=True):
            name = self.name_of(plugin)
            if isinstance(answer, History):
                strange = sorted(table for table in answer.metadata.tables if not table.startswith(f"{name}_"))
                if answer.name != name or strange:
                    self.fault(name, f"tables must be called {name}_…: {', '.join(strange) or answer.name}")
                elif not answer.latest:
                    self.fault(name, f"{answer.folder} has no migrations that end in one; see shouhou db draft")
                else:
                    found.append(answer)
            elif answer is not None:
                self.fault(name, f"register_tables returned {answer!r}, which is no History")
        return tuple(found)

    @cached_property
    def reactions(self) -> Mapping[str, Sequence[object]]:
        """By industry, what is made by `@reacts` and `@facts`."""
        return Later(self.industries, lambda industry: [
            each for _, module in self.of_industry(industry, "register_reactions") for each in _reactions(module)])


def _reactions(module: ModuleType) -> list[object]:
    from core.services.reactions import FactSource, Reaction

    return [each for each in vars(module).values() if isinstance(each, Reaction | FactSource)]


class Later(Mapping[str, V]):
    """A mapping whose values are made when they are first asked for."""

    def __init__(self, keys: Mapping[str, Any], make: Callable[[str], V]) -> None:
        self._keys, self._make = keys, make
        self._made: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
