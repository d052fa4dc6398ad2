"""What a business looks at: cases gone quiet, how soon it answers, what samples found, how satisfied customers are."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from core.capabilities.followup.rules import best_score, email_within, phone_seconds, worst_score
from core.sdk import (
    BARS,
    CASE,
    COUNT,
    MINUTES,
    PERCENT,
    TEXT,
    Asking,
    Chart,
    Column,
    Label,
    Period,
    Reason,
    Report,
    Sheet,
)

EMAIL = "email"
QUIET_AT_MOST = 500
LOW_AT_MOST = 20


def _silent(asked: Asking) -> Sheet:
    """Open cases, those nobody has spoken with the customer of for longest first."""
    from core.capabilities.followup.tables import ContactRow
    from core.sdk.tables import CaseRow, UserRow, func, select

    last = func.coalesce(ContactRow.last_contact_at, CaseRow.opened_at)
    found = asked.session.execute(
        select(CaseRow.number, CaseRow.title, UserRow.name, CaseRow.opened_at, ContactRow.last_contact_at)
        .select_from(CaseRow).outerjoin(ContactRow, ContactRow.case_id == CaseRow.id)
        .outerjoin(UserRow, UserRow.id == CaseRow.assignee_id)
        .where(CaseRow.industry == asked.industry, asked.visible, CaseRow.closed_at.is_(None),
               CaseRow.opened_at < asked.ends)
        .order_by(last, CaseRow.id).limit(QUIET_AT_MOST)).all()
    rows = [(number, title, name or Label("未分派"), _minutes(opened, asked.now),
             None if spoken is None else _minutes(spoken, asked.now)) for number, title, name, opened, spoken in found]
    return Sheet((Column("案件", CASE), Column("事由", TEXT), Column("经办人", TEXT), Column("立案至今", MINUTES),
                  Column("距上次联系客户", MINUTES)), rows,
                 notes=(Reason("现在还没有办完的案件,最久没有联系客户的在前;“—”是立案后还没有联系过"),))


def _minutes(since: datetime, until: datetime) -> int:
    return max(int((until - since).total_seconds() // 60), 0)


def _answers(asked: Asking) -> Sheet:
    """Of each channel: how many asked, how soon they were first answered, and how many of them in time."""
    from core.capabilities.followup.tables import ContactRow
    from core.sdk.tables import CaseRow, select

    by_channel: dict[str, list[tuple[datetime, datetime | None]]] = {}
    titles: dict[str, str] = {}
    for channel, title, came, answered in asked.session.execute(
            select(ContactRow.channel, ContactRow.channel_title, ContactRow.asked_at, ContactRow.answered_at)
            .join_from(ContactRow, CaseRow).where(CaseRow.industry == asked.industry, asked.visible,
                                                  ContactRow.asked_at >= asked.begins,
                                                  ContactRow.asked_at < asked.ends)):
        by_channel.setdefault(channel, []).append((came, answered))
        titles[channel] = title
    rows = [_channel(asked, titles[key] or "未登记渠道", key, by_channel[key]) for key in sorted(by_channel)]
    if (phone := _phone(asked)) is not None:
        rows.append(phone)
    counted = any(row[8] is not None for row in rows)
    return Sheet((Column("渠道", TEXT), Column("件数", COUNT), Column("已答复", COUNT), Column("平均首次答复", MINUTES),
                  Column("平均接通(秒)", COUNT), Column("标准", TEXT), Column("计入", COUNT), Column("按时", COUNT),
                  Column("按时率", PERCENT)), rows, chart=Chart((8,)) if counted else None,
                 notes=(Reason("首次答复从客户提出算起;电话接通用时由人登记或导入;没有设标准的渠道不算按时率"),))


def _channel(asked: Asking, title: str, key: str, found: Sequence[tuple[datetime, datetime | None]],
             ) -> tuple[object, ...]:
    taken = [_minutes(came, answered) for came, answered in found if answered]
    average = sum(taken) // len(taken) if taken else None
    within = asked.policy.get(email_within) if key == EMAIL else None
    if within is None:
        return (Label(title), len(found), len(taken), average, None, Label("未设"), None, None, None)
    zone = asked.now.tzinfo
    ends = [(asked.policy.after(came.astimezone(zone), email_within), answered) for came, answered in found]
    counted = [(due, answered) for due, answered in ends if answered or due < asked.now]
    in_time = sum(answered is not None and answered <= due for due, answered in counted)
    return (Label(title), len(found), len(taken), average, None, Reason("{length} 内", {"length": within}),
            len(counted), in_time, _share(in_time, len(counted)))


def _phone(asked: Asking) -> tuple[object, ...] | None:
    from core.capabilities.followup.tables import PhoneTimeRow
    from core.sdk.tables import case, func, select

    within = asked.policy.get(phone_seconds)
    number, total, in_time = asked.session.execute(
        select(func.count(), func.sum(PhoneTimeRow.seconds),
               func.sum(case((PhoneTimeRow.seconds <= (-1 if within is None else within), 1), else_=0)))
        .where(PhoneTimeRow.day >= asked.since, PhoneTimeRow.day <= asked.until)).one()
    if not number:
        return None
    known: tuple[object, ...] = (Label("未设"), None, None, None) if within is None else (
        Reason("{n} 秒内", {"n": within}), number, int(in_time), _share(int(in_time), number))
    return (Label("电话接通"), number, number, None, int(total) // number, *known)


def _share(part: int, whole: int) -> Decimal | None:
    return None if not whole else Decimal(part) / whole


def _samples(asked: Asking) -> Sheet:
    """Of each month's sample: how soon its cases were answered, how many were solved."""
    from core.capabilities.followup.tables import ContactRow, DrawnRow, ReviewRow, SampleRow
    from core.sdk.tables import CaseRow, and_, select

    drawn: dict[tuple[str, bool], list[tuple[DrawnRow, ReviewRow | None, int | None]]] = {}
    samples: dict[str, SampleRow] = {}
    for sample, case, review, came, answered_at in asked.session.execute(
            select(SampleRow, DrawnRow, ReviewRow, ContactRow.asked_at, ContactRow.answered_at).select_from(SampleRow)
            .join(DrawnRow, DrawnRow.sample_id == SampleRow.id).join(CaseRow, CaseRow.id == DrawnRow.case_id)
            .outerjoin(ReviewRow, and_(ReviewRow.sample_id == SampleRow.id, ReviewRow.case_id == DrawnRow.case_id))
            .outerjoin(ContactRow, ContactRow.case_id == DrawnRow.case_id)
            .where(SampleRow.industry == asked.industry, asked.visible)
            .order_by(SampleRow.period, DrawnRow.position)):
        if asked.since <= Period.parse(sample.period).begins <= asked.until:
            samples[sample.period] = sample
            answered = _minutes(came, answered_at) if answered_at else None
            drawn.setdefault((sample.period, case.safety), []).append((case, review, answered))
    rows = []
    for (period, safety), cases in sorted(drawn.items()):
        scored = [review for _, review, _ in cases if review]
        taken = [answered for _, _, answered in cases if answered is not None]
        rows.append((Period.parse(period).title, Label("安全案件" if safety else "抽中"),
                     None if safety else len(samples[period].population), len(cases), len(scored),
                     sum(taken) // len(taken) if taken else None,
                     *(_share(sum(getattr(each, name) for each in scored), len(scored))
                       for name in ("handled_in_time", "solved", "by_the_rules"))))
    return Sheet((Column("时段", TEXT), Column("组", TEXT), Column("当期办结", COUNT), Column("件数", COUNT),
                  Column("已评分", COUNT), Column("平均首次答复", MINUTES), Column("响应及时率", PERCENT),
                  Column("问题解决率", PERCENT), Column("按流程办理率", PERCENT)), rows,
                 chart=Chart((6, 7, 8), BARS) if rows else None,
                 notes=(Reason("抽中的按比例随机抽取,比率只看已评分的;安全案件全部另外评,不算进抽样的比率"),))


