"""The customer's side of the desk, in one place: requests, links, and what is done through a link. Everything a case is
judged by comes from the services that staff use."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.domain import events
from core.domain.cases import Case
from core.domain.errors import NotFound, Refused
from core.domain.flow import Step
from core.domain.judging import Paper
from core.domain.people import NOTE, Actor
from core.domain.reasons import Reason
from core.portal import seen
from core.portal.links import STAFF, Links, NewLink, Visit
from core.portal.requests import Requests
from core.services.changes import change
from core.services.notes import Notes, Upload, written
from core.services.opening import Opening
from core.services.records import Receipt, Record, Records
from core.services.steps import Steps
from core.services.views import CaseView, Views
from core.services.workplace import Workplace
from core.store.tables import EvidenceRow

MOST_FILES = 40
"""So many files one case takes through links."""
PHOTOS_AT_ONCE = 6
FROM_CUSTOMER = "customer"
MESSAGE = "您好,这里是{business}。您的售后单 {number} 的进展、要您办的事,都在这个链接里:{link} 请勿转给他人。"
"""What staff send with a link; `{…}` are filled in."""


class Portal:
    """What customers do and see. `requests` are how it begins."""

    def __init__(self, place: Workplace, links: Links, opening: Opening, views: Views, steps: Steps,
                 notes: Notes) -> None:
        self.place, self.links, self.views, self.steps, self.notes = place, links, views, steps, notes
        self.requests = Requests(place, links, opening)

    # For staff, and for whoever writes to customers

    def link_for(self, actor: Actor, number: str, *, purpose: str = STAFF, days: int | None = None) -> NewLink:
        """A link to be sent to the customer of a case; each is another one. See `Links.make`."""
        return self.links.make(actor, number, purpose=purpose, days=days)

    # For customers: they come with a token and no more

    def visit(self, token: str) -> Visit:
        """See `Links.visit`."""
        return self.links.visit(token)

    def case(self, visit: Visit) -> CaseView:
        """Their case, judged as at the desk."""
        return self.views.case(visit.actor, visit.number)

    def take(self, visit: Visit, step: str, answers: Callable[[Case, Step], object], *, version: int | None,
             key: str, told: Mapping[str, object]) -> Receipt:
        """Take a step that is open to customers. Raises what `Steps.take` raises; other steps do not exist here."""
        def read(case: Case, found: Step | None) -> object:
            if found is None or not found.customer:
                raise NotFound()
            said = answers(case, found)
            return {**said, **seen.implied(found)} if isinstance(said, Mapping) else said

        return self.steps.take(visit.actor, visit.number, step, read, version=version, key=visit.own(key), told=told)

    def attach(self, visit: Visit, upload: Upload, key: str = "") -> EvidenceRow:
        """Keep a file of theirs with the case. Raises `Refused` for an ended case and for too many."""
        with self.place.store.read() as work:
            case = work.cases.by_number(visit.number, visit.actor)
            theirs = [row for row in work.evidence.of(case.id) if row.uploaded_by is None]
        if case.closed_at is not None:
            raise Refused("这一单已经结束,不能再补充")
        if len(theirs) >= MOST_FILES:
            raise Refused("这一单的照片和文件已经够多了,还要补充请打电话")
        return self.notes.attach(_noting(visit), visit.number, replace(upload, source=FROM_CUSTOMER),
                                 key=visit.own(key))[1]

    def say(self, visit: Visit, text: str, key: str = "") -> Receipt:
        """Leave a word for whoever has the case. Raises `InvalidInput` for none, `Refused` for an ended case."""
        said = {"text": written("text", text), "to_customer": False, "from_customer": True}

        def do(records: Records, record: Record) -> Receipt:
            if not record.case.open:
                raise Refused("这一单已经结束,不能再补充")
            return records.keep(record, records.event(events.COMMENTED, said))

        return change(self.place, _noting(visit), visit.number, "portal.say", said, do, permission=NOTE,
                      key=visit.own(key))

    def file(self, visit: Visit, evidence_id: int) -> EvidenceRow:
        """A file that came from the customer; what the desk has taken itself stays inside."""
        row = self.notes.evidence(visit.actor, visit.number, evidence_id)
        if row.source != FROM_CUSTOMER:
            raise NotFound()
        return row

    def paper(self, visit: Visit, key: str) -> tuple[CaseView, Paper]:
        """A document that is the customer's to print. Raises `NotFound` for any other."""
        view, found = self.views.papers(visit.actor, visit.number, key)
        if key not in seen.papers(view):
            raise NotFound()
        return view, found[0]

    def message(self, link: NewLink, address: str = "") -> Reason:
        """Words to send with a link, which any face says in the customer's language."""
        return Reason(MESSAGE, {"business": self.place.config.business, "number": link.number,
                                "link": address or link.address})


def _noting(visit: Visit) -> Actor:
    return replace(visit.actor, permissions=visit.actor.permissions | {NOTE.key})
