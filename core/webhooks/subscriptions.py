"""Webhooks as people manage them: who is told of what, and what became of it."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, exists, func, or_, select, update

from core.domain import events
from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.people import MANAGE_WEBHOOKS, Actor
from core.domain.reasons import Reason
from core.services.records import legible, require
from core.services.workplace import Workplace
from core.store.lists import visible_to
from core.store.tables import CaseRow, DeliveryRow, OutboxRow, WebhookRow
from core.store.unit_of_work import UnitOfWork
from core.store.webhooks import TOPIC
from core.webhooks import queue
from core.webhooks.addresses import Door, target_of
from core.webhooks.signing import fingerprint, signing_key

EVENTS = (events.OPENED, events.STEP, events.CONTACTED, events.COMMENTED, events.ATTACHED, events.ASSIGNED,
          events.WAITING, events.RESUMED, events.OVERRIDE_ASKED, events.OVERRIDE_GRANTED, events.OVERRIDE_REFUSED,
          events.SPLIT, events.MERGED_INTO, events.MERGED, events.LINKED, events.REOPENED, events.CORRECTED,
          events.TARGET_WARNED, events.TARGET_MISSED, events.ESCALATED, events.TIMED_STEP_REFUSED, events.MOVED,
          events.SIGNALLED, events.IMPORTED, events.ERASED)
"""What one can be told of."""
PING = "ping"
"""The event of a trial message."""
MOST, LONGEST_TITLE = 50, 80


@dataclass(frozen=True)
class Made:
    """A new webhook and its key, which is shown this once."""

    id: int
    key: str


class Webhooks:
    """Subscriptions and their log, for those who may manage them. Keys are given out at making and rotating alone."""

    def __init__(self, place: Workplace, door: Door | None = None) -> None:
        self.place, self.door = place, door or Door(place.config.webhook_networks)

    def all(self, actor: Actor) -> Sequence[WebhookRow]:
        """Every webhook."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.read() as work:
            return work.session.scalars(select(WebhookRow).order_by(WebhookRow.id)).all()

    def get(self, actor: Actor, webhook_id: int) -> WebhookRow:
        """One webhook. Raises `NotFound`."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.read() as work:
            return _found(work, webhook_id)

    def create(self, actor: Actor, *, title: str, url: str, events: Collection[str] = (),
               kinds: Collection[str] = ()) -> Made:
        """A new webhook, active at once; no events or no kinds of cases mean all. Raises `InvalidInput` naming each
        field, on `url` also where the address is inside."""
        require(actor, MANAGE_WEBHOOKS)
        said = self._checked(title, url, events, kinds)
        salt, now = secrets.token_hex(16), self.place.now()
        key = signing_key(self.place.config.data, salt)
        with self.place.store.unit_of_work() as work:
            if (work.session.scalar(select(func.count()).select_from(WebhookRow)) or 0) >= MOST:
                raise Refused("最多登记 {most} 个外发通知", most=MOST)
            row = WebhookRow(**said, salt=salt, fingerprint=fingerprint(key), state=queue.ACTIVE,
                             created_by=actor.id, created_at=now, changed_at=now)
            work.session.add(row)
            work.commit()
            return Made(row.id, key)

    def change(self, actor: Actor, webhook_id: int, *, title: str, url: str, events: Collection[str] = (),
               kinds: Collection[str] = ()) -> None:
        """Say anew what a webhook is; what waits goes to the new address. Raises as `create` does."""
        require(actor, MANAGE_WEBHOOKS)
        self.get(actor, webhook_id)
        said = self._checked(title, url, events, kinds)
        with self.place.store.unit_of_work() as work:
            row = queue.lock(work, webhook_id)
            for name, value in said.items():
                setattr(row, name, value)
            row.changed_at = self.place.now()
            work.commit()

    def disable(self, actor: Actor, webhook_id: int) -> None:
        """Tell it nothing more; what waits is dropped."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.unit_of_work() as work:
            row = queue.lock(work, webhook_id)
            if row.state == queue.ACTIVE:
                queue.disable(work, row, Reason("由 {name} 停用", {"name": actor.name}))
            work.commit()

    def enable(self, actor: Actor, webhook_id: int) -> None:
        """Tell it of events again, from now on."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.unit_of_work() as work:
            row = queue.lock(work, webhook_id)
            row.state, row.disabled_because, row.failures, row.rests_until = queue.ACTIVE, "", 0, None
            row.changed_at = self.place.now()
            work.commit()

    def remove(self, actor: Actor, webhook_id: int) -> None:
        """Take it away with its log and what waits."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.unit_of_work() as work:
            queue.remove(work, queue.lock(work, webhook_id, key_share=False))
            work.commit()

    def rotate(self, actor: Actor, webhook_id: int) -> str:
        """A new key, which signs from now on; the old one is good no more."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.unit_of_work() as work:
            row = queue.lock(work, webhook_id)
            row.salt, row.changed_at = secrets.token_hex(16), self.place.now()
            key = signing_key(self.place.config.data, row.salt)
            row.fingerprint = fingerprint(key)
            work.commit()
            return key

    def ping(self, actor: Actor, webhook_id: int) -> DeliveryRow:
        """Leave a trial message, to be sent at once. Raises `Refused` for a disabled webhook."""
        require(actor, MANAGE_WEBHOOKS)
        now = self.place.now().astimezone(UTC).isoformat()
        with self.place.store.unit_of_work() as work:
            row = _active(work, webhook_id)
            row.rests_until = None
            message, = work.webhooks.put([(row.id, {"event": PING, "occurred_at": now, "recorded_at": now})])
            work.commit()
            return work.session.scalars(select(DeliveryRow).where(DeliveryRow.message == message)).one()

    def deliveries(self, actor: Actor, webhook_id: int, *, states: Collection[str] = (),
                   before_id: int | None = None, limit: int = 50) -> Sequence[DeliveryRow]:
        """The log of a webhook, the latest first; page on with `before_id`. What is done is kept for 30 days."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.read() as work:
            query = select(DeliveryRow).where(DeliveryRow.webhook_id == _found(work, webhook_id).id, *_seen_by(actor))
            if states:
                query = query.where(DeliveryRow.state.in_(states))
            if before_id is not None:
                query = query.where(DeliveryRow.id < before_id)
            return work.session.scalars(query.order_by(DeliveryRow.id.desc()).limit(limit)).all()

    def delivery(self, actor: Actor, webhook_id: int, delivery_id: int) -> DeliveryRow:
        """One delivery of a webhook. Raises `NotFound`."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.read() as work:
            return _delivery(work, actor, webhook_id, delivery_id)

    def redeliver(self, actor: Actor, webhook_id: int, delivery_id: int) -> None:
        """Send one delivery again under its name, or, while it waits, without further waiting. Raises `Refused` for a
        disabled webhook."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.unit_of_work() as work:
            row, delivery = _active(work, webhook_id), _delivery(work, actor, webhook_id, delivery_id)
            if delivery.state == queue.WAITING:
                row.rests_until = None
                work.session.execute(
                    update(OutboxRow).where(OutboxRow.topic == TOPIC.format(webhook_id), OutboxRow.done_at.is_(None),
                                            OutboxRow.key.startswith(f"webhook:{delivery.message}:"))
                    .values(available_at=self.place.now()))
            else:
                queue.again(work, row, [delivery])
            work.commit()

    def redeliver_lost(self, actor: Actor, webhook_id: int) -> int:
        """Send everything of the log again that was given up or dropped, the oldest first; how many. Raises `Refused`
        for a disabled webhook."""
        require(actor, MANAGE_WEBHOOKS)
        with self.place.store.unit_of_work() as work:
            row = _active(work, webhook_id)
            lost = work.session.scalars(
                select(DeliveryRow).where(DeliveryRow.webhook_id == row.id,
                                          DeliveryRow.state.in_((queue.FAILED, queue.DROPPED)), *_seen_by(actor))
                .order_by(DeliveryRow.id)).all()
            queue.again(work, row, lost)
            work.commit()
            return len(lost)

    def tidy(self, before: datetime) -> None:
        """Forget what was done before a moment. The desk's own work."""
        with self.place.store.unit_of_work() as work:
            queue.forget(work, before)
            work.commit()

    def _checked(self, title: str, url: str, wanted: Collection[str], kinds: Collection[str]) -> dict[str, object]:
        """The columns of what was said. Raises `InvalidInput`."""
        title, url = title.strip(), url.strip()
        if not title:
            raise InvalidInput.field("title", "请填写")
        if len(title) > LONGEST_TITLE:
            raise InvalidInput.field("title", "最多 {most} 个字", most=LONGEST_TITLE)
        legible(title=title)
        if strange := sorted(set(wanted) - set(EVENTS)):
            raise InvalidInput.field("events", "没有事件“{event}”", event=strange[0])
        known = {kind for each in self.place.industries.values() for kind in each.workflows}
        if strange := sorted(set(kinds) - known):
            raise InvalidInput.field("kinds", "没有案件种类“{kind}”", kind=strange[0])
        self.door.addresses(target_of(url))
        return {"title": title, "url": urlsplit(url)._replace(fragment="").geturl(),
                "events": [each for each in EVENTS if each in wanted], "kinds": sorted(set(kinds))}


def _found(work: UnitOfWork, webhook_id: int) -> WebhookRow:
    found = work.session.get(WebhookRow, webhook_id) if 0 < webhook_id < 2**31 else None
    if found is None:
        raise NotFound()
    return found


def _active(work: UnitOfWork, webhook_id: int) -> WebhookRow:
    row = queue.lock(work, webhook_id)
    if row.state != queue.ACTIVE:
        raise Refused("这个外发通知已停用,请先启用")
    return row


def _delivery(work: UnitOfWork, actor: Actor, webhook_id: int, delivery_id: int) -> DeliveryRow:
    found = work.session.scalar(select(DeliveryRow).where(
        DeliveryRow.id == delivery_id, DeliveryRow.webhook_id == webhook_id,
        *_seen_by(actor))) if 0 < delivery_id < 2**31 else None
    if found is None:
        raise NotFound()
    return found


def _seen_by(actor: Actor) -> list[ColumnElement[bool]]:
    """Messages about cases outside the actor's scope are not in their log."""
    scope = visible_to(actor)
    return [or_(DeliveryRow.case_number == "",
                exists().where(CaseRow.number == DeliveryRow.case_number, *scope))] if scope else []
