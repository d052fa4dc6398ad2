"""Open cases going over to another rulebook: one on purpose, or all of them a batch at a time."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from core.domain import events
from core.domain.cases import Case
from core.domain.clocks import clocks
from core.domain.errors import DeskError, Refused
from core.domain.events import Event
from core.domain.forms import Form
from core.domain.people import Actor
from core.domain.reasons import Label
from core.domain.rulebook import InForce, Rulebook
from core.services.records import Receipt, Record, Records
from core.services.refreshing import BookOf, Move, Progress
from core.services.workplace import Workplace
from core.store.tables import CaseRow
from core.store.unit_of_work import UnitOfWork

BATCH = 50


def fitting(book: Rulebook, kind: str, state: str, facts: Iterable[Form] = ()) -> InForce:
    """What would hold for a case in this state with these facts. Raises `Refused` where it could not go on there."""
    here, workflow = book.for_case(kind, facts), book.registry.workflows[kind]
    if not here.flow:
        raise Refused("现行制度没有“{kind}”的流程", kind=Label(workflow.title))
    if state not in here.states:
        known = {each.key: each.title for stage in workflow.stages for each in stage.states}
        raise Refused("状态“{state}”不在新的流程里", state=Label(known.get(state, state)))
    return here


def go_over(place: Workplace, records: Records, record: Record, book: Rulebook, why: str) -> Receipt:
    """Let one case, which is held, go over to a rulebook; still to be committed. Raises `Refused` where it cannot."""
    here = _may_go(record, book)
    place.keep(records.work, book)
    said = {"from": record.row.rulebook, "to": book.number, "why": why}
    moved = records.event(events.MOVED, said)
    record.row.rulebook, record.row.policies = book.number, [each.slug for each in here.policies]
    return records.keep(record, moved)


def _may_go(record: Record, book: Rulebook) -> InForce:
    """What would hold for a case. Raises `Refused` where it cannot go over."""
    if not record.case.open:
        raise Refused("案件已结束;需要时请先重开")
    if book.number == record.row.rulebook:
        raise Refused("案件已按这份制度办理")
    facts = [*record.case.forms, *(line.item for line in record.case.lines)]
    return fitting(book, record.row.kind, record.row.state, facts)


def moves_of(place: Workplace, work: UnitOfWork, record: Record, book: Rulebook) -> list[Move]:
    """The promises of one case that would have another deadline were it to go over. Raises `Refused` where it
    cannot."""
    _may_go(record, book)
    now = place.now()
    moved = Event(events.MOVED, now, now, None, "", {"from": record.row.rulebook, "to": book.number, "why": ""})

    def rulebooks(number: str) -> Rulebook:
        return book if number == book.number else place.pinned(work, number)

    other = Case.fold(book, record.row.kind, [*record.events, moved], rulebooks=rulebooks, almanac=place.almanac(work))
    before, after = ({(each.target, each.key): each for each in clocks(case, now) if each.open or each.due_at}
                     for case in (record.case, other))
    found = []
    for place_of in dict.fromkeys([*after, *before]):
        one, two = before.get(place_of), after.get(place_of)
        was, will = (each.due_at if each and not each.ended_at else None for each in (one, two))
        if was != will:
            shown = two or one
            assert shown
            found.append(Move(record.row.number, shown.target, shown.title, was, will,
                              (bool(was and was < now), bool(will and will < now))))
    return found


def move_all(place: Workplace, actor: Actor, book_of: BookOf, why: str, so_far: Progress) -> Iterator[Progress]:
    """Every open case that is to go over and can, from where an earlier attempt came to. What somebody is changing
    meanwhile is waited for; a case that was moved already is passed over."""
    open_cases = CaseRow.closed_at.is_(None)
    if not so_far.last:
        with place.store.read() as work:
            so_far.total = work.session.scalar(select(func.count()).select_from(CaseRow).where(open_cases)) or 0
    while True:
        with place.store.read() as work:
            rows = work.session.execute(
                select(CaseRow.id, CaseRow.number).where(open_cases, CaseRow.id > so_far.last)
                .order_by(CaseRow.id).limit(BATCH)).all()
        if not rows:
            return
        for row in rows:
            try:
                so_far.moved += _move_one(place, actor, row.number, book_of, why)
            except DeskError as error:
                so_far.blocked.append((row.number, error.reason))
            so_far.last, so_far.done = row.id, so_far.done + 1
        yield so_far


def _move_one(place: Workplace, actor: Actor, number: str, book_of: BookOf, why: str) -> bool:
    with place.store.unit_of_work() as work:
        records = Records(place, work, actor)
        record = records.lock(number, None)
        book = book_of(work, record.row) if record.case.open else None
        if book is None or book.number == record.row.rulebook:
            return False
        go_over(place, records, record, book, why)
        work.commit()
        return True

