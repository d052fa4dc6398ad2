"""奖惩:由事实算出、提议,由人确认、免除或改定;按月评选。"""

from core.capabilities.complaints import complaints
from core.capabilities.conduct import forms, permissions, plans, reports, rules, stages
from core.capabilities.followup import followup
from core.sdk import Capability

conduct = Capability("conduct", forms, rules, stages, permissions, reports, plans, title="奖惩",
                     needs=(followup, complaints))
"""What is written when a reward or penalty is decided."""
