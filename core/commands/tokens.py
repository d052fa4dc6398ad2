"""`shouhou token`: tokens by which other programs act as an account. Acts as the system, as `user` does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from core.commands.session import Session, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.users import find
from core.domain.people import Actor

if TYPE_CHECKING:
    from core.store.tables import TokenRow


@click.group()
def token() -> None:
    """Tokens by which other programs act as an account. Acts as the system."""


def _data(session: Session, row: TokenRow) -> dict[str, Any]:
    from core.representation.outside import said_token

    return said_token(row, session.data_say)


@token.command(epilog=examples(
    "shouhou token add lin --title 'Web shop' --scope case.view --scope case.open --scope customer.edit",
    "shouhou token add chen --title Reports --scope case.view --days 30 --json"))
@click.argument("login")
@click.option("--title", required=True, help="What it is for, for people to tell tokens apart.")
@click.option("--scope", "scopes", multiple=True, required=True, metavar="SCOPE",
              help="What it may do, of what the account may: case.view, case.step …; may be repeated.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it lasts.")
@json_option
@pass_session
def add(session: Session, login: str, title: str, scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a token of an account and print it, this once."""
    made = session.desk.tokens.create(Actor.system(), title=title, scopes=scopes, user_id=find(session, login).id,
                                      lasts=timedelta(days=days))
    if as_json:
        session.give({**_data(session, made.row), "token": made.token})
        return
    click.echo(made.token)
    session.note("令牌只显示这一次,请现在就保存;{when} 到期", when=session.show(made.row.expires_at))


@token.command("list", epilog=examples("shouhou token list lin", "shouhou token list lin --json"))
@click.argument("login")
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List the tokens of an account, those that have ended too."""
    rows = session.desk.tokens.all(Actor.system(), find(session, login).id)
    if as_json:
        session.give([_data(session, row) for row in rows])
        return
    say = session.say
    table([(row.id, f"{row.hint}…", row.title, " ".join(row.scopes), session.show(row.expires_at),
            session.show(row.last_used_at), say("已停用") if row.revoked_at else "") for row in rows],
          head=("#", say("令牌"), say("用途"), say("权限"), say("到期"), say("上次使用"), ""))


@token.command(epilog=examples("shouhou token revoke 3"))
@click.argument("token_id", type=click.IntRange(1, 2**31 - 1), metavar="ID")
@json_option
@pass_session
def revoke(session: Session, token_id: int, as_json: bool) -> None:
    """End a token at once."""
    session.desk.tokens.revoke(Actor.system(), token_id)
    if as_json:
        session.give({"id": token_id, "revoked": True})
    else:
        session.tell("令牌 {token} 已停用", token=token_id)
