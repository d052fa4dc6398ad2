"""What the desk writes down of its work: enough to find a request again, nothing of the people it is about."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from core.http.admission import allowed
from core.http.logs import JsonLines, TextLines, set_up
from core.web.signing_in import COOKIE
from tests.attack.desk import APPLICATION, PASSWORD, RETURN, Shop, token_of
from tests.http.asking import site

CANARIES = {"phone": "13987654321", "name": "Zachary-Quillfeather", "address": "77-Canary-Wharf-Lane",
            "password": "canary-Passw0rd-77", "token": "canarytokencanarytokencanarytoken"}


@dataclass
class Written:
    """What was logged, as it would have been written in both forms."""

    text: io.StringIO = field(default_factory=io.StringIO)
    lines: io.StringIO = field(default_factory=io.StringIO)

    @property
    def requests(self) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.lines.getvalue().splitlines()]
        return [each for each in found if each["logger"] == "shouhou.request"]


@contextmanager
def logging_to(written: Written) -> Iterator[None]:
    """Everything at INFO, and ours at DEBUG."""
    root, handlers = logging.getLogger(), list[logging.Handler]()
    for stream, formatter in ((written.text, TextLines()), (written.lines, JsonLines())):
        handler: logging.Handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        handlers.append(handler)
        root.addHandler(handler)
    levels = {name: logging.getLogger(name).level for name in ("", "core", "shouhou")}
    logging.getLogger("core").setLevel(logging.DEBUG)
    logging.getLogger("shouhou").setLevel(logging.DEBUG)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        for each in handlers:
            root.removeHandler(each)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@pytest.fixture
def written() -> Iterator[Written]:
    found = Written()
    with logging_to(found):
        yield found


def no_canary(said: str, where: object = "") -> None:
    lowered = said.lower()
    for each in (*CANARIES.values(), PASSWORD):
        assert each.lower() not in lowered and quote(each).lower() not in lowered, (where, each)


def test_a_line_for_each_request_says_which_and_by_whom(shop: Shop, written: Written) -> None:
    browser = shop.client("service")
    reply = browser.get(f"/cases/{shop.names.new}?tab=timeline&q=13987654321")
    shop.client().get("/cases/13987654321/do/Zachary")
    shop.client().get("/13987654321/Zachary")
    first, second, third = written.requests
    assert first["request"] == reply.headers["X-Request-Id"]
    assert (first["method"], first["route"], first["status"]) == ("GET", "/cases/<number>", 200)
    assert first["account"] == shop.names.users["service"] and first["milliseconds"] > 0
    assert (second["route"], second["status"], second["account"]) == ("/cases/<number>/do/<what>", 302, None)
    assert (third["route"], third["status"]) == ("-", 404)
    line = written.text.getvalue().splitlines()[0]
    assert re.fullmatch(r"\S+ \S+ INFO shouhou\.request \[[0-9a-f]{16}\] GET /cases/<number> 200 [\d.]+ ms account \d+",
                        line), line


def fail(shop: Shop, how: str) -> str:
    """Fail with somebody's data in hand."""
    said = CANARIES["phone"]
    if how == "message":
        raise ValueError(f"cannot read {said}")
    if how == "cause":
        try:
            int(CANARIES["name"])
        except ValueError as error:
            raise RuntimeError(said) from error
    if how == "context":
        try:
            int(CANARIES["name"])
        finally:
            dict[str, str]()[said]
    with shop.desk.store.unit_of_work() as work:
        if how == "unique":
            for _ in range(2):
                work.session.execute(text("INSERT INTO units (key, title) VALUES (:k, :t)"), {"k": said, "t": said})
        work.session.execute(text("SELECT * FROM nowhere WHERE phone = :phone"), {"phone": said})
    return said


@pytest.mark.parametrize("how", ["message", "cause", "context", "unique", "statement"])
def test_a_fault_is_told_by_its_place_not_by_its_values(shop: Shop, written: Written, how: str) -> None:
    shop.app.add_url_rule("/broken/<said>", "broken", allowed("anyone")(lambda said: fail(shop, how)),
                          methods=["GET", "POST"])
    browser = shop.client("service")
    reply = browser.post(f"/broken/{CANARIES['address']}?q={CANARIES['name']}", data={
        "csrf_token": token_of(browser), "phone": CANARIES["phone"]})
    assert reply.status_code == 500 and reply.headers["X-Request-Id"] in reply.text
    no_canary(reply.text)
    for said in (written.text.getvalue(), written.lines.getvalue()):
        no_canary(said, how)
        assert "test_logs.py" in said and "/broken/<said>" in said and reply.headers["X-Request-Id"] in said
        assert {"message": "ValueError", "cause": "RuntimeError", "context": "KeyError", "unique": "UNIQUE constraint",
                "statement": "OperationalError"}[how] in said


