"""Telling the customer, and the board of those in danger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.sdk import CUSTOMER_REACHED, Document
from core.sdk.services import (
    NOTE,
    VIEW,
    Actor,
    Case,
    Event,
    InvalidInput,
    NotFound,
    Receipt,
    Record,
    Records,
    Workplace,
    change,
    papers_of,
    require,
    visible_to,
)
from core.sdk.tables import CaseRow, UserRow, select
from plugins.lighting.forms import Told
from plugins.lighting.tables import DangerRow

MOST_IN_DANGER = 200
TOLD = ("told_by", "customer_told", "plan_told")
"""Answers which say that the customer was told with the step."""


@dataclass(frozen=True)
class InDanger:
    """A case whose lamp may hurt somebody. `since` it is known; `told_at` None while the customer does not know."""

    number: str
    title: str
    spotted: str
    since: datetime
    told_at: datetime | None
    told_by: str
    waited: timedelta


@dataclass(frozen=True)
class Standing:
    """What the customer knows: when they were told last, and since when the case stands where it does. `response` is
    how long the first handling took, or has taken so far."""

    told_at: datetime | None
    changed_at: datetime | None
    response: timedelta
    answered: bool
    messages: tuple[tuple[str, str], ...]

    @property
    def knows(self) -> bool:
        return self.changed_at is None or (self.told_at is not None and self.told_at >= self.changed_at)


class Lamps:
    """Use cases of the lamp factory's own."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def in_danger(self, actor: Actor) -> Sequence[InDanger]:
        """Open cases that speak of danger: first those whose customer has not been told, the oldest on top."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            found = work.session.execute(
                select(CaseRow.number, CaseRow.title, DangerRow, UserRow.name).join_from(DangerRow, CaseRow)
                .join(UserRow, UserRow.id == DangerRow.told_by, isouter=True)
                .where(CaseRow.closed_at.is_(None), *visible_to(actor))
                .order_by(DangerRow.told_at.is_not(None), DangerRow.noticed_at).limit(MOST_IN_DANGER)).all()
        now = self.place.now()
        return [InDanger(number, title, row.spotted, row.noticed_at, row.told_at, name or "",
                         (row.told_at or now) - row.noticed_at) for number, title, row, name in found]

    def tell(self, actor: Actor, number: str, key: str, channel: str, *, version: int | None = None,
             once: str = "") -> Receipt:
        """Log that a message of the desk's own words was sent: its text, by which channel, and when. Raises `NotFound`
        for one that the case's flow does not have, `InvalidInput` for no channel."""
        by = next((each for each in Told if channel in (each.name, each.value)), None)
        if by is None:
            raise InvalidInput.field("channel", "请选择怎样告知客户")

        def do(records: Records, record: Record) -> Receipt:
            text = message(record.case, key)
            said = {"text": f"{by.value}:{text}", "to_customer": True}
            return records.keep(record, records.event("commented", said))

        return change(self.place, actor, number, "lighting.tell", {"key": key, "channel": channel}, do,
                      version=version, permission=NOTE, key=once)


def message(case: Case, key: str) -> str:
    """The words of a message: its title, sentences and what it shows. Raises `NotFound`."""
    found = next(iter(papers_of(case, key)), None)
    if found is None:
        raise NotFound()
    return "\n".join([found.title, *found.says, *(f"{label}:{value}" for label, value in found.shows if value)])


def standing(case: Case, events: Sequence[Event], now: datetime) -> Standing:
    """What the customer knows of where the case stands."""
    told, changed, began = None, None, None
    opened = case.opened_at or now
    for each in events:
        if _tells(each):
            told = each.occurred_at
        if each.kind == "step":
            began = began or each.occurred_at
            if each.data["from"] != each.data["to"]:
                changed = each.occurred_at
    reached = next((each.at for each in case.log if each.what == CUSTOMER_REACHED.name), None)
    first = min((each for each in (began, reached) if each), default=None)
    awake = case.here.awake(Document)
    offered = tuple((key, awake[key].title) for key in awake if awake[key].says
                    and any(step.source is case.state for step in awake[key].before)) if case.state else ()
    return Standing(told, changed, (first or now) - opened, first is not None, offered)


def _tells(event: Event) -> bool:
    """Whether this told the customer something: a message, a call that reached them, a step that says so, or what they
    did themselves."""
    if event.kind == "commented":
        return bool(event.data.get("to_customer"))
    if event.kind == "contacted":
        return bool(event.data.get("reached"))
    answers = (event.data.get("form") or {}).get("answers", {}) if event.kind == "step" else {}
    return any(answers.get(each) for each in TOLD) or (event.kind == "step" and event.actor_id is None)
