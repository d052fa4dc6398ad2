"""What a page is drawn with some hundred times, made once or without ado: calls, icons, moments, citations, addresses,
and the parts of the frame that are the same for many pages."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

from flask import Flask, request, url_for
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from core.domain.rules import Citation
from core.web.desk import say
from core.web.wording import Wording

STYLES = ("tokens", "base", "shell", "controls", "parts", "lists", "workbench", "case", "intake", "policy", "calendar",
          "portal", "charts", "narrow", "print", "wishes")
_PLAIN = (FunctionType, MethodType, Wording)
_KEPT = 500
"""So many parts of frames are kept; there are fewer of languages, roles and places."""


class Calls(Context):
    """Jinja's context. A macro is handed how to escape, a plain function or the reader's wording nothing besides its
    arguments; Jinja itself looks for that twice at every call. What else there is, and what is marked to be handed
    more, is called Jinja's way."""

    def call(__self, __called: Any, *args: Any, **kwargs: Any) -> Any:
        kind = type(__called)
        if kind is Macro:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return __called(__self.eval_ctx, *args, **kwargs)
        if kind in _PLAIN and not hasattr(__called, "jinja_pass_arg"):
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return __called(*args, **kwargs)
        return super().call(__called, *args, **kwargs)


@lru_cache(maxsize=256)
def _icon(name: str) -> Markup:
    return Markup('<i class="bi bi-{}" aria-hidden="true"></i>').format(name)


def icon(name: str) -> Markup:
    """A picture beside words that say the same."""
    return _icon(name)


def at(moment: datetime, near: bool = False) -> Markup:
    """A moment, with the whole instant on hover."""
    said = say()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        said.local(moment).isoformat(), said.instant(moment), said.near(moment) if near else said.moment(moment))


def install(app: Flask, stamps: Mapping[str, str]) -> None:
    """Let every template name these. `stamps` says what each file of ours looks like now."""
    kept: dict[Hashable, Markup] = {}

    def asset(path: str) -> str:
        return f"{request.script_root}{app.static_url_path}/{path}?v={stamps[path]}"

    @lru_cache(maxsize=8192)
    def known_address(root: str, endpoint: str, values: tuple[tuple[str, str | int], ...]) -> str:
        return url_for(endpoint, **dict(values))  # type: ignore[arg-type]

    def address(endpoint: str, **values: Any) -> str:
        """As `url_for`; an address follows from its words and from where the application stands, so it is made once.
        One with a customer's token in it is kept nowhere."""
        if endpoint[0] == "." or "token" in values or any(type(each) not in (str, int) for each in values.values()):
            return url_for(endpoint, **values)
        return known_address(request.script_root, endpoint, tuple(values.items()))

    @lru_cache(maxsize=2048)
    def cited(root: str, clauses: tuple[str, ...]) -> Markup:
        return Markup("").join(Markup(' <a class="clause" href="{}">{}</a>').format(
            url_for("policies.clause", clause=each), each) for each in clauses)

    def clauses(basis: Iterable[Citation]) -> Markup:
        """Citations one can follow, each once."""
        found = tuple(dict.fromkeys(each.clause for each in basis if each.clause))
        return cited(request.script_root, found) if found else Markup("")

    @lru_cache(maxsize=16)
    def linked(root: str) -> Markup:
        return Markup("\n").join(Markup('  <link rel="stylesheet" href="{}">').format(asset(f"css/{each}.css"))
                                 for each in STYLES)

    def once(part: Callable[..., Markup], *of: Hashable) -> Markup:
        """A part of the frame that follows from the language, where the application stands and these values alone."""
        key = (part.name, say().language, request.script_root, *of)  # type: ignore[attr-defined]
        if (found := kept.get(key)) is None:
            if len(kept) >= _KEPT:
                kept.clear()
            found = kept[key] = part(*of)
        return found

    app.jinja_env.globals.update(asset=asset, url_for=address, clauses=clauses, icon=icon, at=at, once=once,
                                 stylesheets=lambda: linked(request.script_root))
