"""Groups of commands that plugins bring: `shouhou <plugin> …` imports that plugin alone, when it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.commands.errors import DeskGroup
from core.domain.errors import DeskError

if TYPE_CHECKING:
    from core.commands.session import Session


class BrokenCommands(DeskError):
    """A plugin's commands cannot be used."""

    code = "plugin"


class EveryGroup(DeskGroup):
    """The desk's own commands, and those of plugins by the plugin's name."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from core.commands.session import Session

        # Commands are looked for before the options are put into the session of the call.
        return super().get_command(ctx, cmd_name) or commands_of(Session(ctx.params.get("path")), cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_commands(ctx, formatter)
        if brought := sorted(set(_listed())):
            with formatter.section("Commands of plugins"):
                formatter.write_dl(brought)


def commands_of(session: Session, name: str) -> click.Command | None:
    """The commands of a plugin; None where there is no such plugin, or it has none. Raises `BrokenCommands`."""
    from core.manifest import manifest
    from core.plugins import found

    config = session.config if session.configured else None
    for plugin, _, load in found(config.extra_plugins if config else (), config.plugin_folders if config else ()):
        if plugin != name:
            continue
        try:
            module = load()
            brings = getattr(manifest(module) or module, "register_commands", None)
            commands = brings() if brings else None
            if commands is None:
                return None
            if not isinstance(group := getattr(commands, "group", None), click.Command):
                raise TypeError(f"{commands!r} has no group")
            return group
        except (Exception, SystemExit) as error:
            raise BrokenCommands("插件“{plugin}”的命令不能用:{problem}", plugin=name,
                                 problem=f"{type(error).__name__}: {error}") from error
    return None


def _listed() -> Iterator[tuple[str, str]]:
    """The plugins of folders that have commands, and what they say of themselves; nothing is imported."""
    from importlib import import_module

    folders = [*map(Path, import_module("plugins").__path__), Path(__file__).parents[1] / "capabilities"]
    for file in (each for folder in folders for each in folder.glob("*/commands.py")):
        said = (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").partition("\n")[0]
        yield file.parent.name, said.rpartition("`: ")[2].strip().rstrip(".")
