"""`shouhou notification`: what one was told, what was sent, and whether mail works."""

from __future__ import annotations

from datetime import datetime

import click

from core.commands.errors import REFUSED
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table

STATES = {"waiting": "待发送", "sent": "已发出", "failed": "未送达", "dropped": "未发送"}
"""A mail server that takes a letter has not delivered it yet."""
ID = click.IntRange(1, 2**31 - 1)


@click.group()
def notification() -> None:
    """Notifications: what people are told, and what became of it."""


@notification.command("list", epilog=examples("shouhou notification list --as lin",
                                              "shouhou notification list --unread --as lin --json"))
@click.option("--unread", is_flag=True, help="Only those not read.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many.")
@click.option("--before", type=ID, metavar="ID", help="Go on behind this one.")
@as_option
@json_option
@pass_session
def listing(session: Session, unread: bool, limit: int, before: int | None, login: str, as_json: bool) -> None:
    """List what an account was told, the latest first."""
    from core.representation.notifications import said_notification

    rows = session.desk.notifications.mine(session.actor(login), unread=unread, limit=limit, before_id=before,
                                           language=session.say.language)
    if as_json:
        session.give([said_notification(each, session.data_say) for each in rows])
        return
    say = session.say

    def show(value: object) -> str:
        return session.show(value) if isinstance(value, datetime) else say.show(value)

    table([(each.row.id, session.show(each.row.created_at), "" if each.row.read_at else "*", each.said(show))
           for each in rows], head=(say("编号"), say("时间"), "", say("内容")))


@notification.command(epilog=examples("shouhou notification read 12 --as lin", "shouhou notification read --as lin"))
@click.argument("notification", type=ID, required=False, metavar="ID")
@as_option
@json_option
@pass_session
def read(session: Session, notification: int | None, login: str, as_json: bool) -> None:
    """Mark one as read; without one, all."""
    actor, count = session.actor(login), 1
    if notification is None:
        count = session.desk.notifications.read_all(actor)
    else:
        session.desk.notifications.read(actor, notification)
    if as_json:
        session.give({"read": count})
    else:
        session.tell("{count} 条已读", count=count)


@notification.command(epilog=examples("shouhou notification log --as he",
                                      "shouhou notification log --state failed --as he --json"))
@click.option("--channel", default="", metavar="KEY", help="Only by this channel.")
@click.option("--state", "states", multiple=True, type=click.Choice(tuple(STATES)),
              help="Only these; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many.")
@click.option("--before", type=ID, metavar="ID", help="Go on behind this one.")
@as_option
@json_option
@pass_session
def log(session: Session, channel: str, states: tuple[str, ...], limit: int, before: int | None, login: str,
        as_json: bool) -> None:
    """List what was sent to people by channels, the latest first."""
    from core.couriers import reason_of
    from core.representation.notifications import said_logged

    rows = session.desk.notifications.log(session.actor(login), channel=channel, states=states, limit=limit,
                                          before_id=before)
    if as_json:
        session.give([said_logged(each, session.data_say) for each in rows])
        return
    say = session.say
    table([(each.row.id, session.show(each.row.tried_at or each.row.created_at), each.row.channel, each.name, each.kind,
            each.number, say(STATES[each.row.state]), each.row.attempts, say.reason(reason_of(each.row.error)))
           for each in rows],
          head=(say("编号"), say("时间"), say("渠道"), say("收件人"), "", say("案件"), say("状态"), say("次数"), ""))


@notification.command(epilog=examples("shouhou notification resend 5 --as he"))
@click.argument("message", type=ID, metavar="ID")
@as_option
@json_option
@pass_session
def resend(session: Session, message: int, login: str, as_json: bool) -> None:
    """Send a message of the log once more."""
    session.desk.notifications.resend(session.actor(login), message)
    if as_json:
        session.give({"id": message, "queued": True})
    else:
        session.tell("{count} 条将重新发送", count=1)


@notification.command(epilog=examples("shouhou notification test --as lin",
                                      "shouhou notification test --as lin --json"))
@click.option("--channel", default="email", show_default=True, metavar="KEY", help="By which channel.")
@as_option
@json_option
@click.pass_context
def test(ctx: click.Context, channel: str, login: str, as_json: bool) -> None:
    """Send a trial message to the account itself, at once, and say how it went; exit code 1 where it did not leave."""
    from core.couriers import reason_of
    from core.representation.notifications import said_message

    session = ctx.ensure_object(Session)
    desk, actor = session.desk, session.actor(login)
    left = desk.notifications.test(actor, channel)
    desk.notifications.messenger.serve(channel)
    row = desk.notifications.became(actor, left)
    if as_json:
        session.give(said_message(row, session.data_say))
    else:
        session.tell("{state} {why}", state=session.say(STATES[row.state]),
                     why=session.say.reason(reason_of(row.error)))
    if row.state != "sent":
        ctx.exit(REFUSED)
