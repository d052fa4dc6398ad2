"""Who may call a view. Every view of every face says so; one that declares nothing stops the desk from starting."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from flask import Blueprint, Flask

from core.domain.errors import DefinitionError
from core.domain.people import Permission
from core.http.addresses import Address

View = TypeVar("View", bound=Callable[..., Any])
Who = Permission | Literal["anyone", "signed-in"]

ASSETS = {"static", "bootstrap.static", "printing.static"}
"""Files of the desk itself: no data, for anyone, kept by browsers."""

PROGRAMS = "/api/"
"""Where other programs speak with the desk: by tokens alone, never by what a browser keeps."""

PROBES = ("/healthz", "/readyz", "/metrics")
"""Where those programs ask that watch over the desk."""

MARK = "_allowed"


def for_programs(path: str) -> bool:
    """Whether a path is one that programs call, so that neither pages nor their log-ins have to do with it."""
    return path.startswith(PROGRAMS) or path in PROBES


def allowed(who: Who) -> Callable[[View], View]:
    """Say who may call a view: somebody with a permission, anybody signed in, or anyone at all."""
    def mark(view: View) -> View:
        setattr(view, MARK, who)
        return view
    return mark


def who_may(app: Flask, endpoint: str, method: str = "GET") -> Who | None:
    """What a view declared, of a view with a part for each method that part; None where it is silent or there is no
    such view."""
    if endpoint in ASSETS:
        return "anyone"
    view = app.view_functions.get(endpoint)
    parts = getattr(view, "view_class", None)
    if parts is not None:
        view = getattr(parts, "get" if method == "HEAD" else method.lower(), None)
    return cast(Who | None, getattr(view, MARK, None))


def check_views(app: Flask) -> None:
    """Every view says who may call it, by each of its methods. DefinitionError names those that do not."""
    called = {(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()
              if method not in ("HEAD", "OPTIONS")}
    uncalled = {(name, "") for name in app.view_functions.keys() - {name for name, _ in called}}
    silent = sorted(f"{name} {method}".strip() for name, method in called | uncalled
                    if who_may(app, name, method) is None)
    if silent:
        raise DefinitionError("views without @allowed(...): {views}; say who may call each", views=", ".join(silent))


def tried_out(views: Blueprint, app: Flask, name: str, within: str) -> Flask:
    """A plugin's views in an application of their own. Raises `DefinitionError` for what would be in the way of what
    `app` has already, lie outside `within` or be open to anybody."""
    def inside(rule: str) -> bool:
        return rule == within or rule.startswith(f"{within}/")

    alone = Flask("alone", static_folder=None)
    alone.url_rule_class = Address
    alone.url_map.converters.update(app.url_map.converters)
    alone.register_blueprint(views)
    check_views(alone)
    if strange := sorted({each.rule for each in alone.url_map.iter_rules() if not inside(each.rule)}):
        raise DefinitionError("{rules} must begin with /{name}", rules=", ".join(strange), name=name)
    if taken := next((each.rule for each in app.url_map.iter_rules() if inside(each.rule)), ""):
        raise DefinitionError("the address {rule} is taken; choose another name", rule=taken)
    return alone
