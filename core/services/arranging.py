"""Arranging cases among each other: split, link, reopen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from core.domain import events
from core.domain.cases import Case, Line, filed
from core.domain.errors import InvalidInput, Refused
from core.domain.forms import Form
from core.domain.people import ARRANGE, REOPEN, Actor
from core.domain.reasons import Label
from core.domain.rules import Decision
from core.services.changes import change
from core.services.notes import one_of, written
from core.services.records import Receipt, Record, Records, item_row
from core.services.workplace import Workplace
from core.store.tables import CaseRow
from core.store.unit_of_work import UnitOfWork

RELATIONS = {"related": "相关", "split": "拆分", "follow_up": "后续", "duplicate": "重复"}


class Arranging:
    """Splitting, linking and reopening."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def split(self, actor: Actor, number: str, items: Sequence[int], why: str, *, version: int | None = None,
              key: str = "") -> Receipt:
        """Send items (by position) to a new, linked case in the same state; what was said of them and the time
        already spent go along. Returns the new case."""
        reason = written("why", why)

        def do(records: Records, record: Record) -> Receipt:
            moving = self._moving(record.case, items)
            new = self._carry_over(records.work, records, record, moving, reason)
            records.keep(record, records.event(events.SPLIT, {
                "items": [line.position for line in moving], "to": new.number, "why": reason}))
            records.work.cases.link(record.row.id, records.work.cases.by_number(new.number).id, "split")
            return new

        return change(self.place, actor, number, "split", {"items": list(items), "why": why}, do, version=version,
                      permission=ARRANGE, key=key)

    @staticmethod
    def _moving(case: Case, items: Sequence[int]) -> list[Line]:
        if not case.open:
            raise Refused("案件已结束;需要时请先重开")
        known = {line.position: line for line in case.lines}
        if unknown := [each for each in items if each not in known]:
            raise InvalidInput.field("items", "案件里没有第 {position} 件商品", position=unknown[0] + 1)
        if not items or len(set(items)) >= len(known):
            raise InvalidInput.field("items", "请选择要拆出的商品,至少留下一件")
        return [known[each] for each in sorted(set(items))]

    def _carry_over(self, work: UnitOfWork, records: Records, record: Record, moving: list[Line],
                    why: str) -> Receipt:
        case, old = record.case, record.row
        opened = dict(record.events[0].data)
        opened["items"] = [{"position": place, "answers": line.item.dump(), "shown": line.item.shown()}
                           for place, line in enumerate(moving)]
        row = self._row(work, old, moving)
        carried = {
            "from": old.number, "why": why, "state": case.state.key if case.state else "",
            "forms": [_stamped(form) for form in case.forms[len(opened["also"]) + 1:]],
            "lines": [[_stamped(form) for form in line.records[1:]] for line in moving], "shown": case.shown,
            "overruled": list(_let_pass(record, moving)),
            "log": [[each.what, each.at.isoformat(), each.state.key if each.state else "",
                     each.waiting.key if each.waiting else ""] for each in case.log],
            "units": [[at.isoformat(), unit] for at, unit in case.units]}
        first = records.event(events.OPENED, opened)
        new = [replace(first, occurred_at=record.events[0].occurred_at), records.event(events.SPLIT, carried)]
        split_off = Record(row, records.fold(row.rulebook, row.kind, new), new)
        split_off.case.history = case.history
        return records.begin(split_off, [item_row(line.item) for line in moving])

    def _row(self, work: UnitOfWork, old: CaseRow, moving: list[Line]) -> CaseRow:
        prefix, year = old.number.split("-")[0], self.place.now().year
        number = f"{prefix}-{year}-{work.numbers.next(prefix, year):05d}"
        return CaseRow(number=number, kind=old.kind, industry=old.industry, state=old.state, rulebook=old.rulebook,
                       policies=old.policies, customer_id=old.customer_id, product_id=old.product_id,
                       order_no=old.order_no, unit_id=old.unit_id, assignee_id=old.assignee_id,
                       title="、".join(line.item.product for line in moving[:3]), opened_at=old.opened_at,
                       recorded_at=self.place.now(), imported=old.imported)

    def link(self, actor: Actor, number: str, other: str, relation: str, *, key: str = "") -> Receipt:
        """Say that two cases have to do with each other. Both must be visible to the actor."""
        one_of("relation", relation, RELATIONS)

        def do(records: Records, record: Record) -> Receipt:
            linked = records.read(other.strip())
            if linked.row.id == record.row.id:
                raise InvalidInput.field("other", "不能关联自己")
            records.work.cases.link(record.row.id, linked.row.id, relation)
            return records.keep(record, records.event(events.LINKED, {"to": linked.row.number, "relation": relation}))

        return change(self.place, actor, number, "link", {"other": other, "relation": relation}, do,
                      permission=ARRANGE, key=key)

    def reopen(self, actor: Actor, number: str, why: str, *, version: int | None = None, key: str = "") -> Receipt:
        """Open an ended case again in the state it ended from. Raises `Refused` for one that is open, or whose money
        has been paid back: that needs a case of its own."""
        reason = written("why", why)

        def do(records: Records, record: Record) -> Receipt:
            if record.case.open:
                raise Refused("案件还没有结束")
            customer = record.row.customer_id
            if customer and records.work.customers.get(customer).erased_at:
                raise Refused("这位客户的个人信息已经删除")
            outcome = record.case.here.registry.outcomes().get(record.case.outcome)
            if outcome and outcome.final:
                raise Refused("案件{outcome},不能重开;请新建案件并关联", outcome=Label(outcome.title))
            last = next(each for each in reversed(record.events) if each.kind == events.STEP)
            return records.keep(record, records.event(events.REOPENED, {"state": last.data["from"], "why": reason}))

        return change(self.place, actor, number, "reopen", {"why": why}, do, version=version,
                      permission=REOPEN, key=key)


def _let_pass(record: Record, moving: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """What somebody has let pass of the case and of the items that move, under the places these get."""
    places = {line.position: place for place, line in enumerate(moving)}
    for event in record.events:
        granted = [{"decision": event.data["decision"], "fingerprint": event.data["fingerprint"]}] if (
            event.kind == events.OVERRIDE_GRANTED) else event.data.get("overruled", ())
        for each in granted:
            decision, note = Decision.from_data(each["decision"]), record.case.overruled.get(each["fingerprint"])
            if note and (decision.item is None or decision.item in places):
                moved = replace(decision, item=None if decision.item is None else places[decision.item])
                yield {"decision": moved.data(), "fingerprint": moved.fingerprint, "overruling": vars(note)}


def _stamped(form: Form) -> dict[str, object]:
    return {**filed(form), "at": form.filed_at.isoformat()}
