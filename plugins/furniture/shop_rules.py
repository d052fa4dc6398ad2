"""What a shop's delivery, repair and complaint must have before they go on; and what is noted about its staff. No
clause, company or figure is named here."""

from decimal import Decimal

from core.capabilities.complaints.forms import Answer, Reaction
from core.capabilities.conduct.tariff import Fine, no_fine, noted, penalty
from core.capabilities.visits.forms import StartBlock
from core.sdk import (
    COMPANY,
    CUSTOMER,
    Charge,
    Decision,
    allow,
    bill,
    charge,
    deny,
    length,
    refer,
    rule,
    words,
)
from plugins.furniture.shop_forms import (
    Addressee,
    Answerable,
    Collection,
    ConductSurvey,
    CustomerLook,
    DeliveryOrder,
    GoodsCheck,
    Judged,
    Loading,
    Look,
    Misconduct,
    OnSiteRepair,
    Placement,
    PreCheck,
    Redelivery,
    Repacking,
    RepairCall,
    ShopComplaint,
    ShopFinding,
    StaffReport,
    Unloading,
)

report_within = length("complaint.report_within", "电话投诉后多久内报告")
contact_route = words("contact.route", "来电来信来访转给哪个职责")
shop_name = words("shop.name", "门店名称")


def _wanted(*answers: object) -> None:
    """Reading is asking: an answer that nobody has given ends the rule where it is handed in here."""


# Delivering

@rule("安装时间和要求已登记")
def install_known(order: DeliveryOrder) -> Decision:
    """What has to be installed has a time and wishes."""
    if not order.needs_install:
        return allow("不需要安装")
    return allow("{at} 安装:{wishes}", at=order.install_at, wishes=order.install_wishes)


@rule("送货前逐件检查合格")
def goods_checked(check: GoodsCheck) -> Decision:
    """Each piece was opened and looked at before it leaves."""
    if check.knows(GoodsCheck.all_parts) and not check.all_parts:
        return deny("部件不齐全")
    if check.knows(GoodsCheck.intact) and not check.intact:
        return deny("有损坏")
    if check.knows(GoodsCheck.right_model) and not check.right_model:
        return deny("型号不符")
    return allow("检查合格") if check.all_parts and check.intact and check.right_model else deny("检查不合格")


@rule("有商品检查不合格")
def goods_faulty(checks: tuple[GoodsCheck, ...]) -> Decision:
    """A piece that is not right stays, and the customer's day is agreed anew."""
    faulty = [each for each in checks if False in (
        each.answer(GoodsCheck.fields["all_parts"]), each.answer(GoodsCheck.fields["intact"]),
        each.answer(GoodsCheck.fields["right_model"]))]
    if faulty:
        return allow("{n} 件检查不合格", n=len(faulty))
    for each in checks or (GoodsCheck(),):
        _wanted(each.all_parts, each.intact, each.right_model)
    return deny("没有检查不合格的商品")


@rule("检查后已重新打包")
def packed_again(packing: Repacking, checks: tuple[GoodsCheck, ...]) -> Decision:
    """Opened, looked at, packed again, in this order."""
    if not packing.repacked:
        return deny("还没有重新打包")
    if any(vars(each) and each.filed_at > packing.filed_at for each in checks):
        return deny("打包后又检查过,须再次打包")
    return allow("已重新打包")


@rule("装车和到达时的状况已记录")
def way_recorded(loading: Loading, unloading: Unloading) -> Decision:
    """What happened on the way can be told from what left and what came."""
    return allow("装车:{loaded};到达:{arrived}", loaded=loading.condition_loaded, arrived=unloading.condition_arrived)


@rule("轻抬轻放,没有拖拉推")
def carried_lightly(place: Placement) -> Decision:
    """Pieces are carried to where the customer wants them."""
    return allow("放在{placed_at}", placed_at=place.placed_at) if place.carried else deny("没有轻抬轻放")


@rule("在包装箱上组装")
def assembled_on_carton(place: Placement) -> Decision:
    """Asked of what has to be put together only."""
    if not place.needs_assembly:
        return allow("不需要组装")
    return allow("在拆开的包装箱上组装") if place.on_carton else deny("没有在包装箱上组装")


