"""Rewards and penalties for other programs."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.capabilities.conduct.awards import Awarded, Awards
from core.capabilities.conduct.booking import in_force
from core.capabilities.conduct.entries import Entry
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.conduct.permissions import DECIDE, OWN, PROPOSE, SEE
from core.capabilities.conduct.standing import State
from core.sdk.rest import (
    MethodView,
    Resource,
    Response,
    ask,
    made,
    moment,
    money,
    once_by_key,
    said,
    sample,
    say,
    tell,
    the_actor,
    the_desk,
)

resource = Resource("conduct", "Conduct", "What was found, penalties, and who is chosen each month.",
                    paths={"entry": "Id of the penalty."})
_ENTRY = {"id": 3, "kind": "迟迟不回复", "person": "lin", "name": "林晓", "state": "proposed", "what": "三天没回电话",
          "case": "JX-2025-00007", "finding": "sample:12", "turn": 1, "base": None, "amount": None, "decided": None,
          "why": "", "proposed_at": "2025-04-02T02:00:00+00:00", "version": 1}
_FOUND = {"key": "sample:12", "source": "sample", "what": "没有先报价", "at": "2025-04-02T02:00:00+00:00",
          "case": "JX-2025-00007", "person": "林晓", "by": "吴刚", "entries": []}
_AWARD = {"period": "2025-03", "winner": "lin", "name": "林晓", "bonus": "500.00", "why": "",
          "awarded_at": "2025-04-02T02:00:00+00:00"}


class PenaltyEntry(tell.Output):
    """A penalty: the computed amount, and beside it what people decided."""

    id = tell.counts("Id.")
    kind = tell.says("The misconduct.")
    person = tell.says("Log-in of who is concerned.")
    name = tell.says("Their name.")
    state = tell.says(f"How far it is: {', '.join(State.__members__)}.")
    what = tell.says("What for.")
    case = tell.maybe("Number of the case.")
    finding = tell.says("Key of what showed it.")
    turn = tell.counts("The how-manieth of its kind for this person.")
    base = tell.amount("What it is reckoned from.")
    amount = tell.amount("What the rules make of it; null where they name no amount.")
    decided = tell.amount("What people decided; null before, and where no amount is involved.")
    why = tell.says("Why.")
    proposed_at = tell.at("When it was proposed.")
    version = tell.counts("Grows with every change.")
    example = sample(_ENTRY)


class PenaltyEntries(tell.Output):
    """Penalties."""

    penalties = tell.parts(PenaltyEntry, "The latest first.")
    example = sample({"penalties": [_ENTRY]})


class ConductFinding(tell.Output):
    """Something that was found: evidence, and nothing more."""

    key = tell.says("Names it.")
    source = tell.says("What found it.")
    what = tell.says("What was found.")
    at = tell.at("When.")
    case = tell.maybe("Number of the case.")
    person = tell.says("Who is meant.")
    by = tell.says("Who found it.")
    entries = tell.words("States of the penalties proposed for it.")
    example = sample(_FOUND)


class ConductFindings(tell.Output):
    """What was found."""

    findings = tell.parts(ConductFinding, "The latest first.")
    kinds = tell.words("The misconduct that the business has entered; none means that there are no penalties.")
    example = sample({"findings": [_FOUND], "kinds": ["迟迟不回复"]})


class FindingKept(tell.Output):
    """What was written down."""

    key = tell.says("Names it.")
    example = sample({"key": "other:4"})


class ServiceAward(tell.Output):
    """Who was chosen in a period."""

    period = tell.says("The month.")
    winner = tell.says("Log-in.")
    name = tell.says("Name.")
    bonus = tell.amount("The bonus.")
    why = tell.says("Why.")
    awarded_at = tell.at("When.")
    example = sample(_AWARD)


class ServiceAwards(tell.Output):
    """Who was chosen."""

    awards = tell.parts(ServiceAward, "The latest first.")
    example = sample({"awards": [_AWARD]})


class OfIndustry(ask.Input):
    """Which industry."""

    industry = ask.text("The industry; the first with a regulation in force, if left out.", longest=40)
    example = sample({})


class PenaltiesAsked(OfIndustry):
    """Which penalties."""

    state = ask.text("Of this state; `waiting` for what has to be decided.",
                     one_of=("", "waiting", *State.__members__))
    person = ask.text("Of this log-in.", longest=64)
    example = sample({"state": "waiting"})


class NewFinding(OfIndustry):
    """Something that was found."""

    what = ask.text("What.", longest=2000, shortest=1, required=True)
    number = ask.text("Number of the case.", longest=64)
    person = ask.text("Log-in or name of who is meant.", longest=80)
    example = sample({"what": "没有签字", "person": "lin"})


class NewPenalty(OfIndustry):
    """A penalty to propose."""

    finding = ask.text("Key of what was found.", longest=40, shortest=1, required=True)
    kind = ask.text("The misconduct.", shortest=1, required=True)
    person = ask.text("Log-in, where it is somebody else than the finding says.", longest=64)
    example = sample({"finding": "sample:12", "kind": "迟迟不回复"})


class PenaltyDecision(ask.Input):
    """What is decided of a penalty."""

    act = ask.text("What.", one_of=("confirm", "change", "waive", "appeal", "decide"), required=True)
    amount = ask.amount("The amount, to change or decide.")
    why = ask.text("Why; needed for all but confirming.", longest=2000)
    version = ask.whole("Version that you have seen; 409 `stale-version` where it is another one now.", least=1)
    example = sample({"act": "change", "amount": "50.00", "why": "第一次", "version": 1})


class NewAward(OfIndustry):
    """Who is chosen."""

    period = ask.text("The month, as 2025-03.", longest=10, shortest=4, required=True)
    winner = ask.text("Log-in.", longest=64, shortest=1, required=True)
    bonus = ask.amount("The bonus; the regulation's, if left out.")
    why = ask.text("Why; needed for somebody outside the ranking.", longest=2000)
    example = sample({"period": "2025-03", "winner": "lin", "bonus": "500.00"})


def _penalties() -> Penalties:
    return Penalties(the_desk().place)


def _industry(asked: str) -> str:
    return asked or next(iter(in_force(the_desk().place)), "")


def _told(each: Entry) -> dict[str, Any]:
    found = each.data()
    return {**found, **{name: None if found[name] is None else money(found[name])
                        for name in ("base", "amount", "decided")}, "proposed_at": moment(found["proposed_at"], say())}


def _award(each: Awarded) -> dict[str, Any]:
    return {"period": each.row.period, "winner": each.login, "name": each.winner, "bonus": money(each.row.bonus),
            "why": each.row.why, "awarded_at": moment(each.row.awarded_at, say())}


def _once(operation: str, asked: dict[str, Any], do: Callable[[], dict[str, Any]]) -> Response:
    answer, replayed = once_by_key(operation, asked, do)
    return made(answer, replayed=replayed)


def _amount(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


@resource.route("/conduct/findings")
class Findings(MethodView):
    @resource.reads("list_conduct_findings", SEE, ConductFindings, asks=OfIndustry)
    def get(self, asked: dict[str, Any]) -> Response:
        """What samples, complaints and people found"""
        industry = _industry(asked["industry"])
        return said({"findings": [{
            "key": each.key, "source": each.source, "what": each.what, "at": moment(each.at, say()),
            "case": each.number or None, "person": each.person_name, "by": each.by_name,
            "entries": list(each.entries)} for each in _penalties().findings(the_actor(), industry)],
            "kinds": list(_penalties().kinds(the_actor(), industry))})

    @resource.does("record_conduct_finding", PROPOSE, FindingKept, takes=NewFinding)
    def post(self, body: dict[str, Any]) -> Response:
        """Write down what was found; nothing follows from it by itself"""
        return _once("conduct.finding", body, lambda: {"key": _penalties().record(
            the_actor(), _industry(body["industry"]), body["what"], number=body["number"], person=body["person"])})


@resource.route("/conduct/penalties")
class Register(MethodView):
    @resource.reads("list_penalties", SEE, PenaltyEntries, asks=PenaltiesAsked)
    def get(self, asked: dict[str, Any]) -> Response:
        """Penalties"""
        return said({"penalties": [_told(each) for each in _penalties().list(
            the_actor(), asked["industry"], asked["state"], asked["person"])]})

    @resource.does("propose_penalty", PROPOSE, PenaltyEntry, takes=NewPenalty)
    def post(self, body: dict[str, Any]) -> Response:
        """Propose a penalty for what was found, once for a fact"""
        return _once("conduct.propose", body, lambda: _told(_penalties().propose(
            the_actor(), _industry(body["industry"]), body["finding"], body["kind"], body["person"])))


@resource.route("/conduct/penalties/mine")
class Mine(MethodView):
    @resource.reads("list_own_penalties", OWN, PenaltyEntries)
    def get(self) -> Response:
        """One's own penalties"""
        return said({"penalties": [_told(each) for each in _penalties().mine(the_actor())]})


