"""The papers of a shop: what is signed for, what is said at the door and on the phone."""

from core.capabilities.visits.forms import Appointment
from core.capabilities.visits.stages import Book, Joint, Visit
from core.sdk import Document
from plugins.furniture.shop_forms import DeliveryOrder, Judged, Named, RepairCall, ShopComplaint
from plugins.furniture.shop_rules import shop_name
from plugins.furniture.workflows.shop_stages import HandOver, ReadyGoods, Satisfy, TakeCall

delivery_sheet = Document(
    "送货安装签收单", before=(ReadyGoods.load, HandOver.finish, Joint.sign), signed=True, copies=2, code=True,
    letterhead=(shop_name,),
    tells=(DeliveryOrder.order_no, Named.contact_name, Appointment.starts, Appointment.ends,
           DeliveryOrder.install_wishes, DeliveryOrder.exchange_of),
    says=("商品就位后当面开封,请逐件检查后再签字。", "有问题的商品可以拒收,由本店更换并约定再次送货。"))
problem_sheet = Document(
    "售后问题登记表", before=(TakeCall.judge, TakeCall.assign_caller, Book.book), code=True, letterhead=(shop_name,),
    tells=(Named.contact_name, Named.contact_phone, RepairCall.model, RepairCall.problem, RepairCall.symptoms,
           Judged.sort))
door_greeting = Document(
    "敲门用语", before=(Visit.set_out, Visit.arrive, Visit.arrive_at_once), letterhead=(shop_name,),
    tells=(Named.contact_name, Named.address_as),
    says=("轻轻敲门,礼貌地问:请问是上面这位先生(女士)家吗?", "您好,我是本店售后,前来为您服务。"))
call_script = Document(
    "投诉接听用语", before=Satisfy.answer, tells=(ShopComplaint.about,),
    says=("耐心、热情地听完,不打断。", "安抚顾客:感谢您告诉我们,我们马上处理。", "通话结束后立即报告售后服务部。"))
