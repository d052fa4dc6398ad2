"""The places of the desk: what stands in the rail, the menus and the bar at the bottom of a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from flask import Flask, request, url_for

from core.domain.people import (
    AUDIT,
    EXPORT,
    IMPORT,
    MANAGE_CALENDARS,
    MANAGE_NOTIFICATIONS,
    MANAGE_USERS,
    MANAGE_WEBHOOKS,
    OPEN,
    PLANS,
    REGISTERS,
    SEE_POLICIES,
    SET_VALUES,
    VIEW,
    Actor,
    Permission,
)
from core.web.desk import the_desk

if TYPE_CHECKING:
    from core.app import Desk


class Group(Enum):
    """What places stand under, in this order."""

    WORK = "日常"
    GOODS = "收发"
    MONEY = "钱款"
    QUALITY = "质量"
    SETUP = "设置"


Wanted = Callable[["Desk", Actor], bool]
"""Whether a place is of use to somebody on a desk, beyond that they may go there."""


def always(desk: "Desk", actor: Actor) -> bool:
    """It is."""
    return True


@dataclass(frozen=True)
class Place:
    """A page with an entry of its own, under the heading of its group. One `at_hand` is among the few in the bar at the
    bottom of a phone."""

    endpoint: str
    label: str
    icon: str
    needs: Permission
    group: Group = Group.WORK
    wanted: Wanted = always
    at_hand: bool = False

    @property
    def owner(self) -> str:
        """Whose page it is: the name before the dot. The other views of that name belong to it."""
        return self.endpoint.partition(".")[0]


DAILY = (
    Place("workbench.show", "工作台", "inbox", VIEW),
    Place("cases.show", "案件", "list-task", VIEW),
    Place("plans.show", "计划任务", "calendar-check", PLANS, wanted=lambda desk, _: desk.plans.in_use),
    Place("registers.show", "登记簿", "journal-bookmark", REGISTERS,
          wanted=lambda desk, _: desk.registers.in_use),
)
SETUP = (
    Place("reports.show", "报表", "bar-chart", VIEW, Group.QUALITY),
    Place("importing.show", "导入", "upload", IMPORT, Group.SETUP),
    Place("exports.show", "导出", "download", EXPORT, Group.SETUP),
    Place("policies.show", "政策", "journal-text", SEE_POLICIES, Group.SETUP),
    Place("settings.show", "设置", "sliders", SET_VALUES, Group.SETUP),
    Place("calendars.show", "工作日历", "calendar3", MANAGE_CALENDARS, Group.SETUP),
    Place("people.show", "人员", "people", MANAGE_USERS, Group.SETUP),
    Place("plugins.show", "插件", "puzzle", SET_VALUES, Group.SETUP),
    Place("webhooks.show", "外发通知", "broadcast", MANAGE_WEBHOOKS, Group.SETUP),
    Place("messages.show", "提醒记录", "bell", MANAGE_NOTIFICATIONS, Group.SETUP),
    Place("audit.show", "审计", "shield-check", AUDIT, Group.SETUP),
    Place("privacy.show", "个人信息", "person-lock", AUDIT, Group.SETUP),
)
NEW = Place("intake.show", "新建案件", "plus-lg", OPEN)


@dataclass(frozen=True)
class Entry:
    """A place as one person sees it now."""

    place: Place
    current: bool
    url: str


@dataclass(frozen=True)
class Section:
    """The places of a group, as one person sees them now."""

    group: Group
    entries: tuple[Entry, ...]


def sections(app: Flask, actor: Actor | None) -> tuple[Section, ...]:
    """Every place of this person's by group; groups without one are left out."""
    found = entries(app, actor, (*DAILY, *app.extensions["places"], *SETUP))
    grouped = {group: tuple(each for each in found if each.place.group is group) for group in Group}
    return tuple(Section(group, of) for group, of in grouped.items() if of)


def entries(app: Flask, actor: Actor | None, places: tuple[Place, ...]) -> tuple[Entry, ...]:
    """The places that exist and that this person may go to."""
    if actor is None:
        return ()
    here = (request.endpoint or "").partition(".")[0]
    address: Any = app.jinja_env.globals["url_for"]  # made once each
    exact = request.endpoint in {each.endpoint for each in places}
    belongs = {"case": "cases", "steps": "cases", "intake": "intake", "planning": "calendars",
               "reporting": "reports"}.get(here, here)
    desk = the_desk()
    open_to = [each for each in places if actor.may(each.needs) and each.endpoint in app.view_functions
               and each.wanted(desk, actor)]
    # Where a plugin has several places, its other pages belong to the last of them.
    current = request.endpoint if exact else next((each.endpoint for each in reversed(open_to)
                                                   if each.owner == belongs), "")
    return tuple(Entry(each, each.endpoint == current, address(each.endpoint)) for each in open_to)


def home_of(app: Flask, actor: Actor) -> str:
    """Where this person's work begins."""
    found = sections(app, actor)
    return url_for(found[0].entries[0].place.endpoint if found else "login.me")
