"""A case: the fold of its events, under the rulebook it is pinned to. Nothing here decides; `judging` does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from core.domain.almanac import Almanac
from core.domain.calendars import WorkCalendar
from core.domain.errors import DeskError
from core.domain.events import MERGED, MERGED_INTO, MOVED, Event
from core.domain.fields import Field
from core.domain.flow import State, Step
from core.domain.forms import Form, History, Item
from core.domain.people import PARTIES, Party
from core.domain.promises import CUSTOMER_REACHED, OPENED, EvidenceShown, Moment, moment_key
from core.domain.rulebook import InForce, Rulebook
from core.domain.rules import Decision, Overruling


@dataclass(frozen=True)
class Happening:
    """Something that may start or end a promise, and how it left the case: its state, and whom it waits for."""

    what: str
    at: datetime
    state: State | None
    waiting: Party | None

    @property
    def paused_for(self) -> Party | None:
        """Whose time it is from here on, if not the company's."""
        return self.waiting or (self.state.waiting_for if self.state else None)


@dataclass
class Line:
    """One item of a case with everything said about it, the item itself first."""

    position: int
    records: list[Form]
    outcome: str = ""

    @property
    def item(self) -> Item:
        first = self.records[0]
        assert isinstance(first, Item)
        return first


@dataclass(frozen=True)
class AskedOverride:
    """An override that waits for a second person."""

    fingerprint: str
    decision: Decision
    reason: str
    statute: str
    asked_by: str
    asked_by_id: int | None
    at: datetime


