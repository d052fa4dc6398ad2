"""How a warranty was reckoned, what it speaks of, and which unit that is."""

from core.sdk import Choice, Signal

EXTENDED = Signal("coverage.extended", "已延长保修")
CORRECTED = Signal("coverage.corrected", "已更正保修")


class How(Choice):
    """Where the last day comes from."""

    purchase = "按购买日期"
    production = "按生产日期"
    invoice = "按发票日期"
    repair = "维修或更换后"
    extension = "延长"
    correction = "更正"


BASES = (How.purchase.name, How.production.name, How.invoice.name)
"""What purchase or invoice say, which rules reckon by themselves."""


def unit_of(serial: str, customer_id: int | None, model: str) -> str:
    """What a unit is known by: its serial number, or customer and model; '' where neither tells it from others."""
    if key := plain(serial):
        return f"S:{key}"
    return f"C:{customer_id}:{plain(model)}" if customer_id and plain(model) else ""


def plain(said: str) -> str:
    """Blanks, dashes, case and full-width letters tell no serial numbers apart."""
    from unicodedata import normalize

    return "".join(each for each in normalize("NFKC", said).upper() if each.isalnum())
