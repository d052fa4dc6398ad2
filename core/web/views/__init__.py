"""The views, one module for each group of pages; thin: ask a service, show what it says."""

from flask import Flask

from core.web.views import (
    about,
    audit,
    calendars,
    case,
    cases,
    customer_links,
    customers,
    exports,
    files,
    importing,
    intake,
    labels,
    login,
    messages,
    notifications,
    papers,
    people,
    planning,
    plans,
    plugins,
    policies,
    portal,
    privacy,
    registers,
    reporting,
    reports,
    service,
    settings,
    setup,
    steps,
    tokens,
    webhooks,
    workbench,
)


def register(app: Flask) -> None:
    """Put every page in its place."""
    for group in (login, setup, about, workbench, cases, intake, case, steps, files, papers, labels, customers,
                  policies, settings, people, plugins, tokens, audit, importing, exports, webhooks, privacy, calendars,
                  planning, reporting, reports, plans, registers, notifications, messages, customer_links, service,
                  portal):
        app.register_blueprint(group.pages)
    for group in (service, portal):  # they look at the token themselves: see `visiting`
        app.extensions["csrf"].exempt(group.pages)
