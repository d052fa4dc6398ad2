"""What lateness costs, day by day, exact until it is settled. Pure: no case, no table, no policy.

Days are counted as dates: the day after the due one is day 1, the day of payment counts, and it counts on what was
still open when it began. Amounts are exact; `to_the_fen` rounds once, halves up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

FEN = Decimal("0.01")
DAY = timedelta(days=1)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Bill:
    """An amount and the last day on which it is paid in time."""

    what: str
    amount: Decimal
    due_on: date


@dataclass(frozen=True)
class Payment:
    """What was paid on a day. `what` names a bill; '' is the earliest that is open."""

    amount: Decimal
    on: date
    what: str = ""


@dataclass(frozen=True)
class Overdue:
    """A stretch of days on which the same amount was overdue; both days are included."""

    what: str
    base: Decimal
    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def at(self, rate: Decimal) -> Decimal:
        """What it costs at so many percent a day, exact."""
        return self.base * rate / 100 * self.days


def overdue(bills: Sequence[Bill], payments: Sequence[Payment], today: date) -> list[Overdue]:
    """The stretches of each bill up to today, in order. Nothing is overdue before its day, nor once it is paid."""
    found = []
    for bill, paid in zip(by_day(bills), shared(bills, payments), strict=True):
        left = bill.amount - sum((each.amount for each in paid if each.on <= bill.due_on), NOTHING)
        since = bill.due_on + DAY
        late = sorted((each for each in paid if each.on > bill.due_on), key=lambda each: each.on)
        for each in late:
            until = min(each.on, today)
            if left > 0 and until >= since:
                found.append(Overdue(bill.what, left, since, until))
            since, left = max(since, each.on + DAY), left - each.amount
        if left > 0 and today >= since:
            found.append(Overdue(bill.what, left, since, today))
    return [each for each in found if each.base > 0]


def shared(bills: Sequence[Bill], payments: Sequence[Payment]) -> list[list[Payment]]:
    """What was paid of each bill, in the order of `by_day`: first what names it, the rest the earliest open one."""
    order = by_day(bills)
    paid: list[list[Payment]] = [[] for _ in order]
    left = [each.amount for each in order]
    for payment in sorted(payments, key=lambda each: each.on):
        rest = payment.amount
        named = [place for place, bill in enumerate(order) if payment.what and bill.what == payment.what]
        for place in (*named, *(each for each in range(len(order)) if each not in named)):
            part = min(rest, left[place])
            if part > 0:
                paid[place].append(Payment(part, payment.on, order[place].what))
                left[place] -= part
                rest -= part
    return paid


def by_day(bills: Sequence[Bill]) -> list[Bill]:
    """The earliest due first."""
    return sorted(bills, key=lambda each: (each.due_on, each.what))


def open_balance(bills: Sequence[Bill], payments: Sequence[Payment]) -> Decimal:
    """What of the bills is not paid."""
    return sum((each.amount for each in bills), NOTHING) - sum(
        (part.amount for parts in shared(bills, payments) for part in parts), NOTHING)


def late_days(bills: Sequence[Bill], payments: Sequence[Payment], today: date) -> int:
    """On how many different days something was overdue."""
    found = {each.since + DAY * place for each in overdue(bills, payments, today) for place in range(each.days)}
    return len(found)


def late_payment(bills: Sequence[Bill], payments: Sequence[Payment], rate: Decimal, today: date) -> Decimal:
    """What A owes for paying late, at so many percent of the open amount for each day; exact."""
    return sum((each.at(rate) for each in overdue(bills, payments, today)), NOTHING)


def started_periods(late: timedelta) -> int:
    """How many periods of 24 hours have begun; none in time."""
    return -(-late // DAY) if late > timedelta() else 0


def late_response(fee: Decimal | None, rate: Decimal, periods: int, least: Decimal | None = None) -> Decimal:
    """What B owes for answering late, at so many percent of the fee for each period and at least so much; exact.
    Without a fee it is nothing, unless a least amount was agreed."""
    return max((fee or NOTHING) * rate / 100, least or NOTHING) * periods


def to_the_fen(amount: Decimal) -> Decimal:
    """Rounded once, halves up."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def worth_a_notice(penalty: Decimal, base: Decimal, share: Decimal) -> bool:
    """Whether a penalty has come to so large a share of what it is reckoned from."""
    return base > 0 and penalty >= base * share


def rate_of(said: str) -> Decimal | None:
    """Percent a day as people write it: `0.05`, `0.05%`, `万分之五` is not understood. None for what is no rate above
    nothing and at most 100."""
    plain = said.strip().removesuffix("%").removesuffix("%").strip()
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if plain.isascii() and found.is_finite() and 0 < found <= 100 else None
