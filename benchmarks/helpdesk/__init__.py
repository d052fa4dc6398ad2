"""工单:an industry of the benchmarks' own, as generic as a help desk can be. Any step may follow any other, so that a
real log can be replayed as it was told, in whatever order."""

from types import new_class
from typing import Any

from core.sdk import (
    CUSTOMER,
    END,
    FACTORY,
    OPENED,
    SERVICE,
    Form,
    Industry,
    State,
    Step,
    Target,
    Workflow,
    any_of,
    length,
    number,
)


class Severity(Form):
    """定级"""

    level: int = number("严重程度")


class Request(Severity):
    """请求"""


STATES = {"new": State("新建", start=True), "assigned": State("已定级"), "in_charge": State("处理中"),
          "waiting": State("等客户答复", waiting_for=CUSTOMER), "upgrading": State("等新版本", waiting_for=FACTORY),
          "resolved": State("已解决")}
DOINGS = {"assign": ("定级", "assigned"), "take": ("受理", "in_charge"), "wait": ("等客户", "waiting"),
          "upgrade": ("等新版本", "upgrading"), "resolve": ("解决", "resolved"), "close": ("结案", "")}
"""What may be done in every state: its label, and the state it leads to; '' is the end."""
STEPS: dict[str, Step] = {
    f"{doing}_{name}": state.to(STATES[to] if to else END, label, by=SERVICE,
                                form=Severity if doing == "assign" else None)
    for doing, (label, to) in DOINGS.items() for name, state in STATES.items()}


def _body(namespace: dict[str, Any]) -> None:
    namespace.update({"__module__": __name__, "__doc__": "工单", **STATES, **STEPS})


Ticket: type[Workflow] = new_class("Ticket", (Workflow,), {"title": "工单", "number": "HD", "opens": Request}, _body)

answer, solve, work = length("answer", "首次答复"), length("solve", "解决"), length("work", "处理")
update, follow_from, follow_until = length("update", "通报"), length("follow.from", "回访起"), length("follow.until",
                                                                                                   "回访止")
_BEGUN = any_of(*(STATES[each] for each in ("in_charge", "waiting", "upgrading", "resolved")))
_CLOSED = any_of(*(step for name, step in STEPS.items() if name.startswith("close_")))

answered = Target("首次答复", since=OPENED, until=_BEGUN, within=answer)
solved = Target("解决", since=OPENED, until=STATES["resolved"], within=solve, pauses_for=(CUSTOMER,))
worked = Target("处理", since=STATES["in_charge"], until=STATES["resolved"], within=work,
                pauses_for=(CUSTOMER, FACTORY))
informed = Target("通报", since=OPENED, until=any_of(*STEPS.values()), within=update, pauses_for=(CUSTOMER,),
                  repeats_until=STATES["resolved"])
followed_up = Target("回访", since=STATES["resolved"], until=_CLOSED, within=follow_until, not_before=follow_from)

helpdesk = Industry("helpdesk", __name__, title="工单")
