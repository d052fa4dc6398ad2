"""Messages in the database: taken by one courier at a time, noted, sent again, forgotten."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select

from core.couriers import kept
from core.domain.errors import NotFound
from core.domain.reasons import Reason
from core.notifications.noting import MESSAGES, queue_up
from core.store.tables import CaseRow, MessageRow, NotificationRow, OutboxRow, UserRow
from core.store.unit_of_work import UnitOfWork

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"


@dataclass(frozen=True)
class Leased:
    """A message that is ours to send for a while, with everything it is about."""

    outbox: OutboxRow
    message: MessageRow
    notification: NotificationRow
    user: UserRow
    case: CaseRow | None

    @property
    def name(self) -> str:
        """Names the message to its receiver, the same each time it is sent and not to be guessed from its number."""
        said = f"{self.message.id}:{self.notification.key}:{self.message.created_at.isoformat()}"
        return f"{self.message.id}.{hashlib.sha256(said.encode()).hexdigest()[:20]}"


def due(work: UnitOfWork, channels: Collection[str]) -> list[str]:
    """The channels that something waits for."""
    now, row = work.now(), OutboxRow
    topics = {MESSAGES.format(each): each for each in channels}
    found = work.session.scalars(select(row.topic).distinct().where(
        row.topic.in_(topics), row.done_at.is_(None), row.held.is_(False), row.available_at <= now,
        or_(row.leased_until.is_(None), row.leased_until <= now)))
    return sorted(topics[each] for each in found)


def take(work: UnitOfWork, channel: str, sender: str, seconds: int) -> Leased | None:
    """Lease the next message of a channel, to be committed at once. What waits no more is passed over as done."""
    while leased := work.outbox.lease(1, seconds, sender, (MESSAGES.format(channel),)):
        found = work.session.execute(
            select(MessageRow, NotificationRow, UserRow, CaseRow)
            .join(NotificationRow, NotificationRow.id == MessageRow.notification_id)
            .join(UserRow, UserRow.id == NotificationRow.user_id)
            .outerjoin(CaseRow, CaseRow.id == NotificationRow.case_id)
            .where(MessageRow.id == leased[0].payload.get("message"), MessageRow.state == WAITING)).first()
        if found:
            return Leased(leased[0], *found)
        work.outbox.done(leased[0].id, sender)
    return None


def note(work: UnitOfWork, leased: Leased, sender: str, state: str, why: Reason | None) -> None:
    """Write down how an attempt went; `waiting` brings it back later. Nothing is noted where the lease was lost and
    somebody else has it."""
    over = state != WAITING
    # The message first, as `again` does: whoever waited for the other here would wait for ever.
    message = work.session.get(MessageRow, leased.message.id, with_for_update=True, populate_existing=True)
    mine = work.outbox.done(leased.outbox.id, sender) if over else work.outbox.failed(
        leased.outbox.id, sender, str(why or ""))
    if message is None or not (mine or state == SENT):
        return
    message.state, message.error = state, kept(why)
    if state != DROPPED:
        message.attempts, message.tried_at = message.attempts + 1, work.now()
    if over:
        message.done_at = work.now()


def again(work: UnitOfWork, message_id: int) -> None:
    """Send a message once more, at once, under the name it has. Raises `NotFound`."""
    message = work.session.get(MessageRow, message_id, with_for_update=True) if 0 < message_id < 2**31 else None
    if message is None:
        raise NotFound()
    message.state, message.done_at, message.error = WAITING, None, ""
    work.flush()
    for row in work.session.scalars(select(OutboxRow).where(
            OutboxRow.topic == MESSAGES.format(message.channel), OutboxRow.done_at.is_(None),
            OutboxRow.key.startswith(f"message:{message_id}:"))):
        row.available_at = work.now()
        return
    queue_up(work, [(message_id, message.channel)])


def forget(work: UnitOfWork, before: datetime) -> None:
    """Delete notifications from before a moment, with what became of them."""
    old = select(NotificationRow.id).where(NotificationRow.created_at < before)
    work.session.execute(delete(MessageRow).where(MessageRow.notification_id.in_(old)))
    work.session.execute(delete(NotificationRow).where(NotificationRow.created_at < before))
