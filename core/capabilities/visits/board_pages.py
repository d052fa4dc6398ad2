"""The board: a day in hours or a week in days, people in rows; pick a visit, then a person, or drag it there."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.capabilities.visits.blueprint import pages
from core.capabilities.visits.board import WEEK, Block, Board, Day, Row
from core.capabilities.visits.people_drawing import drawn, typed_day
from core.capabilities.visits.people_tables import ShiftRow
from core.capabilities.visits.permissions import SEE, SEND_CREW
from core.capabilities.visits.roster import DayKind
from core.sdk.web import (
    NO_TROUBLE,
    Response,
    Trouble,
    allowed,
    attempt,
    flash,
    new_key,
    redirect,
    request,
    say,
    the_actor,
    the_desk,
    typed_key,
    typed_version,
    url_for,
)

SLOT = timedelta(minutes=30)
EARLIEST, LATEST = 8, 19
"""Hours the board shows at least."""
LEAST = 2
"""Slots a visit takes at least, so that it can be read."""
DAWN, DUSK = 6, 22
"""Hours it shows at most: what is agreed for the night stands at the edge, with its time."""


@dataclass(frozen=True)
class Cell:
    """So many half hours of somebody's day: free, or a visit."""

    span: int
    block: Block | None = None


@dataclass(frozen=True)
class Line:
    """Somebody's day: as many lanes of cells as visits fall together, and where nobody picked fits, why."""

    row: Row
    lanes: tuple[tuple[Cell, ...], ...]
    shift: str
    off: bool


@pages.get("/board")
@allowed(SEE)
def board() -> str:
    """Who goes where, and who has nobody yet."""
    return _page(NO_TROUBLE)


@pages.post("/board")
@allowed(SEND_CREW)
def send() -> Response:
    """Name who goes to a visit."""
    said = request.form
    number, login = said.get("number", ""), said.get("login", "")

    def then(_: object) -> Response:
        flash(say()("已派工"))
        return redirect(url_for("visits.board", day=said.get("day") or None, days=said.get("days") or None))

    return attempt(lambda: Board(the_desk().place).send(the_actor(), number, login, version=typed_version(),
                                                        key=typed_key()), then, _page)


def _page(trouble: Trouble) -> str:
    days = WEEK if request.values.get("days") == str(WEEK) else 1
    begins = typed_day("day")
    if days == WEEK:
        begins -= timedelta(begins.weekday())
    shown = Board(the_desk().place).show(the_actor(), begins, days)
    picked = shown.block(request.values.get("pick", "") or request.form.get("number", ""))
    opens, closes = _hours(shown)
    legend, cannot = _told(shown)
    return drawn("visits/board.html", "board", shown=shown, picked=picked, trouble=trouble, key=new_key(),
                 hours=range(opens, closes), lines=[_line(row, shown.begins, opens, closes) for row in shown.rows],
                 legend=legend, cannot=cannot, days=days, may_send=the_actor().may(SEND_CREW),
                 before=begins - timedelta(days), after=begins + timedelta(days), week=WEEK)


def _told(shown: Day) -> tuple[list[str], dict[str, dict[str, list[int]]]]:
    """Every reason once, in words, and which of them stand against whom."""
    known: dict[str, int] = {}
    seen: dict[tuple[object, ...], int] = {}
    found: dict[str, dict[str, list[int]]] = {}
    for number, people in shown.cannot.items():
        for login, reasons in people.items():
            for reason in reasons:
                key = reason.template, *reason.values.values()
                if key not in seen:
                    seen[key] = known.setdefault(say().show(reason), len(known))
                found.setdefault(number, {}).setdefault(login, []).append(seen[key])
    return list(known), found


def _hours(shown: Day) -> tuple[int, int]:
    """The hours of the day that are shown."""
    if shown.days > 1:
        return EARLIEST, LATEST
    midnight = datetime.combine(shown.begins, time.min)
    blocks = [each for row in shown.rows for each in row.blocks]
    opens, closes = EARLIEST, LATEST
    for each in blocks:
        if each.starts and each.ends:
            starts, ends = each.starts.replace(tzinfo=None), each.ends.replace(tzinfo=None)
            opens = min(opens, DAWN if starts < midnight else starts.hour)
            closes = max(closes, DUSK if ends >= midnight + timedelta(1) else ends.hour + (ends.minute > 0))
    return max(opens, DAWN), min(closes, DUSK)


def _line(row: Row, day: date, opens: int, closes: int) -> Line:
    first, slots = datetime.combine(day, time.min) + timedelta(hours=opens), (closes - opens) * 2
    lanes: list[list[tuple[int, int, Block]]] = []
    for block in row.blocks:
        if not block.starts or not block.ends:
            continue
        begins = min(max(0, int((block.starts.replace(tzinfo=None) - first) // SLOT)), slots - LEAST)
        ends = min(slots, -int((first - block.ends.replace(tzinfo=None)) // SLOT))
        free = next((lane for lane in lanes if lane[-1][1] <= begins), None)
        if free is None:
            lanes.append(free := [])
        free.append((begins, max(ends, begins + LEAST), block))
    shift = row.shifts.get(day)
    return Line(row, tuple(_cells(lane, slots) for lane in lanes) or ((Cell(slots),),), _shift(shift),
                shift is None or shift.kind != "duty")


def _shift(shift: ShiftRow | None) -> str:
    if shift is None:
        return ""
    if shift.opens and shift.closes:
        return f"{say().local(shift.opens):%H:%M}–{say().local(shift.closes):%H:%M}"
    return say()(DayKind[shift.kind].value)


def _cells(lane: list[tuple[int, int, Block]], slots: int) -> tuple[Cell, ...]:
    found, at = [], 0
    for begins, ends, block in lane:
        if begins > at:
            found.append(Cell(begins - at))
        found.append(Cell(ends - begins, block))
        at = ends
    return (*found, Cell(slots - at)) if at < slots else tuple(found)
