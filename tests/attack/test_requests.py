"""Addresses and texts that would lead elsewhere: to another host, to another file, into a template."""

# ruff: noqa: E501 (a payload stays on its line)

import re
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest

from core.domain.reasons import Label, Reason
from core.services.notes import Upload
from core.services.opening import Request
from core.web.signing_in import COOKIE
from core.web.views.login import own_path
from tests.attack.desk import APPLICATION, PASSWORD, RETURN, Shop, picture, text_of, token_of

ELSEWHERE = (
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example",
    "https://evil.example", "https:evil.example", "https:/evil.example", "http://localhost@evil.example/",
    "http://localhost.evil.example/", "http://localhost/", "javascript:alert(1)", "JavaScript:alert(1)",
    "java\nscript:alert(1)", " javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
    "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/\x00/evil.example",
    "/cases\r\nSet-Cookie: a=b", "//[evil", "http://[", "//evil.example%2f..", "evil.example", "?next=//evil.example",
    "./\\evil.example", "//evil。example", "/\x0b/evil.example", "https:///evil.example", "//\u2028evil.example")
HERE = ("/%2f%2fevil.example", "/%5cevil.example", "/.//evil.example", "/cases/..//evil.example", "/@evil.example",
        "/cases?next=//evil.example", "/cases#//evil.example", "/;//evil.example", "/ /evil.example")


def leads(location: str) -> str:
    """The host to which a browser at our log-in goes: it strips blanks and reads backslashes as strokes."""
    cleaned = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    return urlsplit(urljoin("http://localhost/login", cleaned)).netloc


def test_nobody_is_led_elsewhere_after_logging_in_or_choosing_a_language(shop: Shop) -> None:
    signed_in = shop.client("service")
    for said in (*ELSEWHERE, *HERE):
        assert bool(own_path(said)) == (said in HERE), said
        for path, form in (("/login", {"login": "service", "password": PASSWORD}), ("/language", {"language": "en"})):
            browser = shop.client()
            token = token_of(browser)
            for data, query in (({"next": said}, ""), ({}, f"?next={quote(said)}")):
                if path == "/login":
                    browser.delete_cookie(COOKIE)
                    token = token_of(browser)
                reply = browser.post(path + query, data={"csrf_token": token, **form, **data})
                assert reply.status_code == 302, (said, reply.status)
                assert leads(reply.headers["Location"]) == "localhost", (said, reply.location)
                assert all("a=b" not in each for each in reply.headers.getlist("Set-Cookie"))
                assert said in HERE or reply.location == "/", (said, reply.location)
        assert leads(signed_in.get(f"/login?next={quote(said)}").headers["Location"]) == "localhost", said


@pytest.mark.parametrize("path", ["//evil.example/cases", "/\\evil.example", "/cases//evil.example", "/%0d%0aX-Evil:1",
                                  "/cases?q=%0d%0aX-Evil:1", "/policies/clauses/%0d%0aX-Evil:1", "/cases/%0d%0aX-Evil:1"])
def test_no_address_becomes_a_header_or_another_host(shop: Shop, path: str) -> None:
    for browser in (shop.client(), shop.client("manager")):
        reply = browser.get(path)
        assert "X-Evil" not in reply.headers
        assert leads(reply.headers.get("Location", "/")) == "localhost"


TEMPLATES = ("{x}", "{{7777*7}} {{config.SECRET_KEY}}", "{0.__class__}", "{number} {why!r:>99999} {{ ''.__class__ }}",
             "{% debug %} %(asctime)s %s %n ${7777*7} #{7777*7} <%= 7777*7 %>", "{ } {} {0} }} ${jndi:ldap://x} {{")


