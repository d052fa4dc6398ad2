"""Returns that somebody had to think about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from plugins.furniture.demo.shop import FINE, RETURN, TOLD, Matter, Shop, hours, minutes

if TYPE_CHECKING:
    from core.demo import Story

LATE = "in_return_window"
SCRATCHED = {**FINE, "used": True, "opened": True, "traces_of_use": True,
             "note": "椅腿有擦痕,坐面有污渍"}


def enter(shop: Shop) -> None:
    """Enter all of them."""
    for at, story in (
        (shop.day(22, "15:40"), too_late(shop)), (shop.day(21, "10:05"), opened_box(shop)),
        (shop.day(20, "11:20"), late_but_let_through(shop)), (shop.day(19, "14:10"), changed_their_mind_twice(shop)),
        (shop.day(18, "09:30"), one_good_one_bad(shop)), (shop.day(17, "16:25"), account_closed(shop)),
        (shop.day(15, "10:30"), asked_twice(shop)), (shop.day(14, "11:15"), plea_refused(shop)),
        (shop.day(13, "09:45"), told_at_the_weekend(shop)), (shop.day(12, "15:05"), not_their_order(shop)),
        (shop.day(10, "10:40"), forgotten_papers(shop)), (shop.day(9, "14:30"), keeps_it_after_all(shop)),
        (shop.day(6, "09:20"), no_proof(shop)), (shop.day(4, "16:10"), wrong_day(shop)),
        (shop.stage.ago(14, "10:30"), due_today(shop, 26, "T-200", FINE)),
        (shop.stage.ago(14, "15:30"), due_today(shop, 38, "R-07", SCRATCHED)),
        (shop.lately(20), plea_waiting(shop)), (shop.lately(3), just_called(shop)),
    ):
        shop.tell(at, story)


def too_late(shop: Shop) -> Story:
    """Asked for weeks after the purchase."""
    sale = shop.sale(42, "G-105", bought=shop.working_days_ago(18))
    matter = Matter.opens(shop, RETURN, sale, "mind", "放了快一个月没拆,现在不想要了")
    yield minutes(14)
    matter.decline("已超过退货期限,不能受理;期限从购买当日起算")
    shop.stage.comment(matter.number, "客户表示理解,问能否折价代售,已告知没有这项服务")


def opened_box(shop: Shop) -> Story:
    """Unpacked and put together, without a fault."""
    sale = shop.sale(45, "X-090", bought=shop.stage.now - timedelta(days=4))
    matter = Matter.opens(shop, RETURN, sale, "mind", "装好了才发现和门口颜色不配", channel="wechat", opened=True)
    matter.photo("已安装.jpg", field="Application.opened")
    yield minutes(25)
    matter.decline("商品已拆封安装,又不是质量问题,不符合退货条件", told_by="wechat")


def late_but_let_through(shop: Shop) -> Story:
    """The shop itself had put the customer off, so the manager lets the late application pass."""
    stage = shop.stage
    sale = shop.sale(28, "H-160", bought=shop.working_days_ago(9))
    matter = Matter.opens(shop, RETURN, sale, "size", "餐桌比图纸长,餐厅转不开身;第一次联系时门店让等消息")
    yield minutes(20)
    reason = "客户在期限内找过门店,门店答复有误耽误了时间,责任在我方"
    stage.override(matter.number, LATE, reason, step="apply.accept", answers=TOLD)
    stage.comment(matter.number, "已向门店核实,导购记录属实")
    yield hours(2.5)
    stage.answer(matter.number, reason="情况属实,同意")
    yield minutes(40)
    matter.accept()
    yield shop.day(19)
    matter.authorise()
    yield shop.day(17)
    matter.post("280.00")
    yield shop.day(14)
    matter.receive()
    yield shop.day(13, "10:20")
    matter.inspect()
    matter.passed()
    yield shop.day(10)
    matter.pay()


def changed_their_mind_twice(shop: Shop) -> Story:
    """Withdrawn, opened again at the customer's wish, and carried on."""
    stage = shop.stage
    sale = shop.sale(20, "L-015", bought=stage.now - timedelta(days=3))
    matter = Matter.opens(shop, RETURN, sale, "mind", "阳台改成洗衣房,用不上了")
    yield minutes(30)
    matter.accept()
    yield hours(2)
    stage.contact(matter.number, "客户来电:先生想留着", direction="in")
    matter.take("verify_order.withdraw")
    yield shop.day(17)
    stage.contact(matter.number, "客户又来电,还是要退,商品没有拆", direction="in")
    stage.reopen(matter.number, "客户当日撤回后又要求继续,申请时间在期限内")
    matter.authorise()
    yield shop.day(15)
    matter.post("95.00")
    yield shop.day(11)
    matter.receive()
    yield shop.day(10)
    matter.inspect()
    matter.passed()
    yield shop.day(6)
    matter.pay()


