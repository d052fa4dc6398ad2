"""Furniture comes back and other furniture goes out."""

from core.sdk import Workflow
from plugins.furniture.forms import ExchangeApplication
from plugins.furniture.workflows.stages import Apply, InspectGoods, PostIn, Refuse, Reship, VerifyFault, VerifyOrder


class Exchange(Workflow, title="换货", number="HH", opens=ExchangeApplication):
    """换货"""

    stages = (Apply, VerifyOrder, VerifyFault, PostIn, InspectGoods, Reship, Refuse)
