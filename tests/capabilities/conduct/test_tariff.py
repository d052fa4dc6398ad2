"""A tariff proposes what facts come to: once for a fact, counted by person in the order in which things were done."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.capabilities.conduct.entries import Entry
from core.capabilities.conduct.penalties import Penalties
from core.capabilities.conduct.totals import Totals
from core.sdk.services import InvalidInput
from core.services.opening import Request
from tests.attack.desk import token_of
from tests.capabilities.conduct.conftest import Fans
from tests.capabilities.conduct.test_pages import Browsers
from tests.services.shop import HandClock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def fans(database_url: str, tmp_path: Path, clock: HandClock) -> Fans:
    return Fans(database_url, tmp_path / "data", clock, "fans/tariff")


def tell(fans: Fans, person: str = "lin", day: int = 1, about: str = "", **said: object) -> str:
    """Report something of somebody, done so many days ago."""
    happened = fans.clock.at - timedelta(days=day)
    return fans.desk.opening.open(fans["lin"], Request("fans.gossip", {
        "person": person, "happened_at": happened.isoformat(), "about_case": about, **said})).number


def entries(fans: Fans, person: str = "") -> list[Entry]:
    """Somebody's, the first proposed first."""
    return [*Penalties(fans.desk.place).list(fans["zhou"], "fans", "", person)][::-1]


def amounts(fans: Fans, person: str = "lin") -> list[tuple[str, int | None]]:
    return [(each.row.state, None if each.row.amount is None else int(each.row.amount))
            for each in entries(fans, person)]


def test_more_each_time_by_person_in_the_order_in_which_it_was_done(fans: Fans) -> None:
    penalties = Penalties(fans.desk.place)
    tell(fans, day=20, rude=True)
    tell(fans, day=10, rude=True)
    tell(fans, day=5, rude=True)
    tell(fans, "mei", rude=True)
    assert amounts(fans) == [("proposed", 50), ("proposed", 100), ("proposed", 200)]
    assert amounts(fans, "mei") == [("proposed", 50)]
    first, second, _ = entries(fans, "lin")
    assert (first.title, str(first.reason), [each.clause for each in first.basis]) == (
        "态度不好", "第 1 次", ["FT-01", "FT-01"])
    penalties.confirm(fans["zhou"], second.row.id)
    penalties.waive(fans["zhou"], first.row.id, "初犯")
    assert amounts(fans) == [("waived", 50), ("confirmed", 100), ("proposed", 100)]
    tell(fans, day=15, rude=True)  # told late: what was done before counts before
    assert amounts(fans) == [("waived", 50), ("confirmed", 100), ("proposed", 200), ("proposed", 50)]


def test_a_correction_takes_back_and_brings_back_and_never_counts_twice(fans: Fans) -> None:
    number = tell(fans, rude=True, kept="30")
    assert amounts(fans) == [("proposed", 50), ("proposed", 300), ("proposed", 30)]

    def correct(person: str = "lin", **said: object) -> None:
        fans.desk.notes.correct(fans["lin"], number, {
            "person": person, "happened_at": (fans.clock.at - timedelta(days=1)).isoformat(), **said})

    correct(rude=False, kept="20")
    assert amounts(fans) == [("waived", 50), ("proposed", 200), ("proposed", 20)]
    assert str(entries(fans, "lin")[0].withdrawn) == "没有这回事"
    correct(rude=True, kept="20")
    assert amounts(fans) == [("proposed", 50), ("proposed", 200), ("proposed", 20)]
    correct("mei", rude=True, kept="20")
    assert {state for state, _ in amounts(fans)} == {"waived"}
    assert amounts(fans, "mei") == [("proposed", 50), ("proposed", 200), ("proposed", 20)]
    penalties = Penalties(fans.desk.place)
    penalties.waive(fans["zhou"], entries(fans, "mei")[0].row.id, "误会")
    correct("mei", rude=True, kept="20", told="再说一遍")
    assert amounts(fans, "mei") == [("waived", 50), ("proposed", 200), ("proposed", 20)]
    correct("nobody", rude=True, kept="20")
    assert [each.person_name for each in penalties.findings(fans["wu"], "fans")] == ["nobody"] * 3


def test_looking_into_it_takes_back_what_is_not_true_and_merging_counts_once(fans: Fans) -> None:
    number = tell(fans, rude=True)
    fans.take("wu", number, "report_incident.take_up")
    fans.take("wu", number, "investigate_incident.find", {"true": False})
    assert amounts(fans) == [("waived", 50)]
    fans.take("wu", number, "investigate_incident.find_again", {"true": True})
    assert amounts(fans) == [("proposed", 50)]
    again = tell(fans, rude=True)
    assert amounts(fans) == [("proposed", 50), ("proposed", 100)]
    fans.desk.arranging.merge(fans["zhou"], again, number, "同一件事")
    assert amounts(fans) == [("proposed", 50), ("waived", 100)]
    fans.take("zhou", number, "investigate_incident.hold_true")
    fans.desk.arranging.reopen(fans["zhou"], number, "再看看")
    fans.take("wu", number, "investigate_incident.find_again", {"true": True})
    assert amounts(fans) == [("proposed", 50), ("waived", 100)]


