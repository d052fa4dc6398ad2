"""`shouhou plugin`: what is installed and how it is doing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from core.commands.session import Session, examples, json_option, pass_session
from core.commands.tables import table


@click.group()
def plugin() -> None:
    """Plugins: the industries this desk knows, and the capabilities they build on."""


@plugin.command("list", epilog=examples("shouhou plugin list", "shouhou plugin list --json"))
@json_option
@pass_session
def listing(session: Session, as_json: bool) -> None:
    """List plugins with health, source and what is wrong."""
    from core.plugin_list import SORTS, STATES, plugin_list

    found, say = plugin_list(session.anywhere), session.say
    if as_json:
        session.give([{**asdict(each), "title": say(each.title)} for each in found])
        return
    table([(each.plugin, say(SORTS[each.sort]), say(STATES[each.state]), each.source, len(each.policies),
            say(each.title)) for each in found],
          head=(say("插件"), say("类别"), say("状态"), say("来源"), say("制度"), say("名称")))
    for each in found:
        for problem in each.problems:
            click.echo(f"{each.plugin}: {problem}", err=True)


@plugin.command("new", epilog=examples("shouhou plugin new garden --title 花园",
                                       "shouhou plugin new garden --folder ~/work"))
@click.argument("name")
@click.option("--title", default="", help="What people call the industry, in Chinese. The name, unless given.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(),
              help="Where the new folder is made. Here, unless given.")
@json_option
@pass_session
def new(session: Session, name: str, title: str, folder: Path, as_json: bool) -> None:
    """Write a small plugin that works: forms, rules, a workflow, a regulation, English, tests.

    It is a distribution of its own; what it builds on is in docs/plugin-developers.
    """
    from core.scaffold import new_plugin

    written = new_plugin(folder, name, title or name)
    if as_json:
        session.give({"plugin": name, "files": [str(each) for each in written]})
        return
    for each in written:
        click.echo(str(each))
    click.echo(session.say("接下来:cd {folder} && pip install -e . && pytest").format(folder=folder / name))


@plugin.command("messages", epilog=examples("shouhou plugin messages garden", "shouhou plugin messages garden --check"))
@click.argument("name")
@click.option("--language", default="en", show_default=True, help="Whose catalogue.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where a text wants its translation.")
@json_option
@pass_session
def messages(session: Session, name: str, language: str, check: bool, as_json: bool) -> None:
    """Append texts that want a translation to a plugin's catalogue, with where each is said."""
    from core.domain.errors import NotFound
    from core.scaffold.messages import missing, write
    from core.testing.subjects import installed

    subjects = {each.name: each for each in installed(session.config.extra_plugins if session.configured else ())}
    if name not in subjects or subjects[name].registry is None:
        raise NotFound("没有插件“{name}”", name=name)
    wanted = missing(subjects[name], language)
    path, appended = (None, 0) if check else write(subjects[name], language)
    if as_json:
        session.give({"plugin": name, "language": language, "missing": wanted, "appended": appended,
                      "file": str(path) if path else ""})
    elif check:
        for text, where in wanted.items():
            click.echo(f"{where}: {text}")
    else:
        click.echo(session.say("{file}:补入 {count} 条待译").format(file=path, count=appended))
    if check and wanted:
        raise SystemExit(1)
