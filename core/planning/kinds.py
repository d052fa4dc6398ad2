"""The kinds of planned change: what each may say, what would come of it, how it is made."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import func, select

from core.calendars.comparing import Difference
from core.calendars.content import checked
from core.calendars.keeping import after, almanac_with, coming, make, make_teams, teams_after
from core.domain.errors import InvalidInput, unknown
from core.domain.people import MANAGE_CALENDARS, SET_VALUES, Actor, Permission
from core.domain.reasons import Label
from core.domain.registry import Registry
from core.domain.rulebook import Rulebook
from core.planning.moving import fitting, move_all
from core.planning.plans import NEW, OPEN
from core.services.almanacs import CALENDAR
from core.services.records import legible
from core.services.refreshing import Progress, Refreshing
from core.services.values import parsed
from core.services.workplace import Workplace
from core.store.settings import TEAMS
from core.store.tables import SettingRow
from core.store.unit_of_work import UnitOfWork

MOST_VALUES = 200
NO_VALUE = Label("—")


class Kind(Protocol):
    """One kind of planned change. `content` is what `checked` gave back."""

    permission: Permission
    applies: tuple[str, ...]

    def checked(self, work: UnitOfWork, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content as it is kept. Raises `InvalidInput` naming the field."""

    def basis(self, work: UnitOfWork, content: Mapping[str, Any]) -> str:
        """What a look rests on: where this is another, it has to be looked at again."""

    def differences(self, work: UnitOfWork, content: Mapping[str, Any]) -> Sequence[Difference]:
        """What would hold instead of what."""

    def outlook(self, content: Mapping[str, Any], so_far: Progress) -> Iterator[Progress]:
        """What would become of open cases, from where an earlier look came to."""

    def decide(self, work: UnitOfWork, actor: Actor, content: Mapping[str, Any], title: str, applies: str) -> None:
        """Make it hold from now on, in the caller's transaction."""

    def follow(self, actor: Actor, content: Mapping[str, Any], title: str, so_far: Progress) -> Iterator[Progress]:
        """Bring open cases after it."""


class CalendarKind:
    """`{"calendar": name, …}` as `core.calendars.content` says, or `{"teams": {unit: calendar}}`."""

    permission = MANAGE_CALENDARS
    applies: tuple[str, ...] = (NEW, OPEN)

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def checked(self, work: UnitOfWork, content: Mapping[str, Any]) -> dict[str, Any]:
        if "teams" in content:
            teams = content["teams"]
            if content.keys() != {"teams"} or not isinstance(teams, Mapping) or not teams or not all(
                    isinstance(each, str) for pair in teams.items() for each in pair):
                raise InvalidInput.field("teams", "请写成 {{\"部门\": \"日历\"}}")
            teams_after(work, teams)
            return {"teams": dict(teams)}
        name = content.get("calendar", CALENDAR)
        if not isinstance(name, str):
            raise InvalidInput.field("calendar", "不是文字")
        found = {"calendar": name, **checked({part: said for part, said in content.items() if part != "calendar"})}
        if not coming(work, found):
            raise InvalidInput.field("content", "没有改变什么")
        return found

    def basis(self, work: UnitOfWork, content: Mapping[str, Any]) -> str:
        return json.dumps(work.calendars.stamp())

    def differences(self, work: UnitOfWork, content: Mapping[str, Any]) -> Sequence[Difference]:
        if "teams" in content:
            units = {unit.key: unit for unit in work.units.all()}
            return [Difference(Label(units[key].title), units[key].calendar or NO_VALUE, name or NO_VALUE)
                    for key, name in content["teams"].items() if key in units]
        return coming(work, content)

    def outlook(self, content: Mapping[str, Any], so_far: Progress) -> Iterator[Progress]:
        with self.place.store.read() as work:
            if "teams" in content:
                almanac = almanac_with(work, TEAMS, teams_after(work, content["teams"]))
            else:
                almanac = almanac_with(work, content["calendar"], after(work, content))
        return Refreshing(self.place).outlook(almanac, since=so_far)

    def decide(self, work: UnitOfWork, actor: Actor, content: Mapping[str, Any], title: str, applies: str) -> None:
        if "teams" in content:
            make_teams(work, actor, teams_after(work, content["teams"]), title, open_cases=applies == OPEN)
        else:
            make(work, actor, content["calendar"], after(work, content), title, open_cases=applies == OPEN)

    def follow(self, actor: Actor, content: Mapping[str, Any], title: str, so_far: Progress) -> Iterator[Progress]:
        return Refreshing(self.place).apply(since=so_far)


