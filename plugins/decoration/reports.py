"""Whether complaints are answered in time, which nobody looks into yet, how owners rate people, what lateness costs."""

from decimal import Decimal

from core.capabilities.complaints.targets import complaint_answered
from core.sdk import (
    CASE,
    COUNT,
    MONEY,
    PERCENT,
    TEXT,
    Asking,
    Chart,
    Column,
    Label,
    Reason,
    Report,
    Sheet,
    field_of,
)
from plugins.decoration.forms import Satisfaction

KIND = "decoration.complaint"
ANSWER = "complaint_answered"


def _answers(asked: Asking) -> Sheet:
    """Complaints and feedback answered in the days: which in time, which late."""
    from core.sdk.tables import CaseRow, ClockRow, select

    found = asked.session.execute(
        select(CaseRow.number, CaseRow.title, ClockRow.due_at, ClockRow.ended_at)
        .join_from(ClockRow, CaseRow, CaseRow.id == ClockRow.case_id)
        .where(asked.visible, CaseRow.kind == KIND, ClockRow.target == ANSWER, ClockRow.ended_at >= asked.begins,
               ClockRow.ended_at < asked.ends).order_by(ClockRow.ended_at, CaseRow.id)).all()
    zone = asked.calendar.zone
    rows = [(number, title, f"{due.astimezone(zone):%Y-%m-%d %H:%M}", f"{ended.astimezone(zone):%Y-%m-%d %H:%M}",
             Label("是" if ended <= due else "否")) for number, title, due, ended in found if due and ended]
    kept = sum(bool(due and ended and ended <= due) for _, _, due, ended in found)
    notes = [Reason("{n} 件答复,{kept} 件按时,按时率 {share}", {
        "n": len(rows), "kept": kept, "share": f"{Decimal(kept) / len(rows):.0%}"})] if rows else []
    return Sheet((Column("案件", CASE), Column("内容", TEXT), Column("应答复", TEXT), Column("答复", TEXT),
                  Column("按时", TEXT)), rows,
                 notes=(*notes, Reason("统计这段日子里答复的投诉和意见;时限是{title}", {
                     "title": Label(complaint_answered.title)})))


