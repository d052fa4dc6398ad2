"""Papers and messages. The case's number, the customer and the goods stand on each."""

from core.capabilities.complaints.stages import Respond
from core.capabilities.parcels.rules import return_address
from core.capabilities.parcels.stages import Inbound, Outbound
from core.sdk import Document
from plugins.lighting.forms import Approval, Diagnosis, Expected, Intake, RepairOffer, ReturnRequest, Slip
from plugins.lighting.rules import quality_window, services_offered, unsuitable_window
from plugins.lighting.workflows.stages import Advise, Bench, Quote, Review, Sort, StopUsing, Triage

service_glossary = Document(
    "售后服务说明", before=(Advise.answer, Triage.mail_in, Review.approve),
    says=("咨询:解答安装、使用和故障方面的问题。", "维修:提供技术支持、寄回厂修理或上门修理。",
          "退换货:因质量问题或不合需求,在规定期限内退货或换货。", "投诉:对产品或服务不满意。"))
service_catalogue = Document("服务项目", before=Advise.answer, shows=(services_offered,),
                             says=("我们提供下列服务,其他售后需求也可以提出。",))
how_returns_work = Document(
    "退换货流程", before=(Review.approve, Review.ask_papers, Review.decline),
    shows=(quality_window, unsuitable_window),
    says=("提出申请,附购买凭证和问题说明。", "客服审核后开退货单,告知寄件方式。",
          "质量部检测,符合条件的办理退款或换货。",
          "退款退到原支付账户;换货由物流寄出,客服跟进确认。"))
how_repair_works = Document(
    "寄修流程", before=(Triage.mail_in, Inbound.arrange, Inbound.post), shows=(return_address,),
    says=("客服登记,技术支持初判后告知是否寄修。", "请把案件编号写在包裹外面,寄出后告知运单号。",
          "收件检测后告知维修方案、预计时间;需要收费的先报价,您同意后才维修。", "修好后寄还,并电话回访。"))
return_slip = Document(
    "退货单", before=Inbound.arrange, size="A5", signed=True, shows=(return_address,), needs=(Slip.slip_no,), code=True,
    tells=(Slip.slip_no, Intake.contact_name, Intake.model, ReturnRequest.ground, ReturnRequest.bought_on,
           Approval.price))
registration_slip = Document("登记回执", before=(Triage.mail_in, Inbound.arrange),
                             tells=(Intake.model, Intake.description), says=("请把案件编号写在包裹外面。",),
                             size="A5", code=True)
repair_sheet = Document("维修单", before=(Bench.diagnose, Bench.tell_plan), signed=True, code=True,
                        tells=(Intake.model, Intake.description, Diagnosis.cause, Diagnosis.plan,
                               Expected.expected_on))
quotation = Document("维修报价单", before=Quote.agree, signed=True, needs=(RepairOffer.parts,),
                     tells=(Intake.model, Diagnosis.plan, RepairOffer.parts, RepairOffer.labour),
                     says=("费用按实际成本收取,不超过本报价;费用有变须重新征得您的同意。",))
stop_use_script = Document(
    "停用告知用语", before=(StopUsing.warn_customer, Triage.warn, Review.warn, Advise.warn, Sort.warn),
    says=("请立即停止使用,先关断空气开关再离开灯具。", "不要触碰灯具和开关,请电工拆下。",
          "拆下后请寄回检修,运费按规定承担。"))
delivery_notice = Document("收件通知", before=Outbound.ship,
                           says=("您的灯具已经寄出,请留意查收;收到后我们会电话回访。",))
complaint_answer_letter = Document("投诉答复", before=Respond.answer, says=("感谢您反映问题,以下是处理情况。",))
