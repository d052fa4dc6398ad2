"""What a business looks at of its stock."""

from datetime import datetime

from core.capabilities.stock.forms import Kind
from core.capabilities.stock.permissions import SEE
from core.capabilities.stock.rules import wear_minimum
from core.sdk import CASE, COUNT, MONEY, Asking, Chart, Column, Label, Reason, Report, Sheet


def _movements(asked: Asking) -> Sheet:
    """Of each item: what there was, what came and went, what is left and what that cost."""
    from core.capabilities.stock.tallies import tallies

    found = tallies(asked.session, asked.begins, asked.ends)
    rows = [(each.item.code, each.item.title, Label(Kind[each.item.kind].value), each.opening, each.received,
             each.given, each.back, each.scrapped, each.counted, each.closing, each.value) for each in found]
    figures = [(each.opening, each.received, each.given, each.back, each.scrapped, each.counted, each.closing)
               for each in found]
    totals = (Label("合计"), "", "", *map(sum, zip(*figures, strict=True)),
              sum(each.value or 0 for each in found)) if rows else None
    return Sheet((Column("编码"), Column("名称"), Column("类别"), Column("期初", COUNT), Column("入库", COUNT),
                  Column("发出", COUNT), Column("退回", COUNT), Column("报废", COUNT), Column("盘点差异", COUNT),
                  Column("期末", COUNT), Column("期末金额", MONEY)), rows, totals,
                 Chart((4, 5), over=1) if rows else None,
                 (Reason("员工领用、还没有用掉的仍算库存;发出是给了客户的"),))


def _shortages(asked: Asking) -> Sheet:
    """What is below its minimum now."""
    from core.capabilities.stock.shortages import shortages_of

    found = shortages_of(asked.session, asked.policy.get(wear_minimum))
    return Sheet((Column("编码"), Column("名称"), Column("仓库"), Column("最低库存", COUNT), Column("现有", COUNT),
                  Column("缺", COUNT), Column("别处有", COUNT)),
                 [(each.item.code, each.item.title, each.place.title if each.place else Label("全部仓库"), each.minimum,
                   each.here, each.missing, each.elsewhere) for each in found],
                 notes=(Reason("这是现在的库存,与所选日期无关"),))


def _held(asked: Asking) -> Sheet:
    """What each person has drawn and neither used nor given back."""
    from core.capabilities.stock.holding import holdings

    today = asked.now.date()
    return Sheet((Column("领用人"), Column("编码"), Column("名称"), Column("数量", COUNT), Column("案件", CASE),
                  Column("已领天数", COUNT), Column("应退日期"), Column("逾期")),
                 [(each.place.title, each.item.code, each.item.title, each.quantity, each.number or None,
                   _days(each.since, asked.now), each.due_on, Label("逾期") if each.overdue(today) else "")
                  for each in holdings(asked.session)],
                 notes=(Reason("这是现在的情况,与所选日期无关"),))


def _waiting(asked: Asking) -> Sheet:
    """Which cases wait for which parts, and for how many days."""
    from core.capabilities.stock.shortages import waiting_for

    return Sheet((Column("案件", CASE), Column("配件"), Column("还缺", COUNT), Column("库存", COUNT),
                  Column("等了几天", COUNT)),
                 [(each.number, each.item.title if each.item else each.row.said, each.missing, each.here,
                   _days(each.row.at, asked.now)) for each in waiting_for(asked.session, asked.visible)],
                 notes=(Reason("这是现在的情况,与所选日期无关"),))


def _samples(asked: Asking) -> Sheet:
    """Which samples stood where at the end of the last day."""
    from core.capabilities.stock.displays import on_display

    found = on_display(asked.session, asked.ends)
    return Sheet((Column("样品编号"), Column("商品"), Column("展厅"), Column("位置"), Column("上样时间"),
                  Column("经手人")),
                 [(each.sample.number, each.sample.product, each.event.hall, each.event.position,
                   asked.begins.tzinfo and each.event.at.astimezone(asked.begins.tzinfo).date(), each.by)
                  for each in found],
                 notes=(Reason("截至 {day} 营业结束", {"day": asked.until}),))


def _days(since: datetime, now: datetime) -> int:
    return max((now.date() - since.astimezone(now.tzinfo).date()).days, 0)


stock_movements = Report("库存收发存", _movements, note="每种物料的期初、收发和期末", needs=SEE)
stock_shortages = Report("低于最低库存的物料", _shortages, note="要补的易损件和配件", needs=SEE)
parts_held = Report("员工领用未退的物料", _held, note="谁领了什么,多久了,是否逾期", needs=SEE)
parts_waited_for = Report("等配件的案件", _waiting, note="哪些案件在等配件,等了几天", needs=SEE)
samples_shown = Report("展示中的样品", _samples, note="某天营业结束时各展厅的样品", needs=SEE)
