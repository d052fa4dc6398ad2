"""A plan, a register and a report that the shop's own regulation asks for, so that they can be called as everybody."""

from sqlalchemy import func, select

from core.app import Desk
from core.domain.policies import Clause, PolicyFile
from core.domain.rulebook import Adoption
from core.sdk import (
    COUNT,
    MANAGER,
    MONTH,
    QUALITY,
    SERVICE,
    Asking,
    Chart,
    Column,
    Form,
    Plan,
    Register,
    Report,
    Sheet,
    text,
)
from core.store.tables import CaseRow, PlanEntryRow, PlanPartRow, RegisterEntryRow, RegisterPassRow


def count(asked: Asking) -> Sheet:
    """The cases one sees."""
    total = asked.session.scalar(select(func.count()).select_from(CaseRow).where(asked.visible))
    return Sheet((Column("名称"), Column("案件数", COUNT)), [("furniture", total)], chart=Chart((1,)))


total = Report("案件", count)
monthly = Plan("每月抽查", every=MONTH, by=(QUALITY, MANAGER), shows=total)


class Call(Form):
    """来电"""

    said: str = text("内容")


calls = Register("来电来信来访登记", form=Call, by=(SERVICE,))
ROUTINE = PolicyFile("furniture/routine", "Routine", {}, (Clause("RT-01", uses=("monthly", "total", "calls")),))


def adopt(desk: Desk) -> None:
    """Have the regulation in force, besides the others."""
    desk.installed.industries["furniture"].provisions.update(monthly=monthly, total=total, calls=calls)
    desk.installed.policies[ROUTINE.slug] = ROUTINE
    vars(desk)["adopted"] = (*desk.adopted, Adoption(ROUTINE))


def enter(desk: Desk, signer: int) -> int:
    """An entry of which the managers' part is signed and the other is not; its id."""
    with desk.store.unit_of_work() as work:
        entry = PlanEntryRow(industry="furniture", key="monthly", period="2025-09", title=monthly.title,
                             made_at=desk.now(), found={})
        work.session.add(entry)
        work.flush()
        work.session.add_all([
            PlanPartRow(entry_id=entry.id, duty="quality", answers={}, earlier=[], version=0),
            PlanPartRow(entry_id=entry.id, duty="manager", user_id=signer, signed_at=desk.now(), answers={},
                        earlier=[], version=1)])
        work.commit()
        return entry.id


def note(desk: Desk, by: int) -> int:
    """An entry of the register that waits for whoever may see it; its id."""
    with desk.store.unit_of_work() as work:
        entry = RegisterEntryRow(industry="furniture", key="calls", number=work.numbers.next(
            "register:furniture.calls", 0), title=calls.title, happened_at=desk.now(), recorded_at=desk.now(),
            user_id=by, answers={"name": "Call", "answers": {"said": "Hello"}, "shown": [["内容", "Hello"]]})
        work.session.add(entry)
        work.flush()
        work.session.add_all(RegisterPassRow(entry_id=entry.id, duty=each) for each in (
            "service", "manager"))
        work.commit()
        return entry.id
