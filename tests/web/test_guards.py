"""What guards the pages: headers, cross-site tokens, log-ins, who may see what, errors that say what to do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.domain.errors import DefinitionError
from core.domain.people import MANAGE_CALENDARS, SET_VALUES, VIEW, Permission
from core.http.admission import ASSETS, allowed, check_views, who_may
from core.web.application import create_app
from tests.web.clients import Browser
from tests.web.scene import PEOPLE, Scene, a_few_cases

Browse = Callable[..., Browser]


@pytest.mark.parametrize("address", ["/login", "/workbench", "/nothing", "/static/css/tokens.css"])
def test_every_reply_is_guarded(browse: Browse, address: str) -> None:
    headers = browse("lin").get(address).reply.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers and headers["X-Request-Id"]


def test_pages_are_not_kept_but_files_are(browse: Browse) -> None:
    browser = browse("lin")
    page = browser.get("/workbench")
    assert page.reply.headers["Cache-Control"] == "no-store"
    style = next(each for each in page.links if each.startswith("/static/css/tokens.css"))
    assert "immutable" in browser.get(style).reply.headers["Cache-Control"]


def test_scripts_carry_the_nonce_of_their_page(browse: Browse) -> None:
    browser = browse()
    first, second = browser.get("/login"), browser.get("/login")
    nonce = re.search(r"'nonce-([^']+)'", first.reply.headers["Content-Security-Policy"])
    assert nonce and f'nonce="{nonce[1]}"' in first.text
    assert nonce[1] not in second.text


def test_a_form_without_its_token_is_refused(browse: Browse, scene: Scene) -> None:
    browser, number = browse("lin"), scene.open()
    for address in ("/logout", "/language", f"/cases/{number}/do/comment", "/cases/new"):
        page = browser.send(address, {"text": "x"})
        assert page.status == 400 and "请求不完整" in page.words
    assert browser.get("/workbench").status == 200


def test_a_view_that_says_nothing_stops_the_desk(scene: Scene) -> None:
    app = create_app(scene.desk)
    app.add_url_rule("/silent", "silent", lambda: "")
    with pytest.raises(DefinitionError, match="silent"):
        check_views(app)
    app.view_functions["silent"] = allowed(VIEW)(lambda: "")
    check_views(app)


def test_hosts_that_are_not_ours_are_refused(browse: Browse) -> None:
    assert browse().get("/login", headers={"Host": "evil.example"}).status == 400


def test_wrong_names_and_wrong_passwords_look_the_same(browse: Browse) -> None:
    browser = browse()
    said = [browser.log_in(login, password) for login, password in (
        ("lin", "wrong"), ("nobody", "wrong"), ("lin ", ""), ("", ""))]
    assert {page.status for page in said} == {403}
    assert all("账号或密码不对" in page.words for page in said)
    assert 'value="lin"' in said[0].text


def test_too_many_attempts_have_to_wait(browse: Browse) -> None:
    browser = browse()
    answers = [browser.log_in("lin", "wrong").status for _ in range(8)]
    assert answers[-1] == 429 and answers[0] == 403
    assert browser.log_in("lin").status == 429


def test_logging_in_changes_every_token(browse: Browse) -> None:
    browser = browse()
    before = browser.get("/login").form("/login")["csrf_token"]
    browser.log_in("lin")
    cookie = browser.client.get_cookie("shouhou")
    assert cookie and cookie.http_only and cookie.same_site == "Lax" and len(cookie.value) > 40
    assert browser.send("/language", {"csrf_token": before, "language": "en"}).status == 400


def test_the_server_keeps_no_token(scene: Scene, browse: Browse) -> None:
    browser = browse("lin")
    cookie = browser.client.get_cookie("shouhou")
    database = (scene.desk.config.data / "desk.db").read_bytes()
    assert cookie and cookie.value.encode() not in database


def test_logging_out_ends_the_log_in_on_the_server(browse: Browse) -> None:
    browser = browse("lin")
    cookie = browser.client.get_cookie("shouhou")
    assert cookie
    browser.submit(browser.get("/workbench"), "/logout")
    browser.client.set_cookie("shouhou", cookie.value)
    assert browser.get("/workbench").reply.headers["Location"].startswith("/login")


def test_a_disabled_account_is_out_at_once(browse: Browse, scene: Scene) -> None:
    browser, actor = browse("lin"), scene["lin"]
    assert browser.get("/workbench").status == 200
    scene.desk.users.change(scene["guan"], actor.id or 0, name=actor.name, duties=["service"], scope="all",
                            active=False)
    assert browser.get("/workbench").status == 302
    assert browser.log_in("lin").status == 403


def test_somebody_logged_out_comes_back_to_where_they_went(browse: Browse) -> None:
    browser = browse()
    page = browser.get("/cases?q=书桌")
    assert page.status == 302
    form = browser.get(page.reply.headers["Location"]).form("/login")
    assert form["next"].startswith("/cases?q=")
    done = browser.send("/login", form | {"login": "lin", "password": "correct-horse-9"})
    assert done.reply.headers["Location"].startswith("/cases?q=")


def test_changing_a_password_ends_the_other_log_ins(browse: Browse) -> None:
    here, there = browse("lin"), browse("lin")
    page = here.get("/me")
    wrong = here.submit(page, "/me/password", old="no", password="another-horse-1", again="another-horse-1")
    assert wrong.status == 422 and "现在的密码不对" in wrong.words
    done = here.submit(page, "/me/password", old="correct-horse-9", password="another-horse-1", again="another-horse-1")
    assert done.status == 302
    assert here.get("/workbench").status == 200
    assert there.get("/workbench").status == 302


def addresses(app: Flask, number: str) -> list[tuple[str, str, str]]:
    """Every route with something in its place: endpoint, method, address."""
    values: dict[str, Any] = {"number": number, "step": "apply.accept", "what": "comment", "fingerprint": "0" * 16,
                              "evidence": 1, "key": "return_form", "industry": "furniture", "name": "return-exchange",
                              "clause": "FRE-03", "customer": 1, "user": 1, "run": 1, "form": "csv"}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ASSETS:
            continue
        with app.test_request_context(base_url="http://localhost"):
            one_of = dict(re.findall(r"<any\((\w+)[^)]*\):(\w+)>", rule.rule))
            address = app.url_for(rule.endpoint, _external=False, **{
                name: values.get(name, 1) for name in rule.arguments} | {name: each for each, name in one_of.items()})
        found += [(rule.endpoint, method, address) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


@pytest.mark.parametrize("login", ["", *PEOPLE])
def test_every_address_as_every_duty(scene: Scene, browse: Browse, login: str) -> None:
    """Nobody gets in where they may not, and nothing breaks whatever one sends."""
    number = a_few_cases(scene)[0]
    browser = browse(login)
    app: Flask = browser.client.application
    permissions = scene[login].permissions if login else frozenset()
    for endpoint, method, address in addresses(app, number):
        if endpoint == "login.log_out":
            continue
        who = who_may(app, endpoint)
        fields: dict[str, Any] = {"csrf_token": browser.get("/login").form("/login")["csrf_token"]} if not login else {
            "csrf_token": browser.get("/me").form("/logout")["csrf_token"]}
        page = browser.get(address) if method == "GET" else browser.send(address, fields)
        assert page.status < 500, (endpoint, page.words[:300])
        if who != "anyone" and not login:
            assert page.status in (302, 401), endpoint
        elif login and isinstance(who, Permission) and who.key not in permissions:
            assert page.status == 403, endpoint
        elif login and method == "GET":
            # One of two permissions opens planned changes, so the service says who may.
            refused = endpoint.startswith("planning.") and not permissions & {SET_VALUES.key, MANAGE_CALENDARS.key}
            assert page.status in ((403,) if refused else (200, 302, 404)), (endpoint, page.status)


@pytest.mark.parametrize(("address", "status"), [("/nothing", 404), ("/cases/TH-0000-1", 404), ("/login/..", 404)])
def test_errors_are_pages(browse: Browse, address: str, status: int) -> None:
    page = browse("lin").get(address)
    assert page.status == status and "请求编号" in page.words and "工作台" in page.words


def test_another_method_says_which_are_taken(browse: Browse) -> None:
    page = browse("lin").client.get("/logout")
    assert page.status_code == 405 and "POST" in page.headers["Allow"]


def test_a_fault_is_a_page_without_its_inside(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(scene.desk)

    @allowed("anyone")
    def broken() -> str:
        raise RuntimeError("the inside")

    app.add_url_rule("/broken", "broken", broken)
    page = app.test_client().get("/broken")
    assert page.status_code == 500
    assert "the inside" not in page.text and page.headers["X-Request-Id"] in page.text
    assert "the inside" in caplog.text and page.headers["X-Request-Id"] in caplog.text


def test_menus_hold_only_what_leads_somewhere(browse: Browse) -> None:
    for login in PEOPLE:
        browser = browse(login)
        home = browser.get(browser.get("/").reply.headers["Location"])
        assert home.status == 200
        rail = re.search(r'<aside class="rail".*?</aside>', home.text, re.S)
        assert rail
        for address in re.findall(r'href="([^"]+)"', rail[0]):
            assert browser.get(address).status == 200, (login, address)
