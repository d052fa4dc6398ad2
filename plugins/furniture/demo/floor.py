"""The shop floor of the demo: deliveries, repairs at home, samples, a complaint, and what is written in its books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core.capabilities.stock.samples import Samples
from core.capabilities.visits.people import People
from core.capabilities.visits.roster import Roster, Turn
from core.demo import PASSWORD
from core.sdk import LOGISTICS, MANAGER, SERVICE, TECHNICIAN
from core.sdk.services import Actor
from plugins.furniture.demo import stockroom
from plugins.furniture.demo.people import BUYERS
from plugins.furniture.demo.shop import Sale, Shop, hours
from plugins.furniture.shop_rules import contact_route, shop_name
from plugins.furniture.workflows.shop import Complaint, Delivery, Repair, Sample

if TYPE_CHECKING:
    from core.demo import Stage, Story

CREW, CREW_NAME, AREA = "luo", "罗永健", "佛山"
MORNING = 10
DUTIES = {step.key: step.by.key for workflow in (Delivery, Repair, Sample, Complaint)
          for stage in workflow.stages for step in stage.steps}
"""Whose step is which."""
SOUND = {"all_parts": True, "intact": True, "right_model": True}
PLACED = {"placed_at": "客厅", "carried": True, "needs_assembly": False}
BUILT = {"placed_at": "主卧", "carried": True, "needs_assembly": True, "on_carton": True, "carton_pictured": True,
         "parts_required": 24, "parts_fitted": 24}
CONDUCT = {"property_protected": True, "nothing_accepted": True, "nothing_touched": True, "no_comments": True,
           "explained_patiently": True}
PLEASED = {"customer_first": True, "said_accepted": False, "said_touched": False, "said_commented": False}
BEGUN = {"proof_seen": True, "proof": "销售单", "place_noted": "按顾客指定位置", "consent": True}
ROUTES = {"by": "Contact.topic", "rows": [["invoice", "finance"], ["delivery", "dispatch"], ["*", "-"]]}


def in_force(stage: Stage) -> bool:
    """Whether the shop works by its own rulebook as well."""
    return f"furniture.{Delivery.key}" in stage.desk.place.kinds


def enter(shop: Shop) -> None:
    """Somebody to go, a roster, samples in the halls; and what has happened lately."""
    stage = shop.stage
    stage.value("furniture", shop_name.key, "岭南木作乐从店")
    stage.value("furniture", contact_route.key, ROUTES)
    for at, story in (
        (shop.day(19, "08:05"), set_up(shop)), (shop.day(18, "08:20"), stockroom.stocked(shop, CREW, CREW_NAME)),
        (shop.day(17, "09:30"), delivered(shop)), (shop.day(12, "10:20"), one_refused(shop)),
        (shop.day(10, "14:10"), mended(shop)),
        (shop.day(9, "15:30"), sample(shop)), (shop.day(6, "11:10"), taken_away(shop)),
        (shop.day(4, "09:15"), complaint(shop)), (shop.day(2, "16:40"), books(shop)),
        (shop.day(1, "10:05"), sample_waits(shop)), (shop.lately(20), to_be_delivered(shop))):
        shop.tell(at, story)


class Job:
    """One case of the shop floor; each step is taken by whose duty it is."""

    def __init__(self, shop: Shop, kind: str, answers: Mapping[str, object], sale: Sale | None = None) -> None:
        self.shop, self.stage = shop, shop.stage
        goods = [{"product": each.name, "model": each.model, "quantity": 1} for each in sale.goods] if sale else []
        self.number = self.stage.open(f"furniture.{kind}", answers, goods, customer=sale.customer if sale else None,
                                      product=sale.product if sale else None)

    def take(self, step: str, answers: Any = None) -> None:
        if DUTIES[step] == TECHNICIAN.key:
            self.stage.desk.steps.take(self.stage.desk.users.by_login(CREW), self.number, step, answers)
        else:
            self.stage.take(self.number, step, answers, by=DUTIES[step])

    def send(self, later: timedelta) -> datetime:
        """Agreed for a morning, and the crew sent; when they will be there."""
        begins = (self.stage.now + later).replace(hour=MORNING, minute=0, second=0, microsecond=0)
        self.take("book.book", {"starts": begins, "ends": begins + timedelta(hours=2), "agreed_by": "phone"})
        self.take("dispatch_crew.dispatch", {"technician": CREW})
        return begins + hours(0.4)

    def load(self, pieces: int) -> None:
        self.take("ready_goods.check", [SOUND] * pieces)
        self.take("ready_goods.repack", {"repacked": True})
        self.take("ready_goods.load", {"loaded_by": CREW_NAME, "condition_loaded": "完好,包装加固",
                                       "shoe_covers_packed": True})

    def arrive(self) -> None:
        self.take("visit.arrive_at_once", {"greeted": True, "badge_shown": True, "shoe_covers": True})
        self.take("visit.begin", BEGUN)


def _order(sale: Sale, who: int, **more: object) -> dict[str, object]:
    return {"order_no": sale.order_no, "area": AREA, "contact_name": BUYERS[who].name,
            "contact_phone": BUYERS[who].phones[0], "needs_install": False, **more}


def _call(sale: Sale, who: int, problem: str) -> dict[str, object]:
    return {"area": AREA, "contact_name": BUYERS[who].name, "contact_phone": BUYERS[who].phones[0], "channel": "call",
            "model": sale.goods[0].model, "problem": problem}


def set_up(shop: Shop) -> Story:
    """The crew, its roster, the samples on display."""
    desk, manager = shop.stage.desk, shop.stage.actor(MANAGER.key)
    desk.users.create(Actor.system(), login=CREW, name=CREW_NAME, password=PASSWORD, duties=[TECHNICIAN.key])
    People(desk.place).save(manager, CREW, badge="LN-07", skills=[("安装", None), ("木工", None)], areas=[AREA])
    roster, today = Roster(desk.place), shop.stage.now.date()
    roster.save_pattern(manager, "家具送装班", [Turn.parse("白班 08:00-21:00")])
    roster.fill(manager, "家具送装班", [CREW], today,
                shop.stage.until.astimezone(shop.stage.zone).date() + timedelta(days=14))
    for number, product, hall in (("S-12", "布艺三人沙发", "二号厅"), ("S-15", "胡桃木餐桌", "一号厅"),
                                  ("S-21", "推拉门衣柜", "二号厅")):
        Samples(desk.place).put_up(shop.stage.actor(LOGISTICS.key), {"number": number, "product": product,
                                                                     "hall": hall, "position": "入口"})
    yield from ()


def delivered(shop: Shop) -> Story:
    """Two pieces brought, put together on the carton and signed for."""
    sale = shop.sale(27, "C-180", "G-105", bought=shop.stage.now)
    job = Job(shop, "delivery", _order(sale, 27, needs_install=True, install_at=shop.stage.now + timedelta(2),
                                       install_wishes="床头靠窗一侧"), sale)
    there = job.send(timedelta(days=2))
    yield there - hours(1)
    job.load(2)
    yield there
    job.arrive()
    job.take("hand_over.unload", {"condition_arrived": "完好", "damaged_on_the_way": False})
    job.take("hand_over.place", [BUILT, PLACED])
    job.take("hand_over.look", [{"opened": True, "verdict": "accept"}] * 2)
    job.take("hand_over.note_conduct", CONDUCT)
    job.take("hand_over.finish")
    job.take("joint.sign", {"result": "accept", "signed_by": "钟国华"})
    yield timedelta(days=1)
    job.take("ask_conduct.ask", PLEASED)


def one_refused(shop: Shop) -> Story:
    """One of two pieces is refused at the door: an exchange comes on its own, the supervisor is told."""
    sale = shop.sale(28, "H-160", "H-021", bought=shop.stage.now)
    job = Job(shop, "delivery", _order(sale, 28), sale)
    there = job.send(timedelta(days=1))
    yield there - hours(1)
    job.load(2)
    yield there
    job.arrive()
    job.take("hand_over.unload", {"condition_arrived": "完好", "damaged_on_the_way": False})
    job.take("hand_over.place", [PLACED] * 2)
    job.take("hand_over.look", [{"opened": True, "verdict": "accept"},
                                {"opened": True, "verdict": "refuse", "look_remark": "椅面有划痕"}])
    again = shop.stage.now + timedelta(days=7)
    job.take("hand_over.agree_again", {"again_starts": again.isoformat(),
                                       "again_ends": (again + timedelta(hours=2)).isoformat()})
    job.take("hand_over.note_conduct", CONDUCT)
    job.take("hand_over.finish")
    job.take("joint.sign", {"result": "remark", "signed_by": "姚思琪", "remark": "餐椅待换"})


def to_be_delivered(shop: Shop) -> Story:
    """Agreed and sent; still to be checked and loaded."""
    sale = shop.sale(31, "T-200", bought=shop.stage.now)
    Job(shop, "delivery", _order(sale, 31), sale).send(timedelta(days=1))
    yield from ()


def _at_work(job: Job, check: Mapping[str, object]) -> Story:
    job.take("take_call.judge", {"sort": "structure", "judged_note": "连接件松动", "tools_to_bring": "内六角扳手"})
    job.take("take_call.assign_caller", {"caller": "lin"})
    yield hours(0.3)
    job.stage.contact(job.number, "约好上门时间")
    later = timedelta(days=1)
    while (job.stage.now + later).weekday() > 4:
        later += timedelta(days=1)
    yield job.send(later)
    job.arrive()
    job.take("mend.check", check)
    job.take("mend.note_conduct", CONDUCT)


def mended(shop: Shop) -> Story:
    """Mended on the spot, without a charge."""
    job = Job(shop, "repair", _call(sale := shop.sale(33, "G-220", bought=shop.stage.now - timedelta(200)),
                                    33, "推拉门脱轨"), sale)
    yield from _at_work(job, {"inner_parts_complete": True, "human_damage": False})
    job.take("mend.repaired", {"work_done": "校正滑轨,更换缓冲器", "put_together": False, "parts_required": 2,
                               "parts_fitted": 2})
    job.take("joint.sign", {"result": "accept", "signed_by": "金海涛"})
    yield timedelta(days=1)
    job.take("ask_conduct.ask", PLEASED)


def taken_away(shop: Shop) -> Story:
    """Could not be mended there: taken away against a receipt, now in the workshop."""
    job = Job(shop, "repair", _call(sale := shop.sale(35, "Z-080", bought=shop.stage.now - timedelta(90)),
                                    35, "抽屉卡住,镜框开胶"), sale)
    yield from _at_work(job, {"inner_parts_complete": True, "human_damage": False})
    job.take("mend.take_away", {"what": "梳妆台抽屉和镜框", "condition_taken": "镜框两处开胶", "receipt_signed": True})
    job.take("taken_away.put", {"where": "木工间 3 号架"})


def sample(shop: Shop) -> Story:
    """Taken down, mended, registered and stored."""
    job = Job(shop, "sample", {"sample_no": "S-12", "product": "布艺三人沙发", "hall": "二号厅", "why": "换季换样"})
    yield hours(1)
    job.take("taken_down.check", {"damaged": True, "damage": "右扶手缝线开裂"})
    yield timedelta(days=1)
    job.take("taken_down.mend", {"repair": "重新缝线"})
    job.take("taken_down.register", {"condition": "良好,可再上样"})
    job.take("taken_down.stock_in", {"warehouse": "乐从仓", "shelf": "A-3"})


def sample_waits(shop: Shop) -> Story:
    """Taken down, still to be looked at."""
    Job(shop, "sample", {"sample_no": "S-21", "product": "推拉门衣柜", "hall": "二号厅", "why": "停产"})
    yield from ()


def complaint(shop: Shop) -> Story:
    """One that went to a newspaper, answered and not yet agreed to."""
    job = Job(shop, "complaint", {
        "about": "等了三周沙发还没到,已打电话给报社", "channel": "phone", "grievance": "service", "addressee": "media",
        "spoken": "oral", "call_ended": shop.stage.now, "calmed": True})
    yield hours(2)
    job.take("satisfy.find", {"cause": "delay", "department": "调度", "finding": "厂家发货延误,没有及时告知",
                              "answerable": "somebody", "person": "huang"})
    job.take("satisfy.answer", {"reply": "道歉,本周六送到,赠送抱枕", "channel": "phone"})


def books(shop: Shop) -> Story:
    """What came in besides cases."""
    registers = shop.stage.desk.registers

    def note(key: str, by: str = SERVICE.key, **answers: object) -> None:
        registers.write(shop.stage.actor(by), "furniture", key, answers)

    note("contacts", channel="call", topic="invoice", content="上月订单要补开专用发票", urgent=False)
    note("contacts", channel="visit", topic="praise", content="表扬送货师傅细心", urgent=False)
    yield hours(1)
    note("contacts", channel="call", topic="product", content="高低床护栏松动,孩子险些摔下", urgent=True)
    note("warnings", TECHNICIAN.key, kind="warning", noticed="顾客在楼下说再不来就找电视台", addressee="media")
    note("answers", question="实木家具多久上一次蜡?", reply="每半年一次,用家具蜡薄涂,避开阳光。", public=True)
    note("answers", question="进货价是多少?", reply="不对外公开,请主管答复。", public=False)
