"""Who is chosen: the ranking of a period, and the award that a manager confirms once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from core.capabilities.conduct.booking import in_force
from core.capabilities.conduct.forms import Award
from core.capabilities.conduct.permissions import DECIDE, OWN, SEE
from core.capabilities.conduct.plans import service_star
from core.capabilities.conduct.ranking import Ranked, ranking
from core.capabilities.conduct.rules import bonus as bonus_term
from core.capabilities.conduct.tables import AwardRow
from core.sdk import MONTH, Asking, Period
from core.sdk.services import (
    Actor,
    InvalidInput,
    NotFound,
    Refused,
    UnitOfWork,
    Workplace,
    complete,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, ColumnElement, PlanEntryRow, Select, UserRow, aliased, and_, select

MOST = 120


@dataclass(frozen=True)
class Awarded:
    """An award, with the names of who has it and who gave it."""

    row: AwardRow
    winner: str
    login: str
    by: str

    @property
    def period(self) -> Period:
        return Period.parse(self.row.period)


@dataclass(frozen=True)
class Choosing:
    """A period in which somebody is to be chosen. `entry_id` is the task's, None before it is due; `bonus` what the
    regulation sets."""

    period: Period
    ranked: Sequence[Ranked]
    award: Awarded | None
    entry_id: int | None
    bonus: Decimal | None


class Awards:
    """The awards of a desk."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.key = next((key for registry in place.industries.values() for key, each in registry.provisions.items()
                         if each is service_star), "service_star")

    def choosing(self, actor: Actor, industry: str, period: str = "") -> Choosing:
        """A month's figures (the last one's, if none is named) and who was chosen. Raises `InvalidInput`."""
        require(actor, SEE)
        with self.place.store.read() as work:
            self._known(industry)
            calendar = self.place.calendar(work)
            today = self.place.now().astimezone(calendar.zone).date()
            month = self._month(period) if period else Period.of(MONTH, today).before
            entry = work.session.scalar(self._entry(industry, month))
            policy = self.place.rulebook(work, industry).standing.policy()
            return Choosing(month, self._ranking(work, actor, industry, month),
                            self._award(work, industry, month), entry.id if entry else None, policy.get(bonus_term))

    def all(self, actor: Actor, industry: str) -> Sequence[Awarded]:
        """Who was chosen in each period, the latest first; everybody may know."""
        require(actor, OWN)
        self._known(industry)
        with self.place.store.read() as work:
            return self._awards(work, AwardRow.industry == industry)

    def confirm(self, actor: Actor, industry: str, period: str, winner: str, bonus: Decimal | None = None,
                why: str = "") -> Awarded:
        """Choose the winner of a period, once; the bonus is kept with the award. Raises `InvalidInput` for an account
        that is none, for one outside the ranking without a reason and where no bonus is set; `Refused` before the
        period is over and where somebody was chosen."""
        require(actor, DECIDE)
        self._known(industry)
        month = self._month(period)
        said = Award.load({"winner": winner, "bonus": None if bonus is None else str(bonus), "why": why},
                          at=self.place.now())
        with self.place.store.unit_of_work() as work:
            entry = work.session.scalar(self._entry(industry, month).with_for_update())
            if entry is None:
                raise Refused("{period} 的评选还没有开始:月份结束、计划任务生成后再评", period=month.title)
            if known := self._award(work, industry, month):
                raise Refused("{period} 已评定:{winner};每月只评一次", period=month.title, winner=known.winner)
            user = work.users.by_login(said.winner.strip())
            if user is None:
                raise InvalidInput.field("winner", "没有账号“{login}”", login=said.winner)
            everybody = self._ranking(work, actor, industry, month)
            if user.id not in {each.user_id for each in everybody} and not why.strip():
                raise InvalidInput.field("why", "{who} 不在 {period} 的排名里,请说明理由", who=user.name,
                                         period=month.title)
            set_by_rules = self.place.rulebook(work, industry).standing.policy().get(bonus_term)
            given = said.bonus if said.knows(Award.bonus) else set_by_rules
            if given is None:
                raise InvalidInput.field("bonus", "请填写奖金")
            work.session.add(AwardRow(
                industry=industry, kind=self.key, period=month.key, winner_id=user.id, bonus=given, why=why.strip(),
                figures={"ranking": [_kept(each) for each in everybody]}, plan_entry_id=entry.id,
                awarded_at=self.place.now(), awarded_by=actor.id))
            complete(work, entry.id, actor.id, self.place.now())
            work.commit()
            return self._awards(work, AwardRow.industry == industry, AwardRow.period == month.key)[0]

    def _known(self, industry: str) -> None:
        if industry not in in_force(self.place):
            raise NotFound()

    @staticmethod
    def _month(said: str) -> Period:
        month = Period.parse(said)
        if month.every is not MONTH:
            raise InvalidInput.field("period", "按月评选,请写成 2025-03")
        return month

    def _entry(self, industry: str, month: Period) -> Select[PlanEntryRow]:
        return select(PlanEntryRow).where(PlanEntryRow.industry == industry, PlanEntryRow.key == self.key,
                                          PlanEntryRow.period == month.key)

    def _award(self, work: UnitOfWork, industry: str, month: Period) -> Awarded | None:
        return next(iter(self._awards(work, AwardRow.industry == industry, AwardRow.period == month.key)), None)

    def _awards(self, work: UnitOfWork, *where: ColumnElement[bool]) -> list[Awarded]:
        winner, giver = aliased(UserRow), aliased(UserRow)
        found = work.session.execute(
            select(AwardRow, winner.name, winner.login, giver.name).select_from(AwardRow)
            .join(winner, winner.id == AwardRow.winner_id).outerjoin(giver, giver.id == AwardRow.awarded_by)
            .where(AwardRow.kind == self.key, *where).order_by(AwardRow.period.desc()).limit(MOST))
        return [Awarded(row, name, login, by or "") for row, name, login, by in found]

    def _ranking(self, work: UnitOfWork, actor: Actor, industry: str, month: Period) -> list[Ranked]:
        book, calendar = self.place.rulebook(work, industry), self.place.calendar(work)

        def midnight(day: date) -> datetime:
            return datetime.combine(day, time.min, calendar.zone)

        return ranking(Asking(
            industry, month.begins, month.ends, midnight(month.begins), midnight(month.next.begins),
            self.place.now().astimezone(calendar.zone), actor, book.standing.policy(), calendar, work.session,
            and_(CaseRow.industry == industry, *visible_to(actor)), work))


def _kept(each: Ranked) -> dict[str, object]:
    """Somebody's figures as they are kept with an award."""
    return {"person": each.login, "rank": each.rank, "speed_minutes": each.speed, "closed": each.closed,
            "solved": each.solved, "praised": each.praised, "breaches": each.breaches, "ranks": list(each.ranks)}
