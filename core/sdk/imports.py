"""What a plugin author needs to say what the registers of an industry's shops look like."""

from core.importing.columns import Column, Register
from core.importing.common import (
    ADDRESS,
    APPLIED_AT,
    APPLIED_TIME,
    BRAND,
    CATEGORY,
    COMMON,
    CUSTOMER_NAME,
    DELIVERED_ON,
    MATERIAL,
    MODEL,
    NOTE,
    ORDER_NO,
    PAYMENT_METHOD,
    PHONE,
    PRICE,
    PRODUCT,
    PURCHASED_ON,
    QUANTITY,
    SEQUENCE,
    SERIAL,
)
from core.importing.wording import spellings

__all__ = [
    "ADDRESS", "APPLIED_AT", "APPLIED_TIME", "BRAND", "CATEGORY", "COMMON", "CUSTOMER_NAME", "DELIVERED_ON",
    "MATERIAL", "MODEL", "NOTE", "ORDER_NO", "PAYMENT_METHOD", "PHONE", "PRICE", "PRODUCT", "PURCHASED_ON",
    "QUANTITY", "SEQUENCE", "SERIAL", "Column", "Register", "spellings",
]
