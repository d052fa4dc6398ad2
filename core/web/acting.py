"""What views share when somebody does something: what was typed, doing it, and showing the page again when it fails."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, TypeVar, cast

from flask import make_response, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.domain.errors import DeskError, InvalidInput, NotFound, Refused, StaleVersion
from core.domain.reasons import Reason
from core.domain.rules import Decision
from core.http.statuses import status_of
from core.web.desk import say

Done = TypeVar("Done")


@dataclass(frozen=True)
class Trouble:
    """Why something was not done, for the page that shows everything typed again."""

    errors: Mapping[str, Sequence[Reason]] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    decisions: tuple[Decision, ...] = ()
    stale: bool = False

    @classmethod
    def of(cls, error: DeskError) -> "Trouble":
        match error:
            case InvalidInput():
                return cls(errors=error.errors)
            case Refused() if error.decisions:
                return cls(decisions=error.decisions)
            case _:
                return cls(reasons=(error.reason,), stale=isinstance(error, StaleVersion))

    def __bool__(self) -> bool:
        return bool(self.errors or self.reasons or self.decisions)


NO_TROUBLE = Trouble()


def attempt(do: Callable[[], Done], then: Callable[[Done], Response], again: Callable[[Trouble], str]) -> Response:
    """Do something and go on; what the desk refuses shows the page again with the reason. What does not exist for
    this person stays a page of its own."""
    try:
        done = do()
    except NotFound:
        raise
    except DeskError as error:
        return make_response(again(Trouble.of(error)), status_of(error))
    return then(done)


def new_key() -> str:
    """A key for a form, so that sending it twice does it once."""
    return secrets.token_urlsafe(18)


def typed_key() -> str:
    """The key of the form that was sent; an unusable one counts as none."""
    key = request.form.get("key", "")
    return key if 10 <= len(key) <= 80 else ""


def whole(said: str) -> int | None:
    """A whole number as a page writes it; None for anything else, such as `²`, which Python calls a digit."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def typed_version() -> int | None:
    """The case's version the form was drawn with."""
    return whole(request.form.get("version", ""))


def typed_moment(name: str = "at") -> datetime | None:
    """A moment somebody gave, in the business's zone; None where left empty. Raises `InvalidInput`."""
    said = request.form.get(name, "").strip()
    if not said:
        return None
    try:
        read = datetime.fromisoformat(said)
        if not 1970 <= read.year < 2200:  # zones cannot turn the first and the last years into one another
            raise ValueError
    except ValueError:
        raise InvalidInput.field(name, "不是有效的时间,请写成 2025-03-12 10:00") from None
    return read if read.tzinfo else read.replace(tzinfo=say().zone)


def typed_numbers(name: str) -> list[int]:
    """Whole numbers that were ticked."""
    return [number for each in request.form.getlist(name) if (number := whole(each)) is not None]


def stream_of(file: FileStorage) -> BinaryIO:
    """The content of an uploaded file."""
    return cast(BinaryIO, file.stream)
