"""An export of a large desk takes no more memory than one of a small desk."""

import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from core.exports.columns import CASES_AT_ONCE
from core.store.lists import CaseFilter
from core.store.tables import CaseRow, CustomerRow, PhoneRow
from tests.services.shop import Shop

FEW, MANY = 3 * CASES_AT_ONCE, 12 * CASES_AT_ONCE


def seeded(shop: Shop, many: int) -> None:
    """Cases in great number, each with a customer."""
    with shop.desk.store.unit_of_work() as work:
        places = range(work.cases.count(CaseFilter()), many)
        customers = dict(zip(places, work.session.scalars(
            insert(CustomerRow).returning(CustomerRow.id, sort_by_parameter_order=True),
            [{"name": f"客户 {place}", "created_at": shop.clock()} for place in places]), strict=True))
        work.session.execute(insert(PhoneRow), [
            {"customer_id": customers[place], "raw": f"139{place:08}", "normalised": f"139{place:08}",
             "last_four": f"{place:04}"[-4:]}
            for place in places])
        work.session.execute(insert(CaseRow), [
            {"number": f"CX-{place:07}", "kind": "bicycles.repair", "industry": "bicycles", "state": "intake.asked",
             "title": f"刹车 {place}", "opened_at": shop.clock() + timedelta(seconds=place),
             "recorded_at": shop.clock(), "updated_at": shop.clock(), "customer_id": customers[place],
             "search_text": f"cx-{place:07} " * 5} for place in places])
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

    most(CASES_AT_ONCE)  # what is loaded once
    few, many = most(FEW), most(MANY)
    assert many < 1.3 * few, f"{few / 1e6:.1f} MB for {FEW} cases, {many / 1e6:.1f} MB for {MANY}"
