"""Papers."""

from core.sdk import Document
from tests.kernel.bicycles.forms import Request
from tests.kernel.bicycles.rules import counter
from tests.kernel.bicycles.workflows import Intake

repair_slip = Document("维修单", before=Intake.accept, tells=(Request.fault, Request.bought_on, Request.frame_no),
                       says=("凭此单取车。",), encloses=("收据",), shows=(counter,), signed=True)
