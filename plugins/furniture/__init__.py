"""家具:退货、换货;门店的送货安装、上门维修、样品、投诉和员工。"""

from core.capabilities.complaints import complaints
from core.capabilities.conduct import conduct
from core.capabilities.followup import followup
from core.capabilities.stock import stock
from core.capabilities.visits import visits
from core.sdk import Industry
from plugins.furniture import (
    documents,
    forms,
    register,
    registers,
    reports,
    rules,
    shop_documents,
    shop_forms,
    shop_rules,
    shop_targets,
    targets,
)
from plugins.furniture.workflows import exchanges, returns, shop, shop_stages, stages

furniture = Industry("furniture", forms, rules, stages, returns, exchanges, targets, documents, register,
                     shop_forms, shop_rules, shop_stages, shop, shop_targets, shop_documents, registers, reports,
                     title="家具", needs=(stock, visits, followup, complaints, conduct))
