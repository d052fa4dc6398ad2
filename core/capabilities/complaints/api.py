"""Complaints for other programs."""

from typing import Any

from core.capabilities.complaints.forms import Cause, Channel
from core.capabilities.complaints.permissions import FLAG, OUTSIDE, SEE
from core.capabilities.complaints.service import Complaints, Standing
from core.capabilities.complaints.standing import Status
from core.sdk.rest import (
    MethodView,
    Receipt,
    Resource,
    Response,
    ask,
    done,
    moment,
    paged,
    said,
    sample,
    say,
    tell,
    the_actor,
    the_desk,
    the_key,
)

resource = Resource("complaints", "Complaints", "Complaints, and what waits for a manager.",
                    paths={"number": "Number of the case."})
_EXAMPLE = {"number": "TS-2025-00001", "about": "JX-2025-00007", "status": "answering", "channel": "phone",
            "cause": "delay", "department": "客服部", "person": "林", "agreed": None,
            "opened_at": "2025-03-05T02:00:00+00:00", "answered_at": None, "closed_at": None, "reopened": 0,
            "outside_at": None, "outside_body": "", "due_at": "2025-03-06T02:00:00+00:00"}


class ComplaintStanding(tell.Output):
    """A complaint."""

    number = tell.says("Number of its case.")
    about = tell.maybe("Number of the case complained about.")
    status = tell.says(f"How far it is: {', '.join(Status.__members__)}.")
    channel = tell.says("How it came.")
    cause = tell.says("What it comes from; empty until it was looked into.")
    department = tell.says("Whose it is.")
    person = tell.says("Who is responsible.")
    agreed = tell.whatever("What the customer said of the last answer; null for nothing yet.")
    opened_at = tell.at("When it was made.")
    answered_at = tell.maybe_at("When it was last answered.")
    closed_at = tell.maybe_at("When it was closed; null while it is open.")
    reopened = tell.counts("How often it was opened again.")
    outside_at = tell.maybe_at("Since when a body outside the business has it.")
    outside_body = tell.says("Which.")
    due_at = tell.maybe_at("The nearest deadline of its case.")
    example = sample(_EXAMPLE)


class ComplaintList(tell.Output):
    """A page of complaints."""

    complaints = tell.parts(ComplaintStanding, "The latest first.")
    statuses = tell.anything("How many there are of each status.")
    causes = tell.anything("How many of each cause.")
    departments = tell.anything("How many of each department.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Its address.")
    example = sample({"complaints": [_EXAMPLE], "statuses": {"answering": 1}, "causes": {"delay": 1},
                      "departments": {"客服部": 1}, "next_cursor": None, "next": None})


class ManagersCase(tell.Output):
    """A case that waits for a manager."""

    number = tell.says("Its number.")
    kind = tell.says("Its kind.")
    title = tell.says("What it is about.")
    appeal = tell.truth("The customer does not agree with an answer; else they insist on what the rules do not give.")
    opened_at = tell.at("When it was opened.")
    due_at = tell.maybe_at("Its nearest deadline.")
    example = sample({"number": "TH-2025-00003", "kind": "garden.return", "title": "水泵", "appeal": False,
                      "opened_at": "2025-03-05T02:00:00+00:00", "due_at": None})


class ManagersCases(tell.Output):
    """What waits for a manager."""

    cases = tell.parts(ManagersCase, "By their deadline.")
    example = sample({"cases": [ManagersCase.example]})


class ComplaintsAsked(ask.Input):
    """Which complaints."""

    status = ask.text("Of this status; `open` for all that are not closed.", one_of=("", "open", *Status.__members__))
    cause = ask.text("Of this cause.", one_of=("", *Cause.__members__))
    department = ask.text("Of this department.")
    cursor = ask.text("What the page before gave.", pattern=r"\d{0,9}")
    example = sample({"status": "open"})


class ComplaintMade(ask.Input):
    """What a customer complains about."""

    about = ask.text("What about.", longest=4000, shortest=1, required=True)
    channel = ask.text("How it came.", one_of=tuple(Channel.__members__), required=True)
    wanted = ask.text("What the customer wants.", longest=4000)
    version = ask.version()
    example = sample({"about": "等了三周还没有修好", "channel": "phone"})


class WentOutside(ask.Input):
    """A body outside the business."""

    body = ask.text("Which.", shortest=1, required=True)
    remarks = ask.text("What is known of it.", longest=4000)
    version = ask.version()
    example = sample({"body": "消费者协会"})


def _told(each: Standing) -> dict[str, Any]:
    found = {**vars(each), "about": each.about or None}
    found |= {name: moment(found[name], say()) if found[name] else None
              for name in ("opened_at", "answered_at", "closed_at", "outside_at", "due_at")}
    return {name: found[name] for name in _EXAMPLE}


@resource.route("/complaints")
class All(MethodView):
    @resource.reads("list_complaints", SEE, ComplaintList, asks=ComplaintsAsked)
    def get(self, asked: dict[str, Any]) -> Response:
        """Complaints, with how many there are of each sort"""
        page = Complaints(the_desk().place).list(the_actor(), **asked)
        return paged({"complaints": [_told(each) for each in page.complaints], "statuses": page.statuses,
                      "causes": page.causes, "departments": page.departments}, page.next_cursor)


@resource.route("/complaints/waiting")
class ForManagers(MethodView):
    @resource.reads("list_cases_for_managers", SEE, ManagersCases)
    def get(self) -> Response:
        """Cases of every kind that wait for a manager"""
        return said({"cases": [{"number": each.number, "kind": each.kind, "title": each.title, "appeal": each.appeal,
                                "opened_at": moment(each.opened_at, say()),
                                "due_at": moment(each.due_at, say()) if each.due_at else None}
                               for each in Complaints(the_desk().place).waiting(the_actor())]})


@resource.route("/complaints/about/<case:number>")
class OfCase(MethodView):
    @resource.does("make_complaint", FLAG, Receipt, takes=ComplaintMade)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Make a complaint of what a customer says about a case"""
        return done(Complaints(the_desk().place).flag(the_actor(), number, **body, key=the_key()))


@resource.route("/complaints/<case:number>/outside")
class Escalated(MethodView):
    @resource.does("complaint_went_outside", OUTSIDE, Receipt, takes=WentOutside)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Note that a body outside the business has a complaint"""
        return done(Complaints(the_desk().place).went_outside(the_actor(), number, **body, key=the_key()))
