"""What a shop must have before a step, and what it promises by when."""

from core.capabilities.stock.rules import parts_accounted
from core.capabilities.visits.forms import StartBlock, VisitArrival
from core.capabilities.visits.rules import call_within
from core.capabilities.visits.stages import Book, Joint, Visit
from core.sdk import CUSTOMER_REACHED, OPENED, Gate, Target, any_of
from plugins.furniture.forms import Inspection
from plugins.furniture.shop_forms import (
    Archived,
    ConductNoted,
    ShopComplaint,
    ShopFinding,
)
from plugins.furniture.shop_rules import (
    all_parts_fitted,
    answerable_said,
    assembled_on_carton,
    carried_lightly,
    goods_checked,
    judged_first,
    looked_at_each,
    mismatch_explained,
    opened_in_place,
    original_collected,
    packed_again,
    proof_looked_at,
    refused_rebooked,
    repair_parts_fitted,
    repaired_on_carton,
    report_within,
    way_recorded,
)
from plugins.furniture.workflows.shop_stages import HandOver, Mend, ReadyGoods, Satisfy, TakeCall
from plugins.furniture.workflows.stages import PayBack, Reship

WORKING = (Mend.repaired, Mend.take_away, Mend.ask_support)
"""The ways out of a repair at a customer's."""

checked_before_leaving = Gate("送货前逐件检查", before=ReadyGoods.load, when=goods_checked)
packed_before_leaving = Gate("检查后重新打包", before=ReadyGoods.load, when=packed_again)
leg_recorded = Gate("途中状况", before=HandOver.finish, when=way_recorded)
greeted_at_door = Gate("敲门问好、报明门店", before=Visit.begin, yes=(VisitArrival.greeted,))
pieces_carried = Gate("轻抬轻放", before=HandOver.finish, when=carried_lightly)
on_carton = Gate("在包装箱上组装", before=HandOver.finish, when=assembled_on_carton)
parts_complete = Gate("零件全部装上", before=HandOver.finish, when=all_parts_fitted)
opened_first = Gate("先开封再验收", before=HandOver.finish, when=opened_in_place)
looked_before_signing = Gate("先验收再签字", before=HandOver.finish, when=looked_at_each)
rebooked_first = Gate("拒收的已约好再送", before=HandOver.finish, when=refused_rebooked)
original_first = Gate("收回原货品", before=HandOver.finish, when=original_collected)

judged_before_call = Gate("先作初步判断", before=TakeCall.assign_caller, when=judged_first)
proof_first = Gate("请顾客出示凭证", before=Visit.begin, when=proof_looked_at)
place_known = Gate("问清位置或损坏情况", before=Visit.begin, needs=(StartBlock.place_noted,))
checked_before_repair = Gate("维修前检查", before=WORKING, when=mismatch_explained)
repair_complete = Gate("维修零件全部装上", before=Joint.sign, when=repair_parts_fitted)
repair_on_carton = Gate("维修重新组装在包装箱上", before=Joint.sign, when=repaired_on_carton)
parts_settled = Gate("领出的配件都有去向", before=Joint.sign, when=parts_accounted)
conduct_on_delivery = Gate("服务规范", before=HandOver.finish, needs=(
    ConductNoted.nothing_accepted, ConductNoted.nothing_touched, ConductNoted.no_comments))
conduct_on_repair = Gate("服务规范", before=WORKING, needs=(
    ConductNoted.nothing_accepted, ConductNoted.nothing_touched, ConductNoted.no_comments))

cause_found = Gate("查明退换原因", before=(PayBack.pay, Reship.settle), needs=(
    Inspection.cause, Inspection.cause_explained))
cause_and_person = Gate("查明投诉原因和责任人", before=Satisfy.close, needs=(ShopFinding.cause,), when=answerable_said)
result_archived = Gate("处理结果记录存档", before=Satisfy.close, yes=(Archived.archived,))

called_back = Target("致电顾客约定上门", since=OPENED, within=call_within,
                     until=any_of(CUSTOMER_REACHED, Book.book, Book.agree))
reported_at_once = Target("电话投诉后立即报告", since=ShopComplaint.call_ended, until=OPENED, within=report_within)
