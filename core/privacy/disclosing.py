"""Everything that is held on a customer, for them to have: one archive with the data, a page to read, and their files.

It follows the table of purposes: each kind of data about customers has a reader here (a test says so).
"""

import html
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import Select, false, or_, select

from core.domain.errors import NotFound, Refused
from core.domain.events import Event
from core.domain.people import DISCLOSE, Actor
from core.domain.reasons import Reason
from core.privacy import accesses
from core.privacy.erasing import person_of
from core.privacy.purposes import KINDS
from core.privacy.traces import Person
from core.services.records import require
from core.services.workplace import Workplace
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
    OutboxRow,
    PhoneRow,
    ProductRow,
)
from core.store.unit_of_work import UnitOfWork
from core.telling import Titles, told
from core.translation import Translator

INNER = {"salt", "stored_name", "public_name", "search_text", "request_digest", "payload_digest", "previous_hash",
         "hash", "head_hash", "actor_name", "actor_id", "leased_by", "asked"}
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
    "exports": lambda _, __: select(ExportRow).where(ExportRow.stored_name != "").order_by(ExportRow.id),
    "idempotency_keys": _naming(IdempotencyRow, IdempotencyRow.response),
    "outbox": _naming(OutboxRow, OutboxRow.payload),
    "webhook_deliveries": lambda _, person: select(DeliveryRow).where(DeliveryRow.case_number.in_(person.numbers)),
    "accesses": lambda who, person: select(AccessRow).where(or_(
        AccessRow.customer_id == who, AccessRow.case_id.in_(person.case_ids))).order_by(AccessRow.id)}
"""How the rows of a customer are found, by table. Exports are named whole: nobody knows whose lines they have."""


class Disclosing:
    """Giving people what is held on them. `speak` gives the translator of a language."""

    def __init__(self, place: Workplace, speak: Callable[[str], Translator]) -> None:
        self.place, self.speak = place, speak

    def write(self, actor: Actor, customer_id: int, stream: BinaryIO, *, language: str = "zh", face: str = "") -> None:
        """Write the archive. It is noted before anything is written. Raises `Refused` where a case of the customer
        lies outside the actor's scope."""
        require(actor, DISCLOSE)
        with self.place.store.unit_of_work() as work:
            work.customers.get(customer_id, actor)
            owned = select(CaseRow.id).where(CaseRow.customer_id == customer_id)
            if len(work.session.scalars(owned).all()) != len(work.session.scalars(
                    owned.where(*visible_to(actor))).all()):
                raise Refused("这位客户还有您看不到的案件,请由能看到全部案件的人导出")
            work.accesses.note(actor, accesses.DISCLOSED, face=face, customer_id=customer_id)
            work.commit()
        with self.place.store.read() as work:
            write_person(self.place, work, customer_id, stream, self.speak(language))


def held_on(work: UnitOfWork, customer_id: int) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every row about a customer, by kind of data and table; JSON-able."""
    person = person_of(work, work.customers.get(customer_id))
    return {kind.key: {table: [_plain(row) for row in work.session.scalars(READERS[table](customer_id, person))]
                       for table in kind.columns} for kind in KINDS if kind.of_customer}


def write_person(place: Workplace, work: UnitOfWork, customer_id: int, stream: BinaryIO, say: Translator) -> None:
    """The archive of a customer: `person.json`, `person.html`, and their files as they came under `files/`."""
    held = held_on(work, customer_id)
    cases = work.session.scalars(READERS["cases"](customer_id, Person())).all()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps({"customer": customer_id, "made_at": place.now().isoformat(),
                                                    "held": held}, ensure_ascii=False, indent=1))
        archive.writestr("person.html", _page(_Teller(place, say), work, cases, held))
        for case in cases:
            for row in work.evidence.of(case.id):
                try:
                    with place.files.open(row.stored_name) as source:
                        archive.writestr(f"files/{case.number}/{row.id}-{row.original_name}", source.read())
                except NotFound:
                    continue


def _plain(row: Any) -> dict[str, Any]:
    found = {column.name: getattr(row, column.key) for column in row.__table__.columns if column.name not in INNER}
    return {name: value if isinstance(value, str | int | bool | dict | list | None) else str(value)
            for name, value in found.items()}


@dataclass(frozen=True)
class _Teller:
    """Says texts with their values in one language, moments by the business's clock."""

    place: Workplace
    say: Translator

    def __call__(self, text: str, **values: object) -> str:
        return Reason(text, values).text(self.say, self.show) if values else self.say(text)

    def show(self, value: object) -> str:
        return self.say.show(value)


def _page(say: _Teller, work: UnitOfWork, cases: Sequence[CaseRow],
          held: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> str:
    """The same to be read: each kind with its purpose, then each case with what happened in it."""
    def words(said: object) -> str:
        return html.escape("" if said is None else str(said))

    def parts() -> Iterator[str]:
        title = words(say("您的个人信息"))
        yield f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
        for kind in KINDS:
            if not kind.of_customer:
                continue
            yield f"<h2>{words(say(kind.title))}</h2><p>{words(say(kind.what_for))} · {words(say(kind.basis))}</p>"
            for table in kind.columns:
                if table == "event_payloads":
                    continue
                for row in held[kind.key][table]:
                    lines = "".join(f"<dt>{words(name)}</dt><dd>{words(value)}</dd>" for name, value in row.items()
                                    if value not in (None, "", [], {}))
                    yield f"<dl>{lines}</dl>"
        titles = Titles(say.place.industries.values())
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
        yield "</body></html>"
    return "".join(parts())


def _answers(event: Event) -> Iterator[str]:
    """What was answered, in the words of then."""
    forms = [event.data.get("form"), *event.data.get("items", ())]  # a split names items by their places
    for form in (each for each in forms if isinstance(each, Mapping)):
        for label, value in (pair for each in (form, *form.get("lines", ())) for pair in each.get("shown", ())):
            yield f"{label}: {value}"
