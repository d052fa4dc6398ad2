"""The courier of webhooks. At most one attempt is under way to each; one whose attempt failed rests before the next.
A delivery whose sender died is taken over when its lease runs out, so it may arrive twice, under the same name.
"""

import logging
import ssl

from core.couriers import Rounds, kept
from core.domain.errors import InvalidInput, NotFound
from core.domain.people import MANAGE_WEBHOOKS
from core.domain.reasons import Reason
from core.notifications.kinds import WEBHOOK_DISABLED
from core.notifications.leaving import leave
from core.services.workplace import Workplace
from core.store.tables import DeliveryRow, OutboxRow, WebhookRow, canonical
from core.store.unit_of_work import UnitOfWork
from core.webhooks import queue
from core.webhooks.addresses import Door, target_of
from core.webhooks.sending import Answer, Limits, send
from core.webhooks.signing import fingerprint, headers, signing_key

ATTEMPTS, FAILURES = 8, 5
"""After how many attempts a delivery is given up, and after how many of those in a row its webhook is disabled."""
LEASE_SECONDS = 60
GONE = 410

log = logging.getLogger("shouhou.webhooks")


class Courier(Rounds[int]):
    """Sends deliveries until stopped. `trusted` are the authorities that certify receivers, the system's if None."""

    what = "webhook"

    def __init__(self, place: Workplace, door: Door, *, limits: Limits | None = None,
                 trusted: ssl.SSLContext | None = None) -> None:
        super().__init__(log)
        self.place, self.door, self.limits, self.trusted = place, door, limits or Limits(), trusted

    def due(self) -> list[int]:
        with self.place.store.read() as work:
            return queue.due(work)

    def deliver(self, webhook_id: int) -> bool:
        with self.place.store.unit_of_work() as work:
            taken = queue.take(work, webhook_id, self.name, LEASE_SECONDS)
            delivery = queue.by_message(work, taken[1].payload["message"]) if taken else None
            work.commit()
        if taken is None or delivery is None:
            return False
        answer = self._attempt(taken[0], delivery)
        self._note(webhook_id, taken[1], delivery.message, answer)
        return True

    def _attempt(self, webhook: WebhookRow, delivery: DeliveryRow) -> Answer:
        key = signing_key(self.place.config.data, webhook.salt)
        if fingerprint(key) != webhook.fingerprint:
            return Answer(None, 0, Reason("签名用的密钥文件换过了;请轮换密钥,再告诉对方", {}))
        body = canonical({"id": delivery.message, **delivery.body}).encode()
        try:
            target = target_of(webhook.url)
            addresses = self.door.addresses(target)
        except InvalidInput as error:
            return Answer(None, 0, error.errors["url"][0])
        signed = headers(key, delivery.message, int(self.place.now().timestamp()), body)
        return send(target, addresses, body, signed, self.limits, self.trusted)

    def _note(self, webhook_id: int, leased: OutboxRow, message: str, answer: Answer) -> None:
        """Write down how an attempt went, and what follows from it."""
        now = self.place.now()
        with self.place.store.unit_of_work() as work:
            try:
                webhook = queue.lock(work, webhook_id)
            except NotFound:
                return  # removed meanwhile
            delivery = queue.by_message(work, message)
            if delivery is None:
                return
            over = answer.good or answer.status == GONE or leased.attempts >= ATTEMPTS
            why = _why(answer)
            mine = work.outbox.done(leased.id, self.name) if over else work.outbox.failed(
                leased.id, self.name, str(why))
            delivery.attempts, delivery.tried_at = delivery.attempts + 1, now
            delivery.status, delivery.milliseconds, delivery.error = answer.status, answer.milliseconds, kept(why)
            if answer.good:
                delivery.state, delivery.done_at = queue.SENT, now
                webhook.failures, webhook.rests_until = 0, None
            elif mine:
                webhook.rests_until = now + queue.REST
                if over:
                    delivery.state, delivery.done_at = queue.FAILED, now
                    webhook.failures += 1
                    work.flush()
                    self._give_up(work, webhook, answer, why)
            work.commit()
        log.info("webhook %d: %s %s, attempt %d, %d ms", webhook_id, message,
                 answer.status or "not delivered", leased.attempts, answer.milliseconds)

    @staticmethod
    def _give_up(work: UnitOfWork, webhook: WebhookRow, answer: Answer, why: Reason | None) -> None:
        """Disable a webhook that is gone, or that nothing reaches any more."""
        if webhook.state != queue.ACTIVE:
            return
        if answer.status == GONE:
            because = Reason("对方答复 410:这个地址不再接收", {})
        elif webhook.failures >= FAILURES:
            because = Reason("连续 {count} 条通知没有送达,最后一次:{why}",
                             {"count": webhook.failures, "why": why or Reason("", {})})
        else:
            return
        queue.disable(work, webhook, because)
        leave(work, WEBHOOK_DISABLED, f"webhook:{webhook.id}:{work.now().isoformat()}",
              [f"may:{MANAGE_WEBHOOKS.key}"], {"webhook": webhook.title, "why": because}, f"/webhooks/{webhook.id}")


def _why(answer: Answer) -> Reason | None:
    """Why an attempt counts as failed; None where it does not."""
    if answer.good:
        return None
    if answer.trouble:
        return answer.trouble
    if answer.status is not None and 300 <= answer.status < 400:
        return Reason("对方要求转到别处(状态 {status});外发通知不跟随", {"status": answer.status})
    return Reason("对方答复状态 {status}", {"status": answer.status})
