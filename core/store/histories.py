"""Histories of migrations: whose they are, where they lie, which tables they own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData

from core.store import search
from core.store.tables import Base

HERE = Path(__file__).parent.parent / "migrations"


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

    def owns(self, name: str | None, kind: str, parents: Any = None) -> bool:
        """Whether something found in the database belongs to this history."""
        if kind == "table":
            return name in self.metadata.tables or (self is not KERNEL and (name or "").startswith(f"{self.name}_")
                                                    and name != self.version_table)
        return name != search.TRIGRAM_INDEX


KERNEL = History("core", HERE / "versions", Base.metadata)
