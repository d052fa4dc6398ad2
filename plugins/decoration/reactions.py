"""What follows in other cases, and what is counted."""

from collections.abc import Iterator

from core.capabilities.complaints.stages import Appeal, Respond
from core.capabilities.coverage.contracts_forms import Agreement, UnderContract
from core.capabilities.visits.stages import ARRIVING, BOOKING
from core.sdk import CUSTOMER_REACHED, Form, field_of
from core.sdk.services import Doing, Reading, facts, follow, reacts
from plugins.decoration.forms import Acceptance, FirstResponse, FollowUp, Rounds
from plugins.decoration.workflows.kinds import Claim, Redo
from plugins.decoration.workflows.stages import Accept, Quote


@reacts(FirstResponse)
def reached(doing: Doing) -> None:
    """A person has spoken with the owner."""
    doing.signal(CUSTOMER_REACHED)


@reacts(*BOOKING, *ARRIVING, Quote.offer, Respond.answer)
def spoken_with(doing: Doing) -> None:
    """Whoever agrees a visit with the owner, stands at their door, quotes or answers has responded, whether or not
    somebody wrote that down before."""
    if not doing.case.times(CUSTOMER_REACHED):
        doing.signal(CUSTOMER_REACHED)


@reacts(Accept.redo)
def does_again(doing: Doing) -> None:
    """B does it again for nothing; what it has cost the owner is claimed, until it is settled."""
    case, industry = doing.case, doing.case.here.registry.name
    under = next((each.contract for each in case.facts() if isinstance(each, Agreement)), None)
    contract = under or case.answer(field_of(UnderContract.contract_no))
    named = {"contract_no": contract} if contract else {}
    seen = str(case.answer(field_of(Acceptance.fault_seen)) or doing.row.title)
    kinds = doing.place.kinds
    if f"{industry}.{Redo.key}" in kinds and case.kind != f"{industry}.{Redo.key}":
        follow(doing.records, doing.record, f"{industry}.{Redo.key}", at=doing.at, relation="follow_up", answers={
            **named, "description": seen, "first_case": doing.row.number})
    loss = case.answer(field_of(Acceptance.loss))
    if loss and f"{industry}.{Claim.key}" in kinds:
        follow(doing.records, doing.record, f"{industry}.{Claim.key}", at=doing.at, relation="follow_up", answers={
            **named, "by_b": True, "claimed": str(loss),
            "losses": str(case.answer(field_of(Acceptance.loss_items)) or seen)})


@facts(Rounds)
def gone_on(reading: Reading) -> Iterator[Form]:
    """How often it was gone on because the owner was not satisfied."""
    case = reading.case
    yield Rounds(follow_ups=sum(isinstance(each, FollowUp) for each in case.forms)
                 + len(case.times(Appeal.send_again)))
