"""The reference of the command line, taken from the commands' own help."""

from collections.abc import Iterator

import click

from core.commands import shouhou
from core.commands.session import EXAMPLES

WIDTH = 100
INTRODUCTION = """# Commands

`shouhou` works a desk from the shell. `shouhou COMMAND --help` says the same as this page.

Every command that lists or reads takes `--json`; so do those that change something. With it an error is JSON too, on
standard error: `{"error": {"code": ..., "message": ..., "fields": {...}}}`. What changes a case takes `--version N`
(refuse unless the case still has the version that was looked at) and `--key KEY` (the same request sent twice is done
once). `--as LOGIN` says who acts; the command may do what that account may do.

| Exit code | Means |
|---|---|
| 0 | done |
| 1 | refused, invalid, or not found |
| 2 | wrong usage: an unknown option, a missing argument |
| 3 | the configuration cannot be used |
| 4 | the database cannot be reached, or wants `shouhou db upgrade` |
"""


def commands(command: click.Command, parent: click.Context | None = None,
             name: str = "shouhou") -> Iterator[tuple[click.Context, click.Command]]:
    """A command and all below it, each with a context that knows its whole name."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH,
                            help_option_names=shouhou.context_settings["help_option_names"])
    yield context, command
    if isinstance(command, click.Group):
        for each in sorted(command.commands):
            yield from commands(command.commands[each], context, each)


def page(mark: str) -> str:
    """The whole page. `mark` says how to write it again."""
    parts = [mark + INTRODUCTION]
    for context, command in commands(shouhou):
        words = inspect_help(command)
        group = isinstance(command, click.Group)
        heading = "##" if context.parent is None or context.parent.parent is None else "###"
        if context.parent is None:
            parts.append(f"## Options of all commands\n\n```text\n{options(context, command)}\n```\n")
            continue
        shown = [f"{heading} {context.command_path}", "", words, ""]
        if not group:
            said = [usage(context, command), options(context, command)]
            shown += ["```text", "\n\n".join(each for each in said if each), "```", ""]
            if command.epilog:
                lines = command.epilog.removeprefix(EXAMPLES).split("\n  ")
                shown += ["```sh", *lines, "```", ""]
        parts.append("\n".join(shown))
    return "\n".join(parts).rstrip() + "\n"


def inspect_help(command: click.Command) -> str:
    """What a command does, in paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))


def usage(context: click.Context, command: click.Command) -> str:
    """How it is called."""
    return command.get_usage(context).removeprefix("Usage: ")


def options(context: click.Context, command: click.Command) -> str:
    """Its options, as its help lists them."""
    formatter = click.HelpFormatter(width=WIDTH, max_width=WIDTH)
    records = [record for each in command.get_params(context)
               if isinstance(each, click.Option) and (record := each.get_help_record(context))]
    formatter.write_dl(records)
    return "\n".join(line.removeprefix("  ").rstrip() for line in formatter.getvalue().splitlines())
