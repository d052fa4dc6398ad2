"""Amounts of money in yuan, and counts, as people write them."""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from core.domain.reasons import Reason
from core.importing.days import short
from core.importing.numerals import NUMERAL, number
from core.importing.readings import Bad, Doubt, Read, Reading
from core.importing.sheets import Cell
from core.importing.wording import is_spreadsheet_error, narrow, says_nothing

_CENT = Decimal("0.01")
_GAPS = re.compile(r"(?<=\d)\s+(?=\d{3}(?!\d))|(?<=\d)\s+(?=\.\d)|(?<=\d\.)\s+(?=\d)")
_MOST = Decimal(100_000_000)

_SCALES = {"万": Decimal(10_000), "w": Decimal(10_000), "千": Decimal(1_000), "k": Decimal(1_000), "百": Decimal(100),
           "角": Decimal("0.1"), "毛": Decimal("0.1"), "分": Decimal("0.01")}
_AMOUNT = re.compile(
    r"(?P<sign>-|负)?\s*(?:(?P<n>\d+(?:,\d+)*(?:\.\d+)?|\.\d+)\s*(?P<u>[万千百wk](?![a-z]))?\s*"
    rf"(?P<tail>\d{{1,4}}(?![\d.])[千百]?(?:\d{{1,2}}百?)?)?|(?P<han>{NUMERAL}+))\s*"
    r"(?P<yuan>元|块钱?|圆)?(?P<parts>(?:\d[角毛])?(?:\d分)?)", re.IGNORECASE)
_FOREIGN = re.compile(r"\$|€|£|usd|hkd|eur|jpy|港币|港元|美元|美金|欧元|日元|台币", re.IGNORECASE)
_CURRENCY = re.compile(r"人民币|rmb|cny|cn\s*[¥￥]|[¥￥]|元|块钱?|圆|整|正|净|共计?|合计|总共|金额|价格?|为|是|"
                       r"[\s:;,。.()/=]", re.IGNORECASE)
_ABOUT = re.compile(r"大概|大约|约|左右|上下|多|不到|近|差不多|估计|可能|好像|\?")
_PAID = re.compile(r"实付|实收|已付|付了|实际|到手|成交|折后|优惠后|现价|券后")


@dataclass(frozen=True)
class _Found:
    amount: Decimal
    step: Decimal
    start: int
    end: int
    odd_commas: bool


