"""What other programs send about the people who are sent, and are told of them."""

from typing import Any

from core.capabilities.visits.asking import Answer, Asked
from core.capabilities.visits.people_forms import Reach
from core.capabilities.visits.roster import Attendance, DayKind
from core.capabilities.visits.standing import Standing
from core.capabilities.visits.whereabouts import SAID, Whereabout
from core.sdk.rest import ask, sample, tell

_WHEN = "2025-03-06T01:00:00+00:00"
_TRAINING = {"brand": "格力", "trained_on": "2024-05-01", "until": "2027-04-30", "certificate": "GR-77"}
PERSON: dict[str, Any] = {
    "login": "wu", "name": "Wu", "unit": "城南网点", "badge": "G-012", "active": True, "areas": ["禅城"], "version": 2,
    "skills": [{"skill": "空调维修", "until": None}], "trainings": [_TRAINING]}
AUTHORISATION: dict[str, Any] = {
    "id": 1, "unit": "south", "title": "城南网点", "brand": "格力", "city": "佛山", "document": "授权书 2025-18",
    "starts_on": "2025-01-01", "ends_on": "2025-12-31", "valid": True}
SHIFT: dict[str, Any] = {"day": "2025-03-06", "kind": "duty", "title": "早班", "opens": _WHEN,
                         "closes": "2025-03-06T09:30:00+00:00", "attendance": "", "why": "", "version": 1}
REQUEST: dict[str, Any] = {
    "id": 4, "kind": "change", "state": "asked", "person": "wu", "name": "Wu", "other": None, "day": "2025-03-07",
    "other_day": None, "case": None, "wanted": "轮休", "was": "早班 08:30-17:30", "reason": "家里有事", "answer": "",
    "asked_at": _WHEN, "decided_at": None, "decided_by": None}
WHERE: dict[str, Any] = {"id": 9, "person": "wu", "name": "Wu", "place": "job", "since": _WHEN,
                         "case": "AC-2025-00001", "note": "", "exception": False, "allowed_by": None}
ATTEMPT: dict[str, Any] = {
    "id": 3, "person": "wu", "name": "Wu", "at": _WHEN, "result": "missed", "counted": True, "why_not": "",
    "called_back_at": None, "case": None, "note": "", "by": "Lin"}
DISASTER: dict[str, Any] = {"id": 1, "title": "台风", "area": "", "starts_at": _WHEN, "ends_at": None}
BLOCK: dict[str, Any] = {
    "number": "AC-2025-00001", "title": "空调不制冷", "version": 3, "standing": "planned", "starts": _WHEN,
    "ends": "2025-03-06T03:00:00+00:00", "skill": "空调维修", "brand": "格力", "area": "禅城", "due_at": None,
    "movable": True, "technician": None, "cannot": [{"login": "xu", "why": ["没有“空调维修”技能"]}]}


class CrewSkill(tell.Output):
    """A skill."""

    skill = tell.says("What somebody can.")
    until = tell.maybe("The last day it holds; null for always.")
    example = sample({"skill": "空调维修", "until": None})


class CrewTraining(tell.Output):
    """A brand's training."""

    brand = tell.says("The brand.")
    trained_on = tell.says("The day.")
    until = tell.maybe("The last day it holds; null for always.")
    certificate = tell.says("Number of the certificate.")
    example = sample(_TRAINING)


class CrewPerson(tell.Output):
    """Somebody who may be sent."""

    login = tell.says("Log-in.")
    name = tell.says("Name.")
    unit = tell.says("Their unit.")
    badge = tell.says("The number a customer may ask for.")
    active = tell.truth("Whether they may be sent now.")
    skills = tell.parts(CrewSkill, "What they can.")
    areas = tell.words("Where they go; `*` is everywhere.")
    trainings = tell.parts(CrewTraining, "Brands that trained them, the latest first.")
    version = tell.counts("Grows with every change.")
    example = sample(PERSON)


class CrewPeople(tell.Output):
    """Everybody who is or was sent."""

    people = tell.parts(CrewPerson, "By name.")
    example = sample({"people": [PERSON]})


class SkillGiven(ask.Input):
    """A skill somebody has."""

    skill = ask.text("What.", longest=80, shortest=1, required=True)
    until = ask.day("The last day it holds.")
    example = sample({"skill": "空调维修"})


class PersonGiven(ask.Input):
    """Who somebody is, what they can and where; replaces what was said before."""

    badge = ask.text("Badge.", longest=80)
    active = ask.flag("Whether they may be sent.", default=True)
    skills = ask.rows_of(SkillGiven, "What they can.")
    areas = ask.texts("Where they go; `*` is everywhere.", longest=80, most=100)
    version = ask.whole("Version of the entry that you have seen; 409 `stale-version` where it is another.", least=1)
    example = sample({"badge": "G-012", "skills": [{"skill": "空调维修"}], "areas": ["禅城"]})


