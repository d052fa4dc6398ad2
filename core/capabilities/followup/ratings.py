"""What customers think of it: by their link, or told on the phone; once for each round of a case."""

from collections.abc import Mapping

from core.capabilities.followup.forms import Rating
from core.capabilities.followup.permissions import CALL
from core.capabilities.followup.rounds import round_of
from core.capabilities.followup.rules import best_score, worst_score
from core.capabilities.followup.stages import RATED, CallBack
from core.capabilities.followup.tables import RatingRow
from core.sdk import CUSTOMER_SELF
from core.sdk.services import (
    MERGED,
    Actor,
    Receipt,
    Record,
    Records,
    Refused,
    Steps,
    Workplace,
    change,
    require,
)
from core.sdk.tables import select


class Ratings:
    """The ratings of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def rate(self, actor: Actor, number: str, answers: Mapping[str, object], *, version: int | None = None,
             key: str = "") -> Receipt:
        """Keep what a customer says of a case that is settled: by staff who heard it, or by whoever comes through the
        link of the case. Raises `InvalidInput`, `Refused` for a case that is not settled yet, or is rated."""
        if not actor.has_duty(CUSTOMER_SELF):
            require(actor, CALL)

        def do(records: Records, record: Record) -> Receipt:
            if record.case.state is CallBack.called:
                return Steps(self.place).within(records, record, CallBack.rate.key, dict(answers))
            if record.case.open or record.row.outcome == MERGED.name:
                raise Refused("案件还没有办完,办结后才能评价")
            return records.signal(record, RATED, Rating.load(
                answers, at=self.place.now().astimezone(record.case.zone), asked=record.case.here.asked))

        return change(self.place, actor, number, "followup.rate", {"answers": dict(answers)}, do, version=version,
                      key=key)

    def of(self, actor: Actor, number: str) -> list[RatingRow]:
        """The ratings of a case, round by round."""
        with self.place.store.read() as work:
            row = Records(self.place, work, actor).read(number).row
            return list(work.session.scalars(select(RatingRow).where(RatingRow.case_id == row.id)
                                             .order_by(RatingRow.round)))

    def open_for(self, actor: Actor, number: str) -> bool:
        """Whether this round of the case can be rated now."""
        with self.place.store.read() as work:
            record = Records(self.place, work, actor).read(number)
            if record.row.outcome == MERGED.name or (record.case.open and record.case.state is not CallBack.called):
                return False
            return work.session.scalar(select(RatingRow.id).where(
                RatingRow.case_id == record.row.id, RatingRow.round == round_of(record))) is None

    def scale(self, industry: str) -> tuple[int | None, int | None]:
        """From which score to which, as far as the regulation in force says."""
        with self.place.store.read() as work:
            policy = self.place.rulebook(work, industry).standing.policy()
        return policy.get(worst_score), policy.get(best_score)
