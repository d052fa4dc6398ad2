"""What must be there before a step, and what is promised by when."""

from core.capabilities.charges.stages import PayBack
from core.sdk import CUSTOMER_REACHED, OPENED, Gate, Target
from mattress.forms import Cleanliness
from mattress.rules import answered_within, first_of_the_house, refund_within
from mattress.workflows import Ask, Fetch

once_a_house = Gate("每户一次", before=Ask.accept, when=first_of_the_house)
tag_kept = Gate("水洗标还在", before=Fetch.take_along, yes=(Cleanliness.law_tag,))
answered = Target("答复", since=OPENED, until=CUSTOMER_REACHED, within=answered_within)
paid_back = Target("退款", since=Fetch.take_along, until=PayBack.pay, within=refund_within)
