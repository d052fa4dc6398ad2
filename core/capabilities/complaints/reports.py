"""Whether complaints are handled to effect."""

from datetime import datetime
from typing import TYPE_CHECKING

from core.capabilities.complaints.forms import Cause
from core.capabilities.complaints.rules import settled_for
from core.capabilities.complaints.standing import Status
from core.sdk import CASE, Asking, Column, Label, Reason, Report, Sheet

if TYPE_CHECKING:
    from core.capabilities.complaints.tables import ComplaintRow

YES, NO = Label("是"), Label("否")


def came_back(row: "ComplaintRow", asked: Asking) -> bool:
    """Whether it was opened again within the time that it should have stayed settled; at any time where nothing is
    said of that."""
    if row.reopened_at is None or row.first_closed_at is None:
        return False
    if not asked.policy.has(settled_for):
        return True
    zone = asked.calendar.zone
    closed, again = row.first_closed_at.astimezone(zone), row.reopened_at.astimezone(zone)
    last = asked.policy.after(closed if asked.policy[settled_for].by_clock else closed.date(), settled_for)
    return again <= last if isinstance(last, datetime) else again.date() <= last


def _effective(asked: Asking) -> Sheet:
    """Complaints that were closed: how many with the customer's agreement, for good and without a body outside."""
    from core.capabilities.complaints.tables import ComplaintRow
    from core.sdk.tables import CaseRow, select

    found = asked.session.execute(
        select(CaseRow.number, ComplaintRow).join_from(ComplaintRow, CaseRow, CaseRow.id == ComplaintRow.case_id)
        .where(asked.visible, CaseRow.industry == asked.industry, ComplaintRow.status != Status.merged.name,
               ComplaintRow.first_closed_at >= asked.begins, ComplaintRow.first_closed_at < asked.ends)
        .order_by(ComplaintRow.first_closed_at, ComplaintRow.id)).all()

    def row(number: str, each: "ComplaintRow") -> tuple[object, ...]:
        agreed, again, outside = bool(each.agreed), came_back(each, asked), each.outside_at is not None
        fine = agreed and not again and not outside
        return (f"{each.first_closed_at.astimezone(asked.calendar.zone):%Y-%m-%d}" if each.first_closed_at else "",
                number, Label(Cause[each.cause].value) if each.cause else "", each.department,
                *(YES if answer else NO for answer in (agreed, again, outside, fine)))

    rows = [row(*each) for each in found]
    counts = [sum(each[place] is YES for each in rows) for place in (4, 5, 6, 7)]
    told = (Reason("结案的 {n} 件投诉里 {fine} 件有效({share})", {
        "n": len(rows), "fine": counts[-1], "share": f"{counts[-1] / len(rows):.0%}"}),) if rows else ()
    kept = Reason("客户认可、结案后没有重开、没有到外部机构,才算有效")
    if asked.policy.has(settled_for):
        kept = Reason("客户认可、结案后 {within} 内没有重开、没有到外部机构,才算有效", {
            "within": asked.policy[settled_for]})
    return Sheet((Column("结案"), Column("案件", CASE), Column("原因"), Column("责任部门"), Column("客户认可"),
                  Column("又重开"), Column("到了外部机构"), Column("有效")), rows,
                 (Label("合计"), "", "", "", *counts) if rows else None,
                 notes=(*told, Reason("统计这段日子里第一次结案的投诉"), kept))


complaints_effective = Report("投诉处理是否有效", _effective,
                              note="结案的投诉里客户认可、没有重开、没有到外部机构的占多少")
