"""Signing for exactly what was shown, and pieces that go with us: receipts, support, custody."""

from typing import Any

import pytest

from core.capabilities.visits.seeing import Seeing
from core.capabilities.visits.signing import Signing
from core.capabilities.visits.tables import SignatureRow
from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.people import Actor
from core.sdk.tables import select, update
from core.store.tables import CaseRow
from tests.capabilities.visits.conftest import CHECKED, DAY, JOB, Ovens
from tests.services.shop import at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STROKES = [[[x, 200 - x // 5] for x in range(100, 600, 20)], [[300, 50], [310, 300]]]
SIGNED: dict[str, Any] = {"result": "accept", "signed_by": "王先生", "strokes": STROKES}


def test_what_is_signed_is_what_was_shown(ovens: Ovens) -> None:
    signing = Signing(ovens.desk.place)
    number = ovens.there(ovens.sent())
    with pytest.raises(Refused):
        signing.show(ovens["wu"], number)
    ovens.take("wu", number, "bench.finish", JOB)
    ovens.take("wu", number, "joint.inspect", {"opened": True, "tested": False})
    shown = signing.show(ovens["wu"], number)
    assert not shown.open, "nothing is signed before it was tried out"
    with pytest.raises(Refused) as untested:
        signing.sign(ovens["wu"], number, digest=shown.digest, **SIGNED)
    assert {each.rule for each in untested.value.decisions if not each.allows} == {"tested_before_signing"}
    with pytest.raises(Refused) as unsigned:
        ovens.take("wu", number, "joint.leave_unsigned", {"why_unsigned": "客户有事"})
    assert "signature_given" in {each.rule for each in unsigned.value.decisions}
    ovens.take("wu", number, "joint.inspect", CHECKED)
    with pytest.raises(InvalidInput) as changed:
        signing.sign(ovens["wu"], number, digest=shown.digest, **SIGNED)
    assert "sheet" in changed.value.errors, "it changed meanwhile: shown again"
    shown = signing.show(ovens["wu"], number)
    assert shown.open and shown.sheet["technician"] == "Wu"
    lines = [line for part in shown.sheet["parts"] for line in part["lines"]]
    assert ["做了什么", "换门封"] in lines and ["已试机,运行正常", "是"] in lines and ["型号", "K1"] in lines
    with pytest.raises(InvalidInput) as forged:
        ovens.take("wu", number, "joint.sign", {"result": "accept", "signed_by": "王先生", "sheet": shown.digest})
    assert "sheet" in forged.value.errors, "nobody signs on a phone by typing a digest"
    for wrong in ({"strokes": [[[1, 1]]]}, {"strokes": [[[5000, 1]] * 9]}, {"strokes": "x"}, {"signed_by": " "},
                  {"result": "maybe"}):
        with pytest.raises(InvalidInput):
            signing.sign(ovens["wu"], number, digest=shown.digest, **{**SIGNED, **wrong})
    assert signing.of_case(ovens["lin"], number) == []
    signing.sign(ovens["wu"], number, digest=shown.digest, key="sent-twice-1", **SIGNED)
    signing.sign(ovens["wu"], number, digest=shown.digest, key="sent-twice-1", **SIGNED)
    assert ovens.state(number) == "thanks.last"
    [signed] = signing.verify(ovens["lin"])
    assert signed.standing == "whole" and signed.row.sheet == shown.sheet and signed.path.startswith("M100 180 L120")
    with ovens.desk.store.unit_of_work() as work:
        sheet = dict(signed.row.sheet, technician="Xu")
        work.session.execute(update(SignatureRow).values(sheet=sheet))
        work.commit()
    assert [each.standing for each in signing.verify(ovens["lin"], number)] == ["altered"]


def test_a_refusal_is_signed_too_and_erased_with_its_customer(ovens: Ovens) -> None:
    desk, signing = ovens.desk, Signing(ovens.desk.place)
    customer = desk.customers.register(ovens["lin"], name="王先生", phones=["13800000001"])
    number = ovens.there(ovens.sent(customer=customer))
    ovens.finished(number)
    with pytest.raises(InvalidInput):
        ovens.take("wu", number, "joint.sign", {"result": "refuse", "signed_by": "王先生", "remark": "还响"})
    digest = signing.show(ovens["wu"], number).digest
    signing.sign(ovens["wu"], number, digest=digest, result="refuse", signed_by="王先生", remark="还响")
    assert ovens.state(number) == "joint.refused"
    ovens.take("wu", number, "joint.sign_after_all")
    digest = signing.show(ovens["wu"], number).digest
    signing.sign(ovens["wu"], number, digest=digest, result="accept", signed_by="王先生")
    ovens.take("lin", number, "thanks.thank")
    both = signing.of_case(ovens["lin"], number)
    assert [(each.row.result, each.standing, each.path) for each in both] == [
        ("refuse", "whole", ""), ("accept", "whole", "")], "typed names count"
    row = desk.views.case(ovens["lin"], number).row
    assert len(signing.for_customer(Actor.customer(row.id), row.id)) == 2
    other = desk.views.case(ovens["lin"], ovens.open()).row
    assert signing.for_customer(Actor.customer(other.id), row.id) == []
    desk.erasing.erase(ovens["zhou"], customer, "asked", confirm=str(customer))
    assert {(each.standing, each.row.signed_by, len(each.row.digest)) for each in signing.of_case(
        ovens["lin"], number)} == {("erased", "", 64)}


def test_pieces_go_with_a_receipt_and_support_is_answered(ovens: Ovens) -> None:
    seeing = Seeing(ovens.desk.place)
    number = ovens.there(ovens.sent())
    ovens.take("wu", number, "bench.ask", {"trouble": "修不了,也搬不走"})
    [call] = seeing.calls(ovens["lin"])
    assert call.number == number and call.row.asked_at == at(f"{DAY} 10:00")
    ovens.clock.forward(minutes=20)
    ovens.take("lin", number, "support.answer", {"advice": "派车来拉"})
    assert seeing.calls(ovens["lin"]) == []
    assert seeing.calls_of(ovens["wu"], call.row.case_id)[0].row.advice == "派车来拉"
    taken = {"what": "烤箱门", "condition_taken": "玻璃裂", "accessories": "把手", "promised_back": "2025-03-08",
             "receipt_signed": True}
    with pytest.raises(InvalidInput):
        ovens.take("wu", number, "bench.take", {**taken, "promised_back": "2025-03-05"})
    ovens.take("wu", number, "bench.take", taken)
    [piece] = seeing.pieces(ovens["lin"])
    assert piece.row.receipt == f"SJ{piece.row.id:06d}" and not piece.overdue
    paper = ovens.desk.views.papers(ovens["wu"], number, "take_away_receipt")[1][0]
    assert ("收据编号", piece.row.receipt) in [tuple(map(str, each)) for each in paper.lines]
    ovens.take("wu", number, "taken_away.put", {"where": "二号工位"})
    ovens.clock.at = at("2025-03-09 00:00")
    assert [(each.row.place, each.overdue) for each in seeing.pieces(ovens["lin"], "overdue")] == [("二号工位", True)]
    ovens.take("lin", number, "taken_away.promise", {"promised_back": "2025-03-10"})
    assert seeing.pieces(ovens["lin"], "overdue") == []
    ovens.take("wu", number, "taken_away.mended")
    ovens.take("lin", number, "taken_away.book_return")
    ovens.take("lin", number, "book.book", {"starts": "2025-03-09T09:00", "ends": "2025-03-09T10:00"})
    ovens.desk.steps.override(ovens["zhou"], number, rule="crew_on_duty", reason="加班", step="dispatch_crew.dispatch",
                              answers={"technician": "wu"})
    ovens.take("han", number, "dispatch_crew.dispatch", {"technician": "wu"})
    ovens.there(number, moment="2025-03-09 09:30")
    ovens.finished(number)
    with pytest.raises(Refused) as out:
        ovens.take("wu", number, "joint.sign", {"result": "accept", "signed_by": "王先生"})
    assert {each.rule for each in out.value.decisions if not each.allows} == {"custody_closed"}
    with pytest.raises(InvalidInput) as other:
        ovens.take("wu", number, "joint.hand_back", {"recovered": True, "receipt": "SJ999999"})
    assert "receipt" in other.value.errors
    with pytest.raises(InvalidInput):
        ovens.take("wu", number, "joint.hand_back", {"recovered": False})
    ovens.take("wu", number, "joint.hand_back", {"recovered": False, "lost_statement": "搬家时遗失"})
    assert seeing.piece(ovens["lin"], piece.row.id).standing.name == "back", "still ours to answer for"
    ovens.take("wu", number, "joint.sign", {"result": "accept", "signed_by": "王先生"})
    closed = seeing.piece(ovens["lin"], piece.row.id)
    assert closed.standing.name == "closed" and closed.row.statement == "搬家时遗失" and not closed.row.recovered
    assert seeing.pieces(ovens["lin"]) == [] and len(seeing.pieces(ovens["lin"], "all")) == 1
    with ovens.desk.store.read() as work:
        assert work.session.scalar(select(CaseRow.state)) == "thanks.last"
    with pytest.raises(NotFound):
        seeing.piece(ovens["xu"], piece.row.id)
