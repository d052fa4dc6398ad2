"""Every route of the running application, called as every duty, as nobody, as somebody disabled, and as a stranger to
what it is about. One table says who may; a route that is missing from it fails."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.domain.people import Actor
from core.http.admission import ASSETS, PROGRAMS
from core.web.signing_in import COOKIE
from tests.attack.desk import (
    APPLICATION,
    DUTIES,
    MEANING,
    NOBODY_THERE,
    PASSWORD,
    RETURN,
    TOLD,
    Named,
    Shop,
    picture,
    token_of,
)

EVERYBODY = frozenset(DUTIES)
WORKERS = EVERYBODY - {"administrator"}
OPENERS = frozenset({"service", "dispatch", "manager"})
REGISTRARS = frozenset({"service", "manager"})
OVERRULERS = frozenset({"service", "finance", "manager"})
MANAGER, ADMINISTRATOR = frozenset({"manager"}), frozenset({"administrator"})
SETTERS = MANAGER | ADMINISTRATOR


@dataclass(frozen=True)
class Route:
    """How a route is called and what those who may call it are answered (a redirect after something is done).
    `at_door`: everybody else is turned away before anything is looked up; else who has not the right but sees the case
    is refused with `refusal`. `alike`: it answers everybody the same. `noted`: that it was called is
    written down. `own`: for everybody else there is no such thing. `stranger` are paths of what is absent; `{case}` is
    put in by the test."""

    who: frozenset[str]
    path: str
    answer: int = 200
    form: Callable[[Named], Mapping[str, Any]] | None = None
    refusal: int = 403
    absent: tuple[str, ...] = ()
    public: bool = False
    alike: bool = False
    files: Callable[[], Mapping[str, Any]] = field(default=dict)
    noted: bool = False
    own: bool = False


def says(**form: object) -> Callable[[Named], Mapping[str, Any]]:
    return lambda _: form


ICALENDAR = (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20251111\r\n"
             b"SUMMARY:Party\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
CASE, HOOK = "/cases/{names.new}", "/webhooks/{names.webhook}"
@pytest.fixture(autouse=True)
def without_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may is decided before any PDF is made; as on a desk without the extra, that takes no time."""
    monkeypatch.setattr("core.printing.pdf.find_spec", lambda name: None)


