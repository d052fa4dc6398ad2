"""Days of the working calendar as data."""

from datetime import date
from typing import Any

from core.domain.calendars import Day
from core.store.tables import CalendarDayRow


def said_day(day: date, row: CalendarDayRow | Day) -> dict[str, Any]:
    """A day that is not what its weekday says."""
    return {"day": day.isoformat(), "kind": row.kind, "name": row.name, "status": row.status, "source": row.source}
