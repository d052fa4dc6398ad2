"""Use cases of the shed."""

from dataclasses import dataclass
from datetime import datetime

from core.sdk.services import Actor, Receipt, Record, Records, Refused, Workplace, change, require
from core.sdk.tables import CaseRow, func, select
from tests.capabilities.sheds.forms import LEFT
from tests.capabilities.sheds.permissions import KEEP
from tests.capabilities.sheds.tables import SpotRow, StayRow


@dataclass(frozen=True)
class Standing:
    """A vehicle in the shed: its case, place, and since when."""

    number: str
    spot: str
    visitor: str
    came_at: datetime


class Sheds:
    """The shed of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def standing(self, actor: Actor, number: str = "") -> list[Standing]:
        """What stands in the shed, of one case or of all."""
        require(actor, KEEP)
        query = (select(CaseRow.number, SpotRow.name, StayRow.visitor, StayRow.came_at).join_from(StayRow, CaseRow)
                 .join(SpotRow).where(StayRow.left_at.is_(None)).order_by(SpotRow.name))
        with self.place.store.read() as work:
            found = work.session.execute(query.where(CaseRow.number == number) if number else query)
            return [Standing(*row) for row in found]

    def release(self, actor: Actor, number: str, *, version: int | None = None, key: str = "") -> Receipt:
        """Let a vehicle out. Raises `Refused` where it does not stand here."""
        def do(records: Records, record: Record) -> Receipt:
            if not records.work.session.scalar(select(func.count()).where(
                    StayRow.case_id == record.row.id, StayRow.left_at.is_(None))):
                raise Refused("车不在车棚里")
            return records.signal(record, LEFT)

        return change(self.place, actor, number, "sheds.release", {}, do, version=version, permission=KEEP, key=key)
