"""What people are told of: each kind with its words, the values that may stand in them, and who hears it unasked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.domain.reasons import Label

ALWAYS = ("business", "name", "link")
"""Places that every kind can fill: the business, who is told, the address of what it is about."""
OF_CASE = ("case", "title", *ALWAYS)
OF_TARGET = ("target", "due", *OF_CASE)
OF_PLAN = ("task", "period", *ALWAYS)

SAMPLES: Mapping[str, object] = {
    "business": Label("光明家居"), "name": Label("林晓"), "link": "https://desk.example.com/cases/TH-2025-00007",
    "case": "TH-2025-00007", "title": Label("橡木餐椅"), "target": Label("首次答复"),
    "due": datetime(2025, 3, 12, 17, 55, tzinfo=UTC), "who": Label("陈静"), "rule": Label("七日内可退货"),
    "answer": Label("已准予"), "step": Label("报价过期"), "why": Label("连接不上"), "file": "register.xlsx",
    "webhook": Label("仓库"), "kind": Label("已逾期"), "task": Label("每月抽查"), "what": Label("包裹丢失"),
    "period": Label("2025年2月"), "register": Label("来电来信来访登记"), "entry": "12"}
"""What a preview shows in each place."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing people are told. `line` stands in the desk's list, `subject` and `body` go by other channels;
    `places` may stand in them. `pressing` ones go by e-mail too unless somebody says otherwise; of their own cases
    people always see in the desk what is `owed` to them."""

    key: str
    title: str
    line: str
    subject: str
    body: str
    places: tuple[str, ...]
    pressing: bool = True
    owed: bool = False


WARNED = Kind("warned", "快到期", "{target}快到期:{case} {title},期限 {due}", "快到期:{target} {case}",
              "{name},您好:\n\n案件 {case} 的“{target}”快到期了,期限 {due}。\n\n{link}", OF_TARGET, pressing=False)
MISSED = Kind("missed", "已逾期", "{target}已逾期:{case} {title},期限 {due}", "已逾期:{target} {case}",
              "{name},您好:\n\n案件 {case} 的“{target}”已经逾期,期限是 {due}。\n\n{link}", OF_TARGET, owed=True)
ESCALATED = Kind("escalated", "请过问", "请过问:{case} {title} 的{target},期限 {due}", "请过问:{target} {case}",
                 "{name},您好:\n\n案件 {case} 的“{target}”需要您过问,期限 {due}。\n\n{link}", OF_TARGET, owed=True)
ASSIGNED = Kind("assigned", "转给我的案件", "{who}转给您:{case} {title}", "转给您:{case}",
                "{name},您好:\n\n{who}把案件 {case} 转给了您。\n\n{link}", ("who", *OF_CASE))
OVERRIDE_ASKED = Kind(
    "override_asked", "有人申请改判", "{who}申请改判“{rule}”,等您批复:{case} {title}", "等您批复:{case}",
    "{name},您好:\n\n{who}在案件 {case} 申请改判“{rule}”,请您批复。\n\n{link}", ("who", "rule", *OF_CASE))
OVERRIDE_ANSWERED = Kind(
    "override_answered", "申请的改判有了批复", "您申请改判“{rule}”,{who}{answer}:{case} {title}", "改判{answer}:{case}",
    "{name},您好:\n\n您在案件 {case} 申请改判“{rule}”,{who}{answer}。\n\n{link}", ("who", "rule", "answer", *OF_CASE))
STEP_REFUSED = Kind(
    "step_refused", "到时自动办理没有成功", "到时自动办理“{step}”没有成功:{case} {title}", "自动办理没有成功:{case}",
    "{name},您好:\n\n案件 {case} 到时应自动办理“{step}”,没有成功,请人工处理。\n\n{link}", ("step", *OF_CASE))
IMPORT_FINISHED = Kind(
    "import_finished", "登记表导入结束", "登记表“{file}”处理完了", "登记表处理完了",
    "{name},您好:\n\n登记表“{file}”处理完了,请看结果。\n\n{link}", ("file", *ALWAYS), pressing=False)
EXPORT_FINISHED = Kind(
    "export_finished", "导出结束", "您的导出{answer}", "您的导出{answer}",
    "{name},您好:\n\n您要的导出{answer}。\n\n{link}", ("answer", *ALWAYS), pressing=False)
WEBHOOK_DISABLED = Kind(
    "webhook_disabled", "外发通知被停用", "外发通知“{webhook}”已停用:{why}", "外发通知“{webhook}”已停用",
    "{name},您好:\n\n外发通知“{webhook}”已停用:{why}\n\n{link}", ("webhook", "why", *ALWAYS))
UNHEARD = Kind(
    "unheard", "没有人收的提醒", "案件 {case} 的提醒“{kind}”没有人可以收,请在“人员”里安排", "有一条提醒没有人收",
    "{name},您好:\n\n案件 {case} 的提醒“{kind}”没有人可以收,请在“人员”里安排。", ("case", "kind", *ALWAYS), owed=True)
PLAN_DUE = Kind("plan_due", "有计划任务要办", "{task}({period})请办理", "请办理:{task}({period})",
                "{name},您好:\n\n计划任务“{task}”({period})请您办理。\n\n{link}", OF_PLAN)
PLAN_OVERDUE = Kind("plan_overdue", "计划任务逾期", "{task}({period})已逾期,期限 {due}", "已逾期:{task}({period})",
                    "{name},您好:\n\n计划任务“{task}”({period})已经逾期,期限是 {due}。\n\n{link}", ("due", *OF_PLAN))
PASSED_ON = Kind("passed_on", "转来的登记", "“{register}”第 {entry} 条转给您", "转给您:“{register}”第 {entry} 条",
                 "{name},您好:\n\n登记簿“{register}”第 {entry} 条转给您,请查看并确认。\n\n{link}",
                 ("register", "entry", *ALWAYS))
NOTED = Kind("noted", "案件上有事", "{what}:{case} {title}", "{what}:{case}",
             "{name},您好:\n\n案件 {case}:{what}。请处理。\n\n{link}", ("what", *OF_CASE))
TEST = Kind("test", "试发", "试发了一条", "{business}:试发", "{name},您好:\n\n收到这封信,说明提醒能送到您这里。",
            ALWAYS)

KINDS: Mapping[str, Kind] = {each.key: each for each in (
    WARNED, MISSED, ESCALATED, ASSIGNED, OVERRIDE_ASKED, OVERRIDE_ANSWERED, STEP_REFUSED, IMPORT_FINISHED,
    EXPORT_FINISHED, WEBHOOK_DISABLED, UNHEARD, PLAN_DUE, PLAN_OVERDUE, PASSED_ON, NOTED, TEST)}
CHOSEN = tuple(each for each in KINDS.values() if each is not TEST)
"""The kinds that people may want or not want."""
