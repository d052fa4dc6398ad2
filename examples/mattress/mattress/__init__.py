"""床垫:试睡、上门取回、退款。"""

from core.capabilities.charges import charges
from core.capabilities.visits import visits
from core.sdk import Industry
from mattress import documents, forms, rules, targets, workflows

mattress = Industry("mattress", forms, rules, workflows, targets, documents, title="床垫", needs=(charges, visits),
                    api="0.2")
