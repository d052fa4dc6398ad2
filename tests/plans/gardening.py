"""A garden with its people, at a time that is set by hand: nobody there before 15 January 2025."""

from pathlib import Path
from typing import Any

from core.accounts.users import Users
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.opening import Request
from core.store import Store
from core.store.tables import UserRow
from tests.services.shop import CHEAP, HASHED, HandClock, at

PEOPLE = {"he": ("何静", ("quality",)), "lin": ("林晓", ("service",)), "zhao": ("赵敏", ("manager",)),
          "mei": ("梅兰", ("quality", "service")), "zhou": ("周平", ("administrator",))}


class Garden:
    """The desk and its people by log-in."""

    def __init__(self, store: Store, clock: HandClock, folder: Path, *more: str) -> None:
        self.clock = clock
        config = Config(business="园子", data=folder, plugins=("garden",), extra_plugins=("tests.plans.garden", *more),
                        policies=(Adopted("garden/rules"),))
        self.desk = Desk(config, now=clock, store=store)
        self.desk.users = Users(self.desk.place, CHEAP)
        with self.desk.store.unit_of_work() as work:
            rows = [work.users.add(UserRow(login=login, name=name, duties=list(duties), scope="all",
                                           password_hash=HASHED)) for login, (name, duties) in PEOPLE.items()]
            work.commit()
        self.people = {row.login: self.desk.users.actor(row) for row in rows}

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]

    def on(self, words: str) -> tuple[int, int, int]:
        """Let it be then, and the worker do what is due: made, overdue, failed."""
        self.clock.at = at(words)
        found = self.desk.plans.run()
        return found.made, found.overdue, found.failed

    def entries(self, login: str = "lin", state: str = "open", **more: Any) -> list[tuple[str, str]]:
        """What is listed, as plan and period."""
        return [(each.row.key, each.row.period)
                for each in self.desk.plans.entries(self[login], state, **more).entries]

    def entry(self, key: str, period: str) -> int:
        """The id of an entry."""
        return next(each.row.id for state in ("open", "done") for each in self.desk.plans.entries(
            self["lin"], state).entries if (each.row.key, each.row.period) == (key, period))

    def broken(self, bed: str = "一号") -> str:
        return self.desk.opening.open(self["lin"], Request("garden.mend", {"bed": bed}, ())).number
