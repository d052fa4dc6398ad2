"""Everything the doctor looks at, in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.operating import checks_business as business
from core.operating import checks_printing as printing
from core.operating import checks_storage as storage
from core.operating.findings import WRONG, Check, Finding

if TYPE_CHECKING:
    from core.app import Desk

NEED_DATABASE: tuple[Check, ...] = (storage.sqlite, storage.postgres, business.calendar, business.people,
                                    business.messages, storage.recorded, storage.outbox, storage.backups)
OTHERS: tuple[Check, ...] = (business.plugins, business.policies, storage.disk, printing.fonts, printing.pdf)


def examine(desk: Desk, *, deep: bool = False, more: Iterable[Check] = ()) -> list[Finding]:
    """What was found. Where the database is not well, what needs it is left out. `deep` looks at every file."""
    found = list(storage.database(desk))
    if not any(each.state == WRONG for each in found):
        for check in NEED_DATABASE:
            found += check(desk)
        found += storage.evidence(desk, deep=deep)
    for check in (*OTHERS, *more):
        found += check(desk)
    return found
