"""Plugins: found, loaded and called so that a mistake in one is reported and contained."""

import importlib
import importlib.metadata
import pkgutil
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from core import hookspecs
from core.manifest import manifest

ENTRY_POINTS = "shouhou.plugins"
FOLDER = "plugins"
HERE = Path(__file__).resolve().parents[1] / FOLDER
BUDGET_SECONDS = 2.0
"""How long one hook call may take before it is noted against the plugin."""


@dataclass
class Health:
    """How a plugin is doing. `state` is `on`, `faulty` (loaded, but something went wrong) or `left out`."""

    name: str
    source: str
    state: str = "on"
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def fault(self, problem: str, *, left_out: bool = False) -> None:
        """Note what went wrong."""
        self.problems.append(problem)
        self.state = "left out" if left_out or self.state == "left out" else "faulty"


class Plugins:
    """The plugins of one desk. Nothing is global: two desks in one process do not see each other's."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self.health: dict[str, Health] = {}

    def add(self, name: str, plugin: object, source: str) -> None:
        """Take a plugin in. A misspelt or wrongly shaped hook leaves it out, with what is wrong."""
        if name in self.health:
            self.fault(name, source, NameError(f"{name} is the plugin from {self.health[name].source} already; "
                                               f"rename the one from {source}"))
            return
        health = self.health[name] = Health(name, source)
        try:
            self._manager.register(plugin, name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            if self._manager.is_registered(plugin):
                self._manager.unregister(plugin)
            health.fault(str(error), left_out=True)

    def fault(self, name: str, source: str, error: BaseException) -> None:
        """Report a plugin that could not even be loaded; another one of its name stays as it is."""
        known = f"{name} ({source})" if name in self.health else name
        self.health[known] = Health(known, source)
        self.health[known].fault(f"{type(error).__name__}: {error}", left_out=True)

    def call(self, hook: str, **arguments: object) -> list[tuple[str, Any]]:
        """Call a hook of every plugin that has it, each on its own: what one raises, even SystemExit, is noted
        against it and the others go on. Returns plugin name and answer."""
        answers = []
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            health = self.health[implementation.plugin_name]
            if health.state == "left out":
                continue
            began = time.perf_counter()
            try:
                wanted = {name: arguments[name] for name in implementation.argnames}
                answers.append((health.name, implementation.function(**wanted)))
            except (Exception, SystemExit) as error:
                health.fault(f"{hook}: {type(error).__name__}: {error}", left_out=True)
            finally:
                took = time.perf_counter() - began
                health.seconds += took
                if took > BUDGET_SECONDS:
                    health.fault(f"{hook} took {took:.1f} s; it may take {BUDGET_SECONDS:.0f}")
        return answers


def discover(names: Sequence[str] | None = None, extra: Iterable[str] = (), beside: Iterable[str] = ()) -> Plugins:
    """Find and load plugins: those of the `plugins` folder, here and in the folders `beside`, those that installed
    distributions offer under the entry point `shouhou.plugins`, and dotted paths (`extra`). `names` keeps only those
    named; None takes all."""
    plugins = Plugins()
    # Last on the path, so that nothing else that lies there hides what everybody imports.
    sys.path += [each for each in beside if Path(each, FOLDER).is_dir() and each not in sys.path]
    for name, source, load in _found(extra):
        if names is not None and name not in names:
            continue
        try:
            module = load()
            plugins.add(name, manifest(module) or module, source)
        except (Exception, SystemExit) as error:
            plugins.fault(name, source, error)
    for missing in [each for each in names or () if each not in plugins.health]:
        plugins.fault(missing, "shouhou.toml", LookupError("no such plugin; see `shouhou plugin list`"))
    return plugins


def _found(extra: Iterable[str]) -> Iterable[tuple[str, str, Any]]:
    folder = importlib.import_module(FOLDER)
    for where in sorted(dict.fromkeys(folder.__path__), key=lambda each: Path(each).resolve() != HERE):
        source = f"{FOLDER}/" if Path(where).resolve() == HERE else where
        for place in pkgutil.iter_modules([where]):
            yield place.name, source, lambda name=place.name: importlib.import_module(f"{FOLDER}.{name}")
    for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
        yield point.name, f"entry point {point.value}", point.load
    for path in extra:
        yield path.rpartition(".")[2], path, lambda path=path: _by_path(path)


def _by_path(path: str) -> ModuleType:
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))
    return importlib.import_module(path)
