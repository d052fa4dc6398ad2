"""Files shown in cases; the bytes lie in the data folder."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id


class EvidenceRow(Base):
    """`stored_name` is the file as it came, `public_name` the copy without camera and place ('' where there is none),
    `sha256` of the former; `field` is the form field whose photo slot it fills."""

    __tablename__ = "evidence"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    purpose: Mapped[str] = mapped_column(default="")
    field: Mapped[str] = mapped_column(default="")
    original_name: Mapped[str]
    stored_name: Mapped[str] = mapped_column(unique=True)
    public_name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(default="")
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    uploaded_at: Mapped[datetime]
