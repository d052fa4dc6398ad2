"""What is noted of a visit beside its steps: by whoever is there, or by who looks at it afterwards."""

from decimal import Decimal

from core.sdk import Form, Signal, choice, money, number, text
from plugins.appliance.incident_forms import Excuse, NumberLeft

LABEL_SEEN = Signal("appliance.label_seen", "看过服务电话照片")
EXCUSED = Signal("appliance.excused", "登记延误原因")
UNITS_ADDED = Signal("appliance.units_added", "现场增加台数")
UNITS_CHECKED = Signal("appliance.units_checked", "核对台数")


class LabelReview(Form, brought=True):
    """服务电话照片"""

    label_shows: NumberLeft = choice("照片上的电话", NumberLeft)


class Excused(Form, brought=True):
    """延误原因"""

    excused_by: Excuse = choice("原因", Excuse)
    excuse_told: str = text("说明", optional=True, long=True)


class UnitsAdded(Form, brought=True):
    """现场增加台数"""

    more_units: int = number("比派工单多几台")


class UnitsChecked(Form, brought=True):
    """核对台数"""

    units_known: int = number("派工单上的台数")
    units_seen: int = number("实际作业的台数")
    units_charged: Decimal = money("实际收费金额")
