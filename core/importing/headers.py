"""Finding the row that names the columns, and what its words mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from core.domain.reasons import Label, Reason
from core.importing.columns import Column, Register
from core.importing.sheets import Row, Sheet
from core.importing.wording import bare, narrow, spellings
from core.importing.words import asks, asks_the_opposite

# Columns that the desk adds to a file for correcting; brought in again they are known and left alone.
ROW_NUMBER, PROBLEM, ROW_MARK = "导入行号", "导入问题", "导入行标识"
ADDED = (ROW_NUMBER, PROBLEM, ROW_MARK)

_ROWS_SEARCHED = 40
_LIKELY = 0.6
# Words too general to mean anything as a part of a longer header.
_GENERAL = frozenset(spellings("""
    日期 时间 名称 号码 编号 单号 编码 金额 价格 单价 总价 情况 说明 其他 其它 客户 用户 产品 商品 来电 数量 联系 付款
    支付 订单 购买 id no date time name"""))
_ENDINGS = re.compile(r"(日期|时间|日|号|号码|编号|名称|姓名|方式|情况|信息|说明|内容|一栏|栏|项)?$")
_SCALES = {"万元": 10_000, "万": 10_000, "千元": 1_000}


_CLOSE = 0.74


@dataclass(frozen=True)
class Match:
    """How well a header's words name a column: 0 to 1, and why."""

    score: float
    why: Reason


def match(column: Column, header: str) -> Match | None:
    """What speaks for a header naming this column; None if nothing does."""
    return _match(column, header)


@lru_cache(maxsize=20_000)
def _match(column: Column, header: str) -> Match | None:
    said = bare(header)
    if not said or header in ADDED:
        return None
    shown = {"header": narrow(header), "title": Label(column.title)}
    synonyms = dict.fromkeys(bare(each) for each in (column.title, *column.headers))
    if said in synonyms:
        rank = list(synonyms).index(said) / len(synonyms)
        return Match(1 - 0.1 * rank, Reason("表头“{header}”就是“{title}”", shown))
    if column.kind == "yes_no" and asks_the_opposite(column, header):
        return Match(0.95, Reason("表头“{header}”反过来问“{title}”", shown))
    if column.kind == "yes_no" and asks(column, header):
        return Match(0.9, Reason("表头“{header}”与“{title}”的叫法相合", shown))
    best = max((_part_of(said, each) for each in synonyms), default=0.0)
    if best:
        return Match(best, Reason("表头“{header}”与“{title}”的叫法相合", shown))
    close = max((SequenceMatcher(None, said, each).ratio() for each in synonyms if _may_be_close(said, each)),
                default=0.0)
    if close >= _CLOSE:
        return Match(0.8 * close, Reason("表头“{header}”与“{title}”的叫法相近", shown))
    return None


def _may_be_close(said: str, synonym: str) -> bool:
    """Whether comparing is worth its while: most cells above and below a header share hardly a letter with it."""
    both = len(said) + len(synonym)
    shared = sum(letter in synonym for letter in said)
    return len(synonym) > 2 and 2 * min(shared, len(synonym)) / both >= _CLOSE


def _part_of(said: str, synonym: str) -> float:
    """A longer header ends with the word that names it (买家联系电话), or begins with it and goes on generally."""
    if len(synonym) >= 2 and synonym not in _GENERAL:
        if said.endswith(synonym):
            return 0.65 + 0.25 * len(synonym) / len(said)
        if said.startswith(synonym) and _ENDINGS.fullmatch(said[len(synonym):]):
            return 0.6 + 0.25 * len(synonym) / len(said)
    if len(said) >= 2 and said not in _GENERAL and (synonym.startswith(said) or synonym.endswith(said)):
        return 0.4 + 0.3 * len(said) / len(synonym)
    return 0.0


def unit(header: str) -> int:
    """What one unit of an amount under this header is worth in yuan: 金额(万元)."""
    found = re.search(r"[(\[【/单位:]\s*(万元|万|千元)", narrow(header))
    return _SCALES[found[1]] if found else 1


def find_header(sheet: Sheet, register: Register) -> int:
    """The place in `sheet.rows` of the row that names the columns, -1 if no row does."""
    best, best_score = -1, 1.5
    searched = [(index, row) for index, row in enumerate(sheet.rows[:10 * _ROWS_SEARCHED]) if not row.blank]
    for index, row in searched[:_ROWS_SEARCHED]:
        score = _row_score(row, register)
        if score > best_score + 0.3:
            best, best_score = index, score
    return best


def _row_score(row: Row, register: Register) -> float:
    by_key: dict[str, float] = {}
    filled = 0
    for cell in row.cells:
        if not cell or cell.copied == "across":
            continue
        filled += 1
        if cell.text.strip() in ADDED:
            by_key[cell.text] = 1.0
        for column in register.columns:
            found = match(column, cell.text)
            if found and found.score >= _LIKELY:
                by_key[column.key] = max(found.score, by_key.get(column.key, 0.0))
    if len(by_key) < 2 or not filled:
        return 0.0
    # A header consists of headers; a remark that mentions a few does not.
    return sum(by_key.values()) * (0.5 + 0.5 * min(1.0, 1.6 * len(by_key) / filled))


def column_names(sheet: Sheet, header: int, register: Register) -> tuple[str, ...]:
    """A name for every column, each different: its header's words, with the group's above it where that says more."""
    upper = sheet.rows[header - 1] if header > 0 else None
    if upper is not None and len({cell.text for cell in upper.cells if cell}) < 2:
        upper = None  # a title
    names: list[str] = []
    for index in range(sheet.width):
        own = " ".join(sheet.rows[header].cell(index).text.split()) if header >= 0 else ""
        group = " ".join(upper.cell(index).text.split()) if upper is not None else ""
        names.append(_better(own, group, register) or f"{_letters(index)}列")
    return tuple(_different(names))


def _better(own: str, group: str, register: Register) -> str:
    if not group or own == group:
        return own
    if not own:
        return group if _best(group, register) >= _LIKELY else ""
    return group + own if _best(group + own, register) > _best(own, register) else own


def _best(header: str, register: Register) -> float:
    return max((found.score for column in register.columns if (found := match(column, header))), default=0.0)


def _different(names: Sequence[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        unique, count = name, 1
        while unique in taken:
            count += 1
            unique = f"{name} ({count})"
        taken.add(unique)
        yield unique


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
