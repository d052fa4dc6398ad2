"""Papers and messages. The case's number, which authorises the posting, the customer and the goods stand on each."""

from core.sdk import Document
from plugins.furniture.forms import Application, ExchangeApplication, Refusal
from plugins.furniture.rules import exchange_window, return_address, return_window, service_contact
from plugins.furniture.workflows.stages import Apply, InspectGoods, PayBack, Refuse, Reship, VerifyFault, VerifyOrder

POSTING = ("案件编号即退换授权号,请写在包裹外面。", "请将商品连同下列材料寄往指定地址。",
           "请保留寄件凭证,并把承运公司、运单号和寄出日期告知客服。")

return_form = Document(
    "退货申请表", before=VerifyOrder.authorise, signed=True, shows=(service_contact,),
    tells=(Application.order_no, Application.bought_on, Application.reason, Application.explanation,
           Application.proof, Application.proof_no))
exchange_form = Document(
    "换货申请表", before=VerifyOrder.authorise, signed=True, shows=(service_contact,),
    tells=(Application.order_no, Application.bought_on, Application.reason, Application.explanation,
           ExchangeApplication.wanted, Application.proof, Application.proof_no))
return_authorisation = Document(
    "退货授权与寄回须知", before=VerifyOrder.authorise, says=POSTING, encloses=("退货申请表", "购买凭证"),
    shows=(return_address, service_contact))
exchange_authorisation = Document(
    "换货授权与寄回须知", before=VerifyOrder.authorise, says=POSTING, encloses=("换货申请表", "购买凭证"),
    shows=(return_address, service_contact))
rules_script = Document(
    "退换货规定说明", before=(Apply.accept, VerifyOrder.authorise),
    says=("期限:请在规定期限内提出申请。",
          "条件:非质量原因的退换,商品应未使用、未拆封、无损坏,为原状,没有使用痕迹。",
          "材料:请备齐购买凭证和完整的商品包装,寄回时附上申请表和购买凭证。",
          "运费:运费由客户承担;经检验确属公司原因的质量问题,由公司承担。",
          "款项:检验合格后,按原支付方式退款。"),
    shows=(return_window, exchange_window, service_contact))
refusal_notice = Document(
    "不予办理通知", before=Refuse.tell, tells=(Refusal.why,), shows=(service_contact,),
    says=("商品经检验不符合退换条件,将寄还给您。检验结果和照片见附件。",))
contact_card = Document(
    "客服联系方式", before=(Apply.accept, VerifyOrder.authorise, VerifyFault.grant, InspectGoods.failed, PayBack.pay,
                          Reship.ship),
    says=("如有疑问,可随时与客服联系。",), shows=(service_contact,))