def _fitted(required: int, fitted: int, told: str) -> Decision:
    if fitted < required and not told:
        return deny("少装 {n} 件:应装 {required} 件,实装 {fitted} 件", n=required - fitted, required=required,
                    fitted=fitted)
    if fitted > required and not told:
        return deny("多装 {n} 件:应装 {required} 件,实装 {fitted} 件", n=fitted - required, required=required,
                    fitted=fitted)
    if fitted != required:
        return allow("应装 {required} 件,实装 {fitted} 件:{why}", required=required, fitted=fitted, why=told)
    return allow("{fitted} 件全部装上", fitted=fitted)


@rule("零件全部装上")
def all_parts_fitted(place: Placement) -> Decision:
    """Nothing left out, nothing fitted that does not belong, unless somebody says why."""
    counted = place.knows(Placement.parts_required) and place.knows(Placement.parts_fitted)
    if not counted and not place.needs_assembly:
        return allow("不需要组装")
    told = place.difference_told if place.knows(Placement.difference_told) else ""
    return _fitted(place.parts_required, place.parts_fitted, told)


@rule("维修零件全部装上")
def repair_parts_fitted(repaired: OnSiteRepair) -> Decision:
    """The same of a repair; one without parts has none to count."""
    if not repaired.knows(OnSiteRepair.parts_required) and not repaired.knows(OnSiteRepair.parts_fitted):
        return allow("没有要装的零件")
    told = repaired.difference_told if repaired.knows(OnSiteRepair.difference_told) else ""
    return _fitted(repaired.parts_required, repaired.parts_fitted, told)


@rule("维修重新组装在包装箱或垫布上")
def repaired_on_carton(repaired: OnSiteRepair) -> Decision:
    """What was taken apart is not put together on the floor."""
    if not repaired.knows(OnSiteRepair.work_done):
        return allow("没有在现场修理")
    if not repaired.put_together:
        return allow("没有重新组装")
    return allow("在包装箱或垫布上组装") if repaired.on_carton else deny("没有在包装箱或垫布上组装")


@rule("顾客逐件验收")
def looked_at_each(look: CustomerLook) -> Decision:
    """Nobody signs for what they have not looked at."""
    return allow("顾客验收:{verdict}", verdict=look.verdict.label)


@rule("就位后当面开封")
def opened_in_place(look: CustomerLook) -> Decision:
    """Put in place, opened at once, then looked at."""
    return allow("已当面开封") if look.opened else deny("没有当面开封")


@rule("有商品被拒收")
def something_refused(looks: tuple[CustomerLook, ...]) -> Decision:
    """What is refused is exchanged; the rest is signed for."""
    if refused := _refused(looks):
        return allow("{n} 件拒收", n=refused)
    for each in looks or (CustomerLook(),):
        _wanted(each.verdict)
    return deny("没有拒收的商品")


def _refused(looks: tuple[CustomerLook, ...]) -> int:
    return sum(each.knows(CustomerLook.verdict) and each.verdict is Look.refuse for each in looks)


@rule("拒收的商品已约好再次送货")
def refused_rebooked(looks: tuple[CustomerLook, ...], again: Redelivery) -> Decision:
    """Nobody leaves with a refused piece and no day."""
    if not (refused := _refused(looks)):
        return allow("没有拒收的商品")
    return allow("{n} 件拒收,约定 {starts} 再送", n=refused, starts=again.again_starts)


@rule("换货送货")
def delivers_exchange(order: DeliveryOrder) -> Decision:
    """Whether there is an original to be taken back."""
    return allow("换货送货,须收回原货品") if order.is_exchange else deny("不是换货送货")


@rule("原货品已收回")
def original_collected(order: DeliveryOrder, back: Collection) -> Decision:
    """The original comes back, or a supervisor knows why not."""
    if not (order.knows(DeliveryOrder.is_exchange) and order.is_exchange):
        return allow("不是换货送货")
    if back.collected:
        return allow("原货品已收回")
    return refer("原货品没有收回:{why},由主管决定", why=back.not_collected)


# Repairing

@rule("售后问题登记齐全")
def problem_registered(call: RepairCall) -> Decision:
    """Who has the problem, how to reach them, which goods, and what it is; where they live is in their record too."""
    _wanted(call.contact_name, call.contact_phone)
    return allow("{model}的问题:{problem}", model=call.model, problem=call.problem)


@rule("凭证已看过,或已说明")
def proof_looked_at(start: StartBlock) -> Decision:
    """Whoever cannot show a proof is not sent away: the desk looks at the order."""
    if start.proof_seen:
        return allow("已看过凭证:{proof}", proof=start.proof)
    return allow("没有看到凭证:{why};请按订单核对", why=start.proof_missing)


