"""What is counted each month."""

from core.capabilities.stock.forms import CountSigned
from core.capabilities.stock.reports import stock_movements
from core.sdk import LOGISTICS, MONTH, Plan

monthly_count = Plan("每月盘点", every=MONTH, by=(LOGISTICS,), form=CountSigned, shows=stock_movements,
                     note="在“库存”的“盘点”里逐个仓库点数,差异当场登记;全部盘完后签认。")
