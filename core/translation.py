"""Translation: Chinese is the source; catalogues of other languages are read when first needed."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path

from core.domain.counting import Length
from core.domain.points import Point
from core.domain.reasons import Label, Reason, plain

SOURCE = "zh"
LANGUAGES = ("zh", "en")
HERE = Path(__file__).parent / "locale"


class Translator:
    """Says the product's texts in one language. Call it with a Chinese text; one without a translation stays. `zone`
    is the one in which data (not sentences) writes moments; None leaves each in its own."""

    def __init__(self, language: str, folders: Iterable[Path] = ()) -> None:
        self.language = language if language in LANGUAGES else SOURCE
        self.zone: tzinfo | None = None
        self._folders = (HERE, *folders)

    def __call__(self, text: str) -> str:
        known = self._catalogue.get(text)
        if known is None and "、" in text and self.language != SOURCE:
            # An enumeration made of texts, such as the names of holidays that fall together.
            return self._catalogue.get("、", ", ").join(map(self, text.split("、")))
        return known if known is not None else str(text)

    def has(self, text: str) -> bool:
        """Whether there is a translation of its own (the source language always has)."""
        return self.language == SOURCE or text in self._catalogue

    def reason(self, reason: Reason | None) -> str:
        """A reason in this language."""
        return reason.text(self, self.show) if reason else ""

    def show(self, value: object) -> str:
        """A value in this language: labels translated, lengths in words, days and moments as they are written."""
        if isinstance(value, Label):
            return self(value)
        if isinstance(value, Reason):
            return self.reason(value)
        if isinstance(value, Length | Point):
            return self.reason(value.label())
        if isinstance(value, bool):
            return self("是" if value else "否")
        if isinstance(value, Decimal):
            return f"{value:,.2f}" if value == value.quantize(Decimal("0.01")) else f"{value:,}"
        if isinstance(value, datetime | date):
            return plain(value)
        return plain(value)

    @cached_property
    def _catalogue(self) -> dict[str, str]:
        if self.language == SOURCE:
            return {}
        found: dict[str, str] = {}
        for folder in self._folders:
            found |= read_catalogue(folder / f"{self.language}.po")
        return found


def read_catalogue(path: Path) -> dict[str, str]:
    """The messages of a `.po` file; none where there is no such file."""
    return dict(_read(path, path.stat().st_mtime_ns)) if path.exists() else {}


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> dict[str, str]:
    """Reading takes long, and each face has a translator of its own."""
    from babel.messages.pofile import read_po  # only where another language is spoken

    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file)
                if message.id and message.string and not message.fuzzy}
