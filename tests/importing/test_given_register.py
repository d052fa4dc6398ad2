"""The register that was given with the task, where it is at hand: counted here in another way than the code counts."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest

from core.importing.mapping import suggest
from core.importing.rows import RowRead, count, read
from core.importing.sheets import open_file
from tests.importing.registers import HEADER, REGISTER, ROW, TODAY, ZONE, csv_bytes, rows_of

GIVEN = Path(__file__).parents[3] / "shared" / "data"
CSV, XLSX = GIVEN / "furniture_requests.csv", GIVEN / "furniture_requests.xlsx"
at_hand = pytest.mark.skipif(not (CSV.exists() and XLSX.exists()), reason="the register is not at hand")


@pytest.fixture(scope="module")
def plainly() -> list[dict[str, str]]:
    """The rows as nothing but a CSV reader sees them."""
    rows = list(csv.reader(io.StringIO(CSV.read_bytes().decode("gb18030"), newline="")))
    return [dict(zip(rows[1], row, strict=True)) | {"row": str(number)} for number, row in enumerate(rows[2:], 3)]


@pytest.fixture(scope="module")
def rows() -> list[RowRead]:
    return rows_of(open_file(CSV))


@at_hand
def test_outcomes(plainly: list[dict[str, str]], rows: list[RowRead]) -> None:
    requests = [row for row in plainly if row["序号"]]
    contents = Counter(tuple(value for name, value in row.items() if name != "row") for row in requests)
    counted = count(rows)
    assert counted["blank"] == sum(not any(value for name, value in row.items() if name != "row") for row in plainly)
    assert counted["total"] == sum("合计" in row.values() for row in plainly)
    assert counted["repeated"] == sum(times - 1 for times in contents.values())
    assert counted["read"] + counted["doubt"] + counted["refused"] == len(contents)
    assert counted["refused"] == 0
    assert sum(counted.values()) == len(plainly)


@at_hand
def test_values(plainly: list[dict[str, str]], rows: list[RowRead]) -> None:
    plain_by_row = {int(row["row"]): row for row in plainly}
    requests = [row for row in rows if row.outcome in ("read", "doubt")]
    firsts = [plain_by_row[row.row_number] for row in requests]

    def doubted(key: str) -> int:
        return sum(any(each.key == key for each in row.doubts) for row in requests)

    def said(column: str, pattern: str) -> int:
        return sum(bool(re.search(pattern, row[column])) for row in firsts)

    digits = [re.sub(r"\D", "", row["联系电话"]) for row in firsts]
    assert doubted("phone") == sum(len(each) == 10 or not each for each in digits)
    assert doubted("price") == said("金额", "万")
    assert doubted("wish") == said("诉求", "退换|修不好")
    assert doubted("used") == said("是否使用", "试坐")
    assert doubted("proof") == said("购买凭证", "有")
    assert sum(row.values.get("opened") is True for row in requests) == said("是否拆封", "^(是|拆了)$")
    assert sum(row.values.get("opened") is False for row in requests) == said("是否拆封", "^(否|没拆)$")
    assert sum("purchased_on" not in row.values for row in requests) == said("购买日期", "^(上周)?$")
    assert sum("delivered_on" not in row.values for row in requests) == said("送达日期", "^(上周)?$")
    for row, plain in zip(requests, firsts, strict=True):
        applied = row.values["applied_at"]
        assert applied.year == 2025
        figures = [int(each) for each in re.findall(r"\d+", plain["来电时间"])]
        assert [applied.month, applied.day, applied.hour,
            applied.minute] == (figures if "月" in plain["来电时间"] else figures[1:])[:4]
        if "purchased_on" in row.values:
            assert row.values["purchased_on"] <= applied.date()
        if "万" not in plain["金额"]:
            assert str(row.values["price"]) == f"{float(re.sub('[^0-9.]', '', plain['金额'])):.2f}"
        else:
            assert abs(float(row.values["price"]) - float(plain["金额"][:-1]) * 10_000) < 0.001


@at_hand
def test_excel_gives_the_same(rows: list[RowRead]) -> None:
    excel = rows_of(open_file(XLSX))
    assert [(row.row_number, row.outcome, row.values, row.fingerprint, row.identity) for row in excel] == [
        (row.row_number, row.outcome, row.values, row.fingerprint, row.identity) for row in rows]


@pytest.mark.slow
def test_twenty_thousand_rows() -> None:
    def changed(number: int) -> list[str]:
        return [str(number), f"2025-10-{number % 28 + 1:02} 10:{number % 60:02}", f"孙{number}", f"138{number:08}",
            *ROW[4:6], "上周", *ROW[7:]]

    sheet = open_file(csv_bytes([HEADER, *map(changed, range(19_999))]), "x.csv").sheets[0]
    mapping = suggest(sheet, REGISTER)
    outcomes = count(read(sheet, mapping, REGISTER, today=TODAY, zone=ZONE))
    assert outcomes == {"doubt": 19_999}


EXAMPLES = Path(__file__).parents[2] / "examples"


def test_our_own_example() -> None:
    text, excel = (rows_of(open_file(EXAMPLES / f"complaints-register.{sort}")) for sort in ("csv", "xlsx"))
    assert [(row.row_number, row.outcome, row.values, row.fingerprint) for row in text] == [
        (row.row_number, row.outcome, row.values, row.fingerprint) for row in excel]
    assert {row.row_number: row.refusals[0].key for row in text if row.outcome == "refused"} == {
        18: "purchased_on", 19: "customer_name", 20: "purchased_on", 27: "applied_at", 29: "wish"}
    assert {row.row_number: row.duplicate_of for row in text if row.duplicate_of} == {10: 9, 36: 35}
    assert count(text)["blank"] == 2
    assert (count(text)["total"], count(text)["header"], count(text)["remark"]) == (2, 1, 1)
    by_row = {row.row_number: row for row in text}
    assert by_row[8].values["other_phones"] == ("18910002005",)
    assert by_row[17].values["customer_name"] == "海若"
    assert by_row[4].values["opened"] is False
    assert by_row[11].values["quantity"] == 2
