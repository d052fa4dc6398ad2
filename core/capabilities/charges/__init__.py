"""费用:价目、报价与同意、收款、按原路退款,每一笔都记在账上。"""

from core.capabilities.charges import forms, permissions, reports, rules, stages, targets
from core.sdk import Capability

charges = Capability("charges", forms, permissions, rules, stages, targets, reports, title="费用")
