"""Working calendars as data: weeks, days, versions, what differs."""

from datetime import date
from typing import Any

from core.calendars.comparing import Difference
from core.calendars.content import WEEKDAYS
from core.calendars.service import CalendarView, Team, VersionView
from core.domain.calendars import Day
from core.domain.reasons import Label, Reason
from core.representation.values import moment
from core.store.tables import CalendarDayRow
from core.translation import Translator


def said_day(day: date, row: CalendarDayRow | Day, say: Translator) -> dict[str, Any]:
    """A day that is not what its weekday says; the source is the announcement's own title. `hours` is null where they
    are as usual."""
    hours = row.hours if row.hours is None or isinstance(row.hours, str) else " ".join(map(str, row.hours))
    return {"day": day.isoformat(), "kind": row.kind, "name": say(row.name) if row.name else "",
            "status": row.status, "source": row.source, "hours": hours}


def said_calendar(view: CalendarView, say: Translator) -> dict[str, Any]:
    """A calendar as it stands; the week by weekday."""
    return {"calendar": view.name, "title": say(view.title), "zone": view.zone,
            "week": dict(zip(WEEKDAYS, view.week, strict=True)), "working_weekdays": list(view.working_weekdays),
            "open_on_holidays": view.open_on_holidays, "version": view.version,
            "changed_at": moment(view.changed_at, say), "retired_at": moment(view.retired_at, say),
            "teams": [{"unit": key, "title": title} for key, title in view.teams]}


def said_version(view: VersionView, say: Translator) -> dict[str, Any]:
    """One version."""
    return {"version": view.version, "created_at": moment(view.created_at, say), "created_by": view.by,
            "note": view.note, "open_cases": view.open_cases, "known": view.known}


def said_difference(each: Difference, say: Translator) -> dict[str, Any]:
    """One thing that differs: `day` where it is a day, `what` in words."""
    day = each.what.isoformat() if isinstance(each.what, date) else None
    return {"day": day, "what": day or _words(each.what, say), "before": _words(each.before, say),
            "after": _words(each.after, say)}


def said_team(each: Team) -> dict[str, Any]:
    """A unit and its calendar."""
    return {"unit": each.key, "title": each.title, "own": each.own, "calendar": each.calendar}


def _words(said: object, say: Translator) -> str:
    if isinstance(said, Reason):
        return say.reason(said)
    return say(said) if isinstance(said, Label) else str(said)
