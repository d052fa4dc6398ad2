"""Waybills as people type, paste and scan them."""

import re
import unicodedata

_NOISE = re.compile(r"[\W_]+")
_TRADE = re.compile(r"(速递物流|国际快递|快递|速运|速递|快运|物流|express|logistics)+$")
LONGEST = 64
"""Characters of what is scanned; a longer one is no waybill."""


def waybill_key(said: str) -> str:
    """What tells waybills apart: letters and figures, whatever their width, case and spaces."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", said)).upper()


def carrier_key(said: str) -> str:
    """What tells carriers apart: 顺丰速运 and 顺丰 are one."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", said)).casefold()
    return _TRADE.sub("", plain) or plain
