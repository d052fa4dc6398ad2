"""The people who are sent, for other programs: the board, roster, requests, whereabouts, calls."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from core.capabilities.visits import people_shapes as shapes
from core.capabilities.visits.asking import Requests
from core.capabilities.visits.attempts import Attempts
from core.capabilities.visits.board import Block, Board
from core.capabilities.visits.endpoints import resource
from core.capabilities.visits.people import People
from core.capabilities.visits.people_tables import DisasterRow, ShiftRow
from core.capabilities.visits.permissions import CALL_STAFF, GO, OWN, ROSTER, SEE, SEND_CREW
from core.capabilities.visits.roster import Roster, Turn, turn_from
from core.capabilities.visits.whereabouts import Whereabouts
from core.sdk.rest import (
    MethodView,
    Receipt,
    Response,
    done,
    made,
    moment,
    once_by_key,
    said,
    say,
    the_actor,
    the_desk,
    the_key,
)
from core.sdk.services import InvalidInput


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    """Moments in the reader's zone, days as text, words in the reader's language."""
    found = {}
    for name, value in data.items():
        if isinstance(value, datetime):
            value = moment(value, say())
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, list):
            value = [_told(each) if isinstance(each, dict) else each for each in value]
        found[name] = say()(value) if name == "why_not" else value
    return found


def _day(body: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(body[name]) if body.get(name) else None
    except ValueError:
        raise InvalidInput.field(name, "不是有效的日期,请写成 2025-03-12") from None


def _needed(body: Mapping[str, Any], name: str) -> date:
    found = _day(body, name)
    assert found, "the schema requires it"
    return found


def _once(name: str, body: Mapping[str, Any], do: Callable[[], Mapping[str, Any]], status: int = 200) -> Response:
    answer, again = once_by_key(name, {key: str(value) for key, value in body.items()}, lambda: _told(do()))
    return made(answer, status, replayed=again)


def _today() -> date:
    return the_desk().place.now().astimezone(say().zone).date()


@resource.route("/visits/board")
class OfBoard(MethodView):
    @resource.reads("get_visit_board", SEE, shapes.VisitBoard, asks=shapes.WhichDays)
    def get(self, asked: dict[str, Any]) -> Response:
        """Who goes where, who has nobody yet, and who cannot take what"""
        shown = Board(the_desk().place).show(the_actor(), _day(asked, "day") or _today(), min(asked["days"], 7))

        def block(each: Block, login: str | None) -> dict[str, Any]:
            against = shown.cannot.get(each.number, {})
            return {**_told(each.data()), "technician": login, "cannot": [
                {"login": who, "why": [say().show(reason) for reason in why]} for who, why in against.items()]}

        going = [(each, row.login) for row in shown.rows for each in row.blocks]
        return said({"waiting": [block(each, None) for each in shown.waiting],
                     "visits": [block(each, login) for each, login in going] + [
                         block(each, each.login) for each, _ in shown.untimed]})


@resource.route("/visits/of/<case:number>/crew")
class Crew(MethodView):
    @resource.does("send_crew", SEND_CREW, Receipt, takes=shapes.CrewNamed)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Name who goes, by the case's own step"""
        return done(Board(the_desk().place).send(the_actor(), number, body["technician"], version=body.get("version"),
                                                 key=the_key()))


@resource.route("/visits/of/<case:number>/swap")
class JobSwap(MethodView):
    @resource.does("ask_job_swap", GO, Receipt, takes=shapes.JobSwapGiven)
    def post(self, body: dict[str, Any], number: str) -> Response:
        """Ask that somebody else take one's visit"""
        return done(Requests(the_desk().place).swap_job(the_actor(), number, body["other"], body["reason"],
                                                        key=the_key()))


@resource.route("/visits/people")
class Everybody(MethodView):
    @resource.reads("list_crew", SEE, shapes.CrewPeople)
    def get(self) -> Response:
        """List who may be sent"""
        return said({"people": [_told(each.data()) for each in People(the_desk().place).all(the_actor())]})


@resource.route("/visits/people/<string(maxlength=64):login>")
class Somebody(MethodView):
    @resource.reads("get_crew_person", SEE, shapes.CrewPerson)
    def get(self, login: str) -> Response:
        """Somebody who may be sent"""
        return said(_told(People(the_desk().place).one(the_actor(), login).data()))

    @resource.does("save_crew_person", ROSTER, shapes.CrewPerson, takes=shapes.PersonGiven)
    def post(self, body: dict[str, Any], login: str) -> Response:
        """Say who somebody is, what they can and where"""
        skills = [(each["skill"], _day(each, "until")) for each in body["skills"]]
        return _once("save_crew_person", {**body, "login": login}, lambda: People(the_desk().place).save(
            the_actor(), login, badge=body["badge"], active=body["active"], skills=skills, areas=body["areas"],
            version=body.get("version")).data())


