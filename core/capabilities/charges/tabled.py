"""The ledger as a table."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from core.capabilities.charges.accounts import Account, Sort
from core.capabilities.charges.forms import Method
from core.capabilities.charges.seeing import Line
from core.sdk.files import Cell, as_csv

HEAD = ("编号", "日期", "案件", "类别", "金额", "借", "贷", "方式", "流水号", "说明", "冲销", "经手人")


def ledger_csv(lines: Iterable[Line], say: Callable[[str], str]) -> bytes:
    """Entries as a file; the amounts of those that reverse another are below zero."""
    def rows() -> Iterator[Sequence[Cell]]:
        for each in lines:
            row = each.row
            yield (row.id, row.day.isoformat(), each.number, say(Sort[row.sort].value), each.signed,
                   say(Account[row.debit].value), say(Account[row.credit].value),
                   say(Method[row.method].value) if row.method else "", row.reference, row.said, row.reverses, each.by)

    return as_csv([say(each) for each in HEAD], rows())
