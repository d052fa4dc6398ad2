"""`shouhou followup`: whom to call, samples and ratings from a shell."""

from pathlib import Path
from typing import TYPE_CHECKING

from core.sdk.commands import Session, as_option, click, examples, json_option, key_option, pass_session, table

if TYPE_CHECKING:
    from core.capabilities.followup.samples import Sample


@click.group("followup")
def group() -> None:
    """Following up: calls due, samples, ratings, how soon the phone was answered."""


@group.command(epilog=examples("shouhou followup due --as lin", "shouhou followup due overdue --as lin --json"))
@click.argument("which", type=click.Choice(["all", "now", "overdue", "tried", "mine"]), default="all")
@as_option
@json_option
@pass_session
def due(session: Session, which: str, login: str, as_json: bool) -> None:
    """List the customers to be called: all of them, those that can be tried now, overdue, tried in vain, or taken on
    by oneself. At most 200."""
    from core.capabilities.followup.calls import Calls

    found = Calls(session.desk.place).due(session.actor(login), "" if which == "all" else which, limit=200).due
    if as_json:
        session.give([{**each.data(), "since": each.row.since.isoformat(), **{
            name: at.isoformat() if at else None for name, at in (("due_at", each.due_at),
                                                                  ("next_try_at", each.row.next_try_at))}}
                      for each in found])
    else:
        say = session.say
        table([(each.number, each.customer, "、".join(each.phones), session.show(each.due_at) if each.due_at else "—",
                each.row.attempts, session.show(each.row.next_try_at) if each.row.next_try_at else "—", each.who)
               for each in found], head=tuple(say(each) for each in (
                   "案件", "客户", "电话", "期限", "打过", "下次", "谁打")))


@group.command(epilog=examples("shouhou followup settle JX-2025-00001 solved --score 5 --as lin",
                               "shouhou followup settle JX-2025-00001 no_answer --as lin"))
@click.argument("number")
@click.argument("outcome", type=click.Choice(["solved", "unsolved", "no_answer", "give_up"]))
@click.option("--channel", default="phone", show_default=True, help="How the customer was asked.")
@click.option("--remarks", default="", help="What the customer said.")
@click.option("--score", type=int, help="The customer's rating.")
@as_option
@key_option
@json_option
@pass_session
def settle(session: Session, number: str, outcome: str, channel: str, remarks: str, score: int | None, login: str,
           key: str, as_json: bool) -> None:
    """Say what came of calling the customer of case NUMBER: OUTCOME, with all steps that follow of it."""
    from core.capabilities.followup.calls import Calls

    receipt = Calls(session.desk.place).settle(session.actor(login), number, outcome, {
        "channel": channel, "remarks": remarks, "score": score} if outcome != "give_up" else {}, key=key)
    session.give(receipt.data()) if as_json else session.tell("{number} 已记录", number=receipt.number)


@group.command(epilog=examples("shouhou followup sample --as qin", "shouhou followup sample 3 --as qin --json",
                               "shouhou followup sample --draw 2025-02 --industry garden --as qin"))
@click.argument("sample", type=click.IntRange(1, 2**31 - 1), required=False)
@click.option("--draw", "period", default="", metavar="MONTH", help="Draw the sample of a month that has none.")
@click.option("--industry", default="", help="Of which industry (default: the only one).")
@as_option
@json_option
@pass_session
def sample(session: Session, sample: int | None, period: str, industry: str, login: str, as_json: bool) -> None:
    """List the samples, show the cases of one (SAMPLE, its id), or draw one by hand."""
    from core.capabilities.followup.samples import Samples

    service, actor, say = Samples(session.desk.place), session.actor(login), session.say
    if period:
        found = [service.draw(actor, industry or next(iter(session.desk.place.industries)), period)]
    elif sample is None:
        found = service.all(actor, limit=200)[0]
    else:
        opened = service.open(actor, sample)
        cases = [{"number": each.number, "position": each.row.position, "safety": each.row.safety, "own": each.own,
                  "scored": each.review is not None} for each in opened.cases]
        if as_json:
            session.give({**_data(opened.sample), "cases": cases, "hidden": opened.hidden, "again": opened.again})
        else:
            table([(say("安全") if each["safety"] else each["position"], each["number"],
                    say("已评分" if each["scored"] else "您办过,由别人评" if each["own"] else "待评分"))
                   for each in cases], head=(say("顺序"), say("案件"), say("评分")))
        return
    if as_json:
        session.give([_data(each) for each in found])
    else:
        table([(each.row.id, each.row.period, len(each.row.population), each.size, each.safety,
                f"{each.scored}/{each.size + each.safety}") for each in found],
              head=("#", *(say(each) for each in ("时段", "当期办结", "抽中", "安全案件", "评分"))))


def _data(each: "Sample") -> dict[str, object]:
    return {"sample": each.row.id, "industry": each.row.industry, "period": each.row.period, "seed": each.row.seed,
            "population": len(each.row.population), "size": each.size, "safety": each.safety, "scored": each.scored,
            "done": each.done}


@group.command(epilog=examples("shouhou followup rate JX-2025-00001 5 --comment 很快 --as lin"))
@click.argument("number")
@click.argument("score", type=int)
@click.option("--comment", default="", help="What the customer said.")
@click.option("--praised", is_flag=True, help="The customer praised who served them.")
@as_option
@key_option
@json_option
@pass_session
def rate(session: Session, number: str, score: int, comment: str, praised: bool, login: str, key: str,
         as_json: bool) -> None:
    """Write down what the customer of the closed case NUMBER thinks: SCORE."""
    from core.capabilities.followup.ratings import Ratings

    answers: dict[str, object] = {"score": score, **({"comment": comment} if comment else {}),
                                  **({"praised": True} if praised else {})}
    receipt = Ratings(session.desk.place).rate(session.actor(login), number, answers, key=key)
    session.give(receipt.data()) if as_json else session.tell("{number} 的评价已登记", number=receipt.number)


@group.command(epilog=examples("shouhou followup phones --as lin", "shouhou followup phones calls.csv --as lin"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@as_option
@json_option
@pass_session
def phones(session: Session, file: Path | None, login: str, as_json: bool) -> None:
    """Show how soon the phone was answered, day by day; with a CSV FILE of days and seconds, take it in first."""
    from core.capabilities.followup.phones import Phones

    service, actor, say = Phones(session.desk.place), session.actor(login), session.say
    if file:
        number = service.take_in(actor, file.read_bytes())
        if not as_json:
            session.tell("已导入 {n} 条", n=number)
    found = service.days(actor)
    if as_json:
        session.give([{"day": each.day.isoformat(), "calls": each.calls, "average": each.average,
                       "longest": each.longest} for each in found])
    else:
        table([(each.day.isoformat(), each.calls, each.average, each.longest) for each in found],
              head=tuple(say(each) for each in ("日期", "通数", "平均(秒)", "最久(秒)")))