def _satisfied(asked: Asking) -> Sheet:
    """How customers whose cases were closed rate them: the distribution, the average, why some are not satisfied."""
    from core.capabilities.followup.tables import RatingRow
    from core.sdk.tables import CaseRow, func, select

    closed = (CaseRow.industry == asked.industry, asked.visible, CaseRow.customer_id.is_not(None),
              CaseRow.outcome != "merged", CaseRow.closed_at >= asked.begins, CaseRow.closed_at < asked.ends)
    asked_of = asked.session.scalar(select(func.count()).select_from(CaseRow).where(*closed)) or 0
    found = asked.session.execute(
        select(RatingRow.score, RatingRow.comment, RatingRow.case_id, CaseRow.number)
        .join_from(RatingRow, CaseRow).where(*closed).order_by(RatingRow.score, RatingRow.id)).all()
    low, high = asked.policy.get(worst_score), asked.policy.get(best_score)
    scores = sorted({score for score, *_ in found} | (set(range(low, high + 1)) if found and low is not None
                                                      and high is not None and high - low < 100 else set()))
    middle = Fraction((low if low is not None else 1) + (high if high is not None else 5), 2)
    rows = []
    for score in scores:
        said = [(number, comment) for each, comment, _, number in found if each == score]
        why = [f"{number} {comment}" for number, comment in said if comment][:LOW_AT_MOST] if score < middle else []
        rows.append((score, len(said), _share(len(said), len(found)), ";".join(why)))
    notes = [Reason("当期办结 {closed} 件,已评价 {rated} 件", {"closed": asked_of,
                                                      "rated": len({case for _, _, case, _ in found})})]
    if found:
        total = sum(score for score, *_ in found)
        notes.insert(0, Reason("平均 {average} 分", {"average": f"{Decimal(total) / len(found):.2f}"}))
    return Sheet((Column("评分", COUNT), Column("件数", COUNT), Column("占比", PERCENT), Column("低分的原因", TEXT)),
                 rows, chart=Chart((1,)) if rows else None, notes=tuple(notes))


silent_cases = Report("久未联系的案件", _silent, note="每件要及时办、常与客户沟通:久未联系的排在前面。")
answer_times = Report("响应快慢", _answers, note="电话多久接通、邮件等渠道多久答复,是否达到标准。")
sample_result = Report("抽查结果", _samples, note="每月抽查的案件响应多快、解决了多少。")
satisfaction = Report("客户满意度", _satisfied, note="办结案件的客户怎样评价,低分是为什么。")
