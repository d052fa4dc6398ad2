"""Who may see parcels, take them in and send for them."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("parcels.see", "查看包裹", comes_with=(LOGISTICS, SERVICE, DISPATCH, TECHNICIAN, QUALITY, FINANCE,
                                                    MANAGER))
RECEIVE = Permission("parcels.receive", "收件登记", comes_with=(LOGISTICS,))
BOOK = Permission("parcels.book", "安排寄送、处理运输异常", comes_with=(LOGISTICS, MANAGER))
