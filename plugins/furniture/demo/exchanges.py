"""Exchanges that somebody had to think about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from plugins.furniture.demo.shop import EXCHANGE, FAULTY, FINE, TOLD, Matter, Shop, hours, minutes

if TYPE_CHECKING:
    from core.demo import Story

LATE_NOTICE = "noticed_in_time"
UNCLEAR = {**FAULTY, "cause": "unclear", "note": "裂纹走向不像运输损伤,也不能排除受力,原因不明"}
STAINED = {**FINE, "used": True, "opened": True, "traces_of_use": True, "note": "床垫面有水渍"}


def enter(shop: Shop) -> None:
    """Enter all of them."""
    for at, story in (
        (shop.day(22, "09:50"), fault_told_late(shop)), (shop.day(18, "10:55"), beyond_repair(shop)),
        (shop.day(16, "14:45"), cannot_wait(shop)), (shop.day(14, "15:20"), stained(shop)),
        (shop.day(13, "16:00"), nobody_knows_why(shop)), (shop.day(11, "09:25"), out_of_stock(shop)),
        (shop.day(8, "10:10"), set_of_two(shop)), (shop.day(3, "14:50"), which_one(shop)),
        (shop.lately(26), fault_told_late_today(shop)), (shop.lately(5), web_request(shop)),
    ):
        shop.tell(at, story)


def fault_told_late(shop: Shop) -> Story:
    """Found late, but clearly the maker's: the manager lets it pass, and the company pays the freight."""
    stage = shop.stage
    sale = shop.sale(24, "C-180", bought=stage.now - timedelta(days=7), delivered=stage.now - hours(95))
    matter = Matter.opens(shop, EXCHANGE, sale, "quality", "出差回来拆箱才发现床头板开裂",
                          wanted="同款实木双人床 C-180")
    yield minutes(30)
    stage.override(matter.number, LATE_NOTICE, "裂纹在胶合处,不是使用造成;客户有出差车票", step="apply.accept",
                   answers=TOLD)
    yield hours(3)
    stage.answer(matter.number, reason="同意受理,以检验结果为准")
    yield minutes(20)
    matter.accept()
    yield shop.day(20)
    matter.authorise()
    yield shop.day(19)
    matter.post("260.00")
    yield shop.day(15)
    matter.receive()
    yield shop.day(14)
    matter.inspect()
    matter.passed()
    stage.comment(matter.number, "公司原因,客户垫付的寄回运费由公司承担,请财务退还", to_customer=False)
    yield shop.day(12)
    matter.ship()
    yield shop.day(8)
    stage.contact(matter.number, "客户已收到新床,安装完好", direction="in")
    matter.settle(note="原床退回厂家分析")


def beyond_repair(shop: Shop) -> Story:
    """The original is not worth keeping."""
    stage = shop.stage
    sale = shop.sale(43, "YB-080", bought=stage.now - timedelta(days=5), delivered=stage.now - hours(20))
    matter = Matter.opens(shop, EXCHANGE, sale, "quality", "岩板台面碎成两块", wanted="岩板茶几 YB-080")
    yield minutes(15)
    matter.accept()
    yield shop.day(17)
    matter.authorise()
    yield shop.day(16)
    matter.post(paid_by="company")
    yield shop.day(13)
    matter.receive()
    yield shop.day(12)
    matter.inspect()
    matter.passed()
    yield shop.day(11)
    matter.ship()
    yield shop.day(9, "10:30")
    scrapped = {"original": "scrapped", "note": "台面已碎,没有利用价值"}
    stage.override(matter.number, "original_as_ruled", "台面碎裂无法再用,建议报废,省去仓储", step="reship.settle",
                   answers=scrapped)
    yield hours(2)
    stage.answer(matter.number, reason="同意报废,请仓库拍照留底")
    matter.photo("报废留底.jpg", mark="crack", source="staff", by="logistics")
    yield minutes(40)
    matter.take("reship.settle", scrapped)


def cannot_wait(shop: Shop) -> Story:
    """The customer would like the new one before the old one is looked at."""
    stage = shop.stage
    sale = shop.sale(44, "R-07", bought=stage.now - timedelta(days=4), delivered=stage.now - hours(27))
    matter = Matter.opens(shop, EXCHANGE, sale, "quality", "气压杆漏气,坐下就降", wanted="同款人体工学椅 R-07")
    yield minutes(30)
    matter.accept()
    yield shop.day(15)
    matter.authorise()
    yield shop.day(14, "10:00")
    matter.post("60.00", paid_by="company")
    stage.contact(matter.number, "客户急用,希望先发一把过来", direction="in")
    stage.override(matter.number, "replacement_before_inspection", "机构周末开课,急需用椅", step="post_in.ship_ahead",
                   answers=matter.shipment())
    yield hours(5)
    stage.answer(matter.number, grant=False, reason="包裹两天就到,到货当天检验即可")
    stage.comment(matter.number, "请客户稍等,到货当天检验、当天发出", to_customer=True)
    yield shop.day(12)
    matter.receive()
    yield minutes(50)
    matter.inspect()
    matter.passed()
    yield hours(1)
    matter.ship()
    yield shop.day(9)
    matter.settle()


