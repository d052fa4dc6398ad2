"""`shouhou doctor`: whether everything the desk needs is there and well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from core.commands.errors import REFUSED
from core.commands.session import Session, examples, json_option
from core.commands.tables import table
from core.domain.reasons import Label

if TYPE_CHECKING:
    from core.app import Desk
    from core.operating.findings import Finding

WORDS = {"ok": "正常", "warning": "留意", "wrong": "有问题"}


def secrets(desk: Desk) -> Iterator[Finding]:
    """The keys that sign what the desk gives away."""
    from core.http.secrets import check_secret
    from core.operating.findings import OK, WRONG, found

    problem = check_secret(desk.config)
    yield found("secrets", WRONG if problem else OK, "{problem}", problem=problem.reason if problem else Label("正常"))


def ask_everything(desk: Desk) -> None:
    """Have every plugin bring all it has, so that what is wrong with it is known."""
    from flask import Flask

    from core.jobs import jobs_of
    from core.rest.application import CONVERTERS
    from core.rest.brought import resources
    from core.web import brought

    app = Flask("examined")
    app.url_map.converters.update(CONVERTERS)
    brought.examine(desk)
    list(resources(desk, app))
    jobs_of(desk)
    len(desk.faces.histories)
    desk.faces.modules("register_commands")
    for reacting in desk.faces.reactions.values():
        len(reacting)


@click.command(epilog=examples("shouhou doctor", "shouhou doctor --json", "shouhou doctor --deep"))
@click.option("--deep", is_flag=True, help="Read every uploaded file, whether it is still what it was.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, deep: bool, as_json: bool) -> None:
    """Check database, calendar, plugins, policies, work that waits, backups, files, fonts and disk; exit code 1 where
    something is wrong."""
    from core.operating.checks import examine

    session = ctx.ensure_object(Session)
    ask_everything(session.desk)
    found, say = examine(session.desk, deep=deep, more=(secrets,)), session.say
    say.zone = session.zone
    wrong = [each for each in found if each.state == "wrong"]
    if as_json:
        session.give({"well": not wrong, "checks": [
            {"check": each.check, "state": each.state, "detail": say.reason(each.said)} for each in found]})
    else:
        table([(say(Label(WORDS[each.state])), each.check, say.reason(each.said)) for each in found])
    if wrong:
        ctx.exit(REFUSED)
