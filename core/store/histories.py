"""Histories of migrations: whose they are, where they lie, which tables they own."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import MetaData

from core.domain.errors import DefinitionError
from core.store import search
from core.store.tables import Base

HERE = Path(__file__).parent.parent / "migrations"
_NAMED = re.compile(r'^(down_)?revision(?:: [^=]+)? = ["\'](\w+)["\']$', re.MULTILINE)


@dataclass(frozen=True)
class History:
    """A line of migrations. `folder` holds the revision files, `metadata` the tables as they should be; the tables
    of a plugin start with its name and `_`."""

    name: str
    folder: Path
    metadata: MetaData

    @property
    def version_table(self) -> str:
        return "shouhou_core_version" if self is KERNEL else f"{self.name}_version"

    @cached_property
    def latest(self) -> str:
        """The last revision, by what the files say of themselves: the one that none comes after; '' if unclear."""
        named = [found for path in self.folder.glob("*.py") for found in _NAMED.findall(path.read_text("utf-8"))]
        last = {name for before, name in named if not before} - {name for before, name in named if before}
        return last.pop() if len(last) == 1 else ""

    def owns(self, name: str | None, kind: str, parents: Any = None) -> bool:
        """Whether something found in the database belongs to this history."""
        if kind == "table":
            return name in self.metadata.tables or (self is not KERNEL and (name or "").startswith(f"{self.name}_")
                                                    and name != self.version_table)
        return name != search.TRIGRAM_INDEX


KERNEL = History("core", HERE / "versions", Base.metadata)


def history_of(name: str, folder: Path, module: ModuleType) -> History:
    """The history of a plugin whose tables a module declares on a base made for it. Raises `DefinitionError` where
    there is none."""
    for each in vars(module).values():
        if getattr(each, "plugin", "") == name and isinstance(getattr(each, "metadata", None), MetaData):
            return History(name, folder, each.metadata)
    raise DefinitionError("{module} has no base made by tables_of({name!r})", module=module.__name__, name=name)
