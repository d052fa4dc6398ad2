"""What every service works with: the store, the industries, the regulations in force, the calendar, the time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from core.config import Config
from core.domain.almanac import Almanac
from core.domain.calendars import WorkCalendar
from core.domain.errors import InvalidInput, NotFound, PluginAbsent
from core.domain.people import DUTIES, Duty, Permission
from core.domain.policies import PolicyFile
from core.domain.registry import Registry
from core.domain.rulebook import Adoption, Rulebook
from core.importing.columns import Register
from core.services.almanacs import CALENDAR, almanac_of
from core.store.evidence_files import EvidenceFiles
from core.store.settings import Stamp
from core.store.store import Store
from core.store.unit_of_work import UnitOfWork

__all__ = ["CALENDAR", "Workplace"]


@dataclass
class Workplace:
    """Built once for a desk, or for a trial that is thrown away. `policies` are all installed regulations that can be
    used, `adopted` those in force, in order."""

    config: Config
    store: Store
    industries: Mapping[str, Registry]
    policies: Mapping[str, PolicyFile]
    adopted: tuple[Adoption, ...]
    registers: Mapping[str, Register] = field(default_factory=dict)
    now: Callable[[], datetime] = field(default_factory=lambda: _system_time)
    given_calendar: WorkCalendar | None = None
    given_values: Mapping[str, object] = field(default_factory=dict)
    reactions: Mapping[str, Sequence[object]] = field(default_factory=dict)
    """Of each industry, what its capabilities do when something happens to a case, and which facts they bring."""
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    """Those of plugins, beside the kernel's own."""

    def __post_init__(self) -> None:
        self._pinned: dict[tuple[str, int], Rulebook] = {}
        self._in_force: dict[str, Rulebook] = {}
        self._kept = set[str]()
        self._almanac: tuple[Stamp, Almanac] | None = None

    @cached_property
    def files(self) -> EvidenceFiles:
        return EvidenceFiles(Path(self.config.files))

    @cached_property
    def kinds(self) -> dict[str, Registry]:
        """Every kind of case that some adopted regulation has a flow for, with its industry."""
        return {kind: registry for registry in self.industries.values() for kind in registry.workflows
                if any(kind in each.policy.flow for each in self.adopted)}

    @cached_property
    def duties(self) -> dict[str, Duty]:
        """Every duty somebody may have: the kernel's and those of industries, with what plugins let them do."""
        kernel = {duty.key: duty for duty in DUTIES}
        found = {**{key: duty for each in self.industries.values() for key, duty in each.duties.items()
                    if key != "desk"}, **kernel}
        return {key: replace(duty, permissions=(*duty.permissions, *(
            each for each in self.permissions.values() if duty in each.comes_with))) for key, duty in found.items()}

    def registry_of(self, kind: str) -> Registry:
        """The industry of a kind. Raises `NotFound` for one nobody declares."""
        for registry in self.industries.values():
            if kind in registry.workflows:
                return registry
        raise NotFound("没有案件种类“{kind}”", kind=kind)

    def almanac(self, work: UnitOfWork) -> Almanac | None:
        """Every calendar through time; made again only when one has changed. None where a trial has one given."""
        if self.given_calendar:
            return None
        stamp, known = work.calendars.stamp(), self._almanac
        if known is None or known[0] != stamp:
            known = self._almanac = stamp, almanac_of(work.calendars.versions(), work.units.all())
            self._pinned.clear()
        return known[1]

    def calendar(self, work: UnitOfWork) -> WorkCalendar:
        """The business's calendar as it stands."""
        if self.given_calendar:
            return self.given_calendar
        almanac = self.almanac(work)
        assert almanac
        return almanac.versions[CALENDAR][-1].calendar

    def rulebook(self, work: UnitOfWork, industry: str) -> Rulebook:
        """What is in force for new cases now: the adopted regulations with the business's values of this moment."""
        values = {**work.settings.values(industry, self.now()), **self.given_values}
        calendar, known = self.calendar(work), self._in_force.get(industry)
        if known is None or known.calendar is not calendar or known.values != values:
            adopted = [each for each in self.adopted if each.policy.industry == industry]
            book = Rulebook(self.industries[industry], adopted, values, calendar)
            known = self._in_force[industry] = self._pinned.setdefault((book.number, calendar.version), book)
        return known

    def pinned(self, work: UnitOfWork, number: str) -> Rulebook:
        """The rulebook a case was opened under."""
        calendar = self.calendar(work)
        book = self._pinned.get((number, calendar.version))  # which another thread may be clearing
        if book is None:
            row = work.rulebooks.get(number)
            book = Rulebook.from_content(self.industry(row.industry), row.content, calendar)
            self._pinned[number, calendar.version] = book
        return book

    def industry(self, name: str) -> Registry:
        if name not in self.industries:
            raise PluginAbsent(name)
        return self.industries[name]

    def keep(self, work: UnitOfWork, book: Rulebook) -> None:
        """Store a rulebook under its number before a case pins it."""
        if book.number not in self._kept and work.rulebooks.keep(book.number, book.registry.name, book.content):
            self._kept.add(book.number)

    def moment(self, said: datetime | None) -> datetime:
        """When something happened: now, unless said otherwise. Raises `InvalidInput` for the future."""
        now = self.now()
        if said is None:
            return now
        if said.tzinfo is None:
            raise InvalidInput.field("at", "时间缺少时区")
        if said.year < 1970:
            raise InvalidInput.field("at", "不是有效的时间,请写成 2025-03-12 10:00")
        if said > now:
            raise InvalidInput.field("at", "发生时间 {at} 在未来", at=said)
        return said


def _system_time() -> datetime:
    from datetime import UTC

    return datetime.now(UTC)
