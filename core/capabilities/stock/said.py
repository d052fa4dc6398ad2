"""What people type, read; and what the ledger has, as data for other programs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from core.sdk.services import InvalidInput, legible

LONGEST = 500


def a_text(field: str, said: str, *, longest: int = LONGEST, needed: bool = False) -> str:
    """Words. Raises `InvalidInput` naming the field."""
    legible(**{field: said})
    found = said.strip()
    if needed and not found:
        raise InvalidInput.field(field, "请填写")
    if len(found) > longest:
        raise InvalidInput.field(field, "太长,最多 {longest} 个字", longest=longest)
    return found


def a_day(field: str, said: str) -> date | None:
    """A day, None for nothing. Raises `InvalidInput` naming the field."""
    text = said.strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
        if len(text) != 10 or not 1990 <= found.year < 2200:
            raise ValueError
    except ValueError:
        raise InvalidInput.field(field, "“{said}”不是日期,请写成 2025-03-12", said=text[:20]) from None
    return found


def an_amount(field: str, said: str) -> Decimal | None:
    """What one costs, None for nothing. Raises `InvalidInput` naming the field."""
    text = said.strip().lstrip("¥").replace(",", "")
    if not text:
        return None
    whole, _, rest = text.partition(".")
    if not (whole + rest).isascii() or not (whole + rest).isdecimal() or not whole or len(rest) > 2 or len(whole) > 8:
        raise InvalidInput.field(field, "“{said}”不是金额", said=text[:20])
    return Decimal(text)


def money(amount: Decimal | None) -> str | None:
    """An amount with two decimals, as text."""
    return None if amount is None else f"{amount:.2f}"


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def pairs(said: Sequence[Mapping[str, object]]) -> list[tuple[str, str]]:
    """Lines of a paper as other programs send them: item and quantity."""
    return [(str(each.get("item", "")), str(each.get("quantity", ""))) for each in said]
