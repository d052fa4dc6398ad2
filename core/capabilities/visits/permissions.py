"""Who may see visits, name the crew, and go; who keeps people, roster and attendance."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("visits.see", "查看上门", comes_with=(SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE,
                                                  MANAGER))
SEND_CREW = Permission("visits.dispatch", "派工", comes_with=(DISPATCH, MANAGER))
GO = Permission("visits.go", "办理自己的上门",
                comes_with=(SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE, MANAGER))
OWN = Permission("visits.own", "查看自己的班次、请求调班、报告去向",
                 comes_with=(SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE, MANAGER))
CALL_STAFF = Permission("visits.call_staff", "登记联系员工的结果", comes_with=(SERVICE, DISPATCH, MANAGER))
ROSTER = Permission("visits.roster", "管理上门人员、班表、考勤,批准调班", comes_with=(MANAGER,))
