"""家具:退货、换货。"""

from core.sdk import Industry
from plugins.furniture import documents, forms, register, rules, targets
from plugins.furniture.workflows import exchanges, returns, stages

furniture = Industry("furniture", forms, rules, stages, returns, exchanges, targets, documents, register, title="家具")
