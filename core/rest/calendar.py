"""Working calendars: hours, holidays and make-up days by which deadlines are counted, for the business and its teams.

They are changed by planned changes alone (`/changes`), which say first what would move."""

import hashlib
from typing import Any

from flask import Response, request, url_for
from flask.views import MethodView

from core.domain.errors import InvalidInput
from core.domain.people import MANAGE_CALENDARS, SEE_POLICIES
from core.representation import said_day
from core.representation.calendars import said_calendar, said_difference, said_team, said_version
from core.representation.planning import said_plan
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.changes import CHANGED, Change, Difference
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, said
from core.rest.parsing import form_field, read_form
from core.rest.samples import sample
from core.services.almanacs import CALENDAR

resource = Resource("calendar", "Calendars", "Hours, holidays and make-up days, each with its source; versions; teams.")

WEEK = {"monday": "09:00-12:00 13:30-18:00", "tuesday": "09:00-18:00", "wednesday": "09:00-18:00",
        "thursday": "09:00-18:00", "friday": "09:00-18:00", "saturday": "", "sunday": ""}
ONE: dict[str, Any] = {
    "calendar": "default", "title": "Working calendar", "zone": "Asia/Shanghai", "week": WEEK,
    "working_weekdays": [0, 1, 2, 3, 4], "open_on_holidays": False, "version": 1,
    "changed_at": "2025-01-01T00:00:00+00:00", "retired_at": None, "teams": []}
FORM: dict[str, Any] = {
    "type": "object", "required": ["file"], "additionalProperties": False, "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream",
                 "description": "An iCalendar file (RFC 5545), up to 1 MiB."},
        "years": {"type": "string", "maxLength": 20, "pattern": r"^([0-9]{4}(,[0-9]{4}){0,2})?$",
                  "description": "Up to three years, such as `2026,2027`; this one and the next two, if not given."},
        "official": {"type": "string", "enum": ["", "true", "false"],
                     "description": "`true` where the days are announced by the state."},
        "replace": {"type": "string", "enum": ["", "true", "false"],
                    "description": "`true`: also where a day is the opposite so far."},
        "source": {"type": "string", "maxLength": 200, "description": "Where the days are said."}}}


class SpecialDay(tell.Output):
    """A day that is not what its weekday says."""

    day = tell.says("The day.", format="date")
    kind = tell.says("`holiday`, `make_up` (worked in its place) or `hours` (open at other hours).")
    name = tell.says("What holiday it belongs to.")
    status = tell.says("`official`, `provisional` (guessed by the general rules) or `own`.")
    source = tell.says("Where that is said.")
    hours = tell.maybe("Its hours of service; null where they are as usual for its kind.")


SPECIAL = {"day": "2025-10-01", "kind": "holiday", "name": "国庆节、中秋节", "status": "official",
           "source": "国务院办公厅关于2025年部分节假日安排的通知", "hours": None}


class CalendarYear(tell.Output):
    """The special days of a year."""

    calendar = tell.says("The calendar.")
    year = tell.counts("The year.")
    version = tell.counts("Version of the calendar; deadlines say which one they were counted by.")
    days = tell.parts(SpecialDay, "Days, the first first.")

    example = sample({"calendar": "default", "year": 2025, "version": 1, "days": [SPECIAL]})


class CalendarTeam(tell.Output):
    """A department that goes by a calendar."""

    unit = tell.says("Its key.")
    title = tell.says("Its name.")


class Calendar(tell.Output):
    """A calendar as it stands."""

    calendar = tell.says("Its name.")
    title = tell.says("Its name for people.")
    zone = tell.says("Its time zone.")
    week = tell.anything("Hours of service by weekday; empty for none.")
    working_weekdays = tell.numbers("Weekdays that count as working days; 0 is Monday.")
    open_on_holidays = tell.truth("Whether holidays have hours of service.")
    version = tell.counts("Its latest version; 0 before the first.")
    changed_at = tell.maybe_at("When it was changed last.")
    retired_at = tell.maybe_at("When it was taken out of use.")
    teams = tell.parts(CalendarTeam, "Departments that go by it; none are named for the business's own.")

    example = sample(ONE)


class Calendars(tell.Output):
    """Every calendar."""

    calendars = tell.parts(Calendar, "The business's own first.")
    example = sample({"calendars": [ONE]})


