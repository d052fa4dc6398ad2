"""The book a bicycle shop keeps, and sheets of it. `python -m tests.services.riders_book URL FOLDER RUN` goes on with a
run and says after every few rows how far it is, so that a test can kill it anywhere."""

import sys
from collections.abc import Sequence
from pathlib import Path

from core.app import Desk
from core.sdk.imports import COMMON, Column, Register
from core.store import Store
from tests.importing.registers import csv_bytes
from tests.kernel.bicycles.forms import Request
from tests.services.shop import HandClock, a_desk

WISH = Column("wish", "要什么", "choice", headers=("要什么",), words={
    "repair": ("修", "修理"), "advice": ("问", "咨询")})
FAULT = Column("fault", "故障", "choice", headers=("故障", "哪里坏了"), text_key="fault_text", words={
    "puncture": ("漏气", "扎胎"), "brakes": ("刹车", "刹不住"), "other": ("其他", "响")})
FELL = Column("fell", "摔过", "yes_no", headers=("摔过",), words={"yes": ("摔了",)})
FRAME = Column("frame_no", "车架号", headers=("车架号",))
BOOK = Register(
    (*COMMON, WISH, FAULT, FELL, FRAME), "wish", {"repair": "bicycles.repair", "advice": "bicycles.advice"},
    answers={"fault": Request.fault, "fault_text": Request.details, "fell": Request.fell,
             "frame_no": Request.frame_no, "price": Request.paid})

HEADER = ("序号", "来电时间", "姓名", "电话", "地址", "订单号", "商品", "购买日期", "送达日期", "金额", "要什么",
          "故障", "摔过", "车架号", "备注")
ROW = ("1", "2025-03-04 09:30", "王芳", "13800006621", "湖边路 3 号", "D7", "凤凰 26", "2025-03-01", "2025-03-02",
       "560", "修", "刹车", "否", "F1", "很急")


def line(**cells: str) -> list[str]:
    """The usual row with some cells changed, by header."""
    return [cells.get(header, usual) for header, usual in zip(HEADER, ROW, strict=True)]


def lines(many: int) -> list[list[str]]:
    """Rows of as many people."""
    return [line(序号=str(n), 姓名=f"王{n}", 电话=f"138{n:08}", 订单号=f"D{n}", 车架号=f"F{n}")
            for n in range(1, many + 1)]


def sheet(*rows: Sequence[str], header: Sequence[str] = HEADER, title: str = "2025年 维修登记") -> bytes:
    return csv_bytes([[title], header, *rows])


def with_book(desk: Desk) -> Desk:
    """The same desk, whose industry says how its book is read."""
    desk.installed.registers["bicycles"] = BOOK
    return desk


if __name__ == "__main__":
    url, folder, run = sys.argv[1:]
    clock = HandClock()
    working = with_book(a_desk(Store(url, clock), clock, Path(folder)))
    while True:
        found = working.imports.advance(int(run), rows=2)
        print(found.rows_done, found.state, flush=True)
        if found.state == "done":
            break
