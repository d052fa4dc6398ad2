"""Samples: drawn once in each period, looked at by people who had nothing to do with the cases, done when all are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.capabilities.followup.drawing import ROUNDING, draw, new_seed
from core.capabilities.followup.forms import SampleReview
from core.capabilities.followup.permissions import REVIEW
from core.capabilities.followup.rules import sample_share
from core.capabilities.followup.spans import bounds, closed_in
from core.capabilities.followup.tables import DrawnRow, ReviewRow, SampleRow
from core.sdk import MONTH, Period, Policy
from core.sdk.services import (
    Actor,
    Forbidden,
    InvalidInput,
    NotFound,
    Refused,
    UnitOfWork,
    Workplace,
    complete,
    legible,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, Decimal, EventRow, PlanEntryRow, UserRow, and_, case, func, select

AT_ONCE = 30
LONGEST = 2000


@dataclass(frozen=True)
class Sample:
    """A sample with how many cases it has, and how many of them have been looked at."""

    row: SampleRow
    size: int
    safety: int
    scored: int

    @property
    def period(self) -> Period:
        return Period.parse(self.row.period)

    @property
    def done(self) -> bool:
        return self.row.done_at is not None


@dataclass(frozen=True)
class Drawn:
    """A case of a sample: with its score, if there is one, and whether the reader has had a hand in it."""

    row: DrawnRow
    number: str
    title: str
    kind: str
    outcome: str
    closed_at: datetime | None
    review: ReviewRow | None
    reviewer: str
    own: bool


@dataclass(frozen=True)
class Opened:
    """A sample with the cases the reader may see; `hidden` are the others. `again` says that the seed gives the same
    cases again."""

    sample: Sample
    cases: Sequence[Drawn]
    hidden: int
    again: bool
    mine: tuple[Drawn, ...] = field(default=())
    """What the reader can look at now."""


class Samples:
    """The samples of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def all(self, actor: Actor, cursor: str = "", limit: int = AT_ONCE) -> tuple[list[Sample], str]:
        """The samples, the latest drawn first, and the cursor of the next page ('' at the end)."""
        require(actor, REVIEW)
        if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
            raise InvalidInput.field("cursor", "翻页位置无效,请回到第一页")
        query = select(SampleRow).order_by(SampleRow.id.desc()).limit(limit + 1)
        with self.place.store.read() as work:
            rows = work.session.scalars(query.where(SampleRow.id < int(cursor)) if cursor else query).all()
            found = _counted(work, rows[:limit])
        return found, str(found[-1].row.id) if len(rows) > limit else ""

    def draw(self, actor: Actor, industry: str, period: str) -> Sample:
        """Draw the sample of a month that is over by hand, where no task has. Raises `InvalidInput` for a period that
        is no month or not over, `Refused` for one drawn already, or while no regulation says how many."""
        require(actor, REVIEW)
        if industry not in self.place.industries:
            raise InvalidInput.field("industry", "没有这个行业")
        found = Period.parse(period)
        if found.every is not MONTH:
            raise InvalidInput.field("period", "抽查按月,请写成 2025-03")
        with self.place.store.unit_of_work() as work:
            if bounds(self.place, work, found)[1] > self.place.now():
                raise InvalidInput.field("period", "{period} 还没有结束", period=found.title)
            if _drawn(work, industry, found):
                raise Refused("{period} 的样本已经抽过,不能再抽", period=found.title)
            if not any(each.policy.industry == industry for each in self.place.adopted):
                raise Refused("没有启用的制度要求抽查")
            policy = self.place.rulebook(work, industry).standing.policy()
            if not policy.has(sample_share):
                raise Refused("没有启用的制度要求抽查")
            entry = work.session.scalar(select(PlanEntryRow).where(
                PlanEntryRow.industry == industry, PlanEntryRow.period == found.key,
                PlanEntryRow.key == "monthly_sample"))
            try:
                row = draw_within(self.place, work, industry, found, policy, entry=entry, by=actor.id)
            except IntegrityError:  # the task has drawn it in this very moment
                raise Refused("{period} 的样本已经抽过,不能再抽", period=found.title) from None
            assert row is not None
            made, = _counted(work, [row])
            work.commit()
            return made

    def open(self, actor: Actor, sample_id: int) -> Opened:
        """A sample with its cases. Raises `NotFound`."""
        require(actor, REVIEW)
        with self.place.store.read() as work:
            return self._opened(work, actor, self._row(work, sample_id))

    def review(self, actor: Actor, sample_id: int, number: str, answers: Mapping[str, object]) -> Sample:
        """Say what one found in a case of a sample; until all are looked at, one may change one's own word. Raises
        `InvalidInput`, `Forbidden` for a case the actor had a hand in, `Refused` for one somebody else has scored and
        for a sample that is done."""
        require(actor, REVIEW)
        with self.place.store.unit_of_work() as work:
            row = self._row(work, sample_id, lock=True)
            opened = self._opened(work, actor, row)
            drawn = next((each for each in opened.cases if each.number == number), None)
            if drawn is None or actor.id is None:
                raise NotFound()
            if drawn.own:
                raise Forbidden("不能给自己办过的案件评分,请别人来评")
            if row.done_at:
                raise Refused("这次抽查已经全部评完")
            if drawn.review and drawn.review.reviewer_id != actor.id:
                raise Refused("{name} 已经评过这一件", name=drawn.reviewer)
            self._score(work, actor.id, row, drawn, answers)
            left = work.session.scalar(select(func.count()).select_from(DrawnRow).outerjoin(ReviewRow, and_(
                ReviewRow.sample_id == DrawnRow.sample_id, ReviewRow.case_id == DrawnRow.case_id))
                .where(DrawnRow.sample_id == row.id, ReviewRow.id.is_(None)))
            if not left:
                _done(work, row, actor.id, self.place.now())
            made, = _counted(work, [row])
            work.commit()
            return made

    def _score(self, work: UnitOfWork, reviewer: int, row: SampleRow, drawn: Drawn,
               answers: Mapping[str, object]) -> None:
        standing = self.place.rulebook(work, row.industry).standing
        zone = self.place.calendar(work).zone
        said = SampleReview.load(answers, at=self.place.now().astimezone(zone), asked=standing.asked)
        finding = said.finding if said.knows(SampleReview.finding) else ""
        legible(finding=finding)
        if len(finding) > LONGEST:
            raise InvalidInput.field("finding", "太长,最多 {longest} 字", longest=LONGEST)
        review = drawn.review or ReviewRow(sample_id=row.id, case_id=drawn.row.case_id)
        review.reviewer_id, review.at, review.finding = reviewer, self.place.now(), finding
        review.handled_in_time, review.solved = said.handled_in_time, said.solved
        review.by_the_rules = said.by_the_rules
        work.session.add(review)
        work.flush()

    def _row(self, work: UnitOfWork, sample_id: int, *, lock: bool = False) -> SampleRow:
        query = select(SampleRow).where(SampleRow.id == sample_id)
        found = work.session.scalar(query.with_for_update() if lock else query) if 0 < sample_id < 2**31 else None
        if found is None:
            raise NotFound()
        return found

    def _opened(self, work: UnitOfWork, actor: Actor, row: SampleRow) -> Opened:
        sample, = _counted(work, [row])
        ids = dict(work.session.execute(select(DrawnRow.case_id, DrawnRow.safety).where(
            DrawnRow.sample_id == row.id).order_by(DrawnRow.position)).all())
        handled = set(work.session.scalars(select(EventRow.case_id).where(
            EventRow.case_id.in_(ids), EventRow.actor_id == actor.id).distinct())) if actor.id is not None else set()
        found = work.session.execute(
            select(DrawnRow, CaseRow.number, CaseRow.title, CaseRow.kind, CaseRow.outcome, CaseRow.closed_at,
                   CaseRow.assignee_id, ReviewRow, UserRow.name)
            .select_from(DrawnRow).join(CaseRow, CaseRow.id == DrawnRow.case_id)
            .outerjoin(ReviewRow, and_(ReviewRow.sample_id == DrawnRow.sample_id,
                                       ReviewRow.case_id == DrawnRow.case_id))
            .outerjoin(UserRow, UserRow.id == ReviewRow.reviewer_id)
            .where(DrawnRow.sample_id == row.id, *visible_to(actor))
            .order_by(DrawnRow.safety, DrawnRow.position)).all()
        cases = [Drawn(drawn, number, title, kind, outcome, closed, review, name or "",
                       drawn.case_id in handled or (actor.id is not None and assignee == actor.id))
                 for drawn, number, title, kind, outcome, closed, assignee, review, name in found]
        again = draw(row.seed, row.population, Decimal(row.share)) == [each for each, safety in ids.items()
                                                                       if not safety]
        return Opened(sample, cases, len(ids) - len(cases), again, tuple(
            each for each in cases if not each.own and not row.done_at
            and (each.review is None or each.review.reviewer_id == actor.id)))


