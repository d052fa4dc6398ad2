"""The cases that were closed in a period, of which samples are drawn and whose customers are asked."""

from datetime import datetime, time

from core.sdk import Period
from core.sdk.services import MERGED, UnitOfWork, Workplace
from core.sdk.tables import CaseRow, ColumnElement, ConsentRow, CustomerRow, aliased, exists

CONTACT = "contact"
"""What a customer agrees to who may be called back and asked."""


def bounds(place: Workplace, work: UnitOfWork, period: Period) -> tuple[datetime, datetime]:
    """From when to before when a period lasts, in the business's zone."""
    zone = place.calendar(work).zone
    return (datetime.combine(period.begins, time.min, zone), datetime.combine(period.next.begins, time.min, zone))


def closed_in(industry: str, begins: datetime, ends: datetime) -> tuple[ColumnElement[bool], ...]:
    """Cases that came to an end then; what became part of another case came to none."""
    return (CaseRow.industry == industry, CaseRow.closed_at >= begins, CaseRow.closed_at < ends,
            CaseRow.outcome != MERGED.name)


def closed_for(industry: str, begins: datetime, ends: datetime) -> tuple[ColumnElement[bool], ...]:
    """Those of them whose customer, joined to them, can be asked: is not erased, and did not say no."""
    return (*closed_in(industry, begins, ends), CustomerRow.erased_at.is_(None), ~unwilling())


def unwilling() -> ColumnElement[bool]:
    """Whether the customer of a case last said that they do not want to be called or asked."""
    later = aliased(ConsentRow)
    return exists().where(
        ConsentRow.customer_id == CaseRow.customer_id, ConsentRow.purpose == CONTACT, ConsentRow.given.is_(False),
        ~exists().where(later.customer_id == ConsentRow.customer_id, later.purpose == CONTACT,
                        later.id > ConsentRow.id)).correlate(CaseRow)
