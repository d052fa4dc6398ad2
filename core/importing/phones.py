"""Telephone numbers as people write them, brought to one form."""

import re

from core.domain.reasons import Reason
from core.importing.days import short
from core.importing.readings import Doubt, Read, Reading
from core.importing.sheets import Cell
from core.importing.wording import narrow, says_nothing

_SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
_MASKED = re.compile(r"\d[*xX•●]{2,}\d*")
_BETWEEN = re.compile(r"[/、,;|\n或和&]|(?<=\d)\s{2,}(?=\d)|(?<=\d{11})\s+(?=1\d{2})")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#)\s*(\d{1,6})$|(?<=\d{7})-(\d{1,5})$", re.IGNORECASE)
_JOINTS = re.compile(r"[\s\-.()_–—·~]+")
_LOOKALIKES = str.maketrans("oOlI", "0011")
_ALONE = re.compile(r"(?<!\d)(?:\+?86|0086)?[-\s]?(1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-\s]?\d{7,8})(?!\d)")


def read_phone(cell: Cell) -> Reading[tuple[str, ...]]:
    """The numbers in a cell, the first one first; none of them is dropped, however odd."""
    text = narrow(cell.text)
    if says_nothing(text):
        return Read(None)
    if _SCIENTIFIC.fullmatch(text):
        return Doubt(None, Reason("电话被表格软件写成了“{text}”,后几位已经丢失,请补上", {"text": short(text)}))
    if _MASKED.search(text):
        return Doubt(None, Reason("电话“{text}”被遮住了几位,请补上", {"text": short(text)}))
    if international := _international(text):
        return Read((international,))
    pieces = [each.strip() for each in _BETWEEN.split(text) if re.search(r"\d", each)]
    if not pieces:
        return Doubt(None, Reason("“{text}”不是电话号码", {"text": short(text)}))
    readings = [_one(piece) for piece in pieces]
    # 0757-38794422/23 gives a second line of the same exchange; its few digits are no number alone.
    kept = [reading for index, reading in enumerate(readings) if index == 0 or len(reading.value or "") >= 7]
    numbers = tuple(dict.fromkeys(reading.value for reading in kept if reading.value))
    doubt = next((reading for reading in kept if isinstance(reading, Doubt)), None)
    if doubt:
        return Doubt(numbers or None, doubt.reason)
    if len(kept) < len(readings):
        return Doubt(numbers, Reason("“{text}”里只认出电话 {phone}", {"text": short(text), "phone": numbers[0]}))
    return Read(numbers)


def phone_in(text: str) -> tuple[str, str] | None:
    """A whole telephone number among other words, and those words without it."""
    said = narrow(text)
    found = _ALONE.search(said)
    if found is None:
        return None
    reading = _one(found[1])
    rest = (said[:found.start()] + " " + said[found.end():]).strip(" \n\t,;/:()、-")
    return (reading.value, rest) if isinstance(reading, Read) and reading.value else None


def _one(piece: str) -> Read[str] | Doubt[str]:
    extension = ""
    if found := _EXTENSION.search(piece):
        head = re.sub(r"\D", "", piece[:found.start()])
        if not head.startswith("1") and len(head) >= 7:
            extension, piece = f"-{found[1] or found[2]}", piece[:found.start()]
    joined = _JOINTS.sub("", piece)
    looks = joined.translate(_LOOKALIKES)
    guessed = looks != joined and looks.isdigit()
    digits = re.sub(r"\D", "", looks if guessed else joined)
    if len(digits) > 11:
        digits = re.sub(r"^(0086|86)(?=1[3-9]\d{9}$|0?[1-9]\d{8,10}$)", "", digits)
    if len(digits) == 12 and re.match(r"01[3-9]", digits) and not digits.startswith("010"):
        digits = digits[1:]
    number = _shaped(digits)
    if number is None:
        return Doubt(digits + extension, _what_is_odd(digits, piece))
    if guessed:
        return Doubt(number, Reason("电话“{text}”里混有字母,读作 {phone}", {"text": short(piece), "phone": number}))
    return Read(number + extension)


def _shaped(digits: str) -> str | None:
    """The number in its usual form, None if it has none."""
    if re.fullmatch(r"1[3-9]\d{9}", digits) or re.fullmatch(r"[48]00\d{7}", digits):
        return digits
    if re.fullmatch(r"0(10|2\d)\d{7,8}", digits):
        return f"{digits[:3]}-{digits[3:]}"
    if re.fullmatch(r"0[3-9]\d{2}\d{7,8}", digits):
        return f"{digits[:4]}-{digits[4:]}"
    return None


def _what_is_odd(digits: str, piece: str) -> Reason:
    said = {"text": short(piece)}
    count = len(digits)
    if re.match(r"1[3-9]", digits) and count == 10:
        return Reason("手机号“{text}”少一位,请补上", said)
    if re.match(r"1[3-9]", digits) and count == 12:
        return Reason("手机号“{text}”多一位,请核对", said)
    if re.match(r"1[3-9]", digits) and count < 10:
        return Reason("手机号“{text}”只有 {count} 位,请补上", {**said, "count": count})
    if re.match(r"1[3-9]", digits):
        return Reason("手机号“{text}”有 {count} 位,请核对", {**said, "count": count})
    if count in (7, 8) and not digits.startswith("0"):
        return Reason("固定电话“{text}”没有区号,请补上", said)
    return Reason("“{text}”不像电话号码,请核对", said)


def _international(text: str) -> str | None:
    """A number with a country code other than +86, as +852…; None if it is none."""
    if not re.match(r"\+(?!86)|00(?!86)[1-9]", text):
        return None
    import phonenumbers  # slow to load, and rarely needed

    try:
        parsed = phonenumbers.parse("+" + text[2:] if text.startswith("00") else text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
