"""A full board of visits, beside the rows it shows read bare.

    python -m benchmarks.board

200 visits and 30 technicians on a day, half of the visits still without anybody, among 20,000 visits of other days. The
bare way reads the rows and judges nobody: skills, areas, turns, and what else somebody does at the time are not looked
at.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, insert, select

from benchmarks.measuring import Doing, Figure, compare
from benchmarks.scratch import Scratch, by_itself
from core.capabilities.visits.board import Board
from core.capabilities.visits.people_tables import PersonRow, ShiftRow, SkillRow
from core.capabilities.visits.stages import DispatchCrew
from core.capabilities.visits.standing import Standing
from core.capabilities.visits.tables import VisitRow
from core.store.tables import CaseRow, UserRow
from core.store.unit_of_work import UnitOfWork
from plugins.furniture import furniture

VISITS, TECHNICIANS, OTHERS = 200, 30, 20_000
AREAS = ("禅城", "南海", "顺德", "三水")


class Crowded:
    """A desk with a day full of visits."""

    def __init__(self, place: Scratch) -> None:
        self.place = place
        with place.desk.store.read() as work:
            self.zone = place.place.calendar(work).zone
        self.day = datetime.combine(datetime.now(self.zone).date() + timedelta(1), time.min, self.zone)
        self.board = Board(place.place)
        with place.desk.store.unit_of_work() as work:
            people = self._people(work)
            for number in range(VISITS + OTHERS):
                day = self.day + timedelta(hours=8) if number < VISITS else (
                    self.day - timedelta(days=1 + number % 400))
                self._visit(work.session.connection(), number, day, people[number % len(people)] if (
                    number % 2 or number >= VISITS) else None, Standing.planned if number < VISITS else Standing.done)
            work.commit()

    def _people(self, work: UnitOfWork) -> list[int]:
        found = []
        for turn in range(TECHNICIANS):
            user = work.users.add(UserRow(login=f"technician-{turn}", name=f"师傅{turn}", duties=["technician"],
                                          scope="all"))
            work.session.flush()
            found.append(user.id)
            work.session.add_all([PersonRow(user_id=user.id), SkillRow(user_id=user.id, skill="安装"), ShiftRow(
                user_id=user.id, day=self.day.date(), kind="duty", opens=self.day + timedelta(hours=8),
                closes=self.day + timedelta(hours=18))])
        return found

    def _visit(self, connection: Connection, number: int, day: datetime, who: int | None, standing: Standing) -> None:
        starts = day + timedelta(minutes=30 * (number % 18))
        key = connection.execute(insert(CaseRow), {
            "number": f"V-{number}", "kind": f"{furniture.name}.delivery", "industry": furniture.name,
            "state": DispatchCrew.to_dispatch.key, "rulebook": "", "policies": [], "opened_at": day,
            "recorded_at": day, "updated_at": day}).inserted_primary_key
        assert key is not None
        connection.execute(insert(VisitRow), {
            "case_id": key[0], "turn": 1, "standing": standing.name, "living": standing is Standing.planned,
            "created_at": day, "starts": starts, "ends": starts + timedelta(hours=1), "skill": "安装",
            "area": AREAS[number % len(AREAS)], "technician_id": who})

    def show(self) -> object:
        return self.board.show(self.place.actor, self.day.date())

    def read(self) -> object:
        """The rows of the day's visits and of everybody who could go."""
        with self.place.desk.store.engine.connect() as connection:
            visits = connection.execute(
                select(VisitRow.__table__, CaseRow.number, CaseRow.title, CaseRow.version, CaseRow.state, UserRow.name)
                .join_from(VisitRow.__table__, CaseRow.__table__, CaseRow.id == VisitRow.case_id)
                .outerjoin(UserRow.__table__, UserRow.id == VisitRow.technician_id)
                .where(VisitRow.starts >= self.day, VisitRow.starts < self.day + timedelta(1))).mappings().all()
            return [[dict(each) for each in visits], *(
                [dict(each) for each in connection.execute(select(source)).mappings()]
                for source in (PersonRow.__table__, SkillRow.__table__, ShiftRow.__table__))]


def measured(place: Scratch, rounds: int = 5) -> Iterator[Figure]:
    """The figure of a full board."""
    desk = Crowded(place)

    def pair() -> tuple[Doing, Doing]:
        return desk.show, desk.read

    yield compare(f"a board with {VISITS} visits and {TECHNICIANS} technicians", "reading its rows", pair,
                  rounds=rounds, calls=4)


if __name__ == "__main__":
    by_itself(__doc__, measured)
