"""What is added to a case beside its steps: comments, contacts, files, who has it, whom it waits for, corrections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from core.domain import events
from core.domain.cases import filed
from core.domain.errors import InvalidInput, NotFound, Refused
from core.domain.people import ARRANGE, ASSIGN, NOTE, OPEN, PARTIES, Actor, Permission
from core.domain.reasons import Label
from core.services.changes import change
from core.services.records import Receipt, Record, Records, legible
from core.services.workplace import Workplace
from core.store.tables import EvidenceRow, UserRow

CHANNELS = {"phone": "电话", "wechat": "微信", "shop": "到店", "message": "短信", "email": "邮件", "letter": "信件",
            "visit": "上门", "web": "网页", "online_chat": "在线客服"}
DIRECTIONS = {"in": "客户联系我们", "out": "我们联系客户"}
LONGEST = 4000
CONSENTS = {"image": "photos", "video": "recordings", "audio": "recordings"}
"""What a customer has to have agreed to, by the first word of a file's media type."""


@dataclass(frozen=True)
class Upload:
    """A file as a face received it. `purpose` is the key of an evidence kind, `field` the question it illustrates."""

    content: BinaryIO
    name: str
    purpose: str = ""
    field: str = ""
    source: str = "customer"


class Notes:
    """Additions to cases."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def comment(self, actor: Actor, number: str, text: str, *, to_customer: bool = False, version: int | None = None,
                key: str = "") -> Receipt:
        """Note something, for colleagues only or as said to the customer."""
        said = {"text": written("text", text), "to_customer": to_customer}
        return self._add(actor, number, NOTE, events.COMMENTED, said, version, key)

    def contact(self, actor: Actor, number: str, *, channel: str, direction: str, reached: bool, note: str = "",
                at: datetime | None = None, version: int | None = None, key: str = "") -> Receipt:
        """Log that somebody was called or called, and whether they were reached: only that stops a clock."""
        one_of("channel", channel, CHANNELS)
        one_of("direction", direction, DIRECTIONS)
        legible(note=note)
        said = {"channel": channel, "direction": direction, "reached": reached or direction == "in",
                "note": note.strip()[:LONGEST]}
        return self._add(actor, number, NOTE, events.CONTACTED, said, version, key, at)

    def assign(self, actor: Actor, number: str, user_id: int, *, version: int | None = None, key: str = "") -> Receipt:
        """Give a case to somebody who is active."""
        def do(records: Records, record: Record) -> Receipt:
            return hand_over(records, record, records.work.users.get(user_id))

        return change(self.place, actor, number, "assign", {"user": user_id}, do, version=version,
                      permission=ASSIGN, key=key)

    def wait(self, actor: Actor, number: str, party: str, why: str, *, version: int | None = None,
             at: datetime | None = None, key: str = "") -> Receipt:
        """Say that the case now waits for somebody outside; promises that pause for them stand still."""
        one_of("party", party, {each: PARTIES[each].title for each in PARTIES})
        said = {"party": party, "why": written("why", why)}
        return self._add(actor, number, ARRANGE, events.WAITING, said, version, key, at, only_open=True)

    def resume(self, actor: Actor, number: str, *, version: int | None = None, at: datetime | None = None,
               key: str = "") -> Receipt:
        """Say that the waiting is over."""
        def do(records: Records, record: Record) -> Receipt:
            if record.case.waiting is None:
                raise Refused("案件没有在等待谁")
            self._must_be_open(record)
            return records.keep(record, records.event(events.RESUMED, {}, at))

        return change(self.place, actor, number, events.RESUMED, {"at": at}, do, version=version, permission=ARRANGE,
                      key=key)

    def attach(self, actor: Actor, number: str, upload: Upload, *, version: int | None = None,
               key: str = "") -> tuple[Receipt, EvidenceRow]:
        """Keep a file with the case. Raises `InvalidInput` for a kind of file that is not accepted or is too large."""
        with self.place.store.read() as work:
            registry = Records(self.place, work, actor).read(number).case.here.registry
            if upload.purpose and upload.purpose not in registry.evidence:
                raise InvalidInput.field("purpose", "没有这种证据:{purpose}", purpose=upload.purpose)
        legible(field=upload.field)
        stored = self.place.files.write(upload.content, upload.name, self.place.config.largest_upload)
        added: list[EvidenceRow] = []

        def do(records: Records, record: Record) -> Receipt:
            self._agreed(records, record, stored.media_type, beforehand=self.place.config.photo_consent == "require")
            row = records.work.evidence.add(record.row.id, stored, purpose=upload.purpose, field=upload.field,
                                            source=upload.source, uploaded_by=actor.id)
            added.append(row)
            return records.keep(record, records.event(events.ATTACHED, {
                "evidence": row.id, "purpose": upload.purpose, "field": upload.field, "name": row.original_name,
                "sha256": row.sha256, "source": upload.source}))

        request = {"sha256": stored.sha256, "purpose": upload.purpose, "field": upload.field, "source": upload.source}
        kept = False
        try:
            receipt = change(self.place, actor, number, "attach", request, do, version=version, permission=NOTE,
                             key=key)
            kept = not receipt.replayed
        finally:
            if not kept:
                self.place.files.remove(stored.stored_name, stored.public_name)
        return receipt, added[0] if kept else self._same_file(actor, number, stored.sha256)

    def _same_file(self, actor: Actor, number: str, sha256: str) -> EvidenceRow:
        """The file that the same request brought before."""
        with self.place.store.read() as work:
            record = Records(self.place, work, actor).read(number)
            return next(row for row in work.evidence.of(record.row.id) if row.sha256 == sha256)

    def evidence(self, actor: Actor, number: str, evidence_id: int) -> EvidenceRow:
        """A file of a case, for whoever may see the case."""
        with self.place.store.read() as work:
            records = Records(self.place, work, actor)
            record, row = records.read(number), work.evidence.get(evidence_id)
            if row.case_id != record.row.id:
                raise NotFound()
            self._agreed(records, record, row.media_type)
            return row

    def _agreed(self, records: Records, record: Record, media_type: str, *, beforehand: bool = False) -> None:
        """Raise `Refused` where the customer has taken back that such files are kept, or has not agreed beforehand."""
        purpose, who = CONSENTS.get(media_type.partition("/")[0]), record.row.customer_id
        if purpose and who and self.place.config.photo_consent != "off":
            said = records.work.consents.standing(who).get(purpose)
            if said is not None and not said.given:
                raise Refused("客户已撤回对照片或录像的同意,不再保存和显示")
            if said is None and beforehand:
                raise Refused("先征得客户同意拍照或录像,并登记,再上传")

    def correct(self, actor: Actor, number: str, answers: Mapping[str, object], *, version: int | None = None,
                key: str = "") -> Receipt:
        """File the opening form again with better answers; the time of the request stays."""
        def do(records: Records, record: Record) -> Receipt:
            self._must_be_open(record)
            case = record.case
            better = case.here.workflow.opens.load(answers, at=case.opened_at or self.place.now(),
                                                   asked=case.here.asked, earlier=case.facts())
            return records.keep(record, records.event(events.CORRECTED, {"form": filed(better)}))

        return change(self.place, actor, number, "correct", {"answers": answers}, do, version=version,
                      permission=OPEN, key=key)

    def _add(self, actor: Actor, number: str, permission: Permission, kind: str, said: Mapping[str, Any],
             version: int | None, key: str, at: datetime | None = None, *, only_open: bool = False) -> Receipt:
        def do(records: Records, record: Record) -> Receipt:
            if only_open:
                self._must_be_open(record)
            return records.keep(record, records.event(kind, said, at))

        return change(self.place, actor, number, kind, {**said, "at": at}, do, version=version,
                      permission=permission, key=key)

    @staticmethod
    def _must_be_open(record: Record) -> None:
        if not record.case.open:
            raise Refused("案件已结束;需要时请先重开")


def hand_over(records: Records, record: Record, user: UserRow) -> Receipt:
    """Give a case to somebody, within the caller's transaction. Raises `Refused` for an account that is not active."""
    if not user.active:
        raise Refused("{name}已停用,不能接收案件", name=user.name)
    before = record.row.assignee_id
    record.row.assignee_id, record.row.unit_id = user.id, user.unit_id or record.row.unit_id
    said = {"to": user.id, "name": user.name, "from": before, "unit": record.row.unit_id}
    return records.keep(record, records.event(events.ASSIGNED, said))


def written(field: str, text: str) -> str:
    """A text somebody must write. Raises `InvalidInput` for an empty or an endless one."""
    if not text.strip():
        raise InvalidInput.field(field, "请填写")
    if len(text) > LONGEST:
        raise InvalidInput.field(field, "太长,最多 {longest} 字", longest=LONGEST)
    legible(**{field: text})
    return text.strip()


def one_of(field: str, given: str, known: Mapping[str, str]) -> None:
    """Raise `InvalidInput` with the choices unless one of them is given."""
    if given not in known:
        raise InvalidInput.field(field, "不是可选的选项,可选:{options}", options=tuple(map(Label, known.values())))
