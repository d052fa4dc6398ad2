"""The board: whose visits are when, what still has nobody, and who could take it or why not; and naming who goes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo

from core.capabilities.visits.asking import REASSIGNING, dispatching
from core.capabilities.visits.crews import CrewFacts, Known, read_crews
from core.capabilities.visits.people_tables import ShiftRow
from core.capabilities.visits.permissions import SEE, SEND_CREW
from core.capabilities.visits.stages import DispatchCrew
from core.capabilities.visits.standing import Standing
from core.capabilities.visits.tables import VisitRow
from core.sdk import Label, Reason
from core.sdk.services import (
    Actor,
    InvalidInput,
    Receipt,
    Record,
    Records,
    Refused,
    Steps,
    Workplace,
    change,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, UserRow, and_, or_, select

MOST = 600
"""Visits on one board."""
WEEK = 7
NAMING = {DispatchCrew.to_dispatch.key: DispatchCrew.dispatch.key, **REASSIGNING}
"""The step that names who goes, by the state of the case."""


@dataclass(frozen=True)
class Block:
    """A visit on the board; moments in the business's zone. `movable`: somebody can be named for it now."""

    number: str
    title: str
    version: int
    state: str
    case_id: int
    standing: Standing
    user_id: int | None
    starts: datetime | None
    ends: datetime | None
    skill: str
    brand: str
    area: str
    due_at: datetime | None
    due: str
    login: str = ""

    @property
    def movable(self) -> bool:
        return self.state in NAMING

    def data(self) -> dict[str, object]:
        return {"number": self.number, "title": self.title, "version": self.version, "standing": self.standing.name,
                "starts": self.starts, "ends": self.ends, "skill": self.skill, "brand": self.brand, "area": self.area,
                "due_at": self.due_at, "movable": self.movable}


@dataclass(frozen=True)
class Row:
    """Somebody and their visits in the days shown; `shifts` by day. Who is in no register any more, but was sent, has a
    name alone."""

    login: str
    name: str
    known: bool
    shifts: Mapping[date, ShiftRow] = field(default_factory=dict)
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Day:
    """Some days of the board. `waiting` have nobody yet, `untimed` have somebody and no window. `cannot` says for the
    number of each visit that can be moved and the log-in of who cannot take it, why."""

    begins: date
    days: int
    rows: Sequence[Row]
    waiting: Sequence[Block]
    untimed: Sequence[tuple[Block, str]]
    """With the name of who goes."""
    cannot: Mapping[str, Mapping[str, Sequence[Reason]]]

    @property
    def dates(self) -> list[date]:
        return [self.begins + timedelta(each) for each in range(self.days)]

    def block(self, number: str) -> Block | None:
        """A visit that can be moved."""
        return next((each for each in self.movable if each.number == number), None)

    @property
    def movable(self) -> list[Block]:
        """Visits for which somebody can be named now."""
        return [each for each in (*self.waiting, *(block for block, _ in self.untimed),
                                  *(block for row in self.rows for block in row.blocks)) if each.movable]


