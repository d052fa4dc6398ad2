"""What cases need: written down by hand, dropped."""

from core.capabilities.stock.forms import PartsWanted
from core.capabilities.stock.ledger import whole_number
from core.capabilities.stock.moving import Call
from core.capabilities.stock.permissions import WANT
from core.capabilities.stock.said import a_text
from core.capabilities.stock.stages import DROPPED, SUPPLIED, WANTED
from core.capabilities.stock.tables import WantRow
from core.capabilities.stock.wants import LONGEST, Wants
from core.sdk.services import NotFound, Receipt, Record, Records, Workplace, change


class Needs:
    """What the cases of a desk wait for."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def want(self, call: Call, number: str, item: str, quantity: str, *, note: str = "") -> Receipt:
        """A case needs so many of an item (code, title, or words for what is not in the list). Raises
        `InvalidInput`."""
        what, many = a_text("item", item, longest=LONGEST, needed=True), whole_number("quantity", quantity)
        said = a_text("note", note)

        def do(records: Records, record: Record) -> Receipt:
            form = PartsWanted(item=what, quantity=many, note=said) if said else PartsWanted(item=what, quantity=many)
            return records.signal(record, WANTED, form)

        return change(self.place, call.actor, number, "stock.want", {"item": what, "quantity": many, "note": said}, do,
                      version=call.version, permission=WANT, key=call.key)

    def drop(self, call: Call, number: str, want_id: int) -> Receipt:
        """A case needs something no longer. Raises `NotFound`."""
        def do(records: Records, record: Record) -> Receipt:
            wants = Wants(records.work, call.actor, self.place.now())
            row = records.work.session.get(WantRow, want_id)
            if row is None or row.case_id != record.row.id or row.closed_at is not None:
                raise NotFound()
            row.dropped, row.closed_at = True, self.place.now()
            records.work.session.flush()
            receipt = records.signal(record, DROPPED)
            if not row.tool and not wants.open_of(record.row.id):
                receipt = records.signal(record, SUPPLIED)
            return receipt

        return change(self.place, call.actor, number, "stock.drop", {"want": want_id}, do, version=call.version,
                      permission=WANT, key=call.key)
