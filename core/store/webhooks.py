"""Who outside is told of events: word is left in the event's own transaction."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from core.domain.events import Event
from core.store.repository import Repository
from core.store.tables import CaseRow, DeliveryRow, EventRow, OutboxRow, WebhookRow

TOPIC = "webhook:{}"
"""The topic of one webhook's work: each is sent to on its own, so that none waits for another."""


class Webhooks(Repository):
    """Leaves deliveries: a row for the log and one of work."""

    def announce(self, case: CaseRow, events: Sequence[Event]) -> None:
        """Leave word of a case's new events for every active webhook that wants them. Their rows are kept from being
        removed meanwhile."""
        rows = self._session.scalars(select(WebhookRow).where(WebhookRow.state == "active").order_by(WebhookRow.id)
                                     .with_for_update(read=True, key_share=True)).all()
        wanted = [(row, event) for row in rows for event in events
                  if event.kind in (row.events or [event.kind]) and case.kind in (row.kinds or [case.kind])]
        if not wanted:
            return
        ids = dict(self._session.execute(select(EventRow.sequence, EventRow.id).where(
            EventRow.case_id == case.id, EventRow.sequence.in_({event.sequence for _, event in wanted}))).tuples())
        told = {"number": case.number, "kind": case.kind, "state": case.state, "version": case.version,
                "url": f"/api/v1/cases/{case.number}"}
        for row, event in wanted:
            self.put(row, {"event": event.kind, "event_id": ids[event.sequence], "sequence": event.sequence,
                           "occurred_at": event.occurred_at.isoformat(),
                           "recorded_at": event.recorded_at.isoformat(), "case": told})

    def put(self, row: WebhookRow, body: Mapping[str, Any]) -> DeliveryRow:
        """Leave one delivery; it waits to be sent."""
        made = DeliveryRow(webhook_id=row.id, event_id=body.get("event_id"), event=body["event"],
                           message=secrets.token_hex(16), case_number=body.get("case", {}).get("number", ""),
                           body=dict(body), created_at=self._now())
        self._session.add(made)
        self.queue(made)
        return made

    def queue(self, delivery: DeliveryRow) -> None:
        """Leave the work of sending it."""
        now = self._now()
        self._session.add(OutboxRow(
            topic=TOPIC.format(delivery.webhook_id), key=f"webhook:{delivery.message}:{secrets.token_hex(4)}",
            payload={"message": delivery.message}, created_at=now, available_at=now))
