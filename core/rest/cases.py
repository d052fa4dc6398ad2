"""Cases: list, open, look at."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from core.domain.errors import InvalidInput, PluginAbsent
from core.domain.people import OPEN, PARTIES, SEE_PHONES, VIEW
from core.privacy.accesses import READ_CASE
from core.representation import (
    said_about,
    said_case,
    said_event,
    said_items,
    said_line,
    said_paper,
    said_row,
    state_title,
)
from core.rest import ask, schemas, tell
from core.rest.calling import say, the_actor, the_desk, the_key
from core.rest.operations import Resource, done, paged, said
from core.rest.samples import sample
from core.services.intake import NewCustomer, take_in
from core.services.notes import CHANNELS
from core.services.opening import Request
from core.services.views import CaseView
from core.store.lists import CaseFilter

resource = Resource("cases", "Cases", "Requests of customers, from the first call to the end.")

LONGEST_PAGE = 200
ROW: dict[str, Any] = {
    "number": "TH-2025-00007", "kind": "furniture.return", "state": "apply.open", "state_title": "Received",
    "version": 1, "title": "Chairs do not fit", "order_no": "D20250925-18",
    "policies": ["furniture/return-exchange"], "opened_at": "2025-10-13T02:00:00+00:00", "closed_at": None,
    "outcome": "", "waiting_for": "", "next_due_at": "2025-10-16T10:00:00+00:00",
    "next_due_target": "Answer the request", "suggested_step": "apply.accept", "imported": False}


class Wanted(ask.Input):
    """Which cases. Everything given must hold."""

    kind = ask.texts("Kinds of case.", longest=100)
    state = ask.texts("Keys of states.", longest=100)
    open = ask.flag("Open ones (true) or ended ones (false); both if not given.", address=True, default=None)
    assignee = ask.text("Id of the person who has them, `me`, or `none`.", pattern=r"me|none|[0-9]{1,9}", default=None)
    customer = ask.whole("Id of the customer.", least=1, address=True)
    waiting = ask.text("Whom they wait for.", one_of=tuple(PARTIES), default=None)
    late = ask.flag("Only open ones whose deadline has passed.", address=True)
    today = ask.flag("Only open ones whose deadline is still to come today.", address=True)
    since = ask.day("Opened on this day or later.")
    until = ask.day("Opened on this day or before.")
    q = ask.text("Number, goods, customer, order, or the end of a telephone number.", longest=80)
    order = ask.text("By the next deadline, or the latest opened first.", one_of=("due", "opened"), default="due")
    cursor = ask.text("Where an earlier page ended.", longest=300)
    limit = ask.whole("How many on a page.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Line(schemas.CaseRow):
    """A case of a list."""

    customer = tell.part(schemas.CaseCustomer, "The customer.", optional=True)
    assignee = tell.says("Who has it.")
    items = tell.parts(schemas.RowItem, "Goods.")


class Page(tell.Output):
    """A page of cases."""

    cases = tell.parts(Line, "The cases.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({
        "cases": [{**ROW, "customer": {"id": 12, "name": "Ann Smith", "phones": ["138****6621"]},
        "assignee": "Lin", "items": [{
        "position": 0, "product": "Oak chair", "model": "Y-210", "category": "", "quantity": 2,
        "price": "640.00", "outcome": ""}]}],
        "next_cursor": "WyJkdWUi", "next": "/api/v1/cases?limit=1&cursor=WyJkdWUi"})


class NewCustomerOfCase(ask.Input):
    """A customer whom nobody knows yet."""

    name = ask.text("Name.", longest=100)
    phones = ask.texts("Telephone numbers, the first to call first.", longest=40, most=5)
    address = ask.text("Address.", longest=300)


class NewCase(ask.Input):
    """A request of a customer. `GET /kinds/{kind}/form` says which answers are asked for."""

    kind = ask.text("Kind of case.", longest=100, shortest=1, required=True)
    answers = ask.answers("Answers of the opening form, by question.")
    items = ask.answer_rows("The goods it is about: product, quantity, price and so on.")
    customer_id = ask.whole("A customer who is known.", least=1)
    customer = ask.nested(NewCustomerOfCase, "A new customer, registered along with the case.")
    product_id = ask.whole("A product that is registered.", least=1)
    product = ask.answers("A new product, registered along with the case.")
    title = ask.text("What it is about; the goods, if not given.")
    channel = ask.text("How it came.", one_of=("", *CHANNELS))
    at = ask.moment("When the customer said so; now, if not given. The past needs `case.backdate`.")
    also = ask.answers("Other forms already known, by their name.")
    comment = ask.text("Noted for colleagues.", longest=4000)

    example = sample({
        "kind": "furniture.return", "customer": {"name": "Ann Smith", "phones": ["13800006621"]},
        "answers": {"reason": "mind", "bought_on": "2025-10-10", "received_at": "2025-10-12T15:00:00+08:00"},
        "items": [{"product": "Oak chair", "quantity": 2, "price": "640.00"}], "channel": "phone"})


class Happened(tell.Output):
    """Something that happened in a case."""

    sequence = tell.counts("Its place in the case, from 1.")
    kind = tell.says("What: `opened`, `step`, `contacted` and so on.")
    at = tell.at("When it happened.")
    recorded_at = tell.at("When the desk was told.")
    backdated = tell.truth("Told more than a minute after it happened.")
    by = tell.says("Who did it.")
    by_id = fields.Integer(required=True, allow_none=True, metadata={"description": "Their id; null for the desk."})
    data = tell.anything("What it says, by its kind.")


class Case(schemas.CaseRow):
    """A case with all that is judged of it now."""

    at = tell.at("When this was judged.")
    decisions = tell.parts(schemas.Decision, "What each rule says.")
    clocks = tell.parts(schemas.Clock, "Promises and deadlines.")
    offers = tell.parts(schemas.Offer, "Steps, open or not.")
    charges = tell.parts(schemas.Charge, "Amounts.")
    totals = fields.Dict(keys=fields.String(), values=fields.String(), required=True,
                         metadata={"description": "What each party owes."})
    assignee = tell.says("Who has it.")
    customer = tell.part(schemas.CaseCustomer, "The customer.", optional=True)
    product = tell.part(schemas.Product, "The registered product.", optional=True)
    items = tell.parts(schemas.CaseItem, "Goods.")
    forms = tell.parts(schemas.Filed, "Forms that were filed.")
    evidence = tell.parts(schemas.File, "Files.")
    links = tell.parts(schemas.CaseLink, "Other cases it has to do with.")
    asked = tell.parts(schemas.AskedOverride, "Overrides that wait for a second person.")

    example = sample({
        **ROW, "at": "2025-10-13T02:42:00+00:00", "decisions": [], "clocks": [], "offers": [], "charges": [],
        "totals": {"customer": "0.00"}, "assignee": "Lin", "customer": None, "product": None, "items": [],
        "forms": [], "evidence": [], "links": [], "asked": []})


def the_filter(asked: dict[str, Any]) -> CaseFilter:
    """What was asked of a list of cases, as the store reads it. Days are the business's. Raises `InvalidInput`."""
    now, who = the_desk().now(), asked["assignee"]
    zone = ZoneInfo(the_desk().config.zone)
    tomorrow = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone)
    return CaseFilter(
        kinds=asked["kind"], states=asked["state"], open=True if asked["late"] or asked["today"] else asked["open"],
        assignee=the_actor().id if who == "me" else int(who) if who and who != "none" else None,
        unassigned=who == "none", customer_id=asked["customer"], waiting_for=asked["waiting"] or "",
        search=asked["q"], late_before=now if asked["late"] else None, due_from=now if asked["today"] else None,
        due_until=tomorrow if asked["today"] else None, opened_from=_begin(asked, "since", zone),
        opened_until=_begin(asked, "until", zone, days=1))


