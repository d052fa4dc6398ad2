"""What a plugin author needs for tables of the plugin's own: `tables.py`.

```python
class Base(Tables, plugin="garden"):
    '''Every table of the garden.'''

class PlantRow(Base):
    __tablename__ = "garden_plants"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey(CaseRow.id), index=True)
    note: Mapped[str] = mapped_column(default="", info={"purpose": "…"})
```

A row of another plugin or of the desk is named by its class, never by its table's name. A column of words says by
`info={"purpose": …}` what of people it holds and why, or `NOT_OF_PEOPLE`. The migrations in `migrations/` beside it are
one line; `shouhou db draft PLUGIN MESSAGE` writes the next one.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    MetaData,
    Select,
    UniqueConstraint,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column, relationship

from core.domain.errors import DefinitionError
from core.store.tables import (
    FAR_FUTURE,
    CaseItemRow,
    CaseRow,
    ClockRow,
    ConsentRow,
    CustomerRow,
    EventPayloadRow,
    EventRow,
    EvidenceRow,
    Json,
    Money,
    PlanEntryRow,
    ProductRow,
    RegisterEntryRow,
    UnitRow,
    UserRow,
    UtcDateTime,
)
from core.store.tables import Base as Kernel
from core.store.tables.types import Id

NOT_OF_PEOPLE = ""
"""The purpose of a column of words that says nothing of a person."""


class Tables(DeclarativeBase):
    """The base of the base of a plugin's tables: the same names of constraints, the same types as the desk's own."""

    type_annotation_map = Kernel.type_annotation_map
    plugin: ClassVar[str]

    def __init_subclass__(cls, plugin: str = "", **more: Any) -> None:
        if plugin:
            cls.__abstract__, cls.plugin = True, plugin
            cls.metadata = MetaData(naming_convention=Kernel.metadata.naming_convention, info={"plugin": plugin})
        elif (name := getattr(cls, "__tablename__", "")) and not _fits(name, getattr(cls, "plugin", "")):
            raise DefinitionError("table {table} must be called {plugin}_…, and not …_version", table=name,
                                  plugin=getattr(cls, "plugin", "<plugin>"))
        super().__init_subclass__(**more)


def _fits(name: str, plugin: str) -> bool:
    return bool(plugin) and name.startswith(f"{plugin}_") and not name.endswith("_version")


__all__ = [
    "FAR_FUTURE", "NOT_OF_PEOPLE", "CaseItemRow", "CaseRow", "CheckConstraint", "ClockRow", "ColumnElement",
    "ConsentRow", "CustomerRow", "Decimal", "EventPayloadRow", "EventRow", "EvidenceRow", "ForeignKey", "Id",
    "Index", "Json", "Mapped", "Money", "PlanEntryRow", "ProductRow", "RegisterEntryRow", "Select", "Tables",
    "UniqueConstraint", "UnitRow", "UserRow", "UtcDateTime", "aliased", "and_", "case", "datetime", "delete", "exists",
    "func", "mapped_column", "or_", "relationship", "select", "text", "tuple_", "update",
]
