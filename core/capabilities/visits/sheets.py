"""What a customer signs for: a sheet made of what was said on the case, and the digest that tells it from any other.

A sheet is in the words of the business, never translated: what is hashed is what was read."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.capabilities.visits.forms import SignOff, Unsigned
from core.capabilities.visits.tables import VisitRow
from core.sdk import CUSTOMER, Choice, Form, Item
from core.sdk.services import ChargeRule, Record, charges_of

Sheet = dict[str, Any]
"""As JSON: `case`, `kind`, `title`, `visit`, `technician`, `badge`, `arrived`; `parts` and `items` of label and answer;
`charges` of title and amount; `photos` of name and SHA-256."""


def sheet_of(record: Record, visit: VisitRow | None, technician: str, badge: str,
             photos: Iterable[tuple[str, str]] = ()) -> Sheet:
    """Everything said of the case when it was opened and since somebody first arrived; what it costs the customer."""
    row, case = record.row, record.case
    since = visit.arrived_at if visit is not None else None
    opening = case.forms[0] if case.forms else None
    said = [each for each in case.forms if each is opening or _belongs(each, since)]
    return {
        "case": row.number, "kind": case.here.workflow.title, "title": row.title,
        "visit": visit.turn if visit is not None else 0, "technician": technician, "badge": badge,
        "arrived": _said(since.astimezone(case.zone)) if since else "",
        "parts": [each for form in said for each in _part(form)],
        "items": [{"name": _goods(line.item), "parts": [part for each in line.records if _belongs(each, since)
                                                        for part in _part(each)]} for line in case.lines],
        "charges": [[each.title, _said(each.amount)] for each in charges_of(case) if each.payer == CUSTOMER
                    and each.amount is not None and case.here.awake(ChargeRule)[each.charge].apart is None],
        "photos": sorted([name, digest] for name, digest in photos)}


def digest_of_sheet(sheet: Sheet) -> str:
    """SHA-256 of a sheet, in hex."""
    return hashlib.sha256(json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
                          ).hexdigest()


def _belongs(form: Form, since: datetime | None) -> bool:
    return (since is None or form.filed_at >= since) and not isinstance(form, SignOff | Unsigned | Item)


def _part(form: Form) -> Iterator[dict[str, Any]]:
    lines = [[asked.label, _said(vars(form)[name])] for name, asked in form.fields.items()
             if name in vars(form) and name != "filed_at"]
    if lines:
        yield {"title": form.title, "at": _said(form.filed_at), "lines": lines}


def _goods(item: Item) -> str:
    known = vars(item)
    return " ".join(str(each) for each in (known.get("product", ""), known.get("model", ""),
                                           f"×{known['quantity']}" if known.get("quantity", 1) != 1 else "") if each)


def _said(value: object) -> str:
    """An answer in words."""
    match value:
        case Choice():
            return str(value.value)
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
        case _:
            return str(value)
