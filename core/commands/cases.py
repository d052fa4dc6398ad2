"""`shouhou case list|show|print`: looking at cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.commands import said
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.domain.errors import PluginAbsent
from core.domain.events import MERGED
from core.domain.people import SEE_PHONES

if TYPE_CHECKING:
    from core.app import Desk
    from core.domain.events import Event
    from core.domain.judging import Paper
    from core.pluginless import PluginlessCase
    from core.services.records import Receipt
    from core.services.views import CaseView
    from core.store.lists import CaseFilter
    from core.store.tables import CaseRow


@click.group()
def case() -> None:
    """Cases: open, look at, step on. Acts as an account, with its rights."""


def state_title(desk: Desk, key: str) -> str:
    """The words of a state, by its key."""
    from core.representation import state_title as found

    return found(desk.installed.industries.values(), key)


def told(session: Session, receipt: Receipt, **more: object) -> None:
    """Say what a change left."""
    title = state_title(session.desk, receipt.state)
    if session.as_json:
        session.give({**receipt.data(), "state_title": session.say(title), "replayed": receipt.replayed, **more})
        return
    click.echo(f"{receipt.number}  {session.say(title)}  "
               + session.sentence("第 {version} 版", version=receipt.version)
               + (f"  {session.say('(此前已办,未重复)')}" if receipt.replayed else ""))


def _wanted(session: Session, desk: Desk, me: int | None, **chosen: Any) -> CaseFilter:
    from core.store.lists import CaseFilter

    wanted = CaseFilter(kinds=chosen["kinds"], states=chosen["states"], waiting_for=chosen["waiting"] or "",
                        search=chosen["search"], customer_id=chosen["customer"], unassigned=chosen["unassigned"],
                        open=None if chosen["every"] else not chosen["closed"])
    if chosen["mine"]:
        wanted = replace(wanted, assignee=me)
    return replace(wanted, late_before=desk.now(), open=True) if chosen["late"] else wanted


@case.command("list", epilog=examples("shouhou case list --as lin", "shouhou case list --late --as chen --json",
                                      "shouhou case list --search 餐椅 --all --as lin"))
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be repeated.")
@click.option("--state", "states", multiple=True, metavar="STATE", help="Only this state; may be repeated.")
@click.option("--mine", is_flag=True, help="Only those assigned to me.")
@click.option("--unassigned", is_flag=True, help="Only those nobody has.")
@click.option("--late", is_flag=True, help="Only open ones whose deadline has passed.")
@click.option("--closed", is_flag=True, help="Ended ones instead of open ones.")
@click.option("--all", "every", is_flag=True, help="Open and ended ones.")
@click.option("--waiting", metavar="PARTY", help="Only those waiting for customer, carrier, factory or company.")
@click.option("--customer", type=click.IntRange(1, 2**31 - 1), metavar="ID", help="Only this customer's.")
@click.option("--search", default="", metavar="TEXT", help="Number, goods, customer, order, or the end of a phone.")
@click.option("--order", type=click.Choice(["due", "opened"]), default="due", show_default=True,
              help="The next deadline first, or the latest opened first.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many on a page.")
@click.option("--cursor", default="", metavar="CURSOR", help="Go on where an earlier page ended.")
@as_option
@json_option
@pass_session
def listing(session: Session, /, login: str, as_json: bool, order: Any, limit: int, cursor: str, **chosen: Any) -> None:
    """List the cases the account may see."""
    desk, actor = session.desk, session.actor(login)
    listed = desk.views.cases(actor, _wanted(session, desk, actor.id, **chosen), order=order, cursor=cursor,
                              limit=limit)
    say, rows = session.say, listed.page.rows
    names = {key: each.row.name for key, each in listed.customers.items()}
    if as_json:
        session.give({"cases": [{**_row(session, row), "customer": names.get(row.customer_id or 0),
                                 "assignee": listed.assignees.get(row.assignee_id or 0)} for row in rows],
                      "next_cursor": listed.page.next_cursor, "previous_cursor": listed.page.previous_cursor})
        return
    table([(row.number, say("已并入" if row.outcome == MERGED else state_title(desk, row.state)), row.title,
            names.get(row.customer_id or 0, ""), session.show(row.next_due_at), say(row.next_due_target),
            say(row.suggested_label), listed.assignees.get(row.assignee_id or 0, "")) for row in rows],
          head=(say("案件"), say("状态"), say("事由"), say("客户"), say("下一期限"), say("期限内容"), say("下一步"),
                say("负责人")))
    if listed.page.next_cursor:
        session.note("还有更多:--cursor {cursor}", cursor=listed.page.next_cursor)


def _row(session: Session, row: CaseRow) -> dict[str, Any]:
    from core.representation import said_row

    return said_row(row, session.data_say, lambda key: state_title(session.desk, key))


@case.command(epilog=examples("shouhou case show TH-2025-00001 --as lin",
                              "shouhou case show TH-2025-00001 --as lin --json"))
@click.argument("number")
@as_option
@json_option
@pass_session
def show(session: Session, number: str, login: str, as_json: bool) -> None:
    """Show a case: state, clocks, steps with reasons and clauses, verdicts, what happened."""
    from core.representation import said_about, said_case, said_event

    actor = session.actor(login)
    whole = actor.may(SEE_PHONES)
    try:
        view = session.desk.views.case(actor, number)
    except PluginAbsent as absent:
        _without_plugin(session, session.desk.pluginless.show(actor, number), absent, whole=whole)
        return
    if view.customer and whole:
        session.desk.accesses.note(actor, "case.read", face="cli", customer_id=view.row.customer_id,
                                   case_id=view.row.id)
    say = session.data_say if as_json else session.say
    found = said_case(view, say)
    if as_json:
        session.give({
            **_row(session, view.row), **found, **said_about(view, say, whole=whole),
            "timeline": [said_event(each, view.case.here.registry, say, whole=whole) for each in view.events]})
        return
    _heading(session, view)
    said.case_standing(session, found)
    said.part(session, "等待批准的改判", [(each.fingerprint, session.say.reason(each.decision.reason), each.reason,
                                    each.asked_by) for each in view.asked])
    _history(session, view, whole=whole)


def _without_plugin(session: Session, found: PluginlessCase, absent: PluginAbsent, *, whole: bool) -> None:
    """What a case has kept whose plugin is not in use."""
    say, row = session.say, found.row
    forms = [(say(title), {say(label): say.show(answer) if whole else "••••" for label, answer in answers}, at)
             for title, answers, at in found.forms]
    if session.as_json:
        session.give({**_row(session, row), "plugin_absent": row.industry, "forms": [
            {"title": title, "filed_at": session.show(at), "answers": answers} for title, answers, at in forms]})
        return
    click.echo(f"{row.number}  {row.title}")
    session.note(absent.template, **absent.values)
    for title, answers, _ in forms:
        said.part(session, title, list(answers.items()))
    _happened(session, found.events, {}, found.row.updated_at, whole=whole)


def _heading(session: Session, view: CaseView) -> None:
    say, row = session.say, view.row
    customer = f"{view.customer.row.name} {' / '.join(view.customer.phones)}" if view.customer else ""
    click.echo(f"{row.number}  {say(view.case.here.workflow.title)}  {row.title}")
    table([(say(label), value) for label, value in (
        ("客户", customer), ("订单号", row.order_no), ("负责人", view.assignee), ("制度", " ".join(row.policies)),
        ("版本", row.version), ("关联", " ".join(other.number for _, other in view.links)),
        ("文件", len(view.evidence) or "")) if value], indent="  ")
    said.part(session, "商品", [(f"#{line.position + 1}", "  ".join(
        f"{say(asked.label)} {say.show(asked.words(vars(line.item)[name]))}" for name, asked in line.item.fields.items()
        if name in vars(line.item))) for line in view.case.lines])


def _history(session: Session, view: CaseView, *, whole: bool) -> None:
    here = view.case.here.workflow
    titles = {state.key: state.title for stage in here.stages for state in stage.states} | {view.case.kind: here.title}
    _happened(session, view.events, titles, view.now, whole=whole)


def _happened(session: Session, events: Sequence[Event], titles: Mapping[str, str], now: datetime, *,
              whole: bool) -> None:
    from core.web.timeline import entry
    from core.web.wording import Wording

    words = Wording(session.language, session.say, session.zone, now)
    happened = [entry(words, each, titles, whole=whole) for each in events]
    said.part(session, "经过", [(session.show(each.at), each.who, each.title,
                               " · ".join(each.lines) + (f" ({session.say('补记')})" if each.backdated else ""))
                              for each in happened])


@case.command("print", epilog=examples("shouhou case print TH-2025-00001 --as lin",
                                       "shouhou case print TH-2025-00001 return_form --as lin > form.txt",
                                       "shouhou case print TH-2025-00001 return_form --as lin --out form.pdf"))
@click.argument("number")
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@click.option("--out", "to", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
              help="Write them into a file as they are printed: .pdf (needs the extra `pdf`) or .html.")
@as_option
@json_option
@pass_session
def printing(session: Session, number: str, documents: tuple[str, ...], to: Path | None, login: str,
             as_json: bool) -> None:
    """Print the documents of a case as text (all its flow makes, or those named)."""
    from core.representation import said_paper

    if to and to.suffix.lower() not in (".pdf", ".html"):
        raise click.UsageError("--out wants a file that ends in .pdf or .html")
    view, papers = session.desk.views.papers(session.actor(login), number, *documents)
    if to:
        _print_into(session, view, papers, to)
        if as_json:
            session.give({"number": number, "documents": [each.key for each in papers], "file": str(to)})
        return
    if as_json:
        session.give({"number": number, "documents": [said_paper(each, session.say) for each in papers]})
        return
    for each in papers:
        _print(session, view, each)


def _print_into(session: Session, view: CaseView, papers: list[Paper], to: Path) -> None:
    """Documents as a file, as they would come out of a printer."""
    from core.domain.errors import InvalidInput
    from core.printing import drawn_sheets, make_pdf, standalone

    drawn = drawn_sheets(view, papers, session.say, business=session.desk.config.business, zone=session.zone)
    page = standalone(" · ".join((view.row.number, *(session.say(each.title) for each in papers))), drawn,
                      session.say.language)
    content = make_pdf(page) if to.suffix.lower() == ".pdf" else page.encode()
    try:
        to.write_bytes(content)
    except OSError as error:
        raise InvalidInput.field("out", "不能写到 {path}:{why}", path=str(to), why=error.strerror or "") from None


def _print(session: Session, view: CaseView, paper: Paper) -> None:
    from core.representation import said_paper

    found = said_paper(paper, session.say)
    click.echo(f"== {found['title']} ({paper.key}) ==")
    who = view.customer.row.name if view.customer else ""
    table([(session.say("案件编号"), view.row.number), (session.say("客户"), who),
           *((each["label"], each["answer"] or "________") for each in found["lines"]),
           *((each["label"], each["value"] or "________") for each in found["shows"])], indent="  ")
    for each in found["says"]:
        click.echo(f"  {each}")
    if found["encloses"]:
        click.echo(f"  {session.say('随附')}: {session.say('、').join(found['encloses'])}")
    if paper.signed:
        click.echo(f"  {session.say('签字')}: ____________    {session.say('日期')}: ____________")
    click.echo()