def _unbegun(asked: Asking) -> Sheet:
    """Open complaints, those that nobody looks into yet first, the oldest of them at the top."""
    from core.sdk.tables import CaseRow, select
    from plugins.decoration.workflows.stages import Verify

    found = asked.session.execute(
        select(CaseRow.number, CaseRow.title, CaseRow.opened_at, CaseRow.state)
        .where(asked.visible, CaseRow.kind == KIND, CaseRow.closed_at.is_(None))).all()
    waiting = Verify.received.key
    order = sorted(found, key=lambda each: (each[3] != waiting, each[2]))
    return Sheet((Column("案件", CASE), Column("内容", TEXT), Column("已过(小时)", COUNT), Column("调查", TEXT)),
                 [(number, title, int((asked.now - opened).total_seconds() // 3600),
                   Label("还没有开始" if state == waiting else "已开始")) for number, title, opened, state in order],
                 notes=(Reason("没有开始调查的在最前"),))


def _attitude(asked: Asking) -> Sheet:
    """What owners said of people's attitude: by whose case it was."""
    from core.sdk.tables import CaseRow, EventPayloadRow, EventRow, UserRow, select

    name = field_of(Satisfaction.attitude).name
    marks: dict[str, list[int]] = {}
    for who, data in asked.session.execute(
            select(UserRow.name, EventPayloadRow.data).join_from(EventRow, EventPayloadRow)
            .join(CaseRow, CaseRow.id == EventRow.case_id).join(UserRow, UserRow.id == CaseRow.assignee_id)
            .where(asked.visible, CaseRow.industry == asked.industry, EventRow.kind == "step",
                   EventRow.occurred_at >= asked.begins, EventRow.occurred_at < asked.ends)):
        form = (data or {}).get("form") or {}
        said = (form.get("answers") or {}).get(name) if form.get("name") == Satisfaction.__name__ else None
        if said is not None:
            marks.setdefault(who, []).append(int(said))
    rows = [(who, len(each), (Decimal(sum(each)) / len(each)).quantize(Decimal("0.1")))
            for who, each in sorted(marks.items())]
    return Sheet((Column("人员", TEXT), Column("评价", COUNT), Column("平均服务态度", TEXT)), rows,
                 chart=Chart((1,)) if rows else None, notes=(Reason("客户对服务态度的评分,1 到 5 分"),))


def _penalties(asked: Asking) -> Sheet:
    """What either side owed for lateness and loss in the days, by contract."""
    from core.capabilities.coverage.contracts_forms import Side
    from core.capabilities.coverage.contracts_standing import LineKind, LineState
    from core.capabilities.coverage.tables import ContractLineRow, ContractRow
    from core.sdk.tables import CaseRow, select

    found = asked.session.execute(
        select(ContractRow.contract_no, CaseRow.number, ContractLineRow)
        .join_from(ContractLineRow, ContractRow, ContractRow.id == ContractLineRow.contract_id)
        .join(CaseRow, CaseRow.id == ContractRow.case_id)
        .where(asked.visible, ContractRow.industry == asked.industry, ContractLineRow.happened_at >= asked.begins,
               ContractLineRow.happened_at < asked.ends)
        .order_by(ContractLineRow.happened_at, ContractLineRow.id)).all()
    rows = [(number, contract, Label(Side[line.owed_by].value), Label(LineKind[line.kind].value), line.periods or None,
             line.amount, Label(LineState[line.state].value)) for contract, number, line in found]
    total = sum((line.amount for _, _, line in found if line.state != LineState.dropped.name), Decimal(0))
    return Sheet((Column("案件", CASE), Column("合同", TEXT), Column("谁付", TEXT), Column("因为", TEXT),
                  Column("天数", COUNT), Column("金额", MONEY), Column("状态", TEXT)), rows,
                 (Label("合计"), "", "", "", None, total, "") if rows else None,
                 notes=(Reason("甲方的违约金在结算时入账;乙方没有服务费的逾期响应金额为 0,照样列出"),))


def _trades(asked: Asking) -> Sheet:
    """Which trades faults come from, and how many of them B had caused."""
    from core.sdk.tables import CaseRow, EventPayloadRow, EventRow, select
    from plugins.decoration.forms import Category, Cause, CauseFound, ServiceRequest

    trade: dict[int, str] = {}
    cause: dict[int, str] = {}
    for case_id, data in asked.session.execute(
            select(EventRow.case_id, EventPayloadRow.data).join_from(EventRow, EventPayloadRow)
            .join(CaseRow, CaseRow.id == EventRow.case_id)
            .where(asked.visible, CaseRow.industry == asked.industry, EventRow.kind.in_(("opened", "step")),
                   CaseRow.opened_at >= asked.begins, CaseRow.opened_at < asked.ends)
            .order_by(EventRow.case_id, EventRow.sequence)):
        form = (data or {}).get("form") or {}
        answers = form.get("answers") or {}
        if form.get("name") == ServiceRequest.__name__ and answers.get("category") in Category.__members__:
            trade[case_id] = answers["category"]
        if form.get("name") == CauseFound.__name__ and answers.get("cause") in Cause.__members__:
            cause[case_id] = answers["cause"]
    rows = []
    for each in Category:
        cases = [case for case, said in trade.items() if said == each.name]
        own = sum(cause.get(case) == Cause.b_construction.name for case in cases)
        known = sum(case in cause for case in cases)
        if cases:
            rows.append((Label(each.value), len(cases), own, Decimal(own) / known if known else None))
    return Sheet((Column("工种", TEXT), Column("售后需求", COUNT), Column("其中乙方施工质量", COUNT),
                  Column("占已查明的", PERCENT)), rows, chart=Chart((1, 2)) if rows else None)


answers_in_time = Report("答复按时率", _answers, note="投诉和意见是否在时限内答复")
complaints_not_begun = Report("还没有开始调查的投诉", _unbegun, note="没有人着手的在最前")
attitude_by_person = Report("服务态度评价", _attitude, note="客户给每个人的服务态度打多少分")
contract_penalties = Report("合同违约金和赔偿", _penalties, note="甲乙双方各欠对方多少")
faults_by_trade = Report("各工种的售后需求", _trades, note="哪些工种返修多,多少是施工质量问题")
