"""滑板车:an industry of the tests' own that builds on the shed."""

from core.sdk import DONE, LOGISTICS, Form, Industry, Stage, State, Workflow, text
from tests.capabilities.sheds import sheds
from tests.capabilities.sheds.stages import Parking


class Request(Form):
    """换电瓶"""

    model: str = text("型号")


class Handover(Stage):
    """交车"""

    ready = State("待取车", start=True)
    give = ready.to(DONE, "交车", by=LOGISTICS)


class Battery(Workflow, title="换电瓶", number="HB", opens=Request):
    """入棚 → 交车"""

    stages = (Parking, Handover)


scooters = Industry("scooters", __name__, title="滑板车", needs=(sheds,))
