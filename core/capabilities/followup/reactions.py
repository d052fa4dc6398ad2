"""Calls, contacts and ratings follow their cases; plans draw the sample and count whom to ask."""

from collections.abc import Iterator
from datetime import timedelta

from core.capabilities.followup.forms import Answered, Attempts, NoAnswer, Rating, Solved
from core.capabilities.followup.plans import monthly_sample, quarterly_survey
from core.capabilities.followup.rounds import round_of
from core.capabilities.followup.rules import best_score, worst_score
from core.capabilities.followup.samples import draw_within
from core.capabilities.followup.spans import bounds, closed_for
from core.capabilities.followup.stages import RATED, CallBack
from core.capabilities.followup.tables import CallRow, ContactRow, RatingRow, ReviewRow
from core.sdk import CUSTOMER_REACHED, CUSTOMER_SELF, Form
from core.sdk.services import (
    ERASED,
    MERGED_INTO,
    OPENED,
    Doing,
    Erasure,
    InvalidInput,
    PlanDoing,
    Reading,
    Refused,
    facts,
    reacts,
)
from core.sdk.tables import CaseRow, CustomerRow, func, select, update

BY_LINK, BY_PHONE = "link", "phone"


def _call(doing: Doing) -> CallRow | None:
    """The call that is due in this round."""
    return doing.work.session.scalar(select(CallRow).where(CallRow.case_id == doing.row.id,
                                                           CallRow.round == round_of(doing.record)))


@reacts(CallBack.due)
def to_call(doing: Doing) -> None:
    """The customer is to be called, in each round anew."""
    if (call := _call(doing)) is None:
        doing.work.session.add(CallRow(case_id=doing.row.id, round=round_of(doing.record), since=doing.at,
                                       tried_on=[]))
    else:
        call.done_at, call.result = None, ""
    doing.work.flush()


@reacts(CallBack.no_answer)
def nobody_answered(doing: Doing) -> None:
    """Another try; the next is due when somebody said, or a day later."""
    call, said = _call(doing), doing.said
    if call is None:
        return
    wanted = said.next_try if isinstance(said, NoAnswer) and said.knows(NoAnswer.next_try) else None
    if wanted is not None and wanted <= doing.at:
        raise InvalidInput.field("next_try", "下次回访应在这次之后")
    call.attempts, call.who_id, call.last_try_at = call.attempts + 1, doing.actor.id, doing.at
    call.tried_on = sorted({*call.tried_on, doing.at.date().isoformat()})
    call.next_try_at = wanted or doing.at + timedelta(days=1)


@reacts(Solved)
def customer_said(doing: Doing) -> None:
    """What the customer says; also what is corrected later."""
    call = _call(doing)
    if call is not None and isinstance(doing.said, Solved):
        call.result = "solved" if doing.said.solved else "unsolved"
        if doing.event.data.get("step") == CallBack.call.key:
            call.who_id, call.last_try_at, call.next_try_at = doing.actor.id, doing.at, None


@reacts(CallBack.close, CallBack.give_up, MERGED_INTO)
def call_is_over(doing: Doing) -> None:
    """It is settled, given up, or the case became part of another."""
    call = _call(doing)
    if call is not None and call.done_at is None:
        call.done_at, call.next_try_at = doing.at, None
        call.result = {CallBack.close.key: "solved", CallBack.give_up.key: "unreachable"}.get(
            doing.event.data.get("step", ""), "dropped")


@reacts(CallBack.again)
def not_settled(doing: Doing) -> None:
    """The round that was called for is over; with this step the next has begun."""
    doing.work.session.execute(update(CallRow).where(
        CallRow.case_id == doing.row.id, CallRow.round == round_of(doing.record) - 1, CallRow.done_at.is_(None))
        .values(done_at=doing.at, next_try_at=None, result="unsolved"))


@facts(Attempts)
def attempts(reading: Reading) -> Iterator[Attempts]:
    """On how many days nobody answered in this round."""
    tried = reading.work.session.scalar(select(CallRow.tried_on).where(
        CallRow.case_id == reading.row.id, CallRow.done_at.is_(None)).order_by(CallRow.round.desc()).limit(1))
    if tried is not None:
        yield Attempts(days=len(tried))


