"""Planned changes as pages begin and go on with them: a small desk is looked at before the page comes, a large one by
the worker, while the page shows how far it is."""

import time
from collections.abc import Mapping
from typing import Any

from core.web.desk import the_actor, the_desk

PATIENCE = 1.5
"""Seconds that a request spends on looking or applying before it answers."""


def draft(kind: str, content: Mapping[str, Any], title: str = "") -> int:
    """Draft a change and begin to look at it; its id."""
    plan = the_desk().planning.draft(the_actor(), kind, content, title, stays=True)
    go_on(plan.id)
    return plan.id


def go_on(plan: int) -> None:
    """Do what can be done at once; what is left is the worker's."""
    until = time.monotonic() + PATIENCE
    the_desk().planning.work(plan, lambda: time.monotonic() < until)
