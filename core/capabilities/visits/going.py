"""Steps of one's own visit. Whoever is sent does there what a technician does, whatever their duty is elsewhere."""

from dataclasses import replace

from core.capabilities.visits.keeping import Diary
from core.capabilities.visits.permissions import GO
from core.sdk import TECHNICIAN
from core.sdk.services import (
    Actor,
    Forbidden,
    NotFound,
    Receipt,
    Record,
    Records,
    Steps,
    UnitOfWork,
    Workplace,
    change,
    require,
)


class Going:
    """What somebody does on a visit of theirs."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.steps = place, Steps(place)

    def crew(self, actor: Actor, number: str) -> Actor:
        """The actor as the case's visit knows them: a technician where they are the one who is sent."""
        require(actor, GO)
        with self.place.store.read() as work:
            row = work.cases.by_number(number.strip().upper(), seen_by=actor)
            return going(work, row.id, actor)

    def take(self, actor: Actor, number: str, step: str, answers: object = None, *, version: int | None = None,
             key: str = "", told: object = None) -> Receipt:
        """Take a step of a case that the actor is sent to. Raises `NotFound` where somebody else is, and what the step
        raises. `answers` and `told` are as `Steps.take` has them."""
        me = self.crew(actor, number)

        def do(records: Records, record: Record) -> Receipt:
            if not is_sent(records.work, record.row.id, actor):
                raise NotFound()
            said = answers(record.case, record.case.step(step)) if callable(answers) else answers
            return self.steps.within(records, record, step, said)

        return change(self.place, me, number, "visits.step", {
            "step": step, "answers": told if callable(answers) else answers}, do, version=version, key=key)


def is_sent(work: UnitOfWork, case_id: int, actor: Actor) -> bool:
    """Whether the case's latest visit is theirs."""
    found = Diary(work, work.now()).last(case_id)
    return found is not None and found.technician_id == actor.id


def going(work: UnitOfWork, case_id: int, actor: Actor) -> Actor:
    """The actor, who is a technician for a case that they are sent to."""
    return replace(actor, duties=actor.duties | {TECHNICIAN.key}) if is_sent(work, case_id, actor) else actor


def there(work: UnitOfWork, case_id: int, actor: Actor) -> Actor:
    """The same for what only technicians and those who are sent do. Raises `Forbidden` for others."""
    found = going(work, case_id, actor)
    if not found.has_duty(TECHNICIAN):
        raise Forbidden("请被派去的人办理")
    return found
