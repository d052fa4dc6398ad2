"""What is due each month and each quarter."""

from core.capabilities.followup.forms import Analysis
from core.capabilities.followup.reports import sample_result, satisfaction
from core.sdk import MONTH, QUALITY, QUARTER, SERVICE, Plan

monthly_sample = Plan("每月抽查", every=MONTH, by=(QUALITY,), shows=sample_result, closes_itself=True,
                      note="给抽中的每一件评分,全部评完自动完成;自己办过的案件由别人评。")
quarterly_survey = Plan("每季度满意度征集", every=QUARTER, by=(SERVICE,), form=Analysis, shows=satisfaction,
                        note="请本季度办结的客户评价,看低分的原因,写下薄弱环节和改进。")
