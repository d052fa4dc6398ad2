"""What a business looks at of its visits."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from core.capabilities.visits.standing import Standing
from core.sdk import CASE, COUNT, PERCENT, TEXT, Asking, Column, Reason, Report, Sheet


def _read(asked: Asking, *columns: Any) -> list[Any]:
    """Visits that somebody was to make in this span: by their window, else by when they were planned."""
    from core.capabilities.visits.tables import VisitRow
    from core.sdk.tables import CaseRow, UserRow, func, select

    when = func.coalesce(VisitRow.starts, VisitRow.created_at)
    return list(asked.session.execute(
        select(*columns or (VisitRow,)).join_from(VisitRow, CaseRow)
        .outerjoin(UserRow, UserRow.id == VisitRow.technician_id)
        .where(CaseRow.industry == asked.industry, asked.visible, when >= asked.begins, when < asked.ends)
        .order_by(VisitRow.case_id, VisitRow.turn)))


def _by_person(asked: Asking) -> Sheet:
    """Of each person: visits made, partly made and called off, and how many of them came in the window."""
    from core.capabilities.visits.tables import VisitRow
    from core.sdk.tables import UserRow

    counted: dict[str, list[int]] = {}
    for visit, name in _read(asked, VisitRow, UserRow.name):
        row = counted.setdefault(name or "—", [0] * 6)
        row[0] += 1
        row[1] += visit.standing == Standing.done.name
        row[2] += visit.standing == Standing.partial.name
        row[3] += visit.standing == Standing.cancelled.name
        if visit.arrived_at and visit.ends:
            row[4] += 1
            row[5] += visit.arrived_at <= visit.ends
    return Sheet(
        (Column("上门人员", TEXT), Column("上门", COUNT), Column("已完成", COUNT), Column("没有做完", COUNT),
         Column("已取消", COUNT), Column("准时率", PERCENT)),
        [(name, *row[:4], _share(row[5], row[4])) for name, row in sorted(counted.items())],
        notes=(Reason("准时:在最后告知客户的时段结束前到达;没有到达的不算"),))


def _lateness(asked: Asking) -> Sheet:
    """Each visit that came after its window, or whose customer was told of a delay."""
    from core.capabilities.visits.tables import VisitRow
    from core.sdk.tables import CaseRow, UserRow

    found = []
    for visit, number, name in _read(asked, VisitRow, CaseRow.number, UserRow.name):
        late = visit.arrived_at and visit.ends and visit.arrived_at > visit.ends
        if late or visit.told_at:
            found.append((number, name or "—", _moment(visit.first_ends, asked), _moment(visit.ends, asked),
                          _moment(visit.arrived_at, asked),
                          int((visit.arrived_at - visit.ends).total_seconds() // 60) if late else 0))
    return Sheet((Column("案件", CASE), Column("上门人员", TEXT), Column("原约最晚到达", TEXT),
                  Column("最后告知的最晚到达", TEXT), Column("到达", TEXT), Column("晚到分钟", COUNT)), found)


def _first_time(asked: Asking) -> Sheet:
    """Of each kind of case: how many were settled by one visit."""
    from core.capabilities.visits.tables import VisitRow
    from core.sdk.tables import CaseRow

    ended: dict[int, list[tuple[str, str, int]]] = {}
    for visit, kind, case in _read(asked, VisitRow, CaseRow.kind, CaseRow.id):
        ended.setdefault(case, []).append((kind, visit.standing, visit.turn))
    kinds: dict[str, list[int]] = {}
    for visits in ended.values():
        if done := [each for each in visits if each[1] == Standing.done.name]:
            row = kinds.setdefault(done[-1][0], [0, 0])
            row[0] += 1
            row[1] += done[-1][2] == 1
    return Sheet((Column("案件种类", TEXT), Column("上门办完", COUNT), Column("一次办完", COUNT),
                  Column("一次办完率", PERCENT)),
                 [(kind, *row, _share(row[1], row[0])) for kind, row in sorted(kinds.items())],
                 notes=(Reason("一次办完:第一次上门就做完、由客户签字"),))


def _share(part: int, whole: int) -> Any:
    return Decimal(part) / Decimal(whole) if whole else None


def _moment(value: datetime | None, asked: Asking) -> str:
    return f"{value.astimezone(asked.begins.tzinfo):%Y-%m-%d %H:%M}" if value else "—"


visits_by_person = Report("每人的上门和准时率", _by_person, always=True)
late_visits = Report("晚到的上门", _lateness, always=True)
first_time_fix = Report("一次办完率", _first_time, always=True)
