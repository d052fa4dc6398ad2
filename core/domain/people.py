"""People: who acts, by which duty, and what that lets them do."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True)
class Permission:
    """A thing somebody may do besides the steps of their duties."""

    key: str
    title: str
    comes_with: "tuple[Duty, ...]" = field(default=(), compare=False)
    """The duties that bring a capability's permission along."""


VIEW = Permission("case.view", "查看案件")
OPEN = Permission("case.open", "新建案件")
NOTE = Permission("case.note", "备注、记录联系、上传证据")
ASSIGN = Permission("case.assign", "分派案件")
ARRANGE = Permission("case.arrange", "拆分、关联、等待")
OVERRIDE = Permission("case.override", "申请或作出改判")
APPROVE = Permission("case.approve", "批准改判")
REOPEN = Permission("case.reopen", "重开案件")
BACKDATE = Permission("case.backdate", "补记过去的时间")
SEE_PHONES = Permission("customer.phone", "查看完整电话")
EDIT_CUSTOMERS = Permission("customer.edit", "登记客户和商品")
IMPORT = Permission("import.run", "导入登记表")
EXPORT = Permission("export.run", "导出")
SEE_POLICIES = Permission("policy.view", "查看政策、试算")
SET_VALUES = Permission("policy.set", "填写政策数值")
MANAGE_USERS = Permission("user.manage", "管理人员")
AUDIT = Permission("audit.view", "查看和核验审计记录")
DISCLOSE = Permission("customer.disclose", "导出某位客户的全部信息")
ERASE = Permission("customer.erase", "删除客户个人信息")
USE_API = Permission("api.use", "为自己建立接口令牌")
MANAGE_WEBHOOKS = Permission("webhook.manage", "管理外发通知")
METRICS = Permission("desk.metrics", "读取运行指标")
MANAGE_CALENDARS = Permission("calendar.manage", "维护工作日历")
MANAGE_NOTIFICATIONS = Permission("notification.manage", "管理提醒的用语和发送记录")
PLANS = Permission("plan.view", "查看和办理计划任务")
REOPEN_PLANS = Permission("plan.reopen", "退回已办的计划任务")
REGISTERS = Permission("register.view", "查看和填写登记簿")

PERMISSIONS = {each.key: each for each in (
    VIEW, OPEN, NOTE, ASSIGN, ARRANGE, OVERRIDE, APPROVE, REOPEN, BACKDATE, SEE_PHONES, EDIT_CUSTOMERS, IMPORT,
    EXPORT, SEE_POLICIES, SET_VALUES, MANAGE_USERS, AUDIT, DISCLOSE, ERASE, USE_API, MANAGE_WEBHOOKS, METRICS,
    MANAGE_CALENDARS, MANAGE_NOTIFICATIONS, PLANS, REOPEN_PLANS, REGISTERS)}


@dataclass(frozen=True)
class Duty:
    """Who takes a step; each business maps its own people to duties. A duty brings its permissions along."""

    key: str
    title: str
    permissions: tuple[Permission, ...] = field(default=(VIEW, NOTE, SEE_POLICIES, PLANS, REGISTERS), compare=False)


SERVICE = Duty("service", "客服", (VIEW, OPEN, NOTE, ASSIGN, ARRANGE, OVERRIDE, SEE_PHONES, EDIT_CUSTOMERS,
                                 SEE_POLICIES, PLANS, REGISTERS))
DISPATCH = Duty("dispatch", "调度", (VIEW, OPEN, NOTE, ASSIGN, ARRANGE, SEE_PHONES, SEE_POLICIES, PLANS,
                                REGISTERS))
TECHNICIAN = Duty("technician", "技术员")
LOGISTICS = Duty("logistics", "仓储物流")
QUALITY = Duty("quality", "质量")
FINANCE = Duty("finance", "财务", (VIEW, NOTE, SEE_POLICIES, OVERRIDE, PLANS, REGISTERS))
MANAGER = Duty("manager", "主管", (VIEW, OPEN, NOTE, ASSIGN, ARRANGE, OVERRIDE, APPROVE, REOPEN, BACKDATE, SEE_PHONES,
                                 EDIT_CUSTOMERS, IMPORT, EXPORT, SEE_POLICIES, SET_VALUES, AUDIT, DISCLOSE, ERASE,
                                 USE_API, MANAGE_CALENDARS, MANAGE_NOTIFICATIONS, PLANS, REOPEN_PLANS,
                                 REGISTERS))
ADMINISTRATOR = Duty("administrator", "管理员", (MANAGE_USERS, SET_VALUES, SEE_POLICIES, AUDIT, USE_API,
                                              MANAGE_WEBHOOKS, METRICS, MANAGE_CALENDARS,
                                              MANAGE_NOTIFICATIONS))
DESK = Duty("desk", "系统", ())
CUSTOMER_SELF = Duty("customer", "客户本人", ())
"""Whoever comes through the link to a case."""
THROUGH_LINK = "客户(链接)"
"""How events name them."""

DUTIES = (SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE, MANAGER, ADMINISTRATOR)


class Scope(Enum):
    """Whose cases somebody sees."""

    own = "自己的"
    unit = "本部门的"
    all = "全部"


@dataclass(frozen=True)
class Actor:
    """Who does something. `id` None is nobody with an account: the desk itself, if its duty says so, or a customer, who
    sees one `case` (its row's id) alone."""

    id: int | None
    login: str
    name: str
    duties: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    unit: int | None = None
    scope: Scope = Scope.all
    case: int | None = None

    def may(self, permission: Permission) -> bool:
        return permission.key in self.permissions or DESK.key in self.duties

    def has_duty(self, duty: Duty) -> bool:
        return duty.key in self.duties

    @classmethod
    def system(cls, name: str = "系统") -> "Actor":
        """The desk itself: timed steps, sweeps, set-up. Never made from a request."""
        return cls(None, "", name, frozenset({DESK.key}), frozenset(PERMISSIONS))

    @classmethod
    def customer(cls, case: int) -> "Actor":
        """Whoever comes through the link to a case. Their name is not said: it would stay in the chain of events when
        they are erased."""
        return cls(None, "", THROUGH_LINK, frozenset({CUSTOMER_SELF.key}), frozenset({VIEW.key}), scope=Scope.own,
                   case=case)

    @classmethod
    def everybody(cls, duties: Collection[str], name: str = "试算") -> "Actor":
        """Every duty at once, for trials that are not kept."""
        return cls(None, "", name, frozenset(duties) | {DESK.key}, frozenset(PERMISSIONS))


@dataclass(frozen=True)
class Party:
    """Somebody outside the desk whom a case may wait for, or who pays."""

    key: str
    title: str


CUSTOMER = Party("customer", "客户")
COMPANY = Party("company", "公司")
CARRIER = Party("carrier", "承运方")
FACTORY = Party("factory", "厂家")
CREW = Party("crew", "技术员")
PARTIES = {each.key: each for each in (CUSTOMER, COMPANY, CARRIER, FACTORY, CREW)}
