"""风筝:维修。An industry of the tests' own with notices and a step that the desk takes in time."""

from core.sdk import (
    CUSTOMER,
    DESK,
    END,
    OPENED,
    SERVICE,
    Form,
    Gate,
    Industry,
    Notice,
    State,
    Target,
    Workflow,
    length,
    manager_of,
    point,
    yes_no,
)

answer_within, kept_for = length("answer", "答复时限"), length("kept", "保管期")
remind_at, escalate_at = point("remind", "提醒时刻"), point("escalate", "上报时刻")


class Order(Form):
    """维修单"""

    paid: bool = yes_no("已付清", optional=True)


class Mend(Workflow, title="修风筝", number="FZ", opens=Order):
    """修风筝"""

    waiting = State("待答复", start=True)
    ready = State("待客户取件", waiting_for=CUSTOMER)

    answer = waiting.to(ready, "修好", by=SERVICE)
    hand_over = ready.to(END, "取走", by=SERVICE)
    let_go = ready.to(END, "逾期结案", by=DESK, after=kept_for)


settled = Gate("已付清", before=Mend.let_go, yes=(Order.paid,))
answered = Target("答复", since=OPENED, until=Mend.answer, within=answer_within, pauses_for=(CUSTOMER,))
half_gone = Notice("时间过半", of=answered, at=remind_at, to=SERVICE)
too_late = Notice("请主管过问", of=answered, at=escalate_at, to=manager_of(SERVICE), escalation=True)

kites = Industry("kites", __name__, title="风筝")
