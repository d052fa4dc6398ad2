"""What is personal in what events say. Facts without the person stay: dates, choices, amounts, goods, decisions."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from core.domain import events
from core.domain.forms import Form

Data = Mapping[str, Any]
SHORTEST = 4
"""Shorter words are not looked for inside others: `1` would be found everywhere."""


class Sieve:
    """Takes the person out of a case's events. `forms` tells which answers last; of a form nobody declares any more
    no answer is kept. `steering` are fields (`Item.brand`) by which regulations are chosen: they stay, or the case
    would fall under others. `known` are words that name the person; where a decision repeats one, it goes."""

    def __init__(self, forms: Mapping[str, type[Form]], steering: Collection[str] = (),
                 known: Collection[str] = ()) -> None:
        self.forms, self.steering = forms, frozenset(steering)
        self._words = {each.strip() for each in known if each and each.strip()}

    def learn(self, data: Data) -> None:
        """Remember the answers that will go, wherever they stand in an event, to know them again in reasons."""
        for said in _forms_in(data):
            self._words |= {str(value) for name, value in said["answers"].items()
                            if isinstance(value, str) and not self._lasts(said["name"], name)}

    def clean(self, kind: str, data: Data) -> dict[str, Any]:
        """What stays of an event; of a kind nobody knows here, nothing."""
        tell = _KINDS.get(kind)
        return tell(self, data) if tell and data else {}

    def form(self, said: Data) -> dict[str, Any]:
        """A filed form, or the forms of several items under one name."""
        kept = {**said}
        if "lines" in said:
            kept["lines"] = [self._answers(said["name"], each) for each in said["lines"]]
        return self._answers(said["name"], kept) if "answers" in said else kept

    def item(self, said: Data) -> dict[str, Any]:
        kept = self._answers("Item", said)
        return {**kept, "also": [self.form(each) for each in said["also"]]} if "also" in said else kept

    def decision(self, said: Data) -> dict[str, Any]:
        """A decision whose reason and overruling no longer repeat the person's words."""
        kept = {**said, "reason": self._reason(said["reason"])}
        if said.get("overruled"):
            kept["overruled"] = self.overruling(said["overruled"])
        return kept

    def overruling(self, said: Data) -> dict[str, Any]:
        return {**said, "reason": ""}

    def _reason(self, said: Data) -> dict[str, Any]:
        return {**said, "values": {name: self._value(value) for name, value in said["values"].items()}}

    def _value(self, said: Any) -> Any:
        match said:
            case str():
                return "…" if self._names(said) else said
            case {"reason": inner}:
                return {"reason": self._reason(inner)}
            case {"list": inner}:
                return {"list": [self._value(each) for each in inner]}
            case _:
                return said

    def _names(self, said: str) -> bool:
        return any(said == word or (len(word) >= SHORTEST and word in said) for word in self._words)

    def _lasts(self, form: str, name: str) -> bool:
        declared = self.forms.get(form)
        field = declared.fields.get(name) if declared else None
        if declared is None or field is None:
            return False
        return field.lasting or any(f"{each.__name__}.{name}" in self.steering for each in declared.__mro__)

    def _answers(self, form: str, said: Data) -> dict[str, Any]:
        """Answers that last, with their words as they were shown."""
        answers = {name: value for name, value in said["answers"].items() if self._lasts(form, name)}
        declared = self.forms.get(form)
        labels = {field.label: name for name, field in declared.fields.items()} if declared else {}
        return {**said, "answers": answers,
                "shown": [each for each in said.get("shown", ()) if labels.get(each[0]) in answers]}


def _forms_in(data: Any) -> list[Data]:
    """Every filed form in an event, with the answers of each item under its form's name."""
    found: list[Data] = []
    if isinstance(data, Mapping):
        if "answers" in data:
            found.append({"name": data.get("name", "Item"), "answers": data["answers"]})
        for key, each in data.items():
            if key == "lines" and "name" in data:
                found += [{"name": data["name"], "answers": line["answers"]} for line in each]
            else:
                found += _forms_in(each)
    elif isinstance(data, list | tuple):
        for each in data:
            found += _forms_in(each)
    return found


