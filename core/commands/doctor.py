"""`shouhou doctor`: whether everything the desk needs is there and well."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from core.commands.errors import REFUSED
from core.commands.session import Session, examples, json_option
from core.commands.tables import table
from core.domain.reasons import Label, Reason

if TYPE_CHECKING:
    from core.app import Desk

OLDEST_SQLITE = (3, 51, 3)
"""Earlier ones may lose commits when several connections reset the write-ahead log at once."""
LITTLE_DISK = 1 * 2**30
WORDS = {"ok": "正常", "warning": "留意", "wrong": "有问题"}


@dataclass(frozen=True)
class Finding:
    """What a check found: `ok`, `warning` (works, but read it) or `wrong`."""

    check: str
    state: str
    said: Reason


def _found(check: str, state: str, template: str, **values: object) -> Finding:
    return Finding(check, state, Reason(template, values))


def _database(desk: Desk) -> Iterator[Finding]:
    url = desk.store.engine.url.render_as_string(hide_password=True)
    try:
        desk.store.answers()
        pending = desk.store.pending()
    except Exception as error:
        first = (str(getattr(error, "orig", error)).strip().splitlines() or [""])[0]
        yield _found("database", "wrong", "{url} 连接不上:{why}", url=url, why=first)
        return
    yield _found("database", "ok", "{url}", url=url)
    if pending:
        yield _found("migrations", "wrong", "{count} 项待更新;请运行 shouhou db upgrade", count=len(pending))
    else:
        yield _found("migrations", "ok", "最新")


def _sqlite(desk: Desk) -> Iterator[Finding]:
    if desk.store.engine.dialect.name != "sqlite":
        return
    with desk.store.engine.connect() as connection:
        version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    old = tuple(map(int, version.split("."))) < OLDEST_SQLITE
    said = "版本 {version}(较旧,多个连接写入时可能丢失)" if old else "版本 {version}"
    yield _found("sqlite", "warning" if old else "ok", said, version=version)
    yield _found("sqlite mode", "ok" if mode == "wal" else "warning", "{mode}", mode=mode)


def _calendar(desk: Desk) -> Iterator[Finding]:
    from core.services.workplace import CALENDAR

    with desk.store.read() as work:
        years: dict[int, set[str]] = {}
        for row in work.calendars.days(CALENDAR):
            years.setdefault(row.day.year, set()).add(row.status)
    this = desk.now().year
    guessed = sorted(year for year, states in years.items() if "provisional" in states)
    if this not in years:
        yield _found("calendar", "wrong", "没有 {year} 年的节假日;请运行 shouhou calendar seed", year=str(this))
    elif this in guessed:
        yield _found("calendar", "warning", "{year} 年的节假日是推算的,公布后请运行 shouhou calendar seed",
                     year=str(this))
    else:
        official = sorted(years.keys() - set(guessed))
        yield _found("calendar", "ok", "官方 {official};推算 {guessed}",
                     official=f"{official[0]}-{official[-1]}", guessed=", ".join(map(str, guessed)) or "—")


def _plugins(desk: Desk) -> Iterator[Finding]:
    for name, health in sorted(desk.plugins.health.items()):
        if health.problems:
            yield _found(f"plugin {name}", "wrong", "{problems}", problems="; ".join(health.problems))
        else:
            yield _found(f"plugin {name}", "ok", "正常")


def _policies(desk: Desk) -> Iterator[Finding]:
    from core.domain.errors import PolicyError
    from core.regulations import Policies

    adopted = [each.policy.slug for each in desk.adopted]
    for slug, error in sorted(desk.installed.broken.items()):
        wanted = slug in [each.slug for each in desk.config.policies]
        yield _found(f"policy {slug}", "wrong" if wanted else "warning", "{problems}",
                     problems="; ".join(error.problems))
    if not adopted:
        yield _found("policies", "wrong", "没有启用任何制度,不能建案;请在 shouhou.toml 启用")
        return
    try:
        Policies(desk.trial_place).check(*adopted)
        yield _found("policies", "ok", "{slugs}", slugs=", ".join(adopted))
    except PolicyError as error:
        yield _found("policies", "wrong", "{problems}", problems="; ".join(error.problems))


def _people(desk: Desk) -> Iterator[Finding]:
    from core.setting_up import has_administrator

    if has_administrator(desk):
        yield _found("administrator", "ok", "正常")
    else:
        yield _found("administrator", "wrong", "还没有管理员;请运行 shouhou user add LOGIN --duty administrator")


def _outbox(desk: Desk) -> Iterator[Finding]:
    with desk.store.read() as work:
        waiting, troubled = work.outbox.waiting(), work.outbox.troubled()
    if troubled:
        yield _found("background work", "warning", "{count} 项一再失败,例如 {topic}:{error}", count=len(troubled),
                     topic=troubled[0].topic, error=troubled[0].last_error[:200])
    else:
        yield _found("background work", "ok", "{count} 项等待", count=waiting)


def _machine(desk: Desk) -> Iterator[Finding]:
    free = shutil.disk_usage(desk.config.data).free if desk.config.data.exists() else None
    if free is None:
        yield _found("data folder", "wrong", "没有文件夹 {folder}", folder=str(desk.config.data))
    else:
        yield _found("disk", "wrong" if free < LITTLE_DISK // 10 else "warning" if free < LITTLE_DISK else "ok",
                     "{folder} 剩余 {free} GB", folder=str(desk.config.data), free=f"{free / 2**30:.1f}")
    program = shutil.which("fc-list")
    if program is None:
        yield _found("fonts", "warning", "没有 fc-list,无法查看打印用的中文字体")
        return
    listed = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, timeout=30, check=False)
    families = sorted({line.split(",")[0].strip() for line in listed.stdout.splitlines() if line.strip()})
    if families:
        yield _found("fonts", "ok", "{families}", families=", ".join(families[:3]))
    else:
        yield _found("fonts", "warning", "这台机器没有中文字体;在这里打印前请安装,例如 fonts-noto-cjk")


CHECKS: tuple[Callable[[Desk], Iterator[Finding]], ...] = (
    _database, _sqlite, _calendar, _people, _outbox, _plugins, _policies, _machine)
NEEDS_DATABASE = {_sqlite, _calendar, _people, _outbox}


def examine(desk: Desk) -> list[Finding]:
    """Everything that was checked. Where the database is not well, what needs it is left out."""
    found: list[Finding] = []
    for check in CHECKS:
        if check in NEEDS_DATABASE and any(each.state == "wrong" for each in found):
            continue
        found += check(desk)
    return found


@click.command(epilog=examples("shouhou doctor", "shouhou doctor --json"))
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check database, calendar, plugins, policies, fonts and disk; exit code 1 where something is wrong."""
    session = ctx.ensure_object(Session)
    found, say = examine(session.desk), session.say
    wrong = [each for each in found if each.state == "wrong"]
    if as_json:
        session.give({"well": not wrong, "checks": [
            {"check": each.check, "state": each.state, "detail": say.reason(each.said)} for each in found]})
    else:
        table([(say(Label(WORDS[each.state])), each.check, say.reason(each.said)) for each in found])
    if wrong:
        ctx.exit(REFUSED)
