"""Forms as JSON Schema."""

from collections.abc import Mapping
from typing import Any

from core.domain.fields import Field
from core.domain.forms import Form
from core.domain.rulebook import Composed
from core.translation import Translator

TYPES: Mapping[str, dict[str, object]] = {
    "text": {"type": "string"}, "choice": {"type": "string"}, "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"}, "yes_no": {"type": "boolean"},
    "money": {"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"}, "number": {"type": "integer", "minimum": 0}}

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def object_schema(form: type[Form], here: Composed, say: Translator, *, opens: bool = False,
                  filled: bool = False) -> dict[str, Any]:
    """JSON Schema of every answer a form may hold, asked now or not; of one that somebody fills in also what they have
    to answer (`x-required`), which a trial does not insist on."""
    asked = form.questions(frozenset(here.registry.provisions))
    properties = {name: _property(each, here, say) for name, each in asked.items()}
    if opens:
        properties["filed_at"] = {**TYPES["moment"], "title": say("提交时间")}
    found = {"type": "object", "title": say(form.title), "additionalProperties": False, "properties": properties}
    return {**found, "x-required": _required(form, here)} if filled else found


def form_schema(form: type[Form], here: Composed, say: Translator) -> dict[str, Any]:
    """JSON Schema of the answers that a form asks for now. A question under a condition is not required."""
    asked = form.questions(here.asked)
    return {"$schema": DIALECT, "type": "object", "title": say(form.title), "additionalProperties": False,
            "properties": {name: _property(each, here, say) for name, each in asked.items()},
            "required": _required(form, here)}


def _required(form: type[Form], here: Composed) -> list[str]:
    """The questions that whoever fills the form in has to answer now, whatever else is said."""
    return [name for name, each in form.questions(here.asked).items() if not each.optional and each.only_when is None]


def _property(asked: Field, here: Composed, say: Translator) -> dict[str, Any]:
    found: dict[str, Any] = {**TYPES[asked.kind], "title": say(asked.label)}
    if asked.options:
        found["enum"] = [each.name for each in asked.options]
        found["x-labels"] = {each.name: say(each.value) for each in asked.options}
    if asked.help:
        found["description"] = say(asked.help)
    if asked.only_when:
        found["x-only-when"] = {"field": asked.only_when.field.key,
                                "answers": [asked.only_when.field.dump(each) for each in asked.only_when.answers]}
    if asked.on_demand:
        found["x-in-use"] = asked.key in here.asked
    return found
