"""The tables of the kernel, by meaning; a plugin's own tables carry its name as prefix and live with it."""

from core.store.tables.cases import CaseItemRow, CaseLinkRow, CaseRow
from core.store.tables.clocks import ClockRow
from core.store.tables.customers import CustomerRow, PhoneRow, ProductRow
from core.store.tables.events import DailyDigestRow, EventPayloadRow, EventRow
from core.store.tables.evidence import EvidenceRow
from core.store.tables.imports import ImportFingerprintRow, ImportMappingRow, ImportRowRow, ImportRunRow
from core.store.tables.notifications import MessageRow, NotificationRow, PreferenceRow, TemplateRow
from core.store.tables.outbox import IdempotencyRow, NumberSeriesRow, OutboxRow
from core.store.tables.outside import DeliveryRow, ExportRow, TokenRow, WebhookRow
from core.store.tables.people import SessionRow, UnitRow, UserRow
from core.store.tables.plans import PlanEntryRow, PlanPartRow, PlanStartRow
from core.store.tables.portal import PortalLinkRow
from core.store.tables.privacy import AccessRow, ConsentRow, FailedLoginRow
from core.store.tables.registers import RegisterEntryRow, RegisterPassRow
from core.store.tables.settings import (
    CalendarDayRow,
    CalendarRow,
    CalendarVersionRow,
    PlannedChangeRow,
    RulebookRow,
    SettingRow,
)
from core.store.tables.types import FAR_FUTURE, Base, Json, Money, UtcDateTime, canonical

__all__ = [
    "FAR_FUTURE", "AccessRow", "Base", "CalendarDayRow", "CalendarRow", "CalendarVersionRow", "CaseItemRow",
    "CaseLinkRow", "CaseRow", "ClockRow", "ConsentRow", "CustomerRow", "DailyDigestRow", "DeliveryRow",
    "EventPayloadRow", "EventRow", "EvidenceRow", "ExportRow", "FailedLoginRow", "IdempotencyRow",
    "ImportFingerprintRow", "ImportMappingRow", "ImportRowRow", "ImportRunRow", "Json", "MessageRow", "Money",
    "NotificationRow", "NumberSeriesRow", "OutboxRow", "PhoneRow", "PlanEntryRow", "PlanPartRow", "PlanStartRow",
    "PlannedChangeRow", "PortalLinkRow", "PreferenceRow", "ProductRow", "RegisterEntryRow", "RegisterPassRow",
    "RulebookRow", "SessionRow", "SettingRow", "TemplateRow", "TokenRow", "UnitRow", "UserRow", "UtcDateTime",
    "WebhookRow", "canonical"]
