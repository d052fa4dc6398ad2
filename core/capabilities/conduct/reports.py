"""How employees compare, and what was found and decided."""

from decimal import Decimal

from core.capabilities.conduct.permissions import SEE
from core.capabilities.conduct.rules import misconduct, monthly_cap
from core.capabilities.conduct.standing import COUNTED, Source, State
from core.sdk import CASE, COUNT, MINUTES, MONEY, PERCENT, TEXT, Asking, Chart, Column, Label, Reason, Report, Sheet


def _ranked(asked: Asking) -> Sheet:
    """Every employee's speed, share solved and praise, side by side, with the rank that comes of them."""
    from core.capabilities.conduct.ranking import ranking, weights_of

    speed, solved, praise = (f"{float(each):.0%}" for each in weights_of(asked.policy))
    rows = [(each.rank, each.name, each.speed, each.ranks[0], each.closed,
             Decimal(each.solved) / each.closed if each.closed else None, each.ranks[1], each.praised, each.ranks[2],
             f"{float(each.points):.2f}", each.breaches) for each in ranking(asked)]
    return Sheet(
        (Column("名次", COUNT), Column("员工", TEXT), Column("平均首次响应", MINUTES), Column("响应名次", COUNT),
         Column("结案", COUNT), Column("解决率", PERCENT), Column("解决名次", COUNT), Column("表扬", COUNT),
         Column("表扬名次", COUNT), Column("加权名次", TEXT), Column("违规", COUNT)),
        rows, chart=Chart((5,), over=1) if rows else None,
        notes=(Reason("加权名次由三个名次按权重 {speed}、{solved}、{praise} 算出,小的在前;相同的看违规少的",
                      {"speed": speed, "solved": solved, "praise": praise}),
               Reason("响应归首先处理的人,解决和表扬归经办人;期内重开、未获客户认可、回访不到的不算解决"),
               Reason("违规是经办案件未按时的承诺和已成立的处罚")))


def _register(asked: Asking) -> Sheet:
    """Penalties with the computed and the decided amount, and findings for which there are none. Who may not see
    others' is shown their own."""
    from core.capabilities.conduct.entries import Entry
    from core.capabilities.conduct.findings import found_in
    from core.capabilities.conduct.tables import EntryRow
    from core.sdk.tables import CaseRow, UserRow, select

    alone = () if asked.actor.may(SEE) else (EntryRow.person_id == asked.actor.id,)
    entries = asked.session.execute(
        select(EntryRow, UserRow.name, CaseRow.number).join_from(EntryRow, UserRow, UserRow.id == EntryRow.person_id)
        .outerjoin(CaseRow, CaseRow.id == EntryRow.case_id)
        .where(EntryRow.industry == asked.industry, EntryRow.proposed_at >= asked.begins,
               EntryRow.proposed_at < asked.ends, *alone)
        .order_by(EntryRow.proposed_at, EntryRow.id)).all()
    zone = asked.calendar.zone
    rows: list[tuple[object, ...]] = [
        (f"{(each.happened_at or each.proposed_at).astimezone(zone):%Y-%m-%d}", name,
         Label(each.facts.get("title", each.kind)), Entry(each, "", "", "", "").reason or each.what, number or "",
         each.turn, each.amount, each.decided, Label(State[each.state].value), each.why)
        for each, name, number in entries]
    findings = found_in(asked) if asked.actor.may(SEE) else []
    rows += [(f"{each.at.astimezone(zone):%Y-%m-%d}", each.person_name, Label(Source[each.source].value), each.what,
              each.number, None, None, None, Label("检查发现"), "") for each in findings if not each.entries]
    standing = [each for each, _, _ in entries if State[each.state] in COUNTED]
    total = sum((each.decided or Decimal(0) for each in standing), Decimal(0))
    kinds = asked.policy.get(misconduct)
    tariffed = any("rule" in each.facts for each, _, _ in entries)
    off = Reason("还没有填写“应处罚的行为”,处罚没有启用:检查发现只作记录")
    return Sheet(
        (Column("日期"), Column("人员"), Column("行为"), Column("事实"), Column("案件", CASE), Column("第几次", COUNT),
         Column("按规定", MONEY), Column("决定", MONEY), Column("状态"), Column("理由")), rows,
        (Label("合计"), "", "", "", "", len(standing), None, total, "", "") if entries else None,
        notes=(*((Reason("应处罚的行为:{kinds}", {"kinds": kinds}),) if kinds else () if tariffed else (off,)),
               Reason("合计只算已确认、已改定和已裁定的;处罚只作记录,不自动扣款")))


def _months(asked: Asking) -> Sheet:
    """What each person's penalties of these days come to; the cap is one of a month."""
    from core.capabilities.conduct.entries import Entry
    from core.capabilities.conduct.tables import EntryRow
    from core.capabilities.conduct.totals import of_days, totals_of

    alone = () if asked.actor.may(SEE) else (EntryRow.person_id == asked.actor.id,)
    rows = asked.session.execute(of_days(asked.industry, asked.since, asked.until, asked.calendar.zone).where(*alone))
    months: dict[str, list[Entry]] = {}
    for row, name, login, by, number in rows:
        at = (row.happened_at or row.proposed_at).astimezone(asked.calendar.zone)
        months.setdefault(f"{at:%Y-%m}", []).append(Entry(row, name, login, by, number))
    found = [(month, each) for month, entries in sorted(months.items())
             for each in totals_of(entries, asked.policy.get(monthly_cap))]
    return Sheet(
        (Column("月份"), Column("人员"), Column("项数", COUNT), Column("已成立罚款", MONEY),
         Column("须交清或赔偿", MONEY), Column("应付合计", MONEY), Column("待决定", MONEY)),
        [(month, each.name, each.entries, each.fines, each.owed, each.due, each.open) for month, each in found],
        chart=Chart((5,), over=1) if found else None,
        notes=(Reason("按发生的那一天归到各月;待决定的不计入应付。"),))


service_ranking = Report("服务之星排名", _ranked, note="每名员工的响应速度、解决率和客户表扬,并排比较")
penalty_register = Report("处罚登记", _register, note="检查发现了什么,提议和决定了哪些处罚")
penalty_totals = Report("处罚按月汇总", _months, note="每人每月的罚款、须交清的钱和应付合计")
