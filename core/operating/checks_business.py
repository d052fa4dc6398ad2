"""What of the business has to be there: working days, people, ways to them, plugins, regulations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.domain.reasons import Label
from core.domain.registry import Capability
from core.notifications.channels import troubles
from core.notifications.noting import MESSAGES
from core.operating.findings import Finding, found
from core.store.tables import OutboxRow

if TYPE_CHECKING:
    from core.app import Desk

UNSENT_FOR = timedelta(hours=1)
"""Messages that wait for so long are told of."""


def calendar(desk: Desk) -> Iterator[Finding]:
    from core.services.workplace import CALENDAR

    with desk.store.read() as work:
        years: dict[int, set[str]] = {}
        for row in work.calendars.days(CALENDAR):
            years.setdefault(row.day.year, set()).add(row.status)
    this = desk.now().year
    guessed = sorted(year for year, states in years.items() if "provisional" in states)
    if this not in years:
        yield found("calendar", "wrong", "没有 {year} 年的节假日;请运行 shouhou calendar seed", year=str(this))
    elif this in guessed:
        yield found("calendar", "warning", "{year} 年的节假日是推算的,公布后请运行 shouhou calendar seed",
                     year=str(this))
    else:
        official = sorted(years.keys() - set(guessed))
        yield found("calendar", "ok", "官方 {official};推算 {guessed}",
                     official=f"{official[0]}-{official[-1]}", guessed=", ".join(map(str, guessed)) or "—")


def people(desk: Desk) -> Iterator[Finding]:
    from core.setting_up import has_administrator

    if has_administrator(desk):
        yield found("administrator", "ok", "正常")
    else:
        yield found("administrator", "wrong", "还没有管理员;请运行 shouhou user add LOGIN --duty administrator")


def messages(desk: Desk) -> Iterator[Finding]:
    """Whether people can be told outside the desk, as it is set up, and whether they were."""
    wrong = troubles(desk.notifications.channels)
    for channel, why in wrong.items():
        yield found("notifications", "wrong", "{channel}:{why}", channel=Label(channel), why=why)
    with desk.store.read() as work:
        unsent = work.session.scalar(select(func.count()).select_from(OutboxRow).where(
            OutboxRow.topic.startswith(MESSAGES.format("")), OutboxRow.done_at.is_(None), OutboxRow.held.is_(False),
            OutboxRow.created_at < desk.now() - UNSENT_FOR)) or 0
    if unsent:
        yield found("notifications", "warning", "{count} 封信一小时还没有发出;请看 shouhou notification log",
                    count=unsent)
    elif desk.notifications.channels and not wrong:
        yield found("notifications", "ok", "正常")


def plugins(desk: Desk) -> Iterator[Finding]:
    for name, health in sorted(desk.plugins.health.items()):
        sort = "capability" if isinstance(desk.plugins.bundles.get(name), Capability) else "plugin"
        if health.problems:
            yield found(f"{sort} {name}", "wrong", "{problems}", problems="; ".join(health.problems))
        else:
            yield found(f"{sort} {name}", "ok", "正常")


def policies(desk: Desk) -> Iterator[Finding]:
    from core.domain.errors import PolicyError
    from core.regulations import Policies

    adopted = [each.policy.slug for each in desk.adopted]
    for slug, error in sorted(desk.installed.broken.items()):
        wanted = slug in [each.slug for each in desk.config.policies]
        yield found(f"policy {slug}", "wrong" if wanted else "warning", "{problems}",
                     problems="; ".join(error.problems))
    if not adopted:
        yield found("policies", "wrong", "没有启用任何制度,不能建案;请在 shouhou.toml 启用")
        return
    try:
        Policies(desk.trial_place).check(*adopted)
        yield found("policies", "ok", "{slugs}", slugs=", ".join(adopted))
    except PolicyError as error:
        yield found("policies", "wrong", "{problems}", problems="; ".join(error.problems))
