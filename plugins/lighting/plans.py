"""What departments do each month."""

from core.sdk import MONTH, QUALITY, SERVICE, TECHNICIAN, Every, Form, Plan, option, text

feedback_every = option("feedback.every", "售后数据反馈的周期", Every)


class Improvement(Form):
    """已阅和改进"""

    improvement: str = text("改进措施", optional=True, long=True)


class Evaluation(Form):
    """服务质量评估"""

    evaluation: str = text("评估意见", long=True)


product_feedback = Plan("售后数据反馈技术和质量", every=feedback_every, by=(TECHNICIAN, QUALITY), form=Improvement,
                        note="看本期各型号的故障和原因,写下改进措施。")
monthly_evaluation = Plan("每月服务质量评估", every=MONTH, by=(SERVICE, TECHNICIAN, QUALITY), form=Evaluation,
                          note="客服、技术支持、质量三个部门各写本部门的评估意见。")
