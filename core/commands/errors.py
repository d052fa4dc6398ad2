"""Errors as exit codes and messages: the one place where the command line maps them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from core.config import BadConfig
from core.domain.errors import DeskError, InvalidInput, Refused

if TYPE_CHECKING:
    from core.commands.session import Session
    from core.translation import Translator

REFUSED, USAGE, CONFIGURATION, DATABASE = 1, 2, 3, 4
"""Exit codes; 0 is done."""


class DatabaseTrouble(DeskError):
    """The database cannot be reached or is not up to date."""

    code = "database"


class Unreadable(DeskError):
    """What was typed is not text."""

    code = "unreadable"


class CannotListen(DeskError):
    """The address is taken or not ours."""

    code = "cannot-listen"


def exit_code(error: DeskError) -> int:
    """The exit code of an error."""
    if isinstance(error, BadConfig):
        return CONFIGURATION
    return DATABASE if isinstance(error, DatabaseTrouble) else REFUSED


def problem(error: DeskError, say: Translator) -> dict[str, Any]:
    """An error as data: code, message, and where it has them the fields and what was judged."""
    from core.representation import said_decision

    found: dict[str, Any] = {"code": error.code, "message": message(error, say), "fields": {}}
    if isinstance(error, InvalidInput):
        found["fields"] = {name: [say.reason(each) for each in reasons] for name, reasons in error.errors.items()}
    if isinstance(error, Refused) and error.decisions:
        found["decisions"] = [said_decision(each, say) for each in error.decisions]
    return {"error": found}


def message(error: DeskError, say: Translator) -> str:
    """What is wrong in a sentence; of wrong answers each on a line of its own."""
    if isinstance(error, InvalidInput):
        lines = [f"{name}: {say.reason(each)}" for name, reasons in error.errors.items() for each in reasons]
        return "\n".join([say("请改正标出的内容"), *(f"  {line}" for line in lines)])
    return say.reason(error.reason)


def tell(session: Session, error: DeskError) -> None:
    """Say on stderr what went wrong: in words, or as JSON where the command was asked for it."""
    say = session.say
    if session.as_json:
        click.echo(json.dumps(problem(error, say), ensure_ascii=False, indent=1), err=True)
        return
    click.echo(f"{say('错误')}: {message(error, say)}", err=True)
    for each in error.decisions if isinstance(error, Refused) else ():
        clauses = " ".join(dict.fromkeys(cited.clause for cited in each.basis if cited.clause))
        click.echo(f"  [{each.rule}] {say.reason(each.reason)}" + (f" ({clauses})" if clauses else ""), err=True)


def database_trouble(session: Session, error: BaseException) -> DatabaseTrouble | None:
    """What an error of the database means for the person: it cannot be reached, or it wants upgrading."""
    alchemy = sys.modules.get("sqlalchemy.exc")
    if alchemy is None or not isinstance(error, OSError | alchemy.TimeoutError | alchemy.DBAPIError):
        return None
    from core.operating.troubles import StorageFull, trouble

    known = trouble(error)
    if isinstance(known, StorageFull):
        return DatabaseTrouble(known.template)
    if not isinstance(error, alchemy.OperationalError | alchemy.ProgrammingError | alchemy.TimeoutError):
        return None
    try:
        pending = session.desk.store.pending()
    except Exception:
        first = str(getattr(error, "orig", error)).strip().splitlines() or [""]
        return DatabaseTrouble("数据库连接不上:{why}", why=first[0])
    if pending:
        return wants_upgrade(pending)
    return DatabaseTrouble(known.template) if known else None


def wants_upgrade(pending: Sequence[str]) -> DatabaseTrouble:
    """The database is behind the code."""
    return DatabaseTrouble("数据库还没有建好或不是最新({count} 项待更新);请运行 shouhou db upgrade",
                           count=len(pending))


class DeskGroup(click.Group):
    """A group that turns what the desk refuses into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        from core.commands.session import Session

        session = ctx.ensure_object(Session)
        try:
            return super().invoke(ctx)
        except DeskError as error:
            tell(session, error)
            ctx.exit(exit_code(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except UnicodeEncodeError as error:  # halves of characters, from a shell of another encoding
            tell(session, Unreadable("“{said}”含有不能读的字符;命令行请用 UTF-8", said=error.object[:40].encode(
                "utf-8", "replace").decode()))
            ctx.exit(REFUSED)
        except Exception as error:
            trouble = database_trouble(session, error)
            if trouble is None:
                raise
            tell(session, trouble)
            ctx.exit(DATABASE)
