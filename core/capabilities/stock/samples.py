"""The ledger of display samples: put up, taken down, where each is and was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.capabilities.stock.displays import Shown, last_moves, on_display
from core.capabilities.stock.forms import SampleDown
from core.capabilities.stock.permissions import DISPLAY, SEE
from core.capabilities.stock.said import a_day, a_text
from core.capabilities.stock.standing import Happened, Standing
from core.capabilities.stock.tables import SampleEventRow, SampleRow
from core.sdk.services import (
    Actor,
    InvalidInput,
    NotFound,
    Opening,
    Refused,
    Request,
    UnitOfWork,
    Workplace,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, UserRow, and_, func, or_, select

LONGEST = 60
ONE = timedelta(seconds=1)


class Shelf:
    """The samples of one transaction, for one actor."""

    def __init__(self, work: UnitOfWork, actor: Actor, now: datetime) -> None:
        self.work, self.session, self.actor, self.now = work, work.session, actor, now

    def lock(self, number: str) -> SampleRow | None:
        """A sample by its number, kept from other writers."""
        return self.session.scalar(select(SampleRow).where(func.upper(SampleRow.number) == number.strip().upper())
                                   .with_for_update())

    def add(self, number: str, product: str, standing: Standing, at: datetime) -> SampleRow:
        """A sample that nobody has registered yet."""
        row = SampleRow(number=number.strip(), product=product.strip() or number.strip(), standing=standing.name,
                        since=at, version=0)
        self.session.add(row)
        self.session.flush()
        return row

    def note(self, row: SampleRow, what: Happened, at: datetime, *, standing: Standing | None = None,
             case_id: int | None = None, note: str = "") -> None:
        """Write down what happened to a sample. Raises `InvalidInput` for what lies before what was written last."""
        last = self.session.scalar(select(func.max(SampleEventRow.at)).where(SampleEventRow.sample_id == row.id))
        if last is not None and at < last:
            raise InvalidInput.field("on", "样品 {number} 上一次登记是 {last},不能写得更早", number=row.number,
                                     last=last)
        if standing is not None:
            row.standing, row.since = standing.name, at
        row.version += 1
        self.session.add(SampleEventRow(
            sample_id=row.id, sort=what.name, at=at, noted_at=self.now, by_id=self.actor.id, case_id=case_id,
            hall=row.hall, position=row.position, note=note))
        self.session.flush()

    def put_up(self, row: SampleRow, hall: str, position: str, at: datetime, *, case_id: int | None = None,
               note: str = "") -> None:
        """A sample stands in a hall. Raises `Refused` for one that stands there already, is gone, or is being looked
        after by another case."""
        standing = Standing[row.standing]
        if standing is Standing.shown:
            raise Refused("样品 {number} 已在“{hall}”展示,先下样才能再上样", number=row.number, hall=row.hall)
        if standing in (Standing.sold, Standing.gone):
            raise Refused("样品 {number} {standing},不能上样", number=row.number, standing=standing.label)
        if standing is Standing.down and row.case_id not in (None, case_id):
            number = self.session.scalar(select(CaseRow.number).where(CaseRow.id == row.case_id))
            raise Refused("样品 {number} 还在下样处理(案件 {case}),办完才能上样", number=row.number, case=number or "")
        row.hall, row.position, row.place, row.case_id = hall, position, "", None
        self.note(row, Happened.up, at, standing=Standing.shown, case_id=case_id, note=note)

    def take_down(self, row: SampleRow, at: datetime, *, case_id: int | None = None, note: str = "") -> None:
        """A sample stands in its hall no more. Raises `Refused` for one that does not stand there."""
        if row.standing != Standing.shown.name:
            raise Refused("样品 {number} 不在展示中({standing})", number=row.number,
                          standing=Standing[row.standing].label)
        row.case_id = case_id
        self.note(row, Happened.down, at, standing=Standing.down, case_id=case_id, note=note)


@dataclass(frozen=True)
class Turn:
    """Something that happened to a sample, in which case, and who wrote it down."""

    row: SampleEventRow
    number: str = ""
    by: str = ""


@dataclass(frozen=True)
class Told:
    """A sample with what happened to it, the latest first; `number` is that of the case that looks after it."""

    row: SampleRow
    turns: tuple[Turn, ...]
    number: str = ""


class Samples:
    """The display samples of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    @property
    def kind(self) -> str:
        """The kind of case in use that looks after a sample taken down; '' where there is none."""
        return next((kind for kind, registry in self.place.kinds.items()
                     if issubclass(registry.workflows[kind].opens, SampleDown)), "")

    def shown(self, actor: Actor, day: str = "") -> Sequence[Shown]:
        """What was on display as a day ended (now, where none is given), by hall. Raises `InvalidInput`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return on_display(work.session, self._end_of(day))

    def elsewhere(self, actor: Actor, day: str = "") -> Sequence[Shown]:
        """The samples that were not on display then, and what had last happened to them. Raises `InvalidInput`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [each for each in last_moves(work.session, self._end_of(day))
                    if each.event.sort != Happened.up.name]

    def find(self, actor: Actor, said: str, limit: int = 50) -> Sequence[SampleRow]:
        """Samples by number, product or hall."""
        require(actor, SEE)
        words = a_text("q", said, longest=100).split()
        query = select(SampleRow)
        for word in words:
            like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            query = query.where(or_(*(column.ilike(like, escape="\\") for column in (
                SampleRow.number, SampleRow.product, SampleRow.hall))))
        with self.place.store.read() as work:
            return work.session.scalars(query.order_by(SampleRow.number).limit(limit)).all()

    def show(self, actor: Actor, number: str) -> Told:
        """A sample and what happened to it. Raises `NotFound`."""
        require(actor, SEE)
        seen = and_(CaseRow.id == SampleEventRow.case_id, *visible_to(actor))
        with self.place.store.read() as work:
            row = work.session.scalar(select(SampleRow).where(func.upper(SampleRow.number) == number.strip().upper()))
            if row is None:
                raise NotFound("没有样品“{number}”", number=number[:40])
            found = work.session.execute(
                select(SampleEventRow, CaseRow.number, UserRow.name).select_from(SampleEventRow)
                .outerjoin(CaseRow, seen).outerjoin(UserRow, UserRow.id == SampleEventRow.by_id)
                .where(SampleEventRow.sample_id == row.id)
                .order_by(SampleEventRow.at.desc(), SampleEventRow.id.desc())).all()
            case = work.session.scalar(select(CaseRow.number).where(CaseRow.id == row.case_id, *visible_to(actor)))
        return Told(row, tuple(Turn(event, case_number or "", by or "") for event, case_number, by in found),
                    case or "")

    def put_up(self, actor: Actor, said: Mapping[str, str]) -> SampleRow:
        """Put a sample on display: `number`, `product` (of one not known yet), `hall`, `position`, `on` a day (today),
        `note`. Raises `InvalidInput`, `Refused` for one that is on display or being looked after."""
        require(actor, DISPLAY)
        wanted = self._read(said, hall=True)
        with self.place.store.unit_of_work() as work:
            shelf = Shelf(work, actor, self.place.now())
            row = shelf.lock(wanted["number"])
            if row is None:
                if not wanted["product"]:
                    raise InvalidInput.field("product", "新样品请写明是什么商品")
                row = shelf.add(wanted["number"], wanted["product"], Standing.stored, shelf.now)
            elif wanted["product"]:
                row.product = wanted["product"]
            shelf.put_up(row, wanted["hall"], wanted["position"], self._at(shelf, row, wanted["on"]),
                         note=wanted["note"])
            work.commit()
        return row

    def take_down(self, actor: Actor, said: Mapping[str, str], key: str = "") -> str:
        """Take a sample off display: `number`, `why`, `on` a day (today). Where the industries in use have a kind for
        it, its case is opened, whose number is given. Raises `NotFound`, `InvalidInput`, `Refused`, and `Forbidden`
        for somebody who may not open cases."""
        require(actor, DISPLAY)
        wanted = self._read(said)
        why = a_text("why", said.get("why", ""), needed=True)
        known = self.show(actor, wanted["number"]).row
        if self.kind:
            answers: dict[str, Any] = {"sample_no": known.number, "product": known.product, "hall": known.hall,
                                       "taken_on": wanted["on"] or None, "why": why}
            return Opening(self.place).open(actor, Request(self.kind, {
                name: each for name, each in answers.items() if each}), key).number
        with self.place.store.unit_of_work() as work:
            shelf = Shelf(work, actor, self.place.now())
            row = shelf.lock(wanted["number"])
            assert row
            shelf.take_down(row, self._at(shelf, row, wanted["on"]), note=why)
            work.commit()
        return ""

    def _read(self, said: Mapping[str, str], *, hall: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {}
        wrong: dict[str, list[Any]] = {}
        for name in ("number", "product", "hall", "position", "note"):
            try:
                found[name] = a_text(name, said.get(name, ""), longest=500 if name == "note" else LONGEST,
                                     needed=name == "number" or (hall and name == "hall"))
            except InvalidInput as error:
                wrong |= {field: [*reasons] for field, reasons in error.errors.items()}
        if "/" in found.get("number", ""):
            wrong["number"] = [*InvalidInput.field("number", "样品编号不能有 /").errors["number"]]
        try:
            found["on"] = a_day("on", said.get("on", ""))
        except InvalidInput as error:
            wrong |= {field: [*reasons] for field, reasons in error.errors.items()}
        if wrong:
            raise InvalidInput(wrong)
        return found

    def _end_of(self, day: str) -> datetime:
        """Just after a day has ended; of today, this very moment."""
        found, now = a_day("day", day), self.place.now()
        if found is None:
            return now + ONE
        return datetime.combine(found + timedelta(days=1), time.min, ZoneInfo(self.place.config.zone))

    def _at(self, shelf: Shelf, row: SampleRow, day: date | None) -> datetime:
        """The moment that stands for a day in the ledger. Raises `InvalidInput` for one to come."""
        return moment_of(shelf, row, day, ZoneInfo(self.place.config.zone))


def moment_of(shelf: Shelf, row: SampleRow, day: date | None, zone: ZoneInfo) -> datetime:
    """The moment that stands for a day in the ledger of a sample: now, or noon of a day that is over, and not before
    what happened earlier that day. Raises `InvalidInput` for a day to come."""
    now = shelf.now
    today = now.astimezone(zone).date()
    if day is None or day == today:
        return now
    if day > today:
        raise InvalidInput.field("on", "{day} 还没有到", day=day)
    noon = datetime.combine(day, time(12), zone).astimezone(now.tzinfo)
    last = shelf.session.scalar(select(func.max(SampleEventRow.at)).where(SampleEventRow.sample_id == row.id))
    if last is not None and last.astimezone(zone).date() == day and last >= noon:
        return last + ONE
    return noon
