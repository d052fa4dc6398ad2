"""What is noted of a visit beside its steps: the photo of the service number, why work was late, more units, how many
there were."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.capabilities.conduct.permissions import PROPOSE
from core.sdk import Form, Permission, Signal
from core.sdk.services import NOTE, Actor, NotFound, Receipt, Record, Records, Workplace, change
from plugins.appliance.visit_forms import (
    EXCUSED,
    LABEL_SEEN,
    UNITS_ADDED,
    UNITS_CHECKED,
    Excused,
    LabelReview,
    UnitsAdded,
    UnitsChecked,
)


@dataclass(frozen=True)
class Note:
    """Something that may be noted: what is asked, how the case hears of it, and who may."""

    form: type[Form]
    signal: Signal
    by: Permission


NOTES = {"label": Note(LabelReview, LABEL_SEEN, PROPOSE), "excuse": Note(Excused, EXCUSED, PROPOSE),
         "units": Note(UnitsAdded, UNITS_ADDED, NOTE), "check": Note(UnitsChecked, UNITS_CHECKED, PROPOSE)}


class Noting:
    """Notes of visits."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def note(self, actor: Actor, number: str, what: str, answers: Mapping[str, object], *,
             version: int | None = None, key: str = "") -> Receipt:
        """Note something, a key of `NOTES`. Raises `NotFound` for another, `InvalidInput` naming each field."""
        note = NOTES.get(what)
        if note is None:
            raise NotFound()

        def do(records: Records, record: Record) -> Receipt:
            if record.row.industry != "appliance":
                raise NotFound()
            said = note.form.load(answers, at=self.place.now().astimezone(record.case.zone))
            return records.signal(record, note.signal, said)

        return change(self.place, actor, number, f"appliance.{what}", {"answers": dict(answers)}, do, version=version,
                      permission=note.by, key=key)
