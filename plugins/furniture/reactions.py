"""What a shop does when something happens to a case: books are written, an exchange follows a refusal, what customers
say of the staff is looked into."""

from core.capabilities.complaints.reactions import complaint_of
from core.capabilities.complaints.standing import Status
from core.capabilities.stock.forms import PartsFitted
from core.capabilities.visits.forms import VisitDispatch
from core.sdk import Workflow, field_of
from core.sdk.services import OPENED, Doing, enter, follow, reacts
from core.sdk.tables import CustomerRow
from plugins.furniture.forms import Application, Inspection
from plugins.furniture.registers import exchanges_told, problems, returned_goods
from plugins.furniture.shop_forms import (
    Addressee,
    ConductSurvey,
    CustomerLook,
    DeliveryOrder,
    ExchangeTold,
    LineKind,
    Look,
    ProblemLine,
    Redelivery,
    RepairCall,
    ReturnLine,
    ShopComplaint,
)
from plugins.furniture.shop_rules import broken
from plugins.furniture.workflows.shop import Delivery, Incident
from plugins.furniture.workflows.shop_stages import HandOver, Satisfy
from plugins.furniture.workflows.stages import PayBack, Reship


def _kind(doing: Doing, workflow: type[Workflow]) -> str:
    return f"{doing.case.here.registry.name}.{workflow.key}"


def _led_to(doing: Doing, workflow: type[Workflow]) -> bool:
    """Whether a case of this sort has followed already."""
    return any(relation == "follow_up" and other.number.startswith(f"{workflow.number}-")
               for relation, other in doing.work.cases.links(doing.row.id))


def _answer(doing: Doing, asked: object) -> str:
    return str(doing.case.answer(field_of(asked)) or "")


def _customer(doing: Doing) -> CustomerRow | None:
    """Whose case it is, as the desk has registered them."""
    return doing.work.session.get(CustomerRow, doing.row.customer_id) if doing.row.customer_id else None


def _record(doing: Doing, kind: LineKind, goods: str, quantity: int, cause: str, order: str = "") -> None:
    """A line of the record of returns, exchanges and parts."""
    customer = _customer(doing)
    told = {**({"order_no": order} if order else {}), **({"customer": customer.name} if customer else {})}
    enter(doing.place, doing.work, doing.actor, doing.row.industry, returned_goods,
          ReturnLine(filed_at=doing.at, kind=kind, goods=goods, quantity=quantity, cause=cause, **told),
          at=doing.event.occurred_at, case=doing.row)


@reacts(PayBack.pay, Reship.settle)
def goods_came_back(doing: Doing) -> None:
    """Each piece of a return or an exchange stands in the record with its cause."""
    kind = LineKind.returned if doing.event.data.get("step") == PayBack.pay.key else LineKind.exchanged
    order = _answer(doing, Application.order_no)
    for line in doing.case.lines:
        item = line.item
        cause = doing.case.answer(field_of(Inspection.cause), line)
        told = doing.case.answer(field_of(Inspection.cause_explained), line)
        _record(doing, kind, item.product if "product" in vars(item) else doing.row.title,
                item.quantity if "quantity" in vars(item) else 1,
                f"{getattr(cause, 'label', '—')}" + (f":{told}" if told else ""), order)
    if not doing.case.lines:
        reason = doing.case.answer(field_of(Application.reason))
        _record(doing, kind, doing.row.title or "—", 1, str(getattr(reason, "label", "—")), order)


@reacts(PartsFitted)
def part_supplied(doing: Doing) -> None:
    """A part that was fitted for a case is a part supplied."""
    said = doing.said
    if isinstance(said, PartsFitted) and said.knows(PartsFitted.quantity):
        _record(doing, LineKind.part, said.called if said.knows(PartsFitted.called) else said.item, said.quantity,
                _answer(doing, RepairCall.problem) or "—")


