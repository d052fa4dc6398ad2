"""Whatever is done with stock in whatever order: nothing falls below zero, everything adds up, and what is refused
leaves all as it was."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from core.capabilities.stock.casework import used
from core.capabilities.stock.holding import holdings
from core.capabilities.stock.issuing import Whom
from core.capabilities.stock.standing import OUTSIDE
from core.capabilities.stock.tables import BalanceRow, EntryRow, ItemRow, MoveRow, PlaceRow, WantRow
from core.capabilities.stock.tallies import tallies
from core.domain.errors import DeskError
from tests.capabilities.stock.conftest import Benches
from tests.services.shop import HandClock

LINES = st.lists(st.tuples(st.sampled_from(["HG-35", "SC-4", "CU-1"]), st.integers(1, 4).map(str)), min_size=1,
                 max_size=2)
PLACES, ANYWHERE = st.sampled_from(["主仓", "分仓"]), st.sampled_from(["主仓", "分仓", "@wu", "@kong"])
WHOM = st.sampled_from([Whom("wu", "CY-2025-00001"), Whom("kong", reference="LL-1"), Whom(
    number="CY-2025-00002", receiver="x"), Whom(reference="DD-1", receiver="x"), Whom("wu", "CY-2025-00002")])


class Keepers(RuleBasedStateMachine):
    """People who move things about."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name)
        self.benches = Benches(f"sqlite:///{path / 'desk.db'}", path, HandClock())
        self.numbers = [self.benches.open(), self.benches.open()]
        self.benches.receive("HG-35", 6)

    def teardown(self) -> None:
        self.benches.desk.store.dispose()
        self.folder.cleanup()

    def tried(self, do: Any) -> None:
        before = self.rows()
        try:
            do()
        except DeskError:
            assert self.rows() == before

    def rows(self) -> list[tuple[Any, ...]]:
        with self.benches.desk.store.read() as work:
            return [*map(tuple, work.session.execute(
                select(EntryRow.item_id, EntryRow.from_id, EntryRow.to_id, EntryRow.quantity).order_by(EntryRow.id))),
                *map(tuple, work.session.execute(select(BalanceRow.item_id, BalanceRow.place_id, BalanceRow.quantity)
                                                 .order_by(BalanceRow.item_id, BalanceRow.place_id))),
                *map(tuple, work.session.execute(select(WantRow.id, WantRow.given, WantRow.closed_at))),
                *map(tuple, work.session.execute(select(MoveRow.id, MoveRow.sort)))]

    @rule(lines=LINES, into=PLACES)
    def receive(self, lines: Any, into: str) -> None:
        self.tried(lambda: self.benches.moving.receive(self.benches.call(), lines, into))

    @rule(lines=LINES, source=PLACES, whom=WHOM)
    def issue(self, lines: Any, source: str, whom: Whom) -> None:
        self.tried(lambda: self.benches.issuing.issue(self.benches.call("qian"), lines, source, whom))

    @rule(lines=LINES, into=PLACES, whom=WHOM)
    def give_back(self, lines: Any, into: str, whom: Whom) -> None:
        self.tried(lambda: self.benches.issuing.give_back(self.benches.call(), lines, into, whom))

    @rule(lines=LINES, source=ANYWHERE, into=ANYWHERE)
    def transfer(self, lines: Any, source: str, into: str) -> None:
        self.tried(lambda: self.benches.moving.transfer(self.benches.call(), lines, source, into))

    @rule(lines=LINES, of=st.sampled_from(["wu", "kong"]), which=st.integers(0, 1))
    def fit(self, lines: Any, of: str, which: int) -> None:
        self.tried(lambda: self.benches.issuing.fit(self.benches.call(), lines, self.numbers[which], of=of))

    @rule(lines=LINES, source=ANYWHERE)
    def scrap(self, lines: Any, source: str) -> None:
        self.tried(lambda: self.benches.moving.scrap(self.benches.call(), lines, source, "x"))

    @rule(place=PLACES, code=st.sampled_from(["HG-35", "SC-4"]), expected=st.integers(0, 6), found=st.integers(0, 6))
    def count(self, place: str, code: str, expected: int, found: int) -> None:
        self.tried(lambda: self.benches.moving.count(self.benches.call(), place, [(code, str(expected), str(found))]))

    @rule(move=st.integers(1, 20))
    def reverse(self, move: int) -> None:
        self.tried(lambda: self.benches.moving.reverse(self.benches.call(), move, "x"))

    @rule(which=st.integers(0, 1), quantity=st.integers(1, 3))
    def want(self, which: int, quantity: int) -> None:
        self.tried(lambda: self.benches.needs.want(self.benches.call(), self.numbers[which], "HG-35", str(quantity)))

    @invariant()
    def it_adds_up(self) -> None:
        there: Counter[tuple[int, int]] = Counter()
        with self.benches.desk.store.read() as work:
            session = work.session
            outside = set(session.scalars(select(PlaceRow.id).where(
                PlaceRow.sort.in_([each.name for each in OUTSIDE]))))
            for item, source, target, quantity in session.execute(
                    select(EntryRow.item_id, EntryRow.from_id, EntryRow.to_id, EntryRow.quantity)):
                there[item, source] -= quantity
                there[item, target] += quantity
            balances = {(each.item_id, each.place_id): each.quantity for each in session.scalars(select(BalanceRow))}
            assert {at: many for at, many in there.items() if many and at[1] not in outside} == {
                at: many for at, many in balances.items() if many}
            assert all(many >= 0 for many in balances.values())
            held = holdings(session)
            people = {each.id for each in session.scalars(select(PlaceRow).where(PlaceRow.sort == "person"))}
            assert sum(each.quantity for each in held) == sum(many for at, many in balances.items() if at[1] in people)
            within = set(session.scalars(select(PlaceRow.id).where(
                PlaceRow.sort.in_(["warehouse", "hall", "workshop", "person"]))))
            now = self.benches.clock.at
            closing = {each.item.id: each.closing for each in tallies(session, now.replace(year=2024),
                                                                      now.replace(year=2026))}
            for row in session.scalars(select(ItemRow)):
                assert closing.get(row.id, 0) == sum(many for at, many in balances.items()
                                                     if at[0] == row.id and at[1] in within)
            for case_id in (1, 2):
                found = used(session, case_id)
                assert found.outstanding == sum(each.quantity for each in held if each.move.case_id == case_id)
            assert all(0 <= each.given <= each.quantity and (each.closed_at is not None) == (
                each.given == each.quantity) for each in session.scalars(select(WantRow)))


@pytest.mark.slow
def test_nothing_falls_below_zero_and_all_adds_up() -> None:
    run_state_machine_as_test(Keepers, settings=settings(
        max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=[*HealthCheck]))
