"""Times, money and telephones as people read them, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.domain.counting import Length
from core.domain.people import CUSTOMER
from core.domain.reasons import Label, Reason
from core.translation import Translator
from core.web import standing
from core.web.application import CATALOGUES, language_for
from core.web.typesetting import chinese
from core.web.views.login import own_path
from core.web.wording import Wording, masked

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 12, 14, 35, tzinfo=ZONE)
DAY_ENDS = datetime(2025, 3, 15, 23, 59, 59, 999999, tzinfo=ZONE)
ZH = Wording("zh", chinese, ZONE, NOW)
EN = Wording("en", Translator("en", [CATALOGUES]), ZONE, NOW)


def test_a_deadline_ahead() -> None:
    stand = standing.open_deadline(ZH, NOW + timedelta(hours=3, minutes=20))
    assert (stand.look, stand.words, stand.beside) == ("is-soon", "还剩 3 小时 20 分", "周三 3月12日 17:55")
    stand = standing.open_deadline(EN, NOW + timedelta(hours=3, minutes=20))
    assert (stand.words, stand.beside) == ("3 h 20 min left", "Wed 12 Mar 17:55")


def test_the_instant_itself_is_in_time() -> None:
    assert standing.open_deadline(ZH, NOW).look == "is-soon"
    assert standing.open_deadline(ZH, NOW - timedelta(microseconds=1)).look == "is-late"


def test_the_end_of_a_day_is_24_00() -> None:
    assert ZH.moment(DAY_ENDS) == "周六 3月15日 24:00"
    assert EN.moment(DAY_ENDS) == "Sat 15 Mar 24:00"
    assert ZH.instant(DAY_ENDS) == "2025-03-15 24:00 北京时间"
    assert ZH.moment(DAY_ENDS + timedelta(microseconds=1)) == "周日 3月16日 00:00"


def test_moments_are_said_in_the_zone_of_the_business() -> None:
    assert ZH.moment(datetime(2025, 3, 12, 16, 30, tzinfo=UTC)) == "周四 3月13日 00:30"
    assert ZH.near(datetime(2025, 3, 12, 16, 30, tzinfo=UTC)) == "明天 00:30"


@pytest.mark.parametrize(("length", "zh", "en"), [
    (timedelta(seconds=59), "不到 1 分", "under 1 min"), (timedelta(minutes=40), "40 分", "40 min"),
    (timedelta(hours=2), "2 小时", "2 h"), (timedelta(hours=2, minutes=28, seconds=59), "2 小时 28 分", "2 h 28 min"),
    (timedelta(days=1, hours=5), "1 天 5 小时", "1 d 5 h"), (timedelta(days=12, hours=5), "12 天", "12 d")])
def test_durations(length: timedelta, zh: str, en: str) -> None:
    assert (ZH.duration(length), EN.duration(length)) == (zh, en)


def test_another_year_is_named() -> None:
    assert ZH.day(date(2024, 6, 3)) == "2024年6月3日"
    assert EN.day(date(2024, 6, 3)) == "3 Jun 2024"


def test_money() -> None:
    assert ZH.money(Decimal("2480")) == "¥2,480.00"
    assert ZH.money(Decimal("-0.5")) == "-¥0.50"
    assert ZH.money(None) == "—"


def test_phones_are_masked() -> None:
    assert masked("13800006621") == "138****6621"
    assert masked("110") == "***"
    assert "0512" not in masked("0512-6622")


def test_values_of_reasons() -> None:
    reason = Reason("{who} 须在 {day} 前付 {sum},{names}", {
        "who": Label(CUSTOMER.title), "day": date(2025, 3, 20), "sum": Decimal("330"), "names": (Label("是"), "甲")})
    assert ZH.show(reason) == "客户 须在 3月20日 前付 ¥330.00，是、甲"
    assert ZH.show(Length.parse("7 working days")) == "7 个工作日"
    assert EN.show(Length.parse("7 working days")) == "7 working days"


def test_values_cannot_bring_in_markup() -> None:
    from markupsafe import Markup

    said = ZH("{a}与{b}", a="<script>", b=Markup("<b>粗</b>"))
    assert isinstance(said, Markup) and str(said) == "&lt;script&gt;与<b>粗</b>"


def test_chinese_marks_are_full_width() -> None:
    assert chinese("上午好,{name}") == "上午好，{name}"
    assert chinese("请写成 2025-03-12 10:00") == "请写成 2025-03-12 10:00"
    assert chinese("(可不填)") == "（可不填）"
    assert chinese("为什么是 {at}?") == "为什么是 {at}？"


def test_spans() -> None:
    def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
        return datetime(2025, 10, day, hour, minute, tzinfo=ZONE)

    say = Wording("zh", chinese, ZONE, at(13, 10, 42))
    assert say.span(at(1), at(9)) == "10月1日–10月8日"
    assert say.span(at(12), at(13)) == "周日 10月12日"
    assert say.span(at(10, 15), at(10, 18)) == "周五 10月10日 15:00–18:00"
    assert say.span(at(10, 15), at(11)) == "周五 10月10日 15:00–24:00"


def test_languages() -> None:
    assert language_for("en", "zh", ["zh-CN"]) == "en"
    assert language_for("", "", ["fr", "en-GB", "zh"]) == "en"
    assert language_for("xx", "", ["fr"]) == "zh"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1",
                                       "/a\r\nSet-Cookie: x", ""])
def test_only_own_places_to_go_on_to(elsewhere: str) -> None:
    assert own_path(elsewhere) == ""
    assert own_path("/cases?q=1") == "/cases?q=1"


def test_catalogue_lies_beside_the_pages() -> None:
    assert (Path(CATALOGUES) / "en.po").exists()
