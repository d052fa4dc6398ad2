"""`shouhou db`: the database's tables, backups and what a restore holds back."""

from __future__ import annotations

from pathlib import Path

import click

from core.commands.errors import DATABASE, REFUSED
from core.commands.session import Session, examples, json_option, pass_session
from core.commands.tables import table


@click.group()
def db() -> None:
    """The database: bring it up to date, check it, back it up, restore it. Acts as the system."""


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


@db.command(epilog=examples('shouhou db draft garden "pots have a colour"'))
@click.argument("plugin")
@click.argument("message")
@json_option
@pass_session
def draft(session: Session, plugin: str, message: str, as_json: bool) -> None:
    """For developers: write the next migration of a PLUGIN into its folder, from what its tables.py says and what the
    configured database, which must be up to date, has. Read it before you commit it."""
    from core.domain.errors import NotFound, unknown
    from core.store.engine import for_writing
    from core.store.migrate import draft as write

    known = {each.name: each for _, each in session.desk.plugins.call("register_tables", part=True) if each}
    if plugin not in known:
        raise NotFound("没有这个插件:{problem}", problem=unknown("plugin", plugin, known))
    known[plugin].folder.mkdir(exist_ok=True)
    file = str(write(for_writing(session.desk.store.engine), message, known[plugin]))
    if as_json:
        session.give({"file": file})
    else:
        click.echo(file)


@db.command(epilog=examples("shouhou db backup desk-2025-10-13.zip", "shouhou db backup rows.zip --without-files"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--without-files", is_flag=True, help="Leave uploaded files and registers out.")
@json_option
@pass_session
def backup(session: Session, file: Path, without_files: bool, as_json: bool) -> None:
    """Write database, files, keys and configuration, as of one instant, into a new FILE; the desk may go on working.
    The file can be restored on SQLite and on PostgreSQL, whichever it came from. It holds personal data."""
    from core.config import FILE
    from core.operating.backup import back_up

    made = back_up(session.desk.place, file, session.path or Path(FILE), with_files=not without_files)
    if as_json:
        session.give({"file": str(made.path), "made_at": made.made_at, "bytes": made.size, "rows": made.rows,
                      "files": made.files, "missing": list(made.missing)})
        return
    session.tell("已备份到 {path}:{rows} 行、{files} 个文件,{megabytes} MB", path=str(made.path), rows=made.rows,
                 files=made.files, megabytes=f"{made.size / 2**20:.1f}")
    for name in made.missing:
        session.note("缺少文件 {name}", name=name)


@db.command(epilog=examples("shouhou db restore desk.zip --into /srv/desk",
                            "SHOUHOU_DATABASE=postgresql:///desk shouhou db restore desk.zip --into /srv/desk"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--into", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Folder for a desk with the backup's own configuration (default: the configured, empty desk).")
@json_option
@click.pass_context
def restore(ctx: click.Context, file: Path, folder: Path | None, as_json: bool) -> None:
    """Restore a backup into an empty place; nothing is overwritten, a damaged or newer FILE is refused. People have to
    log in again, tokens stay good, and what was waiting to be sent is held until `shouhou db release-outbox`."""
    from core.app import Desk
    from core.config import Config
    from core.operating.restore import configuration_for
    from core.operating.restore import restore as put_back

    session = ctx.ensure_object(Session)
    desk = Desk(Config.load(configuration_for(file, folder))) if folder else session.desk
    done = put_back(desk.place, file)
    holds = done.verified.holds
    if as_json:
        session.give({"made_at": done.manifest.made_at, "rows": sum(count for _, count in done.manifest.tables),
                      "applied": list(done.applied), "held": done.held, "logged_out": done.logged_out,
                      "cases": done.verified.cases, "events": done.verified.events, "holds": holds,
                      "with_files": done.manifest.with_files, "missing": list(done.manifest.missing),
                      "aside": list(done.aside)})
    else:
        session.tell("已恢复 {at} 的备份:{cases} 个案件,{rows} 行", at=session.show(done.manifest.made_at),
                     cases=done.verified.cases, rows=sum(count for _, count in done.manifest.tables))
        if done.applied:
            session.tell("数据库已是最新(更新 {count} 项)", count=len(done.applied))
        if not done.manifest.with_files:
            session.note("备份不含上传的文件")
        if done.aside:
            session.note("没有恢复未启用插件的表:{tables}", tables=", ".join(done.aside))
        session.note("{count} 人次的登录已失效,需重新登录;接口令牌仍有效", count=done.logged_out)
        if done.held:
            session.note("{count} 项待发工作已扣住;核对后请运行 shouhou db release-outbox", count=done.held)
        if holds:
            session.tell("审计链完好({events} 条)", events=done.verified.events)
        else:
            session.note("审计链在备份中已断开;请运行 shouhou audit verify")
    if not holds:
        ctx.exit(REFUSED)


@db.command("release-outbox", epilog=examples("shouhou db release-outbox", "shouhou db release-outbox --yes",
                                              "shouhou db release-outbox --topic webhook --drop"))
@click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="Only of this topic; may be repeated.")
@click.option("--drop", is_flag=True, help="Take it as done instead of doing it: it was sent before.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_session
def release_outbox(session: Session, topics: tuple[str, ...], drop: bool, yes: bool, as_json: bool) -> None:
    """Show what a restore holds back, and let it go: it is then done, even if it was done before the restore."""
    from core.operating import holding

    place = session.desk.place
    found = {topic: count for topic, count in holding.held(place).items()
             if not topics or topic in topics or topic.partition(":")[0] in topics}
    if not as_json:
        table([(topic, str(count)) for topic, count in found.items()])
    if found and not yes and not as_json:
        click.confirm(session.sentence("把这些当作已完成,不再执行?" if drop else "现在执行这些?"), abort=True)
    released = holding.release(place, [*found], drop=drop) if found and (yes or not as_json) else 0
    if as_json:
        session.give({"held": found, "released": released})
    elif released:
        session.tell("已放行 {count} 项", count=released)
    else:
        session.tell("没有扣住的工作")
