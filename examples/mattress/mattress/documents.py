"""What the customer gets on paper."""

from core.sdk import Document
from mattress.forms import Cleanliness, TrialReturn
from mattress.workflows import Fetch

take_away_slip = Document("取货单", before=Fetch.take_along, signed=True, copies=2,
                          says=("床垫已当面检查,由本店取回。",),
                          tells=(TrialReturn.complaint, TrialReturn.delivered_on, Cleanliness.stained))
