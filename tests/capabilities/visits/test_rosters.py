"""Nobody changes their own days or hands on their own visits: somebody else decides, and it shows who."""

from datetime import date
from typing import Any

import pytest

from core.capabilities.visits.asking import Requests
from core.capabilities.visits.people_forms import SwapAnswered, SwapAsked
from core.capabilities.visits.roster import Roster, Turn
from core.capabilities.visits.stages import Visit
from core.capabilities.visits.whereabouts import Whereabout, Whereabouts
from core.domain.errors import DeskError, Forbidden, InvalidInput, NotFound, Refused
from tests.capabilities.visits.conftest import DAY, LATER, Ovens
from tests.services.shop import at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIXTH, SEVENTH = date(2025, 3, 6), date(2025, 3, 7)


def boss(ovens: Ovens, login: str = "wu") -> Any:
    """Somebody who goes to customers and is a supervisor as well."""
    with ovens.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        assert row
        row.duties, row.scope = ["technician", "manager"], "all"
        work.commit()
    return ovens[login]


def test_a_visit_changes_hands_by_approval_alone(ovens: Ovens) -> None:
    asking, number = Requests(ovens.desk.place), ovens.sent("wu")
    with pytest.raises(NotFound):
        asking.swap_job(ovens["xu"], ovens.sent("wu", LATER), "xu", "我来")
    with pytest.raises(InvalidInput, match="已经派给自己"):
        asking.swap_job(ovens["wu"], number, "wu", "我来")
    with pytest.raises(InvalidInput, match="人员名册里没有"):
        asking.swap_job(ovens["wu"], number, "lin", "你来")
    asking.swap_job(ovens["wu"], number, "xu", "车坏了")
    with pytest.raises(Refused, match="正在等待批准"):
        asking.swap_job(ovens["wu"], number, "xu", "再请一次")
    with pytest.raises(DeskError):
        ovens.take("xu", number, "visit.set_out")
    [request] = asking.all(ovens["zhou"], waiting=True)
    with pytest.raises(Forbidden):
        asking.answer(ovens["xu"], request.row.id, grant=True)
    with pytest.raises(InvalidInput, match="须写明理由"):
        asking.answer(ovens["zhou"], request.row.id, grant=False)
    done = asking.answer(ovens["zhou"], request.row.id, grant=True, answer="同意")
    assert (done.name, done.other_name, done.decided_by) == ("Wu", "Xu", "Zhou")
    view = ovens.desk.views.case(ovens["lin"], number)
    asked = next(each for each in view.case.facts() if isinstance(each, SwapAsked))
    answered = next(each for each in view.case.facts() if isinstance(each, SwapAnswered))
    assert (asked.swap_from, asked.swap_to, answered.swap_granted) == ("wu", "xu", True)
    with ovens.desk.store.read() as work:
        events = work.events.of(view.row.id)
    last = [each for each in events if each.data.get("step") == Visit.reassign.key][-1]
    assert last.actor_name == "Zhou" and last.data["form"]["answers"]["technician"] == "xu"
    ovens.clock.at = at(f"{DAY} 10:00")
    with pytest.raises(DeskError):
        ovens.take("wu", number, "visit.set_out")
    ovens.take("xu", number, "visit.set_out")
    with pytest.raises(Refused, match="已经有了结果"):
        asking.answer(ovens["zhou"], request.row.id, grant=False, answer="晚了")


def test_what_the_case_refuses_leaves_the_request_open(ovens: Ovens) -> None:
    asking, number = Requests(ovens.desk.place), ovens.sent("wu")
    asking.swap_job(ovens["wu"], number, "xu", "车坏了")
    ovens.sent("xu")
    [request] = asking.all(ovens["zhou"], waiting=True)
    with pytest.raises(Refused):
        asking.answer(ovens["zhou"], request.row.id, grant=True)
    assert asking.all(ovens["zhou"], waiting=True) and ovens.desk.views.case(
        ovens["lin"], number).case.answer(SwapAnswered.fields["swap_granted"]) is None
    assert asking.withdraw(ovens["wu"], request.row.id).state.name == "withdrawn"
    with pytest.raises(NotFound):
        asking.withdraw(ovens["wu"], 99)


