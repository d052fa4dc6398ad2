"""Who may see stock, move it, count it, say what was fitted, and put samples on display."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("stock.see", "查看库存", comes_with=(LOGISTICS, SERVICE, DISPATCH, TECHNICIAN, QUALITY, FINANCE,
                                                  MANAGER))
WANT = Permission("stock.want", "登记要用的配件", comes_with=(SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, MANAGER))
FIT = Permission("stock.fit", "登记配件用在哪里", comes_with=(TECHNICIAN, LOGISTICS, MANAGER))
MOVE = Permission("stock.move", "入库、发放、退回、调拨", comes_with=(LOGISTICS, MANAGER))
COUNT = Permission("stock.count", "盘点和冲销", comes_with=(LOGISTICS, FINANCE, MANAGER))
KEEP = Permission("stock.keep", "维护物料、仓库和最低库存", comes_with=(LOGISTICS, MANAGER))
APPROVE = Permission("stock.approve", "发放超过限额的物料", comes_with=(MANAGER,))
DISPLAY = Permission("stock.display", "样品上样、下样", comes_with=(SERVICE, LOGISTICS, MANAGER))