@resource.route("/visits/people/<string(maxlength=64):login>/trainings")
class Trainings(MethodView):
    @resource.does("add_crew_training", ROSTER, shapes.CrewPerson, takes=shapes.TrainingGiven)
    def post(self, body: dict[str, Any], login: str) -> Response:
        """Write down that a brand trained somebody"""
        return _once("add_crew_training", {**body, "login": login}, lambda: People(the_desk().place).train(
            the_actor(), login, body["brand"], _needed(body, "trained_on"), until=_day(body, "until"),
            certificate=body["certificate"]).data())


@resource.route("/visits/authorisations")
class Authorisations(MethodView):
    @resource.reads("list_outlet_authorisations", SEE, shapes.OutletAuthorisations)
    def get(self) -> Response:
        """List which brands approved which outlets"""
        return said(self._all())

    @resource.does("add_outlet_authorisation", ROSTER, shapes.OutletAuthorisations, takes=shapes.AuthorisationGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Write down that a brand approved an outlet"""
        def add() -> Mapping[str, Any]:
            People(the_desk().place).authorise(
                the_actor(), body["unit"], body["brand"], body["document"], _needed(body, "starts_on"),
                ends_on=_day(body, "ends_on"), city=body["city"])
            return self._all()

        return _once("add_outlet_authorisation", body, add)

    def _all(self) -> dict[str, Any]:
        return _told({"authorisations": [each.data() for each in People(the_desk().place).authorisations(
            the_actor())]})


def _shift(row: ShiftRow) -> dict[str, Any]:
    return _told({"day": row.day, "kind": row.kind, "title": row.title, "opens": row.opens, "closes": row.closes,
                  "attendance": row.attendance, "why": row.why, "version": row.version})


@resource.route("/visits/roster")
class OfRoster(MethodView):
    @resource.reads("get_roster", OWN, shapes.RosterSpan, asks=shapes.WhichDays)
    def get(self, asked: dict[str, Any]) -> Response:
        """Everybody's days; one's own where one may not see the others'"""
        found = Roster(the_desk().place).span(the_actor(), _day(asked, "day") or _today(), asked["days"])
        return said({"people": [{"login": each.login, "name": each.name, "days": [
            _shift(row) for row in each.days if row]} for each in found]})

    @resource.does("set_roster_day", ROSTER, shapes.RosterDay, takes=shapes.DayGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Say what a day is for somebody else"""
        return _once("set_roster_day", body, lambda: _shift(Roster(the_desk().place).set(
            the_actor(), body["person"], _needed(body, "day"), Turn.parse(body["turn"]), body["reason"],
            body.get("version"))))


@resource.route("/visits/roster/attendance")
class OfAttendance(MethodView):
    @resource.does("record_attendance", ROSTER, shapes.RosterDay, takes=shapes.AttendanceGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Write down who was there"""
        return _once("record_attendance", body, lambda: _shift(Roster(the_desk().place).attend(
            the_actor(), body["person"], _needed(body, "day"), body["attendance"], body["why"])))


@resource.route("/visits/roster/patterns")
class Patterns(MethodView):
    @resource.reads("list_roster_patterns", SEE, shapes.Rotations)
    def get(self) -> Response:
        """List rotations that can be laid over days"""
        found = Roster(the_desk().place).patterns(the_actor())
        return said({"patterns": [{"title": each.title, "turns": [str(turn_from(turn)) for turn in each.turns]}
                                  for each in found]})

    @resource.does("save_roster_pattern", ROSTER, shapes.Laid, takes=shapes.PatternGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Keep a rotation; answers with its length"""
        return _once("save_roster_pattern", body, lambda: {"days": len(Roster(the_desk().place).save_pattern(
            the_actor(), body["title"], [Turn.parse(each) for each in body["turns"]]).turns)})


@resource.route("/visits/roster/fill")
class Fill(MethodView):
    @resource.does("fill_roster", ROSTER, shapes.Laid, takes=shapes.FillGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Lay a rotation over days that are not planned yet"""
        return _once("fill_roster", body, lambda: {"days": Roster(the_desk().place).fill(
            the_actor(), body["pattern"], body["people"], _needed(body, "begins"), _needed(body, "ends"),
            stagger=body["stagger"])})


@resource.route("/visits/requests")
class OfRequests(MethodView):
    @resource.reads("list_roster_requests", OWN, shapes.RosterRequests, asks=shapes.WhichRequests)
    def get(self, asked: dict[str, Any]) -> Response:
        """List requests; one's own where one may not decide"""
        found = Requests(the_desk().place).all(the_actor(), waiting=bool(asked.get("waiting")))
        return said({"requests": [_told(each.data()) for each in found]})

    @resource.does("ask_roster_change", OWN, shapes.RosterRequest, takes=shapes.RequestGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Ask for another day, or to change places with somebody"""
        asking, day = Requests(the_desk().place), _needed(body, "day")
        return _once("ask_roster_change", body, lambda: (
            asking.swap_days(the_actor(), day, body["other"], body["reason"], _day(body, "other_day"))
            if body["other"] else asking.change_day(the_actor(), day, Turn.parse(body["turn"]), body["reason"])).data())


@resource.route("/visits/requests/<int(max=2147483647):request>/answer")
class OneRequest(MethodView):
    @resource.does("answer_roster_request", OWN, shapes.RosterRequest, takes=shapes.RequestAnswered)
    def post(self, body: dict[str, Any], request: int) -> Response:
        """Approve or refuse a request, or withdraw one's own"""
        asking = Requests(the_desk().place)
        return _once("answer_roster_request", {**body, "request": request}, lambda: (
            asking.withdraw(the_actor(), request) if body["act"] == "withdraw" else asking.answer(
                the_actor(), request, grant=body["act"] == "approve", answer=body["answer"])).data())


@resource.route("/visits/whereabouts")
class OfWhereabouts(MethodView):
    @resource.reads("list_whereabouts", SEE, shapes.StaffPlaces)
    def get(self) -> Response:
        """Where everybody is, and who left without a job"""
        where = Whereabouts(the_desk().place)
        return said({"people": [_told(each.data()) for each in where.now(the_actor())],
                     "exceptions": [_told(each.data()) for each in where.exceptions(the_actor())]})

    @resource.does("report_whereabouts", OWN, shapes.StaffWhere, takes=shapes.WhereGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Say where one is"""
        return _once("report_whereabouts", body, lambda: Whereabouts(the_desk().place).say(
            the_actor(), body["where"], body["number"], body["note"]).data())


@resource.route("/visits/whereabouts/<int(max=2147483647):entry>/permission")
class Permitted(MethodView):
    @resource.does("allow_whereabouts", ROSTER, shapes.StaffPlaces)
    def post(self, entry: int) -> Response:
        """Allow that somebody left"""
        def allow() -> Mapping[str, Any]:
            where = Whereabouts(the_desk().place)
            where.allow(the_actor(), entry)
            return {"people": [each.data() for each in where.now(the_actor())],
                    "exceptions": [each.data() for each in where.exceptions(the_actor())]}

        return _once("allow_whereabouts", {"entry": entry}, allow)


@resource.route("/visits/attempts")
class OfAttempts(MethodView):
    @resource.reads("list_staff_calls", OWN, shapes.StaffCalls, asks=shapes.WhichCalls)
    def get(self, asked: dict[str, Any]) -> Response:
        """List calls to the staff; those to oneself where one may not record them"""
        found = Attempts(the_desk().place).all(the_actor(), asked["person"], _day(asked, "day"))
        return said({"attempts": [_told(each.data()) for each in found]})

    @resource.does("record_staff_call", CALL_STAFF, shapes.StaffCall, takes=shapes.CallGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Write a call to one of the staff down"""
        return _once("record_staff_call", body, lambda: Attempts(the_desk().place).record(
            the_actor(), body["person"], body["result"], at=body["at"], industry=body["industry"],
            number=body["number"], note=body["note"]).data())


@resource.route("/visits/attempts/<int(max=2147483647):attempt>/call-back")
class CallBack(MethodView):
    @resource.does("record_call_back", CALL_STAFF, shapes.StaffCall, takes=shapes.CallBackGiven)
    def post(self, body: dict[str, Any], attempt: int) -> Response:
        """Write down that somebody called back"""
        return _once("record_call_back", {**body, "attempt": attempt}, lambda: Attempts(
            the_desk().place).called_back(the_actor(), attempt, body["at"]).data())


def _disaster(row: DisasterRow) -> dict[str, Any]:
    return {"id": row.id, "title": row.title, "area": row.area, "starts_at": row.starts_at, "ends_at": row.ends_at}


@resource.route("/visits/disasters")
class Disasters(MethodView):
    @resource.reads("list_disasters", OWN, shapes.DeclaredDisasters)
    def get(self) -> Response:
        """List declared natural disasters"""
        found = Attempts(the_desk().place).disasters(the_actor())
        return said({"disasters": [_told(_disaster(each)) for each in found]})

    @resource.does("declare_disaster", ROSTER, shapes.DeclaredDisaster, takes=shapes.DisasterGiven)
    def post(self, body: dict[str, Any]) -> Response:
        """Declare a natural disaster"""
        return _once("declare_disaster", body, lambda: _disaster(Attempts(the_desk().place).declare(
            the_actor(), body["title"], body["starts_at"], body["ends_at"], body["area"])))


@resource.route("/visits/disasters/<int(max=2147483647):disaster>/end")
class DisasterOver(MethodView):
    @resource.does("end_disaster", ROSTER, shapes.DeclaredDisaster, takes=shapes.CallBackGiven)
    def post(self, body: dict[str, Any], disaster: int) -> Response:
        """Say when a disaster was over"""
        return _once("end_disaster", {**body, "disaster": disaster}, lambda: _disaster(Attempts(
            the_desk().place).end(the_actor(), disaster, body["at"] or the_desk().place.now())))
