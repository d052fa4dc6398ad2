"""投诉:单独的案件和时限,原因和责任,答复,不认可的由主管复核。"""

from core.capabilities.complaints import forms, permissions, reports, rules, stages, targets
from core.capabilities.followup import followup
from core.sdk import Capability

complaints = Capability("complaints", forms, rules, stages, targets, reports, permissions, title="投诉",
                        needs=(followup,))
"""A complaint: what about, whose, what was found, what was answered."""