@pytest.mark.parametrize("payload", TEMPLATES)
def test_braces_stay_braces(shop: Shop, payload: str) -> None:
    """In every text a person can type, in both languages: it is shown as it was typed, nothing is put in."""
    from io import BytesIO

    desk, service = shop.desk, shop["service"]
    customer = desk.customers.register(service, name=payload, phones=["13800009999"], address=payload, note=payload)
    product = desk.customers.add_product(service, customer, {"name": payload, "model": payload})
    number = desk.opening.open(service, Request(
        RETURN, {**APPLICATION, "explanation": payload, "bought_on": "2025-08-01"},
        [{"product": payload, "quantity": "1"}], customer, product, payload)).number
    desk.notes.comment(service, number, payload, to_customer=True)
    desk.notes.contact(service, number, channel="phone", direction="in", reached=True, note=payload)
    desk.notes.attach(service, number, Upload(BytesIO(picture()), f"{payload}.jpg", "proof"))
    desk.notes.wait(service, number, "customer", payload)
    desk.steps.override(service, number, rule="in_return_window", reason=payload)
    desk.policies.set_value(shop["manager"], "furniture", "return.address", payload)
    for language in ("en", "zh"):
        with desk.store.unit_of_work() as work:
            work.users.get(shop.names.users["manager"]).language = language
            work.commit()
        browser = shop.client("manager")
        shown = 0
        for path in (f"/cases/{number}", f"/cases/{number}?tab=timeline", f"/cases/{number}?tab=forms", "/settings",
                     f"/cases/{number}?tab=decisions", f"/cases/{number}?tab=evidence", f"/customers/{customer}",
                     "/workbench?whose=all", "/cases?stand=all", f"/cases/{number}/papers/return_form", "/audit",
                     f"/cases/{number}/papers/refusal_notice", f"/cases?q={quote(payload)}", f"/cases/{quote(payload, '')}"):
            reply = browser.get(path)
            assert reply.status_code in (200, 404), (path, reply.status)
            said = text_of(reply)
            assert "54439" not in said and "object at 0x" not in said and "<class" not in said, path
            shown += payload in said
        assert shown >= 6
        refused = shop.post(browser, f"/cases/{number}/do/wait", {"party": payload, "why": payload})
        assert refused.status_code == 422 and "54439" not in refused.text
        refused = shop.post(browser, "/settings", {"industry": "furniture", "term": "refund.within", "value": payload})
        assert refused.status_code == 422 and payload in text_of(refused)


def test_reasons_never_take_their_template_from_a_value() -> None:
    tricky = "{why} {0.__class__} {{x}}"
    reason = Reason("{said}({label})", {"said": tricky, "label": Label(tricky)})
    assert reason.text() == f"{tricky}({tricky})"
    assert Reason.from_data(reason.data()).text() == reason.text()
    nested = Reason("{inner}", {"inner": reason})
    assert nested.text() == reason.text()


TRAVELLING = ("../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/web.key", "....//....//web.key",
              "/etc/passwd", "%2fetc%2fpasswd", "..\\..\\web.key", "%5c..%5cweb.key", "file:///etc/passwd", "web.key",
              "..%00/web.key", "web.key%00.css", "..;/web.key", "%252e%252e%252fweb.key", "../desk.db", "../../shouhou.toml",
              "..%c0%af..%c0%afweb.key", "~/.bashrc", "/proc/self/environ", "css/../../../application.py", "con", ".")


def test_no_file_is_read_from_what_somebody_says(shop: Shop) -> None:
    shop.client()  # the key is made with the application
    secret = (shop.folder / "web.key").read_bytes()
    browser, new = shop.client("manager"), shop.names.new
    for said in TRAVELLING:
        paths = [f"/static/{said}", f"/static/css/{said}", f"/bootstrap/static/{said}", f"/{said}",
                 f"/cases/{new}/files/{said}", f"/cases/{new}/files/{shop.names.evidence}/{said}",
                 f"/cases/{new}/papers/{said}", f"/cases/{said}", f"/policies/{said}/{said}", f"/policies/furniture/{said}",
                 f"/policies/clauses/{said}", f"/import/{said}", f"/import/{shop.names.run}/{said}", f"/import/example.{said}",
                 f"/login?next={said}", f"/cases/{new}/do/{said}", f"/cases/{new}/steps/{said}", f"/api/{said}",
                 f"/cases/{new}?tab={said}", f"/.well-known/{said}", f"/cases/new?kind={said}&product={said}"]
        for path in paths:
            reply = browser.get(path)
            assert reply.status_code < 500, (path, reply.status)
            assert secret not in reply.data and b"root:" not in reply.data and b"SQLite format" not in reply.data, path
            assert b"def create_app" not in reply.data and b"PATH=" not in reply.data
        for path, form in (("/settings", {"industry": said, "term": said, "value": said}),
                           ("/cases/new", {"kind": said, "do": "open", "f.proof": said}),
                           (f"/import/{shop.names.run}/columns", {"sheet": said, "c0": said})):
            reply = shop.post(browser, path, dict[str, Any](form))
            assert reply.status_code < 500 and secret not in reply.data and b"root:" not in reply.data
