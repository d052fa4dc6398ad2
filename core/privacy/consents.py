"""What customers agree to: photos and recordings of their home, and being contacted. The latest word counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors import InvalidInput
from core.domain.people import NOTE, VIEW, Actor
from core.services.notes import CHANNELS, CONSENTS, one_of
from core.services.records import require
from core.services.workplace import Workplace
from core.store.tables import ConsentRow, EvidenceRow

PHOTOS, RECORDINGS, CONTACT = "photos", "recordings", "contact"
PURPOSES = {PHOTOS: "拍照并保存照片", RECORDINGS: "录像、录音并保存", CONTACT: "回访和满意度调查"}
OFF = "off"


@dataclass(frozen=True)
class Standing:
    """What a customer has said of one purpose, if anything."""

    purpose: str
    title: str
    row: ConsentRow | None
    by: str = ""

    @property
    def given(self) -> bool:
        return self.row is not None and self.row.given


class Consents:
    """Recording and asking."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def record(self, actor: Actor, customer_id: int, purpose: str, given: bool, *, told_by: str = "phone",
               number: str = "") -> None:
        """That a customer has agreed, or taken it back; `told_by` is the channel they said it by, `number` the case
        it was about."""
        require(actor, NOTE)
        require(actor, VIEW)
        one_of("purpose", purpose, PURPOSES)
        one_of("told_by", told_by, CHANNELS)
        with self.place.store.unit_of_work() as work:
            work.customers.living(customer_id, actor)
            case = work.cases.by_number(number, actor) if number else None
            if case is not None and case.customer_id != customer_id:
                raise InvalidInput.field("number", "案件不是这位客户的")
            work.consents.record(customer_id, purpose, given, told_by=told_by, recorded_by=actor.id,
                                 case_id=case.id if case else None)
            work.commit()

    def of(self, actor: Actor, customer_id: int) -> list[Standing]:
        """What holds now, for every purpose."""
        require(actor, VIEW)
        with self.place.store.read() as work:
            work.customers.get(customer_id, actor)
            said = work.consents.standing(customer_id)
            names = work.users.names({row.recorded_by for row in said.values() if row.recorded_by})
            return [Standing(key, title, said.get(key), names.get(_by(said.get(key)), ""))
                    for key, title in PURPOSES.items()]

    def asks(self, customer_id: int | None) -> bool:
        """Whether somebody who adds a photo is to be asked for the customer's word."""
        if self.place.config.photo_consent == OFF or customer_id is None:
            return False
        with self.place.store.read() as work:
            said = work.consents.standing(customer_id)
        return not (PHOTOS in said and said[PHOTOS].given)

    def lacking(self, actor: Actor, customer_id: int | None, evidence: Sequence[EvidenceRow]) -> dict[str, str]:
        """For which purposes files are kept without the customer's word: `missing`, or `withdrawn`, and then they are
        no longer shown. Nothing where the desk does not ask."""
        require(actor, VIEW)
        wanted = {purpose_of(row.media_type) for row in evidence} - {""}
        if self.place.config.photo_consent == OFF or customer_id is None or not wanted:
            return {}
        with self.place.store.read() as work:
            said = work.consents.standing(customer_id)
        return {key: "withdrawn" if key in said else "missing" for key in PURPOSES
                if key in wanted and not (key in said and said[key].given)}


def purpose_of(media_type: str) -> str:
    """What keeping such a file needs consent for, if anything."""
    return CONSENTS.get(media_type.partition("/")[0], "")


def _by(row: ConsentRow | None) -> int:
    return (row.recorded_by or 0) if row else 0
