"""Every route, by every method: no reply without its guards, whatever it says."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core.http.admission import ASSETS, for_programs
from tests.attack.desk import Shop, token_of
from tests.http.asking import site, unguarded

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "FOO")


def addresses(app: Flask, shop: Shop) -> dict[str, str]:
    """Every rule of the running site with something in its places; by the pattern."""
    names = shop.names
    known: dict[str, Any] = {
        "number": names.new, "step": "apply.accept", "what": "comment", "fingerprint": names.fingerprint,
        "evidence": names.evidence, "key": "return_form", "industry": "furniture", "name": "return-exchange",
        "clause": "FRE-03", "customer": names.customer, "user": names.users["service"], "run": names.run, "form": "csv"}
    found = {}
    for rule in app.url_map.iter_rules():
        values = {name: known.get(name, 1) for name in rule.arguments}
        if rule.endpoint in ASSETS:
            values["filename"] = "css/tokens.css" if rule.endpoint == "static" else "css/bootstrap.min.css"
        with app.test_request_context(base_url="http://localhost"):
            try:
                found[rule.rule] = app.url_for(rule.endpoint, _external=False, **values)
            except Exception:
                one_of = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
                found[rule.rule] = re.sub(r"<[^>]+>", "1", one_of)
    return found


def wrong(reply: TestResponse, path: str) -> list[str]:
    found = unguarded(reply.headers)
    kept = reply.headers.get("Cache-Control", "")
    if not path.startswith(("/static/", "/bootstrap/", "/api/")) and kept != "no-store":
        found.append(f"kept: {kept}")
    if "X-Request-Id" not in reply.headers and not path.startswith("/static/"):
        found.append("no number")
    for cookie in reply.headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie:
            found.append(cookie)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("login", ["", "manager"])
def test_no_reply_goes_out_unguarded(shop: Shop, login: str) -> None:
    browser, found = shop.client(login), {}
    seen = set[int]()
    for rule, path in addresses(shop.app, shop).items():
        for method in METHODS:
            reply = browser.open(path, method=method)
            seen.add(reply.status_code)
            if problems := wrong(reply, path):
                found[rule, method] = problems
            assert reply.status_code < 500, (rule, method, reply.text[:200])
            if method in ("HEAD", "OPTIONS") and reply.status_code == 200:
                assert not reply.data
    assert found == {}
    assert seen >= ({200, 302, 401, 405} if not login else {200, 302, 400, 403, 405}), seen


def test_nor_do_refusals_files_and_what_has_not_changed(shop: Shop) -> None:
    browser = shop.client("manager")
    style = "/static/css/tokens.css"
    stamp = browser.get(style).headers["ETag"]
    large = {"file": (BytesIO(b"x" * (shop.desk.config.largest_upload * 6 + 2**20)), "a.jpg"),
             "csrf_token": token_of(browser)}
    replies = {
        304: browser.get(style, headers={"If-None-Match": stamp}),
        413: browser.post(f"/cases/{shop.names.new}/do/attach", data=large),
        400: browser.post("/logout"),
        404: browser.get("/nothing"),
        405: browser.get("/logout"),
        416: browser.get(style, headers={"Range": "bytes=999999999-"}),
        308: browser.get("//login"),
    }
    found = {status: (reply.status_code, wrong(reply, reply.request.path)) for status, reply in replies.items()}
    for status, (answered, problems) in found.items():
        assert not problems, (status, problems)
        assert answered == status or status in (308, 416), (status, answered)
    too_large = replies[413]
    assert "too large" in too_large.text and too_large.headers["X-Request-Id"] in too_large.text
    for path in ("files/{names.evidence}", "files/{names.evidence}/picture", "papers/return_form"):
        reply = browser.get(f"/cases/{shop.names.new}/{path.format(names=shop.names)}")
        assert reply.status_code == 200 and not wrong(reply, reply.request.path)


def test_over_https_browsers_are_told_to_stay_there(shop: Shop) -> None:
    assert "Strict-Transport-Security" not in shop.client().get("/login").headers
    app = site(shop, secure_cookies=True)
    for path in ("/login", "/nothing", "/static/css/tokens.css"):
        assert app.test_client().get(path).headers["Strict-Transport-Security"]


def every_change(app: Flask, shop: Shop) -> list[tuple[str, str, str]]:
    """What changes something, by the browser's own log-in: pattern, method, address."""
    paths = addresses(app, shop)
    return [(rule.rule, method, paths[rule.rule]) for rule in app.url_map.iter_rules()
            for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}) if not for_programs(rule.rule)]


def test_nothing_is_changed_by_a_form_of_another_site(shop: Shop) -> None:
    browser = shop.client("manager")
    other = token_of(shop.client("service"))
    routes = every_change(shop.app, shop)
    assert len(routes) > 25
    with shop.unchanged():
        for rule, method, path in routes:
            for data in ({}, {"csrf_token": ""}, {"csrf_token": other}, {"csrf_token": "x" * 90}):
                reply = browser.open(path, method=method, data=data, headers={"Origin": "https://evil.example"})
                assert reply.status_code == 400, (rule, data, reply.status)


def test_programs_are_not_let_in_by_what_a_browser_keeps(shop: Shop) -> None:
    """Else any site could make a browser call the interface of programs."""
    browser = shop.client("manager")
    paths = {path for rule, path in addresses(shop.app, shop).items() if for_programs(rule)}
    with shop.unchanged():
        for place, path in enumerate(sorted(paths)):
            peer = {"REMOTE_ADDR": f"10.0.{place // 250}.{place % 250 + 1}"}  # who fails too often has to wait
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                reply, nobody = (each.open(path, method=method, json={}, environ_overrides=peer)
                                 for each in (browser, shop.client()))
                assert reply.status_code == nobody.status_code in (200, 401, 404, 405), (path, method, reply.status)


@pytest.mark.parametrize("said", [
    {"headers": {"X-HTTP-Method-Override": "POST"}}, {"headers": {"X-Method-Override": "POST"}},
    {"query_string": {"_method": "POST", "text": "x"}}])
def test_no_method_stands_for_another(shop: Shop, said: dict[str, Any]) -> None:
    browser = shop.client("manager")
    token = token_of(browser)
    with shop.unchanged():
        path = f"/cases/{shop.names.new}/do/comment"
        assert browser.get(path, **said).status_code == 200
        assert browser.post("/logout", data={"_method": "GET"}).status_code == 400
        assert browser.get("/logout", headers={"X-CSRFToken": token, **said.get("headers", {})}).status_code == 405