def stained(shop: Shop) -> Story:
    """What comes back is not what was said: it goes home again, at the customer's cost."""
    stage = shop.stage
    sale = shop.sale(12, "D-18", bought=stage.now - timedelta(days=4))
    matter = Matter.opens(shop, EXCHANGE, sale, "size", "尺寸短了 5 厘米,想换大一号", wanted="乳胶床垫 D-20")
    yield minutes(20)
    matter.accept()
    yield shop.day(13)
    matter.authorise()
    yield shop.day(11)
    matter.post("150.00")
    yield shop.day(8)
    matter.receive()
    yield shop.day(7)
    matter.inspect(STAINED)
    matter.failed()
    yield shop.day(6)
    matter.inform("床垫已拆封,面料有水渍,不是原状,不能换货")
    stage.comment(matter.number, "客户不认可水渍,已把检验照片发去,同意寄还")
    yield shop.day(3)
    matter.send_back()


def nobody_knows_why(shop: Shop) -> Story:
    """The cause stays unclear; the shop's own rule says who pays."""
    stage = shop.stage
    sale = shop.sale(1, "YB-140", bought=stage.now - timedelta(days=4), delivered=stage.now - hours(22))
    matter = Matter.opens(shop, EXCHANGE, sale, "quality", "台面有一道细裂纹,开箱就有", wanted="同款岩板餐桌")
    yield minutes(30)
    matter.accept()
    yield shop.day(12)
    matter.authorise()
    yield shop.day(10)
    matter.post("220.00")
    yield shop.day(6)
    matter.receive()
    yield shop.day(5)
    matter.inspect(UNCLEAR)
    matter.passed()
    yield shop.day(3)
    matter.ship()


def out_of_stock(shop: Shop) -> Story:
    """The replacement has to be made first."""
    stage = shop.stage
    sale = shop.sale(18, "S-410", bought=stage.now - timedelta(days=5))
    matter = Matter.opens(shop, EXCHANGE, sale, "size", "转角尺寸不合,想换小一号", wanted="布艺转角沙发 S-380,米色")
    yield minutes(30)
    matter.accept()
    yield shop.day(10)
    matter.authorise()
    yield shop.day(9)
    matter.post("350.00")
    yield shop.day(6)
    matter.receive()
    yield shop.day(5)
    matter.inspect()
    matter.passed()
    yield shop.day(4)
    stage.wait(matter.number, "factory", "米色面料缺货,厂家排产一周")
    stage.contact(matter.number, "已告知客户要等厂家排产,客户同意等")


def set_of_two(shop: Shop) -> Story:
    """Table and chair of one order; the customer is a guest house and quick."""
    stage = shop.stage
    sale = shop.sale(43, "H-160", "H-021", bought=stage.now - timedelta(days=5))
    matter = Matter.opens(shop, EXCHANGE, sale, "mind", "与包厢色调不合,整套换浅色",
                          wanted="橡木餐桌 Y-160 和餐椅 Y-021")
    yield minutes(40)
    matter.accept()
    yield shop.day(7)
    matter.authorise()
    yield shop.day(6)
    matter.post("420.00")
    yield shop.day(3)
    matter.receive()
    yield shop.day(1, "14:20")
    matter.inspect(FINE, {**FINE, "packaging_complete": False, "note": "餐椅外箱缺失"})
    stage.comment(matter.number, "餐椅外箱不在,先问客户", by="quality")


def which_one(shop: Shop) -> Story:
    """The customer has not said yet what they want instead."""
    stage = shop.stage
    sale = shop.sale(21, "T-200", bought=stage.now - timedelta(days=3))
    matter = Matter.opens(shop, EXCHANGE, sale, "mind", "想换浅色,款式还没定", wanted="浅色电视柜,型号待客户确认",
                          channel="wechat")
    yield minutes(45)
    stage.contact(matter.number, "发了三款图片,客户说明天答复", channel="wechat")
    stage.wait(matter.number, "customer", "选定想换的款式")


def fault_told_late_today(shop: Shop) -> Story:
    """A late notice that somebody has to decide."""
    stage = shop.stage
    sale = shop.sale(32, "E-120", bought=stage.now - timedelta(days=6), delivered=shop.at_noon(3))
    matter = Matter.opens(shop, EXCHANGE, sale, "quality", "爬梯焊点开裂,装好两天后发现", wanted="同款儿童高低床")
    yield minutes(20)
    stage.comment(matter.number, "涉及儿童床承重,请主管尽快定", to_customer=False)
    stage.contact(matter.number, "请客户先不要让孩子用上铺")


def web_request(shop: Shop) -> Story:
    """Came in by the page, nobody has rung back yet."""
    stage = shop.stage
    sale = shop.sale(17, "S-110P", bought=stage.now - timedelta(days=4), delivered=shop.at_noon(1))
    matter = Matter.opens(shop, EXCHANGE, sale, "quality", "座面皮革有色差和划痕",
                          wanted="同款真皮单人沙发", channel="web")
    yield hours(1)
    stage.contact(matter.number, "回电无人接听", reached=False)
