"""Papers."""

from core.sdk import Document

from .forms import AlterationRequest, Remeasuring
from .workflows import Alteration

alteration_slip = Document("修改单", before=Alteration.hand_over, signed=True, says=("请客户当面试挂。",),
                           tells=(AlterationRequest.complaint, Remeasuring.width, Remeasuring.height))