def _begin(asked: dict[str, Any], name: str, zone: ZoneInfo, days: int = 0) -> datetime | None:
    if asked[name] is None:
        return None
    try:
        day = date.fromisoformat(asked[name])
    except ValueError:
        day = date.min
    if not 1970 <= day.year < 2200:
        raise InvalidInput.field(name, "不是有效的日期,请写成 2025-03-12")
    return datetime.combine(day + timedelta(days=days), time.min, zone)


def title_of(state: str) -> str:
    """The words of a state."""
    return state_title(the_desk().installed.industries.values(), state)


def the_case(number: str) -> CaseView:
    """The case that a path names, as the caller may see it; that it was read is noted. Raises `NotFound`."""
    return read(the_desk().views.case(the_actor(), number))


def read(view: CaseView) -> CaseView:
    """Note that the caller has read a case of somebody, telephone numbers and all."""
    if view.row.customer_id and whole_answers():
        the_desk().accesses.note(the_actor(), READ_CASE, face="rest", customer_id=view.row.customer_id,
                                 case_id=view.row.id)
    return view


def whole_answers() -> bool:
    """Whether the caller sees personal answers."""
    return the_actor().may(SEE_PHONES)


@resource.route("/cases")
class ManyCases(MethodView):
    @resource.reads("list_cases", VIEW, Page, asks=Wanted)
    def get(self, asked: dict[str, Any]) -> Response:
        """List the cases that the account sees"""
        listed = the_desk().views.cases(the_actor(), the_filter(asked), order=asked["order"], cursor=asked["cursor"],
                                        limit=asked["limit"])
        return paged({"cases": [said_line(row, listed, say(), title_of) for row in listed.page.rows]},
                     listed.page.next_cursor)

    @resource.does("open_case", OPEN, schemas.Receipt, takes=NewCase, status=201)
    def post(self, body: dict[str, Any]) -> Response:
        """Open a case

        A new customer and a new product are registered along with it, or nothing is: that takes `customer.edit`."""
        new = body["customer"]
        request = Request(body["kind"], body["answers"], body["items"], body["customer_id"], body["product_id"],
                          body["title"], body["channel"], body["at"], body["also"] or None, comment=body["comment"])
        return done(take_in(the_desk().place, the_actor(), request, customer=NewCustomer(**new) if new else None,
                            product=body["product"] or None, key=the_key()), 201)


