"""`shouhou policy`: regulations, what carries each clause, and trying them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from core.commands import said
from core.commands.planning import planned
from core.commands.session import Session, as_option, examples, json_option, pass_session
from core.commands.tables import table
from core.commands.values import json_from, mapping_of, term_value, term_values
from core.domain.reasons import Label

if TYPE_CHECKING:
    from core.app import Desk
    from core.regulations import Policies


@click.group()
def policy() -> None:
    """Regulations: read, check, try out, fill in values."""


def _reading(desk: Desk) -> Policies:
    """Regulations as installed, without a database."""
    from core.regulations import Policies

    return Policies(desk.trial_place)


def _raise_broken(desk: Desk, slugs: Sequence[str]) -> None:
    """A regulation that cannot be used says why, rather than that there is none."""
    for slug in slugs:
        if slug in desk.installed.broken:
            raise desk.installed.broken[slug]


@policy.command("list", epilog=examples("shouhou policy list", "shouhou policy list --json"))
@json_option
@pass_session
def listing(session: Session, as_json: bool) -> None:
    """List installed regulations, those in force, and those that cannot be used."""
    desk, say = session.anywhere, session.say
    adopted = [each.policy.slug for each in desk.adopted]
    found: list[dict[str, Any]] = [
        {"policy": slug, "title": _title(session, each), "clauses": len(each.clauses), "kinds": sorted(each.flow),
         "in_force": slug in adopted, "problems": []} for slug, each in sorted(desk.installed.policies.items())]
    found += [{"policy": slug, "title": "", "clauses": 0, "kinds": [], "in_force": False,
               "problems": list(error.problems)} for slug, error in sorted(desk.installed.broken.items())]
    if as_json:
        session.give(found)
        return
    table([(each["policy"], each["clauses"], say("启用") if each["in_force"] else say("不可用") if each["problems"]
            else "—", each["title"]) for each in found],
          head=(say("制度"), say("条款"), say("状态"), say("名称")))
    for each in found:
        for problem in each["problems"]:
            click.echo(f"{each['policy']}: {problem}", err=True)


def _title(session: Session, each: Any) -> str:
    from core.representation import title_of_policy

    return title_of_policy(each, session.say)


@policy.command(epilog=examples("shouhou policy show furniture/return-exchange",
                                "shouhou policy show furniture/return-exchange --as lin --json"))
@click.argument("slug", metavar="ID")
@click.option("--as", "login", metavar="LOGIN", envvar="SHOUHOU_AS",
              help="Show the business's own values too, as this account may see them.")
@json_option
@pass_session
def show(session: Session, slug: str, login: str | None, as_json: bool) -> None:
    """Show a regulation: each clause, what carries it, its terms and their values."""
    from core.domain.people import Actor
    from core.representation import said_view

    desk = session.anywhere
    _raise_broken(desk, [slug])
    view = desk.policies.show(session.actor(login), slug) if login else _reading(desk).show(Actor.system(), slug)
    if as_json:
        session.give(said_view(view, session.say))
        return
    click.echo(f"{view.policy.slug}  {_title(session, view.policy)}")
    english = session.language == "en"
    for each in view.clauses:
        click.echo(f"\n{each.clause.id}  {each.clause.en if english and each.clause.en else each.clause.zh}")
        click.echo(f"    {session.say('落实')}: {session.say('、').join(map(session.say, each.titles)) or '—'}")
        for term in each.terms:
            said_value = term.written if term.own is None else term.own
            hint = session.sentence("(建议 {value})", value=str(term.suggested))
            click.echo(f"    {term.term.key} = {said_value}  {session.say(term.term.label)}"
                       + (hint if term.blank and term.suggested else ""))
    for note in view.notes:
        click.echo(note, err=True)


@policy.command(epilog=examples("shouhou policy check", "shouhou policy check furniture/return-exchange"))
@click.argument("slugs", nargs=-1, metavar="[ID]...")
@json_option
@pass_session
def check(session: Session, slugs: tuple[str, ...], as_json: bool) -> None:
    """Check regulations alone and together (those in force, if none is named)."""
    desk = session.anywhere
    chosen = slugs or tuple(each.policy.slug for each in desk.adopted)
    _raise_broken(desk, slugs or tuple(desk.installed.broken))
    if chosen:
        notes = _reading(desk).check(*chosen)
    else:  # a fresh clone: each by itself
        chosen = tuple(sorted(desk.installed.policies))
        notes = [note for slug in chosen for note in _reading(desk).check(slug)]
    if as_json:
        session.give({"policies": list(chosen), "notes": notes})
        return
    for note in notes:
        click.echo(note)
    session.tell("{policies}:没有错误", policies=chosen)


@policy.command(epilog=examples("shouhou policy coverage --json", "shouhou policy coverage furniture/return-exchange"))
@click.argument("slugs", nargs=-1, metavar="[ID]...")
@json_option
@pass_session
def coverage(session: Session, slugs: tuple[str, ...], as_json: bool) -> None:
    """List every clause and what carries it, for all installed regulations or those named."""
    desk = session.anywhere
    _raise_broken(desk, slugs)
    from core.representation import said_coverage

    found = said_coverage(_reading(desk).coverage(*slugs))
    if as_json:
        session.give(found)
        return
    for each in found:
        carried = sum(bool(one["carried_by"]) for one in each["clauses"])
        session.tell("{policy}:{count} 条中 {carried} 条已落实", policy=each["policy"], count=len(each["clauses"]),
                     carried=carried)
        table([(one["clause"], ", ".join(f"{by['kind']} {by['name']}" for by in one["carried_by"]) or "—")
               for one in each["clauses"]], indent="  ")


@policy.command("try", epilog=examples(
    "shouhou policy try furniture.return --policy furniture/return-exchange \\",
    "    --at 2025-10-13T17:00 --facts facts.json",
    "echo '{\"facts\": {\"ReturnApplication\": {\"bought_on\": \"2025-09-26\"}}}' | \\",
    "    shouhou policy try furniture.return --at 2025-10-14 --facts - --set \"return.window=9 working days\" --json"))
@click.argument("kind")
@click.option("--policy", "slugs", multiple=True, metavar="ID",
              help="Regulation to try, in order (default: those in force, else the fullest for the kind).")
@click.option("--at", required=True, metavar="TIME", help="The moment to look at; without a zone, Beijing's.")
@click.option("--facts", metavar="FILE|-", help="JSON: {\"facts\": {...}, \"items\": [...], \"events\": [...]}.")
@click.option("--set", "values", multiple=True, metavar="TERM=VALUE", help="A value of the business's own.")
@json_option
@pass_session
def try_out(session: Session, kind: str, slugs: tuple[str, ...], at: str, facts: str | None, values: tuple[str, ...],
            as_json: bool) -> None:
    """Say what regulations make of a case, without saving anything.

    Needs neither database nor business. What it reads is described by `shouhou policy facts KIND --json`."""
    from core.representation import said_trial

    desk = session.anywhere
    _raise_broken(desk, slugs)
    registry = desk.trials.industry_of(kind)
    moment = session.moment(at)
    assert moment
    given = mapping_of(json_from(facts, "facts"), "facts") if facts else {}
    own = term_values(values, registry.terms)
    chosen = [each.policy.slug for each in desk.trials.chosen(kind, slugs)]
    if not as_json:
        session.note("按 {policies} 试算", policies=chosen)
    trial = desk.trials.run(kind, chosen, moment, given, own)
    found = said_trial(trial, session.say)
    if as_json:
        session.give(found)
    else:
        said.case_standing(session, found)
        for each in found["measured"]:
            session.note("{title}:用时 {minutes} 分钟,时限未设定", title=each["title"], minutes=each["seconds"] // 60)
        said.refused(session, found["refused"])


@policy.command(epilog=examples("shouhou policy facts furniture.return --json",
                                "shouhou policy facts furniture.return --policy furniture/five-stage-complaint"))
@click.argument("kind")
@click.option("--policy", "slugs", multiple=True, metavar="ID", help="Regulation whose steps to list.")
@json_option
@pass_session
def facts(session: Session, kind: str, slugs: tuple[str, ...], as_json: bool) -> None:
    """Say what `policy try` reads for a kind of case: forms, fields, options, steps, terms (a JSON Schema)."""
    from core.representation import facts_schema

    desk = session.anywhere
    _raise_broken(desk, slugs)
    schema = facts_schema(desk.trials.industry_of(kind), kind, desk.trials.facts(kind, slugs), session.say)
    if as_json:
        session.give(schema)
    else:
        said.schema(session, schema)


@policy.command("set", epilog=examples(
    "shouhou policy set furniture exchange.window \"7 working days\" --as chen",
    "shouhou policy set furniture exchange.window \"7 working days\" --preview --as chen",
    "shouhou policy set furniture exchange.window --clear --as chen"))
@click.argument("industry")
@click.argument("term")
@click.argument("value", required=False)
@click.option("--clear", is_flag=True, help="Take the business's own value back.")
@click.option("--from", "since", metavar="TIME", help="From when on (default: now).")
@click.option("--preview", is_flag=True, help="Set nothing, but say what it would move were it for open cases too.")
@as_option
@json_option
@pass_session
def set_value(session: Session, industry: str, term: str, value: str | None, clear: bool, since: str | None,
              preview: bool, login: str, as_json: bool) -> None:
    """Set a term to the business's own value, for cases opened from then on.

    With --preview it becomes a planned change: `shouhou plan apply` then lets it hold, also for open cases."""
    if clear == (value is not None):
        raise click.UsageError("Give a value, or --clear.")
    if preview and since:
        raise click.UsageError("A planned change holds from when it is applied: give --preview or --from.")
    actor = session.actor(login)
    known = session.desk.place.industry(industry).terms.get(term)
    read = None if value is None else term_value(value, known)
    if preview:
        planned(session, actor, "values", {"industry": industry, "values": {term: read}})
        return
    session.desk.policies.set_value(actor, industry, term, read, effective_from=session.moment(since, "from"))
    if as_json:
        session.give({"industry": industry, "term": term, "value": read})
    elif read is None:
        session.tell("已取消 {term} 的自定值", term=term)
    else:
        session.tell("{term} = {value}({label})", term=term, value=str(read), label=Label(known.label if known else ""))


@policy.command(epilog=examples("shouhou policy values furniture --as chen --json > values.json"))
@click.argument("industry")
@as_option
@json_option
@pass_session
def values(session: Session, industry: str, login: str, as_json: bool) -> None:
    """List the business's own values now."""
    session.desk.place.industry(industry)
    found = session.desk.policies.values(session.actor(login), industry)
    if as_json:
        session.give(found)
    else:
        table(sorted(found.items()), head=(session.say("项目"), session.say("值")))