class ValuesKind:
    """`{"industry": name, "values": {term: value}}`; null takes the business's own value back."""

    permission = SET_VALUES
    applies: tuple[str, ...] = (NEW, OPEN)

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def checked(self, work: UnitOfWork, content: Mapping[str, Any]) -> dict[str, Any]:
        registry, values = _industry(self.place, content), content.get("values")
        if content.keys() != {"industry", "values"} or not isinstance(values, Mapping) or not 0 < len(
                values) <= MOST_VALUES:
            raise InvalidInput.field("values", "请写成 {{\"项目\": \"值\"}}")
        for key, value in values.items():
            if key not in registry.terms:
                raise InvalidInput.field(str(key)[:100], "没有这一项:{problem}",
                                         problem=unknown("term", str(key)[:100], registry.terms))
            legible(**{key: str(value)})
            if value is not None:
                parsed(registry, key, value)
        return {"industry": registry.name, "values": dict(values)}

    def basis(self, work: UnitOfWork, content: Mapping[str, Any]) -> str:
        return json.dumps([work.calendars.stamp(), _latest_setting(work, content["industry"])])

    def differences(self, work: UnitOfWork, content: Mapping[str, Any]) -> Sequence[Difference]:
        registry, own = self.place.industry(content["industry"]), work.settings.values(content["industry"], work.now())
        return [Difference(Label(registry.terms[key].label), _shown(own.get(key)), _shown(value))
                for key, value in content["values"].items() if key in registry.terms]

    def outlook(self, content: Mapping[str, Any], so_far: Progress) -> Iterator[Progress]:
        return Refreshing(self.place).outlook(rulebook_of=self._books(content), since=so_far)

    def decide(self, work: UnitOfWork, actor: Actor, content: Mapping[str, Any], title: str, applies: str) -> None:
        for key, value in content["values"].items():
            work.settings.set(content["industry"], key, value, by=actor.id)

    def follow(self, actor: Actor, content: Mapping[str, Any], title: str, so_far: Progress) -> Iterator[Progress]:
        return move_all(self.place, actor, self._books(content), title, so_far)

    def _books(self, content: Mapping[str, Any]) -> "_Changed":
        return _Changed(self.place, content["industry"], content["values"])


class _Changed:
    """The rulebook a case is pinned to with other values; everything else of it stays."""

    def __init__(self, place: Workplace, industry: str, values: Mapping[str, Any]) -> None:
        self.place, self.industry, self.values = place, industry, values
        self._made: dict[tuple[str, int], Rulebook] = {}

    def __call__(self, work: UnitOfWork, case: Any) -> Rulebook | None:
        if self.place.registry_of(case.kind).name != self.industry:
            return None
        key = case.rulebook, self.place.calendar(work).version
        if key not in self._made:
            pinned = self.place.pinned(work, case.rulebook)
            content = pinned.content()
            values = {term: value for term, value in {**content["values"], **self.values}.items() if value is not None}
            self._made[key] = Rulebook.from_content(pinned.registry, {**content, "values": values}, pinned.calendar)
        return self._made[key]


class RulebooksKind:
    """`{"industry": name}`: open cases go over to the regulations and values in force now, as new ones do anyway."""

    permission = SET_VALUES
    applies: tuple[str, ...] = (OPEN,)

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def checked(self, work: UnitOfWork, content: Mapping[str, Any]) -> dict[str, Any]:
        if content.keys() != {"industry"}:
            raise InvalidInput.field("industry", "请选择行业")
        return {"industry": _industry(self.place, content).name}

    def basis(self, work: UnitOfWork, content: Mapping[str, Any]) -> str:
        return json.dumps([work.calendars.stamp(), self.place.rulebook(work, content["industry"]).number])

    def differences(self, work: UnitOfWork, content: Mapping[str, Any]) -> Sequence[Difference]:
        return ()

    def outlook(self, content: Mapping[str, Any], so_far: Progress) -> Iterator[Progress]:
        def book_of(work: UnitOfWork, case: Any) -> Rulebook | None:
            book = self._in_force(content["industry"], work, case)
            if book and book.number != case.rulebook and not any(each.where for each in book.adoptions):
                fitting(book, case.kind, case.state)  # where regulations depend on facts, the case itself says it
            return book

        return Refreshing(self.place).outlook(rulebook_of=book_of, since=so_far)

    def decide(self, work: UnitOfWork, actor: Actor, content: Mapping[str, Any], title: str, applies: str) -> None:
        """It holds already."""

    def follow(self, actor: Actor, content: Mapping[str, Any], title: str, so_far: Progress) -> Iterator[Progress]:
        return move_all(self.place, actor, lambda work, case: self._in_force(content["industry"], work, case), title,
                        so_far)

    def _in_force(self, industry: str, work: UnitOfWork, case: Any) -> Rulebook | None:
        return self.place.rulebook(work, industry) if self.place.registry_of(case.kind).name == industry else None


def _industry(place: Workplace, content: Mapping[str, Any]) -> Registry:
    name = content.get("industry")
    if not isinstance(name, str) or name not in place.industries:
        raise InvalidInput.field("industry", "没有这一项:{problem}",
                                 problem=unknown("industry", str(name)[:80], place.industries))
    return place.industry(name)


def _latest_setting(work: UnitOfWork, industry: str) -> int:
    return work.session.scalar(select(func.max(SettingRow.id)).where(SettingRow.industry == industry)) or 0


def _shown(value: object) -> str:
    return NO_VALUE if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
