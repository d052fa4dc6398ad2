"""What is sent: fields with messages as the desk says them, and the base of their schemas. Used by the module's name,
since fields are often called as their makers are."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields, validate

from core.rest.samples import sample

LARGEST_ID = 2**31 - 1
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.I)
_SAID = {"required": "请填写", "null": "请填写"}
_OBJECT = "应是一个对象"
_SCHEMA_SAYS = {"unknown": "没有这一项", "type": _OBJECT}


class Input(ma.Schema):
    """What is sent: nothing unknown is passed over."""

    example: ClassVar[Mapping[str, Any]] = sample({})
    error_messages = _SCHEMA_SAYS

    class Meta:
        unknown = ma.RAISE


def text(about: str, *, longest: int = 200, shortest: int = 0, pattern: str = "", required: bool = False,
         one_of: tuple[str, ...] = (), default: Any = "") -> Any:
    """Words. Empty where they are not given, unless required."""
    checks: list[Any] = [validate.OneOf(one_of, error="不是可选的选项")] if one_of else [
        validate.Length(min=shortest or None, max=longest, error="长度不对")]
    if pattern:
        checks.append(validate.Regexp(f"^(?:{pattern})$", error="写法不对"))
    given: dict[str, Any] = {"required": True} if required else {"load_default": default}
    return fields.String(validate=checks, error_messages={**_SAID, "invalid": "不是文字"},
                         metadata={"description": about}, **given)


class Whole(fields.Integer):
    """A whole number: in JSON a number, in an address its digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> int:
        if isinstance(value, str):
            if not self.metadata.get("x-in-address") or not re.fullmatch(r"-?\d{1,12}", value, re.A):
                raise self.make_error("invalid")
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or int(value) != value:
            raise self.make_error("invalid")
        return int(value)


def whole(about: str, *, least: int = 0, most: int = LARGEST_ID, required: bool = False, address: bool = False,
          default: Any = None) -> Any:
    """A whole number; None where it is not given."""
    given: dict[str, Any] = {"required": True} if required else {"load_default": default}
    return Whole(validate=validate.Range(least, most, error="数不在范围内"),
                 error_messages={**_SAID, "invalid": "不是整数"},
                 metadata={"description": about, **({"x-in-address": True} if address else {})}, **given)


class Flag(fields.Boolean):
    """True or false and nothing like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> bool:
        known = {"true": True, "false": False} if self.metadata.get("x-in-address") else {}
        if isinstance(value, str) and value in known:
            return known[value]
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def flag(about: str, *, required: bool = False, address: bool = False, default: Any = False) -> Any:
    """True or false."""
    given: dict[str, Any] = {"required": True} if required else {"load_default": default}
    return Flag(error_messages={**_SAID, "invalid": "请答“是”或“否”"},
                metadata={"description": about, **({"x-in-address": True} if address else {})}, **given)


class Moment(fields.DateTime):
    """A point in time by RFC 3339, with its offset."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> datetime:
        try:
            if not isinstance(value, str) or not _MOMENT.fullmatch(value):
                raise ValueError
            read = datetime.fromisoformat(value.upper())
            if not 1970 <= read.year < 2200:
                raise ValueError
        except ValueError:
            raise self.make_error("invalid", obj_type=self.OBJ_TYPE, input=value) from None
        return read


def moment(about: str, *, required: bool = False) -> Any:
    """A point in time; None where it is not given."""
    wrong = "不是有效的时间,请写成 2025-03-12T10:00:00+08:00"
    given: dict[str, Any] = {"required": True} if required else {"load_default": None}
    return Moment(error_messages={**_SAID, "invalid": wrong}, metadata={"description": about}, **given)


def day(about: str) -> Any:
    """A day as 2025-03-12; None where it is not given."""
    found = text(about, pattern=r"\d{4}-\d\d-\d\d", default=None)
    found.metadata["format"] = "date"
    return found


def amount(about: str) -> Any:
    """Money, as text; None where it is not given."""
    return text(about, pattern=r"\d{1,9}(\.\d{1,2})?", default=None)


class Answers(fields.Field[Any]):
    """Answers of a form, by the names of its questions; `rows` takes a list of them too, one for each item."""

    def __init__(self, *, rows: bool = False, **more: Any) -> None:
        super().__init__(error_messages={**_SAID, "invalid": _OBJECT}, **more)
        self.rows = rows

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Any:
        fine = isinstance(value, dict) or (
            self.rows and isinstance(value, list) and all(isinstance(each, dict) for each in value))
        if not fine:
            raise self.make_error("invalid")
        return value


_ANY = {"type": "object", "additionalProperties": True}


def answers(about: str, *, required: bool = False) -> Any:
    """Answers of one form."""
    given: dict[str, Any] = {"required": True} if required else {"load_default": dict}
    return Answers(metadata={"description": about, **_ANY}, **given)


def step_answers(about: str) -> Any:
    """Answers of a step's form: an object, or a list of them where the form is filled in for each item."""
    return Answers(rows=True, load_default=None, allow_none=True, metadata={
        "description": about, "anyOf": [_ANY, {"type": "array", "items": _ANY, "maxItems": 500}, {"type": "null"}]})


def answer_rows(about: str) -> Any:
    """A list of answers."""
    return fields.List(Answers(metadata=_ANY), load_default=list, metadata={"description": about},
                       validate=validate.Length(max=500, error="长度不对"),
                       error_messages={**_SAID, "invalid": "应是一个列表"})


def texts(about: str, *, longest: int = 40, most: int = 20, default: Any = list) -> Any:
    """A list of words."""
    return fields.List(text("", longest=longest), load_default=default, metadata={"description": about},
                       validate=validate.Length(max=most, error="长度不对"),
                       error_messages={**_SAID, "invalid": "应是一个列表"})


def rows_of(schema: type[ma.Schema], about: str) -> Any:
    """A list of things with parts."""
    return fields.List(fields.Nested(schema, error_messages={**_SAID, "type": _OBJECT}), load_default=list,
                       metadata={"description": about}, validate=validate.Length(max=500, error="长度不对"),
                       error_messages={**_SAID, "invalid": "应是一个列表"})


def anything(about: str) -> Any:
    """Any JSON, also null; it must be given."""
    return fields.Raw(required=True, allow_none=True, error_messages={**_SAID}, metadata={"description": about})


def numbers(about: str) -> Any:
    """A list of whole numbers, at least one."""
    return fields.List(whole("", required=True), required=True, metadata={"description": about},
                       validate=validate.Length(1, 500, error="长度不对"),
                       error_messages={**_SAID, "invalid": "应是一个列表"})


def nested(schema: type[ma.Schema], about: str) -> Any:
    """Something with parts; None where it is not given."""
    return fields.Nested(schema, load_default=None, metadata={"description": about},
                         error_messages={**_SAID, "type": _OBJECT})


def version(*, required: bool = False) -> Any:
    """The case's version that the caller has seen."""
    return whole("Version of the case that you have seen; 409 `stale-version` where it is another one now.", least=1,
                 required=required)
