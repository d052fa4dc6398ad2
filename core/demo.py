"""The demo business: stories that plugins play through the services, along a simulated time.

A story is a generator: it acts on the stage and yields how long until it goes on (`timedelta`) or until when
(`datetime`). `Stage.tell` enters stories, `perform` plays them interleaved, so that what the desk records is in order
of time, with clocks swept on the way as the worker would.
"""

from __future__ import annotations

import heapq
import io
import logging
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import inspect

from core.config import FILE, Config
from core.demo_photos import jpeg
from core.domain.errors import InvalidInput
from core.domain.people import (
    ADMINISTRATOR,
    DISPATCH,
    FINANCE,
    LOGISTICS,
    MANAGER,
    QUALITY,
    SERVICE,
    TECHNICIAN,
    Actor,
)
from core.domain.policies import fullest
from core.services.notes import Upload
from core.services.opening import Request
from core.setting_up import configuration, make_database, seed_calendar, write_once
from core.store.lists import CaseFilter
from core.trials import SetClock

if TYPE_CHECKING:
    from types import ModuleType

    from core.app import Desk

log = logging.getLogger("shouhou.demo")
PASSWORD = "shouhou-demo-2025"  # public on purpose: for the demo alone
OPENS_BEFORE = timedelta(days=120)
"""How long before the making of the demo its business opens."""
READ_AFTER = timedelta(days=3)
"""What people were told of longer ago than this, they have read."""

Pause = timedelta | datetime
Story = Iterator[Pause]


@dataclass(frozen=True)
class Person:
    """Somebody of the demo's staff."""

    login: str
    name: str
    duty: str
    title: str


STAFF = tuple(Person(login, name, duty.key, duty.title) for login, name, duty in (
    ("lin", "林晓燕", SERVICE), ("huang", "黄丽华", DISPATCH), ("deng", "邓志强", TECHNICIAN),
    ("kong", "孔伟文", LOGISTICS), ("liang", "梁少芬", QUALITY), ("zhou", "周敏", FINANCE), ("chen", "陈国栋", MANAGER),
    ("he", "何颖诗", ADMINISTRATOR)))
_MORE_NAMES = ("罗永健", "谭美玲", "欧阳杰", "麦志伟", "冯倩", "霍振华", "区咏仪", "潘家豪")


@dataclass(order=True)
class _Cue:
    at: datetime
    place: int
    story: Story = field(compare=False)