@resource.route("/cases/<case:number>")
class OneCase(MethodView):
    @resource.reads("get_case", VIEW, Case)
    def get(self, number: str) -> Response:
        """Look at a case with all that is judged of it now"""
        view = the_case(number)
        return said({**said_row(view.row, say(), title_of), **said_case(view, say()),
                     **said_about(view, say(), whole=whole_answers())})


class Items(tell.Output):
    """The goods of a case."""

    items = tell.parts(schemas.CaseItem, "Goods.")
    example = sample({
        "items": [{"position": 0, "answers": {"product": "Oak chair", "quantity": 2, "price": "640.00"},
        "outcome": "", "forms": []}]})


@resource.route("/cases/<case:number>/items")
class CaseItems(MethodView):
    @resource.reads("list_case_items", VIEW, Items)
    def get(self, number: str) -> Response:
        """List the goods of a case, with the forms filed of each"""
        return said({"items": said_items(the_case(number), say(), whole=whole_answers())})


class Offers(tell.Output):
    """The steps of a case."""

    offers = tell.parts(schemas.Offer, "Steps, open or not.")
    version = tell.counts("Version of the case: send it along with the step.")
    example = sample({"version": 1, "offers": [{
        "step": "apply.accept", "label": "Accept", "by": "Service", "duty": "service", "outcome": "ask", "reason": "",
        "basis": [], "ahead": False, "proposed": {}, "decisions": []}]})


@resource.route("/cases/<case:number>/offers")
class CaseOffers(MethodView):
    @resource.reads("list_case_offers", VIEW, Offers)
    def get(self, number: str) -> Response:
        """List the steps of a case: open or not, why, and by which clause"""
        view = the_case(number)
        return said({"version": view.row.version, "offers": said_case(view, say())["offers"]})


class Clocks(tell.Output):
    """The promises of a case."""

    at = tell.at("When this was counted.")
    clocks = tell.parts(schemas.Clock, "Promises and deadlines.")
    example = sample({"at": "2025-10-13T02:42:00+00:00", "clocks": [{
        "target": "answer", "title": "Answer the request", "of": "company", "state": "running",
        "started_at": "2025-10-13T02:00:00+00:00", "due_at": "2025-10-16T10:00:00+00:00", "ended_at": None,
        "basis": [], "reason": "", "calendar": "default", "calendar_title": "Working calendar", "calendar_version": 1,
        "provisional": False, "segments": []}]})


