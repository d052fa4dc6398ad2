"""The penalty list where visits themselves show it: booked late, finished late, neither tested nor signed, the wrong
number left, not in work clothes, more units done than the company knows of."""

from core.capabilities.conduct.forms import Lateness
from core.capabilities.conduct.tariff import Fine, no_fine, penalty, times
from core.capabilities.visits.forms import SignOff, Unsigned, VisitArrival, VisitDispatch
from core.capabilities.visits.targets import booked_after_dispatch
from core.sdk import EvidenceShown, Policy
from plugins.appliance.forms import PartAwaited, TestRun
from plugins.appliance.incident_forms import SERVICE_LABEL, EarlierNumbers, Excuse, NumberLeft
from plugins.appliance.incident_rules import (
    DISMISSAL,
    booking,
    completion,
    dressed,
    finishing,
    hidden_dismissal,
    hidden_multiple,
    number_left,
)
from plugins.appliance.targets import fixed
from plugins.appliance.visit_forms import Excused, LabelReview, UnitsAdded, UnitsChecked
from plugins.appliance.visit_targets import finished_as_set

WHO = (VisitDispatch.technician,)


@penalty("派工后未按时与用户约定", since=VisitDispatch, of=WHO, promise=booked_after_dispatch)
def booked_too_late(late: Lateness, policy: Policy) -> Fine:
    """Neither a time was agreed nor the customer called."""
    return booking(not late.of(booked_after_dispatch), None, policy)


@penalty("完工未试机、未签字", since=TestRun, of=WHO)
def untested_unsigned(done: TestRun, signed: SignOff, unsigned: Unsigned, policy: Policy) -> Fine:
    """Told when it is signed for, or left unsigned."""
    without = unsigned.knows(Unsigned.why_unsigned) and not signed.knows(SignOff.signed_by)
    return completion(done.test_run, not without and bool(signed.signed_by), policy)


@penalty("未在规定时间内完工", since=VisitDispatch, of=WHO, promise=finished_as_set)
def finished_too_late(late: Lateness, excused: Excused, policy: Policy) -> Fine:
    """Later than the time that is set for all jobs."""
    return finishing(not late.of(finished_as_set), _excuse(excused), policy)


@penalty("未按时排除故障", since=VisitDispatch, of=WHO, promise=fixed, same="finished_too_late")
def fixed_too_late(late: Lateness, awaited: PartAwaited, excused: Excused, policy: Policy) -> Fine:
    """Later than the order itself promises; who waits for a part is excused."""
    waited = Excuse.parts if awaited.knows(PartAwaited.awaited) else None
    return finishing(not late.of(fixed), _excuse(excused) or waited, policy)


def _excuse(excused: Excused) -> Excuse | None:
    return excused.excused_by if excused.knows(Excused.excused_by) else None


@penalty("未留公司服务电话", since=TestRun, of=WHO)
def number_not_left(done: TestRun, shown: EvidenceShown, review: LabelReview, earlier: EarlierNumbers,
                    policy: Policy) -> Fine:
    """The photo decides once somebody has looked at it; without one the number counts as not left."""
    if not shown.count(SERVICE_LABEL):
        return number_left(NumberLeft.missing, False, earlier, policy)
    return number_left(review.label_shows, True, earlier, policy)


@penalty("上门未穿工作服或未戴工作牌", since=VisitArrival, of=WHO)
def not_in_work_dress(arrival: VisitArrival, policy: Policy) -> Fine:
    """Once a visit."""
    return dressed(arrival, VisitArrival.uniform_worn, VisitArrival.badge_shown, policy)


@penalty("核对台数:多台作业未上报", since=UnitsChecked, of=WHO, same="units_not_reported")
def more_units_than_known(checked: UnitsChecked, added: UnitsAdded, policy: Policy) -> Fine:
    """A later check finds more than the order and what the crew added to it."""
    known = checked.units_known + (added.more_units if added.knows(UnitsAdded.more_units) else 0)
    if checked.units_seen <= known:
        return no_fine("派工和上报共 {known} 台,实际 {done} 台,没有瞒报", known=known, done=checked.units_seen)
    return times(policy[hidden_multiple], checked.units_charged, "派工和上报共 {known} 台,实际 {done} 台",
                 known=known, done=checked.units_seen,
                 consequences=(DISMISSAL,) if policy[hidden_dismissal] else ())