class Stage:
    """What demo stories act on. `clock` is the desk's own clock, which stories move; everything goes through the
    services, by the person whose duty it is."""

    def __init__(self, desk: Desk, clock: SetClock, until: datetime | None = None) -> None:
        self.desk, self.clock, self.until = desk, clock, until or datetime.now(UTC)
        self.zone = ZoneInfo(desk.config.zone)
        self._cues: list[_Cue] = []
        self._actors: dict[str, Actor] = {}
        self._places = count()

    # Time

    @property
    def now(self) -> datetime:
        """The moment on the stage, in the business's zone."""
        return self.clock.at.astimezone(self.zone)

    def at(self, moment: datetime) -> datetime:
        """Move to a moment (without a zone, the business's). On the way forward the desk warns and notes as it
        would; a story told alone may also begin in the past."""
        wanted = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        self._tell_people()
        self._sweep_until(wanted)
        self.clock.at = wanted
        return wanted

    def after(self, **length: float) -> datetime:
        """Move on by `hours=`, `minutes=`, `days=`."""
        return self.at(self.clock.at + timedelta(**length))

    def ago(self, days: float, clock: str = "") -> datetime:
        """So many days before the demo is made, at a time of that day (`"09:30"`)."""
        moment = (self.until - timedelta(days=days)).astimezone(self.zone)
        if clock:
            hours, minutes = map(int, clock.split(":"))
            moment = moment.replace(hour=hours, minute=minutes, second=0, microsecond=0)
        return moment

    def clear(self) -> None:
        """For the next plugin: the day the business opens, and nothing left of a story that broke."""
        self._cues.clear()
        self.clock.at = self.until - OPENS_BEFORE

    def tell(self, at: datetime, story: Story) -> None:
        """Enter a story that begins at a moment."""
        begins = at if at.tzinfo else at.replace(tzinfo=self.zone)
        heapq.heappush(self._cues, _Cue(begins, next(self._places), story))

    def perform(self) -> None:
        """Play every story entered, interleaved, up to now; what would lie in the future does not happen."""
        if self.clock.at < self.until - READ_AFTER:
            self.tell(self.until - READ_AFTER, self._everybody_reads())
        while self._cues and self._cues[0].at <= self.until:
            cue = heapq.heappop(self._cues)
            self.at(max(cue.at, self.clock.at))
            pause = next(cue.story, None)
            if pause is not None:
                goes_on = pause if isinstance(pause, datetime) else self.clock.at + pause
                self.tell(goes_on, cue.story)
        self._cues.clear()
        self.at(max(self.until, self.clock.at))

    def _sweep_until(self, moment: datetime) -> None:
        """Sweep at each moment on the way at which the worker would have something to say."""
        before = None
        while True:
            with self.desk.store.read() as work:
                coming = work.clocks.next_mark()
            found = coming and coming + timedelta(seconds=30)
            if found is None or found > moment or found == before:
                return
            before = found
            self.clock.at = max(self.clock.at, found)
            self.desk.sweeper.sweep()
            self._tell_people()

    def _tell_people(self) -> None:
        """Write down who is told of what has happened, as the worker would within the minute."""
        with self.desk.store.read() as work:
            if not work.outbox.waiting():
                return
        with self.desk.store.unit_of_work() as work:
            left = work.outbox.lease(100, 60, "demo", ("notify",))
            work.commit()
        for row in left:
            self.desk.notifications.noting.work(row.payload)
            with self.desk.store.unit_of_work() as work:
                work.outbox.done(row.id, "demo")
                work.commit()

    def _everybody_reads(self) -> Story:
        for actor in self._actors.values():
            self.desk.notifications.read_all(actor)
        yield from ()

    # People

    @cached_property
    def staff(self) -> Mapping[str, Person]:
        """The person of each duty, hired when first asked for."""
        people = {each.duty: each for each in STAFF}
        names = iter(_MORE_NAMES)
        for key, duty in self.desk.place.duties.items():
            if key not in people:
                people[key] = Person(key, next(names, duty.title), key, duty.title)
        with self.desk.store.read() as work:
            known = {row.login for row in work.users.list()}
        for each in people.values():
            if each.login not in known:
                self.desk.users.create(Actor.system(), login=each.login, name=each.name, password=PASSWORD,
                                       duties=[each.duty])
        return people

    def actor(self, duty: str) -> Actor:
        """The person of a duty, by its key."""
        if duty not in self._actors:
            self._actors[duty] = self.desk.users.by_login(self.staff[duty].login)
        return self._actors[duty]

    # The business

    def value(self, industry: str, term: str, said: object, by: str = MANAGER.key) -> None:
        """Set a term to the business's own value, written as in a policy file."""
        self.desk.policies.set_value(self.actor(by), industry, term, said)

    def draft(self, kind: str, content: Mapping[str, object], title: str, by: str = MANAGER.key) -> int:
        """Plan a change (see `core.planning.kinds`) and look at what would become of open cases; it is not applied. Its
        id."""
        planning, actor = self.desk.planning, self.actor(by)
        return planning.finish(actor, planning.draft(actor, kind, content, title, stays=True).id).id

    def customer(self, name: str, *phones: str, address: str = "", note: str = "", by: str = SERVICE.key) -> int:
        """Register a customer; the id."""
        return self.desk.customers.register(self.actor(by), name=name, phones=phones, address=address, note=note)

    def product(self, customer: int | None = None, by: str = SERVICE.key, **answers: object) -> int:
        """Register something a customer bought, by the fields of `Product`; the id."""
        return self.desk.customers.add_product(self.actor(by), customer, _typed(answers))

    # Cases

    def open(self, kind: str, answers: Mapping[str, object], items: Sequence[Mapping[str, object]] = (), *,
             customer: int | None = None, product: int | None = None, title: str = "", channel: str = "phone",
             at: datetime | None = None, by: str = SERVICE.key) -> str:
        """Open a case; its number."""
        goods = [_typed(each) for each in items]
        request = Request(kind, _typed(answers), goods, customer, product, title, channel, at)
        return self.desk.opening.open(self.actor(by), request).number

    def take(self, number: str, step: str, answers: object = None, *, by: str = "", at: datetime | None = None) -> str:
        """Take a step, by the person whose duty it is unless said otherwise; the state it leads to."""
        duty = by or self._duty(number, step)
        return self.desk.steps.take(self.actor(duty), number, step, _typed(answers), at=at).state

    def _duty(self, number: str, step: str) -> str:
        found = self.desk.views.case(self.actor(MANAGER.key), number).case.step(step)
        return found.by.key if found else SERVICE.key

    def override(self, number: str, rule: str, reason: str, *, item: int | None = None, step: str = "",
                 answers: object = None, by: str = SERVICE.key, statute: str = "") -> None:
        """Ask to let a refusal pass (who may approve alone lets it pass at once)."""
        self.desk.steps.override(self.actor(by), number, rule=rule, reason=reason, item=item, step=step,
                                 answers=_typed(answers), statute=statute)

    def answer(self, number: str, *, grant: bool = True, reason: str = "", by: str = MANAGER.key) -> None:
        """Approve, or refuse, every override that waits in a case."""
        for asked in self.desk.views.case(self.actor(by), number).asked:
            self.desk.steps.answer(self.actor(by), number, asked.fingerprint, grant=grant, reason=reason)

    def comment(self, number: str, text: str, *, to_customer: bool = False, by: str = SERVICE.key) -> None:
        """Note something."""
        self.desk.notes.comment(self.actor(by), number, text, to_customer=to_customer)

    def contact(self, number: str, note: str = "", *, channel: str = "phone", direction: str = "out",
                reached: bool = True, by: str = SERVICE.key) -> None:
        """Log a call or message."""
        self.desk.notes.contact(self.actor(by), number, channel=channel, direction=direction, reached=reached,
                                note=note)

    def attach(self, number: str, upload: Upload, *, by: str = SERVICE.key) -> None:
        """Keep a file with a case; see `photo`."""
        self.desk.notes.attach(self.actor(by), number, upload)

    def assign(self, number: str, to: str, *, by: str = SERVICE.key) -> None:
        """Give a case to the person of a duty."""
        user = self.actor(to)
        assert user.id is not None
        self.desk.notes.assign(self.actor(by), number, user.id)

    def wait(self, number: str, party: str, why: str, *, by: str = SERVICE.key) -> None:
        """Say that a case waits for somebody outside (customer, carrier, factory)."""
        self.desk.notes.wait(self.actor(by), number, party, why)

    def resume(self, number: str, *, by: str = SERVICE.key) -> None:
        """Say that the waiting is over."""
        self.desk.notes.resume(self.actor(by), number)

    def correct(self, number: str, answers: Mapping[str, object], *, by: str = SERVICE.key) -> None:
        """File the opening form again."""
        self.desk.notes.correct(self.actor(by), number, _typed(answers))

    def split(self, number: str, items: Sequence[int], why: str, *, by: str = SERVICE.key) -> str:
        """Send items (by position) to a case of their own; its number."""
        return self.desk.arranging.split(self.actor(by), number, items, why).number

    def link(self, number: str, other: str, relation: str = "related", *, by: str = SERVICE.key) -> None:
        """Say that two cases have to do with each other."""
        self.desk.arranging.link(self.actor(by), number, other, relation)

    def reopen(self, number: str, why: str, *, by: str = MANAGER.key) -> None:
        """Open an ended case again."""
        self.desk.arranging.reopen(self.actor(by), number, why)

    def photo(self, name: str, colour: str = "#8a6f52", shape: str = "box", *, mark: str = "", purpose: str = "",
              field: str = "", source: str = "customer") -> Upload:
        """A photo as a customer would send it: a thing of a colour and shape (see `demo_photos.SHAPES`), with a
        `mark` (`scratch`, `crack`, `stain`), taken now by a telephone that notes time and place."""
        content = io.BytesIO(jpeg(colour, shape, mark, self.now, seed=name))
        return Upload(content, name, purpose, field, source)