TABLE: Mapping[str, Route] = {
    "login.home GET": Route(EVERYBODY, "/", 302),
    "login.show GET": Route(EVERYBODY, "/login", 302, public=True),
    "login.log_in POST": Route(EVERYBODY, "/login", 302, says(login="service", password=PASSWORD), public=True),
    "login.log_out POST": Route(EVERYBODY, "/logout", 302, says(), public=True),
    "login.speak POST": Route(EVERYBODY, "/language", 302, says(language="zh"), public=True),
    "login.me GET": Route(EVERYBODY, "/me"),
    "login.change_password POST": Route(EVERYBODY, "/me/password", 302, says(
        old=PASSWORD, password="another-horse-8", again="another-horse-8")),
    "login.log_out_elsewhere POST": Route(EVERYBODY, "/me/elsewhere", 302, says()),
    "setup.show GET": Route(EVERYBODY, "/setup", 404, public=True, alike=True),
    "setup.send POST": Route(EVERYBODY, "/setup", 404, says(code="x"), public=True, alike=True),
    "about.security GET": Route(EVERYBODY, "/.well-known/security.txt", 404, public=True, alike=True),
    "about.robots GET": Route(EVERYBODY, "/robots.txt", public=True, alike=True),
    "probes.alive GET": Route(EVERYBODY, "/healthz", public=True, alike=True),
    "probes.ready GET": Route(EVERYBODY, "/readyz", public=True, alike=True),
    "probes.metrics GET": Route(EVERYBODY, "/metrics", 401, public=True, alike=True),
    "workbench.show GET": Route(WORKERS, "/workbench"),
    "cases.show GET": Route(WORKERS, "/cases"),
    "exports.show GET": Route(MANAGER, "/exports"),
    "exports.ask POST": Route(MANAGER, "/exports?stand=all", 302, says(what="cases", form="csv")),
    "exports.download GET": Route(MANAGER, "/exports/{names.export}/file", absent=("/exports/999/file",), noted=True),
    "exports.remove POST": Route(MANAGER, "/exports/{names.export}/remove", 302, says(),
                                 absent=("/exports/999/remove",)),
    "cases.assign POST": Route(OPENERS, "/cases/assign", 302, lambda names: {
        "number": names.new, "to": names.users["second"]}),
    "intake.show GET": Route(OPENERS, "/cases/new"),
    "intake.send POST": Route(OPENERS, "/cases/new", 302, says(
        do="open", kind=RETURN, **{f"f.{name}": said for name, said in APPLICATION.items()})),
    "intake.send POST with a new customer": Route(REGISTRARS, "/cases/new", 302, lambda _: {
        "do": "open", "kind": RETURN, "phone": "13811112222", "customer.name": "Eve",
        **{f"f.{name}": said for name, said in APPLICATION.items()}}),
    "intake.preview POST": Route(OPENERS, "/cases/new/preview", 200, says(kind=RETURN)),
    "case.show GET": Route(WORKERS, CASE, absent=("/cases/{case}",)),
    "case.override GET": Route(OVERRULERS, "/cases/{names.late}/override?rule=in_return_window", refusal=404,
                               absent=("/cases/{case}/override?rule=in_return_window",)),
    "case.ask_override POST": Route(OVERRULERS, "/cases/{names.late}/override", 302, says(
        rule="in_return_window", reason="In hospital"), absent=("/cases/{case}/override",)),
    "case.answer POST": Route(MANAGER, "/cases/{names.asked}/overrides/{names.fingerprint}", 302, says(answer="grant"),
                              absent=("/cases/{case}/overrides/{names.fingerprint}",)),
    "case.close POST": Route(MANAGER, CASE + "/close", 409, says(why="Gone"), absent=("/cases/{case}/close",)),
    "case.act GET": Route(WORKERS, CASE + "/do/comment", absent=("/cases/{case}/do/comment", CASE + "/do/nothing")),
    "case.do POST": Route(WORKERS, CASE + "/do/comment", 302, says(text="Hello"), absent=(
        "/cases/{case}/do/comment", CASE + "/do/nothing")),
    "case.do POST contact": Route(WORKERS, CASE + "/do/contact", 302, says(
        channel="phone", direction="out", reached="true"), absent=("/cases/{case}/do/contact",)),
    "case.do POST attach": Route(WORKERS, CASE + "/do/attach", 302, says(purpose="proof"), absent=(
        "/cases/{case}/do/attach",), files=lambda: {"file": (BytesIO(picture((1, 2, 3))), "a.jpg")}),
    "case.do POST assign": Route(OPENERS, CASE + "/do/assign", 302, lambda names: {"to": names.users["second"]},
                                 absent=("/cases/{case}/do/assign",)),
    "case.do POST wait": Route(OPENERS, CASE + "/do/wait", 302, says(party="customer", why="Asked"),
                               absent=("/cases/{case}/do/wait",)),
    "case.do POST resume": Route(OPENERS, "/cases/{names.waiting}/do/resume", 302, says(),
                                 absent=("/cases/{case}/do/resume",)),
    "case.do POST correct": Route(OPENERS, CASE + "/do/correct", 302, says(**APPLICATION),
                                  absent=("/cases/{case}/do/correct",)),
    "case.do POST split": Route(OPENERS, CASE + "/do/split", 302, says(items="1", why="One goes"),
                                absent=("/cases/{case}/do/split",)),
    "case.do POST merge": Route(OPENERS, CASE + "/do/merge", 302, lambda names: {
        "into": names.posted, "why": "Sent in twice", "sure": "true"}, absent=("/cases/{case}/do/merge",)),
    "case.do POST link": Route(OPENERS, CASE + "/do/link", 302, lambda names: {
        "other": names.posted, "relation": "related"}, absent=("/cases/{case}/do/link",)),
    "steps.show GET": Route(WORKERS, CASE + "/steps/apply.accept", absent=(
        "/cases/{case}/steps/apply.accept", CASE + "/steps/nothing")),
    "steps.take POST": Route(frozenset({"service"}), CASE + "/steps/apply.accept", 302, says(**TOLD), absent=(
        "/cases/{case}/steps/apply.accept", CASE + "/steps/nothing")),
    "steps.take POST overruling": Route(OVERRULERS, "/cases/{names.late}/steps/apply.accept", 200, says(
        **TOLD, overrule="in_return_window", overrule_reason="Ill"), absent=("/cases/{case}/steps/apply.accept",)),
    "files.download GET": Route(WORKERS, CASE + "/files/{names.evidence}", absent=(
        "/cases/{case}/files/{names.evidence}", CASE + "/files/999", "/cases/{names.late}/files/{names.evidence}")),
    "files.picture GET": Route(WORKERS, CASE + "/files/{names.evidence}/picture", absent=(
        "/cases/{case}/files/{names.evidence}/picture", CASE + "/files/999/picture")),
    "customer_links.show GET": Route(OPENERS, CASE + "/customer-links", absent=("/cases/{case}/customer-links",)),
    "customer_links.make POST": Route(OPENERS, CASE + "/customer-links", 200, says(days="14"),
                                      absent=("/cases/{case}/customer-links",)),
    "customer_links.revoke POST": Route(OPENERS, CASE + "/customer-links/{names.link}/revoke", 302, says(), absent=(
        "/cases/{case}/customer-links/{names.link}/revoke", CASE + "/customer-links/999/revoke")),
    "service.show GET": Route(EVERYBODY, "/service", public=True, alike=True),
    "service.privacy GET": Route(EVERYBODY, "/service/privacy", public=True, alike=True),
    "service.ask GET": Route(EVERYBODY, "/service/furniture.return", 404, public=True, alike=True),
    "service.send POST": Route(EVERYBODY, "/service/furniture.return", 404, says(do="send"), public=True, alike=True),
    **{f"portal.{name}": Route(EVERYBODY, f"/c/no-such-token{path}", 404, says() if "POST" in name else None,
                               public=True, alike=True) for name, path in (
        ("show GET", ""), ("step GET", "/steps/apply.accept"), ("take POST", "/steps/apply.accept"),
        ("add POST", "/more"), ("send POST", "/panels/followup.rate"),
        ("photo GET", "/photos/1"), ("paper GET", "/papers/return_form"))},
    "papers.show GET": Route(WORKERS, CASE + "/papers/return_form", absent=(
        "/cases/{case}/papers/return_form", CASE + "/papers/nothing")),
    "labels.show GET": Route(WORKERS, "/labels?number={names.new}", absent=("/labels?number={case}", "/labels")),
    "labels.pdf GET": Route(WORKERS, "/labels.pdf?number={names.new}", 501, absent=(
        "/labels.pdf?number={case}", "/labels.pdf")),
    "labels.choose POST": Route(WORKERS, "/labels", 302, says()),
    "papers.pdf GET": Route(WORKERS, CASE + "/papers/return_form.pdf", 501, absent=(
        "/cases/{case}/papers/return_form.pdf", CASE + "/papers/nothing.pdf")),
    "customers.show GET": Route(WORKERS, "/customers/{names.customer}", absent=("/customers/999",)),
    "customers.change POST": Route(REGISTRARS, "/customers/{names.customer}", 302, says(
        name="Ann Smith", phones="13800006622"), absent=("/customers/999",)),
    "customers.add_product POST": Route(REGISTRARS, "/customers/{names.customer}/products", 302, says(name="Lamp"),
                                        absent=("/customers/999/products",)),
    "importing.show GET": Route(MANAGER, "/import"),
    "importing.example GET": Route(MANAGER, "/import/example.csv"),
    "importing.upload POST": Route(MANAGER, "/import", 302, says(), files=lambda: {
        "file": (BytesIO("申请日期,客户,诉求\n2025-10-10,Bob,退货\n".encode()), "register.csv")}),
    "importing.run GET": Route(MANAGER, "/import/{names.run}", absent=("/import/999",)),
    "importing.understand POST": Route(MANAGER, "/import/{names.run}/columns", 302, lambda _: {
        f"c{place}": key for place, key in enumerate(("", *MEANING.values()))}, absent=("/import/999/columns",)),
    "importing.start POST": Route(MANAGER, "/import/{names.run}/start", 302, says(), absent=("/import/999/start",)),
    "importing.resume POST": Route(MANAGER, "/import/{names.run}/resume", 302, says(), absent=("/import/999/resume",)),
    "importing.discard POST": Route(MANAGER, "/import/{names.run}/discard", 302, says(),
                                    absent=("/import/999/discard",)),
    "importing.correction GET": Route(MANAGER, "/import/{names.run}/correction.csv",
                                      absent=("/import/999/correction.csv",)),
    "policies.show GET": Route(EVERYBODY, "/policies"),
    "policies.policy GET": Route(EVERYBODY, "/policies/furniture/return-exchange", absent=("/policies/no/thing",)),
    "policies.clause GET": Route(EVERYBODY, "/policies/clauses/FRE-03", 302, absent=("/policies/clauses/NO-1",)),
    "policies.trying GET": Route(EVERYBODY, "/policies/furniture/return-exchange/try",
                                 absent=("/policies/no/thing/try",)),
    "policies.run POST": Route(EVERYBODY, "/policies/furniture/return-exchange/try", 200, says(
        do="run", kind=RETURN), absent=("/policies/no/thing/try",)),
    "settings.show GET": Route(SETTERS, "/settings"),
    "plugins.show GET": Route(SETTERS, "/plugins"),
    "settings.change POST": Route(SETTERS, "/settings", 302, says(
        industry="furniture", term="refund.within", value="9 days")),
    "tokens.own GET": Route(SETTERS, "/me/tokens"),
    "tokens.create_own POST": Route(SETTERS, "/me/tokens", 200, says(title="Shop", days="30", scopes="policy.view")),
    "tokens.revoke_own POST": Route(SETTERS, "/me/tokens/1/revoke", 302, says(), absent=("/me/tokens/999/revoke",)),
    "tokens.of_person GET": Route(ADMINISTRATOR, "/people/{names.users[service]}/tokens",
                                  absent=("/people/999/tokens",)),
    "tokens.create POST": Route(ADMINISTRATOR, "/people/{names.users[service]}/tokens", 200, says(
        title="Shop", days="30", scopes="case.view"), absent=("/people/999/tokens",)),
    "tokens.revoke POST": Route(ADMINISTRATOR, "/people/1/tokens/1/revoke", 302, says(), absent=(
        "/people/1/tokens/999/revoke",)),
    "people.show GET": Route(ADMINISTRATOR, "/people"),
    "people.new GET": Route(ADMINISTRATOR, "/people/new"),
    "people.create POST": Route(ADMINISTRATOR, "/people/new", 302, says(
        login="eve", name="Eve", password="quite-a-long-one-5", duties="service")),
    "people.one GET": Route(ADMINISTRATOR, "/people/{names.users[service]}", absent=("/people/999",)),
    "people.change POST": Route(ADMINISTRATOR, "/people/{names.users[second]}", 302, says(
        name="Second", duties="quality", active="true"), absent=("/people/999",)),
    "people.password POST": Route(ADMINISTRATOR, "/people/{names.users[second]}/password", 302, says(
        password="quite-a-long-one-5"), absent=("/people/999/password",)),
    "webhooks.show GET": Route(ADMINISTRATOR, "/webhooks"),
    "webhooks.new GET": Route(ADMINISTRATOR, "/webhooks/new"),
    "webhooks.create POST": Route(ADMINISTRATOR, "/webhooks/new", 200, says(title="ERP", url=NOBODY_THERE)),
    "webhooks.one GET": Route(ADMINISTRATOR, HOOK, absent=("/webhooks/999",)),
    "webhooks.change POST": Route(ADMINISTRATOR, HOOK, 302, says(title="ERP", url=NOBODY_THERE),
                                  absent=("/webhooks/999",)),
    "webhooks.ping POST": Route(ADMINISTRATOR, HOOK + "/ping", 302, says(), absent=("/webhooks/999/ping",)),
    "webhooks.switch POST": Route(ADMINISTRATOR, HOOK + "/state", 302, says(active="false"),
                                  absent=("/webhooks/999/state",)),
    "webhooks.rotate POST": Route(ADMINISTRATOR, HOOK + "/key", 200, says(**{"sure-key": "true"}),
                                  absent=("/webhooks/999/key",)),
    "webhooks.remove POST": Route(ADMINISTRATOR, HOOK + "/remove", 302, says(**{"sure-remove": "true"}),
                                  absent=("/webhooks/999/remove",)),
    "webhooks.redeliver POST": Route(ADMINISTRATOR, HOOK + "/deliveries/{names.delivery}", 302, says(), absent=(
        HOOK + "/deliveries/999", "/webhooks/999/deliveries/{names.delivery}")),
    "webhooks.redeliver_lost POST": Route(ADMINISTRATOR, HOOK + "/deliveries", 302, says(),
                                          absent=("/webhooks/999/deliveries",)),
    "audit.show GET": Route(SETTERS, "/audit"),
    "notifications.show GET": Route(EVERYBODY, "/notifications"),
    "notifications.read_all POST": Route(EVERYBODY, "/notifications/read", 302, says()),
    "notifications.read POST": Route(frozenset({"service"}), "/notifications/{names.notification}", 302, says(),
                                     own=True, absent=("/notifications/999",)),
    "notifications.wishes GET": Route(EVERYBODY, "/notifications/wishes"),
    "notifications.wish POST": Route(EVERYBODY, "/notifications/wishes", 302, says(wanted="warned:desk")),
    "notifications.address POST": Route(EVERYBODY, "/notifications/address", 302, says(email="a@b.example")),
    "notifications.test POST": Route(EVERYBODY, "/notifications/test", 409, says(channel="email")),
    "messages.show GET": Route(SETTERS, "/messages"),
    "messages.resend POST": Route(SETTERS, "/messages/{names.message}", 302, says(), absent=("/messages/999",)),
    "messages.words GET": Route(SETTERS, "/messages/words"),
    "messages.one GET": Route(SETTERS, "/messages/words/missed/desk/en", absent=("/messages/words/x/desk/en",)),
    "messages.change POST": Route(SETTERS, "/messages/words/missed/desk/en", 302, says(do="save", subject="{case}"),
                                  absent=("/messages/words/x/desk/en",)),
    "people.remind POST": Route(ADMINISTRATOR, "/people/{names.users[second]}/reminders", 302,
                                says(email="", manager=""), absent=("/people/999/reminders",)),
    "privacy.show GET": Route(SETTERS, "/privacy"),
    "privacy.accesses GET": Route(SETTERS, "/privacy/accesses"),
    "privacy.plan GET": Route(MANAGER, "/customers/{names.spare}/erase", absent=("/customers/999/erase",)),
    "privacy.erase POST": Route(MANAGER, "/customers/{names.spare}/erase", 302, lambda names: {
        "why": "asked", "confirm": str(names.spare)}, absent=("/customers/999/erase",)),
    "privacy.disclose POST": Route(MANAGER, "/customers/{names.spare}/disclose", 302, says(),
                                   absent=("/customers/999/disclose",)),
    "privacy.consent POST": Route(WORKERS, "/customers/{names.customer}/consents", 302, says(
        purpose="photos", given="true", told_by="phone"), absent=("/customers/999/consents",)),
    "audit.verify POST": Route(SETTERS, "/audit/verify", 200, says(number="")),
    "reporting.promises GET": Route(WORKERS, "/reports/promises"),
    "reporting.table GET": Route(MANAGER, "/reports/promises.csv"),
    "reports.show GET": Route(WORKERS, "/reports"),
    "reports.one GET": Route(WORKERS, "/reports/furniture/total"),
    "reports.table GET": Route(MANAGER, "/reports/furniture/total.csv"),
    "reports.workbook GET": Route(MANAGER, "/reports/furniture/total.xlsx"),
    "plans.show GET": Route(WORKERS, "/tasks"),
    "plans.one GET": Route(WORKERS, "/tasks/{names.task}", absent=("/tasks/999",)),
    "plans.sign POST": Route(frozenset({"quality"}), "/tasks/{names.task}/quality", 302, says(version="0"),
                             absent=("/tasks/999/quality",)),
    "plans.reopen POST": Route(MANAGER, "/tasks/{names.task}/manager/reopen", 302, lambda names: {
        "why.manager": "Again", "version": "1"}, absent=("/tasks/999/manager/reopen",)),
    "registers.show GET": Route(WORKERS, "/registers"),
    "registers.one GET": Route(WORKERS, "/registers/furniture/calls", absent=("/registers/furniture/nothing",)),
    "registers.write POST": Route(REGISTRARS, "/registers/furniture/calls", 302, says(**{"f.said": "Hello"})),
    "registers.table GET": Route(MANAGER, "/registers/furniture/calls.csv", noted=True),
    "registers.entry GET": Route(REGISTRARS, "/registers/entries/{names.entry}", refusal=404,
                                 absent=("/registers/entries/999",)),
    "registers.correct POST": Route(REGISTRARS, "/registers/entries/{names.entry}/correct", 302, says(
        **{"f.said": "Hello again"}), refusal=404, absent=("/registers/entries/999/correct",)),
    "registers.acknowledge POST": Route(REGISTRARS, "/registers/entries/{names.entry}/acknowledge",
                                        302, says(), refusal=404, absent=("/registers/entries/999/acknowledge",)),
    "registers.erase POST": Route(MANAGER, "/registers/entries/{names.entry}/erase", 302, says(why="Asked"),
                                  absent=("/registers/entries/999/erase",)),
    "calendars.show GET": Route(EVERYBODY, "/calendars"),
    "calendars.add POST": Route(SETTERS, "/calendars/new", 302, says(name="north", title="North", like="default")),
    "calendars.teams POST": Route(SETTERS, "/calendars/teams", 302, lambda names: {"team.north": "default"}),
    "calendars.one GET": Route(EVERYBODY, "/calendars/default", absent=("/calendars/nothing",)),
    "calendars.days POST": Route(SETTERS, "/calendars/default/days", 302, says(
        day="2025-12-24", kind="closed", name="Party"), absent=("/calendars/nothing/days",)),
    "calendars.week POST": Route(SETTERS, "/calendars/default/week", 302, says(
        title="Shop", zone="Asia/Shanghai", monday="09:00-18:00", working="0"), absent=("/calendars/nothing/week",)),
    "calendars.bring POST": Route(SETTERS, "/calendars/default/file", 302, says(), files=lambda: {
        "file": (BytesIO(ICALENDAR), "a.ics")}, absent=("/calendars/nothing/file",)),
    "calendars.retire POST": Route(SETTERS, "/calendars/default/retire", 409, says(),
                                   absent=("/calendars/nothing/retire",)),
    "planning.show GET": Route(SETTERS, "/changes"),
    "planning.one GET": Route(SETTERS, "/changes/{names.change}", absent=("/changes/999",)),
    "planning.rulebooks POST": Route(SETTERS, "/changes/rulebooks", 302, says(industry="furniture")),
    "planning.look POST": Route(SETTERS, "/changes/{names.change}/look", 302, says(), absent=("/changes/999/look",)),
    "planning.apply POST": Route(SETTERS, "/changes/{names.change}/apply", 302, says(applies="new"),
                                 absent=("/changes/999/apply",)),
    "planning.drop POST": Route(SETTERS, "/changes/{names.change}/drop", 302, says(), absent=("/changes/999/drop",)),
}
NOBODY, LEFT = "", "left"


