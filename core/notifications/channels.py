"""Channels outside the desk by which people are told, and what one has to do.

The desk's own list of notifications is none of these: it is always there, under the key `desk`.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.domain.reasons import Label, Reason

DESK = "desk"
"""The key of the list in the desk itself."""
IN_DESK = "站内"

log = logging.getLogger("shouhou.notifications")


@dataclass(frozen=True)
class Person:
    """Somebody who is told: an account of the desk."""

    login: str
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Letter:
    """What one person is told by one channel: plain text, in their language. `name` tells the letter from all others
    and stays the same however often it is sent; `link` leads to the case ('' where the desk does not know its own
    address); `at` is when it was first to be sent (aware)."""

    name: str
    to: Person
    subject: str
    body: str
    link: str
    at: datetime


class NotSent(Exception):
    """A letter was not taken. `final` where trying again is of no use; `everybody` where the channel itself is in
    trouble, so that other letters had better wait too."""

    def __init__(self, why: Reason, *, final: bool = False, everybody: bool = False) -> None:
        super().__init__(str(why))
        self.why, self.final, self.everybody = why, final, everybody


class Channel(ABC):
    """A way to people. `key` is stable and names it in preferences and the log, `title` is its Chinese name.
    Channels that are `unasked` carry pressing things to everybody who has not said otherwise; others only what
    somebody has asked for."""

    key: ClassVar[str]
    title: ClassVar[str]
    unasked: ClassVar[bool] = False

    def trouble(self) -> Reason | None:
        """Why nothing can be sent as things are set up; None where it can."""
        return None

    @abstractmethod
    def reaches(self, person: Person) -> bool:
        """Whether the channel knows where to find somebody."""

    @abstractmethod
    def send(self, letter: Letter) -> None:
        """Hand a letter over, within half a minute. Called in a thread of its own, one letter after the other. What
        it says is not to be kept. Raises `NotSent`; whatever else it raises is noted and tried again."""


def gathered(answers: Iterable[tuple[str, object]], fault: Callable[[str, str], None]) -> Mapping[str, Channel]:
    """The channels that plugins brought, by key. One that cannot be used is reported against its plugin."""
    found: dict[str, Channel] = {}
    for plugin, answer in answers:
        for each in answer if isinstance(answer, list | tuple) else [answer]:
            if not isinstance(each, Channel):
                fault(plugin, f"register_channels returned {each!r}, which is no Channel")
            elif not (key := str(getattr(each, "key", ""))).isidentifier() or key in found or key == DESK:
                fault(plugin, f"channel {key!r} is taken or no name; choose another key")
            elif not getattr(each, "title", ""):
                fault(plugin, f"channel {key!r} has no title")
            else:
                found[key] = each
    return found


def failing(channel: str, error: Exception) -> Reason:
    """What is said, where people can see it, of a channel that raised what it should not have."""
    log.error("channel %s", channel, exc_info=error)
    return Reason("渠道“{channel}”出错:{why}", {"channel": channel, "why": type(error).__name__})


def may_reach(channel: Channel, person: Person) -> bool:
    """Whether a letter is to be left for somebody. Of a channel that fails at the question one hears when it is to
    send; it keeps nobody from being told otherwise."""
    try:
        return channel.reaches(person)
    except Exception as error:
        failing(channel.key, error)
        return True


def troubles(channels: Mapping[str, Channel]) -> Mapping[str, Reason]:
    """What keeps channels from sending anything as things are set up, by their titles."""
    found: dict[str, Reason] = {}
    for key, channel in channels.items():
        try:
            why = channel.trouble()
        except Exception as error:
            why = failing(key, error)
        if why:
            found[channel.title] = why
    return found


def title_of(channels: Mapping[str, Channel], key: str) -> Label:
    """What people call a channel; its key where its plugin is gone."""
    return Label(IN_DESK if key == DESK else channels[key].title if key in channels else key)
