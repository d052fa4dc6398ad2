"""The audit trail: what was recorded of all cases, whether the chains still hold, and what was sealed."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import AUDIT
from core.representation.trail import said_recorded, said_sealed, said_verified
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.operations import Resource, made, paged, said
from core.rest.samples import sample

resource = Resource("audit", "Audit trail", "What was recorded, chained by hashes, and whether it still holds.")

LONGEST_PAGE = 200


class WantedRecords(ask.Input):
    """Which part of the trail."""

    cursor = ask.text("Where an earlier page ended.", pattern="[0-9]{1,9}", default=None)
    limit = ask.whole("How many on a page.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Record(tell.Output):
    """That something was recorded of a case; what it says stands in the case's events."""

    id = tell.counts("Id; grows with every event of the desk.")
    case = tell.says("Number of the case.")
    sequence = tell.counts("Its place in the case, from 1.")
    kind = tell.says("What: `opened`, `step`, `contacted` and so on.")
    occurred_at = tell.at("When it happened.")
    recorded_at = tell.at("When the desk was told.")
    by = tell.says("Who did it.")
    by_id = tell.maybe_counts("Their id; null for the desk.")
    previous_hash = tell.says("Hash of the event before it in the case.")
    hash = tell.says("Its own hash, over everything it says and the hash before.")


class RecordPage(tell.Output):
    """A page of the audit trail."""

    events = tell.parts(Record, "Events of all cases, the last recorded first.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({"next_cursor": None, "next": None, "events": [{
        "id": 41, "case": "TH-2025-00007", "sequence": 1, "kind": "opened",
        "occurred_at": "2025-10-13T02:00:00+00:00", "recorded_at": "2025-10-13T02:00:00+00:00", "by": "Lin", "by_id": 3,
        "previous_hash": "", "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]})


class WhatToVerify(ask.Input):
    """Which chains to walk."""

    case = ask.text("Number of a case; all cases, if not given.", longest=64)
    example = sample({"case": "TH-2025-00007"})


class BrokenLink(tell.Output):
    """Where a chain breaks."""

    case = tell.says("Number of the case, or the day where a sealed day does not hold.")
    sequence = tell.counts("Place in the case.")
    what = tell.says("`hash`, `previous`, `digest`, `payload`, `gap`, `tail` or `day`.")


class Verified(tell.Output):
    """What was looked at, and the first thing found broken."""

    holds = tell.truth("Whether nothing was changed.")
    cases = tell.counts("Chains that were walked.")
    events = tell.counts("Events that were looked at.")
    broken = tell.part(BrokenLink, "Where it breaks; null where it holds.", optional=True)

    example = sample({"holds": True, "cases": 8, "events": 41, "broken": None})


class SealedDay(tell.Output):
    """One digest over the heads of all chains; kept elsewhere it proves them later."""

    day = tell.says("The day.", format="date")
    until = tell.at("Its end: what was recorded before is sealed.")
    digest = tell.says("SHA-256 over the heads of all chains.")
    heads = tell.counts("How many chains there were.")


class SealedDays(tell.Output):
    """The latest sealed days."""

    days = tell.parts(SealedDay, "Up to 30 days, the latest first.")
    example = sample({"days": [{
        "day": "2025-10-12", "until": "2025-10-12T16:00:00+00:00", "heads": 8,
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]})


@resource.route("/audit/events")
class Records(MethodView):
    @resource.reads("list_audit_events", AUDIT, RecordPage, asks=WantedRecords)
    def get(self, asked: dict[str, Any]) -> Response:
        """List what was recorded of all cases, the last recorded first"""
        limit = asked["limit"]
        rows = the_desk().audit.recorded(the_actor(), limit=limit + 1,
                                         before_id=int(asked["cursor"]) if asked["cursor"] else None)
        return paged({"events": [said_recorded(row, number, say()) for row, number in rows[:limit]]},
                     str(rows[limit - 1][0].id) if len(rows) > limit else "")


@resource.route("/audit/verify")
class Verifying(MethodView):
    @resource.does("verify_audit", AUDIT, Verified, takes=WhatToVerify, keyed=False)
    def post(self, body: dict[str, Any]) -> Response:
        """Walk the chain of one case, or of all, and say where one is broken

        Of all cases it takes a while: it reads every event there is."""
        return made(said_verified(the_desk().audit.verify(the_actor(), body["case"])))


@resource.route("/audit/days")
class Sealed(MethodView):
    @resource.reads("list_sealed_days", AUDIT, SealedDays)
    def get(self) -> Response:
        """List the latest days that were sealed"""
        return said({"days": [said_sealed(each, say()) for each in the_desk().audit.sealed(the_actor())]})
