"""An export of a large desk takes no more memory than one of a small desk."""

import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest

from core.store.lists import CaseFilter
from core.store.tables import CaseRow, CustomerRow, PhoneRow
from tests.services.shop import Shop


def seeded(shop: Shop, many: int) -> None:
    """Cases in great number, each with a customer."""
    with shop.desk.store.unit_of_work() as work:
        start = work.cases.count(CaseFilter())
        for place in range(start, many):
            customer = CustomerRow(name=f"客户 {place}", created_at=shop.clock())
            work.session.add(customer)
            work.session.flush()
            work.session.add(PhoneRow(customer_id=customer.id, raw=f"139{place:08}", normalised=f"139{place:08}"))
            work.session.add(CaseRow(
                number=f"CX-{place:07}", kind="bicycles.repair", industry="bicycles", state="intake.asked",
                title=f"刹车 {place}", opened_at=shop.clock() + timedelta(seconds=place), recorded_at=shop.clock(),
                updated_at=shop.clock(), customer_id=customer.id, search_text=f"cx-{place:07} " * 5))
            if place % 1000 == 0:
                work.flush()
                work.session.expunge_all()
        work.commit()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_table(bicycles: Shop, form: str, tmp_path: Path) -> None:
    def most(many: int) -> int:
        seeded(bicycles, many)
        with (tmp_path / "out").open("wb") as stream:
            tracemalloc.start()
            assert bicycles.desk.exports.write(bicycles["zhao"], "cases", form, stream) == many
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return peak

    most(1000)  # what is loaded once
    few, many = most(2000), most(20_000)
    assert many < 1.3 * few, f"{few / 1e6:.1f} MB for 2,000 cases, {many / 1e6:.1f} MB for 20,000"


