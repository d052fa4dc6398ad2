"""Plugins: found, loaded and called so that a mistake in one is reported and contained.

Industries come from the `plugins` folder, installed packages and dotted paths; a bundled capability comes along with
whoever needs it, before them, or by its name.
"""

import contextvars
import importlib
import importlib.metadata
import pkgutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any, TypeVar

import pluggy

from core import hookspecs
from core.api_version import check_api
from core.domain.registry import Bundle
from core.manifest import Manifest, manifest

T = TypeVar("T")
ENTRY_POINTS = "shouhou.plugins"
FOLDER = "plugins"
HERE = Path(__file__).resolve().parents[1] / FOLDER
CAPABILITIES = "core.capabilities"
"""The package of the bundled capabilities."""
BUNDLED = "core/capabilities/"
"""Their source, as it is told."""
BUDGET_SECONDS = 2.0
"""How long one hook call may take before it is noted against the plugin."""
PATIENCE_SECONDS = 20.0
"""How long loading a plugin, or one hook call, is waited for; the plugin is left out then. What hangs goes on in a
thread that nobody waits for: Python cannot end it."""


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
        self.patience = PATIENCE_SECONDS
        self.health: dict[str, Health] = {}
        self.bundles: dict[str, Bundle] = {}
        """What the plugins that have a manifest declare."""

    def add(self, name: str, plugin: object, source: str) -> None:
        """Take a plugin in. A misspelt or wrongly shaped hook leaves it out, with what is wrong."""
        if name in self.health:
            self.fault(name, source, NameError(f"{name} is the plugin from {self.health[name].source} already; "
                                               f"rename the one from {source}"))
            return
        health = self.health[name] = Health(name, source)
        if isinstance(plugin, Manifest):
            self.bundles[name] = plugin.bundle
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

    def bring(self, bundle: Bundle, source: str) -> None:
        """Take in what a bundle needs, each after what it builds on itself. Raises `LookupError` for a capability that
        is left out."""
        for need in bundle.capabilities:
            if self.bundles.get(need.name) is not need:
                self.add(need.name, Manifest(need), BUNDLED if need.modules[0].__name__.startswith(CAPABILITIES)
                         else source)
            if self.bundles.get(need.name) is not need or self.health[need.name].state == "left out":
                raise LookupError(f"it needs the capability {need.name}, which is left out: "
                                  + "; ".join(self.health[need.name].problems))

    def call(self, hook: str, *, part: bool = False, **arguments: object) -> list[tuple[str, Any]]:
        """Call a hook of every plugin that has it, each on its own: what one raises, even SystemExit, is noted
        against it and the others go on. The plugin is left out then, or where `part` is said, what it would have
        brought by this hook. Returns plugin name and answer."""
        answers = []
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            health = self.health[implementation.plugin_name]
            if health.state == "left out":
                continue
            began = time.perf_counter()
            try:
                wanted = {name: arguments[name] for name in implementation.argnames}
                answers.append((health.name, within(self.patience, partial(implementation.function, **wanted))))
            except (Exception, SystemExit) as error:
                health.fault(f"{hook}: {type(error).__name__}: {error}", left_out=not part)
            finally:
                took = time.perf_counter() - began
                health.seconds += took
                if took > BUDGET_SECONDS:
                    health.fault(f"{hook} took {took:.1f} s; it may take {BUDGET_SECONDS:.0f}")
        return answers


def discover(names: Sequence[str] | None = None, extra: Iterable[str] = (), beside: Iterable[str] = ()) -> Plugins:
    """Find and load plugins: those of the `plugins` folder, here and in the folders `beside`, those that installed
    distributions offer under the entry point `shouhou.plugins`, and dotted paths (`extra`), each with the capabilities
    it needs. `names` keeps only those named, bundled capabilities among them; None takes all but such capabilities."""
    plugins = Plugins()
    for name, source, load in found(extra, beside):
        if (source == BUNDLED) if names is None else (name not in names):
            continue
        try:
            module = within(plugins.patience, load)
            known = manifest(module)
            if source == BUNDLED and known and plugins.bundles.get(name) is known.bundle:
                continue  # it came along with who needs it
            if known:
                check_api(name, known.bundle.api)
                plugins.bring(known.bundle, source)
            plugins.add(name, known or module, source)
        except (Exception, SystemExit) as error:
            needed = _culprit(error)
            if needed and needed != name:
                if needed not in plugins.health:
                    plugins.fault(needed, BUNDLED, error)
                error = LookupError(f"it needs the capability {needed}, which is left out: "
                                    f"{type(error).__name__}: {error}")
            plugins.fault(name, source, error)
    for missing in [each for each in names or () if each not in plugins.health]:
        plugins.fault(missing, "shouhou.toml", LookupError("no such plugin; see `shouhou plugin list`"))
    return plugins


def within(seconds: float, do: Callable[[], T]) -> T:
    """Do something of a plugin's, but do not wait for it for ever. Raises what it raises, and `TimeoutError`."""
    answers: list[T] = []
    faults: list[BaseException] = []

    def doing() -> None:
        try:
            answers.append(do())
        except BaseException as error:  # told to whoever waits, SystemExit too
            faults.append(error)

    thread = Thread(target=contextvars.copy_context().run, args=(doing,), daemon=True)
    thread.start()
    thread.join(seconds)
    if faults:
        raise faults[0]
    if not answers:
        raise TimeoutError(f"it did not answer within {seconds:.0f} s")
    return answers[0]


def found(extra: Iterable[str] = (), beside: Iterable[str] = ()) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """Every plugin there is: its name, where it comes from, and what loads it; nothing is loaded yet."""
    # Last on the path, so that nothing else that lies there hides what everybody imports.
    sys.path += [each for each in beside if Path(each, FOLDER).is_dir() and each not in sys.path]
    folder = importlib.import_module(FOLDER)
    for where in sorted(dict.fromkeys(folder.__path__), key=lambda each: Path(each).resolve() != HERE):
        source = f"{FOLDER}/" if Path(where).resolve() == HERE else where
        for place in pkgutil.iter_modules([where]):
            yield place.name, source, partial(importlib.import_module, f"{FOLDER}.{place.name}")
    for place in pkgutil.iter_modules([str(Path(__file__).parent / "capabilities")]):
        yield place.name, BUNDLED, partial(importlib.import_module, f"{CAPABILITIES}.{place.name}")
    for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
        yield point.name, f"entry point {point.value}", point.load
    for path in extra:
        yield path.rpartition(".")[2], path, partial(_by_path, path)


def _culprit(error: BaseException) -> str:
    """The bundled capability in whose code an error came up; '' if in none."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    files += [str(error.filename)] if isinstance(error, SyntaxError) else []
    inside = [path.rpartition(BUNDLED)[2] for path in files if BUNDLED in path]
    return Path(inside[-1]).parts[0].removesuffix(".py") if inside else ""


def _by_path(path: str) -> ModuleType:
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))
    return importlib.import_module(path)
