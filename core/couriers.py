"""Couriers: what leaves the desk is sent beside the worker, so that a slow receiver keeps nothing but itself waiting.

Any number of couriers may work on one database; a courier serves a few receivers at once, each in a thread of its own.
"""

import json
import logging
import os
import secrets
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from core.domain.reasons import Reason
from core.store.tables import canonical

AT_ONCE, IN_A_ROW = 4, 100
"""Receivers served at the same time; messages to one before others get their turn."""
LOOK_EVERY_SECONDS, LONGEST_REST_SECONDS = 1.0, 300.0

Receiver = TypeVar("Receiver", bound=Hashable)


class Rounds(ABC, Generic[Receiver]):
    """Serves receivers until stopped. `log` is told what goes wrong; `what` names a receiver there."""

    what = "receiver"

    def __init__(self, log: logging.Logger) -> None:
        self.log = log
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._serving: dict[Receiver, threading.Thread] = {}
        self._last: list[Receiver] = []

    @abstractmethod
    def due(self) -> Sequence[Receiver]:
        """The receivers for whom something waits that may be sent now."""

    @abstractmethod
    def deliver(self, receiver: Receiver) -> bool:
        """Make one attempt; whether there was one to make."""

    def turn(self) -> int:
        """Send what is due, to one receiver after the other; how many attempts were made."""
        return sum(map(self.serve, self._in_turn()))

    def serve(self, receiver: Receiver) -> int:
        """Send what is due to one receiver, until nothing may be sent now or others should have their turn; how many
        attempts were made."""
        attempts = 0
        while attempts < IN_A_ROW and not self._stopped.is_set() and self.deliver(receiver):
            attempts += 1
        return attempts

    def start(self) -> None:
        """Work in threads of this process."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name=f"shouhou-{self.what}-courier", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10) -> bool:
        """Ask to stop and wait for the attempts under way; False where that takes longer (they are made again)."""
        self._stopped.set()
        threads = [each for each in (self._thread, *self._serving.values()) if each]
        for each in threads:
            each.join(seconds / len(threads))
        return not any(each.is_alive() for each in threads)

    def _run(self) -> None:
        rest = LOOK_EVERY_SECONDS
        while not self._stopped.is_set():
            try:
                self._send_out()
                rest = LOOK_EVERY_SECONDS
            except Exception:
                self.log.exception("the courier goes on in %.0f s", rest := min(rest * 2, LONGEST_REST_SECONDS))
            self._stopped.wait(rest)

    def _send_out(self) -> None:
        """Have those served who wait, first whose turn was longest ago."""
        self._serving = {key: each for key, each in self._serving.items() if each.is_alive()}
        for receiver in self._in_turn():
            if len(self._serving) >= AT_ONCE:
                return
            if receiver in self._serving:
                continue
            self._last = [*(each for each in self._last if each != receiver), receiver]
            serving = threading.Thread(target=self._serve_safely, args=(receiver,), daemon=True,
                                       name=f"shouhou-{self.what}-{receiver}")
            self._serving[receiver] = serving
            serving.start()

    def _serve_safely(self, receiver: Receiver) -> None:
        try:
            self.serve(receiver)
        except Exception:
            self.log.exception("%s %s: what is not noted is sent again", self.what, receiver)

    def _in_turn(self) -> list[Receiver]:
        return sorted(self.due(), key=lambda each: self._last.index(each) if each in self._last else -1)


def kept(reason: Reason | None) -> str:
    """A reason as a column of text keeps it."""
    return canonical(reason.data()) if reason else ""


def reason_of(text: str) -> Reason | None:
    """The reason that `kept` wrote, for showing in any language: why something was not sent."""
    return Reason.from_data(json.loads(text)) if text else None
