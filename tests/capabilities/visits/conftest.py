"""A desk that mends ovens where they stand, with people who go."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.accounts.users import Users
from core.app import Desk
from core.capabilities.visits.people_tables import AreaRow, PersonRow, ShiftRow, SkillRow
from core.config import Adopted, Config
from core.domain.judging import Offer
from core.domain.people import Actor
from core.services.opening import Request
from core.setting_up import seed_calendar
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock, at

PEOPLE = {"lin": "service", "han": "dispatch", "wu": "technician", "xu": "technician", "zhou": "manager",
          "gu": "administrator"}
DAY = "2025-03-06"
MORNING: Mapping[str, object] = {"starts": f"{DAY}T09:00", "ends": f"{DAY}T11:00"}
LATER: Mapping[str, object] = {"starts": f"{DAY}T14:00", "ends": f"{DAY}T16:00"}
AT_THE_DOOR: Mapping[str, object] = {"greeted": True, "badge_shown": True, "uniform_worn": True, "shoe_covers": True}
BEGUN: Mapping[str, object] = {"proof_seen": True, "proof": "发票 88", "place_noted": "门封老化", "consent": True}
JOB: Mapping[str, object] = {"done": "换门封"}
CHECKED: Mapping[str, object] = {"opened": True, "tested": True}


class Ovens:
    """The desk and its people by log-in; wu and xu mend ovens in 禅城, 9 to 18 on that day."""

    def __init__(self, url: str, folder: Path, clock: HandClock, *, plugins: tuple[str, ...] = ("ovens",),
                 policy: str = "ovens/simple") -> None:
        self.clock = clock
        config = Config(business="烤炉匠", data=folder, database=url, plugins=plugins,
                        extra_plugins=("tests.capabilities.visits.ovens",), policies=(Adopted(policy),))
        desk = self.desk = Desk(config, now=clock)
        desk.users = Users(desk.place, CHEAP)
        desk.store.upgrade()
        seed_calendar(desk, range(2024, 2027))
        with desk.store.unit_of_work() as work:
            for login, duty in PEOPLE.items():
                row = UserRow(login=login, name=login.title(), duties=[duty], language="zh", password_hash=HASHED,
                              scope="own" if duty == "technician" else "all")
                work.users.add(row)
                work.session.flush()
                if duty == "technician":
                    work.session.add_all([
                        PersonRow(user_id=row.id, badge=f"G-{row.id:03d}"), SkillRow(user_id=row.id, skill="烤箱"),
                        AreaRow(user_id=row.id, area="禅城"),
                        *(ShiftRow(user_id=row.id, day=at(f"{day} 09:00").date(), kind="duty", opens=at(f"{day} 08:00"),
                                   closes=at(f"{day} 18:00")) for day in (DAY, "2025-03-07"))])
            work.commit()

    def __getitem__(self, login: str) -> Actor:
        return self.desk.users.by_login(login)

    def open(self, area: str = "禅城", customer: int | None = None) -> str:
        return self.desk.opening.open(self["lin"], Request("ovens.mend", {"model": "K1", "area": area}, (),
                                                           customer_id=customer)).number

    def take(self, by: str, number: str, step: str, answers: object = None) -> None:
        self.desk.steps.take(self[by], number, step, answers)

    def booked(self, window: Mapping[str, object] = MORNING, customer: int | None = None) -> str:
        number = self.open(customer=customer)
        self.take("lin", number, "book.book", window)
        return number

    def sent(self, login: str = "wu", window: Mapping[str, object] = MORNING, customer: int | None = None) -> str:
        number = self.booked(window, customer)
        self.take("han", number, "dispatch_crew.dispatch", {"technician": login})
        return number

    def there(self, number: str, login: str = "wu", moment: str = f"{DAY} 10:00") -> str:
        """Somebody has arrived and begun."""
        self.clock.at = at(moment)
        self.take(login, number, "visit.set_out")
        self.take(login, number, "visit.arrive", AT_THE_DOOR)
        self.take(login, number, "visit.begin", BEGUN)
        return number

    def finished(self, number: str, login: str = "wu") -> str:
        """The work is done and tried out; what is left is to sign."""
        self.take(login, number, "bench.finish", JOB)
        self.take(login, number, "joint.inspect", CHECKED)
        return number

    def offer(self, number: str, step: str, login: str = "lin") -> Offer:
        found = self.desk.views.case(self[login], number).offer(step)
        assert found
        return found

    def state(self, number: str) -> str:
        return self.desk.views.case(self["lin"], number).row.state


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ovens(database_url: str, tmp_path: Path, clock: HandClock) -> Ovens:
    """On a database of its own."""
    return Ovens(database_url, tmp_path / "data", clock)
