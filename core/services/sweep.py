"""The sweep: tells of promises about to be missed, of those that were, and of what is to be told after that; each
once, whoever sweeps. And the desk takes the steps whose time has come."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain import events
from core.domain.clocks import TIMED_STEP
from core.domain.errors import DeskError, InvalidInput, Refused, StaleVersion
from core.domain.events import Event
from core.domain.marks import STEP
from core.domain.people import Actor
from core.services.marks import about, fire, iso, next_mark
from core.services.steps import Steps
from core.services.workplace import Workplace
from core.store.chain import Head
from core.store.clocks import UNFIT, key_of
from core.store.tables import ClockRow
from core.store.unit_of_work import UnitOfWork

BATCH = 1000

_DESK = Actor.system()

log = logging.getLogger("shouhou.sweep")


@dataclass(frozen=True)
class Swept:
    """What a sweep did: warnings, misses and escalations told, steps taken, cases and steps that failed."""

    warned: int = 0
    missed: int = 0
    failed: int = 0
    escalated: int = 0
    stepped: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(*(one + more for one, more in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass(frozen=True)
class _Due:
    """A step whose time has come."""

    head: Head
    row: Any
    mark: dict[str, Any]


class Sweeper:
    """Looks at clocks with a mark that has come."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.steps = place, Steps(place)

    def sweep(self) -> Swept:
        """Go through all of them as of now, some hundred in a transaction. What somebody else holds is left to them
        or to the next sweep; a case that fails is counted, the others go on."""
        now, done, beyond = self.place.now(), Swept(), None
        while True:
            with self.place.store.read() as work:
                found = work.clocks.due(now, BATCH, beyond)
            if not found:
                return done
            beyond = found[-1]
            done += self._batch(sorted({case_id for _, case_id in found}), now)

    def _batch(self, case_ids: Sequence[int], now: datetime) -> Swept:
        """These cases together; where that fails, each half on its own, down to the one that is to blame."""
        try:
            return self._fire(case_ids, now)
        except (DeskError, ArithmeticError, LookupError, TypeError, ValueError, *UNFIT) as error:
            if len(case_ids) == 1:
                log.warning("the clocks of case %d cannot be swept: %s", case_ids[0], type(error).__name__)
                return Swept(failed=1)
            half = len(case_ids) // 2
            return self._batch(case_ids[:half], now) + self._batch(case_ids[half:], now)

    def _fire(self, case_ids: Sequence[int], until: datetime) -> Swept:
        told: list[tuple[Head, Event]] = []
        changed: list[dict[str, Any]] = []
        steps: list[_Due] = []
        with self.place.store.unit_of_work() as work:
            heads, now = work.clocks.hold(case_ids), self.place.now()
            for row in work.clocks.falling_due(heads, until):
                head = heads[row.case_id]
                step = next((each for each in row.marks if each["level"] == STEP), None)
                if step:
                    steps.append(_Due(head, row, step))
                    continue
                fired = fire(row, now)
                changed.append({**key_of(row), **fired.changes})
                told += [(head, self._event(kind, said, now)) for kind, said in fired.told]
            self._tell(work, told)
            work.clocks.write(ClockRow, changed)
            work.commit()
        kinds = [event.kind for _, event in told]
        return sum((self._step(each) for each in steps), Swept(
            kinds.count(events.TARGET_WARNED), kinds.count(events.TARGET_MISSED), 0, kinds.count(events.ESCALATED)))

    def _tell(self, work: UnitOfWork, told: Sequence[tuple[Head, Event]]) -> None:
        written = work.clocks.tell(told)
        work.webhooks.announce_all(written)
        if ids := [event_id for *_, event_id in written]:
            work.outbox.put("notify", f"notify:{ids[0]}-{ids[-1]}", {"events": ids})

    @staticmethod
    def _event(kind: str, said: Mapping[str, Any], now: datetime) -> Event:
        return Event(kind, now, now, _DESK.id, _DESK.name, said)

    def _step(self, due: _Due) -> Swept:
        """Take a timed step, or note once that it may not be taken as the case stands."""
        key = f"timed:{due.head.number}:{due.row.target}:{due.row.started_at.isoformat()}:{due.head.version}"
        try:
            self.steps.take(_DESK, due.head.number, due.row.target.removeprefix(TIMED_STEP),
                            version=due.head.version, key=key)
        except StaleVersion:
            return Swept()  # it has just changed; the next sweep sees how it stands then
        except (Refused, InvalidInput) as refused:
            return self._refused(due, refused)
        except DeskError:
            return Swept(failed=1)
        return Swept(stepped=1)

    def _refused(self, due: _Due, refused: Refused | InvalidInput) -> Swept:
        decisions = refused.decisions if isinstance(refused, Refused) else ()
        said = {**about(due.row, due.mark, iso(due.row.due_at)), "step": due.row.target.removeprefix(TIMED_STEP),
                "decisions": [each.data() for each in decisions], "reason": refused.reason.data()}
        with self.place.store.unit_of_work() as work:
            head = work.clocks.hold([due.head.id]).get(due.head.id)
            still = [key_of(row) for row in work.clocks.falling_due([due.head.id], self.place.now())]
            if head is None or head.version != due.head.version or key_of(due.row) not in still:
                return Swept()
            event = self._event(events.TIMED_STEP_REFUSED, said, self.place.now())
            fired = {"fired_at": iso(event.recorded_at), "for": said["due_at"]}
            marks = [{**each, **fired} if each["level"] == STEP else each for each in due.row.marks]
            self._tell(work, [(head, event)])
            work.clocks.write(ClockRow, [{**key_of(due.row), "marks": marks, "next_mark_at": next_mark(marks, None)}])
            work.commit()
        return Swept()
