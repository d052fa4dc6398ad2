"""Who calls back and asks for satisfaction, and who looks at samples."""

from core.sdk import MANAGER, QUALITY, SERVICE, Permission

CALL = Permission("followup.call", "回访和满意度", comes_with=(SERVICE, MANAGER))
REVIEW = Permission("followup.review", "抽查评分", comes_with=(QUALITY, MANAGER))
