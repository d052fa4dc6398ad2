"""Who confirms that money was handed in."""

from core.sdk import FINANCE, MANAGER, Permission

HAND_IN = Permission("appliance.hand_in", "确认收款已上交", comes_with=(FINANCE, MANAGER))
