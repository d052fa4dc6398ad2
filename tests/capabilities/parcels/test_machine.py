"""Whatever is done in whatever order: parcels and cases never tell different stories."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from core.capabilities.parcels.standing import LIVING, Status
from core.capabilities.parcels.tables import MoveRow, ParcelRow
from core.domain.errors import DeskError
from core.store.tables import CaseRow
from tests.capabilities.parcels.conftest import INTACT, SHIP, Kettles
from tests.services.shop import HandClock

WAYBILLS = st.sampled_from(["SF1", "sf 1", "SF2", "ZT3"])
PLACES = st.integers(0, 5)


class ParcelMachine(RuleBasedStateMachine):
    """Clerks, customers and carriers; what is refused leaves everything as it was."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        here = Path(self.folder.name)
        self.kettles = Kettles(f"sqlite:///{here / 'desk.db'}", here / "data", HandClock())
        self.numbers = [self.kettles.open()]

    def teardown(self) -> None:
        if hasattr(self, "kettles"):
            self.kettles.desk.store.dispose()
            self.folder.cleanup()

    def attempt(self, do: Any) -> None:
        before = self.rows()
        try:
            do()
        except DeskError:
            assert self.rows() == before

    def rows(self) -> list[tuple[Any, ...]]:
        with self.kettles.desk.store.read() as work:
            return [*map(tuple, work.session.execute(select(
                ParcelRow.id, ParcelRow.case_id, ParcelRow.status, ParcelRow.waybill_key, ParcelRow.version,
                CaseRow.version).outerjoin(CaseRow, CaseRow.id == ParcelRow.case_id).order_by(ParcelRow.id)).all())]

    def number(self, place: int) -> str:
        return self.numbers[place % len(self.numbers)]

    def step(self, by: str, place: int, step: str, answers: object = None) -> None:
        self.attempt(lambda: self.kettles.take(by, self.number(place), step, answers))

    @rule()
    def open(self) -> None:
        if len(self.numbers) < 4:
            self.numbers.append(self.kettles.open())

    @rule(place=PLACES)
    def arrange(self, place: int) -> None:
        self.step("kong", place, "inbound.arrange", SHIP)

    @rule(place=PLACES, waybill=WAYBILLS, pieces=st.integers(0, 2))
    def post(self, place: int, waybill: str, pieces: int) -> None:
        self.step("lin", place, "inbound.post", {"carrier": "顺丰", "waybill": waybill, "pieces": pieces})

    @rule(place=PLACES, waybill=WAYBILLS)
    def correct(self, place: int, waybill: str) -> None:
        self.step("lin", place, "inbound.correct", {"carrier": "顺丰", "waybill": waybill})

    @rule(place=PLACES, waybill=WAYBILLS, pieces=st.integers(1, 2))
    def receive(self, place: int, waybill: str, pieces: int) -> None:
        said = {**INTACT, "waybill_read": waybill, "pieces_received": pieces}
        self.attempt(lambda: self.kettles.bench.receive(self.kettles["kong"], self.number(place), said))

    @rule(place=PLACES)
    def look_over(self, place: int) -> None:
        self.step("wu", place, "bench.look", {"misused": False})

    @rule(place=PLACES)
    def hand_back(self, place: int) -> None:
        self.step("wu", place, "bench.hand_back")

    @rule(place=PLACES, waybill=WAYBILLS)
    def send(self, place: int, waybill: str) -> None:
        for step in ("outbound.ship", "send_back.return_goods"):
            self.step("kong", place, step, {"carrier_out": "顺丰", "waybill_out": waybill})

    @rule(place=PLACES)
    def deliver(self, place: int) -> None:
        for step in ("outbound.deliver", "send_back.arrived_back"):
            self.step("kong", place, step, {})

    @rule(place=PLACES)
    def lost(self, place: int) -> None:
        for step in ("inbound.write_off", "outbound.send_again", "send_back.send_again"):
            self.step("kong", place, step)

    @rule(waybill=WAYBILLS)
    def keep(self, waybill: str) -> None:
        self.attempt(lambda: self.kettles.bench.keep_unclaimed(self.kettles["kong"], waybill))

    @rule(place=PLACES, which=PLACES)
    def assign(self, place: int, which: int) -> None:
        self.attempt(lambda: self.kettles.bench.assign(self.kettles["kong"], which, self.number(place)))

    @rule(which=PLACES, problem=st.sampled_from(["delay", "loss", "damage"]))
    def trouble(self, which: int, problem: str) -> None:
        self.attempt(lambda: self.kettles.troubles.record(self.kettles["kong"], which, problem))

    @rule(found=st.booleans())
    def settle(self, found: bool) -> None:
        if waiting := self.kettles.troubles.open(self.kettles["kong"]):
            self.attempt(lambda: self.kettles.troubles.settle(self.kettles["kong"], waiting[0].row.id, "处理",
                                                              found=found))

    @rule(days=st.integers(1, 8))
    def wait(self, days: int) -> None:
        self.kettles.clock.forward(days=days)
        assert self.kettles.troubles.watch()["failed"] == 0
        assert self.kettles.troubles.watch()["stalled"] == 0

    @invariant()
    def one_story(self) -> None:
        if not hasattr(self, "kettles"):
            return
        with self.kettles.desk.store.read() as work:
            rows = work.session.scalars(select(ParcelRow)).all()
            states = {row.id: row.state for row in work.session.scalars(select(CaseRow))}
            last: dict[int, str] = {row.parcel_id: row.status for row in
                                    work.session.scalars(select(MoveRow).order_by(MoveRow.id))}
        alone = set()
        for row in rows:
            assert row.living is (Status[row.status] in LIVING)
            assert last.get(row.id, "expected") == row.status
            if row.living and row.case_id and row.waybill_key and row.double_of is None:
                assert (row.carrier_key, row.waybill_key) not in alone
                alone.add((row.carrier_key, row.waybill_key))
            if row.case_id is None:
                assert row.here_since or not row.living
        for case_id, state in states.items():
            for direction, waiting in (("inbound", ("inbound.",)), ("outbound", ("outbound.",)),
                                       ("back", ("send_back.",))):
                legs = [row for row in rows if row.case_id == case_id and row.direction == direction and row.living]
                given_up = any(row.case_id == case_id and row.status == "cancelled" for row in rows)
                if state.startswith(waiting):
                    assert len(legs) == 1 or given_up, (state, direction, [row.status for row in legs])
                else:
                    assert not legs, (state, direction)


@pytest.mark.slow
def test_parcels_and_cases_tell_one_story() -> None:
    run_state_machine_as_test(ParcelMachine, settings=settings(
        max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)))
