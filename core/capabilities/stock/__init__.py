"""库存:配件、备件、补件、赠品、样品和借用品,从哪里到哪里,每一笔都记在账上,余额不会小于零。"""

from core.capabilities.stock import forms, permissions, plans, reports, rules, stages, targets
from core.sdk import Capability

stock = Capability("stock", forms, rules, stages, targets, plans, reports, permissions, title="库存")
