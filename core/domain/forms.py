"""Forms: typed records, declared once, that every face draws, validates and stores.

A field is declared as the value a rule will read (`bought_on: date = day("购买日期")`), so type checkers see
misspelt fields and wrong types in rules and tests alike. Seen from the class it is its own description
(`Request.bought_on`), which gates and targets refer to. An answer nobody has given is unknown: reading it
raises `Unanswered`, so it can never pass for "no".
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Self, TypeVar, cast, dataclass_transform

import marshmallow as ma
from marshmallow import fields as ma_fields
from marshmallow import validate

from core.domain.errors import DefinitionError, DeskError, FormError, unknown

C = TypeVar("C", bound="Choice")


class Choice(Enum):
    """Options of a field: the member's name is stored, its value is the label, free to be reworded."""


class Unanswered(DeskError):
    """Somebody read an answer that nobody has given yet."""

    def __init__(self, field: "Field") -> None:
        super().__init__(f"{field.key} is not answered")
        self.field = field


class Field:
    """A question of a form. Not a data descriptor: a given answer lies in the record and hides it."""

    def __init__(self, kind: str, label: str, loads: ma_fields.Field[Any], *, help: str, optional: bool,
                 on_demand: bool, options: type[Choice] | None = None) -> None:
        self.kind, self.label, self.loads, self.help = kind, label, loads, help
        self.optional, self.on_demand, self.options = optional, on_demand, options
        self.name = ""
        self.form: type[Form]

    def __set_name__(self, owner: type["Form"], name: str) -> None:
        self.name, self.form = name, owner

    def __get__(self, record: object, owner: type) -> Self:
        if record is not None:
            raise Unanswered(self)
        return self

    @property
    def key(self) -> str:
        return f"{self.form.__name__}.{self.name}"

    def describe(self) -> dict[str, object]:
        """What a face needs to draw the question."""
        drawn: dict[str, object] = {"name": self.name, "kind": self.kind, "label": self.label}
        if self.help:
            drawn["help"] = self.help
        if self.optional:
            drawn["optional"] = True
        if self.options:
            drawn["options"] = {option.name: option.value for option in self.options}
        return drawn


def _ask(kind: str, label: str, loads: ma_fields.Field[Any], **more: Any) -> Any:
    """The makers below promise the value's type; what the class holds is the `Field`."""
    return Field(kind, label, loads, **more)


def text(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False) -> str:
    """Words. `on_demand`, here and below: asked only where a regulation's clause uses the field."""
    not_empty = validate.Length(min=1, error="不能为空")
    return cast(str, _ask("text", label, ma_fields.String(validate=not_empty),
                          help=help, optional=optional, on_demand=on_demand))


def day(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False) -> date:
    """A calendar day."""
    return cast(date, _ask("day", label, ma_fields.Date(), help=help, optional=optional, on_demand=on_demand))


def moment(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False) -> datetime:
    """A point in time."""
    return cast(datetime, _ask("moment", label, ma_fields.DateTime(),
                               help=help, optional=optional, on_demand=on_demand))


def yes_no(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False) -> bool:
    """Yes, no, or not answered; never no by default."""
    return cast(bool, _ask("yes_no", label, ma_fields.Boolean(), help=help, optional=optional, on_demand=on_demand))


def money(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False) -> Decimal:
    """An amount in the business's currency."""
    return cast(Decimal, _ask("money", label, ma_fields.Decimal(places=2),
                              help=help, optional=optional, on_demand=on_demand))


def number(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False) -> int:
    """A whole number."""
    return cast(int, _ask("number", label, ma_fields.Integer(strict=True),
                          help=help, optional=optional, on_demand=on_demand))


def choice(label: str, options: type[C], *, help: str = "", optional: bool = False, on_demand: bool = False) -> C:
    """One of the options of a `Choice`."""
    return cast(C, _ask("choice", label, ma_fields.Enum(options), help=help, optional=optional,
                        on_demand=on_demand, options=options))


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """Tells type checkers that forms are built by keyword. The makers are no field specifiers on purpose:
    each then counts as a default, so a record may be built with only the answers one knows."""


class Form(Record):
    """A typed record of answers."""

    filed_at: datetime = moment("提交时间")
    """When it was said: the time of the event that brought the answers, never typed into the form."""

    fields: ClassVar[dict[str, Field]] = {}
    per: ClassVar[type["Form"] | None] = None
    _schema: ClassVar[type[ma.Schema]]

    def __init_subclass__(cls, per: type["Form"] | None = None) -> None:
        super().__init_subclass__()
        cls.per = per or cls.per
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        if clash := own.keys() & dir(Form):
            raise DefinitionError(f"{cls.__name__}: every form has {sorted(clash)} already, take another name")
        cls.fields = cls.fields | own
        cls._schema = ma.Schema.from_dict({name: field.loads for name, field in cls.fields.items()})

    def __init__(self, **answers: object) -> None:
        for name in answers.keys() - self.fields.keys() - {"filed_at"}:
            raise TypeError(f"{type(self).__name__}: {unknown('field', name, self.fields)}")
        self.__dict__.update(answers)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} keeps what was said; file a new one instead")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *sorted(self.__dict__)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.__dict__.items())})"

    @property
    def filed_on(self) -> date:
        """The day it was said."""
        return self.filed_at.date()

    def knows(self, field: object) -> bool:
        """Whether a question of this form has an answer: `request.knows(Request.slip_no)`."""
        return isinstance(field, Field) and field.name in self.__dict__

    @classmethod
    def load(cls, data: Mapping[str, object], *, at: datetime, asked: frozenset[str] = frozenset(),
             partial: bool = False) -> Self:
        """Check and read answers from any face. `asked` names fields on demand that are in use; `partial`
        takes a draft, whose missing answers stay unknown."""
        try:
            answers = cast(dict[str, Any], cls._schema(unknown=ma.RAISE).load(data))
        except ma.ValidationError as error:
            raise FormError(cls.__name__, dict(error.messages_dict)) from error
        missing = {name: ["请填写"] for name, field in cls.questions(asked).items()
                   if name not in answers and not field.optional}
        if missing and not partial:
            raise FormError(cls.__name__, missing)
        return cls(filed_at=at, **answers)

    @classmethod
    def questions(cls, asked: frozenset[str] = frozenset()) -> dict[str, Field]:
        """The fields in use."""
        return {name: field for name, field in cls.fields.items() if not field.on_demand or field.key in asked}

    @classmethod
    def describe(cls, asked: frozenset[str] = frozenset()) -> dict[str, object]:
        """The form as data: pages, JSON Schema, command line and print are drawn from it."""
        return {"form": cls.__name__, "title": (cls.__doc__ or "").strip(),
                "fields": [field.describe() for field in cls.questions(asked).values()]}


class Item(Form):
    """One line of a case: goods that are returned, repaired or installed."""

    product: str = text("商品")
    kind: str = text("品类", optional=True)
    brand: str = text("品牌", optional=True)
    quantity: int = number("数量", optional=True)


def field_of(reference: object) -> Field:
    """Read `Form.field` as a field. To type checkers it is the value's type, which keeps `by=Offer.ready_on` a date."""
    if not isinstance(reference, Field):
        raise DefinitionError(f"{reference!r} is not a form's field; write Form.field")
    return reference
