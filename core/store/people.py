"""Users, their units and their log-ins."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, select, update

from core.store.repository import Repository
from core.store.tables import FailedLoginRow, SessionRow, UnitRow, UserRow


class Units(Repository):
    """Shops, warehouses, departments, partners."""

    def add(self, key: str, title: str, parent_id: int | None = None) -> UnitRow:
        return self._add(UnitRow(key=key, title=title, parent_id=parent_id))

    def by_key(self, key: str) -> UnitRow | None:
        return self._session.scalar(select(UnitRow).where(UnitRow.key == key))

    def all(self) -> Sequence[UnitRow]:
        return self._session.scalars(select(UnitRow).order_by(UnitRow.title, UnitRow.id)).all()


_NAMES = select(UserRow.id, UserRow.name).where(UserRow.id.in_(bindparam("ids", expanding=True)))


class Users(Repository):
    """People who may log in. Log-in names are compared without regard to case."""

    def add(self, user: UserRow) -> UserRow:
        user.login = user.login.casefold()
        self._date(user, "created_at")
        return self._add(user)

    def get(self, user_id: int) -> UserRow:
        return self._get(UserRow, user_id)

    def by_login(self, login: str) -> UserRow | None:
        return self._session.scalar(select(UserRow).where(UserRow.login == login.casefold()))

    def list(self, *, active: bool | None = None) -> Sequence[UserRow]:
        query = select(UserRow).order_by(UserRow.name, UserRow.id)
        return self._session.scalars(query if active is None else query.where(UserRow.active == active)).all()

    def names(self, user_ids: Collection[int]) -> dict[int, str]:
        found = self._connection.execute(_NAMES, {"ids": sorted(set(user_ids))}) if user_ids else ()
        return {user_id: name for user_id, name in found}


_LIVE = (select(SessionRow.last_seen_at, UserRow.id, UserRow.login, UserRow.name, UserRow.language, UserRow.duties,
                UserRow.scope, UserRow.unit_id, UserRow.active).join(UserRow, UserRow.id == SessionRow.user_id)
         .where(SessionRow.token_digest == bindparam("digest"), SessionRow.revoked_at.is_(None),
                SessionRow.expires_at > bindparam("now"), SessionRow.last_seen_at > bindparam("used")))


class Sessions(Repository):
    """Log-ins, by the SHA-256 of their token."""

    def add(self, token_digest: str, user_id: int, expires_at: datetime, address: str = "",
            agent: str = "") -> SessionRow:
        now = self._now()
        return self._add(SessionRow(token_digest=token_digest, user_id=user_id, created_at=now, last_seen_at=now,
                                    expires_at=expires_at, address=address, agent=agent))

    def live(self, token_digest: str, idle: timedelta) -> Row[*tuple[Any, ...]] | None:
        """When a log-in was last in use, and its account without what only log-in pages need; None where it is over or
        was not used for that long."""
        now = self._now()
        return self._connection.execute(_LIVE, {"digest": token_digest, "now": now, "used": now - idle}).first()

    def of(self, user_id: int, idle: timedelta) -> Sequence[SessionRow]:
        """Somebody's log-ins that are not over, the last used first."""
        return self._session.scalars(self._live(idle).where(SessionRow.user_id == user_id)
                                     .order_by(SessionRow.last_seen_at.desc(), SessionRow.token_digest)).all()

    def _live(self, idle: timedelta) -> Select[SessionRow]:
        now = self._now()
        return select(SessionRow).where(SessionRow.revoked_at.is_(None), SessionRow.expires_at > now,
                                        SessionRow.last_seen_at > now - idle)

    def seen(self, token_digest: str) -> None:
        """It is used now."""
        self._session.execute(update(SessionRow).where(SessionRow.token_digest == token_digest)
                              .values(last_seen_at=self._now()))

    def revoke(self, token_digest: str) -> None:
        self._end(SessionRow.token_digest == token_digest)

    def revoke_all(self, user_id: int, *, but: str = "") -> None:
        """End every log-in of somebody, save the one that asks for it."""
        self._end(SessionRow.user_id == user_id, SessionRow.token_digest != but)

    def _end(self, *which: ColumnElement[bool]) -> None:
        self._session.execute(update(SessionRow).where(SessionRow.revoked_at.is_(None), *which)
                              .values(revoked_at=self._now()))

    def forget(self, before: datetime) -> None:
        """Delete what ran out before a moment."""
        self._session.execute(delete(SessionRow).where(SessionRow.expires_at < before))


class FailedLogins(Repository):
    """How often in a row somebody failed, by account and by peer."""

    def hold(self, key: str) -> FailedLoginRow:
        """The count of a key, which others wait for until the end of the transaction."""
        made = self._insert(FailedLoginRow).values(key=key, failures=0, last_at=self._now())
        self._session.execute(made.on_conflict_do_nothing())
        return self._session.get_one(FailedLoginRow, key, with_for_update=True)

    def remove(self, key: str) -> None:
        self._session.execute(delete(FailedLoginRow).where(FailedLoginRow.key == key))

    def forget(self, before: datetime) -> None:
        """Delete what was last counted before a moment."""
        self._session.execute(delete(FailedLoginRow).where(FailedLoginRow.last_at < before))
