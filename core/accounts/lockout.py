"""Guessing takes longer and longer: failed attempts are counted by account and by peer, in the database, so that they
count for every process and outlast a restart."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from core.domain.errors import DeskError
from core.services.workplace import Workplace
from core.store.unit_of_work import UnitOfWork

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
"""The first wait doubles with each further failure."""


@dataclass(frozen=True)
class Limit:
    """So many failures are free; each `drains` without a try, one is forgotten."""

    free: int
    drains: timedelta


ACCOUNT, PEER = Limit(5, timedelta(hours=1)), Limit(30, timedelta(minutes=10))
"""Many people may sit behind one address; an account is one person's."""

Counted = tuple[tuple[str, datetime | None], ...]
"""What an attempt was written under, and until when it has locked that."""


class TooManyAttempts(DeskError):
    """There were too many failures: nothing is looked at, right or wrong, before `retry_after` (seconds) is
    over."""

    code = "too-many-attempts"

    def __init__(self, wait: timedelta) -> None:
        super().__init__("试错的次数太多,请 {minutes} 分钟后再试", minutes=max(ceil(wait / timedelta(minutes=1)), 1))
        self.retry_after = max(ceil(wait.total_seconds()), 1)


class Lockout:
    """Every attempt counts as failed until it is forgiven, so that many at once gain nothing."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def count(self, name: str, address: str = "") -> Counted:
        """Count an attempt at an account from an address. Raises `TooManyAttempts`."""
        now = self.place.now()
        limits = {account_key(name): ACCOUNT} | ({peer_key(address): PEER} if address else {})
        with self.place.store.unit_of_work() as work:
            rows = [work.failed_logins.hold(key) for key in limits]
            until = max((row.locked_until for row in rows if row.locked_until), default=now)
            if until > now:
                raise TooManyAttempts(until - now)
            for row, limit in zip(rows, limits.values(), strict=True):
                rest = max(now - max(row.last_at, row.locked_until or row.last_at), timedelta())
                row.failures = max(row.failures - rest // limit.drains, 0) + 1
                over, row.last_at = row.failures - limit.free, now
                row.locked_until = now + min(FIRST_WAIT * 2**min(over, 10), LONGEST_WAIT) if over >= 0 else None
            work.commit()
            return tuple((row.key, row.locked_until) for row in rows)

    def forgive(self, work: UnitOfWork, counted: Counted) -> None:
        """The attempt was right: the account starts afresh, and for its peer it was none."""
        (account, _), *peers = counted
        work.failed_logins.remove(account)
        for key, locked_until in peers:
            row = work.failed_logins.hold(key)
            row.failures = max(row.failures - 1, 0)
            if row.locked_until == locked_until:  # else another attempt has locked it meanwhile
                row.locked_until = None

    def unlock(self, name: str) -> None:
        """Let an account try again at once."""
        with self.place.store.unit_of_work() as work:
            work.failed_logins.remove(account_key(name))
            work.commit()


def account_key(name: str) -> str:
    """Not the name itself: people type passwords into the wrong field."""
    return "account:" + hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:32]


def peer_key(address: str) -> str:
    """An address; of IPv6 the network, whose addresses are all one customer's."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return f"peer:{address[:60]}"
    return f"peer:{ipaddress.ip_network((known, 64), strict=False) if known.version == 6 else known}"
