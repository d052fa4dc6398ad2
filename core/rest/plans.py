"""Scheduled tasks: what regulations want done each period, and signing one's part."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.people import PLANS, REOPEN_PLANS
from core.plans.service import DONE, LONGEST_REASON, OPEN, STATES, Entry
from core.representation.plans import said_entry, said_task
from core.rest import ask, tell
from core.rest.calling import STEP, say, the_actor, the_desk
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, paged, said
from core.rest.reports import BEDS, Sheet
from core.rest.samples import sample

resource = Resource("tasks", "Scheduled tasks",
                    "What regulations want done each week, month, quarter or year, and who has signed for it.")

TASK: dict[str, Any] = {
    "task": 7, "industry": "garden", "plan": "walk", "title": "Walk along the beds", "period": "2025-01",
    "period_title": "2025-1", "state": "open", "due_at": "2025-02-05T15:59:59.999999+00:00",
    "made_at": "2025-01-31T16:15:00+00:00", "done_at": None, "found": {}, "parts": [
        {"duty": "quality", "title": "Quality", "signed": True, "signed_by": "He",
         "signed_at": "2025-02-03T02:00:00+00:00", "mine": False, "version": 1,
         "answers": {"found": "A leak at bed three"}, "given_back": []},
        {"duty": "service", "title": "Service", "signed": False, "signed_by": "", "signed_at": None, "mine": True,
         "version": 0, "answers": {}, "given_back": []}]}
WHOLE: dict[str, Any] = {**TASK, "clauses": ["GA-02"], "note": "Look at each bed", "blocked": "", "form": {
    "type": "object", "properties": {"found": {"type": "string", "title": "What was found"}}}, "report": BEDS}


class GivenBack(tell.Output):
    """That a part was given back."""

    by = tell.says("Who gave it back.")
    at = tell.at("When.")
    why = tell.says("Why.")


class Part(tell.Output):
    """The part of one duty."""

    duty = tell.says("Key of the duty.")
    title = tell.says("The duty in words.")
    signed = tell.truth("Whether somebody has signed it.")
    signed_by = tell.says("Who; empty where nobody has.")
    signed_at = tell.maybe_at("When.")
    mine = tell.truth("Whether the caller has this duty.")
    version = tell.counts("Its version: send it along when signing it or giving it back.")
    answers = tell.anything("What was filed.")
    given_back = tell.parts(GivenBack, "When it was given back, the earliest first.")


class Task(tell.Output):
    """A plan in one period."""

    task = tell.counts("Its id.")
    industry = tell.says("Name of the industry.")
    plan = tell.says("Key of the plan.")
    title = tell.says("The plan in words.")
    period = tell.says("`2025-03`, `2025-W10`, `2025-Q1`, `2025-H1` or `2025`.")
    period_title = tell.says("The period in words.")
    state = tell.says("`open`, `overdue` or `done`.")
    due_at = tell.maybe_at("Its deadline; null where there is none.")
    made_at = tell.at("Since when it stands in the list.")
    done_at = tell.maybe_at("When the last part was signed.")
    found = tell.anything("What the desk has put by for whoever does it, such as a sample.")
    parts = tell.parts(Part, "The part of each duty.")

    example = sample(TASK)


class WholeTask(Task):
    """A task and what there is to know of it."""

    clauses = tell.words("The clauses that want it.")
    note = tell.says("What is to be done.")
    blocked = tell.says("Why it has no deadline yet; empty where it has one, or none is wanted.")
    form = tell.whatever("JSON Schema of the answers that a part takes; null where signing is enough.")
    report = tell.part(Sheet, "The report of its period, of the cases the caller sees; null without one.",
                       optional=True)

    example = sample(WHOLE)


class Tasks(tell.Output):
    """A page of tasks."""

    tasks = tell.parts(Task, "Overdue ones first; of those done the latest first.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Address of the next page.")

    example = sample({"tasks": [TASK], "next_cursor": None, "next": None})


class WhichTasks(ask.Input):
    """Which tasks."""

    state = ask.text(f"`{OPEN}` (overdue ones among them), `overdue` or `{DONE}`.", one_of=STATES, default=OPEN)
    mine = ask.flag("Only those that wait for a part of the caller's; none without `case.step`.", address=True)
    limit = ask.whole("How many at most.", least=1, most=200, address=True, default=50)
    cursor = ask.text("Where an earlier page ended.", longest=80)


class Signing(ask.Input):
    """What somebody signs."""

    answers = ask.answers("Answers of the task's form; nothing where it has none.")
    version = ask.whole("Version of the part as it was read.")

    example = sample({"answers": {"found": "All is well"}, "version": 0})


class GivingBack(ask.Input):
    """Why a part is to be done again."""

    why = ask.text("Why.", longest=LONGEST_REASON, shortest=1, required=True)
    version = ask.whole("Version of the part as it was read.")

    example = sample({"why": "Bed five was left out", "version": 1})


def _once(operation: str, task: int, duty: str, body: dict[str, Any], do: Any) -> Response:
    def answer() -> dict[str, Any]:
        found: Entry = do()
        return said_entry(found, say())

    found, replayed = once_by_key(operation, {"task": task, "duty": duty, **body}, answer)
    return made(found, replayed=replayed)


@resource.route("/tasks")
class ManyTasks(MethodView):
    @resource.reads("list_tasks", PLANS, Tasks, asks=WhichTasks)
    def get(self, asked: dict[str, Any]) -> Response:
        """List scheduled tasks: those to do, or those done"""
        page = the_desk().plans.entries(the_actor(), asked["state"], mine=asked["mine"], cursor=asked["cursor"],
                                        limit=asked["limit"])
        return paged({"tasks": [said_entry(each, say()) for each in page.entries]}, page.next_cursor)


@resource.route("/tasks/<int(max=2147483647):task>")
class OneTask(MethodView):
    @resource.reads("get_task", PLANS, WholeTask)
    def get(self, task: int) -> Response:
        """Look at a scheduled task: its parts, its form, the report it shows"""
        return said(said_task(the_desk().plans.show(the_actor(), task), the_desk().place, say()))


@resource.route("/tasks/<int(max=2147483647):task>/parts/<key:duty>/sign")
class SigningPart(MethodView):
    @resource.does("sign_task", STEP, Task, takes=Signing)
    def post(self, body: dict[str, Any], task: int, duty: str) -> Response:
        """Sign the part of a duty the caller has; with the last part the task is done

        Takes `plan.view` too."""
        return _once("sign_task", task, duty, body, lambda: the_desk().plans.sign(
            the_actor(), task, duty, body["answers"] or {}, version=body["version"]))


@resource.route("/tasks/<int(max=2147483647):task>/parts/<key:duty>/reopen")
class ReopeningPart(MethodView):
    @resource.does("reopen_task", REOPEN_PLANS, Task, takes=GivingBack)
    def post(self, body: dict[str, Any], task: int, duty: str) -> Response:
        """Give a signed part back, to be done again"""
        return _once("reopen_task", task, duty, body, lambda: the_desk().plans.reopen(
            the_actor(), task, duty, body["why"], version=body["version"]))
