"""The desk whose pages these are, and the person who asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, g

from core.domain.people import Actor
from core.web.wording import Wording

if TYPE_CHECKING:
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
