"""What a business looks at of its warranties: which end, and what was found covered and what not."""

from core.capabilities.coverage.rules import DENIALS, in_warranty, repair_is_free
from core.sdk import CASE, COUNT, TEXT, Asking, Choice, Column, Decision, Label, Reason, Report, Sheet

AT_MOST = 500
STEP = "step"
TOLD_BY = (repair_is_free.name, in_warranty.name)
"""What tells whether a fault is covered; the first that was judged counts."""


class Verdict(Choice):
    """How a fault was judged."""

    allow = "属保修"
    deny = "不属保修"
    refer = "须批准"


def _ending(asked: Asking) -> Sheet:
    """Units whose warranty, as it holds now, ends within the days, the first to end first."""
    from core.capabilities.coverage.standing import How
    from core.capabilities.coverage.tables import WarrantyRow
    from core.sdk.tables import CaseRow, aliased, exists, func, select

    later, of_case = aliased(WarrantyRow), aliased(WarrantyRow)
    seen = exists().where(of_case.industry == WarrantyRow.industry, of_case.unit == WarrantyRow.unit,
                          of_case.case_id == CaseRow.id, asked.visible)
    where = (WarrantyRow.industry == asked.industry, WarrantyRow.ends_on >= asked.since,
             WarrantyRow.ends_on <= asked.until, seen,
             ~exists().where(later.industry == WarrantyRow.industry, later.unit == WarrantyRow.unit,
                             later.turn > WarrantyRow.turn))
    found = asked.session.scalars(select(WarrantyRow).where(*where).order_by(
        WarrantyRow.ends_on, WarrantyRow.id).limit(AT_MOST)).all()
    numbers = dict(asked.session.execute(select(CaseRow.id, CaseRow.number).where(
        asked.visible, CaseRow.id.in_([each.case_id for each in found if each.case_id]))).all())
    whole = asked.session.scalar(select(func.count()).select_from(WarrantyRow).where(*where)) or 0
    today = asked.now.date()
    return Sheet((Column("保修截止", TEXT), Column("型号", TEXT), Column("序列号", TEXT), Column("依据", TEXT),
                  Column("还剩(天)", COUNT), Column("案件", CASE)),
                 [(each.ends_on, each.model or None, each.serial or None, Label(How[each.how].value),
                   max((each.ends_on - today).days, 0), numbers.get(each.case_id or 0)) for each in found],
                 notes=(Reason("这段日子里保修到期的商品共 {count} 件,最先到期的在前,最多列出 {most} 件", {
                     "count": whole, "most": AT_MOST}),))


def _verdicts(asked: Asking) -> Sheet:
    """What was last found in each case in which somebody acted on it within the days, the latest first."""
    from core.sdk.tables import CaseRow, EventPayloadRow, EventRow, select

    judged: dict[str, tuple[object, ...]] = {}
    for number, title, when, data in asked.session.execute(
            select(CaseRow.number, CaseRow.title, EventRow.occurred_at, EventPayloadRow.data)
            .join_from(EventRow, EventPayloadRow).join(CaseRow, CaseRow.id == EventRow.case_id)
            .where(asked.visible, EventRow.kind == STEP, EventRow.occurred_at >= asked.begins,
                   EventRow.occurred_at < asked.ends).order_by(EventRow.id.desc())):
        said = {each["rule"]: Decision.from_data(each) for each in (data or {}).get("decisions", ())}
        told = next((said[name] for name in TOLD_BY if name in said), None)
        if told is not None and number not in judged:
            judged[number] = (number, title, Label(_verdict(told).value), told.reason,
                              when.astimezone(asked.now.tzinfo).date())
    verdicts = [row[2] for row in judged.values()]
    return Sheet((Column("案件", CASE), Column("事由", TEXT), Column("结论", TEXT), Column("理由", TEXT),
                  Column("日期", TEXT)), list(judged.values())[:AT_MOST],
                 notes=(Reason("属保修 {covered} 件,不属保修 {not_covered} 件,须批准 {referred} 件", {
                     "covered": verdicts.count(Label(Verdict.allow.value)),
                     "not_covered": verdicts.count(Label(Verdict.deny.value)),
                     "referred": verdicts.count(Label(Verdict.refer.value))}),
                        Reason("每个案件按这段日子里最后一次办理时的结论,只算一次;最多列出 {most} 件", {
                            "most": AT_MOST})))


def _verdict(told: Decision) -> Verdict:
    if told.reason.template in DENIALS:
        return Verdict.deny
    return Verdict.refer if told.outcome == "refer" else Verdict.allow


warranties_ending = Report("快到期的保修", _ending, note="哪些商品的保修在这段日子里到期。", always=True)
coverage_verdicts = Report("保与不保", _verdicts, note="哪些故障属保修,哪些不属,为什么。", always=True)