def test_a_fault_while_a_fault_is_told(shop: Shop, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> str:
        raise ValueError(CANARIES["phone"])

    monkeypatch.setattr("core.web.errors.render_template", failing)
    reply = shop.client().get(f"/nothing/{CANARIES['phone']}")
    assert reply.status_code == 404 and reply.headers["X-Request-Id"] in reply.text
    no_canary(reply.text + written.text.getvalue() + written.lines.getvalue())
    assert "ValueError" in written.text.getvalue()


@pytest.mark.slow
def test_what_is_typed_stands_in_no_log_and_on_no_error_page(shop: Shop, written: Written) -> None:
    """Phone, name, address, password and token everywhere a request can carry them, in requests done and refused."""
    desk, names = shop.desk, shop.names
    everything = " ".join(CANARIES.values())
    browsers = [shop.client(), *(shop.client(login) for login in ("service", "manager", "administrator"))]
    for browser in browsers:
        token = token_of(browser)
        for rule in shop.app.url_map.iter_rules():
            if rule.endpoint in ("login.log_out", "login.log_out_elsewhere"):
                continue
            path = re.sub(r"<int:[^>]+>", CANARIES["phone"], rule.rule)
            path = re.sub(r"<[^>]+>", quote(everything), path) + "?" + "&".join(
                f"{name}={quote(everything)}" for name in ("q", "phone", "next", "cursor", "kind", "who", "tab"))
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                form = {name: everything for name in (
                    "login", "password", "old", "again", "code", "title", "customer.name", "phone", "name", "phones",
                    "address", "note", "text", "value", "reason", "f.explanation", "items.0.product", "items.0.price",
                    "at", "number", "version", "key", "c0", "sheet")}
                shop.app.extensions["limits"].storage.reset()
                reply = browser.open(path, method=method, headers={
                    "User-Agent": everything, "Referer": f"http://localhost/{quote(everything)}",
                    "X-Request-Id": CANARIES["phone"], "Authorization": f"Bearer {CANARIES['token']}"},
                    data={"csrf_token": token, **form} if method != "GET" else None)
                if reply.status_code >= 500 or reply.status_code in (400, 403, 405):
                    shown = re.sub(r'(href|value|action)="[^"]*"', "", reply.text)
                    no_canary(shown, (rule.rule, method, reply.status))
    login = shop.client()
    for secret in (CANARIES["password"], PASSWORD):
        login.post("/login", data={"csrf_token": token_of(login), "login": "service", "password": secret})
    odd = shop.client()
    odd.set_cookie(COOKIE, CANARIES["token"])
    odd.get("/cases")
    customer = desk.customers.register(shop["service"], name=CANARIES["name"], phones=[CANARIES["phone"]],
                                       address=CANARIES["address"])
    browser = browsers[1]
    shop.post(browser, "/cases/new", {
        "do": "open", "kind": RETURN, "customer": str(customer), "title": everything,
        **{f"f.{name}": said for name, said in APPLICATION.items()}, "f.explanation": everything})
    shop.post(browser, f"/cases/{names.new}/do/attach", {"file": (BytesIO(b"\xff\xd8\xff" + everything.encode()),
                                                                 f"{CANARIES['name']}.jpg")})
    browser.get(f"/cases?q={CANARIES['phone']}")
    from core.jobs import Worker

    Worker(desk).turn()
    assert len(written.requests) > 200
    for said in (written.text.getvalue(), written.lines.getvalue()):
        no_canary(said)


def test_a_request_keeps_the_number_of_a_trusted_front_server_alone(shop: Shop) -> None:
    for proxies in (0, 1):
        app, written = site(shop, proxies=proxies), Written()
        with logging_to(written):
            app.test_client().get("/login", headers={"X-Request-Id": "front-server-0001"})
        assert (written.requests[0]["request"] == "front-server-0001") is bool(proxies)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_form_is_configured(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        set_up(form)
        try:
            raise OSError(28, "No space left", CANARIES["phone"])
        except OSError:
            logging.getLogger("shouhou.trial").exception("went %s", "wrong")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    said = capsys.readouterr().err
    assert "No space left" in said and CANARIES["phone"] not in said and "test_logs.py" in said
    if form == "json":
        found = json.loads(said)
        assert found["level"] == "ERROR" and found["message"] == "went wrong" and found["time"].endswith("+00:00")
    else:
        assert " ERROR shouhou.trial: went wrong\n" in said


def test_what_the_server_itself_logs_names_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        set_up()
        try:
            raise ValueError(CANARIES["name"])
        except ValueError:
            logging.getLogger("waitress").exception("Exception while serving %s", f"/{CANARIES['phone']}")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    said = capsys.readouterr().err
    no_canary(said)
    assert "ValueError" in said
