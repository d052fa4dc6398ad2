"""`shouhou lighting`: who is in danger, and what the customer was told."""

from __future__ import annotations

from core.sdk.commands import Session, as_option, change_options, click, examples, json_option, pass_session, table


@click.group("lighting")
def group() -> None:
    """Lamps that may hurt somebody, and messages to customers."""


@group.command(epilog=examples("shouhou lighting danger --as chen", "shouhou lighting danger --as chen --json"))
@as_option
@json_option
@pass_session
def danger(session: Session, login: str, as_json: bool) -> None:
    """List open cases in which a lamp may hurt somebody, first those whose customer has not been told."""
    from plugins.lighting.service import Lamps

    found = Lamps(session.desk.place).in_danger(session.actor(login))
    if as_json:
        session.give([{"case": each.number, "title": each.title, "spotted": each.spotted,
                       "since": each.since.isoformat(), "told_at": each.told_at.isoformat() if each.told_at else None,
                       "told_by": each.told_by, "waited_seconds": int(each.waited.total_seconds())} for each in found])
        return
    say = session.say
    table([(each.number, each.title, say(each.spotted), int(each.waited.total_seconds() // 60),
            each.told_by or say("还没有告知停用")) for each in found],
          head=tuple(map(say, ("案件", "事由", "发现", "分钟", "告知人"))))
    if not found:
        session.note("没有安全风险的案件")


@group.command(epilog=examples("shouhou lighting tell JX-2025-00001 stop_use_script --channel phone --as lin"))
@click.argument("number")
@click.argument("message")
@click.option("--channel", required=True, help="How it was sent: phone, online_chat, …")
@change_options
@pass_session
def tell(session: Session, number: str, message: str, channel: str, login: str, as_json: bool, version: int | None,
         key: str) -> None:
    """Log that a MESSAGE of the desk's own words was sent to the customer of a case."""
    from plugins.lighting.service import Lamps

    receipt = Lamps(session.desk.place).tell(session.actor(login), number, message, channel, version=version, once=key)
    if as_json:
        session.give({**receipt.data(), "replayed": receipt.replayed})
    else:
        session.tell("已记入时间线")
