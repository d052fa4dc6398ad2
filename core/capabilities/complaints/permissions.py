"""Who may see complaints, and make one of what a customer says."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("complaints.see", "查看投诉和主管协调", comes_with=(SERVICE, QUALITY, MANAGER))
FLAG = Permission("complaints.flag", "把客户的话记为投诉",
                  comes_with=(SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE, MANAGER))
OUTSIDE = Permission("complaints.outside", "登记投诉已到外部机构", comes_with=(SERVICE, MANAGER))