def _opened(sieve: Sieve, data: Data) -> dict[str, Any]:
    return {**data, "title": "", "form": sieve.form(data["form"]),
            "items": [sieve.item(each) for each in data["items"]],
            "also": [sieve.form(each) for each in data.get("also", ())]}


def _step(sieve: Sieve, data: Data) -> dict[str, Any]:
    return {**data, "form": sieve.form(data["form"]) if data.get("form") else data.get("form"),
            "decisions": [sieve.decision(each) for each in data.get("decisions", ())]}


def _split(sieve: Sieve, data: Data) -> dict[str, Any]:
    kept = {**data, "why": ""}
    if "forms" in data:
        kept["forms"] = [sieve.form(each) for each in data["forms"]]
        kept["lines"] = [[sieve.form(each) for each in records] for records in data["lines"]]
        kept["overruled"] = [_let_pass(sieve, each) for each in data.get("overruled", ())]
    return kept


def _merged(sieve: Sieve, data: Data) -> dict[str, Any]:
    return {**data, "why": "", "items": [sieve.item(each) for each in data["items"]],
            "overruled": [_let_pass(sieve, each) for each in data["overruled"]]}


def _let_pass(sieve: Sieve, said: Data) -> dict[str, Any]:
    return {**said, "decision": sieve.decision(said["decision"]), "overruling": sieve.overruling(said["overruling"])}


def _override(sieve: Sieve, data: Data) -> dict[str, Any]:
    kept = {**data, "decision": sieve.decision(data["decision"]), "reason": ""}
    return {**kept, "answer": ""} if "answer" in data else kept


def _only(*names: str, **emptied: object) -> Callable[[Sieve, Data], dict[str, Any]]:
    """Keep these, and give those named by keyword an empty value so that the case still folds and shows."""
    def tell(_: Sieve, data: Data) -> dict[str, Any]:
        return {**{name: data[name] for name in names if name in data}, **emptied}
    return tell


_KINDS: Mapping[str, Callable[[Sieve, Data], dict[str, Any]]] = {
    events.OPENED: _opened, events.STEP: _step, events.SPLIT: _split,
    events.MERGED: _merged, events.MERGED_INTO: _only("into", why=""),
    events.CONTACTED: _only("channel", "direction", "reached", note=""),
    events.COMMENTED: _only("to_customer", "from_customer", text=""),
    events.ATTACHED: _only("evidence", "purpose", "field", "source", name="", sha256=""),
    events.ASSIGNED: _only("to", "name", "from", "unit"), events.MOVED: _only("from", "to", why=""),
    events.WAITING: _only("party", why=""), events.RESUMED: _only(),
    events.OVERRIDE_ASKED: _override, events.OVERRIDE_GRANTED: _override, events.OVERRIDE_REFUSED: _override,
    events.LINKED: _only("to", "relation"), events.REOPENED: _only("state", why=""),
    events.CORRECTED: lambda sieve, data: {**data, "form": sieve.form(data["form"])},
    events.SIGNALLED: lambda sieve, data: {**data, "form": sieve.form(data["form"]) if data.get("form") else None},
    **dict.fromkeys((events.TARGET_WARNED, events.TARGET_MISSED, events.ESCALATED),
                    _only("target", "key", "title", "due_at", "clauses", "mark", "at", "to")),
    events.TIMED_STEP_REFUSED: _only("target", "key", "title", "due_at", "clauses", "mark", "at", "to", "step",
                                     decisions=[], reason=None),
    events.IMPORTED: _only("run", "row", "sheet", file="", cells={}, doubts=[]), events.ERASED: _only("why")}
