"""Whatever people do, in whatever order and again: a penalty never counts twice for a fact, and what the register adds
up to is what people decided."""

import shutil
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.capabilities.conduct.penalties import Penalties
from core.domain.errors import DeskError
from tests.capabilities.conduct.conftest import Fans
from tests.services.shop import HandClock

KINDS = ["迟迟不回复", "态度不好"]
ALLOWED = {"confirm": {"proposed"}, "change": {"proposed"}, "waive": {"proposed"},
           "appeal": {"confirmed", "changed"}, "decide": {"appealed"}}
"""From which states something may be done."""
people, managers = st.sampled_from(["lin", "mei", "tang"]), st.sampled_from(["zhou", "tang"])
amounts = st.decimals(0, 500, places=2)


class Register(RuleBasedStateMachine):
    """The register beside what it should hold: for each penalty its state, its amount, and who confirmed it."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.fans = Fans(f"sqlite:///{self.folder}/fans.db", self.folder / "data", HandClock())
        self.fans.set(conduct__misconduct=KINDS)
        self.penalties = Penalties(self.fans.desk.place)
        self.cases = [self.fans.open() for _ in range(2)]
        self.findings: list[tuple[str, str]] = []
        self.known: dict[tuple[str, str, str], int] = {}
        self.states: dict[int, str] = {}
        self.amounts: dict[int, Decimal | None] = {}
        self.people: dict[int, tuple[str, str]] = {}
        self.appealed: set[int] = set()

    @rule(case=st.sampled_from([0, 1, None]))
    def find(self, case: int | None) -> None:
        number = "" if case is None else self.cases[case]
        key = self.penalties.record(self.fans["wu"], "fans", "不合规定", number=number)
        self.findings.append((key, number or key))

    @rule(place=st.integers(0, 30), kind=st.sampled_from(KINDS), person=people)
    def propose(self, place: int, kind: str, person: str) -> None:
        if not self.findings:
            return
        key, fact = self.findings[place % len(self.findings)]
        seen = (fact, kind, person)
        made = self._try(lambda: self.penalties.propose(self.fans["wu"], "fans", key, kind, person))
        assert bool(made) is (seen not in self.known)
        if made:
            self.known[seen] = made.row.id
            self.states[made.row.id], self.amounts[made.row.id] = "proposed", None
            self.people[made.row.id] = (person, "")

    @rule(place=st.integers(0, 30), what=st.sampled_from([*ALLOWED]), who=managers, amount=amounts,
          keep=st.booleans())
    def act(self, place: int, what: str, who: str, amount: Decimal, keep: bool) -> None:
        if not self.states:
            return
        entry = [*self.states][place % len(self.states)]
        person, confirmed = self.people[entry]
        actor, act = self.fans[person if what == "appeal" else who], self.penalties
        does: dict[str, Callable[[], object]] = {
            "confirm": lambda: act.confirm(actor, entry), "waive": lambda: act.waive(actor, entry, "理由"),
            "change": lambda: act.change(actor, entry, amount, "理由"),
            "appeal": lambda: act.appeal(actor, entry, "理由"),
            "decide": lambda: act.decide(actor, entry, None if keep else amount, "理由")}
        may = self.states[entry] in ALLOWED[what] and not (
            entry in self.appealed if what == "appeal" else who in (person, confirmed if what == "decide" else ""))
        done = self._try(does[what])
        assert bool(done) is may
        if not may:
            return
        if what in ("confirm", "change", "waive"):
            self.people[entry] = (person, who)
            self.amounts[entry] = {"confirm": None, "change": amount, "waive": Decimal(0)}[what]
        elif what == "appeal":
            self.appealed.add(entry)
        elif not keep:
            self.amounts[entry] = amount
        self.states[entry] = {"confirm": "confirmed", "change": "changed", "waive": "waived", "appeal": "appealed",
                              "decide": "decided"}[what]

    @rule()
    def again(self) -> None:
        """Every finding once more, for everybody: nothing new comes of what was proposed before."""
        before = len(self.penalties.list(self.fans["zhou"]))
        for (fact, kind, person) in self.known:
            key = next(key for key, of in self.findings if of == fact)
            assert not self._try(partial(self.penalties.propose, self.fans["wu"], "fans", key, kind, person))
        assert len(self.penalties.list(self.fans["zhou"])) == before

    @invariant()
    def the_register_adds_up(self) -> None:
        if not hasattr(self, "states"):
            return
        found = self.penalties.list(self.fans["zhou"])
        assert {each.row.id: each.row.state for each in found} == self.states
        assert len({(each.row.kind, each.login, each.row.fact) for each in found}) == len(found)
        counted = [self.amounts[key] or Decimal(0) for key, state in self.states.items()
                   if state in ("confirmed", "changed", "decided")]
        assert sum((each.counted for each in found), Decimal(0)) == sum(counted, Decimal(0))
        for entry, state in self.states.items():
            moves = self.penalties.one(self.fans["zhou"], entry)[1]
            assert moves[-1].row.state == state and len({each.row.state for each in moves}) == len(moves)

    @staticmethod
    def _try(do: Callable[[], Any]) -> Any:
        try:
            return do()
        except DeskError:
            return None

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.fans.desk.store.dispose()
            shutil.rmtree(self.folder)


Register.TestCase.settings = settings(max_examples=8, stateful_step_count=25, deadline=None, database=None,
                                      suppress_health_check=[HealthCheck.too_slow])
TestRegister = pytest.mark.slow(Register.TestCase)
