"""Cases whose plugin is no longer in use: still read, told and closed, from what they themselves have kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain import events
from core.domain.errors import InvalidInput, PluginAbsent, Refused, StaleVersion
from core.domain.events import Event
from core.domain.people import REOPEN, VIEW, Actor
from core.services.changes import once
from core.services.records import Receipt, legible, require
from core.services.views import CustomerView, seen
from core.services.workplace import Workplace
from core.store.tables import CaseRow, EvidenceRow

CLOSED = "closed_without_plugin"
"""The step that such a case ends with."""
LABEL = "插件已停用,结案"


@dataclass(frozen=True)
class PluginlessCase:
    """What is known of a case without its plugin. `forms` are the forms filed, the latest first, as they were shown
    then: their titles, and questions with answers."""

    row: CaseRow
    events: tuple[Event, ...]
    evidence: tuple[EvidenceRow, ...]
    customer: CustomerView | None
    assignee: str

    @property
    def forms(self) -> Sequence[tuple[str, Sequence[tuple[str, Any]], datetime]]:
        """Each form that was filed, with when."""
        return [(str(said["title"]), [(str(label), answer) for label, answer in shown], each.occurred_at)
                for each in reversed(self.events) for said in _filed(each) for shown in _shown(said)]


class PluginlessCases:
    """The cases that nobody can go on with until their plugin is back."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def show(self, actor: Actor, number: str) -> PluginlessCase:
        """One of them. Raises `NotFound`, also for a case that the actor may not see."""
        require(actor, VIEW, hide=True)
        with self.place.store.read() as work:
            row = work.cases.by_number(number, seen_by=actor)
            customer = seen(actor, *work.customers.with_phones(row.customer_id)) if row.customer_id else None
            names = work.users.names([row.assignee_id] if row.assignee_id else [])
            return PluginlessCase(row, tuple(work.events.of(row.id)), tuple(work.evidence.of(row.id)), customer,
                                  names.get(row.assignee_id or 0, ""))

    def close(self, actor: Actor, number: str, why: str, *, version: int | None = None, key: str = "") -> Receipt:
        """End one for good reason; once the plugin is back it may be opened again. Raises `NotFound`, `Forbidden`,
        `StaleVersion`, `InvalidInput`, and `Refused` for a case whose plugin is in use or that has ended."""
        legible(why=why)
        if not why.strip():
            raise InvalidInput.field("why", "请写明理由")
        with self.place.store.unit_of_work() as work:
            def do() -> Receipt:
                require(actor, VIEW, hide=True)
                row = work.cases.lock(number, seen_by=actor)
                require(actor, REOPEN)
                if version is not None and row.version != version:
                    raise StaleVersion(version, row.version)
                if self.has_plugin(row):
                    raise Refused("这个案件的插件在用,请按步骤办结")
                if row.closed_at:
                    raise Refused("案件已经结束")
                now = self.place.now()
                stored = work.events.append(row, [
                    Event(events.COMMENTED, now, now, actor.id, actor.name, {"text": why.strip()}),
                    Event(events.STEP, now, now, actor.id, actor.name, {
                        "step": CLOSED, "label": LABEL, "from": row.state, "to": "", "form": None, "outcome": "",
                        "decisions": []})])
                row.state, row.closed_at, row.waiting_for = "", now, ""
                row.next_due_at, row.next_due_target, row.suggested_step, row.suggested_label = None, "", "", ""
                work.cases.save(row)
                work.clocks.replace(row.id, [])
                work.webhooks.announce(row, stored)
                return Receipt(row.number, row.version, row.state)

            receipt = once(work, actor, key, "close without plugin", {"number": number, "version": version, "why": why},
                           do)
            work.commit()
            return receipt

    def has_plugin(self, row: CaseRow) -> bool:
        """Whether the plugin of a case is in use, with the kind the case is of."""
        try:
            return row.kind in self.place.industry(row.industry).workflows
        except PluginAbsent:
            return False


def _filed(event: Event) -> list[dict[str, Any]]:
    return [said for said in (event.data.get("form"), *event.data.get("also", ())) if said]


def _shown(said: dict[str, Any]) -> list[Sequence[Sequence[Any]]]:
    """The answers as they were shown when they were given, of each item where there are several."""
    return [said["shown"]] if "shown" in said else [each["shown"] for each in said.get("lines", ())]