class CalendarVersion(tell.Output):
    """A version of a calendar."""

    version = tell.counts("Its number.")
    created_at = tell.at("From when on it counts.")
    created_by = tell.says("Who made it; empty for the desk.")
    note = tell.says("What for.")
    open_cases = tell.truth("Whether clocks that were running then go by it too.")
    known = tell.truth("Whether what it said is known; not of versions from before that was kept.")


class CalendarVersions(tell.Output):
    """The versions of a calendar."""

    calendar = tell.says("The calendar.")
    versions = tell.parts(CalendarVersion, "Versions, the latest first.")
    example = sample({"calendar": "default", "versions": [{
        "version": 1, "created_at": "2025-01-01T00:00:00+00:00", "created_by": "", "note": "seed 2015-2027",
        "open_cases": True, "known": True}]})


class CalendarDifferences(tell.Output):
    """What differs between two versions."""

    calendar = tell.says("The calendar.")
    differences = tell.parts(Difference, "What differs.")
    example = sample({"calendar": "default", "differences": [
        {"day": "2025-10-09", "what": "2025-10-09", "before": "an ordinary day", "after": "Holiday (Fair)"}]})


class WhichVersions(ask.Input):
    """Two versions."""

    one = ask.whole("The earlier.", required=True, least=0, address=True)
    other = ask.whole("The later.", required=True, least=0, address=True)


class TeamOfCalendar(tell.Output):
    """A department and its calendar."""

    unit = tell.says("Its key.")
    title = tell.says("Its name.")
    own = tell.says("The calendar it was given; empty for none.")
    calendar = tell.says("The calendar it goes by: its own, else that of the department above.")


class CalendarTeams(tell.Output):
    """Which department goes by which calendar."""

    teams = tell.parts(TeamOfCalendar, "Every department.")
    example = sample({"teams": [{"unit": "repair", "title": "Repair", "own": "", "calendar": "default"}]})


class NewCalendar(ask.Input):
    """A further calendar, for teams."""

    calendar = ask.text("Its name.", pattern=r"[a-z][a-z0-9-]{0,39}", required=True)
    title = ask.text("Its name for people.", longest=40, required=True)
    like = ask.text("The calendar it begins as.", longest=40, default=CALENDAR)
    example = sample({"calendar": "repair", "title": "Repair", "like": "default"})


class BroughtCalendar(tell.Output):
    """What a file would change, as a planned change that is being looked at."""

    days = tell.counts("Days the file names within the years.")
    timed = tell.counts("Events passed over because they are at a time of day.")
    elsewhere = tell.counts("Events passed over because they lie in other years.")
    change = tell.part(Change, "The planned change; apply it or drop it.")
    example = sample({"days": 8, "timed": 0, "elsewhere": 2, "change": CHANGED})


def _year(name: str, year: int) -> Response:
    found = the_desk().calendars.year(the_actor(), year, name)
    return said({"calendar": name, "year": year, "version": found.calendar.version,
                 "days": [said_day(each.day, each, say()) for each in found.days]})


@resource.route("/calendar/<int(min=1990, max=2200):year>")
class OneYear(MethodView):
    @resource.reads("get_calendar", SEE_POLICIES, CalendarYear)
    def get(self, year: int) -> Response:
        """List the holidays and make-up days of a year"""
        return _year(CALENDAR, year)


