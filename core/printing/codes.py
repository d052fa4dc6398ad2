"""QR codes, drawn as SVG within the page: nothing is fetched to show one."""

from functools import lru_cache

import segno
from markupsafe import Markup

from core.domain.errors import InvalidInput

LONGEST = 300
"""Characters of one code; more would be too fine for a label printer."""


@lru_cache(maxsize=256)
def qr(text: str) -> Markup:
    """A QR code that says a text, sized by CSS (`.qr`); nothing for no text. Raises `InvalidInput` for one too long
    to be read off a label."""
    if not text:
        return Markup("")
    if len(text) > LONGEST:
        raise InvalidInput.field("code", "二维码最多 {n} 个字", n=LONGEST)
    # Readers take bytes for UTF-8; left alone, Chinese would become Japanese kanji, as the encoder prefers.
    code = segno.make_qr(text, error="m") if text.isascii() else segno.make_qr(
        text, error="m", mode="byte", encoding="utf-8")
    drawn = code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None, dark="#000")
    return Markup('<span class="qr" role="img" aria-label="{}">{}</span>').format(
        text, Markup(drawn))  # nosec B704: drawn by the encoder, holds no text
