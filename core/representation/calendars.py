"""Days of the working calendar as data."""

from datetime import date
from typing import Any

from core.domain.calendars import Day
from core.store.tables import CalendarDayRow
from core.translation import Translator


def said_day(day: date, row: CalendarDayRow | Day, say: Translator) -> dict[str, Any]:
    """A day that is not what its weekday says; the source is the announcement's own title."""
    return {"day": day.isoformat(), "kind": row.kind, "name": say(row.name) if row.name else "",
            "status": row.status, "source": row.source}
