"""Kinds of case, and what is asked to open one."""

from typing import Any

from flask import Response
from flask.views import MethodView

from core.domain.errors import NotFound
from core.domain.forms import Item
from core.domain.people import OPEN, VIEW
from core.representation import form_schema
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk
from core.rest.operations import Resource, said
from core.rest.samples import sample

resource = Resource("kinds", "Kinds", "What cases there can be, and what is asked to open one.")


class Kind(tell.Output):
    """A kind of case for which a regulation is in force."""

    kind = tell.says("Key.")
    title = tell.says("In words.")
    industry = tell.says("The industry that knows it.")


class Kinds(tell.Output):
    """The kinds of case that can be opened."""

    kinds = tell.parts(Kind, "The kinds.")
    example = sample({
        "kinds": [{"kind": "furniture.return", "title": "Return", "industry": "furniture"}]})


class OpeningForm(tell.Output):
    """What is asked to open a case."""

    kind = tell.says("Kind of case.")
    title = tell.says("In words.")
    form = tell.anything("JSON Schema of `answers`.")
    item = tell.anything("JSON Schema of each of `items`.")
    prefilled = tell.anything("Answers that the product gives beforehand.")

    example = sample({
        "kind": "furniture.return", "title": "Return", "form": {"type": "object", "properties": {
        "bought_on": {"type": "string", "format": "date", "title": "Bought on"}}}, "item": {"type": "object"},
        "prefilled": {}})


class About(ask.Input):
    """What the case will be about."""

    product = ask.whole("Id of a registered product, whose answers are given beforehand.", least=1, address=True)


@resource.route("/kinds")
class ManyKinds(MethodView):
    @resource.reads("list_kinds", VIEW, Kinds)
    def get(self) -> Response:
        """List the kinds of case that can be opened"""
        return said({"kinds": [{"kind": kind, "title": say()(registry.workflows[kind].title),
                                "industry": registry.name} for kind, registry in the_desk().place.kinds.items()]})


@resource.route("/kinds/<key:kind>/form")
class KindForm(MethodView):
    @resource.reads("get_opening_form", OPEN, OpeningForm, asks=About)
    def get(self, asked: dict[str, Any], kind: str) -> Response:
        """Say what is asked to open a case, as the regulations in force want it now"""
        if kind not in the_desk().place.kinds:
            raise NotFound()
        here, prefilled = the_desk().opening.questions(kind, asked["product"], the_actor())
        return said({"kind": kind, "title": say()(here.workflow.title), "prefilled": prefilled,
                     "form": form_schema(here.workflow.opens, here, say()), "item": form_schema(Item, here, say())})
