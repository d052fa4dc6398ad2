"""Values of terms and configuration files as nobody should write them: refused with the name of what is wrong."""

# ruff: noqa: E501 (a payload stays on its line)

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.commands import shouhou
from core.commands.session import Session
from core.config import BadConfig, Config
from tests.attack.desk import Shop, text_of, token_of

LENGTHS = ("-1 days", "NaN days", "Infinity days", "1e400 days", "10^400 days", "9" * 500 + " days", "1.5 days",
           "=1+1", "+1", "@SUM(A1)", "7\x00days", "\u202e7 days", "７ days; DROP TABLE users", "7 days 7 days", "days", "٣ fortnights",
           "99999999999 days", "\ud800", "7 days\n8 days", "{7} days", "true", "[]", "x" * 100_000)


def run(shop: Shop, *words: str) -> Result:
    session = Session(shop.folder / "shouhou.toml")
    vars(session)["desk"], vars(session)["config"] = shop.desk, shop.desk.config
    return CliRunner().invoke(shouhou, ["--language", "en", *words], obj=session)


def test_lengths_that_are_none(shop: Shop) -> None:
    browser = shop.client("manager")
    token, kept = token_of(browser), list[str]()
    with shop.unchanged():
        for said in LENGTHS:
            sent = said.encode("utf-8", "surrogatepass")
            page = browser.post("/settings", data={
                "csrf_token": token, "industry": "furniture", "term": "refund.within", "value": sent})
            if page.status_code != 422:
                kept.append(f"page: {said[:30]!r} {page.status_code}")
            if "\ud800" in said or "\0" in said:
                continue  # no shell can say it
            result = run(shop, "policy", "set", "furniture", "refund.within", "--as", "manager", "--json", "--", said)
            if result.exit_code != 1 or "error" not in json.loads(result.stderr or "{}"):
                kept.append(f"command: {said[:30]!r} {result.exit_code} {result.exception!r}")
        assert kept == []


@pytest.mark.parametrize("said", ["=HYPERLINK(\"http://x\")", "<script>alert(1)</script>", "{0.__class__}", "7" * 300])
def test_a_text_is_kept_as_it_was_typed_and_shown_as_text(shop: Shop, said: str) -> None:
    browser = shop.client("manager")
    reply = shop.post(browser, "/settings", {"industry": "furniture", "term": "return.address", "value": said})
    assert reply.status_code == 302
    page = browser.get("/settings")
    assert said in text_of(page) + page.text and "<script>alert" not in page.text


@pytest.mark.parametrize("when", ["0001-01-01", "9999-12-31T23:59", "yesterday", "2025-02-30", "1e400", "NaN"])
def test_moments_that_are_none(shop: Shop, when: str) -> None:
    browser = shop.client("manager")
    with shop.unchanged():
        reply = shop.post(browser, "/settings", {
            "industry": "furniture", "term": "refund.within", "value": "9 days", "from": when})
        assert reply.status_code == 422, reply.status
        result = run(shop, "policy", "set", "furniture", "refund.within", "9 days", "--from", when, "--as", "manager")
        assert result.exit_code == 1 and isinstance(result.exception, SystemExit), repr(result.exception)


FILES: dict[str, tuple[bytes, str]] = {
    "no toml": (b"= = =", ""), "half": (b'business = "x', ""), "bytes": (b"\xff\xfe\x00", ""), "nul": (b'business = "\\u0000"', "business"),
    "deep": (b"a = " + b"[" * 100_000, ""), "twice": (b"demo = true\ndemo = false", ""),
    "a list for a text": (b"business = []", "business"), "a number for a text": (b"zone = 5", "zone"),
    "a text for a list": (b'plugins = "furniture"', "plugins"), "numbers in a list": (b"hosts = [1, 2]", "hosts"),
    "no hosts": (b"hosts = []", "hosts"), "every host": (b'hosts = ["*"]', "hosts"), "a port": (b'hosts = ["a:80"]', "hosts"),
    "dots": (b'hosts = ["a..b"]', "hosts"), "a long label": (b'hosts = ["' + b"a" * 64 + b'"]', "hosts"),
    "a text for yes": (b'demo = "false"', "demo"), "one for yes": (b"secure_cookies = 1", "secure_cookies"),
    "negative": (b"largest_upload = -1", "largest_upload"), "not finite": (b"warn_before = nan", "warn_before"),
    "infinite": (b"warn_before = inf", "warn_before"), "huge": (b"session_idle_minutes = 99999999999999999999", "session_idle_minutes"),
    "half a proxy": (b"proxies = 0.5", "proxies"), "yes as a number": (b"proxies = true", "proxies"),
    "no such zone": (b'zone = "Moon/Base"', "zone"), "a path as zone": (b'zone = "../../etc/passwd"', "zone"),
    "another form": (b'log_format = "xml"', "log_format"), "no address": (b'security_contact = "me"', "security_contact"),
    "two lines": (b'security_contact = "mailto:a@b\\nExpires: x"', "security_contact"),
    "unknown": (b"bussiness = 'x'", "business"), "policy of nothing": (b"policies = [{}]", "policies"),
    "policy of a number": (b"policies = [5]", "policies"), "where a list": (b'policies = [{policy = "a/b", where = []}]', "policies"),
    "where numbers": (b'policies = [{policy = "a/b", where = {x = 1}}]', "policies"),
    "more than asked": (b'policies = [{policy = "a/b", when = {}}]', "policies"), "a date": (b"business = 2025-01-01", "business")}


@pytest.mark.parametrize("name", FILES)
def test_configuration_that_cannot_be_used(tmp_path: Path, name: str) -> None:
    content, names = FILES[name]
    path = tmp_path / "shouhou.toml"
    path.write_bytes(content)
    with pytest.raises(BadConfig) as caught:
        Config.load(path)
    assert str(path) in str(caught.value) and names in str(caught.value)
    result = CliRunner().invoke(shouhou, ["--config", str(path), "--language", "en", "case", "list", "--as", "x", "--json"])
    assert result.exit_code == 3 and isinstance(result.exception, SystemExit), repr(result.exception)
    problem: dict[str, Any] = json.loads(result.stderr)["error"]
    assert problem["code"] == "bad-config" and str(path) in problem["message"]


def test_a_configuration_that_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.toml"):
        with pytest.raises(BadConfig):
            Config.load(path)


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    path = tmp_path / "shouhou.toml"
    path.write_text("""
business = "A"
plugins = ["furniture"]
policies = ["furniture/a", { policy = "furniture/b", where = { "Form.field" = "x" } }]
hosts = ["localhost", ".example.com", "售后.example"]
warn_before = 2.5
secure_cookies = true
proxies = 1
session_idle_minutes = 30
log_format = "json"
security_contact = "mailto:security@example.com"
""", "utf-8")
    config = Config.load(path)
    assert config.warn_before.total_seconds() == 9000 and config.plugins == ("furniture",) and config.proxies == 1
    assert [each.slug for each in config.policies] == ["furniture/a", "furniture/b"] and config.data == tmp_path / "desk-data"