class TrainingGiven(ask.Input):
    """A brand trained somebody."""

    brand = ask.text("The brand.", longest=80, shortest=1, required=True)
    trained_on = ask.text("The day, as 2024-05-01.", pattern=r"\d{4}-\d\d-\d\d", required=True)
    until = ask.day("The last day it holds.")
    certificate = ask.text("Number of the certificate.", longest=80)
    example = sample({"brand": "格力", "trained_on": "2024-05-01"})


class OutletAuthorisation(tell.Output):
    """A brand's authorisation of an outlet."""

    id = tell.counts("Id.")
    unit = tell.says("Key of the unit.")
    title = tell.says("Its name.")
    brand = tell.says("The brand.")
    city = tell.says("The city.")
    document = tell.says("The paper.")
    starts_on = tell.says("The first day it holds.")
    ends_on = tell.maybe("The last one; null for always.")
    valid = tell.truth("Whether it holds today.")
    example = sample(AUTHORISATION)


class OutletAuthorisations(tell.Output):
    """Which brands approved which outlets."""

    authorisations = tell.parts(OutletAuthorisation, "The latest first.")
    example = sample({"authorisations": [AUTHORISATION]})


class AuthorisationGiven(ask.Input):
    """A brand approved an outlet."""

    unit = ask.text("Key of the unit.", shortest=1, required=True)
    brand = ask.text("The brand.", longest=80, shortest=1, required=True)
    document = ask.text("The paper.", longest=80, shortest=1, required=True)
    starts_on = ask.text("The first day it holds, as 2025-01-01.", pattern=r"\d{4}-\d\d-\d\d", required=True)
    ends_on = ask.day("The last one.")
    city = ask.text("The city.", longest=80)
    example = sample({"unit": "south", "brand": "格力", "document": "授权书 2025-18", "starts_on": "2025-01-01"})


class RosterDay(tell.Output):
    """What a day is for somebody."""

    day = tell.says("The day.")
    kind = tell.says(f"{', '.join(DayKind.__members__)}.")
    title = tell.says("Name of the shift.")
    opens = tell.maybe_at("When a duty begins.")
    closes = tell.maybe_at("When it ends; that moment is not included.")
    attendance = tell.says(f"{', '.join(Attendance.__members__)}; empty until it is recorded.")
    why = tell.says("Why somebody was not there; an absence without is unexplained.")
    version = tell.counts("Grows with every change.")
    example = sample(SHIFT)


class RosterPerson(tell.Output):
    """Somebody's days."""

    login = tell.says("Log-in.")
    name = tell.says("Name.")
    days = tell.parts(RosterDay, "Those that are planned.")
    example = sample({"login": "wu", "name": "Wu", "days": [SHIFT]})


class RosterSpan(tell.Output):
    """Some days of the roster."""

    people = tell.parts(RosterPerson, "By name.")
    example = sample({"people": [{"login": "wu", "name": "Wu", "days": [SHIFT]}]})


class WhichDays(ask.Input):
    """From which day, and how many."""

    day = ask.day("The first day; today unless given.")
    days = ask.whole("How many.", least=1, most=120, default=7, address=True)
    example = sample({"day": "2025-03-06", "days": 7})


class DayGiven(ask.Input):
    """What a day is to be for somebody else."""

    person = ask.text("Log-in.", shortest=1, required=True)
    day = ask.text("The day, as 2025-03-06.", pattern=r"\d{4}-\d\d-\d\d", required=True)
    turn = ask.text("`08:30-17:30`, `早班 08:30-17:30`, `rest` or `leave`.", shortest=1, required=True)
    reason = ask.text("Why; needed where the day was planned.", longest=400)
    version = ask.whole("Version of the day that you have seen, 0 for none.")
    example = sample({"person": "wu", "day": "2025-03-06", "turn": "早班 08:30-17:30"})


class AttendanceGiven(ask.Input):
    """Who was there."""

    person = ask.text("Log-in.", shortest=1, required=True)
    day = ask.text("The day, as 2025-03-06.", pattern=r"\d{4}-\d\d-\d\d", required=True)
    attendance = ask.text("What.", one_of=tuple(Attendance.__members__), required=True)
    why = ask.text("Why somebody was not there.", longest=400)
    example = sample({"person": "wu", "day": "2025-03-06", "attendance": "present"})


