"""Every use case that takes an actor, called as every duty: done where the table says so, else refused and nothing
changed. A use case that is missing from the table fails."""

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

import pytest

import core.services
from core.app import Desk
from core.domain.errors import DeskError, Forbidden, NotFound, Refused
from core.domain.people import Actor
from core.services.intake import Intake, NewCustomer, take_in, take_in_told
from core.services.notes import Upload
from core.services.opening import Request
from core.store.lists import CaseFilter
from tests.attack.desk import APPLICATION, CLOSING, DAYS_OFF, DUTIES, NOBODY_THERE, RETURN, TOLD, Shop, picture
from tests.rights.test_pages import (
    ADMINISTRATOR,
    EVERYBODY,
    MANAGER,
    OPENERS,
    OVERRULERS,
    REGISTRARS,
    SETTERS,
    WORKERS,
    Doors,
)

Call = Callable[[Shop, Actor, str], object]
REQUEST = Request(RETURN, APPLICATION)
SERVICE = frozenset({"service"})
TABLE: dict[str, tuple[frozenset[str], Call]] = {
    "Arranging.split": (OPENERS, lambda shop, who, case: shop.desk.arranging.split(who, case, [1], "One goes")),
    "Arranging.merge": (OPENERS, lambda shop, who, case: shop.desk.arranging.merge(
        who, case, shop.names.posted, "Sent in twice")),
    "Arranging.link": (OPENERS, lambda shop, who, case: shop.desk.arranging.link(
        who, case, shop.names.posted, "related")),
    "Links.make": (OPENERS, lambda shop, who, case: shop.desk.customer_links.make(who, case)),
    "Links.all": (OPENERS, lambda shop, who, case: shop.desk.customer_links.all(who, case)),
    "Links.revoke": (OPENERS, lambda shop, who, case: shop.desk.customer_links.revoke(who, case, shop.names.link)),
    "Portal.link_for": (OPENERS, lambda shop, who, case: shop.desk.portal.link_for(who, case)),
    "PluginlessCases.show": (WORKERS, lambda shop, who, case: shop.desk.pluginless.show(who, case)),
    "PluginlessCases.close": (MANAGER, lambda shop, who, case: refused(
        lambda: shop.desk.pluginless.close(who, case, "Gone"))),
    "Arranging.reopen": (MANAGER, lambda shop, who, case: shop.desk.arranging.reopen(who, case, "Again")),
    "Audit.recorded": (SETTERS, lambda shop, who, _: shop.desk.audit.recorded(who)),
    "Audit.verify": (SETTERS, lambda shop, who, _: shop.desk.audit.verify(who)),
    "Audit.sealed": (SETTERS, lambda shop, who, _: shop.desk.audit.sealed(who)),
    "CustomerList.page": (WORKERS, lambda shop, who, _: shop.desk.customer_list.page(who)),
    "CustomerList.product": (WORKERS, lambda shop, who, _: shop.desk.customer_list.product(who, shop.names.product)),
    "Customers.find": (WORKERS, lambda shop, who, _: shop.desk.customers.find(who, "Ann")),
    "Customers.get": (WORKERS, lambda shop, who, _: shop.desk.customers.get(who, shop.names.customer)),
    "Customers.register": (REGISTRARS, lambda shop, who, _: shop.desk.customers.register(who, name="Eve")),
    "Customers.change": (REGISTRARS, lambda shop, who, _: shop.desk.customers.change(
        who, shop.names.customer, name="Eve", phones=["13800001111"])),
    "Customers.add_product": (REGISTRARS, lambda shop, who, _: shop.desk.customers.add_product(
        who, shop.names.customer, {"name": "Lamp"})),
    "take_in": (OPENERS, lambda shop, who, _: take_in(shop.desk.place, who, REQUEST)),
    "take_in of a new customer": (REGISTRARS, lambda shop, who, _: take_in(
        shop.desk.place, who, REQUEST, customer=NewCustomer("Eve"))),
    "take_in_told": (OPENERS, lambda shop, who, _: take_in_told(
        shop.desk.place, who, {}, lambda work: Intake(REQUEST), "")),
    "Notes.comment": (WORKERS, lambda shop, who, case: shop.desk.notes.comment(who, case, "Hello")),
    "Notes.contact": (WORKERS, lambda shop, who, case: shop.desk.notes.contact(
        who, case, channel="phone", direction="in", reached=True)),
    "Notes.contact in the past": (MANAGER, lambda shop, who, case: shop.desk.notes.contact(
        who, case, channel="phone", direction="in", reached=True, at=shop.clock() - timedelta(minutes=20))),
    "Notes.assign": (OPENERS, lambda shop, who, case: shop.desk.notes.assign(who, case, shop.names.users["second"])),
    "Notes.wait": (OPENERS, lambda shop, who, case: shop.desk.notes.wait(who, case, "factory", "Asked")),
    "Notes.resume": (OPENERS, lambda shop, who, case: shop.desk.notes.resume(who, case)),
    "Notes.attach": (WORKERS, lambda shop, who, case: shop.desk.notes.attach(
        who, case, Upload(BytesIO(picture((9, 9, 9))), "a.jpg"))),
    "Notes.evidence": (WORKERS, lambda shop, who, case: shop.desk.notes.evidence(who, case, shop.names.evidence)),
    "Notes.correct": (OPENERS, lambda shop, who, case: shop.desk.notes.correct(who, case, APPLICATION)),
    "Opening.open": (OPENERS, lambda shop, who, _: shop.desk.opening.open(who, REQUEST)),
    "Opening.open in the past": (MANAGER, lambda shop, who, _: shop.desk.opening.open(
        who, Request(RETURN, APPLICATION, at=shop.clock() - timedelta(days=1)))),
    "Opening.open from a register": (MANAGER, lambda shop, who, _: shop.desk.opening.open(
        who, Request(RETURN, APPLICATION, imported_from={"run": 1}))),
    "Opening.preview": (OPENERS, lambda shop, who, _: shop.desk.opening.preview(who, REQUEST)),
    "Policies.all": (EVERYBODY, lambda shop, who, _: shop.desk.policies.all(who)),
    "Policies.show": (EVERYBODY, lambda shop, who, _: shop.desk.policies.show(who, "furniture/return-exchange")),
    "Policies.set_value": (SETTERS, lambda shop, who, _: shop.desk.policies.set_value(
        who, "furniture", "refund.within", "9 days")),
    "Policies.values": (EVERYBODY, lambda shop, who, _: shop.desk.policies.values(who, "furniture")),
    "Policies.history": (EVERYBODY, lambda shop, who, _: shop.desk.policies.history(who, "furniture")),
    "Imports.upload": (MANAGER, lambda shop, who, _: shop.desk.imports.upload(who, b"a,b\n1,2\n", "a.csv")),
    "Imports.inspect": (MANAGER, lambda shop, who, _: shop.desk.imports.inspect(who, shop.names.run)),
    "Imports.map": (MANAGER, lambda shop, who, _: shop.desk.imports.map(who, shop.names.run, {})),
    "Imports.dry_run": (MANAGER, lambda shop, who, _: shop.desk.imports.dry_run(who, shop.names.run)),
    "Imports.start": (MANAGER, lambda shop, who, _: shop.desk.imports.start(who, shop.names.run)),
    "Imports.resume": (MANAGER, lambda shop, who, _: shop.desk.imports.resume(who, shop.names.run)),
    "Imports.discard": (MANAGER, lambda shop, who, _: shop.desk.imports.discard(who, shop.names.run)),
    "Imports.status": (MANAGER, lambda shop, who, _: shop.desk.imports.status(who, shop.names.run)),
    "Imports.runs": (MANAGER, lambda shop, who, _: shop.desk.imports.runs(who)),
    "Imports.rows": (MANAGER, lambda shop, who, _: shop.desk.imports.rows(who, shop.names.run)),
    "Imports.correction": (MANAGER, lambda shop, who, _: shop.desk.imports.correction(who, shop.names.run, form="csv")),
    "Exports.ask": (MANAGER, lambda shop, who, _: shop.desk.exports.ask(who, "cases", "csv")),
    "Exports.mine": (MANAGER, lambda shop, who, _: shop.desk.exports.mine(who)),
    "Exports.get": (MANAGER, lambda shop, who, _: shop.desk.exports.get(who, shop.names.export)),
    "Exports.fetch": (MANAGER, lambda shop, who, _: shop.desk.exports.fetch(who, shop.names.export)),
    "Exports.remove": (MANAGER, lambda shop, who, _: shop.desk.exports.remove(who, shop.names.export)),
    "Exports.disclose": (MANAGER, lambda shop, who, _: shop.desk.exports.disclose(who, shop.names.spare)),
    "Exports.finish": (MANAGER, lambda shop, who, _: shop.desk.exports.finish(who, shop.names.export)),
    "Exports.write": (MANAGER, lambda shop, who, _: shop.desk.exports.write(who, "cases", "csv", BytesIO())),
    "AccessLog.list": (SETTERS, lambda shop, who, _: shop.desk.accesses.list(who)),
    "Consents.record": (WORKERS, lambda shop, who, _: shop.desk.consents.record(
        who, shop.names.customer, "photos", True)),
    "Consents.of": (WORKERS, lambda shop, who, _: shop.desk.consents.of(who, shop.names.customer)),
    "Consents.lacking": (WORKERS, lambda shop, who, _: shop.desk.consents.lacking(who, shop.names.customer, [])),
    "Erasing.preview": (MANAGER, lambda shop, who, _: shop.desk.erasing.preview(who, shop.names.spare)),
    "Erasing.erase": (MANAGER, lambda shop, who, _: shop.desk.erasing.erase(
        who, shop.names.spare, "asked", confirm=str(shop.names.spare))),
    "Erasing.reapply": (MANAGER, lambda shop, who, _: shop.desk.erasing.reapply(who, [])),
    "Calendars.all": (EVERYBODY, lambda shop, who, _: shop.desk.calendars.all(who)),
    "Calendars.show": (EVERYBODY, lambda shop, who, _: shop.desk.calendars.show(who)),
    "Calendars.year": (EVERYBODY, lambda shop, who, _: shop.desk.calendars.year(who, 2025)),
    "Calendars.versions": (EVERYBODY, lambda shop, who, _: shop.desk.calendars.versions(who)),
    "Calendars.compare": (EVERYBODY, lambda shop, who, _: shop.desk.calendars.compare(who, 1, 1, "repair")),
    "Calendars.teams": (EVERYBODY, lambda shop, who, _: shop.desk.calendars.teams(who)),
    "Calendars.add": (SETTERS, lambda shop, who, _: shop.desk.calendars.add(who, "posts", "Posts")),
    "Calendars.retire": (SETTERS, lambda shop, who, _: shop.desk.calendars.retire(who, "repair")),
    "Calendars.bring": (SETTERS, lambda shop, who, _: shop.desk.calendars.bring(who, DAYS_OFF)),
    "Reports.promises": (WORKERS, lambda shop, who, _: shop.desk.reports.promises(who)),
    "Reports.cases": (WORKERS, lambda shop, who, _: shop.desk.reports.cases(
        who, "handled", shop.desk.now().date(), "met")),
    "Planning.all": (SETTERS, lambda shop, who, _: shop.desk.planning.all(who)),
    "Planning.show": (SETTERS, lambda shop, who, _: shop.desk.planning.show(who, shop.names.change)),
    "Planning.draft": (SETTERS, lambda shop, who, _: shop.desk.planning.draft(who, "calendar", CLOSING)),
    "Planning.draft of values": (SETTERS, lambda shop, who, _: shop.desk.planning.draft(
        who, "values", {"industry": "furniture", "values": {"refund.within": "9 days"}})),
    "Planning.look": (SETTERS, lambda shop, who, _: shop.desk.planning.look(who, shop.names.change)),
    "Planning.apply": (SETTERS, lambda shop, who, _: shop.desk.planning.apply(who, shop.names.change, "new")),
    "Planning.drop": (SETTERS, lambda shop, who, _: shop.desk.planning.drop(who, shop.names.change)),
    "Planning.finish": (SETTERS, lambda shop, who, _: shop.desk.planning.finish(who, shop.names.change)),
    "Planning.would_move": (MANAGER, lambda shop, who, case: shop.desk.planning.would_move(who, case)),
    "Planning.move": (MANAGER, lambda shop, who, case: shop.desk.planning.move(who, case, "Agreed")),
    "Steps.take": (SERVICE, lambda shop, who, case: shop.desk.steps.take(who, case, "apply.accept", TOLD)),
    "Steps.preview": (SERVICE, lambda shop, who, case: shop.desk.steps.preview(who, case, "apply.accept", TOLD)),
    "Steps.override": (OVERRULERS, lambda shop, who, case: shop.desk.steps.override(
        who, case, rule="in_return_window", reason="In hospital")),
    "Steps.answer": (MANAGER, lambda shop, who, case: shop.desk.steps.answer(
        who, case, shop.names.fingerprint, grant=True)),
    "Tokens.create": (SETTERS, lambda shop, who, _: shop.desk.tokens.create(
        who, title="Shop", scopes=["policy.view"])),
    "Tokens.create for another": (ADMINISTRATOR, lambda shop, who, _: shop.desk.tokens.create(
        who, title="Shop", scopes=["case.view"], user_id=shop.names.users["service"])),
    "Tokens.all": (SETTERS, lambda shop, who, _: shop.desk.tokens.all(who)),
    "Tokens.all of another": (ADMINISTRATOR, lambda shop, who, _: shop.desk.tokens.all(
        who, shop.names.users["service"])),
    "Tokens.revoke": (ADMINISTRATOR, lambda shop, who, _: shop.desk.tokens.revoke(who, 1)),
    "Users.all": (ADMINISTRATOR, lambda shop, who, _: shop.desk.users.all(who)),
    "Users.get": (ADMINISTRATOR, lambda shop, who, _: shop.desk.users.get(who, shop.names.users["second"])),
    "Users.create": (ADMINISTRATOR, lambda shop, who, _: shop.desk.users.create(
        who, login="eve", name="Eve", password="quite-a-long-one-5", duties=["service"])),
    "Users.change": (ADMINISTRATOR, lambda shop, who, _: shop.desk.users.change(
        who, shop.names.users["second"], name="Two", duties=["administrator"], scope="all", active=True)),
    "Users.set_password": (ADMINISTRATOR, lambda shop, who, _: shop.desk.users.set_password(
        who, shop.names.users["second"], "quite-a-long-one-5")),
    "Notifications.unread": (EVERYBODY, lambda shop, who, _: shop.desk.notifications.unread(who)),
    "Notifications.mine": (EVERYBODY, lambda shop, who, _: shop.desk.notifications.mine(who)),
    "Notifications.read": (SERVICE, lambda shop, who, _: shop.desk.notifications.read(who, shop.names.notification)),
    "Notifications.read_all": (EVERYBODY, lambda shop, who, _: shop.desk.notifications.read_all(who)),
    "Notifications.read_case": (EVERYBODY, lambda shop, who, _: shop.desk.notifications.read_case(
        who, shop.names.new)),
    "Notifications.wishes": (EVERYBODY, lambda shop, who, _: shop.desk.notifications.wishes(who)),
    "Notifications.wish": (EVERYBODY, lambda shop, who, _: shop.desk.notifications.wish(
        who, {("warned", "desk"): False})),
    "Notifications.set_email": (EVERYBODY, lambda shop, who, _: shop.desk.notifications.set_email(who, "a@b.example")),
    "Notifications.set_email of another": (ADMINISTRATOR, lambda shop, who, _: shop.desk.notifications.set_email(
        who, "a@b.example", user_id=shop.names.users["second"])),
    "Notifications.set_manager": (ADMINISTRATOR, lambda shop, who, _: shop.desk.notifications.set_manager(
        who, shop.names.users["second"], "manager")),
    "Notifications.became": (SERVICE, lambda shop, who, _: shop.desk.notifications.became(who, shop.names.message)),
    "Notifications.log": (SETTERS, lambda shop, who, _: shop.desk.notifications.log(who)),
    "Notifications.resend": (SETTERS, lambda shop, who, _: shop.desk.notifications.resend(who, shop.names.message)),
    "Notifications.templates": (SETTERS, lambda shop, who, _: shop.desk.notifications.templates(who, "en")),
    "Notifications.template": (SETTERS, lambda shop, who, _: shop.desk.notifications.template(
        who, "missed", "desk", "en")),
    "Notifications.set_template": (SETTERS, lambda shop, who, _: shop.desk.notifications.set_template(
        who, "missed", "desk", "en", subject="{case}")),
    "Notifications.reset_template": (SETTERS, lambda shop, who, _: shop.desk.notifications.reset_template(
        who, "missed", "desk", "en")),
    "Notifications.preview": (SETTERS, lambda shop, who, _: shop.desk.notifications.preview(
        who, "missed", "desk", "en", subject="{case}")),
    "Webhooks.all": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.all(who)),
    "Webhooks.get": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.get(who, shop.names.webhook)),
    "Webhooks.create": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.create(
        who, title="ERP", url=NOBODY_THERE)),
    "Webhooks.change": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.change(
        who, shop.names.webhook, title="ERP", url=NOBODY_THERE)),
    "Webhooks.disable": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.disable(who, shop.names.webhook)),
    "Webhooks.enable": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.enable(who, shop.names.webhook)),
    "Webhooks.remove": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.remove(who, shop.names.webhook)),
    "Webhooks.rotate": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.rotate(who, shop.names.webhook)),
    "Webhooks.ping": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.ping(who, shop.names.webhook)),
    "Webhooks.deliveries": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.deliveries(
        who, shop.names.webhook)),
    "Webhooks.delivery": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.delivery(
        who, shop.names.webhook, shop.names.delivery)),
    "Webhooks.redeliver": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.redeliver(
        who, shop.names.webhook, shop.names.delivery)),
    "Webhooks.redeliver_lost": (ADMINISTRATOR, lambda shop, who, _: shop.desk.webhooks.redeliver_lost(
        who, shop.names.webhook)),
    "Plans.entries": (WORKERS, lambda shop, who, _: shop.desk.plans.entries(who)),
    "Plans.waiting": (EVERYBODY, lambda shop, who, _: shop.desk.plans.waiting(who)),
    "Plans.show": (WORKERS, lambda shop, who, _: shop.desk.plans.show(who, shop.names.task)),
    "Plans.sign": (frozenset({"quality"}), lambda shop, who, _: shop.desk.plans.sign(
        who, shop.names.task, "quality", {})),
    "Plans.reopen": (MANAGER, lambda shop, who, _: shop.desk.plans.reopen(who, shop.names.task, "manager", "Again")),
    "Registers.all": (WORKERS, lambda shop, who, _: shop.desk.registers.all(who)),
    "Registers.named": (WORKERS, lambda shop, who, _: shop.desk.registers.named(who, "calls")),
    "Registers.book": (WORKERS, lambda shop, who, _: shop.desk.registers.book(who, "furniture", "calls")),
    "Registers.entries": (WORKERS, lambda shop, who, _: shop.desk.registers.entries(who, "furniture", "calls")),
    "Registers.waiting": (EVERYBODY, lambda shop, who, _: shop.desk.registers.waiting(who)),
    "Registers.overdue": (WORKERS, lambda shop, who, _: shop.desk.registers.overdue(who, "furniture", "calls")),
    "Registers.show": (REGISTRARS, lambda shop, who, _: shop.desk.registers.show(
        who, shop.names.entry)),
    "Registers.write": (REGISTRARS, lambda shop, who, _: shop.desk.registers.write(
        who, "furniture", "calls", {"said": "Hello"})),
    "Registers.correct": (REGISTRARS, lambda shop, who, _: shop.desk.registers.correct(
        who, shop.names.entry, {"said": "Hello again"})),
    "Registers.acknowledge": (REGISTRARS, lambda shop, who, _: shop.desk.registers.acknowledge(
        who, shop.names.entry)),
    "Registers.table": (MANAGER, lambda shop, who, _: shop.desk.registers.table(who, "furniture", "calls", str)),
    "Erasing.erase_entry": (MANAGER, lambda shop, who, _: shop.desk.erasing.erase_entry(
        who, shop.names.entry, "Asked")),
    "DeclaredReports.all": (WORKERS, lambda shop, who, _: shop.desk.declared_reports.all(who)),
    "DeclaredReports.named": (WORKERS, lambda shop, who, _: shop.desk.declared_reports.named(who, "total")),
    "DeclaredReports.make": (WORKERS, lambda shop, who, _: shop.desk.declared_reports.make(
        who, "furniture", "total", shop.desk.declared_reports.span())),
    "Views.case": (WORKERS, lambda shop, who, case: shop.desk.views.case(who, case)),
    "Views.papers": (WORKERS, lambda shop, who, case: shop.desk.views.papers(who, case)),
    "Views.cases": (WORKERS, lambda shop, who, _: shop.desk.views.cases(who, CaseFilter())),
    "Views.counts": (WORKERS, lambda shop, who, _: shop.desk.views.counts(who)),
}
FREE = {
    "Users.log_ins": "one's own", "Users.log_out_elsewhere": "one's own",
    "Users.change_password": "one's own, by the old one",
    "Users.colleagues": "names, for whoever is logged in", "Users.set_language": "one's own",
    "Views.today": "the day, no data", "Customers.within": "inside a caller that has checked",
    "Opening.within": "inside a caller; checks as `open` does", "Opening.record": "the same",
    "Opening.admit": "the check of what a request names",
    "change": "what the use cases are made of", "once": "the same", "require": "the check",
    "may_take": "the check of a step",
    "seen": "masks",
    "Links.live": "none for who may not make any",
    "Notifications.test": "to oneself", "AccessLog.note": "that somebody read what they could"}
