"""`shouhou webhook`: which programs are told of what, and what became of each message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.commands.errors import REFUSED
from core.commands.session import F, Session, as_option, examples, json_option, pass_session
from core.commands.tables import table

if TYPE_CHECKING:
    from core.store.tables import DeliveryRow, WebhookRow

STATES = {"active": "在用", "disabled": "停用", "waiting": "待发送", "sent": "已送达", "failed": "未送达",
          "dropped": "未发送"}


def _said(session: Session, kept: str) -> str:
    """A reason that was kept, in words."""
    from core.couriers import reason_of

    return session.say.reason(reason_of(kept))


def _webhook(session: Session, row: WebhookRow) -> dict[str, Any]:
    from core.representation.outside import said_webhook

    return said_webhook(row, session.data_say)


def _delivery(session: Session, row: DeliveryRow) -> dict[str, Any]:
    from core.representation.outside import said_delivery

    return said_delivery(row, session.data_say)


def _give(session: Session, login: str, webhook: int, as_json: bool, template: str) -> None:
    """Say what was done, or the webhook as it now stands."""
    row = session.desk.webhooks.get(session.actor(login), webhook)
    if as_json:
        session.give(_webhook(session, row))
    else:
        session.tell(template, title=row.title)


def _give_key(session: Session, login: str, webhook: int, key: str, as_json: bool) -> None:
    row = session.desk.webhooks.get(session.actor(login), webhook)
    if as_json:
        session.give({**_webhook(session, row), "key": key})
        return
    click.echo(key)
    session.note("外发通知 {id} 的签名密钥,只显示这一次", id=webhook)


@click.group()
def webhook() -> None:
    """Webhooks: tell other programs what happens to cases."""


@webhook.command("list", epilog=examples("shouhou webhook list --as zhou", "shouhou webhook list --as zhou --json"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List every webhook."""
    rows = session.desk.webhooks.all(session.actor(login))
    if as_json:
        session.give([_webhook(session, row) for row in rows])
        return
    say = session.say
    table([(row.id, row.title, row.url, " ".join(row.events) or say("全部"), say(STATES[row.state]),
            _said(session, row.disabled_because)) for row in rows],
          head=(say("编号"), say("名称"), say("接收地址"), say("事件"), say("状态"), ""))


def _what(command: F) -> F:
    """What a webhook is told of."""
    command = click.option("--kind", "kinds", multiple=True, metavar="KIND",
                           help="Kind of cases; may be repeated. Default: all.")(command)
    return click.option("--event", "events", multiple=True, metavar="EVENT",
                        help="opened, step, commented …; may be repeated. Default: all.")(command)


@webhook.command(epilog=examples("shouhou webhook add https://erp.example/hook --title ERP --as zhou",
                                 "shouhou webhook add https://erp.example/hook --title ERP --event step --as zhou"))
@click.argument("url")
@click.option("--title", required=True, help="Name for people.")
@_what
@as_option
@json_option
@pass_session
def add(session: Session, url: str, title: str, events: tuple[str, ...], kinds: tuple[str, ...], login: str,
        as_json: bool) -> None:
    """Add a webhook and print the key that its messages are signed with; it is not shown again."""
    made = session.desk.webhooks.create(session.actor(login), title=title, url=url, events=events, kinds=kinds)
    _give_key(session, login, made.id, made.key, as_json)


_which = click.argument("webhook", type=click.IntRange(1), metavar="ID")


@webhook.command(epilog=examples("shouhou webhook change 1 --url https://erp.example/new --as zhou",
                                 "shouhou webhook change 1 --event step --event opened --as zhou",
                                 "shouhou webhook change 1 --all-events --as zhou"))
@_which
@click.option("--url", help="Another address.")
@click.option("--title", help="Another name.")
@_what
@click.option("--all-events", is_flag=True, help="Of all events from now on.")
@click.option("--all-kinds", is_flag=True, help="Of all kinds of cases from now on.")
@as_option
@json_option
@pass_session
def change(session: Session, webhook: int, url: str | None, title: str | None, events: tuple[str, ...],
           kinds: tuple[str, ...], all_events: bool, all_kinds: bool, login: str, as_json: bool) -> None:
    """Change a webhook's address, name, or what it is told of."""
    actor = session.actor(login)
    row = session.desk.webhooks.get(actor, webhook)
    session.desk.webhooks.change(
        actor, webhook, title=row.title if title is None else title, url=row.url if url is None else url,
        events=() if all_events else events or row.events, kinds=() if all_kinds else kinds or row.kinds)
    _give(session, login, webhook, as_json, "外发通知“{title}”已更新")


