"""What is said of a vehicle in a shed."""

from core.sdk import Form, Signal, text

LEFT = Signal("sheds.left", "已离棚")


class Stay(Form):
    """入棚"""

    spot: str = text("车位")
    visitor: str = text("送车人", personal=True)