CASES = {"Notes.resume": "waiting", "Arranging.reopen": "declined", "Steps.override": "late", "Steps.answer": "asked"}


def refused(call: Callable[[], object]) -> None:
    """Whoever may is told that it cannot be."""
    with pytest.raises(Refused):
        call()


def acting(thing: object) -> bool:
    return inspect.isfunction(thing) and "actor" in inspect.signature(thing).parameters


def test_the_table_names_every_use_case(doors: Doors) -> None:
    desk, found = doors.shop.desk, set[str]()
    for name, prop in vars(Desk).items():
        if isinstance(prop, cached_property):
            service = type(getattr(desk, name))
            found |= {f"{service.__name__}.{method}" for method, code in inspect.getmembers(service)
                      if acting(code) and not method.startswith("_")}
    for each in pkgutil.iter_modules(core.services.__path__):
        module = importlib.import_module(f"core.services.{each.name}")
        found |= {name for name, thing in vars(module).items()
                  if acting(thing) and thing.__module__ == module.__name__ and not name.startswith("_")}
    assert sorted(found ^ ({name.split()[0] for name in TABLE} | FREE.keys())) == []


@pytest.fixture(scope="module")
def doors(pattern: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("use-cases") / "desk"
    shutil.copytree(pattern[0], folder)
    shop = Shop(folder, pattern[1])
    shop.desk.steps.take(shop["service"], shop.names.late, "apply.decline", {"why": "Late", "told_by": "phone"})
    shop.names.declined, shop.names.late = shop.names.late, shop.desk.opening.open(
        shop["service"], Request(RETURN, {**APPLICATION, "bought_on": "2025-08-01"})).number
    shop.desk.tokens.create(Actor.system(), title="Shop", scopes=["case.view"], user_id=shop.names.users["second"])
    # The same words written otherwise are another rulebook, so that a case may go over to it.
    shop.desk.policies.set_value(Actor.system(), "furniture", "refund.within", "7 d")
    yield Doors(shop)
    shop.desk.store.dispose()


@pytest.mark.parametrize("name", TABLE)
def test_who_may(doors: Doors, name: str) -> None:
    allowed, call = TABLE[name]
    shop, case = doors.shop, getattr(doors.shop.names, CASES.get(name.split()[0], "new"))
    version, found = doors.version(), {}
    for login in DUTIES:
        before = version()
        try:
            call(shop, shop[login], case)
            found[login] = "done"
        except (Forbidden, NotFound) as error:
            found[login] = error.code
        if version() != before:
            assert found[login] == "done"
            shop.restore()
            version = doors.version()
    refused = {login: code for login, code in found.items() if login not in allowed}
    assert "done" not in refused.values(), refused
    assert {login for login, code in found.items() if code == "done"} == allowed


ABOUT_A_CASE = [name for name, (_, call) in TABLE.items() if "_" not in inspect.signature(call).parameters]


@pytest.mark.parametrize("name", ABOUT_A_CASE)
def test_a_foreign_case_is_an_absent_one(doors: Doors, name: str) -> None:
    shop, case = doors.shop, getattr(doors.shop.names, CASES.get(name.split()[0], "new"))
    version = doors.version()
    before, call = version(), TABLE[name][1]
    for login in ("apart", "elsewhere"):
        said = []
        for number in (case, "TH-1999-00001"):
            with pytest.raises(NotFound) as caught:
                call(shop, shop[login], number)
            said.append((caught.value.code, str(caught.value)))
        assert said[0] == said[1]
    assert version() == before


def test_a_foreign_case_is_not_told_by_a_link_to_it(doors: Doors) -> None:
    shop = doors.shop
    own = shop.desk.opening.open(shop["apart"], REQUEST).number
    said = []
    for other in (shop.names.new, "TH-1999-00001"):
        with pytest.raises(NotFound) as caught:
            shop.desk.arranging.link(shop["apart"], own, other, "related")
        said.append(str(caught.value))
    assert said[0] == said[1]
    shop.restore()


def test_who_may_see_whom(doors: Doors) -> None:
    shop = doors.shop
    listed = {login: {row.number for row in shop.desk.views.cases(shop[login], CaseFilter()).page.rows}
              for login in ("service", "apart", "elsewhere", "logistics")}
    assert len(listed["service"]) == 9 and listed["logistics"] == listed["service"]
    assert not listed["apart"] and not listed["elsewhere"]
    for login in ("apart", "elsewhere"):
        with pytest.raises(NotFound):
            shop.desk.customers.get(shop[login], shop.names.customer)
        assert vars(shop.desk.views.counts(shop[login]))["open"] == 0


def test_nobody_disables_or_demotes_themselves(doors: Doors) -> None:
    users, who = doors.shop.desk.users, doors.shop["administrator"]
    for duties, active in ((["administrator"], False), (["service"], True)):
        with pytest.raises(DeskError):
            users.change(who, who.id or 0, name="A", duties=duties, scope="all", active=active)
