"""The views, one module for each group of pages; thin: ask a service, show what it says."""

from flask import Flask

from core.web.views import language, login


def register(app: Flask) -> None:
    """Put every page in its place."""
    for group in (login, language):
        app.register_blueprint(group.pages)
