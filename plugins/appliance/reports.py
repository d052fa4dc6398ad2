"""What an outlet looks at: which components fail, swaps with what they cost, units whose faults come again."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from core.sdk import CASE, COUNT, MONEY, TEXT, Asking, Chart, Column, Label, Reason, Report, Sheet
from plugins.appliance.forms import Cause, Component

if TYPE_CHECKING:
    from plugins.appliance.tables import RepairRow

REPAIRED, SWAPPED = "维修", "换货"


def _faults(asked: Asking) -> Sheet:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, each in _repairs(asked):
        figures = found[each.component]
        figures[0] += 1
        figures[1] += each.cause == Cause.quality.name
        figures[2] += bool(each.free)
    rows = [(Label(Component[component].value), *figures)
            for component, figures in sorted(found.items(), key=lambda each: (-each[1][0], each[0]))]
    totals = (Label("合计"), *(sum(each[place] for each in found.values()) for place in range(3)))
    return Sheet((Column("故障部件", TEXT), Column("维修", COUNT), Column("其中产品质量", COUNT),
                  Column("其中免费", COUNT)), rows, totals if rows else None, Chart((1, 2)) if rows else None,
                 (Reason("按检测日期"),))


def _costs(asked: Asking) -> Sheet:
    from core.sdk.tables import CaseRow, select
    from plugins.appliance.tables import SwapRow

    rows = [(number, each.model, Label(REPAIRED), each.cost, each.charged, each.cost - each.charged)
            for number, each in _repairs(asked) if each.cost is not None and each.charged is not None]
    rows += [(number, each.model, Label(SWAPPED), each.cost, each.charged, each.cost - each.charged)
             for number, each in asked.session.execute(
                 select(CaseRow.number, SwapRow).join_from(SwapRow, CaseRow)
                 .where(asked.visible, SwapRow.swapped_at >= asked.begins, SwapRow.swapped_at < asked.ends)
                 .order_by(SwapRow.swapped_at, SwapRow.id))]
    totals = (Label("合计"), None, None,
              *(sum((row[place] for row in rows), Decimal(0)) for place in (3, 4, 5)))
    return Sheet((Column("案件", CASE), Column("型号", TEXT), Column("办理", TEXT), Column("费用", MONEY),
                  Column("向客户收取", MONEY), Column("供方承担", MONEY)), rows, totals if rows else None,
                 notes=(Reason("维修按检测日期,换货按换机日期"),))


def _repairs(asked: Asking) -> "list[tuple[str, RepairRow]]":
    from core.sdk.tables import CaseRow, select
    from plugins.appliance.tables import RepairRow

    return [(number, row) for number, row in asked.session.execute(
        select(CaseRow.number, RepairRow).join_from(RepairRow, CaseRow)
        .where(asked.visible, RepairRow.examined_at >= asked.begins, RepairRow.examined_at < asked.ends)
        .order_by(RepairRow.examined_at, RepairRow.id))]


faults_by_component = Report("各部件的故障", _faults, note="哪些部件坏得多,多少是产品质量")
cost_of_warranty = Report("维修和换货的费用", _costs, note="免费保修和换货让供方花了多少")
