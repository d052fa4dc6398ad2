"""Where the pages of money hang, and what they share."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.capabilities.charges.accounts import Account, Asked, LineSort, QuoteState, Sort
from core.capabilities.charges.forms import Channel, Method
from core.capabilities.charges.seeing import Seeing
from core.capabilities.charges.service import Charges
from core.capabilities.charges.tables import PriceRow
from core.sdk import Choice
from core.sdk.web import Blueprint, Reason, say, the_desk

pages = Blueprint("charges", __name__)


def services() -> tuple[Charges, Seeing]:
    place = the_desk().place
    return Charges(place), Seeing(place)


def words() -> dict[str, Any]:
    """What templates say about keys."""
    return {"sorts": Sort, "methods": Method, "accounts": Account, "states": QuoteState, "line_sorts": LineSort,
            "standings": Asked, "channels": Channel, "amount": Decimal, "reason_of": Reason.from_data,
            "choices": _choices, "price_options": _price_options}


def _choices(kind: type[Choice]) -> list[tuple[str, str]]:
    return [(each.name, say()(each.value)) for each in kind]


def _price_options(rows: Sequence[PriceRow]) -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {row.title} {say().money(row.price)}") for row in rows]
