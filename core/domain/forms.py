"""Forms: typed records, declared once, that every face draws, validates and stores.

A field is declared as the value a rule will read (`bought_on: date = day("购买日期")`), so type checkers see
misspelt fields and wrong types in rules and tests alike. Seen from the class it is its own description
(`Request.bought_on`), which gates and targets refer to. An answer nobody has given is unknown: reading it
raises `Unanswered`, so it can never pass for "no".
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self, cast, dataclass_transform
from zoneinfo import ZoneInfo

import marshmallow as ma

from core.domain.errors import DefinitionError, InvalidInput, unknown
from core.domain.fields import Choice, Field, day, field_of, moment, money, number, text, yes_no
from core.domain.reasons import Label, Reason

__all__ = ["BEIJING", "Choice", "Customer", "Form", "History", "Item", "Product", "field_of"]

BEIJING = ZoneInfo("Asia/Shanghai")
"""The zone in which times without one are read where no business says otherwise."""


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
    brought: ClassVar[bool] = False
    title: ClassVar[str]
    _schema: ClassVar[ma.Schema]
    _version: ClassVar[str]

    def __init_subclass__(cls, per: type["Form"] | None = None, brought: bool | None = None) -> None:
        """`per` names what it is filled in for each of; `brought` says that capabilities file it, not people."""
        super().__init_subclass__()
        cls.per = per or cls.per
        cls.brought = cls.brought if brought is None else brought
        cls.title = (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip("。.")
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        if clash := own.keys() & dir(Form):
            raise DefinitionError("{form}: every form has {names} already, take another name",
                                  form=cls.__name__, names=sorted(clash))
        inherited: dict[str, Field] = {}
        for base in cls.__bases__:
            known = base.fields if issubclass(base, Form) else {}
            inherited |= {name: field for name, field in known.items() if name not in inherited}
        cls.fields = {**inherited, **own}

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

    def answer(self, field: Field) -> object:
        """The answer to a question, None where nobody has answered."""
        return self.__dict__.get(field.name)

    def dump(self) -> dict[str, object]:
        """The answers as JSON-able data."""
        return {name: self.fields[name].dump(value) for name, value in self.__dict__.items() if name in self.fields}

    @classmethod
    def load(cls, data: Mapping[str, object], *, at: datetime, asked: frozenset[str] = frozenset(),
             partial: bool = False, earlier: Iterable["Form"] = ()) -> Self:
        """Check and read answers from any face. `asked` names fields on demand that are in use; `partial` takes a
        draft, whose missing answers stay unknown; `earlier` forms of the case decide which questions are asked.
        `at` must be aware, in the business's zone. Raises `InvalidInput` naming each field."""
        given = {name: value for name, value in data.items() if value not in ("", None)}
        try:
            answers = cast(dict[str, Any], cls._reader().load(given))
        except ma.ValidationError as error:
            raise InvalidInput({name: cls._said(name, messages) for name, messages in error.messages_dict.items()},
                               form=cls.__name__) from error
        for name, value in answers.items():
            if isinstance(value, datetime):
                with suppress(OverflowError):  # at either end of time; refused below for its year
                    answers[name] = (value.replace(tzinfo=at.tzinfo) if value.tzinfo is None
                                     else value.astimezone(at.tzinfo))
        problems = cls._impossible(answers, at)
        if not partial:
            for name, reasons in cls._missing(answers, asked, earlier).items():
                problems.setdefault(name, []).extend(reasons)
        if problems:
            raise InvalidInput(problems, form=cls.__name__)
        return cls(filed_at=at, **answers)

    @classmethod
    def _missing(cls, answers: Mapping[str, Any], asked: frozenset[str],
                 earlier: Iterable["Form"]) -> dict[str, list[Reason]]:
        known = {type(form): form for form in reversed([*earlier])}
        return {name: [Reason("请填写“{field}”", {"field": Label(field.label)})]
                for name, field in cls.questions(asked).items() if name not in answers and not field.optional
                and (field.only_when is None or field.only_when.met_by(answers, known))}

    def complete(self, asked: frozenset[str], earlier: Iterable["Form"] = ()) -> Self:
        """A draft as the whole form. Raises `InvalidInput` naming what still has to be answered."""
        answers = {name: value for name, value in vars(self).items() if name in self.fields}
        if missing := self._missing(answers, asked, earlier):
            raise InvalidInput(missing, form=type(self).__name__)
        return self

    @classmethod
    def _reader(cls) -> ma.Schema:
        """The form's questions as marshmallow reads them: made when first needed, it keeps nothing of what it read."""
        if "_schema" not in vars(cls):
            cls._schema = ma.Schema.from_dict({name: field.loads for name, field in cls.fields.items()})(
                unknown=ma.RAISE)
        return cls._schema

    @classmethod
    def restore(cls, data: Mapping[str, object], *, at: datetime) -> Self:
        """Read back stored answers. Nothing is judged again; what the form no longer asks, or cannot read any more
        (an option that is gone), is unknown."""
        answers: dict[str, Any] = {}
        for name in data.keys() & cls.fields.keys():
            try:
                value = cls.fields[name].loads._deserialize(data[name], name, data)
            except ma.ValidationError:
                continue
            answers[name] = value.astimezone(at.tzinfo) if isinstance(value, datetime) else value
        return cls(filed_at=at, **answers)

    @classmethod
    def _impossible(cls, answers: Mapping[str, object], at: datetime) -> dict[str, list[Reason]]:
        """Days and moments that cannot be, given when they were said and the other answers."""
        problems: dict[str, list[Reason]] = {}
        for name, value in answers.items():
            field = cls.fields[name]
            if not isinstance(value, date):
                continue
            label = Label(field.label)
            if field.past and _later(value, at):
                problems.setdefault(name, []).append(
                    Reason("“{field}”{value} 晚于填写时间 {at}", {"field": label, "value": value, "at": at}))
            if _day(value).year < 1990 or _day(value).year > at.year + 20:
                problems.setdefault(name, []).append(Reason("“{field}”{value} 不可能,请核对年份",
                                                            {"field": label, "value": value}))
            earlier = field.not_before and answers.get(field.not_before.name)
            if field.not_before and isinstance(earlier, date) and _day(value) < _day(earlier):
                problems.setdefault(name, []).append(
                    Reason("“{field}”{value} 早于“{other}”{earlier}", {
                        "field": label, "value": value, "other": Label(field.not_before.label), "earlier": earlier}))
        return problems

    @classmethod
    def _said(cls, name: str, messages: object) -> list[Reason]:
        field = cls.fields.get(name)
        if field is None:
            from difflib import get_close_matches

            if near := get_close_matches(name, list(cls.fields), n=1):
                return [Reason("没有这个问题,是否指“{near}”", {"near": near[0]})]
            return [Reason("没有这个问题")]
        if field.options:
            return [Reason("不是可选的选项,可选:{options}",
                           {"options": tuple(Reason("{name}({label})", {"name": option.name, "label": option.label})
                                             for option in field.options)})]
        return [Reason(str(each).replace("{", "{{").replace("}", "}}"))
                for each in (messages if isinstance(messages, list) else [messages])]

    @classmethod
    def questions(cls, asked: frozenset[str] = frozenset()) -> dict[str, Field]:
        """The fields in use."""
        return {name: field for name, field in cls.fields.items() if not field.on_demand or field.key in asked}

    @classmethod
    def describe(cls, asked: frozenset[str] = frozenset()) -> dict[str, object]:
        """The form as data: pages, JSON Schema, command line and print are drawn from it."""
        return {"form": cls.__name__, "title": cls.title, "version": cls.version(), "per_item": cls.per is not None,
                "fields": [field.describe() for field in cls.questions(asked).values()]}

    @classmethod
    def version(cls) -> str:
        """Changes when a question changes; stored with answers."""
        if "_version" not in vars(cls):
            said = json.dumps([field.describe() for field in cls.fields.values()], sort_keys=True, default=str)
            cls._version = hashlib.sha256(said.encode()).hexdigest()[:8]
        return cls._version

    def shown(self) -> list[list[object]]:
        """Label and answer of each answered question, so that an old case still draws when the plugin is gone."""
        return [[self.fields[name].label, str(self.fields[name].words(value))]
                for name, value in self.__dict__.items() if name in self.fields]


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _later(value: date, at: datetime) -> bool:
    return value > at if isinstance(value, datetime) else value > at.date()


