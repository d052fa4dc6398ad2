"""The lines of a quote: what each costs, and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from core.capabilities.charges.accounts import LineSort
from core.sdk.services import InvalidInput, legible

FEN = Decimal("0.01")
MOST_LINES = 60
LONGEST = 120


@dataclass(frozen=True)
class Line:
    """A part or work of a quote. `code` is that of the price list, '' for what is not on it."""

    code: str
    title: str
    sort: LineSort
    quantity: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """To the fen, halves up."""
        return (self.quantity * self.price).quantize(FEN, ROUND_HALF_UP)

    def data(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {"code": self.code, "title": self.title, "sort": self.sort.name, "quantity": str(self.quantity),
                "price": str(self.price), "amount": str(self.amount)}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Line":
        return cls(data["code"], data["title"], LineSort[data["sort"]], Decimal(data["quantity"]),
                   Decimal(data["price"]))


@dataclass(frozen=True)
class LineSums:
    """What lines come to."""

    parts: Decimal
    labour: Decimal

    @property
    def total(self) -> Decimal:
        return self.parts + self.labour


def sums_of(lines: Iterable[Line]) -> LineSums:
    """Parts and labour apart."""
    found = {sort: Decimal("0.00") for sort in LineSort}
    for each in lines:
        found[each.sort] += each.amount
    return LineSums(found[LineSort.part], found[LineSort.labour])


def amount_of(field: str, said: str) -> Decimal:
    """An amount as somebody writes it. Raises `InvalidInput` naming the field."""
    text = said.strip().removeprefix("¥").replace(",", "").replace(",", "").strip()
    try:
        found = Decimal(text)
        if not text.isascii() or not found.is_finite() or found != found.quantize(FEN) or not 0 <= found < 10 ** 8:
            raise InvalidInput.field(field, "“{said}”不是金额,请写成 120 或 120.50", said=said.strip()[:20])
    except InvalidOperation:
        raise InvalidInput.field(field, "“{said}”不是金额,请写成 120 或 120.50", said=said.strip()[:20]) from None
    return found.quantize(FEN)


def quantity_of(field: str, said: str) -> Decimal:
    """How many, to hundredths. Raises `InvalidInput`."""
    try:
        found = Decimal(said.strip() or "1")
        fits = found.is_finite() and found == found.quantize(FEN) and 0 < found <= 9999 and said.isascii()
    except InvalidOperation:
        fits = False
    if not fits:
        raise InvalidInput.field(field, "数量应在 0.01 与 9999 之间")
    return found.normalize() if found != found.to_integral() else found.quantize(Decimal(1))


def title_of(field: str, said: str) -> str:
    """What a line or price is called. Raises `InvalidInput`."""
    legible(**{field: said})
    title = " ".join(said.split())
    if not title or len(title) > LONGEST:
        raise InvalidInput.field(field, "请写名称,最多 {longest} 个字", longest=LONGEST)
    return title


def sort_of(field: str, said: str, *, quoted: bool = False) -> LineSort:
    """Part, labour or freight; of a quote not freight, which stands apart. Raises `InvalidInput`."""
    options = [each for each in LineSort if not quoted or each is not LineSort.freight]
    found = next((each for each in options if said.strip() in (each.name, each.value)), None)
    if found is None:
        raise InvalidInput.field(field, "不是可选的选项,可选:{options}", options=tuple(each.value for each in options))
    return found
