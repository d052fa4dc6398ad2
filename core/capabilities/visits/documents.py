"""What is printed of a visit."""

from core.capabilities.visits.forms import ReceiptIssued, TakeAway
from core.capabilities.visits.stages import TakenAway
from core.sdk import Document

take_away_receipt = Document(
    "带回收据", before=(TakenAway.mended, TakenAway.hand_back, TakenAway.book_return), signed=True, copies=2, code=True,
    tells=(ReceiptIssued.receipt_no, TakeAway.what, TakeAway.condition_taken, TakeAway.accessories,
           TakeAway.promised_back),
    says=("请妥善保管本收据,送回时凭收据交接。", "收据遗失请书面说明。"))
