"""What a business looks at of its parcels."""

from datetime import datetime
from typing import TYPE_CHECKING

from core.capabilities.parcels.forms import Problem
from core.capabilities.parcels.standing import Direction, Status
from core.sdk import CASE, COUNT, MONEY, TEXT, Asking, Chart, Column, Label, Reason, Report, Sheet

if TYPE_CHECKING:
    from core.capabilities.parcels.tables import ParcelRow


def _on_the_way(asked: Asking) -> Sheet:
    """What should arrive or leave: where each parcel is and how long nothing was heard of it."""
    from core.capabilities.parcels.tables import ParcelRow
    from core.sdk.tables import CaseRow, select

    found = asked.session.execute(
        select(CaseRow.number, ParcelRow).join_from(ParcelRow, CaseRow)
        .where(ParcelRow.living, asked.visible,
               ParcelRow.created_at >= asked.begins, ParcelRow.created_at < asked.ends)
        .order_by(ParcelRow.last_update_at, ParcelRow.id)).all()

    def row(number: str, each: "ParcelRow") -> tuple[object, ...]:
        return (number, Label(Direction[each.direction].value), each.carrier, each.waybill,
                Label("延误" if each.stalled_at and each.status == Status.in_transit.name
                      else Status[each.status].value), _days(each.last_update_at, asked.now))

    return Sheet((Column("案件", CASE), Column("方向", TEXT), Column("承运公司", TEXT), Column("运单号", TEXT),
                  Column("状态", TEXT), Column("多少天没有进展", COUNT)),
                 [row(*each) for each in found],
                 notes=(Reason("统计这段日子里安排、还没有收到或签收的包裹"),))


def _days(since: datetime, now: datetime) -> int:
    return max((now - since).days, 0)


def _troubles(asked: Asking) -> Sheet:
    """Of each carrier: how many parcels, what went wrong, what was claimed and paid."""
    from core.capabilities.parcels.tables import ParcelRow, TroubleRow
    from core.sdk.tables import CaseRow, case, func, select

    sent = dict(asked.session.execute(
        select(ParcelRow.carrier_key, func.count()).join_from(ParcelRow, CaseRow)
        .where(asked.visible, ParcelRow.sent_at >= asked.begins, ParcelRow.sent_at < asked.ends)
        .group_by(ParcelRow.carrier_key)).all())
    names = dict(asked.session.execute(
        select(ParcelRow.carrier_key, func.min(ParcelRow.carrier)).join_from(ParcelRow, CaseRow).where(asked.visible)
        .group_by(ParcelRow.carrier_key)).all())
    counted = {key: rest for key, *rest in asked.session.execute(
        select(ParcelRow.carrier_key,
               *(func.sum(case((TroubleRow.problem == each.name, 1), else_=0)) for each in Problem),
               func.sum(case((TroubleRow.closed_at.is_(None), 1), else_=0)), func.sum(TroubleRow.claim),
               func.sum(TroubleRow.paid))
        .select_from(TroubleRow).join(ParcelRow, ParcelRow.id == TroubleRow.parcel_id).join(CaseRow)
        .where(asked.visible, TroubleRow.found_at >= asked.begins, TroubleRow.found_at < asked.ends)
        .group_by(ParcelRow.carrier_key))}
    none = [0] * (len(Problem) + 1) + [None, None]
    rows = [(names.get(key) or Label("未登记"), sent.get(key, 0), *counted.get(key, none))
            for key in sorted({*sent, *counted})]
    wide = len(Problem) + 2
    totals = (Label("合计"), *(sum(each[place] for each in rows) for place in range(1, wide + 1)),
              *(sum(each[place] or 0 for each in rows) for place in (wide + 1, wide + 2))) if rows else None
    return Sheet((Column("承运公司", TEXT), Column("寄出件数", COUNT), *(Column(each.value, COUNT) for each in Problem),
                  Column("未处理", COUNT), Column("索赔金额", MONEY), Column("已赔金额", MONEY)), rows, totals,
                 Chart(tuple(range(2, 2 + len(Problem)))) if rows else None,
                 (Reason("寄出件数按寄出日,异常按发现日"),))


parcels_on_the_way = Report("在途包裹", _on_the_way, note="寄来和寄出的包裹到了哪里,多久没有进展")
carrier_troubles = Report("承运方的延误、损坏和丢失", _troubles, note="各承运公司的异常、索赔和赔付")
