"""Knowing a row again: in another file, and typed twice in the same one."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.importing.columns import Register
from core.importing.wording import plain

_MARK = re.compile(r"R[0-9a-f]{32}")


def canonical(value: object, text: str) -> str:
    """A value as it is compared, however it was spelt. Days go without their year, which may have been supplied."""
    match value:
        case datetime():
            return f"{value:%m-%d %H:%M}"
        case date():
            return f"{value:%m-%d}"
        case Decimal():
            return str(value.normalize())
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "/".join(sorted(map(str, value)))
        case None:
            return plain(text)
        case _:
            return plain(str(value))


def mark(parts: Mapping[str, str]) -> str:
    """A short name for a row's content; blanks do not count, nor does the order of columns."""
    filled = sorted((key, part) for key, part in parts.items() if part)
    if not filled:
        return ""
    # The letter keeps spreadsheets from taking a mark of digits alone for a number.
    return "R" + hashlib.sha256(json.dumps(filled, ensure_ascii=False).encode()).hexdigest()[:32]


def is_mark(text: str) -> bool:
    """Whether a text is such a name."""
    return bool(_MARK.fullmatch(text.strip()))


@dataclass
class Seen:
    """The rows read so far. Grows with the sheet by a few strings a row."""

    register: Register
    _same: dict[str, int] = field(default_factory=dict)
    _like: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = field(default_factory=dict)

    def certainly(self, content: Mapping[str, str], number: int) -> int | None:
        """The earlier row with the same content, if any; remembers this one."""
        name = mark(content)
        if not name:
            return None
        earlier = self._same.setdefault(name, number)
        return earlier if earlier != number else None

    def probably(self, content: Mapping[str, str], number: int) -> int | None:
        """The earlier row of the same caller, moment and goods, if any; remembers this one."""
        anchor = content.get(self.register.anchor, "")
        found: int | None = None
        told = {key: content.get(key, "") for key in ("customer_name", "phone", "order_no", "product", "model")}
        for key in ("phone", "customer_name"):
            if not anchor or not told[key]:
                continue
            rows = self._like.setdefault((anchor, f"{key} {told[key]}"), [])
            found = found or next((row for row, other in rows if _agree(told, other)), None)
            if len(rows) < 20:
                rows.append((number, told))
        return found


def _agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    goods = [(one[key], other[key]) for key in ("product", "model", "order_no")]
    return any(a and a == b for a, b in goods) and all(not a or not b or a == b for a, b in goods)
