"""`shouhou notification template`: what is said for each kind of thing, by channel and language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from core.commands.notifications import notification
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import text_from
from core.translation import LANGUAGES

F = TypeVar("F", bound=Callable[..., Any])


def one_template(command: F) -> F:
    """Which template: `KIND CHANNEL LANGUAGE`."""
    language = click.argument("language", type=click.Choice(LANGUAGES))
    return click.argument("kind")(click.argument("channel")(language(command)))


@notification.group()
def template() -> None:
    """Words of notifications: the usual ones, or the business's own."""


@template.command("list", epilog=examples("shouhou notification template list --as he",
                                          "shouhou notification template list --in en --as he --json"))
@click.option("--in", "language", type=click.Choice(LANGUAGES), help="Words of this language (default: the call's).")
@as_option
@json_option
@pass_session
def listing(session: Session, language: str | None, login: str, as_json: bool) -> None:
    """List what is said for each kind of thing by each channel; own words are marked."""
    from core.representation.notifications import said_template

    say = session.say
    found = session.desk.notifications.templates(session.actor(login), language or say.language)
    if as_json:
        session.give([said_template(each) for each in found])
        return
    table([(each.kind.key, each.channel, each.language, "*" if each.words.own else "", each.words.subject)
           for each in found], head=(say("哪种事"), say("渠道"), say("语言"), "", say("标题")))


@template.command("show", epilog=examples("shouhou notification template show missed email zh --as he"))
@one_template
@as_option
@json_option
@pass_session
def show(session: Session, kind: str, channel: str, language: str, login: str, as_json: bool) -> None:
    """Show the words of one, and the places that may stand in them."""
    _tell(session, kind, channel, language, login, as_json)


@template.command("set", epilog=examples(
    "shouhou notification template set missed desk zh --subject \"{case} 的{target}已逾期\" --as he",
    "shouhou notification template set missed email zh --subject \"{case} 逾期\" --body letter.txt --as he"))
@one_template
@click.option("--subject", required=True, metavar="TEXT", help="The line in the desk, or the subject of a letter.")
@click.option("--body", metavar="FILE|-", help="The letter, in a file or from standard input; none for the desk.")
@as_option
@json_option
@pass_session
def put(session: Session, kind: str, channel: str, language: str, subject: str, body: str | None, login: str,
        as_json: bool) -> None:
    """Put the business's own words in place of the usual ones. Places such as {case} are filled in."""
    session.desk.notifications.set_template(session.actor(login), kind, channel, language, subject=subject,
                                            body=text_from(body, "body") if body else "")
    _tell(session, kind, channel, language, login, as_json)


@template.command("reset", epilog=examples("shouhou notification template reset missed desk zh --as he"))
@one_template
@as_option
@json_option
@pass_session
def reset(session: Session, kind: str, channel: str, language: str, login: str, as_json: bool) -> None:
    """Go back to the usual words."""
    session.desk.notifications.reset_template(session.actor(login), kind, channel, language)
    _tell(session, kind, channel, language, login, as_json)


def _tell(session: Session, kind: str, channel: str, language: str, login: str, as_json: bool) -> None:
    from core.representation.notifications import said_template

    found = session.desk.notifications.template(session.actor(login), kind, channel, language)
    if as_json:
        session.give(said_template(found))
        return
    say = session.say
    click.echo(f"{say(found.kind.title)} ({kind}, {channel}, {language}): "
               f"{say('自定的用语') if found.words.own else say('通用的用语')}")
    click.echo(found.words.subject)
    if found.words.body:
        click.echo(f"\n{found.words.body}\n")
    click.echo(f"{say('可以用的占位:')} {' '.join(f'{{{place}}}' for place in found.kind.places)}")
