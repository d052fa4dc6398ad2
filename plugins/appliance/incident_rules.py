"""What a crew's misconduct costs, as an incident reports it. What visits themselves show of it stands in
`visit_rules`; both reckon by the same functions and are one misconduct."""

from datetime import datetime
from decimal import Decimal

from core.capabilities.conduct.forms import Verdict
from core.capabilities.conduct.tariff import Fine, fine, no_fine, penalty, stepped, times
from core.capabilities.visits.rules import book_within
from core.sdk import (
    Choice,
    EvidenceShown,
    Form,
    Label,
    Policy,
    amount,
    count,
    field_of,
    length,
    listing,
    option,
    switch,
    when,
)
from plugins.appliance.incident_forms import SERVICE_LABEL, CrewIncident, EarlierNumbers, Excuse, Misconduct, NumberLeft

WARNING, DISMISSAL = Label("给予警告"), Label("开除,不作任何补偿")
WHO = (CrewIncident.person,)


class Combine(Choice):
    """Whether two failings are punished only together."""

    both = "两项都没有做到才罚"
    either = "有一项没有做到就罚"


class Series(Choice):
    """How often many missed calls are punished."""

    series = "每满一组罚一次"
    each = "达到次数后每次都罚"


multiple = count("crew.multiple", "未按时上交的罚款倍数")
private_multiple = count("crew.private_multiple", "做私活的罚款倍数")
hand_in_within = length("crew.hand_in_within", "收费后多久内上交")
warned = switch("crew.warning", "同时给予警告")
private_dismissal = switch("crew.private_dismissal", "做私活同时开除、不作补偿")
hidden_dismissal = switch("crew.hidden_dismissal", "多台未上报同时开除、不作补偿")
hidden_multiple = count("crew.hidden_multiple", "多台未上报的罚款倍数")
late_booking = amount("crew.late_booking", "未按时约定每次罚款")
untested_fine = amount("crew.untested", "未试机、未签字每次罚款")
untested_when = option("crew.untested_when", "未试机、未签字怎样合并", Combine)
finish_within = length("crew.finish_within", "派工后多久内完工")
late_finish = amount("crew.late_finish", "未按时完工每次罚款")
number_steps = listing("crew.number_steps", "未留服务电话逐次罚款")
photo_needed = switch("crew.photo_needed", "以上传的照片为准")
dress_fine = amount("crew.dress", "未穿工作服、未戴工作牌每次罚款")
dress_when = option("crew.dress_when", "工作服、工作牌怎样合并", Combine)
missed_fine = amount("crew.missed", "未接电话每次扣款")
missed_from = count("crew.missed_from", "未接几次起扣款")
missed_per = option("crew.missed_per", "未接电话怎样计次", Series)
off_fine = amount("crew.switched_off", "电话关机每次扣款")
call_back_within = length("crew.call_back_within", "多久内回电取消扣款")
gambling_fine = amount("crew.gambling", "上班时间赌博每次罚款")


def _untrue(verdict: Verdict) -> bool:
    """Whether it was looked into and is not so."""
    return verdict.knows(Verdict.true) and not verdict.true


@penalty("私送公司物资:照价赔偿", since=CrewIncident, of=WHO, only_when=when(CrewIncident.what, Misconduct.material),
         owes=True)