class PatternGiven(ask.Input):
    """A rotation."""

    title = ask.text("Its name; one of the same name is replaced.", longest=40, shortest=1, required=True)
    turns = ask.texts("What one day after the other brings, as in a single day.", most=60)
    example = sample({"title": "两班", "turns": ["早班 08:30-17:30", "rest"]})


class Rotation(tell.Output):
    """A rotation that is kept."""

    title = tell.says("Its name.")
    turns = tell.words("What one day after the other brings.")
    example = sample({"title": "两班", "turns": ["早班 08:30-17:30", "轮休"]})


class Rotations(tell.Output):
    """Rotations that can be laid over days."""

    patterns = tell.parts(Rotation, "By name.")
    example = sample({"patterns": [{"title": "两班", "turns": ["早班 08:30-17:30", "轮休"]}]})


class FillGiven(ask.Input):
    """A rotation laid over days that are not planned yet."""

    pattern = ask.text("Name of the rotation.", longest=40, shortest=1, required=True)
    people = ask.texts("Log-ins, in the order in which they are staggered.", longest=64, most=100)
    begins = ask.text("The first day.", pattern=r"\d{4}-\d\d-\d\d", required=True)
    ends = ask.text("The last one.", pattern=r"\d{4}-\d\d-\d\d", required=True)
    stagger = ask.whole("How many days each next person is further in the rotation.", most=60, default=0)
    example = sample({"pattern": "两班", "people": ["wu", "xu"], "begins": "2025-03-10", "ends": "2025-03-16",
                      "stagger": 1})


class Laid(tell.Output):
    """How many days were laid."""

    days = tell.counts("Days.")
    example = sample({"days": 14})


class RosterRequest(tell.Output):
    """A request to change the roster, or who goes to a visit."""

    id = tell.counts("Id.")
    kind = tell.says(f"{', '.join(Asked.__members__)}.")
    state = tell.says(f"{', '.join(Answer.__members__)}.")
    person = tell.says("Log-in of who asks, or whose day a supervisor changed.")
    name = tell.says("Their name.")
    other = tell.maybe("Log-in of who is to take their place.")
    day = tell.maybe("The day.")
    other_day = tell.maybe("The day on which they change back.")
    case = tell.maybe("Number of the case whose visit it is.")
    wanted = tell.says("What the day is to be.")
    was = tell.says("What it was.")
    reason = tell.says("Why.")
    answer = tell.says("What was answered.")
    asked_at = tell.at("When.")
    decided_at = tell.maybe_at("When it was decided.")
    decided_by = tell.maybe("Who decided.")
    example = sample(REQUEST)


class RosterRequests(tell.Output):
    """Requests."""

    requests = tell.parts(RosterRequest, "Those that wait first, then the latest.")
    example = sample({"requests": [REQUEST]})


class WhichRequests(ask.Input):
    """Which requests."""

    waiting = ask.flag("Only those that wait.", address=True)
    example = sample({"waiting": True})


class RequestGiven(ask.Input):
    """What one asks for: another day (`turn`), or to change places with `other`."""

    day = ask.text("The day, as 2025-03-07.", pattern=r"\d{4}-\d\d-\d\d", required=True)
    turn = ask.text("What the day is to be.")
    other = ask.text("Log-in of who is to take one's place.", longest=64)
    other_day = ask.day("The day on which to change back.")
    reason = ask.text("Why.", longest=400, shortest=1, required=True)
    example = sample({"day": "2025-03-07", "turn": "rest", "reason": "家里有事"})


class JobSwapGiven(ask.Input):
    """Who should take one's visit."""

    other = ask.text("Log-in.", longest=64, shortest=1, required=True)
    reason = ask.text("Why.", longest=400, shortest=1, required=True)
    example = sample({"other": "xu", "reason": "车坏了"})


class RequestAnswered(ask.Input):
    """What is decided."""

    act = ask.text("What; who has asked may withdraw.", one_of=("approve", "refuse", "withdraw"), required=True)
    answer = ask.text("Why; needed to refuse.", longest=400)
    example = sample({"act": "approve"})


class StaffWhere(tell.Output):
    """Where somebody is."""

    id = tell.maybe_counts("Id of what they said; null where it follows from visits or the roster.")
    person = tell.says("Log-in.")
    name = tell.says("Name.")
    place = tell.says(f"{', '.join(Whereabout.__members__)}.")
    since = tell.maybe_at("Since when.")
    case = tell.maybe("Number of the case.")
    note = tell.says("What they said of it.")
    exception = tell.truth("Whether they left without a job or permission.")
    allowed_by = tell.maybe("Who allowed it.")
    example = sample(WHERE)


class StaffPlaces(tell.Output):
    """Where everybody is."""

    people = tell.parts(StaffWhere, "By name.")
    exceptions = tell.parts(StaffWhere, "Who left without a job or permission in the last month, the latest first.")
    example = sample({"people": [WHERE], "exceptions": []})


