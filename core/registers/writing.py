"""Writing an entry, in somebody's transaction: by the use case of the page, or by what a plugin does beside a case."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.cases import filed
from core.domain.forms import Form
from core.domain.people import Actor
from core.domain.reasons import Label
from core.domain.registers import Register
from core.notifications.kinds import PASSED_ON
from core.notifications.leaving import leave
from core.services.reactions import Reaction
from core.services.workplace import Workplace
from core.store.tables import CaseRow, RegisterEntryRow, RegisterPassRow
from core.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RegisterDoing:
    """An entry that has just been written, for reactions on its register. One that raises undoes it."""

    place: Workplace
    work: UnitOfWork
    actor: Actor
    register: Register
    entry: RegisterEntryRow
    said: Form

    @property
    def at(self) -> datetime:
        """When it happened, aware UTC."""
        return self.entry.happened_at


def enter(place: Workplace, work: UnitOfWork, actor: Actor, industry: str, register: Register, form: Form, *,
          at: datetime | None = None, case: CaseRow | None = None, about: int | None = None,
          corrects: RegisterEntryRow | None = None) -> RegisterEntryRow | None:
    """Write an entry, pass it to whom it concerns and tell them; still to be committed. `at` is when it happened
    (aware; now, if not given), `about` the id of whom it is about. None where no regulation in force asks for the
    register, so that a reaction need not look."""
    standing = place.rulebook(work, industry).standing
    key = next((key for key, each in standing.awake(Register).items() if each is register), None)
    if key is None:
        return None
    now = place.now()
    entry = RegisterEntryRow(
        industry=industry, key=key, number=work.numbers.next(f"register:{industry}.{key}", 0), title=register.title,
        happened_at=at or now, recorded_at=now, user_id=actor.id, about_id=about, case_id=case.id if case else None,
        corrects_id=corrects.id if corrects else None, answers=filed(form))
    work.session.add(entry)
    work.flush()
    passed = register.passes(form, standing.policy([form])) if register.passes else ()
    work.session.add_all(RegisterPassRow(entry_id=entry.id, duty=each.key) for each in dict.fromkeys(passed))
    if passed:
        leave(work, PASSED_ON, f"register:{entry.id}", [f"duty:{each.key}" for each in dict.fromkeys(passed)],
              {"register": Label(register.title), "entry": str(entry.number)}, f"/registers/entries/{entry.id}")
    work.flush()
    for reaction in place.reactions.get(industry, ()):
        if isinstance(reaction, Reaction) and register in reaction.on:
            reaction.do(RegisterDoing(place, work, actor, register, entry, form))
    return entry
