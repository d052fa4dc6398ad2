"""Everything that is held on a customer, for them to have: one archive with the data, a page to read, and their files.

It follows the table of purposes: each kind of data about customers has a reader here (a test says so).
"""

import html
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import Select, false, func, or_, select

from core.domain.errors import NotFound, Refused
from core.domain.events import Event
from core.domain.people import Actor
from core.exports.columns import Words
from core.exports.kept import PERSON
from core.privacy import brought
from core.privacy.erasing import person_of
from core.privacy.purposes import KINDS
from core.privacy.traces import Person
from core.services.workplace import Workplace
from core.store.histories import History
from core.store.lists import visible_to
from core.store.tables import (
    AccessRow,
    CaseItemRow,
    CaseRow,
    ConsentRow,
    CustomerRow,
    DeliveryRow,
    EventPayloadRow,
    EventRow,
    EvidenceRow,
    ExportRow,
    IdempotencyRow,
    ImportFingerprintRow,
    ImportRowRow,
    ImportRunRow,
    MessageRow,
    NotificationRow,
    OutboxRow,
    PhoneRow,
    ProductRow,
    RegisterEntryRow,
)
from core.store.unit_of_work import UnitOfWork
from core.telling import Titles, told
from core.translation import Translator

INNER = {"salt", "stored_name", "public_name", "search_text", "request_digest", "payload_digest", "previous_hash",
         "hash", "head_hash", "actor_name", "actor_id", "user_id", "leased_by", "asked"}
"""Columns that tell the customer nothing, or something of somebody else."""

Reader = Callable[[int, Person], Select[Any]]


def _naming(table: type[Any], *columns: Any) -> Reader:
    """Rows that name the person in one of these columns of JSON."""
    def read(_: int, person: Person) -> Select[Any]:
        which = [each for column in columns for each in person.in_json(column)]
        return select(table).where(or_(false(), *which))
    return read


READERS: Mapping[str, Reader] = {
    "customers": lambda who, _: select(CustomerRow).where(CustomerRow.id == who),
    "customer_phones": lambda who, _: select(PhoneRow).where(PhoneRow.customer_id == who).order_by(PhoneRow.position),
    "products": lambda who, _: select(ProductRow).where(ProductRow.customer_id == who).order_by(ProductRow.id),
    "cases": lambda who, _: select(CaseRow).where(CaseRow.customer_id == who).order_by(CaseRow.id),
    "case_items": lambda _, person: select(CaseItemRow).where(CaseItemRow.case_id.in_(person.case_ids))
    .order_by(CaseItemRow.case_id, CaseItemRow.position),
    "event_payloads": lambda _, person: select(EventPayloadRow).join(EventRow, EventRow.id == EventPayloadRow.event_id)
    .where(EventRow.case_id.in_(person.case_ids)).order_by(EventPayloadRow.event_id),
    "evidence": lambda _, person: select(EvidenceRow).where(EvidenceRow.case_id.in_(person.case_ids))
    .order_by(EvidenceRow.id),
    "consents": lambda who, _: select(ConsentRow).where(ConsentRow.customer_id == who).order_by(ConsentRow.id),
    "import_rows": lambda _, person: select(ImportRowRow).where(or_(
        ImportRowRow.case_id.in_(person.case_ids), *person.in_json(ImportRowRow.cells))).order_by(ImportRowRow.id),
    "import_runs": lambda _, person: select(ImportRunRow).where(ImportRunRow.id.in_(
        select(ImportRowRow.run_id).where(ImportRowRow.case_id.in_(person.case_ids)))),
    "import_fingerprints": lambda _, person: select(ImportFingerprintRow).where(
        ImportFingerprintRow.case_id.in_(person.case_ids)),
    "register_entries": lambda _, person: select(RegisterEntryRow).where(or_(
        RegisterEntryRow.case_id.in_(person.case_ids), *person.in_json(RegisterEntryRow.answers)))
    .order_by(RegisterEntryRow.id),
    "exports": lambda _, __: select(ExportRow).where(ExportRow.stored_name != "", ExportRow.what != PERSON)
    .order_by(ExportRow.id),
    "idempotency_keys": _naming(IdempotencyRow, IdempotencyRow.response),
    "outbox": _naming(OutboxRow, OutboxRow.payload),
    "webhook_deliveries": lambda _, person: select(DeliveryRow).where(DeliveryRow.case_number.in_(person.numbers)),
    "notifications": lambda _, person: select(NotificationRow).where(NotificationRow.case_id.in_(person.case_ids))
    .order_by(NotificationRow.id),
    "messages": lambda _, person: select(MessageRow).join(
        NotificationRow, NotificationRow.id == MessageRow.notification_id).where(
        NotificationRow.case_id.in_(person.case_ids)).order_by(MessageRow.id),
    "accesses": lambda who, person: select(AccessRow).where(or_(
        AccessRow.customer_id == who, AccessRow.case_id.in_(person.case_ids))).order_by(AccessRow.id)}
"""How the rows of a customer are found, by table. Tables that were exported are named whole: nobody knows whose lines
they have. That an archive was made for somebody stands among the accesses."""


