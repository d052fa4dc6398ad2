"""图书馆:读者来访。An industry of the tests' own with registers."""

from core.sdk import (
    END,
    FINANCE,
    MANAGER,
    SERVICE,
    TECHNICIAN,
    Choice,
    Duty,
    Form,
    Industry,
    Policy,
    Register,
    State,
    Workflow,
    choice,
    length,
    text,
    yes_no,
)

again = length("training.every", "培训间隔")


class Topic(Choice):
    """What a visitor came for."""

    invoice = "发票"
    praise = "表扬"


class Visit(Form):
    """来访"""

    topic: Topic = choice("事由", Topic)
    said: str = text("内容", long=True, personal=True)
    urgent: bool = yes_no("紧急", on_demand=True)


class Training(Form):
    """培训"""

    subject: str = text("内容")


class Wish(Form):
    """读者心愿"""

    book: str = text("书名")


class Lend(Workflow, title="借书", number="JS", opens=Wish):
    """借书"""

    waiting = State("待借", start=True)

    lend = waiting.to(END, "借出", by=SERVICE)


def passed(visit: Visit, policy: Policy) -> tuple[Duty, ...]:
    """Invoices go to finance, what is urgent to the managers too."""
    return (*([FINANCE] if visit.topic is Topic.invoice else []), *([MANAGER] if visit.urgent else []))


visits = Register("来访登记", form=Visit, by=(SERVICE,), passes=passed, note="谁来都记")
wishes = Register("心愿登记", form=Wish, reads=(SERVICE,))
trainings = Register("培训登记", form=Training, by=(MANAGER,), of=(TECHNICIAN, SERVICE), every=again)


library = Industry("library", __name__, title="图书馆")
