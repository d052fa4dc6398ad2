"""From a row to a case: which questions its cells answer, which of the answers fit, and where the case then stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from core.domain import judging
from core.domain.cases import Case
from core.domain.errors import InvalidInput
from core.domain.fields import Field
from core.domain.flow import END
from core.domain.forms import Form, Item
from core.domain.local_time import day_ends
from core.domain.reasons import Reason
from core.importing.columns import Register
from core.importing.common import KNOWN_BY

Made = TypeVar("Made")


def told(register: Register, values: Mapping[str, Any], form: type[Form], at: datetime) -> dict[str, object]:
    """The answers of `form` that a row with these `values` gives. `at` is when the customer said so (in the business's
    zone), which nothing of that day can come after."""
    found: dict[str, object] = {}
    for key, asked in _answered(register, form):
        if key in values:
            found[asked.name] = _as(asked, register, key, values[key], at)
    if form is Item and "price" in values and values.get("quantity", 1) == 1:
        found["price"] = values["price"]  # of several pieces the amount is not the price of one
    return found


def key_of(register: Register, form: type[Form], name: str) -> str:
    """The key of the column that answers a question; '' if none does."""
    return next((key for key, asked in _answered(register, form) if asked.name == name), "")


def _answered(register: Register, form: type[Form]) -> Iterator[tuple[str, Field]]:
    """Each question that some column answers: told of the product, prefilled by it, or declared by the industry."""
    for key, fields in KNOWN_BY.items():
        for asked in form.fields.values():
            if asked in fields or asked.prefill in fields:
                yield key, asked
    for key in register.answers:
        for asked in register.answered(key):
            if form.fields.get(asked.name) is asked:
                yield key, asked


def _as(asked: Field, register: Register, key: str, value: Any, at: datetime) -> object:
    if asked.kind == "moment" and isinstance(value, date) and not isinstance(value, datetime):
        return _last_moment(value, at).isoformat()
    if asked.kind == "day" and isinstance(value, datetime):
        value = value.astimezone(at.tzinfo).date()
    if asked.kind == "text" and register.has(key) and (column := register.column(key)).kind == "choice":
        return str(column.label(value))
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | Decimal) else str(value)


def _last_moment(day: date, at: datetime) -> datetime:
    """A register that knows only the day does not know the hour. The last moment of the day is taken, or that of the
    request if it came the same day: a customer must not seem late because the shop did not write the time."""
    assert at.tzinfo is not None
    return at if day == at.date() else day_ends(at.tzinfo, day)


def fitting(load: Callable[[Mapping[str, object]], Made], answers: Mapping[str, object],
            ) -> tuple[Made, dict[str, Sequence[Reason]]]:
    """What `load` makes of the answers that fit, and why the others were left out, by name. Raises the `InvalidInput`
    that leaving answers out does not cure."""
    left_out: dict[str, Sequence[Reason]] = {}
    while True:
        try:
            return load({name: said for name, said in answers.items() if name not in left_out}), left_out
        except InvalidInput as error:
            wrong = {name: said for name, said in error.errors.items() if name in answers and name not in left_out}
            if not wrong:
                raise
            left_out |= wrong


STANDINGS = ("open", "refer", "needs", "deny")
"""Where a new case stands, from light to grave: it may go on, for somebody to decide, a fact is missing, refused."""


def standing(case: Case) -> str:
    """The lightest of what is judged of the steps that lead on; '' where none does."""
    ways = [each for each in judging.offers(case) if not each.ahead and each.step.target is not END]
    return min(("open" if each.open else each.outcome for each in ways), key=STANDINGS.index, default="")
