"""Which column is which: suggested, corrected, remembered."""

import random

import pytest

from core.domain.errors import DefinitionError, InvalidInput
from core.importing.columns import Column, Register
from core.importing.common import APPLIED_AT, PHONE
from core.importing.mapping import Mapping, suggest
from core.importing.sheets import Sheet, open_file
from tests.importing.registers import HEADER, OPENED, REGISTER, ROW, WISH, csv_bytes, rows_of

OTHER_WORDS = {"序号": "编号", "来电时间": "受理日期", "客户姓名": "买家", "联系电话": "手机号码",
    "订单号": "合同编号", "产品名称": "商品", "购买日期": "下单时间",
               "送达日期": "客户签收日期", "金额": "成交价(元)", "付款方式": "支付渠道", "诉求": "客户要求",
               "原因": "问题描述", "是否拆封": "外箱是否拆封"}


def sheet(*rows: tuple[str, ...]) -> Sheet:
    return open_file(csv_bytes(rows), "登记.csv").sheets[0]


def keys(header: tuple[str, ...] = HEADER) -> dict[str, str]:
    return suggest(sheet(header, ROW), REGISTER).keys


def test_usual_headers() -> None:
    assert list(keys().values()) == ["sequence", "applied_at", "customer_name", "phone", "order_no", "product",
        "purchased_on",
                                     "delivered_on", "price", "payment_method", "wish", "reason", "opened"]


def test_other_headers_mean_the_same() -> None:
    renamed = tuple(OTHER_WORDS[name] for name in HEADER)
    assert list(keys(renamed).values()) == list(keys().values())


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_columns_does_not_matter(seed: int) -> None:
    order = list(range(len(HEADER)))
    random.Random(seed).shuffle(order)
    shuffled = rows_of(csv_bytes([[HEADER[each] for each in order], [ROW[each] for each in order]]))
    (usual,) = rows_of(csv_bytes([HEADER, ROW]))
    assert shuffled[0].values == usual.values
    assert shuffled[0].fingerprint == usual.fingerprint


def test_titles_blank_rows_and_remarks_above() -> None:
    mapping = suggest(sheet(("某店2025年10月售后登记",), (), ("填表说明:金额以元为单位,电话必填",), HEADER, ROW),
        REGISTER)
    assert mapping.header_row == 4


def test_a_header_decorated() -> None:
    decorated = tuple(f" *{name}：（必填）" for name in HEADER)
    assert list(keys(decorated).values()) == list(keys().values())


def test_contents_tell_where_headers_do_not() -> None:
    rows = [tuple(f"{name}{number}" if name in "甲乙" else value for name, value in zip("甲丙丁", (
        "x", f"1380000000{number}", f"¥1,{number}80.00"), strict=True)) for number in range(6)]
    found = suggest(sheet(("序号", "来电时间", "客户姓名", "甲", "联系", "数据", "诉求"),
                          *[("1", "2025-10-20 10:00", "孙一", *row, "退货") for row in rows]), REGISTER)
    by_name = {each.name: each for each in found.suggestions}
    assert by_name["联系"].key == "phone"
    assert by_name["数据"].key == "price"
    assert by_name["数据"].confidence < 0.7
    assert "内容" in by_name["数据"].why.text()
    assert found.unmapped == ("甲",)


def test_no_header_at_all() -> None:
    found = suggest(sheet(*[("2025-10-20 10:00", "孙一", f"1380000000{number}", "佛山市顺德区乐从镇工业大道12号",
        "¥1,280.00", "退货")
                            for number in range(5)]), REGISTER)
    assert found.header_row == 0
    assert found.keys == {"A列": "applied_at", "B列": "customer_name", "C列": "phone", "D列": "address",
        "E列": "price", "F列": "wish"}


def test_the_header_contradicted_by_its_content_is_said() -> None:
    found = suggest(sheet(("来电时间", "联系电话", "客户姓名", "诉求"),
        *[("2025-10-20 10:00", "书柜", "孙一", "退货")] * 4), REGISTER)
    assert "核对" in found.suggestions[1].why.text()
    assert found.suggestions[1].confidence <= 0.5


