"""Who asks, and by which name, is what the connection says, not what the request claims, unless a front server is
configured."""

import re
from typing import Any

import pytest

from core.accounts.lockout import PEER
from tests.attack.desk import PASSWORD, Shop, token_of
from tests.http.asking import raw, served, site, unguarded

FORGED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
          "X-Forwarded-Port": "443", "X-Forwarded-Prefix": "/evil", "Forwarded": "for=203.0.113.9;host=evil.example",
          "X-Real-Ip": "203.0.113.9", "X-Request-Id": "forged-by-somebody", "X-Original-Url": "/people",
          "X-Rewrite-Url": "/people", "X-Http-Method-Override": "DELETE"}


def test_forged_headers_change_nothing(shop: Shop) -> None:
    browser = shop.client()
    reply = browser.get("/cases?q=x", headers=FORGED)
    plain = browser.get("/cases?q=x")
    assert (reply.status, reply.location) == (plain.status, plain.location)
    assert reply.headers["X-Request-Id"] != "forged-by-somebody"
    assert "Strict-Transport-Security" not in reply.headers
    form = browser.get("/login", headers=FORGED)
    assert "evil" not in form.text and not any("Secure" in each for each in form.headers.getlist("Set-Cookie"))
    assert "evil" not in str(form.headers)


def spray(browser: Any, count: int, **more: Any) -> list[int]:
    token = token_of(browser)
    return [browser.post("/login", data={"csrf_token": token, "login": f"somebody{number}", "password": "x"},
                         **{name: said(number) for name, said in more.items()}).status_code
            for number in range(count)]


def test_a_forged_address_does_not_make_another_peer(shop: Shop) -> None:
    found = spray(shop.client(), PEER.free + 1, headers=lambda number: {
        "X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"})
    assert found == [403] * PEER.free + [429]


@pytest.mark.parametrize(("proxies", "said", "peer"), [
    (1, "203.0.113.9", "203.0.113.9"), (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),
    (2, "10.9.9.9, 203.0.113.9, 192.0.2.1", "203.0.113.9"), (2, "203.0.113.9", "127.0.0.1"), (1, "", "127.0.0.1")])
def test_front_servers_say_who_asks(shop: Shop, proxies: int, said: str, peer: str) -> None:
    """Only as many entries as there are front servers are believed, counted from the end."""
    app = site(shop, proxies=proxies)
    browser = app.test_client()
    browser.post("/login", data={"csrf_token": token_of(browser), "login": "service", "password": PASSWORD},
                 headers={"X-Forwarded-For": said})
    with shop.desk.store.read() as work:
        rows = [row.address for row in work.sessions.of(shop.names.users["service"], 10 * PEER.drains)]
    assert rows == [peer]


def test_front_servers_name_the_request_and_the_scheme_but_not_the_host(shop: Shop) -> None:
    browser = site(shop, proxies=1).test_client()
    reply = browser.get("/login", headers=FORGED)
    assert reply.headers["X-Request-Id"] == "forged-by-somebody"
    assert "Strict-Transport-Security" in reply.headers and "evil" not in reply.text + str(reply.headers)
    for odd in ("short", "x" * 65, "with space x", "a\tbcdefghij", "行行行行行行行行".encode().decode("latin-1")):
        assert browser.get("/login", headers={"X-Request-Id": odd}).headers["X-Request-Id"] != odd


@pytest.mark.parametrize("host", [
    "evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "evil@localhost",
    "localhost:99999", "localhost:x", "localhost, evil.example", "localhost evil.example", "[::1]", "127.0.0.1.",
    "localhost\x00", "", " ", "http://localhost", "localhost/x", "2130706433", "0",
    "lоcalhost".encode().decode("latin-1")])
def test_names_that_are_not_ours_are_refused_in_both_languages(shop: Shop, host: str) -> None:
    for path in ("/login", "/cases", "/nothing", "/static/css/tokens.css", "/logout", "/robots.txt"):
        reply = shop.app.test_client().get(path, headers={"Host": host})
        assert reply.status_code == 400, (path, reply.status)
        assert "主机名" in reply.text and "host name" in reply.text and reply.mimetype == "text/plain"
        assert not unguarded(reply.headers) and (len(host) < 4 or host not in reply.text)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1"])
def test_our_names_are_answered_with_any_port(shop: Shop, host: str) -> None:
    assert shop.app.test_client().get("/login", headers={"Host": host}).status_code == 200


GET = b"GET /login HTTP/1.1\r\n"
POST = b"POST /login HTTP/1.1\r\nHost: localhost\r\n"
END = b"Connection: close\r\n\r\n"


def test_requests_as_no_browser_sends_them(shop: Shop) -> None:
    """Over a socket, as the desk is served: what is odd is refused by whoever sees it first, always guarded."""
    asked: dict[bytes, set[int]] = {
        GET + b"Host: localhost\r\n" + END: {200},
        GET + END: {400},
        GET + b"Host: evil.example\r\n" + END: {400},
        GET + b"Host: localhost\r\nHost: evil.example\r\n" + END: {400},
        GET + b"Host: evil.example\r\nHost: localhost\r\n" + END: {400},
        GET + b"Host: localhost\r\n evil.example\r\n" + END: {400},
        GET + b"Host: localhost\nX: evil.example\r\n" + END: {400},
        GET + b"Host : localhost\r\n" + END: {400},
        b"GET http://evil.example/login HTTP/1.1\r\nHost: localhost\r\n" + END: {200, 400},
        b"GET http://evil.example/login HTTP/1.1\r\nHost: evil.example\r\n" + END: {400},
        b"GET //evil.example/login HTTP/1.1\r\nHost: localhost\r\n" + END: {404, 308},
        b"GET /login HTTP/1.0\r\n\r\n": {400},
        b"GET /login\r\n\r\n": {400},
        b"NONSENSE\r\n\r\n": {400},
        b"GET /login HTTP/9.9\r\nHost: localhost\r\n" + END: {200, 400, 505},
        b"get /login HTTP/1.1\r\nHost: localhost\r\n" + END: {400, 405},
        b"TRACE /login HTTP/1.1\r\nHost: localhost\r\nX-Secret: reflected\r\n" + END: {405},
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n" + END: {400, 404, 405},
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n": {400, 501},
        POST + b"Content-Length: 1\r\nContent-Length: 2\r\n" + END + b"ab": {400},
        POST + b"Content-Length: -1\r\n" + END: {400},
        GET + b"Host: localhost\r\nX: " + b"a" * 262_200 + b"\r\n" + END: {431},
        GET + b"Host: localhost\r\nX-A: b\x00c\r\n" + END: {200, 400},
    }
    with served(shop.app) as port:
        for request, statuses in asked.items():
            status, headers, body = raw(port, request)
            assert status in statuses, (request[:80], status, body[:100])
            assert not unguarded(headers), (request[:80], unguarded(headers))
            assert not re.search(rb'(href|src|action)="[^"]*evil', body), request[:80]
            assert "evil" not in headers.get("Location", "") and (b"<html" in body or b"evil" not in body), request[:80]
            assert b"reflected" not in body and b"waitress" not in body.lower()


@pytest.mark.parametrize("proxies", [0, 1])
def test_the_server_passes_on_what_front_servers_say_only_where_there_are_some(shop: Shop, proxies: int) -> None:
    with served(site(shop, proxies=proxies), proxies) as port:
        headers = raw(port, GET + b"Host: localhost\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"
                      + END)[1]
        assert ("Strict-Transport-Security" in headers) is bool(proxies)
