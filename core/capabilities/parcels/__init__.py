"""包裹:待收和已寄的每一件,承运公司和运单、谁经手、谁付运费、延误丢失损坏。"""

from core.capabilities.charges import charges
from core.capabilities.parcels import documents, forms, permissions, reports, rules, stages, targets
from core.sdk import Capability

parcels = Capability("parcels", forms, rules, stages, targets, documents, reports, permissions, title="包裹",
                     needs=(charges,))
