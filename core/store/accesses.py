"""Who read, took away or erased personal data; what customers agreed to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select

from core.domain.people import Actor
from core.store.lists import customers_visible_to, visible_to
from core.store.repository import Repository
from core.store.tables import AccessRow, CaseRow, ConsentRow, CustomerRow


class Accesses(Repository):
    """The log of readings. `detail` is JSON-able and names no person: what kind of thing, how many, never what."""

    def note(self, actor: Actor, action: str, *, face: str = "", customer_id: int | None = None,
             case_id: int | None = None, at: datetime | None = None, **detail: Any) -> AccessRow:
        """That somebody did something with personal data; kept with the transaction it is written in."""
        return self._add(AccessRow(at=at or self._now(), actor_id=actor.id, actor_name=actor.name, action=action,
                                   face=face, customer_id=customer_id, case_id=case_id, detail=detail))

    def list(self, *, actor_id: int | None = None, customer_id: int | None = None, actions: Collection[str] = (),
             since: datetime | None = None, until: datetime | None = None, before_id: int | None = None,
             limit: int = 100, seen_by: Actor | None = None) -> Sequence[AccessRow]:
        """The latest first; page on with `before_id`. `until` is the first moment no longer wanted. Who does not see
        all cases gets what they did themselves and what was done with whom they see."""
        query = select(AccessRow)
        if seen_by and (scope := visible_to(seen_by)):
            query = query.where(or_(
                AccessRow.actor_id == seen_by.id, exists().where(CaseRow.id == AccessRow.case_id, *scope),
                AccessRow.case_id.is_(None) & exists().where(CustomerRow.id == AccessRow.customer_id,
                                                             *customers_visible_to(seen_by))))
        for given, column in ((actor_id, AccessRow.actor_id), (customer_id, AccessRow.customer_id)):
            query = query if given is None else query.where(column == given)
        query = query if since is None else query.where(AccessRow.at >= since)
        query = query if until is None else query.where(AccessRow.at < until)
        query = query if before_id is None else query.where(AccessRow.id < before_id)
        query = query.where(AccessRow.action.in_(actions)) if actions else query
        return self._session.scalars(query.order_by(AccessRow.id.desc()).limit(limit)).all()

    def forget(self, before: datetime, *, but: Collection[str] = ()) -> None:
        """Delete what is older, save these actions."""
        self._session.execute(delete(AccessRow).where(AccessRow.at < before, AccessRow.action.not_in(but)))


class Consents(Repository):
    """What customers agreed to or took back: the latest of a purpose counts."""

    def record(self, customer_id: int, purpose: str, given: bool, *, told_by: str = "", case_id: int | None = None,
               recorded_by: int | None = None) -> ConsentRow:
        return self._add(ConsentRow(customer_id=customer_id, case_id=case_id, purpose=purpose, given=given,
                                    told_by=told_by, recorded_by=recorded_by, recorded_at=self._now()))

    def of(self, customer_id: int) -> Sequence[ConsentRow]:
        """Everything ever said, the first first."""
        return self._session.scalars(select(ConsentRow).where(ConsentRow.customer_id == customer_id)
                                     .order_by(ConsentRow.id)).all()

    def standing(self, customer_id: int) -> Mapping[str, ConsentRow]:
        """What holds now, by purpose."""
        return {row.purpose: row for row in self.of(customer_id)}
