"""Registers brought in: runs, rows, what is known already, and mappings somebody corrected."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from core.domain.people import Actor
from core.store.repository import Repository
from core.store.tables import ImportFingerprintRow, ImportMappingRow, ImportRowRow, ImportRunRow


class Imports(Repository):
    """What became of each register and each of its rows."""

    def add(self, run: ImportRunRow) -> ImportRunRow:
        self._date(run, "started_at")
        return self._add(run)

    def get(self, run_id: int) -> ImportRunRow:
        return self._get(ImportRunRow, run_id)

    def lock(self, run_id: int) -> ImportRunRow:
        """A run, kept from others who go on with it."""
        self.get(run_id)
        return self._session.get_one(ImportRunRow, run_id, with_for_update=True, populate_existing=True)

    def forget(self, run: ImportRunRow, *, rows_only: bool = False) -> None:
        """Drop what a run that made no case has found, and itself."""
        self._session.execute(delete(ImportRowRow).where(ImportRowRow.run_id == run.id))
        if not rows_only:
            self._session.delete(run)

    def runs(self, limit: int = 50, before: int = 2**31 - 1, by: Actor | None = None) -> Sequence[ImportRunRow]:
        """The latest first, of one person if they are named; `before` is the id to go on behind."""
        own = [ImportRunRow.started_by == by.id] if by else []
        return self._session.scalars(select(ImportRunRow).where(ImportRunRow.id < before, *own)
                                     .order_by(ImportRunRow.id.desc()).limit(limit)).all()

    def same_file(self, sha256: str) -> Sequence[ImportRunRow]:
        """Runs of exactly this file, the latest first."""
        return self._session.scalars(select(ImportRunRow).where(ImportRunRow.file_sha256 == sha256)
                                     .order_by(ImportRunRow.id.desc())).all()

    def add_rows(self, run_id: int, rows: Iterable[ImportRowRow]) -> None:
        """What became of some rows."""
        for row in rows:
            row.run_id = run_id
            self._session.add(row)
        self._session.flush()

    def rows(self, run_id: int, *, outcomes: Collection[str] = (), standings: Collection[str] = (), after: int = 0,
             limit: int = 100) -> Sequence[ImportRowRow]:
        """Rows in the order of the sheet; `after` is the row number to go on behind."""
        query = select(ImportRowRow).where(ImportRowRow.run_id == run_id, ImportRowRow.row_number > after)
        if outcomes:
            query = query.where(ImportRowRow.outcome.in_(outcomes))
        if standings:
            query = query.where(ImportRowRow.standing.in_(standings))
        return self._session.scalars(query.order_by(ImportRowRow.row_number, ImportRowRow.id).limit(limit)).all()

    def origin(self, fingerprint: str) -> ImportFingerprintRow | None:
        """The case a row has become already, and in which run."""
        return self._session.get(ImportFingerprintRow, fingerprint) if fingerprint else None

    def remember(self, fingerprint: str, case_id: int, run_id: int) -> bool:
        """That a row has become a case; False where it had already, then take the new case back."""
        return self._session.scalar(
            self._insert(ImportFingerprintRow).values(fingerprint=fingerprint, case_id=case_id, run_id=run_id)
            .on_conflict_do_nothing().returning(ImportFingerprintRow.fingerprint)) is not None

    def mapping(self, signature: str) -> ImportMappingRow | None:
        return self._session.get(ImportMappingRow, signature)

    def save_mapping(self, signature: str, kind: str, mapping: Mapping[str, Any], by: int | None) -> None:
        """Keep a corrected mapping for the next register with this header row."""
        self._session.merge(ImportMappingRow(signature=signature, kind=kind, mapping=dict(mapping), saved_by=by,
                                             saved_at=self._now()))
        self._session.flush()