def one_good_one_bad(shop: Shop) -> Story:
    """Two chairs come back, one of them used: the good one is paid back, the other goes home."""
    stage = shop.stage
    sale = shop.sale(43, "H-021", "L-015", bought=stage.now - timedelta(days=4))
    matter = Matter.opens(shop, RETURN, sale, "mind", "房间少装两间,多订了餐椅和休闲椅各一把")
    yield minutes(20)
    matter.accept()
    yield shop.day(17)
    matter.authorise()
    yield shop.day(15)
    matter.post("160.00")
    yield shop.day(12)
    matter.receive()
    yield shop.day(11, "14:00")
    matter.inspect(FINE, SCRATCHED)
    yield minutes(50)
    other = stage.split(matter.number, [1], "休闲椅有使用痕迹,与餐椅分开办理")
    rest = Matter(shop, sale, other, matter.answers)
    matter.passed()
    rest.failed()
    yield shop.day(10)
    rest.inform("休闲椅椅腿有擦痕、坐面有污渍,不是原状,不能退货")
    part = matter.refund(amount=sale.goods[0].price)
    stage.override(matter.number, "refund_matches_price", "休闲椅已拆到另一案件,本案只退餐椅一把",
                   step="pay_back.pay", answers=part, by="finance")
    yield hours(3)
    stage.answer(matter.number, reason="核对无误")
    yield shop.day(9)
    matter.take("pay_back.pay", {**part, "paid_on": stage.now.date()})
    yield shop.day(8)
    rest.send_back()


def account_closed(shop: Shop) -> Story:
    """The money cannot go back the way it came."""
    stage = shop.stage
    sale = shop.sale(44, "T-200", bought=stage.now - timedelta(days=3), method="wechat_pay")
    matter = Matter.opens(shop, RETURN, sale, "size", "电视柜挡住插座")
    yield minutes(10)
    matter.accept()
    yield shop.day(16)
    matter.authorise()
    yield shop.day(15)
    matter.post("120.00")
    yield shop.day(12)
    matter.receive()
    yield shop.day(11)
    matter.inspect()
    matter.passed()
    yield shop.day(9, "10:00")
    stage.contact(matter.number, "客户说付款的微信号已注销,请退到对公账户", direction="in")
    transfer = matter.refund(method="bank_transfer")
    stage.override(matter.number, "refund_to_original_method", "原付款微信已注销,客户出具书面说明和对公账户",
                   step="pay_back.pay", answers=transfer, by="finance")
    matter.photo("书面说明.jpg", purpose="proof")
    yield hours(5)
    stage.answer(matter.number, reason="说明已核对,同意转账")
    yield minutes(45)
    matter.take("pay_back.pay", transfer)


