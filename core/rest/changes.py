"""Planned changes: of a calendar, of values, of the regulations open cases go by; looked at before they are made."""

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from flask.views import MethodView

from core.domain.people import APPROVE, SET_VALUES
from core.planning.plans import APPLIES, KINDS, Plan
from core.planning.service import LONGEST_TITLE
from core.representation.planning import said_plan
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk, the_key
from core.rest.once import once_by_key
from core.rest.operations import Resource, done, made, said
from core.rest.samples import sample
from core.rest.schemas import Receipt

resource = Resource("changes", "Planned changes",
                    "What would move, were a calendar, a value or the regulations of open cases changed; then apply.")

MOVE: dict[str, Any] = {
    "number": "TH-2025-00001", "target": "refunded", "title": "Refund", "before": "2025-10-20T15:59:59+00:00",
    "after": "2025-10-22T15:59:59+00:00", "late_before": False, "late_after": False}
CHANGED: dict[str, Any] = {
    "change": 3, "kind": "calendar", "title": "Stock-taking", "state": "looked",
    "content": {"calendar": "default", "closed": [{
        "from": "2025-10-14", "until": "2025-10-15", "name": "Stock-taking", "replace": False}]},
    "differences": [{"day": "2025-10-14", "what": "2025-10-14", "before": "an ordinary day",
                     "after": "Closed (Stock-taking)"}],
    "done": 137, "total": 137, "stale": False, "applies": "", "created_by": "Chen",
    "created_at": "2025-10-13T02:42:00+00:00", "looked_at": "2025-10-13T02:42:05+00:00", "applied_at": None,
    "applied_by": "", "error": "", "found": {
        "summary": "1 open cases move, 0 become late, 0 no longer late", "open": 137, "moved": 1, "late": 0,
        "rescued": 0, "blocked": 0, "examples": [MOVE], "blocked_cases": []}}


class Difference(tell.Output):
    """One thing that would not be as before."""

    day = tell.maybe("The day, where it is one.")
    what = tell.says("The day, weekday, term or department, in words.")
    before = tell.says("As it is.")
    after = tell.says("As it would be.")


class MovedDeadline(tell.Output):
    """A promise with another deadline."""

    number = tell.says("Number of the case.")
    target = tell.says("Key of the promise.")
    title = tell.says("The promise in words.")
    before = tell.maybe_at("Its deadline; null where it has none now.")
    after = tell.maybe_at("Its deadline afterwards; null where it would have none.")
    late_before = tell.truth("Whether it is late.")
    late_after = tell.truth("Whether it would be late.")


class BlockedCase(tell.Output):
    """A case that cannot go over."""

    number = tell.says("Its number.")
    why = tell.says("Why not.")


class Found(tell.Output):
    """What would become of open cases, in cases. Counts are of all, the rest of those the caller may see."""

    summary = tell.says("In one sentence.")
    open = tell.counts("Open cases.")
    moved = tell.counts("Those with another deadline.")
    late = tell.counts("Those that become late.")
    rescued = tell.counts("Those that are late no longer.")
    blocked = tell.counts("Those that cannot go over.")
    examples = tell.parts(MovedDeadline, "Up to twenty.")
    blocked_cases = tell.parts(BlockedCase, "Up to a hundred.")


class Change(tell.Output):
    """A planned change."""

    change = tell.counts("Its id.")
    kind = tell.says("`calendar`, `values` or `rulebooks`.")
    title = tell.says("What it is about.")
    state = tell.says("`looking`, `looked` (to be applied or dropped), `applying`, `applied`, `dropped` or `failed`.")
    content = tell.anything("What is to hold.")
    differences = tell.parts(Difference, "What would hold instead of what; empty once it is applied or dropped.")
    done = tell.counts("Cases looked at, or brought after it, so far.")
    total = tell.counts("How many there are.")
    found = tell.part(Found, "What would move; null until it was looked at.", optional=True)
    stale = tell.truth("Whether something has changed since, so that applying it looks again first.")
    applies = tell.says("`new` or `open`; empty until it is applied.")
    created_by = tell.says("Who drafted it.")
    created_at = tell.at("When.")
    looked_at = tell.maybe_at("When it was looked at.")
    applied_at = tell.maybe_at("From when on it holds.")
    applied_by = tell.says("Who applied it.")
    error = tell.says("Why it has failed.")

    example = sample(CHANGED)


class Changes(tell.Output):
    """Planned changes."""

    changes = tell.parts(Change, "The latest hundred, the latest first.")
    example = sample({"changes": [CHANGED]})


