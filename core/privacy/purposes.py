"""What is kept of people, what for, how long, and what takes it away: every place in one table.

A test walks the database: each column of words is covered by an entry here or declared to say nothing of a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

CASES, IMPORTS, EXPORTS, SESSIONS, ACCESSES = "cases", "imports", "exports", "sessions", "accesses"
"""Entries of `[retention]`; exports have one of their own, `exports_kept_hours`."""


@dataclass(frozen=True)
class Kind:
    """One kind of data. `columns` are those of its tables that may name a person, `term` the entry of `[retention]`
    that ends it; `stays` is what is left of it when the customer is erased ('' for nothing)."""

    key: str
    title: str
    what_for: str
    basis: str
    columns: Mapping[str, tuple[str, ...]]
    ends: str
    stays: str = ""
    term: str = ""
    of_customer: bool = True

    def told(self, say: Callable[[str], str]) -> str:
        """What it is for, in somebody's language; a plugin may have several purposes."""
        return say(";").join(say(each) for each in self.what_for.split(";"))


_CONTRACT = "履行合同:售后服务"
_DUTY = "法定义务:保存和举证"
_INTEREST = "安全保障义务"
_CONSENT = "客户同意"

KINDS: tuple[Kind, ...] = (
    Kind("customers", "客户资料", "联系客户、上门、认出来电", _CONTRACT,
         {"customers": ("name", "address", "note"), "customer_phones": ("raw", "normalised", "last_four", "label")},
         "删除客户个人信息", "编号和登记日期", CASES),
    Kind("products", "购买记录", "判断保修和退换", _CONTRACT,
         {"products": ("serial", "order_no", "proof", "name", "model", "category", "brand", "payment_method")},
         "删除客户个人信息", "商品、日期、价款", CASES),
    Kind("cases", "案件", "办理售后、找到案件", _CONTRACT,
         {"cases": ("order_no", "title", "search_text"), "case_items": ("product", "model", "category")},
         "删除客户个人信息", "案件号、商品、状态、日期、金额", CASES),
    Kind("events", "办理经过:答复、备注、联系记录", "办理售后、事后查证", _DUTY,
         {"event_payloads": ("data", "salt")}, "删除客户个人信息", "日期、选项、金额、判定和校验链", CASES),
    Kind("evidence", "照片、录像和其他证据", "核实问题", _CONSENT,
         {"evidence": ("original_name", "stored_name", "public_name", "sha256")},
         "删除客户个人信息;撤回同意后不再显示", "", CASES),
    Kind("consents", "客户的同意", "证明同意或撤回", _DUTY, {"consents": ("told_by",)}, "不删除:是已尽义务的证明",
         "用途、是否同意、时间"),
    Kind("imports", "导入的登记表", "把旧登记带进来、更正错行", _CONTRACT,
         {"import_rows": ("cells", "said", "problems", "fingerprint"), "import_runs": ("file_name", "error"),
          "import_fingerprints": ("fingerprint",)},
         "删除客户个人信息,或到期", "行号、结果、防止重复导入的校验码", IMPORTS),
    Kind("exports", "导出的文件", "导出人自己使用", _CONTRACT, {"exports": ("asked", "stored_name", "error")},
         "到期,或任何客户被删除", "", EXPORTS),
    Kind("answers", "重复请求的答复和待办", "同一请求只办一次", _CONTRACT,
         {"idempotency_keys": ("response", "request_digest"), "outbox": ("payload", "last_error"),
          "webhook_deliveries": ("body", "error")}, "一天至三十天后自动删除,或删除客户个人信息", ""),
    Kind("accesses", "谁看过个人信息", "查明泄露", _DUTY, {"accesses": ("actor_name", "detail")}, "到期",
         "只有编号,没有姓名", ACCESSES),
    Kind("sessions", "员工登录", "认出员工、防盗用", _INTEREST, {"sessions": ("address", "agent")}, "到期", "",
         SESSIONS, of_customer=False),
    Kind("failed_logins", "失败的登录", "防止猜密码", _INTEREST, {"failed_logins": ("key",)}, "两天后自动删除", "",
         of_customer=False),
    Kind("notifications", "给员工的提醒", "提醒该办的事、查明是否送达", _INTEREST,
         {"notifications": ("title", "said"), "messages": ("error",)}, "三十天后自动删除,或删除客户个人信息", ""),
    Kind("plans", "计划任务的记录", "按时办、事后查证", _DUTY,
         {"plan_entries": ("found",), "plan_parts": ("answers", "earlier")}, "不自动删除;其中不应写客户姓名和电话",
         "全部", of_customer=False),
    Kind("registers", "登记簿", "办理售后、事后查证", _DUTY, {"register_entries": ("answers",)},
         "删除客户个人信息(关联的案件、写有该客户电话或姓名的各条),或由主管逐条删除", "日期、选项、金额"),
    Kind("accounts", "员工账号", "分清谁办了什么", _DUTY,
         {"users": ("login", "name", "password_hash", "email"), "events": ("actor_name",)},
         "停用后保留姓名:记录须说明是谁办的", "员工姓名", of_customer=False))

NOT_OF_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "calendar_days": ("calendar", "kind", "name", "source", "status", "hours"),
    "calendar_versions": ("calendar", "note", "content"),
    "calendars": ("name", "title", "zone", "week", "working_weekdays"),
    "case_items": ("outcome",), "case_links": ("relation",),
    "cases": ("number", "kind", "industry", "state", "rulebook", "policies", "outcome", "waiting_for",
              "next_due_target", "suggested_step", "suggested_label", "head_hash"),
    "clocks": ("target", "key", "title", "whose", "state", "basis", "length", "calendar", "marks", "late_by"),
    "consents": ("purpose",),
    "accesses": ("action", "face"), "daily_digests": ("digest",),
    "events": ("kind", "payload_digest", "previous_hash", "hash"),
    "evidence": ("purpose", "field", "media_type", "source"), "exports": ("what", "form", "language", "state"),
    "idempotency_keys": ("key", "operation", "state"), "import_mappings": ("signature", "kind", "mapping"),
    "import_rows": ("outcome", "standing"),
    "import_runs": ("file_sha256", "sheet", "kind", "mapping", "state", "counts"), "number_series": ("prefix",),
    "messages": ("channel", "state"), "notification_preferences": ("kind", "channel"),
    "notification_templates": ("kind", "channel", "language", "subject", "body"), "notifications": ("key", "kind"),
    "plan_entries": ("industry", "key", "period", "title"), "plan_parts": ("duty",),
    "plan_starts": ("industry", "key", "every"),
    "register_entries": ("industry", "key", "title"), "register_passes": ("duty",),
    "planned_changes": ("kind", "title", "content", "state", "found", "applies", "error"),
    "portal_links": ("token_digest", "purpose"),
    "outbox": ("topic", "key", "leased_by"), "products": ("currency",), "rulebooks": ("number", "industry", "content"),
    "sessions": ("token_digest",), "settings": ("industry", "term", "value"),
    "tokens": ("title", "token_digest", "hint", "scopes"), "units": ("key", "title", "calendar"),
    "users": ("language", "duties", "scope"),
    "webhook_deliveries": ("message", "event", "case_number", "state"),
    "webhooks": ("title", "url", "events", "kinds", "salt", "fingerprint", "state", "disabled_because")}
"""Columns of words that say nothing of a person: keys, states, digests, what the business or its software wrote."""
