"""The kinds of case of a furniture shop."""

from core.capabilities.conduct.stages import InvestigateIncident, ReportIncident
from core.capabilities.stock.forms import SampleDown
from core.capabilities.stock.stages import TakenDown
from core.capabilities.visits.stages import Book, DispatchCrew, Joint, Support, TakenAway, Visit
from core.sdk import Workflow
from plugins.furniture.shop_forms import DeliveryOrder, RepairCall, ShopComplaint, StaffReport
from plugins.furniture.workflows.shop_stages import AskConduct, HandOver, Mend, ReadyGoods, Satisfy, TakeCall

GOING = (Book, DispatchCrew, Visit)
"""A time is agreed, somebody is sent and goes there."""


class Delivery(Workflow, title="送货安装", number="SH", opens=DeliveryOrder):
    """约时间 → 派工 → 检查打包 → 上门 → 就位验收 → 签收"""

    stages = (*GOING, ReadyGoods, HandOver, Joint, AskConduct)


class Repair(Workflow, title="上门维修", number="BX", opens=RepairCall, public="家具有问题,请我们上门"):
    """登记初判 → 约时间 → 派工 → 上门 → 维修(带回、支援)→ 签字"""

    stages = (TakeCall, *GOING, Mend, Support, TakenAway, Joint, AskConduct)


class Sample(Workflow, title="样品下样", number="YP", opens=SampleDown):
    """下样 → 查破损 → 修好 → 登记 → 入库"""

    stages = (TakenDown,)


class Complaint(Workflow, title="投诉", number="KS", opens=ShopComplaint):
    """查明原因 → 答复 → 顾客满意 → 存档"""

    stages = (Satisfy,)


class Incident(Workflow, title="员工行为", number="YG", opens=StaffReport):
    """报告 → 听取说明 → 核查"""

    stages = (ReportIncident, InvestigateIncident)
