"""The audit trail: what was recorded, and whether the chains still hold."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from core.domain.people import AUDIT, Actor, Scope
from core.services.records import require
from core.services.workplace import Workplace
from core.store.chain import Verification
from core.store.tables import DailyDigestRow, EventRow


class Audit:
    """Reading and verifying."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def recorded(self, actor: Actor, *, before_id: int | None = None, limit: int = 100) -> list[tuple[EventRow, str]]:
        """Events of all cases in the actor's scope, the last recorded first, each with its case's number; page on with
        `before_id`."""
        require(actor, AUDIT)
        with self.place.store.read() as work:
            return work.events.recorded(before_id=before_id, limit=min(limit, 500), seen_by=actor)

    def verify(self, actor: Actor, number: str = "") -> Verification:
        """Walk the chain of one case, or of all in the actor's scope, and say where one is broken."""
        require(actor, AUDIT)
        with self.place.store.read() as work:
            return (work.events.verify_chain(work.cases.by_number(number, actor).id) if number
                    else work.events.verify_all(actor))

    def seal(self, day: date | None = None) -> DailyDigestRow:
        """Digest the heads of all chains as of the end of a day (yesterday, unless given); kept elsewhere, it proves
        later that nothing before was changed."""
        with self.place.store.unit_of_work() as work:
            zone = self.place.calendar(work).zone
            sealed = day or self.place.now().astimezone(zone).date() - timedelta(days=1)
            until = datetime.combine(sealed + timedelta(days=1), time.min, zone)
            row = work.events.seal(sealed, until)
            work.commit()
            return row

    def sealed(self, actor: Actor) -> Sequence[DailyDigestRow]:
        """The latest digests; they are of all cases, so nothing to who sees fewer."""
        require(actor, AUDIT)
        with self.place.store.read() as work:
            return work.events.sealed_days() if actor.scope is Scope.all else []
