"""Use cases of coverage: looking a unit up, extending or correcting its warranty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from core.capabilities.coverage.keeping import add, rows_of, unit_in
from core.capabilities.coverage.permissions import EXTEND, SEE
from core.capabilities.coverage.standing import BASES, CORRECTED, EXTENDED, How, plain, unit_of
from core.capabilities.coverage.tables import WarrantyRow
from core.sdk.services import (
    Actor,
    Customers,
    InvalidInput,
    NotFound,
    Receipt,
    Record,
    Records,
    Refused,
    UnitOfWork,
    Workplace,
    change,
    legible,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, ColumnElement, CustomerRow, UserRow, and_, or_, select

MOST_UNITS = 50
LONGEST = 500


@dataclass(frozen=True)
class Turn:
    """What was once said of a unit, in which case and by whom."""

    row: WarrantyRow
    number: str
    by: str


@dataclass(frozen=True)
class Unit:
    """A unit of a product with all that was said of its warranty, the latest first."""

    turns: Sequence[Turn]
    customer: str
    today: date

    @property
    def row(self) -> WarrantyRow:
        """What holds now."""
        return self.turns[0].row

    @property
    def covered(self) -> bool:
        """Whether its warranty runs today; the last day counts."""
        return self.row.starts_on <= self.today <= self.row.ends_on

    @property
    def since(self) -> date:
        """Since when it is covered, as its purchase says."""
        return next((each.row.starts_on for each in reversed(self.turns) if each.row.how in BASES),
                    self.turns[-1].row.starts_on)


class Warranties:
    """The warranties of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def find(self, actor: Actor, said: str) -> Sequence[Unit]:
        """Units by serial number, by a case's number, or by a customer's phone or name. Raises `InvalidInput`."""
        require(actor, SEE)
        legible(q=said)
        key = plain(said)
        if not key:
            return ()
        customers = [each.customer.row.id for each in Customers(self.place).find(actor, said.strip())] if (
            len(said.strip()) > 1) else []
        named = select(WarrantyRow.unit).join(CaseRow, CaseRow.id == WarrantyRow.case_id).where(
            CaseRow.number == said.strip().upper())
        return self._units(actor, or_(WarrantyRow.unit == f"S:{key}", WarrantyRow.customer_id.in_(customers),
                                      WarrantyRow.unit.in_(named)))

    def show(self, actor: Actor, serial: str) -> Unit:
        """The unit of a serial number. Raises `NotFound`."""
        require(actor, SEE)
        found = self._units(actor, WarrantyRow.unit == unit_of(serial, None, "")) if plain(serial) else ()
        if not found:
            raise NotFound("没有序列号“{serial}”的保修记录", serial=serial[:60])
        return found[0]

    def of_case(self, actor: Actor, record: Record) -> Unit | None:
        """The unit of a case that was read; None where nothing is known of it."""
        require(actor, SEE)
        unit = unit_in(record.row, record.case)
        found = self._units(actor, and_(WarrantyRow.unit == unit, WarrantyRow.industry == record.row.industry),
                            all_of_it=True) if unit else ()
        return found[0] if found else None

    def _units(self, actor: Actor, where: ColumnElement[bool], *, all_of_it: bool = False) -> Sequence[Unit]:
        seen = [] if all_of_it else [or_(WarrantyRow.case_id.is_(None), and_(True, *visible_to(actor)))]
        with self.place.store.read() as work:
            units = work.session.execute(
                select(WarrantyRow.industry, WarrantyRow.unit).select_from(WarrantyRow)
                .outerjoin(CaseRow, CaseRow.id == WarrantyRow.case_id).where(where, *seen).distinct()
                .order_by(WarrantyRow.industry, WarrantyRow.unit).limit(MOST_UNITS)).all()
            found: dict[tuple[str, str], list[Turn]] = {(industry, unit): [] for industry, unit in units}
            names: dict[tuple[str, str], str] = {}
            for row, number, by, customer in work.session.execute(
                    select(WarrantyRow, CaseRow.number, UserRow.name, CustomerRow.name).select_from(WarrantyRow)
                    .outerjoin(CaseRow, CaseRow.id == WarrantyRow.case_id)
                    .outerjoin(UserRow, UserRow.id == WarrantyRow.made_by)
                    .outerjoin(CustomerRow, CustomerRow.id == WarrantyRow.customer_id)
                    .where(WarrantyRow.unit.in_([unit for _, unit in units])).order_by(WarrantyRow.turn.desc())):
                if (row.industry, row.unit) in found:
                    found[row.industry, row.unit].append(Turn(row, number or "", by or ""))
                    names.setdefault((row.industry, row.unit), customer or "")
        today = self.place.now().astimezone(ZoneInfo(self.place.config.zone)).date()
        return [Unit(turns, names.get(key, ""), today) for key, turns in found.items() if turns]

    def extend(self, actor: Actor, number: str, said: Mapping[str, str], *, correct: bool = False,
               version: int | None = None, key: str = "") -> Receipt:
        """Let the unit of a case be covered until a later day (`ends_on`, `why`), or `correct` the last day to any
        other. Raises `InvalidInput`, and `Refused` where the case does not tell which unit it is."""
        ends, why = _day(said.get("ends_on", "")), _why(said.get("why", ""))

        def do(records: Records, record: Record) -> Receipt:
            known = rows_of(records.work, record.row, record.case)
            self._write(records.work, actor, known, ends, why, correct, record.row.id)
            return records.signal(record, CORRECTED if correct else EXTENDED)

        return change(self.place, actor, number, "coverage.correct" if correct else "coverage.extend",
                      {"ends_on": ends.isoformat(), "why": why}, do, version=version, permission=EXTEND, key=key)

    def extend_unit(self, actor: Actor, serial: str, said: Mapping[str, str], *, correct: bool = False) -> Unit:
        """The same for a serial number, without a case. Raises `NotFound` besides."""
        require(actor, EXTEND)
        ends, why = _day(said.get("ends_on", "")), _why(said.get("why", ""))
        row = self.show(actor, serial).row
        with self.place.store.unit_of_work() as work:
            known = work.session.scalars(select(WarrantyRow).where(
                WarrantyRow.industry == row.industry, WarrantyRow.unit == row.unit)
                .order_by(WarrantyRow.turn).with_for_update()).all()
            self._write(work, actor, known, ends, why, correct, None)
            work.commit()
        return self.show(actor, serial)

    def _write(self, work: UnitOfWork, actor: Actor, known: Sequence[WarrantyRow], ends: date, why: str, correct: bool,
               case_id: int | None) -> None:
        if not known:
            raise Refused("还没有这件商品的保修记录:案件要写明序列号(或客户和型号)和购买日期")
        last = known[-1]
        if ends < last.starts_on and last.how in BASES:
            raise InvalidInput.field("ends_on", "截止日早于保修开始的 {start}", start=last.starts_on)
        if ends == last.ends_on or (ends < last.ends_on and not correct):
            raise InvalidInput.field("ends_on", "现在已保修到 {ends},要延长请写更晚的日期;要缩短请“更正”",
                                     ends=last.ends_on)
        add(work, WarrantyRow(
            industry=last.industry, unit=last.unit, serial=last.serial, model=last.model, customer_id=last.customer_id,
            starts_on=last.starts_on, ends_on=ends, how=(How.correction if correct else How.extension).name, why=why,
            case_id=case_id, made_at=self.place.now(), made_by=actor.id), last)


def _day(said: str) -> date:
    try:
        found = date.fromisoformat(said.strip())
        if not 1990 <= found.year < 2200:
            raise ValueError
    except ValueError:
        raise InvalidInput.field("ends_on", "“{said}”不是日期,请写成 2025-03-12", said=said[:20]) from None
    return found


def _why(said: str) -> str:
    legible(why=said)
    if not said.strip() or len(said) > LONGEST:
        raise InvalidInput.field("why", "请写明原因,最多 {longest} 个字", longest=LONGEST)
    return said.strip()
