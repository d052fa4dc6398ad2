"""The manifest: how an `Industry` answers every hook, so that a plugin lists nothing twice."""

import importlib
from pathlib import Path
from types import ModuleType

from core.domain.registry import Industry
from core.hookspecs import hookimpl
from core.importing.columns import Register


class Manifest:
    """A plugin whose `Industry` is its table of contents: what the hooks ask for is found in its modules and folder."""

    def __init__(self, industry: Industry) -> None:
        self.industry = industry

    @hookimpl
    def register_industry(self) -> Industry:
        return self.industry

    @hookimpl
    def register_policies(self) -> Path:
        return self.industry.folder / "policies"

    @hookimpl
    def register_translations(self) -> Path:
        return self.industry.folder / "locale"

    @hookimpl
    def register_imports(self) -> Register | None:
        return next((each for _, each in self.industry.declared() if isinstance(each, Register)), None)

    @hookimpl
    def register_demo(self) -> ModuleType | None:
        """Imported only when somebody makes the demo business."""
        package = self.industry.modules[0].__name__.rpartition(".")[0]
        stands = any((self.industry.folder / each).exists() for each in ("demo.py", "demo/__init__.py"))
        return importlib.import_module(f"{package}.demo") if stands else None


def manifest(module: object) -> Manifest | None:
    """The manifest of a module that holds an `Industry`; None for one that implements hooks itself."""
    industries = [each for each in vars(module).values() if isinstance(each, Industry)]
    return Manifest(industries[0]) if industries else None
