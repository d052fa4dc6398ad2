"""`shouhou plugin`: what is installed and how it is doing."""

from __future__ import annotations

import click

from core.commands.session import Session, examples, json_option, pass_session
from core.commands.tables import table


@click.group()
def plugin() -> None:
    """Plugins: the industries this desk knows."""


@plugin.command("list", epilog=examples("shouhou plugin list", "shouhou plugin list --json"))
@json_option
@pass_session
def listing(session: Session, as_json: bool) -> None:
    """List plugins with health, source and what is wrong."""
    desk, say = session.anywhere, session.say
    installed = desk.installed
    found = []
    for name, health in sorted(desk.plugins.health.items()):
        industry = installed.industries.get(name)
        found.append({"plugin": name, "title": say(industry.industry.title) if industry else "",
                      "state": health.state, "source": health.source, "problems": health.problems,
                      "kinds": sorted(industry.workflows) if industry else [],
                      "policies": sorted(slug for slug in installed.policies if slug.startswith(f"{name}/"))})
    if as_json:
        session.give(found)
        return
    states = {"on": "正常", "faulty": "有问题", "left out": "未启用"}
    table([(each["plugin"], say(states[str(each["state"])]), each["source"], len(each["policies"]), each["title"])
           for each in found], head=(say("插件"), say("状态"), say("来源"), say("制度"), say("名称")))
    for each in found:
        for problem in each["problems"]:
            click.echo(f"{each['plugin']}: {problem}", err=True)
