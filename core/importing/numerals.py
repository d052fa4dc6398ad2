"""Chinese numerals as people write them in registers: 三十, 两千三, 二〇二五, 壹仟贰佰."""

import re

_DIGITS = {**{each: value for value, each in enumerate("零一二三四五六七八九")},
           **{each: value for value, each in enumerate("〇壹贰叁肆伍陆柒捌玖")},
           "○": 0, "两": 2, "俩": 2, "貳": 2, "參": 3, "陸": 6, "幺": 1, "廿": 20, "卅": 30}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
NUMERAL = "[零〇○一二两俩三四五六七八九十百千万亿壹贰貳叁參肆伍陆陸柒捌玖拾佰仟廿卅幺]"
_RUN = re.compile(NUMERAL + "+")


def number(text: str) -> int | None:
    """The number that a run of Chinese numerals stands for; None if it is none. A last digit without a unit counts
    in the next lower one (两千三 is 2300), as it is spoken."""
    if not text or not _RUN.fullmatch(text):
        return None
    if len(text) > 1 and all(each in _DIGITS and _DIGITS[each] < 10 for each in text):
        return int("".join(str(_DIGITS[each]) for each in text))
    for big, size in (("亿", 10**8), ("万", 10**4)):
        if big in text:
            head, tail = text.split(big, 1)
            above, below = number(head), number(tail) if tail else 0
            if above is None or below is None:
                return None
            spoken = len(tail) == 1 and tail in _DIGITS
            return above * size + (below * size // 10 if spoken else below)
    total, digit, unit = 0, 0, 10
    gap: bool = False
    for each in text:
        if each in _UNITS:
            unit = _UNITS[each]
            total += (digit or 1) * unit
            digit, gap = 0, False
        elif _DIGITS[each] >= 10:
            total, unit = total + _DIGITS[each], 10
        else:
            gap = gap or _DIGITS[each] == 0
            digit = _DIGITS[each]
    spoken = digit > 0 and unit > 10 and not gap
    return total + (digit * unit // 10 if spoken else digit)


def arabic(text: str) -> str:
    """The text with its Chinese numerals written in digits."""

    def digits(found: re.Match[str]) -> str:
        value = number(found[0])
        return found[0] if value is None else str(value)

    return _RUN.sub(digits, text)
