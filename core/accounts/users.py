"""People who work at the desk: accounts, log-ins, what each may do."""

import hashlib
import logging
import re
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Row
from sqlalchemy.exc import OperationalError

from core.accounts.lockout import Counted, Lockout
from core.domain.errors import DeskError, Forbidden, InvalidInput
from core.domain.people import MANAGE_USERS, Actor, Scope
from core.services.records import legible, require
from core.services.workplace import Workplace
from core.store.tables import SessionRow, UserRow
from core.store.unit_of_work import UnitOfWork

SHORTEST_PASSWORD = 10
SESSION_LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""A log-in in use is written down no more often."""
LOGIN = re.compile(r"[A-Za-z0-9_.\-]{2,40}")

log = logging.getLogger(__name__)


class WrongLogin(DeskError):
    """Unknown log-in, wrong password or a disabled account: all look the same."""

    code = "wrong-login"

    def __init__(self) -> None:
        super().__init__("账号或密码不对")


class Users:
    """Accounts and sessions. `hasher` may be cheap in tests."""

    def __init__(self, place: Workplace, hasher: PasswordHasher | None = None) -> None:
        self.place, self.hasher = place, hasher or PasswordHasher()
        self.lockout = Lockout(place)
        self._idle = timedelta(minutes=place.config.session_idle_minutes)

    def actor(self, row: UserRow | Row[*tuple[Any, ...]]) -> Actor:
        """What an account may do: the permissions of its duties."""
        duties = [self.place.duties[key] for key in row.duties if key in self.place.duties]
        return Actor(row.id, row.login, row.name, frozenset(duty.key for duty in duties),
                     frozenset(permission.key for duty in duties for permission in duty.permissions),
                     row.unit_id, Scope[row.scope])

    def by_login(self, login: str) -> Actor:
        """The actor of an active account, for the command line's `--as`. Raises `WrongLogin`."""
        with self.place.store.read() as work:
            row = work.users.by_login(login)
            if row is None or not row.active:
                raise WrongLogin()
            return self.actor(row)

    def log_in(self, login: str, password: str, *, address: str = "", agent: str = "") -> str:
        """A session's token, to be kept by the browser alone. Raises `WrongLogin` and `TooManyAttempts`."""
        row, counted = self._verified(login, password, address)
        with self.place.store.unit_of_work() as work:
            current = work.users.get(row.id)
            if not current.active or current.password_hash != row.password_hash:
                raise WrongLogin()  # changed while the password was being looked at
            self.lockout.forgive(work, counted)
            token = self._begin(work, row.id, address, agent)
            work.commit()
        return token

    def _verified(self, login: str, password: str, address: str) -> tuple[UserRow, Counted]:
        counted = self.lockout.count(login, address)
        with self.place.store.read() as work:
            row = work.users.by_login(login) if LOGIN.fullmatch(login) else None
        if not self._matches(row.password_hash if row else self._decoy, password) or row is None or not row.active:
            raise WrongLogin()
        return row, counted

    def _begin(self, work: UnitOfWork, user_id: int, address: str, agent: str) -> str:
        token = secrets.token_urlsafe(32)
        work.sessions.add(_digest(token), user_id, self.place.now() + SESSION_LASTS, address, agent[:200])
        return token

    def session(self, token: str) -> tuple[Actor, str] | None:
        """Who a token belongs to and the language they read, while it is good, in use, and the account active."""
        digest = _digest(token)
        with self.place.store.read() as work:
            found = work.sessions.live(digest, self._idle)
        if found is None or not found.active:
            return None
        if self.place.now() - found.last_seen_at >= SEEN_EVERY:
            try:
                with self.place.store.unit_of_work() as work:
                    work.sessions.seen(digest)
                    work.commit()
            except OperationalError:  # a full disk refuses writing, not looking
                log.warning("a log-in in use could not be written down")
        return self.actor(found), found.language

    def log_ins(self, actor: Actor, token: str) -> list[tuple[SessionRow, bool]]:
        """Where one is logged in oneself, the last used first, and whether it is by this token."""
        with self.place.store.read() as work:
            return [(row, row.token_digest == _digest(token)) for row in work.sessions.of(actor.id or 0, self._idle)]

    def log_out_elsewhere(self, actor: Actor, token: str) -> None:
        """End one's own log-ins but the one of this token."""
        with self.place.store.unit_of_work() as work:
            work.sessions.revoke_all(actor.id or 0, but=_digest(token))
            work.commit()

    def log_out(self, token: str) -> None:
        """End a session at once."""
        with self.place.store.unit_of_work() as work:
            work.sessions.revoke(_digest(token))
            work.commit()

    def all(self, actor: Actor) -> Sequence[UserRow]:
        """Every account."""
        require(actor, MANAGE_USERS)
        with self.place.store.read() as work:
            return work.users.list()

    def colleagues(self, actor: Actor) -> Sequence[UserRow]:
        """Active accounts a case can be given to."""
        with self.place.store.read() as work:
            return work.users.list(active=True)

    def get(self, actor: Actor, user_id: int) -> UserRow:
        """One account."""
        require(actor, MANAGE_USERS)
        with self.place.store.read() as work:
            return work.users.get(user_id)

    def create(self, actor: Actor, *, login: str, name: str, password: str, duties: Collection[str],
               scope: str = "all", language: str = "zh", unit: str = "") -> int:
        """A new account; its id. `unit` names a department, made when it is new. Raises `InvalidInput` naming each
        field."""
        require(actor, MANAGE_USERS)
        self._check(login=login, name=name, duties=duties, scope=scope)
        self._check_password(password)
        with self.place.store.unit_of_work() as work:
            if work.users.by_login(login):
                raise InvalidInput.field("login", "账号“{login}”已有人使用", login=login)
            row = work.users.add(UserRow(
                login=login, name=name.strip(), language=language, password_hash=self.hasher.hash(password),
                duties=sorted(duties), scope=scope, unit_id=self._unit(work, unit, scope), active=True,
                created_at=self.place.now(),
                password_changed_at=self.place.now()))
            work.commit()
            return row.id

    def change(self, actor: Actor, user_id: int, *, name: str, duties: Collection[str], scope: str,
               active: bool, unit: str | None = None) -> None:
        """Change an account; None leaves the department as it is. Disabling ends its sessions and tokens. Nobody
        disables or demotes themselves."""
        require(actor, MANAGE_USERS)
        self._check(login="unchanged", name=name, duties=duties, scope=scope)
        if user_id == actor.id and (not active or "administrator" not in duties):
            raise Forbidden("不能停用自己或取消自己的管理员职责")
        with self.place.store.unit_of_work() as work:
            row = work.users.get(user_id)
            row.name, row.duties, row.scope, row.active = name.strip(), sorted(duties), scope, active
            if unit is not None:
                row.unit_id = self._unit(work, unit, scope)
            if not active:
                work.sessions.revoke_all(row.id)
                work.tokens.revoke_all(row.id)
            work.commit()

    def set_password(self, actor: Actor, user_id: int, password: str) -> None:
        """A new password for an account, one's own or (for administrators) anybody's; ends its sessions and
        tokens."""
        if actor.id != user_id:
            require(actor, MANAGE_USERS)
        self._check_password(password)
        with self.place.store.unit_of_work() as work:
            self._put_password(work, user_id, password)
            work.commit()

    def change_password(self, actor: Actor, old: str, new: str, *, address: str = "", agent: str = "") -> str:
        """One's own password, by giving the old one: every log-in and token ends and a new log-in begins, whose
        token this is.
        Raises `InvalidInput` and `TooManyAttempts`."""
        self._check_password(new)
        try:
            row, counted = self._verified(actor.login, old, address)
        except WrongLogin:
            raise InvalidInput.field("old", "现在的密码不对") from None
        with self.place.store.unit_of_work() as work:
            self.lockout.forgive(work, counted)
            self._put_password(work, row.id, new)
            token = self._begin(work, row.id, address, agent)
            work.commit()
        return token

    def _put_password(self, work: UnitOfWork, user_id: int, password: str) -> None:
        row = work.users.get(user_id)
        row.password_hash, row.password_changed_at = self.hasher.hash(password), self.place.now()
        work.sessions.revoke_all(row.id)
        work.tokens.revoke_all(row.id)

    def set_language(self, actor: Actor, language: str) -> None:
        """Remember which language somebody reads."""
        if actor.id is None or language not in ("zh", "en"):
            return
        with self.place.store.unit_of_work() as work:
            work.users.get(actor.id).language = language
            work.commit()

    def units(self) -> dict[int, str]:
        """The departments there are, by id."""
        with self.place.store.read() as work:
            return {each.id: each.title for each in work.units.all()}

    @staticmethod
    def _unit(work: UnitOfWork, name: str, scope: str) -> int | None:
        if not name.strip() and scope == Scope.unit.name:
            raise InvalidInput.field("unit", "只看本部门案件的人要写明部门")
        known = work.units.by_key(name.strip())
        return known.id if known else work.units.add(name.strip(), name.strip()).id if name.strip() else None

    def _check(self, *, login: str, name: str, duties: Collection[str], scope: str) -> None:
        if not LOGIN.fullmatch(login):
            raise InvalidInput.field("login", "账号用 2 到 40 个字母、数字或 _ . -")
        if not name.strip():
            raise InvalidInput.field("name", "请填写")
        legible(name=name)
        if unknown := [each for each in duties if each not in self.place.duties]:
            raise InvalidInput.field("duties", "没有职责“{duty}”", duty=unknown[0])
        if scope not in Scope.__members__:
            raise InvalidInput.field("scope", "不是可选的选项")

    @staticmethod
    def _check_password(password: str) -> None:
        if len(password) < SHORTEST_PASSWORD:
            raise InvalidInput.field("password", "密码至少 {shortest} 位", shortest=SHORTEST_PASSWORD)
        if len(set(password)) < 4:
            raise InvalidInput.field("password", "密码太容易猜到")

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self.hasher.verify(kept, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    @cached_property
    def _decoy(self) -> str:
        """Hashed for unknown accounts too, so that answering takes as long."""
        return self.hasher.hash(secrets.token_urlsafe(16))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
