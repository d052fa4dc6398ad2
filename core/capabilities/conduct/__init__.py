"""奖惩:由事实算出、提议,由人确认、免除或改定;按月评选。"""

from core.capabilities.conduct import forms, rules
from core.sdk import Capability

conduct = Capability("conduct", forms, rules, title="奖惩")