def test_two_columns_for_one_key() -> None:
    found = suggest(sheet(("来电时间", "客户电话", "联系电话", "客户姓名", "诉求"),
                          ("2025-10-20 10:00", "13800000002", "13800000001", "孙一", "退货")), REGISTER)
    assert found.keys["联系电话"] == "phone"
    assert "联系电话" in {each.name: each for each in found.suggestions}["客户电话"].why.text()


def test_same_header_twice_gets_two_names() -> None:
    assert suggest(sheet((*HEADER, "备注", "备注"), (*ROW, "a", "b")), REGISTER).names[-2:] == ("备注", "备注 (2)")


def test_date_and_time_in_two_columns() -> None:
    (row,) = rows_of(csv_bytes([("日期", "时间", "客户姓名", "电话", "诉求"),
        ("2025-10-20", "下午3点", "孙一", "13800000001", "退货")]))
    assert row.values["applied_at"].isoformat() == "2025-10-20T15:00:00+08:00"
    assert row.outcome == "read"


def test_correcting() -> None:
    mapping = suggest(sheet((*HEADER, "老板批示"), (*ROW, "已看")), REGISTER)
    corrected = mapping.corrected(REGISTER, {"老板批示": "note", "订单号": ""})
    assert corrected.keys["老板批示"] == "note"
    assert "订单号" not in corrected.keys
    moved = mapping.corrected(REGISTER, {"老板批示": "order_no"})
    assert moved.keys["老板批示"] == "order_no"
    assert "订单号" in moved.unmapped


@pytest.mark.parametrize(("keys", "field"), [
    ({"来电时间": ""}, "applied_at"), ({"备注": "note"}, "备注"), ({"原因": "colour"}, "原因"),
    ({"原因": "phone", "联系电话": "phone"}, "原因"),
    ({"诉求": ""}, "wish"), ({"客户姓名": "", "联系电话": ""}, "customer_name")])
def test_a_wrong_correction_is_refused(keys: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        suggest(sheet(HEADER, ROW), REGISTER).corrected(REGISTER, keys)
    assert field in caught.value.errors or "联系电话" in caught.value.errors


def test_a_correction_is_found_again() -> None:
    first = suggest(sheet((*HEADER, "老板批示"), (*ROW, "已看")), REGISTER).corrected(REGISTER, {"老板批示": "note"})
    kept = Mapping.from_data(first.data())
    assert kept.keys == first.keys
    again = suggest(sheet(("标题",), ("老板批示", *HEADER), ("已看", *ROW)), REGISTER)
    assert again.signature == first.signature == kept.signature
    assert again.corrected(REGISTER, kept.keys).keys == first.keys
    assert suggest(sheet(HEADER, ROW), REGISTER).signature != first.signature


@pytest.mark.parametrize(("changes", "said"), [
    ({"kind": "colour"}, "unknown kind"), ({"kind": "choice"}, "without words"),
    ({"words": {"a": ("b",)}}, "has words"),
    ({"kind": "yes_no", "words": {"maybe": ("x",)}}, "maybe"),
    ({"kind": "choice", "words": {"a": ("x",), "b": ("x",)}}, "two options"),
    ({"kind": "choice", "words": {"a": ("x",)}, "doubtful_words": {"b": ("y",)}}, "unknown options")])
def test_a_column_declared_wrongly(changes: dict[str, object], said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Column("key", "标题", **changes)  # type: ignore[arg-type]
    assert said in str(caught.value)


@pytest.mark.parametrize(("columns", "changes", "said"), [
    ((APPLIED_AT, PHONE, WISH, WISH), {}, "twice"), ((APPLIED_AT, PHONE, WISH), {"kinds": {"return": "x"}}, "exchange"),
    ((APPLIED_AT, PHONE, WISH), {"same_row": ("colour",)}, "colour"),
    ((APPLIED_AT, PHONE, OPENED), {"kind_by": "opened"}, "choice"),
    ((APPLIED_AT, PHONE, WISH), {"anchor": "phone"}, "moment")])
def test_a_register_declared_wrongly(columns: tuple[Column, ...], changes: dict[str, object], said: str) -> None:
    usual: dict[str, object] = {"kind_by": "wish", "kinds": {"return": "x", "exchange": "y"},
        "same_row": ("applied_at",),
                                "one_of": (("phone",),)}
    with pytest.raises(DefinitionError) as caught:
        Register(columns, **(usual | changes))  # type: ignore[arg-type]
    assert said in str(caught.value)