@resource.route("/conduct/penalties/<int(max=2147483647):entry>")
class One(MethodView):
    @resource.reads("get_penalty", OWN, PenaltyEntry)
    def get(self, entry: int) -> Response:
        """A penalty"""
        return said(_told(_penalties().one(the_actor(), entry)[0]))

    @resource.does("decide_penalty", OWN, PenaltyEntry, takes=PenaltyDecision)
    def post(self, body: dict[str, Any], entry: int) -> Response:
        """Confirm, change or waive a penalty, appeal against one's own, rule on an appeal"""
        acts, who, seen = _penalties(), the_actor(), body["version"]
        amount, why = _amount(body["amount"]), body["why"]
        does = {"confirm": lambda: acts.confirm(who, entry, version=seen),
                "change": lambda: acts.change(who, entry, amount, why, version=seen),
                "waive": lambda: acts.waive(who, entry, why, version=seen),
                "appeal": lambda: acts.appeal(who, entry, why, version=seen),
                "decide": lambda: acts.decide(who, entry, amount, why, version=seen)}
        return _once("conduct.decide", {**body, "entry": entry}, lambda: _told(does[body["act"]]()))


@resource.route("/conduct/awards")
class AllAwards(MethodView):
    @resource.reads("list_awards", SEE, ServiceAwards, asks=OfIndustry)
    def get(self, asked: dict[str, Any]) -> Response:
        """Who was chosen each month"""
        return said({"awards": [_award(each) for each in Awards(the_desk().place).all(
            the_actor(), _industry(asked["industry"]))]})

    @resource.does("confirm_award", DECIDE, ServiceAward, takes=NewAward)
    def post(self, body: dict[str, Any]) -> Response:
        """Choose who has the award of a month, once"""
        return _once("conduct.award", body, lambda: _award(Awards(the_desk().place).confirm(
            the_actor(), _industry(body["industry"]), body["period"], body["winner"], _amount(body["bonus"]),
            body["why"])))
