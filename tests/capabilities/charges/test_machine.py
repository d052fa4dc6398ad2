"""Whatever is done with money in whatever order: the ledger adds up, never more goes back than came in, and what is
sent twice is done once."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from core.capabilities.charges.accounts import Account
from core.capabilities.charges.tables import AccountRow, EntryRow, ReferenceRow
from core.domain.errors import InvalidInput, Refused
from tests.capabilities.workshop.desk import BACK, PAID, Workshop, a_workshop
from tests.services.shop import HandClock

AMOUNTS = st.integers(1, 30000).map(lambda fen: str(Decimal(fen) / 100))
REFERENCES = st.sampled_from([f"R{each}" for each in range(8)])
METHODS = st.sampled_from(["wechat_pay", "cash"])
ZERO = Decimal(0)


class Till(RuleBasedStateMachine):
    """A case whose repair is done and whose postage the customer paid, and people who book money on it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name)
        clock = HandClock()
        self.shop = Workshop(a_workshop(f"sqlite:///{path / 'desk.db'}", path, clock), clock)
        self.number = self.shop.mended(postage="12.50")
        self.keys = 0

    def teardown(self) -> None:
        self.shop.desk.store.dispose()
        self.folder.cleanup()

    def tried(self, do: object) -> None:
        """Do something twice with one key; what is refused changes nothing."""
        before = self.entries()
        assert callable(do)
        self.keys += 1
        try:
            first = do(f"till-{self.keys:08}")
            after = self.entries()
            again = do(f"till-{self.keys:08}")
        except (Refused, InvalidInput):
            assert self.entries() == before
            return
        assert again.replayed and not first.replayed and self.entries() == after

    def entries(self) -> list[tuple[object, ...]]:
        with self.shop.desk.store.read() as work:
            return [tuple(each) for each in work.session.execute(
                select(EntryRow.id, EntryRow.sort, EntryRow.amount, EntryRow.debit, EntryRow.credit, EntryRow.reverses,
                       EntryRow.reference).order_by(EntryRow.id))]

    @rule(amount=AMOUNTS, reference=REFERENCES, method=METHODS)
    def pay(self, amount: str, reference: str, method: str) -> None:
        self.tried(lambda key: self.shop.charges.pay(self.shop.call(self.number, key=key), {
            **PAID, "received": amount, "payment_reference": reference, "received_by": method}))

    @rule(amount=AMOUNTS, reference=REFERENCES, method=METHODS)
    def refund(self, amount: str, reference: str, method: str) -> None:
        self.tried(lambda key: self.shop.charges.refund(self.shop.call(self.number, key=key), {
            **BACK, "amount": amount, "reference": reference, "method": method}))

    @rule(amount=AMOUNTS, reference=REFERENCES)
    def reimburse(self, amount: str, reference: str) -> None:
        self.tried(lambda key: self.shop.charges.reimburse(self.shop.call(self.number, key=key), {
            **BACK, "amount": amount, "reference": reference}))

    @rule(amount=AMOUNTS)
    def bill(self, amount: str) -> None:
        self.tried(lambda key: self.shop.charges.bill(self.shop.call(self.number, key=key), amount, "x"))

    @rule(amount=AMOUNTS)
    def write_off(self, amount: str) -> None:
        self.tried(lambda key: self.shop.charges.write_off(self.shop.call(self.number, key=key), amount, "x"))

    @rule(entry=st.integers(1, 12))
    def reverse(self, entry: int) -> None:
        if any(each[0] == entry for each in self.entries()):
            self.tried(lambda key: self.shop.charges.reverse(self.shop.call(self.number, key=key), entry, "x"))

    @rule(damaged=st.booleans())
    def look_again(self, damaged: bool) -> None:
        self.shop.step(self.number, "bench.look_after", human_damage=damaged)

    @invariant()
    def the_ledger_adds_up(self) -> None:
        entries = self.entries()
        accounts = {each.name: ZERO for each in Account}
        sums: dict[str, Decimal] = {}
        for _, sort, amount, debit, credit, reverses, _ in entries:
            assert isinstance(amount, Decimal) and amount > 0
            accounts[str(debit)] += amount
            accounts[str(credit)] -= amount
            sums[str(sort)] = sums.get(str(sort), ZERO) + (-amount if reverses else amount)
        assert sum(accounts.values()) == ZERO
        assert all(total >= ZERO for total in sums.values())
        assert sums.get("refund", ZERO) <= sums.get("payment", ZERO)
        assert sums.get("bill", ZERO) <= Decimal(150)
        assert accounts["money"] == sums.get("payment", ZERO) - sums.get("refund", ZERO) - sums.get(
            "reimbursement", ZERO)
        with self.shop.desk.store.read() as work:
            row = work.session.scalars(select(AccountRow)).one_or_none()
            references = {each.entry_id for each in work.session.scalars(select(ReferenceRow))}
        assert (row.balance if row else ZERO) == accounts["customer"]
        undone = {each[5] for each in entries}
        assert references == {each[0] for each in entries if each[6] and each[0] not in undone}


@pytest.mark.slow
def test_the_ledger_adds_up_whatever_happens() -> None:
    run_state_machine_as_test(Till, settings=settings(
        max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=[*HealthCheck]))
