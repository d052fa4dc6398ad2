"""The whole site of a desk: its pages, and beside them what other programs ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.http import probes
from core.http.admission import check_views
from core.rest.application import install
from core.web.application import create_app

if TYPE_CHECKING:
    from flask import Flask

    from core.app import Desk


def create_site(desk: Desk) -> Flask:
    """One WSGI application with every face that speaks HTTP. Raises `DefinitionError` where a view does not say who
    may call it."""
    app = create_app(desk)
    install(app, desk)
    probes.install(app, desk)
    check_views(app)
    return app
