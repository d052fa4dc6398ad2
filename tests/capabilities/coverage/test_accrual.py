"""Lateness, reckoned by stretches, comes to what counting day by day does."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.capabilities.coverage.contracts_accrual import (
    Bill,
    Payment,
    late_days,
    late_payment,
    late_response,
    open_balance,
    overdue,
    rate_of,
    started_periods,
    to_the_fen,
    worth_a_notice,
)

START = date(2025, 1, 1)
days = some.integers(0, 60).map(lambda number: START + timedelta(days=number))
amounts = some.decimals("0.01", "5000", places=2)
rates = some.decimals("0.001", "3", places=3)


def day_by_day(bills: list[Bill], payments: list[Payment], rate: Decimal, today: date) -> Decimal:
    """Every evening, what was open in the morning of a day after the due one costs so many percent."""
    owed, left = Decimal(0), {bill.what: bill.amount for bill in bills}
    order = sorted(bills, key=lambda bill: (bill.due_on, bill.what))
    for number in range((today - START).days + 1):
        here = START + timedelta(days=number)
        for bill in order:
            if here > bill.due_on:
                owed += left[bill.what] * rate / 100
        for payment in (each for each in payments if each.on == here):
            rest = payment.amount
            for bill in (*(each for each in order if each.what == payment.what),
                         *(each for each in order if each.what != payment.what)):
                part = min(rest, left[bill.what])
                left[bill.what] -= part
                rest -= part
    return owed


@settings(max_examples=60, deadline=None)
@given(some.lists(some.tuples(amounts, days), min_size=1, max_size=3),
       some.lists(some.tuples(amounts, days, some.sampled_from(["", "0", "1"])), max_size=4), rates, days)
def test_it_is_what_counting_day_by_day_comes_to(billed: list[tuple[Decimal, date]],
                                                 paid: list[tuple[Decimal, date, str]], rate: Decimal,
                                                 today: date) -> None:
    bills = [Bill(str(place), amount, due) for place, (amount, due) in enumerate(billed)]
    payments = [Payment(amount, on, what) for amount, on, what in paid]
    assert late_payment(bills, payments, rate, today) == day_by_day(bills, payments, rate, today)
    assert open_balance(bills, payments) == max(sum(amount for amount, _ in billed) - sum(
        amount for amount, *_ in paid), Decimal(0))
    assert late_days(bills, payments, today) <= (today - START).days


def test_no_day_counts_twice_and_the_day_of_payment_counts() -> None:
    bill = Bill("一", Decimal("1000"), date(2025, 6, 1))
    for paid_on, number in ((date(2025, 6, 1), 0), (date(2025, 6, 2), 1), (date(2025, 7, 1), 30)):
        found = overdue([bill], [Payment(Decimal("1000"), paid_on)], date(2025, 12, 31))
        assert sum(each.days for each in found) == number
    twice = overdue([bill], [Payment(Decimal("100"), date(2025, 6, 5)), Payment(Decimal("50"), date(2025, 6, 5))],
                    date(2025, 6, 10))
    assert [(each.base, each.days) for each in twice] == [(Decimal("1000"), 4), (Decimal("850"), 5)]


@settings(max_examples=60, deadline=None)
@given(some.integers(0, 60 * 24 * 40))
def test_each_started_day_of_lateness_counts(minutes: int) -> None:
    late, counted = timedelta(minutes=minutes), 0
    while timedelta(days=1) * counted < late:
        counted += 1
    assert started_periods(late) == counted


@pytest.mark.parametrize(("fee", "late", "least", "owed"), [
    ("800", 47, None, "8.00"), ("800", 0, None, "0.00"), (None, 47, None, "0.00"), (None, 47, "5", "10.00"),
    ("800", 24, None, "4.00"), ("800", 25, None, "8.00")])
def test_a_late_answer_costs_the_fee_s_share_for_each_period(fee: str | None, late: int, least: str | None,
                                                            owed: str) -> None:
    found = late_response((fee and Decimal(fee)) or None, Decimal("0.5"), started_periods(timedelta(hours=late)),
                          (least and Decimal(least)) or None)
    assert to_the_fen(found) == Decimal(owed)


def test_it_is_rounded_once_halves_up_and_a_third_is_worth_a_notice() -> None:
    assert to_the_fen(Decimal("0.005")) == Decimal("0.01") == Decimal("0.005").quantize(Decimal("0.01"), ROUND_HALF_UP)
    bill = Bill("一", Decimal("0.10"), date(2025, 6, 1))
    assert to_the_fen(late_payment([bill], [], Decimal("5"), date(2025, 6, 2))) == Decimal("0.01")
    assert to_the_fen(late_payment([bill], [], Decimal("5"), date(2025, 6, 4))) == Decimal("0.02")
    assert worth_a_notice(Decimal("300"), Decimal("1000"), Decimal("0.3"))
    assert not worth_a_notice(Decimal("299.99"), Decimal("1000"), Decimal("0.3"))
    assert not worth_a_notice(Decimal("1"), Decimal(0), Decimal("0.3"))


@pytest.mark.parametrize(("said", "rate"), [
    ("0.05", "0.05"), (" 0.5% ", "0.5"), ("0.05%", "0.05"), ("", None), ("X", None), ("0", None), ("-1", None),
    ("101", None), ("nan", None), ("万分之五", None)])
def test_a_rate_is_a_percentage_above_nothing(said: str, rate: str | None) -> None:
    assert rate_of(said) == (rate and Decimal(rate))
