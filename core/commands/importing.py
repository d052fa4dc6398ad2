"""`shouhou import`: bringing in the register a shop keeps."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import pairs
from core.domain.errors import InvalidInput, Refused
from core.domain.reasons import Label, Reason

if TYPE_CHECKING:
    from core.domain.people import Actor
    from core.register_imports import Imports, Inspected
    from core.store.tables import ImportRowRow, ImportRunRow

OUTCOMES = {"read": "读入", "doubt": "有疑问", "refused": "不能读", "duplicate": "重复登记", "known": "已导入过"}
LINES = {"blank": "空行", "total": "合计行", "header": "重复的表头", "remark": "说明行"}
STANDINGS = {"open": "可以办理", "refer": "要批准", "needs": "缺事实", "deny": "按条款不能办理"}
STATES = {"draft": "待核对列", "checking": "试读中", "checked": "已试读", "waiting": "等待导入", "running": "导入中",
          "done": "已完成", "failed": "中断"}
FIRST_PROBLEMS = 20


@click.group("import")
def importing() -> None:
    """Registers of shops: bring them in as cases."""


@importing.command(epilog=examples(
    "shouhou import cases register.xlsx --as kong --dry-run",
    "shouhou import cases register.csv --as kong --map \"客户说法=reason\" --map \"经手人=\" --yes",
    "shouhou import cases register.xlsx --sheet 10月 --as kong --yes --json --save-corrections fix.xlsx"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", default="", metavar="NAME", help="Sheet of a workbook (default: the likeliest).")
@click.option("--map", "keys", multiple=True, metavar="HEADER=KEY",
              help="What a column holds; nothing after = leaves it out. Remembered for these headers.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@click.option("--yes", is_flag=True, help="Do not try first and ask, bring in at once.")
@click.option("--save-corrections", "corrections", type=click.Path(path_type=Path, dir_okay=False),
              metavar="FILE.csv|xlsx", help="Write the refused rows to a file to correct and bring in again.")
@as_option
@json_option
@pass_session
def cases(session: Session, file: Path, sheet: str, keys: tuple[str, ...], dry_run: bool, yes: bool,
          corrections: Path | None, login: str, as_json: bool) -> None:
    """Bring in the rows of a CSV or XLSX file as cases, each once however often it is brought in.

    A run that was cut off goes on where it stood when the same file is brought in again."""
    actor, imports = session.actor(login), session.desk.imports
    if corrections and corrections.suffix.lower() not in (".csv", ".xlsx"):
        raise InvalidInput.field("save-corrections", "文件名要以 .csv 或 .xlsx 结尾")
    if not (dry_run or yes) and (as_json or not sys.stdin.isatty()):
        raise click.UsageError(session.say("请加 --dry-run 先试读,或加 --yes 直接导入"))
    content = _content(file)
    run_id = None if dry_run else _cut_off(imports, actor, content)
    if run_id is None:
        run_id = imports.upload(actor, content, file.name, sheet=sheet)
        try:
            go_on = _prepare(session, imports, actor, run_id, keys, dry_run=dry_run, yes=yes)
        except BaseException:
            imports.discard(actor, run_id)
            raise
        if not go_on:
            imports.discard(actor, run_id)
            session.note("没有导入")
            return
        if not dry_run:
            imports.start(actor, run_id)
    else:
        session.note("接着上次中断的导入,从第 {done} 行起", done=imports.status(actor, run_id).rows_done + 1)
    run = _advance(session, imports, run_id)
    _tell(session, imports, actor, run, dry_run)
    if corrections and run.counts.get("refused"):
        form = corrections.suffix.lower().removeprefix(".")
        corrections.write_bytes(imports.correction(actor, run_id, form=form, translate=session.say))
        session.note("{n} 行待改正,已写入 {file};改好后再导入它", n=run.counts["refused"], file=str(corrections))
    if run.state in ("checked", "draft"):
        imports.discard(actor, run_id)
    if run.error:
        from core.representation import reason_of

        raise Refused("导入中断:{why}", why=reason_of(run))


def _content(file: Path) -> bytes:
    from core.importing.sheets import MOST_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput.field("file", "打不开文件“{file}”:{why}", file=str(file), why=error.strerror or "") from None


def _cut_off(imports: Imports, actor: Actor, content: bytes) -> int | None:
    """The run of the same file that somebody's death or a lost database has cut off."""
    found = [each for each in imports.runs(actor, content) if each.state in ("waiting", "running", "failed")]
    if found and found[0].state == "failed":
        imports.resume(actor, found[0].id)
    return found[0].id if found else None


def _prepare(session: Session, imports: Imports, actor: Actor, run_id: int, keys: tuple[str, ...], *, dry_run: bool,
             yes: bool) -> bool:
    """Agree on the mapping, then try; whether to go on."""
    if keys:
        imports.map(actor, run_id, pairs(keys, "map"))
    seen = imports.inspect(actor, run_id)
    if seen.problems:
        raise InvalidInput(seen.problems, form="mapping")
    if not session.as_json:
        _tell_mapping(session, seen)
    if yes and not dry_run:
        return True
    imports.dry_run(actor, run_id)
    if dry_run:
        return True
    _tell(session, imports, actor, _advance(session, imports, run_id), True)
    return click.confirm(session.say("导入吗?"))


def _advance(session: Session, imports: Imports, run_id: int) -> ImportRunRow:
    """Go on to the end, with a bar where somebody watches."""
    run = imports.advance(run_id, rows=1)
    with _bar(session, run.rows_total, run.rows_done) as step:
        while run.state in ("checking", "waiting", "running"):
            before, run = run.rows_done, imports.advance(run_id, rows=20)
            step(run.rows_done - before)
    return run


