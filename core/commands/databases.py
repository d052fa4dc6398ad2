"""`shouhou db`: the database's tables."""

from __future__ import annotations

import click

from core.commands.errors import DATABASE
from core.commands.session import Session, examples, json_option, pass_session


@click.group()
def db() -> None:
    """The database: bring it up to date, check it. Acts as the system."""


@db.command(epilog=examples("shouhou db upgrade", "SHOUHOU_DATABASE=postgresql:///desk shouhou db upgrade"))
@json_option
@pass_session
def upgrade(session: Session, as_json: bool) -> None:
    """Apply the migrations still to be applied; all or none. Do it before `serve` after an update."""
    applied = session.desk.store.upgrade()
    if as_json:
        session.give({"applied": applied})
        return
    for each in applied:
        click.echo(each)
    session.tell("数据库已是最新(更新 {count} 项)", count=len(applied))


@db.command(epilog=examples("shouhou db check", "shouhou db check --json"))
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Say which migrations are pending and where tables differ; exit code 4 where something is."""
    session = ctx.ensure_object(Session)
    pending = session.desk.store.pending()
    differences = [] if pending else session.desk.store.differences()
    if as_json:
        session.give({"pending": pending, "differences": differences})
    else:
        for each in (*pending, *differences):
            click.echo(each)
        if pending:
            session.note("请运行 shouhou db upgrade")
        elif not differences:
            session.tell("数据库已是最新")
    if pending or differences:
        ctx.exit(DATABASE)
