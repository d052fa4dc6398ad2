"""装修:售后合同、售后服务、重做、索赔、投诉和意见、考核。"""

from core.capabilities.charges import charges
from core.capabilities.complaints import complaints
from core.capabilities.conduct import conduct
from core.capabilities.coverage import coverage
from core.capabilities.followup import followup
from core.capabilities.visits import visits
from core.sdk import Industry
from plugins.decoration import documents, forms, plans, registers, reports, rules, targets
from plugins.decoration.workflows import kinds, stages

decoration = Industry("decoration", forms, rules, stages, kinds, targets, documents, plans, registers, reports,
                      title="装修", needs=(coverage, charges, visits, followup, complaints, conduct))
