"""Use cases of money: taking it in, giving it back, charging, writing off, correcting. Each files what happened on the
case; the ledger follows in the same transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.capabilities.charges.accounts import Asked, Sort
from core.capabilities.charges.booking import Books, check_refund, price_of
from core.capabilities.charges.forms import (
    ExtraBill,
    Method,
    Paid,
    Payment,
    Refund,
    RefundAnswer,
    RefundWish,
    Reimbursement,
    Reversal,
    WriteOff,
)
from core.capabilities.charges.lines import amount_of
from core.capabilities.charges.permissions import APPROVE, BOOK, CORRECT
from core.capabilities.charges.rules import refund_approval
from core.capabilities.charges.stages import (
    BILLED,
    PAID,
    REFUND_ASKED,
    REFUND_DENIED,
    REFUND_GRANTED,
    REFUNDED,
    REIMBURSED,
    REVERSED,
    WRITTEN_OFF,
)
from core.capabilities.charges.tables import EntryRow, RequestRow
from core.sdk.services import (
    Actor,
    Forbidden,
    Form,
    InvalidInput,
    Label,
    NotFound,
    Permission,
    Reason,
    Receipt,
    Record,
    Records,
    Refused,
    Signal,
    Workplace,
    change,
    legible,
)
from core.sdk.tables import select

Answers = Mapping[str, object]
LONGEST = 500


@dataclass(frozen=True)
class Call:
    """Who does what to which case; `version` is the one they have seen, `key` makes a request sent twice done once."""

    actor: Actor
    number: str
    version: int | None = None
    key: str = ""


class Charges:
    """The money of a desk's cases."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def pay(self, call: Call, answers: Answers) -> Receipt:
        """The customer has paid (`Payment`). Raises `InvalidInput`, `Refused` for a reference known already."""
        return self._file(call, "pay", BOOK, PAID, Payment, answers)

    def refund(self, call: Call, answers: Answers) -> Receipt:
        """Money went back (`Refund`): never more than was paid; in another way than it came, or beyond the limit, only
        what somebody else has approved. Raises `InvalidInput`, `Refused`."""
        def check(records: Records, record: Record, said: Form) -> None:
            assert isinstance(said, Refund)
            wrong = exceptions(records, record, said.amount, said.method)
            if not wrong:
                return
            granted = records.work.session.scalar(select(RequestRow).where(
                RequestRow.case_id == record.row.id, RequestRow.sort == "refund", RequestRow.amount == said.amount,
                RequestRow.method == said.method.name, RequestRow.state == Asked.approved.name)
                .order_by(RequestRow.id).limit(1).with_for_update())
            if granted is None:
                raise Refused("{why};须另一人批准,请先“申请批准”,批准后再登记", why=wrong[0])
            granted.state = Asked.done.name

        return self._file(call, "refund", BOOK, REFUNDED, Refund, answers, check)

    def reimburse(self, call: Call, answers: Answers) -> Receipt:
        """What the customer paid beforehand for the company went back (`Reimbursement`): never more than is owed."""
        return self._file(call, "reimburse", BOOK, REIMBURSED, Reimbursement, answers)

    def bill(self, call: Call, amount: str, why: str) -> Receipt:
        """Charge what no rule computes, within what the customer has agreed to."""
        return self._say(call, "bill", CORRECT, BILLED, ExtraBill, amount, why)

    def write_off(self, call: Call, amount: str, why: str) -> Receipt:
        """Ask the customer for less than is owed."""
        return self._say(call, "write_off", CORRECT, WRITTEN_OFF, WriteOff, amount, why)

    def reverse(self, call: Call, entry_id: int, why: str) -> Receipt:
        """Correct an entry by its opposite. Raises `NotFound`, and `Refused` for one that a rule computes."""
        said = _reason("why", why)

        def do(records: Records, record: Record) -> Receipt:
            entry = records.work.session.get(EntryRow, entry_id)
            if entry is None or entry.case_id != record.row.id:
                raise NotFound()
            if entry.charge:
                raise Refused("第 {entry} 笔由规则算出;请更正它依据的表单,账目会自动改过来", entry=entry.id)
            form = Reversal(entry=entry.id, amount=entry.amount, why=said)
            return records.signal(record, REVERSED, form)

        return self._change(call, "reverse", CORRECT, {"entry": entry_id, "why": said}, do)

    def ask(self, call: Call, amount: str, method: str, why: str) -> Receipt:
        """Ask somebody else to approve a refund that is an exception. Raises `Refused` where it is none, or where the
        same waits already."""
        said, wanted, how = _reason("why", why), amount_of("amount", amount), _method(method)

        def do(records: Records, record: Record) -> Receipt:
            ledger = Books(records.work, call.actor, self.place.now())
            check_refund(ledger, record.row.id, price_of(record.case), wanted)
            wrong = exceptions(records, record, wanted, how)
            if not wrong:
                raise Refused("这笔退款不必另外批准,直接登记即可")
            if records.work.session.scalar(select(RequestRow.id).where(
                    RequestRow.case_id == record.row.id, RequestRow.sort == "refund", RequestRow.amount == wanted,
                    RequestRow.method == how.name, RequestRow.state.in_((Asked.open.name, Asked.approved.name)))):
                raise Refused("同样的退款已经申请过")
            records.work.session.add(RequestRow(
                case_id=record.row.id, sort="refund", amount=wanted, method=how.name, why=said,
                exception=wrong[0].data(), asked_at=self.place.now(), asked_by=call.actor.id))
            return records.signal(record, REFUND_ASKED, RefundWish(amount=wanted, method=how, why=said))

        return self._change(call, "ask", BOOK, {"amount": str(wanted), "method": how.name, "why": said}, do)

    def answer(self, call: Call, request_id: int, *, grant: bool, reason: str = "") -> Receipt:
        """Approve a refund that somebody else asks for, or not. Nobody approves their own. Raises `NotFound`,
        `Forbidden`, and `InvalidInput` where a refusal has no reason."""
        said = reason.strip()
        legible(reason=said)
        if not grant and not said:
            raise InvalidInput.field("reason", "不批准必须写明理由")

        def do(records: Records, record: Record) -> Receipt:
            row = records.work.session.scalar(select(RequestRow).where(
                RequestRow.id == request_id, RequestRow.case_id == record.row.id, RequestRow.sort == "refund")
                .with_for_update())
            if row is None or row.amount is None:
                raise NotFound()
            if row.state != Asked.open.name:
                raise Refused("这项申请{state},不能再答复", state=Asked[row.state])
            if row.asked_by is not None and row.asked_by == call.actor.id:
                raise Forbidden("不能批准自己提出的退款,请另一位有权的人批准")
            row.state = (Asked.approved if grant else Asked.refused).name
            row.answered_at, row.answered_by, row.answer = self.place.now(), call.actor.id, said
            form = RefundAnswer(amount=row.amount, reason=said) if said else RefundAnswer(amount=row.amount)
            return records.signal(record, REFUND_GRANTED if grant else REFUND_DENIED, form)

        return self._change(call, "answer", APPROVE, {"request": request_id, "grant": grant, "reason": said}, do)

    def _file(self, call: Call, operation: str, permission: Permission, signal: Signal, form: type[Form],
              answers: Answers, check: Callable[[Records, Record, Form], None] | None = None) -> Receipt:
        def do(records: Records, record: Record) -> Receipt:
            said = form.load(answers, at=self.place.now().astimezone(record.case.zone))
            if check:
                check(records, record, said)
            return records.signal(record, signal, said)

        return self._change(call, operation, permission, {"answers": answers}, do)

    def _say(self, call: Call, operation: str, permission: Permission, signal: Signal, form: type[Form], amount: str,
             why: str) -> Receipt:
        wanted, said = amount_of("amount", amount), _reason("why", why)
        return self._change(call, operation, permission, {"amount": str(wanted), "why": said}, lambda records, record: (
            records.signal(record, signal, form(amount=wanted, why=said))))

    def _change(self, call: Call, operation: str, permission: Permission, request: Mapping[str, object],
                do: Callable[[Records, Record], Receipt]) -> Receipt:
        return change(self.place, call.actor, call.number, f"charges.{operation}", request, do, version=call.version,
                      permission=permission, key=call.key)


