"""The desk whose pages these are, as the pages need it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from flask import current_app

from core.config import Config
from core.web.signing_in import Access

LANGUAGE_COOKIE = "shouhou_language"


class Desk(Protocol):
    """What the pages need of a desk."""

    config: Config
    secret: bytes
    locales: Sequence[Path]
    access: Access
    now: Callable[[], datetime]


def desk_of() -> Desk:
    """The desk of this request."""
    return cast(Desk, current_app.extensions["desk"])
