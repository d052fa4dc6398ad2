"""Who outside is told of events: word is left in the event's own transaction."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import insert, select

from core.domain.events import Event
from core.store.chain import Head
from core.store.repository import Repository
from core.store.tables import CaseRow, DeliveryRow, EventRow, OutboxRow, WebhookRow

TOPIC = "webhook:{}"
"""The topic of one webhook's work: each is sent to on its own, so that none waits for another."""


_ACTIVE = (select(WebhookRow.id, WebhookRow.events, WebhookRow.kinds).where(WebhookRow.state == "active")
           .order_by(WebhookRow.id).with_for_update(read=True, key_share=True))


class Webhooks(Repository):
    """Leaves deliveries: a row for the log and one of work."""

    def announce(self, case: CaseRow, events: Sequence[Event]) -> None:
        """Leave word of a case's new events for every active webhook that wants them."""
        wanting = self._active()
        wanted = [event for event in events if any(_wants(row, case, event) for row in wanting)]
        if wanted:
            ids = {sequence: event_id for sequence, event_id in self._session.execute(
                select(EventRow.sequence, EventRow.id).where(
                    EventRow.case_id == case.id, EventRow.sequence.in_({event.sequence for event in wanted})))}
            self._leave(wanting, [(case, event, event.sequence, ids[event.sequence]) for event in wanted])

    def announce_all(self, told: Sequence[tuple[Head, Event, int, int]]) -> None:
        """The same of events of many cases, each with its sequence and its id."""
        if told and (wanting := self._active()):
            self._leave(wanting, told)

    def _active(self) -> Sequence[Any]:
        """The webhooks, kept from being removed meanwhile."""
        return self._connection.execute(_ACTIVE).all()

    def _leave(self, wanting: Sequence[Any], told: Sequence[tuple[CaseRow | Head, Event, int, int]]) -> None:
        wanted = [(row.id, {
            "event": event.kind, "event_id": event_id, "sequence": sequence,
            "occurred_at": event.occurred_at.astimezone(UTC).isoformat(),
            "recorded_at": event.recorded_at.astimezone(UTC).isoformat(),
            "case": {"number": case.number, "kind": case.kind, "state": case.state, "version": case.version,
                     "url": f"/api/v1/cases/{case.number}"}})
            for row in wanting for case, event, sequence, event_id in told if _wants(row, case, event)]
        if wanted:
            self.put(wanted)

    def put(self, told: Sequence[tuple[int, Mapping[str, Any]]]) -> list[str]:
        """Leave deliveries, each a webhook's id and what it is told; the names they go by."""
        now = self._now()
        rows: list[dict[str, Any]] = [
            {"webhook_id": webhook_id, "event_id": body.get("event_id"), "event": body["event"], "body": body,
             "case_number": body.get("case", {}).get("number", ""), "message": secrets.token_hex(16),
             "state": "waiting", "attempts": 0, "error": "", "created_at": now} for webhook_id, body in told]
        self._session.execute(insert(DeliveryRow), rows)
        self.queue([(row["webhook_id"], row["message"]) for row in rows])
        return [row["message"] for row in rows]

    def queue(self, deliveries: Sequence[tuple[int, str]]) -> None:
        """Leave the work of sending deliveries, each a webhook's id and the delivery's name."""
        now = self._now()
        self._session.execute(insert(OutboxRow), [
            {"topic": TOPIC.format(webhook_id), "key": f"webhook:{message}:{secrets.token_hex(4)}",
             "payload": {"message": message}, "created_at": now, "available_at": now, "leased_by": "", "attempts": 0,
             "last_error": "", "held": False} for webhook_id, message in deliveries])


def _wants(webhook: Any, case: CaseRow | Head, event: Event) -> bool:
    return event.kind in (webhook.events or [event.kind]) and case.kind in (webhook.kinds or [case.kind])
