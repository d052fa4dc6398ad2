"""What the reports of following up find."""

from datetime import date

import pytest

from core.capabilities.followup.calls import Calls
from core.capabilities.followup.phones import Phones
from core.capabilities.followup.ratings import Ratings
from core.capabilities.followup.surveys import Surveys
from core.domain.errors import Forbidden, InvalidInput, Refused
from core.domain.periods import Period
from core.domain.reports import Sheet
from core.plans.service import Plans
from core.reporting.declared import DeclaredReports, Span
from tests.capabilities.followup.conftest import Pots
from tests.services.shop import at

MARCH = Span(date(2025, 3, 1), date(2025, 3, 31))


def sheet(shop: Pots, key: str, span: Span = MARCH) -> Sheet:
    return DeclaredReports(shop.place).make(shop["zhou"], "pots", key, span).sheet


def test_of_two_mails_answered_after_23_and_25_hours_one_is_in_time(shop: Pots) -> None:
    assert not sheet(shop, "answer_times").rows
    for hours in (23, 25):
        number = shop.open(channel="email")
        shop.clock.forward(hours=hours)
        shop.step("lin", number, "mend.answer", reply="请断电")
        shop.step("lin", number, "mend.answer", reply="还是请断电")
    late = shop.open(channel="email")
    shop.open(channel="phone")
    mail, phone = sheet(shop, "answer_times").rows
    assert mail[1:4] == (3, 2, 24 * 60) and mail[6:] == (2, 1, 0.5)
    assert phone[1] == 1 and phone[8] is None
    shop.clock.forward(hours=24)
    assert sheet(shop, "answer_times").rows[0][6:8] == (2, 1)
    shop.clock.forward(minutes=1)
    assert sheet(shop, "answer_times").rows[0][6:8] == (3, 1)
    shop.desk.notes.contact(shop["lin"], late, channel="phone", direction="out", reached=True)
    assert sheet(shop, "answer_times").rows[0][1:3] == (3, 3)
    phones = Phones(shop.place)
    phones.add(shop["lin"], "2025-03-04", "20")
    phones.add(shop["lin"], "2025-03-04", "21")
    assert sheet(shop, "answer_times").rows[-1][4:] == (20, sheet(shop, "answer_times").rows[-1][5], 2, 1, 0.5)


def test_phone_times_come_out_of_files_all_or_none(shop: Pots) -> None:
    phones, lin = Phones(shop.place), shop["lin"]
    for wrong, what in ((b"", "file"), (b"a,b\n1,2\n", "file"), ("日期,秒\n".encode(), "file"),
                        ("日期,秒\n2025-03-01,x\n2025-03-02\n2026-01-01,5\n".encode(), "file"),
                        (b"\xff\xff\xff\xff", "file")):
        with pytest.raises(InvalidInput) as problem:
            phones.take_in(lin, wrong)
        assert set(problem.value.errors) == {what}
    for day, seconds in (("2025-03-32", "5"), ("2025-03-01", "-1"), ("2026-03-01", "5"), ("2025-03-01", "90000")):
        with pytest.raises(InvalidInput):
            phones.add(lin, day, seconds)
    assert phones.days(lin) == []
    content = "日期,工号,秒\n2025-03-01,7,10\n2025/03/01,8,31\n\n2025-03-02,7,0\n".encode("gb18030")
    assert phones.take_in(lin, content) == 3
    with pytest.raises(Refused, match="已经导入过"):
        phones.take_in(lin, content)
    assert [(each.day.day, each.calls, each.average, each.longest) for each in phones.days(lin)] == [
        (2, 1, 0, 0), (1, 2, 20, 31)]
    with pytest.raises(Forbidden):
        phones.take_in(shop["kong"], content)


def test_a_quarter_asks_every_customer_once_and_shows_why_some_are_not_satisfied(shop: Pots) -> None:
    shop.run()
    wang, li = shop.customer(), shop.customer("李女士", "13900001111")
    first, second, third = shop.closed(wang), shop.closed(wang), shop.closed(li)
    shop.closed()
    shop.mended(shop.customer("周先生", "13700001111"))
    surveys, ratings, lin = Surveys(shop.place), Ratings(shop.place), shop["lin"]
    quarter = Period.parse("2025-Q1")
    found = surveys.of(lin, "pots", quarter)
    assert [(each.name, each.number, each.cases, each.score) for each in found.asked] == [
        ("王先生", second, 2, None), ("李女士", third, 1, None)]
    assert (found.customers, found.answered) == (2, 0)
    page = surveys.of(lin, "pots", quarter, limit=1)
    assert [each.name for each in surveys.of(lin, "pots", quarter, cursor=page.next_cursor).asked] == ["李女士"]
    shop.clock.at = at("2025-04-02 09:00")
    shop.run()
    assert surveys.period("").key == "2025-Q1"
    entry, = [each for each in Plans(shop.place).entries(lin).entries if each.row.key == "quarterly_survey"]
    assert entry.row.found["customers"] == 2 and entry.row.found["cases"] == 3
    shop.desk.consents.record(lin, li, "contact", False)
    assert [each.name for each in surveys.of(lin, "pots", quarter).asked] == ["王先生"]
    shop.desk.consents.record(lin, li, "contact", True)
    assert surveys.of(lin, "pots", quarter).customers == 2
    ratings.rate(lin, first, {"score": 5})
    ratings.rate(lin, third, {"score": 1, "comment": "修了三次"})
    found = surveys.of(lin, "pots", quarter, silent=True)
    assert found.asked == [] and (found.customers, found.answered) == (2, 2)
    sheet_ = sheet(shop, "satisfaction")
    assert [(row[0], row[1]) for row in sheet_.rows] == [(1, 1), (2, 0), (3, 0), (4, 0), (5, 1)]
    assert sheet_.rows[0][3] == f"{third} 修了三次" and sheet_.notes[0].values["average"] == "3.00"
    assert Plans(shop.place).show(lin, entry.row.id).sheet is not None
    Plans(shop.place).sign(lin, entry.row.id, "service", {"analysis": "返修多"})
    for industry, cursor in (("cars", ""), ("pots", "x")):
        with pytest.raises(InvalidInput):
            surveys.of(lin, industry, quarter, cursor=cursor)


def test_open_cases_nobody_has_spoken_about_stand_first(shop: Pots) -> None:
    quiet = shop.open()
    shop.clock.forward(hours=2)
    told = shop.open()
    shop.clock.forward(hours=1)
    shop.desk.notes.contact(shop["lin"], told, channel="phone", direction="out", reached=True)
    shop.closed()
    Calls(shop.place).settle(shop["lin"], shop.mended(), "unsolved", {"channel": "phone"})
    shop.clock.forward(hours=1)
    rows = sheet(shop, "silent_cases").rows
    assert [(row[0], row[3], row[4]) for row in rows[:2]] == [(quiet, 240, None), (told, 120, 60)]
    assert len(rows) == 3
