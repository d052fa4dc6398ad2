"""What the pages about people share."""

from datetime import date, timedelta

from core.capabilities.visits.permissions import CALL_STAFF, GO, OWN, ROSTER, SEE
from core.sdk.web import InvalidInput, render, request, say, the_actor


def drawn(template: str, here: str, **shown: object) -> str:
    """A page, which knows what its reader may do."""
    actor = the_actor()
    return render(template, here=here, may_keep=actor.may(ROSTER), may_see=actor.may(SEE), may_go=actor.may(GO),
                  may_call=actor.may(CALL_STAFF), may_own=actor.may(OWN), me=actor, today=today(), typed=request.form,
                  **shown)


def today() -> date:
    """The day it is for the business."""
    return say().today


def typed_day(name: str, *, needed: bool = False) -> date:
    """A day somebody gave; today where left empty, unless it is needed. Raises `InvalidInput`."""
    said = request.values.get(name, "").strip()
    if not said and not needed:
        return today()
    try:
        found = date.fromisoformat(said)
    except ValueError:
        raise InvalidInput.field(name, "不是有效的日期,请写成 2025-03-12") from None
    if not timedelta(3650) < found - date(1980, 1, 1) < timedelta(365 * 200):
        raise InvalidInput.field(name, "日期不对")
    return found


def maybe_day(name: str) -> date | None:
    """The same; None where left empty."""
    return typed_day(name, needed=True) if request.values.get(name, "").strip() else None
