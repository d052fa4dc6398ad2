"""Whatever a cell or a file holds, reading it ends in a finding and never in an error."""

from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.domain.errors import InvalidInput
from core.domain.reasons import Reason
from core.importing.cells import read_cell, read_day, read_moment
from core.importing.correction import write_csv, write_xlsx
from core.importing.days import Bounds
from core.importing.mapping import Mapping, suggest
from core.importing.readings import Read
from core.importing.rows import read
from core.importing.sheets import Cell, open_file
from core.importing.years import Years
from tests.importing.registers import HEADER, REGISTER, TODAY, ZONE, csv_bytes, rows_of

PIECES = st.sampled_from([
    "2025", "9", "30", "13", "年", "月", "日", "号", "/", "-", ".", ":", "点", "半", "上", "周", "三", "天", "前",
    "去年", "昨", "下午", "万", "千",
    "元", "¥", ",", "已付", "没", "未", "拆", "封", "退", "换", "138", "00000001", "+86", "转", " ", "=", "'", '"',
    "\n", "{", "}", "%", "T", "Z",
    "+08:00", "e+10", "０", "二〇", "十", "廿", "亿", "月前", "年前", "#REF!", "同上", "99999", "45516", "Sep", "pm",
    "x"])
WRITTEN = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=9).map("".join))
VALUES = st.one_of(WRITTEN, st.integers(-10**18, 10**18), st.floats(allow_nan=False, allow_infinity=False), st.dates(),
    st.datetimes())


def as_cell(value: object) -> Cell:
    return Cell(value, str(value))  # type: ignore[arg-type]


@settings(max_examples=400, deadline=None)
@given(VALUES)
@example("99年99月99日")
@example("0000-00-00")
@example("9999-12-31 24:00")
@example("0001-01-01")
@example("去年2月29日")
@example("99999个月前")
@example("2025-9-30 +99:99")
@example("1e400")
@example("9" * 400)
@example("九" * 200)
def test_any_cell_of_any_kind(value: object) -> None:
    cell = as_cell(value)
    years = Years.of(["2025年"], "x.csv", [date(2025, 9, 1)], TODAY)
    findings = [read_cell(column, cell, inverse=inverse, scale=scale) for column in REGISTER.columns
                for inverse in (False, True) for scale in (1, 10_000)]
    findings += [read_day(cell, bounds) for bounds in (
        Bounds(), Bounds(TODAY, TODAY), Bounds(TODAY, None, TODAY, TODAY), Bounds(date(2, 1, 1), date(2, 1, 1)))]
    findings.append(read_moment(cell, years, ZONE))
    for finding in findings:
        if not isinstance(finding, Read):
            assert Reason.from_data(finding.reason.data()).text() == finding.reason.text()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WRITTEN, min_size=1, max_size=len(HEADER) + 2), max_size=8), st.booleans())
def test_any_sheet(body: list[list[str]], headed: bool) -> None:
    content = csv_bytes([*([HEADER] if headed else []), *body], "utf-8-sig")
    try:
        sheet = open_file(content, "x.csv").sheets[0]
    except InvalidInput:
        return
    mapping = suggest(sheet, REGISTER)
    assert Mapping.from_data(mapping.data()).keys == mapping.keys
    rows = list(read(sheet, mapping, REGISTER, today=TODAY, zone=ZONE))
    assert [row.row_number for row in rows] == [row.number for row in sheet.rows if row.number > mapping.header_row]
    for row in rows:
        assert (row.outcome == "refused") <= bool(row.refusals)
        assert (row.outcome == "doubt") <= bool(row.doubts)
        assert not (row.outcome == "read" and (row.doubts or row.refusals))
    refused = [row for row in rows if row.outcome == "refused"]
    for name, write in (("y.csv", write_csv), ("y.xlsx", write_xlsx)):
        if refused and headed:
            again = rows_of(write(sheet, mapping, rows), name)
            marks = [row.fingerprint for row in again if row.outcome in ("refused", "repeated", "read", "doubt")]
            assert set(marks) <= {row.fingerprint for row in rows} or mapping.header_row != 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"a,b\r\n"]))
def test_any_file(content: bytes, start: bytes) -> None:
    try:
        book = open_file(start + content, "x.csv")
    except InvalidInput as refused:
        assert refused.errors["file"][0].text()
        return
    suggest(book.sheets[0], REGISTER)


@given(st.dates(date(2005, 1, 1), date(2026, 3, 1)), st.sampled_from([
    "{0.year}-{0.month:02}-{0.day:02}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}{0.month:02}{0.day:02}", "{0.year}-{0.month}-{0.day} 10:20"]))
def test_every_day_in_every_spelling(day: date, spelling: str) -> None:
    assert read_day(as_cell(spelling.format(day)), Bounds(TODAY, TODAY)) == Read(day)


@given(st.datetimes(datetime(2005, 1, 1), datetime(2026, 2, 28)).map(lambda each: each.replace(second=0,
    microsecond=0)),
       st.sampled_from(["{0:%Y-%m-%d %H:%M:%S}", "{0:%Y/%m/%d %H:%M}", "{0:%Y年%m月%d日 %H点%M}", "{0:%Y%m%d%H%M%S}",
       "{0:%Y-%m-%dT%H:%M:%S}"]))
def test_every_moment_in_every_spelling(moment: datetime, spelling: str) -> None:
    years = Years.of([], "", [], TODAY)
    assert read_moment(as_cell(spelling.format(moment)), years, ZONE,
        clocks_expected=False) == Read(moment.replace(tzinfo=ZONE))


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "＝1+1", "+1", "-1", "@SUM(1)", "\t=1", " =1", "%0", "'=1"])
def test_whatever_is_written_out_is_inert(text: str) -> None:
    sheet = open_file(csv_bytes([HEADER, ["1", "", text, "", *[text] * 9]]), "x.csv").sheets[0]
    mapping = suggest(sheet, REGISTER)
    rows = list(read(sheet, mapping, REGISTER, today=TODAY, zone=ZONE))
    out = write_csv(sheet, mapping, rows).decode("utf-8-sig")
    for piece in out.replace('"', "").replace("\r\n", ",").split(","):
        assert not piece.strip().startswith(("=", "＝", "+", "@", "-")), piece