@rule("不符之处已向顾客说明")
def mismatch_explained(check: PreCheck) -> Decision:
    """Parts that are missing or traces of damage are told before the work, not after it."""
    incomplete = check.knows(PreCheck.inner_parts_complete) and not check.inner_parts_complete
    broken_open = check.knows(PreCheck.human_damage) and check.human_damage
    if (incomplete or broken_open) and not check.explained_to_customer:
        return deny("内部部件不齐或有人为破坏痕迹,须先向顾客说明")
    if check.inner_parts_complete and not check.human_damage:
        return allow("内部部件齐全,没有人为破坏痕迹")
    return allow("不符之处已向顾客说明")


@charge("维修费")
def repair_fee(check: PreCheck, repaired: OnSiteRepair) -> Charge:
    """What somebody broke is paid by the customer; anything else is the shop's."""
    if not check.human_damage:
        return bill(Decimal(0), COMPANY, "没有人为破坏痕迹,不收维修费")
    return bill(repaired.repair_price, CUSTOMER, "有人为破坏痕迹,维修费由顾客承担")


@rule("已作初步判断")
def judged_first(judged: Judged) -> Decision:
    """Whoever calls the customer knows what it is about."""
    return allow("初步判断:{sort}", sort=judged.sort.label)


# Complaints

@rule("向媒体或其他部门投诉,排在最前")
def stands_first(complaint: ShopComplaint) -> Decision:
    """What others have heard of is handled before what the shop alone knows."""
    if complaint.addressee is Addressee.shop:
        return deny("向本店投诉,按先后办理")
    return allow("向{whom}投诉,标出并排在最前", whom=complaint.addressee.label)


@rule("顾客对处理结果满意")
def customer_satisfied(said: Reaction, answer: Answer) -> Decision:
    """What the customer said of the last answer."""
    if said.agreed and said.filed_at >= answer.filed_at:
        return allow("顾客满意")
    return deny("顾客还没有满意,继续处理")


@rule("责任人已明确")
def answerable_said(finding: ShopFinding) -> Decision:
    """Somebody is named, or it is said that nobody is answerable."""
    if finding.answerable is Answerable.nobody:
        return allow("没有责任人")
    return allow("责任人:{person}", person=finding.person)


# What is noted about staff

@penalty("投诉责任", since=ShopFinding, of=(ShopFinding.person,))
def complaint_noted(finding: ShopFinding) -> Fine:
    """A complaint stands in the assessment of whoever is answerable."""
    if finding.answerable is Answerable.nobody:
        return no_fine("没有责任人")
    return noted("顾客投诉的责任人")


def _said(report: StaffReport, what: Misconduct) -> bool:
    return report.what is what


@penalty("拿吃喝要、乱动东西、随意评论", since=StaffReport, of=(StaffReport.person,))
def visit_misconduct(report: StaffReport) -> Fine:
    """What nobody does at a customer's."""
    if report.what in (Misconduct.touched, Misconduct.accepted, Misconduct.commented, Misconduct.damaged):
        return noted("{what}", what=report.what.label)
    return no_fine("不是上门行为")


@penalty("无故旷工", since=StaffReport, of=(StaffReport.person,))
def absence_noted(report: StaffReport) -> Fine:
    """An absence that is explained is none."""
    if not _said(report, Misconduct.absent):
        return no_fine("不是旷工")
    return no_fine("有正当理由或已请假") if report.excused else noted("无故旷工")


@penalty("擅自离开办公地点", since=StaffReport, of=(StaffReport.person,))
def leaving_noted(report: StaffReport) -> Fine:
    """Out without a job or leave."""
    if not _said(report, Misconduct.left_office):
        return no_fine("没有离开办公地点")
    return no_fine("有任务或经准许") if report.on_job else noted("没有任务擅自离开办公地点")


@penalty("擅自对调、调休", since=StaffReport, of=(StaffReport.person,))
def swap_noted(report: StaffReport) -> Fine:
    """Work and rest days are changed with leave only."""
    if report.what in (Misconduct.swapped, Misconduct.changed_rest):
        return noted("{what}", what=report.what.label)
    return no_fine("没有对调或调休")


def broken(survey: ConductSurvey) -> list[Misconduct]:
    """What the customer says was done that nobody does."""
    said = ((ConductSurvey.fields["said_accepted"], Misconduct.accepted),
            (ConductSurvey.fields["said_touched"], Misconduct.touched),
            (ConductSurvey.fields["said_commented"], Misconduct.commented))
    return [what for field, what in said if survey.answer(field)]
