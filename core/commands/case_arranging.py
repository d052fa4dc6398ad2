"""`shouhou case split|merge|link|reopen`: arranging cases among each other."""

from __future__ import annotations

import click

from core.commands.cases import case, told
from core.commands.session import (
    Session,
    as_option,
    change_options,
    examples,
    json_option,
    key_option,
    pass_session,
)


@case.command(epilog=examples("shouhou case split TH-2025-00001 --item 2 --why 第二件先退款 --as lin"))
@click.argument("number")
@click.option("--item", "items", type=click.IntRange(1), multiple=True, required=True, metavar="N",
              help="Item to send to the new case, counted from 1; may be repeated.")
@click.option("--why", required=True, help="What for.")
@change_options
@pass_session
def split(session: Session, number: str, items: tuple[int, ...], why: str, login: str, as_json: bool,
          version: int | None, key: str) -> None:
    """Send items to a new, linked case; prints that one."""
    told(session, session.desk.arranging.split(session.actor(login), number, [each - 1 for each in items], why,
                                               version=version, key=key))


@case.command(epilog=examples("shouhou case merge TH-2025-00004 TH-2025-00001 --why 同一件事报了两次 --as lin"))
@click.argument("number")
@click.argument("into")
@click.option("--why", required=True, help="What for.")
@click.option("--into-version", type=int, metavar="N", help="Refuse unless the other case still has this version.")
@change_options
@pass_session
def merge(session: Session, number: str, into: str, why: str, into_version: int | None, login: str, as_json: bool,
          version: int | None, key: str) -> None:
    """End a case about the same thing as another, which goes on with its goods and the time already spent; prints
    that one. There is no way back."""
    told(session, session.desk.arranging.merge(session.actor(login), number, into, why, version=version,
                                               into_version=into_version, key=key))


@case.command(epilog=examples("shouhou case link TH-2025-00001 HH-2025-00004 --relation follow_up --as lin"))
@click.argument("number")
@click.argument("other")
@click.option("--relation", default="related", show_default=True, help="related, split, follow_up or duplicate.")
@as_option
@json_option
@key_option
@pass_session
def link(session: Session, number: str, other: str, relation: str, login: str, as_json: bool, key: str) -> None:
    """Say that two cases have to do with each other."""
    told(session, session.desk.arranging.link(session.actor(login), number, other, relation, key=key))


@case.command(epilog=examples("shouhou case reopen TH-2025-00001 --why 客户补交凭证 --as chen"))
@click.argument("number")
@click.option("--why", required=True, help="What for.")
@change_options
@pass_session
def reopen(session: Session, number: str, why: str, login: str, as_json: bool, version: int | None, key: str) -> None:
    """Open an ended case again in the state it ended from."""
    told(session, session.desk.arranging.reopen(session.actor(login), number, why, version=version, key=key))


@case.command(epilog=examples("shouhou case close JX-2025-00003 --why 不再经营灯具 --as chen"))
@click.argument("number")
@click.option("--why", required=True, help="What for.")
@change_options
@pass_session
def close(session: Session, number: str, why: str, login: str, as_json: bool, version: int | None, key: str) -> None:
    """End a case whose plugin is no longer in use; any other ends by its own steps."""
    told(session, session.desk.pluginless.close(session.actor(login), number, why, version=version, key=key))
