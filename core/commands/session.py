"""What one call of the command line works with: configuration, language, the desk, and the person who acts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from core.config import FILE, Config
from core.domain.errors import DeskError, InvalidInput
from core.domain.reasons import Reason
from core.translation import LANGUAGES, SOURCE, Translator

if TYPE_CHECKING:
    from core.app import Desk
    from core.domain.people import Actor

F = TypeVar("F", bound=Callable[..., Any])
CATALOGUES = (Path(__file__).parents[1] / "web" / "locale", Path(__file__).parent / "locale")
"""The timeline is told in the words of the pages."""
EXAMPLES = "\b\nExamples:\n  "


def language_of(environment: dict[str, str] | None = None) -> str:
    """The language the environment asks for: SHOUHOU_LANGUAGE first, then the locale; Chinese otherwise."""
    given = os.environ if environment is None else environment
    for name in ("SHOUHOU_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if said := given.get(name, ""):
            short = said[:2].lower()
            return short if short in LANGUAGES else SOURCE
    return SOURCE


class Session:
    """One call. The desk is built when a command first needs it."""

    def __init__(self, path: Path | None = None, language: str = "") -> None:
        self.path, self.language = path, language or language_of()
        self.as_json = False
        self._spoken: tuple[str, tuple[Path, ...]] | None = None
        self._translator: Translator

    @property
    def configured(self) -> bool:
        """Whether there is a business: a configuration file, named or in this folder."""
        return self.path is not None or Path(FILE).exists()

    @cached_property
    def config(self) -> Config:
        """The configuration. Raises `BadConfig`."""
        return Config.load(self.path or Path(FILE))

    @cached_property
    def desk(self) -> Desk:
        """The business's desk. Raises `BadConfig` where there is none."""
        from core.app import Desk

        return Desk(self.config)

    @cached_property
    def anywhere(self) -> Desk:
        """The business's desk, or in a fresh clone one of all installed plugins, for what needs no database."""
        from core.app import Desk

        return self.desk if self.configured else Desk(Config())

    @property
    def say(self) -> Translator:
        """Says texts in this call's language, those of plugins too once a desk is built."""
        desk: Desk | None = self.__dict__.get("desk") or self.__dict__.get("anywhere")
        folders = (*CATALOGUES, *(desk.installed.catalogues if desk else ()))
        if (self.language, folders) != self._spoken:
            self._spoken, self._translator = (self.language, folders), Translator(self.language, folders)
        return self._translator

    @property
    def data_say(self) -> Translator:
        """The same for data: moments are written in the business's zone."""
        found = Translator(self.language, (*CATALOGUES, *self.desk.installed.catalogues))
        found.zone = self.zone
        return found

    @cached_property
    def zone(self) -> ZoneInfo:
        """The business's zone; Beijing's where there is no business."""
        return ZoneInfo(self.config.zone if self.configured else Config.zone)

    def actor(self, login: str, option: str = "as") -> Actor:
        """Who acts, or whom an option names. Raises `InvalidInput` for an account that is unknown or disabled."""
        from core.accounts.users import WrongLogin

        try:
            return self.desk.users.by_login(login)
        except WrongLogin:
            raise InvalidInput.field(option, "没有账号“{login}”,或已停用", login=login) from None

    def moment(self, said: str | None, option: str = "at") -> datetime | None:
        """A time as typed; without a zone, the business's. Raises `InvalidInput`."""
        if said is None:
            return None
        try:
            read = datetime.fromisoformat(said.strip())
            if not 1970 <= read.year < 2200:  # zones cannot turn the first and the last years into one another
                raise ValueError
        except ValueError:
            raise InvalidInput.field(option, "“{said}”不是有效的时间,请写成 2025-03-12T10:00", said=said) from None
        return read if read.tzinfo else read.replace(tzinfo=self.zone)

    def show(self, moment: datetime | None) -> str:
        """A time in the business's zone."""
        return self.say.show(moment.astimezone(self.zone)) if moment else "—"

    def sentence(self, template: str, **values: object) -> str:
        """A text with values in this call's language."""
        return self.say.reason(Reason(template, values))

    def tell(self, template: str, **values: object) -> None:
        """Say something to the person."""
        click.echo(self.sentence(template, **values))

    def note(self, template: str, **values: object) -> None:
        """Say something beside the result, so that the result can be piped."""
        click.echo(self.sentence(template, **values), err=True)

    def give(self, data: object) -> None:
        """Print data as JSON."""
        click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, set | frozenset) else str(value)


pass_session = click.make_pass_decorator(Session, ensure=True)


def _remember_json(ctx: click.Context, _: click.Parameter, value: bool) -> bool:
    ctx.ensure_object(Session).as_json = value
    return value


def json_option(command: F) -> F:
    """`--json`: the result as JSON, and errors too."""
    return click.option("--json", "as_json", is_flag=True, is_eager=True, callback=_remember_json,
                        help="Print JSON (errors too, on stderr).")(command)


def as_option(command: F) -> F:
    """`--as LOGIN`: who acts, with that account's rights."""
    return click.option("--as", "login", required=True, metavar="LOGIN", envvar="SHOUHOU_AS",
                        help="Account that acts, with its rights. [env: SHOUHOU_AS]")(command)


def key_option(command: F) -> F:
    """`--key KEY`: the same request sent twice is done once."""
    return click.option("--key", default="", metavar="KEY",
                        help="Idempotency key: sending the same again with it changes nothing.")(command)


def change_options(command: F) -> F:
    """Options of everything that changes a case."""
    version = click.option("--version", type=int, metavar="N", help="Refuse unless the case still has this version.")
    return as_option(json_option(version(key_option(command))))


def examples(*lines: str) -> str:
    """The epilog of a command."""
    return EXAMPLES + "\n  ".join(lines)


__all__ = ["DeskError", "Session", "as_option", "change_options", "examples", "json_option", "key_option",
           "pass_session"]
