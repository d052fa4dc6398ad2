"""电扇:an industry of the tests' own with complaints, samples, rewards and penalties."""

from decimal import Decimal

from core.capabilities.complaints.forms import Complaint as Said
from core.capabilities.complaints.forms import Explanation
from core.capabilities.complaints.rules import explained_first
from core.capabilities.complaints.stages import Appeal, Investigate, Respond, Supervise
from core.capabilities.conduct import conduct
from core.capabilities.conduct.forms import Earlier, Lateness, Verdict
from core.capabilities.conduct.forms import Incident as Reported
from core.capabilities.conduct.stages import InvestigateIncident, ReportIncident
from core.capabilities.conduct.tariff import Fine, fine, no_fine, noted, penalty, stepped, times
from core.capabilities.followup.stages import CallBack
from core.sdk import (
    ABSENT,
    DONE,
    END,
    OPENED,
    SERVICE,
    Form,
    Gate,
    Industry,
    Label,
    Outcome,
    Policy,
    Stage,
    State,
    Target,
    Workflow,
    count,
    length,
    listing,
    money,
    text,
    yes_no,
)

mended, refused = Outcome("mended", "已修好"), Outcome("refused", "不修")


class Request(Form):
    """报修"""

    model: str = text("型号")


class Mended(Form):
    """修好"""

    clean: bool = yes_no("擦干净了", optional=True)
    polite: bool = yes_no("有礼貌", optional=True)


class Tale(Reported):
    """被投诉的事"""

    rude: bool = yes_no("态度不好", optional=True)
    kept: Decimal = money("扣下的钱", optional=True)


class EarlierTales(Earlier):
    """此前态度不好的次数"""


class Bench(Stage):
    """维修"""

    waiting = State("待修", start=True)
    begin = waiting.to(waiting, "受理", by=SERVICE)
    explain = waiting.to(waiting, "讲解政策", by=SERVICE, form=Explanation)
    escalate = waiting.to(Supervise, "上报主管", by=SERVICE, otherwise=ABSENT)
    mend = waiting.to(DONE, "修好", by=SERVICE)
    wipe = waiting.to(waiting, "擦一遍", by=SERVICE, form=Mended)
    close = waiting.to(END, "修好结案", by=SERVICE, then=mended)


class Repair(Workflow, title="修电扇", number="DS", opens=Request):
    """修 → 回访"""

    stages = (Bench, Supervise, CallBack)


class Complaint(Workflow, title="投诉", number="TS", opens=Said):
    """调查 → 答复 →(主管复核)"""

    stages = (Investigate, Respond, Appeal)


class Gossip(Workflow, title="被投诉的事", number="SH", opens=Tale):
    """登记 → 核查"""

    stages = (ReportIncident, InvestigateIncident)


steps = listing("fans.rude", "态度不好逐次罚款")
factor = count("fans.factor", "扣钱的倍数")
soon = length("fans.soon", "多久内擦")
wiped = Target("及时擦净", since=OPENED, until=Bench.wipe, within=soon)


@penalty("态度不好", since=Tale, of=(Tale.person,))
def rudeness(said: Tale, verdict: Verdict, earlier: EarlierTales, policy: Policy) -> Fine:
    """More each time."""
    if not said.knows(Tale.rude) or not said.rude or (verdict.knows(Verdict.true) and not verdict.true):
        return no_fine("没有这回事")
    return fine(stepped(policy[steps], earlier.times), "第 {nth} 次", nth=earlier.times + 1, turn=earlier.times + 1)


@penalty("扣下的钱", since=Tale, of=(Tale.person,))
def keeping(said: Tale, policy: Policy) -> Fine:
    """Ten times, and out."""
    return times(policy[factor], said.kept, "扣下不交", consequences=(Label("开除"),))


@penalty("扣下的钱要交清", since=Tale, of=(Tale.person,), owes=True)
def paying_in(said: Tale) -> Fine:
    """All of it."""
    return fine(said.kept, "交清 {kept}", base=said.kept, kept=said.kept)


@penalty("擦得太晚", since=Request, promise=wiped)
def wiped_late(late: Lateness) -> Fine:
    """Promises are promises."""
    return fine(Decimal(5), "太晚") if late.of(wiped) else no_fine("及时")


@penalty("没有礼貌", since=Mended)
def impolite(said: Mended) -> Fine:
    """A "no" is written down."""
    return no_fine("有礼貌") if not said.knows(Mended.polite) or said.polite else noted("检查单上“有礼貌”为否")


explained = Gate("先讲解政策,客户仍坚持", before=Bench.escalate, when=explained_first)
fans = Industry("fans", __name__, title="电扇", needs=(conduct,))
