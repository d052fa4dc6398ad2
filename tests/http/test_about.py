"""What anybody may ask a desk: whom to tell of a hole, whether to look around, and how long to wait."""

import re
from datetime import datetime, timedelta

from tests.attack.desk import PASSWORD, Shop, text_of, token_of
from tests.http.asking import site, unguarded


def test_whom_to_tell_of_a_hole(shop: Shop) -> None:
    assert shop.client().get("/.well-known/security.txt").status_code == 404
    browser = site(shop, security_contact="mailto:security@example.com").test_client()
    reply = browser.get("/.well-known/security.txt")
    assert reply.content_type == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in reply.text.splitlines())
    assert said.keys() == {"Contact", "Expires", "Preferred-Languages"} and not unguarded(reply.headers)
    assert said["Contact"] == "mailto:security@example.com" and said["Preferred-Languages"] == "zh, en"
    expires = datetime.fromisoformat(said["Expires"])
    assert timedelta(days=30) < expires - shop.clock() < timedelta(days=365)


def test_search_engines_stay_out(shop: Shop) -> None:
    reply = shop.client().get("/robots.txt")
    assert reply.text.splitlines() == ["User-agent: *", "Disallow: /"] and reply.mimetype == "text/plain"


def test_the_page_says_how_long_to_wait_in_both_languages(shop: Shop) -> None:
    words = {"en": r"wait (\d+) min", "zh": r"请 (\d+) 分钟后再试"}
    for language, pattern in words.items():
        browser = shop.client()
        browser.set_cookie("shouhou_language", language)
        token = token_of(browser)
        for _ in range(6):
            reply = browser.post("/login", data={"csrf_token": token, "login": f"who-{language}", "password": "x"})
        found = re.search(pattern, text_of(reply))
        assert reply.status_code == 429 and found and int(found[1]) == 1
        assert reply.headers["Retry-After"] == "60"


def test_the_right_password_is_refused_the_same_until_an_administrator_ends_the_wait(shop: Shop) -> None:
    browser = shop.client()
    token = token_of(browser)

    def enter(password: str) -> tuple[int, str]:
        reply = browser.post("/login", data={"csrf_token": token, "login": "service", "password": password})
        return reply.status_code, re.sub(r"[0-9a-f]{16}|nonce[^ ]+|value=\"[^\"]+\"", "", reply.text)

    for _ in range(5):
        assert enter("wrong")[0] == 403
    assert enter("wrong") == enter(PASSWORD) and enter(PASSWORD)[0] == 429

    from click.testing import CliRunner

    from core.commands import shouhou
    from core.commands.session import Session

    session = Session(shop.folder / "shouhou.toml")
    vars(session)["desk"], vars(session)["config"] = shop.desk, shop.desk.config
    assert CliRunner().invoke(shouhou, ["user", "unlock", "nobody"], obj=session).exit_code == 1
    assert CliRunner().invoke(shouhou, ["user", "unlock", "service"], obj=session).exit_code == 0
    assert enter(PASSWORD)[0] == 302


def test_other_passwords_are_counted_too(shop: Shop) -> None:
    """Whoever finds a desk left open cannot guess the old password behind it."""
    browser = shop.client("service")
    form = {"old": "wrong", "password": "another-horse-8", "again": "another-horse-8"}
    answers = [shop.post(browser, "/me/password", form).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert shop.post(browser, "/me/password", {**form, "old": PASSWORD}).status_code == 429
