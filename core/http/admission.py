"""Who may call a view. Every view of every face says so; one that declares nothing stops the desk from starting."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from flask import Flask

from core.domain.errors import DefinitionError
from core.domain.people import Permission

View = TypeVar("View", bound=Callable[..., Any])
Who = Permission | Literal["anyone", "signed-in"]

ASSETS = {"static", "bootstrap.static"}
"""Files of the desk itself: no data, for anyone, kept by browsers."""

MARK = "_allowed"


def allowed(who: Who) -> Callable[[View], View]:
    """Say who may call a view: somebody with a permission, anybody signed in, or anyone at all."""
    def mark(view: View) -> View:
        setattr(view, MARK, who)
        return view
    return mark


def who_may(app: Flask, endpoint: str) -> Who | None:
    """What a view declared; None where it is an asset or there is no such view."""
    if endpoint in ASSETS:
        return "anyone"
    return cast(Who | None, getattr(app.view_functions.get(endpoint), MARK, None))


def check_views(app: Flask) -> None:
    """Every view says who may call it. DefinitionError names those that do not."""
    silent = sorted(name for name in app.view_functions if who_may(app, name) is None)
    if silent:
        raise DefinitionError("views without @allowed(...): {views}; say who may call each", views=", ".join(silent))
