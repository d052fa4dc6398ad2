"""What is said of a whole unit: the invoice, since when it is used, earlier faults, and what is found to be faulty.

`Examined` is what an industry's form of an examination derives from; it says by `quality_fault` what counts."""

from datetime import date

from core.sdk import Form, Signal, day, number, text, yes_no

USE_BEGAN = Signal("coverage.use_began", "交付使用")


class Invoiced(Form):
    """购货发票"""

    invoice_no: str = text("发票号码", on_demand=True, lasting=True)
    invoice_on: date = day("发票开具日期", help="保修从这天起算", past=True)


class InUse(Form):
    """开始使用"""

    used_since: date = day("开始使用日期", help="安装交付的日期;没有安装的写送货日期", optional=True, past=True)


class FirstFault(Form):
    """此前的质量故障"""

    first_fault_on: date = day("此前质量故障的日期", help="不在本系统里的维修,凭维修单填写", optional=True, past=True)


class BothFaults(FirstFault):
    """两次质量故障"""

    second_fault_on: date = day("再次质量故障的日期", help="不在本系统里的维修,凭维修单填写", optional=True, past=True)


class Examined(Form):
    """检测"""

    @property
    def quality_fault(self) -> bool:
        """Whether the goods themselves were found to be faulty: what counts towards a swap."""
        raise NotImplementedError


class Ruled(Form):
    """是否保修的决定"""

    ruled_covered: bool = yes_no("属免费保修")
    ruled_why: str = text("理由", long=True)


class Warranted(Form, brought=True):
    """保修状态

    As it was on the day of the request."""

    in_warranty: bool = yes_no("在保修期内")
    warranted_until: date = day("保修至")


class Faults(Form, brought=True):
    """同一台的质量故障

    Confirmed faults of the unit up to this case, each with a case of its own; `decisive_on` is the day of the one
    that makes the number full."""

    times: int = number("已确认的质量故障次数")
    decisive_on: date = day("满规定次数的那一天")
    unit_used_since: date = day("开始使用日期")