def draw_within(place: Workplace, work: UnitOfWork, industry: str, period: Period, policy: Policy, *,
                entry: PlanEntryRow | None = None, by: int | None = None) -> SampleRow | None:
    """Draw the sample of a period in the caller's transaction, or give the one drawn before to the task that asks for
    it now. Without a share there is none: the task says so. A month without cases is done at once."""
    row = _drawn(work, industry, period)
    share = policy.get(sample_share)
    if row is None and share is None:
        if entry:
            entry.found = {**entry.found, "problem": "没有设定抽查比例"}
        return None
    if row is None:
        row = _draw(place, work, industry, period, share or Decimal(0), by)
    if entry:
        row.entry_id = entry.id
        drawn = work.session.scalars(select(CaseRow.number).join_from(DrawnRow, CaseRow).where(
            DrawnRow.sample_id == row.id).order_by(DrawnRow.safety, DrawnRow.position)).all()
        entry.found = {**entry.found, "page": f"/followup/samples/{row.id}", "seed": row.seed,
                       "population": len(row.population), "cases": list(drawn)}
        if row.done_at:
            complete(work, entry.id, by, row.done_at)
    if not row.done_at and work.session.scalar(select(DrawnRow.case_id).where(
            DrawnRow.sample_id == row.id).limit(1)) is None:
        _done(work, row, by, place.now())
    return row


