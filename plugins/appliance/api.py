"""The outlet for other programs: cash on its way to finance, and what is noted of a visit beside its steps."""

from typing import Any

from core.capabilities.conduct.permissions import PROPOSE
from core.sdk.rest import (
    NOTE,
    MethodView,
    Receipt,
    Resource,
    Response,
    ask,
    done,
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
    the_key,
)
from plugins.appliance.hand_in_service import Collected, HandIns
from plugins.appliance.permissions import HAND_IN
from plugins.appliance.visit_service import NOTES, Noting

resource = Resource("appliance", "Outlets", "Cash that crews have collected, and what is noted of their visits.",
                    paths={"entry": "Id of the payment.", "number": "Number of the case."})

CASH = {"entry_id": 7, "number": "WX-2025-00001", "amount": "120.00", "collected_at": "2025-03-05T02:00:00+00:00",
        "due_at": None, "person": "wu", "late": False}
REVIEWS = tuple(key for key, note in NOTES.items() if note.by is PROPOSE)


class CashOut(tell.Output):
    """Cash of a case that finance has not confirmed."""

    entry_id = tell.counts("Id of the payment.")
    number = tell.says("Number of the case.")
    amount = tell.amount("How much.")
    collected_at = tell.at("When it was collected.")
    due_at = tell.maybe_at("By when it has to be in; null where nobody has said.")
    person = tell.says("Log-in of who was sent; empty for nobody.")
    late = tell.truth("Whether that moment has passed.")
    example = sample(CASH)


class CashList(tell.Output):
    """Cash on its way."""

    cash = tell.parts(CashOut, "The oldest first.")
    example = sample({"cash": [CASH]})


class HandedIn(ask.Input):
    """When it was handed in."""

    at = ask.moment("When; now, if left out.")
    example = sample({"at": "2025-03-05T09:00:00+00:00"})


class Confirmed(tell.Output):
    """That it was handed in."""

    entry_id = tell.counts("Id of the payment.")
    example = sample({"entry_id": 7})


class Reviewed(ask.Input):
    """What somebody saw who looked at a visit afterwards."""

    what = ask.text("`label`: the photo of the service number; `excuse`: why it was late; `check`: how many units "
                    "there were.", one_of=REVIEWS, required=True)
    answers = ask.answers("Its answers. `label`: `label_shows`. `excuse`: `excused_by`, `excuse_told`. `check`: "
                          "`units_known`, `units_seen`, `units_charged`.", required=True)
    version = ask.version()
    example = sample({"what": "check", "answers": {"units_known": 1, "units_seen": 3, "units_charged": "900.00"}})


class MoreUnits(ask.Input):
    """Units that were not ordered."""

    more_units = ask.whole("How many more than ordered.", required=True)
    version = ask.version()
    example = sample({"more_units": 2})


def _told(each: Collected) -> dict[str, Any]:
    return {**each.data(), "amount": money(each.amount), "collected_at": moment(each.collected_at, say()),
            "due_at": moment(each.due_at, say())}


@resource.route("/appliance/hand-ins")
class Out(MethodView):
    @resource.reads("list_hand_ins", HAND_IN, CashList)
    def get(self) -> Response:
        """List cash that finance has not confirmed"""
        return said({"cash": [_told(each) for each in HandIns(the_desk().place).out(the_actor())]})


@resource.route("/appliance/hand-ins/<int(max=2147483647):entry>")
class Confirm(MethodView):
    @resource.does("confirm_hand_in", HAND_IN, Confirmed, takes=HandedIn)
    def post(self, body: dict[str, Any], entry: int) -> Response:
        """Confirm, once, that cash was handed in"""
        def confirm() -> dict[str, Any]:
            HandIns(the_desk().place).confirm(the_actor(), entry, body["at"])
            return {"entry_id": entry}

        told, replayed = once_by_key("appliance.hand_in", {**body, "entry": entry}, confirm)
        return made(told, replayed=replayed)


@resource.route("/appliance/cases/<case:number>/reviews")
class Reviews(MethodView):
    @resource.does("review_visit", PROPOSE, Receipt, takes=Reviewed)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Note what somebody saw who looked at a visit afterwards; penalties follow it"""
        return done(Noting(the_desk().place).note(the_actor(), number, body["what"], body["answers"],
                                                  version=body["version"], key=the_key()))


@resource.route("/appliance/cases/<case:number>/units")
class Units(MethodView):
    @resource.does("note_more_units", NOTE, Receipt, takes=MoreUnits)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Note that there were more units than ordered"""
        return done(Noting(the_desk().place).note(the_actor(), number, "units", {"more_units": body["more_units"]},
                                                  version=body["version"], key=the_key()))