def _typed(said: Any) -> Any:
    """Answers as a person would type them."""
    if isinstance(said, Mapping):
        return {name: _typed(each) for name, each in said.items()}
    if isinstance(said, list | tuple):
        return [_typed(each) for each in said]
    if isinstance(said, date):
        return said.isoformat()
    return str(said) if isinstance(said, Decimal) else said


@dataclass(frozen=True)
class Made:
    """The demo business that was made: how many cases, and what went wrong with which plugin's stories."""

    cases: int
    problems: tuple[str, ...]


def make(folder: Path, until: datetime | None = None) -> Made:
    """Make the demo business in a folder, whole or not at all, as it is now or was at a moment (aware). A plugin's
    demo module says by `ADOPTS` which regulations are in force (otherwise the fullest) and by `play(stage)` what
    happens. Raises `InvalidInput` where the folder or the database holds something else."""
    if folder.exists() and any(folder.iterdir()):
        raise InvalidInput.field("folder", "文件夹 {folder} 里已有别的东西,请换一个", folder=str(folder))
    making = folder.absolute().with_name(f".{folder.name}.{secrets.token_hex(4)}")
    making.mkdir(parents=True)
    try:
        made = _play(making, until or datetime.now(UTC))
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return made


def _play(folder: Path, until: datetime) -> Made:
    from core.app import Desk

    installed = Desk(Config())
    modules: dict[str, ModuleType] = {
        name: module for name, module in installed.plugins.call("register_demo") if module}
    policies = dict(installed.installed.policies)
    adopted = [slug for module in modules.values() for slug in getattr(module, "ADOPTS", ())]
    served = {kind for slug in adopted if slug in policies for kind in policies[slug].flow}
    adopted += [slug for slug in fullest(policies) if slug not in adopted and not served & policies[slug].flow.keys()]
    text = configuration("演示商家售后服务台", sorted(installed.installed.industries), adopted,
                         [slug for slug in sorted(policies) if slug not in adopted], demo=True)
    write_once(folder / FILE, text)
    clock = SetClock(until)
    desk = Desk(Config.load(folder / FILE), now=clock)
    try:
        _must_be_empty(desk)
        make_database(desk)
        seed_calendar(desk)
        stage = Stage(desk, clock, until)
        clock.at = stage.until - OPENS_BEFORE
        assert stage.staff
        problems = [problem for name, module in modules.items() if (problem := _played(stage, name, module))]
        with desk.store.read() as work:
            return Made(work.cases.count(CaseFilter()), tuple(problems))
    finally:
        desk.store.dispose()


def _must_be_empty(desk: Desk) -> None:
    """A database named by the environment may be somebody's real one."""
    if "SHOUHOU_DATABASE" in os.environ and inspect(desk.store.engine).get_table_names():
        raise InvalidInput.field("SHOUHOU_DATABASE", "环境变量 SHOUHOU_DATABASE 指向的数据库里已有数据;请先取消该变量")


def _played(stage: Stage, name: str, module: ModuleType) -> str:
    """Play a plugin's stories; what went wrong, '' if nothing did. The others go on."""
    try:
        stage.clear()
        module.play(stage)
        stage.perform()
    except Exception as error:
        log.exception("the stories of %s stopped", name)
        problem = f"{name}: {type(error).__name__}: {error}"
        stage.desk.plugins.health[name].fault(f"register_demo: {problem}")
        return problem
    return ""
