"""Fields: the questions of a form. Each maker is typed as the value a rule reads, so a wrong one is a type error."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from marshmallow import fields as ma_fields
from marshmallow import validate

from core.domain.errors import DefinitionError, DeskError
from core.domain.reasons import Label

if TYPE_CHECKING:
    from core.domain.forms import Form

C = TypeVar("C", bound="Choice")

YES = {"是", "有", "对", "yes", "y", "true", "True", "1", 1, "on"}
NO = {"否", "无", "没有", "不", "no", "n", "false", "False", "0", 0, "off"}
LONGEST_TEXT = 4000
_PLAIN = {code: chr(code - 0xFEE0) for first, last in ("０９", "ＡＺ", "ａｚ")
          for code in range(ord(first), ord(last) + 1)}
LARGEST_AMOUNT = Decimal("999999999.99")


class Choice(Enum):
    """Options of a field: the member's name is stored, its value is the label, free to be reworded."""

    @property
    def label(self) -> Label:
        """The option's words, to be translated when shown."""
        return Label(self.value)


class Unanswered(DeskError):
    """Somebody read an answer that nobody has given yet."""

    code = "unanswered"

    def __init__(self, field: "Field") -> None:
        super().__init__("请先填写:{field}", field=Label(field.label))
        self.field = field


@dataclass(frozen=True)
class Condition:
    """A question is asked only when another one has one of these answers, or, `unsaid`, while it has none."""

    field: "Field"
    answers: tuple[object, ...]
    unsaid: bool = False

    def met_by(self, answers: Mapping[str, object], earlier: "Mapping[type[Form], Form]") -> bool:
        """Whether the condition holds, looking at the same form's answers first, then at earlier forms.
        An unknown answer leaves the question unasked, unless the condition says otherwise."""
        if self.field.name in answers:
            return answers[self.field.name] in self.answers
        for form in earlier.values():
            if self.field.name in form.fields and issubclass(type(form), self.field.form):
                return vars(form).get(self.field.name) in self.answers
        return self.unsaid


class Field:
    """A question of a form. Not a data descriptor: a given answer lies in the record and hides it."""

    def __init__(self, kind: str, label: str, loads: ma_fields.Field[Any], *, help: str = "", optional: bool = False,
                 on_demand: bool = False, options: type[Choice] | None = None, only_when: Condition | None = None,
                 prefill: object = None, photo: bool = False, personal: bool = False, long: bool = False,
                 past: bool = False, not_before: object = None, lasting: bool = True) -> None:
        self.kind, self.label, self.loads, self.help = kind, label, loads, help
        self.optional, self.on_demand, self.options, self.only_when = optional, on_demand, options, only_when
        self.prefill = cast("Field | None", prefill)
        self.not_before = cast("Field | None", not_before)
        self.photo, self.personal, self.long, self.past = photo, personal, long, past
        self.lasting = lasting
        self.name = self.key = ""
        self.form: type[Form]

    def __set_name__(self, owner: "type[Form]", name: str) -> None:
        self.name, self.form, self.key = name, owner, f"{owner.__name__}.{name}"

    def __get__(self, record: object, owner: type) -> Self:
        if record is not None:
            raise Unanswered(self)
        return self

    def dump(self, value: object) -> object:
        """An answer as JSON."""
        match value:
            case Choice():
                return value.name
            case datetime() | date():
                return value.isoformat()
            case Decimal():
                return str(value)
            case _:
                return value

    def words(self, value: object) -> object:
        """An answer as it is shown: options by their label, yes and no in words."""
        if isinstance(value, Choice):
            return value.label
        if isinstance(value, bool):
            return Label("是" if value else "否")
        return value

    def describe(self) -> dict[str, object]:
        """What a face needs to draw the question."""
        drawn: dict[str, object] = {"name": self.name, "kind": self.kind, "label": self.label, "key": self.key}
        for name in ("help", "optional", "photo", "personal", "long", "past"):
            if value := getattr(self, name):
                drawn[name] = value
        if self.options:
            drawn["options"] = {option.name: option.value for option in self.options}
        if self.only_when:
            drawn["only_when"] = {"field": self.only_when.field.key, "name": self.only_when.field.name,
                                  "answers": [self.dump(each) for each in self.only_when.answers]}
        if self.prefill:
            drawn["prefill"] = self.prefill.key
        return drawn


def field_of(reference: object) -> Field:
    """Read `Form.field` as a field. To type checkers it is the value's type, which keeps `Offer.ready_on` a date."""
    if not isinstance(reference, Field):
        raise DefinitionError("{given!r} is not a form's field; write Form.field", given=reference)
    return reference


def when(reference: object, *answers: object, unsaid: bool = False) -> Condition:
    """Ask only when the other question has one of these answers; `unsaid`: also while nobody has answered it."""
    if not answers:
        raise DefinitionError("when() needs at least one answer")
    return Condition(field_of(reference), answers, unsaid)


class Words(ma_fields.String):
    """Text without surrounding blanks; full-width digits and letters are read as plain ones."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        read = super()._deserialize(value, attr, data, **more).strip().translate(_PLAIN)
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in read):
            raise self.make_error("invalid")
        return read


class Whole(ma_fields.Integer):
    """A whole number; a fraction is refused, not cut off."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, float) and not value.is_integer():
            raise self.make_error("invalid")
        read: int = super()._validated(value)
        return read