class NewChange(ask.Input):
    """What is to hold."""

    kind = ask.text("What is changed.", one_of=tuple(KINDS), required=True)
    content = ask.answers(
        "Of a `calendar`: `calendar` (its name) and any of `title`, `zone`, `week` (hours by weekday), "
        "`working_weekdays`, `open_on_holidays`, `days` (day to `{kind, name, hours, official, replace}`, or null for "
        "an ordinary day), `closed` (a list of `{from, until, name}`); or `teams` alone (department to calendar). Of "
        "`values`: `industry` and `values` (term to value, null takes it back). Of `rulebooks`: `industry`.",
        required=True)
    title = ask.text("What it is about.", longest=LONGEST_TITLE)

    example = sample({"kind": "calendar", "title": "Stock-taking", "content": {
        "calendar": "default", "closed": [{"from": "2025-10-14", "until": "2025-10-15", "name": "Stock-taking"}]}})


class Applying(ask.Input):
    """For what it is to hold."""

    applies = ask.text("`new`: only for what begins from now on; `open`: for open cases too.", one_of=tuple(APPLIES),
                       required=True)
    example = sample({"applies": "open"})


class MovingCase(ask.Input):
    """Why a case goes over."""

    why = ask.text("Why.", longest=2000, required=True)
    version = ask.version()
    example = sample({"why": "Agreed with the customer", "version": 6})


def _answer(change: int) -> dict[str, Any]:
    return said_plan(the_desk().planning.show(the_actor(), change), say())


def _once(operation: str, asked: dict[str, Any], do: Callable[[], Plan], status: int = 200) -> Response:
    """Do something to a change; it as it then is."""
    answer, replayed = once_by_key(operation, asked, lambda: said_plan(do(), say()))
    return made(answer, status, replayed=replayed,
                location=url_for("api-changes.OneChange", change=answer["change"]) if status == 201 else "")


@resource.route("/changes")
class ManyChanges(MethodView):
    @resource.reads("list_changes", SET_VALUES, Changes)
    def get(self) -> Response:
        """List planned changes"""
        return said({"changes": [said_plan(each, say()) for each in the_desk().planning.all(the_actor())]})

    @resource.does("draft_change", SET_VALUES, Change, takes=NewChange, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Say what is to hold; what would move is looked at in the background

        Look at it again until its state is `looked`. One of a calendar takes `calendar.manage` too."""
        return _once("draft_change", body, lambda: the_desk().planning.draft(
            the_actor(), body["kind"], body["content"], body["title"]), 201)


@resource.route("/changes/<int(max=2147483647):change>")
class OneChange(MethodView):
    @resource.reads("get_change", SET_VALUES, Change)
    def get(self, change: int) -> Response:
        """Look at a planned change and what it would move"""
        return said(_answer(change))


@resource.route("/changes/<int(max=2147483647):change>/look")
class LookingAgain(MethodView):
    @resource.does("look_at_change", SET_VALUES, Change, status=202)
    def post(self, change: int) -> Response:
        """Look again at what a change would move"""
        return _once("look_at_change", {"change": change}, lambda: the_desk().planning.look(the_actor(), change), 202)


@resource.route("/changes/<int(max=2147483647):change>/apply")
class ApplyingChange(MethodView):
    @resource.does("apply_change", SET_VALUES, Change, takes=Applying, status=202)
    def post(self, body: dict[str, Any], change: int) -> Response:
        """Let a change hold from now on, only for what is new or for open cases too

        Refused where something has changed since it was looked at; then it is looked at again."""
        return _once("apply_change", {"change": change, **body}, lambda: the_desk().planning.apply(
            the_actor(), change, body["applies"]), 202)


@resource.route("/changes/<int(max=2147483647):change>/drop")
class DroppingChange(MethodView):
    @resource.does("drop_change", SET_VALUES, Change)
    def post(self, change: int) -> Response:
        """Give a planned change up"""
        return _once("drop_change", {"change": change}, lambda: the_desk().planning.drop(the_actor(), change))


@resource.route("/cases/<case:number>/move")
class MovedCase(MethodView):
    @resource.does("move_case", APPROVE, Receipt, takes=MovingCase)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Let one open case go over to the regulations and values in force now

        Its clocks keep their starts and the time already spent. Takes `case.view` too."""
        return done(the_desk().planning.move(the_actor(), number, body["why"], version=body["version"], key=the_key()))
