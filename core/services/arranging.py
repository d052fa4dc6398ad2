"""Arranging cases among each other: split, merge, link, reopen."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.domain import events
from core.domain.cases import Case, Happening, Line, filed
from core.domain.errors import InvalidInput, Refused
from core.domain.forms import Form
from core.domain.people import ARRANGE, REOPEN, VIEW, Actor
from core.domain.promises import CUSTOMER_REACHED, OPENED
from core.domain.reasons import Label
from core.domain.rules import Decision
from core.services.changes import change, once
from core.services.notes import one_of, written
from core.services.records import Receipt, Record, Records, item_row, legible, require
from core.services.workplace import Workplace
from core.store.tables import CaseRow
from core.store.unit_of_work import UnitOfWork

RELATIONS = {"related": "相关", "split": "拆分", "follow_up": "后续", "duplicate": "重复"}


class Arranging:
    """Splitting, merging, linking and reopening."""

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
            "overruled": list(_let_pass(record, {None: None, **_places(moving)})),
            "log": [_logged(each) for each in case.log],
            "units": [[at.isoformat(), unit] for at, unit in case.units],
            "past": [[at.isoformat(), number] for at, number, _ in case.past]}
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

    def merge(self, actor: Actor, number: str, into: str, why: str, *, version: int | None = None,
              into_version: int | None = None, key: str = "") -> Receipt:
        """Make two open cases about the same thing one. The first ends (`merged`; its promises are dropped), linked
        as a duplicate; the other goes on and is answered. Items it does not have come to it with what was said of
        them, and product and order where it has none; a customer known in one is known in both. Comments, contacts,
        files, forms and steps stay where they are.

        The time already spent is kept: for the promises of the case that goes on, both the opening and that the
        customer was reached count from the first time in either, and before its own opening time was whose it was in
        the other. Its own steps alone start and end what hangs on steps. There is no way back. Raises `InvalidInput`
        and `Refused` for cases that do not belong together, as well as what `link` raises."""
        reason, other = written("why", why), into.strip()
        legible(into=other)
        request = {"number": number, "into": other, "why": why, "version": version, "into_version": into_version}
        with self.place.store.unit_of_work() as work:
            records = Records(self.place, work, actor)

            def do() -> Receipt:
                require(actor, VIEW, hide=True)
                rows = [work.cases.by_number(each, actor) for each in (number, other)]
                require(actor, ARRANGE)
                if other == number:
                    raise InvalidInput.field("into", "不能并入自己")
                for row in rows:  # before the cases, as whoever erases a customer does
                    if row.customer_id:
                        work.customers.living(row.customer_id)
                # Always in the same order, so that nobody waits for somebody who waits for them.
                locked = {row.number: records.lock(row.number, version if row.number == number else into_version)
                          for row in sorted(rows, key=lambda row: row.id)}
                return self._merge(records, locked[number], locked[other], reason)

            receipt = once(work, actor, key, "merge", request, do)
            work.commit()
            return receipt

    def _merge(self, records: Records, ending: Record, kept: Record, why: str) -> Receipt:
        _must_belong_together(ending, kept)
        coming = _new_goods(ending.case, kept.case)
        _must_be_as_far(coming, ending, kept)
        for name in ("customer_id", "product_id", "order_no"):
            setattr(kept.row, name, getattr(kept.row, name) or getattr(ending.row, name))
        ending.row.customer_id = kept.row.customer_id  # whose data both hold, should they be erased
        first = 1 + max((item["position"] for event in kept.events if event.kind in (events.OPENED, events.MERGED)
                         for item in event.data["items"]), default=-1)
        places = _places(coming, first)
        said = {"from": ending.row.number, "why": why, "log": list(_spent(ending.case, kept.case)),
                "items": [{"position": places[line.position], "answers": line.item.dump(), "shown": line.item.shown(),
                           "at": line.item.filed_at.isoformat(), "also": [_stamped(form) for form in line.records[1:]]}
                          for line in coming],
                "overruled": list(_let_pass(ending, places))}
        records.keep(ending, records.event(events.MERGED_INTO, {"into": kept.row.number, "why": why}))
        records.work.cases.link(ending.row.id, kept.row.id, "duplicate")
        kept.case.history = records.history(kept.row)
        receipt = records.keep(kept, records.event(events.MERGED, said))
        for row in (ending.row, kept.row):
            records.work.cases.index(row)
        return receipt

    def link(self, actor: Actor, number: str, other: str, relation: str, *, key: str = "") -> Receipt:
        """Say that two cases have to do with each other. Both must be visible to the actor."""
        one_of("relation", relation, RELATIONS)
        legible(other=other)

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
            _must_not_be_merged(record)
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


def _must_belong_together(ending: Record, kept: Record) -> None:
    for each in (ending, kept):
        _must_not_be_merged(each)
        if not each.case.open:
            raise Refused("案件 {number} 已结束;需要时请先重开", number=each.row.number)
        outcome = each.case.here.registry.outcomes().get(each.case.outcome)
        if outcome and outcome.final:
            raise Refused("案件 {number} {outcome},不能合并", number=each.row.number, outcome=Label(outcome.title))
    for name, words in (("kind", "两个案件不是同一类,不能合并"), ("customer_id", "两个案件不是同一位客户,不能合并"),
                        ("product_id", "两个案件不是同一件商品,不能合并")):
        ours, theirs = getattr(ending.row, name), getattr(kept.row, name)
        if ours and theirs and ours != theirs:
            raise InvalidInput.field("into", words)


def _must_not_be_merged(record: Record) -> None:
    if record.case.outcome == events.MERGED:
        into = next(each.data["into"] for each in reversed(record.events) if each.kind == events.MERGED_INTO)
        raise Refused("案件 {number} 已并入 {into},请在 {into} 里继续办理", number=record.row.number, into=into)


def _must_be_as_far(coming: Sequence[Line], ending: Record, kept: Record) -> None:
    """What was filed of every item of a case nobody would be asked again for those that come later."""
    there = [{type(form) for form in line.records} for line in kept.case.lines]
    wanted = set.intersection(*there) if there else set()
    missing = next((form for line in coming for form in wanted - {type(form) for form in line.records}), None)
    if missing:
        raise Refused("{into} 的商品都填过“{form}”,{number} 的还没有;请反过来,把 {into} 并入 {number},或只关联两个案件",
                      into=kept.row.number, number=ending.row.number, form=Label(missing.title))


def _new_goods(ending: Case, kept: Case) -> list[Line]:
    """The items of a case that another does not have: as many as there are more of one product and model."""
    there, coming = Counter(map(_goods, kept.lines)), []
    for line in ending.lines:
        there[_goods(line)] -= 1
        if there[_goods(line)] < 0:
            coming.append(line)
    return coming


def _goods(line: Line) -> tuple[str, ...]:
    known = vars(line.item)
    return tuple(str(known.get(name, "")).strip().casefold() for name in ("product", "model"))


def _spent(ending: Case, kept: Case) -> Iterator[list[str]]:
    """What starts or ends promises in a case that ends, as it is noted in the log of the one that goes on."""
    first = kept.log[0]
    for each in ending.log:
        signal = each.what in (OPENED.name, CUSTOMER_REACHED.name)
        if each.at < first.at:
            yield _logged(replace(each, what=each.what if signal else "", state=each.state and first.state,
                                  waiting=each.paused_for))
        elif signal:
            before = [own for own in kept.log if own.at <= each.at][-1]
            yield _logged(replace(before, what=each.what, at=each.at))


def _logged(each: Happening) -> list[str]:
    return [each.what, each.at.isoformat(), each.state.key if each.state else "",
            each.waiting.key if each.waiting else ""]


def _places(lines: Sequence[Line], first: int = 0) -> dict[int | None, int | None]:
    """Where items come to stand in another case."""
    return {line.position: place for place, line in enumerate(lines, first)}


def _let_pass(record: Record, places: Mapping[int | None, int | None]) -> Iterator[dict[str, Any]]:
    """What somebody has let pass of the items that move, under the places these get (None: of the whole case)."""
    for event in record.events:
        granted = [{"decision": event.data["decision"], "fingerprint": event.data["fingerprint"]}] if (
            event.kind == events.OVERRIDE_GRANTED) else event.data.get("overruled", ())
        for each in granted:
            decision, note = Decision.from_data(each["decision"]), record.case.overruled.get(each["fingerprint"])
            if note and decision.item in places:
                moved = replace(decision, item=places[decision.item])
                yield {"decision": moved.data(), "fingerprint": moved.fingerprint, "overruling": vars(note)}


def _stamped(form: Form) -> dict[str, object]:
    return {**filed(form), "at": form.filed_at.isoformat()}