def test_days_are_changed_by_somebody_else(ovens: Ovens) -> None:
    asking, roster, wu = Requests(ovens.desk.place), Roster(ovens.desk.place), boss(ovens)
    with pytest.raises(Forbidden, match="自己的班次"):
        roster.set(wu, "wu", SEVENTH, Turn.parse("休"), "想休")
    with pytest.raises(Forbidden, match="自己的考勤"):
        roster.attend(wu, "wu", SIXTH, "present")
    mine = asking.change_day(wu, SEVENTH, Turn.parse("休"), "家里有事")
    assert str(mine.was) == "08:00-18:00" and str(mine.wanted) == "轮休"
    with pytest.raises(Forbidden, match="与自己有关"):
        asking.answer(wu, mine.row.id, grant=True)
    with pytest.raises(NotFound):
        asking.withdraw(ovens["xu"], mine.row.id)
    assert [each.kind for each in roster.mine(wu, SEVENTH)] == ["duty"], "nothing changes before"
    asking.answer(ovens["zhou"], mine.row.id, grant=True)
    assert [each.kind for each in roster.mine(wu, SEVENTH)] == ["rest"]
    swap = asking.swap_days(ovens["xu"], SEVENTH, "wu", "换一天", SIXTH)
    with pytest.raises(Forbidden):
        asking.answer(wu, swap.row.id, grant=True)
    asking.answer(ovens["zhou"], swap.row.id, grant=True)
    kinds = {each.login: [day.kind if day else "" for day in each.days] for each in roster.span(ovens["lin"], SIXTH, 2)}
    assert kinds == {"wu": ["duty", "duty"], "xu": ["duty", "rest"]}
    history = [each for each in asking.all(ovens["zhou"]) if each.row.kind == "set"]
    assert len(history) == 5 and {each.decided_by for each in history} == {"Zhou"}
    ovens.clock.at = at(f"{DAY} 20:00")
    with pytest.raises(InvalidInput, match="已经过去"):
        asking.change_day(ovens["xu"], date(2025, 3, 5), Turn.parse("休"), "晚了")
    with pytest.raises(InvalidInput, match="还没有到"):
        roster.attend(ovens["zhou"], "xu", date(2025, 3, 10), "absent")
    assert roster.attend(ovens["zhou"], "xu", SIXTH, "absent").why == "", "unexplained"
    assert asking.all(ovens["lin"]) == [], "what does not concern somebody is not shown to them"


def test_a_rotation_goes_round(ovens: Ovens) -> None:
    roster, zhou = Roster(ovens.desk.place), ovens["zhou"]
    roster.save_pattern(zhou, "三天", [Turn.parse(each) for each in ("早班 08:30-17:30", "晚班 14:00-22:00", "休")])
    assert roster.fill(zhou, "三天", ["wu", "xu"], SIXTH, date(2025, 3, 12), stagger=1) == 10, "two days stood of each"
    days = {each.login: "".join((day.title[:1] or day.kind[:1]) if day else "?" for day in each.days)
            for each in roster.span(zhou, SIXTH, 7)}
    assert days == {"wu": "dd" + "r早晚r早", "xu": "dd" + "早晚r早晚"}
    for wrong in ("9点", "08:00-08:00", "08:00", "25:00-26:00"):
        with pytest.raises(InvalidInput):
            Turn.parse(wrong)


def test_who_leaves_without_a_job_is_an_exception(ovens: Ovens) -> None:
    where, wu = Whereabouts(ovens.desk.place), ovens["wu"]
    number = ovens.sent("wu")

    def now(login: str = "wu") -> Any:
        return next(each for each in where.now(ovens["zhou"]) if each.login == login)

    ovens.clock.at = at(f"{DAY} 07:00")
    assert now().place is Whereabout.off and not where.say(wu, "out", note="晨跑").exception, "before the shift"
    ovens.clock.at = at(f"{DAY} 08:00")
    assert where.say(wu, "office").exception is False and now("xu").place is Whereabout.unknown
    assert not where.say(wu, "job", number.lower()).exception and now().number == number
    out = where.say(wu, "out", note="逛街")
    assert out.exception and now().place is Whereabout.out
    assert where.say(ovens["xu"], "leave").exception, "leave is what the roster knows"
    assert [each.login for each in where.exceptions(ovens["zhou"])] == ["xu", "wu"]
    assert [each.login for each in where.exceptions(wu)] == ["wu"]
    where.allow(ovens["zhou"], out.id)
    assert now().allowed_by == "Zhou" and len(where.exceptions(ovens["zhou"])) == 1
    with pytest.raises(Refused):
        where.allow(ovens["zhou"], out.id)
    with pytest.raises(Forbidden, match="自己外出"):
        where.allow(boss(ovens, "xu"), where.exceptions(ovens["zhou"])[0].id)
    for said, note in (("job", ""), ("out", ""), ("home", "")):
        with pytest.raises(InvalidInput):
            where.say(wu, said, note=note)
    ovens.take("wu", number, "visit.set_out")
    assert now().place is Whereabout.job and now().number == number, "who is on the way need not say so"
    ovens.clock.at = at(f"{DAY} 18:00")
    assert not where.say(ovens["xu"], "out", note="回家").exception, "the end of a shift is not included"


def test_another_day_is_a_special_case_with_an_approver(ovens: Ovens) -> None:
    number, saturday = ovens.open(), {"starts": "2025-03-08T09:00", "ends": "2025-03-08T11:00"}
    with pytest.raises(Refused, match="不是上门日") as refused:
        ovens.take("lin", number, "book.book", saturday)
    rule = refused.value.decisions[0].rule
    steps = ovens.desk.steps
    steps.override(ovens["lin"], number, rule=rule, reason="客户只有周六在家", step="book.book", answers=saturday)
    [fingerprint] = ovens.desk.views.case(ovens["zhou"], number).case.asked
    steps.answer(ovens["zhou"], number, fingerprint, grant=True)
    ovens.take("lin", number, "book.book", saturday)
    assert ovens.state(number) == "dispatch_crew.to_dispatch"
    number = ovens.open()
    with pytest.raises(Refused, match="不是上门日"):
        ovens.take("lin", number, "book.book", saturday)