@resource.route("/cases/<case:number>/clocks")
class CaseClocks(MethodView):
    @resource.reads("list_case_clocks", VIEW, Clocks)
    def get(self, number: str) -> Response:
        """List the promises and deadlines of a case, and how each was counted"""
        found = said_case(the_case(number), say())
        return said({"at": found["at"], "clocks": found["clocks"]})


class Charges(tell.Output):
    """The amounts of a case."""

    charges = tell.parts(schemas.Charge, "Amounts.")
    totals = fields.Dict(keys=fields.String(), values=fields.String(), required=True,
                         metadata={"description": "What each party owes."})
    example = sample({"charges": [], "totals": {"customer": "0.00"}})


@resource.route("/cases/<case:number>/charges")
class CaseCharges(MethodView):
    @resource.reads("list_case_charges", VIEW, Charges)
    def get(self, number: str) -> Response:
        """List what is charged in a case, and to whom"""
        found = said_case(the_case(number), say())
        return said({"charges": found["charges"], "totals": found["totals"]})


class Since(ask.Input):
    """Which part of a case's history."""

    after = ask.whole("Only what comes after this sequence.", address=True, default=0)
    limit = ask.whole("How many.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Events(tell.Output):
    """A part of a case's history."""

    events = tell.parts(Happened, "What happened, the first first.")
    next_after = fields.Integer(required=True, allow_none=True, metadata={
        "description": "`after` of the part that follows; null at the end."})
    example = sample({"next_after": None, "events": [{
        "sequence": 2, "kind": "commented", "at": "2025-10-13T02:42:00+00:00", "by": "Lin", "by_id": 3,
        "recorded_at": "2025-10-13T02:42:00+00:00", "backdated": False,
        "data": {"text": "Called twice", "to_customer": False}}]})


@resource.route("/cases/<case:number>/events")
class CaseEvents(MethodView):
    @resource.reads("list_case_events", VIEW, Events, asks=Since)
    def get(self, asked: dict[str, Any], number: str) -> Response:
        """List what happened in a case"""
        registry = None
        try:
            view = the_case(number)
            happened, registry = view.events, view.case.here.registry
        except PluginAbsent:
            happened = the_desk().pluginless.show(the_actor(), number).events
        found = [each for each in happened if each.sequence > asked["after"]]
        shown = found[:asked["limit"]]
        return said({
            "events": [said_event(each, registry, say(), whole=whole_answers()) for each in shown],
            "next_after": shown[-1].sequence if len(found) > len(shown) else None})


class PaperLine(tell.Output):
    """A line of a document."""

    label = tell.says("What is asked.")
    answer = tell.maybe("The answer; null where there is none yet.")


class PaperTerm(tell.Output):
    """A value of the business in a document."""

    label = tell.says("What it is.")
    value = tell.maybe("The value; null where it is not set.")


class Paper(tell.Output):
    """A document of a case, ready to print."""

    document = tell.says("Key.")
    title = tell.says("In words.")
    clauses = tell.words("Clauses that ask for it.")
    signed = tell.truth("Whether it is signed.")
    lines = tell.parts(PaperLine, "Its lines.")
    says_ = fields.List(fields.String(), data_key="says", required=True, metadata={"description": "Sentences."})
    encloses = tell.words("What is enclosed.")
    shows = tell.parts(PaperTerm, "Values of the business.")


class Papers(tell.Output):
    """The documents of a case."""

    papers = tell.parts(Paper, "Documents that its flow makes.")
    example = sample({
        "papers": [{"document": "return_form", "title": "Return form", "clauses": ["FRE-08"], "signed": True,
        "lines": [{"label": "Reason", "answer": None}], "says": [], "encloses": [], "shows": []}]})


@resource.route("/cases/<case:number>/papers")
class CasePapers(MethodView):
    @resource.reads("list_case_papers", VIEW, Papers)
    def get(self, number: str) -> Response:
        """List the documents of a case, filled in with what is known"""
        view, found = the_desk().views.papers(the_actor(), number)
        read(view)
        return said({"papers": [said_paper(each, say()) for each in found]})
