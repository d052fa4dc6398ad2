"""Who may be sent, when a delay is told in time, what must be back before somebody signs. A clause chooses."""

from core.capabilities.visits.forms import Crew, Custody, DelayNotice, JointCheck, Promised, Signed
from core.sdk import Decision, Label, Policy, allow, deny, length, point, rule, words

needed_skill = words("visits.skill", "上门所需技能")
call_within = length("visits.call_within", "多久内致电约定上门")
book_within = length("visits.book_within", "派工后多久内与客户约定")
arrive_within = length("visits.arrive_within", "受理后多久内到场")
support_within = length("visits.support_within", "多久内答复支援")
visit_alarm = point("visits.alarm", "上门的事何时提醒")
back_within = length("visits.back_within", "带回后多久内送回")


def _who(crew: Crew) -> object:
    """Their name, else their log-in; one that nobody gave keeps nobody from judging."""
    return crew.crew_name if crew.knows(Crew.crew_name) else crew.login if crew.knows(Crew.login) else Label("被派的人")


def _brand(crew: Crew) -> object:
    return crew.brand if crew.knows(Crew.brand) and crew.brand else Label("该品牌")


@rule("派工:人员在册、技能相符")
def crew_skilled(crew: Crew, policy: Policy) -> Decision:
    """Whoever goes must be able to do it."""
    if not crew.knows(Crew.login) and not crew.knows(Crew.skilled):
        return allow("还没有派人")
    if (crew.knows(Crew.known) or not crew.knows(Crew.skilled)) and not crew.known:
        return deny("人员名册里没有“{login}”", login=_who(crew))
    if not policy.has(needed_skill):
        return allow("没有规定所需技能")
    wanted = policy.get(needed_skill)  # one that goes by another form than the crew's was looked up with the crew
    if not crew.knows(Crew.skilled):
        return allow("没有规定所需技能")
    skill = crew.skill if crew.knows(Crew.skill) else wanted or Label("所需的")
    if not crew.skilled:
        return deny("{name} 没有“{skill}”技能", name=_who(crew), skill=skill)
    return allow("{name} 有“{skill}”技能", name=_who(crew), skill=skill)


@rule("派工:受过该品牌培训")
def crew_trained(crew: Crew) -> Decision:
    """Goods of a brand are for people whom the brand has trained."""
    if not crew.knows(Crew.trained):
        return allow("没有品牌,或还没有派人")
    if not crew.trained:
        return deny("{name} 没有“{brand}”的有效培训", name=_who(crew), brand=_brand(crew))
    return allow("{name} 受过“{brand}”培训", name=_who(crew), brand=_brand(crew))


@rule("派工:网点有该品牌授权")
def crew_authorised(crew: Crew) -> Decision:
    """The brand lets the outlet serve its goods, on that day."""
    if not crew.knows(Crew.authorised):
        return allow("没有品牌,或还没有派人")
    if not crew.authorised:
        return deny("{name} 所在网点那天没有“{brand}”的授权", name=_who(crew), brand=_brand(crew))
    return allow("{name} 所在网点有“{brand}”授权", name=_who(crew), brand=_brand(crew))


@rule("派工:在负责区域内")
def crew_in_area(crew: Crew) -> Decision:
    """People go where they belong."""
    if not crew.knows(Crew.in_area):
        return allow("没有登记区域,或还没有派人")
    if not crew.in_area:
        return deny("{name} 不负责“{area}”", name=_who(crew), area=crew.crew_area)
    return allow("{name} 负责“{area}”", name=_who(crew), area=crew.crew_area)


@rule("派工:当班")
def crew_on_duty(crew: Crew) -> Decision:
    """Nobody is sent on a day off."""
    if not crew.knows(Crew.on_duty):
        return allow("还没有约定时间,或还没有派人")
    if not crew.on_duty:
        return deny("{name} 那时不当班:{why}", name=_who(crew),
                    why=Label(crew.off_why if crew.knows(Crew.off_why) else "—"))
    return allow("{name} 那时当班", name=_who(crew))


@rule("派工:那时有空")
def crew_free(crew: Crew) -> Decision:
    """Nobody is in two places at once."""
    if not crew.knows(Crew.free):
        return allow("还没有约定时间,或还没有派人")
    if not crew.free:
        return deny("{name} 那时已有上门:{clash}", name=_who(crew),
                    clash=crew.busy_with if crew.knows(Crew.busy_with) else "—")
    return allow("{name} 那时有空", name=_who(crew))


@rule("晚到须在约定时段开始前告知")
def delay_told_ahead(delay: DelayNotice, promised: Promised) -> Decision:
    """A delay that is told once the customer already waits is being late."""
    if not promised.knows(Promised.promised_starts):
        return allow("还没有约定时间")
    if delay.filed_at >= promised.promised_starts:
        return deny("约定时段 {starts} 已经开始", starts=promised.promised_starts)
    return allow("在约定时段 {starts} 之前告知", starts=promised.promised_starts)


@rule("有东西带回还没有送回")
def something_taken(custody: Custody) -> Decision:
    """Only what was taken can be brought back."""
    if not custody.anything_out:
        return deny("没有带走客户的东西")
    return allow("收据 {receipts} 还没有收回", receipts=custody.receipts_out)


@rule("带回的东西已送回、收据已收回")
def custody_closed(custody: Custody) -> Decision:
    """Nobody signs for a repair while we still have the piece, or the customer our receipt."""
    if custody.knows(Custody.receipts_out):
        return deny("收据 {receipts} 还没有收回:先送回,收回收据或写明遗失", receipts=custody.receipts_out)
    return allow("没有未收回的收据")


@rule("支援已答复")
def support_answered(custody: Custody) -> Decision:
    """A visit stays open until whoever was asked for help has answered."""
    if custody.knows(Custody.support_open) and custody.support_open:
        return deny("请求的支援还没有答复")
    return allow("没有等待答复的支援")


@rule("客户已签字")
def signature_given(sign: Signed) -> Decision:
    """Where a signature is wanted, nobody leaves without."""
    return allow("客户已验收签字") if sign.signed else deny("客户还没有验收签字")


@rule("签字前一起检查")
def checked_together(check: JointCheck) -> Decision:
    """Lets the checks be written down at the place of signing; which of them, and whether they must be, clauses say."""
    return allow("检查过的可以改") if vars(check) else allow("还没有检查")
