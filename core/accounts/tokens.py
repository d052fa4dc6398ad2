"""Tokens by which other programs act as an account: made, listed, revoked, and recognised when they come back."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from core.accounts.users import Users
from core.domain.errors import InvalidInput
from core.domain.people import MANAGE_USERS, PERMISSIONS, USE_API, Actor, Permission
from core.domain.reasons import Label
from core.services.records import legible, require
from core.services.workplace import Workplace
from core.store.tables import TokenRow, UserRow

STEP = Permission("case.step", "办理步骤")
"""What a token needs to take steps; which ones, the account's duties say."""
SCOPES = {each.key: each for each in (*PERMISSIONS.values(), STEP)}
PREFIX = "shd_"
USUALLY_LASTS, LASTS_AT_MOST = timedelta(days=90), timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)
LONGEST_TITLE = 100


@dataclass(frozen=True)
class NewToken:
    """A token as it is shown once: the desk keeps only its digest."""

    token: str
    row: TokenRow


@dataclass(frozen=True)
class Caller:
    """Who calls by a token. `actor` may what the account may and the token's scopes name."""

    actor: Actor
    user: UserRow
    token_id: int
    scopes: frozenset[str]


class Tokens:
    """Tokens of accounts. Whoever may use the interface has tokens of their own; who manages people, anybody's."""

    def __init__(self, place: Workplace, users: Users) -> None:
        self.place, self.users = place, users
        self.scopes = {**SCOPES, **place.permissions}
        """Everything a token may be for."""

    def create(self, actor: Actor, *, title: str, scopes: Collection[str], user_id: int | None = None,
               lasts: timedelta = USUALLY_LASTS) -> NewToken:
        """A token of an account (one's own, if None). Raises `InvalidInput` naming the field, also for a scope beyond
        what the account, or who makes one for themselves, may do."""
        owner = self._owner(actor, user_id)
        legible(title=title)
        if not 0 < len(title.strip()) <= LONGEST_TITLE:
            raise InvalidInput.field("title", "请填写,最多 {longest} 字", longest=LONGEST_TITLE)
        if not timedelta(0) < lasts <= LASTS_AT_MOST:
            raise InvalidInput.field("days", "有效期是 1 到 {longest} 天", longest=LASTS_AT_MOST.days)
        token, now = PREFIX + secrets.token_urlsafe(32), self.place.now()
        with self.place.store.unit_of_work() as work:
            user = work.users.get(owner)
            self._check(scopes, actor if actor.id == owner else self.users.actor(user))
            row = work.tokens.add(TokenRow(
                user_id=owner, title=title.strip(), token_digest=_digest(token), hint=token[:len(PREFIX) + 4],
                scopes=sorted(set(scopes)), created_by=actor.id, created_at=now, expires_at=now + lasts))
            work.commit()
            return NewToken(token, row)

    def all(self, actor: Actor, user_id: int | None = None) -> Sequence[TokenRow]:
        """The tokens of an account (one's own, if None), the latest first, those that ended too."""
        owner = self._owner(actor, user_id)
        with self.place.store.read() as work:
            return work.tokens.of(work.users.get(owner).id)

    def revoke(self, actor: Actor, token_id: int) -> None:
        """End a token at once; somebody else's looks absent to who does not manage people."""
        with self.place.store.unit_of_work() as work:
            row = work.tokens.get(token_id)
            require(actor, USE_API if row.user_id == actor.id and not actor.may(MANAGE_USERS) else MANAGE_USERS,
                    hide=True)
            work.tokens.revoke(row.id)
            work.commit()

    def caller(self, token: str) -> Caller | None:
        """Who calls, while the token is good and the account is active. When it was last used is noted at most once a
        minute, and not at all while the database takes nothing."""
        now = self.place.now()
        with self.place.store.read() as work:
            row = work.tokens.live(_digest(token))
            user = work.users.get(row.user_id) if row else None
        if row is None or user is None or not user.active:
            return None
        if row.last_used_at is None or now - row.last_used_at >= USE_NOTED_EVERY:
            with suppress(OperationalError), self.place.store.unit_of_work() as work:
                work.tokens.used(row.id, now, USE_NOTED_EVERY)
                work.commit()
        return Caller(limited(self.users.actor(user), row.scopes), user, row.id, frozenset(row.scopes))

    @staticmethod
    def _owner(actor: Actor, user_id: int | None) -> int:
        own = actor.id is not None and user_id in (None, actor.id)
        require(actor, USE_API if own and not actor.may(MANAGE_USERS) else MANAGE_USERS)
        if user_id is None and actor.id is None:
            raise InvalidInput.field("user", "请填写")
        return (actor.id or 0) if user_id is None else user_id

    def _check(self, scopes: Collection[str], limit: Actor) -> None:
        if not scopes:
            raise InvalidInput.field("scopes", "请至少选一项")
        for each in scopes:
            if each not in self.scopes:
                raise InvalidInput.field("scopes", "没有权限“{scope}”", scope=each)
            if not (limit.may(self.scopes[each]) or (each == STEP.key and limit.duties)):
                raise InvalidInput.field("scopes", "账号没有“{scope}”的权限", scope=Label(self.scopes[each].title))


def limited(actor: Actor, scopes: Collection[str]) -> Actor:
    """What is left of an actor under a token's scopes."""
    steps = STEP.key in scopes
    return replace(actor, permissions=(actor.permissions & set(scopes)) | ({STEP.key} if steps else set()),
                   duties=actor.duties if steps else frozenset())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
