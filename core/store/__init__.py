"""What the desk keeps: tables, units of work, files and migrations. Knows no rule and decides nothing."""

from core.store.chain import BrokenLink, Verification
from core.store.evidence_files import EvidenceFiles, StoredFile
from core.store.histories import History
from core.store.lists import CaseFilter, Page, WorkbenchCounts
from core.store.once import Replay
from core.store.store import Store, utc_now
from core.store.unit_of_work import UnitOfWork

__all__ = ["BrokenLink", "CaseFilter", "EvidenceFiles", "History", "Page", "Replay", "Store", "StoredFile",
           "UnitOfWork", "Verification", "WorkbenchCounts", "utc_now"]
