"""Each month's sample: drawn once, scored by others, done when all are, and what it shows."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from core.capabilities.followup.drawing import draw
from core.capabilities.followup.permissions import REVIEW
from core.capabilities.followup.samples import Samples
from core.capabilities.followup.tables import SampleRow
from core.domain.errors import DeskError, Forbidden, InvalidInput, NotFound, Refused
from core.plans.service import DONE, OPEN, Plans
from core.reporting.declared import DeclaredReports, Span
from core.store.tables import CaseRow
from tests.capabilities.followup.conftest import Pots
from tests.races.locks import Traffic
from tests.services.shop import at

GOOD = {"handled_in_time": True, "solved": True, "by_the_rules": True}


def test_a_month_is_drawn_once_scored_by_others_and_then_its_task_is_done(shop: Pots) -> None:
    shop.run()
    numbers = [shop.closed() for _ in range(11)]
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(update(CaseRow).where(CaseRow.number.in_(numbers[:2])).values(safety=True))
        work.commit()
    shop.mended()
    samples, qin, zhou = Samples(shop.place), shop["qin"], shop["zhou"]
    with pytest.raises(InvalidInput, match="还没有结束"):
        samples.draw(qin, "pots", "2025-03")
    shop.clock.at = at("2025-04-01 01:00")
    assert shop.run().made >= 1 and shop.run().made == 0
    (sample,), _ = samples.all(qin)
    assert (sample.row.period, len(sample.row.population), sample.size, sample.scored) == ("2025-03", 11, 2, 0)
    opened = samples.open(qin, sample.row.id)
    drawn = [each for each in opened.cases if not each.row.safety]
    safety = {each.number for each in opened.cases if each.row.safety}
    assert [each.row.position for each in drawn] == [1, 2] and opened.again
    assert safety == set(numbers[:2]) - {each.number for each in drawn} and opened.hidden == 0
    with pytest.raises(Refused, match="已经抽过"):
        samples.draw(qin, "pots", "2025-03")
    plans = Plans(shop.place)
    entry, = [each for each in plans.entries(qin, OPEN).entries if each.row.key == "monthly_sample"]
    assert entry.row.found["seed"] == sample.row.seed
    assert entry.row.found["page"] == f"/followup/samples/{sample.row.id}"
    with pytest.raises(Refused, match="自动完成"):
        plans.sign(qin, entry.row.id, "quality", {})
    with pytest.raises(Forbidden):
        samples.review(shop["lin"], sample.row.id, drawn[0].number, GOOD)
    concerned = replace(shop["lin"], permissions=shop["lin"].permissions | {REVIEW.key})
    assert all(each.own for each in samples.open(concerned, sample.row.id).cases)
    with pytest.raises(Forbidden, match="自己办过"):
        samples.review(concerned, sample.row.id, drawn[0].number, GOOD)
    with pytest.raises(InvalidInput):
        samples.review(qin, sample.row.id, drawn[0].number, {**GOOD, "by_the_rules": False})
    with pytest.raises(NotFound):
        samples.review(qin, sample.row.id, next(each for each in numbers if each not in {
            one.number for one in opened.cases}), GOOD)
    samples.review(qin, sample.row.id, drawn[0].number, {**GOOD, "solved": False})
    samples.review(qin, sample.row.id, drawn[0].number, {**GOOD, "by_the_rules": False, "finding": "没有登记"})
    with pytest.raises(Refused, match="已经评过"):
        samples.review(zhou, sample.row.id, drawn[0].number, GOOD)
    samples.review(zhou, sample.row.id, drawn[1].number, {**GOOD, "solved": False})
    for each in safety:
        assert not samples.open(qin, sample.row.id).sample.done
        samples.review(qin, sample.row.id, each, GOOD)
    assert samples.open(qin, sample.row.id).sample.done
    done, = [each for each in plans.entries(qin, DONE).entries if each.row.key == "monthly_sample"]
    assert not done.missing
    with pytest.raises(Refused, match="自动完成"):
        plans.reopen(zhou, done.row.id, "quality", "再看看")
    with pytest.raises(Refused, match="全部评完"):
        samples.review(qin, sample.row.id, drawn[0].number, GOOD)
    sheet = DeclaredReports(shop.place).make(zhou, "pots", "sample_result", Span(
        at("2025-03-01 00:00").date(), at("2025-03-31 00:00").date())).sheet
    row = sheet.rows[0]
    assert row[2:5] == (11, 2, 2) and row[6:] == (1, row[7], row[8]) and (row[7], row[8]) == (1 / 2, 1 / 2)


def test_a_month_without_cases_is_done_at_once_and_one_before_the_desk_can_be_drawn_by_hand(shop: Pots) -> None:
    shop.run()
    shop.clock.at = at("2025-04-01 01:00")
    shop.run()
    samples, qin = Samples(shop.place), shop["qin"]
    (sample,), _ = samples.all(qin)
    assert sample.done and sample.size == 0
    assert not [each for each in Plans(shop.place).entries(qin, OPEN).entries if each.row.key == "monthly_sample"]
    made = samples.draw(qin, "pots", "2025-02")
    assert made.row.entry_id is None and made.done
    for industry, period in (("pots", "2025-Q1"), ("pots", "nonsense"), ("cars", "2025-02")):
        with pytest.raises(InvalidInput):
            samples.draw(qin, industry, period)
    with pytest.raises(Forbidden):
        samples.draw(shop["lin"], "pots", "2025-01")
    with pytest.raises(NotFound):
        samples.open(qin, 99)


def test_nobody_can_foresee_or_change_what_was_drawn(shop: Pots) -> None:
    shop.run()
    for _ in range(4):
        shop.closed()
    shop.clock.at = at("2025-03-31 23:59")
    shop.closed()
    shop.clock.at += timedelta(minutes=1)
    shop.closed()
    shop.run()
    with shop.desk.store.read() as work:
        row = work.session.scalars(select(SampleRow)).one()
    assert len(row.population) == 5 and len(row.seed) == 32
    drawn = [each.row.case_id for each in Samples(shop.place).open(shop["qin"], row.id).cases]
    other = next(seed for seed in map(str, range(99)) if draw(seed, row.population, Decimal("0.1")) != drawn)
    with shop.desk.store.unit_of_work() as work:
        work.session.execute(update(SampleRow).values(seed=other))
        work.commit()
    assert not Samples(shop.place).open(shop["qin"], row.id).again


def test_who_draws_in_the_moment_in_which_it_is_drawn_is_refused(shop: Pots) -> None:
    shop.run()
    shop.clock.at = at("2025-04-01 01:00")

    def draw_it() -> str:
        try:
            return Samples(shop.place).draw(shop["qin"], "pots", "2025-02").row.seed
        except DeskError as error:
            return type(error).__name__

    with Traffic(shop.desk.store.engine).watched() as traffic:
        drawn = traffic.meet("INSERT INTO followup_samples", draw_it, draw_it)
    assert drawn.count("Refused") == 1
    with shop.desk.store.read() as work:
        assert work.session.scalars(select(SampleRow.seed)).one() in drawn
