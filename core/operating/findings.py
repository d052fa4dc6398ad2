"""What a check found, and how it says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.reasons import Reason

if TYPE_CHECKING:
    from core.app import Desk

OK, WARNING, WRONG = "ok", "warning", "wrong"


@dataclass(frozen=True)
class Finding:
    """What a check found: `ok`, `warning` (works, but read it) or `wrong`."""

    check: str
    state: str
    said: Reason


Check = Callable[["Desk"], Iterator[Finding]]


def found(check: str, state: str, template: str, **values: object) -> Finding:
    return Finding(check, state, Reason(template, values))
