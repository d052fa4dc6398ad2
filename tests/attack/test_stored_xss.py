"""Scripts typed into every text somebody can type, then every page that shows them, in a real browser: none runs, and
the pages' own policy has nothing to stop."""

# ruff: noqa: E501 (a payload stays on its line)

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, sync_playwright

from core.services.notes import Upload
from core.services.opening import Request
from core.web.signing_in import COOKIE
from tests.attack.desk import APPLICATION, PASSWORD, RETURN, Shop, picture
from tests.browser.conftest import ARGUMENTS
from tests.http.asking import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUN = "window.__ran=1"
PAYLOADS = (
    f"<script>{RUN}</script>", f"\"><img src=x onerror={RUN}>", f"'><svg onload={RUN}>", f"</textarea><script>{RUN}</script>",
    f"</title></script><script>{RUN}</script>", f"<iframe srcdoc='<script>parent.{RUN}</script>'>", f"javascript:{RUN}",
    f"<a href=javascript:{RUN} autofocus onfocus={RUN}>x</a>", f"\" autofocus onfocus={RUN} x=\"", f"';{RUN};//",
    f"{{{{constructor.constructor('{RUN}')()}}}}", f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<base href=//evil.example/><link rel=stylesheet href=//evil.example/x><style>@import'//evil.example/y'</style>{RUN}")
TEXT = " ".join(PAYLOADS)
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', event => window.__violations.push(
    event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


def type_everywhere(shop: Shop) -> list[str]:
    """A customer, a product, cases, notes, files, people and values all of scripts; where they are shown."""
    desk, service, manager = shop.desk, shop["service"], shop["manager"]
    short = PAYLOADS[0] + PAYLOADS[1] + PAYLOADS[8]
    customer = desk.customers.register(service, name=short, phones=["13800009999"], address=TEXT, note=TEXT)
    product = desk.customers.add_product(service, customer, {"name": short, "model": short, "order_no": short})
    numbers = []
    for day in ("2025-08-01", "2025-10-10"):
        numbers.append(desk.opening.open(service, Request(
            RETURN, {**APPLICATION, "explanation": TEXT, "order_no": short, "proof_no": short, "bought_on": day,
                     **({"received_at": "2025-10-12T15:00"} if day == "2025-10-10" else {})},
            [{"product": short, "model": short, "quantity": "1"}], customer, product, short)).number)
    number = numbers[0]
    desk.notes.comment(service, number, TEXT)
    desk.notes.comment(service, number, TEXT, to_customer=True)
    desk.notes.contact(service, number, channel="phone", direction="in", reached=True, note=TEXT)
    for place, name in enumerate(PAYLOADS[:5]):
        desk.notes.attach(service, number, Upload(BytesIO(picture((place, 9, 9))), f"{name}.jpg", "proof"))
    desk.notes.wait(service, number, "customer", TEXT)
    desk.steps.override(service, number, rule="in_return_window", reason=TEXT)
    fingerprint = desk.views.case(service, number).asked[0].fingerprint
    desk.steps.answer(manager, number, fingerprint, grant=False, reason=TEXT)
    desk.steps.override(service, number, rule="in_return_window", reason=TEXT + ".")
    desk.arranging.link(service, number, numbers[1], "related")
    eve = desk.users.create(shop["administrator"], login="eve", name=short, password="quite-a-long-one-5",
                            duties=["service"], unit=short)
    desk.notes.assign(manager, number, eve)
    desk.policies.set_value(manager, "furniture", "return.address", TEXT)
    rows = "No,Date,Customer,Phone,Request,Goods,Reason\n1,2025-10-10,\"{0}\",13900001111,\"{0}\",\"{0}\",\"{0}\"\n"
    run = desk.imports.upload(manager, rows.format(short.replace('"', '""')).encode(), f"{short}.csv")
    desk.users.log_in("manager", PASSWORD, agent=TEXT[:190], address=PAYLOADS[0])
    said, case = quote(TEXT), f"/cases/{number}"
    return [
        case, *(f"{case}?tab={tab}" for tab in ("forms", "evidence", "decisions", "timeline", said)), "/workbench?whose=all",
        "/cases?stand=all", f"/cases?q={said}", f"/cases?who={said}&kind={said}&state={said}&cursor={said}",
        f"/customers/{customer}", f"/cases/new?phone=13800009999&customer={customer}", f"/cases/new?phone={said}",
        f"{case}/papers/return_form", f"{case}/papers/refusal_notice", f"{case}/steps/apply.accept",
        *(f"{case}/do/{what}" for what in ("comment", "contact", "assign", "attach", "correct", "split", "merge", "link", "wait",
                                           "resume")),
        f"{case}/override?rule=in_return_window", f"/cases/{numbers[1]}", "/settings", "/audit", "/import",
        f"/import/{run}", "/policies", "/policies/furniture/return-exchange", "/policies/furniture/return-exchange/try",
        "/me", f"/login?next={said}", f"/nowhere/{said}", f"/cases/{said}", "/people", "/people/new", f"/people/{eve}"]


def forms_refused() -> list[tuple[str, dict[str, Any]]]:
    """Forms that come back as they were filled in."""
    return [("/cases/new", {"phone": TEXT, "title": TEXT, "f.explanation": TEXT, "customer.name": TEXT}),
            ("/people/new", {"login": TEXT, "name": TEXT}), ("/settings", {"value": TEXT}), ("/login", {"login": TEXT})]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_script_that_somebody_typed_runs(shop: Shop, chromium: Browser, language: str) -> None:
    paths, found, asked_elsewhere = type_everywhere(shop), dict[str, Any](), list[str]()
    with shop.desk.store.unit_of_work() as work:
        user = work.users.get(shop.names.users["manager"])
        user.language, user.duties = language, ["manager", "administrator", "service"]
        work.commit()
    with served(shop.app) as port:
        address = f"http://127.0.0.1:{port}"
        context = chromium.new_context(base_url=address)
        context.add_init_script(WATCH)
        context.add_cookies([{"name": COOKIE, "value": shop.desk.users.log_in("manager", PASSWORD), "url": address},
                             {"name": "shouhou_language", "value": language, "url": address}])
        page = context.new_page()
        page.on("request", lambda asked: None if asked.url.startswith((address, "data:", "blob:", "about:"))
                else asked_elsewhere.append(asked.url))

        def opened(dialog: Dialog) -> None:
            found[dialog.message] = "dialog"
            dialog.dismiss()

        page.on("dialog", opened)

        def look(where: str) -> None:
            ran, violations = page.evaluate("[window.__ran, window.__violations]")
            strange = page.evaluate("document.querySelectorAll('[onerror],[onload],[onfocus],iframe,base,"
                                    "[href^=\"javascript:\"]').length")
            if ran or violations or strange:
                found[where] = (ran, violations, strange)

        for path in paths:
            reply = page.goto(path, wait_until="load")
            assert reply and reply.status < 500, (path[:80], reply and reply.status)
            look(path)
            if language == "zh" and not path.startswith("/nowhere"):
                page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
                look(path)
        for path, fields in forms_refused():
            if path == "/login":
                context.clear_cookies(name=COOKIE)
            page.goto(path)
            for name, value in fields.items():
                for box in page.locator(f"[name='{name}']").all()[:1]:
                    box.evaluate("(box, value) => { box.value = value; }", value)
            with page.expect_navigation():
                page.locator("main form[method=post]").first.evaluate("form => HTMLFormElement.prototype.submit.call(form)")
            look(f"{path} sent")
        context.close()
    assert found == {} and asked_elsewhere == []


def test_the_watch_sees_what_runs(shop: Shop, chromium: Browser) -> None:
    """The same look finds a page that lets it through, so that silence above means something."""
    from flask import Response

    from core.http.admission import allowed

    for rule, policy in (("/open", "default-src *; script-src * 'unsafe-inline'"), ("/closed", "default-src 'self'")):
        shop.app.add_url_rule(rule, rule, allowed("anyone")(lambda policy=policy: Response(
            f"<body>{TEXT}", headers={"Content-Security-Policy": policy}, mimetype="text/html")))
    with served(shop.app) as port:
        page = chromium.new_page()
        page.add_init_script(WATCH)
        page.goto(f"http://127.0.0.1:{port}/open")
        assert page.evaluate("window.__ran") == 1
        page.goto(f"http://127.0.0.1:{port}/closed")
        assert not page.evaluate("window.__ran") and page.evaluate("window.__violations.length") > 3
        page.close()
