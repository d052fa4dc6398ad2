"""The business's own values of terms: set from a moment on, never overwritten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.domain.check import check_table
from core.domain.errors import DeskError, InvalidInput, unknown
from core.domain.people import PARTIES, SEE_POLICIES, SET_VALUES, Actor
from core.domain.reasons import Label, Reason
from core.domain.registry import Registry
from core.domain.terms import Term, read
from core.services.records import legible, require
from core.services.workplace import Workplace


class Values:
    """Filling in what regulations leave open."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def set_value(self, actor: Actor, industry: str, term: str, value: object, *,
                  effective_from: datetime | None = None) -> None:
        """The business's own value of a term, for cases opened from then on; None takes it back. Raises
        `InvalidInput` for a value that the term cannot have."""
        require(actor, SET_VALUES)
        registry = self.place.industry(industry)
        if term not in registry.terms:
            raise InvalidInput.field("term", "没有这一项:{problem}", problem=unknown("term", term, registry.terms))
        legible(**{term: str(value)})
        if value is not None:
            parsed(registry, term, value)
        with self.place.store.unit_of_work() as work:
            work.settings.set(industry, term, value, by=actor.id, effective_from=effective_from)
            work.commit()

    def values(self, actor: Actor, industry: str) -> dict[str, object]:
        """The business's own values now, by term: a file to move a set-up from test to live."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            return dict(work.settings.values(industry, self.place.now()))

    def history(self, actor: Actor, industry: str, term: str = "") -> Sequence[Any]:
        """Every value ever set, the latest first."""
        require(actor, SEE_POLICIES)
        with self.place.store.read() as work:
            return work.settings.history(industry, term)


def parsed(registry: Registry, key: str, said: object) -> object:
    """A value as the term reads it. Raises `InvalidInput` naming the term."""
    term = registry.terms[key]
    try:
        value = read(term, said, "").value
        check_table(registry, value)
    except (ValueError, KeyError, TypeError) as error:
        why = error.reason if isinstance(error, DeskError) else _wanted(term)
        raise InvalidInput.field(term.key, "“{value}”不能用作{term}:{why}", value=str(said), term=Label(term.label),
                                 why=why) from error
    return value


def _wanted(term: Term[Any]) -> Reason:
    """How a value of this sort is written."""
    match term.kind:
        case "amount":
            return Reason("请写成数字,如 50.00")
        case "percent":
            return Reason("请写成百分数,如 10%")
        case "count":
            return Reason("请写成整数")
        case "switch":
            return Reason("请答“是”或“否”")
        case "list":
            return Reason("应是一个列表")
        case "option":
            return Reason("不是可选的选项,可选:{options}",
                          {"options": tuple(Label(each.value) for each in term.options or ())})
        case "party":
            return Reason("不是可选的选项,可选:{options}",
                          {"options": tuple(Label(each.title) for each in PARTIES.values())})
        case _:
            return Reason("不是文字")
