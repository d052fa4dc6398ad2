"""Whatever is reported, corrected, looked into, merged and decided, in whatever order: nobody is given the same twice
for one fact, and what stands adds up by the scale in the order in which things were done."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.capabilities.conduct.penalties import Penalties
from core.domain.errors import DeskError
from core.services.opening import Request
from tests.capabilities.conduct.conftest import Fans
from tests.services.shop import HandClock

people = st.sampled_from(["lin", "mei"])
places = st.integers(0, 20)


class Tariff(RuleBasedStateMachine):
    """Reports beside what each says now, and which became one."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.fans = Fans(f"sqlite:///{self.folder}/fans.db", self.folder / "data", HandClock(), "fans/tariff")
        self.penalties = Penalties(self.fans.desk.place)
        self.told: list[str] = []
        self.merged: set[str] = set()

    def _said(self, person: str, day: int, rude: bool) -> dict[str, object]:
        return {"person": person, "happened_at": (self.fans.clock.at - timedelta(days=day)).isoformat(), "rude": rude}

    @rule(person=people, day=st.integers(1, 20), rude=st.booleans())
    def report(self, person: str, day: int, rude: bool) -> None:
        if len(self.told) < 6:
            self.told.append(self.fans.desk.opening.open(self.fans["lin"], Request(
                "fans.gossip", self._said(person, day, rude))).number)

    @rule(place=places, person=people, day=st.integers(1, 20), rude=st.booleans())
    def correct(self, place: int, person: str, day: int, rude: bool) -> None:
        if self.told:
            self._try(lambda: self.fans.desk.notes.correct(
                self.fans["lin"], self.told[place % len(self.told)], self._said(person, day, rude)))

    @rule(place=places, true=st.booleans())
    def look_into(self, place: int, true: bool) -> None:
        if self.told:
            number = self.told[place % len(self.told)]
            self._try(lambda: self.fans.take("wu", number, "report_incident.take_up"))
            self._try(lambda: self.fans.take("wu", number, "investigate_incident.find", {"true": true}))

    @rule(one=places, other=places)
    def merge(self, one: int, other: int) -> None:
        if self.told:
            ending, kept = self.told[one % len(self.told)], self.told[other % len(self.told)]
            if ending != kept and not {ending, kept} & self.merged:
                def do() -> None:
                    self.fans.desk.arranging.merge(self.fans["zhou"], ending, kept, "同一件事")
                    self.merged.add(ending)
                self._try(do)

    @rule(place=places, what=st.sampled_from(["confirm", "waive"]))
    def decide(self, place: int, what: str) -> None:
        found = self.penalties.list(self.fans["zhou"])
        if found:
            entry = found[place % len(found)].row.id
            self._try(lambda: self.penalties.confirm(self.fans["zhou"], entry) if what == "confirm" else
                      self.penalties.waive(self.fans["zhou"], entry, "免"))

    @invariant()
    def one_for_a_fact_and_more_each_time(self) -> None:
        if not hasattr(self, "told"):
            return
        entries = [each for each in self.penalties.list(self.fans["zhou"]) if each.state.name != "waived"]
        assert len({(each.row.kind, each.login, each.row.fact) for each in entries}) == len(entries)
        for login in ("lin", "mei"):
            own = sorted((each for each in entries if each.login == login),
                         key=lambda each: (each.row.happened_at, each.row.id))
            for place, each in enumerate(own):
                if each.state.name == "proposed":
                    assert each.row.amount == Decimal(50) * 2 ** place, [
                        (one.row.amount, one.state.name, one.row.happened_at) for one in own]

    @staticmethod
    def _try(do: Callable[[], object]) -> None:
        with contextlib.suppress(DeskError):
            do()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.fans.desk.store.dispose()
            shutil.rmtree(self.folder)


Tariff.TestCase.settings = settings(max_examples=8, stateful_step_count=20, deadline=None, database=None,
                                    suppress_health_check=[HealthCheck.too_slow])
TestTariff = pytest.mark.slow(Tariff.TestCase)
