"""Personal data: what is kept and why, who read it, what customers agreed to, giving it out, erasing it."""

from typing import Any

from flask import Response, url_for
from flask.views import MethodView
from marshmallow import fields

from core.domain.people import AUDIT, DISCLOSE, ERASE, NOTE, VIEW
from core.privacy import brought
from core.privacy.accesses import ACTIONS
from core.privacy.consents import PURPOSES
from core.privacy.erasing import WHY
from core.privacy.purposes import EXPORTS, KINDS
from core.privacy.said import said_erased, said_kind, said_plan, said_standing
from core.representation.trail import said_access
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.exports import MADE, Export, export_of
from core.rest.once import once_by_key
from core.rest.operations import Resource, made, paged, said
from core.rest.samples import sample
from core.services.notes import CHANNELS

resource = Resource("privacy", "Personal data", "Who read it, what customers agreed to, giving it out, erasing it.")

LONGEST_PAGE = 200
REASONS = tuple(each for each in WHY if each != "expired")


class DataKind(tell.Output):
    """A kind of personal data."""

    kind = tell.says("Key.")
    title = tell.says("In words.")
    purpose = tell.says("What it is for.")
    basis = tell.says("What allows it.")
    kept = tell.maybe("How long, such as `3 years`; null where no time ends it.")
    ends = tell.says("What takes it away.")
    stays = tell.says("What is left of it when the customer is erased.")
    columns = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True,
                          metadata={"description": "Where it is kept: columns by table."})


class DataKinds(tell.Output):
    """Every kind of personal data that the desk keeps."""

    kinds = tell.parts(DataKind, "The kinds.")
    example = sample({"kinds": [{
        "kind": "customers", "title": "Customers", "purpose": "Service, calling back", "basis": "Contract",
        "kept": "3 years", "ends": "Erasing the customer", "stays": "Number and day of registration",
        "columns": {"customers": ["name", "address", "note"]}}]})


class WantedAccesses(ask.Input):
    """Which entries. Everything given must hold."""

    by = ask.text("Of one person: their log-in.", longest=40)
    customer = ask.whole("About one customer: their id.", least=1, address=True)
    action = ask.text("Of one action.", one_of=tuple(ACTIONS), default=None)
    since = ask.moment("From this moment on.")
    until = ask.moment("Before this moment.")
    cursor = ask.text("Where an earlier page ended.", pattern="[0-9]{1,9}", default=None)
    limit = ask.whole("How many on a page.", least=1, most=LONGEST_PAGE, address=True, default=50)


class Access(tell.Output):
    """That somebody read, took away or erased personal data."""

    id = tell.counts("Id.")
    at = tell.at("When.")
    by = tell.says("Who.")
    by_id = tell.maybe_counts("Their id; null for the desk.")
    action = tell.says("What: `case.read`, `export.fetch`, `customer.erase` and so on.")
    face = tell.says("Through what: `web`, `rest`, `cli`, …")
    customer_id = tell.maybe_counts("Whose data, where it was one person's.")
    case_id = tell.maybe_counts("The case's id, where it was one.")
    detail = tell.anything("More, by the action; it names nobody.")


class AccessPage(tell.Output):
    """A page of the log of readings."""

    accesses = tell.parts(Access, "The entries, the latest first.")
    next_cursor = tell.maybe("Where the next page begins; null on the last.")
    next = tell.maybe("Path of the next page; null on the last.")

    example = sample({"next_cursor": None, "next": None, "accesses": [{
        "id": 7, "at": "2025-10-13T02:42:00+00:00", "by": "Lin", "by_id": 3, "action": "customer.read",
        "face": "rest", "customer_id": 12, "case_id": None, "detail": {}}]})


class ErasurePlan(tell.Output):
    """What erasing a customer would take away: how many of each."""

    possible = tell.truth("Whether it can be done now.")
    phones = tell.counts("Telephone numbers.")
    products = tell.counts("Products, whose order and serial numbers go.")
    cases = tell.words("Numbers of the customer's cases; none are named where some lie out of sight.")
    events = tell.counts("Events whose words go.")
    files = tell.counts("Files.")
    rows = tell.counts("Lines of registers that were imported.")
    open = tell.words("Numbers of cases that are still open: they stand in the way.")

    example = sample({"possible": True, "phones": 1, "products": 1, "cases": ["TH-2025-00007"], "events": 12,
                      "files": 2, "rows": 0, "open": []})


class Erase(ask.Input):
    """That it is meant."""

    why = ask.text("Why: the customer `asked`, or was registered by `mistake`.", one_of=REASONS, required=True)
    confirm = ask.text("The customer's id once more, to be sure.", longest=20, required=True)
    example = sample({"why": "asked", "confirm": "12"})


class ErasedCustomer(tell.Output):
    """What was erased."""

    customer_id = tell.counts("Whose data.")
    at = tell.at("When.")
    cases = tell.counts("Cases they stood in.")
    files = tell.counts("Files that went.")

    example = sample({"customer_id": 12, "at": "2025-10-13T02:42:00+00:00", "cases": 1, "files": 2})


class CustomerArchive(Export):
    """An archive of all that is held on a customer, for whoever asked for it, and how far it is."""

    example = sample({**MADE, "what": "person", "form": "zip", "customer_id": 12, "state": "waiting", "rows_done": 0,
                      "rows_total": 5, "size": 0, "finished_at": None})


