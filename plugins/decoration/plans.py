"""What the department looks at each period."""

from core.sdk import MANAGER, Every, Plan, option
from plugins.decoration.reports import answers_in_time

appraise_every = option("appraisal.every", "多久考核一次", Every)

appraisal_due = Plan("考核售后服务质量", every=appraise_every, by=(MANAGER,), shows=answers_in_time,
                     note="开一件“考核”,定权重、打分、公布结果;奖励和处罚登记在登记簿里。")
