"""How verdicts, clocks, steps and charges are written on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click

from core.commands.session import Session
from core.commands.tables import table

OUTCOMES = {"allow": "可办", "ask": "填写后可办", "refer": "须批准", "needs": "缺信息", "deny": "不可办", "due": "应付"}
STATES = {"idle": "未开始", "running": "进行中", "paused": "暂停", "met": "已履行", "missed": "已超时",
          "blocked": "待设定", "dropped": "已了结"}
Said = Mapping[str, Any]


def case_standing(session: Session, found: Said) -> None:
    """A case as `said_case` tells it: state, verdicts, clocks, steps, charges."""
    say = session.say
    ended = f" ({say(found['outcome'])})" if found["outcome"] else ""
    click.echo(f"{say('状态')}: {say(found['state_title'])}{ended}  {moment(session, found['at'])}")
    decisions(session, found["decisions"])
    clocks(session, found["clocks"])
    offers(session, found["offers"])
    charges(session, found)


def decisions(session: Session, found: Sequence[Said]) -> None:
    """Verdicts, those that say something against first."""
    rows = [(outcome(session, each), each["rule"] + place(each), f"{session.say(each['reason'])} {clauses(each)}")
            for each in sorted(found, key=lambda each: each["outcome"] == "allow")]
    _part(session, "规定判断", rows)


def clocks(session: Session, found: Sequence[Said]) -> None:
    """Promises and customers' own deadlines."""
    say = session.say
    _part(session, "时限", [(say(STATES.get(str(each["state"]), "")), each["title"],
                           moment(session, each["due_at"]) if each["due_at"] else each["reason"] or "—",
                           clauses(each)) for each in found])


def offers(session: Session, found: Sequence[Said]) -> None:
    """Steps, open ones first; of closed ones why."""
    rows = [(outcome(session, each), each["step"], each["label"], each["by"],
             "" if each["outcome"] in ("allow", "ask") else f"{each['reason']} {clauses(each)}") for each in found]
    _part(session, "步骤", rows)


def charges(session: Session, found: Said) -> None:
    """Amounts and who bears them."""
    _part(session, "费用", [(each["title"], each["amount"] or "—", session.say(_party(each["payer"])),
                           f"{each['reason']} {clauses(each)}") for each in found["charges"]])


def refused(session: Session, found: Sequence[Said]) -> None:
    """Events of a trial that were refused."""
    _part(session, "未被接受的事件", [(moment(session, each["at"]), each["step"], each["reason"]) for each in found])
    for each in found:
        for name, reasons in each["errors"].items():
            click.echo(f"    {name}: {'; '.join(reasons)}")


def schema(session: Session, found: Said) -> None:
    """What a trial reads, as a list of forms with their questions."""
    click.echo(found["title"])
    parts = dict(found["properties"]["facts"]["properties"])
    parts["items[]"] = {**found["properties"]["items"]["items"]}
    session.note("带 * 的是填这份表时必须回答的;试算时可以只写已知的")
    for name, form in parts.items():
        inner = {key: each for key, each in form["properties"].items() if each["type"] == "object"}
        _form(session, name, {**form, "properties": {
            key: each for key, each in form["properties"].items() if key not in inner}})
        for key, each in inner.items():
            _form(session, f"items[].{key}", each)
    _part(session, "步骤", [(each["step"], each["label"], each["by"], each["form"] or "") for each in found["x-steps"]])
    _part(session, "其他事件", [(key, each["title"], " ".join(f"{name}={said}" for name, said in each["form"].items()))
                            for key, each in found["x-events"].items()])
    _part(session, "可设定的项目", [(key, each["kind"], each["title"]) for key, each in found["x-terms"].items()])


def _form(session: Session, name: str, form: Said) -> None:
    click.echo(f"\n{name}  {form['title']}")
    wanted = form.get("x-required", ())
    table([(f"{key}*" if key in wanted else key, each.get("format") or each["type"], each["title"],
            " ".join(each["enum"]) if "enum" in each else each.get("description", ""))
           for key, each in form["properties"].items()], indent="  ")


def _part(session: Session, title: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        click.echo(f"\n{session.say(title)}")
        table(rows, indent="  ")


def part(session: Session, title: str, rows: Iterable[Sequence[object]]) -> None:
    """A titled table; nothing where there are no rows."""
    _part(session, title, list(rows))


def outcome(session: Session, each: Said) -> str:
    """A verdict in a word; who let it pass where somebody has."""
    if each.get("overruled"):
        return session.say("已改判")
    return session.say(OUTCOMES.get(str(each["outcome"]), ""))


def clauses(each: Said) -> str:
    """The clauses something rests on, each once, and the values read from them."""
    found: dict[str, list[str]] = {}
    for cited in each["basis"]:
        if cited["clause"]:
            found.setdefault(cited["clause"], [])
            if cited["term"]:
                found[cited["clause"]].append(f"{cited['term']} = {cited['value']}")
    return " ".join(f"[{clause}{': ' if read else ''}{', '.join(read)}]" for clause, read in found.items())


def place(each: Said) -> str:
    """Which item, counted from one."""
    return f" #{each['item'] + 1}" if each.get("item") is not None else ""


def moment(session: Session, said: str | None) -> str:
    """A moment of the data in the business's zone."""
    return session.show(datetime.fromisoformat(said)) if said else "—"


def _party(key: str | None) -> str:
    from core.domain.people import PARTIES

    return PARTIES[key].title if key and key in PARTIES else "—"