class Consent(ask.Input):
    """That a customer has agreed to something, or taken it back."""

    purpose = ask.text("What for.", one_of=tuple(PURPOSES), required=True)
    given = ask.flag("Whether they agree.", required=True)
    told_by = ask.text("How they said so.", one_of=tuple(CHANNELS), default="phone")
    number = ask.text("Number of the case it was about.", longest=64)

    example = sample({"purpose": "photos", "given": True, "told_by": "phone"})


class ConsentStanding(tell.Output):
    """What a customer has said of one purpose; the latest word counts."""

    purpose = tell.says("Key: `photos`, `recordings` or `contact`.")
    title = tell.says("In words.")
    given = fields.Boolean(required=True, allow_none=True, metadata={
        "description": "Whether they agree; null where nobody has asked."})
    at = tell.maybe_at("When they said so.")


class Consents(tell.Output):
    """What holds now, for every purpose."""

    consents = tell.parts(ConsentStanding, "The purposes.")
    example = sample({"consents": [
        {"purpose": "photos", "title": "Taking and keeping photos", "given": True, "at": "2025-10-13T02:42:00+00:00"},
        {"purpose": "contact", "title": "Being called back", "given": None, "at": None}]})


@resource.route("/privacy/kinds")
class PersonalData(MethodView):
    @resource.reads("list_personal_data", AUDIT, DataKinds)
    def get(self) -> Response:
        """List every kind of personal data: what for, how long, what takes it away"""
        config = the_desk().config
        terms = {**dict(config.retention), EXPORTS: f"{config.exports_kept_hours} h"}
        return said({"kinds": [said_kind(each, terms, say()) for each in (
            *KINDS, *brought.kinds(the_desk().store.histories))]})


@resource.route("/privacy/accesses")
class Accesses(MethodView):
    @resource.reads("list_accesses", AUDIT, AccessPage, asks=WantedAccesses)
    def get(self, asked: dict[str, Any]) -> Response:
        """List who read, took away or erased personal data"""
        limit = asked["limit"]
        rows = the_desk().accesses.list(
            the_actor(), by=asked["by"], customer_id=asked["customer"], action=asked["action"] or "",
            since=asked["since"], until=asked["until"], limit=limit + 1,
            before_id=int(asked["cursor"]) if asked["cursor"] else None)
        return paged({"accesses": [said_access(each, say()) for each in rows[:limit]]},
                     str(rows[limit - 1].id) if len(rows) > limit else "")


@resource.route("/customers/<int(max=2147483647):customer>/erase")
class Erasure(MethodView):
    @resource.reads("plan_erasure", ERASE, ErasurePlan)
    def get(self, customer: int) -> Response:
        """Say what erasing a customer would take away"""
        return said(said_plan(the_desk().erasing.preview(the_actor(), customer)))

    @resource.does("erase_customer", ERASE, ErasedCustomer, takes=Erase)
    def post(self, body: dict[str, Any], customer: int) -> Response:
        """Erase a customer's personal data for good

        What the business has to keep stays: numbers, days, amounts, decisions and the chain of events. Refused while a
        case is open or one lies out of sight."""
        answer, replayed = once_by_key("erase_customer", {**body, "customer": customer}, lambda: said_erased(
            the_desk().erasing.erase(the_actor(), customer, body["why"], confirm=body["confirm"]), say()))
        return made(answer, replayed=replayed)


@resource.route("/customers/<int(max=2147483647):customer>/disclose")
class Disclosure(MethodView):
    @resource.does("disclose_customer", DISCLOSE, CustomerArchive, status=201)
    def post(self, customer: int) -> Response:
        """Ask for everything that is held on a customer, as an archive for them: data, a page to read, their files

        It is made in the background: look at `/exports/{export}`, where `Location` leads, until its state is `done`,
        then fetch its file. That it was made is noted. Refused where a case of the customer lies out of sight. Takes
        `export.run` too."""
        answer, replayed = once_by_key("disclose_customer", {"customer": customer, "language": say().language}, lambda:
                                       export_of(the_desk().exports.disclose(the_actor(), customer, face="rest",
                                                                             language=say().language)))
        return made(answer, 201, replayed=replayed, location=url_for("api-exports.OneExport", export=answer["id"]))


@resource.route("/customers/<int(max=2147483647):customer>/consents")
class CustomerConsents(MethodView):
    @resource.reads("list_consents", VIEW, Consents)
    def get(self, customer: int) -> Response:
        """List what a customer has agreed to, and what not"""
        return said(_standing(customer))

    @resource.does("record_consent", NOTE, Consents, takes=Consent)
    def post(self, body: dict[str, Any], customer: int) -> Response:
        """Record that a customer has agreed to something, or has taken it back

        Takes `case.view` too."""
        def do() -> dict[str, Any]:
            the_desk().consents.record(the_actor(), customer, body["purpose"], body["given"],
                                       told_by=body["told_by"], number=body["number"])
            return _standing(customer)

        answer, replayed = once_by_key("record_consent", {**body, "customer": customer}, do)
        return made(answer, replayed=replayed)


def _standing(customer: int) -> dict[str, Any]:
    return {"consents": [said_standing(each, say()) for each in the_desk().consents.of(the_actor(), customer)]}
