"""What goes with a parcel."""

from core.capabilities.parcels.rules import return_address
from core.capabilities.parcels.stages import Inbound, Outbound, SendBack
from core.sdk import Document

posting_slip = Document(
    "寄件须知", before=(Inbound.arrange, Inbound.post), shows=(return_address,),
    says=("请把案件编号写在包裹外面。", "请用原包装或足够的缓冲材料包好,易碎件单独包裹。",
          "请保留寄件凭证,并把承运公司和运单号告知客服。"))
parcel_label = Document("包裹标签", before=(Inbound.arrange, Outbound.ship, SendBack.return_goods),
                        shows=(return_address,), size="waybill", code=True)
