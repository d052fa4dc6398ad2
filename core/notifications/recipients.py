"""Who hears of a case: recipients as a regulation names them, found among the people of today.

Keys: `assignee`, `duty:KEY`, `user:LOGIN`, `manager:assignee`, `manager:duty:KEY`; `id:NUMBER` and `may:PERMISSION`
are the desk's own.
"""

from collections.abc import Callable, Collection, Iterable

from core.domain.people import ADMINISTRATOR, MANAGER, VIEW, Actor, Scope
from core.domain.registry import Registry
from core.store.tables import CaseRow, UserRow
from core.store.unit_of_work import UnitOfWork


def sees(actor: Actor, case: CaseRow) -> bool:
    """Whether somebody may see a case, as `core.store.lists.visible_to` says in SQL."""
    return actor.may(VIEW) and (
        actor.scope is Scope.all or case.assignee_id == actor.id
        or (actor.scope is Scope.unit and actor.unit is not None and actor.unit == case.unit_id))


class People:
    """The active people of a moment, and what each may see."""

    def __init__(self, work: UnitOfWork, actor_of: Callable[[UserRow], Actor]) -> None:
        self.rows = {row.id: row for row in work.users.list(active=True)}
        self._actors = {key: actor_of(row) for key, row in self.rows.items()}
        self._above = {each.id: each.parent_id for each in work.units.all()}

    def sees(self, user_id: int | None, case: CaseRow) -> bool:
        """Whether somebody is here and may see a case."""
        actor = self._actors.get(user_id or 0)
        return actor is not None and sees(actor, case)

    def of(self, case: CaseRow, keys: Iterable[str], registry: Registry | None = None) -> list[UserRow]:
        """Everybody these keys name who may see the case, each once."""
        found = dict.fromkeys(each for key in keys for each in self._named(case, key, registry))
        return [self.rows[each] for each in found if self.sees(each, case)]

    def managers(self, case: CaseRow) -> list[UserRow]:
        """Who answers for a case: the managers of its unit, else those of the nearest unit above, else those who see
        everything."""
        able = [each for each in self.rows if self._actors[each].has_duty(MANAGER) and self.sees(each, case)]
        unit, passed = case.unit_id, set[int]()
        while unit is not None and unit not in passed:
            passed.add(unit)
            if here := [each for each in able if self._actors[each].unit == unit]:
                return [self.rows[each] for each in here]
            unit = self._above.get(unit)
        return [self.rows[each] for each in able]

    def called(self, keys: Iterable[str]) -> list[UserRow]:
        """Everybody that `id:NUMBER`, `may:PERMISSION` and `duty:KEY` name, where it is about no case."""
        found = dict.fromkeys(each for key in keys for each in self._by_account(*key.split(":", 1)))
        return [self.rows[each] for each in found]

    def administrators(self) -> list[UserRow]:
        return [row for key, row in self.rows.items() if self._actors[key].has_duty(ADMINISTRATOR)]

    def _named(self, case: CaseRow, key: str, registry: Registry | None) -> Collection[int]:
        kind, _, rest = key.partition(":")
        match kind:
            case "assignee":
                if self.sees(case.assignee_id, case):
                    return [case.assignee_id or 0]
                duty = _next_duty(case, registry)
                return self._on_duty(case, duty) if duty else ()
            case "duty":
                return self._on_duty(case, rest)
            case "manager":
                below = [self.rows[each] for each in self._named(case, rest, registry) if each in self.rows]
                own = [row.manager_id for row in below if row.manager_id and self.sees(row.manager_id, case)]
                return own or [row.id for row in self.managers(case)]
            case _:
                return self._by_account(kind, rest)

    def _by_account(self, kind: str, said: str) -> list[int]:
        return [each for each, row in self.rows.items()
                if (kind == "user" and row.login == said.casefold()) or (kind == "id" and str(each) == said)
                or (kind == "may" and said in self._actors[each].permissions)
                or (kind == "duty" and said in self._actors[each].duties)]

    def _on_duty(self, case: CaseRow, duty: str) -> list[int]:
        return [each for each, actor in self._actors.items() if duty in actor.duties and self.sees(each, case)]


def _next_duty(case: CaseRow, registry: Registry | None) -> str:
    """Whose turn a case is that nobody has: the duty of the step it suggests."""
    workflow = registry.workflows.get(case.kind) if registry else None
    for stage in workflow.stages if workflow else ():
        for step in stage.steps:
            if step.key == case.suggested_step:
                return step.by.key
    return ""
