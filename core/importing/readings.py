"""What came of reading one cell."""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from core.domain.reasons import Reason

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True)
class Read(Generic[Value_co]):
    """Understood; None is an empty cell, or one that says that nobody knows."""

    value: Value_co | None


@dataclass(frozen=True)
class Doubt(Generic[Value_co]):
    """Understood in the likeliest way, or not at all (None): somebody should look."""

    value: Value_co | None
    reason: Reason


@dataclass(frozen=True)
class Bad:
    """Says something that cannot be."""

    reason: Reason


Reading: TypeAlias = Read[Value_co] | Doubt[Value_co] | Bad
