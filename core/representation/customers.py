"""Customers as data: alone, and with what they bought and asked for."""

from typing import Any

from core.representation.cases import said_product
from core.representation.masking import without_phones
from core.representation.values import moment
from core.services.customers import Known
from core.services.views import CustomerView
from core.translation import Translator


def said_person(view: CustomerView, say: Translator, *, whole: bool) -> dict[str, Any]:
    """A customer; phones as whoever asks may see them, those within texts too unless `whole`."""
    row = view.row
    return {"id": row.id, "name": row.name, "phones": list(view.phones), "address": without_phones(
        row.address, whole=whole), "note": without_phones(row.note, whole=whole),
        "registered_at": moment(row.created_at, say), "erased_at": moment(row.erased_at, say)}


def said_known(known: Known, say: Translator, *, whole: bool) -> dict[str, Any]:
    """The same with products and the latest cases."""
    return {**said_person(known.customer, say, whole=whole),
            "products": [said_product(each, say) for each in known.products],
            "cases": [{"number": each.number, "title": each.title, "kind": each.kind, "state": each.state,
                       "opened_at": moment(each.opened_at, say), "closed_at": moment(each.closed_at, say)}
                      for each in known.cases]}
