"""`shouhou register`: books of entries that regulations want kept, whatever the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import answers_of, mapping_of

if TYPE_CHECKING:
    from datetime import date

    from core.registers.reading import Entry


@click.group()
def register() -> None:
    """Registers: entries of one form without a case, such as calls, training or rewards."""


@register.command("list", epilog=examples("shouhou register list --as chen", "shouhou register list --as chen --json"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List the registers that regulations in force ask for."""
    from core.representation.registers import said_book

    found, say = session.desk.registers.all(session.actor(login)), session.say
    if as_json:
        session.give([said_book(each, session.data_say) for each in found])
        return
    table([(each.name, say(each.register.title), " ".join(each.clauses), say("是" if each.writes else "否"))
           for each in found], head=tuple(map(say, ("登记簿", "名称", "条款", "可登记"))))
    if not found:
        session.note("现行制度没有要求登记簿")


@register.command(epilog=examples("shouhou register entries opinions --as chen",
                                  "shouhou register entries furniture/opinions --since 2025-03-03 --as chen --json"))
@click.argument("key")
@click.option("--since", metavar="DAY", help="First day, as 2025-03-12.")
@click.option("--until", metavar="DAY", help="Last day.")
@click.option("--words", default="", help="Words that stand in them.")
@click.option("--waiting", is_flag=True, help="Only those that wait for one's acknowledgement.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@as_option
@json_option
@pass_session
def entries(session: Session, key: str, since: str | None, until: str | None, words: str, waiting: bool, limit: int,
            login: str, as_json: bool) -> None:
    """List entries of a register, the latest first. KEY is its key, with the industry before it where two share one."""
    from core.representation.registers import said_entry

    actor, registers = session.actor(login), session.desk.registers
    book = registers.named(actor, key)
    found = registers.entries(actor, book.industry, book.key, since=_day("since", since),
                              until=_day("until", until), words=words, waiting=waiting, limit=limit)
    if as_json:
        session.give([said_entry(each, session.data_say) for each in found.entries])
        return
    say = session.say
    table([(each.row.id, each.row.number, session.show(each.row.happened_at), each.by or "—", each.about or "—",
            _words(session, each)) for each in found.entries],
          head=tuple(map(say, ("编号", "序号", "发生时间", "登记人", "对象", "内容"))))
    if not found.entries:
        session.note("没有这样的登记")


@register.command(epilog=examples("shouhou register show 3 --as chen", "shouhou register show 3 --as chen --json"))
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def show(session: Session, entry: int, login: str, as_json: bool) -> None:
    """Show an entry."""
    _done(session, session.desk.registers.show(session.actor(login), entry))


@register.command(epilog=examples("shouhou register add opinions --set content=Praise --set channel=call --as lin"))
@click.argument("key")
@click.option("--set", "answers", multiple=True, metavar="NAME=VALUE", help="An answer of the register's form.")
@click.option("--file", "source", metavar="FILE|-", help="Answers as a JSON object.")
@click.option("--at", metavar="TIME", help="When it happened (default: now).")
@click.option("--about", default="", metavar="LOGIN", help="Whom it is about.")
@click.option("--case", default="", metavar="NUMBER", help="The case it belongs to.")
@as_option
@json_option
@pass_session
def add(session: Session, key: str, answers: tuple[str, ...], source: str | None, at: str | None, about: str,
        case: str, login: str, as_json: bool) -> None:
    """Write an entry."""
    actor, registers = session.actor(login), session.desk.registers
    book = registers.named(actor, key)
    said = mapping_of(answers_of(source, answers) or {}, "file")
    _done(session, registers.write(actor, book.industry, book.key, said,
                                   at=session.moment(at), about=about, case=case))


@register.command(epilog=examples("shouhou register correct 3 --set content=Complaint --set channel=call --as lin"))
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@click.option("--set", "answers", multiple=True, metavar="NAME=VALUE", help="An answer of the register's form.")
@click.option("--file", "source", metavar="FILE|-", help="Answers as a JSON object.")
@click.option("--at", metavar="TIME", help="When it happened (default: as it was).")
@as_option
@json_option
@pass_session
def correct(session: Session, entry: int, answers: tuple[str, ...], source: str | None, at: str | None, login: str,
            as_json: bool) -> None:
    """Write an entry in the place of another; both stay. All answers are given anew."""
    said = mapping_of(answers_of(source, answers) or {}, "file")
    _done(session, session.desk.registers.correct(session.actor(login), entry, said, at=session.moment(at)))


@register.command(epilog=examples("shouhou register acknowledge 3 --as chen"))
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@as_option
@json_option
@pass_session
def acknowledge(session: Session, entry: int, login: str, as_json: bool) -> None:
    """Say that one has seen what was passed to one's duty."""
    _done(session, session.desk.registers.acknowledge(session.actor(login), entry))


@register.command(epilog=examples("shouhou register erase 3 --why \"Asked for by the visitor\" --as chen"))
@click.argument("entry", type=click.IntRange(1, 2**31 - 1))
@click.option("--why", required=True, help="Why.")
@as_option
@json_option
@pass_session
def erase(session: Session, entry: int, why: str, login: str, as_json: bool) -> None:
    """Take the personal words out of an entry for good."""
    actor = session.actor(login)
    session.desk.erasing.erase_entry(actor, entry, why)
    _done(session, session.desk.registers.show(actor, entry))


@register.command(epilog=examples("shouhou register due training --as chen"))
@click.argument("key")
@as_option
@json_option
@pass_session
def due(session: Session, key: str, login: str, as_json: bool) -> None:
    """List about whom a new entry is due, those overdue first."""
    from core.representation.registers import said_whole_book

    actor, registers, say = session.actor(login), session.desk.registers, session.say
    book = registers.named(actor, key)
    found = registers.overdue(actor, book.industry, book.key)
    if as_json:
        session.give(said_whole_book(book, found, session.desk.place, session.data_say)["due"])
        return
    if found.blocked:
        click.echo(say.reason(found.blocked))
    table([(each.name, f"{each.last}" if each.last else say("还没有"),
            session.show(each.due_at) if each.due_at else "—", say("已逾期") if each.late else "")
           for each in found.people], head=tuple(map(say, ("姓名", "上次", "期限", "情况"))))
    if not found.people:
        session.note("没有要按期登记的人")


@register.command("export", epilog=examples("shouhou register export opinions --as chen > opinions.csv"))
@click.argument("key")
@click.option("--since", metavar="DAY", help="First day, as 2025-03-12.")
@click.option("--until", metavar="DAY", help="Last day.")
@click.option("--words", default="", help="Words that stand in them.")
@as_option
@pass_session
def export(session: Session, key: str, since: str | None, until: str | None, words: str, login: str) -> None:
    """Write the entries of a register as CSV to the standard output."""
    actor, registers = session.actor(login), session.desk.registers
    book = registers.named(actor, key)
    click.echo(registers.table(actor, book.industry, book.key, session.say, since=_day("since", since),
                               until=_day("until", until), words=words), nl=False)


def _day(field: str, said: str | None) -> date | None:
    from core.registers.reading import day_of

    return day_of(field, said)


def _words(session: Session, entry: Entry) -> str:
    say = session.say
    return say(";").join(f"{say(label)} {say(words)}" for label, words in entry.shown)


def _done(session: Session, entry: Entry) -> None:
    from core.representation.registers import said_entry

    if session.as_json:
        session.give(said_entry(entry, session.data_say))
        return
    say, row = session.say, entry.row
    click.echo(f"{row.id}: {say(row.title)} {row.number}  {session.show(row.happened_at)}  {entry.by}"
               + (f"  → {entry.about}" if entry.about else ""))
    table([(say(label), say(words)) for label, words in entry.shown], indent="  ")
    for each in entry.passes:
        click.echo(f"  {say(each.title)}: " + (each.name or say("还没有确认")))
