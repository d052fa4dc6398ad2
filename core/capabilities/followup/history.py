"""What was followed up of one case."""

from dataclasses import dataclass

from core.capabilities.followup.tables import CallRow, RatingRow, ReviewRow, SampleRow
from core.sdk.services import Actor, Records, Workplace
from core.sdk.tables import UserRow, select


@dataclass(frozen=True)
class Followed:
    """Calls with who made them, ratings, and what samples found: the period, the score, who looked."""

    calls: tuple[tuple[CallRow, str], ...]
    ratings: tuple[RatingRow, ...]
    reviews: tuple[tuple[str, ReviewRow, str], ...]

    def __bool__(self) -> bool:
        return bool(self.calls or self.ratings or self.reviews)


class History:
    """What was followed up."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def of(self, actor: Actor, number: str) -> Followed:
        """Of a case the actor sees, round by round. Raises `NotFound`."""
        with self.place.store.read() as work:
            row, session = Records(self.place, work, actor).read(number).row, work.session
            calls = session.execute(select(CallRow, UserRow.name).outerjoin(UserRow, UserRow.id == CallRow.who_id)
                                    .where(CallRow.case_id == row.id).order_by(CallRow.round)).all()
            ratings = session.scalars(select(RatingRow).where(RatingRow.case_id == row.id).order_by(RatingRow.round))
            reviews = session.execute(
                select(SampleRow.period, ReviewRow, UserRow.name).join_from(ReviewRow, SampleRow)
                .join(UserRow, UserRow.id == ReviewRow.reviewer_id).where(ReviewRow.case_id == row.id)
                .order_by(ReviewRow.id)).all()
            return Followed(tuple((call, name or "") for call, name in calls), tuple(ratings),
                            tuple((period, review, name) for period, review, name in reviews))
