"""Deliveries in the database: taken by one sender at a time, noted, dropped, forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, exists, literal, or_, select, update

from core.couriers import kept
from core.domain.errors import NotFound
from core.domain.reasons import Reason
from core.store.tables import DeliveryRow, OutboxRow, WebhookRow
from core.store.unit_of_work import UnitOfWork
from core.store.webhooks import TOPIC

ACTIVE, DISABLED = "active", "disabled"
WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
REST = timedelta(seconds=30)
"""How long a webhook is left alone after an attempt that failed."""


def lock(work: UnitOfWork, webhook_id: int, *, key_share: bool = True) -> WebhookRow:
    """A webhook, kept from other changes; without `key_share` from new deliveries too. Raises `NotFound`."""
    found = work.session.scalar(
        select(WebhookRow).where(WebhookRow.id == webhook_id).with_for_update(key_share=key_share)
        .execution_options(populate_existing=True)) if 0 < webhook_id < 2**31 else None
    if found is None:
        raise NotFound()
    return found


def due(work: UnitOfWork) -> list[int]:
    """The webhooks that something waits for and that do not rest."""
    now, row = work.now(), OutboxRow
    some = exists().where(
        row.topic == literal(TOPIC.format("")).concat(cast(WebhookRow.id, String)), row.done_at.is_(None),
        row.held.is_(False), row.available_at <= now, or_(row.leased_until.is_(None), row.leased_until <= now))
    rested = or_(WebhookRow.rests_until.is_(None), WebhookRow.rests_until <= now)
    return list(work.session.scalars(select(WebhookRow.id).where(rested, some).order_by(WebhookRow.id)))


def take(work: UnitOfWork, webhook_id: int, sender: str, seconds: int) -> tuple[WebhookRow, OutboxRow] | None:
    """Lease the next delivery of a webhook, to be committed at once; None where there is none, or while another is
    on its way to the same webhook."""
    row, now = OutboxRow, work.now()
    # Whoever holds the row is just taking one: no need to wait for them.
    webhook = work.session.scalar(select(WebhookRow).where(WebhookRow.id == webhook_id)
                                  .with_for_update(key_share=True, skip_locked=True))
    if webhook is None:
        return None
    if webhook.state != ACTIVE:
        drop(work, webhook_id)  # told of just while it was being disabled
        return None
    if webhook.rests_until and webhook.rests_until > now:
        return None
    topic = TOPIC.format(webhook_id)
    if work.session.scalar(select(exists().where(row.topic == topic, row.done_at.is_(None), row.leased_until > now))):
        return None
    leased = work.outbox.lease(1, seconds, sender, (topic,))
    return (webhook, leased[0]) if leased else None


def by_message(work: UnitOfWork, message: str) -> DeliveryRow | None:
    """The delivery that goes by this name."""
    return work.session.scalar(select(DeliveryRow).where(DeliveryRow.message == message))


def drop(work: UnitOfWork, webhook_id: int) -> None:
    """Send nothing more of what waits."""
    now = work.now()
    work.session.execute(update(OutboxRow).where(OutboxRow.topic == TOPIC.format(webhook_id),
                                                 OutboxRow.done_at.is_(None)).values(done_at=now, leased_until=None))
    work.session.execute(update(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.state == WAITING)
                         .values(state=DROPPED, done_at=now))


def disable(work: UnitOfWork, webhook: WebhookRow, why: Reason) -> None:
    """Send nothing to a webhook any more, and say why."""
    webhook.state, webhook.disabled_because, webhook.changed_at = DISABLED, kept(why), work.now()
    work.flush()
    drop(work, webhook.id)


def again(work: UnitOfWork, webhook: WebhookRow, deliveries: Sequence[DeliveryRow]) -> None:
    """Send deliveries once more, at once, under the names they have."""
    for each in deliveries:
        each.state, each.done_at, each.error = WAITING, None, ""
    webhook.rests_until = None
    work.flush()
    if deliveries:
        work.webhooks.queue([(webhook.id, each.message) for each in deliveries])


def remove(work: UnitOfWork, webhook: WebhookRow) -> None:
    """Take a webhook away with its log and what waits."""
    work.session.execute(delete(OutboxRow).where(OutboxRow.topic == TOPIC.format(webhook.id)))
    work.session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook.id))
    work.session.delete(webhook)
    work.flush()


def forget(work: UnitOfWork, before: datetime) -> None:
    """Delete from the log what was done before a moment."""
    work.session.execute(delete(DeliveryRow).where(DeliveryRow.done_at < before))
