"""The stages of a shop's deliveries, repairs, complaints and reports about its staff, which regulations choose from."""

from core.capabilities.complaints.forms import Reaction
from core.capabilities.visits.forms import Partial, SupportAsked, TakeAway
from core.capabilities.visits.stages import Book, Support, TakenAway
from core.sdk import ABSENT, DONE, END, SERVICE, TECHNICIAN, Outcome, Stage, State
from plugins.furniture.shop_forms import (
    Archived,
    CallAssigned,
    Collection,
    ConductNoted,
    ConductSurvey,
    CustomerLook,
    GoodsCheck,
    HeldBack,
    HomeDamage,
    Judged,
    Loading,
    OnSiteRepair,
    Placement,
    PreCheck,
    Redelivery,
    Repacking,
    ShopAnswer,
    ShopFinding,
    Unloading,
)
from plugins.furniture.shop_rules import customer_satisfied, delivers_exchange, goods_faulty, something_refused

delivered, mended = Outcome("delivered", "已送达"), Outcome("mended", "已修好")
satisfied, call_settled = Outcome("satisfied", "顾客满意"), Outcome("call_settled", "电话里解决")


class ReadyGoods(Stage):
    """送货前检查"""

    to_check = State("待检查、打包、装车", start=True)
    check = to_check.to(to_check, "开箱逐件检查", by=TECHNICIAN, form=GoodsCheck)
    repack = to_check.to(to_check, "重新打包", by=TECHNICIAN, form=Repacking)
    hold = to_check.to(lambda: Book, "有问题,暂扣并改约", by=TECHNICIAN, form=HeldBack, when=goods_faulty,
                       otherwise=ABSENT)
    load = to_check.to(DONE, "装车出发", by=TECHNICIAN, form=Loading)


class HandOver(Stage):
    """就位、开封、验收"""

    to_place = State("待搬运就位", start=True)
    placed = State("已就位,待开封验收")
    looked_at = State("顾客已验收")
    unload = to_place.to(to_place, "卸货", by=TECHNICIAN, form=Unloading)
    place = to_place.to(placed, "就位安装", by=TECHNICIAN, form=Placement)
    place_again = placed.to(placed, "更正就位安装", by=TECHNICIAN, form=Placement)
    damaged = placed.to(placed, "登记损坏顾客财物", by=TECHNICIAN, form=HomeDamage)
    look = placed.to(looked_at, "开封,请顾客逐件验收", by=TECHNICIAN, form=CustomerLook)
    look_again = looked_at.to(looked_at, "更正验收", by=TECHNICIAN, form=CustomerLook)
    agree_again = looked_at.to(looked_at, "约定再次送货", by=TECHNICIAN, form=Redelivery, when=something_refused)
    collect = looked_at.to(looked_at, "登记收回原货品", by=TECHNICIAN, form=Collection, when=delivers_exchange)
    note_conduct = looked_at.to(looked_at, "登记服务规范", by=TECHNICIAN, form=ConductNoted)
    finish = looked_at.to(DONE, "请顾客签收", by=TECHNICIAN)


class TakeCall(Stage):
    """登记和初判"""

    registered = State("待初步判断", start=True)
    judge = registered.to(registered, "初步判断", by=SERVICE, form=Judged)
    assign_caller = registered.to(DONE, "指派专人致电", by=SERVICE, form=CallAssigned)
    settle = registered.to(END, "电话里解决,结案", by=SERVICE, form=Judged, then=call_settled)


class Mend(Stage):
    """上门维修"""

    at_work = State("待维修", start=True)
    check = at_work.to(at_work, "维修前检查", by=TECHNICIAN, form=PreCheck)
    note_conduct = at_work.to(at_work, "登记服务规范", by=TECHNICIAN, form=ConductNoted)
    repaired = at_work.to(DONE, "现场修好", by=TECHNICIAN, form=OnSiteRepair)
    take_away = at_work.to(TakenAway, "带回修理", by=TECHNICIAN, form=TakeAway, otherwise=ABSENT)
    ask_support = at_work.to(Support, "修不好也带不走,请求支援", by=TECHNICIAN, form=SupportAsked, otherwise=ABSENT)
    come_again = at_work.to(Book, "没有做完,再约", by=TECHNICIAN, form=Partial, otherwise=ABSENT)


class AskConduct(Stage):
    """服务回访"""

    to_ask = State("待服务回访", start=True)
    ask = to_ask.to(DONE, "记录回访", by=SERVICE, form=ConductSurvey)
    skip = to_ask.to(DONE, "未接通,不再回访", by=SERVICE)


class Satisfy(Stage):
    """办到顾客满意"""

    handling = State("处理中", start=True)
    told = State("待顾客意见")
    find = handling.to(handling, "查明原因和责任", by=SERVICE, form=ShopFinding)
    answer = handling.to(told, "处理并答复", by=SERVICE, form=ShopAnswer)
    hear = told.to(told, "记录顾客意见", by=SERVICE, form=Reaction, customer="答复:满意或不满意")
    find_later = told.to(told, "补记原因和责任", by=SERVICE, form=ShopFinding)
    go_on = told.to(handling, "顾客不满意,继续处理", by=SERVICE, unless=customer_satisfied)
    close = told.to(DONE, "顾客满意,存档结案", by=SERVICE, form=Archived, when=customer_satisfied, then=satisfied)


