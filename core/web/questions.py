"""Forms on a page: what `Form.describe()` says, drawn with what was typed and what is wrong; and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.forms import Customer
from core.domain.reasons import Reason

Described = Mapping[str, Any]
Errors = Mapping[str, Sequence[Reason]]
Typed = Mapping[str, Any]
"""What a browser sent: name to text."""

PHOTO = "__photo"
"""Ends the name of a picture slot that stands beside a question."""

UNANSWERED = ""


def but_of_customer(described: Described) -> Described:
    """A form without the questions that the customer's own record answers, for pages that ask for that record."""
    return {**described, "fields": [each for each in described["fields"]
                                    if not str(each.get("prefill", "")).startswith(f"{Customer.__name__}.")]}


@dataclass(frozen=True)
class Asked:
    """The question of the same form on which another hangs, and the answers that call it up."""

    name: str
    label: str
    answers: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question, ready to be drawn."""

    name: str
    key: str
    kind: str
    label: str
    value: str
    help: str = ""
    optional: bool = False
    long: bool = False
    past: bool = False
    photo: bool = False
    options: tuple[tuple[str, str], ...] = ()
    only_when: Asked | None = None
    errors: tuple[Reason, ...] = ()
    proposed: bool = False

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def described_by(self) -> str:
        """The ids of help and error, for screen readers."""
        return " ".join(part for part, there in ((f"{self.id}-e", self.errors), (f"{self.id}-h", self.help)) if there)

    @property
    def wide(self) -> bool:
        return self.long


@dataclass(frozen=True)
class Drawn:
    """A form, or one item's part of it, ready to be drawn."""

    form: str
    title: str
    questions: tuple[Question, ...]
    heading: str = ""

    @property
    def wrong(self) -> list[Question]:
        return [each for each in self.questions if each.errors]

    @property
    def missing(self) -> int:
        """How many questions that must be answered are still open, those with conditions left out."""
        return sum(not each.value and not each.optional and not each.only_when for each in self.questions)


def draw(described: Described, zone: ZoneInfo, *, prefix: str = "", answers: Mapping[str, object] | None = None,
         typed: Typed | None = None, errors: Errors | None = None, heading: str = "",
         earlier: Mapping[str, object] | None = None, photos: bool = True) -> Drawn:
    """Lay a form out. What was typed wins over `answers` (proposed or stored, as JSON or as values). `earlier` gives
    stored answers of other forms by key, so that questions hanging on them are asked or left out."""
    own = {each["name"]: each for each in described["fields"]}
    found = []
    for each in described["fields"]:
        condition = each.get("only_when")
        asked = None
        if condition:
            other = own.get(condition["name"])
            if other is None or other["key"] != condition["field"]:
                if earlier is not None and earlier.get(condition["field"]) not in condition["answers"]:
                    continue
            else:
                asked = _asked(prefix, other, condition["answers"])
        found.append(_question({**each, "photo": photos and each.get("photo")}, zone, prefix, answers or {}, typed,
                               errors or {}, asked))
    return Drawn(str(described["form"]), str(described["title"]), tuple(found), heading)


def loose(errors: Errors, *drawn: Drawn) -> tuple[Reason, ...]:
    """What is wrong with the whole and with no question that is drawn."""
    names = {each.name for part in drawn for each in part.questions}
    return tuple(reason for name, reasons in errors.items() for reason in reasons if name not in names)


def _asked(prefix: str, other: Mapping[str, Any], answers: Sequence[object]) -> Asked:
    said = tuple(_text(each) for each in answers)
    options: Mapping[str, str] = other.get("options") or {"true": "是", "false": "否"}
    return Asked(prefix + other["name"], other["label"], said, tuple(options.get(each, each) for each in said))


def _question(each: Mapping[str, Any], zone: ZoneInfo, prefix: str, answers: Mapping[str, object],
              typed: Typed | None, errors: Errors, asked: Asked | None) -> Question:
    name = prefix + each["name"]
    told = typed is not None and (name in typed or each["kind"] == "yes_no")
    value = str(typed.get(name, UNANSWERED)) if typed is not None and told else _text(
        answers.get(each["name"]), each["kind"], zone)
    wrong = errors.get(name) or (() if prefix else errors.get(each["name"])) or ()
    return Question(
        name=name, key=each["key"], kind=each["kind"], label=each["label"], value=value, help=each.get("help", ""),
        optional=bool(each.get("optional")), long=bool(each.get("long")), past=bool(each.get("past")),
        photo=bool(each.get("photo")), options=tuple((each.get("options") or {}).items()), only_when=asked,
        errors=tuple(wrong), proposed=not told and bool(value))


def _text(value: object, kind: str = "", zone: ZoneInfo | None = None) -> str:
    """An answer as an input shows it."""
    if value is None:
        return UNANSWERED
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "moment" and zone:
        read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        local = read.astimezone(zone) if read.tzinfo else read
        return local.strftime("%Y-%m-%dT%H:%M")
    if hasattr(value, "name"):
        return str(value.name)
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def read(described: Described, typed: Typed, *, prefix: str = "") -> dict[str, object]:
    """The answers somebody gave, as typed; left empty is not answered. Answers to questions that the other answers
    leave unasked are not taken, so that a page without scripts and one with them send the same."""
    own = {each["name"]: each for each in described["fields"]}
    found: dict[str, object] = {}
    for name, each in own.items():
        said = str(typed.get(prefix + name, "")).strip()
        if said == UNANSWERED or _unasked(each, own, typed, prefix):
            continue
        found[name] = _plain_digits(said) if each["kind"] in ("money", "number") else said
    return found


def _unasked(each: Mapping[str, Any], own: Mapping[str, Any], typed: Typed, prefix: str) -> bool:
    condition = each.get("only_when")
    other = own.get(condition["name"]) if condition else None
    if not condition or other is None or other["key"] != condition["field"]:
        return False
    if other.get("only_when") and _unasked(other, own, typed, prefix):
        return True
    return str(typed.get(prefix + condition["name"], "")) not in {_text(answer) for answer in condition["answers"]}


def _plain_digits(said: str) -> str:
    """An amount as people write it: ¥1,280.00, ２８０ 元."""
    plain = "".join(chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else letter for letter in said)
    return plain.strip().lstrip("¥￥").removesuffix("元").replace(",", "").strip() or said


def read_items(described: Described, typed: Typed, positions: Sequence[int]) -> list[dict[str, object]]:
    """The answers for each item, in order of their positions."""
    return [read(described, typed, prefix=f"{position}.") for position in positions]
