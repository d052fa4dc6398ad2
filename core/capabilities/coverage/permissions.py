"""Who may see how long goods are covered, and who may extend that."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("coverage.see", "查看保修", comes_with=(SERVICE, TECHNICIAN, LOGISTICS, DISPATCH, QUALITY, FINANCE,
                                                     MANAGER))
EXTEND = Permission("coverage.extend", "延长或更正保修", comes_with=(MANAGER,))
