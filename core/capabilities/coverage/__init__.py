"""保修:每件商品从哪天保到哪天、凭什么;一次故障保不保,依据哪条。"""

from core.capabilities.coverage import (
    contracts_forms,
    contracts_rules,
    contracts_stages,
    contracts_targets,
    forms,
    permissions,
    reports,
    rules,
    unit_forms,
    unit_rules,
)
from core.sdk import Capability

coverage = Capability("coverage", forms, permissions, unit_forms, rules, unit_rules, reports, contracts_forms,
                      contracts_rules, contracts_stages, contracts_targets, title="保修")
