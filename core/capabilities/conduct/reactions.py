"""What was written of people's cases goes with the customer's words."""

from core.capabilities.conduct.tables import EntryRow, FindingRow
from core.sdk.services import ERASED, Erasure, reacts
from core.sdk.tables import update


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """Findings and penalties stay, without the words that may tell of the customer."""
    for table in (FindingRow, EntryRow):
        erasure.work.session.execute(update(table).where(table.case_id.in_(erasure.case_ids)).values(what=""))
