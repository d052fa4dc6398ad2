"""Reading what a caller sends: JSON by RFC 8259 and text that can be kept, or a problem that says so."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request, request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from core.domain.errors import InvalidInput
from core.domain.reasons import Reason
from core.rest.problems import MalformedJson, WrongMediaType

JSON = "application/json"


class Parser(FlaskParser):
    """Reads bodies and queries; what does not fit is `InvalidInput`, each field by its path."""

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(("json", "query"), ma.RAISE)

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The body. Raises `WrongMediaType`, `MalformedJson`, `InvalidInput`."""
        if req.mimetype != JSON:
            raise WrongMediaType(JSON)
        found = strict_json(req.get_data())
        writable(found)
        return found

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """The query, if nothing in it is unprintable."""
        for name, said in req.args.items(multi=True):
            writable({name: said})
        return super().load_querystring(req, schema)

    def handle_error(self, error: ma.ValidationError, req: Request, schema: ma.Schema, *,
                     error_status_code: int | None, error_headers: Mapping[str, str] | None) -> NoReturn:
        """Say what is wrong as the desk does."""
        messages = {name: said for per in _by_location(error) for name, said in per.items()}
        raise InvalidInput({path: [_reason(each) for each in said] for path, said in _flat(messages)})


def strict_json(body: bytes) -> Any:
    """A body as data. Raises `MalformedJson`, also for NaN and for names that come twice."""
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name comes twice")
        return found

    def never(_: str) -> NoReturn:
        raise ValueError("no number of JSON")

    try:
        return json.loads(body.decode(), object_pairs_hook=once, parse_constant=never)
    except (ValueError, RecursionError):
        raise MalformedJson() from None


def writable(said: Any, path: str = "") -> None:
    """Raise `InvalidInput` for text with control characters or halves of characters, which not every database keeps,
    and for numbers beyond all measure."""
    if isinstance(said, str):
        if any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\r\t" for each in said):
            raise InvalidInput.field(path or "body", "含有不能保存的字符")
    elif isinstance(said, float) and abs(said) > 2**63:
        raise InvalidInput.field(path or "body", "数不在范围内")
    elif isinstance(said, Mapping):
        for name, each in said.items():
            writable(name, f"{path}.name" if path else "body")
            writable(each, f"{path}.{name}" if path else str(name))
    elif isinstance(said, list):
        for place, each in enumerate(said):
            writable(each, f"{path}.{place}" if path else str(place))


def form_field(name: str, longest: int = 200) -> str:
    """A text of a sent form; '' where there is none. Raises `InvalidInput`."""
    said = request.form.get(name, "")
    writable(said, name)
    if len(said) > longest:
        raise InvalidInput.field(name, "长度不对")
    return said


def read_form(known: set[str]) -> None:
    """Take a form with files in. Raises `WrongMediaType`, and `InvalidInput` for a part that is not known."""
    if request.mimetype != "multipart/form-data":
        raise WrongMediaType("multipart/form-data")
    if "boundary" not in request.mimetype_params:
        raise BadRequest()
    strange = sorted((request.form.keys() | request.files.keys()) - known)
    for name in strange:
        writable(name)
    if strange:
        raise InvalidInput({name: [Reason("没有这一项")] for name in strange})


def _by_location(error: ma.ValidationError) -> list[Mapping[str, Any]]:
    found: Mapping[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    return [each if isinstance(each, Mapping) else {"_schema": each} for each in found.values()]


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Messages by the path of their field."""
    if isinstance(messages, Mapping):
        for name, said in messages.items():
            inner = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from _flat(said, inner)
    else:
        yield path or "body", [str(each) for each in (messages if isinstance(messages, list) else [messages])]


def _reason(said: str) -> Reason:
    return Reason(said.replace("{", "{{").replace("}", "}}"))
