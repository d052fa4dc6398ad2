"""Which way a parcel goes and how far it is."""

from core.sdk import Choice


class Direction(Choice):
    """Which way it goes."""

    inbound = "寄来"
    outbound = "寄出"
    back = "原样寄还"


class Status(Choice):
    """How far it is."""

    expected = "待寄"
    booked = "已约承运方"
    in_transit = "途中"
    received = "已收件"
    delivered = "客户已签收"
    lost = "丢失"
    damaged = "运输损坏"
    cancelled = "已取消"


LIVING = (Status.expected, Status.booked, Status.in_transit, Status.lost, Status.damaged)
"""Something is still to happen to such a parcel, or its waybill may still turn up."""
CLOSED = (Status.received, Status.delivered, Status.cancelled)
