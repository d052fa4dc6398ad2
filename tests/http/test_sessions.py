"""Log-ins in the browser: a new token each time, worth nothing once ended, whoever replays it."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.web.signing_in import COOKIE
from tests.attack.desk import PASSWORD, Shop, text_of, token_of
from tests.http.asking import site


def enter(shop: Shop, browser: FlaskClient, login: str = "service", password: str = PASSWORD) -> str:
    """Log in through the page; the token that the browser got."""
    reply = shop.post(browser, "/login", {"login": login, "password": password})
    assert reply.status_code == 302, reply.text
    return held(browser)


def held(browser: FlaskClient) -> str:
    cookie = browser.get_cookie(COOKIE)
    assert cookie
    return cookie.value


def is_in(shop: Shop, token: str) -> bool:
    """Whether a token, in a browser that never logged in, opens a page."""
    browser = shop.app.test_client()
    browser.set_cookie(COOKIE, token)
    return browser.get("/me").status_code == 200


def test_a_token_planted_before_the_log_in_is_worth_nothing_after_it(shop: Shop) -> None:
    planted = enter(shop, shop.client(), "apart")
    victim = shop.client()
    for token in ("A" * 43, planted):
        victim.set_cookie(COOKIE, token)
        browser_token = token_of(victim)
        victim.set_cookie(COOKIE, token)
        victim.post("/login", data={"csrf_token": browser_token, "login": "service", "password": PASSWORD})
        assert held(victim) != token
    assert not is_in(shop, "A" * 43)
    stranger = shop.app.test_client()
    stranger.set_cookie(COOKIE, planted)
    assert "Apart Jones" in stranger.get("/me").text


def test_a_replayed_cookie_is_refused_after_logging_out(shop: Shop) -> None:
    browser = shop.client()
    token = enter(shop, browser)
    assert is_in(shop, token)
    shop.post(browser, "/logout")
    assert browser.get_cookie(COOKIE) is None and not is_in(shop, token)


@pytest.mark.parametrize("what", ["disabled", "a password by the administrator", "one's own password", "elsewhere"])
def test_what_ends_log_ins(shop: Shop, what: str) -> None:
    one, other = shop.client(), shop.client()
    here, there = enter(shop, one), enter(shop, other)
    users, admin, who = shop.desk.users, shop["administrator"], shop.names.users["service"]
    fresh = ""
    if what == "disabled":
        users.change(admin, who, name="S", duties=["service"], scope="all", active=False)
    elif what == "a password by the administrator":
        users.set_password(admin, who, "another-horse-8")
    elif what == "one's own password":
        reply = shop.post(one, "/me/password", {
            "old": PASSWORD, "password": "another-horse-8", "again": "another-horse-8"})
        assert reply.status_code == 302
        fresh = held(one)
    else:
        assert shop.post(one, "/me/elsewhere").status_code == 302
        fresh = held(one)
        assert fresh == here
    assert not is_in(shop, there)
    assert is_in(shop, here) == (what == "elsewhere")
    assert bool(fresh) == (what in ("elsewhere", "one's own password")) and (not fresh or is_in(shop, fresh))


def test_an_enabled_account_does_not_get_its_old_log_ins_back(shop: Shop) -> None:
    token = enter(shop, shop.client())
    for active in (False, True):
        shop.desk.users.change(shop["administrator"], shop.names.users["service"], name="S", duties=["service"],
                               scope="all", active=active)
    assert not is_in(shop, token)


def test_a_log_in_ends_when_nobody_uses_it_and_at_the_latest_after_twelve_hours(shop: Shop) -> None:
    browser = shop.client()
    token, start = enter(shop, browser), shop.clock.at
    shop.clock.at = start + timedelta(minutes=119)
    assert is_in(shop, token)
    shop.clock.at += timedelta(minutes=119)
    assert is_in(shop, token)
    shop.clock.at += timedelta(minutes=121)
    assert not is_in(shop, token)
    token, start = enter(shop, shop.client()), shop.clock.at
    for _ in range(11):
        shop.clock.at += timedelta(hours=1)
        assert is_in(shop, token)
    shop.clock.at = start + timedelta(hours=12, seconds=1)
    assert not is_in(shop, token)


def test_how_long_a_log_in_may_rest_is_configured(shop: Shop) -> None:
    app = site(shop, session_idle_minutes=10)
    browser = app.test_client()
    browser.set_cookie(COOKIE, shop.desk.users.log_in("service", PASSWORD))
    shop.clock.at += timedelta(minutes=9)
    assert browser.get("/me").status_code == 200
    shop.clock.at += timedelta(minutes=11)
    assert browser.get("/me").status_code == 302


def test_a_log_in_in_use_is_written_down_at_most_once_a_minute(shop: Shop) -> None:
    browser = shop.client("service")
    browser.get("/me")
    with shop.unchanged():
        shop.clock.at += timedelta(seconds=59)
        browser.get("/me")
    shop.clock.at += timedelta(seconds=1)
    before = shop.dump()
    browser.get("/me")
    after = shop.dump()
    assert [name for name in after if after[name] != before[name]] == ["sessions"]


def test_one_sees_where_one_is_logged_in_and_nobody_elses(shop: Shop) -> None:
    one, other = shop.client("service"), shop.client("manager")
    other.get("/me")
    reply = one.get("/me", headers={"User-Agent": "Other"})
    assert "Logged out" not in reply.text and "here" in text_of(reply)
    assert "Log out elsewhere" not in reply.text
    another = shop.app.test_client()
    shop.desk.users.log_in("service", PASSWORD, address="198.51.100.7", agent="<b>Strange</b> browser")
    said = one.get("/me").text
    assert "198.51.100.7" in said and "&lt;b&gt;Strange&lt;/b&gt; browser" in said and "Log out elsewhere" in said
    assert "198.51.100.7" not in other.get("/me").text and another.get("/me").status_code == 302


def test_a_password_changed_while_another_is_looked_at_lets_nobody_in(shop: Shop) -> None:
    """Whoever guesses while the owner changes the password has guessed an old one."""
    from core.accounts.users import WrongLogin

    users = shop.desk.users
    looked = users._matches

    def changed_meanwhile(kept: str, password: str) -> bool:
        found = looked(kept, password)
        users.set_password(shop["administrator"], shop.names.users["service"], "another-horse-8")
        return found

    users._matches = changed_meanwhile  # type: ignore[method-assign]
    with pytest.raises(WrongLogin):
        users.log_in("service", PASSWORD)


def flags(reply: Any, name: str) -> str:
    return next(str(value) for value in reply.headers.getlist("Set-Cookie") if value.startswith(name + "="))


def test_cookies_over_https_cannot_be_set_from_elsewhere(shop: Shop) -> None:
    app = site(shop, secure_cookies=True)
    browser = app.test_client()
    kept = {"base_url": "https://localhost"}
    import re

    form = browser.get("/login", **kept)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.text)
    assert token
    reply = browser.post("/login", data={"csrf_token": token[1], "login": "service", "password": PASSWORD},
                         headers={"Referer": "https://localhost/login"}, **kept)
    assert reply.status_code == 302, reply.text
    for said in (flags(form, "__Host-shouhou_page"), flags(reply, "__Host-shouhou")):
        assert "Secure" in said and "HttpOnly" in said and "Path=/" in said and "SameSite=Lax" in said
        assert "Domain" not in said
    assert reply.headers["Strict-Transport-Security"]
    cookie = browser.get_cookie("__Host-shouhou")
    assert cookie and browser.get("/me", **kept).status_code == 200
    plain = app.test_client()
    plain.set_cookie(COOKIE, cookie.value)
    assert plain.get("/me", **kept).status_code == 302, "a cookie without the prefix may come from anywhere"
