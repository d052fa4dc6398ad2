"""What plugins bring to the pages: pages of their own with places in the navigation, and panels on the page of a case.
One that cannot be used is noted with its plugin and left out; the desk's own pages stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import flask
from flask import Flask
from markupsafe import Markup

from core.domain.errors import DefinitionError
from core.domain.forms import Form
from core.domain.people import Actor, Permission
from core.http.admission import allowed, tried_out
from core.web.navigation import Group, Place, Wanted, always

if TYPE_CHECKING:
    from core.app import Desk
    from core.portal.links import Visit
    from core.services.views import CaseView
    from core.web.acting import Trouble

PAGES, PANELS = "register_pages", "register_panels"
Draw = Callable[["Desk", Actor, "CaseView"], str]


class Blueprint(flask.Blueprint):
    """Pages of a plugin, at `/<name>`: templates in `templates/<name>/`, files for browsers in `static/<name>/`, which
    `url_for("<name>.static", filename="<name>/…")` names."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        options.setdefault("url_prefix", f"/{name}")
        super().__init__(name, import_name, **options)
        if self.template_folder is None and Path(self.root_path, "templates").is_dir():
            self.template_folder = "templates"
        if self.static_folder is None and Path(self.root_path, "static").is_dir():
            self.static_folder, self.static_url_path = "static", "/static"

    @allowed("anyone")
    def send_static_file(self, filename: str) -> flask.Response:
        """A file for browsers; there are no data in it."""
        return super().send_static_file(filename)


@dataclass(frozen=True)
class Entry:
    """A place in the navigation: its words, its view (`<plugin>.<view>`), who has it, its picture, the group it stands
    under, whether it is of use to a reader on this desk, and whether it is `at_hand` at the bottom of a phone."""

    label: str
    endpoint: str
    needs: Permission
    icon: str = "puzzle"
    group: Group = Group.WORK
    wanted: Wanted = always
    at_hand: bool = False


@dataclass(frozen=True)
class Panel:
    """Something on the page of a case, or on those of its steps that ask for a form: its heading, what draws it, and
    who sees it."""

    title: str
    draw: Draw
    permission: Permission | None = None
    beside: type[Form] | None = None


def panel(title: str, permission: Permission | None = None, *, beside: type[Form] | None = None,
          ) -> Callable[[Draw], Panel]:
    """Make a function of the desk, the reader and a `CaseView` a panel on the page of a case: it gives HTML, '' for
    nothing. Only readers with the permission see it. One `beside` a form stands above it on the pages of the steps that
    ask for the form, or for one derived from it."""
    return lambda draw: Panel(title, draw, permission, beside)


@dataclass(frozen=True)
class CustomerPanel:
    """Something on the page that a customer opens by their link: its heading; what draws it, the inside of a form, ''
    for nothing; and what is done when that form is sent (its key is the visit's own), None where there is none."""

    title: str
    draw: Callable[[Desk, Visit, CaseView, Trouble], str]
    do: Callable[[Desk, Visit, str], object] | None = None


@dataclass(frozen=True)
class Drawn:
    """A panel on a page; without `html` it failed. `asks` where it is a form."""

    key: str
    title: str
    html: Markup | None
    asks: bool = False


def register(app: Flask, desk: Desk) -> None:
    """Put the plugins' pages beside the desk's own."""
    places: list[Place] = []
    for name, module in desk.faces.modules(PAGES).items():
        try:
            pages, entries = _usable(name, module, app)
            app.register_blueprint(pages)
            places += entries
        except (Exception, SystemExit) as error:
            desk.faces.fault(name, f"its pages are left out: {type(error).__name__}: {error}")
    app.extensions["places"] = tuple(places)


def examine(desk: Desk) -> None:
    """Note with every plugin what is wrong with its pages and panels, as far as can be seen without a reader."""
    register(Flask("examined"), desk)
    for name in desk.installed.industries:
        list(_panels(desk, name))


