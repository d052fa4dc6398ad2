"""What sort of line a row is: a request, or something people write between and below the requests."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from core.importing.sheets import Cell, Row
from core.importing.wording import bare, narrow

Line: TypeAlias = Literal["request", "blank", "total", "header", "remark"]

_TOTAL = re.compile(r"(?:本|当|全)?[页月周日年季表]?(?:度|份)?(?:合计|总计|小计|共计|累计|总数|汇总|平均值?|"
                    r"总金额|总和|(?:grand|sub)?\s*total|sum|average)(?:金额|数量|人数|条数|件数)?:?[-\d.,¥元条件笔单个行]*",
                    re.IGNORECASE)
_COUNTED = re.compile(r"(?:以上)?共\s*\d+\s*[条件笔单个行人]\S{0,6}")
_REMARK = re.compile(
    r"(?:制表|填表|审核|审批|复核|经办|负责|登记|统计|编制|签字|签名|主管|店长|经理|客服)(?:人|员|部门|日期|时间|签字|签名)?\s*[::]|"
    r"(?:注|说明|备注|注意|提示|附注|附|ps)\s*\d*\s*[::、.]|第\s*\d+\s*页|打印(?:日期|时间|人)|以下空白|"
    r"以上(?:数据|信息|为)|未完|转下页|接上页|续表", re.IGNORECASE)
_LABELLED = re.compile(r"[^\d::]{2,8}[::].{0,20}")
_HEADING = re.compile(r"[一二三四五六七八九十\d]{1,4}\s*[年月周]\S{0,8}|"
                      r".{0,12}(?:登记表|台账|明细|汇总表|统计表|一览表|记录表|登记簿)\S{0,20}")
_NUMBERED = re.compile(r"\s*[A-Za-z#]{0,4}[-.]?\d+\s*")
_LIKE_HEADER = 0.6


def line(row: Row, names: Sequence[str], keys: Mapping[int, str], essential: frozenset[str]) -> Line:
    """The sort of a row. `keys` gives the mapped columns by position, `essential` those without which a row is hardly
    a request."""
    filled = {index: cell for index, cell in enumerate(row.cells) if cell and cell.copied != "across"}
    own = {index: cell for index, cell in filled.items() if not cell.copied}
    if not own or all(keys.get(index) == "sequence" and _NUMBERED.fullmatch(cell.text) for index, cell in own.items()):
        return "blank"  # numbered beforehand, never filled in
    texts = [narrow(cell.text) for cell in filled.values()]
    if _repeats_header(filled, names):
        return "header"
    present = {keys[index] for index, cell in filled.items() if index in keys and not _is_total(cell)}
    few = len(filled) <= max(3, len(keys) // 3)
    if any(map(_is_total, own.values())) and not essential <= present and (few or not essential & present):
        return "total"
    if few and not essential <= present and _is_remark(texts):
        return "remark"
    return "request"


def _is_total(cell: Cell) -> bool:
    text = re.sub(r"\s+", "", narrow(cell.text))
    return bool(_TOTAL.fullmatch(text) or _COUNTED.fullmatch(text))


def _repeats_header(filled: Mapping[int, Cell], names: Sequence[str]) -> bool:
    same = sum(bare(cell.text) == bare(names[index]) for index, cell in filled.items() if index < len(names))
    return same >= 2 and same >= _LIKE_HEADER * len(filled)


def _is_remark(texts: Sequence[str]) -> bool:
    if any(map(_REMARK.search, texts)) and (len(texts) == 1 or all(_LABELLED.fullmatch(each) or _REMARK.search(each)
                                                                   or len(each) <= 4 for each in texts)):
        return True
    if len(texts) > 1:
        return len(texts) <= 3 and all(map(_LABELLED.fullmatch, texts))
    return bool(_HEADING.fullmatch(texts[0])) or len(texts[0]) > 14
