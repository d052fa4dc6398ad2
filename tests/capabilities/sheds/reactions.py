"""The shed's tables follow the cases."""

from core.sdk.services import ERASED, Doing, Erasure, Refused, reacts
from core.sdk.tables import select, update
from tests.capabilities.sheds.forms import LEFT, Stay
from tests.capabilities.sheds.tables import SpotRow, StayRow


@reacts(Stay)
def entered(doing: Doing) -> None:
    assert isinstance(doing.said, Stay)
    session = doing.work.session
    spot = session.scalar(select(SpotRow).where(SpotRow.name == doing.said.spot))
    if spot is None:
        session.add(spot := SpotRow(name=doing.said.spot, marks=[]))
        session.flush()
    if session.scalar(select(StayRow.id).where(StayRow.spot_id == spot.id, StayRow.left_at.is_(None))):
        raise Refused("车位 {spot} 已有车", spot=doing.said.spot)
    session.add(StayRow(case_id=doing.row.id, spot_id=spot.id, visitor=doing.said.visitor, came_at=doing.at))


@reacts(LEFT)
def left(doing: Doing) -> None:
    doing.work.session.execute(update(StayRow).where(StayRow.case_id == doing.row.id).values(left_at=doing.at))


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    erasure.work.session.execute(update(StayRow).where(StayRow.case_id.in_(erasure.case_ids)).values(visitor=""))