class WhereGiven(ask.Input):
    """Where one is."""

    where = ask.text("What.", one_of=tuple(each.name for each in SAID), required=True)
    number = ask.text("Number of the case; needed on a job.", longest=64)
    note = ask.text("Where to and why; needed when out.", longest=200)
    example = sample({"where": "job", "number": "AC-2025-00001"})


class StaffCall(tell.Output):
    """A call to one of the staff."""

    id = tell.counts("Id.")
    person = tell.says("Log-in of who was called.")
    name = tell.says("Their name.")
    at = tell.at("When.")
    result = tell.says(f"{', '.join(Reach.__members__)}.")
    counted = tell.truth("Whether it counts against them.")
    why_not = tell.says("Why it does not.")
    called_back_at = tell.maybe_at("When they called back.")
    case = tell.maybe("Number of the case.")
    note = tell.says("What was said of it.")
    by = tell.says("Who called.")
    example = sample(ATTEMPT)


class StaffCalls(tell.Output):
    """Calls to the staff."""

    attempts = tell.parts(StaffCall, "The latest first.")
    example = sample({"attempts": [ATTEMPT]})


class WhichCalls(ask.Input):
    """Which calls."""

    person = ask.text("Log-in of who was called.", longest=64)
    day = ask.day("The day; all unless given.")
    example = sample({"person": "wu"})


class CallGiven(ask.Input):
    """A call to one of the staff."""

    person = ask.text("Log-in of who was called.", longest=64, shortest=1, required=True)
    result = ask.text("How it went.", one_of=tuple(Reach.__members__), required=True)
    at = ask.moment("When; now unless given.")
    industry = ask.text("Whose rules count where no case is named; the first unless given.", longest=40)
    number = ask.text("Number of the case.", longest=64)
    note = ask.text("What to add.", longest=200)
    example = sample({"person": "wu", "result": "missed"})


class CallBackGiven(ask.Input):
    """When somebody called back."""

    at = ask.moment("When; now unless given.")
    example = sample({"at": "2025-03-06T10:20:00+08:00"})


class DeclaredDisaster(tell.Output):
    """A declared natural disaster."""

    id = tell.counts("Id.")
    title = tell.says("Its name.")
    area = tell.says("Where; empty for everywhere.")
    starts_at = tell.at("From when.")
    ends_at = tell.maybe_at("Until when; null while it lasts.")
    example = sample(DISASTER)


class DeclaredDisasters(tell.Output):
    """Declared natural disasters."""

    disasters = tell.parts(DeclaredDisaster, "The latest first.")
    example = sample({"disasters": [DISASTER]})


class DisasterGiven(ask.Input):
    """A natural disaster."""

    title = ask.text("Its name.", longest=80, shortest=1, required=True)
    starts_at = ask.moment("From when.", required=True)
    ends_at = ask.moment("Until when.")
    area = ask.text("Where.", longest=80)
    example = sample({"title": "台风", "starts_at": "2025-03-06T00:00:00+08:00"})


class CannotGo(tell.Output):
    """Why somebody cannot take a visit."""

    login = tell.says("Log-in.")
    why = tell.words("Reasons.")
    example = sample({"login": "xu", "why": ["没有“空调维修”技能"]})


class BoardVisit(tell.Output):
    """A visit on the board."""

    number = tell.says("Number of the case.")
    title = tell.says("What it is about.")
    version = tell.counts("Version of the case.")
    standing = tell.says(f"How far it is: {', '.join(Standing.__members__)}.")
    starts = tell.maybe_at("When the window begins.")
    ends = tell.maybe_at("When it ends.")
    skill = tell.says("What whoever goes must be able to do.")
    brand = tell.says("Brand of the goods.")
    area = tell.says("Where it is.")
    due_at = tell.maybe_at("The nearest promise of the case.")
    movable = tell.truth("Whether somebody can be named now.")
    technician = tell.maybe("Log-in of who goes.")
    cannot = tell.parts(CannotGo, "Who cannot take it; empty for readers who may not send.")
    example = sample(BLOCK)


class VisitBoard(tell.Output):
    """Some days of the board."""

    waiting = tell.parts(BoardVisit, "Visits that have nobody yet.")
    visits = tell.parts(BoardVisit, "Visits that somebody goes to.")
    example = sample({"waiting": [BLOCK], "visits": []})


class CrewNamed(ask.Input):
    """Who goes."""

    technician = ask.text("Log-in.", longest=64, shortest=1, required=True)
    version = ask.version()
    example = sample({"technician": "wu", "version": 3})
