"""The courier of messages: each channel on its own, so that one that is in trouble keeps no other waiting."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from core.couriers import Rounds
from core.domain.reasons import Reason
from core.notifications import queue
from core.notifications.channels import Channel, Letter, NotSent, failing
from core.notifications.kinds import KINDS, TEST
from core.notifications.noting import Noting, by_channel, person_of, wanted_by
from core.notifications.recipients import sees
from core.notifications.telling import link_to, path_of, values_of
from core.notifications.words import Wordbook, filled
from core.services.workplace import Workplace
from core.store.unit_of_work import UnitOfWork
from core.translation import Translator

ATTEMPTS = 12
"""After how many attempts a message is given up: some fourteen hours after the first."""
LEASE_SECONDS = 90
REST = timedelta(seconds=30)
"""How long a channel that is in trouble is left alone."""

log = logging.getLogger("shouhou.notifications")


class Speak(Protocol):
    """Gives whoever says the desk's texts in a language."""

    def __call__(self, language: str) -> Translator: ...


class Messenger(Rounds[str]):
    """Sends messages until stopped."""

    what = "channel"

    def __init__(self, place: Workplace, channels: Mapping[str, Channel], noting: Noting, speak: Speak) -> None:
        super().__init__(log)
        self.place, self.channels, self.noting, self.speak = place, channels, noting, speak
        self._rests_until: dict[str, datetime] = {}

    def due(self) -> list[str]:
        awake = [key for key in self.channels if not self._rests(key)]
        if not awake:
            return []
        with self.place.store.read() as work:
            return queue.due(work, awake)

    def _rests(self, channel: str) -> bool:
        return channel in self._rests_until and self.place.now() < self._rests_until[channel]

    def deliver(self, channel: str) -> bool:
        if self._rests(channel):
            return False
        with self.place.store.unit_of_work() as work:
            leased = queue.take(work, channel, self.name, LEASE_SECONDS)
            unwanted = self._unwanted(work, leased, self.channels[channel]) if leased else None
            if leased and unwanted:
                queue.note(work, leased, self.name, queue.DROPPED, unwanted)
            work.commit()
        if leased and not unwanted:
            self._send(channel, leased)
        return leased is not None

    def _send(self, channel: str, leased: queue.Leased) -> None:
        state, why = queue.SENT, None
        try:
            if self.channels[channel].reaches(person_of(leased.user)):
                self.channels[channel].send(self._letter(leased, channel))
            else:
                state, why = queue.DROPPED, Reason("{name}没有可用的地址", {"name": leased.user.name})
        except NotSent as error:
            state, why = queue.FAILED if error.final else queue.WAITING, error.why
            if error.everybody:
                self._rests_until[channel] = self.place.now() + REST
        except Exception as error:
            state, why = queue.WAITING, failing(channel, error)
        if state == queue.WAITING and leased.outbox.attempts >= ATTEMPTS:
            state = queue.FAILED
        with self.place.store.unit_of_work() as work:
            queue.note(work, leased, self.name, state, why)
            work.commit()
        log.info("channel %s: message %s %s, attempt %d", channel, leased.name, state, leased.outbox.attempts)

    def _unwanted(self, work: UnitOfWork, leased: queue.Leased, channel: Channel) -> Reason | None:
        """Why a message is not to be sent any more: things may have changed since it was left."""
        user, kind = leased.user, KINDS.get(leased.notification.kind)
        if not user.active:
            return Reason("{name}已停用", {"name": user.name})
        if leased.case is not None and not sees(self.noting.actor_of(user), leased.case):
            return Reason("{name}已看不到这件案件", {"name": user.name})
        if kind is None or (not leased.notification.said and kind is not TEST):
            return Reason("内容已删除", {})
        if kind is not TEST and not by_channel(wanted_by(work, [user.id]), kind, channel, user.id):
            return Reason("{name}不再要这种提醒", {"name": user.name})
        return None

    def _letter(self, leased: queue.Leased, channel: str) -> Letter:
        """What is told, in the words of now and the reader's language."""
        person, say = person_of(leased.user), self.speak(leased.user.language)
        link = link_to(path_of(leased.notification, leased.case.number if leased.case else ""), self.place.config)
        values = values_of(leased.notification, self.place.config, name=person.name, link=link)
        with self.place.store.read() as work:
            words = Wordbook.read(work, channel).of(KINDS[leased.notification.kind], channel, say)
        subject, body = filled(words, values, say.show)
        return Letter(leased.name, person, subject, body, link, leased.message.created_at)
