"""What must be there before something is sent, and what the customer is told."""

from core.capabilities.parcels.forms import Dispatch, Instructions, Posting
from core.capabilities.parcels.rules import address_known, settle_within
from core.capabilities.parcels.stages import LOST, SETTLED, TROUBLED, Inbound, Outbound
from core.sdk import Gate, Target, any_of

waybill_given = Gate("运单号", before=(Inbound.post, Inbound.picked_up, Inbound.correct), needs=(Posting.waybill,))
mode_chosen = Gate("寄件方式", before=Inbound.arrange, needs=(Instructions.mode,))
address_set = Gate("寄件收件地址", before=Inbound.arrange, when=address_known)
told_of_parcel = Gate("已通知客户收件", before=Outbound.ship, yes=(Dispatch.customer_told,))
trouble_settled = Target("处理运输异常", since=any_of(TROUBLED, LOST), until=SETTLED, within=settle_within)