def _usable(name: str, module: ModuleType, app: Flask) -> tuple[flask.Blueprint, list[Place]]:
    """Its pages and places, tried out beside nobody. Raises `DefinitionError` for what would be in the way of others or
    open to anybody."""
    pages = getattr(module, "pages", None)
    if not isinstance(pages, flask.Blueprint) or pages.name != name:
        raise DefinitionError("pages must be a Blueprint({name!r}, …)", name=name)
    alone = tried_out(pages, app, name, f"/{name}")
    return pages, [_place(name, each, alone) for each in getattr(module, "ENTRIES", ())]


def _place(name: str, entry: object, alone: Flask) -> Place:
    if not isinstance(entry, Entry) or entry.endpoint not in alone.view_functions:
        raise DefinitionError("{entry!r} names no page", entry=entry)
    asked = entry.wanted

    def wanted(desk: Desk, actor: Actor) -> bool:
        try:
            return asked(desk, actor)
        except (Exception, SystemExit) as error:
            desk.faces.fault(name, f"its place “{entry.label}” fails: {type(error).__name__}", error)
            return False

    return Place(entry.endpoint, entry.label, entry.icon, entry.needs, entry.group,
                 always if asked is always else wanted, entry.at_hand)


def _panels(desk: Desk, industry: str) -> Iterator[tuple[str, Panel]]:
    for name, module in desk.faces.of_industry(industry, PANELS):
        for each in vars(module).values():
            if isinstance(each, Panel):
                yield name, each


def panels(desk: Desk, actor: Actor, view: CaseView, asked: type[Form] | None = None) -> list[Drawn]:
    """What the capabilities of a case show this reader of it, or beside the form that one of its steps asks for; one
    that fails says so in its place."""
    found: list[Drawn] = []
    for name, each in _panels(desk, view.case.here.registry.name):
        if (asked is None) != (each.beside is None) or (asked and each.beside and not issubclass(asked, each.beside)):
            continue
        html = _drawn(desk, actor, view, name, each)
        if html != "":
            found.append(Drawn(f"{name}-{len(found)}", each.title, None if html is None else Markup(html)))  # nosec B704
    return found


def panel_of(desk: Desk, actor: Actor, view: CaseView, capability: str, word: str) -> str:
    """What a panel of another capability shows, by its name in `panels.py`: HTML; '' where the case's industry does not
    build on that capability, the reader may not see it, or it fails."""
    modules = dict(desk.faces.of_industry(view.case.here.registry.name, PANELS))
    found = getattr(modules.get(capability), word, None)
    return (_drawn(desk, actor, view, capability, found) or "") if isinstance(found, Panel) else ""


def _drawn(desk: Desk, actor: Actor, view: CaseView, name: str, each: Panel) -> str | None:
    """Its HTML, '' for nothing; None, and a note with its plugin, where it fails."""
    if each.permission and not actor.may(each.permission):
        return ""
    try:
        return each.draw(desk, actor, view)
    except (Exception, SystemExit) as error:
        desk.faces.fault(name, f"its panel “{each.title}” fails: {type(error).__name__}", error)
        return None


def _customer_panels(desk: Desk, view: CaseView) -> dict[str, tuple[str, CustomerPanel]]:
    return {f"{name}.{word}": (name, each)
            for name, module in desk.faces.of_industry(view.case.here.registry.name, PANELS)
            for word, each in vars(module).items() if isinstance(each, CustomerPanel)}


def customer_panels(desk: Desk, visit: Visit, view: CaseView, trouble: Trouble) -> list[Drawn]:
    """What the capabilities of a case show its customer; one that fails is left out."""
    found: list[Drawn] = []
    for key, (name, each) in _customer_panels(desk, view).items():
        try:
            if html := each.draw(desk, visit, view, trouble):
                found.append(Drawn(key, each.title, Markup(html), each.do is not None))  # nosec B704: a template's
        except (Exception, SystemExit) as error:
            desk.faces.fault(name, f"its panel “{each.title}” fails: {type(error).__name__}", error)
    return found


def customer_panel(desk: Desk, view: CaseView, key: str) -> CustomerPanel | None:
    """The one of this key."""
    return _customer_panels(desk, view).get(key, ("", None))[1]
