"""What a customer says of a window that was agreed: it suits, or another one would."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from core.capabilities.visits.forms import Confirmed, Wished
from core.capabilities.visits.keeping import Diary
from core.capabilities.visits.said import a_note
from core.capabilities.visits.stages import CONFIRMED, WISHED
from core.sdk.services import (
    NOTE,
    VIEW,
    Actor,
    Form,
    InvalidInput,
    Receipt,
    Record,
    Records,
    Refused,
    Signal,
    Workplace,
    change,
    require,
)

LONGEST = 400


class Answering:
    """The customer's answer to a window, through their link or noted for them."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def confirm(self, actor: Actor, number: str, starts: datetime, *, key: str = "") -> Receipt:
        """The window that begins then suits. Raises `Refused` where it is another by now."""
        require(actor, VIEW if actor.case else NOTE)

        def form(record: Record, agreed: datetime | None) -> Form:
            if agreed is None or agreed != starts:
                raise Refused("约定的时间已有变动,请看新的时间")
            return Confirmed(confirmed_start=starts.astimezone(record.case.zone))

        return self._say(actor, number, CONFIRMED, form, {"starts": starts.isoformat()}, key)

    def wish(self, actor: Actor, number: str, starts: datetime, ends: datetime, why: str = "", *,
             key: str = "") -> Receipt:
        """Another window would suit; whoever books answers. Raises `InvalidInput` for one that cannot be."""
        require(actor, VIEW if actor.case else NOTE)
        said = a_note("why", why, LONGEST)
        if ends <= starts:
            raise InvalidInput.field("ends", "最晚到达要晚于最早到达")
        if starts < self.place.now():
            raise InvalidInput.field("starts", "{starts} 已经过去",
                                     starts=starts.astimezone(ZoneInfo(self.place.config.zone)))

        def form(record: Record, agreed: datetime | None) -> Form:
            zone = record.case.zone
            first, last = starts.astimezone(zone), ends.astimezone(zone)
            if not said:
                return Wished(wished_starts=first, wished_ends=last)
            return Wished(wished_starts=first, wished_ends=last, why_wished=said)

        return self._say(actor, number, WISHED, form, {
            "starts": starts.isoformat(), "ends": ends.isoformat(), "why": said}, key)

    def _say(self, actor: Actor, number: str, signal: Signal, form: Callable[[Record, datetime | None], Form],
             request: dict[str, str], key: str) -> Receipt:
        def do(records: Records, record: Record) -> Receipt:
            visit = Diary(records.work, self.place.now()).living(record.row.id)
            if visit is None or visit.arrived_at is not None or not record.case.open:
                raise Refused("现在没有约定的上门")
            return records.signal(record, signal, form(record, visit.starts))

        return change(self.place, actor, number, signal.name, request, do, key=key)