def material_given_away(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """The market value is made good, and there is a warning."""
    if _untrue(verdict):
        return no_fine("核查不属实")
    value = said.market_value * (said.pieces if said.knows(CrewIncident.pieces) else 1)
    return fine(value, "私自将公司物资送人,按市场价值赔偿 {value}", base=value, value=value,
                consequences=(WARNING,) if policy[warned] else ())


def _withheld(said: CrewIncident, policy: Policy) -> tuple[datetime, bool, bool]:
    """By when the money had to be handed in, whether it came too late or not, and whether it is still out."""
    if said.knows(CrewIncident.hand_in_by):
        due = said.hand_in_by
    else:
        collected = said.collected_at if said.knows(CrewIncident.collected_at) else said.happened_at
        due = policy.after(collected, hand_in_within)
    out = not said.knows(CrewIncident.handed_in_at)
    return due, (said.filed_at if out else said.handed_in_at) > due, out


@penalty("未上交的收费:交清实收金额", since=CrewIncident, of=WHO,
         only_when=when(CrewIncident.what, Misconduct.money_kept), owes=True)
def money_to_hand_in(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """What was collected and is still out is paid in."""
    due, late, out = _withheld(said, policy)
    return no_fine("核查不属实") if _untrue(verdict) else paying_in(said.charged, due, late=late, out=out)


def paying_in(charged: Decimal, due: datetime, *, late: bool, out: bool) -> Fine:
    """What money that is still out after its time comes to."""
    if not late:
        return no_fine("上交时限为 {due},没有超过", due=due)
    if not out:
        return no_fine("已上交 {charged}", charged=charged)
    return fine(charged, "{due} 前没有上交,须交清 {charged}", base=charged, due=due, charged=charged)


@penalty("收费未按时上交:按倍数罚款", since=CrewIncident, of=WHO,
         only_when=when(CrewIncident.what, Misconduct.money_kept))
def money_kept_back(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """On top of what has to be paid in, a multiple of it; also where it came late."""
    due, late, _ = _withheld(said, policy)
    return no_fine("核查不属实") if _untrue(verdict) else keeping_back(said.charged, due, policy, late=late)


def keeping_back(charged: Decimal, due: datetime, policy: Policy, *, late: bool) -> Fine:
    """What money handed in late, or not at all, costs on top."""
    if not late:
        return no_fine("上交时限为 {due},没有超过", due=due)
    return times(policy[multiple], charged, "超过上交时限 {due}", due=due)


@penalty("做私活:按倍数罚款并开除", since=CrewIncident, of=WHO,
         only_when=when(CrewIncident.what, Misconduct.private_job))
def business_diverted(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """Only once it was found to be true."""
    if not verdict.true:
        return no_fine("核查不属实")
    return times(policy[private_multiple], said.charged, "把公司业务变为私活",
                 consequences=(DISMISSAL,) if policy[private_dismissal] else ())


@penalty("多台作业未上报:按倍数罚款并开除", since=CrewIncident, of=WHO,
         only_when=when(CrewIncident.what, Misconduct.units_hidden))
def units_not_reported(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """More was done than ordered and what the crew added to the order; of what was added nobody was left unaware."""
    known = said.units_ordered + (said.units_added if said.knows(CrewIncident.units_added) else 0)
    if _untrue(verdict):
        return no_fine("核查不属实")
    if said.units_done <= known:
        return no_fine("派工和上报共 {known} 台,实际 {done} 台,没有瞒报", known=known, done=said.units_done)
    return times(policy[hidden_multiple], said.charged, "派工和上报共 {known} 台,实际 {done} 台", known=known,
                 done=said.units_done, consequences=(DISMISSAL,) if policy[hidden_dismissal] else ())


@penalty("未按时与用户约定(登记)", since=CrewIncident, of=WHO, same="booked_too_late",
         only_when=when(CrewIncident.what, Misconduct.booked_late))
def booked_too_late_reported(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """From the dispatch until a time was agreed, or the customer at least called."""
    due = policy.after(said.dispatched_at, book_within)
    at = said.booked_at if said.knows(CrewIncident.booked_at) else said.filed_at
    return no_fine("核查不属实") if _untrue(verdict) else booking(at <= due, due, policy)


def booking(in_time: bool, due: datetime | None, policy: Policy) -> Fine:
    """What booking in time or late comes to."""
    if in_time:
        return no_fine("按时与用户约定")
    if due is None:
        return fine(policy[late_booking], "没有在 {within}内与用户约定上门时间", within=policy[book_within].label())
    return fine(policy[late_booking], "{due} 前没有与用户约定上门时间", due=due)


@penalty("未试机、未签字(登记)", since=CrewIncident, of=WHO, same="untested_unsigned",
         only_when=when(CrewIncident.what, Misconduct.untested))
def untested_unsigned_reported(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """Neither tested nor signed, or one of both, as the business reads it."""
    return no_fine("核查不属实") if _untrue(verdict) else completion(said.test_run, said.signed, policy)


def completion(tested: bool, signed: bool, policy: Policy) -> Fine:
    """What a completion with or without test run and signature comes to."""
    if tested and signed:
        return no_fine("已试机,用户已签字")
    if policy[untested_when] is Combine.both and (tested or signed):
        return no_fine("已试机,没有签字;两项都没有才罚" if tested else "没有试机,用户已签字;两项都没有才罚")
    return fine(policy[untested_fine], "已试机,用户没有签字" if tested else "没有试机,用户已签字" if signed
                else "没有试机,用户也没有签字")


@penalty("未按时完工(登记)", since=CrewIncident, of=WHO, same="finished_too_late",
         only_when=when(CrewIncident.what, Misconduct.finished_late))
def finished_too_late_reported(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """Later than the time set, unless nobody here could help it."""
    at = said.finished_at if said.knows(CrewIncident.finished_at) else said.filed_at
    if _untrue(verdict):
        return no_fine("核查不属实")
    return finishing(at <= said.finish_by, said.excuse if said.knows(CrewIncident.excuse) else None, policy)


def finishing(in_time: bool, excuse: Excuse | None, policy: Policy) -> Fine:
    """What finishing in time or late comes to."""
    if in_time:
        return no_fine("按时完工")
    if excuse is not None:
        return no_fine("超过规定时间,原因是{excuse},不罚", excuse=Label(excuse.value))
    return fine(policy[late_finish], "超过规定时间没有完工")


@penalty("未留公司服务电话(登记)", since=CrewIncident, of=WHO, same="number_not_left",
         only_when=when(CrewIncident.what, Misconduct.number_missing))
def number_not_left_reported(said: CrewIncident, verdict: Verdict, shown: EvidenceShown, earlier: EarlierNumbers,
                             policy: Policy) -> Fine:
    """The photo decides; without one the number counts as not left."""
    if _untrue(verdict):
        return no_fine("核查不属实")
    if not said.knows(CrewIncident.number_left) and not shown.count(SERVICE_LABEL):
        return number_left(NumberLeft.missing, False, earlier, policy)
    return number_left(said.number_left, True, earlier, policy)


def number_left(found: NumberLeft, photographed: bool, earlier: EarlierNumbers, policy: Policy) -> Fine:
    """What the number on the machine comes to: more each time."""
    if found is NumberLeft.company:
        return no_fine("照片上是公司统一服务电话")
    turn = earlier.times + 1
    total = stepped(policy[number_steps], earlier.times)
    if not photographed and policy[photo_needed]:
        return fine(total, "第 {nth} 次:没有服务电话照片,按没有留算", turn=turn, nth=turn)
    if found is NumberLeft.private:
        return fine(total, "第 {nth} 次:私留个人电话", turn=turn, nth=turn)
    return fine(total, "第 {nth} 次:没有留公司服务电话", turn=turn, nth=turn)


@penalty("未穿工作服或未戴工作牌(登记)", since=CrewIncident, of=WHO, same="not_in_work_dress",
         only_when=when(CrewIncident.what, Misconduct.dress))
def not_in_work_dress_reported(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """Once a visit, whatever was missing."""
    if _untrue(verdict):
        return no_fine("核查不属实")
    return dressed(said, CrewIncident.uniform, CrewIncident.badge, policy)


def dressed(said: Form, uniform: object, badge: object, policy: Policy) -> Fine:
    """What is said of both; where one missing is enough, nobody need say the other."""
    clothes, shown = field_of(uniform), field_of(badge)
    known = said.answer(clothes), said.answer(shown)
    if policy[dress_when] is Combine.either and False in known:
        return dressing(known[0] is not False, known[1] is not False, policy)
    return dressing(getattr(said, clothes.name), getattr(said, shown.name), policy)


def dressing(uniform: bool, badge: bool, policy: Policy) -> Fine:
    """What clothes and badge come to."""
    if uniform and badge:
        return no_fine("穿着工作服,佩戴工作牌")
    if policy[dress_when] is Combine.both and (uniform or badge):
        return no_fine("只有一项没有做到;两项都没有才罚")
    return fine(policy[dress_fine], "没有戴工作牌" if uniform else "没有穿工作服" if badge
                else "没有穿工作服,也没有戴工作牌")


@penalty("电话未接或联系不上", since=CrewIncident, of=WHO, only_when=when(CrewIncident.what, Misconduct.unreached))
def not_reachable(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """So many missed calls in a day are one deduction; a call back in time cancels it."""
    if _untrue(verdict):
        return no_fine("核查不属实")
    back = said.called_back_at if said.knows(CrewIncident.called_back_at) else None
    disaster = said.knows(CrewIncident.disaster) and said.disaster
    return missing_calls(said.missed, said.happened_at if back else None, back, disaster, policy)


def missing_calls(missed: int, last: datetime | None, back: datetime | None, disaster: bool, policy: Policy) -> Fine:
    """What missed calls of a day come to; `last` was the last of them."""
    threshold, each = policy[missed_from], policy[missed_fine]
    if disaster:
        return no_fine("自然灾害期间,不扣款")
    if missed < threshold:
        return no_fine("未接 {missed} 次,满 {threshold} 次才扣款", missed=missed, threshold=threshold)
    if cancelled := _called_back(last, back, policy):
        return cancelled
    turns = missed // threshold if policy[missed_per] is Series.series else missed - threshold + 1
    return fine(each * turns, "未接 {missed} 次,计 {turns} 次,每次 {each}", missed=missed, turns=turns, each=each)


@penalty("电话关机", since=CrewIncident, of=WHO, only_when=when(CrewIncident.what, Misconduct.switched_off))
def phone_switched_off(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """Each time, unless somebody called back in time or there was a disaster."""
    if _untrue(verdict):
        return no_fine("核查不属实")
    back = said.called_back_at if said.knows(CrewIncident.called_back_at) else None
    disaster = said.knows(CrewIncident.disaster) and said.disaster
    return switched_off(said.happened_at if back else None, back, disaster, policy)


def switched_off(at: datetime | None, back: datetime | None, disaster: bool, policy: Policy) -> Fine:
    """What a telephone that is off comes to."""
    if disaster:
        return no_fine("自然灾害期间,不扣款")
    return _called_back(at, back, policy) or fine(policy[off_fine], "电话关机")


def _called_back(at: datetime | None, back: datetime | None, policy: Policy) -> Fine | None:
    """Nothing, where somebody called back in time."""
    if at is None or back is None or not policy.has(call_back_within):
        return None
    due = policy.after(at, call_back_within)
    return no_fine("{back} 已回电,取消扣款", back=back) if back <= due else None


@penalty("上班时间外出赌博", since=CrewIncident, of=WHO, only_when=when(CrewIncident.what, Misconduct.gambling))
def gambled_at_work(said: CrewIncident, verdict: Verdict, policy: Policy) -> Fine:
    """In working hours only."""
    if _untrue(verdict):
        return no_fine("核查不属实")
    if not policy.in_service(said.happened_at):
        return no_fine("{at} 不在上班时间", at=said.happened_at)
    return fine(policy[gambling_fine], "{at} 上班时间外出赌博", at=said.happened_at)