def asked_twice(shop: Shop) -> Story:
    """The same goods reported by telephone and again by WeChat."""
    stage = shop.stage
    sale = shop.sale(29, "Y-305", bought=stage.now - timedelta(days=3))
    matter = Matter.opens(shop, RETURN, sale, "mind", "书架与护墙板冲突,不要了")
    yield hours(4)
    again = Matter.opens(shop, RETURN, sale, "mind", "书架想退,之前打过电话", channel="wechat")
    stage.link(again.number, matter.number, "duplicate")
    again.take("apply.withdraw")
    stage.comment(again.number, "与先前来电的案件重复,按先前的办理")
    matter.accept()
    yield shop.day(14)
    matter.authorise()
    yield shop.day(13)
    matter.post("140.00")
    yield shop.day(12)
    matter.take("post_in.correct", {**matter.posting("140.00"), "carrier": "顺丰"})
    stage.comment(matter.number, "客户换了承运公司,已更正运单号")
    yield shop.day(9)
    matter.receive()
    yield shop.day(8)
    matter.inspect()
    matter.passed()
    yield shop.day(5)
    matter.pay()
    yield shop.day(3)
    later = Matter.opens(shop, RETURN, sale, "other", "客户以为还没退款,再次申请")
    stage.link(later.number, matter.number, "follow_up")
    yield minutes(15)
    later.decline("这件商品的款项已经退回,请查看付款账户")


def plea_refused(shop: Shop) -> Story:
    """Service asks for an exception, the manager does not see one."""
    stage = shop.stage
    sale = shop.sale(5, "R-07", bought=shop.working_days_ago(22))
    matter = Matter.opens(shop, RETURN, sale, "mind", "用了一个月腰还是疼,想退", used=True, opened=True)
    matter.photo("现状.jpg", mark="stain", field="Application.used")
    yield minutes(30)
    stage.override(matter.number, LATE, "客户是老顾客,买过三次", step="apply.accept", answers=TOLD)
    yield hours(4)
    stage.answer(matter.number, grant=False, reason="已过期限且用过一个月,老顾客也不能例外")
    yield hours(1)
    matter.decline("已超过退货期限,商品也已使用")


def told_at_the_weekend(shop: Shop) -> Story:
    """The manager took a call off duty and enters it at the next opportunity, with the time of the call."""
    stage = shop.stage
    called = stage.now - hours(15.5)
    sale = shop.sale(33, "S-330", bought=called - timedelta(days=4))
    matter = Matter.opens(shop, RETURN, sale, "size", "沙发进不了电梯,在楼下没拆包装", at=called, by="manager")
    stage.comment(matter.number, "客户下班后打我手机,今早补记", by="manager")
    stage.assign(matter.number, "service", by="manager")
    yield minutes(40)
    matter.accept()
    yield shop.day(12)
    matter.authorise()
    yield shop.day(11)
    matter.post("310.00")
    yield shop.day(9)
    matter.receive()


def not_their_order(shop: Shop) -> Story:
    """The order belongs to somebody else."""
    sale = shop.sale(37, "G-220", bought=shop.stage.now - timedelta(days=5))
    matter = Matter.opens(shop, RETURN, sale, "mind", "衣柜不要了", channel="web")
    yield hours(1)
    matter.accept()
    yield shop.day(11)
    shop.stage.contact(matter.number, "电话无人接听", reached=False)
    yield hours(3)
    shop.stage.contact(matter.number, "客户承认是在二手平台转买的")
    matter.take("verify_order.mismatch", {"discrepancy": "other_buyer", "note": "订单买家另有其人,商品系转买",
                                          "told_by": "phone"})


def forgotten_papers(shop: Shop) -> Story:
    """The form was not in the parcel; it follows by post while a second look is taken."""
    stage = shop.stage
    sale = shop.sale(8, "Z-080", bought=stage.now - timedelta(days=4))
    matter = Matter.opens(shop, RETURN, sale, "mind", "梳妆台风格不搭")
    yield minutes(25)
    matter.accept()
    yield shop.day(9)
    matter.authorise()
    yield shop.day(8)
    matter.post("175.00")
    yield shop.day(5)
    matter.receive(form_enclosed=False)
    yield shop.day(4, "11:00")
    matter.inspect({**FINE, "packaging_complete": False, "note": "未见配件盒"})
    stage.contact(matter.number, "请客户补寄申请表和配件盒")
    stage.wait(matter.number, "customer", "补寄申请表和配件盒")
    yield shop.day(1, "15:30")
    matter.inspect(FINE, again=True)
    stage.comment(matter.number, "配件盒已补到,申请表还在路上", by="quality")
    stage.wait(matter.number, "customer", "补寄申请表")