@reacts(OPENED)
def problem_told(doing: Doing) -> None:
    """A repair stands in the register of problems, with what the customer told."""
    said = doing.said
    if not isinstance(said, RepairCall):
        return
    names = {"contact_name": "customer", "contact_phone": "phone", "site_address": "address"}
    told = {names.get(name, name): value for name, value in vars(said).items()
            if names.get(name, name) in ProblemLine.fields}
    customer = _customer(doing)
    if customer and customer.address and not told.get("address"):
        told["address"] = customer.address
    enter(doing.place, doing.work, doing.actor, doing.row.industry, problems,
          ProblemLine(**{**told, "filed_at": doing.at}), at=doing.event.occurred_at, case=doing.row)


@reacts(HandOver.agree_again)
def exchange_follows(doing: Doing) -> None:
    """What was refused at the door comes again as a delivery of its own that takes the original back; the supervisor
    is told, and it stands in the record."""
    said = doing.said
    if not isinstance(said, Redelivery):
        return
    refused = [line for line in doing.case.lines
               if doing.case.answer(field_of(CustomerLook.verdict), line) is Look.refuse]
    goods = "、".join(line.item.product if "product" in vars(line.item) else "—" for line in refused) or doing.row.title
    why = "; ".join(str(found) for line in refused
                    if (found := doing.case.answer(field_of(CustomerLook.look_remark), line)))
    enter(doing.place, doing.work, doing.actor, doing.row.industry, exchanges_told,
          ExchangeTold(filed_at=doing.at, goods=goods or "—", again_starts=said.again_starts,
                       **({"refused_why": why} if why else {})), at=doing.event.occurred_at, case=doing.row)
    if _led_to(doing, Delivery):
        return  # the day was moved; the exchange is on its way already
    _record(doing, LineKind.exchanged, goods or "—", len(refused) or 1, why or "—",
            _answer(doing, DeliveryOrder.order_no))
    follow(doing.records, doing.record, _kind(doing, Delivery), at=doing.event.occurred_at,
           items=[line.position for line in refused],
           answers={"is_exchange": True, "exchange_of": doing.row.number})


@reacts(ConductSurvey)
def customers_told(doing: Doing) -> None:
    """What the customer says nobody should do is looked into: a report about whoever was there."""
    said, person = doing.said, _answer(doing, VisitDispatch.technician)
    if not isinstance(said, ConductSurvey):
        return
    kind = _kind(doing, Incident)
    known = _led_to(doing, Incident)
    if known or not (found := broken(said)) or kind not in doing.place.kinds:
        return
    follow(doing.records, doing.record, kind, at=doing.event.occurred_at, items=[],
           answers={"what": found[0].name, "happened_at": doing.event.occurred_at.isoformat(),
                    **({"person": person} if person else {}),
                    "told": said.survey_words if said.knows(ConductSurvey.survey_words) else found[0].value,
                    "about_case": doing.row.number})


@reacts(ShopComplaint)
def turned_outside(doing: Doing) -> None:
    """A complaint that goes to the media or another body is marked, so that it stands on top."""
    said, row = doing.said, complaint_of(doing.work, doing.row.id)
    if isinstance(said, ShopComplaint) and row is not None and said.knows(ShopComplaint.addressee) and (
            said.addressee is not Addressee.shop):
        row.outside_at, row.outside_body = row.outside_at or doing.event.occurred_at, said.addressee.value


@reacts(Satisfy.handling, Satisfy.told, Satisfy.close)
def complaint_goes_on(doing: Doing) -> None:
    """How far a complaint is."""
    row, here = complaint_of(doing.work, doing.row.id), doing.case
    if row is None:
        return
    if here.open:
        row.status = (Status.hearing if here.state is Satisfy.told else Status.investigating).name
        return
    row.status, row.closed_at = Status.settled.name, doing.event.occurred_at
    row.first_closed_at = row.first_closed_at or doing.event.occurred_at


