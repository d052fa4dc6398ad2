"""How far a visit is, and where a customer's piece is."""

from core.sdk import Choice


class Standing(Choice):
    """How far a visit is."""

    planned = "待派工"
    dispatched = "待上门"
    travelling = "上门途中"
    on_site = "在现场"
    partial = "没有做完"
    done = "已完成"
    cancelled = "已取消"


LIVING = (Standing.planned, Standing.dispatched, Standing.travelling, Standing.on_site)
"""Somebody is still to go, or is there."""


class Piece(Choice):
    """Where a piece that was taken away is."""

    held = "在我方"
    ready = "已修好,待送回"
    back = "已送回,待签字"
    closed = "已了结"
