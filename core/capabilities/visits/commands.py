"""`shouhou visits`: who goes where, what was taken away, whether signatures are whole."""

from core.capabilities.visits.command_group import group
from core.capabilities.visits.going_commands import step
from core.capabilities.visits.onsite_commands import verify
from core.capabilities.visits.people_commands import board
from core.capabilities.visits.staff_commands import disasters

__all__ = ["board", "disasters", "group", "step", "verify"]
