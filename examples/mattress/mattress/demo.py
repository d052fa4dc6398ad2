"""Stories for the demo business: one mattress that was fetched, one that is not clean, one that came too early."""

from datetime import timedelta
from decimal import Decimal

from core.demo import Stage, Story


def play(stage: Stage) -> None:
    """Let customers call."""
    stage.tell(stage.ago(20, "10:05"), fetched(stage))
    stage.tell(stage.ago(2, "15:30"), too_early(stage))
    stage.perform()


def fetched(stage: Stage) -> Story:
    """After sixty nights; clean, fetched, paid back."""
    number = _wish(stage, "龙小姐", "13800000021", 60, "too_soft")
    yield timedelta(hours=3)
    stage.contact(number, "约上门时间")
    stage.take(number, "ask.accept")
    starts = (stage.now + timedelta(days=2)).replace(hour=14, minute=0)
    stage.take(number, "book.book", {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=2)).isoformat()})
    stage.take(number, "dispatch_crew.dispatch", {"technician": stage.actor("technician").login})
    yield starts
    for step in ("visit.arrive_at_once", "visit.begin"):
        stage.take(number, step, {})
    stage.take(number, "fetch.look", {"stained": False, "law_tag": True})
    stage.take(number, "fetch.take_along")
    yield timedelta(days=1)
    stage.take(number, "pay_back.pay", {"amount": Decimal("3299.00"), "method": "wechat_pay",
                                        "paid_on": stage.now.date(), "reference": "WX20250311"})


def too_early(stage: Stage) -> Story:
    """After eight nights."""
    number = _wish(stage, "陆先生", "13800000022", 8, "back_ache")
    yield timedelta(hours=1)
    stage.contact(number, "请先睡满三十夜再看")


def _wish(stage: Stage, name: str, phone: str, nights: int, complaint: str) -> str:
    said = {"complaint": complaint, "delivered_on": stage.now.date() - timedelta(days=nights), "first_trial": True,
            "area": "禅城", "price": Decimal("3299.00"), "paid_by": "wechat_pay"}
    return stage.open("mattress.trial", said, customer=stage.customer(name, phone, address="佛山市禅城区季华五路"))
