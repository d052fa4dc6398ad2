"""What the outlet's desk remembers from one case to the next: units, their faults, people, prices, money."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.capabilities.charges.prices import Prices
from core.capabilities.charges.quoting import Quoting
from core.capabilities.charges.tables import EntryRow
from core.capabilities.coverage.service import Warranties
from core.capabilities.visits.people import People
from core.domain.people import ADMINISTRATOR, MANAGER, SERVICE, TECHNICIAN
from core.domain.reasons import Label
from core.reporting.declared import Span
from core.sdk.tables import select
from core.testing.practice import Practice
from plugins.appliance.rules import repair_free
from plugins.appliance.workflows.kinds import Install, Repair
from plugins.appliance.workflows.stages import Quote
from tests.plugins.appliance.story import BROKEN, COSTS, FOUND, ORDER, PLAN, POLICY, WHO

TECH = TECHNICIAN.key


@pytest.fixture
def outlet() -> Practice:
    """A desk with one technician who may install."""
    made = Practice("appliance", policies=(POLICY,), begins="2025-02-25 09:00")
    manager, people = made.people[MANAGER.key], People(made.desk.place)
    people.save(manager, TECH, badge="QZ001", skills=[("安装", None)], areas=["丰泽区"])
    move(made, "丰泽网点")
    return made


def move(outlet: Practice, unit: str) -> None:
    """Let the technician belong to an outlet."""
    administrator, users = outlet.people[ADMINISTRATOR.key], outlet.desk.users
    row = next(each for each in users.all(administrator) if each.login == TECH)
    users.change(administrator, row.id, name=row.name, duties=[TECH], scope="all", active=True, unit=unit)


def approve(outlet: Practice) -> None:
    """The brand has trained the technician and approved the outlet."""
    manager, people = outlet.people[MANAGER.key], People(outlet.desk.place)
    people.train(manager, TECH, "格力", date(2025, 1, 10))
    people.authorise(manager, "丰泽网点", "格力", "授权书 18 号", date(2025, 1, 1))


def go(outlet: Practice, number: str) -> None:
    """Somebody is sent, agrees a time and is there."""
    outlet.take(number, "dispatch_crew.dispatch", {"technician": TECH})
    ends = outlet.now + timedelta(minutes=10)
    outlet.take(number, "book.book", {"starts": outlet.now.isoformat(), "ends": ends.isoformat()})
    outlet.take(number, "visit.arrive_at_once", {})
    outlet.take(number, "visit.begin", {})


def examined(outlet: Practice, at: str, found: Mapping[str, object] = FOUND, **more: object) -> str:
    """A repair with its finding, of the same unit unless said otherwise."""
    outlet.now = outlet.moment(at)
    number = outlet.open(Repair, {**BROKEN, "invoice_on": "2025-02-20", **more}, customer="林科长")
    outlet.take(number, "answer_request.answer", {"told_by": "phone"})
    go(outlet, number)
    outlet.take(number, "diagnose.diagnose", found)
    return number


def installed(outlet: Practice) -> str:
    """The unit stands, and was signed for on the first of March."""
    number = outlet.open(Install, ORDER, customer="林科长")
    for step, form in (("pre_accept.inspect", {"passed": True}), ("deliver.deliver", {"delivered_to": "一楼"}),
                       ("survey_site.survey", {"surveyor": "吴师傅", "conditions": "承重墙"}),
                       ("plan_installation.draw_up", PLAN), ("plan_installation.settle", None)):
        outlet.take(number, step, form)
    outlet.now = outlet.moment("2025-03-01 09:00")
    go(outlet, number)
    outlet.take(number, "install.start_work")
    outlet.take(number, "install.register", {**{name: WHO[name] for name in ("brand", "model", "serial")},
                                             "invoice_no": "35021", "invoice_on": "2025-02-20"})
    outlet.take(number, "install.commission", {"test_run": True, "commissioned_by": "吴师傅", "test_result": "normal"})
    outlet.take(number, "joint.sign", {"result": "accept", "signed_by": "林科长"})
    return number


def test_faults_are_counted_by_unit_until_a_swap_is_due(outlet: Practice) -> None:
    approve(outlet)
    installed(outlet)
    unit = Warranties(outlet.desk.place).show(outlet.people[MANAGER.key], "gl 2020001")
    assert (unit.row.how, unit.row.starts_on, unit.row.ends_on) == ("invoice", date(2025, 2, 20), date(2031, 2, 20))

    first = examined(outlet, "2025-03-20 10:00", serial="gl-2020001")
    outlet.take(first, "diagnose.go_on")
    outlet.take(first, Quote.free)
    outlet.take(first, "work.fix", COSTS)
    outlet.take(first, "joint.sign", {"result": "accept", "signed_by": "林科长"})
    examined(outlet, "2025-04-01 10:00", {**FOUND, "cause": "no_fault"})
    other = examined(outlet, "2025-04-02 10:00", serial="GL9")
    assert not outlet.offer(other, "diagnose.swap").open

    again = examined(outlet, "2025-04-15 20:00")
    assert "自 2025-03-01 使用以来已确认质量故障 2 次" in str(outlet.offer(again, "diagnose.swap").reason)
    outlet.take(again, "diagnose.swap")
    swap = outlet.case(again).links[0][1].number
    late = examined(outlet, "2025-04-16 00:00", serial="GL10", used_since="2025-03-01", first_fault_on="2025-03-20")
    assert "换货期已于 2025-04-15 届满" in str(outlet.offer(late, "diagnose.swap").reason)

    chosen = {"option": "higher_class", "new_model": "KFR-90LW", "new_class_rank": 4, "original_class_rank": 3}
    assert outlet.refused(swap, "choose_replacement.choose", {**chosen, "new_class_rank": 2}).decisions
    outlet.take(swap, "choose_replacement.choose", chosen)
    outlet.forward(hours=20)
    go(outlet, swap)
    outlet.take(swap, "exchange.exchange", {
        "new_serial": "GL2025010", "transport": "120", "removal": "0", "installation": "200", "test_run": True,
        "commissioned_by": "吴师傅", "test_result": "normal"})
    with outlet.desk.store.read() as work:
        booked = work.session.scalars(select(EntryRow).where(EntryRow.case_id == outlet.case(swap).row.id)).all()
    assert {each.sort for each in booked} == {"cost"} and sum(each.amount for each in booked) == Decimal(320)

    year = Span(date(2025, 1, 1), date(2025, 12, 31))
    made = [outlet.desk.declared_reports.make(outlet.people[MANAGER.key], "appliance", key, year).sheet
            for key in ("faults_by_component", "cost_of_warranty")]
    assert [tuple(map(str, each)) for each in made[0].rows] == [("压缩机", "5", "4", "1")]
    assert [each[1:] for each in made[1].rows] == [
        ("KFR-72LW", Label("维修"), Decimal(420), Decimal(0), Decimal(420)),
        ("KFR-72LW", Label("换货"), Decimal(320), Decimal(0), Decimal(320))]


def test_whom_the_brand_has_not_trained_or_whose_outlet_it_has_not_approved_is_not_sent(outlet: Practice) -> None:
    manager, people = outlet.people[MANAGER.key], People(outlet.desk.place)
    number = outlet.open(Repair, BROKEN, customer="林科长")
    outlet.take(number, "answer_request.answer", {"told_by": "phone"})
    sent = ("dispatch_crew.dispatch", {"technician": TECH})
    why = [str(each.reason) for each in outlet.refused(number, *sent).decisions if not each.allows]
    assert len(why) == 2 and all("“格力”" in each for each in why)
    people.train(manager, TECH, "格力", date(2025, 1, 10), until=date(2025, 12, 31))
    assert len([each for each in outlet.refused(number, *sent).decisions if not each.allows]) == 1
    people.authorise(manager, "丰泽网点", "格力", "授权书 18 号", date(2024, 1, 1), ends_on=date(2025, 2, 24))
    assert "没有“格力”的授权" in str(outlet.refused(number, *sent).reason)
    people.authorise(manager, "丰泽网点", "格力", "授权书 19 号", date(2025, 2, 25))
    outlet.take(number, *sent)


def test_paid_lines_take_their_price_from_the_list(outlet: Practice) -> None:
    approve(outlet)
    manager = outlet.people[MANAGER.key]
    for code, sort, price in (("GL-MAIN", "part", "320"), ("GL-L1", "labour", "80")):
        Prices(outlet.desk.place).save(manager, {"code": code, "title": code, "sort": sort, "price": price,
                                                 "valid_from": "2025-01-01"})
    number = examined(outlet, "2025-03-20 10:00", invoice_on="2018-05-10")
    outlet.take(number, "diagnose.go_on")
    assert outlet.decision(number, repair_free).outcome == "deny"
    quoting, service = Quoting(outlet.desk.place), outlet.people[SERVICE.key]
    quoting.write(service, number, [{"code": "GL-MAIN"}, {"code": "GL-L1"}])
    outlet.take(number, Quote.offer, {"parts": "320", "labour": "80"})
    quoting.write(service, number, [{"code": "GL-MAIN"}, {"title": "吊车", "sort": "labour", "price": "200"}])
    changed = {"parts": "320", "labour": "200"}
    assert [str(each.reason) for each in outlet.refused(number, Quote.offer_again, changed).decisions
            if not each.allows] == ["报价里有价目上没有的项目:请写明理由"]
    outlet.take(number, Quote.offer_again, {**changed, "deviation_why": "高层外机须吊车"})

