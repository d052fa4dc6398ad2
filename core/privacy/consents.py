"""What customers agree to: photos and recordings of their home, and being contacted. The latest word counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors import InvalidInput, Refused
from core.domain.people import NOTE, VIEW, Actor
from core.domain.reasons import Label
from core.services.notes import CHANNELS, one_of
from core.services.records import require
from core.services.workplace import Workplace
from core.store.tables import ConsentRow, EvidenceRow

PHOTOS, RECORDINGS, CONTACT = "photos", "recordings", "contact"
PURPOSES = {PHOTOS: "拍照并保存照片", RECORDINGS: "录像、录音并保存", CONTACT: "回访和满意度调查"}
ASK, REQUIRE, OFF = "ask", "require", "off"


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
            if work.customers.get(customer_id).erased_at is not None:
                raise Refused("这位客户的个人信息已经删除")
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
            work.customers.get(customer_id)
            said = work.consents.standing(customer_id)
            names = work.users.names({row.recorded_by for row in said.values() if row.recorded_by})
            return [Standing(key, title, said.get(key), names.get(_by(said.get(key)), ""))
                    for key, title in PURPOSES.items()]

    def missing(self, actor: Actor, customer_id: int | None, evidence: Sequence[EvidenceRow]) -> list[str]:
        """The purposes for which files are kept without the customer's word; none where the desk does not ask."""
        if self.place.config.photo_consent == OFF or customer_id is None or not evidence:
            return []
        wanted = {purpose_of(row.media_type) for row in evidence }
        standing = {each.purpose: each.given for each in self.of(actor, customer_id)}
        return [key for key in PURPOSES if key in wanted and not standing[key]]

    def withdrawn(self, customer_id: int | None, media_type: str) -> bool:
        """Whether a customer has taken back that files of this kind are kept: then they are no longer shown."""
        purpose = purpose_of(media_type)
        if customer_id is None or not purpose or self.place.config.photo_consent == OFF:
            return False
        with self.place.store.read() as work:
            said = work.consents.standing(customer_id).get(purpose)
            return said is not None and not said.given

    def require_for(self, actor: Actor, customer_id: int | None, media_type: str) -> None:
        """Raise `Refused` where the desk takes no photo or recording without consent and there is none."""
        purpose = purpose_of(media_type)
        if self.place.config.photo_consent != REQUIRE or not purpose or customer_id is None:
            return
        if not {each.purpose: each.given for each in self.of(actor, customer_id)}[purpose]:
            raise Refused("客户还没有同意:{purpose};请先征得同意并登记", purpose=Label(PURPOSES[purpose]))


def purpose_of(media_type: str) -> str:
    """What keeping such a file needs consent for, if anything."""
    if media_type.startswith("image/"):
        return PHOTOS
    return RECORDINGS if media_type.startswith(("video/", "audio/")) else ""


def _by(row: ConsentRow | None) -> int:
    return (row.recorded_by or 0) if row else 0

