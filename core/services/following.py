"""A case that follows from another: of another kind, about the same request."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from core.domain import events
from core.domain.errors import InvalidInput
from core.domain.people import BACKDATE, OPEN
from core.services.opening import Opening, Request
from core.services.records import Record, Records
from core.store.tables import CaseRow


def follow(records: Records, record: Record, kind: str, *, answers: Mapping[str, object] | None = None,
           relation: str = "follow_up", at: datetime | None = None,
           items: Collection[int] | None = None) -> Record:
    """Open a case of another kind out of what is known of this one, in its transaction, and link the two: the customer,
    the goods, and each question of its opening form that has been answered here; `answers` come first. It is opened
    at the time of the first request, so that promises count from there, or `at` another. `items` are the positions of
    those that it is about (all): with them it may be of the same kind. Raises `InvalidInput` for the same kind,
    `Refused` where no regulation in force knows it."""
    row, case = record.row, record.case
    if kind == case.kind and items is None:
        raise InvalidInput.field("kind", "案件已经是这一类")
    opens = records.place.registry_of(kind).workflows[kind].opens
    known = {name: asked.dump(said) for name, asked in opens.fields.items() if (said := case.answer(asked)) is not None}
    actor = replace(records.actor, permissions=records.actor.permissions | {OPEN.key, BACKDATE.key})
    request = Request(
        kind, {**known, **(answers or {})}, [
            line.item.dump() for line in case.lines if items is None or line.position in items],
        row.customer_id, row.product_id, title=row.title, channel=str(record.events[0].data.get("channel", "")),
        at=at or case.opened_at, partial=True, assignee_id=row.assignee_id)
    opened = Opening(records.place).record(records.work, actor, request)
    link(records, record, opened.row, relation)
    return opened


def link(records: Records, record: Record, other: CaseRow, relation: str = "related") -> None:
    """Link a case to another, as `Arranging.link` does, in the same transaction; where they are linked already, it is
    only told."""
    if (relation, other.number) not in [(each, there.number) for each, there in records.work.cases.links(
            record.row.id)]:
        records.work.cases.link(record.row.id, other.id, relation)
    records.keep(record, records.event(events.LINKED, {"to": other.number, "relation": relation}))
