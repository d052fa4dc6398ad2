"""Rewards and penalties for other programs."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.capabilities.conduct.awards import Awarded, Awards
from core.capabilities.conduct.booking import in_force
from core.capabilities.conduct.entries import Entry
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.conduct.permissions import DECIDE, OWN, PROPOSE, SEE
from core.capabilities.conduct.schemas import (
    ConductFindings,
    FindingKept,
    MonthAsked,
    NewAward,
    NewFinding,
    NewPenalty,
    OfIndustry,
    PenaltiesAsked,
    PenaltyDecision,
    PenaltyEntries,
    PenaltyEntry,
    PenaltyTotals,
    ServiceAward,
    ServiceAwards,
)
from core.capabilities.conduct.totals import Total, Totals
from core.sdk.rest import (
    MethodView,
    Resource,
    Response,
    made,
    moment,
    money,
    once_by_key,
    said,
    say,
    the_actor,
    the_desk,
)

resource = Resource("conduct", "Conduct", "What was found, penalties, and who is chosen each month.",
                    paths={"entry": "Id of the penalty."})



def _penalties() -> Penalties:
    return Penalties(the_desk().place)


def _industry(asked: str) -> str:
    return asked or next(iter(in_force(the_desk().place)), "")


def _told(each: Entry) -> dict[str, Any]:
    found = each.data()
    reason, basis = each.reason, found.pop("basis")
    return {**found, **{name: None if found[name] is None else money(found[name])
                        for name in ("base", "amount", "decided")},
            "title": say()(found["title"]), "what": say().reason(reason) if reason else found["what"],
            "happened_at": moment(found["happened_at"], say()), "proposed_at": moment(found["proposed_at"], say()),
            "consequences": [say()(word) for word in found["consequences"]],
            "clauses": list(dict.fromkeys(cited["clause"] for cited in basis if cited["clause"]))}


def _total(each: Total) -> dict[str, Any]:
    amounts = {"fines": each.fines, "owed": each.owed, "open": each.open, "cap": each.cap, "due": each.due}
    return {"person": each.login, "name": each.name, "entries": each.entries,
            **{name: None if amount is None else money(amount) for name, amount in amounts.items()}}


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


@resource.route("/conduct/totals")
class Sums(MethodView):
    @resource.reads("list_penalty_totals", OWN, PenaltyTotals, asks=MonthAsked)
    def get(self, asked: dict[str, Any]) -> Response:
        """What everybody's month comes to, or one's own"""
        month = Totals(the_desk().place).month(the_actor(), _industry(asked["industry"]), asked["period"])
        return said({"period": month.period.key, "totals": [_total(each) for each in month.totals]})


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