def read_money(cell: Cell, scale: int = 1) -> Reading[Decimal]:
    """Yuan, to the cent. `scale` is what the header says one unit is worth (万元: 10,000)."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _checked(Decimal(str(cell.value)) * scale, cell.text)
    text = _GAPS.sub("", narrow(cell.text))
    if says_nothing(text):
        return Read(None)
    if is_spreadsheet_error(text):
        return Doubt(None, Reason("表格里的公式出错了:“{text}”", {"text": short(text)}))
    if _FOREIGN.search(text):
        return Doubt(None, Reason("“{text}”不是人民币金额,请换算", {"text": short(text)}))
    found = [each for each in map(_amount, _AMOUNT.finditer(text)) if each]
    if not found:
        return Doubt(None, Reason("没有认出“{text}”是多少钱", {"text": short(text)}))
    if len(found) > 1:
        return _several(found, text)
    only = found[0]
    rest = text[:only.start] + " " + text[only.end:]
    about, whole = bool(_ABOUT.search(rest)), "整" in rest
    rest = _CURRENCY.sub("", _ABOUT.sub("", _PAID.sub("", rest))).strip("-+*")
    if scale > 1 and only.step > 1:
        scale = 1  # the cell has a unit of its own
    return _with_doubts(replace(only, step=Decimal(1)) if whole else only, text, rest, about, scale)


def _with_doubts(only: _Found, text: str, rest: str, about: bool, scale: int) -> Reading[Decimal]:
    reading = _checked(only.amount * scale, text)
    if not isinstance(reading, Read) or reading.value is None:
        return reading
    amount = reading.value
    said = {"text": short(text), "amount": amount}
    if only.odd_commas:
        return Doubt(amount, Reason("“{text}”里逗号的位置不像千分位,读作 {amount} 元", said))
    if rest:
        return Doubt(amount, Reason("“{text}”里除金额外还有文字,读作 {amount} 元", said))
    if about:
        return Doubt(amount, Reason("“{text}”是大概的金额,读作 {amount} 元", said))
    if only.step > 1:
        return Doubt(amount, Reason("“{text}”只写到 {step} 元一档,读作 {amount} 元,退款前请核对实付金额",
                                    {**said, "step": only.step}))
    return reading


def _several(found: list[_Found], text: str) -> Reading[Decimal]:
    """Of several amounts the one that is called paid; a sum is added up; else nobody can tell."""
    amounts = tuple(each.amount.quantize(_CENT) for each in found)
    begins = [0, *(each.end for each in found)]
    paid = [each for index, each in enumerate(found) if _PAID.search(text[begins[index]:each.start])]
    if len(paid) == 1:
        amount = paid[0].amount.quantize(_CENT)
        return Doubt(amount, Reason("“{text}”里有几个金额({amounts}),读作已付的 {amount} 元",
                                    {"text": short(text), "amounts": amounts, "amount": amount}))
    between = {text[before.end:after.start].strip() for before, after in pairwise(found)}
    if between == {"+"}:
        total = sum((each.amount for each in found), Decimal(0)).quantize(_CENT)
        return Doubt(total, Reason("“{text}”里有几个金额,读作合计 {amount} 元", {"text": short(text), "amount": total}))
    return Doubt(None, Reason("“{text}”里有几个金额({amounts}),不知道以哪个为准",
                              {"text": short(text), "amounts": amounts}))


def _checked(amount: Decimal, text: str) -> Reading[Decimal]:
    if not amount.is_finite() or abs(amount) >= _MOST:
        return Bad(Reason("“{text}”作为金额太大了", {"text": short(text)}))
    cents = amount.quantize(_CENT, ROUND_HALF_UP)
    if amount < 0:
        return Bad(Reason("金额不能是负数:“{text}”", {"text": short(text)}))
    if amount == 0:
        return Doubt(cents, Reason("金额为 0,请核对是不是赠品或漏填", {}))
    if cents < 1:
        return Doubt(cents, Reason("“{text}”不足 1 元,请核对单位", {"text": short(text)}))
    if cents != amount and abs(cents - amount) > Decimal("0.000001"):
        return Doubt(cents, Reason("“{text}”的小数超过两位,读作 {amount} 元", {"text": short(text), "amount": cents}))
    return Read(cents)


def _amount(found: re.Match[str]) -> _Found | None:
    written, step, odd = found["n"], Decimal(1), False
    if found["han"]:
        value = number(found["han"])
        if value is None:
            return None
        amount = Decimal(value)
        whole = found["yuan"] or found["han"][-1] not in "一二三四五六七八九" or len(found["han"]) < 3
        step = Decimal(1) if whole else Decimal(10 ** (len(str(value)) - len(str(value).rstrip("0"))))
    else:
        odd = "," in written and not re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", written)
        figures = written.replace(",", "")
        amount = Decimal(figures)
        if unit := found["u"]:
            size = _SCALES[unit.lower()]
            decimals = len(figures.partition(".")[2])
            amount, step = amount * size, size / 10**decimals
            if found["tail"]:
                amount, step = _tail(amount, size, found["tail"])
        elif found["tail"]:
            return None
    for count, part in re.findall(r"(\d)([角毛分])", found["parts"] or ""):
        amount, step = amount + int(count) * _SCALES[part], Decimal(1)
    if found["sign"]:
        before = found.string[:found.start()].rstrip()
        amount = amount if before[-1:].isdigit() else -amount
    return _Found(amount, step, found.start(), found.end(), odd)


def _tail(amount: Decimal, size: Decimal, tail: str) -> tuple[Decimal, Decimal]:
    """What follows a unit: 1千2 is 1200, 1万2千3百 is 12300, 1千200 is 1200."""
    pieces = re.findall(r"(\d+)([千百]?)", tail)
    step = size
    for figures, unit in pieces:
        step = _SCALES[unit] if unit else step / 10 if len(figures) == 1 else Decimal(1)
        amount += int(figures) * step
    return amount, step


_COUNT = re.compile(rf"(?:[x*×共]\s*)?(?P<n>\d+(?:\.\d+)?|{NUMERAL}+)\s*(?P<unit>[^\d\s]{{0,2}})")
_PAIRS = ("对", "双")


def read_number(cell: Cell) -> Reading[int]:
    """A count of things: 2, 两张, ×3, 一对."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        written = Decimal(str(cell.value))
        return _count(written, cell.text) if written.is_finite() else _no_number(cell.text)
    text = narrow(cell.text)
    if says_nothing(text):
        return Read(None)
    found = _COUNT.fullmatch(text.lower())
    if found is None:
        return _no_number(text)
    spoken = number(found["n"])
    count = Decimal(spoken) if spoken is not None else Decimal(found["n"]) if found["n"][0].isdigit() else None
    if count is None:
        return _no_number(text)
    return _count(count * 2 if found["unit"] in _PAIRS else count, text)


def _count(count: Decimal, text: str) -> Reading[int]:
    if count < 0 or count != int(count) or count > 1_000_000:
        return Bad(Reason("“{text}”不是数量", {"text": short(text)}))
    return Read(int(count))


def _no_number(text: str) -> Doubt[int]:
    return Doubt(None, Reason("没有认出“{text}”是多少", {"text": short(text)}))
