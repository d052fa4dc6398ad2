"""Reading what people type or pipe in: JSON files, `name=value` pairs, values of terms."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from core.domain.errors import InvalidInput

if TYPE_CHECKING:
    from core.domain.terms import Term

_SWITCH = {"true": True, "yes": True, "on": True, "是": True, "false": False, "no": False, "off": False, "否": False}


def json_of(text: str, option: str) -> Any:
    """JSON as typed or piped. Amounts keep their digits. Raises `InvalidInput` with line and column."""
    def refuse(word: str) -> NoReturn:
        raise InvalidInput.field(option, "JSON 里不能写 {word}", word=word)

    def once(entries: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in entries]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise InvalidInput.field(option, "“{said}”写了两次", said=twice)
        return dict(entries)

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=refuse, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise InvalidInput.field(option, "不是有效的 JSON:第 {line} 行第 {column} 列:{why}", line=error.lineno,
                                 column=error.colno, why=error.msg) from None
    except RecursionError:
        raise InvalidInput.field(option, "JSON 层数太多") from None


def json_from(name: str, option: str) -> Any:
    """JSON out of a file, or of standard input for `-`."""
    return json_of(text_from(name, option), option)


def text_from(name: str, option: str) -> str:
    """The text of a file, or of standard input for `-`. Raises `InvalidInput`, also where there is none in it."""
    try:
        text = bytes_from(name, option).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput.field(option, "文件不是 UTF-8 编码(第 {place} 个字节)", place=error.start + 1) from None
    if not text.strip():
        raise InvalidInput.field(option, "没有内容")
    return text


def bytes_from(name: str, option: str) -> bytes:
    """What is in a file, or in standard input for `-`. Raises `InvalidInput`."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        with open(name, "rb") as file:
            return file.read()
    except OSError as error:
        raise InvalidInput.field(option, "读不了文件 {file}:{why}", file=name, why=error.strerror or "") from None


def mapping_of(data: object, option: str) -> dict[str, Any]:
    """A JSON object. Raises `InvalidInput` for anything else."""
    if not isinstance(data, dict):
        raise InvalidInput.field(option, "应是一个 JSON 对象,例如 {{\"名称\": \"值\"}}")
    return data


def pairs(given: Iterable[str], option: str) -> dict[str, str]:
    """`name=value` pairs, each name once. Raises `InvalidInput`."""
    found: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise InvalidInput.field(option, "“{said}”应写成 名称=值", said=each)
        if name.strip() in found:
            raise InvalidInput.field(option, "“{said}”写了两次", said=name.strip())
        found[name.strip()] = value.strip()
    return found


def items_of(given: Iterable[str]) -> list[dict[str, str]]:
    """Items typed as `product=椅,quantity=2`."""
    return [pairs((part for part in each.split(",") if part.strip()), "item") for each in given]


def answers_of(source: str | None, given: Iterable[str]) -> Any:
    """Answers of a form: a JSON file (an object, or a list with one per item), single answers laid over it."""
    said = json_from(source, "answers") if source else {}
    single = pairs(given, "set")
    if not single:
        return said
    if isinstance(said, list):
        return [{**mapping_of(each, "answers"), **single} for each in said]
    return {**mapping_of(said, "answers"), **single}


def term_value(said: str, term: Term[Any] | None) -> object:
    """A value of a term as a policy file would write it: `7 working days`, `true`, `3`, `{"by": …, "rows": …}`.
    None (`null`) takes a value back. What the term cannot have is refused later, with the term's name."""
    text = said.strip()
    plain = term is not None and term.kind in ("words", "option", "party")
    if plain and text[:1] not in ("{", '"') and text != "null":
        return text
    if term is not None and term.kind == "switch" and text.lower() in _SWITCH:
        return _SWITCH[text.lower()]
    if term is not None and term.kind == "list" and text[:1] not in ("[", "{") and text not in ("null", "?", "unset"):
        return [each.strip() for each in text.split(",") if each.strip()]
    try:
        return json.loads(text, parse_float=str, parse_constant=str)
    except (json.JSONDecodeError, RecursionError):
        if text[:1] in ("{", "["):
            json_of(text, "set")
        return text


def term_values(given: Iterable[str], terms: Mapping[str, Term[Any]]) -> dict[str, object]:
    """`TERM=VALUE` pairs."""
    return {name: term_value(value, terms.get(name)) for name, value in pairs(given, "set").items()}
