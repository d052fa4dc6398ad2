"""`shouhou privacy`: what is kept of people, who read it, consent, giving it out, erasing it."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import click

from core.commands.errors import REFUSED
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table


@click.group()
def privacy() -> None:
    """Personal data: purposes, who read it, consent, disclosure, erasure."""


@privacy.command(epilog=examples("shouhou privacy show --as chen", "shouhou privacy show --as chen --json"))
@as_option
@json_option
@pass_session
def show(session: Session, login: str, as_json: bool) -> None:
    """List every kind of personal data: what for, how long it is kept, what takes it away."""
    from core.domain.people import AUDIT
    from core.privacy import brought
    from core.privacy.purposes import EXPORTS, KINDS
    from core.services.records import require

    require(session.actor(login), AUDIT)
    terms, say = {**dict(session.config.retention), EXPORTS: f"{session.config.exports_kept_hours} h"}, session.say
    kinds = (*KINDS, *brought.kinds(session.desk.store.histories))
    if as_json:
        from core.privacy.said import said_kind

        session.give([said_kind(each, terms, say) for each in kinds])
        return
    table([(each.key, say(each.title), each.told(say), terms.get(each.term, "—"), say(each.ends))
           for each in kinds], head=(say("种类"), "", say("用途"), say("存多久"), say("怎样删除")))


@privacy.command(epilog=examples("shouhou privacy accesses --as chen --customer 12",
                                 "shouhou privacy accesses --as chen --action customer.erase --json > erased.json"))
@click.option("--by", default="", metavar="LOGIN", help="Of one person.")
@click.option("--customer", "customer_id", type=click.IntRange(1, 2**31 - 1), metavar="ID", help="About one customer.")
@click.option("--action", default="", metavar="ACTION", help="One action, such as customer.read or customer.erase.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Of one day.")
@click.option("--before", type=click.IntRange(1, 2**31 - 1), metavar="ID", help="Go on behind this entry.")
@click.option("--limit", type=click.IntRange(1, 500), default=100, show_default=True, help="How many.")
@as_option
@json_option
@pass_session
def accesses(session: Session, by: str, customer_id: int | None, action: str, day: datetime | None,
             before: int | None, limit: int, login: str, as_json: bool) -> None:
    """List who read, took away or erased personal data, the latest first."""
    from core.privacy.accesses import ACTIONS

    since = day.replace(tzinfo=session.zone) if day else None
    rows = session.desk.accesses.list(
        session.actor(login), by=by, customer_id=customer_id, action=action, since=since,
        until=since + timedelta(days=1) if since else None, before_id=before, limit=limit)
    if as_json:
        from core.representation.trail import said_access

        data = session.data_say
        session.give([said_access(row, data) for row in rows])
        return
    say = session.say
    table([(row.id, session.show(row.at), row.actor_name, say(ACTIONS.get(row.action, row.action)), row.face,
            row.customer_id or "", row.case_id or "") for row in rows],
          head=(say("编号"), say("时间"), say("经手"), say("事情"), say("途径"), say("客户"), say("案件")))


@privacy.command(epilog=examples("shouhou privacy erase 12 --as chen",
                                 "shouhou privacy erase 12 --why asked --confirm 12 --as chen"))
@click.argument("customer_id", type=click.IntRange(1, 2**31 - 1), metavar="CUSTOMER")
@click.option("--why", type=click.Choice(["asked", "mistake"]), help="Why. With --confirm; else nothing is erased.")
@click.option("--confirm", default="", metavar="ID", help="The customer's number once more, to be sure.")
@as_option
@json_option
@pass_session
def erase(session: Session, customer_id: int, why: str | None, confirm: str, login: str, as_json: bool) -> None:
    """Erase a customer's personal data for good. Without --why it only says what would go."""
    desk, actor = session.desk, session.actor(login)
    if why is None:
        plan = desk.erasing.preview(actor, customer_id)
        if as_json:
            from core.privacy.said import said_plan

            session.give(said_plan(plan))
            return
        session.tell("将删除:{phones} 个电话、{products} 件商品的单号、{events} 条记录里的文字、"
                     "{files} 个文件、{rows} 行导入", phones=plan.phones, products=plan.products, events=plan.events,
                     files=plan.files, rows=plan.rows)
        if plan.open:
            session.tell("还有未结的案件 {numbers},结案后才能删除", numbers=plan.open)
        return
    erased = desk.erasing.erase(actor, customer_id, why, confirm=confirm)
    if as_json:
        from core.privacy.said import said_erased

        session.give(said_erased(erased, session.data_say))
    else:
        session.tell("已删除客户 {number} 的个人信息,涉及 {cases} 件案件、{files} 个文件", number=str(customer_id),
                     cases=erased.cases, files=erased.files)


