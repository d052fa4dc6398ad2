"""What departments do each month."""

from core.sdk import MONTH, QUALITY, SERVICE, TECHNICIAN, Every, Plan, option
from plugins.lighting.forms import Evaluation, Improvement
from plugins.lighting.reports import faults_by_model

feedback_every = option("feedback.every", "售后数据反馈的周期", Every)


product_feedback = Plan("售后数据反馈技术和质量", every=feedback_every, by=(TECHNICIAN, QUALITY), form=Improvement,
                        shows=faults_by_model, note="看本期各型号的故障和原因,写下改进措施。")
monthly_evaluation = Plan("每月服务质量评估", every=MONTH, by=(SERVICE, TECHNICIAN, QUALITY), form=Evaluation,
                          note="客服、技术支持、质量三个部门各写本部门的评估意见。")
