"""Files of every make, and files that are no registers."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from core.domain.errors import InvalidInput
from core.importing import sheets
from core.importing.sheets import open_file
from tests.importing.registers import HEADER, ROW, csv_bytes, rows_of, xlsx_bytes

ROWS = (HEADER, ROW)


def texts(content: bytes, name: str = "登记.csv") -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in open_file(content, name).sheets[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    book = open_file(csv_bytes(ROWS, encoding, delimiter), "登记.csv")
    assert [[cell.text for cell in row.cells] for row in book.sheets[0].rows] == [list(HEADER), list(ROW)]
    assert book.delimiter == delimiter


def test_line_ends_and_quoted_breaks() -> None:
    text = '序号,客户姓名,备注\n1,孙一,"第一行\r\n第二行,有逗号"\n\n2,孙二,"他说""急"""\n'
    rows = open_file(text.encode(), "x.csv").sheets[0].rows
    assert rows[1].cell(2).text == "第一行\r\n第二行,有逗号"
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert rows[2].blank
    assert rows[3].cell(2).text == '他说"急"'


def test_a_text_kept_from_being_a_formula() -> None:
    assert texts(b"a,b\n'=1+1,'quoted\n")[1] == ["=1+1", "'quoted"]


def refusal(content: bytes, name: str = "登记.csv") -> str:
    with pytest.raises(InvalidInput) as caught:
        open_file(content, name)
    (reason,) = caught.value.errors["file"]
    return reason.text()


def zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(("content", "said"), [
    (b"", "空"), (b"\r\n\r\n", "空"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xlsx"),
    (b"<html><table>", "网页"),
    (b"%PDF-1.7", "不是表格"), (b"\x89PNG\r\n\x1a\n123", "不是表格"), (b"a,b\n1,\0\0\0x\n", "不是表格"),
    (b"a,b\n\xff\xff\xff\xff,1\n", "编码"),
    (b"PK\x03\x04broken", "损坏"), (zipped({"a.txt": b"x"}), "压缩包"), (zipped({"xl/workbook.bin": b"x"}), "别种格式"),
    (zipped({"xl/workbook.xml": b"<broken"}), "损坏"), (b'a,b\n1,"open' + b"\nx,y" * 200, "引号")])
def test_what_is_no_register_is_refused(content: bytes, said: str) -> None:
    message = refusal(content)
    assert said in message
    assert "登记.csv" in message


def test_zip_bomb_is_refused() -> None:
    assert "MB" in refusal(zipped({"xl/workbook.xml": b"x", "xl/sheet.xml": bytes(sheets.MOST_BYTES)}))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.importing.delimited.MOST_ROWS", 5)
    monkeypatch.setattr("core.importing.spreadsheets.MOST_ROWS", 5)
    assert "5 行" in refusal(csv_bytes([HEADER, *[ROW] * 6]))
    with pytest.raises(InvalidInput):
        open_file(xlsx_bytes([HEADER, *[ROW] * 6]), "登记.xlsx")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        open_file(tmp_path / "none.csv")


def test_a_sheet_that_is_not_there() -> None:
    with pytest.raises(InvalidInput) as caught:
        open_file(xlsx_bytes(ROWS), "登记.xlsx").sheet("九月")
    assert "登记" in str(caught.value)


def test_excel_types_and_text_read_the_same() -> None:
    typed = (1, datetime(2025, 10, 20, 10, 0), "孙一", 13800000001, "SO25100001", "书柜", datetime(2025, 10, 10),
        45942, 1200.0,
             "微信", "退货", "板材开裂", False)
    (from_text,), (from_excel,) = rows_of(csv_bytes(ROWS)), rows_of(xlsx_bytes([HEADER, typed]), "登记.xlsx")
    assert from_text.outcome == from_excel.outcome == "read"
    assert from_text.values == from_excel.values
    assert from_text.identity == from_excel.identity


def spreadsheet(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(content)
    return content.getvalue()


def test_merged_cells_and_a_header_of_two_rows() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        page = book.active
        page.append(["2025年10月售后台账"])
        page.merge_cells("A1:H1")
        page.append(["序号", "来电时间", "客户", None, "产品", "日期", None, "要求"])
        page.append([None, None, "姓名", "电话", None, "购买", "送达", None])
        for merged in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:G2", "H2:H3"):
            page.merge_cells(merged)
        page.append([1, "10月20日 10:00", "孙一", "13800000001", "书柜", "2025-10-10", "2025-10-12", "退货"])
        page.append([2, "10月20日 10:00", None, None, "衣架", "2025-10-10", "2025-10-12", "换货"])
        page.merge_cells("C4:C5")
        page.merge_cells("D4:D5")

    first, second = rows_of(spreadsheet(fill), "x.xlsx")
    assert first.values["phone"] == second.values["phone"] == "13800000001"
    assert second.values["customer_name"] == "孙一"
    assert second.values["purchased_on"].isoformat() == "2025-10-10"
    assert (first.kind, second.kind) == ("shop.return", "shop.exchange")
    assert second.outcome == "read"


def test_formulas_are_never_worked_out() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        page = book.active
        page.append(HEADER)
        page.append([*ROW[:5], '=HYPERLINK("http://127.0.0.1/","书柜")', *ROW[6:]])

    (row,) = rows_of(spreadsheet(fill), "x.xlsx")
    assert row.values["product"] == '=HYPERLINK("http://127.0.0.1/","书柜")'


def test_the_likeliest_sheet_is_chosen() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "说明"
        book.active.append(["本表由客服填写", "请勿外传"])
        for title, rows in (("旧表", 1), ("售后", 3)):
            page = book.create_sheet(title)
            page.append(HEADER if title == "售后" else HEADER[:4])
            for number in range(rows):
                page.append([number + 1, *ROW[1:]])
        book.create_sheet("空表")
        hidden = book.create_sheet("隐藏")
        hidden.append(HEADER)
        hidden.append(ROW)
        hidden.sheet_state = "hidden"

    assert {row.cells["客户姓名"] for row in rows_of(spreadsheet(fill), "x.xlsx")} == {"孙一"}
    assert len(rows_of(spreadsheet(fill), "x.xlsx")) == 3


def test_a_size_that_is_not_true_is_not_believed() -> None:
    content = io.BytesIO(xlsx_bytes(ROWS))
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(changed, "w") as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename.endswith("sheet1.xml"):
                part = part.replace(b'<dimension ref="A1:M2" />', b'<dimension ref="A1" />')
                assert b'ref="A1" />' in part
            target.writestr(info.filename, part)
    assert len(rows_of(changed.getvalue(), "x.xlsx")) == 1
