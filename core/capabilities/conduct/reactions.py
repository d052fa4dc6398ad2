"""Penalties follow the facts of their cases; what was written of people's cases goes with the customer's words."""

from collections.abc import Iterator

from core.capabilities.conduct.forms import Lateness
from core.capabilities.conduct.proposing import became_one, look, recount
from core.capabilities.conduct.tables import EntryRow, FindingRow
from core.sdk import Form
from core.sdk.services import ERASED, MERGED, Doing, Erasure, Reading, clocks_of, facts, reacts
from core.sdk.tables import update


@reacts(Form)
def reckoned(doing: Doing) -> None:
    """What was said may be what a tariff speaks of, or take back what it proposed."""
    for kind, person_id in look(doing.records, doing.record):
        recount(doing.place, doing.work, doing.row.industry, kind, person_id, besides=doing.row.id)


@reacts(MERGED)
def merged(doing: Doing) -> None:
    """What was proposed for two cases that are one counts once."""
    for kind, person_id in became_one(doing.work, doing.row.id, doing.place.now()):
        recount(doing.place, doing.work, doing.row.industry, kind, person_id)


@facts(Lateness)
def late(reading: Reading) -> Iterator[Lateness]:
    """The promises whose deadline has passed; of one that was made again only how it went the last time."""
    last = {clock.target: clock for clock in sorted(
        (each for each in clocks_of(reading.case, reading.place.now()) if each.started_at),
        key=lambda each: each.started_at or reading.place.now())}
    yield Lateness(promises="\n".join(each.title for each in last.values() if each.state == "missed"))


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """Findings and penalties stay, without the words that may tell of the customer."""
    for table in (FindingRow, EntryRow):
        erasure.work.session.execute(update(table).where(table.case_id.in_(erasure.case_ids)).values(what=""))
