"""`shouhou plugin`: what is installed and how it is doing."""

from __future__ import annotations

import click

from core.commands.session import Session, examples, json_option, pass_session
from core.commands.tables import table

SORTS = {"Industry": "industry", "Capability": "capability"}


@click.group()
def plugin() -> None:
    """Plugins: the industries this desk knows, and the capabilities they build on."""


@plugin.command("list", epilog=examples("shouhou plugin list", "shouhou plugin list --json"))
@json_option
@pass_session
def listing(session: Session, as_json: bool) -> None:
    """List plugins with health, source and what is wrong."""
    desk, say = session.anywhere, session.say
    installed = desk.installed
    found = []
    for name, health in sorted(desk.plugins.health.items()):
        bundle, own = desk.plugins.bundles.get(name), desk.faces.name_of(name)
        industry = installed.industries.get(own)
        found.append({"plugin": name, "title": say(bundle.title) if bundle else "",
                      "sort": SORTS.get(type(bundle).__name__, "plugin"),
                      "needs": [each.name for each in bundle.capabilities] if bundle else [],
                      "state": health.state, "source": health.source, "problems": health.problems,
                      "kinds": sorted(industry.workflows) if industry else [],
                      "policies": sorted(slug for slug in installed.policies if slug.startswith(f"{own}/"))})
    if as_json:
        session.give(found)
        return
    states = {"on": "正常", "faulty": "有问题", "left out": "未启用"}
    sorts = {"industry": "行业", "capability": "能力", "plugin": "扩展"}
    table([(each["plugin"], say(sorts[str(each["sort"])]), say(states[str(each["state"])]), each["source"],
            len(each["policies"]), each["title"]) for each in found],
          head=(say("插件"), say("类别"), say("状态"), say("来源"), say("制度"), say("名称")))
    for each in found:
        for problem in each["problems"]:
            click.echo(f"{each['plugin']}: {problem}", err=True)
