"""Links to cases: made, listed, ended, and recognised when a customer comes with one."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import OperationalError

from core.domain import events
from core.domain.errors import InvalidInput, NotFound
from core.domain.people import ARRANGE, Actor
from core.services.records import legible, require
from core.services.workplace import Workplace
from core.store.tables import CaseRow, PortalLinkRow
from core.store.unit_of_work import UnitOfWork

STAFF, REQUEST = "staff", "request"
PURPOSES = {STAFF: "服务台发给客户", REQUEST: "客户自己申请"}
"""What links are made for, in words; capabilities give keys of their own."""
PATH = "/c/"
DAYS_AT_MOST = 366
BYTES = 24
"""192 bits: nobody guesses one."""
USE_NOTED_EVERY = timedelta(minutes=10)
MERGERS = 20


@dataclass(frozen=True)
class NewLink:
    """A link as it is told once: the desk keeps only its digest. `address` is whole where `public_address` is set,
    else only the path."""

    token: str
    row: PortalLinkRow
    number: str
    address: str

    @property
    def path(self) -> str:
        return f"{PATH}{self.token}"


@dataclass(frozen=True)
class Held:
    """A link as the desk knows it: until when it leads to the case, or that it was ended before; who made it."""

    row: PortalLinkRow
    until: datetime
    live: bool
    by: str


@dataclass(frozen=True)
class Visit:
    """A customer at their case. `link` is the row's id."""

    link: int
    number: str
    actor: Actor

    def own(self, key: str) -> str:
        """A key among those of this link: customers have no account whose keys theirs would be."""
        return f"link-{self.link}-{key}" if key else ""


class Links:
    """Links of cases, for whoever may arrange them."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def make(self, actor: Actor, number: str, *, days: int | None = None, purpose: str = STAFF) -> NewLink:
        """A new link to a case. It lasts so many days, or as long as `portal_link_days` says. Raises `NotFound`,
        `InvalidInput`, and `Refused` where the customer was erased."""
        require(actor, ARRANGE)
        legible(purpose=purpose)
        if days is not None and not 1 <= days <= DAYS_AT_MOST:
            raise InvalidInput.field("days", "有效期是 1 到 {longest} 天", longest=DAYS_AT_MOST)
        with self.place.store.unit_of_work() as work:
            case = work.cases.by_number(number, actor)
            made = self.within(work, case, purpose=purpose, by=actor.id, days=days)
            work.commit()
            return made

    def within(self, work: UnitOfWork, case: CaseRow, *, purpose: str, by: int | None = None,
               days: int | None = None) -> NewLink:
        """The same inside a transaction of the caller, who has checked the rights."""
        if case.customer_id is not None:
            work.customers.living(case.customer_id)
        token, now = secrets.token_urlsafe(BYTES), self.place.now()
        row = PortalLinkRow(case_id=case.id, token_digest=_digest(token), purpose=purpose, created_by=by,
                            created_at=now, expires_at=now + (timedelta(days=days) if days else self._holds))
        work.session.add(row)
        work.flush()
        return NewLink(token, row, case.number, f"{self.place.config.public_address.rstrip('/')}{PATH}{token}")

    def all(self, actor: Actor, number: str) -> list[Held]:
        """The links of a case, the latest first, those that lead nowhere any more too."""
        require(actor, ARRANGE)
        with self.place.store.read() as work:
            case = work.cases.by_number(number, actor)
            rows = _of(work, case.id)
            names = work.users.names({row.created_by for row in rows if row.created_by})
            led = self._led_to(work, case)
            now, until = self.place.now(), [self._until(row, led) for row in rows]
            return [Held(row, ends, row.revoked_at is None and now < ends, names.get(row.created_by or 0, ""))
                    for row, ends in zip(rows, until, strict=True)]

    def live(self, actor: Actor, case: CaseRow) -> list[PortalLinkRow]:
        """The links that lead to a case somebody has before them; none for who may not make any."""
        if not actor.may(ARRANGE):
            return []
        with self.place.store.read() as work:
            rows = _of(work, case.id)
        now = self.place.now()
        return [row for row in rows if row.revoked_at is None and now < self._until(row, case)]

    def revoke(self, actor: Actor, number: str, link_id: int) -> None:
        """End a link at once; ending it again changes nothing. Raises `NotFound` for one of another case."""
        require(actor, ARRANGE)
        with self.place.store.unit_of_work() as work:
            case = work.cases.by_number(number, actor)
            row = next((each for each in _of(work, case.id) if each.id == link_id), None)
            if row is None:
                raise NotFound()
            row.revoked_at = row.revoked_at or self.place.now()
            work.commit()

    def visit(self, token: str) -> Visit:
        """Who comes with a token, and to which case. Raises `NotFound` for one that was never given out, has run out,
        was ended, or whose customer was erased: nobody is told which."""
        with self.place.store.read() as work:
            row = work.session.scalar(select(PortalLinkRow).where(PortalLinkRow.token_digest == _digest(token)))
            case = self._led_to(work, work.cases.get(row.case_id)) if row else None
            erased = bool(case and case.customer_id
                          and work.customers.get(case.customer_id).erased_at is not None)
        now = self.place.now()
        if row is None or case is None or erased or row.revoked_at is not None or now >= self._until(row, case):
            raise NotFound()
        if row.last_used_at is None or now - row.last_used_at >= USE_NOTED_EVERY:
            self._used(row.id, now)
        return Visit(row.id, case.number, Actor.customer(case.id))

    def _used(self, link_id: int, now: datetime) -> None:
        """Note it at most every ten minutes, and not at all while the database takes nothing."""
        row = PortalLinkRow
        with suppress(OperationalError), self.place.store.unit_of_work() as work:
            work.session.execute(update(row).where(
                row.id == link_id, or_(row.last_used_at.is_(None), row.last_used_at <= now - USE_NOTED_EVERY))
                .values(last_used_at=now))
            work.commit()

    @property
    def _holds(self) -> timedelta:
        return timedelta(days=self.place.config.portal_link_days)

    def _until(self, row: PortalLinkRow, case: CaseRow) -> datetime:
        """When it leads nowhere any more: a case that ended while it was good can be looked at as long again."""
        if case.closed_at is None or case.closed_at > row.expires_at:
            return row.expires_at
        return max(row.expires_at, case.closed_at + self._holds)

    @staticmethod
    def _led_to(work: UnitOfWork, case: CaseRow) -> CaseRow:
        """The case itself, or the one that it became part of."""
        for _ in range(MERGERS):
            if case.outcome != events.MERGED:
                break
            into = next((each.data.get("into") for each in work.events.of(case.id)
                         if each.kind == events.MERGED_INTO), None)
            if not into:
                break
            case = work.cases.by_number(str(into))
        return case


def _of(work: UnitOfWork, case_id: int) -> Sequence[PortalLinkRow]:
    return work.session.scalars(select(PortalLinkRow).where(PortalLinkRow.case_id == case_id)
                                .order_by(PortalLinkRow.id.desc())).all()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
