"""Findings, penalties from proposing to ruling, and the service star."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from core.capabilities.conduct import findings
from core.capabilities.conduct.awards import Awards
from core.capabilities.conduct.booking import Proposal, book, turn_of
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.conduct.ranking import Figures, ranked
from core.capabilities.followup.samples import Samples
from core.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StaleVersion
from core.domain.reasons import Reason
from tests.capabilities.conduct.conftest import Fans
from tests.races.locks import Traffic

LATE, RUDE = "迟迟不回复", "态度不好"
EQUAL = (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))


def called(fans: Fans, by: str = "lin", *, praised: bool = False) -> str:
    """A fan that was mended, whose customer was called and is content."""
    number = fans.open(by)
    fans.clock.forward(minutes=10 if by == "lin" else 60)
    fans.take(by, number, "bench.begin")
    fans.take(by, number, "bench.mend")
    fans.take(by, number, "call_back.call", {"channel": "phone", "solved": True})
    fans.take(by, number, "call_back.rate", {"score": 5, "praised": praised})
    fans.take(by, number, "call_back.close")
    return number


def test_without_kinds_a_finding_is_listed_and_no_penalty_is_made(fans: Fans) -> None:
    penalties, number = Penalties(fans.desk.place), called(fans)
    fans.clock.at = fans.clock.at.replace(month=4, day=1)
    fans.desk.plans.run()
    samples = Samples(fans.desk.place)
    sample = samples.all(fans["wu"])[0][0].row.id
    samples.review(fans["wu"], sample, number, {"handled_in_time": False, "solved": True, "by_the_rules": False,
                                                "finding": "没有先报价"})
    found, = penalties.findings(fans["wu"], "fans")
    assert (found.source, found.number, found.person_name, found.what) == ("sample", number, "Lin", "没有先报价")
    with pytest.raises(Refused, match="没有启用"):
        penalties.propose(fans["wu"], "fans", found.key, LATE)
    assert penalties.list(fans["zhou"]) == [] and penalties.kinds(fans["lin"], "fans") == ()
    sheet = fans.desk.declared_reports.make(fans["zhou"], "fans", "penalty_register",
                                            fans.desk.declared_reports.span("2025-04")).sheet
    assert [row[3] for row in sheet.rows] == ["没有先报价"] and sheet.totals is None
    assert "没有启用" in Reason(sheet.notes[0].template, sheet.notes[0].values).text()


def test_a_report_shows_what_was_found_then_however_much_was_found_since(
        fans: Fans, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MOST", 1)
    for what in ("三月的", "四月的"):
        Penalties(fans.desk.place).record(fans["wu"], "fans", what)
        fans.clock.at = fans.clock.at.replace(month=4)
    register = fans.desk.declared_reports
    for month, what in (("2025-03", "三月的"), ("2025-04", "四月的")):
        sheet = register.make(fans["zhou"], "fans", "penalty_register", register.span(month)).sheet
        assert [row[3] for row in sheet.rows] == [what]


def test_from_a_finding_to_the_ruling(fans: Fans) -> None:
    penalties = Penalties(fans.desk.place)
    fans.set(conduct__misconduct=[LATE, RUDE])
    number = fans.settled(person="Lin", finding="三天没回电话")
    found, = penalties.findings(fans["wu"], "fans")
    assert (found.source, found.number, found.person_name) == ("complaint", number, "Lin")
    for kind, person, named in (("gone", "", "kind"), (LATE, "nobody", "person")):
        with pytest.raises(InvalidInput) as caught:
            penalties.propose(fans["wu"], "fans", found.key, kind, person)
        assert list(caught.value.errors) == [named]
    with pytest.raises(InvalidInput):
        penalties.propose(fans["wu"], "fans", "complaint:99", LATE)
    entry = penalties.propose(fans["wu"], "fans", found.key, LATE)
    assert (entry.login, entry.row.state, entry.row.amount, entry.row.turn, entry.counted) == (
        "lin", "proposed", None, 1, Decimal(0))
    with pytest.raises(Refused, match="不重复"):
        penalties.propose(fans["zhou"], "fans", found.key, LATE)
    assert penalties.propose(fans["wu"], "fans", found.key, LATE, "mei").login == "mei"  # somebody else's part in it
    for amount in ("-1", "1.005", "NaN"):
        with pytest.raises(InvalidInput):
            penalties.change(fans["zhou"], entry.row.id, Decimal(amount), "x")
    with pytest.raises(InvalidInput):
        penalties.change(fans["zhou"], entry.row.id, Decimal(50), " ")
    with pytest.raises(InvalidInput):
        penalties.waive(fans["zhou"], entry.row.id, "")
    with pytest.raises(Refused):
        penalties.appeal(fans["lin"], entry.row.id, "还没有定")
    changed = penalties.change(fans["zhou"], entry.row.id, Decimal("50.00"), "第一次", version=entry.row.version)
    assert (changed.row.amount, changed.row.decided, changed.row.why, changed.counted) == (
        None, Decimal(50), "第一次", Decimal(50))
    with pytest.raises(StaleVersion):
        penalties.confirm(fans["zhou"], entry.row.id, version=entry.row.version)
    with pytest.raises(Refused, match="已改定"):
        penalties.confirm(fans["zhou"], entry.row.id)
    with pytest.raises(NotFound):  # others' look absent
        penalties.appeal(fans["mei"], entry.row.id, "不是她的")
    with pytest.raises(NotFound):
        penalties.one(fans["mei"], entry.row.id)
    appealed = penalties.appeal(fans["lin"], entry.row.id, "当天停电")
    assert appealed.counted == Decimal(0) and appealed.row.why == "第一次"
    with pytest.raises(Refused, match="另一位"):
        penalties.decide(fans["zhou"], entry.row.id, Decimal(0), "算了")
    with pytest.raises(Forbidden):
        penalties.decide(fans["wu"], entry.row.id, Decimal(0), "算了")
    ruled = penalties.decide(fans["tang"], entry.row.id, Decimal("20.00"), "减轻")
    assert (ruled.row.state, ruled.counted) == ("decided", Decimal(20))
    with pytest.raises(Refused, match="申诉过"):
        penalties.appeal(fans["lin"], entry.row.id, "再来")
    story = penalties.one(fans["lin"], entry.row.id)[1]
    assert [(each.row.state, each.row.amount, each.name) for each in story] == [
        ("proposed", None, "Wu"), ("changed", Decimal(50), "Zhou"), ("appealed", Decimal(50), "Lin"),
        ("decided", Decimal(20), "Tang")]
    assert [each.row.id for each in penalties.mine(fans["lin"])] == [entry.row.id]
    assert [each.login for each in penalties.list(fans["zhou"], "fans", "waiting")] == ["mei"]
    register = fans.desk.declared_reports
    sheet = register.make(fans["zhou"], "fans", "penalty_register", register.span("2025-03")).sheet
    assert sheet.totals and sheet.totals[7] == Decimal(20) and len(sheet.rows) == 2
    own = register.make(fans["lin"], "fans", "penalty_register", register.span("2025-03")).sheet
    assert [row[1] for row in own.rows] == ["Lin"]


def test_nobody_decides_on_their_own_and_a_second_time_is_the_second(fans: Fans) -> None:
    penalties = Penalties(fans.desk.place)
    fans.set(conduct__misconduct=[LATE])
    first = penalties.record(fans["wu"], "fans", "没有签字", person="zhou")
    entry = penalties.propose(fans["wu"], "fans", first, LATE)
    with pytest.raises(Refused, match="本人"):
        penalties.confirm(fans["zhou"], entry.row.id)
    assert penalties.confirm(fans["tang"], entry.row.id).row.state == "confirmed"
    again = penalties.propose(fans["wu"], "fans", penalties.record(fans["wu"], "fans", "又没签", person="zhou"), LATE)
    assert again.row.turn == 2
    penalties.waive(fans["tang"], again.row.id, "看错了")
    third = penalties.propose(fans["wu"], "fans", penalties.record(fans["wu"], "fans", "没签", person="zhou"), LATE)
    assert third.row.turn == 2  # what was waived does not count
    with pytest.raises(Refused):  # what was waived is not proposed anew
        penalties.propose(fans["wu"], "fans", again.row.finding, LATE)
    for what, number, of_entry, named in ((" ", "", None, "what"), ("x", "DS-1", None, "number"),
                                          ("x", "", 99, "entry_id")):
        with pytest.raises(InvalidInput) as caught:
            penalties.record(fans["wu"], "fans", what, number=number, entry_id=of_entry)
        assert list(caught.value.errors) == [named]
    with pytest.raises(Forbidden):
        penalties.record(fans["lin"], "fans", "x")
    with pytest.raises(NotFound):
        penalties.findings(fans["wu"], "elsewhere")


def test_the_same_fact_in_merged_cases_counts_once(fans: Fans) -> None:
    penalties = Penalties(fans.desk.place)
    fans.set(conduct__misconduct=[LATE])
    one, two = fans.open(), fans.open()
    before = penalties.record(fans["wu"], "fans", "没回电话", number=one, person="lin")
    after = penalties.record(fans["wu"], "fans", "没回电话,另一处记的", number=two, person="lin")
    penalties.propose(fans["wu"], "fans", before, LATE)
    fans.desk.arranging.merge(fans["lin"], one, two, "同一件")
    with pytest.raises(Refused, match="不重复"):
        penalties.propose(fans["wu"], "fans", after, LATE)
    assert len(penalties.list(fans["zhou"])) == 1
    fans.settled(two, person="Lin")  # a complaint about it is about the same
    complaint = next(each for each in penalties.findings(fans["wu"], "fans") if each.source == "complaint")
    with pytest.raises(Refused, match="不重复"):
        penalties.propose(fans["wu"], "fans", complaint.key, LATE)


def test_a_tariff_proposes_an_amount_and_people_confirm_it(fans: Fans) -> None:
    """What further industries build on: the amount comes from facts."""
    penalties = Penalties(fans.desk.place)
    with fans.desk.store.unit_of_work() as work:
        lin = work.users.by_login("lin")
        assert lin
        withheld = Proposal("fans", "withheld", lin.id, "visit:7", "300 元未上交", base=Decimal(300),
                            amount=Decimal(3000), facts={"times": 10})
        row = book(work, withheld, None, fans.clock())
        assert row and book(work, withheld, None, fans.clock()) is None
        assert turn_of(work, "fans", "withheld", lin.id) == 2
        work.commit()
        entry_id = row.id
    confirmed = penalties.confirm(fans["zhou"], entry_id)
    assert (confirmed.row.base, confirmed.row.amount, confirmed.counted) == (Decimal(300), Decimal(3000), Decimal(3000))


def test_ranks_equals_and_breaches() -> None:
    everybody = [Figures(1, "a", "A", 10, 4, 4, 3), Figures(2, "b", "B", 20, 4, 3, 1), Figures(3, "c", "C")]
    found = ranked(everybody, EQUAL)
    assert [(each.login, each.rank, each.ranks) for each in found] == [
        ("a", 1, (1, 1, 1)), ("b", 2, (2, 2, 2)), ("c", 3, (3, 3, 3))]
    same = [Figures(1, "a", "A", 10, 4, 4, 3, breaches=1), Figures(2, "b", "B", 10, 2, 2, 3)]
    assert [(each.login, each.rank) for each in ranked(same, EQUAL)] == [("b", 1), ("a", 2)]
    alike = [replace(each, breaches=0) for each in same]
    assert [each.rank for each in ranked(alike, EQUAL)] == [1, 1]
    # a is fast, b solves: the weights decide
    split = [Figures(1, "a", "A", 10, 4, 2), Figures(2, "b", "B", 90, 4, 4)]
    assert ranked(split, (Fraction(1), Fraction(0), Fraction(0)))[0].login == "a"
    assert ranked(split, (Fraction(0), Fraction(1), Fraction(0)))[0].login == "b"
    assert ranked([], EQUAL) == []


def test_the_service_star_is_chosen_once(fans: Fans) -> None:
    awards = Awards(fans.desk.place)
    called(fans, "lin", praised=True)
    called(fans, "mei")
    with pytest.raises(Refused, match="还没有开始"):
        awards.confirm(fans["zhou"], "fans", "2025-03", "lin", Decimal(500))
    fans.clock.at = fans.clock.at.replace(month=4, day=2)
    fans.desk.plans.run()
    choosing = awards.choosing(fans["zhou"], "fans")
    assert choosing.period.key == "2025-03" and choosing.award is None and choosing.entry_id
    first, second = choosing.ranked
    assert (first.login, first.speed, first.solved, first.closed, first.praised, first.rank) == ("lin", 10, 1, 1, 1, 1)
    assert (second.login, second.speed, second.ranks, second.rank) == ("mei", 60, (2, 1, 2), 2)
    assert choosing.bonus is None
    for winner, bonus, named in (("nobody", Decimal(1), "winner"), ("kong", Decimal(1), "why"), ("lin", None, "bonus"),
                                 ("lin", Decimal(-1), "bonus")):
        with pytest.raises(InvalidInput) as caught:
            awards.confirm(fans["zhou"], "fans", "2025-03", winner, bonus)
        assert list(caught.value.errors) == [named]
    with pytest.raises(Forbidden):
        awards.confirm(fans["lin"], "fans", "2025-03", "lin", Decimal(500))
    with pytest.raises(InvalidInput):
        awards.confirm(fans["zhou"], "fans", "2025-Q1", "lin", Decimal(500))
    award = awards.confirm(fans["zhou"], "fans", "2025-03", "lin", Decimal(500))
    assert (award.winner, award.row.bonus, award.by) == ("Lin", Decimal(500), "Zhou")
    assert [each["person"] for each in award.row.figures["ranking"]] == ["lin", "mei"]
    with pytest.raises(Refused, match="只评一次"):
        awards.confirm(fans["tang"], "fans", "2025-03", "mei", Decimal(1), "我看她好")
    assert [each.login for each in awards.all(fans["kong"], "fans")] == ["lin"]
    entry = fans.desk.plans.show(fans["zhou"], choosing.entry_id)
    assert entry.entry.state == "done" and entry.sheet and entry.sheet.rows[0][1] == "Lin"
    with pytest.raises(Refused):  # the task's page cannot do it over
        fans.desk.plans.reopen(fans["zhou"], choosing.entry_id, "manager", "改一下")


def test_two_who_choose_at_once_choose_one(fans: Fans) -> None:
    called(fans, "lin")
    called(fans, "mei")
    fans.clock.at = fans.clock.at.replace(month=4, day=2)
    fans.desk.plans.run()

    def choose(by: str, winner: str) -> str:
        try:
            return Awards(fans.desk.place).confirm(fans[by], "fans", "2025-03", winner, Decimal(1)).login
        except Refused:
            return "refused"

    with Traffic(fans.desk.store.engine).watched() as traffic:
        chosen = traffic.meet("INSERT INTO conduct_awards", lambda: choose("zhou", "lin"),
                              lambda: choose("tang", "mei"))
    assert chosen.count("refused") == 1
    assert [each.login in chosen for each in Awards(fans.desk.place).all(fans["lin"], "fans")] == [True]


def test_a_bonus_set_by_the_business_is_taken(fans: Fans) -> None:
    awards = Awards(fans.desk.place)
    called(fans, "lin")
    fans.set(conduct__bonus="300", conduct__weight_speed="50 %")
    fans.clock.at = fans.clock.at.replace(month=4, day=2)
    fans.desk.plans.run()
    sheet = fans.desk.declared_reports.make(fans["zhou"], "fans", "service_ranking",
                                            fans.desk.declared_reports.span("2025-03")).sheet
    assert sheet.notes[0].values == {"speed": "50%", "solved": "25%", "praise": "25%"}
    assert awards.confirm(fans["zhou"], "fans", "2025-03", "kong", None, "搬了一整月").row.bonus == Decimal(300)




def test_erasing_a_customer_leaves_the_decision_without_the_words(fans: Fans) -> None:
    penalties = Penalties(fans.desk.place)
    fans.set(conduct__misconduct=[RUDE])
    customer = fans.desk.customers.register(fans["lin"], name="王先生", phones=["13800138000"])
    number = fans.open(customer=customer)
    key = penalties.record(fans["wu"], "fans", "骂了王先生", number=number, person="lin")
    entry = penalties.propose(fans["wu"], "fans", key, RUDE)
    penalties.change(fans["zhou"], entry.row.id, Decimal(100), "属实")
    fans.take("lin", number, "bench.close")
    fans.desk.erasing.erase(fans["zhou"], customer, "asked", confirm=str(customer))
    kept = penalties.one(fans["zhou"], entry.row.id)[0]
    assert (kept.row.what, kept.counted) == ("", Decimal(100))
    assert penalties.findings(fans["wu"], "fans")[0].what == ""
