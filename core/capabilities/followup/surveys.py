"""Whom to ask how it was: the customers whose cases were closed in a period, each once, with the way to rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.capabilities.followup.permissions import CALL
from core.capabilities.followup.spans import bounds, closed_for
from core.capabilities.followup.tables import RatingRow
from core.sdk import QUARTER, Period
from core.sdk.services import SEE_PHONES, Actor, InvalidInput, Workplace, masked, require, visible_to
from core.sdk.tables import CaseRow, CustomerRow, exists, func, select

AT_ONCE = 50


@dataclass(frozen=True)
class Asked:
    """A customer to be asked: of the case that was closed last, how many there were, and what they said last. `score`
    is None while they have said nothing."""

    customer_id: int
    name: str
    phones: tuple[str, ...]
    number: str
    title: str
    closed_at: datetime
    cases: int
    score: int | None
    comment: str


@dataclass(frozen=True)
class Survey:
    """A page of the customers of a period; of how many in all, how many have answered."""

    period: Period
    asked: Sequence[Asked]
    customers: int
    answered: int
    next_cursor: str = ""


class Surveys:
    """The surveys of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def period(self, said: str) -> Period:
        """The period somebody names; the quarter that ended last, if none."""
        if said:
            return Period.parse(said)
        with self.place.store.read() as work:
            today = self.place.now().astimezone(self.place.calendar(work).zone).date()
        return Period.of(QUARTER, today).before

    def of(self, actor: Actor, industry: str, period: Period, *, silent: bool = False, cursor: str = "",
           limit: int = AT_ONCE) -> Survey:
        """Whom to ask for a period, among the cases the actor sees; `silent` leaves those who have said nothing yet.
        Raises `InvalidInput`."""
        require(actor, CALL)
        if industry not in self.place.industries:
            raise InvalidInput.field("industry", "没有这个行业")
        if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
            raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页")
        with self.place.store.read() as work:
            where = (*closed_for(industry, *bounds(self.place, work, period)), *visible_to(actor))
            rated = exists().where(RatingRow.case_id == CaseRow.id)
            of = (select(CaseRow.customer_id, func.max(CaseRow.id).label("case_id"), func.count().label("cases"))
                  .join(CustomerRow, CustomerRow.id == CaseRow.customer_id).where(*where)
                  .group_by(CaseRow.customer_id))
            customers, answered = (work.session.scalar(
                select(func.count(func.distinct(CaseRow.customer_id))).select_from(CaseRow)
                .join(CustomerRow, CustomerRow.id == CaseRow.customer_id).where(*where, *more)) or 0
                for more in ((), (rated,)))
            if silent:
                said = (select(CaseRow.customer_id).join(CustomerRow, CustomerRow.id == CaseRow.customer_id)
                        .where(*where, rated))
                of = of.where(CaseRow.customer_id.not_in(said))
            if cursor:
                of = of.where(CaseRow.customer_id > int(cursor))
            rows = work.session.execute(of.order_by(CaseRow.customer_id).limit(limit + 1)).all()
            ids = {customer: (case, cases) for customer, case, cases in rows[:limit] if customer is not None}
            found = work.session.execute(
                select(CaseRow, CustomerRow.name).join(CustomerRow, CustomerRow.id == CaseRow.customer_id)
                .where(CaseRow.id.in_([case for case, _ in ids.values()])).order_by(CaseRow.customer_id)).all()
            ratings = {customer: (score, comment) for customer, score, comment in work.session.execute(
                select(CaseRow.customer_id, RatingRow.score, RatingRow.comment).join_from(RatingRow, CaseRow)
                .join(CustomerRow, CustomerRow.id == CaseRow.customer_id)
                .where(*where, CaseRow.customer_id.in_(ids)).order_by(RatingRow.rated_at))}
            phones = work.customers.phones_of(list(ids))
        whole = actor.may(SEE_PHONES)
        asked = [Asked(case.customer_id or 0, name, tuple(
            each.raw if whole else masked(each.raw) for each in phones.get(case.customer_id or 0, ())),
            case.number, case.title, case.closed_at or case.opened_at, ids[case.customer_id or 0][1],
            *ratings.get(case.customer_id, (None, ""))) for case, name in found]
        return Survey(period, asked, customers, answered,
                      str(asked[-1].customer_id) if len(rows) > limit and asked else "")
