"""Who may see rewards and penalties, propose, decide and appeal."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("conduct.see", "查看奖惩", comes_with=(QUALITY, FINANCE, MANAGER))
PROPOSE = Permission("conduct.propose", "登记检查发现、提议处罚", comes_with=(QUALITY, MANAGER))
DECIDE = Permission("conduct.decide", "确认、免除、改定处罚和评选", comes_with=(MANAGER,))
OWN = Permission("conduct.own", "查看本人的奖惩并申诉",
                 comes_with=(SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE, MANAGER))
