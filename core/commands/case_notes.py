"""`shouhou case comment|contact|attach|assign|wait|resume|correct`: what is added to a case beside its steps."""

from __future__ import annotations

from pathlib import Path

import click

from core.commands.cases import case, told
from core.commands.session import Session, change_options, examples, pass_session
from core.commands.values import answers_of, mapping_of
from core.domain.errors import InvalidInput, NotFound

_at = click.option("--at", metavar="TIME", help="When it happened (default: now; the past needs a right).")


@case.command(epilog=examples("shouhou case comment TH-2025-00001 \"客户周三在家\" --as lin",
                              "shouhou case comment TH-2025-00001 \"我们已收到申请\" --to-customer --as lin"))
@click.argument("number")
@click.argument("text")
@click.option("--to-customer", is_flag=True, help="Said to the customer, not only to colleagues.")
@change_options
@pass_session
def comment(session: Session, number: str, text: str, to_customer: bool, login: str, as_json: bool,
            version: int | None, key: str) -> None:
    """Note something."""
    told(session, session.desk.notes.comment(session.actor(login), number, text, to_customer=to_customer,
                                             version=version, key=key))


@case.command(epilog=examples("shouhou case contact TH-2025-00001 --channel phone --reached --note 已告知地址 --as lin",
                              "shouhou case contact TH-2025-00001 --channel wechat --in --as lin"))
@click.argument("number")
@click.option("--channel", required=True, help="phone, wechat, shop, message, email, letter, visit or web.")
@click.option("--out/--in", "out", default=True, help="We called (the default), or the customer did.")
@click.option("--reached/--not-reached", default=False, help="Whether the customer was reached (default: not).")
@click.option("--note", default="", help="What was said.")
@_at
@change_options
@pass_session
def contact(session: Session, number: str, channel: str, out: bool, reached: bool, note: str, at: str | None,
            login: str, as_json: bool, version: int | None, key: str) -> None:
    """Log a call or message."""
    told(session, session.desk.notes.contact(
        session.actor(login), number, channel=channel, direction="out" if out else "in", reached=reached, note=note,
        at=session.moment(at), version=version, key=key))


@case.command(epilog=examples("shouhou case attach TH-2025-00001 invoice.jpg --purpose proof --as lin"))
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--purpose", default="", metavar="KIND", help="What it shows, see x-evidence of `policy facts KIND`.")
@click.option("--field", default="", metavar="FORM.FIELD", help="The question it illustrates.")
@click.option("--source", default="customer", show_default=True, help="Who made it: customer or company.")
@change_options
@pass_session
def attach(session: Session, number: str, file: Path, purpose: str, field: str, source: str, login: str,
           as_json: bool, version: int | None, key: str) -> None:
    """Keep a file with a case."""
    from core.services.notes import Upload

    actor = session.actor(login)
    try:
        content = file.open("rb")
    except OSError as error:
        raise InvalidInput.field("file", "读不了文件 {file}:{why}", file=str(file), why=error.strerror or "") from None
    with content:
        receipt, row = session.desk.notes.attach(actor, number, Upload(content, file.name, purpose, field, source),
                                                 version=version, key=key)
    told(session, receipt, evidence=row.id, sha256=row.sha256)


@case.command(epilog=examples("shouhou case assign TH-2025-00001 kong --as lin"))
@click.argument("number")
@click.argument("to", metavar="LOGIN")
@change_options
@pass_session
def assign(session: Session, number: str, to: str, login: str, as_json: bool, version: int | None, key: str) -> None:
    """Give a case to somebody."""
    actor = session.actor(login)
    user = next((row for row in session.desk.users.colleagues(actor) if row.login.lower() == to.lower()), None)
    if user is None:
        raise NotFound("没有账号“{login}”,或已停用", login=to)
    told(session, session.desk.notes.assign(actor, number, user.id, version=version, key=key))


@case.command(epilog=examples("shouhou case wait TH-2025-00001 customer --why 等客户补发票 --as lin"))
@click.argument("number")
@click.argument("party")
@click.option("--why", required=True, help="What for.")
@_at
@change_options
@pass_session
def wait(session: Session, number: str, party: str, why: str, at: str | None, login: str, as_json: bool,
         version: int | None, key: str) -> None:
    """Say that a case waits for PARTY: customer, carrier, factory or company."""
    told(session, session.desk.notes.wait(session.actor(login), number, party, why, at=session.moment(at),
                                          version=version, key=key))


@case.command(epilog=examples("shouhou case resume TH-2025-00001 --as lin"))
@click.argument("number")
@_at
@change_options
@pass_session
def resume(session: Session, number: str, at: str | None, login: str, as_json: bool, version: int | None,
           key: str) -> None:
    """Say that the waiting is over."""
    told(session, session.desk.notes.resume(session.actor(login), number, at=session.moment(at), version=version,
                                            key=key))


@case.command(epilog=examples("shouhou case correct TH-2025-00001 --set bought_on=2025-09-28 --as lin"))
@click.argument("number")
@click.option("--answers", metavar="FILE|-", help="JSON: the opening form's answers.")
@click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="An answer; the others stay as they are.")
@change_options
@pass_session
def correct(session: Session, number: str, answers: str | None, given: tuple[str, ...], login: str, as_json: bool,
            version: int | None, key: str) -> None:
    """File the opening form again with better answers; those not given stay."""
    actor = session.actor(login)
    view = session.desk.views.case(actor, number)
    opens = view.case.here.workflow.opens
    before = next((each.dump() for each in reversed(view.case.forms) if isinstance(each, opens)), {})
    better = mapping_of(answers_of(answers, given), "answers")
    told(session, session.desk.notes.correct(actor, number, {**before, **better},
                                             version=view.row.version if version is None else version, key=key))