def _draw(place: Workplace, work: UnitOfWork, industry: str, period: Period, share: Decimal,
          by: int | None) -> SampleRow:
    found = dict(work.session.execute(select(CaseRow.id, CaseRow.safety).where(
        *closed_in(industry, *bounds(place, work, period))).order_by(CaseRow.id)).all())
    row = SampleRow(industry=industry, period=period.key, seed=new_seed(), population=list(found), share=str(share),
                    rounding=ROUNDING, drawn_at=place.now(), drawn_by=by)
    work.session.add(row)
    work.flush()
    drawn = draw(row.seed, found, share)
    besides = [each for each, safety in found.items() if safety and each not in set(drawn)]
    work.session.add_all([DrawnRow(sample_id=row.id, case_id=each, position=place, safety=safety)
                          for cases, safety in ((drawn, False), (besides, True))
                          for place, each in enumerate(cases, 1)])
    work.flush()
    return row


def _drawn(work: UnitOfWork, industry: str, period: Period) -> SampleRow | None:
    return work.session.scalar(select(SampleRow).where(SampleRow.industry == industry,
                                                       SampleRow.period == period.key))


def _done(work: UnitOfWork, row: SampleRow, by: int | None, at: datetime) -> None:
    """All of it is looked at, and so its task is done."""
    row.done_at = at
    if row.entry_id is not None:
        complete(work, row.entry_id, by, at)


def _counted(work: UnitOfWork, rows: Sequence[SampleRow]) -> list[Sample]:
    figures: dict[int, Any] = {each[0]: each for each in work.session.execute(
        select(DrawnRow.sample_id, func.count(), func.sum(case((DrawnRow.safety, 1), else_=0)),
               func.count(ReviewRow.id)).select_from(DrawnRow)
        .outerjoin(ReviewRow, and_(ReviewRow.sample_id == DrawnRow.sample_id, ReviewRow.case_id == DrawnRow.case_id))
        .where(DrawnRow.sample_id.in_([each.id for each in rows])).group_by(DrawnRow.sample_id))} if rows else {}
    found = []
    for row in rows:
        _, number, safety, scored = figures.get(row.id, (row.id, 0, 0, 0))
        found.append(Sample(row, number - safety, safety, scored))
    return found
