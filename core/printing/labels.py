"""Labels: several on a page, each printed on one of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.domain.promises import Size
from core.printing.drawing import template


@dataclass(frozen=True)
class PrintLabel:
    """What one label says: the largest words, some lines below, and what its QR code holds (nothing = no code)."""

    title: str
    lines: tuple[str, ...] = ()
    code: str = ""


def drawn_labels(labels: Sequence[PrintLabel], business: str, size: Size = "label") -> Markup:
    """Labels as markup, for a page that links `sheets.css`, or for `standalone`."""
    return Markup(template("labels.html").render(labels=labels, business=business, size=size))  # nosec B704
