"""What comes in every day: returns and exchanges that go their usual way, as far as they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from plugins.furniture.demo.shop import EXCHANGE, FINE, RETURN, Matter, Sale, Shop, minutes

if TYPE_CHECKING:
    from core.demo import Story

USED = {**FINE, "used": True, "opened": True, "traces_of_use": True,
        "note": "坐垫有明显压痕和毛发"}


@dataclass(frozen=True)
class Usual:
    """One case: who, what, why, how many working days ago it came, and where it rests. For an exchange `wanted`."""

    who: int
    model: str
    reason: str
    explanation: str
    back: int
    rests: str
    wanted: str = ""
    channel: str = "phone"
    freight_paid_by: str = "customer"


USUAL = (
    # Done long ago.
    Usual(0, "Y-210", "size", "书房量错尺寸,1.6 米的放不下,想退", 22, "ended"),
    Usual(1, "H-021", "mind", "家里人觉得颜色太深,没有拆箱", 21, "ended"),
    Usual(2, "S-330", "quality", "左侧扶手木架断裂,一坐就响", 21, "ended", freight_paid_by="company"),
    Usual(3, "X-090", "size", "比玄关宽了 6 厘米,门打不开", 20, "ended", "三门鞋柜 X-080,白色"),
    Usual(4, "D-18", "mind", "老人睡不惯软床垫,塑封没有拆", 20, "refused"),
    Usual(5, "T-200", "quality", "电视柜抽屉滑轨脱落,装不回去", 19, "ended", "同款电视柜"),
    Usual(6, "L-015", "mind", "买重了,家里已有一把", 19, "ended", channel="wechat"),
    Usual(7, "C-180", "size", "床尾离衣柜只剩 30 厘米,换小一号", 18, "ended", "实木双人床 C-150"),
    Usual(8, "G-105", "quality", "五斗柜背板受潮起鼓", 18, "ended", channel="wechat", freight_paid_by="company"),
    Usual(9, "R-07", "mind", "公司统一采购了,不需要了", 17, "ended"),
    Usual(10, "Z-080", "other", "婚期推迟,暂时不装修了", 17, "withdrawn"),
    Usual(11, "YB-080", "size", "茶几比沙发高,不好用", 16, "ended", "岩板茶几 YB-060,同色"),
    Usual(12, "E-120", "mind", "孩子不愿意睡上铺", 16, "ended"),
    Usual(13, "Y-305", "quality", "书架隔板开裂,两层都有", 15, "ended", "同款书架", freight_paid_by="company"),
    # Money or goods that should have left by now.
    Usual(14, "S-110P", "mind", "颜色和网页上差太多", 15, "due", channel="web"),
    Usual(15, "YB-140", "quality", "岩板台面有一道 20 厘米裂纹", 13, "due"),
    Usual(16, "G-220", "size", "衣柜太高,进不了门", 12, "told"),
    Usual(17, "H-021", "mind", "坐高不合适,想换扶手款", 12, "failed", "胡桃木扶手椅 H-023"),
    Usual(18, "C-150R", "size", "床垫配不上,想换 1.8 米的", 11, "sent", "软包双人床 C-180R"),
    # On the way.
    Usual(19, "T-200", "mind", "与地板颜色不搭", 10, "due", channel="wechat"),
    Usual(20, "Y-210", "quality", "桌面漆面起泡,见照片", 9, "due"),
    Usual(21, "G-105", "size", "抽屉朝向不对,想换左开", 9, "due", "五斗柜 G-105L"),
    Usual(22, "S-410", "mind", "转角方向买反了", 8, "due", "布艺转角沙发 S-410 右转角"),
    Usual(23, "X-090", "quality", "鞋柜门板变形关不严", 8, "seen"),
    Usual(24, "R-07", "size", "椅子太高,脚够不着地", 7, "seen", "人体工学椅 R-05"),
    Usual(25, "L-015", "mind", "藤编味道重,不想要了", 7, "arrived"),
    Usual(26, "Z-080", "quality", "镜子到货就有裂纹", 7, "arrived", "同款梳妆台", freight_paid_by="company"),
    Usual(27, "Y-305", "mind", "想退,书太多放不下", 6, "arrived"),
    Usual(28, "D-18", "size", "床垫买大了 20 厘米", 5, "transit", "乳胶床垫 D-15"),
    Usual(29, "YB-080", "mind", "已经买了别家的", 5, "transit", channel="wechat"),
    Usual(30, "C-180", "quality", "床头板榫口松动", 4, "transit"),
    Usual(31, "H-021", "mind", "餐厅改成吧台,用不上", 4, "asked"),
    Usual(32, "S-110P", "size", "单人沙发太大", 8, "asked", "真皮单人沙发 S-100P"),
    Usual(33, "G-105", "mind", "老人说颜色不喜欢", 3, "asked", channel="web"),
    # Waiting at the counter.
    Usual(34, "Y-210", "size", "想换 1.4 米的", 5, "checking", "橡木书桌 Y-190"),
    Usual(35, "E-120", "mind", "搬家,房间放不下", 2, "checking"),
    Usual(36, "T-200", "quality", "柜脚短了一截,放不平", 2, "checking"),
    Usual(37, "YB-140", "mind", "改买圆桌了", 1, "checking", channel="wechat"),
    Usual(38, "X-090", "other", "收货地址的电梯装不下,退了", 4, "received", channel="web"),
    Usual(39, "C-150R", "quality", "床架螺丝孔错位,师傅装不上", 1, "received", "同款床架"),
    Usual(40, "R-07", "mind", "用不惯,想退", 0, "received", channel="web"),
    Usual(41, "G-220", "size", "想换三门款", 0, "received", "三门衣柜 G-180"),
)


def enter(shop: Shop) -> None:
    """Enter all of them."""
    for each in USUAL:
        shop.tell(shop.day(each.back), goes_its_way(shop, each))


def bought(shop: Shop, who: int, model: str, reason: str, now: datetime) -> Sale:
    """A purchase that is fresh enough; goods with a fault came yesterday."""
    if reason == "quality":
        came = (now - timedelta(days=1)).replace(hour=shop.chance.choice((10, 11, 14, 15, 16, 17)))
        return shop.sale(who, model, bought=came - timedelta(days=3), delivered=came)
    return shop.sale(who, model, bought=now - timedelta(days=shop.chance.choice((3, 4, 5))))


def goes_its_way(shop: Shop, usual: Usual) -> Story:
    """From the first contact to where it rests."""
    stage, back = shop.stage, usual.back
    kind = EXCHANGE if usual.wanted else RETURN
    sale = bought(shop, usual.who, usual.model, usual.reason, stage.now)
    matter = Matter.opens(shop, kind, sale, usual.reason, usual.explanation, channel=usual.channel,
                          wanted=usual.wanted or None)
    if usual.rests == "received":
        return
    yield minutes(shop.chance.randrange(6, 50))
    if usual.rests == "withdrawn":
        stage.contact(matter.number, "客户来电说先不退了,留着用", direction="in")
        matter.take("apply.withdraw")
        return
    matter.accept()
    if usual.rests == "checking":
        stage.comment(matter.number, "等销售回传订单底单")
        return
    yield shop.day(back - 1)
    matter.authorise()
    if usual.rests == "asked":
        return
    yield shop.day(back - 2)
    stage.contact(matter.number, "客户发来运单照片", channel="wechat", direction="in")
    matter.post(paid_by=usual.freight_paid_by)
    if usual.rests == "transit":
        return
    yield from _at_the_company(shop, usual, matter)


def _at_the_company(shop: Shop, usual: Usual, matter: Matter) -> Story:
    back, fails = usual.back, usual.rests in ("failed", "told", "refused")
    yield shop.day(back - 5)
    matter.receive()
    if usual.rests == "arrived":
        return
    yield shop.day(back - 6, "10:15")
    shop.stage.assign(matter.number, "quality")
    matter.inspect(*([USED] if fails else []))
    if usual.rests == "seen":
        return
    yield minutes(35)
    if fails:
        yield from _fails(shop, usual, matter)
        return
    matter.passed()
    shop.stage.assign(matter.number, "logistics" if usual.wanted else "finance", by="manager")
    if usual.rests == "due":
        return
    yield shop.day(back - 8)
    if not usual.wanted:
        matter.pay()
        shop.stage.comment(matter.number, "款项已按原支付方式退回,请留意到账", to_customer=True)
        return
    matter.ship()
    if usual.rests == "ended":
        yield shop.day(back - 11)
        matter.settle()


def _fails(shop: Shop, usual: Usual, matter: Matter) -> Story:
    matter.failed()
    if usual.rests == "failed":
        return
    yield shop.day(usual.back - 7)
    matter.inform("商品已拆封并有使用痕迹,不符合退换条件,将寄还给您")
    if usual.rests == "told":
        return
    yield shop.day(usual.back - 8)
    matter.send_back()