class Archive:
    """What an export writes for a customer to have: `person.json`, `person.html`, and their files as they came under
    `files/`. Its parts are those two, cases and files. `speak` gives the translator of a language."""

    def __init__(self, place: Workplace, speak: Callable[[str], Translator]) -> None:
        self.place, self.speak = place, speak

    def parts(self, work: UnitOfWork, actor: Actor, customer_id: int) -> int:
        """How many there will be. Raises `NotFound`, and `Refused` where a case of the customer lies outside the
        actor's scope."""
        work.customers.get(customer_id, actor)
        cases = select(CaseRow.id).where(CaseRow.customer_id == customer_id)
        owned = work.session.scalars(cases).all()
        if len(owned) != len(work.session.scalars(cases.where(*visible_to(actor))).all()):
            raise Refused("这位客户还有您看不到的案件,请由能看到全部案件的人导出")
        return 2 + len(owned) + (work.session.scalar(
            select(func.count()).select_from(EvidenceRow).where(EvidenceRow.case_id.in_(owned))) or 0)

    def write(self, work: UnitOfWork, customer_id: int, stream: BinaryIO, language: str,
              told: Callable[[int, int], object]) -> int:
        """Write the archive; how many parts it has. `told` hears of each, with how many there are, and may raise."""
        held = held_on(work, customer_id, self.place.store.histories)
        say = Words(self.speak(language), ZoneInfo(self.place.config.zone))
        cases = work.session.scalars(READERS["cases"](customer_id, Person())).all()
        files = [(case, row) for case in cases for row in work.evidence.of(case.id)]
        total, done = 2 + len(cases) + len(files), 0

        def one_more() -> None:
            nonlocal done
            told(done := done + 1, total)

        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("person.json", json.dumps(
                {"customer": customer_id, "made_at": self.place.now().isoformat(), "held": held},
                ensure_ascii=False, indent=1))
            one_more()
            with archive.open("person.html", "w") as page:
                for part in _page(self.place, say, work, cases, held, one_more):
                    page.write(part.encode())
            one_more()
            for case, row in files:
                name = f"files/{case.number}/{row.id}-{row.original_name}"
                with suppress(NotFound), self.place.files.open(row.stored_name) as source, archive.open(
                        name, "w", force_zip64=True) as copy:
                    shutil.copyfileobj(source, copy)
                one_more()
        return total


def held_on(work: UnitOfWork, customer_id: int,
            histories: Sequence[History] = ()) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every row about a customer, by kind of data and table, those of plugins by the plugin's name; JSON-able."""
    person = person_of(work, work.customers.get(customer_id))
    own = {kind.key: {table: [_plain(row) for row in work.session.scalars(READERS[table](customer_id, person))]
                      for table in kind.columns} for kind in KINDS if kind.of_customer}
    return own | {each.name: {table: [*map(_legible, rows)] for table, rows
                              in brought.held(work, each, customer_id, person).items()} for each in histories}


def _plain(row: Any) -> dict[str, Any]:
    return _legible({column.name: getattr(row, column.key) for column in row.__table__.columns
                     if column.name not in INNER})


def _legible(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, str | int | bool | dict | list | None) else str(value)
            for name, value in found.items()}


def _page(place: Workplace, say: Words, work: UnitOfWork, cases: Sequence[CaseRow],
          held: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]], one_more: Callable[[], None]) -> Iterator[str]:
    """The same to be read: each kind with its purpose, then each case with what happened in it, after which `one_more`
    is called."""
    def words(said: object) -> str:
        return html.escape("" if said is None else str(said))

    title = words(say("您的个人信息"))
    yield f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
    for kind in (*KINDS, *brought.kinds(place.store.histories)):
        if not kind.of_customer:
            continue
        yield f"<h2>{words(say(kind.title))}</h2><p>{words(kind.told(say))} · {words(say(kind.basis))}</p>"
        for table in kind.columns:
            if table == "event_payloads":
                continue
            for row in held[kind.key].get(table, ()):
                lines = "".join(f"<dt>{words(name)}</dt><dd>{words(value)}</dd>" for name, value in row.items()
                                if value not in (None, "", [], {}))
                yield f"<dl>{lines}</dl>"
    titles = Titles(place.industries.values())
    for case in cases:
        yield f"<h2>{words(case.number)} {words(case.title)}</h2><ol>"
        states = {**titles.kinds, **dict(titles.states(case.kind))}
        for event in work.events.of(case.id):
            head, said = told(say, event, states)
            yield f"<li>{words(say.show(event.occurred_at))} {words(head)}"
            for line in (*said, *_answers(event)):
                yield f"<br>{words(line)}"
            yield "</li>"
        yield "</ol>"
        one_more()
    yield "</body></html>"


def _answers(event: Event) -> Iterator[str]:
    """What was answered, in the words of then."""
    forms = [event.data.get("form"), *event.data.get("items", ())]  # a split names items by their places
    for form in (each for each in forms if isinstance(each, Mapping)):
        for label, value in (pair for each in (form, *form.get("lines", ())) for pair in each.get("shown", ())):
            yield f"{label}: {value}"
