"""The stages of a visit. Industries put them in the order of their regulation:

    ["book", "dispatch_crew", "visit", ["support", "taken_away"], "work", "joint"]   # agree, then send somebody
    ["dispatch_crew", "book", "visit", ["support", "taken_away"], "work", "joint"]   # whoever goes agrees

`Visit` ends where the work begins; the work itself is a stage of the industry's own (here `work`). Its steps may file
`Partial` (to `Book`), `TakeAway` (to `TakenAway`) and `SupportAsked` (to `Support`); what is done with such a form is
the same wherever it is filed. `Support` and `TakenAway` go on with what stands behind them."""

from core.capabilities.visits.forms import (
    Absent,
    Appointment,
    BroughtBack,
    DelayNotice,
    JointCheck,
    Partial,
    PromisedBack,
    SignOff,
    StartBlock,
    SupportGiven,
    Unreached,
    Unsigned,
    VisitArrival,
    VisitDispatch,
    Whereabouts,
)
from core.capabilities.visits.rules import checked_together, something_taken
from core.sdk import ABSENT, CUSTOMER, DISPATCH, DONE, END, SERVICE, TECHNICIAN, Outcome, Signal, Stage, State

CONFIRMED = Signal("visits.confirmed", "客户确认上门时间")
WISHED = Signal("visits.wished", "客户希望另约时间")
RECEIPT = Signal("visits.receipt", "开具带回收据")
called_off, refused_there = Outcome("visit_called_off", "取消上门"), Outcome("refused_there", "客户拒绝验收")


class Book(Stage):
    """约定上门"""

    to_book = State("待约上门时间", start=True)
    book = to_book.to(DONE, "约定上门时间", by=SERVICE, form=Appointment)
    agree = to_book.to(DONE, "与客户约定上门时间", by=TECHNICIAN, form=Appointment)
    unreached = to_book.to(to_book, "联系不上客户", by=SERVICE, form=Unreached)
    crew_unreached = to_book.to(to_book, "打过电话,联系不上", by=TECHNICIAN, form=Unreached)


class DispatchCrew(Stage):
    """派工"""

    to_dispatch = State("待派工", start=True)
    dispatch = to_dispatch.to(DONE, "派工", by=DISPATCH, form=VisitDispatch)


class Visit(Stage):
    """上门"""

    ahead = State("待上门", start=True)
    travelling = State("上门途中")
    on_site = State("已到现场")
    absent = State("客户不在", waiting_for=CUSTOMER)
    set_out = ahead.to(travelling, "出发", by=TECHNICIAN)
    arrive = travelling.to(on_site, "到达", by=TECHNICIAN, form=VisitArrival)
    arrive_at_once = ahead.to(on_site, "已到现场", by=TECHNICIAN, form=VisitArrival)
    begin = on_site.to(DONE, "开始服务", by=TECHNICIAN, form=StartBlock)
    not_there = on_site.to(absent, "客户不在", by=TECHNICIAN, form=Absent)
    met = absent.to(on_site, "客户到了", by=TECHNICIAN)
    postpone = ahead.to(ahead, "改约时间", by=SERVICE, form=Appointment)
    tell_delay = ahead.to(ahead, "告知晚到", by=TECHNICIAN, form=DelayNotice)
    tell_delay_on_the_way = travelling.to(travelling, "告知晚到", by=TECHNICIAN, form=DelayNotice)
    turn_back = travelling.to(ahead, "没有去成", by=TECHNICIAN)
    reassign = ahead.to(ahead, "改派", by=DISPATCH, form=VisitDispatch)
    reassign_on_the_way = travelling.to(ahead, "改派", by=DISPATCH, form=VisitDispatch)
    come_again = on_site.to(lambda: Book, "这次办不了,再约", by=TECHNICIAN, form=Partial, otherwise=ABSENT)
    book_again = absent.to(lambda: Book, "另约时间", by=SERVICE, otherwise=ABSENT)
    call_off = ahead.to(END, "取消上门,结案", by=SERVICE, then=called_off)


class Support(Stage):
    """支援"""

    asked = State("待支援答复", start=True)
    answer = asked.to(DONE, "答复支援", by=SERVICE, form=SupportGiven)
    book_again = asked.to(lambda: Book, "另约时间再上门", by=SERVICE, form=SupportGiven, otherwise=ABSENT)


class TakenAway(Stage):
    """带回修理"""

    held = State("带回待修", start=True)
    ready = State("已修好,待送回")
    put = held.to(held, "登记放在哪里", by=TECHNICIAN, form=Whereabouts)
    promise = held.to(held, "改送回日期", by=SERVICE, form=PromisedBack)
    mended = held.to(ready, "修好待送回", by=TECHNICIAN)
    promise_again = ready.to(ready, "改送回日期", by=SERVICE, form=PromisedBack)
    book_return = ready.to(lambda: Book, "约送回时间", by=SERVICE, otherwise=ABSENT)
    hand_back = ready.to(DONE, "送回并收回收据", by=TECHNICIAN, form=BroughtBack)


class Joint(Stage):
    """共同验收"""

    to_sign = State("待客户验收签字", start=True)
    refused = State("客户拒绝验收")
    inspect = to_sign.to(to_sign, "登记验收检查", by=TECHNICIAN, form=JointCheck, when=checked_together)
    sign = to_sign.to(DONE, "客户签字", by=TECHNICIAN, form=SignOff)
    turn_down = to_sign.to(refused, "客户拒绝验收", by=TECHNICIAN, form=SignOff)
    leave_unsigned = to_sign.to(DONE, "没有签字,先完工", by=TECHNICIAN, form=Unsigned)
    hand_back = to_sign.to(to_sign, "送回并收回收据", by=TECHNICIAN, form=BroughtBack, when=something_taken)
    come_again = to_sign.to(lambda: Book, "还没有做完,再约", by=TECHNICIAN, form=Partial, otherwise=ABSENT)
    sign_after_all = refused.to(to_sign, "重新验收", by=TECHNICIAN)
    book_again = refused.to(lambda: Book, "另约时间再上门", by=SERVICE, otherwise=ABSENT)
    give_up = refused.to(END, "客户拒绝验收,结案", by=SERVICE, then=refused_there)


SENDING = (DispatchCrew.dispatch, Visit.reassign, Visit.reassign_on_the_way)
"""Somebody is named."""
BOOKING = (Book.book, Book.agree)
"""A window is agreed."""
ARRIVING = (Visit.arrive, Visit.arrive_at_once)
"""Somebody is there."""
