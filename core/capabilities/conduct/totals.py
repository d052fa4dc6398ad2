"""What somebody's penalties of a month come to, with the cap where the business has set one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from core.capabilities.conduct.booking import NOTHING, in_force
from core.capabilities.conduct.entries import Entry, whole
from core.capabilities.conduct.permissions import OWN, SEE
from core.capabilities.conduct.rules import monthly_cap
from core.capabilities.conduct.standing import State
from core.capabilities.conduct.tables import EntryRow
from core.sdk import MONTH, Period
from core.sdk.services import Actor, InvalidInput, NotFound, Workplace, require
from core.sdk.tables import ColumnElement, Select, func


@dataclass(frozen=True)
class Total:
    """One person's month: `fines` as they stand, `owed` what is to be paid in or made good, `open` what is proposed or
    under appeal and counts nowhere yet. `cap` cuts the fines alone; None where there is none."""

    login: str
    name: str
    entries: int
    fines: Decimal
    owed: Decimal
    open: Decimal
    cap: Decimal | None

    @property
    def due(self) -> Decimal:
        """What it comes to."""
        return self.owed + (self.fines if self.cap is None else min(self.fines, self.cap))

    @property
    def capped(self) -> bool:
        return self.cap is not None and self.fines > self.cap

    def data(self) -> dict[str, Any]:
        """As programs are told."""
        return {**vars(self), "due": self.due}


@dataclass(frozen=True)
class Month:
    """A month of everybody."""

    period: Period
    cap: Decimal | None
    totals: Sequence[Total]


class Totals:
    """Sums of a desk's penalties."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def month(self, actor: Actor, industry: str, period: str = "") -> Month:
        """Everybody's month (this one, if none is named); who may not see penalties is told their own. Counted by the
        day on which it was done. Raises `InvalidInput` for what is no month."""
        require(actor, OWN)
        if industry not in in_force(self.place):
            raise NotFound()
        with self.place.store.read() as work:
            zone = self.place.calendar(work).zone
            month = Period.parse(period) if period else Period.of(MONTH, self.place.now().astimezone(zone).date())
            if month.every is not MONTH:
                raise InvalidInput.field("period", "按月汇总,请写成 2025-03")
            cap = self.place.rulebook(work, industry).standing.policy().get(monthly_cap)
            alone = () if actor.may(SEE) else (EntryRow.person_id == actor.id,)
            rows = work.session.execute(of_days(industry, month.begins, month.ends, zone).where(*alone))
            return Month(month, cap, totals_of((Entry(row, name, login, by, number) for row, name, login, by, number
                                                in rows), cap))


def of_days(industry: str, begins: date, ends: date, zone: tzinfo) -> Select[Any]:
    """Penalties for what was done on these days, both included, with the names that `Entry` takes."""
    def midnight(day: date) -> datetime:
        return datetime.combine(day, time.min, zone)

    at: ColumnElement[Any] = func.coalesce(EntryRow.happened_at, EntryRow.proposed_at)
    return whole().where(EntryRow.industry == industry, at >= midnight(begins),
                         at < midnight(ends + timedelta(days=1))).order_by(EntryRow.id)


def totals_of(entries: Iterable[Entry], cap: Decimal | None) -> list[Total]:
    """One for each person, by what it comes to, the most first."""
    people: dict[str, list[Entry]] = {}
    for each in entries:
        people.setdefault(each.login, []).append(each)
    found = []
    for login, own in people.items():
        open_ = [each.row.amount or NOTHING for each in own if each.state in (State.proposed, State.appealed)]
        found.append(Total(
            login, own[0].person, len(own), sum((each.counted for each in own if not each.owes), NOTHING),
            sum((each.counted for each in own if each.owes), NOTHING), sum(open_, NOTHING), cap))
    return sorted(found, key=lambda each: (-each.due, -each.open, each.login))
