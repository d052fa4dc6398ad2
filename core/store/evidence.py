"""Evidence of cases: the rows; the files are in `evidence_files`."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from core.store.evidence_files import StoredFile
from core.store.repository import Repository
from core.store.tables import EvidenceRow

_OF = (select(EvidenceRow).where(EvidenceRow.case_id == bindparam("case_id"))
       .order_by(EvidenceRow.uploaded_at, EvidenceRow.id))


class Evidence(Repository):
    """What was shown."""

    def add(self, case_id: int, file: StoredFile, *, purpose: str = "", field: str = "", source: str = "",
            uploaded_by: int | None = None) -> EvidenceRow:
        return self._add(EvidenceRow(
            case_id=case_id, purpose=purpose, field=field, source=source, uploaded_by=uploaded_by,
            uploaded_at=self._now(), original_name=file.original_name, stored_name=file.stored_name,
            public_name=file.public_name, media_type=file.media_type, size=file.size, sha256=file.sha256))

    def get(self, evidence_id: int) -> EvidenceRow:
        return self._get(EvidenceRow, evidence_id)

    def of(self, case_id: int) -> Sequence[EvidenceRow]:
        return self._session.scalars(_OF, {"case_id": case_id}).all()
