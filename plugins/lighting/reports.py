"""What the factory looks at each month: faults, repairs that did not hold, returns against the rules, what it costs."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from core.sdk import CASE, COUNT, MONEY, TEXT, Asking, Chart, Column, Label, Reason, Report, Sheet
from plugins.lighting.forms import Cause, Ground
from plugins.lighting.rules import refund_within, repeat_threshold, repeat_window

if TYPE_CHECKING:
    from plugins.lighting.tables import RepairRow, ReturnRow

NOT_SET = Reason("要先设定“同一问题修几次算多次返修”和“多久以内再修算返修”,才能统计")


def _faults(asked: Asking) -> Sheet:
    from core.sdk.tables import CaseRow, case, func, select
    from plugins.lighting.tables import RepairRow, ReturnRow

    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for model, cause, repairs, broken in asked.session.execute(
            select(RepairRow.model, RepairRow.cause, func.count(), func.sum(case((RepairRow.human_damage, 1), else_=0)))
            .join(CaseRow).where(asked.visible, RepairRow.diagnosed_at >= asked.begins,
                                 RepairRow.diagnosed_at < asked.ends)
            .group_by(RepairRow.model, RepairRow.cause)):
        found[model, Cause[cause].value][0] += repairs
        found[model, Cause[cause].value][1] += broken
    for model, ground, returns in asked.session.execute(
            select(ReturnRow.model, ReturnRow.ground, func.count()).join(CaseRow)
            .where(asked.visible, ReturnRow.approved_at >= asked.begins, ReturnRow.approved_at < asked.ends)
            .group_by(ReturnRow.model, ReturnRow.ground)):
        found[model, Ground[ground].value][2] += returns
    rows = [(model, Label(cause), *figures)
            for (model, cause), figures in sorted(found.items(), key=lambda each: (each[0][0], -sum(each[1])))]
    totals = (Label("合计"), None, *(sum(each[place] for each in found.values()) for place in range(3)))
    return Sheet((Column("型号", TEXT), Column("故障原因", TEXT), Column("维修", COUNT), Column("其中人为损坏", COUNT),
                  Column("退换", COUNT)), rows, totals if rows else None, Chart((2, 4)) if rows else None,
                 (Reason("维修按检测日,退换按审核通过日"),))


def _repeats(asked: Asking) -> Sheet:
    from core.sdk.tables import CaseRow, select
    from plugins.lighting.tables import RepairRow

    columns = (Column("型号", TEXT), Column("批号或序列号", TEXT), Column("故障原因", TEXT), Column("维修次数", COUNT),
               Column("首次", CASE), Column("最近一次", CASE))
    wanted, window = asked.policy.get(repeat_threshold), asked.policy.get(repeat_window)
    if wanted is None or window is None:
        return Sheet(columns, [], notes=(NOT_SET,))
    chains: dict[Any, list[tuple[str, RepairRow]]] = defaultdict(list)
    for number, each in asked.session.execute(
            select(CaseRow.number, RepairRow).join_from(RepairRow, CaseRow)
            .where(asked.visible, RepairRow.diagnosed_at < asked.ends).order_by(RepairRow.diagnosed_at, RepairRow.id)):
        chains[_lamp(each), each.cause].append((number, each))
    rows = []
    for chain in chains.values():
        run = _latest_run(asked, chain)
        if len(run) >= wanted and run[-1][1].diagnosed_at >= asked.begins:
            first, last = run[0], run[-1]
            rows.append((last[1].model, last[1].serial, Label(Cause[last[1].cause].value), len(run), first[0], last[0]))
    rows.sort(key=lambda row: (-row[3], row[0]))
    return Sheet(columns, rows, notes=(Reason("同一盏灯同一原因,前一次修好后 {window} 内又修,满 {times} 次的", {
        "window": str(window), "times": wanted}),))


def _lamp(row: "RepairRow") -> tuple[object, ...]:
    """Which lamp: by its serial number, else by customer and model; where nobody is known, that of the case."""
    if row.serial:
        return row.model, row.serial
    return ("", row.customer_id, row.model) if row.customer_id else ("", "", row.case_id)


def _latest_run(asked: Asking, chain: "list[tuple[str, RepairRow]]") -> "list[tuple[str, RepairRow]]":
    """The last repairs of one fault that followed each other within the window."""
    run = chain[:1]
    for before, here in pairwise(chain):
        held = before[1].finished_at or before[1].diagnosed_at
        again = asked.policy.after(_day(asked, held), repeat_window) >= _day(asked, here[1].diagnosed_at)
        run = [*run, here] if again else [here]
    return run


def _compliance(asked: Asking) -> Sheet:
    from core.sdk.tables import CaseRow, or_, select
    from plugins.lighting.tables import ReturnRow

    def within(moment: Any) -> Any:
        return (moment >= asked.begins) & (moment < asked.ends)

    found = asked.session.execute(
        select(CaseRow.number, ReturnRow).join_from(ReturnRow, CaseRow)
        .where(asked.visible, or_(within(ReturnRow.received_at), within(ReturnRow.refunded_at)))
        .order_by(ReturnRow.received_at, ReturnRow.id)).all()
    set_ = asked.policy.has(refund_within)
    rows = [(number, Label(Ground[each.ground].value), _yes(each.papers), _yes(_in_order(each)), *_dates(asked, each),
             _yes(_in_time(asked, each)) if set_ else None) for number, each in found]
    judged = [said for _, each in found if set_ and (said := _in_time(asked, each)) is not None]
    notes = [Reason("退款时限从收到退货起算,当日不计") if set_ else Reason("没有设定退款时限,不判断是否按时")]
    if judged:
        notes.append(Reason("{n} 件要退款的,{kept} 件按时", {"n": len(judged), "kept": sum(judged)}))
    texts = ("退换理由", "材料齐全", "先检测后退款", "收到日期", "退款日期")
    columns = (Column("案件", CASE), *(Column(each, TEXT) for each in texts), Column("天数", COUNT),
               Column("按时退款", TEXT))
    return Sheet(columns, rows, notes=tuple(notes))


def _in_order(row: "ReturnRow") -> bool:
    """Whether quality looked before money or another lamp went out."""
    done = row.refunded_at or row.exchanged_at
    return done is None or (row.inspected_at is not None and row.inspected_at <= done)


def _dates(asked: Asking, row: "ReturnRow") -> tuple[date | None, date | None, int | None]:
    came, paid = (_day(asked, each) if each else None for each in (row.received_at, row.refunded_at))
    return came, paid, (paid - came).days if came and paid else None


def _in_time(asked: Asking, row: "ReturnRow") -> bool | None:
    """Whether the refund came in time; None while it may still, and where none is owed."""
    came, paid, _ = _dates(asked, row)
    if came is None or (paid is None and row.exchanged_at):
        return None
    last = asked.policy.after(came, refund_within)
    return paid <= last if paid else None if _day(asked, asked.now) <= last else False


def _costs(asked: Asking) -> Sheet:
    from core.sdk.tables import CaseRow, select
    from plugins.lighting.tables import RepairRow

    found = asked.session.execute(
        select(CaseRow.number, RepairRow.model, RepairRow.cost, RepairRow.charged).join_from(RepairRow, CaseRow)
        .where(asked.visible, RepairRow.finished_at >= asked.begins, RepairRow.finished_at < asked.ends)
        .order_by(RepairRow.finished_at, RepairRow.id)).all()
    rows = [(number, model, cost or Decimal(0), charged or Decimal(0), (cost or Decimal(0)) - (charged or Decimal(0)))
            for number, model, cost, charged in found]
    totals = (Label("合计"), None, *(sum((row[place] for row in rows), Decimal(0)) for place in (2, 3, 4)))
    return Sheet((Column("案件", CASE), Column("型号", TEXT), Column("实际成本", MONEY), Column("向客户收取", MONEY),
                  Column("公司承担", MONEY)), rows, totals if rows else None,
                 notes=(Reason("按修好的日期;免费保修的客户不付,成本由公司承担"),))


def _yes(said: bool | None) -> Label | None:
    return None if said is None else Label("是" if said else "否")


def _day(asked: Asking, moment: Any) -> date:
    found: date = moment.astimezone(asked.calendar.zone).date()
    return found


faults_by_model = Report("各型号的故障和原因", _faults, note="汇总给技术部和质量部,促进产品改进")
repeat_repairs = Report("同一问题多次返修", _repeats, note="修过又修的灯,看维修方案是否合理")
return_compliance = Report("退换货是否按流程", _compliance, note="材料、检测和退款是否合乎规定")
internal_costs = Report("维修的内部成本", _costs, note="免费维修的实际成本也记在这里")