class Board:
    """Who goes where, and when."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.steps = place, Steps(place)

    def show(self, actor: Actor, begins: date, days: int = 1) -> Day:
        """Some days from one on; as many queries for three visits as for three hundred. Raises `InvalidInput`."""
        require(actor, SEE)
        if not 1990 <= begins.year < 2190:
            raise InvalidInput.field("day", "日期不对")
        with self.place.store.read() as work:
            zone = self.place.calendar(work).zone
            first = datetime.combine(begins, time.min, zone)
            last = first + timedelta(min(max(days, 1), WEEK))
            shown = select(VisitRow, CaseRow.number, CaseRow.title, CaseRow.version, CaseRow.state,
                           CaseRow.next_due_at, CaseRow.next_due_target, UserRow.login, UserRow.name).join(
                CaseRow, CaseRow.id == VisitRow.case_id).outerjoin(
                UserRow, UserRow.id == VisitRow.technician_id).where(
                *visible_to(actor), VisitRow.standing != Standing.cancelled.name, or_(
                    and_(VisitRow.living, or_(VisitRow.technician_id.is_(None), VisitRow.starts.is_(None))),
                    and_(VisitRow.starts < last, VisitRow.ends > first))).order_by(
                VisitRow.starts.is_(None), VisitRow.starts, VisitRow.id).limit(MOST)
            waiting, untimed, of = [], [], defaultdict[int, list[Block]](list)
            strangers: dict[int, tuple[str, str]] = {}
            for visit, number, title, version, state, due_at, due, login, name in work.session.execute(shown):
                block = _block(visit, zone, number, title, version, state, due_at, due, login or "")
                if visit.technician_id is None:
                    waiting += [block] if visit.living else []
                elif visit.starts is None:
                    untimed.append((block, name))
                else:
                    of[visit.technician_id].append(block)
                    strangers[visit.technician_id] = login, name
            crews = read_crews(work, zone, min([each.starts for each in waiting if each.starts] + [first]),
                               max([each.ends for each in waiting if each.ends] + [last]))
            rows = [Row(each.login, each.name, True, {shift.day: shift for shift in each.shifts},
                        of.pop(each.user_id, [])) for each in crews if each.active]
            rows += [Row(*strangers[user_id], False, blocks=blocks) for user_id, blocks in of.items()]
            today = self.place.now().astimezone(zone).date()
            shown_days = Day(begins, (last - first).days, rows, waiting, untimed, {})
            if not actor.may(SEND_CREW):
                return shown_days
            return replace(shown_days, cannot={each.number: _cannot(each, crews, today) for each in shown_days.movable})

    def send(self, actor: Actor, number: str, login: str, *, version: int | None = None, key: str = "") -> Receipt:
        """Name who goes: the case's own step, with everything that is judged there. Raises `Refused` where nobody can
        be named now, and what the step raises."""
        require(actor, SEND_CREW)

        def do(records: Records, record: Record) -> Receipt:
            step = NAMING.get(record.row.state)
            if step is None:
                raise Refused("案件 {number} 现在不能派工或改派:请看案件", number=record.row.number)
            return self.steps.within(records, record, step, {"technician": login.strip()})

        return change(self.place, dispatching(actor), number.strip().upper(), "visits.send",
                      {"technician": login.strip()}, do, version=version, key=key)


def _block(visit: VisitRow, zone: tzinfo, number: str, title: str, version: int, state: str, due_at: datetime | None,
           due: str, login: str) -> Block:
    return Block(number, title, version, state, visit.case_id, Standing[visit.standing], visit.technician_id,
                 visit.starts.astimezone(zone) if visit.starts else None,
                 visit.ends.astimezone(zone) if visit.ends else None, visit.skill, visit.brand, visit.area, due_at,
                 due, login)


def _cannot(block: Block, crews: Sequence[Known], today: date) -> dict[str, list[Reason]]:
    """Why each of those who cannot take a visit cannot."""
    found = {}
    for each in crews:
        facts = each.judge(skill=block.skill, brand=block.brand, area=block.area, starts=block.starts, ends=block.ends,
                           besides=block.case_id, today=today)
        if each.active and (why := why_not(facts, block)):
            found[each.login] = why
    return found


def why_not(facts: CrewFacts, wanted: Block) -> list[Reason]:
    """In words, what stands against sending somebody."""
    found = []
    if facts.skilled is False:
        found.append(Reason("没有“{skill}”技能", {"skill": wanted.skill}))
    if facts.trained is False:
        found.append(Reason("没有“{brand}”的有效培训", {"brand": wanted.brand}))
    if facts.authorised is False:
        found.append(Reason("网点没有“{brand}”的授权", {"brand": wanted.brand}))
    if facts.in_area is False:
        found.append(Reason("不负责“{area}”", {"area": wanted.area}))
    if facts.on_duty is False:
        found.append(Reason("不当班:{why}", {"why": Label(facts.off_why)}))
    if facts.free is False:
        found.append(Reason("已有上门 {clash}", {"clash": facts.busy_with}))
    return found