@reacts(OPENED)
def asked_for_help(doing: Doing) -> None:
    """By which channel a request came: what its form says, or else the face it came through."""
    said = getattr(doing.said, "channel", None) if doing.said and "channel" in type(doing.said).fields and (
        doing.said.knows(type(doing.said).fields["channel"])) else None
    key, title = (said.name, said.label) if said else (str(doing.event.data.get("channel") or ""), "")
    doing.work.session.add(ContactRow(case_id=doing.row.id, channel=key, channel_title=title or key,
                                      asked_at=doing.at))
    doing.work.flush()


@reacts(CUSTOMER_REACHED, Form)
def spoke(doing: Doing) -> None:
    """Desk and customer were in touch: somebody reached or answered them, or they did something by their link."""
    theirs = doing.actor.has_duty(CUSTOMER_SELF)
    reached = isinstance(doing.said, Answered) or bool(doing.event.data.get("reached"))
    if doing.event.kind == OPENED.name or not (theirs or reached):
        return
    contact = doing.work.session.get(ContactRow, doing.row.id)
    if contact is None:
        return
    contact.last_contact_at = max(contact.last_contact_at or doing.at, doing.at)
    if not theirs:
        contact.answered_at = min(contact.answered_at or doing.at, doing.at)


@reacts(Rating)
def rated(doing: Doing) -> None:
    """Keep what the customer thinks of this round, once; a correction changes it."""
    said, session = doing.said, doing.work.session
    assert isinstance(said, Rating)
    _on_scale(doing, said)
    known = session.scalar(select(RatingRow).where(RatingRow.case_id == doing.row.id,
                                                   RatingRow.round == round_of(doing.record)))
    new = doing.event.data.get("step") == CallBack.rate.key or doing.event.data.get("signal") == RATED.name
    if new and known:
        raise Refused("这一次服务已经评价过,不能再评")
    if known is None:
        theirs = doing.actor.has_duty(CUSTOMER_SELF)
        known = RatingRow(case_id=doing.row.id, round=round_of(doing.record), rated_at=doing.at,
                          channel=BY_LINK if theirs else BY_PHONE, by_id=doing.actor.id)
        session.add(known)
    known.score = said.score
    known.comment = said.comment if said.knows(Rating.comment) else ""
    known.praised = said.praised if said.knows(Rating.praised) else None
    doing.work.flush()


def _on_scale(doing: Doing, said: Rating) -> None:
    """Raise `InvalidInput` for a score off the scale, `Blank` where the business has still to say which that is."""
    policy = doing.case.here.policy(doing.case.facts())
    if policy.has(worst_score) and policy.has(best_score) and not (
            policy[worst_score] <= said.score <= policy[best_score]):
        raise InvalidInput.field("score", "评分须为 {low} 到 {high}", low=policy[worst_score],
                                 high=policy[best_score])


@reacts(monthly_sample)
def draw_sample(doing: PlanDoing) -> None:
    """The month's sample is drawn as its task is made."""
    draw_within(doing.place, doing.work, doing.entry.industry, doing.period, doing.policy, entry=doing.entry)


@reacts(quarterly_survey)
def count_customers(doing: PlanDoing) -> None:
    """How many customers are to be asked, and where."""
    cases, customers = doing.work.session.execute(
        select(func.count(), func.count(func.distinct(CaseRow.customer_id))).select_from(CaseRow)
        .join(CustomerRow, CustomerRow.id == CaseRow.customer_id)
        .where(*closed_for(doing.entry.industry, *bounds(doing.place, doing.work, doing.period)))).one()
    doing.put_by({"cases": cases, "customers": customers,
                  "page": f"/followup/surveys?industry={doing.entry.industry}&period={doing.period.key}"})


@reacts(ERASED)
def forget(erasure: Erasure) -> None:
    """What was written of and by a customer goes; figures stay."""
    session = erasure.work.session
    session.execute(update(RatingRow).where(RatingRow.case_id.in_(erasure.case_ids)).values(comment=""))
    session.execute(update(ReviewRow).where(ReviewRow.case_id.in_(erasure.case_ids)).values(finding=""))
