"""A register as an industry would declare it, and sheets to read with it."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import openpyxl

from core.importing.columns import Column, Register
from core.importing.common import COMMON
from core.importing.mapping import best_sheet, suggest
from core.importing.rows import RowRead, read
from core.importing.sheets import Cell, Workbook, open_file

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 1)

OPENED = Column("opened", "是否拆封", "yes_no", headers=("是否拆封", "拆封", "开封", "拆包", "包装是否拆开"),
                inverse_headers=("未拆封", "是否原封"), words={"yes": ("拆了",), "no": ("全新", "原封")})
USED = Column("used", "是否使用", "yes_no", headers=("是否使用", "使用过", "用过"), words={"yes": ("用了",)},
              doubtful_words={"yes": ("试坐过", "试躺过")})
DAMAGED = Column("damaged", "是否损坏", "yes_no", headers=("是否损坏", "损坏", "破损", "有无破损"),
                 inverse_headers=("是否完好", "完好"), words={"yes": ("坏了",), "no": ("完好", "完好无损")})
PROOF = Column("proof", "购买凭证", "choice", headers=("购买凭证", "凭证", "票据", "发票小票"),
               words={"invoice": ("发票",), "receipt": ("收据", "小票"), "screenshot": ("截图",),
               "none": ("无", "没有")},
               unclear_words=("有",))
PACKAGING = Column("packaging", "包装", "yes_no", headers=("包装", "原包装", "外包装"),
                   words={"yes": ("完整", "齐全"), "no": ("不全", "扔了", "丢了")})
WISH = Column("wish", "诉求", "choice", headers=("诉求", "要求", "客户要求", "处理要求", "退还是换"), words={
    "return": ("退货", "退", "退款退货", "退货退款", "退款"), "exchange": ("换货", "换", "更换", "调换")},
    doubtful_words={"return": ("退换", "修不好就退")})
REASON = Column("reason", "原因", "choice", headers=("原因", "退换原因", "问题描述", "问题", "理由"),
    text_key="reason_text", words={
    "quality": ("质量问题", "开裂", "断裂", "变形", "生锈", "脱落", "塌陷", "异响", "气味", "色差", "磕碰", "缺少配件",
    "孔位"),
    "mind": ("不想要", "不喜欢", "尺寸", "款式", "降价", "搬家", "不同意", "买重")})

REGISTER = Register((*COMMON, WISH, REASON, OPENED, USED, DAMAGED, PROOF, PACKAGING), "wish",
                    {"return": "shop.return", "exchange": "shop.exchange"})

HEADER = ("序号", "来电时间", "客户姓名", "联系电话", "订单号", "产品名称", "购买日期", "送达日期", "金额", "付款方式",
    "诉求", "原因", "是否拆封")
ROW = ("1", "2025-10-20 10:00", "孙一", "13800000001", "SO25100001", "书柜", "2025-10-10", "2025-10-12", "1200", "微信",
       "退货", "板材开裂", "否")


def cell(text: str) -> Cell:
    return Cell(text, text) if text else Cell()


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[object]], title: str = "登记") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for number, row in enumerate(rows, 1):
        for index, value in enumerate(row, 1):
            if value not in ("", None):
                page.cell(number, index).value = value
                if isinstance(value, str):
                    page.cell(number, index).data_type = "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rows_of(source: bytes | Workbook, name: str = "登记.csv", register: Register = REGISTER,
            today: date = TODAY) -> list[RowRead]:
    book = open_file(source, name) if isinstance(source, bytes) else source
    sheet = best_sheet(book, register)
    return list(read(sheet, suggest(sheet, register), register, today=today, zone=ZONE))


def one(name: str = "登记.csv", title: str = "", **cells: str) -> RowRead:
    """The usual row with some cells changed (by header)."""
    row = [cells.get(header, usual) for header, usual in zip(HEADER, ROW, strict=True)]
    found = rows_of(csv_bytes([*([[title]] if title else []), HEADER, row]), name)
    return found[0]
