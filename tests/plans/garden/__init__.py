"""园艺:苗床养护。An industry of the tests' own with plans and a report."""

from core.sdk import (
    COUNT,
    END,
    MANAGER,
    MONTH,
    PERCENT,
    QUALITY,
    SERVICE,
    WEEK,
    Asking,
    Chart,
    Column,
    Form,
    Industry,
    Plan,
    Reason,
    Report,
    Sheet,
    State,
    Workflow,
    length,
    text,
    yes_no,
)

within = length("walk.within", "巡查期限")
water_within = length("water.within", "浇水期限")


class Complaint(Form):
    """苗床报修"""

    bed: str = text("苗床")


class Walk(Form):
    """巡查记录"""

    found: str = text("发现", long=True)
    repaired: bool = yes_no("已修复", on_demand=True)


class Mend(Workflow, title="修苗床", number="YY", opens=Complaint):
    """修苗床"""

    waiting = State("待修", start=True)

    mend = waiting.to(END, "修好", by=SERVICE)


def count_beds(asked: Asking) -> Sheet:
    """Cases opened in the span, by state."""
    from sqlalchemy import func, select

    from core.store.tables import CaseRow

    rows = asked.session.execute(
        select(CaseRow.state, func.count()).where(
            asked.visible, CaseRow.opened_at >= asked.begins, CaseRow.opened_at < asked.ends)
        .group_by(CaseRow.state).order_by(CaseRow.state)).all()
    total = sum(number for _, number in rows)
    return Sheet((Column("状态"), Column("件数", COUNT), Column("占比", PERCENT)),
                 [(state or "完", number, number / total) for state, number in rows], ("合计", total, None),
                 Chart((1,)), (Reason("共 {n} 件", {"n": total}),))


beds = Report("苗床报修统计", count_beds, note="每月看哪里坏得多")
walk = Plan("苗床巡查", every=MONTH, by=(QUALITY, SERVICE), form=Walk, shows=beds, within=within, note="逐床查看")
water = Plan("浇水", every=WEEK, by=(MANAGER,), within=water_within)

garden = Industry("garden", __name__, title="园艺")
