"""Whole rows: what goes together, what was typed twice, which lines are no requests."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from core.importing.rows import RowRead, count
from tests.importing.registers import HEADER, ROW, csv_bytes, one, rows_of, xlsx_bytes


def said(row: RowRead) -> str:
    return " ".join(each.reason.text() for each in (*row.refusals, *row.doubts))


def sheet(*rows: Sequence[str], name: str = "登记.csv") -> list[RowRead]:
    return rows_of(csv_bytes([HEADER, *rows]), name)


def changed(**cells: str) -> list[str]:
    return [cells.get(header, usual) for header, usual in zip(HEADER, ROW, strict=True)]


def test_a_plain_row() -> None:
    row = one()
    assert (row.row_number, row.outcome, row.kind) == (2, "read", "shop.return")
    assert row.values == {
        "sequence": "1", "applied_at": row.values["applied_at"], "customer_name": "孙一", "phone": "13800000001",
        "order_no": "SO25100001", "product": "书柜", "purchased_on": date(2025, 10, 10),
        "delivered_on": date(2025, 10, 12),
        "price": Decimal("1200.00"), "payment_method": "wechat", "wish": "return", "reason": "quality",
        "reason_text": "板材开裂",
        "opened": False}
    assert row.values["applied_at"].isoformat() == "2025-10-20T10:00:00+08:00"
    assert row.cells == dict(zip(HEADER, ROW, strict=True))


@pytest.mark.parametrize(("cells", "key"), [
    ({"购买日期": "2025-10-21"}, "purchased_on"), ({"购买日期": "2025-02-30"}, "purchased_on"),
    ({"送达日期": "2025年13月1日"}, "delivered_on"),
    ({"来电时间": "2026-03-02 10:00"}, "applied_at"), ({"来电时间": ""}, "applied_at"),
    ({"来电时间": "昨天"}, "applied_at"),
    ({"客户姓名": "", "联系电话": ""}, "customer_name"), ({"金额": "-1200"}, "price"), ({"诉求": ""}, "wish"),
    ({"诉求": "赔偿"}, "wish")])
def test_what_cannot_be_is_refused_with_column_and_reason(cells: dict[str, str], key: str) -> None:
    row = one(**cells)
    assert row.outcome == "refused"
    assert [each.key for each in row.refusals] == [key]
    assert row.refusals[0].column in HEADER
    assert row.refusals[0].reason.text()
    assert key not in {each.key for each in row.doubts}


@pytest.mark.parametrize(("cells", "key", "word"), [
    ({"送达日期": "2025-10-09"}, "delivered_on", "之前"), ({"送达日期": "2026-05-01"}, "delivered_on", "还没有到"),
    ({"金额": "0"}, "price", "0"),
    ({"购买日期": "2012-10-09"}, "purchased_on", "十年"), ({"联系电话": ""}, "phone", "回访"),
    ({"联系电话": "1380000000"}, "phone", "少一位"),
    ({"来电时间": "2025-10-20 午饭后"}, "applied_at", "只认出"), ({"购买日期": "上周"}, "purchased_on", "2025-10-13"),
    ({"诉求": "退换"}, "wish", "核实"),
    ({"金额": "0.12万"}, "price", "1200.00"), ({"订单号": "2.51E+17"}, "order_no", "丢失")])
def test_what_is_doubtful_is_said(cells: dict[str, str], key: str, word: str) -> None:
    row = one(**cells)
    assert row.outcome == "doubt"
    assert row.doubts[0].key == key
    assert word in row.doubts[0].reason.text()


@pytest.mark.parametrize(("name", "title", "year", "sure"), [
    ("登记.csv", "某店售后登记(2024年9-11月)", 2024, True), ("登记.csv", "2024年度台账", 2024, True),
    ("2024年10月登记.csv", "", 2024, True),
    ("登记.csv", "", 2025, False), ("登记.csv", "2024年第四季度", 2024, True), ("登记.csv", "2023-2024年", 2024, False),
    ("登记.csv", "售后登记 2024.9-2025.2", 2024, True), ("登记.csv", "24年10月", 2024, True)])
def test_year_of_the_request(name: str, title: str, year: int, sure: bool) -> None:
    row = one(name, title, 来电时间="10月20日 10:00", 购买日期=f"{year}-10-10", 送达日期=f"{year}-10-12")
    assert row.values["applied_at"].date() == date(year, 10, 20)
    assert (row.outcome == "read") is sure


def test_year_of_the_request_from_the_rows_around() -> None:
    dated = [changed(序号=str(number), 联系电话=f"1380000000{number}", 来电时间=f"2023-10-{10 + number} 10:00",
        购买日期="2023-10-01", 送达日期="")
             for number in range(1, 8)]
    rows = sheet(*dated, changed(来电时间="10月20日 10:00", 购买日期="2023-10-10", 送达日期=""))
    assert rows[-1].values["applied_at"].date() == date(2023, 10, 20)
    assert rows[-1].outcome == "read"


def test_register_across_new_year() -> None:
    rows = rows_of(csv_bytes([["售后登记(2025年11月-2026年2月)"], HEADER,
        changed(来电时间="12月30日 9:00", 购买日期="12月20日", 送达日期="2025-12-25"),
                              changed(来电时间="1月3日 9:00", 购买日期="12月31日", 送达日期="1月2日")]))
    assert [row.values["applied_at"].date() for row in rows] == [date(2025, 12, 30), date(2026, 1, 3)]
    assert [row.values["purchased_on"] for row in rows] == [date(2025, 12, 20), date(2025, 12, 31)]
    assert rows[1].values["delivered_on"] == date(2026, 1, 2)


def test_a_sheet_without_times_is_not_doubted_row_by_row() -> None:
    row = one(来电时间="2025-10-20")
    assert row.outcome == "read"
    mixed = sheet(ROW, changed(来电时间="2025-10-21", 联系电话="13800000002", 客户姓名="孙二"))
    assert [each.outcome for each in mixed] == ["read", "doubt"]


@pytest.mark.parametrize(("line", "outcome"), [
    ([""] * 13, "blank"), (["", "", "", "合计", "", "", "", "", "42200", "", "", "", ""], "total"),
    (["总计:", *[""] * 7, "5,000.00", *[""] * 4], "total"),
    (["共12条", *[""] * 12], "total"), (["小计", *[""] * 12], "total"), (list(HEADER), "header"),
    (["制表人:李四", "", "审核:王五"], "remark"),
    (["注:以上数据仅供内部使用", *[""] * 12], "remark"), (["备注:价格含运费", *[""] * 12], "remark"),
    (["99", *[""] * 12], "blank"),
    (["第2页 共5页", *[""] * 12], "remark"), (["十月", *[""] * 12], "remark"),
    (["某店2025年10月售后登记表", *[""] * 12], "remark"),
    (["2", "", "合计家具公司", "13800000002", *[""] * 6, "退货", "", ""], "refused"),
    (["", "", "张三", *[""] * 10], "refused")])
def test_lines_between_the_requests(line: list[str], outcome: str) -> None:
    rows = sheet(ROW, line, changed(序号="3", 联系电话="13800000003", 客户姓名="孙三"))
    assert [row.outcome for row in rows] == ["read", outcome, "read"]
    assert [row.row_number for row in rows] == [2, 3, 4]


def test_ditto() -> None:
    rows = sheet(ROW, changed(序号="2", 客户姓名="同上", 联系电话="〃", 产品名称="衣架", 订单号="SO25100002"))
    assert rows[1].values["customer_name"] == "孙一"
    assert rows[1].values["phone"] == "13800000001"
    assert rows[1].cells["客户姓名"] == "同上"
    assert rows[1].outcome == "read"


def test_name_and_phone_in_one_cell() -> None:
    header = [name for name in HEADER if name != "联系电话"]
    rows = rows_of(csv_bytes([header, *[[cell for name, cell in zip(HEADER, changed(客户姓名=text, 序号=str(number)),
        strict=True)
                                         if name != "联系电话"] for number,
                                         text in enumerate(("孙一 138-0000-0001", "孙二"))]]))
    assert (rows[0].values["customer_name"], rows[0].values["phone"]) == ("孙一", "13800000001")
    assert rows[1].values["customer_name"] == "孙二"
    assert "phone" not in rows[1].values
    assert one(客户姓名="", 联系电话="孙一13800000001").values["customer_name"] == "孙一"


def test_two_phones_in_one_cell() -> None:
    row = one(联系电话="13800000001/13900000001")
    assert row.values["phone"] == "13800000001"
    assert row.values["other_phones"] == ("13900000001",)


def test_price_in_the_headers_unit() -> None:
    header = ["金额(万元)" if name == "金额" else name for name in HEADER]
    (row,) = rows_of(csv_bytes([header, changed(金额="0.128")]))
    assert row.values["price"] == Decimal("1280.00")


def test_opened_where_the_header_asks_the_opposite() -> None:
    header = ["未拆封" if name == "是否拆封" else name for name in HEADER]
    rows = rows_of(csv_bytes([header, *[changed(是否拆封=text, 序号=str(number),
        联系电话=f"1380000000{number}") for number, text in
                                        enumerate(("是", "否", "拆了", "未拆封", ""))]]))
    assert [row.values.get("opened") for row in rows] == [False, True, True, False, None]


SAME = {"联系电话": "138 0000 0001", "购买日期": "25.10.10", "金额": "¥1,200.00", "产品名称": "书柜 ", "诉求": "退",
    "是否拆封": "没拆", "付款方式": "微信支付"}


def test_typed_twice_in_other_spellings() -> None:
    rows = sheet(ROW, changed(序号="2", 联系电话="13800000002", 客户姓名="孙二"), changed(**SAME), ROW)
    assert [row.outcome for row in rows] == ["read", "read", "repeated", "repeated"]
    assert [row.duplicate_of for row in rows] == [None, None, 2, 2]


@pytest.mark.parametrize("cells", [{"序号": "2"}, {"金额": "1300"}, {"原因": "柜门变形"}, {"订单号": ""},
    {"客户姓名": "孙伊"}, {"送达日期": ""}])
def test_probably_typed_twice(cells: dict[str, str]) -> None:
    rows = sheet(ROW, changed(**cells))
    assert [row.outcome for row in rows] == ["read", "doubt"]
    assert rows[1].duplicate_of == 2
    assert "第 2 行" in said(rows[1])


@pytest.mark.parametrize("cells", [
    {"产品名称": "衣架", "订单号": ""}, {"来电时间": "2025-10-21 10:00"}, {"订单号": "SO25100009"},
    {"联系电话": "13800000002", "客户姓名": "孙二"}])
def test_not_typed_twice(cells: dict[str, str]) -> None:
    assert [row.duplicate_of for row in sheet(ROW, changed(序号="2", **cells))] == [None, None]


def test_known_again_in_another_file() -> None:
    (first,) = sheet(ROW)
    (spelt,) = sheet(changed(购买日期="25.10.10", 金额="¥1,200.00", 联系电话="138 0000 0001"))
    assert first.fingerprint == spelt.fingerprint
    (excel,) = rows_of(xlsx_bytes([["标题"], HEADER, ROW], "九月"), "另一个.xlsx")
    assert excel.fingerprint == first.fingerprint
    (corrected,) = sheet(changed(金额="1300"))
    assert corrected.fingerprint != first.fingerprint
    assert corrected.identity == first.identity != ""
    (other,) = sheet(changed(客户姓名="孙二"))
    assert other.identity != first.identity


def test_columns_nobody_mapped_are_kept() -> None:
    (row,) = rows_of(csv_bytes([[*HEADER, "老板批示"], [*ROW, "同意"]]))
    assert row.cells["老板批示"] == "同意"


def test_counting() -> None:
    assert count(sheet(ROW, [""] * 13, changed(客户姓名="", 联系电话=""))) == {"read": 1, "blank": 1, "refused": 1}
    assert count(sheet(ROW, ROW)) == {"read": 1, "repeated": 1}
