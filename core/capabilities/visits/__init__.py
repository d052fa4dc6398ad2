"""上门:约时间、派人、到场、共同验收签字,带回的东西和收据,请求支援。"""

from core.capabilities.visits import (
    documents,
    forms,
    people_forms,
    people_rules,
    permissions,
    reports,
    rules,
    stages,
    targets,
)
from core.sdk import Capability

visits = Capability("visits", forms, rules, stages, targets, documents, reports, permissions, people_forms,
                    people_rules, title="上门")
