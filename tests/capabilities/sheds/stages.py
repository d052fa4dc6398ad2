"""A stage industries compose."""

from core.sdk import DONE, LOGISTICS, Stage, State
from tests.capabilities.sheds.forms import Stay


class Parking(Stage):
    """入棚存放"""

    waiting = State("待入棚", start=True)
    enter = waiting.to(DONE, "入棚", by=LOGISTICS, form=Stay)
