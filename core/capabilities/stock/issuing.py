"""Giving things out: to colleagues, to cases, to customers; saying what they were used for; taking them back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.capabilities.stock.casework import gifts_given, used
from core.capabilities.stock.forms import Kind, PartsFitted, PartsIssued, PartsReturned
from core.capabilities.stock.ledger import Ledger, Line, Paper, value_of
from core.capabilities.stock.moving import Call, Done, Lines, Papers, read
from core.capabilities.stock.permissions import APPROVE, FIT, MOVE
from core.capabilities.stock.rules import approval_above, gifts_per_order, return_within
from core.capabilities.stock.said import a_day, a_text
from core.capabilities.stock.stages import FITTED, ISSUED, RETURNED, SETTLED, SUPPLIED
from core.capabilities.stock.standing import Sort, Way
from core.capabilities.stock.tables import MoveRow, PlaceRow
from core.capabilities.stock.wants import Wants
from core.sdk import Form, Policy, Product, Signal, Term, field_of
from core.sdk.services import Forbidden, InvalidInput, NotFound, Record, Records, Refused
from core.sdk.tables import select


@dataclass(frozen=True)
class Whom:
    """Who gets things: a colleague (`to`, a login), for a case (`number`) or not; or, without one, the customer of the
    case or of the order that `reference` names, where `receiver` has taken them."""

    to: str = ""
    number: str = ""
    reference: str = ""
    receiver: str = ""


class Issuing(Papers):
    """What leaves the warehouse and comes back."""

    def issue(self, call: Call, lines: Lines, source: str, whom: Whom, *, note: str = "", due_on: str = "",
              signed: str = "") -> Done:
        """Give things out. A colleague then holds them until they are used or given back. Raises `InvalidInput` where
        reference or receiver are missing, `Refused` where there are not so many or too many gifts, `Forbidden` where
        the value needs somebody who may approve it."""
        said = _said(whom) | {"note": a_text("note", note), "signed": signed}
        day = a_day("due_on", due_on)
        if not said["number"] and not said["reference"]:
            raise InvalidInput.field("reference", "发放须写明案件或单号")
        if not said["to"] and not said["receiver"]:
            raise InvalidInput.field("receiver", "发放须写明领用人")

        def do(ledger: Ledger) -> MoveRow:
            records, record = self._named(ledger, call, said["number"])
            goods = read(ledger, lines)
            target = self._target(ledger, said, record)
            self._check_value(ledger, record, value_of(goods))
            reference = said["reference"] or order_of(record) or said["number"]
            self._check_gifts(ledger, record, goods, reference if reference != said["number"] else "")
            paper = Paper(reference, said["receiver"] or target.title, said["note"],
                          day or self._due(record, target), record.row.id if record else None)
            move = ledger.move(Way.issue, goods, ledger.own(source, "source"), target, paper)
            if record:
                self._tell_issue(ledger, records, record, goods, paper, source, said["signed"])
            return move

        return self._do(call, MOVE, "issue", {"lines": lines, "source": source, "due_on": str(day or ""), **said}, do)

    def fit(self, call: Call, lines: Lines, number: str, *, of: str = "", note: str = "") -> Done:
        """What a colleague held was used for a case: one's own, unless one may move things. Raises `Refused` where
        they hold less."""
        said = a_text("note", note)
        login = self._own_or(call, of)
        case = a_text("number", number, longest=64, needed=True)

        def do(ledger: Ledger) -> MoveRow:
            records, record = self._record(ledger, call, case)
            assert record
            goods = read(ledger, lines)
            move = ledger.move(Way.use, goods, ledger.person(login, "of"), ledger.given_to_case(record.row),
                               Paper(record.row.number, "", said, None, record.row.id))
            self._tell(records, record, FITTED, [PartsFitted(item=each.item.code, called=each.item.title,
                                                             quantity=each.quantity) for each in goods])
            return move

        return self._do(call, FIT, "fit", {"lines": lines, "number": number, "of": login, "note": said}, do)

    def give_back(self, call: Call, lines: Lines, into: str, whom: Whom, *, note: str = "") -> Done:
        """Things come back from a colleague (`to`), from the customer of a case or of an order. Raises `Refused` where
        they do not have so many."""
        said = _said(whom) | {"note": a_text("note", note)}
        if not any(said[each] for each in ("to", "number", "reference")):
            raise InvalidInput.field("to", "请写明由谁退回:同事、案件或单号")

        def do(ledger: Ledger) -> MoveRow:
            records, record = self._named(ledger, call, said["number"])
            goods = read(ledger, lines)
            paper = Paper(said["reference"] or order_of(record) or said["number"], said["receiver"], said["note"], None,
                          record.row.id if record else None)
            move = ledger.move(Way.give_back, goods, self._target(ledger, said, record), ledger.own(into, "into"),
                               paper)
            if record:
                self._tell(records, record, RETURNED, [PartsReturned(
                    item=each.item.code, called=each.item.title, quantity=each.quantity) for each in goods])
            return move

        return self._do(call, MOVE, "give_back", {"lines": lines, "into": into, **said}, do)

    def _own_or(self, call: Call, of: str) -> str:
        """Whose things are spoken of. Raises `Forbidden` for somebody else's."""
        if of.strip() and of.strip() != call.actor.login and not call.actor.may(MOVE):
            raise Forbidden("只能登记自己领用的物料")
        return of.strip() or call.actor.login

    def _record(self, ledger: Ledger, call: Call, number: str) -> tuple[Records, Record | None]:
        records = Records(self.place, ledger.work, ledger.actor)
        return records, records.lock(number, call.version) if number else None

    def _named(self, ledger: Ledger, call: Call, number: str) -> tuple[Records, Record | None]:
        """The same for a number that somebody wrote in a form. Raises `InvalidInput`."""
        try:
            return self._record(ledger, call, number)
        except NotFound:
            raise InvalidInput.field("number", "没有案件“{number}”,请核对编号或留空", number=number[:40]) from None

    @staticmethod
    def _target(ledger: Ledger, said: Mapping[str, str], record: Record | None) -> PlaceRow:
        if said["to"]:
            return ledger.person(said["to"])
        return ledger.given_to_case(record.row) if record else ledger.given_for(said["reference"])

    def _check_value(self, ledger: Ledger, record: Record | None, value: Decimal | None) -> None:
        limit = self._in_force(ledger, record, approval_above)
        if limit is not None and value is not None and value > limit and not ledger.actor.may(APPROVE):
            raise Forbidden("这次发放共 {value},超过 {limit},须由有权批准的人登记", value=value, limit=limit)

    def _check_gifts(self, ledger: Ledger, record: Record | None, goods: list[Line], order: str) -> None:
        wanted = sum(each.quantity for each in goods if each.item.kind == Kind.gift.name)
        limit = self._in_force(ledger, record, gifts_per_order) if wanted else None
        if limit is None:
            return
        if order:  # one after the other, whichever case of the order they are for
            ledger.session.scalars(select(PlaceRow).where(
                PlaceRow.id == ledger.given_for(order).id).with_for_update()).one()
        given = gifts_given(ledger.session, record.row.id if record else None, order)
        if given + wanted > limit:
            raise Refused("这笔订单已发赠品 {given} 件,每单 {limit} 件", given=given, limit=limit)

    def _in_force(self, ledger: Ledger, record: Record | None, term: Term[Any]) -> Any:
        """A term as the case has it; without one the strictest of the industries."""
        if record:
            return record.case.here.policy(record.case.facts()).get(term)
        found = [self._standing(ledger, name).get(term) for name, registry in self.place.industries.items()
                 if term.key in registry.terms]
        return min((each for each in found if each is not None), default=None)

    def _standing(self, ledger: Ledger, industry: str) -> Policy:
        return self.place.rulebook(ledger.work, industry).standing.policy()

    def _due(self, record: Record | None, target: PlaceRow) -> date | None:
        """The day by which a colleague has to give back what they do not use."""
        if record is None or target.sort != Sort.person.name:
            return None
        policy = record.case.here.policy(record.case.facts())
        length, now = policy.get(return_within), self.place.now().astimezone(ZoneInfo(self.place.config.zone))
        if length is None:
            return None
        return policy.after(now, return_within).date() if length.by_clock else policy.after(now.date(), return_within)

    def _tell_issue(self, ledger: Ledger, records: Records, record: Record, goods: list[Line], paper: Paper,
                    source: str, signed: str) -> None:
        """Let the case know, and what it waits for."""
        wants, at, last = Wants(ledger.work, ledger.actor, ledger.now), ledger.now.astimezone(record.case.zone), False
        for each in goods:
            said = {"item": each.item.code, "called": each.item.title, "quantity": each.quantity,
                    "receiver": paper.receiver, "taken_from": ledger.own(source).title}
            if field_of(PartsIssued.signed).key in record.case.here.asked:
                said["signed"] = signed
            form = PartsIssued.load(said, at=at, asked=record.case.here.asked)
            last = wants.give(record.row.id, each.item, each.quantity) or last
            records.signal(record, ISSUED, form)
        if last:
            records.signal(record, SUPPLIED)

    def _tell(self, records: Records, record: Record, signal: Signal, forms: list[Any]) -> None:
        for form in forms:
            assert isinstance(form, Form)
            records.signal(record, signal, form)
        found = used(records.work.session, record.row.id)
        if found.issued and not found.outstanding:
            records.signal(record, SETTLED)


def order_of(record: Record | None) -> str:
    """The order that a case is about, where it says so."""
    return str(record.case.said_of(field_of(Product.order_no)) or "") if record else ""


def _said(whom: Whom) -> dict[str, str]:
    return {"to": whom.to.strip(), "number": whom.number.strip().upper(),
            "reference": a_text("reference", whom.reference, longest=60),
            "receiver": a_text("receiver", whom.receiver, longest=60)}
