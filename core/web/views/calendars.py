"""Working calendars: a year at a glance, hours of the week, special days, files, versions, and which team goes by
which. Every edit becomes a planned change, so that what moves is seen before it does."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.calendars.content import FIRST, LAST, WEEKDAY_TITLES, WEEKDAYS, line_of
from core.calendars.service import Year
from core.domain.errors import InvalidInput, NotFound
from core.domain.people import MANAGE_CALENDARS, SEE_POLICIES
from core.http.admission import allowed
from core.planning.service import LONGEST_TITLE
from core.services.almanacs import CALENDAR
from core.web import calendar_page
from core.web.acting import NO_TROUBLE, Trouble, attempt, stream_of, typed_numbers, whole
from core.web.desk import say, the_actor, the_desk
from core.web.planned import draft

pages = Blueprint("calendars", __name__, url_prefix="/calendars")

TABS = {"year": "年历", "week": "每周", "file": "从文件导入", "versions": "版本"}


@pages.get("")
@allowed(SEE_POLICIES)
def show() -> str:
    """Every calendar, and which team goes by which."""
    return _list(NO_TROUBLE)


@pages.post("/new")
@allowed(MANAGE_CALENDARS)
def add() -> AnyResponse:
    """A further calendar, at first like another."""
    form = request.form
    return attempt(lambda: the_desk().calendars.add(the_actor(), form.get("name", "").strip(), form.get("title", ""),
                                                    form.get("like", "")),
                   lambda made: redirect(url_for("calendars.one", name=made.name)), _list)


@pages.post("/teams")
@allowed(MANAGE_CALENDARS)
def teams() -> AnyResponse:
    """Draft which team goes by which calendar."""
    def do() -> int:
        changed = {each.key: said for each in the_desk().calendars.teams(the_actor())
                   if (said := request.form.get(f"team.{each.key}", each.own)) != each.own}
        if not changed:
            raise InvalidInput.field("", "没有改变什么")
        return draft("calendar", {"teams": changed}, _why(say()("部门的日历")))

    return attempt(do, _to_plan, _list)


@pages.get("/<name>")
@allowed(SEE_POLICIES)
def one(name: str) -> str:
    """One calendar: `tab` says which part, `year` and `day` which of its days."""
    return _page(name, NO_TROUBLE)


@pages.post("/<name>/days")
@allowed(MANAGE_CALENDARS)
def days(name: str) -> AnyResponse:
    """Draft what a day is, or several in a row."""
    def change() -> dict[str, Any]:
        typed = request.form.to_dict()
        day = _day(typed.get("day", ""))
        found = _year(name, day.year).days if day else ()
        return calendar_page.day_change(typed, next((row for row in found if row.day == day), None))

    def usually() -> str:
        day, until, kind, name = (request.form.get(each, "") for each in ("day", "until", "kind", "name"))
        return " ".join(filter(None, (day, until, say()(dict(calendar_page.CHOICES)[kind]), name)))

    return _drafted(name, change, "year", "day", usually)


@pages.post("/<name>/week")
@allowed(MANAGE_CALENDARS)
def week(name: str) -> AnyResponse:
    """Draft the hours of the week, and what is said of the whole calendar."""
    def change() -> dict[str, Any]:
        typed, title = request.form.to_dict(), the_desk().calendars.show(the_actor(), name).title
        if typed.get("title") == say()(title):
            typed["title"] = title  # shown in the reader's language, which does not rename it
        return calendar_page.week_change(typed, typed_numbers("working"))

    return _drafted(name, change, "week", "week", lambda: say()("每周的服务时间"))


@pages.post("/<name>/file")
@allowed(MANAGE_CALENDARS)
def bring(name: str) -> AnyResponse:
    """Draft what an iCalendar file says."""
    def change() -> dict[str, Any]:
        file, typed = request.files.get("file"), request.form.get("from_year", "").strip()
        if not file or not file.filename:
            raise InvalidInput.field("file", "请选择文件")
        year = whole(typed) or 0  # which no calendar has: the service says which there are
        years = [year, year + 1, year + 2] if typed else []
        found = the_desk().calendars.bring(
            the_actor(), stream_of(file).read(), years, name, official=request.form.get("official") == "true",
            replace=request.form.get("replace") == "true", source=request.form.get("source", ""))
        flash(say()("文件里有 {n} 天;不是整天的 {timed} 个事件、其他年份的 {elsewhere} 个事件没有读入", n=found.days,
                    timed=found.timed, elsewhere=found.elsewhere))
        return {part: said for part, said in found.change.items() if part != "calendar"}

    return _drafted(name, change, "file", "file", lambda: request.files["file"].filename or "")


@pages.post("/<name>/retire")
@allowed(MANAGE_CALENDARS)
def retire(name: str) -> AnyResponse:
    """Take a calendar out of use."""
    def then(_: object) -> AnyResponse:
        flash(say()("已停用这个日历"))
        return make_response(redirect(url_for("calendars.show")))

    return attempt(lambda: the_desk().calendars.retire(the_actor(), name), then,
                   lambda trouble: _page(name, trouble, "week"))


def _why(usually: str) -> str:
    """What somebody said of the change, else what it is; versions keep it. Raises `InvalidInput`."""
    return line_of(request.form.get("why", ""), LONGEST_TITLE, "why") or usually[:80]


def _drafted(name: str, change: Callable[[], Mapping[str, Any]], tab: str, usual: str,
             usually: Callable[[], str]) -> AnyResponse:
    the_desk().calendars.show(the_actor(), name)

    def do() -> int:
        try:
            return draft("calendar", {"calendar": name, **change()}, _why(usually()))
        except InvalidInput as error:
            raise calendar_page.renamed(error, usual) from None

    return attempt(do, _to_plan, lambda trouble: _page(name, trouble, tab))


def _to_plan(made: int) -> AnyResponse:
    return make_response(redirect(url_for("planning.one", plan=made)))


def _list(trouble: Trouble) -> str:
    desk, actor = the_desk(), the_actor()
    found = desk.calendars.all(actor)
    return render_template("calendars.html", found=found, teams=desk.calendars.teams(actor), trouble=trouble,
                           typed=request.form, may=actor.may(MANAGE_CALENDARS), default=found[0].name,
                           names={each.name: each.title for each in found},
                           offered=[(each.name, say()(each.title)) for each in found if not each.retired_at])


def _page(name: str, trouble: Trouble, tab: str = "") -> str:
    actor = the_actor()
    tab = tab or (request.args.get("tab", "") if request.args.get("tab") in TABS else "year")
    may = actor.may(MANAGE_CALENDARS)
    day = _day(request.values.get("day", ""))
    year = day.year if day else whole(request.args.get("year", "")) or say().today.year
    shown = _year(name, year)
    rows = {row.day: row for row in shown.days}
    return render_template(
        "calendar.html", calendar=shown.calendar, shown=shown, year=year, tab=tab, trouble=trouble, typed=request.form,
        tabs={key: words for key, words in TABS.items() if may or key != "file"},
        may=may and not shown.calendar.retired_at,
        drawn=calendar_page.draw(say(), shown) if tab == "year" else None, day=day,
        chosen=calendar_page.cell(say(), shown.calendar, day, rows) if day else None,
        choices=calendar_page.CHOICES, sorts=calendar_page.SORTS, initials=calendar_page.INITIALS, first=FIRST.year,
        last=LAST.year, weekdays=list(zip(WEEKDAYS, WEEKDAY_TITLES, shown.calendar.week, strict=True)),
        ticked=typed_numbers("working") if request.method == "POST" else shown.calendar.working_weekdays,
        default=CALENDAR, **_versions(name) if tab == "versions" else {})


def _versions(name: str) -> dict[str, Any]:
    """Every version; one of them with what it changed."""
    desk, actor = the_desk(), the_actor()
    found = desk.calendars.versions(actor, name)
    version = whole(request.args.get("version", ""))
    kept = {each.version for each in found if each.known}
    differ = desk.calendars.compare(actor, version - 1, version, name) if version and {
        version, version - 1} <= kept else None
    return {"versions": found, "version": version, "differ": differ, "kept": kept}


def _year(name: str, year: int) -> Year:
    if not FIRST.year <= year <= LAST.year:
        raise NotFound()
    return the_desk().calendars.year(the_actor(), year, name)


def _day(said: str) -> date | None:
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None
