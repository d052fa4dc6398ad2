"""Links by which customers see their cases."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id


class PortalLinkRow(Base):
    """Whoever holds its token acts as the customer of the case. Only the token's digest is kept; `purpose` is what the
    link was made for: `request`, `staff`, or a key of whoever made it."""

    __tablename__ = "portal_links"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