@webhook.command(epilog=examples("shouhou webhook disable 1 --as zhou"))
@_which
@as_option
@json_option
@pass_session
def disable(session: Session, webhook: int, login: str, as_json: bool) -> None:
    """Send nothing more; what is waiting is dropped."""
    session.desk.webhooks.disable(session.actor(login), webhook)
    _give(session, login, webhook, as_json, "外发通知“{title}”已停用")


@webhook.command(epilog=examples("shouhou webhook enable 1 --as zhou"))
@_which
@as_option
@json_option
@pass_session
def enable(session: Session, webhook: int, login: str, as_json: bool) -> None:
    """Send again, from now on."""
    session.desk.webhooks.enable(session.actor(login), webhook)
    _give(session, login, webhook, as_json, "外发通知“{title}”已启用")


@webhook.command(epilog=examples("shouhou webhook remove 1 --as zhou"))
@_which
@as_option
@json_option
@pass_session
def remove(session: Session, webhook: int, login: str, as_json: bool) -> None:
    """Remove a webhook with its log and what is waiting."""
    session.desk.webhooks.remove(session.actor(login), webhook)
    if as_json:
        session.give({"id": webhook, "removed": True})
    else:
        session.tell("外发通知 {id} 已删除", id=webhook)


@webhook.command(epilog=examples("shouhou webhook rotate 1 --as zhou"))
@_which
@as_option
@json_option
@pass_session
def rotate(session: Session, webhook: int, login: str, as_json: bool) -> None:
    """Make a new key and print it; the old one is good no more."""
    _give_key(session, login, webhook, session.desk.webhooks.rotate(session.actor(login), webhook), as_json)


@webhook.command(epilog=examples("shouhou webhook ping 1 --as zhou"))
@_which
@as_option
@json_option
@click.pass_context
def ping(ctx: click.Context, webhook: int, login: str, as_json: bool) -> None:
    """Send a trial message at once and say how it went; exit code 1 where it did not arrive."""
    from core.webhooks.delivering import Courier

    session = ctx.ensure_object(Session)
    desk, actor = session.desk, session.actor(login)
    left = desk.webhooks.ping(actor, webhook)
    Courier(desk.place, desk.webhooks.door).serve(webhook)
    row = desk.webhooks.delivery(actor, webhook, left.id)
    if as_json:
        session.give(_delivery(session, row))
    else:
        session.tell("{state} {why}", state=session.say(STATES[row.state]),
                     why=_said(session, row.error) or f"{row.status or ''} {row.milliseconds or 0} ms".strip())
    if row.state != "sent":
        ctx.exit(REFUSED)


@webhook.command(epilog=examples("shouhou webhook log 1 --as zhou", "shouhou webhook log 1 --state failed --as zhou"))
@_which
@click.option("--state", "states", multiple=True, type=click.Choice(["waiting", "sent", "failed", "dropped"]),
              help="Only these; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many.")
@click.option("--before", type=click.IntRange(1), metavar="ID", help="Go on behind this delivery.")
@as_option
@json_option
@pass_session
def log(session: Session, webhook: int, states: tuple[str, ...], limit: int, before: int | None, login: str,
        as_json: bool) -> None:
    """List what was sent to a webhook, the latest first."""
    rows = session.desk.webhooks.deliveries(session.actor(login), webhook, states=states, before_id=before,
                                            limit=limit)
    if as_json:
        session.give([_delivery(session, row) for row in rows])
        return
    say = session.say
    table([(row.id, session.show(row.tried_at or row.created_at), row.event, row.case_number, say(STATES[row.state]),
            row.status or "", row.attempts, _said(session, row.error)) for row in rows],
          head=(say("编号"), say("时间"), say("事件"), say("案件"), say("状态"), "HTTP", say("次数"), ""))


@webhook.command(epilog=examples("shouhou webhook redeliver 1 17 --as zhou", "shouhou webhook redeliver 1 --as zhou"))
@_which
@click.argument("delivery", type=click.IntRange(1), required=False)
@as_option
@json_option
@pass_session
def redeliver(session: Session, webhook: int, delivery: int | None, login: str, as_json: bool) -> None:
    """Send a delivery again; without one, all that did not arrive."""
    actor, count = session.actor(login), 1
    if delivery is None:
        count = session.desk.webhooks.redeliver_lost(actor, webhook)
    else:
        session.desk.webhooks.redeliver(actor, webhook, delivery)
    if as_json:
        session.give({"webhook": webhook, "queued": count})
    else:
        session.tell("{count} 条将重新发送", count=count)