def test_what_a_case_itself_shows(fans: Fans) -> None:
    number = fans.open()
    fans.clock.forward(minutes=61)
    fans.take("lin", number, "bench.wipe", {"polite": False})
    assert amounts(fans) == [("proposed", 5)]
    (found,) = Penalties(fans.desk.place).findings(fans["wu"], "fans")
    assert (found.what, found.person_name, found.number) == ("没有礼貌:检查单上“有礼貌”为否", "Lin", number)
    fans.take("lin", number, "bench.wipe", {"polite": True})
    assert amounts(fans) == [("proposed", 5)]
    in_time = fans.open()
    fans.take("lin", in_time, "bench.wipe", {"polite": True})
    assert [each.number for each in entries(fans, "lin")].count(in_time) == 0


def test_only_who_may_see_penalties_sees_them_at_the_case(fans: Fans) -> None:
    number = tell(fans, kept="30")
    assert [each.charge for each in fans.desk.views.case(fans["wu"], number).charges] == [
        "rudeness", "keeping", "paying_in"]
    assert fans.desk.views.case(fans["kong"], number).charges == ()
    assert sum((each.amount or Decimal(0)) for each in fans.desk.views.case(fans["wu"], number).charges) == 330


def test_a_month_adds_up_and_the_cap_cuts_fines_alone(fans: Fans) -> None:
    penalties, totals = Penalties(fans.desk.place), Totals(fans.desk.place)
    tell(fans, rude=True, kept="30")
    tell(fans, "mei", rude=True)
    tell(fans, day=60, rude=True)
    for each in entries(fans, "lin")[:3]:
        penalties.confirm(fans["zhou"], each.row.id)
    month = totals.month(fans["wu"], "fans")
    assert [(each.login, each.entries, *map(int, (each.fines, each.owed, each.open, each.due)))
            for each in month.totals] == [
        ("lin", 3, 400, 30, 0, 430), ("mei", 1, 0, 0, 50, 0)]
    assert [each.login for each in totals.month(fans["mei"], "fans").totals] == ["mei"]
    fans.set(conduct__monthly_cap="120")
    capped = totals.month(fans["wu"], "fans", month.period.key).totals[0]
    assert capped.due == 150 and capped.capped
    assert [each.entries for each in totals.month(fans["wu"], "fans", "2025-01").totals] == [1]
    made = fans.desk.declared_reports.make(fans["wu"], "fans", "penalty_totals",
                                           fans.desk.declared_reports.span(month.period.key)).sheet
    assert [row[1:3] for row in made.rows] == [("Lin", 3), ("Mei", 1)]
    assert [row[5] for row in made.rows] == [Decimal(150), Decimal(0)]
    with pytest.raises(InvalidInput):
        totals.month(fans["wu"], "fans", "2025")


def test_pages_say_how_it_came_about(fans: Fans) -> None:
    browsers = Browsers(fans)
    zhou, lin = browsers["zhou"], browsers["lin"]
    number = tell(fans, rude=True, kept="30")
    entry = entries(fans, "lin")[0].row.id
    register = zhou.get("/conduct/").text
    assert "处罚没有启用" not in register and "按规定自动提议的 5 种行为" in register and number in register
    shown = zhou.get(f"/conduct/{entry}").text
    assert all(each in shown for each in ("态度不好", "第 1 次", "FT-01", "态度不好逐次罚款", "50, 100", "¥50.00"))
    owed = zhou.get(f"/conduct/{entry + 2}").text
    assert "不受每月上限限制" in owed and "交清 ¥30" in owed
    token = token_of(zhou)
    assert zhou.post(f"/conduct/{entry}/change", data={
        "csrf_token": token, "version": "1", "amount": "20", "why": "初犯"}).status_code == 302
    assert "¥20.00" in zhou.get(f"/conduct/{entry}").text and "¥50.00" in zhou.get(f"/conduct/{entry}").text
    page = zhou.get("/conduct/totals").text
    assert "Lin" in page and "¥20.00" in page and "没有每月上限" in page
    assert zhou.get("/conduct/totals?period=x").status_code == 200
    assert "Lin" in lin.get("/conduct/totals").text and lin.get(f"/conduct/{entry}").status_code == 200
    assert browsers["kong"].get(f"/cases/{number}").text.count("第 1 次") == 0
    english = zhou.get(f"/conduct/{entry}", headers={"Accept-Language": "en"})
    assert english.status_code == 200