def keeps_it_after_all(shop: Shop) -> Story:
    """Nothing is ever posted."""
    stage = shop.stage
    sale = shop.sale(16, "H-021", bought=stage.now - timedelta(days=3))
    matter = Matter.opens(shop, RETURN, sale, "mind", "多买了一把餐椅")
    yield minutes(20)
    matter.accept()
    yield shop.day(8)
    matter.authorise()
    yield shop.day(4)
    stage.contact(matter.number, "询问寄出情况,无人接听", reached=False)
    yield shop.day(3)
    stage.contact(matter.number, "客户说运费不划算,送给亲戚了")
    matter.take("post_in.give_up")


def no_proof(shop: Shop) -> Story:
    """No invoice, no receipt: the desk asks and waits."""
    stage = shop.stage
    sale = shop.sale(30, "YB-080", bought=stage.now - timedelta(days=4), proof="none")
    matter = Matter.opens(shop, RETURN, sale, "mind", "茶几颜色与样板不同,发票找不到了")
    yield minutes(30)
    matter.accept()
    yield shop.day(5)
    stage.contact(matter.number, "无人接听", reached=False)
    yield hours(3)
    stage.contact(matter.number, "请客户找收据、发票或订单截图,任何一种都可以")
    stage.wait(matter.number, "customer", "提供购买凭证")


def wrong_day(shop: Shop) -> Story:
    """A slip of the pen at intake, corrected; the invoice turns up and the case goes on."""
    stage = shop.stage
    sale = shop.sale(31, "L-015", bought=stage.now - timedelta(days=4), proof="none")
    matter = Matter.opens(shop, RETURN, sale, "size", "比阳台门宽", bought_on=stage.now.date() - timedelta(days=40))
    yield minutes(18)
    stage.comment(matter.number, "购买日期登记错了,按订单更正")
    stage.correct(matter.number, {**matter.answers, "bought_on": sale.bought})
    matter.accept()
    stage.wait(matter.number, "customer", "找购买凭证")
    yield shop.day(3)
    stage.resume(matter.number)
    matter.photo("发票.jpg", purpose="proof")
    matter.take("verify_order.authorise", matter.checked)


def due_today(shop: Shop, who: int, model: str, finding: dict[str, object]) -> Story:
    """Looked at exactly a week ago: whatever the finding, what follows is due by tonight."""
    stage = shop.stage
    sale = shop.sale(who, model, bought=stage.now - timedelta(days=3))
    matter = Matter.opens(shop, RETURN, sale, "mind", "家里重新布置,用不上了")
    yield minutes(30)
    matter.accept()
    yield stage.ago(13, "10:40")
    matter.authorise()
    yield stage.ago(12, "14:00")
    matter.post()
    yield stage.ago(8, "11:30")
    matter.receive()
    yield stage.ago(7, "10:20")
    matter.inspect(finding)
    if not finding["used"]:
        matter.passed()
        return
    matter.failed()
    yield stage.ago(6, "09:40")
    matter.inform("商品有使用痕迹,不是原状,不能退货")


def plea_waiting(shop: Shop) -> Story:
    """An exception that the manager has yet to decide."""
    stage = shop.stage
    sale = shop.sale(2, "YB-140", bought=shop.working_days_ago(9))
    matter = Matter.opens(shop, RETURN, sale, "size", "家人住院,晚了几天才联系;没有拆箱")
    yield minutes(25)
    stage.comment(matter.number, "住院单据客户可以提供")
    stage.override(matter.number, LATE, "家人住院耽误,商品未拆封,建议放行", step="apply.accept", answers=TOLD)


def just_called(shop: Shop) -> Story:
    """Still on the line."""
    sale = shop.sale(6, "D-18", bought=shop.stage.now - timedelta(days=2))
    Matter.opens(shop, RETURN, sale, "mind", "刚送到,太软,没有拆塑封")
    yield from ()