class Doors:
    """The shop with a browser for each person, all logged in, ready to be put back."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.names = shop, shop.names
        with shop.desk.store.unit_of_work() as work:
            work.users.get(self.names.users[LEFT]).active = True
            work.commit()
        self.browsers = {login: shop.client(login) for login in (NOBODY, LEFT, *DUTIES, "apart", "elsewhere")}
        self.tokens = {login: token_of(browser) for login, browser in self.browsers.items()}
        with shop.desk.store.unit_of_work() as work:
            work.users.get(self.names.users[LEFT]).active = False
            work.commit()
        shop.keep()

    def call(self, login: str, method: str, path: str, route: Route, *, token: bool = True) -> TestResponse:
        browser = self.browsers[login]
        if method == "GET":
            return browser.get(path)
        form = dict(route.form(self.names)) if route.form else {}
        given = {"csrf_token": self.tokens[login]} if token else {}
        kept = browser._cookies
        assert kept is not None
        cookies = dict(kept)
        reply = browser.post(path, data={**given, **form, **route.files()})
        kept.clear()  # what logging in and out changed in the browser
        kept.update(cookies)
        return reply

    def path(self, said: str, case: str = "") -> str:
        return said.format(names=self.names, case=case)

    def version(self) -> Callable[[], int]:
        """A number that changes whenever somebody commits something."""
        connection = self.shop.desk.store.engine.connect()

        def look() -> int:
            found = int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
            connection.rollback()
            return found

        return look


@pytest.fixture(scope="module")
def doors(pattern: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    import shutil

    folder = tmp_path_factory.mktemp("doors") / "desk"
    shutil.copytree(pattern[0], folder)
    made = Shop(folder, pattern[1])
    made.app.extensions["limits"].hit = lambda *_: True
    made.desk.tokens.create(Actor.system(), title="Shop", scopes=["policy.view"], user_id=made.names.users["manager"])
    yield Doors(made)
    made.desk.store.dispose()


def test_the_table_names_every_route(doors: Doors) -> None:
    """Pages that capabilities and industries bring are told by tests of their own."""
    brought = set(doors.shop.desk.faces.modules("register_pages"))
    there = {f"{rule.endpoint} {method}" for rule in doors.shop.app.url_map.iter_rules()
             for method in (rule.methods or set()) - {"HEAD", "OPTIONS"} if rule.endpoint not in ASSETS
             and not rule.rule.startswith(PROGRAMS) and rule.endpoint.partition(".")[0] not in brought}
    assert {" ".join(name.split()[:2]) for name in TABLE} == there


def expected(route: Route, login: str, method: str) -> int:
    if route.alike:
        return route.answer
    if login in (NOBODY, LEFT):
        if route.public:
            return 200 if method == "GET" else 302
        return 302 if method == "GET" else 401
    if login in route.who:
        return route.answer
    return 404 if route.own else 403 if login == "administrator" else route.refusal


@pytest.mark.parametrize("name", TABLE)
def test_who_may(doors: Doors, name: str) -> None:
    method, route, found = name.split()[1], TABLE[name], {}
    path = doors.path(route.path)
    version = doors.version()
    for login in (NOBODY, LEFT, *DUTIES):
        before = version()
        reply = doors.call(login, method, path, route)
        found[login] = reply.status_code
        changed = version() != before
        done = reply.status_code == route.answer and (login in route.who or route.public)
        if (method == "GET" and not route.noted) or not done:
            assert not changed, (login, reply.status)
        if login in (NOBODY, LEFT) and not route.public and method == "GET":
            assert str(reply.location).startswith("/login?next="), reply.location
        if changed:
            doors.shop.restore()
            version = doors.version()
    assert found == {login: expected(route, login, method) for login in (NOBODY, LEFT, *DUTIES)}


CHANGING = re.compile(r'(nonce-|nonce=")[^"\']+|name="csrf_token"[^>]*value="[^"]+"|\b[0-9a-f]{16}\b')


def answer(reply: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """All of an answer except its number, nonce and token."""
    heads = [(name, CHANGING.sub("", value)) for name, value in reply.headers
             if name not in ("X-Request-Id", "Set-Cookie")]
    body = CHANGING.sub("", reply.text)
    return reply.status_code, sorted((name, value) for name, value in heads if name != "Content-Length"), body


@pytest.mark.parametrize("name", [name for name, route in TABLE.items() if route.absent])
def test_foreign_and_absent_look_the_same(doors: Doors, name: str) -> None:
    method, route = name.split()[1], TABLE[name]
    version = doors.version()
    before = version()
    for login in ("apart", "elsewhere"):
        if "{case}" in route.absent[0]:
            foreign = route.absent[0].replace("{case}", path_case(route))
            one = doors.call(login, method, doors.path(foreign), route)
            other = doors.call(login, method, doors.path(route.absent[0], "TH-1999-00001"), route)
            assert one.status_code == 404, one.status
            spelt = path_case(route).format(names=doors.names)
            assert answer(other) == tuple_without(answer(one), spelt, "TH-1999-00001")
    for login in sorted(route.who):
        for absent in route.absent:
            reply = doors.call(login, method, doors.path(absent, "TH-1999-00001"), route)
            assert reply.status_code == 404, (login, absent, reply.status)
    assert version() == before


def path_case(route: Route) -> str:
    """Which case the route is called with."""
    return next(re.finditer(r"\{names\.\w+\}", route.path)).group()


def tuple_without(found: tuple[int, list[tuple[str, str]], str], spelt: str, absent: str) -> tuple[Any, ...]:
    """An answer with one case's number for another's: what was asked for may be repeated, and nothing else."""
    return found[0], [(name, value.replace(spelt, absent)) for name, value in found[1]], found[2].replace(spelt, absent)


@pytest.mark.parametrize("name", [name for name in TABLE if " POST" in name])
def test_nothing_is_done_without_a_token(doors: Doors, name: str) -> None:
    route = TABLE[name]
    version = doors.version()
    before = version()
    for login in (NOBODY, min(route.who)):
        reply = doors.call(login, "POST", doors.path(route.path), route, token=False)
        assert reply.status_code == 400, reply.status
        browser: FlaskClient = doors.browsers[login]
        foreign = browser.post(doors.path(route.path), data={"csrf_token": doors.tokens["apart"][:-3] + "xyz"})
        assert foreign.status_code == 400, foreign.status
    assert version() == before
    assert doors.browsers["service"].get_cookie(COOKIE) is not None


def test_foreign_cases_do_not_appear_in_lists(doors: Doors) -> None:
    for login in ("apart", "elsewhere"):
        for path in ("/cases", "/cases?stand=all", "/workbench?whose=all",
                     f"/cases?q={doors.names.new}", f"/customers/{doors.names.customer}", "/cases?q=13800006621"):
            said = doors.browsers[login].get(path, follow_redirects=True).text.replace(f"q={doors.names.new}", "")
            assert not re.search(r"/cases/TH-2025", said), (login, path)
    for path in ("/cases?stand=all", "/workbench?whose=all"):
        assert doors.names.new in doors.browsers["service"].get(path).text


def test_telephone_numbers_are_masked_for_those_who_may_not_see_them(doors: Doors) -> None:
    for path in (f"/customers/{doors.names.customer}", f"/cases/{doors.names.new}", "/cases?stand=all",
                 f"/cases/{doors.names.new}?tab=timeline", f"/cases/{doors.names.new}/papers/return_form"):
        for login in ("technician", "logistics", "quality", "finance"):
            assert "13800006621" not in doors.browsers[login].get(path).text, (path, login)
    assert "13800006621" in doors.browsers["service"].get(f"/customers/{doors.names.customer}").text
