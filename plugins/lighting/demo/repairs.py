"""Lamps that are mended, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.lighting.demo.factory import Factory, Lamp, days, hours
from plugins.lighting.workflows.kinds import Emergency, Repair

if TYPE_CHECKING:
    from core.demo import Story

DIED = "用了几个月,突然不亮了"


def enter(factory: Factory) -> None:
    """Enter all of them."""
    for place, (model, cause) in enumerate((
            ("XD-200", "driver"), ("XD-200", "driver"), ("XD-360", "light_source"), ("DD-08", "wiring"),
            ("XD-200", "driver"), ("TD-31", "remote"), ("XD-360", "driver"))):
        factory.tell(factory.day(64 - 5 * place), free_repair(factory, place, model, cause, solved=place != 4))
    for begins, story in (
            (factory.day(24), paid_repair(factory)), (factory.day(8), quote_waits(factory)),
            (factory.day(21), quote_refused(factory)), (factory.day(6), to_be_tested(factory)),
            (factory.day(9), being_mended(factory)), (factory.day(4), at_home(factory)),
            (factory.day(2), just_asked(factory)), (factory.day(12), call_is_due(factory)),
            (factory.day(3, "10:05"), leaks(factory)), (factory.stage.until - hours(0.2), leaks_now(factory))):
        factory.tell(begins, story)
    for who, model, said in ((6, "LD-12", "调光失灵,一直闪"), (7, "BD-05", "插电没反应"), (8, "XD-360", "亮度变暗")):
        factory.tell(factory.day(4 + who % 3), on_its_way(factory, who, model, said))


def _arrives(lamp: Lamp) -> Story:
    yield hours(3)
    lamp.assess()
    lamp.ask_in()
    yield days(1.2)
    lamp.post()
    yield days(2.1)
    lamp.receive()
    yield hours(5)


def free_repair(factory: Factory, who: int, model: str, cause: str, *, solved: bool) -> Story:
    """Mended in the warranty; one is not settled and comes again."""
    channel = ("phone", "email", "shop")[who % 3]
    lamp = Lamp(factory, Repair, who, model, 150 + 9 * who, DIED, channel, fault="dead")
    for _ in range(1 if solved else 2):
        yield from _arrives(lamp)
        lamp.diagnose(cause)
        lamp.take("bench.go_on")
        lamp.take("quote.free")
        yield days(1.5)
        lamp.mend(parts=f"{18 + 5 * (who % 4)}.00")
        yield hours(6)
        lamp.send()
        yield days(2)
        lamp.take("outbound.deliver")
        yield days(1)
        if not solved and lamp.stage.now > factory.stage.ago(30):
            return
        happy = solved or lamp.stage.now > factory.stage.ago(34)
        lamp.take("call_back.call", {"channel": "phone", "solved": happy,
                                     "remarks": "很满意,师傅讲得清楚" if happy else "装回去三天又灭了"})
        if happy:
            lamp.take("call_back.rate", {"score": 5 - who % 2, "praised": who % 2 == 0})
            lamp.take("call_back.close")
            return
        lamp.take("call_back.again")


def paid_repair(factory: Factory) -> Story:
    """Out of warranty: quoted, agreed, mended and sent."""
    lamp = Lamp(factory, Repair, 9, "DD-08", 600, "两个灯头不亮", fault="dead")
    yield from _arrives(lamp)
    lamp.diagnose("wiring", "更换两个灯头和接线")
    lamp.take("bench.go_on")
    lamp.take("quote.offer", {"parts": "36.00", "labour": "40.00", "told": "两个灯头 36 元,工时 40 元"})
    yield hours(20)
    lamp.take("quote.agree", {"amount": "76.00", "channel": "wechat", "said_by": "古先生"})
    yield days(2)
    lamp.mend("36.00", "40.00", "更换灯头两个,重新接线")
    lamp.send()


def quote_waits(factory: Factory) -> Story:
    """The customer has the quote, and a link to answer it."""
    lamp = Lamp(factory, Repair, 10, "LD-12", 500, "灯杆里的线断了", fault="dead")
    yield from _arrives(lamp)
    lamp.diagnose("wiring", "更换电源线", days=9)
    lamp.take("bench.go_on")
    lamp.take("quote.offer", {"parts": "22.00", "labour": "30.00", "told": "更换电源线"})
    lamp.stage.desk.customer_links.make(lamp.stage.actor("service"), lamp.number)


def quote_refused(factory: Factory) -> Story:
    """Dearer than it is worth: sent back as it came."""
    lamp = Lamp(factory, Repair, 11, "TD-31", 420, "摔了一下,不亮了", fault="broken")
    yield from _arrives(lamp)
    lamp.diagnose("housing", "更换灯体", damaged=True)
    lamp.take("bench.go_on")
    lamp.take("quote.offer", {"parts": "95.00", "labour": "30.00"})
    yield days(1)
    lamp.take("quote.refuse", {"channel": "phone", "why": "不如买新的"})
    yield days(1)
    lamp.send("send_back.return_goods")
    yield days(3)
    lamp.take("send_back.arrived_back")


def to_be_tested(factory: Factory) -> Story:
    lamp = Lamp(factory, Repair, 12, "XD-200", 90, "整灯闪烁", fault="flicker")
    yield from _arrives(lamp)


def being_mended(factory: Factory) -> Story:
    """The part is late, and the customer has heard of it."""
    lamp = Lamp(factory, Repair, 13, "XD-360", 200, "遥控没反应", fault="remote")
    yield from _arrives(lamp)
    lamp.diagnose("remote", "更换遥控接收板", days=3)
    lamp.take("bench.go_on")
    lamp.take("quote.free")
    yield days(2)
    later = (lamp.stage.now + days(4)).date()
    lamp.take("work.postpone", {"expected_on": later, "delay_why": "接收板缺货,供应商周四到"})
    lamp.take("work.tell_date", {"plan_told": True, "time_told": later, "told_by": "phone"})


def at_home(factory: Factory) -> Story:
    """A chandelier nobody can post."""
    lamp = Lamp(factory, Repair, 14, "DD-08", 60, "吊灯一侧不亮,装在挑空客厅", fault="dead", fixed=True)
    yield hours(2)
    lamp.take("triage.visit", {"suspected": "接线松脱", "plan": "上门检查接线", "told_by": "phone",
                               "mode_reason": "挑空客厅固定安装,客户无法拆下"})
    yield hours(3)
    lamp.take("on_site.appoint", {"visit_at": (lamp.stage.now + days(6)).isoformat(), "visitor": "邓志强"})


def just_asked(factory: Factory) -> Story:
    Lamp(factory, Repair, 15, "BD-05", 45, "关灯后还有微光", fault="other", channel="online_chat")
    yield from ()


def call_is_due(factory: Factory) -> Story:
    """Home again; nobody has answered the telephone yet."""
    lamp = Lamp(factory, Repair, 2, "TD-31", 120, "触摸开关失灵", fault="other")
    yield from _arrives(lamp)
    lamp.diagnose("remote", "更换触摸模块")
    lamp.take("bench.go_on")
    lamp.take("quote.free")
    lamp.mend("12.00")
    lamp.send()
    yield days(2)
    lamp.take("outbound.deliver")
    yield days(1)
    lamp.take("call_back.no_answer", {"channel": "phone", "remarks": "响铃无人接"})


def leaks(factory: Factory) -> Story:
    """Told to stop within minutes, then sent in."""
    lamp = Lamp(factory, Emergency, 3, "XD-200", 30, "换灯罩时手麻了一下,外壳漏电", fault="leak", dangerous=True)
    yield hours(0.1)
    lamp.take("stop_using.warn_customer", {"stopped": True, "told_by": "phone"})
    yield hours(1)
    lamp.assess("绝缘破损", "停用,由电工拆下寄回")
    lamp.ask_in()
    yield days(1)
    lamp.post("0.00")


def leaks_now(factory: Factory) -> Story:
    """Wrote just now; nobody has called yet."""
    Lamp(factory, Repair, 5, "XD-360", 20, "开灯时冒烟,有焦味", fault="other", channel="email")
    yield from ()


def on_its_way(factory: Factory, who: int, model: str, said: str) -> Story:
    """Posted, to be received at the bench."""
    lamp = Lamp(factory, Repair, who, model, 100, said, fault="flicker")
    yield hours(4)
    lamp.assess("调光模块", "寄回检测")
    lamp.ask_in()
    yield days(1)
    lamp.post()
