"""What a furniture shop counts: why goods come back, and whose complaints they were."""

from collections import Counter

from core.sdk import COUNT, Asking, Chart, Column, Label, Reason, Report, Sheet
from plugins.furniture.shop_forms import LineKind


def _causes(asked: Asking) -> Sheet:
    """Lines of the record that stand: by sort and cause, with how many pieces."""
    from core.sdk.tables import RegisterEntryRow, select

    found = asked.session.scalars(select(RegisterEntryRow).where(
        RegisterEntryRow.industry == asked.industry, RegisterEntryRow.key == "returned_goods",
        RegisterEntryRow.happened_at >= asked.begins, RegisterEntryRow.happened_at < asked.ends)).all()
    corrected = {each.corrects_id for each in found}
    lines, pieces = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for each in found:
        said = each.answers.get("answers", {})
        if each.id not in corrected and said.get("kind") in LineKind.__members__:
            key = LineKind[said["kind"]].value, str(said.get("cause", "—"))
            lines[key] += 1
            pieces[key] += int(said.get("quantity", 1))
    rows = [(Label(kind), cause, lines[kind, cause], pieces[kind, cause]) for kind, cause in sorted(
        lines, key=lambda key: (key[0], -lines[key], key[1]))]
    return Sheet((Column("类别"), Column("原因"), Column("笔数", COUNT), Column("件数", COUNT)), rows,
                 (Label("合计"), None, lines.total(), pieces.total()) if rows else None,
                 Chart((2,), over=1) if rows else None,
                 (Reason("按《顾客退换货和补配件记录》,更正过的只算更正后的"),))


def _by_person(asked: Asking) -> Sheet:
    """Complaints closed in the span, by whoever was found to be answerable."""
    from core.capabilities.complaints.tables import ComplaintRow
    from core.sdk.tables import CaseRow, UserRow, select

    found = asked.session.execute(
        select(ComplaintRow.person, CaseRow.number).join_from(ComplaintRow, CaseRow, CaseRow.id == ComplaintRow.case_id)
        .where(asked.visible, ComplaintRow.first_closed_at >= asked.begins,
               ComplaintRow.first_closed_at < asked.ends)).all()
    names = {login: name for login, name in asked.session.execute(select(UserRow.login, UserRow.name))}
    counted = Counter(names.get(person, person) for person, _ in found if person)
    nobody = sum(not person for person, _ in found)
    rows: list[tuple[object, ...]] = [(name, number) for name, number in sorted(
        counted.items(), key=lambda each: (-each[1], each[0]))]
    rows += [(Label("没有责任人"), nobody)] if nobody else []
    return Sheet((Column("责任人"), Column("投诉", COUNT)), rows, (Label("合计"), len(found)) if rows else None,
                 Chart((1,)) if rows else None, (Reason("按结案日统计"),))


return_causes = Report("退换货和补配件的原因", _causes, note="每笔退换都查明原因:哪些原因最多")
complaints_by_person = Report("责任人的投诉件数", _by_person, note="计入责任人的考核")
