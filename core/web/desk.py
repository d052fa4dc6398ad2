"""The desk whose pages these are, and the person who asks for one."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from flask import current_app, g

from core.domain.people import Actor
from core.web.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from core.app import Desk

LANGUAGE_COOKIE = "shouhou_language"


def the_desk() -> Desk:
    """The desk of this request."""
    return cast("Desk", current_app.extensions["desk"])


def the_actor() -> Actor:
    """Who is logged in; only for views that ask for it."""
    return cast(Actor, g.actor)


def say() -> Wording:
    """How this reader is spoken to."""
    return cast(Wording, g.say)


def page_key(folder: Path) -> bytes:
    """The key that signs what pages keep in the browser (cross-site tokens, notices): made once, kept beside the
    data, readable by the desk alone."""
    path = folder / "web.key"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"web.key.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    with suppress(FileExistsError):  # whoever comes first makes it; the others read that one
        os.link(fresh, path)
    fresh.unlink()
    return path.read_bytes()
