"""The command line: thin commands over the services. `shouhou --help` must stay quick, so nothing here loads the
desk, the database or the web before a command needs it."""

from __future__ import annotations

from pathlib import Path

import click

from core.commands import case_arranging, case_notes, case_opening, case_steps, notification_templates
from core.commands.audits import audit
from core.commands.brought import EveryGroup
from core.commands.calendars import calendar
from core.commands.cases import case
from core.commands.customers import customer, product
from core.commands.databases import db
from core.commands.doctor import doctor
from core.commands.exporting import exporting
from core.commands.importing import importing
from core.commands.notifications import notification
from core.commands.planning import plan
from core.commands.plugins import plugin
from core.commands.policies import policy
from core.commands.portal import portal
from core.commands.privacy import privacy
from core.commands.promises import sla
from core.commands.registers import register
from core.commands.reports import report
from core.commands.serving import serve, worker
from core.commands.session import Session, examples
from core.commands.starting import demo, init
from core.commands.tasks import task
from core.commands.tokens import token
from core.commands.users import user
from core.commands.webhooks import webhook

CASE_PARTS = (case_opening, case_steps, case_notes, case_arranging)
"""Modules that add their commands to `case` when they are imported."""
NOTIFICATION_PARTS = (notification_templates,)
"""The same for `notification`."""

COMMANDS: tuple[click.Command, ...] = (
    privacy, init, demo, serve, worker, doctor, db, plugin, policy, case, customer, product, sla, user, token, calendar,
    audit, importing, exporting, plan, webhook, notification, report, portal, task, register)
"""One module per command or group; the place to add another."""


@click.group(cls=EveryGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
             epilog=examples("shouhou demo --serve", "shouhou init --business 光明家居",
                             "shouhou policy coverage --json", "shouhou case list --as lin"))
@click.option("--config", "path", type=click.Path(path_type=Path, dir_okay=False), envvar="SHOUHOU_CONFIG",
              help="Configuration file (default: ./shouhou.toml). [env: SHOUHOU_CONFIG]")
@click.option("--language", type=click.Choice(["zh", "en"]), envvar="SHOUHOU_LANGUAGE",
              help="Language of messages (default: from LANG, else zh). [env: SHOUHOU_LANGUAGE]")
@click.version_option(package_name="shouhou", message="%(prog)s %(version)s")
@click.pass_context
def shouhou(ctx: click.Context, path: Path | None, language: str | None) -> None:
    """A service desk for after-sales service: cases, rules of the business, promises kept.

    Exit codes: 0 done, 1 refused, invalid or not found, 2 wrong usage, 3 configuration, 4 database."""
    session = ctx.ensure_object(Session)
    session.path, session.language = path, language or session.language


for _command in COMMANDS:
    shouhou.add_command(_command)
