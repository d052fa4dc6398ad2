"""Wants and samples follow what happens to their cases; and what the ledgers know is brought to the rules."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from core.capabilities.stock.casework import gifts_given, used
from core.capabilities.stock.forms import (
    Gifts,
    OnHand,
    PackingList,
    Parts,
    PartsWanted,
    Sample,
    SampleCheck,
    SampleDown,
    SampleRegistered,
    SampleRepair,
    SampleScrapped,
    SampleSold,
    SampleStored,
    SampleUp,
)
from core.capabilities.stock.samples import Shelf, moment_of
from core.capabilities.stock.shortages import waiting_for
from core.capabilities.stock.standing import Happened, Standing
from core.capabilities.stock.tables import MoveRow, SampleEventRow, SampleRow, WantRow
from core.capabilities.stock.wants import Wants
from core.sdk import Form, Product, field_of
from core.sdk.services import ERASED, MERGED_INTO, Case, Doing, Erasure, Reading, Refused, facts, reacts
from core.sdk.tables import CaseRow, func, select, update


@reacts(PackingList)
def listed(doing: Doing) -> None:
    """What somebody judges to be needed is waited for; a later judgement takes the place of an earlier one."""
    said = doing.said
    assert isinstance(said, PackingList)
    Wants(doing.work, doing.actor, doing.at).replace(
        doing.row.id, said.parts_to_bring if said.knows(PackingList.parts_to_bring) else None,
        said.tools_to_bring if said.knows(PackingList.tools_to_bring) else None)


@reacts(PartsWanted)
def wanted(doing: Doing) -> None:
    """One thing more is waited for."""
    said = doing.said
    assert isinstance(said, PartsWanted)
    Wants(doing.work, doing.actor, doing.at).add(doing.row.id, said.item, max(said.quantity, 1))


@reacts(SampleDown)
def taken_down(doing: Doing) -> None:
    """A case is opened for a sample: it stands in its hall no more. One that nobody had registered is registered."""
    said = doing.said
    assert isinstance(said, SampleDown)
    shelf = Shelf(doing.work, doing.actor, doing.place.now())
    mine = shelf.session.scalar(select(SampleRow).where(SampleRow.case_id == doing.row.id))
    if mine is not None and mine.number.upper() != said.sample_no.strip().upper():
        raise Refused("本案处理的是样品 {number};换了样品请另立案件", number=mine.number)
    row = shelf.lock(said.sample_no)
    if row is None:
        row = shelf.add(said.sample_no, said.product if said.knows(SampleDown.product) else "", Standing.shown,
                        doing.event.occurred_at)
        row.hall = said.hall if said.knows(SampleDown.hall) else ""
    if row.standing != Standing.shown.name and row.case_id == doing.row.id:
        return  # the same said better
    day = said.taken_on if said.knows(SampleDown.taken_on) else None
    at = doing.event.occurred_at if day is None else moment_of(shelf, row, day, ZoneInfo(doing.place.config.zone))
    shelf.take_down(row, at, case_id=doing.row.id, note=said.why if said.knows(SampleDown.why) else "")


def _sample(doing: Doing) -> tuple[Shelf, SampleRow]:
    shelf = Shelf(doing.work, doing.actor, doing.place.now())
    row = shelf.session.scalar(select(SampleRow).where(SampleRow.case_id == doing.row.id).with_for_update())
    row = row or shelf.lock(sample_of(doing.case))
    if row is None:
        raise Refused("本案没有写明样品编号")
    return shelf, row


def sample_of(case: Case) -> str:
    """The number of the sample that a case is about; '' where it is about none."""
    return str(case.said_of(field_of(SampleDown.sample_no)) or "")


@reacts(SampleCheck)
def checked(doing: Doing) -> None:
    """Whether it is broken is part of what is known of a sample."""
    said = doing.said
    assert isinstance(said, SampleCheck)
    shelf, row = _sample(doing)
    row.condition = (said.damage if said.knows(SampleCheck.damage) else "有破损") if said.damaged else "没有破损"
    shelf.note(row, Happened.checked, doing.event.occurred_at, case_id=doing.row.id, note=row.condition)


@reacts(SampleRepair)
def mended(doing: Doing) -> None:
    """It was repaired."""
    said = doing.said
    assert isinstance(said, SampleRepair)
    shelf, row = _sample(doing)
    row.condition = said.repair
    shelf.note(row, Happened.mended, doing.event.occurred_at, case_id=doing.row.id, note=said.repair)


@reacts(SampleRegistered)
def registered(doing: Doing) -> None:
    """Its condition was written down."""
    said = doing.said
    assert isinstance(said, SampleRegistered)
    shelf, row = _sample(doing)
    row.condition = said.condition
    shelf.note(row, Happened.registered, doing.event.occurred_at, case_id=doing.row.id, note=said.condition)


@reacts(SampleStored)
def stored(doing: Doing) -> None:
    """It is in a warehouse now."""
    said = doing.said
    assert isinstance(said, SampleStored)
    shelf, row = _sample(doing)
    row.place = " ".join(each for each in (said.warehouse, said.shelf if said.knows(SampleStored.shelf) else "")
                         if each)
    row.hall = row.position = ""
    row.case_id = None
    shelf.note(row, Happened.stored, doing.event.occurred_at, standing=Standing.stored, case_id=doing.row.id,
               note=row.place)


@reacts(SampleUp)
def put_back(doing: Doing) -> None:
    """It stands in a hall again."""
    said = doing.said
    assert isinstance(said, SampleUp)
    shelf, row = _sample(doing)
    shelf.put_up(row, said.new_hall, said.new_position if said.knows(SampleUp.new_position) else "",
                 doing.event.occurred_at, case_id=doing.row.id)


@reacts(SampleSold, SampleScrapped)
def gone(doing: Doing) -> None:
    """It is no longer ours."""
    shelf, row = _sample(doing)
    sold = isinstance(doing.said, SampleSold)
    row.hall = row.position = ""
    row.case_id = None
    why = doing.said.why if isinstance(doing.said, SampleScrapped) else ""
    shelf.note(row, Happened.sold if sold else Happened.scrapped, doing.event.occurred_at,
               standing=Standing.sold if sold else Standing.gone, case_id=doing.row.id, note=why)


@reacts(MERGED_INTO)
def merged(doing: Doing) -> None:
    """What it waited for, the other case waits for now."""
    other = doing.work.session.scalar(select(CaseRow.id).where(CaseRow.number == doing.event.data["into"]))
    doing.work.session.execute(update(WantRow).where(WantRow.case_id == doing.row.id, WantRow.closed_at.is_(None))
                               .values(case_id=other))


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """Who got things and why goes; that they went stays."""
    session, of = erasure.work.session, erasure.case_ids
    session.execute(update(MoveRow).where(MoveRow.case_id.in_(of)).values(receiver="", note="", reference=""))
    session.execute(update(WantRow).where(WantRow.case_id.in_(of)).values(said=""))
    session.execute(update(SampleEventRow).where(SampleEventRow.case_id.in_(of)).values(note=""))


def _given(reading: Reading, form: type[Form]) -> bool:
    """Whether the case has been told so itself, as in a trial."""
    return any(isinstance(each, form) for each in reading.case.forms)


@facts(Parts)
def parts(reading: Reading) -> Iterator[Form]:
    """What became of the pieces given out for the case."""
    if _given(reading, Parts):
        return
    found = used(reading.work.session, reading.row.id) if reading.row.id else None
    waiting = reading.work.session.scalar(select(func.count()).select_from(WantRow).where(
        WantRow.case_id == reading.row.id, WantRow.closed_at.is_(None), ~WantRow.tool)) if found else 0
    if found:
        yield Parts(issued=found.issued, fitted=found.fitted, returned=found.returned, outstanding=found.outstanding,
                    waiting=waiting or 0)
    else:
        yield Parts(issued=0, fitted=0, returned=0, outstanding=0, waiting=0)


@facts(OnHand)
def on_hand(reading: Reading) -> Iterator[Form]:
    """Of what the case waits for, what is not there."""
    if _given(reading, OnHand):
        return
    waits = waiting_for(reading.work.session, WantRow.case_id == reading.row.id, ~WantRow.tool) if (
        reading.row.id) else []
    short = [each for each in waits if each.here < each.missing]
    yield OnHand(missing=len(short), what="、".join(
        f"{each.item.title if each.item else each.row.said} ×{each.missing - each.here}" for each in short) or "—")


@facts(Gifts)
def gifts(reading: Reading) -> Iterator[Form]:
    """How many gifts the order of the case has had."""
    if not _given(reading, Gifts):
        order = str(reading.case.said_of(field_of(Product.order_no)) or "")
        yield Gifts(given=gifts_given(reading.work.session, reading.row.id, order) if reading.row.id or order else 0)


@facts(Sample)
def sample(reading: Reading) -> Iterator[Form]:
    """What the ledger knows of the sample."""
    number = sample_of(reading.case)
    row = reading.work.session.scalar(select(SampleRow).where(
        func.upper(SampleRow.number) == number.strip().upper())) if number else None
    if row is None or _given(reading, Sample):
        return
    answers: dict[str, Any] = {name: said for name, said in (("hall", row.hall), ("position", row.position)) if said}
    yield Sample(number=row.number, product=row.product, on_display=row.standing == Standing.shown.name, **answers)
