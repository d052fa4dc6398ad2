"""The manifest: how an `Industry` or a `Capability` answers every hook, so that a plugin lists nothing twice."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from core.domain.people import Permission
from core.domain.registry import Bundle, Capability, Industry
from core.hookspecs import hookimpl
from core.importing.columns import Register

if TYPE_CHECKING:
    from core.store.histories import History


class Manifest:
    """A plugin whose bundle is its table of contents: what the hooks ask for is found in its modules, its folder, and
    in files of agreed names beside them, which are imported when they are asked for."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def beside(self, name: str) -> ModuleType | None:
        """A module of the plugin's package; None where there is no such file, or no package."""
        package = str(self.bundle.modules[0].__package__ or "")
        stands = any((self.bundle.folder / each).exists() for each in (f"{name}.py", f"{name}/__init__.py"))
        return importlib.import_module(f"{package}.{name}") if package and stands else None

    @hookimpl
    def register_translations(self) -> Path:
        return self.bundle.folder / "locale"

    @hookimpl
    def register_demo(self) -> ModuleType | None:
        return self.beside("demo")

    @hookimpl
    def register_permissions(self) -> Sequence[Permission]:
        """Those of its own name; it may well import others."""
        return [each for _, each in self.bundle.declared()
                if isinstance(each, Permission) and each.key.startswith(f"{self.bundle.name}.")]

    @hookimpl
    def register_tables(self) -> "History | None":
        if (module := self.beside("tables")) is None:
            return None
        from core.store.histories import history_of

        return history_of(self.bundle.name, self.bundle.folder / "migrations", module)

    @hookimpl
    def register_reactions(self) -> ModuleType | None:
        return self.beside("reactions")

    @hookimpl
    def register_pages(self) -> ModuleType | None:
        return self.beside("pages")

    @hookimpl
    def register_panels(self) -> ModuleType | None:
        return self.beside("panels")

    @hookimpl
    def register_api(self) -> ModuleType | None:
        return self.beside("api")

    @hookimpl
    def register_commands(self) -> ModuleType | None:
        return self.beside("commands")

    @hookimpl
    def register_jobs(self) -> ModuleType | None:
        return self.beside("jobs")


class IndustryManifest(Manifest):
    """What an industry brings besides: its kinds of case, its regulations, and the registers of its shops."""

    @hookimpl
    def register_industry(self) -> Industry:
        assert isinstance(self.bundle, Industry)
        return self.bundle

    @hookimpl
    def register_policies(self) -> Path:
        return self.bundle.folder / "policies"

    @hookimpl
    def register_imports(self) -> Register | None:
        return next((each for _, each in self.bundle.declared() if isinstance(each, Register)), None)


def manifest(module: object) -> Manifest | None:
    """The manifest of a module that holds an `Industry`, or a `Capability` of its own; None for one that implements
    hooks itself."""
    bundles = [each for each in vars(module).values() if isinstance(each, Bundle)]
    for industry in bundles:
        if isinstance(industry, Industry):
            return IndustryManifest(industry)
    name = getattr(module, "__name__", "")
    own = [each for each in bundles if isinstance(each, Capability) and name in (
        each.modules[0].__name__, each.modules[0].__package__)]
    return Manifest(own[0]) if own else None
