"""Signing: the customer sees a sheet, signs exactly that, and anybody can show later that nothing was changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.capabilities.visits.forms import Accepted, SignOff
from core.capabilities.visits.going import Going, there
from core.capabilities.visits.keeping import Diary
from core.capabilities.visits.people_tables import PersonRow
from core.capabilities.visits.permissions import GO, SEE
from core.capabilities.visits.sheets import Sheet, digest_of_sheet, sheet_of
from core.capabilities.visits.stages import Joint
from core.capabilities.visits.tables import SignatureRow
from core.sdk import Step
from core.sdk.services import (
    Actor,
    CaseView,
    InvalidInput,
    NotFound,
    Offer,
    Receipt,
    Record,
    Records,
    Refused,
    Steps,
    UnitOfWork,
    Views,
    Workplace,
    change,
    legible,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, EvidenceRow, UserRow, select

WIDTH, HEIGHT = 1000, 400
"""The field that strokes are drawn on."""
MOST_POINTS = 8000
LEAST_POINTS = 8
"""Fewer points are a slip of the finger."""
Strokes = Sequence[Sequence[Sequence[int]]]
WORDS = {"whole": "无误", "altered": "与签字时不同", "unfiled": "案件里没有记录", "erased": "已随客户信息删除"}
"""How a signature stands."""


@dataclass(frozen=True)
class Shown:
    """A sheet to be signed: its digest, the steps that sign it, and why nobody can sign now."""

    view: CaseView
    sheet: Sheet
    digest: str
    steps: tuple[Step, ...]

    @property
    def open(self) -> bool:
        """The customer can accept what was done."""
        return any(each.open for each in self.accepting)

    @property
    def accepting(self) -> tuple[Offer, ...]:
        """The steps by which they do, with what is missing."""
        return tuple(each for step in self.steps if step is not Joint.turn_down and (each := self.view.offer(step.key)))

    @property
    def refusing(self) -> bool:
        """They can refuse it."""
        return Joint.turn_down in self.steps


@dataclass(frozen=True)
class Signed:
    """A signature: `standing` is `whole` (the sheet is the one that was signed, and the case tells so), `altered`,
    `unfiled` (the case does not tell of it) or `erased`."""

    row: SignatureRow
    number: str
    standing: str
    shown_by: str = ""

    @property
    def path(self) -> str:
        """The strokes as an SVG path."""
        return " ".join("M" + " L".join(f"{x} {y}" for x, y in stroke) for stroke in self.row.strokes if stroke)


class Signing:
    """Sheets and signatures."""

    def __init__(self, place: Workplace) -> None:
        self.place, self.steps, self.going = place, Steps(place), Going(place)

    def show(self, actor: Actor, number: str) -> Shown:
        """What the customer would sign now. Raises `Refused` where the case asks for no signature,
        `Forbidden` for whoever is neither sent nor a technician."""
        require(actor, GO)
        view = Views(self.place).case(actor, number)
        with self.place.store.read() as work:
            record = Records(self.place, work, actor).read(number)
            there(work, record.row.id, actor)
            sheet = self._sheet(work, record)
            steps = signing_steps(record)
        if not steps:
            raise Refused("案件 {number} 现在不是请客户签字的时候", number=number)
        return Shown(view, sheet, digest_of_sheet(sheet), steps)

    def sign(self, actor: Actor, number: str, *, digest: str, result: str, signed_by: str, remark: str = "",
             strokes: Strokes = (), key: str = "") -> Receipt:
        """Keep the signature and take its step, together. Without strokes the typed name is the signature. Raises
        `InvalidInput`, also where the sheet is not any more the one that was shown; `Refused` with what is missing."""
        require(actor, GO)
        legible(signed_by=signed_by, remark=remark)
        if result not in Accepted.__members__:
            raise InvalidInput.field("result", "请选择验收结果")
        if not signed_by.strip() or len(signed_by) > 60:
            raise InvalidInput.field("signed_by", "请写签字人的姓名")
        drawn, remark = _drawn(strokes), "" if result == Accepted.accept.name else remark.strip()

        def do(records: Records, record: Record) -> Receipt:
            there(records.work, record.row.id, actor)
            sheet = self._sheet(records.work, record)
            if digest_of_sheet(sheet) != digest:
                raise InvalidInput.field("sheet", "内容已有变动:请客户重新看过,再签字")
            refused = result == Accepted.refuse.name
            step = next((each for each in signing_steps(record) if (each is Joint.turn_down) == refused), None)
            if step is None:
                raise Refused("案件 {number} 现在不是请客户签字的时候", number=number)
            visit = Diary(records.work, self.place.now()).last(record.row.id)
            records.work.session.add(SignatureRow(
                case_id=record.row.id, visit_id=visit.id if visit else None, result=result,
                signed_by=signed_by.strip(), remark=remark, signed_at=self.place.now(), shown_by=actor.id,
                digest=digest, sheet=sheet, strokes=drawn))
            records.work.session.flush()
            return self.steps.within(records, record, step.key, {
                "result": result, "signed_by": signed_by.strip(), "remark": remark, "sheet": digest})

        return change(self.place, self.going.crew(actor, number), number, "visits.sign", {
            "digest": digest, "result": result, "signed_by": signed_by, "remark": remark, "strokes": drawn,
        }, do, key=key)

    def _sheet(self, work: UnitOfWork, record: Record) -> Sheet:
        visit = Diary(work, self.place.now()).last(record.row.id)
        name, badge = "", ""
        if visit is not None and visit.technician_id:
            found = work.session.execute(select(UserRow.name, PersonRow.badge).outerjoin(
                PersonRow, PersonRow.user_id == UserRow.id).where(UserRow.id == visit.technician_id)).one()
            name, badge = found[0], found[1] or ""
        photos = work.session.execute(select(EvidenceRow.original_name, EvidenceRow.sha256).where(
            EvidenceRow.case_id == record.row.id)).all()
        return sheet_of(record, visit, name, badge, [(each[0], each[1]) for each in photos])

    def of_case(self, actor: Actor, number: str) -> list[Signed]:
        """Every signature of a case, checked, the first first."""
        require(actor, SEE)
        return self._checked(actor, CaseRow.number == number.strip().upper())

    def one(self, actor: Actor, signature_id: int) -> Signed:
        """A signature, checked. Raises `NotFound`."""
        require(actor, SEE)
        found = self._checked(actor, SignatureRow.id == signature_id)
        if not found:
            raise NotFound()
        return found[0]

    def verify(self, actor: Actor, number: str = "") -> list[Signed]:
        """Check the signatures of a case, or of all that this actor sees."""
        require(actor, SEE)
        return self._checked(actor, CaseRow.number == number.strip().upper()) if number else self._checked(actor)

    def _checked(self, actor: Actor, *which: object) -> list[Signed]:
        query = (select(SignatureRow, CaseRow.number, UserRow.name).join(CaseRow, CaseRow.id == SignatureRow.case_id)
                 .outerjoin(UserRow, UserRow.id == SignatureRow.shown_by)
                 .where(*which, *visible_to(actor)).order_by(SignatureRow.id))  # type: ignore[arg-type]
        with self.place.store.read() as work:
            records, filed, found = Records(self.place, work, actor), dict[str, set[str]](), []
            for row, number, by in work.session.execute(query).all():
                if number not in filed:
                    filed[number] = {each.sheet for each in records.read(number).case.forms
                                     if isinstance(each, SignOff) and each.knows(SignOff.sheet)}
                found.append(Signed(row, number, _standing(row, filed[number]), by or ""))
            return found

    def for_customer(self, actor: Actor, case_id: int) -> list[SignatureRow]:
        """The signatures of the case whose link somebody came by."""
        with self.place.store.read() as work:
            return list(work.session.scalars(select(SignatureRow).join(CaseRow, CaseRow.id == SignatureRow.case_id)
                                             .where(CaseRow.id == case_id, *visible_to(actor))
                                             .order_by(SignatureRow.id)))


def signing_steps(record: Record) -> tuple[Step, ...]:
    """The steps from where the case stands that ask for a signature."""
    return tuple(step for step in record.case.here.steps if step.source is record.case.state and step.form
                 and issubclass(step.form, SignOff))


def _standing(row: SignatureRow, filed: set[str]) -> str:
    if not row.sheet:
        return "erased"
    if digest_of_sheet(row.sheet) != row.digest:
        return "altered"
    return "whole" if row.digest in filed else "unfiled"


def _drawn(strokes: Strokes) -> list[list[list[int]]]:
    """Strokes within the field. Raises `InvalidInput` for what nobody has drawn."""
    try:
        found = [[[int(x), int(y)] for x, y in stroke] for stroke in strokes]
    except (TypeError, ValueError):
        raise InvalidInput.field("strokes", "签名看不懂,请重新签") from None
    points = [point for stroke in found for point in stroke]
    if len(points) > MOST_POINTS or any(not 0 <= x <= WIDTH or not 0 <= y <= HEIGHT for x, y in points):
        raise InvalidInput.field("strokes", "签名看不懂,请重新签")
    if points and len(points) < LEAST_POINTS:
        raise InvalidInput.field("strokes", "签名太短,请重新签;不方便手写的,键入姓名即可")
    return found