class Item(Form):
    """商品

    One line of a case: goods that are returned, repaired or installed."""

    product: str = text("商品", lasting=True)
    kind: str = text("品类", optional=True, lasting=True)
    brand: str = text("品牌", optional=True, lasting=True)
    model: str = text("型号", optional=True, lasting=True)
    quantity: int = number("数量", optional=True)
    price: Decimal = money("单价", optional=True)


class Product(Form):
    """商品档案

    The product unit a case is about, as the desk has registered it."""

    name: str = text("商品名称", lasting=True)
    model: str = text("型号", optional=True, lasting=True)
    serial: str = text("序列号", optional=True)
    category: str = text("品类", optional=True, lasting=True)
    brand: str = text("品牌", optional=True, lasting=True)
    order_no: str = text("订单号", optional=True)
    purchased_on: date = day("购买日期", optional=True)
    delivered_at: datetime = moment("送达时间", optional=True)
    price: Decimal = money("成交价", optional=True)
    payment_method: str = text("付款方式", optional=True, lasting=True)
    proof: str = text("购买凭证", optional=True)


class Customer(Form):
    """客户档案

    Whom the case is with, as the desk has registered them; answers questions that start with what is known of them."""

    channel: str = text("从哪里来", lasting=True)
    name: str = text("客户姓名", personal=True)
    phone: str = text("联系电话", personal=True)
    address: str = text("地址", optional=True, personal=True)


class History(Form):
    """同一商品的其他案件

    What the desk knows of the same goods from other cases; always answered by the desk."""

    refunded: bool = yes_no("此商品已退款")
    exchanged: bool = yes_no("此商品已换货")
    open_cases: int = number("同一商品未结案件数")
