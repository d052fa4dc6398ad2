"""What is answered: fields, and the base of their schemas. Used by the module's name, as `ask` is."""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import fields

from core.rest.samples import sample


class Output(ma.Schema):
    """What is answered. A caller must expect that there will be more of it one day."""

    example: ClassVar[Mapping[str, Any]] = sample({})


def says(about: str, **more: Any) -> Any:
    """A text of an answer."""
    return fields.String(required=True, metadata={"description": about, **more})


def maybe(about: str, **more: Any) -> Any:
    """A text of an answer, or null."""
    return fields.String(required=True, allow_none=True, metadata={"description": about, **more})


def counts(about: str) -> Any:
    return fields.Integer(required=True, metadata={"description": about})


def maybe_counts(about: str) -> Any:
    return fields.Integer(required=True, allow_none=True, metadata={"description": about})


def truth(about: str) -> Any:
    return fields.Boolean(required=True, metadata={"description": about})


def at(about: str) -> Any:
    """A moment of an answer."""
    return fields.String(required=True, metadata={"description": about, "format": "date-time"})


def maybe_at(about: str) -> Any:
    return fields.String(required=True, allow_none=True, metadata={"description": about, "format": "date-time"})


def amount(about: str) -> Any:
    """Money of an answer: a text with two decimals, or null."""
    return fields.String(required=True, allow_none=True, metadata={"description": about, "pattern": r"^-?\d+\.\d{2}$"})


def part(schema: type[ma.Schema], about: str, *, optional: bool = False) -> Any:
    return fields.Nested(schema, required=True, allow_none=optional, metadata={"description": about})


def parts(schema: type[ma.Schema], about: str) -> Any:
    return fields.List(fields.Nested(schema), required=True, metadata={"description": about})


def words(about: str) -> Any:
    return fields.List(fields.String(), required=True, metadata={"description": about})


def anything(about: str) -> Any:
    """An object whose parts depend on the business."""
    return fields.Dict(required=True, metadata={"description": about, "additionalProperties": True})


def whatever(about: str) -> Any:
    """A value of any sort, or null."""
    return fields.Raw(required=True, allow_none=True, metadata={"description": about})


def numbers(about: str) -> Any:
    return fields.List(fields.Integer(), required=True, metadata={"description": about})
