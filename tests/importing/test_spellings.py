"""Every spelling people use, each read to the one meaning."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from core.importing.amounts import read_money, read_number
from core.importing.cells import read_text
from core.importing.columns import Column
from core.importing.days import Bounds, read_clock, settle_day, understand
from core.importing.numerals import number
from core.importing.phones import phone_in, read_phone
from core.importing.readings import Bad, Doubt, Read
from core.importing.sheets import Cell
from core.importing.words import asks_the_opposite, read_choice, read_yes_no
from core.importing.written_days import Written
from tests.importing.registers import DAMAGED, OPENED, PACKAGING, PROOF, REASON, USED, WISH, cell

WRITTEN_ON = date(2025, 10, 20)  # a Monday
BOUNDS = Bounds(anchor=WRITTEN_ON, latest=WRITTEN_ON)


def day(text: str) -> object:
    return settle_day(understand(cell(text)), text, BOUNDS)


@pytest.mark.parametrize("text", [
    "2025/9/30", "2025-09-30", "2025.9.30", "25.9.30", "25/9/30", "2025年9月30日", "2025年9月30号", "25年9月30日",
    "20250930", "250930",
    "45930", "45930.5", "2025-09-30T09:55:00", "2025-09-30 09:55:00", "２０２５／９／３０", "2025 年 9 月 30 日",
    "二〇二五年九月三十日",
    "9/30/2025", "30/9/2025", "30-Sep-25", "Sep 30, 2025", "2025/9/30(周二)", "2025/9/30 下午3点", "2025,9,30",
    "20250930095500"])
def test_a_whole_day(text: str) -> None:
    assert day(text) == Read(date(2025, 9, 30))


@pytest.mark.parametrize(("text", "meant"), [
    ("9月30日", date(2025, 9, 30)), ("9-30", date(2025, 9, 30)), ("9.30", date(2025, 9, 30)),
    ("9/30", date(2025, 9, 30)),
    ("九月三十号", date(2025, 9, 30)), ("0930", date(2025, 9, 30)), ("11月2日", date(2024, 11, 2)),
    ("30-Sep", date(2025, 9, 30)),
    ("昨天", date(2025, 10, 19)), ("前天", date(2025, 10, 18)), ("3天前", date(2025, 10, 17)),
    ("三天前", date(2025, 10, 17)),
    ("上周三", date(2025, 10, 15)), ("星期三", date(2025, 10, 15)), ("周一", date(2025, 10, 20)),
    ("15号", date(2025, 10, 15)),
    ("25号", date(2025, 9, 25)), ("上月20号", date(2025, 9, 20)), ("去年9月30日", date(2024, 9, 30)),
    ("约2025.9.30", date(2025, 9, 30)),
    ("2025-9-30已送", date(2025, 9, 30)), ("3/9/2025", date(2025, 9, 3)), ("2月29日", date(2024, 2, 29))])
def test_a_day_with_a_doubt(text: str, meant: date) -> None:
    reading = day(text)
    assert isinstance(reading, Doubt)
    assert reading.value == meant
    assert reading.reason.text()


@pytest.mark.parametrize(("text", "first", "last"), [
    ("上周", date(2025, 10, 13), date(2025, 10, 19)), ("上个月", date(2025, 9, 1), date(2025, 9, 30)),
    ("2025年9月", date(2025, 9, 1), date(2025, 9, 30)), ("25.9", date(2025, 9, 1), date(2025, 9, 30)),
    ("去年", date(2024, 1, 1), date(2024, 12, 31)), ("9月底", date(2025, 9, 1), date(2025, 9, 30)),
    ("上上周", date(2025, 10, 6), date(2025, 10, 12))])
def test_a_stretch_is_not_taken_for_a_day(text: str, first: date, last: date) -> None:
    reading = day(text)
    assert isinstance(reading, Doubt)
    assert reading.value is None
    assert (reading.reason.values["first"], reading.reason.values["last"]) == (first, last)


@pytest.mark.parametrize("text", ["2025-02-30", "13月1日", "2025/13/45", "9月31日", "99.99.99", "2025年2月29日"])
def test_an_impossible_day(text: str) -> None:
    assert isinstance(day(text), Bad)


@pytest.mark.parametrize("text", ["", "  ", "/", "-", "未知", "不详", "不记得", "无", "?", "N/A"])
def test_nothing_known(text: str) -> None:
    assert day(text) == Read(None)
    assert read_money(cell(text)) == Read(None)
    assert read_phone(cell(text)) == Read(None)
    assert read_text(cell(text)) == Read(None)


@pytest.mark.parametrize("text", ["春节前", "国庆", "#REF!", "=B2", "下单后"])
def test_no_day_at_all(text: str) -> None:
    reading = day(text)
    assert isinstance(reading, Doubt) and reading.value is None


def test_typed_cells() -> None:
    assert settle_day(understand(Cell(datetime(2025, 9, 30, 9, 55), "x")), "x", BOUNDS) == Read(date(2025, 9, 30))
    assert settle_day(understand(Cell(45930, "45930")), "45930", BOUNDS) == Read(date(2025, 9, 30))
    assert settle_day(understand(Cell(44468, "44468"), 1904), "44468", BOUNDS) == Read(date(2025, 9, 30))
    lost = settle_day(understand(Cell(9.3, "9.3")), "9.3", BOUNDS)
    assert isinstance(lost, Doubt) and lost.value is None


@pytest.mark.parametrize(("text", "clock"), [
    ("9月30日 09点55", time(9, 55)), ("9月30号上午9点", time(9)), ("2025/9/30 14:23", time(14, 23)),
    ("2025-9-30 下午3点半", time(15, 30)),
    ("9月30日晚上8点20分", time(20, 20)), ("2025-9-30 3:05 PM", time(15, 5)), ("2025-09-30 中午12点", time(12)),
    ("2025-09-30 凌晨12:10", time(0, 10)), ("2025-09-30 九点一刻", time(9, 15)), ("2025-9-30 早上九点", time(9))])
def test_time_of_day(text: str, clock: time) -> None:
    said = understand(cell(text))
    assert isinstance(said, Written)
    assert said.clock == clock


def test_clock_alone() -> None:
    assert read_clock(cell("09:55")) == Read(time(9, 55))
    assert read_clock(cell("下午3点半")) == Read(time(15, 30))
    assert read_clock(Cell(0.5, "0.5")) == Read(time(12))
    assert isinstance(read_clock(cell("午饭后")), Doubt)


def test_offset_is_respected() -> None:
    said = understand(cell("2025-09-30T09:55:00Z"))
    assert isinstance(said, Written) and said.offset == UTC


def test_year_from_the_day_beside() -> None:
    delivered = Bounds(WRITTEN_ON, None, date(2024, 8, 5), date(2024, 8, 5))
    reading = settle_day(understand(cell("8月6日")), "8月6日", delivered)
    assert isinstance(reading, Doubt) and reading.value == date(2024, 8, 6)
    sure = Bounds(WRITTEN_ON, None, date(2025, 9, 28), date(2025, 9, 28))
    assert settle_day(understand(cell("10月3日")), "10月3日", sure) == Read(date(2025, 10, 3))


@pytest.mark.parametrize(("text", "yuan"), [
    ("¥1,280.00", "1280"), ("￥1280", "1280"), ("5680元", "5680"), ("5680", "5680"), ("一千二百元", "1200"),
    ("５６８０", "5680"),
    ("壹仟贰佰元整", "1200"), ("1，080", "1080"), ("RMB 899", "899"), ("899块", "899"), ("12元5角", "12.5"),
    ("2万元整", "20000"),
    ("1 280.50", "1280.5"), ("三千", "3000"), ("一万二千元", "12000"), ("人民币5680元", "5680"), ("1.2800万", "12800"),
    ("5680.-", "5680")])
def test_money(text: str, yuan: str) -> None:
    assert read_money(cell(text)) == Read(Decimal(yuan))


@pytest.mark.parametrize(("text", "yuan"), [
    ("0.12万", "1200"), ("1千2", "1200"), ("1.2k", "1200"), ("1万2", "12000"), ("1w2", "12000"), ("2.56万元", "25600"),
    ("两千三", "2300"),
    ("1万2千3百", "12300"), ("约5000", "5000"), ("5000左右", "5000"), ("已付2000/总价5000", "2000"),
    ("原价5000,实付4500", "4500"),
    ("500+1500", "2000"), ("5680元(含安装)", "5680"), ("1,28", "128"), ("0", "0"), ("0.12", "0.12")])
def test_money_with_a_doubt(text: str, yuan: str) -> None:
    reading = read_money(cell(text))
    assert isinstance(reading, Doubt)
    assert reading.value == Decimal(yuan)


@pytest.mark.parametrize("text", ["5000-6000", "免费", "$300", "面议", "定金500/尾款1500", "#VALUE!",
    "=HYPERLINK(\"x\")"])
def test_money_nobody_can_tell(text: str) -> None:
    reading = read_money(cell(text))
    assert isinstance(reading, Doubt) and reading.value is None


@pytest.mark.parametrize("text", ["-500", "负500元", "13800000001"])
def test_money_that_cannot_be(text: str) -> None:
    assert isinstance(read_money(cell(text)), Bad)


def test_money_in_units_of_the_header() -> None:
    assert read_money(Cell(0.128, "0.128"), 10_000) == Read(Decimal(1280))
    own = read_money(cell("0.5万"), 10_000)
    assert isinstance(own, Doubt) and own.value == 5000


@pytest.mark.parametrize(("text", "count"), [("2", 2), ("两张", 2), ("×3", 3), ("x2", 2), ("一对", 2), ("3件", 3),
    ("十二", 12)])
def test_count(text: str, count: int) -> None:
    assert read_number(cell(text)) == Read(count)


@pytest.mark.parametrize(("text", "value"), [
    ("十", 10), ("二十三", 23), ("两千三", 2300), ("一万二", 12000), ("一千零五", 1005), ("二〇二五", 2025),
    ("壹佰", 100), ("廿三", 23), ("x", None)])
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(("text", "numbers"), [
    ("13830166131", ("13830166131",)), ("138 3016 6131", ("13830166131",)), ("138-3016-6131", ("13830166131",)),
    ("１３６７９２４７０８２", ("13679247082",)), ("+86 13830166131", ("13830166131",)),
    ("008613830166131", ("13830166131",)),
    ("013830166131", ("13830166131",)), ("0757-38794422", ("0757-38794422",)), ("(0757)38794422", ("0757-38794422",)),
    ("075738794422", ("0757-38794422",)), ("010-12345678", ("010-12345678",)),
    ("0757-38794422转801", ("0757-38794422-801",)),
    ("0757-38794422-801", ("0757-38794422-801",)), ("400-820-8820", ("4008208820",)),
    ("+852 2123 4567", ("+85221234567",)),
    ("13830166131/13930166131", ("13830166131", "13930166131")),
    ("13830166131、13930166131", ("13830166131", "13930166131")),
    ("13830166131 13930166131", ("13830166131", "13930166131")), ("13830166131(微信同号)", ("13830166131",)),
    ("电话:13830166131", ("13830166131",))])
def test_phone(text: str, numbers: tuple[str, ...]) -> None:
    assert read_phone(cell(text)) == Read(numbers)


@pytest.mark.parametrize(("text", "numbers"), [
    ("1383016613", ("1383016613",)), ("138301661311", ("138301661311",)), ("38794422", ("38794422",)),
    ("95598", ("95598",)),
    ("12830166131", ("12830166131",)), ("138O166l131", ("13801661131",)), ("0757-38794422/23", ("0757-38794422",)),
    ("1.38302E+10", None), ("138****6131", None), ("不方便说", None)])
def test_phone_with_a_doubt(text: str, numbers: tuple[str, ...] | None) -> None:
    reading = read_phone(cell(text))
    assert isinstance(reading, Doubt)
    assert reading.value == numbers


def test_phone_as_a_number_cell() -> None:
    assert read_phone(Cell(13830166131, "13830166131")) == Read(("13830166131",))


def test_phone_among_words() -> None:
    assert phone_in("孙一 138-0000-0001") == ("13800000001", "孙一")
    assert phone_in("孙一") is None


ABSOLUTE_YES = ["拆了", "已拆", "已拆封", "拆过", "拆封了", "已经拆了"]
ABSOLUTE_NO = ["没拆", "未拆", "未拆封", "没有拆", "还没拆", "没拆封", "尚未拆封", "全新", "原封"]
RELATIVE_YES = ["是", "有", "Y", "yes", "√", "✔", "1", "TRUE", "对", "是的"]
RELATIVE_NO = ["否", "无", "N", "no", "×", "✗", "0", "FALSE", "不是", "没有"]


@pytest.mark.parametrize("inverse", [False, True])
def test_yes_and_no_in_the_headers_own_sense(inverse: bool) -> None:
    for text in ABSOLUTE_YES:
        assert read_yes_no(OPENED, cell(text), inverse) == Read(True), text
    for text in ABSOLUTE_NO:
        assert read_yes_no(OPENED, cell(text), inverse) == Read(False), text
    for text in RELATIVE_YES:
        assert read_yes_no(OPENED, cell(text), inverse) == Read(not inverse), text
    for text in RELATIVE_NO:
        assert read_yes_no(OPENED, cell(text), inverse) == Read(inverse), text
    for text in ("", "未知", "不清楚", "/", "?"):
        assert read_yes_no(OPENED, cell(text), inverse) == Read(None), text


@pytest.mark.parametrize(("column", "header", "opposite"), [
    (OPENED, "未拆封", True), (OPENED, "是否未拆封", True), (OPENED, "没拆封", True), (OPENED, "是否拆封", False),
    (OPENED, "拆封情况", False),
    (DAMAGED, "是否完好", True), (DAMAGED, "有无破损", False), (DAMAGED, "未损坏", True), (DAMAGED, "无破损", True)])
def test_headers_that_ask_the_opposite(column: Column, header: str, opposite: bool) -> None:
    assert asks_the_opposite(column, header) is opposite


@pytest.mark.parametrize(("column", "text", "value"), [
    (USED, "试坐过", True), (USED, "用了两天", True), (OPENED, "应该没有", False), (OPENED, "拆了一半", True),
    (OPENED, "外箱拆了内包没拆", None),
    (OPENED, "小王知道", None)])
def test_yes_no_with_a_doubt(column: Column, text: str, value: bool | None) -> None:
    reading = read_yes_no(column, cell(text))
    assert isinstance(reading, Doubt) and reading.value is value


def test_yes_no_by_its_words() -> None:
    assert read_yes_no(PACKAGING, cell("完整")) == Read(True)
    assert read_yes_no(PACKAGING, cell("扔了")) == Read(False)
    assert read_yes_no(DAMAGED, cell("完好无损"), inverse=True) == Read(False)
    assert read_yes_no(USED, cell("没用过")) == Read(False)


@pytest.mark.parametrize(("column", "text", "option"), [
    (WISH, "退", "return"), (WISH, "退货", "return"), (WISH, "退款退货", "return"), (WISH, "要求退货", "return"),
    (WISH, "换", "exchange"),
    (WISH, "换货", "exchange"), (REASON, "床板断裂", "quality"), (REASON, "运输磕碰,漆面开裂", "quality"),
    (REASON, "颜色不喜欢", "mind"),
    (PROOF, "无", "none"), (PROOF, "截图", "screenshot"), (PROOF, "有发票", "invoice")])
def test_choice(column: Column, text: str, option: str) -> None:
    assert read_choice(column, cell(text)) == Read(option)


@pytest.mark.parametrize(("column", "text", "option"), [
    (WISH, "退换", "return"), (WISH, "修不好就退", "return"), (WISH, "换一张", "exchange"), (WISH, "可退可换", None),
    (WISH, "不退", None),
    (WISH, "赔偿", None), (PROOF, "有", None), (REASON, "没有开裂", None)])
def test_choice_with_a_doubt(column: Column, text: str, option: str | None) -> None:
    reading = read_choice(column, cell(text))
    assert isinstance(reading, Doubt) and reading.value == option


def test_formulas_stay_words() -> None:
    assert read_text(cell('=HYPERLINK("x")')) == Read('=HYPERLINK("x")')
    assert isinstance(read_text(cell("2.51E+17")), Doubt)
    assert isinstance(read_text(Cell(251000000000000000, "251000000000000000")), Doubt)
