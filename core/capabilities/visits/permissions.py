"""Who may see visits, name the crew, and go."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("visits.see", "查看上门", comes_with=(SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE,
                                                  MANAGER))
SEND_CREW = Permission("visits.dispatch", "派工", comes_with=(DISPATCH, MANAGER))
GO = Permission("visits.go", "办理自己的上门", comes_with=(TECHNICIAN,))
