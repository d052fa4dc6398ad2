"""`shouhou portal`: links by which customers see their cases."""

from __future__ import annotations

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table


@click.group()
def portal() -> None:
    """Links by which customers see their cases, without an account."""


@portal.command(epilog=examples("shouhou portal link TH-2025-00001 --as lin",
                                "shouhou portal link TH-2025-00001 --days 14 --as lin --json"))
@click.argument("number")
@click.option("--days", type=int, help="How long it is good (default: `portal_link_days`).")
@as_option
@json_option
@pass_session
def link(session: Session, number: str, days: int | None, login: str, as_json: bool) -> None:
    """Make a link to a case and print it, this once, with words to send along."""
    from core.representation.outside import said_link

    actor = session.actor(login)
    made = session.desk.portal.link_for(actor, number, days=days)
    message = session.say.reason(session.desk.portal.message(made))
    if as_json:
        held = next(each for each in session.desk.customer_links.all(actor, number) if each.row.id == made.row.id)
        session.give({**said_link(held, session.data_say), "address": made.address, "message": message})
        return
    click.echo(made.address)
    click.echo(message, err=True)
    if not session.config.public_address:
        session.note("shouhou.toml 没有填 public_address,这里只有路径,前面请加上服务台的网址")


@portal.command(epilog=examples("shouhou portal links TH-2025-00001 --as lin"))
@click.argument("number")
@as_option
@json_option
@pass_session
def links(session: Session, number: str, login: str, as_json: bool) -> None:
    """List the links of a case, those that lead nowhere any more too."""
    from core.portal.links import PURPOSES
    from core.representation.outside import said_link

    held = session.desk.customer_links.all(session.actor(login), number)
    if as_json:
        session.give([said_link(each, session.data_say) for each in held])
        return
    say = session.say
    table([(each.row.id, say(PURPOSES.get(each.row.purpose, each.row.purpose)), each.by,
            session.show(each.row.created_at),
            session.show(each.until) if each.live else say("已停用") if each.row.revoked_at else say("已过期"),
            session.show(each.row.last_used_at)) for each in held],
          head=("#", say("用途"), say("谁"), say("生成"), say("到期"), say("上次使用")))


@portal.command(epilog=examples("shouhou portal revoke TH-2025-00001 3 --as lin"))
@click.argument("number")
@click.argument("link_id", type=click.IntRange(1, 2**31 - 1), metavar="ID")
@as_option
@json_option
@pass_session
def revoke(session: Session, number: str, link_id: int, login: str, as_json: bool) -> None:
    """End a link at once."""
    session.desk.customer_links.revoke(session.actor(login), number, link_id)
    if as_json:
        session.give({"id": link_id, "revoked": True})
    else:
        session.tell("链接 {link} 已停用", link=link_id)
