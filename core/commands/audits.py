"""`shouhou audit`: what was recorded, and whether it still holds."""

from __future__ import annotations

from datetime import datetime

import click

from core.commands.errors import REFUSED
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table

FAULTS = {"hash": "记录被改过", "previous": "接错了上一条", "digest": "内容被改过", "payload": "内容不见了", 
          "gap": "中间缺记录", "tail": "末尾的记录不对", "day": "封存那天的记录不对"}


@click.group()
def audit() -> None:
    """The audit trail: read, verify, seal."""


@audit.command(epilog=examples("shouhou audit verify --as chen", "shouhou audit verify TH-2025-00001 --as chen --json"))
@click.argument("number", default="", metavar="[CASE]")
@as_option
@json_option
@click.pass_context
def verify(ctx: click.Context, number: str, login: str, as_json: bool) -> None:
    """Check the chain of one case, or of all; exit code 1 where one is broken."""
    session = ctx.ensure_object(Session)
    found = session.desk.audit.verify(session.actor(login), number)
    broken = found.broken
    if as_json:
        from core.representation.trail import said_verified

        session.give(said_verified(found))
    elif broken:
        session.tell("{case} 第 {sequence} 条:{what}", case=broken.case, sequence=broken.sequence,
                     what=session.say(FAULTS.get(str(broken.what), str(broken.what))))
    else:
        session.tell("{cases} 个案件、{events} 条记录,完整无改动", cases=found.cases, events=found.events)
    if broken:
        ctx.exit(REFUSED)


@audit.command("list", epilog=examples("shouhou audit list --as chen --limit 20",
                                       "shouhou audit list --as chen --json"))
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many.")
@click.option("--before", type=click.IntRange(1, 2**31 - 1), metavar="ID", help="Go on behind this event.")
@as_option
@json_option
@pass_session
def listing(session: Session, limit: int, before: int | None, login: str, as_json: bool) -> None:
    """List what was recorded of all cases, the latest first."""
    rows = session.desk.audit.recorded(session.actor(login), before_id=before, limit=limit)
    if as_json:
        from core.representation.trail import said_recorded

        data = session.data_say
        session.give([said_recorded(row, number, data) for row, number in rows])
        return
    say = session.say
    table([(row.id, session.show(row.recorded_at), number, row.sequence, row.kind, row.actor_name, row.hash[:12])
           for row, number in rows],
          head=(say("编号"), say("记录时间"), say("案件"), say("序号"), say("事件"), say("经手"), say("校验")))


@audit.command(epilog=examples("shouhou audit seal", "shouhou audit seal --day 2025-10-13"))
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Which day (default: yesterday).")
@json_option
@pass_session
def seal(session: Session, day: datetime | None, as_json: bool) -> None:
    """Digest all chains as of the end of a day; keep the digest elsewhere to prove them later."""
    row = session.desk.audit.seal(day.date() if day else None)
    if as_json:
        session.give({"day": row.day, "digest": row.digest, "heads": row.heads})
    else:
        click.echo(f"{row.day}  {row.digest}  {row.heads}")
