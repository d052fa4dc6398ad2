"""Who is chosen each month."""

from core.capabilities.conduct.forms import Award
from core.capabilities.conduct.reports import service_ranking
from core.sdk import MANAGER, MONTH, Plan

service_star = Plan("评选服务之星", every=MONTH, by=(MANAGER,), form=Award, shows=service_ranking, closes_itself=True,
                    note="在“奖惩”的“服务之星”里评定:看本月的响应、解决和表扬,确认获奖人和奖金;每月一次,评定后自动完成。")
