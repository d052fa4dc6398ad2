"""Furniture comes back and the money goes back."""

from core.sdk import Workflow
from plugins.furniture.forms import ReturnApplication
from plugins.furniture.workflows.stages import Apply, InspectGoods, PayBack, PostIn, Refuse, VerifyFault, VerifyOrder


class Return(Workflow, title="退货", number="TH", opens=ReturnApplication):
    """退货"""

    stages = (Apply, VerifyOrder, VerifyFault, PostIn, InspectGoods, PayBack, Refuse)
