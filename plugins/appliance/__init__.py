"""家电:空调的安装、维修和换货。"""

from core.capabilities.charges import charges
from core.capabilities.conduct import conduct
from core.capabilities.coverage import coverage
from core.capabilities.followup import followup
from core.capabilities.stock import stock
from core.capabilities.visits import visits
from core.sdk import Industry
from plugins.appliance import (
    documents,
    forms,
    incident_forms,
    incident_rules,
    permissions,
    reports,
    rules,
    targets,
    visit_forms,
    visit_rules,
    visit_targets,
)
from plugins.appliance.workflows import incidents, kinds, stages

appliance = Industry("appliance", forms, rules, stages, kinds, targets, documents, reports, permissions, incidents,
                     incident_forms, incident_rules, visit_forms, visit_rules, visit_targets,
                     title="家电", needs=(coverage, charges, stock, visits, followup, conduct))
