"""Who may do what with the shed."""

from core.sdk import LOGISTICS, MANAGER, Permission

KEEP = Permission("sheds.keep", "管理车棚", comes_with=(LOGISTICS, MANAGER))
