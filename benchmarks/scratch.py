"""A desk on a scratch database that is thrown away. Never a desk's own: a database with any table is refused."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData, inspect, text

from benchmarks.measuring import Figure, machine, show
from core.app import Desk
from core.config import Adopted, Config
from core.domain.people import Actor
from core.services.workplace import Workplace
from core.setting_up import seed_calendar
from core.store import Store
from core.store.tables import UserRow
from plugins.furniture import furniture

POLICY = f"{furniture.name}/return-exchange"
PEOPLE = ("林晓", "吴刚", "赵敏", "钱多", "孙丽", "周平", "郑和", "王芳")


@dataclass(frozen=True)
class Scratch:
    """The desk, somebody with every duty, and which database it is."""

    desk: Desk
    actor: Actor
    database: str

    @property
    def place(self) -> Workplace:
        return self.desk.place


@contextmanager
def scratch(url: str = "") -> Iterator[Scratch]:
    """A desk on an empty database: a SQLite file of its own, or the one at `url`, which is emptied again."""
    with tempfile.TemporaryDirectory(prefix="shouhou-benchmark-") as folder:
        store = Store(url or f"sqlite:///{Path(folder) / 'scratch.db'}")
        try:
            if inspect(store.engine).get_table_names():
                raise SystemExit("the database at --url has tables; a benchmark wants an empty one")
            try:
                yield _set_up(store, Path(folder))
            finally:
                if url:
                    emptied(store)
        finally:
            store.dispose()


def _set_up(store: Store, folder: Path) -> Scratch:
    config = Config(data=folder, plugins=(furniture.name,), policies=(Adopted(POLICY),))
    desk = Desk(config, store=store)
    desk.store.upgrade()  # with the tables of plugins
    seed_calendar(desk)
    with store.unit_of_work() as work:
        rows = [work.users.add(UserRow(login=f"person-{place}", name=name, duties=["manager"], scope="all"))
                for place, name in enumerate(PEOPLE)]
        work.commit()
    everybody = Actor.everybody(desk.place.duties)
    actor = Actor(rows[0].id, rows[0].login, rows[0].name, everybody.duties, everybody.permissions)
    with store.engine.connect() as connection:
        of_sqlite = connection.dialect.name == "sqlite"
        version = connection.scalar(text("SELECT sqlite_version()" if of_sqlite else "SHOW server_version"))
    return Scratch(desk, actor, f"{'SQLite' if of_sqlite else 'PostgreSQL'} {str(version).split()[0]}")


def emptied(store: Store) -> None:
    found = MetaData()
    with store.engine.begin() as connection:
        found.reflect(connection)
        found.drop_all(connection)


def by_itself(about: str | None, measured: Callable[[Scratch, int], Iterator[Figure]]) -> None:
    """Run one benchmark alone, as the command line says."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--url", default="", help="an empty scratch database; it is emptied afterwards")
    said = parser.parse_args()
    with scratch(said.url) as place:
        show(machine(place.database), measured(place, said.rounds))
