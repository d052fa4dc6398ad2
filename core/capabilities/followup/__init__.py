"""回访:结案前问一声,按月抽查,按季征集满意度,没解决的重新办理。"""

from core.capabilities.followup import forms, permissions, plans, reports, rules, stages, targets
from core.sdk import Capability

followup = Capability("followup", forms, permissions, rules, stages, targets, reports, plans, title="回访")
