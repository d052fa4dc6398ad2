"""What a business looks at of its money: what came in and went back each month, and what is still owed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.capabilities.charges.accounts import Sort
from core.capabilities.charges.permissions import READ_LEDGER
from core.sdk import BARS, CASE, COUNT, MONEY, MONTH, TEXT, Asking, Chart, Column, Label, Period, Reason, Report, Sheet

OWING_AT_MOST = 500
NOTHING = Decimal(0)
TAKEN = (Sort.bill, Sort.payment, Sort.refund, Sort.reimbursement, Sort.write_off)
"""What each month is added up by."""


def _months(asked: Asking) -> Sheet:
    """What was billed, taken and given back in each month that the days lie in; reversed entries count as nothing."""
    from core.capabilities.charges.tables import EntryRow
    from core.sdk.tables import CaseRow, func, select

    back = EntryRow.reverses.is_not(None)
    found: dict[str, dict[Sort, Decimal]] = {}
    for day, sort, reverses, amount in asked.session.execute(
            select(EntryRow.day, EntryRow.sort, back, func.sum(EntryRow.amount)).select_from(EntryRow)
            .join(CaseRow, CaseRow.id == EntryRow.case_id)
            .where(asked.visible, EntryRow.day >= asked.since, EntryRow.day <= asked.until,
                   EntryRow.sort.in_([each.name for each in TAKEN]))
            .group_by(EntryRow.day, EntryRow.sort, back)):
        sums = found.setdefault(Period.of(MONTH, day).key, {})
        sums[Sort[sort]] = sums.get(Sort[sort], NOTHING) + (-amount if reverses else amount)
    rows = [(Period.parse(key).title, *_figures(found[key])) for key in sorted(found)]
    whole = {sort: sum((each.get(sort, NOTHING) for each in found.values()), NOTHING) for sort in TAKEN}
    return Sheet((Column("月份", TEXT), *(Column(each.value, MONEY) for each in TAKEN), Column("净收", MONEY)), rows,
                 (Label("合计"), *_figures(whole)) if rows else None, Chart((2, 3, 6), BARS) if rows else None,
                 (Reason("按收付的日期;冲销的不算;净收是收款减去退款和退还代付"),))


def _figures(sums: Mapping[Sort, Decimal]) -> tuple[Decimal, ...]:
    of = [sums.get(each, NOTHING) for each in TAKEN]
    return (*of, of[1] - of[2] - of[3])


def _owing(asked: Asking) -> Sheet:
    """Cases opened until the last day in which the customer owes something now, or the company does; the largest
    amounts first."""
    from core.capabilities.charges.tables import AccountRow
    from core.sdk.tables import CaseRow, func, select

    where = (asked.visible, AccountRow.balance != NOTHING, CaseRow.opened_at < asked.ends)
    found = asked.session.execute(
        select(CaseRow.number, CaseRow.title, AccountRow.balance, CaseRow.opened_at)
        .join_from(AccountRow, CaseRow).where(*where)
        .order_by(func.abs(AccountRow.balance).desc(), CaseRow.id).limit(OWING_AT_MOST)).all()
    rows = [(number, title, max(balance, NOTHING) or None, max(-balance, NOTHING) or None,
             _days(opened.astimezone(asked.now.tzinfo).date(), asked.now.date()))
            for number, title, balance, opened in found]
    totals = (Label("合计"), None, *(sum((row[place] or NOTHING for row in rows), NOTHING) for place in (2, 3)), None)
    count = asked.session.scalar(select(func.count()).select_from(AccountRow).join(CaseRow).where(*where)) or 0
    return Sheet((Column("案件", CASE), Column("事由", TEXT), Column("客户欠公司", MONEY), Column("公司欠客户", MONEY),
                  Column("立案至今(天)", COUNT)), rows, totals if rows else None,
                 notes=(Reason("截至现在的欠款,共 {count} 件,这里列出金额最大的 {shown} 件", {
                     "count": count, "shown": len(rows)}),))


def _days(since: date, today: date) -> int:
    return max((today - since).days, 0)


money_by_month = Report("每月收退款", _months, note="每月应收、收款、退款各多少。", always=True, needs=READ_LEDGER)
money_owing = Report("欠款", _owing, note="客户还欠公司多少,公司还欠客户多少。", always=True, needs=READ_LEDGER)
