"""鸟巢:寻鸟。An industry of the tests' own that builds on a capability."""

from core.sdk import END, OPENED, SERVICE, Form, Industry, State, Target, Workflow, length, text
from tests.services.nests import ringing

home_within = length("home", "归巢时限")


class Request(Form):
    """寻鸟"""

    ring: str = text("环号")


class Release(Form):
    """放飞"""

    ring: str = text("放飞的环号", optional=True)


class Search(Workflow, title="寻鸟", number="XN", opens=Request, public="鸟不见了"):
    """寻鸟"""

    open = State("待找", start=True)
    found = State("已找到")

    find = open.to(found, "找到", by=SERVICE, customer="我找到了")
    release = found.to(END, "放飞", by=SERVICE, form=Release, when=ringing.may_fly)


landed = Target("归巢", since=OPENED, until=ringing.LANDED, within=home_within)

nests = Industry("nests", __name__, title="鸟巢", needs=(ringing.ability,))