@dataclass
class Case:
    """What is known of a case."""

    here: InForce
    rulebook: str
    state: State | None = None
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    forms: list[Form] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    log: list[Happening] = field(default_factory=list)
    waiting: Party | None = None
    outcome: str = ""
    overruled: dict[str, Overruling] = field(default_factory=dict)
    asked: dict[str, AskedOverride] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    history: History = field(default_factory=lambda: History(refunded=False, exchanged=False, open_cases=0))
    imported: bool = False
    brought: list[Form] = field(default_factory=list)
    """Facts that capabilities know of it from elsewhere."""
    units: list[tuple[datetime, int | None]] = field(default_factory=list)
    past: list[tuple[datetime, str, InForce]] = field(default_factory=list)
    rulebooks: Callable[[str], Rulebook] | None = None
    almanac: Almanac | None = None

    @property
    def kind(self) -> str:
        return self.here.kind

    @property
    def zone(self) -> tzinfo:
        return self.here.calendar.zone

    @property
    def open(self) -> bool:
        return self.state is not None

    @classmethod
    def fold(cls, rulebook: Rulebook, kind: str, happened: Sequence[Event], *,
             rulebooks: Callable[[str], Rulebook] | None = None, almanac: Almanac | None = None) -> "Case":
        """The case that these events make; the first must be `opened`. `rulebook` is the one it is pinned to now, the
        others of a case that went over to it are found in `rulebooks` by number. Clocks are counted by the `almanac`,
        or by the rulebook's calendar."""
        first = happened[0]
        moved = next((each for each in happened if each.kind == MOVED), None)
        if moved and rulebooks:
            rulebook = rulebooks(moved.data["from"])
        forms, lines = _told(rulebook, first)
        case = cls(rulebook.for_case(kind, [*forms, *(line.item for line in lines)]), rulebook.number,
                   rulebooks=rulebooks, almanac=almanac)
        case.forms, case.lines, case.units = forms, lines, [(first.occurred_at, first.data.get("unit"))]
        case.state, case.opened_at = case.here.start, first.occurred_at.astimezone(case.zone)
        case._note(OPENED.name, case.opened_at)
        for each in happened[1:]:
            case.apply(each)
        return case

    def apply(self, event: Event) -> None:
        """Take one more event in. Kinds the fold does not need (comments, assignments) change nothing here."""
        change = getattr(self, f"_{event.kind}", None)
        if change:
            change(event, event.occurred_at.astimezone(self.zone), event.data)

    def _step(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self._file(data.get("form"), at)
        self.state = self._state(data["to"]) if data["to"] else None
        self.waiting = None
        if data.get("outcome"):
            self.outcome = data["outcome"]
            for line in self.lines:
                line.outcome = data["outcome"]
        if self.state is None:
            self.ended_at = at
        self._note(data["step"], at)

    def _moved(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        """The case goes over to another rulebook; without the others at hand it was folded under that one at once."""
        if self.rulebooks:
            self.past.append((at, self.rulebook, self.here))
            self.here = self._under(self.rulebooks(data["to"]))
            self.rulebook, self.state = data["to"], self._state(self.state.key) if self.state else None

    def _under(self, rulebook: Rulebook) -> InForce:
        return rulebook.for_case(self.kind, [*self.forms, *(line.item for line in self.lines)])

    def _assigned(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        if "unit" in data:
            self.units.append((at, data["unit"]))

    def _contacted(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        if data.get("reached"):
            self._note(CUSTOMER_REACHED.name, at)

    def _signalled(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self._file(data.get("form"), at)
        self._note(data["signal"], at)

    def _attached(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        purpose = data["purpose"]
        self.shown[purpose] = self.shown.get(purpose, 0) + 1

    def _waiting(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.waiting = PARTIES[data["party"]]
        self._note("waiting", at)

    def _resumed(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.waiting = None
        self._note("resumed", at)

    def _override_asked(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.asked[data["fingerprint"]] = AskedOverride(
            data["fingerprint"], Decision.from_data(data["decision"]), data["reason"], data.get("statute", ""),
            event.actor_name, event.actor_id, at)

    def _override_granted(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.asked.pop(data["fingerprint"], None)
        self.overruled[data["fingerprint"]] = Overruling(event.actor_name, data["reason"], data.get("statute", ""),
                                                         data.get("asked_by", ""))

    def _override_refused(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.asked.pop(data["fingerprint"], None)

    def _split(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        """Items leave for another case; or, in that other case, what was said before comes along."""
        if "to" in data:
            self.lines = [line for line in self.lines if line.position not in data["items"]]
            return
        for said in data["forms"]:
            self.forms.append(self._record(said, datetime.fromisoformat(said["at"])))
        for line, records in zip(self.lines, data["lines"], strict=True):
            line.records += [self._record(said, datetime.fromisoformat(said["at"])) for said in records]
        self.log = self._happenings(data["log"])
        self.units = [(datetime.fromisoformat(when), unit) for when, unit in data.get("units", ())] or self.units
        if self.rulebooks:
            self.past = [(datetime.fromisoformat(when), number, self._under(self.rulebooks(number)))
                         for when, number in data.get("past", ())]
        self.state = self._state(data["state"])
        self.waiting = self.log[-1].waiting if self.log else None
        self.shown = dict(data.get("shown", {}))
        self.overruled = _let_pass(data)

    def _merged_into(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.state, self.waiting, self.ended_at, self.outcome = None, None, at, MERGED
        for line in self.lines:
            line.outcome = MERGED
        self._note(MERGED_INTO, at)

    def _merged(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        """Another case becomes part of this one: its items come, and what starts promises counts from when it was."""
        for said in data["items"]:
            item = Item.restore(said["answers"], at=datetime.fromisoformat(said["at"]).astimezone(self.zone))
            self.lines.append(Line(said["position"], [item, *(
                self._record(each, datetime.fromisoformat(each["at"])) for each in said["also"])]))
        for each in self._happenings(data["log"]):
            later = (place for place, own in enumerate(self.log) if own.at > each.at)
            self.log.insert(next(later, len(self.log)), each)
        self.overruled |= _let_pass(data)

    def _reopened(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.state, self.ended_at, self.outcome = self._state(data["state"]), None, ""
        for line in self.lines:
            line.outcome = ""
        self._note("reopened", at)

    def _corrected(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        """A form filed before is filed again with better answers; what it started keeps its time."""
        self.forms.append(self._record(data["form"], self._filed_at(data["form"]["name"], at)))

    def _imported(self, event: Event, at: datetime, data: Mapping[str, Any]) -> None:
        self.imported = True

    def _filed_at(self, form: str, otherwise: datetime) -> datetime:
        """When a form of this name was first filed."""
        return next((each.filed_at for each in self.forms if type(each).__name__ == form), otherwise)

    def _file(self, said: Mapping[str, Any] | None, at: datetime) -> None:
        if not said:
            return
        if "lines" in said:
            for answers in said["lines"]:
                line = next(each for each in self.lines if each.position == answers["position"])
                line.records.append(self._record({"name": said["name"], **answers}, at))
        else:
            self.forms.append(self._record(said, at))

    def _record(self, said: Mapping[str, Any], at: datetime) -> Form:
        return restored(self.here.registry.forms, said, at.astimezone(self.zone))

    def _state(self, key: str) -> State:
        """A state of this flow, or of one that the case has left."""
        found = self.here.states.get(key) or next(
            (each for stage in self.here.workflow.stages for each in stage.states if each.key == key), None)
        if found is None:
            raise DeskError("案件停在状态“{state}”,已启用的插件里没有它;请恢复原来的插件版本", state=key)
        return found

    def _happenings(self, log: Iterable[Sequence[str]]) -> list[Happening]:
        return [Happening(what, datetime.fromisoformat(when), self._state(state) if state else None,
                          PARTIES.get(party)) for what, when, state, party in log]

    def _note(self, what: str, at: datetime) -> None:
        self.log.append(Happening(what, at, self.state, self.waiting))

    def facts(self, line: Line | None = None) -> list[Form]:
        """Everything said, the latest first; of an item, what was said of it before what was said of the case."""
        own = line.records if line else []
        return [*reversed(own), *reversed(self.forms), *self.brought, self.history]

    def answer(self, asked: Field, line: Line | None = None) -> object:
        """The latest answer to a question, None where nobody has answered."""
        return next((vars(fact)[asked.name] for fact in self.facts(line)
                     if fact.fields.get(asked.name) is asked and asked.name in vars(fact)), None)

    def said_of(self, asked: Field) -> object:
        """The latest answer to whatever question a record's own one fills in beforehand (`Product.serial`), whichever
        form asks it; None where nobody has answered."""
        return next((said for fact in self.facts() for name, said in vars(fact).items()
                     if (own := fact.fields.get(name)) is not None and asked in (own, own.prefill)), None)

    def calendar(self, begun: datetime, ended: datetime | None) -> WorkCalendar:
        """The calendar of the team that the case was with at a moment, in the version that counts for what began then
        and ended, or is still open."""
        if self.almanac is None:
            return self.here.calendar
        team = next((unit for at, unit in reversed(self.units) if at <= begun), self.units[0][1])
        return self.almanac.calendar(self.almanac.name_for(team), begun, ended)

    def each_line(self) -> Sequence[Line | None]:
        """The items to look at. A case without items has one that nobody knows, so nothing passes unseen."""
        return self.lines or [None]

    @property
    def evidence(self) -> EvidenceShown:
        return EvidenceShown(self.shown)

    def times(self, moment: Moment) -> list[datetime]:
        """When a moment came."""
        if isinstance(moment, State):
            entered = zip([None, *self.log], self.log, strict=False)
            return [each.at for before, each in entered
                    if each.state is moment and (before is None or before.state is not moment)]
        return [each.at for each in self.log if each.what == moment_key(moment)]

    def step(self, key: str) -> Step | None:
        """A step of this flow, by its whole key or by its own name where that says which."""
        steps = [each for each in self.here.steps if key in (each.key, each.name)]
        exact = [each for each in steps if each.key == key] or [each for each in steps if each.source is self.state]
        return exact[0] if exact else steps[0] if steps else None


def _let_pass(data: Mapping[str, Any]) -> dict[str, Overruling]:
    return {said["fingerprint"]: Overruling(**said["overruling"]) for said in data.get("overruled", ())}


def restored(forms: Mapping[str, type[Form]], said: Mapping[str, Any], at: datetime) -> Form:
    """A stored form; one whose plugin no longer declares it is kept as a form without answers."""
    form = forms.get(said["name"])
    return form.restore(said["answers"], at=at) if form else Form(filed_at=at)


def filed(form: Form) -> dict[str, Any]:
    """A form as an event stores it: answers, the form's version, and label and words of each answer."""
    return {"name": type(form).__name__, "title": type(form).title, "version": type(form).version(),
            "answers": form.dump(), "shown": form.shown()}


def _told(where: Rulebook, event: Event) -> tuple[list[Form], list[Line]]:
    """The forms and items that the opening brought."""
    registry, at = where.registry, event.occurred_at.astimezone(where.calendar.zone)
    said: Iterable[Mapping[str, Any]] = [*event.data.get("also", ()), event.data["form"]]
    forms = [restored(registry.forms, each, at) for each in said]
    lines = [Line(each["position"], [Item.restore(each["answers"], at=at),
                                     *(restored(registry.forms, said, at) for said in each.get("also", ()))])
             for each in event.data.get("items", ())]
    return forms, lines
