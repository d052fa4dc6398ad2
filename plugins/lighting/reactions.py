"""What the lamp factory does when something happens to a case."""

from core.sdk.services import Doing, reacts
from plugins.lighting.forms import Slip
from plugins.lighting.workflows.stages import SLIP_ISSUED, Review

SLIPS = "TD"
"""What begins the numbers of return slips."""


@reacts(Review.approve)
def issue_slip(doing: Doing) -> None:
    """One slip for each case: approving what came back from the review keeps the number it has."""
    if doing.case.answer(Slip.fields["slip_no"]) is None:
        year = doing.at.year
        number = f"{SLIPS}-{year}-{doing.work.numbers.next(SLIPS, year):05d}"
        doing.signal(SLIP_ISSUED, Slip(slip_no=number))
