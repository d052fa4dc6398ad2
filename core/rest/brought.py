"""What plugins offer to other programs. A resource that cannot be used is noted with its plugin and left out."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from flask import Flask

from core.domain.errors import DefinitionError
from core.http.admission import tried_out
from core.rest.operations import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.app import Desk

API = "register_api"
PREFIX = "/api/v1/"


def resources(desk: Desk, app: Flask) -> Iterator[tuple[str, Resource]]:
    """The plugins' resources that may stand beside what `app` has already."""
    for name, module in desk.faces.modules(API).items():
        try:
            yield name, _usable(name, module, app)
        except (Exception, SystemExit) as error:
            desk.faces.fault(name, f"its endpoints are left out: {type(error).__name__}: {error}")


def _usable(name: str, module: ModuleType, app: Flask) -> Resource:
    """A resource, tried out beside nobody. Raises `DefinitionError` for what would be in the way of others or open to
    anybody."""
    resource = getattr(module, "resource", None)
    if not isinstance(resource, Resource) or resource.name != f"api-{name}":
        raise DefinitionError("resource must be a Resource({name!r}, …)", name=name)
    alone = tried_out(resource, app, name, f"{PREFIX}{name}")
    if twice := sorted(operations(alone) & operations(app)):
        raise DefinitionError("the operations {names} are taken; choose other names", names=", ".join(twice))
    return resource


def operations(app: Flask) -> set[str]:
    """The names of all operations there are."""
    found = set()
    for view in app.view_functions.values():
        parts: Any = getattr(view, "view_class", None)
        for method in getattr(parts, "methods", None) or ():
            documented = getattr(getattr(parts, method.lower(), None), "_apidoc", {})
            found.add(documented.get("manual_doc", {}).get("operationId", ""))
    return found - {""}
