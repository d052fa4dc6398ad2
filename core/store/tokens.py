"""Tokens by which other programs act as accounts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from core.store.repository import Repository
from core.store.tables import TokenRow


class Tokens(Repository):
    """Tokens of other programs, by the SHA-256 of their text."""

    def add(self, token: TokenRow) -> TokenRow:
        return self._add(token)

    def get(self, token_id: int) -> TokenRow:
        return self._get(TokenRow, token_id)

    def of(self, user_id: int) -> Sequence[TokenRow]:
        return self._session.scalars(select(TokenRow).where(TokenRow.user_id == user_id)
                                     .order_by(TokenRow.id.desc())).all()

    def live(self, token_digest: str) -> TokenRow | None:
        """The token, unless it has run out or was revoked."""
        return self._session.scalar(select(TokenRow).where(
            TokenRow.token_digest == token_digest, TokenRow.revoked_at.is_(None), TokenRow.expires_at > self._now()))

    def used(self, token_id: int, at: datetime, every: timedelta) -> None:
        """Note when a token was used, unless that was noted a moment ago."""
        self._session.execute(update(TokenRow).where(TokenRow.id == token_id, or_(
            TokenRow.last_used_at.is_(None), TokenRow.last_used_at <= at - every)).values(last_used_at=at))

    def revoke(self, token_id: int) -> None:
        self._end(TokenRow.id == token_id)

    def revoke_all(self, user_id: int) -> None:
        """End every token of somebody."""
        self._end(TokenRow.user_id == user_id)

    def _end(self, which: ColumnElement[bool]) -> None:
        self._session.execute(update(TokenRow).where(which, TokenRow.revoked_at.is_(None))
                              .values(revoked_at=self._now()))