@privacy.command(epilog=examples("shouhou privacy reapply erased.json --as chen"))
@click.argument("log", type=click.File("rb"), metavar="FILE|-")
@as_option
@json_option
@click.pass_context
def reapply(ctx: click.Context, log: IO[bytes], login: str, as_json: bool) -> None:
    """Erase again, after a backup was restored, whoever the log of erasures names; exit code 1 where one could not be.

    FILE is what `shouhou privacy accesses --action customer.erase --json` printed before."""
    from core.domain.errors import InvalidInput

    session = ctx.ensure_object(Session)
    try:
        said = [{"customer_id": int(each["customer_id"]), "at": str(each["at"])} for each in json.load(log)]
        if any(datetime.fromisoformat(str(each["at"])).tzinfo is None for each in said):
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InvalidInput.field("file", "不是删除记录的清单") from None
    found = session.desk.erasing.reapply(session.actor(login), said)
    if as_json:
        session.give([{"customer_id": key, "outcome": outcome} for key, outcome in found.items()])
    else:
        words = {"erased": "已删除", "already": "早已删除", "absent": "没有这位客户",
                 "refused": "还有未结的案件,没有删除"}
        table([(key, session.say(words[outcome])) for key, outcome in found.items()])
    if "refused" in found.values():
        ctx.exit(REFUSED)


@privacy.command(epilog=examples("shouhou privacy disclose 12 --to customer-12.zip --as chen"))
@click.argument("customer_id", type=click.IntRange(1, 2**31 - 1), metavar="CUSTOMER")
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="Where to write the archive; an existing file is not overwritten.")
@as_option
@json_option
@pass_session
def disclose(session: Session, customer_id: int, path: Path, login: str, as_json: bool) -> None:
    """Write everything that is held on a customer as a ZIP: data, a page to read, their files.

    It is made as an export and waited for; the copy among the exports goes once the file is written."""
    from core.domain.errors import InvalidInput, NotFound

    actor, exports = session.actor(login), session.desk.exports
    try:
        stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
    except OSError as error:
        raise InvalidInput.field("to", "不能写到 {path}:{why}", path=str(path), why=error.strerror or "") from None
    try:
        with stream:
            asked = exports.disclose(actor, customer_id, language=session.language, face="cli", stays=True)
            try:
                with exports.finish(actor, asked.id, face="cli").path.open("rb") as made:
                    shutil.copyfileobj(made, stream)
            finally:
                with suppress(NotFound):
                    exports.remove(actor, asked.id)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if as_json:
        session.give({"file": str(path), "size": path.stat().st_size})
    else:
        click.echo(path)


@privacy.command(epilog=examples("shouhou privacy consent 12 photos yes --told-by phone --as lin",
                                 "shouhou privacy consent 12 --as lin"))
@click.argument("customer_id", type=click.IntRange(1, 2**31 - 1), metavar="CUSTOMER")
@click.argument("purpose", required=False, type=click.Choice(["photos", "recordings", "contact"]))
@click.argument("given", required=False, type=click.BOOL, metavar="[yes|no]")
@click.option("--told-by", default="phone", show_default=True, metavar="CHANNEL", help="How the customer said so.")
@click.option("--case", "number", default="", metavar="CASE", help="The case it was about.")
@as_option
@json_option
@pass_session
def consent(session: Session, customer_id: int, purpose: str | None, given: bool | None, told_by: str, number: str,
            login: str, as_json: bool) -> None:
    """Show what a customer has agreed to, or record that they agreed (yes) or took it back (no)."""
    desk, actor = session.desk, session.actor(login)
    if purpose is not None and given is None:
        raise click.UsageError("say yes or no")
    if purpose is not None and given is not None:
        desk.consents.record(actor, customer_id, purpose, given, told_by=told_by, number=number)
    found = desk.consents.of(actor, customer_id)
    if as_json:
        from core.privacy.said import said_standing

        data = session.data_say
        session.give([said_standing(each, data) for each in found])
        return
    words = {True: "已同意", False: "已撤回"}
    table([(each.purpose, session.say(each.title), session.say(words[each.given] if each.row else "未问过"),
            session.show(each.row.recorded_at) if each.row else "") for each in found])