def exceptions(records: Records, record: Record, amount: Decimal, method: Method) -> list[Reason]:
    """Why a refund needs a second person; nothing for an ordinary one."""
    ledger = Books(records.work, records.actor, records.place.now())
    came = {each.method for each in ledger.living(record.row.id, Sort.payment)}
    came |= {fact.paid_by.name for fact in record.case.facts() if isinstance(fact, Paid) and fact.knows(Paid.paid_by)}
    found = []
    if came and method.name not in came:
        known = tuple(Label(Method[each].value) for each in sorted(came))
        found.append(Reason("退款方式与原支付方式({methods})不同", {"methods": known}))
    limit = record.case.here.policy(record.case.facts()).get(refund_approval)
    if limit is not None and amount > limit:
        found.append(Reason("退款 {amount} 超过 {limit}", {"amount": amount, "limit": limit}))
    return found


def _reason(field: str, said: str) -> str:
    legible(**{field: said})
    if not said.strip() or len(said) > LONGEST:
        raise InvalidInput.field(field, "请写明原因,最多 {longest} 个字", longest=LONGEST)
    return said.strip()


def _method(said: str) -> Method:
    found = next((each for each in Method if said in (each.name, each.value)), None)
    if found is None:
        options = tuple(each.value for each in Method)
        raise InvalidInput.field("method", "不是可选的选项,可选:{options}", options=options)
    return found
