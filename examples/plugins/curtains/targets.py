"""What must be there before a step, and what is promised by when."""

from core.sdk import OPENED, Gate, Target

from .forms import Handover
from .rules import visit_within
from .workflows import Alteration

fit_confirmed = Gate("客户确认合适", before=Alteration.hand_over, yes=(Handover.fits,))
visited = Target("上门复量", since=OPENED, until=Alteration.remeasure, within=visit_within)
