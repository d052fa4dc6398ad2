"""Reasons: templates with values, kept apart so that they are stored once and shown in any language."""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from core.domain.errors import DefinitionError

Translate = Callable[[str], str]
Show = Callable[[object], str]


@lru_cache(maxsize=4096)
def _names(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


class Label(str):
    """A value that is itself a text of the product, so it is translated when the reason is shown."""

    __slots__ = ()


@dataclass(frozen=True)
class Reason:
    """Why: a Chinese template and its values. Values are words, labels, numbers, amounts, days, moments or reasons."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = _names(self.template)
        if wanted != self.values.keys():
            raise DefinitionError(
                "reason {words!r} wants the values {wanted} and was given {given}; name each once",
                words=self.template, wanted=sorted(wanted), given=sorted(self.values))

    def __str__(self) -> str:
        return self.text()

    def text(self, translate: Translate | None = None, show: Show | None = None) -> str:
        """The sentence in the language of `translate`; `show` writes days, moments and amounts that language's way."""
        said = translate or str
        shown = show or plain
        values = {name: _shown(value, said, shown) for name, value in self.values.items()}
        return said(self.template).format_map(values)

    def data(self) -> dict[str, object]:
        """As JSON-able data, types of values kept."""
        return {"template": self.template, "values": {name: packed(value) for name, value in self.values.items()}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Reason":
        return cls(data["template"], {name: unpacked(value) for name, value in data["values"].items()})


def plain(value: object) -> str:
    """How a value is written where no face gives its own way: a day as 2025-03-12, its very end as 24:00."""
    if isinstance(value, datetime):
        if value.time().replace(tzinfo=None).isoformat() == "23:59:59.999999":
            return f"{value:%Y-%m-%d} 24:00"
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def _shown(value: object, translate: Translate, show: Show) -> str:
    if isinstance(value, Reason):
        return value.text(translate, show)
    if isinstance(value, Label):
        return translate(value)
    if isinstance(value, tuple | list):
        return translate("、").join(_shown(each, translate, show) for each in value)
    return show(value)


def packed(value: object) -> object:
    """A value as JSON; what JSON has no word for is written as `{"type": value}`."""
    match value:
        case Reason():
            return {"reason": value.data()}
        case Label():
            return {"label": str(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
        case tuple() | list():
            return {"list": [packed(each) for each in value]}
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


def unpacked(value: object) -> object:
    """The value that `packed` wrote."""
    if not isinstance(value, dict):
        return value
    (sort, said), = value.items()
    match sort:
        case "reason":
            return Reason.from_data(said)
        case "label":
            return Label(said)
        case "moment":
            return datetime.fromisoformat(said)
        case "day":
            return date.fromisoformat(said)
        case "number":
            return Decimal(said)
        case _:
            return tuple(unpacked(each) for each in said)