@contextmanager
def _bar(session: Session, total: int, done: int) -> Iterator[Any]:
    if session.as_json or not sys.stderr.isatty():
        yield lambda steps: None
        return
    with click.progressbar(length=total, file=sys.stderr, label=session.say("读取")) as bar:
        bar.update(done)
        yield bar.update


def _tell_mapping(session: Session, seen: Inspected) -> None:
    say = session.say
    session.tell("{file} · {sheet} · 表头在第 {row} 行", file=seen.run.file_name, sheet=seen.sheet.name,
                 row=seen.mapping.header_row)
    table([(each.name, "→", say(seen.register.column(each.key).title) if each.key else "—",
            f"{each.confidence:.0%}" if each.key else "", say.reason(each.why)) for each in seen.mapping.suggestions],
          indent="  ")
    if seen.remembered:
        session.tell("沿用了上次改过的对应")
    for each in seen.earlier[:1]:
        session.tell("同一文件已于 {at} 导入过,已有的不会再建", at=session.show(each.finished_at))


def _tell(session: Session, imports: Imports, actor: Actor, run: ImportRunRow, dry_run: bool) -> None:
    """What came of it: counts, where the cases stand, the first problems."""
    rows, _ = imports.rows(actor, run.id, outcomes=("refused", "doubt"), limit=10_000)
    first = sorted(rows, key=lambda each: each.outcome != "refused")[:FIRST_PROBLEMS]
    if session.as_json:
        session.give(said_run(session, imports.inspect(actor, run.id), run, first, dry_run))
        return
    from core.representation import split_counts

    counts, standing = split_counts(run.counts)
    click.echo()
    table([(session.say(words), counts[key]) for key, words in {**OUTCOMES, **LINES}.items()
           if counts[key] or key in ("read", "doubt", "refused")], indent="  ")
    if standing:
        click.echo(session.say("按规定将是" if dry_run else "案件按规定"))
        table([(session.say(words), standing[key]) for key, words in STANDINGS.items() if standing[key]], indent="  ")
    if first:
        click.echo(session.say("先看这些"))
        table([(session.sentence("第 {row} 行", row=each.row_number), session.say(OUTCOMES[each.outcome]),
                one["column"] or "—", session.say.reason(Reason.from_data(one["reason"])))
               for each in first for one in each.problems], indent="  ")
    if dry_run:
        session.tell("只是试读,没有建案")
    else:
        session.tell("新建 {n} 件案件;查看:shouhou import show {run} --as {login}",
                     n=counts["read"] + counts["doubt"], run=str(run.id), login=actor.login)


def said_run(session: Session, seen: Inspected, run: ImportRunRow, rows: list[ImportRowRow],
             dry_run: bool) -> dict[str, Any]:
    """A run as data."""
    from core import representation

    problems = [(each, one) for each in rows for one in representation.said_imported(
        each, {}, session.say, whole=True)["problems"]]
    return {**representation.said_run(run, session.say), **representation.said_columns(seen, session.say),
            "dry_run": dry_run,
            "problems": [{"row": each.row_number, "outcome": each.outcome, **one} for each, one in problems]}


@importing.command("list", epilog=examples("shouhou import list --as kong", "shouhou import list --as kong --json"))
@as_option
@json_option
@pass_session
def listing(session: Session, login: str, as_json: bool) -> None:
    """List runs, the latest first."""
    found = session.desk.imports.runs(session.actor(login))
    if as_json:
        session.give([{"run": each.id, "file": each.file_name, "sheet": each.sheet, "state": each.state,
                       "rows_done": each.rows_done, "rows_total": each.rows_total, "counts": each.counts,
                       "started_at": each.started_at, "finished_at": each.finished_at} for each in found])
        return
    say = session.say
    table([(each.id, session.show(each.started_at), say(STATES[each.state]), f"{each.rows_done}/{each.rows_total}",
            each.file_name, each.sheet) for each in found],
          head=(say("编号"), say("时间"), say("状态"), say("行"), say("文件"), say("工作表")))


@importing.command(epilog=examples(
    "shouhou import show 1 --as kong", "shouhou import show 1 --outcome refused --as kong",
    "shouhou import show 1 --standing needs --as kong --json"))
@click.argument("run", type=click.IntRange(1, 2**31 - 1))
@click.option("--outcome", "outcomes", multiple=True, type=click.Choice([*OUTCOMES]),
              help="Only rows that came out so.")
@click.option("--standing", "standings", multiple=True, type=click.Choice([*STANDINGS]),
              help="Only rows whose case stood so when it was brought in.")
@as_option
@json_option
@pass_session
def show(session: Session, run: int, outcomes: tuple[str, ...], standings: tuple[str, ...], login: str,
         as_json: bool) -> None:
    """Show what became of each row of a run, with the cases."""
    actor, imports, say = session.actor(login), session.desk.imports, session.say
    status = imports.status(actor, run)
    rows, found = imports.rows(actor, run, outcomes=outcomes, standings=standings, limit=100_000)
    numbers = {key: each.number for key, each in found.items()}
    if as_json:
        from core.representation import said_imported

        session.give({"run": run, "file": status.file_name, "state": status.state, "counts": status.counts,
                      "rows": [said_imported(each, found, say, whole=True) for each in rows]})
        return
    session.tell("{file} · {state} · {done}/{total} 行", file=status.file_name, state=Label(STATES[status.state]),
                 done=status.rows_done, total=status.rows_total)
    table([(each.row_number, say(OUTCOMES[each.outcome]), numbers.get(each.case_id or 0, "—"),
            say(STANDINGS[each.standing]) if each.standing else "",
            "; ".join(say.reason(Reason.from_data(one["reason"])) for one in each.problems)) for each in rows])
