"""Registers brought in: each run, what became of each row, and what is known already."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.types import Base, Id, Json


class ImportRunRow(Base):
    """One bringing-in of one sheet; resumable at `rows_done`."""

    __tablename__ = "import_runs"
    id: Mapped[Id]
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(index=True)
    sheet: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[str]
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class ImportRowRow(Base):
    """What became of one row: `read`, `doubt`, `refused`, `duplicate` or `known`. `said` is what was understood, by
    column, `standing` where the new case stands: `open`, `refer`, `needs` or `deny`."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_run", "run_id", "row_number", "id"),)
    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))
    row_number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[str]
    problems: Mapped[list[Any]] = mapped_column(Json, default=list)
    cells: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    said: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    standing: Mapped[str] = mapped_column(default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))


class ImportFingerprintRow(Base):
    """A row that has become a case, so that the same row never becomes a second one."""

    __tablename__ = "import_fingerprints"
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))


class ImportMappingRow(Base):
    """A mapping somebody corrected, found again by the signature of the header row."""

    __tablename__ = "import_mappings"
    signature: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]
