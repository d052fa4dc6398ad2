"""What may be reported of a crew."""

from datetime import datetime
from decimal import Decimal

from core.capabilities.conduct.forms import Earlier
from core.capabilities.conduct.forms import Incident as Reported
from core.sdk import Choice, EvidenceKind, choice, moment, money, number, text, when, yes_no

SERVICE_LABEL = EvidenceKind("service_label", "服务电话标贴照片")


class Misconduct(Choice):
    """What somebody is said to have done."""

    material = "私自将公司物资送人"
    money_kept = "收费未按时上交"
    private_job = "勾结用户做私活"
    units_hidden = "多台作业未上报"
    booked_late = "派工后未按时与用户约定"
    untested = "完工未试机、未签字"
    finished_late = "未在规定时间内完工"
    number_missing = "未留公司服务电话"
    dress = "未穿工作服或未戴工作牌"
    unreached = "电话未接或联系不上"
    switched_off = "电话关机"
    gambling = "外出赌博"


class Excuse(Choice):
    """Why work was not finished in time through nobody's fault."""

    parts = "等配件"
    customer = "用户原因"
    weather = "天气或灾害"
    factory = "厂家原因"


class NumberLeft(Choice):
    """Which number the photo shows on the machine."""

    company = "公司统一服务电话"
    private = "个人电话"
    missing = "没有留"


class CrewIncident(Reported):
    """师傅违规事件"""

    what: Misconduct = choice("什么事", Misconduct)
    goods: str = text("什么物资", only_when=when(what, Misconduct.material), lasting=True)
    pieces: int = number("件数", only_when=when(what, Misconduct.material))
    market_value: Decimal = money("每件市场价", only_when=when(what, Misconduct.material))
    charged: Decimal = money("实际收费金额", only_when=when(
        what, Misconduct.money_kept, Misconduct.private_job, Misconduct.units_hidden))
    collected_at: datetime = moment("收费时间", past=True, optional=True, help="不填即发生时间",
                                    only_when=when(what, Misconduct.money_kept))
    hand_in_by: datetime = moment("应上交的最后时间", optional=True, help="不填即按上交时限计算",
                                  only_when=when(what, Misconduct.money_kept))
    handed_in_at: datetime = moment("实际上交时间", past=True, optional=True, help="还没有上交的不填",
                                    only_when=when(what, Misconduct.money_kept))
    units_ordered: int = number("派工单上的台数", only_when=when(what, Misconduct.units_hidden))
    units_added: int = number("师傅上报增加的台数", only_when=when(what, Misconduct.units_hidden))
    units_done: int = number("实际作业的台数", only_when=when(what, Misconduct.units_hidden))
    dispatched_at: datetime = moment("接到派工的时间", past=True, only_when=when(what, Misconduct.booked_late))
    booked_at: datetime = moment("与用户约定或联系用户的时间", past=True, optional=True, help="还没有约定的不填",
                                 only_when=when(what, Misconduct.booked_late))
    test_run: bool = yes_no("完工后已试机", only_when=when(what, Misconduct.untested))
    signed: bool = yes_no("用户已签字", only_when=when(what, Misconduct.untested))
    finish_by: datetime = moment("应完工时间", only_when=when(what, Misconduct.finished_late))
    finished_at: datetime = moment("实际完工时间", past=True, optional=True, help="还没有完工的不填",
                                   only_when=when(what, Misconduct.finished_late))
    excuse: Excuse = choice("可以不罚的原因", Excuse, optional=True, only_when=when(what, Misconduct.finished_late))
    number_left: NumberLeft = choice("照片上的电话", NumberLeft, optional=True, help="看过照片再填;没有照片按没有留算",
                                     on_demand=True, only_when=when(what, Misconduct.number_missing))
    uniform: bool = yes_no("穿着品牌工作服", only_when=when(what, Misconduct.dress))
    badge: bool = yes_no("佩戴工作牌", only_when=when(what, Misconduct.dress))
    missed: int = number("当天未接通的次数", only_when=when(what, Misconduct.unreached),
                         help="发生时间填最后一次未接通的时间")
    called_back_at: datetime = moment("回电时间", past=True, optional=True, help="没有回电的不填",
                                      only_when=when(what, Misconduct.unreached, Misconduct.switched_off))
    disaster: bool = yes_no("自然灾害期间", optional=True,
                            only_when=when(what, Misconduct.unreached, Misconduct.switched_off))


class EarlierNumbers(Earlier):
    """此前未留公司服务电话的次数"""