def _ask(kind: str, label: str, loads: ma_fields.Field[Any], more: dict[str, Any]) -> Any:
    """The makers below promise the value's type; what the class holds is the `Field`."""
    return Field(kind, label, loads, **more)


def text(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False,
         only_when: Condition | None = None, prefill: object = None, photo: bool = False, personal: bool = False,
         long: bool = False, lasting: bool = False) -> str:
    """Words. Here and below: `on_demand` is asked only where a regulation's clause uses the field, `only_when` only
    under a condition, `prefill` names a field of `Product` it starts with, `photo` adds a slot for a picture,
    `personal` is masked, `long` takes several lines. Words may say anything of a person, so they go when the customer
    is erased, unless they are `lasting`: the name of goods, a carrier."""
    loads = Words(validate=[validate.Length(min=1, error="请填写"),
                            validate.Length(max=LONGEST_TEXT, error="太长,最多 4000 字")],
                  error_messages={"invalid": "不是文字", "null": "请填写"})
    return cast(str, _ask("text", label, loads, dict(
        help=help, optional=optional, on_demand=on_demand, only_when=only_when, prefill=prefill, photo=photo,
        personal=personal, long=long, lasting=lasting and not personal)))


def day(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False,
        only_when: Condition | None = None, prefill: object = None, past: bool = False,
        not_before: object = None) -> date:
    """A calendar day. `past` refuses days after the day it is said; `not_before` names another day or moment of
    the same form that must not be later."""
    loads = ma_fields.Date(error_messages={"invalid": "不是有效的日期,请写成 2025-03-12", "null": "请填写"})
    return cast(date, _ask("day", label, loads, dict(
        help=help, optional=optional, on_demand=on_demand, only_when=only_when, prefill=prefill, past=past,
        not_before=not_before)))


def moment(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False,
           only_when: Condition | None = None, prefill: object = None, past: bool = False,
           not_before: object = None) -> datetime:
    """A point in time; one without a zone is read in the business's zone."""
    loads = ma_fields.DateTime(
        format="iso", error_messages={"invalid": "不是有效的时间,请写成 2025-03-12 10:00", "null": "请填写"})
    return cast(datetime, _ask("moment", label, loads, dict(
        help=help, optional=optional, on_demand=on_demand, only_when=only_when, prefill=prefill, past=past,
        not_before=not_before)))


def yes_no(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False,
           only_when: Condition | None = None, photo: bool = False) -> bool:
    """Yes, no, or not answered; never no by default."""
    loads = ma_fields.Boolean(truthy=YES, falsy=NO, error_messages={"invalid": "请答“是”或“否”", "null": "请填写"})
    return cast(bool, _ask("yes_no", label, loads, dict(
        help=help, optional=optional, on_demand=on_demand, only_when=only_when, photo=photo)))


def money(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False,
          only_when: Condition | None = None, prefill: object = None) -> Decimal:
    """An amount in the business's currency, two decimals, not below zero."""
    loads = ma_fields.Decimal(
        allow_nan=False,
        validate=[validate.Range(min=0, error="不能小于 0"), validate.Range(max=LARGEST_AMOUNT, error="金额太大"),
                  _fen],
        error_messages={"invalid": "不是有效的金额", "special": "不是有效的金额", "null": "请填写"})
    return cast(Decimal, _ask("money", label, loads, dict(
        help=help, optional=optional, on_demand=on_demand, only_when=only_when, prefill=prefill)))


def number(label: str, *, help: str = "", optional: bool = False, on_demand: bool = False,
           only_when: Condition | None = None) -> int:
    """A whole number, not below zero."""
    loads = Whole(
        validate=[validate.Range(min=0, error="不能小于 0"), validate.Range(max=10**9, error="数太大")],
        error_messages={"invalid": "不是整数", "too_large": "数太大", "null": "请填写"})
    return cast(int, _ask("number", label, loads, dict(
        help=help, optional=optional, on_demand=on_demand, only_when=only_when)))


def choice(label: str, options: type[C], *, help: str = "", optional: bool = False, on_demand: bool = False,
           only_when: Condition | None = None, prefill: object = None, photo: bool = False) -> C:
    """One of the options of a `Choice`, by name or by label."""
    return cast(C, _ask("choice", label, Option(options), dict(
        help=help, optional=optional, on_demand=on_demand, only_when=only_when, prefill=prefill, photo=photo,
        options=options)))


class Option(ma_fields.Field[Choice]):
    """An option of a choice; its name is stored, its label is understood too."""

    def __init__(self, options: type[Choice]) -> None:
        super().__init__(error_messages={"invalid": "不是可选的选项", "null": "请填写"})
        self.options = options

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> Choice:
        found = next((each for each in self.options if value in (each.name, each.value)), None)
        if found is None:
            raise self.make_error("invalid")
        return found


def _fen(value: Decimal) -> None:
    from marshmallow import ValidationError

    try:
        fits = value == round(value, 2)
    except InvalidOperation:
        fits = True  # beyond all measure, which is said of its size
    if not fits:
        raise ValidationError("最多两位小数")
