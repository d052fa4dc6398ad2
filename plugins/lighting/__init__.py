"""灯具:咨询、寄修、安全紧急、退换货、投诉。"""

from core.capabilities.charges import charges
from core.capabilities.complaints import complaints
from core.capabilities.conduct import conduct
from core.capabilities.coverage import coverage
from core.capabilities.followup import followup
from core.capabilities.parcels import parcels
from core.sdk import Industry
from plugins.lighting import documents, forms, plans, reports, rules, targets
from plugins.lighting.workflows import kinds, stages

lighting = Industry("lighting", forms, rules, stages, kinds, targets, documents, plans, reports, title="灯具",
                    needs=(coverage, charges, parcels, followup, complaints, conduct))
