"""Chinese as it is printed: the punctuation that the source texts write narrow is shown full-width among Chinese."""

import re
from functools import lru_cache

WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_CHINESE = r"[㐀-鿿豈-﫿}”》）、。]"
_MARK = re.compile(rf"(?<={_CHINESE})([,:;?!])(?![0-9A-Za-z/])\s?")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_WITH_CHINESE = re.compile(r"[㐀-鿿{]")


@lru_cache(maxsize=8192)
def chinese(text: str) -> str:
    """The text with full-width marks where they follow Chinese or a value, and brackets round Chinese. Marks between
    digits or letters stay: 10:00, 1,280.00, https://."""
    spaced = _BRACKETS.sub(lambda found: f"（{found[1]}）" if _WITH_CHINESE.search(found[1]) else found[0], text)
    return _MARK.sub(lambda found: WIDE[found[1]], spaced)