@resource.route("/calendars")
class ManyCalendars(MethodView):
    @resource.reads("list_calendars", SEE_POLICIES, Calendars)
    def get(self) -> Response:
        """List every calendar"""
        return said({"calendars": [said_calendar(each, say()) for each in the_desk().calendars.all(the_actor())]})

    @resource.does("add_calendar", MANAGE_CALENDARS, Calendar, takes=NewCalendar, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Add a calendar for teams; no case goes by it until a department does"""
        answer, replayed = once_by_key("add_calendar", body, lambda: said_calendar(
            the_desk().calendars.add(the_actor(), body["calendar"], body["title"], body["like"]), say()))
        return made(answer, 201, replayed=replayed,
                    location=url_for("api-calendar.OneCalendar", calendar=answer["calendar"]))


@resource.route("/calendars/<key:calendar>")
class OneCalendar(MethodView):
    @resource.reads("get_calendar_week", SEE_POLICIES, Calendar)
    def get(self, calendar: str) -> Response:
        """Look at a calendar: its week, its version, who goes by it"""
        return said(said_calendar(the_desk().calendars.show(the_actor(), calendar), say()))


@resource.route("/calendars/<key:calendar>/retire")
class RetiringCalendar(MethodView):
    @resource.does("retire_calendar", MANAGE_CALENDARS, Calendar)
    def post(self, calendar: str) -> Response:
        """Take a calendar out of use; what was counted by it stays counted"""
        answer, replayed = once_by_key("retire_calendar", {"calendar": calendar}, lambda: said_calendar(
            the_desk().calendars.retire(the_actor(), calendar), say()))
        return made(answer, replayed=replayed)


@resource.route("/calendars/<key:calendar>/days/<int(min=1990, max=2200):year>")
class DaysOfCalendar(MethodView):
    @resource.reads("list_calendar_days", SEE_POLICIES, CalendarYear)
    def get(self, calendar: str, year: int) -> Response:
        """List the days of a year that are not what their weekday says"""
        return _year(calendar, year)


@resource.route("/calendars/<key:calendar>/versions")
class VersionsOfCalendar(MethodView):
    @resource.reads("list_calendar_versions", SEE_POLICIES, CalendarVersions)
    def get(self, calendar: str) -> Response:
        """List the versions of a calendar"""
        found = the_desk().calendars.versions(the_actor(), calendar)
        return said({"calendar": calendar, "versions": [said_version(each, say()) for each in found]})


@resource.route("/calendars/<key:calendar>/differences")
class DifferencesOfCalendar(MethodView):
    @resource.reads("compare_calendar_versions", SEE_POLICIES, CalendarDifferences, asks=WhichVersions)
    def get(self, asked: dict[str, Any], calendar: str) -> Response:
        """Say what differs between two versions"""
        found = the_desk().calendars.compare(the_actor(), asked["one"], asked["other"], calendar)
        return said({"calendar": calendar, "differences": [said_difference(each, say()) for each in found]})


@resource.route("/calendars/<key:calendar>/import")
class BringingCalendar(MethodView):
    takes_files = True

    @resource.does("import_calendar", MANAGE_CALENDARS, BroughtCalendar, status=201, form=FORM)
    def post(self, calendar: str) -> Response:
        """Upload an iCalendar file; its all-day events become a planned change

        Nothing changes yet: look at the change until its state is `looked`, then apply or drop it."""
        read_form(set(FORM["properties"]))
        files = [each for each in request.files.getlist("file") if each.filename]
        if len(files) != 1:
            raise InvalidInput.field("file", "请选择文件")
        data = files[0].stream.read()
        more = {name: form_field(name) for name in ("years", "official", "replace", "source")}
        asked = {"sha256": hashlib.sha256(data).hexdigest(), "calendar": calendar, **more}

        def do() -> dict[str, Any]:
            desk, me = the_desk(), the_actor()
            found = desk.calendars.bring(me, data, _years(more["years"]), calendar, official=_flag(more, "official"),
                                         replace=_flag(more, "replace"), source=more["source"])
            plan = desk.planning.draft(me, "calendar", found.change, (files[0].filename or "")[:80])
            return {"days": found.days, "timed": found.timed, "elsewhere": found.elsewhere,
                    "change": said_plan(plan, say())}

        answer, replayed = once_by_key("import_calendar", asked, do)
        return made(answer, 201, replayed=replayed,
                    location=url_for("api-changes.OneChange", change=answer["change"]["change"]))


@resource.route("/calendar-teams")
class TeamsOfCalendars(MethodView):
    @resource.reads("list_calendar_teams", SEE_POLICIES, CalendarTeams)
    def get(self) -> Response:
        """List which department goes by which calendar"""
        return said({"teams": [said_team(each) for each in the_desk().calendars.teams(the_actor())]})


def _years(words: str) -> list[int]:
    parts = [each for each in words.split(",") if each.strip()]
    if not all(each.strip().isascii() and each.strip().isdigit() and len(each.strip()) == 4 for each in parts):
        raise InvalidInput.field("years", "不是整数")
    return [int(each) for each in parts]


def _flag(said_of: dict[str, str], name: str) -> bool:
    if said_of[name] not in ("", "true", "false"):
        raise InvalidInput.field(name, "请答“是”或“否”")
    return said_of[name] == "true"
