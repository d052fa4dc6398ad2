"""The reference of REST, taken from the specification that a desk serves."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.accounts.tokens import STEP
from core.app import Desk
from core.config import Config
from core.domain.people import DUTIES, PERMISSIONS
from core.site import create_site
from core.translation import Translator

INTRODUCTION = """# REST

What `/api/v1` offers. Every field, reply and problem is in the specification that each desk serves to anyone at
`/api/v1/openapi.json` (OpenAPI 3.1); [REST](../integrators/rest.md) tells how to work with it. *Scope* is what the
token, and the account behind it, need; *any* is every token.
"""


def specification(plugins: tuple[str, ...]) -> dict[str, Any]:
    """What a desk with these plugins serves."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Config(plugins=plugins, data=Path(folder)))
        desk.store.upgrade()
        try:
            reply = create_site(desk).test_client().get("/api/v1/openapi.json")
            found: dict[str, Any] = json.loads(reply.data)
            return found
        finally:
            desk.store.dispose()


def page(mark: str, plugins: tuple[str, ...], english: Translator) -> str:
    """The whole page. `mark` says how to write it again."""
    spec = specification(plugins)
    parts = [mark + INTRODUCTION]
    for tag in spec["tags"]:
        rows = [_row(path, method, operation, english) for path, methods in spec["paths"].items()
                for method, operation in methods.items() if method != "parameters" and tag["name"] in operation["tags"]]
        parts.append("\n".join([f"## {tag['name']}", "", tag["description"], "",
                                "| Operation | Scope | What for |", "|---|---|---|", *rows, ""]))
    return "\n".join([*parts, "## Scopes", "", *_scopes(english)]) + "\n"


def _row(path: str, method: str, operation: Mapping[str, Any], english: Translator) -> str:
    (needed,) = (each["bearer"] for each in operation["security"])
    scope = f"`{needed[0]}`" if needed else "any"
    asked = ", ".join(f"`{each['name']}`" for each in operation.get("parameters", ()) if each.get("in") == "query")
    words = operation["summary"] + (f" ({asked})" if asked else "")
    return f"| `{method.upper()} {path.removeprefix('/api/v1')}` | {scope} | {words.replace('|', ' ')} |"


def _scopes(english: Translator) -> Iterator[str]:
    yield "| Scope | What it is | Duties that bring it |"
    yield "|---|---|---|"
    for each in PERMISSIONS.values():
        duties = ", ".join(duty.key for duty in DUTIES if each in duty.permissions)
        yield f"| `{each.key}` | {english(each.title)} | {duties} |"
    yield f"| `{STEP.key}` | {english(STEP.title)} | every duty, for its own steps |"
