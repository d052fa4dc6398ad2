"""What was found: by samples, by looking into complaints, by people. It is evidence; nothing follows by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.capabilities.complaints.tables import ComplaintRow
from core.capabilities.conduct.standing import Source
from core.capabilities.conduct.tables import EntryRow, FindingRow
from core.capabilities.followup.tables import ReviewRow, SampleRow
from core.sdk import Asking
from core.sdk.services import Actor, InvalidInput, UnitOfWork, visible_to
from core.sdk.tables import CaseRow, ColumnElement, UserRow, aliased, and_, func, select

MOST = 500
Span = tuple[datetime, datetime] | None


@dataclass(frozen=True)
class Finding:
    """Something found. `key` names it (`sample:12`); `person_id` and `login` are whose case it is, or who is named,
    None and '' where nobody with an account is. `entries` are the states of the penalties proposed for it."""

    key: str
    source: str
    what: str
    at: datetime
    number: str = ""
    case_id: int | None = None
    person_id: int | None = None
    person_name: str = ""
    by_name: str = ""
    entries: tuple[str, ...] = ()
    about_id: int | None = None
    """The case complained about: what a complaint and a sample find in it is one fact."""

    @property
    def fact_case(self) -> int | None:
        return self.case_id if self.about_id is None else self.about_id


def findings(work: UnitOfWork, industry: str, actor: Actor) -> list[Finding]:
    """Those of an industry about cases that somebody sees, or about none; the latest first."""
    return _all(work, industry, and_(CaseRow.industry == industry, *visible_to(actor)))


def found_in(asked: Asking) -> list[Finding]:
    """Those of a report's days, the earliest first."""
    return _all(asked.work, asked.industry, asked.visible, (asked.begins, asked.ends))[::-1]


def finding_of(work: UnitOfWork, industry: str, actor: Actor, key: str) -> Finding:
    """The finding of a key. Raises `InvalidInput` naming `finding`."""
    for each in findings(work, industry, actor):
        if each.key == key:
            return each
    raise InvalidInput.field("finding", "没有这项检查发现")


def _all(work: UnitOfWork, industry: str, visible: ColumnElement[bool], span: Span = None) -> list[Finding]:
    found = [each for source in (_samples, _complaints, _others) for each in source(work, industry, visible, span)]
    entries: dict[str, list[str]] = {}
    for key, state in work.session.execute(select(EntryRow.finding, EntryRow.state).where(
            EntryRow.industry == industry, EntryRow.finding != "").order_by(EntryRow.id)):
        entries.setdefault(key, []).append(state)
    return sorted((replace(each, entries=tuple(entries.get(each.key, ()))) for each in found),
                  key=lambda each: (each.at, each.key), reverse=True)


def _within(at: Any, span: Span) -> tuple[ColumnElement[bool], ...]:
    return (at >= span[0], at < span[1]) if span else ()


def _samples(work: UnitOfWork, industry: str, visible: ColumnElement[bool], span: Span) -> Iterator[Finding]:
    """Cases of samples that were not handled by the rules."""
    reviewer, owner = aliased(UserRow), aliased(UserRow)
    for row, number, assignee, name, by in work.session.execute(
            select(ReviewRow, CaseRow.number, CaseRow.assignee_id, owner.name, reviewer.name).select_from(ReviewRow)
            .join(SampleRow, SampleRow.id == ReviewRow.sample_id).join(CaseRow, CaseRow.id == ReviewRow.case_id)
            .outerjoin(owner, owner.id == CaseRow.assignee_id).outerjoin(reviewer, reviewer.id == ReviewRow.reviewer_id)
            .where(SampleRow.industry == industry, visible, ReviewRow.by_the_rules.is_(False),
                   *_within(ReviewRow.at, span))
            .order_by(ReviewRow.id.desc()).limit(MOST)):
        yield Finding(f"sample:{row.id}", Source.sample.name, row.finding, row.at, number, row.case_id, assignee,
                      name or "", by or "")


def _complaints(work: UnitOfWork, industry: str, visible: ColumnElement[bool], span: Span) -> Iterator[Finding]:
    """Complaints for which somebody was found responsible."""
    people = {word: each for each in work.session.scalars(select(UserRow)) for word in (each.name, each.login)}
    for row, number in work.session.execute(
            select(ComplaintRow, CaseRow.number).join_from(ComplaintRow, CaseRow, CaseRow.id == ComplaintRow.case_id)
            .where(visible, ComplaintRow.person != "",
                   *_within(func.coalesce(ComplaintRow.found_at, ComplaintRow.opened_at), span))
            .order_by(ComplaintRow.id.desc()).limit(MOST)):
        person = people.get(row.person.strip())
        yield Finding(f"complaint:{row.id}", Source.complaint.name, row.finding, row.found_at or row.opened_at, number,
                      row.case_id, person.id if person else None, person.name if person else row.person,
                      about_id=row.about_case_id)


def _others(work: UnitOfWork, industry: str, visible: ColumnElement[bool], span: Span) -> Iterator[Finding]:
    """What people wrote down."""
    finder, person = aliased(UserRow), aliased(UserRow)
    for row, number, name, by in work.session.execute(
            select(FindingRow, CaseRow.number, person.name, finder.name).select_from(FindingRow)
            .outerjoin(CaseRow, CaseRow.id == FindingRow.case_id).outerjoin(person, person.id == FindingRow.person_id)
            .outerjoin(finder, finder.id == FindingRow.found_by)
            .where(FindingRow.industry == industry, FindingRow.case_id.is_(None) | visible,
                   *_within(FindingRow.found_at, span))
            .order_by(FindingRow.id.desc()).limit(MOST)):
        yield Finding(f"other:{row.id}", Source.other.name, row.what, row.found_at, number or "", row.case_id,
                      row.person_id, name or row.person_name, by or "")
